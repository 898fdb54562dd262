"""A measure is changed or ended only behind the gates of the law, and never over her head."""

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone

from amparo.casework.assessment import services as assessment
from amparo.casework.assessment.queries import draft_of
from amparo.casework.leaks.ongoing_sharing import let_go_on
from amparo.casework.measures.decisions.resolution import Resolution
from amparo.casework.measures.models import Decision, Measure, State
from amparo.casework.measures.states import Hindered, move
from amparo.casework.obligations.models import Obligation, ObligationAnswer
from amparo.casework.obligations.queries import duty_called
from amparo.casework.obligations.services import forward
from amparo.casework.review import services
from amparo.casework.review.changes.queries import change_called
from amparo.casework.review.dated_tasks import review_tasks_due, tasks_in
from amparo.casework.review.models import MeasureChange, Recourse, ReviewTask
from amparo.casework.review.wording import why
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.impediments import begin_impediment
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import answer
from amparo.foundations.intake.contact.follow_up_reports import ask_to_give_up, tell_incident
from amparo.foundations.intake.documents.services import ChangedMeanwhile
from amparo.foundations.intake.leaked_classes import STOPS
from amparo.foundations.intake.services import withdraw_procedure
from amparo.foundations.ledger.models import Entry
from tests.changes import institution_says, proposal, says
from tests.leaking import noted
from tests.plans import FOUND, outcome
from tests.rights import held_to
from tests.unit.review.conftest import FRIDAY, as_open, read

LIMA = ZoneInfo("America/Lima")
MONDAY_AFTER = FRIDAY + timedelta(days=3)
FROM_DAY = date(2026, 11, 20)
ON_THE_DAY = FRIDAY + timedelta(days=7)
Kind = Decision.Kind
REDUCING = ("reduce", "suspend", "cease")
CALMER = {"direct_threat": "no", "remote_place": "yes", "community_support": "yes"}


@pytest.fixture
def owed(granted, patrol, anas, ana, site, carla):
    """The patrol is granted, and carla's unit owes it."""
    patrol.refresh_from_db()
    case = as_open(anas, ana)
    return forward(case, patrol, site["pnp-selva"], fields=["coarse_place"], by=ana, at=FRIDAY)


@pytest.fixture
def opened(owed, patrol, anas, ana):
    def make(kind="cease", **changes):
        patrol.refresh_from_db()
        case = as_open(anas, ana)
        return services.open_change(case, proposal(patrol, kind, **changes), by=ana, at=FRIDAY)

    return make


def gathered(anas, ana, change, *gates):
    for gate in gates:
        case = as_open(anas, ana)
        services.gather(case, change.ref, gate, source="una entidad", text="x", by=ana, at=FRIDAY)


def later_assessed(anas, ana, **changes):
    """The risk assessed anew, after the measure was granted."""
    assessed_at(anas, ana, FRIDAY, **changes)


def assessed_at(anas, ana, at, **changes):
    case = as_open(anas, ana)
    assessment.save_draft(case, {**FOUND, **changes}, seen=0, by=ana, at=at)
    draft = draft_of(case, seen_by=ana)
    assessment.submit(case, seen=draft.paper.version, by=ana, at=at)


def put(anas, ana, delia, change, **reasons):
    case = as_open(anas, ana)
    services.put(
        case, change.ref, reasons=reasons, words="visto", members=[delia.member], by=ana, at=FRIDAY
    )


def ready(anas, ana, delia, flor, change, word="agreed"):
    """Every gate of art. 25 open, a fact changed, and before delia."""
    says(flor, change, word)
    institution_says(anas, ana, flor, change)
    later_assessed(anas, ana, answers=CALMER)
    put(anas, ana, delia, change, direct_threat="el vecino lo reconoció ante testigos")


def resolved(anas, delia, change, later, *outcomes, from_day=FROM_DAY, **changes):
    given = Resolution(outcomes=outcomes, grounds="se ha oído a todos", later=later, **changes)
    case = as_open(anas, delia)
    return services.decide_change(
        case, change.ref, given, from_day=from_day, by=delia, at=MONDAY_AFTER
    )


# --- before a reduction ---


@pytest.mark.parametrize("kind", REDUCING)
def test_nothing_is_put_to_decision_while_a_gate_is_shut(opened, anas, ana, delia, kind):
    change = opened(kind)
    with pytest.raises(Hindered, match="gates_missing"):
        put(anas, ana, delia, change)
    assert MeasureChange.objects.get().state == "open"


@pytest.mark.parametrize("word", ["agreed", "refused"])
def test_yes_or_no_she_was_heard(opened, anas, ana, flor, word):
    change = opened()
    says(flor, change, word)
    found = change_called(as_open(anas, ana), change.ref, seen_by=ana)
    assert [gate.id for gate in found.missing] == ["context_reported"]
    assert found.question.answer == word


def test_who_wants_to_talk_first_was_not_heard_yet(opened, anas, ana, flor):
    change = opened()
    says(flor, change, "discuss")
    found = change_called(as_open(anas, ana), change.ref, seen_by=ana)
    assert len(found.missing) == 2


def test_what_she_says_in_conversation_counts_and_stands_on_her_page(opened, anas, ana, flor):
    change = opened()
    case = as_open(anas, ana)
    services.note_word(
        case, change.ref, answer="refused", way="telephone", words="no", by=ana, at=FRIDAY
    )
    found = change_called(as_open(anas, ana), change.ref, seen_by=ana)
    assert (found.question.answer, found.question.how) == ("refused", "oral")


def test_after_an_attempt_on_somebodys_life_the_investigation_too(opened, anas, ana):
    change = opened(found=["homicide_or_attempt"])
    found = change_called(as_open(anas, ana), change.ref, seen_by=ana)
    assert "investigation_reported" in [gate.id for gate in found.missing]


def test_a_gate_that_was_opened_for_one_change_is_shut_for_the_next(opened, anas, ana, flor):
    first = opened()
    says(flor, first, "agreed")
    services.drop(as_open(anas, ana), first.ref, by=ana, at=FRIDAY)
    second = opened()
    found = change_called(as_open(anas, ana), second.ref, seen_by=ana)
    assert len(found.missing) == 2


def test_without_a_new_assessment_nothing_is_reduced(opened, anas, ana, delia, flor):
    change = opened()
    says(flor, change, "agreed")
    institution_says(anas, ana, flor, change)
    with pytest.raises(Hindered, match="not_reassessed"):
        put(anas, ana, delia, change)


def test_a_lower_estimate_without_a_changed_fact_reduces_nothing(opened, anas, ana, delia, flor):
    change = opened()
    says(flor, change, "agreed")
    institution_says(anas, ana, flor, change)
    later_assessed(anas, ana, probability="imminent")
    with pytest.raises(Hindered, match="no_changed_fact"):
        put(anas, ana, delia, change)


