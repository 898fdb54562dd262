"""That a court keeps something from the person rests on two who have read its order: on the word of
one it lasts three days."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.states import Hindered
from amparo.casework.referral.authority_demands import Demanded, note_demand, tell_what_is_due
from amparo.casework.referral.models import AuthorityDemand
from amparo.casework.retention import services
from amparo.casework.retention.dated_tasks import show_what_is_kept
from amparo.casework.retention.silence_orders import note_read
from amparo.door.my_case.documents import letter_of
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.cases.dates_outside_terms import waiting_in
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.queries import OpenCase, opened, worklist
from amparo.foundations.cases.services import close_case
from amparo.foundations.erasure import services as erasure
from amparo.foundations.erasure.models import LegalHold
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.procedure.court_silence_disclosure import NotTold
from amparo.foundations.intake.procedure.court_silence_orders import unfounded_in
from tests import plans
from tests.erasing import held

ORDER = timedelta(days=40)
TASK, READY = "erasure.silence", "erasure.told"
TELL = {AuthorityDemand: "dated.tell_demand", LegalHold: "dated.tell_hold"}

type Silent = LegalHold | AuthorityDemand


@pytest.fixture(params=["hold", "demand"])
def silent(request: pytest.FixtureRequest, anas: OpenCase, ana: Actor) -> Silent:
    """A hold, or a demand, that a court is said to keep silent for forty days, by ana's word."""
    at = timezone.now()
    until = timezone.localdate() + ORDER
    if request.param == "hold":
        look_again = timezone.localdate() + timedelta(days=90)
        said = held(look_again_on=look_again, forbidden_by="Juzgado Uno", silent_until=until)
        services.put_hold(anas, said, by=ana, at=at)
        return LegalHold.objects.get()
    demanded = Demanded(
        kind="court", name="oficio siete", on=timezone.localdate(), what="copia", ground="x",
        answered="x", forbidden_by="Juzgado Uno", silent_until=until,
    )  # fmt: skip
    return note_demand(anas, demanded, by=ana, at=at)


@pytest.fixture
def betos(anas: OpenCase, beto: Actor, ana: Actor) -> OpenCase:
    return plans.seated(anas, beto, ana)


def told(days: int) -> int:
    at = timezone.now() + timedelta(days=days)
    return erasure.tell_holds(by=SYSTEM, at=at) + tell_what_is_due(by=SYSTEM, at=at)


def read(open_case: OpenCase, row: Silent, by: Actor, *, forbids: bool = True) -> None:
    at: datetime = timezone.now()
    note_read(open_case, row.ref, forbids=forbids, words="me lo mostró", by=by, at=at)


def waits() -> set[str]:
    return {one.task for one in waiting_in(Case.objects.get())}


def test_on_the_word_of_one_it_lasts_three_days(silent: Silent) -> None:
    assert told(3) == 0
    assert told(4) == 1


def test_once_a_second_has_read_the_order_it_lasts_until_its_day(
    silent: Silent, betos: OpenCase, beto: Actor
) -> None:
    read(betos, silent, beto)
    assert told(40) == 0
    assert told(41) == 1


def test_where_the_second_finds_no_such_order_the_person_reads_it_at_once(
    silent: Silent, betos: OpenCase, beto: Actor
) -> None:
    papers = betos.folder.filing.papers.filter(ref=silent.paper_ref, for_person=True)
    assert not papers.exists()
    read(betos, silent, beto, forbids=False)
    assert papers.exists()
    assert told(400) == 0


UNFOUNDED = "Nadie más del equipo encontró"


def letter(flor: Visitor, row: Silent) -> str:
    """What she reads of it, opened."""
    [paper] = flor.folder.filing.papers.filter(ref=row.paper_ref, for_person=True)
    found = letter_of(paper, flor, opened=True)
    return " ".join(words for _name, words in found.parts)


def test_where_nobody_else_read_it_in_an_order_she_reads_that_too(
    silent: Silent, flor: Visitor
) -> None:
    told(4)
    assert UNFOUNDED in letter(flor, silent)


