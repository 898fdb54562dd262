"""Until when a backup copy holds what is erased, whatever somebody wrote into the record of one."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from amparo.cli.health import dated_findings as time
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.events import BackupMade
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.erasure.backups_holding_erased import LastCopy, last_backup_of
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.requests.services import Filed
from amparo.foundations.ledger.services import record
from tests.architecture.conftest import came_back
from tests.erasing import ASKED, LATER, granted, run

UNTIL = ASKED.date() + timedelta(days=30)
BEFORE = ASKED - timedelta(hours=1)
ON_SQLITE = ("at = '2026-13-45 00:00:00'", "at = 'rubbish'", "at = 5", "at = CAST(x'ff' AS TEXT)")
ON_POSTGRESQL = ("at = 'infinity'", "at = '20000-01-01'", "at = '0044-03-15 BC'")
EITHER = (
    "facts = 'rubbish'",
    "facts = '[1]'",
    "facts = '{}'",
    """facts = '{"until":5}'""",
    """facts = '{"until":"2026-13-45"}'""",
)
UNSAID = "No se puede decir hasta cuándo lo tiene una copia de respaldo"


@pytest.fixture
def behind(site: object) -> Callable[..., None]:
    """As whoever owns the database does it to the last backup but so many, past its triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER ledger_no_update")
        else:
            cursor.execute("DROP TRIGGER ledger_no_rewrite ON ledger_entry")

    def change(what: str, *, but: int = 0) -> None:
        of_it = "SELECT sequence FROM ledger_entry WHERE event = 'BackupMade'"
        one = f"({of_it} ORDER BY sequence DESC LIMIT 1 OFFSET {but})"
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE ledger_entry SET {what} WHERE sequence = {one}")  # noqa: S608

    return change


def made(day: date = UNTIL, at: datetime = BEFORE) -> None:
    record(BackupMade(about="backup", number=1, until=day), by=SYSTEM, at=at)


def read(answer: Any) -> str:
    assert answer.status_code == HTTPStatus.OK
    return str(answer.content.decode())


def of_here(what: str) -> str:
    if what in (ON_POSTGRESQL if connection.vendor == "sqlite" else ON_SQLITE):
        pytest.skip("the other database keeps that in a column")
    return what


@pytest.mark.parametrize("what", [*ON_SQLITE, *ON_POSTGRESQL, *EITHER])
def test_what_nobody_can_read_of_one_backup_is_said_and_ends_no_page(
    what: str,
    behind: Callable[..., None],
    anas: OpenCase,
    flor: Visitor,
    ana: Actor,
    delia: Actor,
    filed: Filed,
) -> None:
    hers = came_back(filed)
    made()
    behind(of_here(what))
    assert UNSAID in read(hers.get("/mine/erase/"))
    erasure = granted(anas, flor, ana, delia)
    assert run() == 1
    assert UNSAID in read(Client().post("/erased/", {"number": erasure.ref}))
    [found] = time.backups(timezone.now())
    assert found.says.startswith("What the record says of the last backup cannot be read")


def test_a_backup_of_which_the_day_is_over_takes_no_day_from_the_others(
    behind: Callable[..., None],
) -> None:
    """Its moment was made one that is none; by its own day it has gone."""
    made(ASKED.date() - timedelta(days=1))
    for _ in range(2):
        made()
    behind("at = 'rubbish'" if connection.vendor == "sqlite" else "at = 'infinity'", but=2)
    said = last_backup_of(ASKED, now=LATER)
    assert said == LastCopy(day=UNTIL, stays=True, is_over=False)


def test_one_that_may_still_be_there_leaves_no_day_to_be_said(
    behind: Callable[..., None],
) -> None:
    for _ in range(3):
        made()
    behind("facts = '{}'", but=2)
    assert last_backup_of(ASKED, now=LATER) == LastCopy(day=None, stays=True, is_over=False)
