"""A site that 0.1.0 made and filled is brought to the tables of today, and goes on.

`site-0.1.0.zip` is the site of a whole demo: its SQLite file, its secrets and what its accounts
sign in with. Until 0.1.0 is released, `AMPARO_WRITE=1` makes it anew; from then on it stays as it
is, and a migration that moves rows comes with its own expectation here.
"""

import json
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.apps.registry import Apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from amparo.cli.walk.demo_site import AMPARO
from amparo.crypto import one_time_codes as codes
from amparo.foundations.accounts import services
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Role
from amparo.foundations.cases.models import CaseAccess
from amparo.foundations.cases.queries import opened
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.queries import visit_by_phrase
from amparo.settings.env import read_site  # noqa: TID251 - of the site that is kept here
from tests.forging import verified
from tests.people import unlocked
from tests.sites import database_in

pytestmark = pytest.mark.postgresql("each database changes its tables in its own way")

KEPT = Path(__file__).with_name("site-0.1.0.zip")
DATABASE = "amparo.sqlite3"
FILES = ("site.toml", "signing.key", "demo.json")
PERSONS = ("words", "words_of_the_second", "words_of_the_third")
OWN = "amparo."


@dataclass
class Upgraded:
    """The people of the site, and how many rows each of its tables had before and has now."""

    people: dict[str, Any]
    words: dict[str, str]
    before: dict[str, int]
    after: dict[str, int]


@contextmanager
def database_of(address: str, file: Path) -> Iterator[None]:
    """Another database than that of the tests, of the same kind, for all of this process."""
    kept = connections["default"]
    other = kept.copy()
    other.settings_dict["NAME"] = address.rpartition("/")[2] or str(file)
    connections["default"] = other
    try:
        yield
    finally:
        other.close()
        connections["default"] = kept


def counted(tables: list[str]) -> dict[str, int]:
    with connection.cursor() as cursor:
        found = {}
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - our own tables
            found[table] = cursor.fetchone()[0]
    return found


def models_of(then: Apps) -> list[Any]:
    return [one for one in then.get_models() if not one._meta.label.startswith("contenttypes")]


def copied(file: Path, then: Apps) -> None:
    """The rows of the kept file into the database of the tests, in the order of their keys."""
    with closing(sqlite3.connect(file)) as source, transaction.atomic():
        source.row_factory = sqlite3.Row
        for model in models_of(then):
            fields = model._meta.concrete_fields
            order = model._meta.pk.column
            rows = source.execute(
                f'SELECT * FROM "{model._meta.db_table}" ORDER BY "{order}"'  # noqa: S608 - our own tables
            )
            model.objects.bulk_create(
                [
                    model(**{one.attname: read(one, row[one.column]) for one in fields})
                    for row in rows
                ]
            )
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models_of(then)):
            cursor.execute(statement)


def read(field: Any, value: Any) -> Any:
    """A value as SQLite keeps it, for the field of another database."""
    kind = field.get_internal_type()
    if value is None:
        return None
    if kind == "JSONField":
        return json.loads(value)
    if kind == "BooleanField":
        return bool(value)
    if kind == "DateTimeField":
        return field.to_python(f"{value}+00:00")
    return bytes(value) if kind == "BinaryField" else value


def unpacked(folder: Path) -> Path:
    with ZipFile(KEPT) as kept:
        kept.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def upgraded(django_db_blocker, tmp_path_factory) -> Iterator[Upgraded]:
    if "AMPARO_WRITE" in os.environ:
        make_anew(tmp_path_factory.mktemp("anew"))
    site = unpacked(tmp_path_factory.mktemp("upgraded"))
    said = json.loads((site / "demo.json").read_text())
    server = os.environ.get("DATABASE_URL", "") if connection.vendor == "postgresql" else ""
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        database_in(server) as address,
        database_of(address, site / DATABASE),
    ):
        patch.setattr(settings, "SITE", read_site(site))
        older = MigrationExecutor(connection)
        steps = steps_in(site / DATABASE)
        older.migrate(steps)
        then = older.loader.project_state(steps).apps
        if address:
            copied(site / DATABASE, then)
        tables = [one._meta.db_table for one in models_of(then)]
        before = counted(tables)
        newer = MigrationExecutor(connection)
        newer.migrate(newer.loader.graph.leaf_nodes())
        words = {name: " ".join(said[name]) for name in PERSONS}
        yield Upgraded(said["people"], words, before, counted(tables))


def steps_in(file: Path) -> list[tuple[str, str]]:
    """The last step of each app that the kept site had taken."""
    with closing(sqlite3.connect(file)) as source:
        taken = source.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
    return list(dict(taken).items())


def make_anew(folder: Path) -> None:
    """Keep the site of another demo in place of this one."""
    site = folder / "site"
    environment = {**os.environ, "AMPARO_SIGN_IN_COST": "test"}
    environment.pop("DATABASE_URL", None)
    words = [AMPARO, "demo", "run", "--no-serve", "--state", str(site)]
    subprocess.run(words, env=environment, check=True, capture_output=True)
    with (
        closing(sqlite3.connect(site / DATABASE)) as there,
        closing(sqlite3.connect(folder / DATABASE)) as whole,
    ):
        there.backup(whole)
        whole.execute("VACUUM")
    with ZipFile(KEPT, "w", ZIP_DEFLATED, compresslevel=9) as kept:
        kept.write(folder / DATABASE, DATABASE)
        for name in FILES:
            kept.write(site / name, name)


def test_every_step_is_taken(upgraded) -> None:
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    assert MigrationRecorder(connection).applied_migrations().keys() >= set(
        executor.loader.graph.leaf_nodes()
    )


def test_no_row_is_lost_and_each_still_belongs_to_another(upgraded) -> None:
    assert sum(upgraded.before.values()) > 1_000
    assert sum(bool(one) for one in upgraded.before.values()) > 60
    assert upgraded.after == upgraded.before
    connection.check_constraints()


def test_the_record_holds(upgraded) -> None:
    assert verified()


def test_each_signs_in_and_opens_the_same_cases(upgraded) -> None:
    read_papers = 0
    for name, person in upgraded.people.items():
        at = timezone.now()
        code = codes.code_at(person["code_secret"], at)
        member, token = services.sign_in(name, person["password"], code, at=at)
        assert (member.sign_in_name, bool(token)) == (name, True)
        actor = unlocked(member, person["password"])
        if Role.INSTITUTION_OFFICER.value in person["roles"]:
            continue
        for seat in CaseAccess.objects.filter(member=member, case__closed_at=None).select_related(
            "case"
        ):
            found = opened(seat.case.filing.code, seen_by=actor)
            papers = papers_in(found.folder, seen_by=actor)
            read_papers += len([found.folder.words(one) for one in papers])
    assert read_papers > 50
    assert Member.objects.count() == len(upgraded.people)


def test_each_person_comes_back_with_the_same_words(upgraded) -> None:
    for words in upgraded.words.values():
        visitor, _pair = visit_by_phrase(words, seen_by=STRANGER)
        assert papers_in(visitor.folder, seen_by=visitor)
