"""Referrals: only what she agreed to leaves, in a member's hands, and can be taken back."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.states import Hindered
from amparo.casework.obligations.possible_acts import before_closing
from amparo.casework.referral import recall as taking_back
from amparo.casework.referral import services
from amparo.casework.referral.models import Referral, ReferralTask
from amparo.casework.referral.proposal import Proposal
from amparo.casework.referral.queries import held
from amparo.door.my_case.pending_questions import decisions_of
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.dates_outside_terms import keeps_open
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import CannotConsent, answer, withdraw, withdraw_all
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.services import exclude, shut_out, withdraw_procedure
from amparo.foundations.ledger.models import Entry
from tests import plans
from tests.clock import Clock
from tests.last_days import holds_until, its_day_passes, jobs_run

NAME = "Casa de la Quebrada Lejana"
SUMMARY = "dejaron una nota en la puerta, dos veces"
Kind = ReferralTask.Kind

type Make = Callable[..., Referral]


@pytest.fixture
def proposed(anas: OpenCase, ana: Actor) -> Make:
    def make(**changes: Any) -> Referral:
        given: dict[str, Any] = {
            "kind": "national_organisation",
            "name": NAME,
            "unit": None,
            "wished": False,
            "what": "acompañarla en el viaje",
            "purpose": "tienen gente en el valle",
            "values": {"risk_summary": SUMMARY, "chosen_name": "", "exact_place": ""},
        }
        proposal = Proposal(**{**given, **changes})
        return services.propose(anas, proposal, by=ana, at=timezone.now())

    return make


def question_on(referral: Referral) -> Question:
    return Question.objects.get(subject=referral.ref, withdrawn_at__isnull=True)


@pytest.fixture
def agreed(proposed: Make, flor: Visitor) -> Make:
    def make(**changes: Any) -> Referral:
        referral = proposed(**changes)
        ref = question_on(referral).ref
        answer(flor.folder, ref, answer="agreed", by=flor, at=timezone.now())
        return referral

    return make


@pytest.fixture
def given(agreed: Make, anas: OpenCase, ana: Actor) -> Referral:
    """A member printed one copy and carried it there."""
    referral = agreed()
    now = timezone.now()
    services.print_copy(anas, referral.ref, by=ana, at=now)
    told: dict[str, Any] = {"how": "in_person", "taken_by": "la secretaria", "by": ana, "at": now}
    services.give(anas, referral.ref, on=now.date(), **told)
    referral.refresh_from_db()
    return referral


def must_not_know(flor: Visitor, names: str, *, units: Sequence[Sequence[str]] = ()) -> None:
    body = {"units": list(units), "names": names}
    at = timezone.now()
    write_paper(flor.folder, kind="exclusions", body=body, by=flor, at=at, for_person=True)


def open_tasks(referral: Referral) -> list[str]:
    found = ReferralTask.objects.filter(case=referral.case, done_at__isnull=True)
    return sorted(found.values_list("kind", flat=True))


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


# --- what leaves ---


def test_nothing_leaves_before_she_agreed(proposed: Make, anas: OpenCase, ana: Actor) -> None:
    referral = proposed()
    with pytest.raises(Hindered, match="not_answered"):
        services.print_copy(anas, referral.ref, by=ana, at=timezone.now())
    referral.refresh_from_db()
    assert referral.copies == 0


@pytest.mark.parametrize("word", ["refused", "discuss"])
def test_anything_but_yes_lets_nothing_leave(
    word: str, proposed: Make, flor: Visitor, anas: OpenCase, ana: Actor
) -> None:
    referral = proposed()
    ref = question_on(referral).ref
    answer(flor.folder, ref, answer=word, by=flor, at=timezone.now())
    with pytest.raises(Hindered, match=word):
        services.print_copy(anas, referral.ref, by=ana, at=timezone.now())


def test_she_reads_the_very_words_before_she_answers(proposed: Make, flor: Visitor) -> None:
    referral = proposed()
    [shown] = [one for one in decisions_of(flor, address="REF") if one.subject == referral.ref]
    assert shown.recipient == NAME
    assert [words for _name, words in shown.fields] == [SUMMARY]
    assert shown.text == "acompañarla en el viaje"
    assert shown.purpose == "tienen gente en el valle"


def test_the_sheet_holds_what_she_agreed_to_and_nothing_else(
    agreed: Make, ana: Actor, signed_in: Callable[[Actor], Client], case: str
) -> None:
    referral = agreed()
    address = reverse("referral:sheet", args=[case, referral.ref])
    page = signed_in(ana).post(address)
    assert page.status_code == 200
    told = text_of(page)
    assert SUMMARY in told
    assert "Flor de la Quebrada" not in told
    assert case not in told
    assert signed_in(ana).get(address).status_code == 405


def test_a_printed_sheet_is_handed_over_by_a_day(agreed: Make, anas: OpenCase, ana: Actor) -> None:
    referral = agreed()
    services.print_copy(anas, referral.ref, by=ana, at=timezone.now())
    assert open_tasks(referral) == ["carry"]
    told: dict[str, Any] = {"how": "sent", "taken_by": "alguien", "by": ana, "at": timezone.now()}
    services.give(anas, referral.ref, on=timezone.now().date(), **told)
    assert open_tasks(referral) == ["see_answer"]


def test_nobody_who_must_not_know_receives_it(
    agreed: Make, anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    referral = agreed()
    services.print_copy(anas, referral.ref, by=ana, at=timezone.now())
    must_not_know(flor, "Juan Pérez Soto")
    for name in ("don Juan Pérez", "Carlos Soto"):
        with pytest.raises(Hindered, match="must_not_know"):
            services.give(
                anas,
                referral.ref,
                on=timezone.now().date(),
                how="sent",
                taken_by=name,
                by=ana,
                at=timezone.now(),
            )


def test_each_copy_has_a_number_on_record(agreed: Make, anas: OpenCase, ana: Actor) -> None:
    referral = agreed()
    numbers = [services.print_copy(anas, referral.ref, by=ana, at=timezone.now()) for _ in "ab"]
    assert numbers == [1, 2]
    assert Entry.objects.filter(event="ReferralPrinted").count() == 2


def test_it_cannot_have_been_given_before_it_was_printed(
    agreed: Make, anas: OpenCase, ana: Actor
) -> None:
    referral = agreed()
    told: dict[str, Any] = {"how": "sent", "taken_by": "alguien", "by": ana, "at": timezone.now()}
    with pytest.raises(Hindered, match="not_printed"):
        services.give(anas, referral.ref, on=timezone.now().date(), **told)


def test_without_any_fact_nothing_is_asked(proposed: Make) -> None:
    with pytest.raises(Hindered, match="nothing_told"):
        proposed(values={"chosen_name": " "})
    assert not Question.objects.filter(kind="referral").exists()


def test_no_name_stands_outside_sealed_papers(given: Referral) -> None:
    said = "".join(Entry.objects.values_list("facts", flat=True))
    assert NAME not in said
    assert SUMMARY not in said
    columns = Referral.objects.filter(pk=given.pk).values().get()
    assert NAME not in "".join(map(str, columns.values()))


# --- who must not know ---


def test_an_excluded_unit_and_whom_it_commands_are_refused(
    proposed: Make, flor: Visitor, site: dict[str, Unit]
) -> None:
    exclude(flor.folder, site["mininter"], by=flor, at=timezone.now())
    with pytest.raises(Hindered, match="recipient_excluded"):
        proposed(unit=site["pnp-selva"], name=site["pnp-selva"].name)


@pytest.mark.parametrize(
    "body",
    [
        {"units": [], "names": "nadie de la casa de la quebrada lejana"},
        {"units": [["x", "Casa Quebrada"]], "names": ""},
        {"units": [], "names": "Juan Pérez\nQuebrada Lejana"},
    ],
)
def test_a_recipient_that_she_named_is_refused_by_its_name(
    body: dict[str, Any], proposed: Make, flor: Visitor
) -> None:
    must_not_know(flor, **body)
    with pytest.raises(Hindered, match="recipient_excluded"):
        proposed()


def test_whom_an_excluded_institution_commands_is_refused_by_a_typed_name_too(
    proposed: Make, flor: Visitor, site: dict[str, Unit]
) -> None:
    exclude(flor.folder, site["mininter"], by=flor, at=timezone.now())
    for name in (site["pnp-selva"].name, site["pnp-selva"].name.upper(), "pnp-selva"):
        with pytest.raises(Hindered, match="recipient_excluded"):
            proposed(name=name)


# The letters are Greek and Cyrillic, unseen ones, a digit, a capital I.
HIDDEN = [
    "CasadelaQuebradaLejana", "casa de laquebrada le jana", "C.a.s.a Q u e b r a d a L e j a n a",
    "Саsа dе lа Quеbrаdа Lеjаnа", "Cαsα de lα Quebrαdα Lejαnα",
    "Casa de la Quebrada L\u200be\u034fjana", "Casa Quebrada 1ejana",
    "Casa de la Quebrada Iejana", "lacasaquebradalejanasac", "Lejana-QuebradaCasa",
]  # fmt: skip


@pytest.mark.parametrize("typed", HIDDEN)
def test_a_recipient_that_she_named_is_known_again_in_other_letters_and_without_its_spaces(
    typed: str, proposed: Make, flor: Visitor
) -> None:
    must_not_know(flor, NAME)
    with pytest.raises(Hindered, match="recipient_excluded"):
        proposed(name=typed)


@pytest.mark.parametrize("typed", ["PNPselva", "РNР sеlvа", "PNP 5elva", "laPNPselva"])
def test_an_excluded_institution_is_known_again_in_other_letters_too(
    typed: str, proposed: Make, flor: Visitor, site: dict[str, Unit]
) -> None:
    exclude(flor.folder, site["mininter"], by=flor, at=timezone.now())
    with pytest.raises(Hindered, match="recipient_excluded"):
        proposed(name=typed)


@pytest.mark.parametrize(
    "typed", ["Inter-AmericanCommission on Human Rights", "С.I.D.Н.", "la CIDH"]
)
def test_a_known_body_is_meant_by_each_of_its_names_in_other_letters_too(
    typed: str, proposed: Make, flor: Visitor
) -> None:
    must_not_know(flor, "Comisión Interamericana de Derechos Humanos")
    with pytest.raises(Hindered, match="recipient_excluded"):
        proposed(name=typed)


@pytest.mark.parametrize("written", ["CIDH", "la Comisión Interamericana de Derechos Humanos"])
def test_a_known_body_is_meant_by_each_of_its_names(
    written: str, proposed: Make, flor: Visitor
) -> None:
    must_not_know(flor, written)
    with pytest.raises(Hindered, match="recipient_excluded"):
        proposed(name="Inter-American Commission on Human Rights")


def test_a_unit_in_which_somebody_works_who_must_not_know_is_refused(
    proposed: Make, flor: Visitor, enrolled: Callable[..., Actor]
) -> None:
    officer = enrolled("Óscar Tello", "institution_officer", unit="pnp-selva")
    must_not_know(flor, officer.member.name)
    unit = officer.member.unit
    with pytest.raises(Hindered, match="officer_named"):
        proposed(unit=unit, name=unit.name)


def test_another_recipient_may_be_asked_about(proposed: Make, flor: Visitor) -> None:
    must_not_know(flor, "Juan Pérez", units=[["x", "Otra Casa"]])
    assert proposed().state == "proposed"


def test_what_an_excluded_recipient_has_is_taken_back(given: Referral, flor: Visitor) -> None:
    must_not_know(flor, "la Quebrada Lejana, Juan")
    shut_out(flor.folder, by=flor, at=timezone.now())
    given.refresh_from_db()
    assert given.state == "revoked"


def test_a_unit_whose_officer_she_names_later_is_told_to_destroy_what_it_has(
    agreed: Make, anas: OpenCase, ana: Actor, flor: Visitor, enrolled: Callable[..., Actor]
) -> None:
    officer = enrolled("Óscar Tello", "institution_officer", unit="pnp-selva")
    referral = agreed(unit=officer.member.unit, name=officer.member.unit.name)
    services.print_copy(anas, referral.ref, by=ana, at=timezone.now())
    must_not_know(flor, officer.member.name)
    shut_out(flor.folder, by=flor, at=timezone.now())
    referral.refresh_from_db()
    assert referral.state == "revoked"
    assert "destroy" in open_tasks(referral)


def test_two_clicks_call_it_off_once(given: Referral, anas: OpenCase, ana: Actor) -> None:
    page = anas.for_one_page()
    told: dict[str, Any] = {"words": "ya no hace falta", "by": ana, "at": timezone.now()}
    held(page, given.ref, seen_by=ana)  # as the second click read it
    taking_back.call_off(anas, given.ref, **told)
    with pytest.raises(Hindered, match="revoked"):
        taking_back.call_off(page, given.ref, **told)
    assert Entry.objects.filter(event="ReferralRevoked").count() == 1
    assert Document.objects.filter(kind="referral_off").count() == 1


def test_she_is_asked_no_longer_about_whom_she_excludes(proposed: Make, flor: Visitor) -> None:
    referral = proposed()
    must_not_know(flor, "la Quebrada Lejana")
    shut_out(flor.folder, by=flor, at=timezone.now())
    assert not [one for one in decisions_of(flor, address="REF") if one.waits]
    assert "destroy" not in open_tasks(referral)


def test_excluding_somebody_else_takes_nothing_back(given: Referral, flor: Visitor) -> None:
    must_not_know(flor, "Juan Pérez")
    shut_out(flor.folder, by=flor, at=timezone.now())
    given.refresh_from_db()
    assert given.state == "given"


# --- she takes it back ---


def _one(referral: Referral, flor: Visitor) -> None:
    withdraw(flor.folder, question_on(referral).ref, by=flor, at=timezone.now())


def _all(referral: Referral, flor: Visitor) -> None:
    withdraw_all(flor.folder, by=flor, at=timezone.now())


def _no(referral: Referral, flor: Visitor) -> None:
    ref = question_on(referral).ref
    answer(flor.folder, ref, answer="refused", by=flor, at=timezone.now())


def _leaves(referral: Referral, flor: Visitor) -> None:
    withdraw_procedure(flor, at=timezone.now())


@pytest.mark.parametrize("way", [_one, _all, _no, _leaves])
def test_however_she_takes_it_back_somebody_must_tell_the_recipient(
    way: Callable[..., None], given: Referral, flor: Visitor, anas: OpenCase, ana: Actor
) -> None:
    way(given, flor)
    given.refresh_from_db()
    assert given.state == "revoked"
    assert "destroy" in open_tasks(given)
    assert "see_answer" not in open_tasks(given)
    with pytest.raises(Hindered):
        services.print_copy(anas, given.ref, by=ana, at=timezone.now())


@pytest.mark.postgresql("roles of the surfaces")
def test_a_referral_ends_with_the_last_day_of_its_consent(
    given: Referral, anas: OpenCase, ana: Actor, clock: Clock
) -> None:
    holds_until(given.ref)
    its_day_passes(clock)
    with pytest.raises(Hindered):
        services.print_copy(anas, given.ref, by=ana, at=timezone.now())
    assert jobs_run()[0] == 1
    given.refresh_from_db()
    assert given.state == "revoked"
    assert "destroy" in open_tasks(given)


def test_a_printed_copy_counts_as_out(
    agreed: Make, anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    referral = agreed()
    services.print_copy(anas, referral.ref, by=ana, at=timezone.now())
    _one(referral, flor)
    assert "destroy" in open_tasks(referral)


def test_what_never_left_needs_no_destroying(agreed: Make, flor: Visitor) -> None:
    referral = agreed()
    _all(referral, flor)
    referral.refresh_from_db()
    assert referral.state == "proposed"
    assert "destroy" not in open_tasks(referral)


def test_a_yes_after_it_was_taken_back_opens_nothing(
    given: Referral, flor: Visitor, anas: OpenCase, ana: Actor
) -> None:
    ref = question_on(given).ref
    _no(given, flor)
    with pytest.raises(CannotConsent, match="unknown_question"):
        answer(flor.folder, ref, answer="agreed", by=flor, at=timezone.now())
    told: dict[str, Any] = {"by": ana, "at": timezone.now()}
    with pytest.raises(Hindered, match="revoked"):
        services.note_word(anas, given.ref, plans.heard("agreed", "que sí"), **told)
    with pytest.raises(Hindered, match="revoked"):
        services.print_copy(anas, given.ref, by=ana, at=timezone.now())


def test_taking_one_back_leaves_another(
    given: Referral, agreed: Make, flor: Visitor, anas: OpenCase, ana: Actor
) -> None:
    other = agreed(name="Otra Mesa")
    services.print_copy(anas, other.ref, by=ana, at=timezone.now())
    _one(given, flor)
    other.refresh_from_db()
    assert other.state == "proposed"


def test_the_day_on_which_they_were_told_stands_on_her_page(
    given: Referral, flor: Visitor, anas: OpenCase, ana: Actor
) -> None:
    _one(given, flor)
    told: dict[str, Any] = {
        "said": "destroyed",
        "words": "lo rompieron delante de mí",
        "by": ana,
        "at": timezone.now(),
    }
    taking_back.note_told(anas, given.ref, on=date(2026, 11, 25), **told)
    assert "destroy" not in open_tasks(given)
    assert Document.objects.get(kind="referral_told").for_person
    with pytest.raises(Hindered, match="nothing_open"):
        taking_back.note_told(anas, given.ref, on=date(2026, 11, 25), **told)


@pytest.mark.parametrize("said", ["will", "no_answer"])
def test_what_is_not_certainly_destroyed_is_asked_again(
    said: str, given: Referral, flor: Visitor, anas: OpenCase, ana: Actor
) -> None:
    _one(given, flor)
    told: dict[str, Any] = {"said": said, "words": "x", "by": ana, "at": timezone.now()}
    taking_back.note_told(anas, given.ref, on=date(2026, 11, 25), **told)
    assert "destroy" in open_tasks(given)


def test_what_she_says_aloud_takes_it_back_too(given: Referral, anas: OpenCase, ana: Actor) -> None:
    told: dict[str, Any] = {"by": ana, "at": timezone.now()}
    services.note_word(anas, given.ref, plans.heard("refused", "que no"), **told)
    given.refresh_from_db()
    assert given.state == "revoked"


def test_a_case_that_was_closed_is_on_the_worklists_again(given: Referral, flor: Visitor) -> None:
    Case.objects.filter(pk=given.case_id).update(closed_at=timezone.now())
    _all(given, flor)
    assert Case.objects.get(pk=given.case_id).closed_at is None


def test_no_case_is_closed_while_somebody_must_destroy_what_it_has(
    given: Referral, flor: Visitor, anas: OpenCase
) -> None:
    _leaves(given, flor)
    anas.folder.filing.refresh_from_db()
    assert keeps_open(given.case)
    assert before_closing(anas, at=timezone.now())


# --- the team calls it off ---


def test_what_is_called_off_after_it_was_given_is_to_be_destroyed(
    given: Referral, anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    taking_back.call_off(anas, given.ref, words="ya no", by=ana, at=timezone.now())
    given.refresh_from_db()
    assert given.state == "revoked"
    assert open_tasks(given) == ["destroy"]
    assert Document.objects.get(kind="referral_off").for_person
    with pytest.raises(Hindered, match="revoked"):
        taking_back.call_off(anas, given.ref, words="otra vez", by=ana, at=timezone.now())


def test_what_is_called_off_before_it_left_asks_her_nothing_more(
    proposed: Make, anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    referral = proposed()
    taking_back.call_off(anas, referral.ref, words="ya no", by=ana, at=timezone.now())
    assert open_tasks(referral) == []
    assert not [one for one in decisions_of(flor, address="REF") if one.waits]


# --- the recipient answers ---


@pytest.mark.parametrize("reply", ["accepted", "refused", "no_answer"])
def test_what_the_recipient_says_is_on_record_with_its_day(
    reply: str, given: Referral, anas: OpenCase, ana: Actor
) -> None:
    day = timezone.now().date()
    told: dict[str, Any] = {"words": "", "by": ana, "at": timezone.now()}
    services.note_reply(anas, given.ref, reply=reply, on=day, **told)
    given.refresh_from_db()
    assert (given.state, given.answered_on) == (reply, day)
    assert "see_answer" not in open_tasks(given)


def test_who_does_not_take_it_on_keeps_nothing_and_gets_nothing_more(
    given: Referral, anas: OpenCase, ana: Actor
) -> None:
    day = timezone.now().date()
    told: dict[str, Any] = {"words": "no pueden", "by": ana, "at": timezone.now()}
    services.note_reply(anas, given.ref, reply="refused", on=day, **told)
    assert open_tasks(given) == ["destroy"]
    with pytest.raises(Hindered, match="not_taken_on"):
        services.print_copy(anas, given.ref, by=ana, at=timezone.now())


def test_nobody_answers_before_it_was_given(given: Referral, anas: OpenCase, ana: Actor) -> None:
    told: dict[str, Any] = {"words": "", "by": ana, "at": timezone.now()}
    early = timezone.now().date() - timedelta(days=1)
    with pytest.raises(Hindered, match="day"):
        services.note_reply(anas, given.ref, reply="accepted", on=early, **told)


def test_its_task_comes_before_a_later_term(given: Referral) -> None:
    case = Case.objects.get(pk=given.case_id)
    assert case.due_on is not None
    assert ReferralTask.objects.get(kind=Kind.SEE_ANSWER).about == given.ref


# --- she asks for it ---


def test_her_wish_is_answered_by_a_day(
    anas: OpenCase, ana: Actor, flor: Visitor, proposed: Make
) -> None:
    told: dict[str, Any] = {"by": flor, "at": timezone.now(), "for_person": True}
    write_paper(flor.folder, kind="referral_wish", body={"text": "a la comisión"}, **told)
    assert ReferralTask.objects.filter(kind="answer_wish", done_at__isnull=True).count() == 1
    proposed(wished=True)
    assert not ReferralTask.objects.filter(kind="answer_wish", done_at__isnull=True).exists()


def test_a_wish_may_be_answered_with_words_instead(
    anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    told: dict[str, Any] = {"by": flor, "at": timezone.now(), "for_person": True}
    write_paper(flor.folder, kind="referral_wish", body={"text": "a la comisión"}, **told)
    services.answer_wish(anas, words="primero hablemos", by=ana, at=timezone.now())
    assert Document.objects.filter(kind="message", for_person=True).exists()
    with pytest.raises(Hindered, match="nothing_open"):
        services.answer_wish(anas, words="otra vez", by=ana, at=timezone.now())


def test_what_she_said_aloud_counts_as_hers(
    proposed: Make, anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    referral = proposed()
    told: dict[str, Any] = {"by": ana, "at": timezone.now()}
    services.note_word(anas, referral.ref, plans.heard("agreed", "que sí"), **told)
    assert services.print_copy(anas, referral.ref, by=ana, at=timezone.now()) == 1


# --- pages ---


def test_the_page_keeps_what_was_typed_when_it_refuses(
    signed_in: Callable[[Actor], Client], ana: Actor, case: str, flor: Visitor, anas: OpenCase
) -> None:
    address = reverse("referral:propose", args=[case])
    page = signed_in(ana).post(address, {"what": "palabras que quedan", "name": NAME})
    assert page.status_code == 422
    assert "palabras que quedan" in text_of(page)
    assert not Referral.objects.exists()


def test_the_name_of_an_institution_means_that_institution(
    signed_in: Callable[[Actor], Client], ana: Actor, case: str, site: dict[str, Unit]
) -> None:
    address = reverse("referral:propose", args=[case])
    said = {
        "wished": "no",
        "kind": "other",
        "name": site["minam"].name.upper(),
        "what": "x",
        "purpose": "x",
        "told-risk_summary": SUMMARY,
    }
    assert signed_in(ana).post(address, said).status_code == 302
    assert Referral.objects.get().unit == site["minam"]


def test_a_name_that_two_institutions_bear_is_asked_about(
    signed_in: Callable[[Actor], Client], ana: Actor, case: str, site: dict[str, Unit]
) -> None:
    Unit.objects.filter(code=site["pnp-selva"].code).update(name=site["minam"].name)
    address = reverse("referral:propose", args=[case])
    page = text_of(signed_in(ana).post(address, {"name": site["minam"].name}))
    assert "minam" in page
    assert "pnp-selva" in page
    assert not Referral.objects.exists()


def test_the_case_page_and_hers_show_where_it_stands(
    signed_in: Callable[[Actor], Client], given: Referral, ana: Actor, case: str
) -> None:
    browser = signed_in(ana)
    page = text_of(browser.get(reverse("desk:case", args=[case]) + "?tab=all"))
    assert NAME in page
    one = browser.get(reverse("referral:referral", args=[case, given.ref]))
    assert one.status_code == 200
    task = ReferralTask.objects.get(kind="see_answer")
    led = browser.get(reverse("referral:task", args=[case, task.ref]))
    assert led.headers["Location"].endswith(f"/referrals/{given.ref}/reply/")