def test_each_changed_fact_has_its_reason(opened, anas, ana, delia, flor):
    change = opened()
    says(flor, change, "agreed")
    institution_says(anas, ana, flor, change)
    later_assessed(anas, ana, answers=CALMER)
    with pytest.raises(Hindered, match="reasons"):
        put(anas, ana, delia, change)


def test_what_is_not_known_any_more_eases_nothing(opened, anas, ana, delia, flor):
    change = opened()
    says(flor, change, "agreed")
    institution_says(anas, ana, flor, change)
    later_assessed(anas, ana, answers={"remote_place": "yes", "community_support": "yes"})
    with pytest.raises(Hindered, match="no_changed_fact"):
        put(anas, ana, delia, change)


@pytest.mark.parametrize("because", ["died", "imprisoned", "left_office"])
def test_what_befell_one_person_ends_nobody_elses_measure(opened, because):
    with pytest.raises(Hindered, match="protects_others"):
        opened("cease", because=because, protects_others=True)
    assert not MeasureChange.objects.exists()
    assert opened("reduce", because=because, protects_others=True).kind == "reduce"


@pytest.mark.parametrize("asked", [{"each_adult": True, "adults": 2}, {"by_acta": True}])
def test_what_the_case_says_of_whom_a_measure_protects_goes_first(opened, patrol, asked):
    Question.objects.filter(kind="measure", subject=patrol.ref).update(**asked)
    with pytest.raises(Hindered, match="protects_others"):
        opened("cease", because="died", protects_others=False)
    assert not MeasureChange.objects.exists()


def test_a_killing_that_was_found_before_asks_for_the_investigation(opened, anas, ana):
    filing = anas.folder.filing
    filing.facts = {**filing.facts, "homicide_or_attempt": True}
    filing.save(update_fields=["facts"])
    change = opened(found=[])
    found = change_called(as_open(anas, ana), change.ref, seen_by=ana)
    assert "investigation_reported" in [gate.id for gate in found.missing]


@pytest.mark.parametrize("word", ["", "discuss"])
def test_of_what_was_given_up_nothing_waits_for_her(opened, anas, ana, flor, word):
    change = opened()
    if word:
        says(flor, change, word)
    services.drop(as_open(anas, ana), change.ref, by=ana, at=FRIDAY)
    assert Question.objects.get(kind="change", subject=change.ref).withdrawn_at == FRIDAY


def test_a_measure_changes_in_one_way_at_a_time(opened):
    opened("cease")
    with pytest.raises(Hindered, match="change_open"):
        opened("suspend")


def test_more_protection_waits_for_no_change_that_would_lessen_it(
    ceased, opened, anas, ana, delia, patrol, came_back_as_flor
):
    """It was decided to end; then the danger grew."""
    ending, _decision = ceased
    more = opened("strengthen")
    patrol.refresh_from_db()
    for_it = outcome(as_open(anas, delia), patrol, delia)
    made = resolved(anas, delia, more, Kind.STRENGTHENED, for_it)
    ending.refresh_from_db()
    assert ending.state == "dropped"
    assert not ReviewTask.objects.filter(kind="carry_out", done_at__isnull=True).exists()
    shown = came_back_as_flor.get(f"/mine/papers/{made.paper_ref}/").text
    assert "Lo que se había decidido para reducirla ya no rige." in shown
    with pytest.raises(Hindered, match="no_change"):
        services.carry_out(as_open(anas, ana), ending.ref, by=ana, at=ON_THE_DAY)


def test_less_of_it_waits_until_more_of_it_is_decided(opened):
    opened("strengthen")
    with pytest.raises(Hindered, match="change_open"):
        opened("reduce")


def test_what_institutions_say_opens_the_gate_of_what_they_were_asked_for(opened, anas, ana, flor):
    less = opened("reduce")
    more = opened("strengthen")
    institution_says(anas, ana, flor, less)
    assert set(less.gathered.values_list("gate", flat=True)) == {"context_reported"}
    assert not more.gathered.exists()


# --- decided, notified, carried out ---


def test_an_end_is_a_reasoned_resolution_and_holds_from_its_day_once_she_has_it(
    opened, anas, ana, delia, flor, patrol, owed
):
    change = opened()
    ready(anas, ana, delia, flor, change)
    decision = resolved(anas, delia, change, Kind.CEASED)
    patrol.refresh_from_db()
    assert patrol.state == State.FORWARDED
    with pytest.raises(Hindered, match="not_notified"):
        services.carry_out(as_open(anas, ana), change.ref, by=ana, at=ON_THE_DAY)
    read(flor, decision, at=MONDAY_AFTER)
    with pytest.raises(Hindered, match="day_to_come"):
        services.carry_out(as_open(anas, ana), change.ref, by=ana, at=MONDAY_AFTER)
    services.carry_out(as_open(anas, ana), change.ref, by=ana, at=ON_THE_DAY)
    patrol.refresh_from_db()
    owed.refresh_from_db()
    assert patrol.state == State.CEASED
    assert (owed.state, bytes(owed.extract), bytes(owed.key_for_unit)) == (
        Obligation.State.ENDED,
        b"",
        b"",
    )


def test_the_unit_learns_the_day_and_nothing_else(
    opened, anas, ana, delia, flor, carla, owed, signed_in
):
    change = opened()
    ready(anas, ana, delia, flor, change, word="refused")
    read(flor, resolved(anas, delia, change, Kind.CEASED), at=MONDAY_AFTER)
    services.carry_out(as_open(anas, ana), change.ref, by=ana, at=ON_THE_DAY)
    page = signed_in(carla).get(f"/duties/{owed.alias}/").content.decode()
    assert "vie 20 nov" in page
    for word in ("disculpó", "se ha oído", "resolución"):
        assert word not in page


def test_less_of_it_is_told_to_the_unit_in_the_words_she_read(
    opened, anas, ana, delia, flor, carla, owed, patrol
):
    change = opened("reduce")
    ready(anas, ana, delia, flor, change)
    patrol.refresh_from_db()
    less = outcome(as_open(anas, delia), patrol, delia, duration_days=30)
    read(flor, resolved(anas, delia, change, Kind.REDUCED, less), at=MONDAY_AFTER)
    patrol.refresh_from_db()
    assert patrol.duration_days == 90
    services.carry_out(as_open(anas, ana), change.ref, by=ana, at=ON_THE_DAY)
    patrol.refresh_from_db()
    assert (patrol.state, patrol.duration_days) == (State.MODIFIED, 30)
    [said] = duty_called(owed.alias, seen_by=carla).said
    assert (said.kind, said.text) == (ObligationAnswer.Kind.CHANGED, "una ronda por semana")


