"""An empty database becomes a site's, on SQLite and on PostgreSQL alike."""

from importlib import import_module

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations import RunPython, RunSQL
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from amparo.foundations.access.models import Credentials
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


# What came after the first step of an app, and why it is a step of its own.
LATER_STEPS = {
    # who bears the surname of somebody feared; who watches from outside; each has a share; copies
    "consent": {"0002_in_doubt", "0003_overseers", "0004_whom_a_measure_protects", "0005_exports"},
    # what the database must refuse beside it; what is published; found by a hash alone; what
    # whoever supervises is told for some days; which of these are signed, and where it stood when
    # a rule came; what PostgreSQL must refuse as SQLite does; where it stood when two kinds began
    # to say their number; when keys were first recorded whole; and what gives and takes a rank
    "ledger": {
        "0002_append_only",
        "0003_next_in_line",
        "0004_published",
        "0005_by_digest",
        "0006_of_the_house",
        "0007_in_her_own_hand",
        "0008_since",
        "0009_next_in_line_everywhere",
        "0010_numbered",
        "0011_without_a_phone",
        "0012_keys_whole",
        "0013_who_held_what",
        "0014_of_leaks",
        "0015_of_tellings",
    },
    # cases pass to another norm; what the keyholders sealed waits for its member; whoever holds a
    # key bears a mark that only the key makes; one of very many stands behind the others; what
    # everybody reads of a demand for all files, and that it is signed; waiting in their order
    "letterbox": {
        "0002_norms",
        "0003_keyholders",
        "0004_marks",
        "0005_in_a_flood",
        "0006_every_file_demanded",
        "0007_in_her_own_hand",
        "0008_in_their_order",
    },
    # one extension of what is only asked; what a unit tells of an attack, and what it cannot open
    "obligations": {"0002_more_time", "0003_something_happened", "0004_sealed_anew"},
    # what backups are sealed to; who keeps shares; one's own account; mails, asked for again;
    # what opens an account, apart; whom the operator invited in sight of all; who made an
    # invitation, and when the jobs ran; codes on paper
    "access": {
        "0002_a_key_for_backups",
        "0003_keyholders",
        "0004_own_accounts",
        "0005_outbox",
        "0006_proposed_keys",
        "0007_outbox_asks_again",
        "0008_passkeys",
        "0009_credentials",
        "0010_announced",
        "0011_open_invitations",
        "0012_recovery_codes",
    },
    # by whose names a member finds her cases; what is near in a look; who is kept apart from one
    # whoever is missing leads the worklist; marks of seats; name indexes of one size
    "cases": {
        "0002_names",
        "0003_noticed",
        "0004_glass",
        "0005_conflicts",
        "0006_who_is_missing_leads",
        "0007_marks",
        "0008_of_one_size",
    },
    "others": {"0002_asked_alone", "0003_marks"},  # whoever answers alone; marks of their words
    "interpreting": {"0002_others_of_the_case"},  # somebody else of a case has an interpreter
    # a second look, and answers that are looked at; what it ended in stands with it; words of
    # proposals have secrets of their own
    "consultations": {"0002_looks", "0003_closing", "0004_own_secrets"},
    # who demanded a file; what waits for a copy; a second member reads an order not to tell; an
    # hour of danger is looked at; she is told of a demand, and of a hold
    "referral": {
        "0002_demands",
        "0003_exports",
        "0004_a_second_reads_the_order",
        "0005_an_hour_of_danger",
        "0006_she_is_told_of_a_demand",
        "0007_she_is_told_of_a_hold",
        "0008_wide_demands",
    },
    # measures of the dead; everybody whom a measure protects is heard, or gives up their own part;
    # more of a measure waits for none that would lessen it, and her wish to give it up for none;
    # a complaint of something else than a late term, and through which channel it came
    "review": {
        "0002_of_the_dead",
        "0003_everybody_is_heard",
        "0004_somebody_gives_up_a_part",
        "0005_more_waits_for_nothing",
        "0006_a_wish_waits_for_nothing",
        "0007_defects_and_channels",
    },
    # what an older backup brought back; a second member reads an order not to tell
    "erasing": {
        "0002_erased_again",
        "0003_a_second_reads_the_order",
        "0004_a_board_decides",
    },
    # a second person before the next suspension, what waits unopened, what goes on being sent; and
    # what of it stands on the worklist
    "secrecy": {"0002_second_persons", "0003_perhaps"},
    "admission": {"0002_errands"},  # what waits to be said to the person
    "release": {"0002_files_too"},  # a photo, recording or paper leaves by the way of a copy
    "measures": {"0002_whom_it_protects"},  # and has it of what stood before
}


