"""Queries for asking for an export: the present words of what would leave, and what stands against
asking."""

from typing import Any

from amparo.casework.exports.court_orders import against_order, orders_in
from amparo.casework.exports.file_parts import FILE, Wanted, parts_of
from amparo.casework.exports.queries import is_tied, is_under_way, not_by_her
from amparo.casework.exports.single_file import said_of, waits_for_a_look
from amparo.casework.measures.states import Hindered
from amparo.casework.referral.authority_demands import Shown as Ordered
from amparo.casework.referral.queries import works_there
from amparo.casework.referral.wording import names_in_words
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.queries import excluded_as
from amparo.foundations.institutions.queries import units
from amparo.foundations.intake.documents.redaction import holds_what_was_left_out
from amparo.foundations.intake.exclusions import units_called


def order_meant(open_case: OpenCase, ref: str, *, by: Actor) -> Ordered | None:
    """The court's order on which it is asked; None where the person is asked. Raises Hindered."""
    if not ref:
        return None
    found = (one for one in orders_in(open_case, seen_by=by) if one.row.ref == ref)
    order = next(found, None)
    if order is None:
        raise Hindered("no_order")
    return order


def against_asking(
    open_case: OpenCase, wanted: Wanted, order: Ordered | None, *, by: Actor
) -> list[str]:
    """Codes of what stands against asking for this export."""
    folder, unit, name = open_case.folder, wanted.unit, wanted.name
    left = order is None and folder.row().withdrawn_at is not None
    found = {
        "procedure_withdrawn": left,
        **not_by_her(open_case, seen_by=by),
        "officer_named": works_there(open_case, unit, seen_by=by),
        "tied": is_tied(by.member, name, unit, allows=False, seen_by=by),
        "asked_already": is_under_way(open_case, wanted, seen_by=by),
    }
    against: list[str] = [*excluded_as(folder, unit, name, seen_by=by)]
    against += [reason for reason, stands in found.items() if stands]
    if wanted.file:
        against += waits_for_a_look(folder, wanted.file, seen_by=by)
    if order is not None:
        against += against_order(open_case, order, name, unit, file=wanted.file, seen_by=by)
    return against


def values_of(open_case: OpenCase, wanted: Wanted, *, by: Actor) -> dict[str, str]:
    """The exact words that the person reads and answers. Raises Hindered."""
    if wanted.file:
        values = {FILE: said_of(open_case, wanted.file, wanted.form, seen_by=by)}
    else:
        found = {one.id: one.words for one in parts_of(open_case, seen_by=by)}
        values = {one: found[one] for one in wanted.parts if one in found}
    if not values:
        raise Hindered("nothing_told")
    if holds_what_was_left_out(open_case.folder, "\n".join(values.values()), seen_by=by):
        raise Hindered("left_out")
    return values


def recipients(open_case: OpenCase, *, seen_by: Actor) -> dict[str, Any]:
    """Possible recipients and grounds, for the form."""
    return {
        "orders": orders_in(open_case, seen_by=seen_by),
        "suggested": names_in_words(),
        "units": list(units(seen_by=seen_by)),
        "called": lambda name: units_called(name, by=seen_by),
    }
