"""The clock of the machine is set back, or runs ahead for a while: what holds all the same."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils import timezone

from amparo.cli.commands.site.tick import tick
from amparo.cli.health import dated_findings as time
from amparo.crypto import one_time_codes as codes
from amparo.foundations.accounts import services
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.models import Member, Session
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.requests.services import file_request
from amparo.foundations.ledger.daily_publication import publish_daily
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import published_heads
from amparo.foundations.ledger.verification import breaks
from tests.people import CODE_SECRETS, PASSWORD

DAY = timedelta(days=1)
JUMPS = [timedelta(hours=-3), -DAY, timedelta(days=-400)]


@pytest.mark.parametrize("jump", JUMPS)
def test_set_back_the_record_goes_on_by_its_numbers_and_holds(rosa, letter, clock, jump):
    file_request(letter(), by=STRANGER, at=timezone.now())
    clock.move(jump)
    file_request(letter(), by=STRANGER, at=timezone.now())
    numbers = list(Entry.objects.order_by("sequence").values_list("sequence", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert list(breaks()) == []
    assert Filing.objects.count() == 2


def test_set_back_it_is_a_danger_that_is_named(rosa, letter, clock):
    file_request(letter(), by=STRANGER, at=timezone.now())
    assert list(time.clock(timezone.now())) == []
    clock.move(-DAY)
    [found] = time.clock(timezone.now())
    assert found.danger
    assert "Set the clock right" in found.do


@pytest.mark.parametrize("ahead", [timedelta(hours=3), timedelta(days=365)])
def test_a_sitting_begun_while_it_ran_ahead_ends_once_it_is_right(ana, signed_in, clock, ahead):
    clock.move(ahead)
    browser = signed_in(ana)
    assert browser.get(reverse("desk:worklist")).status_code == 200
    clock.move(-ahead)
    assert browser.get(reverse("desk:worklist")).status_code == 302


def test_set_right_by_a_minute_nobody_is_sent_away(ana, signed_in, clock):
    browser = signed_in(ana)
    clock.move(timedelta(minutes=-1))
    assert browser.get(reverse("desk:worklist")).status_code == 200


def test_ahead_a_sitting_is_over_and_stays_over(ana, signed_in, clock):
    browser = signed_in(ana)
    clock.move(DAY)
    assert browser.get(reverse("desk:worklist")).status_code == 302
    sittings.forget_ended(at=timezone.now())
    clock.move(-DAY)
    assert browser.get(reverse("desk:worklist")).status_code == 302
    assert not Session.objects.filter(member=ana.member).exists()


def test_a_code_that_was_used_is_not_good_again_once_it_is_set_back(ana, clock):
    name, secret, now = "ana", CODE_SECRETS["ana"], timezone.now()
    services.sign_in(name, PASSWORD, codes.code_at(secret, now), at=now)
    clock.move(-DAY)
    for at in (timezone.now(), now):
        with pytest.raises(services.NotSignedIn):
            services.sign_in(name, PASSWORD, codes.code_at(secret, at), at=at)


def test_a_head_of_a_day_is_signed_once_and_each_goes_on_from_the_one_before(
    rosa, letter, clock, settings
):
    settings.SIGNING_KEY = bytes(range(32))
    for jump in (DAY, DAY, -DAY, -DAY, 3 * DAY):
        clock.move(jump)
        file_request(letter(), by=STRANGER, at=timezone.now())
        publish_daily(by=SYSTEM, at=timezone.now())
    heads = published_heads(seen_by=None)
    days = [one.day for one in heads]
    assert len(days) == len(set(days))
    assert all(new.goes_on_from(old) for old, new in pairwise(heads))
    assert list(breaks()) == []


@pytest.mark.parametrize("jump", [*JUMPS, DAY, timedelta(days=400)])
def test_the_jobs_run_and_take_nothing_away_that_was_filed(rosa, letter, clock, jump, settings):
    settings.SIGNING_KEY = bytes(range(32))
    filed = file_request(letter(), by=STRANGER, at=timezone.now())
    tick(timezone.now())
    clock.move(jump)
    tick(timezone.now())
    assert Filing.objects.filter(pk=filed.folder.filing.pk).exists()
    assert Member.objects.filter(active=True).exists()
    assert list(breaks()) == []
