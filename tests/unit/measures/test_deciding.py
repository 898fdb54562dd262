"""Who decides answers every measure with reasons, once; and receipt is proven, not assumed."""

from datetime import date, datetime, timedelta

import pytest

from amparo.casework.measures import queries, services
from amparo.casework.measures.decisions.notices import Notice
from amparo.casework.measures.decisions.replacement_institution import ask_recipient
from amparo.casework.measures.models import Decision, Measure, State
from amparo.casework.measures.possible_acts import notice_term
from amparo.door.my_case.documents import parts_of
from amparo.foundations.accounts.actors import Refused
from amparo.foundations.accounts.error_pages import AsksNobody
from amparo.foundations.cases.dates_outside_terms import waiting_in
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.queries import opened
from amparo.foundations.consent.services import withdraw
from amparo.foundations.intake.documents.services import ChangedMeanwhile, papers_in, read_by_person
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.queries import standing
from amparo.foundations.intake.services import NotInOrder, exclude, withdraw_procedure
from amparo.foundations.ledger.models import Entry
from tests import befallen
from tests.plans import (
    PLACE,
    REPORT_ON,
    REVIEW_ON,
    TUESDAY,
    WEDNESDAY,
    assessed,
    decided,
    outcome,
    preliminary,
    proposed,
    put,
    resolution,
    says,
    seated,
)


@pytest.fixture
def patrol(anas, ana, site, flor):
    measure = proposed(anas, site["pnp-selva"], ana)
    says(flor, measure, "agreed")
    return measure


@pytest.fixture
def delias(patrol, anas, ana, delia):
    """The case as delia has it open, put to decision with its risk report."""
    return put(anas, ana, delia)


@pytest.fixture
def preliminary_only(anas, ana):
    return preliminary(anas, ana)


def decision_words(flor):
    [paper] = papers_in(flor.folder, seen_by=flor, kinds=["decision"])
    return flor.folder.words(paper)


def written():
    return Decision.objects.count(), Document.objects.filter(kind="decision").count()


# --- put to decision ---


def test_the_risk_report_holds_the_measures_that_it_proposes(delias, delia, patrol):
    [paper] = papers_in(delias.folder, seen_by=delia, kinds=["risk_report"])
    [measure] = delias.folder.words(paper)["measures"]
    assert (measure["measure"], measure["answer"]) == (patrol.ref, "agreed")
    assert Filing.objects.get(pk=delias.case.filing_id).facts["risk_reported"] is True


def test_nobody_decides_by_rank_before_the_case_is_put_to_her(anas, delia):
    assert not CaseAccess.objects.filter(case=anas.case, member=delia.member).exists()


def test_without_an_assessment_nothing_is_put_to_decision(patrol, anas, ana, delia):
    preliminary(anas, ana)
    with pytest.raises(services.Hindered, match="not_complete"):
        services.put_to_decision(
            anas, purpose="decision", members=[delia.member], words="", by=ana, at=TUESDAY
        )
    assert not CaseAccess.objects.filter(member=delia.member).exists()


def test_without_a_measure_nothing_is_put_to_decision(anas, ana, delia):
    preliminary(anas, ana)
    assessed(anas, ana)
    with pytest.raises(services.Hindered, match="not_complete"):
        services.put_to_decision(
            anas, purpose="decision", members=[delia.member], words="", by=ana, at=TUESDAY
        )


def test_who_must_not_know_gets_no_seat_and_nothing_is_handed_over(patrol, anas, ana, delia, site):
    preliminary(anas, ana)
    assessed(anas, ana)
    delia.member.unit = site["minam"]
    delia.member.save()
    exclude(anas.folder, site["minam"], by=ana, at=TUESDAY)
    with pytest.raises(Refused, match="must_not_know"):
        services.put_to_decision(
            anas, purpose="decision", members=[delia.member], words="", by=ana, at=TUESDAY
        )
    assert "risk_reported" not in Filing.objects.get(pk=anas.case.filing_id).facts


# --- the decision ---


def test_a_grant_says_how_long_where_who_and_when_next(delias, delia, patrol, flor):
    decision = decided(delias, delia, outcome(delias, patrol, delia))
    patrol.refresh_from_db()
    assert (decision.kind, patrol.state) == ("granted", State.GRANTED)
    assert (patrol.duration_days, patrol.first_report_on) == (90, REPORT_ON)
    assert patrol.next_review_on == REVIEW_ON
    body = decision_words(flor)
    assert "PNP-SELVA" in body["measures"][0]
    assert "el camino al puente" in body["measures"][0]
    assert "15 días hábiles" in body["remedy"]