def test_a_changed_measure_is_reported_on_by_the_day_that_the_resolution_says(
    opened, anas, ana, delia, flor, owed, patrol
):
    change = opened("reduce")
    ready(anas, ana, delia, flor, change)
    patrol.refresh_from_db()
    day = timezone.localtime(owed.due_on, LIMA).date() + timedelta(days=9)
    less = outcome(as_open(anas, delia), patrol, delia, first_report_on=day)
    read(flor, resolved(anas, delia, change, Kind.REDUCED, less), at=MONDAY_AFTER)
    services.carry_out(as_open(anas, ana), change.ref, by=ana, at=ON_THE_DAY)
    owed.refresh_from_db()
    assert timezone.localtime(owed.due_on, LIMA).date() == day


def test_no_day_before_tomorrow(opened, anas, ana, delia, flor):
    change = opened()
    ready(anas, ana, delia, flor, change)
    with pytest.raises(Hindered, match="from_day"):
        resolved(anas, delia, change, Kind.CEASED, from_day=MONDAY_AFTER.date())


def test_who_decides_may_leave_it_as_it_is(opened, anas, ana, delia, flor, patrol):
    change = opened()
    ready(anas, ana, delia, flor, change)
    decision = resolved(anas, delia, change, Kind.UNCHANGED, from_day=None)
    patrol.refresh_from_db()
    change.refresh_from_db()
    assert (patrol.state, change.state) == (State.FORWARDED, "dropped")
    assert decision.kind == Kind.UNCHANGED


def test_only_whom_the_protocol_names_decides_it(opened, anas, ana, delia, flor):
    change = opened()
    ready(anas, ana, delia, flor, change)
    with pytest.raises(Hindered, match="not_permitted"):
        resolved(anas, ana, change, Kind.CEASED)


# --- more protection ---


def test_more_waits_for_nothing_and_holds_at_once(opened, anas, ana, delia, patrol, carla, owed):
    change = opened("strengthen")
    patrol.refresh_from_db()
    more = outcome(as_open(anas, delia), patrol, delia, duration_days=180)
    resolved(anas, delia, change, Kind.STRENGTHENED, more, from_day=None)
    patrol.refresh_from_db()
    change.refresh_from_db()
    assert (patrol.duration_days, change.state) == (180, "done")
    assert duty_called(owed.alias, seen_by=carla).said[0].kind == ObligationAnswer.Kind.CHANGED


def test_where_something_got_out_more_waits_for_whoever_says_that_sending_goes_on(
    opened, anas, ana, delia, patrol, carla, owed, site
):
    change = opened("strengthen")
    leak = noted("unit", unit=site["pnp"], by=SYSTEM, at=FRIDAY)
    patrol.refresh_from_db()
    more = outcome(as_open(anas, delia), patrol, delia, duration_days=180)
    with pytest.raises(Hindered) as refusal, transaction.atomic():
        resolved(anas, delia, change, Kind.STRENGTHENED, more, from_day=None)
    assert why(refusal.value.reasons[0]) == str(STOPS["leaked_there"])
    change.refresh_from_db()
    patrol.refresh_from_db()
    assert (patrol.duration_days, change.state) == (90, "open")
    assert not Decision.objects.filter(kind=Kind.STRENGTHENED).exists()
    let_go_on(as_open(anas, ana), leak.ref, text="no hay otra ronda", by=ana, at=MONDAY_AFTER)
    resolved(anas, delia, change, Kind.STRENGTHENED, more, from_day=None)
    assert duty_called(owed.alias, seen_by=carla).said[0].kind == ObligationAnswer.Kind.CHANGED


# --- improper use ---


def test_a_pending_charge_is_no_improper_use(opened, anas, ana, delia, flor):
    change = opened("misuse", criterion="offence")
    says(flor, change, "refused")
    gathered(anas, ana, change, "use_reported")
    found = change_called(as_open(anas, ana), change.ref, seen_by=ana)
    assert {gate.id for gate in found.missing} == {"final_conviction", "unrelated_to_defence"}
    with pytest.raises(Hindered, match="gates_missing"):
        put(anas, ana, delia, change)


def test_improper_use_is_weighed_against_the_risk_after_she_was_heard(
    opened, anas, ana, delia, flor, patrol
):
    change = opened("misuse", criterion="staff_for_other_ends")
    says(flor, change, "refused")
    gathered(anas, ana, change, "use_reported")
    put(anas, ana, delia, change)
    with pytest.raises(Hindered, match="weighed"):
        resolved(anas, delia, change, Kind.MISUSE)
    made = resolved(anas, delia, change, Kind.MISUSE, evidence="el peligro sigue siendo bajo")
    read(flor, made, at=MONDAY_AFTER)
    services.carry_out(as_open(anas, ana), change.ref, by=ana, at=ON_THE_DAY)
    patrol.refresh_from_db()
    assert patrol.state == State.WITHDRAWN_MISUSE


def test_a_use_that_the_norm_does_not_name_is_none(opened):
    with pytest.raises(Hindered, match="criterion"):
        opened("misuse", criterion="protesting")


def test_she_reads_which_measure_ends_and_from_which_day(
    opened, anas, ana, delia, flor, came_back_as_flor
):
    change = opened()
    ready(anas, ana, delia, flor, change)
    decision = resolved(anas, delia, change, Kind.CEASED)
    shown = came_back_as_flor.get(f"/mine/papers/{decision.paper_ref}/").content.decode()
    assert "viernes 20 de noviembre de 2026" in shown
    assert "una ronda por semana" in shown
    assert "Patrullaje policial" in shown


def test_where_it_stays_as_it_is_no_day_is_said(opened, anas, ana, delia, flor, came_back_as_flor):
    change = opened()
    ready(anas, ana, delia, flor, change)
    decision = resolved(anas, delia, change, Kind.UNCHANGED, from_day=None)
    shown = came_back_as_flor.get(f"/mine/papers/{decision.paper_ref}/").content.decode()
    assert "Patrullaje policial" in shown
    assert "Rige desde:" not in shown


# --- who has left the procedure ---


def test_no_change_is_decided_once_she_has_left(opened, anas, ana, delia, flor, patrol):
    change = opened()
    ready(anas, ana, delia, flor, change)
    withdraw_procedure(flor, at=MONDAY_AFTER)
    with pytest.raises(Hindered, match="procedure_withdrawn"):
        resolved(anas, delia, change, Kind.CEASED)
    change.refresh_from_db()
    assert change.state == "dropped"
    assert not Decision.objects.filter(kind=Kind.CEASED).exists()


def test_what_was_decided_is_not_carried_out_once_she_has_left(opened, anas, ana, delia, flor):
    change = opened()
    ready(anas, ana, delia, flor, change)
    read(flor, resolved(anas, delia, change, Kind.CEASED), at=MONDAY_AFTER)
    withdraw_procedure(flor, at=MONDAY_AFTER)
    with pytest.raises(Hindered, match="no_change"):
        services.carry_out(as_open(anas, ana), change.ref, by=ana, at=ON_THE_DAY)
    assert Measure.objects.get().state != State.CEASED
    assert not ReviewTask.objects.filter(kind="carry_out", done_at__isnull=True).exists()


# --- it waits for the ruling, and is given back ---


