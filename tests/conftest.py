"""What holds for every test: see also [tool.pytest] in pyproject.toml.

Sockets reach loopback only, the order is random, a warning is an error.
"""

import gc
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as of_site
from django.db import connection
from django.db.models import Model
from django.db.models.signals import pre_save  # noqa: TID251 - tests look, nothing follows
from django.utils import translation
from hypothesis import HealthCheck, settings

from amparo.foundations.accounts.sign_in import phrase_guessing as nearness
from tests.examples import TIMES, UNNAMED
from tests.made_once import folder
from tests.sites import tables, tables_on

RENDERING = "amparo.foundations.intake.files.sandboxed_rendering"

# A busy machine is no reason to fail; the examples are drawn anew on each run.
settings.register_profile(
    "house",
    max_examples=UNNAMED * TIMES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.load_profile("house")

pytest_plugins = [
    "tests.another_law",
    "tests.clock",
    "tests.ladder",
    "tests.people",
    "tests.obligations",
    "tests.norm_folders",
    "tests.norms",
    "tests.as_the_door",
    "tests.rights",
    "tests.consulting",
    "tests.on_postgresql",
    "tests.tried",
]


def pytest_configure() -> None:
    """Before there are workers: what is made once lies in one folder for all of them."""
    folder()


def pytest_collection_finish() -> None:
    """By now this process has read most modules: those that it starts need not tell of it again."""
    if measuring := sys.modules.get("tests.measuring"):
        measuring.pass_on(folder())
    gc.freeze()  # nor is it looked through for garbage, which is looked for less often
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """There is a file already, of this run alone."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> Iterator[None]:
    """The tests' own database begins as a copy of tables that are made once for all."""
    own = connection.settings_dict["TEST"]
    if connection.vendor == "postgresql":
        own["TEMPLATE"] = tables_on(os.environ["DATABASE_URL"])
        yield
        return
    shutil.copyfile(tables(), own["NAME"])
    yield
    connection.close()
    for end in ("", "-wal", "-shm"):
        Path(f"{own['NAME']}{end}").unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def spanish() -> Iterator[None]:
    """Each test begins in the language that the product begins in, whatever the last one spoke."""
    translation.activate("es")
    yield
    translation.deactivate()


@pytest.fixture(autouse=True, scope="session")
def nothing_is_longer_than_its_column() -> Iterator[None]:
    """SQLite keeps what is too long for a column; PostgreSQL refuses it, and undoes the act."""

    def look(instance: Model, **_: Any) -> None:
        for field in instance._meta.concrete_fields:
            value = instance.__dict__.get(field.attname)
            if isinstance(value, str) and field.max_length and len(value) > field.max_length:
                raise AssertionError(f"{field} holds {field.max_length} letters, not {value!r}")

    pre_save.connect(look, weak=False, dispatch_uid="fits")
    yield
    pre_save.disconnect(dispatch_uid="fits")


@pytest.fixture(autouse=True)
def small_pictures_have_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine a page goes without them; what is tried here is not how busy it is."""
    monkeypatch.setattr(f"{RENDERING}.SECONDS_OF_A_SMALL_ONE", 60)
    monkeypatch.setattr("amparo.desk.case.custody.PATIENCE", 60.0)


@pytest.fixture(autouse=True)
def nobody_guessed_before() -> Iterator[None]:
    """What other tests tried today counts for none of them."""
    yield
    shutil.rmtree(of_site.RUN / nearness.FOLDER, ignore_errors=True)