def test_a_place_that_ends_its_own_sentence_ends_it_once(delias, delia, patrol, flor):
    decided(delias, delia, outcome(delias, patrol, delia, places="Ñusta Alta. "))
    [said] = decision_words(flor)["measures"]
    assert "Dónde: Ñusta Alta. Primer informe" in said


def test_she_reads_all_of_it_under_names_that_she_knows(delias, delia, patrol, flor):
    decided(delias, delia, outcome(delias, patrol, delia))
    names = [str(name) for name, _words in parts_of(decision_words(flor))]
    assert names == [
        "Resultado", "A quién protege", "Medidas", "Razones",
        "Qué puede hacer si no está de acuerdo",
    ]  # fmt: skip


def test_some_granted_and_some_denied_is_said_as_such(delias, delia, patrol, anas, ana, site):
    other = proposed(anas, site["minam"], ana, catalogue="pe21_env_supervision", values=PLACE)
    decision = decided(
        delias,
        delia,
        outcome(delias, patrol, delia),
        outcome(delias, other, delia, granted=False, reasons="no hay vertido que vigilar"),
    )
    assert decision.kind == "partly"
    assert Measure.objects.get(pk=other.pk).state == State.DENIED


@pytest.mark.parametrize(
    "missing",
    [
        {"reasons": " "},
        {"places": ""},
        {"duration_days": 0},
        {"first_report_on": None},
        {"next_review_on": None},
        {"next_review_on": date(2027, 6, 1)},
        {"first_report_on": date(2026, 1, 1)},
        {"activity_plan": ""},
        {"granted": False, "reasons": ""},
    ],
    ids=str,
)
def test_what_a_decision_must_say_and_does_not_refuses_it_whole(delias, delia, patrol, missing):
    entries = Entry.objects.count()
    with pytest.raises(services.Hindered):
        decided(delias, delia, outcome(delias, patrol, delia, **missing))
    patrol.refresh_from_db()
    assert (written(), patrol.state) == ((0, 0), State.CONSENTED)
    assert Entry.objects.count() == entries


@pytest.mark.parametrize("missing", [{"grounds": ""}, {"beneficiaries": " "}], ids=str)
def test_a_resolution_without_grounds_is_none(delias, delia, patrol, missing):
    with pytest.raises(services.Hindered):
        decided(delias, delia, outcome(delias, patrol, delia), **missing)
    assert written() == (0, 0)


def test_only_where_police_act_a_plan_of_activities_is_asked_for(delias, delia, anas, ana, site):
    patrol = Measure.objects.get()
    other = proposed(anas, site["minam"], ana, catalogue="pe21_env_supervision", values=PLACE)
    decided(
        delias,
        delia,
        outcome(delias, patrol, delia),
        outcome(delias, other, delia, activity_plan=""),
    )
    assert Decision.objects.get().kind == "granted"


def test_an_analyst_cannot_decide(delias, anas, ana, patrol):
    with pytest.raises(services.Hindered, match="not_permitted"):
        decided(anas, ana, outcome(anas, patrol, ana))
    assert written() == (0, 0)


def test_before_the_protocol_allows_it_nobody_decides(patrol, anas, ana, delia):
    delias = seated(anas, delia, ana)
    with pytest.raises(NotInOrder, match="preliminary_report_issued"):
        decided(delias, delia, outcome(delias, patrol, delia))
    assert written() == (0, 0)


def test_every_measure_before_her_must_be_answered(delias, delia, patrol, anas, ana, site):
    answer = outcome(delias, patrol, delia)
    proposed(anas, site["minam"], ana, catalogue="pe21_env_supervision", values=PLACE)
    with pytest.raises(ChangedMeanwhile):
        decided(delias, delia, answer)
    assert written() == (0, 0)


def test_what_she_refused_meanwhile_is_not_granted_behind_her_back(delias, delia, patrol, flor):
    answer = outcome(delias, patrol, delia)
    says(flor, patrol, "refused")
    with pytest.raises(ChangedMeanwhile):
        decided(delias, delia, answer)
    patrol.refresh_from_db()
    assert patrol.state == State.REFUSED_BY_BENEFICIARY


def test_of_two_who_decide_the_second_is_shown_the_first(delias, delia, patrol):
    answer = outcome(delias, patrol, delia)
    decided(delias, delia, answer)
    with pytest.raises(ChangedMeanwhile) as told:
        decided(delias, delia, answer)
    assert told.value.newer.kind == "decision"
    assert written() == (1, 1)