@pytest.fixture
def ceased(opened, anas, ana, delia, flor):
    change = opened()
    ready(anas, ana, delia, flor, change, word="refused")
    decision = resolved(anas, delia, change, Kind.CEASED)
    read(flor, decision, at=MONDAY_AFTER)
    return change, decision


def test_while_she_asks_that_it_wait_nothing_is_carried_out(ceased, contests, anas, ana, delia):
    change, decision = ceased
    contests(decision, at=MONDAY_AFTER, waits=True)
    with pytest.raises(Hindered, match="waiting_asked"):
        services.carry_out(as_open(anas, ana), change.ref, by=ana, at=ON_THE_DAY)
    assert ReviewTask.objects.filter(kind="rule_on_waiting", done_at__isnull=True).count() == 1
    recourse = Recourse.objects.get()
    waits = Resolution(outcomes=(), grounds="el daño no se repara", later=Kind.WAITS)
    case = as_open(anas, delia)
    services.rule_on_waiting(
        case, recourse.ref, waits, seen=recourse.waiting, by=delia, at=MONDAY_AFTER
    )
    with pytest.raises(Hindered, match="waits"):
        services.carry_out(as_open(anas, ana), change.ref, by=ana, at=ON_THE_DAY)


def test_what_was_decided_takes_nothing_away_while_something_that_happened_is_unweighed(
    ceased, anas, ana, flor, patrol
):
    change, _decision = ceased
    tell_incident(flor.folder, words="volvieron anoche", by=flor, at=MONDAY_AFTER)
    with pytest.raises(Hindered, match="happened_since"):
        services.carry_out(as_open(anas, ana), change.ref, by=ana, at=ON_THE_DAY)
    patrol.refresh_from_db()
    assert patrol.state != State.CEASED
    assessed_at(anas, ana, ON_THE_DAY, answers=CALMER)
    services.carry_out(as_open(anas, ana), change.ref, by=ana, at=ON_THE_DAY)
    patrol.refresh_from_db()
    assert patrol.state == State.CEASED


def test_facts_from_before_something_happened_put_nothing_to_decision(
    opened, anas, ana, delia, flor
):
    change = opened("reduce")
    says(flor, change, "agreed")
    institution_says(anas, ana, flor, change)
    later_assessed(anas, ana, answers=CALMER)
    tell_incident(flor.folder, words="volvieron anoche", by=flor, at=FRIDAY)
    with pytest.raises(Hindered, match="happened_since"):
        put(anas, ana, delia, change, direct_threat="el vecino lo reconoció")


def test_what_was_decided_takes_nothing_away_once_the_danger_is_assessed_to_be_no_less(
    ceased, anas, ana, flor, patrol
):
    """It was decided to end; then came an attack, and nothing is better than it was."""
    change, _decision = ceased
    tell_incident(flor.folder, words="dispararon a la casa", by=flor, at=MONDAY_AFTER)
    assessed_at(anas, ana, ON_THE_DAY)
    with pytest.raises(Hindered, match="graver_since"):
        services.carry_out(as_open(anas, ana), change.ref, by=ana, at=ON_THE_DAY)
    patrol.refresh_from_db()
    assert patrol.state != State.CEASED


def test_no_use_is_put_to_decision_or_decided_while_something_that_happened_is_unweighed(
    opened, anas, ana, delia, flor
):
    change = opened("misuse", criterion="staff_for_other_ends")
    says(flor, change, "refused")
    gathered(anas, ana, change, "use_reported")
    tell_incident(flor.folder, words="volvieron anoche", by=flor, at=FRIDAY)
    with pytest.raises(Hindered, match="happened_since"):
        put(anas, ana, delia, change)
    MeasureChange.objects.update(state="put")
    with pytest.raises(Hindered, match="happened_since"):
        resolved(anas, delia, change, Kind.MISUSE, evidence="el peligro sigue siendo bajo")


def test_who_is_right_about_more_that_was_refused_is_given_more(
    opened, contests, anas, delia, patrol
):
    made = resolved(anas, delia, opened("strengthen"), Kind.UNCHANGED, from_day=None)
    contests(made, at=MONDAY_AFTER)
    ref, case = Recourse.objects.get().ref, as_open(anas, delia)
    up = Resolution(outcomes=(), grounds="tenía razón", later=Kind.UPHELD)
    with pytest.raises(Hindered, match="upheld_changes_something"):
        services.rule(case, ref, up, by=delia, at=MONDAY_AFTER)
    patrol.refresh_from_db()
    more = outcome(case, patrol, delia, duration_days=180)
    up = Resolution(outcomes=(more,), grounds="tenía razón", later=Kind.UPHELD)
    services.rule(case, ref, up, by=delia, at=MONDAY_AFTER)
    patrol.refresh_from_db()
    assert patrol.duration_days == 180


def test_less_of_it_is_contested_on_the_ground_that_the_norm_gives(ceased, contests):
    contests(ceased[1], at=MONDAY_AFTER)
    assert Recourse.objects.get().grounds == "change_not_agreed"


def test_a_use_that_was_found_improper_is_contested_on_a_ground_of_its_own(
    opened, anas, ana, delia, flor, contests
):
    change = opened("misuse", criterion="staff_for_other_ends")
    says(flor, change, "refused")
    gathered(anas, ana, change, "use_reported")
    put(anas, ana, delia, change)
    made = resolved(anas, delia, change, Kind.MISUSE, evidence="el peligro sigue siendo bajo")
    contests(made, at=MONDAY_AFTER, waits=True)
    found = Recourse.objects.get()
    assert (found.grounds, found.waiting) == ("misuse_not_agreed", "asked")


def test_a_later_recourse_is_counted_by_its_own_days_on_the_worklist(ceased, contests):
    _change, decision = ceased
    contests(decision, at=MONDAY_AFTER)
    task = ReviewTask.objects.get(kind="rule")
    recourse = Recourse.objects.get()
    assert (task.about, recourse.late_by) == (recourse.ref, 0)
    assert task.due_on.astimezone(LIMA).date() == date(2026, 12, 7)  # fifteen business days


def test_what_was_not_carried_out_yet_is_dropped_where_she_is_right(
    ceased, contests, anas, ana, delia, patrol
):
    change, decision = ceased
    contests(decision, at=MONDAY_AFTER)
    up = Resolution(outcomes=(), grounds="tenía razón", later=Kind.UPHELD)
    ref = Recourse.objects.get().ref
    services.rule(as_open(anas, delia), ref, up, by=delia, at=MONDAY_AFTER)
    change.refresh_from_db()
    patrol.refresh_from_db()
    assert (change.state, patrol.state) == ("dropped", State.FORWARDED)
    assert [task.kind for task in ReviewTask.objects.filter(done_at__isnull=True)] == ["review"]


