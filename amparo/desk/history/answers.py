"""Answers of the person, of others asked with them, and of representatives, to each question."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.measures.queries import plan
from amparo.desk.history.document_versions import Changed
from amparo.desk.history.people_and_measure_dates import Step
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Role
from amparo.foundations.accounts.queries import names_of
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.queries import questions_of
from amparo.foundations.ledger.queries import PERSON, entries_about
from amparo.foundations.web.dates import day_in_words
from amparo.foundations.web.law.wording import say
from amparo.law import load_protocol

OF_ANSWERS = (
    "ConsentAsked",
    "ConsentAnswered",
    "PutToHer",
    "ConsentWithdrawn",
    "ConsentReplaced",
    "QuestionClosed",
    "AllSharingWithdrawn",
    "AdultAnswered",
    "ChildHeard",
    "GuardianSetAside",
    "ActaLaid",
)
OFFICER = Role.INSTITUTION_OFFICER.value
QUESTIONS: Mapping[str, Promise] = {
    "action": later("Immediate action"),
    "assessment": later("To be assessed"),
    "referral": later("Referral elsewhere"),
    "export": later("A copy of the file for somebody"),
    "opinion": later("Asking for an opinion"),
    "context": later("Asking an institution of the danger"),
    "interpreter": later("Who interprets"),
    "collective": later("A measure for the whole collective"),
    "between": later("An intermediary"),
    "overdue": later("Telling others that an institution is late"),
    "oversight": later("Watching from outside how the case goes"),
    "search": later("Telling the authority that searches"),
    "outside": later("Asking an authority outside"),
    "change": later("Change of a measure"),
    "measure": later("Measure"),
}
WAITS, AGREED, ENDED = later("Waits for the person"), later("Agreed"), later("Ended")
STANDS: Mapping[str, Promise] = {
    "": WAITS,
    "agreed": AGREED,
    "refused": later("Not agreed"),
    "discuss": later("Wants to talk about it"),
}
# The state after an act that does not depend on the answer.
AFTER: Mapping[str, Promise] = {
    "ConsentAsked": WAITS,
    "ConsentWithdrawn": ENDED,
    "QuestionClosed": ENDED,
    "ConsentReplaced": later("Decided while the person cannot be asked"),
}
HOW: Mapping[str, Promise] = {
    "page": later("On the person's own page"),
    "oral": later("In conversation"),
    "acta": later("By acta"),
    "for_her": later("By somebody who speaks for the person"),
    "own_words": later("With an access phrase of their own"),
}
# Answers of others than the person. Their names are never shown here.
BESIDE: Mapping[str, Promise] = {
    "AdultAnswered": later("One adult whom the measure would move"),
    "GuardianSetAside": later("Whoever answered for a child"),
    "ChildHeard": later("A child's own view"),
    "ActaLaid": later("What the board decided, by its acta"),
}


@dataclass(frozen=True, slots=True)
class Recorded:
    """One entry of the record of a case, with its author in words."""

    event: str
    at: datetime
    author: str
    facts: Mapping[str, Any]


def recorded(open_case: OpenCase, events: Iterable[str], *, seen_by: Actor) -> list[Recorded]:
    """Return the entries of this case of these kinds, oldest first."""
    wanted = frozenset(events)
    names = names_of_team(open_case, seen_by=seen_by)
    return [
        Recorded(one.event, one.at, _author(one.by, names), json.loads(one.facts))
        for one in entries_about(open_case.code, seen_by=seen_by)
        if one.event in wanted
    ]


def names_of_team(open_case: OpenCase, *, seen_by: Actor) -> dict[str, str]:
    """Return, by signature, the names of members who ever read this case as part of its team.
    Officers of institutions are shown by the institution's name and are not included."""
    team = set()
    for one in entries_about(open_case.code, seen_by=seen_by):
        if one.event == "FileOpened" and OFFICER not in json.loads(one.facts)["role"]:
            team.add(one.by)
        elif one.event in {"SeatGiven", "CaseClaimed"}:
            team.add(f"member:{json.loads(one.facts)['member']}")
    return names_of(team, seen_by=seen_by)


def _author(by: str, names: Mapping[str, str]) -> str:
    if by == PERSON:
        return _("The person")
    return names.get(by) or (_("Somebody of the case") if by.startswith("other:") else "")