def test_the_laws_dates_follow_the_decision(delias, delia, patrol):
    decision = decided(delias, delia, outcome(delias, patrol, delia))
    filing = Filing.objects.get(pk=delias.case.filing_id)
    state = standing(filing, at=WEDNESDAY)
    case = Case.objects.get(pk=delias.case.pk)
    assert (case.stage, case.due_term) == (state.stage, state.next_due.term)
    assert state.term("notify").due == (WEDNESDAY + timedelta(days=5)).date()
    assert decision.issued_at == datetime.fromisoformat(filing.happened["decision_issued"])


def test_signed_elsewhere_counts_from_its_own_day_and_keeps_the_hash(delias, delia, patrol):
    decision = decided(
        delias, delia, outcome(delias, patrol, delia), elsewhere=True, number="014-2026",
        signed_on=date(2026, 11, 10), sha256="ab" * 32,
    )  # fmt: skip
    assert bytes(decision.document_digest) == bytes.fromhex("ab" * 32)
    filing = Filing.objects.get(pk=delias.case.filing_id)
    assert standing(filing, at=WEDNESDAY).term("notify").due == date(2026, 11, 15)


@pytest.mark.parametrize("missing", [{"number": ""}, {"signed_on": None}, {"sha256": ""}], ids=str)
def test_signed_elsewhere_without_its_proof_is_not_recorded(delias, delia, patrol, missing):
    given = {"number": "014-2026", "signed_on": date(2026, 11, 10), "sha256": "ab" * 32}
    with pytest.raises(services.Hindered):
        decided(
            delias, delia, outcome(delias, patrol, delia), elsewhere=True, **{**given, **missing}
        )
    assert written() == (0, 0)


def test_a_day_before_the_preliminary_report_is_refused(delias, delia, patrol):
    with pytest.raises(NotInOrder):
        decided(
            delias, delia, outcome(delias, patrol, delia), elsewhere=True, number="1",
            signed_on=date(2026, 11, 9), sha256="ab" * 32,
        )  # fmt: skip
    assert written() == (0, 0)


# --- not admitted ---


def test_nothing_is_decided_on_a_case_that_she_has_left(delias, delia, patrol, flor):
    yes = outcome(delias, patrol, delia)
    withdraw_procedure(flor, at=WEDNESDAY)
    for given in (resolution(yes), resolution(admitted=False)):
        with pytest.raises(services.Hindered, match="procedure_withdrawn"):
            services.decide(delias, given, by=delia, at=WEDNESDAY)
    order = resolution(yes, provisional=True, evidence="dos testigos")
    with pytest.raises(services.Hindered, match="procedure_withdrawn"):
        services.order_provisional(delias, order, by=delia, at=WEDNESDAY)
    assert not Decision.objects.exists()


def test_only_who_decides_turns_a_request_away(anas, ana, delia):
    preliminary(anas, ana)
    with pytest.raises(services.Hindered, match="not_permitted"):
        services.decide(anas, resolution(admitted=False), by=ana, at=WEDNESDAY)
    services.put_to_decision(
        anas, purpose="admission", members=[delia.member], words="dudas", by=ana, at=TUESDAY
    )
    delias = opened(anas.code, seen_by=delia)
    decision = services.decide(delias, resolution(admitted=False), by=delia, at=WEDNESDAY)
    assert decision.kind == "not_admitted"


def test_a_request_is_not_turned_away_without_reasons(anas, ana, delia):
    preliminary(anas, ana)
    delias = seated(anas, delia, ana)
    with pytest.raises(services.Hindered):
        services.decide(delias, resolution(admitted=False, grounds=""), by=delia, at=WEDNESDAY)
    assert written() == (0, 0)


def test_for_what_it_lacks_a_request_is_not_turned_away_before_its_days_are_over(
    anas, ana, delia, preliminary_only
):
    delias = seated(anas, delia, ana)
    rests = resolution(admitted=False, rests_on_missing=True)
    with pytest.raises(NotInOrder, match="defect_notified"):
        services.decide(delias, rests, by=delia, at=WEDNESDAY)
    assert written() == (0, 0)


def test_on_another_ground_a_request_is_turned_away_at_once(anas, ana, delia, preliminary_only):
    delias = seated(anas, delia, ana)
    services.decide(delias, resolution(admitted=False), by=delia, at=WEDNESDAY)
    assert Filing.objects.get().facts.get("rests_on_missing_document") is not True


# --- provisional ---


def order(delias, delia, *outcomes, **changes):
    given = {"provisional": True, "evidence": "la nota y dos testigos", **changes}
    return services.order_provisional(delias, resolution(*outcomes, **given), by=delia, at=TUESDAY)