def test_what_was_carried_out_is_given_back_where_she_is_right(
    ceased, contests, anas, ana, delia, patrol
):
    change, decision = ceased
    services.carry_out(as_open(anas, ana), change.ref, by=ana, at=ON_THE_DAY)
    contests(decision, at=ON_THE_DAY)
    patrol.refresh_from_db()
    case = as_open(anas, delia)
    back = outcome(case, patrol, delia)
    up = Resolution(outcomes=(back,), grounds="tenía razón", later=Kind.UPHELD)
    services.rule(case, Recourse.objects.get().ref, up, by=delia, at=ON_THE_DAY)
    patrol.refresh_from_db()
    assert patrol.state == State.GRANTED


# --- she gives it up ---


def test_nothing_is_renounced_before_the_risk_was_explained_in_writing(
    opened, anas, ana, delia, flor, patrol
):
    change = opened("renounce")
    assert not Question.objects.filter(kind="change").exists()
    with pytest.raises(Hindered, match="gates_missing"):
        put(anas, ana, delia, change)
    case = as_open(anas, ana)
    services.explain_risk(case, change.ref, text="sin rondas nadie pasa", seen=1, by=ana, at=FRIDAY)
    question = Question.objects.get(kind="change", subject=change.ref)
    assert question.paper_ref
    says(flor, change, "agreed")
    put(anas, ana, delia, change)
    made = resolved(anas, delia, change, Kind.RENOUNCED)
    read(flor, made, at=MONDAY_AFTER)
    services.carry_out(as_open(anas, ana), change.ref, by=ana, at=ON_THE_DAY)
    patrol.refresh_from_db()
    assert patrol.state == State.RENOUNCED


def test_who_read_the_risk_and_keeps_it_keeps_it(opened, anas, ana, flor, patrol):
    change = opened("renounce")
    services.explain_risk(as_open(anas, ana), change.ref, text="x", seen=1, by=ana, at=FRIDAY)
    says(flor, change, "refused")
    change.refresh_from_db()
    patrol.refresh_from_db()
    assert (change.state, patrol.state) == ("dropped", State.FORWARDED)


def given_up(anas, ana, flor, change):
    services.explain_risk(as_open(anas, ana), change.ref, text="x", seen=1, by=ana, at=FRIDAY)
    says(flor, change, "agreed")


def takes_back(flor, change, way):
    question = Question.objects.get(kind="change", subject=change.ref)
    if way == "one":
        consent.withdraw(flor.folder, question.ref, by=flor, at=MONDAY_AFTER)
    elif way == "all":
        consent.withdraw_all(flor.folder, by=flor, at=MONDAY_AFTER)
    else:
        answer(flor.folder, question.ref, answer="refused", by=flor, at=MONDAY_AFTER)


@pytest.mark.parametrize("way", ["one", "all", "no"])
def test_who_takes_it_back_before_the_decision_keeps_the_measure(
    opened, anas, ana, delia, flor, way
):
    change = opened("renounce")
    given_up(anas, ana, flor, change)
    put(anas, ana, delia, change)
    takes_back(flor, change, way)
    change.refresh_from_db()
    assert change.state == "dropped"
    with pytest.raises(Hindered):
        resolved(anas, delia, change, Kind.RENOUNCED)


@pytest.mark.parametrize("way", ["one", "all", "no"])
def test_who_takes_it_back_before_it_is_carried_out_keeps_the_measure(
    opened, anas, ana, delia, flor, patrol, way
):
    change = opened("renounce")
    given_up(anas, ana, flor, change)
    put(anas, ana, delia, change)
    read(flor, resolved(anas, delia, change, Kind.RENOUNCED), at=MONDAY_AFTER)
    takes_back(flor, change, way)
    with pytest.raises(Hindered, match="no_change"):
        services.carry_out(as_open(anas, ana), change.ref, by=ana, at=ON_THE_DAY)
    patrol.refresh_from_db()
    # Who takes everything back takes back too what let the measure reach the institution.
    assert patrol.state == (State.GRANTED if way == "all" else State.FORWARDED)
    assert not ReviewTask.objects.filter(kind="carry_out", done_at__isnull=True).exists()


def test_who_wants_to_talk_again_has_not_given_it_up(opened, anas, ana, delia, flor):
    change = opened("renounce")
    given_up(anas, ana, flor, change)
    says(flor, change, "discuss")
    with pytest.raises(Hindered, match="not_given_up"):
        put(anas, ana, delia, change)


# --- she gives it up while something else of it is on its way ---

TUESDAY_AFTER = MONDAY_AFTER + timedelta(days=1)


def wishes_to_give_up(flor, patrol, *, at=MONDAY_AFTER):
    """On her own page."""
    ask_to_give_up(flor.folder, measure=patrol.ref, label="rondas", words="ya no", by=flor, at=at)
    return MeasureChange.objects.filter(kind="renounce").latest("pk")


def ended_at_her_wish(anas, ana, delia, flor, wish):
    """Explained, agreed to, decided, received and carried out."""
    services.explain_risk(as_open(anas, ana), wish.ref, text="x", seen=1, by=ana, at=TUESDAY_AFTER)
    says(flor, wish, "agreed", at=TUESDAY_AFTER)
    put(anas, ana, delia, wish)
    read(flor, resolved(anas, delia, wish, Kind.RENOUNCED), at=TUESDAY_AFTER)
    services.carry_out(as_open(anas, ana), wish.ref, by=ana, at=ON_THE_DAY)


def strengthened(anas, delia, patrol, change):
    patrol.refresh_from_db()
    more = outcome(as_open(anas, delia), patrol, delia, duration_days=180)
    return resolved(anas, delia, change, Kind.STRENGTHENED, more, from_day=None)


def open_tasks(kind):
    return ReviewTask.objects.filter(kind=kind, done_at__isnull=True)


@pytest.mark.parametrize("kind", ["strengthen", "reduce", "suspend", "cease"])
def test_her_wish_to_give_it_up_waits_for_nothing_that_is_on_its_way(opened, flor, patrol, kind):
    opened(kind)
    wish = wishes_to_give_up(flor, patrol)
    assert wish.state == "open"
    [task] = open_tasks("explain_risk")
    assert (task.about, task.due_on) == (wish.ref, MONDAY_AFTER + timedelta(days=2))
    wishes_to_give_up(flor, patrol)
    assert MeasureChange.objects.filter(kind="renounce").count() == 1


def test_once_she_said_yes_somebody_must_decide_by_a_day(opened, anas, ana, delia, flor, patrol):
    opened("strengthen")
    wish = wishes_to_give_up(flor, patrol)
    services.explain_risk(as_open(anas, ana), wish.ref, text="x", seen=1, by=ana, at=TUESDAY_AFTER)
    assert not open_tasks("giving_up").exists()
    says(flor, wish, "agreed", at=TUESDAY_AFTER)
    [task] = open_tasks("giving_up")
    assert (task.about, task.due_on) == (wish.ref, TUESDAY_AFTER + timedelta(days=5))
    put(anas, ana, delia, wish)
    resolved(anas, delia, wish, Kind.RENOUNCED)
    assert not open_tasks("giving_up").exists()


