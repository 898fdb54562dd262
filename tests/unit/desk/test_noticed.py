"""What is near in a look: one's own surname, one family or village again, and what follows a
refusal; who is told, and that a copy of the database tells nobody."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from amparo.cli.commands.site.tick import tick
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.access.access_log import look_into, say_why
from amparo.foundations.cases.access.look_statistics import (
    MANY_AFTER_REFUSAL,
    MANY_NEAR,
    Looked,
    looked_at,
)
from amparo.foundations.cases.access.monthly_look_sample import (
    Drawn,
    last_month,
    months,
    read_since,
    sample,
    sample_of,
)
from amparo.foundations.cases.access.suspicious_looks import (
    KEPT,
    Near,
    forget_noticed,
    noticed_since,
)
from amparo.foundations.cases.events import CaseReopened, GlassTaken
from amparo.foundations.cases.models import Case, CaseAccess, SimilarityResult
from amparo.foundations.cases.names.search import look_up
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import claim, give_seat, open_case
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.queries import filing_to_open
from amparo.foundations.intake.requests.services import Letter, file_request
from amparo.foundations.ledger.daily_publication import publish_daily
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import published_heads
from amparo.foundations.ledger.services import record
from tests.people import BODY

type Files = Callable[..., str]


@pytest.fixture
def files(rosa: Actor, ana: Actor, beto: Actor, letter: Callable[..., Letter]) -> Files:
    """A case of somebody called so, from there, in ana's hands since long; beto has a seat."""

    def make(name: str = "Killa Condori", place: str = "Yanacocha de Arriba") -> str:
        now = timezone.now()
        body = BODY | {"chosen_name": name, "coarse_place": place}
        sent = file_request(letter(body=body), by=STRANGER, at=now)
        folder = filing_to_open(sent.folder.code, seen_by=rosa)
        assert folder
        case = open_case(folder, by=rosa, at=now)
        claim(case, by=ana, at=now)
        CaseAccess.objects.update(given_at=now - timedelta(days=9))
        Case.objects.update(danger=0)
        return folder.code

    return make


def near(reader: Actor) -> list[Near]:
    now = timezone.now()
    day = timedelta(days=1)
    found = noticed_since(now - day, now + day, seen_by=reader)
    return [found[number] for number in sorted(found)]


def of(member: Actor, reader: Actor) -> Looked:
    now = timezone.now()
    day = timedelta(days=1)
    found = looked_at(now - day, now + day, seen_by=reader)
    return next(one for one in found if one.name == member.member.name)


def look(code: str, by: Actor) -> None:
    say_why(code, "compares", by=by, at=timezone.now())


def test_a_file_of_ones_own_surname_is_noticed_however_it_is_spelled(
    files: Files, beto: Actor, saul: Actor
) -> None:
    Member.objects.filter(pk=beto.member.pk).update(name="Beto Kondori Rojas")
    beto.member.refresh_from_db()
    look(files("Killa Condori"), beto)
    look(files("Sami Quispe", "Otro Sitio"), beto)
    assert near(saul) == [Near.OWN_SURNAME, Near.NOTHING]
    assert of(beto, saul).own == 1


def test_the_third_file_of_one_village_without_a_task_is_noticed(
    files: Files, beto: Actor, saul: Actor
) -> None:
    places = ("Yanacocha de Arriba", "distrito de Yanacocha de Arriba", "yanacocha de arriba")
    names = ("Killa Condori", "Sami Quispe", "Illa Mamani")
    for name, place in zip(names, places, strict=True):
        look(files(name, place), beto)
    assert near(saul) == [Near.NOTHING, Near.NOTHING, Near.ONE_PLACE]
    assert of(beto, saul).stands_out


def test_the_third_file_of_one_family_without_a_task_is_noticed(
    files: Files, beto: Actor, saul: Actor
) -> None:
    for name, place in (
        ("Killa Condori", "Uno"),
        ("Sami Condori", "Dos"),
        ("Illa Condori", "Tres"),
    ):
        look(files(name, place), beto)
    assert near(saul)[-1] == Near.ONE_SURNAME


