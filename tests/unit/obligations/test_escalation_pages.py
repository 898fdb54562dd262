"""Who sees that an institution does not answer: team, institution, its command, supervisor."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.figures.edition_counts import totals_of
from amparo.casework.figures.periods import Period
from amparo.casework.obligations.escalation.queries import Number
from amparo.casework.obligations.escalation.services import take_due_steps
from amparo.casework.obligations.models import Obligation
from amparo.casework.obligations.queries import duty_called
from amparo.casework.obligations.unit_answers import answer as say
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.overdue_permission import COMMAND, KIND, OMBUDSMAN
from amparo.foundations.consent.overseer_permission import let_watch
from amparo.foundations.consent.services import answer, withdraw
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.law import load_protocol
from tests.clock import Clock

type SignIn = Callable[[Actor], Client]

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def late(forwarded: Obligation, clock: Clock) -> Obligation:
    """It is a month after the day on which the unit had to report."""
    clock.move(timedelta(days=36))
    take_due_steps(at=timezone.now())
    return forwarded


@pytest.fixture
def minister(enrolled: Callable[..., Actor]) -> Actor:
    """An officer of the institution that commands carla's unit."""
    return enrolled("Inés Soto", "institution_officer", unit="mininter")


def answered(flor: Visitor, subject: str) -> Question:
    question = Question.objects.get(kind=KIND, subject=subject, withdrawn_at__isnull=True)
    return answer(flor.folder, question.ref, answer="agreed", by=flor, at=timezone.now())


def page(browser: Client, address: str) -> str:
    found = browser.get(address, headers=ENGLISH)
    assert found.status_code == 200
    return str(found.content.decode())


def at(name: str, *words: str) -> str:
    return reverse(f"obligations:{name}", args=words)


def letter(case: OpenCase, duty: Obligation, step: str) -> str:
    return at("letter", case.code, duty.alias, step)


def sent(number: str = "Oficio 12-2026") -> dict[str, str]:
    return {"number": number, "signed_on": timezone.localdate().isoformat()}


def test_the_team_asks_the_person_and_then_records_the_letter(
    late: Obligation, anas: OpenCase, ana: Actor, flor: Visitor, signed_in: SignIn
) -> None:
    browser = signed_in(ana)
    shown = page(browser, at("duty", anas.code, late.alias))
    assert "Not without the person's consent" in shown
    answered(flor, COMMAND)
    shown = page(browser, at("duty", anas.code, late.alias))
    address = letter(anas, late, "coordinator")
    assert address in shown
    assert address in page(browser, reverse("desk:case", args=[anas.code]))
    assert late.alias in page(browser, address)
    assert browser.post(address, sent()).status_code == 302
    assert address not in page(browser, at("duty", anas.code, late.alias))
    assert browser.post(address, sent()).status_code == 409


@pytest.mark.parametrize("day", ["2026-11-30", "2099-01-01", "yesterday"])
def test_a_day_on_which_it_was_not_late_is_refused(
    day: str,
    late: Obligation,
    anas: OpenCase,
    ana: Actor,
    flor: Visitor,
    signed_in: SignIn,
) -> None:
    answered(flor, COMMAND)
    told = signed_in(ana).post(letter(anas, late, "coordinator"), {**sent(), "signed_on": day})
    assert told.status_code == 422
    assert "Oficio 12-2026" in told.content.decode()


def test_the_answer_in_conversation_is_noted(
    late: Obligation, anas: OpenCase, ana: Actor, signed_in: SignIn
) -> None:
    address = at("late_consent", anas.code, OMBUDSMAN)
    said = {
        "answer": "agreed",
        "way": "by_phone",
        "words": "sí, avísenles",
        "read_back": "on",
    }
    browser = signed_in(ana)
    form = browser.get(address).context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | said
    data["way"] = form.fields["way"].choices[-1][0]
    assert browser.post(address, data).status_code == 302
    assert Question.objects.get(kind=KIND, subject=OMBUDSMAN).answer == "agreed"