def test_what_cannot_wait_is_ordered_with_its_ground(patrol, anas, ana, delia):
    delias = seated(anas, delia, ana)
    decision = order(delias, delia, outcome(delias, patrol, delia))
    patrol.refresh_from_db()
    assert (decision.kind, patrol.state, patrol.provisional) == (
        "provisional", State.GRANTED, True,
    )  # fmt: skip
    assert Filing.objects.get(pk=delias.case.filing_id).facts["provisional_measure_ordered"] is True
    assert "decision_issued" not in Filing.objects.get(pk=delias.case.filing_id).happened


@pytest.mark.parametrize("missing", [{"evidence": ""}, {"grounds": ""}], ids=str)
def test_without_its_ground_nothing_is_ordered(patrol, anas, ana, delia, missing):
    delias = seated(anas, delia, ana)
    with pytest.raises(services.Hindered):
        order(delias, delia, outcome(delias, patrol, delia), **missing)
    patrol.refresh_from_db()
    assert (written(), patrol.state) == ((0, 0), State.CONSENTED)


def test_without_her_agreement_nothing_is_ordered(patrol, anas, ana, delia, site):
    other = proposed(anas, site["pnp"], ana)
    delias = seated(anas, delia, ana)
    with pytest.raises(services.Hindered, match="consent"):
        order(delias, delia, outcome(delias, other, delia))
    assert written() == (0, 0)


def test_with_the_decision_it_goes_on_if_granted(delias, delia, patrol):
    order(delias, delia, outcome(delias, patrol, delia))
    decided(delias, delia, outcome(delias, patrol, delia, duration_days=180))
    patrol.refresh_from_db()
    assert (patrol.state, patrol.provisional, patrol.duration_days) == (State.GRANTED, False, 180)


def test_with_the_decision_it_lapses_if_denied(delias, delia, patrol):
    order(delias, delia, outcome(delias, patrol, delia))
    decided(delias, delia, outcome(delias, patrol, delia, granted=False))
    patrol.refresh_from_db()
    assert patrol.state == State.LAPSED


def test_what_is_granted_keeps_its_grant_when_she_takes_her_consent_back(
    delias, delia, patrol, flor
):
    decided(delias, delia, outcome(delias, patrol, delia))
    question = queries.measure_called(delias, patrol.ref, seen_by=delia).question
    withdraw(flor.folder, question.ref, by=flor, at=WEDNESDAY)
    patrol.refresh_from_db()
    assert patrol.state == State.GRANTED
    assert not queries.measure_called(delias, patrol.ref, seen_by=delia).agreed


# --- another institution ---


def test_another_institution_is_asked_about_in_the_same_words(
    delias, delia, patrol, anas, ana, site
):
    decided(delias, delia, outcome(delias, patrol, delia))
    question = ask_recipient(anas, patrol.ref, site["pnp"], by=ana, at=WEDNESDAY)
    assert question.fields == ["coarse_place", "schedule"]
    shown = queries.measure_called(anas, patrol.ref, seen_by=ana)
    assert shown.others == (("PNP", "asked"),)
    assert shown.agreed  # what she agreed to before stands


def test_before_it_is_granted_nobody_else_is_asked_about(patrol, anas, ana, site):
    with pytest.raises(services.Hindered, match="not_granted"):
        ask_recipient(anas, patrol.ref, site["pnp"], by=ana, at=WEDNESDAY)


def test_whom_she_excluded_is_not_asked_about(delias, delia, patrol, anas, ana, site):
    decided(delias, delia, outcome(delias, patrol, delia))
    exclude(anas.folder, site["minam"], by=ana, at=WEDNESDAY)
    with pytest.raises(services.Hindered, match="recipient_excluded"):
        ask_recipient(anas, patrol.ref, site["minam"], by=ana, at=WEDNESDAY)


# --- notice ---


@pytest.fixture
def issued(delias, delia, patrol):
    return decided(delias, delia, outcome(delias, patrol, delia))


def handed_over(**changes):
    given = {
        "means": "in_person",
        "received_at": WEDNESDAY + timedelta(hours=2),
        "received_by": "Flor",
        "words": "acta firmada, en el archivo de la mesa",
    }
    return Notice(**{**given, **changes})


def notify(anas, ana, decision, **changes):
    at = WEDNESDAY + timedelta(hours=5)
    services.notify(anas, decision.ref, handed_over(**changes), by=ana, at=at)


def happened(case):
    return Filing.objects.get(pk=case.filing_id).happened