def test_whoever_supervises_is_noticed_too_where_she_has_nothing_to_do_in_it(
    files: Files, ana: Actor, saul: Actor, nora: Actor
) -> None:
    def opens(name: str) -> str:
        code, now = files(name, "Yanacocha de Arriba"), timezone.now()
        case = opened(code, seen_by=ana)
        give_seat(case.case, case.folder, saul.member, reason="supervises", by=ana, at=now)
        CaseAccess.objects.update(given_at=now - timedelta(days=9))
        look_into(code, seen_by=saul, at=now)
        return code

    worked_in = opens("Killa Condori")
    record(CaseReopened(about=worked_in), by=saul, at=timezone.now())
    for name in ("Sami Quispe", "Illa Mamani", "Nina Rojas"):
        opens(name)
    assert near(nora) == [Near.NOTHING, Near.NOTHING, Near.NOTHING, Near.ONE_PLACE]
    assert near(saul) == []
    reasons = Entry.objects.filter(event="FileOpened").values_list("facts", flat=True)
    assert all("supervises" in facts for facts in reasons)


def test_looking_for_ones_own_surname_is_noticed(files: Files, beto: Actor, saul: Actor) -> None:
    files()
    asked: dict[str, Any] = {"reason": "other_task", "at": timezone.now(), "patience": 0}
    for typed in ("Rojas", "ana roj*", "Condori"):
        look_up(typed, by=beto, **asked)
    assert near(saul) == [Near.OWN_SURNAME, Near.OWN_SURNAME, Near.NOTHING]


@pytest.mark.parametrize(
    ("typed", "noticed"),
    [("all*", Near.OWN_SURNAME), ("alk*", Near.OWN_SURNAME), ("ill*", Near.NOTHING)],
)
def test_it_is_noticed_too_where_a_beginning_is_read_otherwise(
    files: Files, beto: Actor, saul: Actor, typed: str, noticed: Near
) -> None:
    files()
    Member.objects.filter(pk=beto.member.pk).update(name="Beto Allcca Ibarra")
    beto.member.refresh_from_db()
    look_up(typed, by=beto, reason="other_task", at=timezone.now(), patience=0)
    assert near(saul) == [noticed]


def test_each_look_leaves_a_row_of_one_length_so_that_a_copy_says_nothing(
    files: Files, beto: Actor, saul: Actor, nora: Actor
) -> None:
    Member.objects.filter(pk=beto.member.pk).update(name="Beto Condori")
    beto.member.refresh_from_db()
    look(files("Killa Condori"), beto)
    look(files("Sami Quispe", "Otro Sitio"), beto)
    rows = list(SimilarityResult.objects.all())
    assert len(rows) == 4
    assert len({len(bytes(one.sealed)) for one in rows}) == 1
    assert {one.watcher_id for one in rows} == {saul.member.pk, nora.member.pk}
    for entry in Entry.objects.filter(event="FileOpened"):
        assert entry.facts == '{"reason":"compares","role":"analyst"}'


def test_a_supervisor_is_told_nothing_of_her_own_looks(files: Files, saul: Actor) -> None:
    asked: dict[str, Any] = {"reason": "other_task", "at": timezone.now(), "patience": 0}
    look_up("Medina", by=saul, **asked)
    assert near(saul) == []


