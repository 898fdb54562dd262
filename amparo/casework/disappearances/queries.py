"""Disappearances and deaths of a case as its team reads them: the incident, the search and its log,
the investigation, and the linked cases on which the reader has a seat."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from amparo.casework.disappearances.follow_up_tasks import WITH_THOSE_LEFT, Kind, vigils_in
from amparo.casework.disappearances.incident_display import OPENS_A_CASE, Shown, Whose, shown
from amparo.casework.disappearances.models import DisappearanceOrDeath, DisappearanceTask, Party
from amparo.casework.disappearances.wording import HELD
from amparo.casework.measures.catalogue import known_values
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.queries import names_of
from amparo.foundations.cases.models import CaseAccess
from amparo.foundations.cases.next_acts import Offer
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.held_requests import held_in
from amparo.foundations.intake.documents.services import paper_called, papers_in
from amparo.foundations.intake.inherited_exclusions import LINKED
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.names.matching import same_name
from amparo.foundations.intake.tables_with_rows import watch
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.related_people.queries import others_of
from amparo.foundations.web.cached_addresses import address_of
from amparo.law import CaseState

__all__ = ["OPENS_A_CASE", "Party", "Shown", "happening_called", "happenings_of", "linked_to"]

watch("happenings", DisappearanceOrDeath)

_HAPPENINGS = DisappearanceOrDeath.objects.select_related("case__filing").order_by("pk")


@dataclass(frozen=True, slots=True)
class LinkedCase:
    """A linked case, or the case that it comes from; shown only with a seat on both."""

    code: str
    party: str


@dataclass(frozen=True, slots=True)
class OnCase:
    happenings: list[Shown]
    vigils: list[DisappearanceTask]
    linked: list[LinkedCase]
    held: list[tuple[str, Promise, bool]]
    """Requests made on the person's page and not carried out: reference, what, whether it still
    waits."""

    def __bool__(self) -> bool:
        return bool(self.happenings or self.linked)


def on_case(open_case: OpenCase, *, seen_by: Actor) -> OnCase:
    return OnCase(
        happenings=happenings_of(open_case, seen_by=seen_by),
        vigils=vigils_in(open_case),
        linked=linked_to(open_case, seen_by=seen_by),
        held=[
            (one.ref, HELD[one.what], one.hers is None)
            for one in held_in(open_case.folder, seen_by=seen_by)
        ],
    )


def happenings_of(open_case: OpenCase, *, seen_by: Actor) -> list[Shown]:
    """All incidents, including those set aside, in the order of recording."""
    rows = open_case.once("happenings", lambda: list(_HAPPENINGS.filter(case_id=open_case.case.pk)))
    if not rows:
        return []
    papers = papers_in(open_case.folder, seen_by=seen_by)
    names = names_of({paper.author for paper in papers}, seen_by=seen_by)
    return [shown(open_case, row, papers, names, seen_by) for row in rows]


def happening_called(open_case: OpenCase, ref: str, *, seen_by: Actor) -> Shown | None:
    """An incident of this case."""
    wanted = marks.code_normalised(ref)
    found = happenings_of(open_case, seen_by=seen_by)
    return next((one for one in found if one.row.ref == wanted), None)


def last_of(
    open_case: OpenCase, whose: str, name: str, other: str = "", *, seen_by: Actor
) -> DisappearanceOrDeath | None:
    """The last incident of this person that is not set aside. `other`: reference of the related
    person; for a person who is not listed, the name identifies them."""
    found = [
        one.row
        for one in happenings_of(open_case, seen_by=seen_by)
        if one.row.set_aside_at is None and one.row.whose == whose
        if whose == Whose.PERSON or _is_of(one.words, name, other)
    ]
    return found[-1] if found else None


def _is_of(words: Mapping[str, Any], name: str, other: str) -> bool:
    """Whether the incident concerns this person. The name decides only where no related person was
    chosen."""
    chosen = str(words.get("other", ""))
    if chosen:
        return chosen == other
    return same_name(name, str(words.get("name", "")))


def whom_it_befell(folder: Folder, row: DisappearanceOrDeath, *, seen_by: Signs) -> list[str]:
    """References of the related persons concerned: the one that was chosen; in older records, all
    who bear the name."""
    paper = paper_called(folder, row.paper_ref, seen_by=seen_by)
    words = folder.words(paper) if paper else {}
    if "other" in words:
        return [str(words["other"])] if words["other"] else []
    fresh = Folder(folder.filing, folder.key)
    name = str(words.get("name", ""))
    return [one.ref for one in others_of(fresh, seen_by=seen_by) if same_name(one.name, name)]


def is_the_person(open_case: OpenCase, name: str, *, seen_by: Actor) -> bool:
    """Whether this is the name of the person at risk in this case."""
    known = known_values(open_case, seen_by=seen_by, whole=True)
    return same_name(name, known.get("chosen_name", ""))


def linked_to(open_case: OpenCase, *, seen_by: Actor) -> list[LinkedCase]:
    """Linked cases on which the reader has a seat; others are left out without a trace."""
    papers = papers_in(open_case.folder, seen_by=seen_by, kinds=[LINKED])
    said = [open_case.folder.words(paper) for paper in papers]
    if not said:
        return []
    codes = [str(one.get("code", "")) for one in said]
    mine = CaseAccess.objects.filter(member=seen_by.member, case__filing__code__in=codes)
    seen = set(mine.values_list("case__filing__code", flat=True))
    return [
        LinkedCase(code, str(Party(str(one["party"])).label) if one.get("party") else "")
        for code, one in zip(codes, said, strict=True)
        if code in seen
    ]


def to_search_with_those_left(
    first: OpenCase, code: str, ref: str, *, seen_by: Actor
) -> Shown | None:
    """A person missing by the case of someone who has died, to be recorded in the linked case with
    this code. Needs a seat on both."""
    found = happening_called(first, ref, seen_by=seen_by)
    if found is None or not found.to_search_elsewhere:
        return None
    linked = {one.code for one in linked_to(first, seen_by=seen_by)}
    return found if code in linked else None


def goes_on_elsewhere(found: Shown, *, seen_by: Actor) -> bool:
    """Whether the search goes on in a linked case."""
    return DisappearanceTask.objects.filter(
        happening=found.row, kind=Kind.SEARCH, outcome=WITH_THOSE_LEFT
    ).exists()


def acts_on_case(open_case: OpenCase, state: CaseState, *, seen_by: Actor) -> list[Offer]:
    if not seen_by.may(Permission.CASE_WORK):
        return []
    pages = {Kind.SEARCH: "disappearances:log", Kind.LINKED: "desk:linked"}
    offers = []
    for one in vigils_in(open_case):
        page = pages.get(Kind(one.kind), "disappearances:investigation")
        happening = next(
            (
                it.row
                for it in happenings_of(open_case, seen_by=seen_by)
                if it.row.pk == one.happening_id
            ),
            None,
        )
        if happening:
            address = address_of(page, open_case.code, happening.ref)
            at_once = one.kind == Kind.SEARCH
            label = DisappearanceTask.Kind(one.kind).label
            offers.append(Offer(one.kind, label, address, by=one.due_on, at_once=at_once))
    if not open_case.folder.filing.impediment:
        waiting = [one for one in held_in(open_case.folder, seen_by=seen_by) if one.hers is None]
        for asked in waiting[:1]:
            page = address_of("disappearances:held", open_case.code, asked.ref)
            offers.append(Offer("held", HELD[asked.what], page))
    record = address_of("disappearances:happened", open_case.code)
    return [*offers, Offer("happened", _("Record a disappearance or a death"), record)]
