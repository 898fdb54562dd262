"""Who else than the person is heard before a change takes protection away, and who has been. A word
counts for whoever said it, and for the child whom it was said for."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy

from amparo.casework.measures.queries import Shown
from amparo.casework.review.models import UNDECIDED, Change, Hearing
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.models import NOBODY, Beneficiary, Question
from amparo.foundations.consent.protected import Protected
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.ledger.chain import Signs
from amparo.law import Opening

Kind = Change.Kind
HEARS_ALL = frozenset({Kind.REDUCE, Kind.SUSPEND, Kind.CEASE, Kind.MISUSE})
"""What takes protection away from everybody whom the measure protects. More of it waits for nobody;
what one gives up is a share of it."""
SAID = "what_was_heard"
"""A paper of the team: what somebody said, or why nobody could be asked."""

STANDS: Mapping[str, tuple[str, Promise]] = {
    "agreed": ("done", pgettext_lazy("hearing", "Heard: agrees")),
    "refused": ("done", pgettext_lazy("hearing", "Heard: does not agree")),
    "discuss": ("waiting", pgettext_lazy("hearing", "Wants to talk first")),
    Hearing.Excuse.SILENT: ("due", pgettext_lazy("hearing", "Asked by name; the term passed")),
    Hearing.Excuse.MISSING: ("due", pgettext_lazy("hearing", "Cannot be asked: missing")),
    "hers": ("done", pgettext_lazy("hearing", "The person answered for the child")),
    "asked": ("waiting", pgettext_lazy("hearing", "Asked by name")),
    "": ("waiting", pgettext_lazy("hearing", "Not heard yet")),
}


def is_free(kind: str, on_its_way: Collection[str]) -> bool:
    """Whether this may be thought of beside what is on its way: one at a time, but that neither
    more protection nor her wish to give it up waits for anything else."""
    waits_for_nothing = kind in {Kind.STRENGTHEN, Kind.RENOUNCE}
    return kind not in on_its_way if waits_for_nothing else not on_its_way


def hers_among(kinds: Iterable[str], shown: Shown) -> tuple[str, ...]:
    """What may be thought of: not that she gives up what protects others alone, or them alone by
    now."""
    hers = shown.protects_her or not shown.protects
    return tuple(one for one in kinds if hers or one != Kind.RENOUNCE)


@dataclass(frozen=True, slots=True)
class Gate:
    """One thing that must be on record first. `opened_by` says how it gets there."""

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
    """One whom the measure protects besides the person, as far as this one was heard."""

    protected: Protected
    row: Hearing | None
    change: Change
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
        """A child, and whoever would answer is kept away: the team names somebody else first."""
        return self.child and self.protected.row.other == NOBODY

    @property
    def heard(self) -> bool:
        return is_heard(self.protected.row, self.row, hers=self.hers)

    @property
    def answered(self) -> bool:
        """Whether somebody's word, or a reason in its place, is on record."""
        by_her = self.hers and self.protected.row.hers_to_say
        return by_her or _said(self.protected.row, self.row) or bool(self.row and self.row.excuse)

    @property
    def may_be_noted(self) -> bool:
        """While the change is prepared; once it was decided, whoever was not heard for it."""
        decided = self.change.state == Change.State.DECIDED
        return self.change.state in UNDECIDED or (decided and not self.heard)

    @property
    def said_no_since(self) -> bool:
        """Whether this one said no only once it was decided: nobody has weighed that."""
        decided, row = self.change.state == Change.State.DECIDED, self.row
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
    open_case: OpenCase, row: Change, shown: Shown, *, hers: bool, seen_by: Signs
) -> tuple[HeardOne, ...]:
    """Everybody else whom it protects now, in the order of naming. Whoever is kept away, has died
    or gave a share up is not among them."""
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


def all_heard(row: Change, *, hers: bool) -> bool:
    """Whether everybody whom the measure protects was heard on this change; `hers`: the person was.
    Where she has died, or it is not for her, somebody else must have spoken."""
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


def is_heard(one: Beneficiary, row: Hearing | None, *, hers: bool) -> bool:
    """Whether nothing waits for this one: heard, asked in vain, or not to be asked for a reason on
    record; and a child with its own view besides."""
    by_her = hers and one.hers_to_say
    answered = by_her or _said(one, row) or bool(row and row.excuse)
    return answered and bool(not one.child or (row and row.view_ref))


def _said(one: Beneficiary, row: Hearing | None) -> bool:
    """Whether a word of theirs counts: never one of a guardian who is kept away."""
    return bool(row and row.answer in {"agreed", "refused"}) and one.other != NOBODY


def waiting_in_words(hearings: tuple[HeardOne, ...], *, her: bool) -> tuple[str, ...]:
    """Who has yet to be heard, by name: the person herself first, where it waits for `her`."""
    view = gettext("%(name)s (the child's own view)")
    others = (
        view % {"name": one.name} if one.answered else one.name for one in hearings if not one.heard
    )
    return (*([gettext("the person")] if her else []), *others)


def agrees(found: tuple[HeardOne, ...]) -> bool:
    """Whether each of these said yes: what nobody may ask for in another's name."""
    said = [one for one in found if one.stands != "hers"]
    return all(one.row and one.row.answer == "agreed" for one in said)


OPENED_BY = Opening.WORD_ON_CHANGE
"""The gate of the law that all of them open together."""


def heard_words(
    ref: str, question: Question | None, open_case: OpenCase, *, seen_by: Signs
) -> list[Heard]:
    """What she said of it in her own words, on her page or in conversation."""
    about = {ref, question.ref if question else ref}
    papers = papers_in(open_case.folder, seen_by=seen_by, kinds=["message", "oral_answer"])
    bodies = [(open_case.folder.words(paper), paper.written_at) for paper in papers]
    return [
        Heard(str(body.get("text", "")), at) for body, at in bodies if body.get("about") in about
    ]


def _rows(row: Change) -> list[Hearing]:
    return list(Hearing.objects.select_related("beneficiary").filter(change=row).order_by("pk"))