def test_who_asks_for_what_is_not_hers_and_looks_on_is_noticed_and_no_code_is_kept(
    files: Files, olga: Actor, saul: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    code, browser = files(), signed_in(olga)
    for asked in (code, "ZZZZ-ZZZZ"):
        assert browser.get(f"/desk/cases/{asked}/").status_code == 404
    refused = Entry.objects.filter(event="CodeRefused")
    assert [(one.about, one.facts) for one in refused] == [(olga.member.code, '{"role":"analyst"}')]
    for _ in range(MANY_AFTER_REFUSAL):
        browser.post("/desk/find/", {"name": "Killa", "reason": "person_called"})
    assert of(olga, saul).refused == MANY_AFTER_REFUSAL
    assert of(olga, saul).stands_out
    page = signed_in(saul).get("/desk/looks/").content.decode()
    assert "Poco después de una negativa" in page
    assert code not in page


def by_the_box(browser: Client, code: str) -> int:
    return browser.get(f"/desk/?code={code}").status_code


def by_a_reason(browser: Client, code: str) -> int:
    sent = {"reason": "compares", "next": "/desk/"}
    return browser.post(f"/desk/cases/{code}/why/", sent).status_code


@pytest.mark.parametrize("asks", [by_the_box, by_a_reason])
def test_whichever_way_she_asks_for_a_case_that_is_not_hers_it_is_noted(
    files: Files,
    olga: Actor,
    signed_in: Callable[[Actor], Client],
    asks: Callable[[Client, str], int],
) -> None:
    browser = signed_in(olga)
    for code in (files(), "ZZZZ-ZZZZ"):
        assert asks(browser, code) in {200, 404}
    assert Entry.objects.get(event="CodeRefused").about == olga.member.code


def test_what_was_kept_ready_and_taken_because_she_must_not_know_is_a_refusal_too(
    files: Files, olga: Actor, ana: Actor, saul: Actor
) -> None:
    files()
    for reason in ("not_needed", "excluded"):
        taken = GlassTaken(about="AAAA-0001", member=olga.member.code, reason=reason)
        record(taken, by=ana, at=timezone.now())
        asked: dict[str, Any] = {"reason": "other_task", "at": timezone.now(), "patience": 0}
        look_up("Killa", by=olga, **asked)
    assert of(olga, saul).refused == 1


def test_what_is_near_is_shown_from_its_number_on_and_from_the_day_after(
    files: Files, beto: Actor, saul: Actor, signed_in: Callable[[Actor], Client], clock
) -> None:
    Member.objects.filter(pk=beto.member.pk).update(name="Beto Condori")
    beto.member.refresh_from_db()

    def shown() -> list[Any]:
        page = signed_in(saul).get("/desk/looks/")
        [(one, cells)] = page.context["members"]
        return [*(number for _head, number in cells[-3:]), one.stands_out]

    for number in range(MANY_NEAR):
        look(files("Killa Condori", f"Sitio {number}"), beto)
        if number == MANY_NEAR - 2:
            clock.move(timedelta(days=1))
            assert shown() == ["", "", "", False]
    assert shown() == ["", "", "", False]
    clock.move(timedelta(days=1))
    assert shown() == [MANY_NEAR, 1, "", True]


def test_whoever_supervises_hears_of_it_by_a_mail_that_says_nothing(
    files: Files, olga: Actor, saul: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    Member.objects.update(mail="")
    Member.objects.filter(pk__in=[saul.member.pk, olga.member.pk]).update(mail="s@example.org")
    browser = signed_in(olga)
    browser.get("/desk/cases/ZZZZ-ZZZZ/")
    for _ in range(MANY_AFTER_REFUSAL):
        browser.post("/desk/find/", {"name": "Killa", "reason": "person_called"})
    tick()
    tick()
    assert len(mail.outbox) == 1
    assert "Olga" not in f"{mail.outbox[0].subject} {mail.outbox[0].body}"


def test_the_sample_stands_on_the_page_of_whoever_watches_from_outside(
    files: Files, beto: Actor, nora: Actor, saul: Actor, signed_in: Callable[[Actor], Client], clock
) -> None:
    publish_daily(by=SYSTEM, at=timezone.now())
    code = files()
    look(code, beto)
    over = months(timezone.now().date().replace(day=1))[1]
    clock.move(over + timedelta(days=3) - timezone.now())
    publish_daily(by=SYSTEM, at=timezone.now())
    page = signed_in(nora).get("/duties/oversight/", headers={"accept-language": "en"})
    said = page.content.decode()
    assert "Compares it with another case" in said
    assert "Did nothing in it within a day" in said
    assert code not in said
    assert beto.member.name not in said
    assert read_since(last_month(timezone.now()))
    signed_in(nora).get("/duties/oversight/")
    assert Entry.objects.filter(event="SampleRead").count() == 1
    looks = signed_in(saul).get("/desk/looks/", headers={"accept-language": "en"})
    assert "They read the last one on" in looks.content.decode()


def test_no_head_of_before_the_month_was_over_says_which_looks_are_drawn(
    files: Files, beto: Actor
) -> None:
    look(files(), beto)
    first = timezone.now().date().replace(day=1)
    since, until = months(first)
    noon = timedelta(hours=12)
    for at in (since + noon, until - noon, until + noon):
        publish_daily(by=SYSTEM, at=at)
        assert sample_of(first, seen_by=SYSTEM) is None
    drawn = []
    for days in (1, 2):
        publish_daily(by=SYSTEM, at=until + timedelta(days=days) + noon)
        drawn.append(sample_of(first, seen_by=SYSTEM))
    second = (until + timedelta(days=1)).date().isoformat()
    [head] = [one for one in published_heads(seen_by=SYSTEM) if one.day == second]
    looks = sample(since, until, head.root, seen_by=SYSTEM)
    assert looks
    assert drawn == [Drawn(second, tuple(looks))] * 2


def test_what_was_noticed_goes_after_its_days(files: Files, beto: Actor, saul: Actor) -> None:
    look(files(), beto)
    forget_noticed(at=timezone.now() + KEPT - timedelta(days=1))
    assert SimilarityResult.objects.exists()
    forget_noticed(at=timezone.now() + KEPT + timedelta(days=1))
    assert not SimilarityResult.objects.exists()
