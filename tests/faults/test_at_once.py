"""Two people at the same moment, over HTTP: one of them wins, nothing is half."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import Any

import psycopg
import pytest
from django.utils import timezone

from amparo.cli.walk.browser import Browser
from amparo.cli.walk.demo_site import Place, free_port
from amparo.cli.walk.page_reader import Field, Page
from amparo.crypto import one_time_codes as codes
from tests.faults.preparing import prepared
from tests.sites import Site, database_in
from tests.working_days import working_day

pytestmark = pytest.mark.postgresql("locks of rows")

UNKNOWN = 401
AGAIN = 4
"""Rounds of what may go either way: both ways are right, anything between is not."""


@dataclass(frozen=True)
class Begun:
    """What was prepared, before it is served."""

    place: Place
    database: str
    told: dict[str, Any]


class Raced:
    """A served site with one case on it."""

    def __init__(self, site: Site, told: dict[str, Any]) -> None:
        self.site, self.code = site, told["code"]
        self.words, self.people = told["words"], told["people"]
        self.copy, self.asked = told["copy"], told["asked"]

    def desk(self, name: str) -> Browser:
        browser = self.site.browser()
        who = self.people[name]
        self.codes_are_new()
        code = codes.code_at(who["code_secret"], timezone.now())
        given = {"name": name, "password": who["password"], "code": code}
        browser.fill(browser.open("/desk/in/"), given)
        return browser

    def codes_are_new(self) -> None:
        """That of this half minute may have let the same member in before."""
        with psycopg.connect(self.site.database) as server:
            server.execute("UPDATE accounts_credentials SET last_code_step = 0")

    def person(self) -> Browser:
        browser = self.site.browser()
        browser.fill(browser.open("/return/"), {"phrase": self.words})
        return browser

    def path(self, rest: str) -> str:
        return f"/desk/cases/{self.code}/{rest}"


@pytest.fixture(scope="module")
def begun(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Begun]:
    folder = tmp_path_factory.mktemp("racing") / "site"
    with prepared(folder, server, "racing") as (place, database, told):
        yield Begun(place, database, told)


@contextmanager
def raced_in(folder: Path, server: str, begun: Begun) -> Iterator[Raced]:
    """A copy of it, served."""
    shutil.copytree(begun.place.state, folder)
    with database_in(server, template=begun.database.rpartition("/")[2]) as database:
        more = {**begun.place.more, "DATABASE_URL": database}
        site = Site(Place(folder, free_port(), more), "", database)
        try:
            site.serve("--no-tick", "--workers", "2")
            yield Raced(site, begun.told)
        finally:
            site.place.stop()


type Rooms = pytest.TempPathFactory


@pytest.fixture(scope="module")
def raced(server: str, begun: Begun, tmp_path_factory: Rooms) -> Iterator[Raced]:
    """For tests that meet in another place of the case, or on another account."""
    with raced_in(tmp_path_factory.mktemp("raced") / "site", server, begun) as raced:
        yield raced


@pytest.fixture(scope="module")
def another(server: str, begun: Begun, tmp_path_factory: Rooms) -> Iterator[Raced]:
    """For a second decision and a second copy."""
    with raced_in(tmp_path_factory.mktemp("another") / "site", server, begun) as raced:
        yield raced


def at_once(*acts: Callable[[], Page]) -> list[Page]:
    """All of them in the same moment, each in a thread of its own."""
    together = Barrier(len(acts))

    def run(act: Callable[[], Page]) -> Page:
        together.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def decision_of(browser: Browser, raced: Raced, grounds: str) -> Callable[[], Page]:
    page = browser.open(raced.path("decision/"))
    form = page.form("beneficiaries", "grounds")
    prefix = next(name for name in form.fields if name.endswith("-outcome")).removesuffix("outcome")
    today = timezone.localdate()
    given = {
        "beneficiaries": "Killa",
        "grounds": grounds,
        f"{prefix}outcome": "granted",
        f"{prefix}reasons": "idónea",
        f"{prefix}places": "el camino",
        f"{prefix}duration_days": "90",
        f"{prefix}first_report_on": working_day(today + timedelta(days=10)),
        f"{prefix}next_review_on": working_day(today + timedelta(days=30)),
        f"{prefix}activity_plan": "dos rondas",
    }
    return lambda: browser.submit(page, form, given)


def count(raced: Raced, table: str, where: str = "1 = 1") -> int:
    [(found,)] = raced.site.rows(f"SELECT count(*) FROM {table} WHERE {where}")  # noqa: S608 - our own words
    return int(found)


def test_of_two_who_decide_at_once_one_decides(raced: Raced) -> None:
    delia, dora = raced.desk("delia"), raced.desk("dora")
    acts = [
        decision_of(one, raced, words)
        for one, words in ((delia, "la primera voz"), (dora, "la segunda voz"))
    ]
    answers = sorted(page.status for page in at_once(*acts))
    assert answers == [200, 409]
    assert count(raced, "measures_decision") == 1
    assert count(raced, "intake_document", "kind = 'decision'") == 1
    assert count(raced, "ledger_entry", "event = 'DecisionIssued'") == 1
    assert raced.site.rows("SELECT state FROM measures_measure") == [("granted",)]
    assert raced.site.ledger("verify").returncode == 0


def forwarding(browser: Browser, raced: Raced) -> Callable[[], Page] | None:
    """What ana presses, if anything may go now."""
    ways = browser.open(raced.path("forward/")).links_to("/forward/")
    address = next((one for one in ways if one.endswith("/pnp-selva/")), "")
    if not address:
        return None
    page = browser.open(address)
    form = next(form for form in page.forms if form.own)
    return lambda: browser.submit(page, form, {})


def taking_back(browser: Browser, raced: Raced, *, copy: bool = False) -> Callable[[], Page]:
    """What she presses to take a measure, or the copy, back."""
    ways = browser.open("/mine/allowed/").links_to("/withdraw/")
    page = browser.open(next(one for one in ways if (raced.asked in one) is copy))
    form = next(form for form in page.forms if form.own)
    return lambda: browser.submit(page, form, {})


def test_what_is_forwarded_and_taken_back_at_once_is_with_nobody(another: Raced) -> None:
    at_once(decision_of(another.desk("delia"), another, "la voz"))
    ana, person = another.desk("ana"), another.person()
    for before in range(AGAIN):
        send = forwarding(ana, another)
        assert send is not None
        sent, taken = at_once(send, taking_back(person, another))
        assert (sent.status, taken.status) in {(200, 200), (409, 200)}
        # Sent first and then erased, or refused: never with the unit after she took it back.
        held = "length(extract) > 0 OR length(key_for_unit) > 0"
        assert count(another, "obligations_obligation", held) == 0
        assert count(another, "obligations_obligation", "state <> 'revoked'") == 0
        refused = count(another, "ledger_entry", "event = 'ForwardingRefused'")
        gone = count(another, "ledger_entry", "event = 'DutyForwarded'")
        assert refused + gone == before + 1
        asked_again(ana, person, another)
    assert another.site.ledger("verify").returncode == 0


def asked_again(ana: Browser, person: Browser, raced: Raced) -> None:
    """She is asked the same again, and agrees: for the next round."""
    page = ana.open(raced.path("plan/"))
    form = next(form for form in page.forms if (form.action or "").endswith("/ask/"))
    ana.submit(page, form, {})
    mine = person.open("/mine/")
    asked = next(form for form in mine.forms if "question" in form.fields)
    person.submit(mine, asked, {"answer": "agree"})


def test_one_form_that_is_sent_twice_at_once_is_stored_once(raced: Raced) -> None:
    """And a draft of it that is saved in the same moment does not stay behind."""
    ana = raced.desk("ana")
    for before in range(AGAIN):
        page = ana.open(raced.path("incident/"))
        form, given = page.form("when", "text"), {"when": "ayer", "text": "otra nota"}
        send = partial(ana.submit, page, form, given)
        save = partial(ana.submit, page, form, {**given, "form_draft": "save"})
        first, second, _saved = at_once(send, send, save)
        assert sorted([first.status, second.status]) == [200, 409]
        assert count(raced, "intake_document", "kind = 'incident'") == before + 1
        assert count(raced, "cases_formdraft", "length(sealed) > 0") == 0
    assert raced.site.ledger("verify").returncode == 0


def taking(ana: Browser, raced: Raced) -> Callable[[], Page]:
    """What ana presses to have the one copy."""
    page = ana.open(raced.path(f"exports/{raced.copy}/take/"))
    form = page.form("how", "opens")
    return lambda: ana.submit(page, form, {"how": "paper"})


def test_of_two_who_take_one_copy_at_once_one_has_it(raced: Raced) -> None:
    take = taking(raced.desk("ana"), raced)
    answers = sorted(page.status for page in at_once(take, take))
    assert answers == [200, 409]
    assert count(raced, "ledger_entry", "event = 'ExportTaken'") == 1
    assert raced.site.rows("SELECT state, how FROM exports_export") == [("taken", "paper")]
    assert raced.site.ledger("verify").returncode == 0


def test_a_copy_taken_and_taken_back_at_once_stays_here_or_is_to_be_destroyed(
    another: Raced,
) -> None:
    take, back = (
        taking(another.desk("ana"), another),
        taking_back(another.person(), another, copy=True),
    )
    taken, gone = at_once(take, back)
    assert (taken.status, gone.status) in {(200, 200), (409, 200)}
    assert another.site.rows("SELECT state FROM exports_export") == [("taken_back",)]
    left = count(another, "ledger_entry", "event = 'ExportTaken'")
    assert left == (taken.status == 200)
    owed = "kind = 'export_back' AND done_at IS NULL"
    assert count(another, "referral_referraltask", owed) == left
    assert another.site.ledger("verify").returncode == 0


def typing(raced: Raced, name: str, password: str, code: str) -> Callable[[], Page]:
    browser = raced.site.browser()
    page = browser.open("/desk/in/")
    form, given = page.form("name", "code"), {"name": name, "password": password, "code": code}
    return lambda: browser.submit(page, form, given)


def test_wrong_tries_at_the_moment_of_a_sign_in_stand_on_record_once(raced: Raced) -> None:
    for name in ("ana", "delia", "dora", "saul"):
        [(code,)] = raced.site.rows(
            f"SELECT code FROM accounts_member WHERE sign_in_name = '{name}'"  # noqa: S608 - our own words
        )
        before, _tries = on_record(raced, code)
        raced.codes_are_new()
        who = raced.people[name]
        right = (who["password"], codes.code_at(who["code_secret"], timezone.now()))
        tries = [typing(raced, name, "wrong", "000000") for _ in range(3)]
        answers = at_once(typing(raced, name, *right), *tries)
        wrong = sum(page.status == UNKNOWN for page in answers)
        times, told = on_record(raced, code)
        [(left,)] = raced.site.rows(
            f"SELECT wrong_tries FROM accounts_member WHERE code = '{code}'"  # noqa: S608 - our own words
        )
        assert told + left == wrong
        assert times == before + 1 or answers[0].status != 200


def on_record(raced: Raced, code: str) -> tuple[int, int]:
    """How often that member signed in, and how many wrong tries stand there."""
    facts = raced.site.rows(
        f"SELECT facts FROM ledger_entry WHERE event = 'SignedIn' AND about = '{code}'"  # noqa: S608 - our own words
    )
    return len(facts), sum(json.loads(told)["tries"] for (told,) in facts)


def recovery_codes_of(raced: Raced, name: str) -> list[str]:
    """Made on the page of the account, with a code of the next half minute."""
    browser, who = raced.desk(name), raced.people[name]
    later = codes.code_at(who["code_secret"], timezone.now() + timedelta(seconds=30))
    page = browser.open("/desk/account/")
    made = browser.fill(page, {"c-password": who["password"], "c-code": later})
    return re.findall(r'<li class="code">([0-9A-Z-]+)</li>', made.body.decode())


def test_of_two_who_come_in_by_one_code_on_paper_at_once_one_is_in(another: Raced) -> None:
    on_paper, password = recovery_codes_of(another, "ana"), another.people["ana"]["password"]
    for one in on_paper[:AGAIN]:
        acts = []
        for browser in (another.site.browser(), another.site.browser()):
            page = browser.open("/desk/in/")
            form = page.form("name", "code")
            form.fields["by"] = Field("by", "hidden", ["paper"])
            given = {"name": "ana", "password": password, "code": one}
            acts.append(partial(browser.submit, page, form, given))
        assert sorted(page.status for page in at_once(*acts)) == [200, UNKNOWN]
    assert count(another, "ledger_entry", "event = 'RecoveryCodeUsed'") == AGAIN
    assert count(another, "ledger_entry", "event = 'SignedIn' AND facts LIKE '%recovery%'") == AGAIN
    assert another.site.ledger("verify").returncode == 0