def test_what_she_gives_up_is_not_strengthened_over_her_head(opened, anas, delia, flor, patrol):
    more = opened("strengthen")
    says(flor, more, "agreed")
    wishes_to_give_up(flor, patrol)
    with pytest.raises(Hindered, match="given_up"):
        strengthened(anas, delia, patrol, more)
    patrol.refresh_from_db()
    assert patrol.duration_days == 90


def test_whoever_agrees_to_more_after_that_gives_nothing_up(opened, anas, delia, flor, patrol):
    more = opened("strengthen")
    wish = wishes_to_give_up(flor, patrol)
    says(flor, more, "agreed", at=TUESDAY_AFTER)
    strengthened(anas, delia, patrol, more)
    wish.refresh_from_db()
    patrol.refresh_from_db()
    assert (wish.state, patrol.duration_days) == ("dropped", 180)
    assert not open_tasks("explain_risk").exists()


def test_a_wish_that_another_may_have_said_on_her_page_holds_no_protection_back(
    opened, anas, delia, flor, patrol
):
    more = opened("strengthen")
    type(anas.folder.filing).objects.update(impediment="missing")
    wish = wishes_to_give_up(flor, patrol)
    strengthened(anas, delia, patrol, more)
    wish.refresh_from_db()
    patrol.refresh_from_db()
    assert (wish.state, patrol.duration_days) == ("open", 180)


def test_a_no_that_another_may_have_said_on_her_page_holds_no_protection_back(
    opened, anas, delia, flor, patrol
):
    more = opened("strengthen")
    begin_impediment(anas.folder.filing, "missing", by=SYSTEM, at=FRIDAY)
    begin_impediment(anas.folder.filing, "detained", by=SYSTEM, at=TUESDAY_AFTER)
    says(flor, more, "refused", at=MONDAY_AFTER)
    strengthened(anas, delia, patrol, more)
    patrol.refresh_from_db()
    assert patrol.duration_days == 180


def test_what_was_said_on_her_page_before_it_was_known_holds_no_protection_back(
    opened, anas, ana, delia, flor, patrol
):
    """Whoever has her telephone presses before anybody notes that she is missing."""
    more = opened("strengthen")
    says(flor, more, "refused", at=MONDAY_AFTER)
    wish = wishes_to_give_up(flor, patrol)
    services.explain_risk(as_open(anas, ana), wish.ref, text="x", seen=1, by=ana, at=MONDAY_AFTER)
    says(flor, wish, "agreed", at=MONDAY_AFTER)
    begin_impediment(anas.folder.filing, "missing", by=SYSTEM, at=TUESDAY_AFTER)
    strengthened(anas, delia, patrol, more)
    patrol.refresh_from_db()
    assert patrol.duration_days == 180


def test_once_she_can_be_asked_her_no_on_her_page_counts_again(
    opened, anas, ana, delia, flor, patrol
):
    more = opened("strengthen")
    says(flor, more, "refused", at=MONDAY_AFTER)
    begin_impediment(anas.folder.filing, "missing", by=SYSTEM, at=TUESDAY_AFTER)
    consent.end_impediment(anas.folder.filing, how="team", by=ana, at=TUESDAY_AFTER)
    with pytest.raises(Hindered, match="refused_more"):
        strengthened(anas, delia, patrol, more)


def test_what_she_said_to_the_team_counts_while_she_cannot_be_asked(
    opened, anas, ana, delia, patrol
):
    more = opened("strengthen")
    said = {"answer": "refused", "way": "telephone", "words": "no", "by": ana, "at": MONDAY_AFTER}
    services.note_word(as_open(anas, ana), more.ref, **said)
    begin_impediment(anas.folder.filing, "missing", by=SYSTEM, at=TUESDAY_AFTER)
    with pytest.raises(Hindered, match="refused_more"):
        strengthened(anas, delia, patrol, more)


def wished_for(anas, ana, delia, flor, patrol, stands):
    """Said on her page, as far as it came before it was noted that she is missing."""
    wish = wishes_to_give_up(flor, patrol)
    if stands != "open":
        given_up(anas, ana, flor, wish)
    if stands in {"put", "decided"}:
        put(anas, ana, delia, wish)
    if stands == "decided":
        read(flor, resolved(anas, delia, wish, Kind.RENOUNCED), at=MONDAY_AFTER)
    begin_impediment(anas.folder.filing, "missing", by=SYSTEM, at=TUESDAY_AFTER)
    return wish


def goes_a_step_further(anas, ana, delia, wish, stands):
    if stands == "decided":
        services.carry_out(as_open(anas, ana), wish.ref, by=ana, at=ON_THE_DAY)
    elif stands == "put":
        resolved(anas, delia, wish, Kind.RENOUNCED)
    else:
        put(anas, ana, delia, wish)


@pytest.mark.parametrize("stands", ["agreed", "put", "decided"])
def test_while_she_cannot_be_asked_nothing_is_given_up(
    opened, anas, ana, delia, flor, patrol, stands
):
    wish = wished_for(anas, ana, delia, flor, patrol, stands)
    called = {one.kind for one in tasks_in(as_open(anas, ana))}
    assert not called & {"giving_up", "carry_out"}
    due = {one.task for one in review_tasks_due(as_open(anas, ana).case)}
    assert not due & {"task.giving_up", "task.carry_out"}
    with pytest.raises(Hindered, match="impeded"):
        goes_a_step_further(anas, ana, delia, wish, stands)
    patrol.refresh_from_db()
    assert patrol.state != State.RENOUNCED


@pytest.mark.parametrize("stands", ["open", "agreed", "put", "decided"])
def test_what_was_set_aside_meanwhile_is_asked_of_her_anew(
    opened, anas, ana, delia, flor, patrol, stands
):
    wish = wished_for(anas, ana, delia, flor, patrol, stands)
    services.drop(as_open(anas, ana), wish.ref, by=ana, at=TUESDAY_AFTER)
    assert not MeasureChange.objects.exclude(state="dropped").exists()
    consent.end_impediment(anas.folder.filing, how="team", by=ana, at=ON_THE_DAY)
    [anew] = MeasureChange.objects.exclude(state="dropped")
    [task] = open_tasks("explain_risk")
    assert (anew.kind, anew.state, task.about) == ("renounce", "open", anew.ref)
    with pytest.raises(Hindered, match="gates_missing"):
        put(anas, ana, delia, anew)


def test_a_yes_on_her_page_that_nobody_set_aside_is_asked_of_her_anew(
    opened, anas, ana, flor, patrol
):
    wish = wishes_to_give_up(flor, patrol)
    given_up(anas, ana, flor, wish)
    begin_impediment(anas.folder.filing, "missing", by=SYSTEM, at=TUESDAY_AFTER)
    with held_to("door", flor):
        consent.end_impediment(anas.folder.filing, how="words", by=flor, at=ON_THE_DAY)
    wish.refresh_from_db()
    [anew] = MeasureChange.objects.exclude(state="dropped")
    assert (wish.state, anew.state, open_tasks("giving_up").exists()) == ("dropped", "open", False)


