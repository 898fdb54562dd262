"""A measure is changed or ended only behind the gates of the law, and never over her head."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from amparo.casework.assessment import services as assessment
from amparo.casework.assessment.queries import draft_of
from amparo.casework.measures.life import Hindered
from amparo.casework.measures.models import Decision, Measure, State
from amparo.casework.measures.resolution import Resolution
from amparo.casework.obligations.models import Answer, Duty
from amparo.casework.obligations.queries import duty_called
from amparo.casework.obligations.services import forward
from amparo.casework.review import services
from amparo.casework.review.changes import change_called
from amparo.casework.review.models import Change, Recourse, Task
from amparo.casework.review.wording import why
from amparo.casework.secrecy.still_sent import let_go_on
from amparo.foundations.access.actors import SYSTEM
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import answer
from amparo.foundations.ledger.models import Entry
from amparo.foundations.letterbox.leaked import STOPS
from amparo.foundations.letterbox.services import withdraw_procedure
from amparo.foundations.letterbox.telling import ask_to_give_up, tell_incident
from tests.changes import institution_says, proposal, says
from tests.leaking import noted
from tests.plans import FOUND, outcome
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
    assert Change.objects.get().state == "open"


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
    assert not Change.objects.exists()
    assert opened("reduce", because=because, protects_others=True).kind == "reduce"


@pytest.mark.parametrize("asked", [{"each_adult": True, "adults": 2}, {"by_acta": True}])
def test_what_the_case_says_of_whom_a_measure_protects_goes_first(opened, patrol, asked):
    Question.objects.filter(kind="measure", subject=patrol.ref).update(**asked)
    with pytest.raises(Hindered, match="protects_others"):
        opened("cease", because="died", protects_others=False)
    assert not Change.objects.exists()


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
    assert not Task.objects.filter(kind="carry_out", done_at__isnull=True).exists()
    shown = came_back_as_flor.get(f"/mine/papers/{made.paper_ref}/").text
    assert "Lo que se había decidido para disminuirla ya no rige." in shown
    with pytest.raises(Hindered, match="no_change"):
        services.carry_out(as_open(anas, ana), ending.ref, by=ana, at=ON_THE_DAY)


def test_more_of_what_has_ended_meanwhile_grants_nothing_again(
    ceased, opened, anas, ana, delia, patrol
):
    ending, _decision = ceased
    more = opened("strengthen")
    patrol.refresh_from_db()
    for_it = outcome(as_open(anas, delia), patrol, delia)
    services.carry_out(as_open(anas, ana), ending.ref, by=ana, at=ON_THE_DAY)
    more.refresh_from_db()
    assert more.state == "dropped"
    Change.objects.filter(pk=more.pk).update(state="put")  # had it stayed on its way
    with pytest.raises(Hindered, match="not_changeable"):
        resolved(anas, delia, more, Kind.STRENGTHENED, for_it)
    patrol.refresh_from_db()
    assert patrol.state == State.CEASED


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
        Duty.State.ENDED,
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
    assert "viernes 20 de noviembre de 2026" in page
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
    assert (said.kind, said.text) == (Answer.Kind.CHANGED, "una ronda por semana")


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
    assert duty_called(owed.alias, seen_by=carla).said[0].kind == Answer.Kind.CHANGED


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
    assert duty_called(owed.alias, seen_by=carla).said[0].kind == Answer.Kind.CHANGED


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
    assert "Rige desde el:" not in shown


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
    assert not Task.objects.filter(kind="carry_out", done_at__isnull=True).exists()


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
    assert Task.objects.filter(kind="rule_on_waiting", done_at__isnull=True).count() == 1
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
    Change.objects.update(state="put")
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
    task = Task.objects.get(kind="rule")
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
    assert [task.kind for task in Task.objects.filter(done_at__isnull=True)] == ["review"]


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
    assert not Task.objects.filter(kind="carry_out", done_at__isnull=True).exists()


def test_who_wants_to_talk_again_has_not_given_it_up(opened, anas, ana, delia, flor):
    change = opened("renounce")
    given_up(anas, ana, flor, change)
    says(flor, change, "discuss")
    with pytest.raises(Hindered, match="not_given_up"):
        put(anas, ana, delia, change)


def wants_to_give_it_up(flor, patrol):
    told = {"measure": patrol.ref, "label": "Patrullaje policial", "words": "no la quiero"}
    ask_to_give_up(flor.folder, **told, by=flor, at=FRIDAY)


def test_what_she_wants_to_give_up_begins_once_no_other_change_is_on_its_way(
    opened, anas, ana, flor, patrol
):
    less = opened("reduce")
    wants_to_give_it_up(flor, patrol)
    assert Change.objects.get().kind == "reduce"
    services.drop(as_open(anas, ana), less.ref, by=ana, at=MONDAY_AFTER)
    begun = Change.objects.get(kind="renounce")
    assert begun.state == "open"
    assert Task.objects.filter(kind="explain_risk", about=begun.ref, done_at=None).exists()


def test_it_begins_too_where_it_was_decided_that_the_measure_stays(
    opened, anas, ana, delia, flor, patrol
):
    less = opened("reduce")
    ready(anas, ana, delia, flor, less)
    wants_to_give_it_up(flor, patrol)
    resolved(anas, delia, less, Kind.UNCHANGED, from_day=None)
    assert Change.objects.filter(kind="renounce", state="open").count() == 1


def test_what_she_gives_up_and_more_of_it_wait_for_neither(opened, flor, patrol):
    opened("strengthen")
    wants_to_give_it_up(flor, patrol)
    assert Change.objects.filter(kind="renounce", state="open").count() == 1


def test_nothing_begins_for_who_left_meanwhile(opened, flor, patrol):
    opened("reduce")
    wants_to_give_it_up(flor, patrol)
    withdraw_procedure(flor, at=MONDAY_AFTER)
    assert not Change.objects.filter(kind="renounce").exists()


def test_who_asked_twice_and_then_keeps_it_is_not_asked_again(opened, anas, ana, flor, patrol):
    wants_to_give_it_up(flor, patrol)
    wants_to_give_it_up(flor, patrol)
    change = Change.objects.get()
    given_up(anas, ana, flor, change)
    takes_back(flor, change, "no")
    assert Change.objects.get().state == "dropped"


def test_the_record_holds_codes_and_days_only(ceased):
    facts = " ".join(Entry.objects.values_list("facts", flat=True))
    assert "disculpó" not in facts
    assert '"result":"ceased"' in facts
    assert Measure.objects.count() == 1
