"""What she says of who must not know takes effect from her own page, whoever of the team it is:
sent as she sends it, so that it is tried with what the door may do."""

import pytest
from django.test import Client
from django.utils import timezone

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.emergency_access.services import keep_ready
from amparo.foundations.cases.models import Case, CaseAccess, EmergencyAccessKey
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.services import claim
from amparo.foundations.ledger.models import Entry

PAGE = "/mine/keep-from/"


@pytest.fixture
def held(anas: OpenCase, ana: Actor, rosa: Actor, delia: Actor) -> OpenCase:
    """Rosa has a seat and holds the case; for delia, who has none, it is kept ready."""
    now = timezone.now()
    claim(anas.case, by=rosa, at=now)
    keep_ready(anas.case, anas.folder, delia.member, by=ana, at=now)
    return anas


def gone() -> set[str]:
    names = {"SeatTaken", "GlassTaken"}
    return set(Entry.objects.filter(event__in=names).values_list("event", flat=True))


def test_who_holds_the_case_and_for_whom_it_is_kept_ready_are_shut_out_from_her_page(
    held: OpenCase, her: Client, ana: Actor
) -> None:
    assert her.post(PAGE, {"names": "Rosa Quispe\nDelia Campos"}).status_code == 302
    assert set(CaseAccess.objects.values_list("member", "held")) == {(ana.member.pk, "nobody")}
    assert not EmergencyAccessKey.objects.exists()
    case = Case.objects.get()
    assert case.holder is None
    assert case.seal_anew
    assert gone() == {"SeatTaken", "GlassTaken"}
