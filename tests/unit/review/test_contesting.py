"""She asks that it be decided again: in time or late, written or said, and never lost."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from amparo.casework.measures import queries
from amparo.casework.measures.models import Decision, State
from amparo.casework.measures.states import Hindered
from amparo.casework.review import services
from amparo.casework.review.dated_tasks import open_task
from amparo.casework.review.models import Recourse, ReviewTask
from amparo.casework.review.recourses.recalculated_due_days import date_rulings_anew
from amparo.casework.review.recourses.services import end_of_term
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.cases.models import Case
from amparo.foundations.intake.documents.services import ChangedMeanwhile, papers_in, write_paper
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.procedure.contestable import (
    NothingToContest,
    Plea,
    contest,
    contestable,
    term_to_rule,
)
from amparo.foundations.intake.queries import standing
from amparo.foundations.intake.services import withdraw_procedure
from amparo.foundations.ledger.models import Entry
from tests.plans import ordered, outcome, seated
from tests.unit.review.conftest import FRIDAY, THURSDAY, as_open, read, ruled, ruling

LIMA = ZoneInfo("America/Lima")
Kind = Decision.Kind


def last_moment(decision):
    """The last microsecond of her last day."""
    decision.refresh_from_db()
    term = standing(decision.case.filing, at=FRIDAY).term("reconsideration")
    return datetime.combine(term.due, datetime.max.time(), LIMA)


# --- her days ---


def test_what_only_lies_on_her_page_starts_no_day(granted, flor):
    [one] = contestable(flor.folder, seen_by=flor, at=FRIDAY)
    assert (one.received_at, one.term) == (None, None)


def test_her_days_run_from_the_day_she_opened_it(granted, flor):
    read(flor, granted)
    [one] = contestable(flor.folder, seen_by=flor, at=FRIDAY)
    assert one.received_at == THURSDAY
    assert one.term.due == date(2026, 12, 3)


def test_contesting_it_is_proof_of_receipt(granted, contests):
    contests(granted)
    granted.refresh_from_db()
    assert granted.notified_at == FRIDAY
    facts = Entry.objects.get(event="DecisionNotified").facts
    assert '"means":"contested"' in facts


def test_the_last_minute_of_the_last_day_is_in_time(granted, flor, contests):
    read(flor, granted)
    contests(granted, at=last_moment(granted))
    assert Recourse.objects.get().late_by == 0


def test_one_minute_after_it_is_late_received_recorded_and_due_to_be_ruled_on(
    granted, flor, contests, delias, delia
):
    read(flor, granted)
    late = last_moment(granted) + timedelta(minutes=1)
    contests(granted, at=late)
    recourse = Recourse.objects.get()
    state = standing(Filing.objects.get(pk=granted.case.filing_id), at=late)
    assert recourse.late_by == 1
    assert state.stage == "reconsideration"
    assert state.term("reconsideration").state == "met_late"
    assert state.term("reconsideration_ruling").state == "open"
    assert '"late_by":1' in Entry.objects.get(event="RecourseReceived").facts


def test_the_earlier_of_two_terms_to_rule_is_due_and_both_are_known(granted, flor, contests):
    read(flor, granted)
    contests(granted)
    filing = Filing.objects.get(pk=granted.case.filing_id)
    term = standing(filing, at=FRIDAY).term("reconsideration_ruling")
    assert (term.amount, term.disputed_with.amount) == (15, 20)
    assert term.due
    assert term.disputed_with.due
    assert term.due < term.disputed_with.due


# --- what is stored ---


def test_her_words_are_sealed_and_hers_to_read(granted, flor, contests, delias):
    paper = contests(granted, words="el puente viejo no aparece")
    assert b"puente" not in bytes(paper.sealed)
    [shown] = papers_in(flor.folder, seen_by=flor, kinds=["recourse"])
    assert flor.folder.words(shown)["text"] == "el puente viejo no aparece"


def test_the_grounds_that_the_norm_knows_are_kept_and_no_others(denied, contests):
    contests(denied, grounds=["not_granted", "nonsense"])
    assert Recourse.objects.get().grounds == "not_granted"


def test_who_names_no_ground_contests_on_all_that_are_open(granted, contests):
    contests(granted)
    assert Recourse.objects.get().grounds == "risk_or_proportion"


def test_that_a_request_was_not_admitted_is_a_ground_of_its_own(turned_away, contests):
    contests(turned_away)
    assert Recourse.objects.get().grounds == "not_admitted"


def test_what_is_said_to_the_team_counts_from_the_moment_it_was_said(anas, ana, granted, flor):
    read(flor, granted)
    plea = Plea(words="por teléfono", way="phone", asked_at=FRIDAY)
    late = last_moment(granted) + timedelta(days=3)
    contest(anas.folder, granted.paper_ref, plea, by=ana, at=late)
    recourse = Recourse.objects.get()
    assert (recourse.how, recourse.late_by, recourse.filed_at) == ("oral", 0, FRIDAY)
    [shown] = papers_in(flor.folder, seen_by=flor, kinds=["recourse"])
    assert flor.folder.words(shown)["way"] == "phone"


def test_what_is_said_twice_is_one_recourse_with_both_papers(granted, contests):
    contests(granted)
    contests(granted, words="y además")
    assert Recourse.objects.count() == 1
    assert Document.objects.filter(kind="recourse").count() == 2
    added = [e.facts for e in Entry.objects.filter(event="RecourseReceived").order_by("sequence")]
    assert ['"added":true' in facts for facts in added] == [False, True]


def test_a_provisional_measure_is_not_contested(anas, ana, delia, site, flor, carla):
    seated(anas, delia, ana)
    order = ordered(as_open(anas, delia), site["pnp-selva"], ana, delia)
    with pytest.raises(NothingToContest):
        contest(flor.folder, order.paper_ref, Plea(words="no"), by=flor, at=FRIDAY)


def test_another_files_resolution_is_nothing_to_contest(granted, flor):
    with pytest.raises(NothingToContest):
        contest(flor.folder, "WRONG-WRONG-WRONG", Plea(words="no"), by=flor, at=FRIDAY)
    assert not Document.objects.filter(kind="recourse").exists()


def test_who_has_left_the_procedure_asks_anew_instead(granted, flor, contests):
    withdraw_procedure(flor, at=THURSDAY)
    with pytest.raises(NothingToContest):
        contests(granted)


def test_a_closed_case_opens_again_for_it(granted, flor, contests, ana, anas):
    Case.objects.update(closed_at=THURSDAY)
    contests(granted)
    assert Case.objects.get().closed_at is None


# --- the ruling ---


@pytest.fixture
def recourse(denied, contests):
    contests(denied)
    return Recourse.objects.get()


def test_a_denied_measure_is_granted_by_the_ruling(recourse, delias, delia, patrol, flor):
    patrol.refresh_from_db()
    case = as_open(delias, delia)
    ruled(case, recourse, Kind.UPHELD, outcome(case, patrol, delia), by=delia)
    patrol.refresh_from_db()
    recourse.refresh_from_db()
    assert (patrol.state, patrol.duration_days) == (State.GRANTED, 90)
    assert recourse.ruling.kind == Kind.UPHELD
    [_first, paper] = papers_in(flor.folder, seen_by=flor, kinds=["decision"])
    body = flor.folder.words(paper)
    assert body["reasons"] == "se vuelve a mirar"
    assert body["remedy"] == ""
    state = standing(Filing.objects.get(pk=case.case.filing_id), at=FRIDAY)
    assert (state.stage, state.term("reconsideration_ruling").state) == ("follow_up", "met")


def test_the_ruling_is_notified_to_her_like_a_decision(recourse, delias, delia, flor):
    made = ruled(as_open(delias, delia), recourse, Kind.NOT_UPHELD, by=delia)
    assert made.notified_at is None
    read(flor, made, at=FRIDAY)
    made.refresh_from_db()
    assert made.notified_at == FRIDAY


def test_not_upheld_changes_nothing(recourse, delias, delia, patrol):
    ruled(as_open(delias, delia), recourse, Kind.NOT_UPHELD, by=delia)
    patrol.refresh_from_db()
    assert patrol.state == State.DENIED


def test_no_ruling_without_reasons(recourse, delias, delia):
    with pytest.raises(Hindered, match="grounds"):
        services.rule(
            as_open(delias, delia),
            recourse.ref,
            ruling(Kind.NOT_UPHELD, grounds=" "),
            by=delia,
            at=FRIDAY,
        )
    assert not Decision.objects.filter(kind=Kind.NOT_UPHELD).exists()


@pytest.mark.parametrize(
    ("later", "granted", "code"),
    [
        (Kind.NOT_UPHELD, True, "not_upheld_grants_nothing"),
        (Kind.UPHELD, False, "upheld_changes_something"),
        (Kind.GRANTED, True, "result"),
    ],
)
def test_what_is_said_and_what_is_done_must_agree(
    recourse, delias, delia, patrol, later, granted, code
):
    case = as_open(delias, delia)
    patrol.refresh_from_db()
    one = outcome(case, patrol, delia, granted=granted)
    with pytest.raises(Hindered, match=code):
        ruled(case, recourse, later, one, by=delia)


def test_only_whom_the_protocol_names_may_rule(recourse, delias, ana, saul, anas):
    with pytest.raises(Hindered, match="not_permitted"):
        ruled(as_open(anas, ana), recourse, Kind.NOT_UPHELD, by=ana)


def test_who_decided_does_not_rule_on_it_where_somebody_else_may(
    recourse, delias, delia, enrolled, anas, ana
):
    other = enrolled("Teo Salas", "decision_maker")
    with pytest.raises(Hindered, match="another_rules"):
        ruled(as_open(delias, delia), recourse, Kind.NOT_UPHELD, by=delia)
    seated(anas, other, ana)
    ruled(as_open(delias, other), recourse, Kind.NOT_UPHELD, by=other)
    assert Decision.objects.get(kind=Kind.NOT_UPHELD).decided_by == other.member


def test_it_is_ruled_on_once(recourse, delias, delia):
    ruled(as_open(delias, delia), recourse, Kind.NOT_UPHELD, by=delia)
    with pytest.raises(ChangedMeanwhile):
        ruled(as_open(delias, delia), recourse, Kind.UPHELD_PARTLY, by=delia)
    assert Decision.objects.filter(kind__startswith="upheld").count() == 0


def test_after_the_ruling_nothing_of_it_is_contested_again(
    recourse, delias, delia, denied, contests
):
    made = ruled(as_open(delias, delia), recourse, Kind.NOT_UPHELD, by=delia)
    for resolution in (denied, made):
        with pytest.raises(NothingToContest):
            contests(resolution)


def test_nobody_rules_once_she_has_left(recourse, delias, delia, flor):
    withdraw_procedure(flor, at=FRIDAY)
    with pytest.raises(Hindered, match="procedure_withdrawn"):
        ruled(as_open(delias, delia), recourse, Kind.NOT_UPHELD, by=delia)


def test_a_measure_that_changed_meanwhile_is_read_again_first(recourse, delias, delia, patrol):
    case = as_open(delias, delia)
    patrol.refresh_from_db()
    stale = outcome(case, patrol, delia, seen="1~proposed")
    with pytest.raises(ChangedMeanwhile):
        ruled(case, recourse, Kind.UPHELD, stale, by=delia)


# --- not admitted ---


def test_who_was_not_admitted_and_is_right_goes_on_where_she_stood(
    turned_away, contests, delias, delia, patrol
):
    patrol.refresh_from_db()
    assert patrol.state == State.DENIED
    contests(turned_away)
    case = as_open(delias, delia)
    ruled(case, Recourse.objects.get(), Kind.UPHELD, by=delia)
    patrol.refresh_from_db()
    turned_away.refresh_from_db()
    state = standing(Filing.objects.get(pk=case.case.filing_id), at=FRIDAY)
    assert patrol.state == State.CONSENTED
    assert turned_away.set_aside_at == FRIDAY
    assert state.stage == "evaluation"
    assert queries.final_decision(as_open(delias, delia), seen_by=delia) is None
    aside = Entry.objects.filter(event="LegalEventSetAside").count()
    assert aside == 3  # issued, notified, filed: the record keeps each


def test_it_can_be_decided_and_contested_anew_after_that(
    turned_away, contests, delias, delia, patrol
):
    from tests.plans import decided  # noqa: PLC0415 - the second decision of this test alone

    contests(turned_away)
    case = as_open(delias, delia)
    ruled(case, Recourse.objects.get(), Kind.UPHELD, by=delia)
    patrol.refresh_from_db()
    case = as_open(delias, delia)
    second = decided(case, delia, outcome(case, patrol, delia))
    assert second.final
    contests(second, at=FRIDAY + timedelta(days=1))
    assert Recourse.objects.count() == 2
    assert not ReviewTask.objects.filter(kind="rule").exists()  # the law's clock counts it


def a_month_later(request, clock):
    """Her page, once every term after the decision has passed."""
    clock.move(timedelta(days=30))
    her = request.getfixturevalue("came_back_as_flor")
    return her.get("/mine/", headers={"accept-language": "en"}).text


def test_where_nothing_was_granted_nothing_is_late_for_institutions(denied, request, clock):
    page = a_month_later(request, clock)
    assert "They are late: they had to give you the resolution." in page
    assert "Forwarding to the institutions" not in page


def test_nobody_is_asked_for_the_rest_of_what_was_answered(case, flor, came_back_as_flor, request):
    body = {"answers": {"facts": "están afuera"}}
    write_paper(flor.folder, kind="urgent", body=body, by=flor, at=FRIDAY)
    Filing.objects.update(urgent=True)
    english = {"accept-language": "en"}
    assert "Tell us the rest" in came_back_as_flor.get("/mine/", headers=english).text
    request.getfixturevalue("denied")
    assert "Tell us the rest" not in came_back_as_flor.get("/mine/", headers=english).text


def forwarding(case, *, at=FRIDAY + timedelta(days=30)):
    return standing(Filing.objects.get(pk=case.filing_id), at=at).term("forward").state


def test_the_clock_counts_no_forwarding_of_what_grants_nothing_until_a_ruling_grants(
    recourse, delias, delia, patrol
):
    assert forwarding(delias.case) == "waiting"
    case = as_open(delias, delia)
    patrol.refresh_from_db()
    ruled(case, recourse, Kind.UPHELD, outcome(case, patrol, delia), by=delia)
    assert forwarding(case.case) == "late"  # counted from the first decision: seen, not hidden


def test_nor_of_a_request_that_was_not_admitted(turned_away):
    assert forwarding(turned_away.case) == "waiting"


def test_what_was_granted_and_did_not_leave_is_late(granted, request, clock):
    assert "Forwarding to the institutions" in a_month_later(request, clock)


def test_the_day_of_a_ruling_that_is_counted_here_follows_a_corrected_calendar(granted, contests):
    contests(granted)
    row, soon = Recourse.objects.select_related("case__filing").get(), FRIDAY + timedelta(days=1)
    task = open_task(
        row.case, ReviewTask.Kind.RULE, about=row.ref, due_on=soon, by=SYSTEM, at=FRIDAY
    )
    assert date_rulings_anew(at=FRIDAY, problems=[]) == 1
    task.refresh_from_db()
    assert task.due_on == end_of_term(term_to_rule(row.case.filing, FRIDAY, at=FRIDAY), row.case)
    assert date_rulings_anew(at=FRIDAY, problems=[]) == 0


def test_one_whose_norm_of_then_is_gone_keeps_its_day_and_says_so(granted, contests):
    contests(granted)
    row, soon = Recourse.objects.select_related("case__filing").get(), FRIDAY + timedelta(days=1)
    task = open_task(
        row.case, ReviewTask.Kind.RULE, about=row.ref, due_on=soon, by=SYSTEM, at=FRIDAY
    )
    at = (FRIDAY + timedelta(days=1)).isoformat()
    Filing.objects.update(norms=[{"from": "xx-gone", "at": at, "fixed_at": at, "late": []}])
    problems = []
    assert date_rulings_anew(at=FRIDAY, problems=problems) == 0
    assert [type(one).__name__ for one in problems] == ["UnknownProtocol"]
    task.refresh_from_db()
    assert task.due_on == soon
