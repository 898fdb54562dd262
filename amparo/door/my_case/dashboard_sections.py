"""The content of the person's page: the state of the case, what waits for the person, who accessed
it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from amparo.door.my_case.pending_questions import Decision, Words
from amparo.door.site_protocol import due_from, say
from amparo.door.wording import (
    CONFIRMATIONS,
    MEASURE_STATES,
    NOT_YET,
    OF_OTHERS,
    ON_ITS_WAY,
    SAID,
    UNDER_WAY,
)
from amparo.foundations.consent.beneficiary_shares import protected_in
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import confirmations_of
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import entries_about
from amparo.foundations.related_people.help_arrived import (
    GOES_ON,
    RUNS,
    TOLD,
    stands_in,
    taken_back_in,
)
from amparo.foundations.web.law.due_dates import Due
from amparo.foundations.web.law.wording import without_date
from amparo.law import CaseState, Protocol

FAILED = frozenset({"stopped", "did_not_arrive"})
# Their subjects are measures too, and nothing is due on them.
ONLY_ASKED = frozenset({Question.Kind.OPINION, Question.Kind.CONTEXT})


@dataclass(frozen=True, slots=True)
class Now:
    """The first line of the page, and its date. `where`: the stage, or who follows it."""

    sentence: str
    due: Due | None
    where: str = ""
    unknown: str = ""  # why there is no date
    who: str = ""  # who must do it, so that the date is not taken for the person's own


def now_of(state: CaseState, law: Protocol, *, at: datetime) -> Now:
    """Return what the law says comes next, its date, and the stage."""
    if settings.ORGANISATION:
        told = _(
            "Your request is with %(whose)s, which is no authority. It asks an authority for"
            " nothing before you agree to that very thing, here."
        )
        return Now(told % {"whose": settings.ORGANISATION}, None)
    where = _("Your request is at this stage: %(stage)s.") % {
        "stage": say(law, f"stages.{state.stage}")
    }
    term = state.next_due
    due = due_from(term, law, at=at) if term else None
    if term is None or due is None:
        return Now(where, None, unknown=without_date(law, state))
    what = say(law, f"terms.{term.term}")
    said = _("This is late: %(what)s") if term.late_by else _("What comes next: %(what)s")
    return Now(said % {"what": what}, due, where, who=say(law, f"roles.{term.owed_by}"))


@dataclass(frozen=True, slots=True)
class Share:
    """Another beneficiary of a measure, and their last word; the last field is True for a child in
    the person's care."""

    ref: str
    name: str
    last_word: Words
    hers_to_say: bool


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure on its way to the person, their last word on it, and what they can say now.
    `protects_her`: whether it also protects the person, and not only others."""

    ref: str
    title: str
    who: str
    chip: str
    state: Words
    last_word: Words
    words: dict[str, Promise]
    protects_her: bool = True
    shares: tuple[Share, ...] = ()
    taken_back_at: datetime | None = None
    """When what institutions had been told for it was revoked, and none was told since."""
    stands: str = ""
    """What institutions do about it: see `arrived.stands_in`."""
    failed: bool = False
    """Whether the person last said that it stopped or did not arrive."""

    @property
    def goes_on(self) -> bool:
        """Whether it continues after the person left, until the team has spoken with them."""
        return self.stands == GOES_ON

    @property
    def runs(self) -> bool:
        """Whether an institution carries it out; leaving does not stop it at once."""
        return self.stands in {RUNS, GOES_ON}

    @property
    def stops(self) -> bool:
        """Whether it stops at once when sharing with institutions is withdrawn."""
        return self.runs or self.stands == TOLD

    @property
    def words_of_others(self) -> dict[str, Promise]:
        """Return what the person can say of it for a child."""
        return {code: OF_OTHERS[code] for code in self.words}

    @property
    def troubled(self) -> bool:
        """Whether it does not help now, or a child may be without it: such a measure is shown in
        full on the first page."""
        unsaid = any(one.hers_to_say and not one.last_word for one in self.shares)
        return self.failed or self.taken_back_at is not None or unsaid


def measures_of(
    visitor: Visitor, decisions: Iterable[Decision], entries: list[Entry]
) -> list[Measure]:
    """Return the person's measures with their state on record. Only the person's word makes one
    count as protection."""
    moved = {fact["measure"]: fact["state"] for fact in facts_of(entries, "MeasureMoved")}
    said = {
        one.measure: one.word
        for one in confirmations_of(visitor.folder, seen_by=visitor)
        if not one.beneficiary
    }
    protects = protected_in(visitor.folder, seen_by=visitor)
    taken_back, stands = taken_back_in(entries), stands_in(entries)
    found: dict[str, Measure] = {}
    for one in decisions:
        state = moved.get(one.subject, "")
        if one.kind in ONLY_ASKED or state not in ON_ITS_WAY or one.subject in found:
            continue
        word, whom = said.get(one.subject, ""), protects.get(one.subject, [])
        chip, words = _stands(state, word)
        found[one.subject] = Measure(
            ref=one.subject,
            title=one.title,
            who=one.recipient,
            chip=chip,
            state=words,
            last_word=CONFIRMATIONS.get(word, ""),
            words={
                code: said
                for code, said in CONFIRMATIONS.items()
                if state in UNDER_WAY or code in NOT_YET
            },
            taken_back_at=taken_back.get(one.subject),
            stands=stands.get(one.subject, ""),
            failed=word in FAILED,
            protects_her=not whom or any(it.row.is_her for it in whom),
            shares=tuple(
                Share(
                    it.ref,
                    it.name,
                    OF_OTHERS.get(it.last_word, ""),
                    it.row.hers_to_say,
                )
                for it in whom
                if not it.row.is_her
            ),
        )
    return list(found.values())


def _stands(state: str, word: str) -> tuple[str, Words]:
    """Return the state of a measure, in the person's own last word where the state follows from
    it."""
    chip, words = MEASURE_STATES[state]
    by_her = SAID.get(word)
    return (chip, by_her[1]) if by_her and by_her[0] == state else (chip, words)


def entries_of(visitor: Visitor) -> list[Entry]:
    return entries_about(visitor.folder.code, seen_by=visitor)


def moments_of(entries: Iterable[Entry], event: str) -> list[tuple[dict[str, Any], datetime]]:
    """Return the facts and the moment of each such entry."""
    return [(json.loads(entry.facts), entry.at) for entry in entries if entry.event == event]


def facts_of(entries: Iterable[Entry], event: str) -> list[dict[str, Any]]:
    return [json.loads(entry.facts) for entry in entries if entry.event == event]
