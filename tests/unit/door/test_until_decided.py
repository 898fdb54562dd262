"""What was ordered until the decision ends by law: the first page says before on which day."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures import services
from amparo.casework.measures.models import Decision
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.queries import standing
from amparo.foundations.intake.services import withdraw_procedure
from amparo.foundations.web.dates import compact_day
from tests.plans import TUESDAY, decided, outcome, proposed, put, resolution, says, seated

HEADING = "Medidas cautelares, hasta la decisión"
YESTERDAY = date(2026, 11, 24)
SHORT = {
    "duration_days": 20,
    "first_report_on": date(2026, 11, 20),
    "next_review_on": date(2026, 11, 25),
}


@pytest.fixture
def patrol(anas, ana, site, flor):
    measure = proposed(anas, site["pnp-selva"], ana)
    says(flor, measure, "agreed")
    return measure


@pytest.fixture
def order(patrol, anas, ana, delia):
    """A patrol ordered on 10 November, for ninety days or as it is given."""

    def make(**changes) -> Decision:
        delias = seated(anas, delia, ana)
        given = resolution(
            outcome(delias, patrol, delia, **changes), provisional=True, evidence="dos testigos"
        )
        return services.order_provisional(delias, given, by=delia, at=TUESDAY)

    return make


def last_day():
    """The last day of the time to decide."""
    filing = Filing.objects.get()
    due = standing(filing, at=timezone.now()).term("decision").due
    assert isinstance(due, date)
    return due


def page(her):
    return her.get("/mine/", headers={"accept-language": "es"}).text


def said_in(her):
    """The section alone."""
    return page(her).partition(f"<h3>{HEADING}</h3>")[2].partition("</section>")[0]


def test_an_order_that_was_opened_is_told_with_both_days_and_the_first(her, order):
    one = order()
    her.get(reverse("door:paper", args=[one.paper_ref]))
    said = said_in(her)
    own = date(2026, 11, 10) + timedelta(days=90)
    assert last_day() < own
    assert "Patrullaje policial" in said
    assert f'<strong><time datetime="{last_day()}">' in said
    assert compact_day(own) in said
    assert "LPAG, art. 146.3" in said


def test_its_own_days_come_first_where_they_end_first(her, order):
    one = order(**SHORT)
    her.get(reverse("door:paper", args=[one.paper_ref]))
    assert '<strong><time datetime="2026-11-30">' in said_in(her)


def test_of_an_order_not_opened_yet_only_the_day_of_the_law_is_told(her, order):
    order(**SHORT)
    said = said_in(her)
    assert "Patrullaje policial" not in said
    assert compact_day(date(2026, 11, 30)) not in said
    assert compact_day(last_day()) in said


def test_after_that_day_it_is_told_that_it_has_ended(her, order):
    one = order(duration_days=14, first_report_on=YESTERDAY, next_review_on=YESTERDAY)
    her.get(reverse("door:paper", args=[one.paper_ref]))
    said = said_in(her)
    assert "Terminó por ley el:" in said
    assert f'<strong><time datetime="{YESTERDAY}">' in said


def test_nothing_is_told_where_nothing_was_ordered_or_it_is_decided(
    her, order, patrol, anas, ana, delia
):
    assert HEADING not in page(her)
    order()
    assert HEADING in page(her)
    delias = put(anas, ana, delia)
    decided(delias, delia, outcome(delias, patrol, delia))
    assert HEADING not in page(her)


def test_who_left_the_procedure_is_told_of_no_day(her, order, flor):
    order()
    withdraw_procedure(flor, at=timezone.now())
    assert HEADING not in page(her)
