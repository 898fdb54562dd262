"""Who receives a decision once the person has died, as far as the law of the case says so: whoever
asked in her place, each whom a measure protects too, and those who are left, with a case of their
own. Never whoever must not know or is said to be behind the danger."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from amparo.casework.measures.models import Decision
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.models import Seat
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.protected import protected_in
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.inherited_exclusions import LINKED
from amparo.foundations.related_people.queries import is_barred, others_of
from amparo.law import load_protocol
from amparo.law.disappearances import Receives, Receiving

Kind = Decision.Kind


@dataclass(frozen=True, slots=True, repr=False)
class Receiver:
    """Somebody who may receive it. `code` stays on the page: on record is only as `whom`."""

    code: str
    whom: Receives
    label: str
    rule: Receiving


NOT_BY_OTHERS = frozenset({Kind.REDUCED, Kind.SUSPENDED, Kind.CEASED, Kind.MISUSE, Kind.RENOUNCED})
"""What takes protection away is carried out once it was received: never by a receipt of others."""


def receivers(open_case: OpenCase, decision: Decision, *, seen_by: Actor) -> list[Receiver]:
    """Nobody while she lives, and nobody whom the law of this case does not name."""
    filing = open_case.folder.filing
    if not filing.asks_nobody or decision.kind in NOT_BY_OTHERS:
        return []
    found: list[Receiver] = []
    for rule in load_protocol(filing.protocol).fate.receives:
        whom = Receives(rule.whom)
        known = _KNOWN[whom](open_case, seen_by)
        found += [Receiver(code, whom, label, rule) for code, label in known]
    return found


def may_be_left(open_case: OpenCase, decision: Decision, *, seen_by: Actor) -> bool:
    """Whether those who are left have a case of their own, for a decision that they receive: also
    one on which this reader has no seat, so that somebody else must hand it over."""
    if decision.kind in NOT_BY_OTHERS:
        return False
    receives = load_protocol(open_case.folder.filing.protocol).fate.receives
    named = any(Receives(one.whom) is Receives.THOSE_LEFT for one in receives)
    return named and bool(_cases_of_those_left(open_case, seen_by))


def _third_party(open_case: OpenCase, _seen_by: Actor) -> list[tuple[str, str]]:
    on_behalf = open_case.folder.filing.on_behalf
    return [("third_party", _("Whoever asked in the person's place"))] if on_behalf else []


def _protected(open_case: OpenCase, seen_by: Actor) -> list[tuple[str, str]]:
    """Adults whom a measure protects too; for a child, whoever answers for it."""
    folder = open_case.folder
    dead = {one.ref for one in others_of(folder, seen_by=seen_by) if one.other.died_at}
    found = {}
    for measure in protected_in(folder, seen_by=seen_by).values():
        for one in measure:
            name, child = one.name, bool(one.row.child)
            speaks = one.row.other
            if one.row.is_her or one.row.hers_to_say or speaks in dead or (child and not speaks):
                continue
            if not is_barred(folder, name, seen_by=seen_by, child=child):
                label = _("Whoever answers for %(name)s") % {"name": name} if child else name
                found[one.row.child or speaks or one.row.paper_ref] = label
    return [(f"protected:{code}", label) for code, label in found.items()]


def _those_left(open_case: OpenCase, seen_by: Actor) -> list[tuple[str, str]]:
    """By a case of their own on which the reader has a seat as well: another is not there."""
    codes = _cases_of_those_left(open_case, seen_by)
    seats = Seat.objects.filter(member=seen_by.member, case__filing__code__in=codes)
    mine = set(seats.values_list("case__filing__code", flat=True))
    label = _("Those who are left, with their own case %(code)s")
    return [(f"left:{code}", label % {"code": code}) for code in codes if code in mine]


def _cases_of_those_left(open_case: OpenCase, seen_by: Actor) -> list[str]:
    papers = papers_in(open_case.folder, seen_by=seen_by, kinds=[LINKED])
    said = [open_case.folder.words(paper) for paper in papers]
    return [str(one["code"]) for one in said if one.get("party")]


_KNOWN = {
    Receives.THIRD_PARTY: _third_party,
    Receives.PROTECTED: _protected,
    Receives.THOSE_LEFT: _those_left,
}
