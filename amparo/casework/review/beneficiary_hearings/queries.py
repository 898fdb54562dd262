"""Protected persons besides the person who are heard before a change takes protection away, and
what each said. An answer counts for the one who gives it, and for the child in whose name it is
given."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy

from amparo.casework.measures.queries import Shown
from amparo.casework.review.models import UNDECIDED, BeneficiaryHearing, MeasureChange
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.beneficiary_shares import Protected
from amparo.foundations.consent.models import NOBODY, Beneficiary, Question
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.ledger.chain import Signs
from amparo.law import Opening

Kind = MeasureChange.Kind
HEARS_ALL = frozenset({Kind.REDUCE, Kind.SUSPEND, Kind.CEASE, Kind.MISUSE})
"""Kinds of change that take protection away from all whom the measure protects. A strengthening
needs no hearing; a renunciation ends one's own share only."""
SAID = "what_was_heard"
"""A document of the team: what a protected person said, or why they could not be asked."""

STANDS: Mapping[str, tuple[str, Promise]] = {
    "agreed": ("done", pgettext_lazy("hearing", "Heard: agrees")),
    "refused": ("done", pgettext_lazy("hearing", "Heard: does not agree")),
    "discuss": ("waiting", pgettext_lazy("hearing", "Wants to talk first")),
    BeneficiaryHearing.Excuse.SILENT: (
        "due",
        pgettext_lazy("hearing", "Asked by name; the term passed"),
    ),
    BeneficiaryHearing.Excuse.MISSING: (
        "due",
        pgettext_lazy("hearing", "Cannot be asked: missing"),
    ),
    "hers": ("done", pgettext_lazy("hearing", "The person answered for the child")),
    "asked": ("waiting", pgettext_lazy("hearing", "Asked by name")),
    "": ("waiting", pgettext_lazy("hearing", "Not heard yet")),
}


def is_free(kind: str, on_its_way: Collection[str]) -> bool:
    """Return whether this kind of change may be opened beside the open ones: one at a time, except
    that a strengthening and a renunciation wait for no other kind."""
    waits_for_nothing = kind in {Kind.STRENGTHEN, Kind.RENOUNCE}
    return kind not in on_its_way if waits_for_nothing else not on_its_way


def hers_among(kinds: Iterable[str], shown: Shown) -> tuple[str, ...]:
    """Return the kinds that may be opened: without a renunciation where the measure protects only
    others, by now or from the start."""
    hers = shown.protects_her or not shown.protects
    return tuple(one for one in kinds if hers or one != Kind.RENOUNCE)


@dataclass(frozen=True, slots=True)
class Gate:
    """One thing that must be on record first. `opened_by`: how it gets there."""

    id: str
    name: str
    there: bool
    opened_by: str


@dataclass(frozen=True, slots=True, repr=False)
class Heard:
    text: str
    at: datetime


@dataclass(frozen=True, slots=True, repr=False)
class HeardOne:
    """One person whom the measure protects besides the person, with how far they were heard."""

    protected: Protected
    row: BeneficiaryHearing | None
    change: MeasureChange
    hers: bool
    """Whether the person was heard, who may answer for a child."""
    said: tuple[Mapping[str, Any], ...] = ()

    @property
    def ref(self) -> str:
        return self.protected.ref

    @property
    def name(self) -> str:
        return self.protected.name

    @property
    def child(self) -> bool:
        return bool(self.protected.row.child)

    @property
    def nobody_answers(self) -> bool:
        """Whether this is a child whose guardian is excluded: the team first names another one."""
        return self.child and self.protected.row.other == NOBODY

    @property
    def heard(self) -> bool:
        return is_heard(self.protected.row, self.row, hers=self.hers)

    @property
    def answered(self) -> bool:
        """Whether an answer, or a reason in its place, is on record."""
        by_her = self.hers and self.protected.row.hers_to_say
        return by_her or _said(self.protected.row, self.row) or bool(self.row and self.row.excuse)

    @property
    def may_be_noted(self) -> bool:
        """Whether the hearing may be noted: while the change is prepared, and after the decision
        for those who were not heard."""
        decided = self.change.state == MeasureChange.State.DECIDED
        return self.change.state in UNDECIDED or (decided and not self.heard)

    @property
    def said_no_since(self) -> bool:
        """Whether this one refused only after the decision, so that the refusal was not weighed."""
        decided, row = self.change.state == MeasureChange.State.DECIDED, self.row
        if not decided or row is None or row.answer != "refused" or row.answered_at is None:
            return False
        return row.answered_at > self.change.changed_at

    @property
    def lacks_view(self) -> bool:
        return self.child and not (self.row and self.row.view_ref)

    @property
    def stands(self) -> str:
        if self.protected.row.hers_to_say and self.hers:
            return "hers"
        if self.row is None or (self.nobody_answers and not self.row.excuse):
            return ""
        return self.row.answer or self.row.excuse or ("asked" if self.row.asked_at else "")

    @property
    def chip(self) -> str:
        return STANDS[self.stands][0]

    @property
    def word(self) -> Promise:
        return STANDS[self.stands][1]