def test_a_wish_that_was_dropped_before_is_not_asked_anew(opened, anas, ana, flor, patrol):
    wish = wishes_to_give_up(flor, patrol)
    given_up(anas, ana, flor, wish)
    takes_back(flor, wish, "no")
    begin_impediment(anas.folder.filing, "missing", by=SYSTEM, at=TUESDAY_AFTER)
    consent.end_impediment(anas.folder.filing, how="team", by=ana, at=ON_THE_DAY)
    assert {one.state for one in MeasureChange.objects.all()} == {"dropped"}


def test_what_she_gave_up_is_not_granted_again_by_more_that_was_on_its_way(
    opened, anas, ana, delia, flor, patrol
):
    more = opened("strengthen")
    ended_at_her_wish(anas, ana, delia, flor, wishes_to_give_up(flor, patrol))
    more.refresh_from_db()
    patrol.refresh_from_db()
    assert (more.state, patrol.state) == ("dropped", State.RENOUNCED)
    with pytest.raises(Hindered, match="no_change"):
        strengthened(anas, delia, patrol, more)
    patrol.refresh_from_db()
    assert patrol.state == State.RENOUNCED


def test_what_she_gave_up_is_granted_again_only_where_she_agrees_anew(
    opened, anas, ana, delia, flor, patrol
):
    ended_at_her_wish(anas, ana, delia, flor, wishes_to_give_up(flor, patrol))
    with pytest.raises(Hindered, match="not_changeable"):
        opened("reduce")
    again = opened("strengthen")
    with pytest.raises(Hindered, match="given_up"):
        strengthened(anas, delia, patrol, again)
    says(flor, again, "agreed", at=ON_THE_DAY + timedelta(days=1))
    strengthened(anas, delia, patrol, again)
    patrol.refresh_from_db()
    assert patrol.state == State.GRANTED


def test_more_of_it_is_not_decided_over_her_no(opened, anas, ana, delia, flor, patrol):
    more = opened("strengthen")
    says(flor, more, "refused")
    with pytest.raises(Hindered, match="refused_more"):
        strengthened(anas, delia, patrol, more)
    services.drop(as_open(anas, ana), more.ref, by=ana, at=FRIDAY)
    anew = opened("strengthen")
    with pytest.raises(Hindered, match="refused_more"):
        strengthened(anas, delia, patrol, anew)
    says(flor, anew, "agreed", at=MONDAY_AFTER)
    strengthened(anas, delia, patrol, anew)
    patrol.refresh_from_db()
    assert patrol.duration_days == 180


def test_more_of_it_ends_no_sooner_than_what_holds(opened, anas, delia, patrol):
    more = opened("strengthen")
    patrol.refresh_from_db()
    days = {"first_report_on": MONDAY_AFTER.date(), "next_review_on": MONDAY_AFTER.date()}
    short = outcome(as_open(anas, delia), patrol, delia, duration_days=30, **days)
    with pytest.raises(Hindered, match="ends_sooner"):
        resolved(anas, delia, more, Kind.STRENGTHENED, short, from_day=None)
    patrol.refresh_from_db()
    assert patrol.duration_days == 90


def test_a_ruling_lets_what_runs_end_no_sooner(opened, contests, anas, delia, patrol):
    contests(resolved(anas, delia, opened("strengthen"), Kind.UNCHANGED, from_day=None))
    case, ref = as_open(anas, delia), Recourse.objects.get().ref
    days = {"first_report_on": MONDAY_AFTER.date(), "next_review_on": MONDAY_AFTER.date()}
    patrol.refresh_from_db()
    short = outcome(case, patrol, delia, duration_days=30, **days)
    up = Resolution(outcomes=(short,), grounds="tenía razón", later=Kind.UPHELD)
    with pytest.raises(Hindered, match="ends_sooner"):
        services.rule(case, ref, up, by=delia, at=MONDAY_AFTER)


def test_who_left_or_asked_twice_and_keeps_it_is_not_asked_again(opened, anas, ana, flor, patrol):
    wish = wishes_to_give_up(flor, patrol)
    wishes_to_give_up(flor, patrol)
    given_up(anas, ana, flor, wish)
    takes_back(flor, wish, "no")
    assert MeasureChange.objects.get().state == "dropped"
    wishes_to_give_up(flor, patrol)
    withdraw_procedure(flor, at=TUESDAY_AFTER)
    assert {one.state for one in MeasureChange.objects.all()} == {"dropped"}


def test_nobody_of_the_team_takes_her_wish_back_for_her(opened, anas, ana, flor, patrol):
    wish = wishes_to_give_up(flor, patrol)
    with pytest.raises(Hindered, match="hers_alone"):
        services.drop(as_open(anas, ana), wish.ref, by=ana, at=TUESDAY_AFTER)
    given_up(anas, ana, flor, wish)
    with pytest.raises(Hindered, match="hers_alone"):
        services.drop(as_open(anas, ana), wish.ref, by=ana, at=TUESDAY_AFTER)


def test_what_the_team_noted_of_a_wish_is_given_up_until_she_said_yes(opened, anas, ana, flor):
    change = opened("renounce")
    services.explain_risk(as_open(anas, ana), change.ref, text="x", seen=1, by=ana, at=FRIDAY)
    services.drop(as_open(anas, ana), change.ref, by=ana, at=FRIDAY)
    change.refresh_from_db()
    assert change.state == "dropped"


def test_of_a_measure_that_lapsed_nothing_is_on_its_way(opened, patrol, ana):
    less, more = opened("reduce"), opened("strengthen")
    patrol.refresh_from_db()
    move(patrol, State.LAPSED, by=ana, at=FRIDAY)
    assert {one.state for one in MeasureChange.objects.all()} == {"dropped"}
    assert not Question.objects.filter(kind="change", withdrawn_at__isnull=True).exists()
    assert {less.kind, more.kind} == {"reduce", "strengthen"}


def test_what_she_gave_up_is_given_back_by_no_ruling_on_something_else(
    opened, contests, anas, ana, delia, flor, patrol
):
    refused = resolved(anas, delia, opened("strengthen"), Kind.UNCHANGED, from_day=None)
    contests(refused, at=MONDAY_AFTER)
    ended_at_her_wish(anas, ana, delia, flor, wishes_to_give_up(flor, patrol))
    patrol.refresh_from_db()
    case = as_open(anas, delia)
    up = Resolution(outcomes=(), grounds="tenía razón", later=Kind.UPHELD)
    back = replace(up, outcomes=(outcome(case, patrol, delia),))
    ref = Recourse.objects.get().ref
    with pytest.raises(Hindered, match="no_measure"):
        services.rule(case, ref, back, by=delia, at=ON_THE_DAY)
    services.rule(case, ref, up, by=delia, at=ON_THE_DAY)
    patrol.refresh_from_db()
    assert patrol.state == State.RENOUNCED