def test_of_an_order_that_names_no_more_days_than_one_word_holds_nobody_was_asked_to_read(
    anas: OpenCase, ana: Actor
) -> None:
    at = timezone.now()
    filing, today = anas.folder.filing, timezone.localdate(at)
    look_again = today + timedelta(days=90)
    for days, expected in ((3, 0), (4, 1)):
        until = today + timedelta(days=days)
        said = held(look_again_on=look_again, forbidden_by="Juzgado Uno", silent_until=until)
        services.put_hold(anas, said, by=ana, at=at)
        assert len(unfounded_in(filing, at=at + timedelta(days=4))) == expected


def test_nor_where_somebody_reads_later_that_it_does_not_say_so(
    silent: Silent, betos: OpenCase, beto: Actor, delia: Actor, flor: Visitor
) -> None:
    read(betos, silent, beto)
    later = plans.seated(betos, delia, beto)
    with pytest.raises(Hindered, match="nothing_open"):
        read(later, silent, delia)
    read(opened(later.code, seen_by=delia), silent, delia, forbids=False)
    read(opened(later.code, seen_by=beto), silent, beto, forbids=False)
    assert UNFOUNDED in letter(flor, silent)


def test_what_a_second_found_in_the_order_is_told_without_it(
    silent: Silent, betos: OpenCase, beto: Actor, flor: Visitor
) -> None:
    read(betos, silent, beto)
    told(41)
    assert UNFOUNDED not in letter(flor, silent)