def test_an_institution_reads_that_it_was_reminded_and_not_whom_the_person_lets_know(
    late: Obligation, carla: Actor, flor: Visitor, signed_in: SignIn
) -> None:
    answered(flor, COMMAND)
    shown = page(signed_in(carla), reverse("portal:duty", args=[late.alias]))
    assert "Notice that the term has ended" in shown
    assert "vice-minister" not in shown


def test_its_command_reads_what_is_late_as_long_as_the_person_lets_it(
    late: Obligation,
    anas: OpenCase,
    ana: Actor,
    carla: Actor,
    flor: Visitor,
    minister: Actor,
    signed_in: SignIn,
) -> None:
    question = answered(flor, COMMAND)
    above, below = signed_in(minister), signed_in(carla)
    assert late.alias not in page(above, reverse("portal:list"))
    signed_in(ana).post(letter(anas, late, "coordinator"), sent())
    shown = page(above, reverse("portal:list"))
    assert late.alias in shown
    assert "patrol" not in shown.casefold()
    assert above.get(reverse("portal:duty", args=[late.alias])).status_code == 404
    assert "units under your institution" not in page(below, reverse("portal:list"))
    withdraw(flor.folder, question.ref, by=flor, at=timezone.now())
    assert late.alias not in page(above, reverse("portal:list"))


def test_who_can_open_the_case_is_led_to_the_late_answer(
    late: Obligation,
    anas: OpenCase,
    ana: Actor,
    rosa: Actor,
    olga: Actor,
    signed_in: SignIn,
) -> None:
    """From the first page, to its own page; a member without access sees neither."""
    address, duty = reverse("desk:late_institutions"), [anas.code, late.alias]
    for member in (ana, rosa):
        browser = signed_in(member)
        first = browser.get("/desk/?held=all", headers=ENGLISH)
        assert first.context["silent"] == Number(1)
        assert address in first.text
        [row] = browser.get(address).context["rows"]
        assert (row.code, row.address) == (anas.code, reverse("obligations:duty", args=duty))
        assert browser.get(row.address).status_code == 200
    other = signed_in(olga)
    assert address not in other.get("/desk/").text
    assert other.get(address).context["rows"] == []


def test_the_supervisor_reads_it_by_institution(
    late: Obligation, saul: Actor, signed_in: SignIn
) -> None:
    found = signed_in(saul).get("/desk/board/", headers=ENGLISH)
    [row] = found.context["owed"]
    assert (row.unit.code, row.awaited, row.late, row.told) == ("mininter", 1, 1, 0)
    assert "What institutions owe" in found.content.decode()


def test_an_overseer_whom_the_person_lets_watch_reads_since_when_and_no_institution(
    late: Obligation, flor: Visitor, nora: Actor, signed_in: SignIn
) -> None:
    said = "An institution has not answered"
    browser = signed_in(nora)
    assert said not in page(browser, reverse("portal:oversight"))
    let_watch(flor.folder, nora.member.unit, by=flor, at=timezone.now())
    shown = page(browser, reverse("portal:oversight"))
    assert said in shown
    assert "Notice that the term has ended" in shown
    for hidden in (late.alias, late.unit.name, "patrol"):
        assert hidden.casefold() not in shown.casefold()


def test_what_was_left_without_an_answer_in_time_is_counted_also_once_it_came(
    late: Obligation, carla: Actor
) -> None:
    law = load_protocol("pe-2021")
    then = Period("", timezone.now() - timedelta(days=30))
    now = Period("", timezone.now() + timedelta(days=1))
    found = duty_called(late.alias, seen_by=carla)
    say(found, kind="reported", text="hecho", by=carla, at=timezone.now())
    counted = [totals_of(one, [law])["laws"][0]["figures"] for one in (then, now)]
    assert [one["measures_overdue"] for one in counted] == [0, 1]
