from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.casework.referral.authority_demands import demands_of
from amparo.casework.referral.models import AuthorityDemand
from amparo.casework.retention.dated_tasks import TASKS, task_of
from amparo.casework.retention.erasure_obstacles import against, demanded_since
from amparo.casework.retention.silence_orders import silences_in
from amparo.casework.retention.wording import WHY
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.dates_outside_terms import end_of_day
from amparo.foundations.cases.fields import PLACE, Folded, folded
from amparo.foundations.cases.next_acts import Offer, Words
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.erasure.exact_locations import Shown as Place
from amparo.foundations.erasure.exact_locations import places_in
from amparo.foundations.erasure.models import Erasure, LegalHold
from amparo.foundations.erasure.queries import erasure_going_on, holds_of
from amparo.foundations.intake.documents.schemas.erasure import LegalHoldText
from amparo.foundations.intake.documents.services import paper_called
from amparo.foundations.web.cached_addresses import address_of
from amparo.law import CaseState


@dataclass(frozen=True, slots=True)
class ShownHold:
    row: LegalHold
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OnCase:
    """What is erased or kept of this file, and exact places. `folded`: replaces the places where
    this reader may not see them."""

    erasure: Erasure | None
    against: list[Words]
    holds: list[ShownHold]
    places: list[Place]
    folded: Folded | None = None

    def __bool__(self) -> bool:
        return bool(self.erasure or self.holds or self.places or self.folded)


def on_case(open_case: OpenCase, *, seen_by: Actor) -> OnCase:
    folder = open_case.folder
    erasure = erasure_going_on(folder, seen_by=seen_by)
    places = places_in(folder, seen_by=seen_by, at=timezone.now())
    hidden = folded(open_case, PLACE, seen_by=seen_by) if places else None
    return OnCase(
        erasure=erasure,
        against=against_in_words(open_case, erasure, seen_by=seen_by) if erasure else [],
        holds=standing_holds(open_case, seen_by=seen_by),
        places=[] if hidden else places,
        folded=hidden,
    )


def against_in_words(open_case: OpenCase, erasure: Erasure, *, seen_by: Actor) -> list[Words]:
    """Texts of what stands against it now."""
    filing, now = open_case.folder.filing, timezone.now()
    codes = against(filing, scope=erasure.scope, seen_by=seen_by, at=now, found=erasure)
    return [WHY[code] for code in codes]


def demands_told(open_case: OpenCase, *, seen_by: Actor) -> list[AuthorityDemand]:
    """Demands for the file that the person was told of, for the decision on an erasure. Demands
    that the person may not read yet cannot be given to them as a reason."""
    found = demands_of(open_case, seen_by=seen_by)
    return [one.row for one in found if one.row.told_at]


def standing_holds(open_case: OpenCase, *, seen_by: Actor) -> list[ShownHold]:
    rows = holds_of(open_case.folder, seen_by=seen_by)
    return [_shown(open_case, one, seen_by) for one in rows if one.lifted_at is None]


def hold_called(open_case: OpenCase, ref: str, *, seen_by: Actor) -> ShownHold | None:
    """A standing hold of this case."""
    found = standing_holds(open_case, seen_by=seen_by)
    return next((one for one in found if one.row.ref == ref), None)


def acts_on_case(open_case: OpenCase, state: CaseState, *, seen_by: Actor) -> list[Offer]:
    code, offers = [open_case.code], list[Offer]()
    found = erasure_going_on(open_case.folder, seen_by=seen_by)
    works = seen_by.may(Permission.CASE_WORK)
    if found and (not found.answer or demanded_since(found)):
        offers += _on_what_is_asked(found, code, seen_by)
    if found is None and works:
        asked = address_of("retention:asked", *code)
        offers.append(Offer("ask_erasure", _("The person asks to have it erased"), asked))
    offers += _on_silences(open_case, seen_by)
    if works:
        place = address_of("retention:place", *code)
        offers.append(Offer("place", _("Write where exactly somebody is, for some days"), place))
        hold = address_of("retention:hold", *code)
        offers.append(Offer("hold", _("Keep the file from being erased"), hold))
    return offers


def _on_silences(open_case: OpenCase, reader: Actor) -> list[Offer]:
    """Tasks to read a court's order: for members who did not note it, while no other member has
    read it or it must be read again; and for the others, once one has read that it forbids nothing.
    """
    found = silences_in(open_case, seen_by=reader)
    return [
        Offer(
            "read_silence",
            TASKS["silence"],
            address_of("retention:silence", open_case.code, one.row.ref),
            by=end_of_day(open_case.folder.filing, one.until),
        )
        for one in found
        if one.until and one.asks(reader.signature)
    ]


def _on_what_is_asked(found: Erasure, code: list[str], reader: Actor) -> list[Offer]:
    task, by = task_of(found)
    if task == "hear" and reader.may(Permission.CASE_WORK):
        return [Offer("hear_erasure", TASKS["hear"], address_of("retention:heard", *code), by=by)]
    if task == "decide" and reader.may(Permission.CASE_DECIDE):
        address = address_of("retention:decide", *code)
        return [Offer("decide_erasure", TASKS["decide"], address, by=by)]
    return []


def _shown(open_case: OpenCase, row: LegalHold, reader: Actor) -> ShownHold:
    paper = paper_called(open_case.folder, row.paper_ref, seen_by=reader)
    return ShownHold(row, open_case.folder.read(paper, LegalHoldText).text if paper else "")
