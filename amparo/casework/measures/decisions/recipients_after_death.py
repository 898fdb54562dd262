"""Who receives a decision after the person's death, as the law of the case names them: the third
party who asked in the person's place, each beneficiary of a measure, and the surviving relatives
with a case of their own. Names that must not know or are feared are left out."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from amparo.casework.measures.models import Decision
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.models import CaseAccess
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.beneficiary_shares import protected_in
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.inherited_exclusions import LINKED
from amparo.foundations.related_people.queries import is_barred, others_of
from amparo.law import load_protocol
from amparo.law.disappearances import Receives, Receiving

Kind = Decision.Kind


@dataclass(frozen=True, slots=True, repr=False)
class Receiver:
    """A possible receiver of the decision. `code` is used on the page only; the record holds
    `whom`."""

    code: str
    whom: Receives
    label: str
    rule: Receiving


NOT_BY_OTHERS = frozenset({Kind.REDUCED, Kind.SUSPENDED, Kind.CEASED, Kind.MISUSE, Kind.RENOUNCED})
"""Kinds that take protection away. They are carried out once the person received them, so receipt
by others does not count."""


def receivers(open_case: OpenCase, decision: Decision, *, seen_by: Actor) -> list[Receiver]:
    """Return who may receive the decision in the person's place; empty while the person lives, and
    empty for kinds in NOT_BY_OTHERS. Only those whom the law of the case names are returned."""
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
    """Whether surviving relatives who may receive the decision have a case of their own. Cases on
    which this reader has no seat count too: another member must hand the decision over there."""
    if decision.kind in NOT_BY_OTHERS:
        return False
    receives = load_protocol(open_case.folder.filing.protocol).fate.receives
    named = any(Receives(one.whom) is Receives.THOSE_LEFT for one in receives)
    return named and bool(_cases_of_those_left(open_case, seen_by))


def _third_party(open_case: OpenCase, _seen_by: Actor) -> list[tuple[str, str]]:
    on_behalf = open_case.folder.filing.on_behalf
    return [("third_party", _("Whoever asked in the person's place"))] if on_behalf else []


def _protected(open_case: OpenCase, seen_by: Actor) -> list[tuple[str, str]]:
    """Adults whom a measure protects besides the person; for a child, its guardian."""
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
    """Surviving relatives by their own case, only where the reader has a seat on it."""
    codes = _cases_of_those_left(open_case, seen_by)
    seats = CaseAccess.objects.filter(member=seen_by.member, case__filing__code__in=codes)
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
