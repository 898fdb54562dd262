"""The content of the person's page: the state of the case, what waits for the person, who accessed
it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from amparo.door.my_case.pending_questions import Decision, Words
from amparo.door.site_protocol import due_from, language_of, say
from amparo.door.wording import (
    CONFIRMATIONS,
    MEASURE_STATES,
    NOT_YET,
    OF_OTHERS,
    ON_ITS_WAY,
    OWN_MEASURE_STATES,
    PRESSED,
    SAID,
    UNDER_WAY,
)
from amparo.foundations.consent.beneficiary_shares import protected_in
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import confirmations_of
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Filing
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
from amparo.law import CaseState, Protocol, Term

FAILED = frozenset({"not_enough", "stopped", "did_not_arrive"})
# Their subjects are measures too, and nothing is due on them.
ONLY_ASKED = frozenset({Question.Kind.OPINION, Question.Kind.CONTEXT})
OF_A_MEASURE = frozenset({Question.Kind.MEASURE, Question.Kind.COLLECTIVE})
NUMBERS: tuple[Words, ...] = (
    "",
    pgettext_lazy("how many measures or questions", "One"),
    pgettext_lazy("how many measures or questions", "Two"),
    pgettext_lazy("how many measures or questions", "Three"),
    pgettext_lazy("how many measures or questions", "Four"),
    pgettext_lazy("how many measures or questions", "Five"),
    pgettext_lazy("how many measures or questions", "Six"),
)


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
    return Now(_must(term, due, law), due, where, who=say(law, f"roles.{term.owed_by}"))


def _must(term: Term, due: Due, law: Protocol) -> str:
    """Return in one sentence what the authority must do and how soon; where the protocol has no
    words for that, the name of the term."""
    duties = law.texts[language_of(law)].told.get("duties", {})
    what = duties.get(term.term)
    if not what:
        said = (
            _("This is late: %(what)s.") if term.late_by else _("What they must do next: %(what)s.")
        )
        return said % {"what": say(law, f"terms.{term.term}")}
    if term.late_by:
        return _("They are late: they had to %(what)s.") % {"what": what}
    if not due.distance:
        return _("They must %(what)s.") % {"what": what}
    return _("%(when)s they must %(what)s.") % {"when": capfirst(due.distance), "what": what}


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
    """Whether the person last said that it does not protect, stopped or did not arrive."""
    until: date | None = None
    """Last day of what was granted, where the decision was opened."""
    agreed_until: date | None = None
    """Last day of the person's own consent, where they set one."""
    report_by: date | None = None
    """Day by which the institution has to report, while it has not."""
    overdue: bool = False
    contested_at: datetime | None = None
    """When the team found that what an institution reported was not carried out."""
    limited: bool = False
    """Whether the institution says that it cannot; it owes it until a resolution changes it."""
    owed_again: bool = False
    """Whether it said that it was done, and the person that it did not arrive or stopped."""
    requested: bool = False
    """The norm does not bind the institutions: they are asked, and never late."""
    told_late: tuple[tuple[Words, datetime], ...] = ()
    """Who was told that the institution is late, and when: the last of each."""
    own: bool = False
    """Whether the organisation of this site does it itself."""
    by_day: date | None = None
    """The day agreed on for it, while it is not done."""
    looked_at_on: date | None = None
    """Once it is done, the day by which the team looks at it again."""
    answered_at: str = ""
    """Where the person answers anew whether they agree to it."""

    @property
    def goes_on(self) -> bool:
        """Whether it continues after the person left, until the team has spoken with them."""
        return self.stands == GOES_ON

    @property
    def dropped(self) -> bool:
        """Whether its sharing was revoked, so that no institution must carry it out now."""
        return self.taken_back_at is not None and not self.goes_on

    @property
    def runs(self) -> bool:
        """Whether an institution carries it out; leaving does not stop it at once."""
        return self.stands in {RUNS, GOES_ON}

    @property
    def stops(self) -> bool:
        """Whether it stops at once when sharing with institutions is withdrawn."""
        return not self.own and (self.runs or self.stands == TOLD)

    @property
    def unmet(self) -> bool:
        """Whether it is overdue, or not carried out by the word of the team or the person."""
        return self.overdue or self.contested_at is not None or self.failed

    @property
    def unsaid(self) -> bool:
        """Whether an institution was told to do it for the person, who has not said how it goes."""
        awaited = self.by_day is not None and not self.overdue
        may_say = len(self.words) > len(NOT_YET) and not awaited
        return self.protects_her and not self.last_word and may_say

    @property
    def words_of_others(self) -> dict[str, Promise]:
        """Return what the person can say of it for a child."""
        return {code: OF_OTHERS[code] for code in self.words}

    @property
    def troubled(self) -> bool:
        """Whether it does not help now, or a child may be without it: such a measure is shown in
        full on the first page."""
        unsaid = any(one.hers_to_say and not one.last_word for one in self.shares)
        return self.unmet or self.taken_back_at is not None or unsaid


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
    looks = {fact["measure"]: fact["next_on"] for fact in facts_of(entries, "MeasureReviewed")}
    found: dict[str, Measure] = {}
    for one in decisions:
        state = moved.get(one.subject, "")
        if one.kind in ONLY_ASKED or state not in ON_ITS_WAY or one.subject in found:
            continue
        word, whom = said.get(one.subject, ""), protects.get(one.subject, [])
        chip, words = _stands(state, word, own=one.own)
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
            stands=RUNS if one.own else stands.get(one.subject, ""),
            **(_own_days(one, state, looks.get(one.subject, "")) if one.own else {}),
            failed=word in FAILED,
            agreed_until=one.ends_on if one.in_force else None,
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


