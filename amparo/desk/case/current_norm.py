"""The norm of a case: whether another one applies to it, and the last change of norm."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.utils import timezone
from django.utils.translation import gettext as _

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Role
from amparo.foundations.cases.next_acts import Offer
from amparo.foundations.cases.norm_transition import KIND, entitled, plan_to
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.web.cached_addresses import address_of
from amparo.foundations.web.law.norm_transition import changes_in_words, norm_in_words
from amparo.law import Refused, known_protocols, load_protocol


def newer_norm(open_case: OpenCase) -> str:
    """Return the newest norm to which open cases of this case's norm may pass; "" if there is
    none."""
    own = open_case.folder.filing.protocol
    found = [
        law
        for law in map(load_protocol, known_protocols())
        if any(rule.older == own and rule.passes for rule in law.procedure.transitory)
    ]
    newest = max(found, key=lambda law: law.procedure.in_force_from, default=None)
    return newest.id if newest else ""


def offers_of(open_case: OpenCase, *, seen_by: Actor) -> list[Offer]:
    """Offer the change of norm to members who may decide it, where it is possible now."""
    newer = newer_norm(open_case)
    if not newer or open_case.case.closed_at or open_case.folder.filing.withdrawn_at:
        return []
    try:
        plan = plan_to(open_case.folder.filing, newer, at=timezone.now())
    except Refused:
        return []
    label = _("Another norm applies: what changes")
    page = address_of("desk:norm", open_case.code)
    return [Offer("another_norm", label, page)] if entitled(plan, seen_by) else []


@dataclass(frozen=True, slots=True)
class Passed:
    """The last change of norm of a case, as its page shows it. `back`: it may be undone."""

    older: str
    newer: str
    at: datetime
    undoes: bool
    reason: str
    changes: tuple[str, ...]
    back: bool


def passing_of(open_case: OpenCase, *, seen_by: Actor) -> Passed | None:
    """Return the last change of norm, since when and why; None where the case is still under the
    norm of its filing."""
    filing = open_case.folder.filing
    papers = papers_in(open_case.folder, seen_by=seen_by, kinds=[KIND]) if filing.norms else []
    if not papers:
        return None
    body, last = open_case.folder.words(papers[-1]), filing.norms[-1]
    desks = {Role.DECISION_MAKER, Role.SUPERVISOR}
    return Passed(
        older=norm_in_words(last["from"]),
        newer=norm_in_words(last["to"]),
        at=datetime.fromisoformat(last["at"]),
        undoes=bool(last["undoes"]),
        reason=str(body["text"]),
        changes=tuple(changes_in_words(cast("Mapping[str, Any]", body["data"]))),
        back=not last["undoes"] and not desks.isdisjoint(seen_by.roles),
    )
