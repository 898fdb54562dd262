"""The pages about the world outside: each act is done there, refused with its reason, or kept."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from amparo.casework.admission.oral_answers import stood
from amparo.casework.referral import recall as taking_back
from amparo.casework.referral.external_measures.services import Ordered, note_external
from amparo.casework.referral.handover import services as handing_on
from amparo.casework.referral.models import ExternalMeasure, Referral, ReferralTask
from amparo.casework.referral.wording import kind_in_words, names_in_words
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.services import answer, withdraw
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Document
from amparo.law.admission import Known
from amparo.law.errors import MistakenProtocol
from amparo.law.recipients import read_recipients
from tests.unit.referral.test_referring import NAME, agreed, given, proposed, question_on

__all__ = ["agreed", "given", "proposed"]

TODAY = "2026-11-25"
ONE_KIND = """
[[kind]]
id = "a"
en = "A"
es = "A"
"""
OF_ANOTHER = """
[[recipient]]
id = "b"
kind = "c"
en = "B"
es = "B"
source = "x"
checked = true
"""

type Send = Callable[..., Any]


@pytest.fixture
def send(signed_in: Callable[[Actor], Client], ana: Actor, case: str) -> Send:
    """Ana posts something to a page of her case."""
    browser = signed_in(ana)

    def post(page: str, *about: str, **said: str) -> Any:
        return browser.post(reverse(f"referral:{page}", args=[case, *about]), said)

    return post


@pytest.fixture
def ordered(anas: OpenCase, ana: Actor) -> ExternalMeasure:
    day = date(2026, 11, 20)
    words = Ordered(
        kind="other", issuer="other", name="Junta", what="x", on=day, until=None, agree_by=day
    )
    return note_external(anas, words, by=ana, at=timezone.now())


def state_of(referral: Referral) -> str:
    return Referral.objects.get(pk=referral.pk).state


# --- a referral from page to page ---


def test_her_word_in_a_call_is_noted(proposed: Callable[..., Referral], send: Send) -> None:
    referral = proposed()
    said = {"answer": "agreed", "way": "telephone", "words": "que sí", "read_back": "on"}
    said["seen"] = stood(question_on(referral))
    assert send("word", referral.ref, **said).status_code == 302
    assert question_on(referral).how == "oral"


def test_it_is_given_answered_taken_back_and_destroyed(
    agreed: Callable[..., Referral], send: Send, flor: Visitor
) -> None:
    referral = agreed()
    assert send("sheet", referral.ref).status_code == 200
    handed = {"on": TODAY, "how": "by_post", "taken_by": "la portera"}
    assert send("give", referral.ref, **handed).status_code == 302
    assert send("give", referral.ref, **handed).status_code == 409
    assert send("reply", referral.ref, reply="accepted", on=TODAY).status_code == 302
    assert state_of(referral) == "accepted"
    withdraw(flor.folder, question_on(referral).ref, by=flor, at=timezone.now())
    told = {"on": TODAY, "said": "destroyed", "words": "delante de mí"}
    assert send("told", referral.ref, **told).status_code == 302
    assert send("told", referral.ref, **told).status_code == 409


def test_a_sheet_without_her_yes_says_why(proposed: Callable[..., Referral], send: Send) -> None:
    page = send("sheet", proposed().ref)
    assert page.status_code == 409
    assert "La persona todavía no responde." in page.content.decode()


def test_no_day_is_still_to_come(given: Referral, send: Send) -> None:
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    assert send("reply", given.ref, reply="accepted", on=tomorrow).status_code == 422
    assert state_of(given) == "given"


def test_it_is_called_off_with_words_for_her(given: Referral, send: Send) -> None:
    assert send("call_off", given.ref, words="ya no atienden").status_code == 302
    assert state_of(given) == "revoked"


def test_nothing_is_said_over_her_own_no(
    proposed: Callable[..., Referral], send: Send, flor: Visitor
) -> None:
    referral = proposed()
    answer(flor.folder, question_on(referral).ref, answer="refused", by=flor, at=timezone.now())
    said = {"answer": "agreed", "way": "telephone", "words": "que sí", "read_back": "on"}
    said["seen"] = stood(question_on(referral))
    page = send("word", referral.ref, **said)
    assert page.status_code == 409
    assert "esa respuesta no se puede reemplazar" in page.content.decode()


def test_the_same_recipient_is_not_asked_about_twice(
    proposed: Callable[..., Referral], anas: OpenCase, ana: Actor, send: Send
) -> None:
    referral = proposed()
    said = {"wished": "no", "kind": "other", "name": NAME.upper(), "what": "x", "purpose": "x"}
    assert send("propose", **said, **{"told-risk_summary": "x"}).status_code == 409
    taking_back.call_off(anas, referral.ref, words="x", by=ana, at=timezone.now())
    assert send("propose", **said, **{"told-risk_summary": "x"}).status_code == 302


def test_nothing_that_is_on_file_is_filled_in(
    signed_in: Callable[[Actor], Client], ana: Actor, case: str, flor: Visitor
) -> None:
    body = {Known.PLACE.value: "cerca de un río"}
    write_paper(flor.folder, kind="urgent", body=body, by=flor, at=timezone.now(), for_person=True)
    page = signed_in(ana).get(reverse("referral:propose", args=[case])).content.decode()
    assert "En el expediente: cerca de un río" in page
    assert 'value="cerca' not in page


# --- her wish ---


def test_a_wish_is_answered_once(send: Send, anas: OpenCase, flor: Visitor) -> None:
    assert send("wish", words="hablemos").status_code == 404
    write_paper(
        flor.folder,
        kind="referral_wish",
        body={"text": "a la comisión"},
        by=flor,
        at=timezone.now(),
        for_person=True,
    )
    assert send("wish", words="hablemos").status_code == 302
    assert Document.objects.get(kind="message").for_person
    assert send("wish", words="hablemos").status_code == 409


# --- measures ordered elsewhere ---


def test_it_goes_on_or_ends(ordered: ExternalMeasure, send: Send) -> None:
    first, second = {"seen": "1"}, {"seen": "2"}
    assert send("end", ordered.ref, outcome="goes_on", on="2026-11-01", **first).status_code == 409
    assert send("end", ordered.ref, outcome="goes_on", on="2027-11-01", **first).status_code == 302
    assert send("end", ordered.ref, outcome="ended", on="2026-11-19", **second).status_code == 409
    assert send("end", ordered.ref, outcome="ended", on=TODAY, **second).status_code == 302
    ordered.refresh_from_db()
    assert ordered.ended_at is not None
    assert send("end", ordered.ref, outcome="ended", on=TODAY, **second).status_code == 409


def test_another_cases_measure_is_missing(send: Send) -> None:
    assert send("end", "AAAA-AAAA-AAAA", outcome="ended", on=TODAY).status_code == 404


# --- from hand to hand ---


def test_a_note_and_a_promise_are_left_and_kept(send: Send, anas: OpenCase, ana: Actor) -> None:
    assert send("hand_on").status_code == 422
    assert send("hand_on", stands="iba a llamar").status_code == 302
    assert send("promise", text="averiguar", on="2026-12-01").status_code == 302
    [promised] = handing_on.sheet_of(anas, seen_by=ana).promises
    assert send("kept", "AAAA-AAAA-AAAA", outcome="kept", words="x").status_code == 404
    assert send("kept", promised.ref, outcome="not_kept", words="no hay").status_code == 302
    assert send("kept", promised.ref, outcome="kept", words="x").status_code == 409


# --- where a task is done ---


def test_each_task_leads_to_where_it_is_done(
    agreed: Callable[..., Referral], send: Send, signed_in: Callable[[Actor], Client], ana: Actor,
    rosa: Actor, case: str, ordered: ExternalMeasure,
) -> None:  # fmt: skip
    referral = agreed()
    send("sheet", referral.ref)
    ends = {"carry": f"/referrals/{referral.ref}/", "agree": f"/elsewhere/{ordered.ref}/agree/"}
    for kind, end in ends.items():
        task = ReferralTask.objects.get(kind=kind)
        led = signed_in(ana).get(reverse("referral:task", args=[case, task.ref]))
        assert led.headers["Location"].endswith(end)
    carry = reverse("referral:task", args=[case, ReferralTask.objects.get(kind="carry").ref])
    assert signed_in(rosa).get(carry).headers["Location"].endswith(f"/cases/{case}/")
    missing = reverse("referral:task", args=[case, "AAAA-AAAA-AAAA"])
    assert signed_in(ana).get(missing).status_code == 404
    taking_back_done = reverse("referral:call_off", args=[case, referral.ref])
    signed_in(ana).post(taking_back_done, {"words": "x"})
    assert signed_in(ana).get(carry).headers["Location"].endswith(f"/cases/{case}/")


def test_the_wish_and_the_note_have_tasks_of_their_own(
    signed_in: Callable[[Actor], Client], ana: Actor, case: str, anas: OpenCase
) -> None:
    now = timezone.now()
    wish = dict.fromkeys(("answer_wish", "journey", "notices"), "/referrals/wish/")
    ends = {**wish, "hand_on": "/hand-on/note/"}
    for number, (kind, end) in enumerate(ends.items()):
        task = ReferralTask.objects.create(
            ref=f"000{number}-0000-0000",
            case=anas.case,
            kind=kind,
            due_on=now,
            opened_at=now,
        )
        led = signed_in(ana).get(reverse("referral:task", args=[case, task.ref]))
        assert led.headers["Location"].endswith(end)


# --- the list of recipients ---


def test_a_source_that_nobody_read_is_said_to_be_so() -> None:
    shown = dict(names_in_words())
    assert shown["Front Line Defenders"].endswith("sin verificar)")
    with translation.override("en"):
        assert kind_in_words("embassy") == "Embassy or mission of another state"
    assert kind_in_words("lost") == "lost"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (ONE_KIND * 2, "twice"),
        (ONE_KIND + OF_ANOTHER, "no such kind"),
    ],
)
def test_a_mistaken_list_is_refused(text: str, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "recipients.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MistakenProtocol, match=problem):
        read_recipients(path)
