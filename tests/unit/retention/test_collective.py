"""A collective's file: its board decides, by its own procedure, that it be erased. No single voice
does, no schedule, and nobody who asked before a board spoke there."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from amparo.casework.measures.states import Hindered
from amparo.casework.retention.erasure_obstacles import against
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.actas import BoardsActa
from amparo.foundations.erasure.models import Erasure
from amparo.foundations.intake.contact.safe_way import agree_on_way
from amparo.foundations.intake.keys.case_keys import Visitor
from tests.erasing import BY_TELEPHONE, HEARD, asks, decided, granted, heard, run
from tests.many_voices import speaks_first
from tests.unit.retention.files import a_recording_in

ACTA = BoardsActa(on=HEARD.date(), took_part=41)


@pytest.fixture
def recording(anas: OpenCase, flor: Visitor) -> Iterator[Path]:
    """Each test's own: a file on the disk is no row that comes back."""
    yield (there := a_recording_in(anas, by=flor))
    there.unlink(missing_ok=True)


@pytest.mark.parametrize("scope", Erasure.Scope.values)
def test_one_voice_with_the_words_has_nothing_of_a_community_erased(
    anas: OpenCase, ana: Actor, flor: Visitor, scope: str
) -> None:
    speaks_first(anas, by=ana)
    asks(flor, scope)
    with pytest.raises(Hindered, match="speaks_for_many"):
        heard(anas, ana)
    assert not Erasure.objects.filter(heard_at__isnull=False).exists()
    heard(anas, ana, hers=False)  # that it was not they ends it, without any acta
    assert Erasure.objects.get().ended_at


def test_what_was_heard_of_one_person_is_not_granted_once_a_board_speaks(
    anas: OpenCase, ana: Actor, delia: Actor, flor: Visitor
) -> None:
    asks(flor, "files")
    heard(anas, ana)
    speaks_first(anas, by=ana)
    with pytest.raises(Hindered, match="speaks_for_many"):
        decided(anas, delia, ana)
    decided(anas, delia, ana, answer="refused", reason="duty_to_keep")
    assert Erasure.objects.get().answer == "refused"


def test_what_was_granted_to_one_person_is_not_done_once_a_board_speaks(
    anas: OpenCase, ana: Actor, delia: Actor, flor: Visitor, recording: Path
) -> None:
    granted(anas, flor, ana, delia, "files")
    speaks_first(anas, by=ana)
    assert run() == 0
    assert recording.exists()


def test_by_its_acta_a_board_has_it_erased(
    anas: OpenCase, ana: Actor, delia: Actor, flor: Visitor, recording: Path
) -> None:
    speaks_first(anas, by=ana)
    made = granted(anas, flor, ana, delia, acta=ACTA)
    assert made.acta_on == ACTA.on
    assert run() == 1
    assert not recording.exists()
    assert Erasure.objects.get().done_at


def test_no_schedule_decides_for_a_board(anas: OpenCase, ana: Actor) -> None:
    filing = anas.folder.filing
    assert "speaks_for_many" not in against(filing, scope="everything", seen_by=SYSTEM, at=HEARD)
    speaks_first(anas, by=ana)
    for scope in Erasure.Scope.values:
        assert "speaks_for_many" in against(filing, scope=scope, seen_by=SYSTEM, at=HEARD)


def test_the_page_asks_for_the_day_and_the_number_and_keeps_what_was_typed(
    anas: OpenCase, ana: Actor, flor: Visitor, case: str, signed_in: Callable[..., Client]
) -> None:
    speaks_first(anas, by=ana)
    asks(flor)
    agree_on_way(anas.folder, BY_TELEPHONE, by=ana, at=HEARD)
    where, browser = reverse("retention:heard", args=[case]), signed_in(ana)
    given = {"outcome": "hers", "way": "call", "words": "lo decidió la asamblea"}
    for wrong in ({}, {"on": "2099-01-01", "took_part": "4"}, {"on": "x", "took_part": "0"}):
        answer = browser.post(where, given | wrong)
        assert answer.status_code == 422
        assert "lo decidió la asamblea" in answer.text
    whole = given | {"on": ACTA.on.isoformat(), "took_part": "41"}
    assert browser.post(where, whole).status_code == 302
    assert Erasure.objects.get().acta_on == ACTA.on
