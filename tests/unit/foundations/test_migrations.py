"""An empty database becomes a site's, on SQLite and on PostgreSQL alike."""

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

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


def test_each_app_begins_with_one_clean_step():
    """Nothing is released yet; the record alone needs what the database must refuse beside it."""
    steps = MigrationLoader(None).disk_migrations
    several = {app for app, _ in steps if sum(one == app for one, _ in steps) > 1}
    assert several & set(OWN) == {"ledger"}