def steps_of_answers(open_case: OpenCase, *, seen_by: Actor) -> Iterator[Step]:
    """Yield the questions, to whom, what would be shared, and each answer; oldest first."""
    law = load_protocol(open_case.folder.filing.protocol)
    asked = questions_of(open_case.folder, seen_by=seen_by)
    units = {one.unit.code: one.unit.name for one in asked if one.unit}
    fields = {
        one.ref: "\n".join(say(law, f"fields.{name}", otherwise=name) for name in one.fields)
        for one in asked
    }
    measures = {one.ref: one.entry.label for one in plan(open_case, seen_by=seen_by)}
    so_far = _SoFar()
    for one in recorded(open_case, OF_ANSWERS, seen_by=seen_by):
        if one.event == "AllSharingWithdrawn":
            yield Step(one.at, one.author, _("All that was allowed"), tuple(so_far.all_ended()))
            continue
        what = measures.get(one.facts["subject"], "")
        parts = [str(QUESTIONS.get(one.facts["kind"], "")), what]
        parts.append(units.get(one.facts.get("unit", ""), ""))
        changed = list(so_far.changed_by(one))
        changed += so_far.last_day(one)
        if one.event == "ConsentAsked":
            told = fields.get(one.facts["question"], "")
            changed += so_far.told(one, told)
        how = HOW.get(one.facts.get("how", ""), "")
        by_day = one.event == "ConsentWithdrawn" and one.facts.get("until")
        why = _("By its last day") if by_day else str(how)
        yield Step(one.at, one.author, ": ".join(filter(None, parts)), tuple(changed), why)


class _SoFar:
    """The state so far, while the record is read from its beginning."""

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str, str], str] = {}
        self.beside: dict[tuple[str, str], str] = {}
        self.fields: dict[tuple[str, str, str], str] = {}
        self.days: dict[str, str] = {}

    def changed_by(self, one: Recorded) -> Iterator[Changed]:
        if one.event in BESIDE:
            yield from self._beside(one)
            return
        if one.event == "PutToHer":
            return
        newer = str(AFTER.get(one.event) or STANDS[one.facts.get("answer", "")])
        for key in self._meant(one):
            older = self.answers.get(key, "")
            self.answers[key] = newer
            if older != newer:
                yield Changed(_("Answer"), older, newer)

    def told(self, one: Recorded, fields: str) -> Iterator[Changed]:
        [key] = self._meant(one)
        older = self.fields.get(key, "")
        self.fields[key] = fields
        if older != fields:
            yield Changed(_("What they would learn"), older, fields)

    def last_day(self, one: Recorded) -> Iterator[Changed]:
        """Yield the last day of a consent where an answer sets, moves or drops it."""
        if one.event != "ConsentAnswered":
            return
        until = one.facts.get("until", "")
        older = self.days.get(one.facts["question"], "")
        newer = day_in_words(date.fromisoformat(until)) if until else ""
        self.days[one.facts["question"]] = newer
        if older != newer:
            yield Changed(_("Last day"), older, newer)

    def all_ended(self) -> Iterator[Changed]:
        for key, older in self.answers.items():
            if older not in {str(WAITS), str(ENDED)}:
                self.answers[key] = str(ENDED)
                yield Changed(str(QUESTIONS.get(key[0], "")), older, str(ENDED))

    def _meant(self, one: Recorded) -> list[tuple[str, str, str]]:
        kind, subject = one.facts["kind"], one.facts["subject"]
        if one.event == "QuestionClosed":
            return [key for key in self.answers if key[:2] == (kind, subject)]
        return [(kind, subject, one.facts["unit"])]

    def _beside(self, one: Recorded) -> Iterator[Changed]:
        who = one.facts.get("adult", "")
        newer = str(STANDS.get(one.facts.get("answer", one.facts.get("decided", "")), ""))
        if one.event == "ChildHeard":
            newer = _("Noted")
        key = (one.facts["question"], "heard" if one.event == "ChildHeard" else who)
        older = self.beside.get(key, "")
        self.beside[key] = newer
        if older != newer:
            yield Changed(str(BESIDE[one.event]), older, newer)
