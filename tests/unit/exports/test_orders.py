"""A court's order opens one copy, to that court, where that was the answer, by two people."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from amparo.casework.exports import services
from amparo.casework.exports.models import Export
from amparo.casework.exports.queries import against_allowing, held
from amparo.casework.measures.states import Hindered
from amparo.casework.referral.authority_demands import COPY, NOTHING, Demanded, note_demand
from amparo.casework.referral.models import AuthorityDemand
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.institutions.models import Unit
from tests import plans
from tests.unit.exports.conftest import COURT, Ask

type Says = Callable[[Export, str], None]


def now() -> Any:
    return timezone.now()


@pytest.fixture
def order(anas: OpenCase, ana: Actor) -> Callable[..., str]:
    """An order that somebody noted, ana where nobody else is said."""

    def make(open_case: OpenCase = anas, by: Actor = ana, at: Any = None, **changes: Any) -> str:
        given: dict[str, Any] = {
            "kind": "court", "name": COURT, "on": timezone.localdate(), "what": "una constancia",
            "ground": "x", "answered": "una constancia", "forbidden_by": "", "silent_until": None,
            "handed": COPY,
        }  # fmt: skip
        return note_demand(open_case, Demanded(**{**given, **changes}), by=by, at=at or now()).ref

    return make


@pytest.mark.parametrize(
    "name",
    [
        "Coronel Benavides",
        "Seguridad Andina SAC",
        "Juzgado",
        "Juzgado Uno 8-2026",
        "Juzgаdo Uno, 7-2026",
    ],
)
def test_it_goes_to_the_court_alone(asked: Ask, order: Callable[..., str], name: str) -> None:
    with pytest.raises(Hindered, match="not_the_court"):
        asked(name=name, order=order())
    assert not Export.objects.exists()


def test_capitals_and_order_of_words_make_no_other_court(
    asked: Ask, order: Callable[..., str]
) -> None:
    assert asked(name="7-2026 JUZGADO uno", order=order()).compelled


def test_an_old_order_opens_nothing_unless_somebody_says_why_it_still_holds(
    asked: Ask, order: Callable[..., str]
) -> None:
    old = timezone.localdate() - timedelta(days=366)
    with pytest.raises(Hindered, match="order_old"):
        asked(name=COURT, order=order(on=old))
    asked(name=COURT, order=order(on=old, still_holds="lo confirmó el juzgado, por oficio"))


def test_one_noted_in_time_grows_old_before_a_copy_is_asked_for(
    asked: Ask, order: Callable[..., str]
) -> None:
    noted = now() - timedelta(days=370)
    then = order(on=timezone.localdate(noted))
    AuthorityDemand.objects.update(noted_at=noted)
    with pytest.raises(Hindered, match="order_old"):
        asked(name=COURT, order=then)


def test_an_order_of_a_day_to_come_opens_nothing(asked: Ask, order: Callable[..., str]) -> None:
    with pytest.raises(Hindered, match="order_to_come"):
        asked(name=COURT, order=order(on=timezone.localdate() + timedelta(days=1)))


@pytest.mark.parametrize(
    ("days", "why", "status"), [(400, "", 422), (400, "sigue", 302), (-1, "", 422)]
)
def test_the_page_asks_why_an_old_paper_still_holds_and_takes_none_of_a_day_to_come(
    case: str, ana: Actor, signed_in: Any, days: int, why: str, status: int
) -> None:
    given = {
        "kind": "court", "name": COURT, "what": "x", "ground": "y", "still_holds": why,
        "on": (timezone.localdate() - timedelta(days=days)).isoformat(),
    }  # fmt: skip
    address = reverse("referral:demanded", args=[case])
    answer = signed_in(ana).post(address, given)
    assert answer.status_code == status
    assert status == 302 or COURT in answer.content.decode()


@pytest.mark.parametrize("answer", [{"handed": NOTHING}, {"handed": ""}])
def test_one_that_was_answered_with_nothing_opens_nothing(
    asked: Ask, order: Callable[..., str], answer: dict[str, str]
) -> None:
    with pytest.raises(Hindered, match="order_nothing"):
        asked(name=COURT, order=order(**answer))


def test_one_order_opens_one_copy_also_if_it_is_noted_again(
    asked: Ask, order: Callable[..., str], sauls: OpenCase, saul: Actor, anas: OpenCase, ana: Actor
) -> None:
    first = order()
    row = asked(name=COURT, order=first)
    services.approve(sauls, row.ref, by=saul, at=now())
    assert services.take(anas, row.ref, how="paper", make=lambda it: it.parts, by=ana, at=now())
    for again in (first, order()):
        with pytest.raises(Hindered, match="order_used"):
            asked(name=COURT, order=again)
    later = order(on=timezone.localdate() - timedelta(days=1))
    assert asked(name=COURT, order=later).compelled


def test_one_that_was_called_off_may_be_asked_again(
    asked: Ask, order: Callable[..., str], anas: OpenCase, ana: Actor
) -> None:
    noted = order()
    row = asked(name=COURT, order=noted)
    services.call_off(anas, row.ref, words="x", by=ana, at=now())
    assert asked(name=COURT, order=noted).compelled


def test_who_noted_it_does_not_allow_it(
    asked: Ask, order: Callable[..., str], sauls: OpenCase, saul: Actor
) -> None:
    row = asked(name=COURT, order=order(sauls, saul))
    with pytest.raises(Hindered, match="noted"):
        services.approve(sauls, row.ref, by=saul, at=now())


def test_what_is_wrong_with_an_order_is_asked_again_when_it_is_allowed(
    asked: Ask, order: Callable[..., str], sauls: OpenCase, saul: Actor
) -> None:
    """One that was asked for before the rule: it waits with another recipient."""
    row = asked(name=COURT, order=order())
    other = order(name="Juzgado Dos", on=timezone.localdate() - timedelta(days=2))
    Export.objects.filter(pk=row.pk).update(demand=sauls.case.demands.get(ref=other))
    with pytest.raises(Hindered, match="not_the_court"):
        services.approve(sauls, row.ref, by=saul, at=now())


def test_whoever_allows_it_reads_the_order(
    asked: Ask, order: Callable[..., str], sauls: OpenCase, saul: Actor, signed_in: Any
) -> None:
    row = asked(name=COURT, order=order(answered="solo una constancia", ground="art. 7"))
    shown = held(sauls, row.ref, seen_by=saul).order
    assert (shown["demanded_by"], shown["day"]) == (COURT, timezone.localdate())
    page = signed_in(saul).get(f"/desk/cases/{sauls.code}/exports/{row.ref}/decide/")
    text = page.content.decode()
    assert all(
        words in text for words in (COURT, "una constancia", "solo una constancia", "art. 7")
    )


# --- whoever had a part in it ---


def test_a_second_answer_that_somebody_else_wrote_down_hides_no_first(
    anas: OpenCase, ana: Actor, asked: Ask, enrolled: Callable[..., Actor]
) -> None:
    both = enrolled("Berta Cueva", "analyst", "supervisor")
    hers = plans.seated(anas, both, ana)
    row = asked()
    services.note_word(hers, row.ref, plans.heard("agreed", "que sí"), by=both, at=now())
    services.note_word(anas, row.ref, plans.heard("agreed", "sí"), by=ana, at=now())
    found = held(hers, row.ref, seen_by=both)
    assert against_allowing(hers, found, seen_by=both) == ["heard"]


def test_who_commands_her_is_known_by_another_name_too(
    asked: Ask, says: Says, sauls: OpenCase, saul: Actor, site: dict[str, Unit]
) -> None:
    row = asked(name=f"Despacho de {site['minjusdh'].name}", unit=None)
    says(row, "agreed")
    with pytest.raises(Hindered, match="tied"):
        services.approve(sauls, row.ref, by=saul, at=now())


def test_nobody_asks_for_her_own_office_by_another_name(asked: Ask, site: dict[str, Unit]) -> None:
    with pytest.raises(Hindered, match="tied"):
        asked(name=f"Mesa de {site['dgdh'].name}", unit=None)