@dataclass(frozen=True, slots=True)
class Planned:
    """A measure that is not granted yet or was refused, with the button that the person pressed."""

    title: str
    who: str
    chip: str
    state: Words
    pressed: Words
    ends_on: date | None = None
    """Last day of the consent, where the person set one."""


def planned_of(decisions: Iterable[Decision], entries: list[Entry]) -> list[Planned]:
    """Return the measures of the plan that the person answered and that are not on their way."""
    moved = {fact["measure"]: fact["state"] for fact in facts_of(entries, "MeasureMoved")}
    found: dict[str, Planned] = {}
    for one in decisions:
        state = moved.get(one.subject, "")
        hidden = one.kind in ONLY_ASKED or state not in MEASURE_STATES or state in ON_ITS_WAY
        if hidden or not one.answer or one.withdrawn_at or one.subject in found:
            continue
        chip, words = (OWN_MEASURE_STATES if one.own else MEASURE_STATES)[state]
        pressed = PRESSED.get(one.answer, "")
        found[one.subject] = Planned(one.title, one.recipient, chip, words, pressed, one.ends_on)
    return list(found.values())


def assessed_at(entries: list[Entry]) -> datetime | None:
    """Return when the risk was last assessed."""
    moments = moments_of(entries, "RiskAssessed")
    return moments[-1][1] if moments else None


def heading_of(
    filing: Filing, waiting: list[Decision], *, missing: bool, acta: bool, unsaid: int
) -> str:
    """Return the heading of the page: what waits for the person's answer, or that nothing does.
    `unsaid`: how many measures under way the person said nothing of yet."""
    stopped = _heading_of_stopped(filing)
    if stopped or waiting:
        return stopped or _count_waiting(waiting)
    if unsaid and not missing and not acta and filing.opened_at:
        said = ngettext("Say how a measure goes", "Say how %(count)d measures go", unsaid)
        return said % {"count": unsaid}
    words = (
        (missing, _("Something is missing in your request")),
        (acta, _("Your acta is awaited")),
        (not filing.opened_at, _("Your request is stored. Nobody has opened it yet.")),
        (True, _("Nothing waits for your answer now")),
    )
    return next(said for stands, said in words if stands)


def _heading_of_stopped(filing: Filing) -> str:
    if filing.asks_nobody:
        return _("Nothing is asked or decided on this page any more.")
    if filing.withdrawn_at:
        return _("You have left the procedure. You can ask again whenever you want.")
    return ""


def _count_waiting(waiting: list[Decision]) -> str:
    count = len(waiting)
    number = NUMBERS[count] if count < len(NUMBERS) else count
    if all(one.kind in OF_A_MEASURE for one in waiting):
        said = ngettext(
            "%(number)s measure waits for your answer",
            "%(number)s measures wait for your answer",
            count,
        )
    else:
        said = ngettext(
            "%(number)s question waits for your answer",
            "%(number)s questions wait for your answer",
            count,
        )
    return said % {"number": number}


def _own_days(one: Decision, state: str, looked_at: str) -> dict[str, Any]:
    """Return the days of what the organisation does itself, and where the person answers anew."""
    next_on = date.fromisoformat(looked_at) if looked_at else None
    day = next_on or one.by_day
    to_do = state in {"accepted_by_entity", "objected_by_entity"}
    return {
        "own": True,
        "by_day": day if to_do else None,
        "overdue": to_do and day is not None and day < timezone.localdate(),
        "looked_at_on": None if to_do else next_on,
        "answered_at": one.address,
    }


def _stands(state: str, word: str, *, own: bool) -> tuple[str, Words]:
    """Return the state of a measure, in the person's own last word where the state follows from
    it."""
    chip, words = (OWN_MEASURE_STATES if own else MEASURE_STATES)[state]
    by_her = SAID.get(word)
    return (chip, by_her[1]) if by_her and by_her[0] == state else (chip, words)


def entries_of(visitor: Visitor) -> list[Entry]:
    return entries_about(visitor.folder.code, seen_by=visitor)


def moments_of(entries: Iterable[Entry], event: str) -> list[tuple[dict[str, Any], datetime]]:
    """Return the facts and the moment of each such entry."""
    return [(json.loads(entry.facts), entry.at) for entry in entries if entry.event == event]


def facts_of(entries: Iterable[Entry], event: str) -> list[dict[str, Any]]:
    return [json.loads(entry.facts) for entry in entries if entry.event == event]
