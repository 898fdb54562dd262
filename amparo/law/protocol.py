"""A whole protocol: the content of a folder of TOML files once read and checked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

from amparo.law.admission import AdmissionFile
from amparo.law.assessment.risk_matrix import RiskMethod
from amparo.law.assessment.risk_questionnaires import AssessmentFile, Instrument
from amparo.law.counting.calendar import (
    Calendar,
    CalendarFile,
    Suspension,
    build_calendar,
    holidays,
)
from amparo.law.counting.holidays import Holiday
from amparo.law.disappearances import FateFile
from amparo.law.errors import WrongValue
from amparo.law.measures import MeasuresFile, ObligationsFile
from amparo.law.procedure import (
    ActRule,
    EventRule,
    FactKind,
    FactRule,
    ProtocolFile,
    Role,
    Stage,
    TermRule,
    TermsFile,
)
from amparo.law.program_acts import Asked, Deed, Opening
from amparo.law.review import ReviewFile
from amparo.law.sourced_values import Spanned, in_force
from amparo.law.texts import ConsentText, TextsFile


@dataclass(frozen=True, eq=False, kw_only=True)
class Protocol:
    """One text of the law in force somewhere. Two protocols are equal only if they are the same
    object."""

    procedure: ProtocolFile
    terms: TermsFile
    calendars: CalendarFile
    admission: AdmissionFile
    assessment: AssessmentFile
    measures: MeasuresFile
    obligations: ObligationsFile
    review: ReviewFile
    fate: FateFile
    texts: Mapping[str, TextsFile]
    _built: dict[str, Calendar] = field(default_factory=dict, repr=False)
    _as_of: dict[tuple[bool, ...], "Protocol"] = field(default_factory=dict, repr=False)

    def __str__(self) -> str:
        return self.id

    @property
    def id(self) -> str:
        return self.procedure.id

    @property
    def languages(self) -> tuple[str, ...]:
        return self.procedure.languages

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.procedure.zone)

    def as_of(self, day: date) -> "Protocol":
        """Return the law without the roles, facts, tracks, stages and acts that its text of that
        day did not have; the same object where it had all of them."""
        there = tuple(one.is_there_on(day) for one in self._spanned)
        if all(there):
            return self
        if there not in self._as_of:
            self._as_of[there] = replace(self, procedure=self._procedure_on(day))
        return self._as_of[there]

    @cached_property
    def _spanned(self) -> tuple[Spanned, ...]:
        """Return the entries valid for a shorter time than the norm."""
        rules = self.procedure
        several = (*rules.role, *rules.fact, *rules.track, *rules.stage, *rules.act)
        return tuple(one for one in several if one.since or one.until)

    def _procedure_on(self, day: date) -> ProtocolFile:
        rules = self.procedure
        facts = tuple(one for one in rules.fact if one.is_there_on(day))
        roles = tuple(one for one in rules.role if one.is_there_on(day))
        known = {*self.events, *(one.id for one in facts)}
        acting = {one.id for one in roles}
        return replace(
            rules,
            role=roles,
            fact=facts,
            track=tuple(one for one in rules.track if one.is_there_on(day)),
            stage=tuple(one for one in rules.stage if one.is_there_on(day)),
            act=tuple(
                replace(
                    one,
                    by=tuple(role for role in one.by if role in acting),
                    needs=tuple(need for need in one.needs if need in known),
                    needs_if={
                        fact: tuple(need for need in needs if need in known)
                        for fact, needs in one.needs_if.items()
                        if fact in known
                    },
                    records=one.records if one.records in known else None,
                )
                for one in rules.act
                if one.is_there_on(day)
            ),
        )

    @cached_property
    def events(self) -> dict[str, EventRule]:
        """The events in legal order."""
        return {event.id: event for event in self.procedure.event}

    @cached_property
    def events_before(self) -> dict[str, frozenset[str]]:
        """For each event every event that the law puts before it; the file lists them in order."""
        found: dict[str, frozenset[str]] = {}
        for event in self.procedure.event:
            earlier = (found[one] for one in event.after if one in found)
            found[event.id] = frozenset(event.after).union(*earlier)
        return found

    @cached_property
    def facts(self) -> dict[str, FactRule]:
        return {fact.id: fact for fact in self.procedure.fact}

    @cached_property
    def channels(self) -> dict[str, str]:
        """For each event that is a document of the person, the fact with its channel."""
        later = {event.id: event.channel for event in self.procedure.event if event.channel}
        filing, first = self.procedure.filing, self.procedure.channel
        return {filing: first, **later} if first else later

    @cached_property
    def channel_ids(self) -> tuple[str, ...]:
        """Every channel through which the person may file something."""
        asked = (rule.channel for rule in self.obligations.asked if rule.channel)
        facts = (self.facts.get(fact) for fact in (*self.channels.values(), *asked))
        return tuple(dict.fromkeys(value for fact in facts if fact for value in fact.values))

    @cached_property
    def roles(self) -> dict[str, Role]:
        return {role.id: role for role in self.procedure.role}

    @cached_property
    def stages(self) -> dict[str, Stage]:
        return {stage.id: stage for stage in self.procedure.stage}

    @cached_property
    def acts(self) -> dict[str, ActRule]:
        return {act.id: act for act in self.procedure.act}

    @cached_property
    def _deeds(self) -> dict[Deed, ActRule]:
        return {act.does: act for act in self.procedure.act if act.does}

    def act_that(self, does: Deed) -> ActRule | None:
        """Return the act of this protocol that is that one of Amparo's; None if it has none."""
        return self._deeds.get(does)

    def recorded_by(self, does: Deed) -> str | None:
        """Return the event or gate that this act records; None if it records nothing."""
        act = self.act_that(does)
        return act.records if act else None

    def term_met_by(self, does: Deed) -> TermRule | None:
        """Return the period of time that this act ends."""
        event = self.recorded_by(does)
        return next((term for term in self.terms.term if term.met_by == event), None)

    def gates_opened_by(self, what: Opening) -> tuple[str, ...]:
        return tuple(fact.id for fact in self.procedure.fact if fact.opened_by is what)

    @cached_property
    def conditions(self) -> tuple[str, ...]:
        """Findings and gates: facts that hold or do not."""
        kinds = (FactKind.FINDING, FactKind.GATE)
        return tuple(fact.id for fact in self.procedure.fact if fact.kind in kinds)

    @cached_property
    def _counting(self) -> tuple[FactRule, ...]:
        return tuple(fact for fact in self.procedure.fact if fact.at_least)

    def enough(self, facts: Mapping[str, bool | str]) -> frozenset[str]:
        """Return the gates that are open because enough were counted."""
        return frozenset(
            gate.id
            for gate in self._counting
            if all(int(facts.get(name) or 0) >= least for name, least in gate.at_least.items())
        )

    def uncounted(self, known: Collection[str]) -> frozenset[str]:
        """Return the gates whose counts are not all known yet."""
        return frozenset(one.id for one in self._counting if not one.at_least.keys() <= {*known})

    def counts_for(self, act: ActRule | None) -> dict[str, int]:
        """Return the counts for the gates that this act may need, each with the highest minimum."""
        needs = act.may_need if act else frozenset()
        found: dict[str, int] = {}
        for gate in self._counting:
            for name, least in gate.at_least.items() if gate.id in needs else ():
                found[name] = max(least, found.get(name, 0))
        return found

    def term_to_answer(self, what: Asked) -> str | None:
        """Return the id of the term that an institution has for what it is asked."""
        return {rule.asked_for: rule.id for rule in self.obligations.asked}.get(what)

    @cached_property
    def opening_terms(self) -> frozenset[str]:
        """Terms that open an act once they are over."""
        return frozenset(
            rule.id for rule in self.terms.term if any(one.act for one in rule.on_expiry)
        )

    @cached_property
    def holidays(self) -> dict[date, Holiday]:
        """The holidays of every place and institution."""
        scopes = {one.scope for one in self.calendars.holiday if one.scope}
        return holidays(self.calendars, scopes)

    @cached_property
    def calendar_ids(self) -> tuple[str, ...]:
        return tuple(rule.id for rule in self.calendars.calendar)

    def calendar(self, calendar_id: str | None = None) -> Calendar:
        """Return the calendar by that name, or the protocol's own. Raises UnknownCalendar."""
        name = calendar_id or self.procedure.default_calendar
        if name not in self._built:
            self._built[name] = build_calendar(self.calendars, name)
        return self._built[name]

    @cached_property
    def suspensions(self) -> tuple[Suspension, ...]:
        """Suspensions that the clock applies: an unchecked one moves no date."""
        return tuple(one for one in self.calendars.suspension if one.checked)

    @cached_property
    def suspensions_unchecked(self) -> tuple[Suspension, ...]:
        return tuple(one for one in self.calendars.suspension if not one.checked)

    @cached_property
    def term_rules(self) -> dict[str, TermRule]:
        """The terms of the procedure, and of what is asked beside it."""
        return {rule.id: rule for rule in (*self.terms.term, *self.obligations.asked)}

    @property
    def known_until(self) -> date:
        """The last day for which this protocol can give a date."""
        return min(self.calendars.last, self.procedure.in_force_until or self.calendars.last)

    def risk_method(self, on: date) -> RiskMethod | None:
        """Return the table in force on that day; None before the first."""
        return in_force(self.assessment.method, on)

    def ways_of_weighing(self, on: date) -> tuple[RiskMethod | Instrument, ...]:
        """Return every risk method in force on that day, the table first and the others in the
        order of the file: the first is used unless another is chosen. Empty where this law's is not
        known."""
        table = self.risk_method(on)
        others = tuple(one for one in self.assessment.instrument if one.since <= on)
        return (*([table] if table else []), *others)

    def way_of_weighing(self, name: str) -> RiskMethod | Instrument | None:
        """Return a risk method by its id, also one no longer in force."""
        tables = (one for one in self.assessment.method if one.id == name)
        others = (one for one in self.assessment.instrument if one.id == name)
        return next(tables, None) or next(others, None)

    def text(self, key: str, language: str) -> str:
        """Return the words for `kind.id`, such as `stages.evaluation`. Raises KeyError if there are
        none.

        The loader has checked that every id of the protocol has words in every language.
        """
        kind, _, name = key.partition(".")
        words: dict[str, str] = getattr(self._texts(language), kind, {})
        return words[name]

    def text_for(self, whom: str, key: str, language: str) -> str:
        """Return the words for `kind.id` where the request is for `whom`, an answer to
        `filed_for`; the usual words where there are no others."""
        kind, _, name = key.partition(".")
        texts = self._texts(language)
        others = {"questions": texts.questions_for, "why": texts.why_for}[kind]
        return others.get(whom, {}).get(name) or self.text(key, language)

    def consent_text(
        self, consent_id: str, language: str, *, version: int | None = None
    ) -> ConsentText:
        """Return the wording by that number, or the newest. Raises KeyError if there is none."""
        wordings = {
            one.version: one for one in self._texts(language).consent if one.id == consent_id
        }
        if not wordings:
            raise KeyError(consent_id)
        return wordings[max(wordings) if version is None else version]

    def _texts(self, language: str) -> TextsFile:
        if language not in self.texts:
            raise WrongValue(name="language", given=language, allowed=self.languages)
        return self.texts[language]
