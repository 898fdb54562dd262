"""Pages of a change: thought of by ana, said to flor, decided by delia, carried out."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.models import Decision, State
from amparo.casework.review.models import MeasureChange
from amparo.foundations.consent.models import Question
from amparo.foundations.intake.contact.follow_up_reports import ask_to_give_up
from amparo.foundations.intake.services import withdraw_procedure


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def page(name, change, *more):
    return reverse(f"review:{name}", args=[change.case.code, change.ref, *more])


@pytest.fixture
def opened(signed_in, ana, granted, patrol):
    """Ana thinks of suspending the patrol."""
    address = reverse("review:open_change", args=[granted.case.code])
    said = {
        "measure": patrol.ref,
        "kind": "suspend",
        "what": "no habría rondas en diciembre",
        "why": "la persona viaja",
        "because": "risk",
        "protects_others": "no",
    }
    assert signed_in(ana).post(address, said).status_code == 302
    return MeasureChange.objects.get()


def test_the_case_offers_to_change_a_granted_measure_to_who_plans(signed_in, ana, delia, granted):
    link = reverse("review:open_change", args=[granted.case.code])
    case_page = reverse("desk:case", args=[granted.case.code])
    assert link in signed_in(ana).get(case_page).content.decode()
    assert link not in signed_in(delia).get(case_page).content.decode()


def test_the_page_says_what_the_law_asks_for_first(signed_in, ana, opened):
    said = text_of(signed_in(ana).get(page("change", opened)))
    assert "Se escuchó a la persona sobre el cambio" in said
    assert "Aún no se puede elevar a la autoridad que resuelve" in said
    assert page("put", opened) not in said


def test_whoever_thinks_of_a_change_reads_when_a_measure_works(signed_in, ana, opened):
    said = text_of(signed_in(ana).get(page("change", opened)))
    assert "Mitigó o eliminó el riesgo anexo, art. 30 b" in said
    assert "anexo, art. 29 b" not in said


def test_what_came_in_is_put_on_record(signed_in, ana, opened):
    MeasureChange.objects.filter(pk=opened.pk).update(found=["homicide_or_attempt"])
    browser = signed_in(ana)
    address = page("report", opened, "investigation_reported")
    assert browser.post(address, {"source": "", "text": "x"}).status_code == 422
    said = {"source": "Defensoría, 12 de noviembre", "text": "el conflicto sigue"}
    assert browser.post(address, said).status_code == 302
    assert "el conflicto sigue" in text_of(browser.get(page("change", opened)))


@pytest.mark.parametrize("gate", ["beneficiary_heard", "context_reported"])
def test_neither_her_word_nor_an_institutions_is_put_on_record_by_that_page(
    signed_in, ana, opened, gate
):
    assert signed_in(ana).get(page("report", opened, gate)).status_code == 404


def test_what_she_says_in_a_call_is_noted(signed_in, rosa, opened):
    said = {"answer": "refused", "way": "telephone", "words": "no quiere quedarse sola"}
    assert signed_in(rosa).post(page("word", opened), said).status_code == 302
    assert Question.objects.get(subject=opened.ref).answer == "refused"


def test_put_too_early_it_says_why_and_keeps_what_was_typed(signed_in, ana, delia, opened):
    said = {"words": "una propuesta larga", "members": delia.member.code}
    answer = signed_in(ana).post(page("put", opened), said)
    assert answer.status_code == 409
    assert "una propuesta larga" in answer.content.decode()
    assert MeasureChange.objects.get().state == "open"


def test_who_left_while_it_was_written_keeps_what_was_typed_and_nothing_is_put_or_decided(
    signed_in, ana, delia, flor, opened
):
    withdraw_procedure(flor, at=timezone.now())
    said = {"words": "una propuesta larga", "members": delia.member.code}
    told = signed_in(ana).post(page("put", opened), said)
    assert told.status_code == 409
    assert "La persona se desistió del procedimiento." in told.text
    assert "una propuesta larga" in told.text
    decides = {"result": "unchanged", "grounds": "queda como está"}
    told = signed_in(delia).post(page("decide", opened), decides)
    assert told.status_code == 409
    assert "queda como está" in told.text
    assert not Decision.objects.filter(kind="unchanged").exists()


@pytest.mark.parametrize("meanwhile", ["put", "dropped"])
def test_what_a_colleague_put_or_gave_up_meanwhile_costs_no_typed_word(
    signed_in, ana, delia, opened, meanwhile
):
    MeasureChange.objects.filter(pk=opened.pk).update(state=meanwhile)
    said = {"words": "una propuesta larga", "members": delia.member.code}
    told = signed_in(ana).post(page("put", opened), said)
    assert told.status_code == 409
    assert "una propuesta larga" in told.text


def test_it_is_put_to_her_with_the_words_of_the_change(opened, came_back_as_flor):
    shown = text_of(came_back_as_flor.get(reverse("door:mine")))
    assert "no habría rondas en diciembre" in shown


def test_more_protection_is_decided_and_holds_at_once(signed_in, ana, delia, granted, patrol):
    address = reverse("review:open_change", args=[granted.case.code])
    said = {
        "measure": patrol.ref,
        "kind": "strengthen",
        "what": "rondas cada noche",
        "why": "volvieron a rondar la casa",
        "because": "risk",
        "protects_others": "yes",
    }
    assert signed_in(ana).post(address, said).status_code == 302
    change = MeasureChange.objects.get()
    browser = signed_in(delia)
    html = browser.get(page("decide", change)).content.decode()
    seen = re.search(rf'name="{patrol.ref}-seen" value="([^"]*)"', html)[1]
    one = {
        "seen": seen,
        "places": "el puente",
        "duration_days": "200",
        "first_report_on": "2026-12-20",
        "next_review_on": "2027-01-20",
        "activity_plan": "cada noche",
    }
    decided = {"result": "strengthened", "grounds": "el peligro creció"}
    decided |= {f"{patrol.ref}-{name}": value for name, value in one.items()}
    assert browser.post(page("decide", change), decided).status_code == 302
    patrol.refresh_from_db()
    assert (patrol.state, patrol.duration_days) == (State.GRANTED, 200)
    assert Decision.objects.filter(kind="strengthened").count() == 1


def test_who_may_not_decide_finds_no_such_page(signed_in, ana, opened):
    assert signed_in(ana).get(page("decide", opened)).status_code == 404


def test_given_up_the_measure_stays(signed_in, ana, opened, patrol):
    assert signed_in(ana).post(page("drop", opened)).status_code == 302
    patrol.refresh_from_db()
    assert (MeasureChange.objects.get().state, patrol.state) == ("dropped", State.GRANTED)


def test_what_is_not_decided_is_not_carried_out(signed_in, ana, opened):
    assert signed_in(ana).post(page("carry_out", opened)).status_code == 409


def test_another_teams_change_does_not_exist(signed_in, olga, opened):
    for name in ("change", "word", "put", "decide", "explain"):
        assert signed_in(olga).get(page(name, opened)).status_code == 404


# --- what was decided is given up; more waits for nothing ---


@pytest.fixture
def decided(opened, granted, ana, delia):
    """Delia decided to suspend the patrol; it is not carried out."""
    decision = Decision.objects.create(
        ref="suspendida",
        case=granted.case,
        kind="suspended",
        paper_ref=granted.paper_ref,
        decided_by=delia.member,
        issued_at=timezone.now(),
    )
    now = timezone.now()
    MeasureChange.objects.update(
        state="decided", decision=decision, changed_at=now, from_day=now.date()
    )
    return MeasureChange.objects.get()


def test_whoever_decides_finds_how_to_give_up_what_was_decided(signed_in, ana, delia, decided):
    link = page("give_up", decided)
    assert link in signed_in(delia).get(page("change", decided)).text
    assert link not in signed_in(ana).get(page("change", decided)).text
    case_page = reverse("desk:case", args=[decided.case.code])
    assert page("change", decided) in signed_in(delia).get(case_page).text
    assert signed_in(ana).get(link).status_code == 404
    assert signed_in(ana).post(link, {"grounds": "x"}).status_code == 404


def test_it_is_given_up_with_reasons_that_stand_on_record(signed_in, ana, delia, decided):
    browser, link = signed_in(delia), page("give_up", decided)
    assert browser.get(link).status_code == 200
    assert browser.post(link, {"grounds": " "}).status_code == 422
    assert browser.post(link, {"grounds": "volvieron a disparar"}).status_code == 302
    decided.refresh_from_db()
    assert (decided.state, decided.given_up_by.kind) == ("dropped", "unchanged")
    shown = text_of(signed_in(ana).get(page("change", decided)))
    assert "Se dejó sin efecto antes de ejecutarse" in shown
    resolution = reverse("measures:resolution", args=[decided.case.code, decided.given_up_by.ref])
    assert "volvieron a disparar" in signed_in(ana).get(resolution).text


def test_what_a_colleague_gave_up_meanwhile_costs_no_typed_word(signed_in, delia, decided):
    browser, link = signed_in(delia), page("give_up", decided)
    assert browser.post(link, {"grounds": "volvieron a disparar"}).status_code == 302
    told = browser.post(link, {"grounds": "lo mismo, con otras palabras"})
    assert told.status_code == 409
    assert "lo mismo, con otras palabras" in told.text
    assert "volvieron a disparar" in told.text
    assert browser.get(link).status_code == 302
    assert Decision.objects.filter(kind="unchanged").count() == 1


def test_the_case_still_offers_more_while_less_is_on_its_way(signed_in, ana, granted, opened):
    link = reverse("review:open_change", args=[granted.case.code])
    case_page = reverse("desk:case", args=[granted.case.code])
    assert link in signed_in(ana).get(case_page).text


def test_the_page_says_why_more_is_not_decided_and_offers_nobody_to_drop_her_wish(
    signed_in, ana, granted, patrol, flor
):
    address = reverse("review:open_change", args=[granted.case.code])
    said = {
        "measure": patrol.ref,
        "kind": "strengthen",
        "what": "rondas cada noche",
        "why": "volvieron a rondar la casa",
        "because": "risk",
        "protects_others": "no",
    }
    signed_in(ana).post(address, said)
    more = MeasureChange.objects.get()
    given = {"measure": patrol.ref, "label": "rondas", "words": "ya no las quiero"}
    ask_to_give_up(flor.folder, **given, by=flor, at=timezone.now())
    assert "La persona renuncia a esta medida" in text_of(signed_in(ana).get(page("change", more)))
    wish = MeasureChange.objects.get(kind="renounce")
    shown = signed_in(ana).get(page("change", wish))
    assert page("drop", wish) not in shown.text
    assert "ya no las quiero" in shown.text
    assert signed_in(ana).post(page("drop", wish)).status_code == 409
