"""What was asked of an outside authority is followed by its own law's clock."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from amparo.casework.external_cases import next_due_days as settling
from amparo.casework.external_cases import queries, services
from amparo.casework.external_cases.clocks import agreements, clock_of
from amparo.casework.external_cases.member_input import Plan, Said
from amparo.casework.external_cases.models import ExternalProcedure, ExternalProcedureStep
from amparo.casework.external_cases.next_due_days import date_records_anew
from amparo.casework.external_cases.services import NotPossible
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import open_case
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.models import Question
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.queries import filing_to_open
from amparo.foundations.intake.requests.services import file_request
from amparo.foundations.intake.services import withdraw_procedure
from amparo.foundations.ledger.models import Entry
from amparo.law import UnknownProtocol
from tests.last_days import holds_until, its_day_passes, jobs_run
from tests.unit.external_cases.conftest import AGREED, FILED


def due_of(record, term, *, at):
    record.refresh_from_db()
    return next(one for one in clock_of(record, at=at).terms if one.term.term == term)


def test_what_came_to_an_organisation_starts_no_term_of_an_authority(case):
    found = Case.objects.get(filing__code=case)
    assert "request_received" not in found.filing.happened
    assert (found.due_on, found.due_term) == (None, "")


def test_on_a_site_of_the_mechanism_the_clock_starts_with_the_request(settings, letter, rosa):
    settings.ORGANISATION = ""
    filed = file_request(letter(), by=STRANGER, at=FILED)
    assert "request_received" in filed.folder.filing.happened


def test_the_person_is_asked_before_anything_is_filed_for_her(planned, notes):
    question = Question.objects.get(subject=planned.ref)
    assert (question.kind, question.unit.code, question.answer) == ("outside", "dgdh", "")
    with pytest.raises(NotPossible, match="no_agreement"):
        notes(planned, "request_received", FILED)
    assert not ExternalProcedureStep.objects.exists()


def test_what_she_did_there_herself_can_be_noted_without_asking(planned, notes):
    notes(planned, "request_received", FILED, by_whom="person")
    planned.refresh_from_db()
    assert planned.happened["request_received"] == "2026-11-09T11:00:00-05:00"


def test_a_no_means_that_nothing_is_filed(planned, says, notes):
    says(planned, "refused")
    with pytest.raises(NotPossible, match="no_agreement"):
        notes(planned, "request_received", FILED)


def test_a_yes_of_tomorrow_is_none_for_today(planned, says, notes):
    says(planned, at=FILED + timedelta(days=1))
    with pytest.raises(NotPossible, match="no_agreement"):
        notes(planned, "request_received", FILED, at=FILED + timedelta(days=2))


def test_what_was_done_while_she_agreed_can_be_noted_after_she_took_it_back(
    agreed, flor, anas, ana
):
    question = Question.objects.get(subject=agreed.ref)
    consent.withdraw(flor.folder, question.ref, by=flor, at=FILED + timedelta(days=3))
    said = Said(what="request_received", when=FILED, by_whom="us")
    services.note(anas, agreed.ref, said, by=ana, at=FILED + timedelta(days=4))
    too_late = Said(what="decision_issued", when=FILED + timedelta(days=4), by_whom="us")
    with pytest.raises(NotPossible, match="no_agreement"):
        services.note(anas, agreed.ref, too_late, by=ana, at=FILED + timedelta(days=5))


def test_the_authoritys_term_is_counted_by_its_law_and_stands_on_the_worklist(filed_there, case):
    owed = due_of(filed_there, "preliminary_report", at=FILED)
    assert (owed.term.due, owed.ours) == (date(2026, 11, 11), False)
    found = Case.objects.get(filing__code=case)
    assert found.due_term == "outside_owed"
    assert found.due_on.astimezone(UTC) == datetime(2026, 11, 12, 4, 59, 59, 999999, tzinfo=UTC)


def test_how_late_it_is_counts_in_the_laws_days(filed_there):
    friday = datetime(2026, 11, 20, 15, tzinfo=UTC)
    owed = due_of(filed_there, "preliminary_report", at=friday)
    assert (owed.late, owed.term.late_by) == (True, 7)


def test_our_own_last_day_is_ours(filed_there, notes, case):
    days = [datetime(2026, 11, day, 15, tzinfo=UTC) for day in (11, 12, 13)]
    for what, day in zip(
        ("preliminary_report_issued", "decision_issued", "decision_notified"), days, strict=True
    ):
        notes(
            filed_there, what, day, by_whom="authority", result="denied" if day == days[1] else ""
        )
    owed = due_of(filed_there, "reconsideration", at=days[2])
    assert owed.ours
    assert owed.term.due == date(2026, 12, 4)
    notes(filed_there, "resolution_forwarded", days[2], by_whom="authority")
    assert Case.objects.get(filing__code=case).due_term == "outside_ours"


def test_a_complaint_can_be_noted_only_of_what_is_late(filed_there, notes):
    with pytest.raises(NotPossible, match="moved_on"):
        notes(filed_there, "complaint:preliminary_report", FILED)
    thursday = datetime(2026, 11, 12, 15, tzinfo=UTC)
    with pytest.raises(NotPossible, match="not_late_then"):
        notes(filed_there, "complaint:preliminary_report", FILED, at=thursday)
    notes(filed_there, "complaint:preliminary_report", thursday)
    owed = due_of(filed_there, "preliminary_report", at=thursday)
    assert owed.complained_at == thursday
    assert owed.ruling.due == date(2026, 11, 17)
    filed_there.refresh_from_db()
    assert filed_there.task == "ruling"


@pytest.mark.parametrize(("channel", "due"), [("paper", 19), ("digital", 18)])
def test_the_ruling_on_a_complaint_is_counted_by_its_channel(filed_there, notes, channel, due):
    """Of Saturday 14 November: at the desk it counts on Monday."""
    saturday = datetime(2026, 11, 14, 15, tzinfo=UTC)
    notes(filed_there, "complaint:preliminary_report", saturday, channel=channel)
    owed = due_of(filed_there, "preliminary_report", at=saturday)
    assert owed.ruling.due == date(2026, 11, due)


def test_a_complaint_about_another_defect_can_be_noted_at_any_time(filed_there, notes, ana):
    step = notes(filed_there, "complaint:defect:standstill", FILED)
    assert queries.name_of(step, seen_by=ana).endswith(": Paralización del procedimiento")
    filed_there.refresh_from_db()
    with pytest.raises(NotPossible, match="moved_on"):
        notes(filed_there, "complaint:defect:standstill", FILED)


def test_an_answer_that_the_law_puts_later_cannot_come_before_it(filed_there, notes):
    with pytest.raises(NotPossible, match="out_of_order"):
        notes(
            filed_there,
            "preliminary_report_issued",
            FILED - timedelta(days=5),
            by_whom="authority",
            at=FILED,
        )
    filed_there.refresh_from_db()
    assert set(filed_there.happened) == {"request_received"}


def test_nothing_is_noted_twice_and_nothing_before_it_happened(filed_there, notes, anas, ana):
    with pytest.raises(NotPossible, match="moved_on"):
        notes(filed_there, "request_received", FILED)
    tomorrow = Said("decision_issued", FILED + timedelta(days=1), by_whom="authority")
    with pytest.raises(NotPossible, match="not_yet"):
        services.note(anas, filed_there.ref, tomorrow, by=ana, at=FILED)


def test_what_was_noted_by_mistake_counts_no_more_and_stays(filed_there, anas, ana, notes):
    step = ExternalProcedureStep.objects.get()
    services.set_aside(anas, filed_there.ref, step.ref, by=ana, at=FILED)
    filed_there.refresh_from_db()
    assert (filed_there.happened, filed_there.task) == ({}, "file")
    assert ExternalProcedureStep.objects.get().set_aside_at == FILED
    notes(filed_there, "request_received", FILED + timedelta(days=1))
    assert ExternalProcedureStep.objects.count() == 2


def test_the_filing_cannot_be_set_aside_under_what_rests_on_it(filed_there, notes, anas, ana):
    notes(filed_there, "preliminary_report_issued", FILED, by_whom="authority")
    filing = ExternalProcedureStep.objects.get(what="request_received")
    with pytest.raises(NotPossible, match="others_rest_on_it"):
        services.set_aside(anas, filed_there.ref, filing.ref, by=ana, at=FILED)


def test_taking_it_back_asks_to_stop_at_once(filed_there, flor, case):
    at = FILED + timedelta(hours=2)
    question = Question.objects.get(subject=filed_there.ref)
    consent.withdraw(flor.folder, question.ref, by=flor, at=at)
    found = Case.objects.get(filing__code=case)
    assert (found.due_on, found.due_term) == (at, "outside_stop")


@pytest.mark.postgresql("roles of the surfaces")
def test_following_ends_with_the_last_day_of_the_consent(filed_there, anas, ana, case, clock):
    question = holds_until(filed_there.ref)
    its_day_passes(clock)
    with pytest.raises(NotPossible, match="no_agreement"):
        services.printed(anas, filed_there.ref, by=ana, at=timezone.now())
    assert jobs_run()[0] == 1
    found = Case.objects.get(filing__code=case)
    assert (found.due_on, found.due_term) == (question.ends_at, "outside_stop")


@pytest.mark.parametrize("how", ["sharing", "procedure"])
def test_every_way_of_taking_back_ends_the_agreement(filed_there, flor, how, anas, ana):
    at = FILED + timedelta(hours=2)
    if how == "sharing":
        consent.withdraw_all(flor.folder, by=flor, at=at)
    else:
        withdraw_procedure(flor, at=at)
    filed_there.refresh_from_db()
    assert filed_there.task == "stop"
    with pytest.raises(NotPossible, match="no_agreement"):
        services.printed(anas, filed_there.ref, by=ana, at=at)


def test_a_sheet_is_made_only_while_she_agrees_and_is_on_record(filed_there, anas, ana):
    services.printed(anas, filed_there.ref, by=ana, at=FILED)
    assert Entry.objects.filter(event="OutsidePrinted").count() == 1
    assert services.printed(anas, filed_there.ref, by=ana, at=FILED)[1] == 2, "its number"


def test_nobody_is_asked_about_an_institution_that_must_not_know(letter, rosa, ana, site):
    filed = file_request(letter(excluded_units=[site["pnp"]]), by=STRANGER, at=FILED)
    folder = filing_to_open(filed.folder.code, seen_by=rosa)
    assert folder
    open_case(folder, by=rosa, at=FILED)
    plan = Plan("pe-2021", site["mininter"], "algo", "")
    with pytest.raises(NotPossible, match="recipient_excluded"):
        services.open_record(opened(folder.code, seen_by=ana), plan, by=ana, at=FILED)


def test_it_is_followed_once_at_one_authority(agreed, anas, ana, site):
    plan = Plan("pe-2021", site["dgdh"], "otra vez", "")
    with pytest.raises(NotPossible, match="followed_already"):
        services.open_record(anas, plan, by=ana, at=FILED)
    services.end(anas, agreed.ref, reason="dropped", by=ana, at=FILED)
    services.open_record(anas, plan, by=ana, at=FILED)
    assert ExternalProcedure.objects.count() == 2


def test_only_laws_that_are_followed_here_are_followed(anas, ana, site):
    plan = Plan("xx-example", site["dgdh"], "algo", "")
    with pytest.raises(NotPossible, match="unknown_law"):
        services.open_record(anas, plan, by=ana, at=FILED)


def test_she_is_not_asked_again_while_she_agrees(agreed, anas, ana, flor):
    with pytest.raises(NotPossible, match="asked_already"):
        services.ask_again(anas, agreed.ref, by=ana, at=FILED)
    question = Question.objects.get(subject=agreed.ref)
    consent.withdraw(flor.folder, question.ref, by=flor, at=FILED)
    services.ask_again(anas, agreed.ref, by=ana, at=FILED + timedelta(hours=1))
    newest = agreements([agreed])[agreed.ref]
    assert (newest.answer, newest.paper_ref) == ("", question.paper_ref)


def test_what_she_said_on_the_telephone_is_noted_with_her_words(planned, anas, ana):
    until = timezone.localdate() + timedelta(days=30)
    said: dict[str, Any] = {"answer": "agreed", "way": "telephone", "words": "sí, vayan ustedes"}
    services.note_answer(anas, planned.ref, **said, until=until, by=ana, at=AGREED)
    question = Question.objects.get(subject=planned.ref)
    assert (question.answer, question.how, question.ends_on) == ("agreed", "oral", until)
    planned.refresh_from_db()
    assert planned.task == "file"


def test_the_authoritys_number_is_in_no_table_and_no_record(filed_there):
    for model in (ExternalProcedure, ExternalProcedureStep, Entry, Document):
        for row in model.objects.values():
            assert "HR-2026-00417" not in str(row)
            assert "folios" not in str(row)


def test_a_finding_chooses_the_faster_way(agreed, notes):
    notes(agreed, "request_received", FILED, found=["imminent_risk"])
    owed = due_of(agreed, "decision", at=FILED)
    assert owed.term.amount == 15


def test_what_is_waited_for_there_follows_a_corrected_calendar(filed_there):
    by_the_law = filed_there.due_on
    assert date_records_anew(at=FILED, problems=[]) == 0
    ExternalProcedure.objects.update(due_on=by_the_law - timedelta(days=2))
    assert date_records_anew(at=FILED, problems=[]) == 1
    filed_there.refresh_from_db()
    assert filed_there.due_on == by_the_law == Case.objects.get().due_on


def test_a_case_in_which_that_cannot_be_worked_out_holds_no_other_back(filed_there, monkeypatch):
    def gone(*_given, **_named):
        raise UnknownProtocol(given="xx-gone", allowed=[])

    monkeypatch.setattr(settling, "next_in", gone)
    problems = []
    assert date_records_anew(at=FILED, problems=problems) == 0
    assert [type(one) for one in problems] == [UnknownProtocol]
    before = filed_there.due_on
    filed_there.refresh_from_db()
    assert filed_there.due_on == before
