"""Court orders noted in a case: to which recipient each allows an export, once."""

import re
from datetime import date

from django.db.models import Q
from django.utils import timezone

from amparo.casework.exports.models import Export
from amparo.casework.referral.authority_demands import COPY, Shown, demands_of, is_old
from amparo.casework.referral.models import AuthorityDemand
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.services import paper_called
from amparo.foundations.intake.names.matching import same_name, spelled_same
from amparo.foundations.ledger.chain import Signs

_FIGURES = re.compile(r"\d+")
_OUT = Q(taken_at__isnull=False) | Q(state__in=[Export.State.ASKED, Export.State.APPROVED])


def orders_in(open_case: OpenCase, *, seen_by: Signs) -> list[Shown]:
    """Court orders noted in this case. Only a court's demand can replace the person's consent."""
    found = demands_of(open_case, seen_by=seen_by)
    return [one for one in found if one.row.kind == AuthorityDemand.Kind.COURT]


def order_of(open_case: OpenCase, row: Export, *, seen_by: Signs) -> Shown | None:
    """The order on which an export was asked for."""
    found = orders_in(open_case, seen_by=seen_by)
    return next((one for one in found if one.row.pk == row.demand_id), None)


def against_order(
    open_case: OpenCase,
    order: Shown,
    name: str,
    unit: Unit | None,
    *,
    file: str = "",
    but: Export | None = None,
    seen_by: Signs,
) -> list[str]:
    """Codes of what stands against an export, or this `file`, for this recipient on this order. It
    may go only to the court that ordered it, once, and only where a copy was the answer. `but`: the
    export itself."""
    names = {name, unit.name, unit.code} if unit else {name}
    on = date.fromisoformat(str(order.body.get("on") or date.min.isoformat()))
    noted = timezone.localdate(order.row.noted_at)
    said = {
        "order_to_come": on > noted,
        "order_old": is_old(on, today=timezone.localdate()) and not order.body.get("still_holds"),
        "order_nothing": order.body.get("handed") != COPY,
        "not_the_court": not any(_is_court(one, order) for one in names),
        "order_used": _is_used(open_case, order, file, but=but, seen_by=seen_by),
    }
    return [reason for reason, stands in said.items() if stands]


def noted_by(open_case: OpenCase, order: Shown, signature: str, *, seen_by: Signs) -> bool:
    """Whether this member noted the court's order."""
    paper = paper_called(open_case.folder, order.row.paper_ref, seen_by=seen_by)
    return paper is None or paper.author == signature


def _is_used(
    open_case: OpenCase, order: Shown, file: str, *, but: Export | None, seen_by: Signs
) -> bool:
    """Whether an export of text, or of this file, left or waits on this order. An order that was
    noted twice counts as one."""
    same = [
        one.row.pk
        for one in orders_in(open_case, seen_by=seen_by)
        if one.row.pk == order.row.pk
        or (_same(_court(one), _court(order)) and one.body.get("on") == order.body.get("on"))
    ]
    # Read from the database, with the file locked: two concurrent requests see each other.
    found = Export.objects.filter(_OUT, demand__in=same, file=file)
    return (found.exclude(pk=but.pk) if but else found).exists()


def _court(order: Shown) -> str:
    return str(order.body.get("demanded_by", ""))


def _is_court(name: str, order: Shown) -> bool:
    """Whether this is the court that ordered it, by exact spelling; similar names do not match."""
    return spelled_same(name, _court(order)) and _same_figures(name, _court(order))


def _same(one: str, other: str) -> bool:
    """`same_name`, and the same figures: the third court is not the fifth."""
    return same_name(one, other) and _same_figures(one, other)


def _same_figures(one: str, other: str) -> bool:
    return sorted(_FIGURES.findall(one)) == sorted(_FIGURES.findall(other))
