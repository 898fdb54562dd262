"""A case from hand to hand without retelling."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.states import Hindered
from amparo.casework.referral.handover import services as handing_on
from amparo.casework.referral.models import ReferralTask
from amparo.door.elsewhere.external_measures import new_hands_in
from amparo.door.my_case.dashboard_sections import entries_of
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import claim, take_seat
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.ledger.models import Entry
from tests.clock import Clock
from tests.people import unfold

STANDS = "iba a llamarla el viernes por la comisaría"
CARE = "no preguntar otra vez por la noche del puente"


def hand_on_tasks() -> list[str]:
    found = ReferralTask.objects.filter(kind="hand_on", done_at__isnull=True)
    return list(found.values_list("about", flat=True))


@pytest.fixture
def takes(case: str) -> Callable[[Actor], None]:
    def take(actor: Actor) -> None:
        row = Case.objects.select_related("filing").get(filing__code=case)
        claim(row, by=actor, at=timezone.now())

    return take


def test_the_first_who_takes_it_leaves_nobody_a_task(takes: Any, ana: Actor) -> None:
    takes(ana)
    takes(ana)
    assert hand_on_tasks() == []


def test_who_had_it_writes_down_what_the_next_one_needs(
    takes: Any, ana: Actor, rosa: Actor, anas: OpenCase
) -> None:
    takes(ana)
    takes(rosa)
    assert hand_on_tasks() == [ana.member.code]
    handing_on.hand_on(anas, stands=STANDS, care=CARE, by=ana, at=timezone.now())
    assert hand_on_tasks() == []


def test_who_wrote_it_before_is_not_asked_again(
    takes: Any, ana: Actor, rosa: Actor, anas: OpenCase
) -> None:
    takes(ana)
    handing_on.hand_on(anas, stands=STANDS, care=CARE, by=ana, at=timezone.now())
    takes(rosa)
    assert hand_on_tasks() == []


def test_who_has_no_seat_any_more_is_asked_for_nothing(
    takes: Any, ana: Actor, rosa: Actor, anas: OpenCase
) -> None:
    takes(ana)
    take_seat(anas.case, anas.folder, ana.member, reason="leaves", by=rosa, at=timezone.now())
    takes(rosa)
    assert hand_on_tasks() == []


def test_what_somebody_who_left_was_to_write_ends_with_another_note(
    takes: Any, ana: Actor, rosa: Actor, anas: OpenCase
) -> None:
    takes(ana)
    takes(rosa)
    take_seat(anas.case, anas.folder, ana.member, reason="leaves", by=rosa, at=timezone.now())
    assert hand_on_tasks() == [ana.member.code]
    rosas = opened(anas.code, seen_by=rosa)
    handing_on.hand_on(rosas, stands=STANDS, care="", by=rosa, at=timezone.now())
    assert hand_on_tasks() == []


def test_a_note_from_an_earlier_time_does_not_count_for_a_later_one(
    takes: Any, ana: Actor, rosa: Actor, anas: OpenCase
) -> None:
    takes(ana)
    handing_on.hand_on(anas, stands=STANDS, care=CARE, by=ana, at=timezone.now())
    takes(rosa)
    takes(ana)
    takes(rosa)
    assert ana.member.code in hand_on_tasks()


def test_the_note_is_sealed_and_not_for_her(anas: OpenCase, ana: Actor, flor: Visitor) -> None:
    handing_on.hand_on(anas, stands=STANDS, care=CARE, by=ana, at=timezone.now())
    assert "handed_on" not in {one.kind for one in papers_in(flor.folder, seen_by=flor)}
    said = "".join(Entry.objects.values_list("facts", flat=True))
    assert STANDS not in said
    assert CARE not in said


def test_the_sheet_says_all_that_the_next_one_needs(
    anas: OpenCase, ana: Actor, rosa: Actor, flor: Visitor, signed_in: Any, case: str
) -> None:
    now = timezone.now()
    body = {"safe_contact": "por la radio comunal", "safe_times": "solo de noche"}
    write_paper(flor.folder, kind="answer", body=body, by=flor, at=now, for_person=True)
    told: dict[str, Any] = {"units": [], "names": "Juan Pérez"}
    write_paper(flor.folder, kind="exclusions", body=told, by=flor, at=now, for_person=True)
    handing_on.hand_on(anas, stands=STANDS, care=CARE, by=ana, at=now)
    promised: dict[str, Any] = {"text": "averiguar por la ambulancia", "on": date(2026, 11, 30)}
    handing_on.promise(anas, **promised, by=ana, at=now)
    desk, address = signed_in(rosa), reverse("desk:handed_on", args=[case])
    assert "por la radio comunal" not in desk.get(address).text
    page = unfold(desk, case, "reach").get(address).text
    for words in ("por la radio comunal", "solo de noche", "Juan Pérez", STANDS, CARE):
        assert words in page
    assert "averiguar por la ambulancia" in page
    assert "Ana Huaman" in page


def test_a_promise_falls_due_whoever_has_the_case(
    anas: OpenCase, ana: Actor, rosa: Actor, clock: Clock, flor: Visitor
) -> None:
    on = timezone.now().date() + timedelta(days=1)
    handing_on.promise(anas, text="llamar", on=on, by=ana, at=timezone.now())
    [promised] = handing_on.sheet_of(anas, seen_by=rosa).promises
    assert (promised.who, promised.kept) == ("Ana Huaman", False)
    case = Case.objects.get(pk=anas.case.pk)
    assert case.due_on is not None
    assert case.due_on.date() <= on + timedelta(days=1)
    assert "promise" in {one.kind for one in papers_in(flor.folder, seen_by=flor)}
    handing_on.note_promise(
        anas, promised.ref, outcome="kept", words="hecho", by=rosa, at=timezone.now()
    )
    assert handing_on.sheet_of(anas, seen_by=rosa).promises[0].kept
    with pytest.raises(Hindered, match="nothing_open"):
        handing_on.note_promise(
            anas, promised.ref, outcome="kept", words="x", by=rosa, at=timezone.now()
        )


def test_she_sees_that_somebody_new_has_her_case_by_role_and_no_name(
    takes: Any, ana: Actor, rosa: Actor, flor: Visitor
) -> None:
    takes(ana)
    assert new_hands_in(entries_of(flor)) is None
    takes(rosa)
    found = new_hands_in(entries_of(flor))
    assert found is not None
    assert found.role == "Recepción"
    assert "Rosa" not in str(found)


def test_who_gives_it_away_and_takes_it_back_is_nobody_new(
    takes: Any, ana: Actor, rosa: Actor, flor: Visitor
) -> None:
    takes(ana)
    takes(rosa)
    takes(ana)
    assert new_hands_in(entries_of(flor)) is None


def test_a_promise_for_a_day_that_is_over_is_refused_and_kept(
    signed_in: Callable[[Actor], Client], rosa: Actor, case: str
) -> None:
    address = reverse("referral:promise", args=[case])
    page = signed_in(rosa).post(address, {"text": "los compromisos", "on": "2026-11-01"})
    assert page.status_code == 422
    assert "los compromisos" in page.content.decode()
