"""An empty database becomes a site's, on SQLite and on PostgreSQL alike."""

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations import RunPython, RunSQL
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from tests.architecture.source import ROOT

OWN = [one.label for one in apps.get_app_configs() if one.name.startswith("amparo.")]


def test_what_began_empty_has_every_table_of_every_model(db):
    """The database of the tests was made by migrations alone."""
    tables = set(connection.introspection.table_names())
    needed = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert needed
    assert needed - tables == set()


def test_nothing_is_left_to_apply(db):
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_no_table_differs_from_its_model(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


LATER_STEPS = {
    "accounts": {"0002_alter_groupkey_kind"},
    "attacks": {"0002_statements_and_drafts"},
    "ledger": {"0002_database_guards"},
    "cases": {"0002_form_drafts", "0003_indexes_of_counts"},
    "intake": {"0002_indexes_of_counts"},
    "consent": {
        "0002_word_not_enough",
        "0003_alter_question_kind",
        "0004_last_day_of_a_consent",
    },
    "obligations": {
        "0002_escalationnotice",
        "0003_contested_and_unfunded",
        "0004_indexes_of_counts",
    },
    "referral": {"0002_tasks_asked_by_person"},
}
"""Migrations after the first of each app."""


def test_each_app_begins_with_one_clean_step_and_every_later_one_is_known():
    steps = MigrationLoader(None).disk_migrations
    found = {app: {name for one, name in steps if one == app} - {"0001_initial"} for app in OWN}
    assert {app: names for app, names in found.items() if names} == LATER_STEPS


PUBLISHED = (
    "tests/unit/foundations/test_publishing.py"
    "::test_the_database_itself_refuses_to_rewrite_what_was_published"
)
GUARDS = {
    ("ledger", "0002_database_guards"): (
        "tests/faults/test_record.py::test_the_database_itself_refuses",
        PUBLISHED,
    ),
}
"""Migrations that make the database refuse, and the tests that try it."""
MOVES: dict[tuple[str, str], str] = {}
"""Migrations that move rows, and the test in tests/faults/test_upgrades.py that looks at them."""


def test_each_step_that_runs_code_is_tried_with_rows():
    """A new one: its line above, and what it moves in tests/faults/test_upgrades.py."""
    steps = MigrationLoader(None).disk_migrations
    runs = {
        step
        for step, one in steps.items()
        if step[0] in OWN and any(isinstance(each, RunPython | RunSQL) for each in one.operations)
    }
    assert runs == GUARDS.keys() | MOVES.keys()
    moved = [f"tests/faults/test_upgrades.py::{name}" for name in MOVES.values()]
    for place, _, name in (said.partition("::") for said in [*sum(GUARDS.values(), ()), *moved]):
        assert f"def {name}(" in (ROOT / place).read_text(encoding="utf-8"), name
