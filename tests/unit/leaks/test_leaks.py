"""Something got out: which cases it touches, who sees it, what is owed by which hour."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404

from amparo.casework.exports.events import ExportTaken
from amparo.casework.exports.models import Export
from amparo.casework.external_cases.events import OutsidePrinted
from amparo.casework.leaks import case_response as handling
from amparo.casework.leaks.affected_cases import touched_by
from amparo.casework.leaks.models import AffectedCase, Leak, LeakStep
from amparo.casework.leaks.queries import leaks_to_handle, unreadable
from amparo.casework.leaks.services import note_body_told, note_here
from amparo.casework.measures.states import Hindered
from amparo.casework.obligations.events import ContextAsked, DutyPrinted, OpinionAsked
from amparo.casework.obligations.models import Obligation
from amparo.casework.obligations.queries import duty_called
from amparo.casework.obligations.services import forward
from amparo.casework.obligations.unit_answers import print_copy
from amparo.casework.review.complaints.superiors import may_rule
from amparo.casework.review.models import Complaint, ReviewTask
from amparo.foundations.accounts.actors import SYSTEM, Actor, Refused
from amparo.foundations.accounts.models import Member, Session
from amparo.foundations.cases.access.excluded_member_seats import keep_apart
from amparo.foundations.cases.dates_outside_terms import PERHAPS
from amparo.foundations.cases.events import FileOpened
from amparo.foundations.cases.models import Case, CaseAccess, ConflictOfInterest
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import give_seat, take_seat
from amparo.foundations.erasure.models import Erasure
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.procedure.complaints import complain
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import record
from amparo.foundations.related_people.services import name_other
from tests.leaking import AT, found, noted
from tests.obligations import WEDNESDAY, MakeMeasure, grant

HOUR = timedelta(hours=1)


def kinds(case: Case) -> set[str]:
    open_steps = LeakStep.objects.filter(case=case, done_at__isnull=True)
    return set(open_steps.values_list("kind", flat=True))


def settled(anas: OpenCase, ana: Actor, **changes: Any) -> AffectedCase:
    noted(codes=(anas.code,), by=SYSTEM, **changes)
    incident = AffectedCase.objects.get(case=anas.case)
    handling.settle(anas, incident.ref, leaked=True, text="un papel", by=ana, at=AT)
    incident.refresh_from_db()
    return incident


def test_whoever_can_read_the_case_is_asked_before_whatever_is_only_due(anas: OpenCase) -> None:
    noted(codes=(anas.code,), by=SYSTEM)
    seat = CaseAccess.objects.filter(case=anas.case).earliest("pk")
    assert (seat.danger, seat.due_on) == (PERHAPS, AT + 2 * HOUR)
    assert Case.objects.get(pk=anas.case.pk).due_term == "leak.confirm"
    assert kinds(anas.case) == {"confirm"}


def test_a_case_that_leaked_opens_everything_by_its_hour(anas: OpenCase, ana: Actor) -> None:
    name_other(anas.folder, name="Justina Tello", relation="witness", by=ana, at=AT)
    name_other(anas.folder, name="Gumersindo Roca", relation="aggressor", by=ana, at=AT)
    incident = settled(anas, ana)
    assert incident.state == "leaked"
    assert kinds(anas.case) == {
        "safe_contact", "access", "place", "risk", "recipients", "tell", "tell_other",
    }  # fmt: skip
    assert LeakStep.objects.filter(kind="tell_other").count() == 1
    due = {one.kind: one.due_on - AT for one in LeakStep.objects.filter(done_at__isnull=True)}
    assert (due["safe_contact"], due["tell"], due["tell_other"]) == (4 * HOUR, 48 * HOUR, 48 * HOUR)
    assert ReviewTask.objects.get(kind=ReviewTask.Kind.REASSESS, done_at=None).about == incident.ref
    assert Case.objects.get(pk=anas.case.pk).seal_anew


def test_the_hours_of_the_norm_count_from_when_it_was_known(anas: OpenCase, ana: Actor) -> None:
    settled(anas, ana, known_at=AT - 40 * HOUR)
    assert LeakStep.objects.get(kind="tell").due_on == AT + 8 * HOUR
    assert {one.due_on for one in Leak.objects.get().notices.all()} == {AT + 8 * HOUR}


def test_a_case_that_is_not_touched_is_so_with_its_reason(anas: OpenCase, ana: Actor) -> None:
    before = Case.objects.get(pk=anas.case.pk).danger
    noted(codes=(anas.code,), by=SYSTEM)
    incident = AffectedCase.objects.get()
    handling.settle(anas, incident.ref, leaked=False, text="nunca salió", by=ana, at=AT)
    assert kinds(anas.case) == set()
    assert Case.objects.get(pk=anas.case.pk).danger == before
    assert Entry.objects.filter(event="CaseSpared", about=anas.code).exists()
    with pytest.raises(Hindered, match="nothing_open"):
        handling.settle(anas, incident.ref, leaked=True, text="x", by=ana, at=AT)


def test_whose_account_it_is_has_no_way_to_any_of_these_cases(
    beto: Actor, anas: OpenCase, ana: Actor, signed_in: Callable[[Actor], Any]
) -> None:
    client = signed_in(beto)
    noted("account", suspect=beto.member, by=SYSTEM)
    assert not CaseAccess.objects.filter(member=beto.member).exists()
    assert not Session.objects.filter(member=beto.member).exists()
    assert not Member.objects.get(pk=beto.member.pk).active
    assert client.get("/desk/").status_code == 302
    with pytest.raises(Http404):
        opened(anas.code, seen_by=beto)
    fresh = opened(anas.code, seen_by=ana)
    with pytest.raises(Refused, match="must_not_know"):
        give_seat(fresh.case, fresh.folder, beto.member, reason="works", by=ana, at=AT)
    taken = Entry.objects.get(event="SeatTaken", about=anas.code)
    assert '"reason":"conflict"' in taken.facts
    assert AffectedCase.objects.get().how.startswith("could_open")


def test_a_seat_that_came_back_behind_its_back_opens_nothing(
    beto: Actor, anas: OpenCase, ana: Actor
) -> None:
    kept = CaseAccess.objects.get(case=anas.case, member=beto.member)
    noted("account", suspect=beto.member, by=SYSTEM)
    kept.pk = None
    kept.save()
    with pytest.raises(Http404):
        opened(anas.code, seen_by=beto)


def test_the_record_says_who_looked_and_who_could_before(
    beto: Actor, anas: OpenCase, ana: Actor
) -> None:
    take_seat(anas.case, anas.folder, beto.member, reason="x", by=ana, at=AT - 9 * HOUR)
    record(FileOpened(about=anas.code, role="analyst", reason="duty"), by=beto, at=AT - HOUR)
    tomorrow = (AT + timedelta(days=1)).date()
    noted("account", suspect=beto.member, since=tomorrow, by=SYSTEM)
    assert AffectedCase.objects.get().how == "had_seat"
    AffectedCase.objects.all().update(leak=noted(by=SYSTEM))
    noted("account", suspect=beto.member, until=AT.date(), by=SYSTEM)
    assert AffectedCase.objects.latest("pk").how == "had_seat+looked"


def test_what_an_institution_holds_touches_the_cases_that_it_was_sent(
    anas: OpenCase, forwarded: Any, site: dict[str, Any]
) -> None:
    later = forwarded.forwarded_at + HOUR
    noted("unit", unit=site["minam"], by=SYSTEM, at=later)
    assert not AffectedCase.objects.exists()
    noted("unit", unit=site["pnp"], by=SYSTEM, at=later)  # also where it was one of its parts
    assert AffectedCase.objects.get().how == "sent"


def test_a_copy_that_was_taken_is_something_that_left(anas: OpenCase, ana: Actor) -> None:
    noted("export", by=SYSTEM)
    assert not AffectedCase.objects.exists()
    taken = ExportTaken(about=anas.code, export="AAAA-AAAA-AAAA", role="analyst", how="file")
    record(taken, by=ana, at=AT - HOUR)
    noted("export", by=SYSTEM)
    assert AffectedCase.objects.get().how == "took_file"


@pytest.mark.parametrize("asked", [ContextAsked, OpinionAsked])
def test_whatever_was_printed_or_asked_elsewhere_is_something_that_left(
    asked: type[ContextAsked | OpinionAsked],
    anas: OpenCase,
    ana: Actor,
    carla: Actor,
    forwarded: Obligation,
) -> None:
    later = forwarded.forwarded_at + HOUR
    officers = found("export", suspect=carla.member)
    assert not touched_by(officers, seen_by=SYSTEM)
    owed = duty_called(forwarded.alias, seen_by=carla)
    assert owed is not None
    print_copy(owed, by=carla, at=later)
    assert touched_by(officers, seen_by=SYSTEM) == {anas.case.pk: {"printed"}}
    about = found("export", suspect=ana.member, since=(later + timedelta(days=1)).date())
    assert not touched_by(about, seen_by=SYSTEM)
    sheet = OutsidePrinted(about=anas.code, record="AAAA-AAAA-AAAA", unit="minam")
    record(sheet, by=ana, at=later + timedelta(days=2))
    assert touched_by(about, seen_by=SYSTEM) == {anas.case.pk: {"printed"}}
    record(asked(by_paper=False, **forwarded.named), by=ana, at=later + timedelta(days=2))
    assert touched_by(about, seen_by=SYSTEM) == {anas.case.pk: {"printed", "sent"}}


def test_what_an_institution_holds_is_a_copy_that_was_taken_for_it_too(
    anas: OpenCase, ana: Actor, site: dict[str, Unit]
) -> None:
    days = dict.fromkeys(("asked_at", "ends_at"), AT - HOUR)
    made: dict[str, Any] = {"case": anas.case, "asked_by": ana.member, **days}
    copy = Export.objects.create(ref="AAAA-AAAA-AAAA", unit=site["pnp-selva"], **made)
    noted("unit", unit=site["pnp"], by=SYSTEM)
    assert not AffectedCase.objects.exists()  # it was asked for, and nobody took it
    Export.objects.filter(pk=copy.pk).update(state="taken_back", taken_at=AT - HOUR)
    noted("unit", unit=site["minam"], by=SYSTEM)
    assert not AffectedCase.objects.exists()
    noted("unit", unit=site["pnp"], by=SYSTEM)
    assert AffectedCase.objects.get().how == "sent"


def test_and_a_sheet_that_was_made_for_it_though_nobody_noted_that_it_has_it(
    anas: OpenCase, ana: Actor, agreed: MakeMeasure, decided: None, site: dict[str, Unit]
) -> None:
    told: dict[str, Any] = {"fields": ["coarse_place"], "by": ana, "at": WEDNESDAY}
    duty = forward(anas, grant(agreed()), site["pnp-selva"], **told)
    assert duty.state == Obligation.State.PREPARED
    noted("unit", unit=site["pnp"], by=SYSTEM, at=WEDNESDAY)
    assert not AffectedCase.objects.exists()
    record(DutyPrinted(number=1, **duty.named), by=ana, at=WEDNESDAY)
    assert not touched_by(found("unit", unit=site["minam"]), seen_by=SYSTEM)
    assert touched_by(found("unit", unit=site["pnp"]), seen_by=SYSTEM) == {
        anas.case.pk: {"printed"}
    }
    sheet = OutsidePrinted(about=anas.code, record="AAAA-AAAA-AAAA", unit="minam")
    record(sheet, by=ana, at=WEDNESDAY)
    noted("unit", unit=site["minam"], by=SYSTEM, at=WEDNESDAY)
    assert AffectedCase.objects.get().how == "printed"


def test_a_backup_touches_what_was_there(anas: OpenCase) -> None:
    noted("backup", until=(AT - timedelta(days=3)).date(), by=SYSTEM)
    assert not AffectedCase.objects.exists()
    noted("backup", by=SYSTEM)
    assert AffectedCase.objects.get().how == "copied"


def test_who_is_suspected_sees_no_leak_of_hers_in_any_number(
    saul: Actor, anas: OpenCase, enrolled: Callable[..., Actor]
) -> None:
    other = enrolled("Wari Condori", "supervisor")
    noted("account", suspect=saul.member, codes=(anas.code,), by=SYSTEM)
    noted("unit", unit=saul.member.unit, by=SYSTEM)
    assert leaks_to_handle(seen_by=saul) == []
    [counted] = [one for one in leaks_to_handle(seen_by=other) if one.row.what == "account"]
    assert (counted.suspected, counted.leaked, counted.open_steps) == (1, 0, 1)


def test_where_nobody_is_left_who_reads_it_the_keyholders_are_told_which(
    anas: OpenCase, ana: Actor
) -> None:
    CaseAccess.objects.filter(case=anas.case).exclude(member=ana.member).delete()
    leak = noted("account", suspect=ana.member, by=SYSTEM)
    assert unreadable(leak, seen_by=SYSTEM) == [anas.code]


def test_access_is_taken_away_by_sealing_the_case_anew(anas: OpenCase, ana: Actor) -> None:
    settled(anas, ana)
    before = anas.folder.key
    step = LeakStep.objects.get(kind="access", done_at=None)
    handling.do_step(anas, step.ref, text="dos asientos menos", by=ana, at=AT)
    fresh = opened(anas.code, seen_by=ana)
    assert fresh.folder.key != before
    assert "access" not in kinds(anas.case)


def test_only_who_works_on_the_case_settles_it(anas: OpenCase, delia: Actor) -> None:
    noted(codes=(anas.code,), by=SYSTEM)
    incident = AffectedCase.objects.get()
    with pytest.raises(Hindered, match="not_permitted"):
        handling.settle(anas, incident.ref, leaked=True, text="x", by=delia, at=AT)


def test_an_authority_is_told_once(saul: Actor, anas: OpenCase) -> None:
    leak = noted(codes=(anas.code,), by=SYSTEM)
    notice = leak.notices.earliest("pk")
    note_body_told(leak.ref, notice.ref, outcome="told", by=saul, at=AT)
    with pytest.raises(Hindered, match="nothing_open"):
        note_body_told(leak.ref, notice.ref, outcome="told", by=saul, at=AT)


def test_that_a_norm_asks_for_nothing_has_its_reason_on_record(saul: Actor, anas: OpenCase) -> None:
    leak = noted(codes=(anas.code,), by=SYSTEM)
    notice = leak.notices.earliest("pk")
    with pytest.raises(Hindered, match="why"):
        note_body_told(leak.ref, notice.ref, outcome="not_owed", by=saul, at=AT)
    note_body_told(leak.ref, notice.ref, outcome="not_owed", why="lawyer", by=saul, at=AT)
    assert '"why":"lawyer"' in Entry.objects.get(event="BodyTold").facts


def test_no_day_of_long_ago_takes_the_norms_away(anas: OpenCase, ana: Actor) -> None:
    settled(anas, ana, known_at=AT - timedelta(days=3000))
    assert Leak.objects.get().notices.count() == 2
    assert LeakStep.objects.get(kind="tell").due_on < AT


def test_whoever_is_named_later_is_told_too(anas: OpenCase, ana: Actor) -> None:
    incident = settled(anas, ana)
    later = AT + timedelta(days=3)
    witness = name_other(anas.folder, name="Justina Tello", relation="witness", by=ana, at=later)
    name_other(anas.folder, name="Gumersindo Roca", relation="aggressor", by=ana, at=later)
    assert LeakStep.objects.get(kind="tell_other").about == witness.ref
    assert LeakStep.objects.get(kind="tell_other").incident == incident


def test_a_file_that_was_erased_opens_no_incident(anas: OpenCase) -> None:
    days = dict.fromkeys(("asked_at", "not_before", "erased_at"), AT)
    Erasure.objects.create(
        ref="X",
        filing=anas.case.filing,
        scope="everything",
        how="schedule",
        answer="granted",
        **days,
    )
    noted("backup", by=SYSTEM)
    assert not AffectedCase.objects.exists()


def test_nothing_of_it_in_the_clear_says_whose_case_it_is(
    anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    known: dict[str, Any] = {"data": ["place"], "known_at": AT, "text": "palabra-testigo"}
    note_here(anas, **known, by=ana, at=AT)
    rows = [*Leak.objects.values(), *AffectedCase.objects.values(), *LeakStep.objects.values()]
    said = " ".join(str(one) for one in rows) + " ".join(
        Entry.objects.values_list("facts", flat=True)
    )
    for words in ("palabra-testigo", "Flor", "Quebrada", "río"):
        assert words not in said


def test_a_closed_case_is_open_again_for_it(anas: OpenCase) -> None:
    Case.objects.filter(pk=anas.case.pk).update(closed_at=AT)
    CaseAccess.objects.filter(case=anas.case).update(open=False)
    noted(codes=(anas.code,), by=SYSTEM)
    assert Case.objects.get(pk=anas.case.pk).closed_at is None


def test_the_same_member_is_kept_apart_once(beto: Actor, anas: OpenCase) -> None:
    for _ in range(2):
        noted("account", suspect=beto.member, codes=(anas.code,), by=SYSTEM)
    assert ConflictOfInterest.objects.count() == 1


def test_what_nobody_named_touches_nothing(anas: OpenCase) -> None:
    noted(codes=("AAAA-AAAA",), by=SYSTEM)
    assert found().codes == ()
    assert not AffectedCase.objects.exists()


def test_who_is_kept_apart_rules_on_no_complaint_of_it_either(
    delia: Actor, anas: OpenCase, flor: Visitor
) -> None:
    complain(flor.folder, "preliminary_report", by=flor, at=AT + timedelta(days=9))
    filed = Complaint.objects.get()
    assert may_rule(filed, reader=delia)
    later = AT + timedelta(days=9)
    noted("account", suspect=delia.member, codes=(anas.code,), by=SYSTEM, at=later)
    assert not may_rule(filed, reader=delia)


def test_nor_does_whoever_works_where_it_leaked(
    delia: Actor, anas: OpenCase, flor: Visitor
) -> None:
    complain(flor.folder, "preliminary_report", by=flor, at=AT + timedelta(days=9))
    filed = Complaint.objects.get()
    assert may_rule(filed, reader=delia)
    keep_apart(anas.case, delia.member.unit, reason="leak", by=SYSTEM, at=AT)
    assert not may_rule(filed, reader=delia)