def test_one_that_cannot_be_told_keeps_no_other_back(
    anas: OpenCase, ana: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_again, until = timezone.localdate() + timedelta(days=90), timezone.localdate()
    said = held(look_again_on=look_again, forbidden_by="x", silent_until=until)
    for _ in range(2):
        services.put_hold(anas, said, by=ana, at=timezone.now())
    first, second = LegalHold.objects.order_by("pk")
    whole = erasure.tell_hold

    def fails(one: LegalHold, **told: Any) -> bool:
        if one.pk == first.pk:
            raise ValueError
        return whole(one, **told)

    monkeypatch.setattr(erasure, "tell_hold", fails)
    with pytest.raises(NotTold):
        told(1)
    second.refresh_from_db()
    assert second.told_at


def test_whoever_wrote_it_down_does_not_read_it_for_themselves(
    silent: Silent, anas: OpenCase, ana: Actor
) -> None:
    with pytest.raises(Hindered, match="another_reads"):
        read(anas, silent, ana)
    assert told(4) == 1


def test_the_database_knows_it_too(silent: Silent) -> None:
    same = type(silent).objects.filter(pk=silent.pk)
    with pytest.raises(IntegrityError, match="read_by_a_second"):
        same.update(silence_seen_by=silent.silence_said_by)


def test_it_is_read_once(silent: Silent, betos: OpenCase, beto: Actor) -> None:
    read(betos, silent, beto)
    with pytest.raises(Hindered, match="nothing_open"):
        read(opened(betos.code, seen_by=beto), silent, beto)


def test_it_waits_on_the_worklist_until_somebody_has_read_it(
    silent: Silent, betos: OpenCase, beto: Actor
) -> None:
    assert TASK in waits()
    by = {one.task: one.due_on for one in waiting_in(Case.objects.get())}[TASK]
    assert timezone.localdate(by) == timezone.localdate() + timedelta(days=3)
    read(betos, silent, beto)
    assert TASK not in waits()


def test_the_page_leads_whoever_did_not_write_it_down_to_it(
    silent: Silent, betos: OpenCase, ana: Actor, beto: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    case, there = f"/desk/cases/{betos.code}/?tab=all", address(betos, silent)
    his, hers = signed_in(beto), signed_in(ana)
    assert there in his.get(case).content.decode()
    shown = hers.get(case).content.decode()
    assert ": Leer la orden" not in shown  # no button that leads there
    assert "la orden la lee otra persona de este caso" in shown
    form = {"outcome": "forbids", "words": "me lo mostró la secretaria"}
    refused = hers.post(there, form)
    assert refused.status_code == 409
    assert "me lo mostró la secretaria" in refused.content.decode()
    assert his.post(there, {"words": "x"}).status_code == 422
    assert his.post(there, form).status_code == 302
    assert his.post(there, form).status_code == 409


def test_of_a_hold_that_was_lifted_the_order_is_still_read(
    anas: OpenCase, ana: Actor, beto: Actor, betos: OpenCase
) -> None:
    look_again, until = timezone.localdate() + timedelta(days=90), timezone.localdate() + ORDER
    said = held(look_again_on=look_again, forbidden_by="Juzgado Uno", silent_until=until)
    services.put_hold(anas, said, by=ana, at=timezone.now())
    row = LegalHold.objects.get()
    services.lift_hold(betos, row.ref, words="x", by=beto, at=timezone.now())
    read(opened(betos.code, seen_by=beto), row, beto)
    assert told(40) == 0
    assert told(41) == 1


def test_until_its_day_the_team_is_to_be_ready_for_it(
    silent: Silent, betos: OpenCase, beto: Actor
) -> None:
    read(betos, silent, beto)
    [one] = [one for one in waiting_in(Case.objects.get()) if one.task == READY]
    assert timezone.localdate(one.due_on) == timezone.localdate() + ORDER
    told(41)
    assert READY not in waits()


def test_a_lifted_hold_waits_for_its_second_reader_too(
    anas: OpenCase, ana: Actor, beto: Actor, betos: OpenCase
) -> None:
    look_again, until = timezone.localdate() + timedelta(days=90), timezone.localdate() + ORDER
    said = held(look_again_on=look_again, forbidden_by="Juzgado Uno", silent_until=until)
    services.put_hold(anas, said, by=ana, at=timezone.now())
    services.lift_hold(betos, LegalHold.objects.get().ref, words="x", by=beto, at=timezone.now())
    assert waits() & {TASK, "erasure.hold"} == {TASK}


# --- where nobody touched the case, or it is closed ---


def forgotten() -> None:
    """As an upgrade leaves a case: what waits in it was never put on its row."""
    later = timezone.now() + timedelta(days=30)
    Case.objects.update(due_on=later, due_term="")
    CaseAccess.objects.update(due_on=later)


def shown(days: int = 0) -> int:
    return show_what_is_kept(at=timezone.now() + timedelta(days=days))


def listed(reader: Actor) -> list[str]:
    return [one.due_term for one in worklist(seen_by=reader)]


def test_what_ran_before_comes_onto_the_worklist_by_itself(silent: Silent, ana: Actor) -> None:
    forgotten()
    assert shown() == 1
    [seat] = worklist(seen_by=ana)
    assert seat.due_on <= timezone.now() + timedelta(days=4)
    assert shown() == 0


def closed(open_case: OpenCase) -> None:
    close_case(open_case.case, reason="done", by=SYSTEM, at=timezone.now())


def test_in_a_closed_case_it_waits_on_the_worklist_too(
    silent: Silent, betos: OpenCase, beto: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    closed(betos)
    assert listed(beto) == [TASK]
    page = signed_in(beto).get(f"/desk/cases/{betos.code}/?tab=all").content.decode()
    assert f'<a href="{address(betos, silent)}"><strong>' in page
    read(betos, silent, beto)
    assert listed(beto) == []
    page = signed_in(beto).get(f"/desk/cases/{betos.code}/?tab=all").content.decode()
    assert 'class="case-next' not in page


def test_and_again_a_week_before_its_day(silent: Silent, betos: OpenCase, beto: Actor) -> None:
    closed(betos)
    read(betos, silent, beto)
    assert shown(32) == 0
    assert shown(34) == 1
    assert listed(beto) == [READY]
    told(41)
    # The team tells the person, from then on.
    assert listed(beto) == [TELL[type(silent)]]


def test_a_case_that_is_closed_for_nothing_else_stands_on_no_list(
    betos: OpenCase, beto: Actor
) -> None:
    closed(betos)
    assert shown() == 0
    assert listed(beto) == []


def test_an_order_of_three_days_waits_for_nobody(anas: OpenCase, ana: Actor) -> None:
    until = timezone.localdate() + timedelta(days=2)
    look_again = timezone.localdate() + timedelta(days=90)
    said = held(look_again_on=look_again, forbidden_by="Juzgado Uno", silent_until=until)
    services.put_hold(anas, said, by=ana, at=timezone.now())
    assert TASK not in waits()
    assert told(2) == 0
    assert told(3) == 1


def address(open_case: OpenCase, row: Silent) -> str:
    return reverse("retention:silence", args=[open_case.code, row.ref])
