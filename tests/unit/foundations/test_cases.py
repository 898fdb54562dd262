"""Who sits on a case, what a member's worklist shows, and that nobody else sees anything."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amparo.crypto.errors import Unsealable
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.cases.access.access_log import looked
from amparo.foundations.cases.computed_columns import NEVER, refresh
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.queries import (
    Mark,
    OpenCase,
    Window,
    counted,
    mark_of,
    opened,
    seats_of,
    worklist,
)
from amparo.foundations.cases.services import (
    OpenedAlready,
    claim,
    close_case,
    give_seat,
    open_case,
    take_seat,
)
from amparo.foundations.cases.team_board import cases_of_team
from amparo.foundations.cases.worklist_row import place_of
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.queries import filing_to_open, visit_by_phrase
from amparo.foundations.intake.requests.services import Filed, Letter, file_request
from amparo.foundations.intake.services import happen
from amparo.foundations.ledger.models import Entry
from tests.people import BODY, MONDAY

type MakeLetter = Callable[..., Letter]


def opens(filed: Filed, by: Actor, at=MONDAY) -> Case:
    folder = filing_to_open(filed.folder.code, seen_by=by)
    assert folder is not None
    return open_case(folder, by=by, at=at)


def test_the_duty_pool_is_seated_and_nobody_by_rank(
    filed: Filed, rosa: Actor, ana: Actor, olga: Actor, saul: Actor, delia: Actor
) -> None:
    case = opens(filed, rosa)
    assert {seat.member for seat in seats_of(case, seen_by=ana)} == {rosa.member, ana.member}


def test_only_the_team_sees_the_case(case: str, ana: Actor, olga: Actor, saul: Actor) -> None:
    assert opened(case, seen_by=ana).folder.key
    for outsider in (olga, saul):
        with pytest.raises(Http404):
            opened(case, seen_by=outsider)
    with pytest.raises(Http404):
        opened("0000-0000", seen_by=ana)


def test_an_excluded_institutions_people_are_not_seated(
    rosa: Actor,
    ana: Actor,
    enrolled: Callable[..., Actor],
    letter: MakeLetter,
    site: dict[str, Unit],
) -> None:
    seconded = enrolled("Paco Leon", "analyst", unit="pnp-selva")
    filed = file_request(letter(excluded_units=[site["mininter"]]), by=STRANGER, at=MONDAY)
    case = opens(filed, rosa)
    assert seconded.member not in {seat.member for seat in seats_of(case, seen_by=ana)}
    theirs = opened(case.code, seen_by=ana)
    with pytest.raises(Refused):
        give_seat(case, theirs.folder, seconded.member, reason="help", by=ana, at=MONDAY)


def test_a_person_named_by_the_person_is_not_seated(
    rosa: Actor, ana: Actor, beto: Actor, letter: MakeLetter
) -> None:
    filed = file_request(letter(excluded_names="Beto Rojas, mi vecino"), by=STRANGER, at=MONDAY)
    case = opens(filed, rosa)
    assert beto.member not in {seat.member for seat in seats_of(case, seen_by=ana)}


def test_a_request_is_opened_once(filed: Filed, rosa: Actor) -> None:
    folder = filing_to_open(filed.folder.code, seen_by=rosa)
    assert folder is not None
    opens(filed, rosa)
    with pytest.raises(OpenedAlready):
        open_case(folder, by=rosa, at=MONDAY)
    assert filing_to_open(filed.folder.code, seen_by=rosa) is None
    assert Case.objects.count() == 1


def test_a_given_seat_opens_the_case_and_is_on_record(
    anas: OpenCase, ana: Actor, delia: Actor
) -> None:
    give_seat(anas.case, anas.folder, delia.member, reason="decision", by=ana, at=MONDAY)
    give_seat(anas.case, anas.folder, delia.member, reason="decision", by=ana, at=MONDAY)
    assert opened(anas.code, seen_by=delia).folder.key == anas.folder.key
    assert Entry.objects.filter(event="SeatGiven").count() == 1


def test_a_removed_member_opens_nothing_and_her_old_key_neither(
    anas: OpenCase, ana: Actor, rosa: Actor, filed: Filed
) -> None:
    before = anas.folder.key
    take_seat(anas.case, anas.folder, rosa.member, reason="moved", by=ana, at=MONDAY)
    with pytest.raises(Http404):
        opened(anas.code, seen_by=rosa)
    now = opened(anas.code, seen_by=ana).folder
    paper = papers_in(now, seen_by=ana, kinds=["request"])[0]
    assert now.words(paper) == BODY
    with pytest.raises(Unsealable):
        type(now)(now.filing, before).words(paper)
    visitor, _ = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    assert visitor.folder.key == now.key


def test_the_last_member_stays(anas: OpenCase, ana: Actor, rosa: Actor) -> None:
    take_seat(anas.case, anas.folder, rosa.member, reason="moved", by=ana, at=MONDAY)
    now = opened(anas.code, seen_by=ana)
    with pytest.raises(Refused):
        take_seat(now.case, now.folder, ana.member, reason="moved", by=ana, at=MONDAY)


def test_danger_leads_then_the_date_on_every_track(
    rosa: Actor, ana: Actor, letter: MakeLetter
) -> None:
    late = opens(file_request(letter(), by=STRANGER, at=MONDAY - timedelta(days=7)), rosa)
    calm = opens(file_request(letter(), by=STRANGER, at=MONDAY), rosa)
    urgent = opens(file_request(letter(urgent=True), by=STRANGER, at=MONDAY), rosa)
    found = opens(file_request(letter(), by=STRANGER, at=MONDAY), rosa)
    happen(
        found.filing,
        "preliminary_report_issued",
        when=MONDAY,
        by=ana,
        at=MONDAY,
        found={"grave_risk": True},
    )
    refresh(found, at=MONDAY)
    found.refresh_from_db()
    assert (found.track, found.danger) == ("extraordinary", 0)
    dates = {one.pk: Case.objects.get(pk=one.pk).due_on for one in (late, calm, found)}
    shown = [seat.case_id for seat in worklist(seen_by=ana)]
    assert shown == [urgent.pk, *sorted(dates, key=lambda pk: (dates[pk], pk))]
    assert shown[1] == late.pk


DANGERS_AND_DAYS = [(0, 1), (3, 1), (0, -1), (5, None), (3, -1), (1, -9), (0, None), (0, -9)]


def test_every_list_has_one_order_page_by_page(
    rosa: Actor, ana: Actor, saul: Actor, letter: MakeLetter
) -> None:
    """Danger, its overdue part first, then by date: on the list, the board and each page."""
    now = timezone.now()
    cases = [opens(file_request(letter(), by=STRANGER, at=MONDAY), rosa) for _ in DANGERS_AND_DAYS]
    for one, (danger, days) in zip(cases, DANGERS_AND_DAYS, strict=True):
        due = None if days is None else now + timedelta(days=days)
        Case.objects.filter(pk=one.pk).update(danger=danger, due_on=due)
        CaseAccess.objects.filter(case=one).update(danger=danger, due_on=due or NEVER)
    rows = worklist(seen_by=ana, at=now)
    wanted = sorted(rows, key=lambda row: place_of(row.danger, row.due_on, row.case_id, at=now))
    assert [cases.index(Case(pk=row.case_id)) for row in rows] == [4, 5, 3, 1, 7, 2, 0, 6]
    assert rows == wanted
    pages: dict[Any, dict[str, Any]] = {
        worklist: {"seen_by": ana},
        cases_of_team: {"seen_by": saul, "holder": "", "due": Window()},
    }
    for read, asked in pages.items():
        seen: list[int] = []
        mark: Mark | None = None
        for _page in DANGERS_AND_DAYS:
            found = read(**asked, after=mark, size=1, at=now)
            seen.append(found[0].case_id)
            mark = Mark.read(str(Mark(found[0].danger, found[0].due_on, found[0].case_id)))
        assert seen == [row.case_id for row in rows]


def test_the_list_asks_as_often_however_long_it_is(
    rosa: Actor, ana: Actor, letter: MakeLetter
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            worklist(seen_by=ana)
        return len(queries)

    few = asked()
    for _ in range(9):
        opens(file_request(letter(), by=STRANGER, at=MONDAY), rosa)
    assert asked() <= few <= 2


def test_pages_of_the_worklist_follow_each_other_without_gap(
    rosa: Actor, ana: Actor, letter: MakeLetter
) -> None:
    for _ in range(7):
        opens(file_request(letter(), by=STRANGER, at=MONDAY), rosa)
    seen: list[int] = []
    mark: Mark | None = None
    while True:
        rows = worklist(seen_by=ana, after=mark, size=3)
        seen += [seat.case_id for seat in rows[:3]]
        if len(rows) <= 3:
            break
        mark = Mark.read(str(mark_of(rows[2])))
    assert len(seen) == len(set(seen)) == 7


@pytest.mark.parametrize("text", ["", "a~b~c", "1~2", "1~2026-13-01~3", "~~", "x" * 500])
def test_a_mangled_mark_is_no_mark(text: str) -> None:
    assert Mark.read(text) is None


def test_own_unclaimed_and_all_are_counted_under_her_own_rights(
    anas: OpenCase, ana: Actor, rosa: Actor, olga: Actor
) -> None:
    assert counted(seen_by=ana, held="nobody") == 1
    claim(anas.case, by=ana, at=MONDAY)
    assert counted(seen_by=ana, held="own") == 1
    assert counted(seen_by=rosa, held="other") == 1
    assert counted(seen_by=olga) == 0
    assert counted(seen_by=ana, due_before=MONDAY) == 0


def test_looking_is_on_record_once_a_sitting(anas: OpenCase, ana: Actor) -> None:
    looked(anas.case, reason="task", by=ana, at=MONDAY, first_time=True)
    looked(anas.case, reason="task", by=ana, at=MONDAY, first_time=False)
    assert Entry.objects.filter(event="FileOpened", about=anas.code).count() == 1
    assert CaseAccess.objects.get(case=anas.case, member=ana.member).seen_at == MONDAY


def test_a_closed_case_leaves_the_worklist_and_stays_readable(anas: OpenCase, ana: Actor) -> None:
    close_case(anas.case, reason="done", by=ana, at=MONDAY)
    assert worklist(seen_by=ana) == []
    assert opened(anas.code, seen_by=ana).folder.key


def test_a_slower_writer_undoes_nothing_of_a_quicker_one(
    anas: OpenCase, ana: Actor, rosa: Actor
) -> None:
    stale = opened(anas.code, seen_by=rosa)
    claim(anas.case, by=ana, at=MONDAY)
    happen(anas.folder.filing, "preliminary_report_issued", when=MONDAY, by=ana, at=MONDAY)
    refresh(anas.case, at=MONDAY)
    close_case(anas.case, reason="done", by=ana, at=MONDAY)
    before = Case.objects.filter(pk=anas.case.pk).values().get()
    refresh(stale.case, at=MONDAY)
    assert Case.objects.filter(pk=anas.case.pk).values().get() == before
    assert (before["holder_id"], before["closed_at"]) == (ana.member.pk, MONDAY)
    assert worklist(seen_by=ana) == worklist(seen_by=rosa) == []


def test_a_seat_given_late_stands_where_the_case_stands(
    anas: OpenCase, ana: Actor, beto: Actor
) -> None:
    stale = opened(anas.code, seen_by=ana)
    close_case(anas.case, reason="done", by=ana, at=MONDAY)
    give_seat(stale.case, stale.folder, beto.member, reason="help", by=ana, at=MONDAY)
    assert worklist(seen_by=beto) == []


def test_a_seat_says_the_stage_of_its_case_before_and_after_each_act(
    filed: Filed, rosa: Actor, ana: Actor
) -> None:
    case = opens(filed, rosa)
    assert {seat.stage for seat in CaseAccess.objects.filter(case=case)} == {case.stage}
    happen(case.filing, "preliminary_report_issued", when=MONDAY, by=rosa, at=MONDAY)
    refresh(case, at=MONDAY)
    assert case.stage == "evaluation"
    assert {seat.stage for seat in CaseAccess.objects.filter(case=case)} == {"evaluation"}