def test_lying_on_her_page_is_no_notice(issued, delias):
    assert "decision_notified" not in happened(delias.case)


def test_opening_it_on_her_page_is_receipt(issued, delias, flor):
    [paper] = papers_in(flor.folder, seen_by=flor, kinds=["decision"])
    at = WEDNESDAY + timedelta(days=1)
    read_by_person(flor.folder, paper, by=flor, at=at)
    assert happened(delias.case)["decision_notified"] == at.isoformat()
    state = standing(Filing.objects.get(pk=delias.case.filing_id), at=at)
    assert state.term("reconsideration").due == date(2026, 12, 3)


def test_proven_receipt_starts_her_terms(issued, anas, ana):
    notify(anas, ana, issued)
    assert happened(anas.case)["decision_notified"] == (WEDNESDAY + timedelta(hours=2)).isoformat()


@pytest.mark.parametrize(
    "missing",
    [
        {"received_by": " "},
        {"words": ""},
        {"means": "electronic"},
        {"received_at": WEDNESDAY - timedelta(days=1)},
        {"received_at": WEDNESDAY + timedelta(days=9)},
    ],
    ids=str,
)
def test_what_proves_no_receipt_is_not_recorded(issued, anas, ana, missing):
    with pytest.raises(services.Hindered):
        notify(anas, ana, issued, **missing)
    assert "decision_notified" not in happened(anas.case)
    assert not Document.objects.filter(kind="notification").exists()


def test_a_means_that_she_asked_for_counts(issued, anas, ana):
    notify(anas, ana, issued, means="electronic", asked_for=True)
    assert "decision_notified" in happened(anas.case)


def test_receipt_is_recorded_once(issued, anas, ana, flor):
    notify(anas, ana, issued)
    with pytest.raises(services.Hindered, match="notified_already"):
        notify(anas, ana, issued)
    [paper] = papers_in(flor.folder, seen_by=flor, kinds=["decision"])
    read_by_person(flor.folder, paper, by=flor, at=WEDNESDAY + timedelta(days=1))
    assert Entry.objects.filter(event="DecisionNotified").count() == 1


def test_nobody_receives_it_for_somebody_who_has_died(issued, anas, ana):
    known = WEDNESDAY + timedelta(hours=3)
    befallen.note(anas, ana, what="died", at=known)
    with pytest.raises(AsksNobody):
        notify(anas, ana, issued, received_at=known)
    assert "decision_notified" not in happened(anas.case)
    assert not Document.objects.filter(kind="notification").exists()
    notify(anas, ana, issued)  # an hour before it was known
    assert "decision_notified" in happened(anas.case)


def test_a_provisional_measure_that_she_read_is_not_the_decision(patrol, anas, ana, delia, flor):
    delias = seated(anas, delia, ana)
    order(delias, delia, outcome(delias, patrol, delia))
    [paper] = papers_in(flor.folder, seen_by=flor, kinds=["decision"])
    read_by_person(flor.folder, paper, by=flor, at=WEDNESDAY)
    assert "decision_notified" not in happened(delias.case)
    assert Decision.objects.get().notified_at == WEDNESDAY


def test_what_was_ordered_until_the_decision_waits_by_the_day_on_which_it_ends(
    delias, delia, patrol
):
    order(delias, delia, outcome(delias, patrol, delia, duration_days=180))
    case = Case.objects.select_related("filing").get()
    [ends] = [one for one in waiting_in(case) if one.task == "provisional_ends"]
    due = standing(case.filing, at=TUESDAY).term("decision").due
    assert ends.due_on.date() == due
    [shown] = queries.plan(opened(case.code, seen_by=delia), seen_by=delia)
    assert shown.ends_on == due
    decided(delias, delia, outcome(delias, patrol, delia, duration_days=180))
    case = Case.objects.select_related("filing").get()
    assert "provisional_ends" not in {one.task for one in waiting_in(case)}


def test_a_change_is_told_within_the_days_of_its_own_resolution(delias, delia, patrol):
    decided(delias, delia, outcome(delias, patrol, delia, duration_days=180))
    decision = Decision.objects.get()
    state = standing(Filing.objects.get(), at=TUESDAY + timedelta(days=91))
    decision.kind, decision.issued_at = Decision.Kind.REDUCED, TUESDAY + timedelta(days=90)
    term = notice_term(decision, state)
    assert term is not None
    assert (term.term, term.checked) == ("change_notice", False)
    assert term.due == (TUESDAY + timedelta(days=95)).date()
    decision.kind = Decision.Kind.MISUSE
    assert notice_term(decision, state) is None