def hearings_of(
    open_case: OpenCase, row: MeasureChange, shown: Shown, *, hers: bool, seen_by: Signs
) -> tuple[HeardOne, ...]:
    """Return the other persons whom the measure protects now, in the order of naming, without those
    who are excluded, have died, or gave their share up."""
    if row.kind not in HEARS_ALL or not shown.protects_besides:
        return ()
    rows = {one.beneficiary.ref: one for one in _rows(row)}
    papers = papers_in(open_case.folder, seen_by=seen_by, kinds=[SAID, "child_view"])
    words = [open_case.folder.words(one) for one in papers]
    found = []
    for one in shown.protects_besides:
        known = rows.get(one.ref)
        said = tuple(body for body in words if known and body.get("about") == known.ref)
        found.append(HeardOne(one, known, row, hers, said))
    return tuple(found)


def all_heard(row: MeasureChange, *, hers: bool) -> bool:
    """Return whether all whom the measure protects were heard on this change, given whether the
    person was. Where the person has died, or the measure does not protect the person, another must
    have spoken."""
    if row.kind not in HEARS_ALL:
        return hers
    protected = list(Beneficiary.objects.filter(measure=row.measure.ref))
    rows = {one.beneficiary_id: one for one in _rows(row)}
    others = [one for one in protected if one.counts and not one.is_her]
    if not all(is_heard(one, rows.get(one.pk), hers=hers) for one in others):
        return False
    for_her = not protected or any(one.counts and one.is_her for one in protected)
    waits_for_her = for_her and not row.case.filing.asks_nobody
    spoke = any(_said(one, rows.get(one.pk)) for one in others)
    return hers or (spoke and not waits_for_her)


def is_heard(one: Beneficiary, row: BeneficiaryHearing | None, *, hers: bool) -> bool:
    """Return whether nothing waits for this one: heard, asked in vain, or not to be asked for a
    reason on record. A child's own view is needed as well."""
    by_her = hers and one.hers_to_say
    answered = by_her or _said(one, row) or bool(row and row.excuse)
    return answered and bool(not one.child or (row and row.view_ref))


def _said(one: Beneficiary, row: BeneficiaryHearing | None) -> bool:
    """Return whether an answer counts: not one of a guardian who is excluded."""
    return bool(row and row.answer in {"agreed", "refused"}) and one.other != NOBODY


def waiting_in_words(hearings: tuple[HeardOne, ...], *, her: bool) -> tuple[str, ...]:
    """Return the names of those who have yet to be heard, with the person first where the person is
    one of them."""
    view = gettext("%(name)s (the child's own view)")
    others = (
        view % {"name": one.name} if one.answered else one.name for one in hearings if not one.heard
    )
    return (*([gettext("the person")] if her else []), *others)


def agrees(found: tuple[HeardOne, ...]) -> bool:
    """Return whether each of these agreed, which another may not do for them. Children for whom the
    person answers are left out."""
    said = [one for one in found if one.stands != "hers"]
    return all(one.row and one.row.answer == "agreed" for one in said)


OPENED_BY = Opening.WORD_ON_CHANGE
"""The gate of the law that opens once all were heard."""


def heard_words(
    ref: str, question: Question | None, open_case: OpenCase, *, seen_by: Signs
) -> list[Heard]:
    """Return what the person said of it in their own words, on their page or in conversation."""
    about = {ref, question.ref if question else ref}
    papers = papers_in(open_case.folder, seen_by=seen_by, kinds=["message", "oral_answer"])
    bodies = [(open_case.folder.words(paper), paper.written_at) for paper in papers]
    return [
        Heard(str(body.get("text", "")), at) for body, at in bodies if body.get("about") in about
    ]


def _rows(row: MeasureChange) -> list[BeneficiaryHearing]:
    return list(
        BeneficiaryHearing.objects.select_related("beneficiary").filter(change=row).order_by("pk")
    )
