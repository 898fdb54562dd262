"""What persons told of themselves: counted by a holder of the key, once, and never twice."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from amparo.casework.figures import services
from amparo.casework.figures.models import Edition
from amparo.casework.figures.services import publish_traits
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.services import give_group_seat
from amparo.foundations.intake import voluntary_traits as slips
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import TraitBatch, TraitSlip
from amparo.foundations.ledger.models import Entry

JANUARY = datetime(2027, 1, 5, 15, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
PAGE = "/desk/figures/"


def tell(number: int, **traits: str) -> None:
    for _ in range(number):
        slips.drop_later(traits, by=STRANGER)


@pytest.fixture
def told(anas: Any) -> None:
    """Two full batches; three more wait."""
    tell(25, gender_identity="woman", age_band="from_30_to_59")
    tell(12, gender_identity="man")
    tell(3, gender_identity="non_binary")
    tell(3, gender_identity="man", age_band="from_60")


def table(edition: Edition, trait: str) -> dict[str, Any]:
    [law] = json.loads(edition.content)["laws"]
    return next(one for one in law["splits"] if one["id"] == f"trait_{trait}")


def test_an_analyst_with_the_key_counts_full_batches_once(told: None, ana: Actor) -> None:
    made = publish_traits(by=ana, at=JANUARY)
    assert made is not None
    assert (made.series, made.period) == ("traits", "2026")
    assert table(made, "gender_identity")["column_totals"] == [40]
    assert publish_traits(by=ana, at=JANUARY) is None
    assert TraitSlip.objects.count() == 3


def test_what_is_small_is_hidden_and_cannot_be_worked_out(told: None, ana: Actor) -> None:
    made = publish_traits(by=ana, at=JANUARY)
    assert made is not None
    genders = table(made, "gender_identity")
    shown = dict(zip(genders["rows"], genders["cells"], strict=True))
    assert shown["non_binary"] == [None]
    assert shown["woman"] == [25]
    assert sum(one == [None] for one in shown.values()) > 1


def test_the_next_years_figures_hold_nothing_of_the_last(told: None, ana: Actor) -> None:
    publish_traits(by=ana, at=JANUARY)
    tell(17, gender_identity="woman")
    made = publish_traits(by=ana, at=JANUARY + YEAR)
    assert made is not None
    assert made.period == "2027"
    assert table(made, "gender_identity")["column_totals"] == [20]
    assert set(TraitBatch.objects.values_list("counted_in", flat=True)) == {"2026", "2027"}


def test_before_a_year_is_over_or_with_no_full_batch_nothing_is_made(anas: Any, ana: Actor) -> None:
    tell(19, gender_identity="woman")
    assert publish_traits(by=ana, at=JANUARY) is None
    tell(1, gender_identity="woman")
    assert publish_traits(by=ana, at=JANUARY - timedelta(days=20)) is None
    assert not Edition.objects.exists()


def test_nobody_counts_without_the_key(told: None, beto: Actor, saul: Actor) -> None:
    for one in (beto, saul):
        with pytest.raises(Refused):
            publish_traits(by=one, at=JANUARY)
    assert not Edition.objects.exists()


def test_what_she_never_held_the_key_of_stops_it_whole(
    told: None, ana: Actor, beto: Actor, signed_in: Callable[[Actor], Client], clock: Any
) -> None:
    older = ana.group_pair("statistics")
    slips.renew_statistics_key(by=ana, at=JANUARY)
    give_group_seat(beto.member, kind="statistics", by=ana, at=JANUARY)
    for _ in range(20):
        slips.drop({"gender_identity": "man"}, older.public)
    clock.move(timedelta(days=45))
    page = signed_in(beto).post(PAGE, headers={"accept-language": "en"})
    assert page.status_code == 409
    assert "a key that you never held" in page.text
    assert not Edition.objects.exists()
    assert not TraitBatch.objects.exclude(counted_in="").exists()
    assert publish_traits(by=ana, at=JANUARY) is not None


def test_if_it_cannot_be_stored_nothing_counts_as_counted(
    told: None, ana: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: Any, **_named: Any) -> None:
        raise OSError

    monkeypatch.setattr(services, "record", full)
    with pytest.raises(OSError):  # noqa: PT011 - whatever the disk says
        publish_traits(by=ana, at=JANUARY)
    assert not TraitBatch.objects.exclude(counted_in="").exists()


def test_it_is_on_record_and_holds_no_answer_of_anybody(told: None, ana: Actor) -> None:
    made = publish_traits(by=ana, at=JANUARY)
    assert made is not None
    entry = Entry.objects.get(event="FiguresPublished")
    assert (entry.about, entry.by) == ("figures:traits", ana.signature)
    assert {one["id"] for law in json.loads(made.content)["laws"] for one in law["splits"]} == {
        f"trait_{name}"
        for name in (
            "gender_identity", "ethnic_self_identification", "age_band", "disability",
            "care_duties",
        )
    }  # fmt: skip


def test_the_page_counts_and_the_site_shows_it_in_words(
    told: None, ana: Actor, signed_in: Callable[[Actor], Client], clock: Any, client: Client
) -> None:
    clock.move(timedelta(days=45))
    browser = signed_in(ana)
    assert "2026" in browser.get(PAGE).text
    assert browser.post(PAGE).status_code == 302
    services.publish_first(by=ana, at=JANUARY)
    shown = client.get(reverse("site:figures"), headers={"accept-language": "en"})
    [gender, *_] = shown.context["trait_tables"]
    assert {line.name: line.total.said for line in gender.lines}["Woman"] == "25"
    assert "All who told something" in shown.text
    for name in ("figures_csv", "figures_json"):
        assert "trait_gender_identity.woman" in client.get(reverse(f"site:{name}")).text
    after = browser.get(PAGE, headers={"accept-language": "en"})
    assert after.context["year"] == ""
    for page in (after.text, shown.text):  # the picture tells each bar in words
        assert "<desc" in page
        assert "Woman: 25. " in page
        assert "Man: " not in page  # hidden beside what is small
