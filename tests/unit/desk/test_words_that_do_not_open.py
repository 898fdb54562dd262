"""A row of words is damaged, or was written over: the page says which words do not open and what to
do, and everything else of the case goes on."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from amparo.casework.assessment.queries import told_by_person
from amparo.casework.collectives.intermediaries.barred import who_filed_is_barred
from amparo.casework.exports.file_parts import parts_of
from amparo.casework.interpreting.models import InterpreterNeed
from amparo.casework.measures.catalogue import known_values
from amparo.casework.referral.handover.services import sheet_of
from amparo.crypto.errors import Unsealable
from amparo.door.my_case.documents import letters_of
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.models import CaseAccess
from amparo.foundations.cases.names.case_names import FIRST_TOLD
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.intake.documents.services import paper_called, read_by_person, write_paper
from amparo.foundations.intake.exclusions import KEPT
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.requests.services import Filed
from amparo.foundations.ledger.models import Entry
from tests.people import MONDAY, unfold
from tests.plans import TUESDAY

SPOILT = b"\x01spoilt"
SAID = "Este texto no se puede abrir"

type SignIn = Callable[[Actor], Client]


def spoil(*kinds: str) -> None:
    assert Document.objects.filter(kind__in=kinds).update(sealed=SPOILT)


def message(open_case: OpenCase, text: str, by: Actor) -> Document:
    told: dict[str, Any] = {"by": by, "at": TUESDAY, "for_person": True}
    return write_paper(open_case.folder, kind="message", body={"text": text}, **told)


def page(browser: Client, name: str, *args: str) -> str:
    every_tab = "?tab=all" if name == "desk:case" else ""
    answer: Any = browser.get(reverse(name, args=args) + every_tab)
    assert answer.status_code == 200, name
    return str(answer.content.decode())


def test_the_page_of_the_case_says_which_since_when_and_what_to_do(
    anas: OpenCase, ana: Actor, signed_in: SignIn
) -> None:
    write_paper(anas.folder, kind="answer", body={"text": "y lo vio"}, by=ana, at=TUESDAY)
    assert SAID not in page(signed_in(ana), "desk:case", anas.code)
    spoil(*FIRST_TOLD)
    said = page(signed_in(ana), "desk:case", anas.code)
    assert said.count(SAID) == 1
    assert "9 nov" in said
    assert "copia de respaldo" in said
    assert "no llame, no escriba ni vaya" in said
    assert "y lo vio" in said
    assert reverse("admission:message", args=[anas.code]) in said


def test_a_message_that_does_not_open_takes_none_of_the_others_along(
    anas: OpenCase, ana: Actor, signed_in: SignIn
) -> None:
    first, _second = [message(anas, text, ana) for text in ("la primera", "la segunda")]
    Document.objects.filter(pk=first.pk).update(sealed=SPOILT)
    said = page(signed_in(ana), "desk:case", anas.code)
    assert said.count(SAID) == 1
    assert ("la primera" in said, "la segunda" in said) == (False, True)


def test_the_sheet_for_whoever_takes_it_over_says_that_the_way_to_her_may_be_missing(
    anas: OpenCase, ana: Actor, signed_in: SignIn
) -> None:
    spoil(*FIRST_TOLD)
    assert sheet_of(anas, seen_by=ana).unread == (MONDAY,)
    assert "no llame, no escriba ni vaya" in page(signed_in(ana), "desk:handed_on", anas.code)


CALL, HIDDEN = "999 111 222", "No se muestran los datos más antiguos para contactar a la persona"


def answer(open_case: OpenCase, by: Actor, **body: str) -> Document:
    return write_paper(open_case.folder, kind="answer", body=body, by=by, at=TUESDAY)


def test_that_sheet_shows_no_way_to_her_that_is_older_than_words_that_do_not_open(
    anas: OpenCase, ana: Actor, signed_in: SignIn
) -> None:
    """She may have said in these that the telephone is in other hands."""
    answer(anas, ana, safe_contact=CALL, **{"safe_times-own_words": "de noche"}, language="qu")
    said = page(unfold(signed_in(ana), anas.code, "reach"), "desk:handed_on", anas.code)
    assert (CALL in said, "de noche" in said, HIDDEN in said) == (True, True, False)
    later = answer(anas, ana, facts="ya no llamen ahí")
    Document.objects.filter(pk=later.pk).update(sealed=SPOILT)
    said = page(unfold(signed_in(ana), anas.code, "reach"), "desk:handed_on", anas.code)
    assert (CALL in said, "de noche" in said, HIDDEN in said) == (False, False, True)
    assert "Pregunte a quien también tiene acceso a este caso" in said
    assert reverse("admission:put_errand", args=[anas.code]) in said
    others = CaseAccess.objects.filter(case=anas.case).exclude(member=ana.member)
    assert all(one.member.name in said for one in others)
    others.delete()
    assert "pregunte a quien supervisa" in page(signed_in(ana), "desk:handed_on", anas.code)


def test_but_what_she_said_since_it_does(anas: OpenCase, ana: Actor, signed_in: SignIn) -> None:
    answer(anas, ana, safe_times="de noche")
    later = answer(anas, ana, facts="ya no llamen ahí")
    Document.objects.filter(pk=later.pk).update(sealed=SPOILT)
    answer(anas, ana, safe_contact=CALL)
    said = page(unfold(signed_in(ana), anas.code, "reach"), "desk:handed_on", anas.code)
    assert (CALL in said, "de noche" in said, HIDDEN in said) == (True, False, True)


def test_nor_does_it_begin_a_form_or_leave_with_a_copy(anas: OpenCase, ana: Actor) -> None:
    body = {"safe_contact": CALL, "chosen_name": "Flor"}
    write_paper(anas.folder, kind="request", body=body, by=ana, at=TUESDAY)
    assert known_values(anas, seen_by=ana)["contact_channel"] == CALL
    later = answer(anas, ana, facts="ya no llamen ahí")
    Document.objects.filter(pk=later.pk).update(sealed=SPOILT)
    known = known_values(anas, seen_by=ana)
    assert ("contact_channel" in known, known["chosen_name"]) == (False, "Flor")
    assert known_values(anas, seen_by=ana, whole=True)["chosen_name"] == "Flor"
    found = {one.id: one.words for one in parts_of(anas, seen_by=ana)}
    assert CALL not in found["contact_channel"]
    assert "no se puede abrir" in found["contact_channel"]
    assert found["chosen_name"] == "Flor"


def test_who_weighs_the_danger_reads_that_something_is_missing(anas: OpenCase, ana: Actor) -> None:
    assert told_by_person(anas, seen_by=ana) == ()
    spoil(*FIRST_TOLD)
    [(when, said)] = told_by_person(anas, seen_by=ana)
    assert "9 de noviembre de 2026" in when
    assert "Este texto no se puede abrir" in said


def test_a_copy_that_leaves_says_that_something_is_missing(anas: OpenCase, ana: Actor) -> None:
    write_paper(anas.folder, kind="answer", body={"facts": "y lo vio"}, by=ana, at=TUESDAY)
    assert not any("no se puede abrir" in one.words for one in parts_of(anas, seen_by=ana))
    spoil(*FIRST_TOLD)
    found = {one.id: one.words for one in parts_of(anas, seen_by=ana)}
    assert "no se puede abrir" in found["request"]
    assert "y lo vio" in found["request"]
    assert "no se puede abrir" in found["chosen_name"]


def test_what_keeps_somebody_out_rests_on_nothing_that_was_not_read(
    anas: OpenCase, ana: Actor
) -> None:
    spoil(*FIRST_TOLD)
    assert known_values(anas, seen_by=ana) == {}
    with pytest.raises(Unsealable):
        who_filed_is_barred(anas.folder, anas, seen_by=ana)


def test_where_who_must_not_know_does_not_open_nothing_is_shown(
    anas: OpenCase, ana: Actor, signed_in: SignIn
) -> None:
    body = {"units": [], "names": "su vecino"}
    write_paper(anas.folder, kind=KEPT, body=body, by=ana, at=TUESDAY)
    spoil(KEPT)
    browser = signed_in(ana)
    browser.raise_request_exception = False
    answer = browser.get(reverse("desk:case", args=[anas.code]))
    assert answer.status_code == 503
    assert "el agua del valle" not in answer.content.decode()
    assert "Parte de esta página no se puede mostrar" in answer.content.decode()


def test_what_was_typed_where_a_page_breaks_off_comes_back(
    anas: OpenCase, ana: Actor, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise Unsealable

    monkeypatch.setattr("amparo.casework.admission.services.keep_note", broken)
    browser = signed_in(ana)
    browser.raise_request_exception = False
    address = reverse("admission:note", args=[anas.code])
    answer = browser.post(address, {"text": "llamó su prima"})
    assert answer.status_code == 503
    assert "llamó su prima" in answer.content.decode()
    assert "revise si está antes de enviarlo otra vez" in answer.content.decode()


def test_a_request_that_came_damaged_is_opened_all_the_same(
    filed: Filed, rosa: Actor, ana: Actor, signed_in: SignIn
) -> None:
    spoil(*FIRST_TOLD)
    browser = signed_in(rosa)
    assert filed.folder.code in page(browser, "desk:worklist")
    answer = browser.post(reverse("desk:open_filing", args=[filed.folder.code]))
    assert answer.status_code == 302
    assert SAID in page(browser, "desk:case", filed.folder.code)
    assert filed.folder.code in page(browser, "desk:worklist")
    assert not InterpreterNeed.objects.exists()


def test_her_own_page_opens_and_what_she_cannot_read_she_did_not_receive(
    flor: Visitor, case: str, ana: Actor
) -> None:
    anas = opened(case, seen_by=ana)
    told = message(anas, "venga el jueves", ana)
    spoil("message", *FIRST_TOLD)
    assert [one.opens for one in letters_of(flor) if one.own] == [False]
    found = paper_called(flor.folder, told.ref, seen_by=flor)
    assert found
    read_by_person(flor.folder, found, by=flor, at=TUESDAY)
    assert not Entry.objects.filter(event="PersonRead").exists()
    told.refresh_from_db()
    assert told.read_at is None
