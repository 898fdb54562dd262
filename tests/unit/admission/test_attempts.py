"""An attempt to reach the person is written down as it was, and where it was not to be made so,
with the reason."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from amparo.casework.admission import queries
from amparo.casework.admission.spoken_messages import services as carrying
from amparo.casework.admission.spoken_messages.services import CannotCarry
from amparo.foundations.intake.contact.may_contact import Limits, limit
from amparo.foundations.intake.contact.safe_way import HEARD, SafeWay, agree_on_way
from amparo.foundations.intake.models import Document
from amparo.foundations.ledger.models import Entry
from tests.people import MONDAY

ENGLISH = {"accept-language": "en"}
TEN = MONDAY.replace(hour=15)  # ten in the morning in Lima
NIGHT = TEN + timedelta(hours=13)
BY_DAY = SafeWay(
    ways=("telephone", "in_person"), how=HEARD, begins=time(8), ends=time(18), text="la lancha"
)
NOTHING: dict[str, Any] = {"nothing": True, "never": (), "begins": time(0), "ends": time(0)}


@pytest.fixture
def agreed(anas, ana):
    agree_on_way(anas.folder, BY_DAY, by=ana, at=TEN)
    return anas


def note(case, by, way="telephone", when=TEN, **more):
    told = {"way": way, "tried_at": when, "reached": False, "text": "", **more}
    return carrying.note_attempt(case, **told, by=by, at=when + timedelta(hours=1))


def test_as_it_was_agreed_it_needs_no_reason(agreed, ana):
    note(agreed, ana)
    assert '"against":false' in Entry.objects.get(event="ContactTried").facts


@pytest.mark.parametrize(
    ("way", "when", "why"),
    [
        ("messenger", TEN, "way_not_agreed"),
        ("telephone", NIGHT, "hour_not_agreed"),
    ],
)
def test_by_another_way_or_at_night_it_is_not_taken_without_one(agreed, ana, way, when, why):
    with pytest.raises(CannotCarry, match=why):
        note(agreed, ana, way, when)
    assert not Document.objects.filter(kind="attempt").exists()
    note(agreed, ana, way, when, why="gritaban en la otra línea")
    [kept] = queries.on_case(agreed, seen_by=ana).attempts
    assert (kept.words["against"], kept.words["why"]) == ([why], "gritaban en la otra línea")
    assert '"against":true' in Entry.objects.get(event="ContactTried").facts


def test_where_nothing_was_agreed_yet_somebody_is_the_first_and_needs_no_reason(anas, ana):
    note(anas, ana)
    assert '"against":false' in Entry.objects.get(event="ContactTried").facts


def test_what_she_ruled_out_counts_before_anything_was_agreed(anas, ana, flor):
    limit(Limits(**NOTHING), by=flor, at=TEN - timedelta(minutes=30))
    with pytest.raises(CannotCarry, match="said_nothing_now"):
        note(anas, ana)


def test_a_reason_that_was_not_needed_is_kept(agreed, ana, signed_in):
    note(agreed, ana, why="sonó dos veces antes")
    browser = signed_in(ana)
    case = browser.get(reverse("desk:case", args=[agreed.code]), headers=ENGLISH).content.decode()
    assert "sonó dos veces antes" in case
    assert "Not as agreed with them" not in case


def test_what_she_ruled_out_counts_from_when_she_said_it(agreed, ana, flor):
    limit(Limits(**NOTHING), by=flor, at=TEN + timedelta(minutes=30))
    note(agreed, ana, when=TEN + timedelta(minutes=20))
    with pytest.raises(CannotCarry, match="said_nothing_now"):
        note(agreed, ana, when=TEN + timedelta(minutes=40))


def test_the_page_says_what_was_agreed_and_keeps_what_was_typed(agreed, ana, signed_in):
    browser, page = signed_in(ana), reverse("admission:attempt", args=[agreed.code])
    shown = browser.get(page, headers=ENGLISH).content.decode()
    assert "By telephone · In person" in shown
    assert "la lancha" not in shown
    when = timezone.localtime(TEN).strftime("%Y-%m-%dT%H:%M")
    typed = {"way": "radio", "tried_at": when, "reached": "no", "text": "nadie en la frecuencia"}
    told = browser.post(page, typed, headers=ENGLISH)
    assert told.status_code == 422
    for words in ("They are not to be reached by this way.", "Say why", "nadie en la frecuencia"):
        assert words in told.content.decode()
    assert browser.post(page, {**typed, "why": "no hay otra señal"}).status_code == 302
    case = browser.get(reverse("desk:case", args=[agreed.code]), headers=ENGLISH).content.decode()
    assert "Not as agreed with them" in case
    assert "no hay otra señal" in case