def test_each_app_begins_with_one_clean_step_and_every_later_one_is_known():
    steps = MigrationLoader(None).disk_migrations
    found = {app: {name for one, name in steps if one == app} - {"0001_initial"} for app in OWN}
    assert {app: names for app, names in found.items() if names} == LATER_STEPS


def test_all_that_opens_an_account_is_laid_apart() -> None:
    moved = import_module("amparo.foundations.access.migrations.0009_credentials").COLUMNS
    kept = {one.name for one in Credentials._meta.concrete_fields} - {"member"}
    assert set(moved) == kept - {"sealed_recovery"}  # which came later, and was never elsewhere


FILLED = "tests/faults/test_upgrades.py"
# Each step that runs code, and the test that goes through it with rows.
TRIED = {
    ("access", "0009_credentials"): f"{FILLED}::test_each_signs_in_as_before_and_has_her_own_key",
    ("cases", "0006_who_is_missing_leads"): (
        f"{FILLED}::test_each_case_has_the_place_on_the_worklist_that_was_meant"
    ),
    ("cases", "0007_marks"): f"{FILLED}::test_every_case_waits_to_be_sealed_anew",
    ("cases", "0008_of_one_size"): f"{FILLED}::test_each_name_index_is_written_anew",
    ("consultations", "0003_closing"): (
        f"{FILLED}::test_what_a_consultation_ended_in_stands_with_it"
    ),
    ("erasing", "0003_a_second_reads_the_order"): (
        f"{FILLED}::test_a_long_silence_on_the_word_of_one_waits_for_a_second"
    ),
    ("ledger", "0002_append_only"): (
        "tests/faults/test_record.py::test_the_database_itself_refuses"
    ),
    ("ledger", "0003_next_in_line"): (
        "tests/faults/test_record.py::test_the_database_itself_refuses"
    ),
    ("ledger", "0004_published"): (
        "tests/unit/foundations/test_publishing.py"
        "::test_the_database_itself_refuses_to_rewrite_what_was_published"
    ),
    ("ledger", "0008_since"): (
        f"{FILLED}::test_what_stood_on_record_then_is_older_whatever_moments_it_says"
    ),
    ("ledger", "0009_next_in_line_everywhere"): (
        "tests/faults/test_record.py::test_the_database_itself_refuses"
    ),
    ("ledger", "0010_numbered"): (
        f"{FILLED}::test_what_was_signed_then_is_older_than_its_number_by_its_place"
    ),
    ("ledger", "0012_keys_whole"): (
        f"{FILLED}::test_a_key_that_is_recorded_by_its_beginning_counts_only_from_before"
    ),
    ("ledger", "0013_who_held_what"): (
        f"{FILLED}::test_what_stood_on_record_then_is_older_whatever_moments_it_says"
    ),
    ("ledger", "0014_of_leaks"): (
        f"{FILLED}::test_what_was_asked_of_a_leak_then_is_older_by_its_place"
    ),
    ("ledger", "0015_of_tellings"): (
        f"{FILLED}::test_who_said_then_that_the_person_was_told_is_older_by_its_place"
    ),
    ("measures", "0002_whom_it_protects"): (f"{FILLED}::test_whom_each_measure_protects_is_said"),
    ("referral", "0004_a_second_reads_the_order"): (
        f"{FILLED}::test_a_long_silence_on_the_word_of_one_waits_for_a_second"
    ),
    ("secrecy", "0003_perhaps"): (
        f"{FILLED}::test_each_case_has_the_place_on_the_worklist_that_was_meant"
    ),
}
GUARDS = frozenset(
    {("ledger", f"000{step}") for step in ("2_append_only", "3_next_in_line", "4_published")}
    | {("ledger", "0009_next_in_line_everywhere")}
)
"""They move no row: they make the database refuse."""


def test_each_step_that_runs_code_is_tried_with_rows():
    """A new one: rows of it into tests/faults/test_upgrades.py, and its line above."""
    steps = MigrationLoader(None).disk_migrations
    runs = {
        step
        for step, one in steps.items()
        if step[0] in OWN and any(isinstance(each, RunPython | RunSQL) for each in one.operations)
    }
    assert runs == set(TRIED)
    for place, _, name in (said.partition("::") for said in TRIED.values()):
        assert f"def {name}(" in (ROOT / place).read_text(encoding="utf-8"), name
    filled = (ROOT / FILLED).read_text(encoding="utf-8")
    moves = [step for step in TRIED if step not in GUARDS]
    assert [step for step in moves if f'("{step[0]}", "{step[1]}")' not in filled] == []