# --- what was decided to lessen it, and then the danger grew ---


def test_nothing_of_it_is_lessened_while_more_of_it_is_on_its_way(
    ceased, opened, anas, ana, patrol
):
    change, _decision = ceased
    more = opened("strengthen")
    with pytest.raises(Hindered, match="more_first"):
        services.carry_out(as_open(anas, ana), change.ref, by=ana, at=ON_THE_DAY)
    services.drop(as_open(anas, ana), more.ref, by=ana, at=ON_THE_DAY)
    services.carry_out(as_open(anas, ana), change.ref, by=ana, at=ON_THE_DAY)
    patrol.refresh_from_db()
    assert patrol.state == State.CEASED


def test_less_of_it_is_not_decided_while_more_of_it_is_on_its_way(opened, anas, ana, delia, flor):
    less = opened("cease")
    ready(anas, ana, delia, flor, less)
    opened("strengthen")
    with pytest.raises(Hindered, match="more_first"):
        resolved(anas, delia, less, Kind.CEASED)


@pytest.mark.parametrize(
    "graver",
    [
        {"answers": {**CALMER, "community_support": "no"}},
        {"answers": {**CALMER, "earlier_attack": "yes"}},
    ],
)
def test_what_was_decided_takes_nothing_away_once_one_fact_is_graver_than_then(
    ceased, anas, ana, patrol, graver
):
    """The fact on which it was decided is still better; another one is worse since."""
    change, _decision = ceased
    assessed_at(anas, ana, TUESDAY_AFTER, **graver)
    with pytest.raises(Hindered, match="graver_since"):
        services.carry_out(as_open(anas, ana), change.ref, by=ana, at=ON_THE_DAY)
    patrol.refresh_from_db()
    assert patrol.state != State.CEASED


def test_a_use_is_weighed_against_the_danger_as_it_is_when_it_is_taken_away(
    opened, anas, ana, delia, flor, patrol
):
    change = opened("misuse", criterion="staff_for_other_ends")
    says(flor, change, "refused")
    gathered(anas, ana, change, "use_reported")
    later_assessed(anas, ana, answers=CALMER)
    put(anas, ana, delia, change)
    made = resolved(anas, delia, change, Kind.MISUSE, evidence="el peligro es bajo")
    read(flor, made, at=MONDAY_AFTER)
    assessed_at(anas, ana, TUESDAY_AFTER)
    with pytest.raises(Hindered, match="graver_since"):
        services.carry_out(as_open(anas, ana), change.ref, by=ana, at=ON_THE_DAY)
    patrol.refresh_from_db()
    assert patrol.state != State.WITHDRAWN_MISUSE


def goes_on_as_it_is(anas, by, change, **changes):
    given = {"outcomes": (), "grounds": "volvieron a disparar", "later": Kind.UNCHANGED, **changes}
    case = as_open(anas, by)
    return services.give_up(case, change.ref, Resolution(**given), by=by, at=TUESDAY_AFTER)


def test_whoever_decides_gives_up_what_was_decided_and_the_measure_goes_on(
    ceased, anas, ana, delia, patrol, came_back_as_flor
):
    change, first = ceased
    made = goes_on_as_it_is(anas, delia, change)
    change.refresh_from_db()
    patrol.refresh_from_db()
    assert (change.state, change.decision, change.given_up_by) == ("dropped", first, made)
    assert patrol.state == State.FORWARDED
    assert not open_tasks("carry_out").exists()
    with pytest.raises(Hindered, match="no_change"):
        services.carry_out(as_open(anas, ana), change.ref, by=ana, at=ON_THE_DAY)
    shown = came_back_as_flor.get(f"/mine/papers/{made.paper_ref}/").text
    assert "Queda como está. Lo que se había decidido para reducirla ya no rige." in shown
    assert "volvieron a disparar" in shown
    assert "una ronda por semana" not in shown


def test_it_is_given_up_by_who_decides_alone_with_reasons_and_once(ceased, anas, ana, delia):
    change, _first = ceased
    with pytest.raises(Hindered, match="not_permitted"):
        goes_on_as_it_is(anas, ana, change)
    with pytest.raises(Hindered, match="grounds"):
        goes_on_as_it_is(anas, delia, change, grounds=" ")
    with pytest.raises(Hindered, match="result"):
        goes_on_as_it_is(anas, delia, change, later=Kind.CEASED)
    goes_on_as_it_is(anas, delia, change)
    with pytest.raises(ChangedMeanwhile):
        goes_on_as_it_is(anas, delia, change)


@pytest.mark.parametrize("kind", ["strengthen", "renounce"])
def test_what_takes_nothing_away_or_is_hers_is_not_given_up_so(opened, anas, delia, kind):
    with pytest.raises(Hindered, match="no_change"):
        goes_on_as_it_is(anas, delia, opened(kind))


def test_she_may_contest_that_too_and_what_she_said_before_is_ruled_on(
    ceased, contests, anas, ana, delia, flor
):
    change, first = ceased
    contests(first, at=MONDAY_AFTER, waits=True)
    made = goes_on_as_it_is(anas, delia, change)
    assert not open_tasks("rule_on_waiting").exists()
    recourse = Recourse.objects.get()
    assert (recourse.waiting, open_tasks("rule").count()) == ("", 1)
    up = Resolution(outcomes=(), grounds="tenía razón", later=Kind.UPHELD)
    services.rule(as_open(anas, delia), recourse.ref, up, by=delia, at=TUESDAY_AFTER)
    read(flor, made, at=TUESDAY_AFTER)
    contests(made, at=TUESDAY_AFTER)
    second = Recourse.objects.get(decision=made)
    assert second.grounds
    services.rule(as_open(anas, delia), second.ref, up, by=delia, at=TUESDAY_AFTER)


def test_where_more_takes_its_place_nobody_must_say_whether_it_waits(
    ceased, opened, contests, anas, delia, patrol
):
    _change, decision = ceased
    contests(decision, at=MONDAY_AFTER, waits=True)
    strengthened(anas, delia, patrol, opened("strengthen"))
    assert not open_tasks("rule_on_waiting").exists()
    assert open_tasks("rule").count() == 1


def test_what_was_only_thought_of_is_not_read_as_if_it_held(
    opened, anas, ana, delia, flor, came_back_as_flor
):
    change = opened("reduce")
    ready(anas, ana, delia, flor, change)
    made = resolved(anas, delia, change, Kind.UNCHANGED, from_day=None)
    shown = came_back_as_flor.get(f"/mine/papers/{made.paper_ref}/").text
    assert "Queda como está. Se consideró y no se decidió: una ronda por semana" in shown


def test_the_record_holds_codes_and_days_only(ceased):
    facts = " ".join(Entry.objects.values_list("facts", flat=True))
    assert "disculpó" not in facts
    assert '"result":"ceased"' in facts
    assert Measure.objects.count() == 1
