"""The page of the consent function says what the function answers, cell by cell."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.consent import services
from amparo.foundations.consent.models import Question, today_by_law
from amparo.foundations.consent.queries import may_leave
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.services import exclude, withdraw_procedure
from tests.docs.consent import PAGE, askers, kinds, page
from tests.leaking import noted
from tests.people import MONDAY

FIELDS = ["chosen_name", "coarse_place"]
LATER = MONDAY + timedelta(hours=1)
NOTHING_LEAVES = {"ASSESSMENT", "ACTION", "CHANGE", "INTERPRETER", "COLLECTIVE"}
"""Kinds on which nothing of a file goes to anybody outside."""

Rows = list[tuple[str, list[tuple[str, ...]]]]
type Come = Callable[[], Any]


@dataclass(frozen=True)
class Coming:
    """What comes about, done by the product's own services."""

    flor: Visitor
    ana: Actor
    site: dict[str, Unit]

    @property
    def unit(self) -> Unit:
        return self.site["pnp-selva"]

    def ask(self, **more: Any) -> Question:
        given: dict[str, Any] = {"kind": "measure", "subject": "M-1", "unit": self.unit, **more}
        return services.ask(self.flor.folder, fields=FIELDS, by=self.ana, at=MONDAY, **given)

    def said(self, word: str = "agreed", at: datetime = MONDAY, **more: Any) -> Question:
        ref = self.ask(**more).ref
        return services.answer(self.flor.folder, ref, answer=word, by=self.flor, at=at)

    def take_back(self) -> None:
        services.withdraw(self.flor.folder, self.said().ref, by=self.flor, at=LATER)

    def take_all_back(self) -> None:
        services.withdraw_all(self.flor.folder, by=self.flor, at=LATER)

    def leave(self) -> None:
        withdraw_procedure(self.flor, at=LATER)

    def exclude(self, code: str) -> None:
        exclude(self.flor.folder, self.site[code], by=self.flor, at=LATER)

    def got_out(self) -> None:
        noted("unit", unit=self.site["pnp"], by=SYSTEM, at=LATER)

    def answers(self) -> list[tuple[str, ...]]:
        given: dict[str, Any] = {"kind": "measure", "subject": "M-1", "seen_by": self.ana}
        more, other = [*FIELDS, "exact_place"], self.site["minam"]
        ask = partial(may_leave, self.flor.folder, **given)
        return [
            ask(unit=self.unit, fields=FIELDS).reasons,
            ask(unit=self.unit, fields=more).reasons,
            ask(unit=other, fields=FIELDS).reasons,
            ask(unit=self.unit, fields=FIELDS, compelled=True).reasons,
        ]


def then(*acts: Come) -> Come:
    return lambda: [act() for act in acts]


def changed(**columns: Any) -> Come:
    return lambda: Question.objects.update(**columns)


def ends(days_ago: int) -> Come:
    return changed(ends_on=today_by_law() - timedelta(days=days_ago))


REPLACED: dict[str, Any] = {"replaced_at": MONDAY, "replaced_for": "missing"}


def each_by_itself(it: Coming) -> list[tuple[str, Come]]:
    all_adults = partial(it.said, each_adult=True)
    since = partial(it.said, at=LATER + timedelta(hours=1))
    return [
        ("never asked", lambda: None),
        ("asked, and silent", it.ask),
        ("the person agreed", it.said),
        ("the person did not agree", lambda: it.said("refused")),
        ("the person wants to talk about it", lambda: it.said("discuss")),
        ("the person agreed until a day, which is today", then(it.said, ends(0))),
        ("the person agreed until a day, which has passed", then(it.said, ends(1))),
        ("the person agreed, and took it back", it.take_back),
        ("the person agreed, and took all sharing back", then(it.said, it.take_all_back)),
        (
            "the person took all sharing back, and agreed to this since",
            then(it.take_all_back, since),
        ),
        ("the person agreed, and left the procedure", then(it.said, it.leave)),
        (
            "the person agreed, and said since that the recipient must not know",
            then(it.said, lambda: it.exclude("pnp-selva")),
        ),
        ("the same of a superior of the recipient", then(it.said, lambda: it.exclude("mininter"))),
        ("the person agreed, and a leak concerns the recipient", then(it.said, it.got_out)),
        (
            "the person cannot be asked; a supervisor's reason stands",
            then(it.ask, changed(**REPLACED)),
        ),
        (
            "the person can be asked again, and has not answered",
            then(it.ask, changed(**REPLACED, reopened_at=LATER)),
        ),
        ("somebody who may speak for her agreed", then(it.said, changed(how="for_her"))),
        ("the person agreed; who else it would move is not said", all_adults),
        ("the person agreed; another adult has not", then(all_adults, changed(adults=1))),
        ("the person agreed; no other adult is moved", then(all_adults, changed(adults=0))),
        ("a collective agreed, without its acta", then(it.said, changed(by_acta=True))),
        ("a collective agreed, with it", then(it.said, changed(by_acta=True, acta_ref="A"))),
    ]


@pytest.fixture
def rows(flor: Visitor, ana: Actor, site: dict[str, Unit]) -> Rows:
    """Each comes about by itself, and is undone before the next."""
    it, found = Coming(flor, ana, site), Rows()
    for what, come in each_by_itself(it):
        with transaction.atomic():
            come()
            found.append((what, it.answers()))
            transaction.set_rollback(True)
        flor.folder.filing.refresh_from_db()
    return found


def test_the_page_says_what_the_function_answers(rows: Rows) -> None:
    """Where it does not: `AMPARO_WRITE=1 pytest tests/docs/test_consent.py`."""
    if os.environ.get("AMPARO_WRITE"):
        PAGE.write_text(page(rows), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page(rows)


def test_it_goes_only_where_somebody_agreed_or_a_reason_stands(rows: Rows) -> None:
    goes = [what for what, [as_asked, *_others] in rows if not as_asked]
    assert all("agreed" in what or "reason stands" in what for what in goes)
    assert all(more and other for _what, [_asked, more, other, _ordered] in rows)
    stopped = [what for what, [*_, ordered] in rows if ordered]
    assert len(stopped) == 3
    words = ("must not know", "superior", "leak")
    assert all(any(one in what for one in words) for what in stopped)


def test_whatever_leaves_on_a_question_is_asked_of_the_function() -> None:
    asked = {name for name, where in askers().items() if where}
    assert set(kinds()) - asked == NOTHING_LEAVES
    assert asked <= set(Question.Kind.names)


def test_nothing_was_left_by_the_rows(rows: Rows, filed: Any) -> None:
    assert not Question.objects.exists()
    assert Filing.objects.get(pk=filed.folder.filing.pk).withdrawn_at is None
