"""The procedure as the site's protocol describes it: steps, acts, terms. Reads no case."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from amparo.foundations.web.law.wording import language_of
from amparo.law import Deed, Protocol
from amparo.law.explain.terms import say_amount, say_if
from amparo.law.procedure import ActRule, Stage, TermRule, TermValue, VersionedBy
from amparo.law.state.stage_and_next_acts import stage_of
from amparo.law.term_rules_in_words import besides, values_now
from amparo.site.laws.act_conditions import needs_of

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Amount:
    """What one text of the law says of a term: length, track, and since and until when it
    applies."""

    said: str
    track: str
    since: date
    until: date | None
    source: str
    checked: bool
    other: str = ""
    other_source: str = ""
    other_checked: bool = True
    other_from: str = ""

    @property
    def in_short(self) -> str:
        """Return the length, the track, and a note if the value is not checked."""
        about = [self.track] * bool(self.track) + [_("not checked")] * (not self.checked)
        return f"{self.said} ({', '.join(about)})" if about else self.said


@dataclass(frozen=True, slots=True)
class TermTold:
    """A term. `now`: the values in force on the day of the page, one for each track."""

    what: str
    told: str
    who: str
    authority: bool
    counted_from: str
    unless: tuple[str, ...]
    now: tuple[Amount, ...]
    at_other_times: tuple[Amount, ...]
    by_filing: bool
    besides: tuple[str, ...]
    """What may move its end, and what follows when it passes."""


@dataclass(frozen=True, slots=True)
class ActTold:
    what: str
    told: str
    who: tuple[str, ...]
    source: str
    checked: bool
    statutory: bool
    needs: tuple[str, ...]
    """What must be on record first, in sentences: findings and gates, without earlier steps."""


@dataclass(frozen=True, slots=True)
class Step:
    """One stage. Optional stages (`side`) are entered and left again only in some cases."""

    id: str
    number: int
    what: str
    told: str
    source: str
    checked: bool
    side: bool
    leaves_from: str
    terms: tuple[TermTold, ...]
    acts: tuple[ActTold, ...]

    @property
    def in_short(self) -> tuple[str, ...]:
        """Return how long an authority has here, a line for each term and track."""
        return tuple(
            f"{term.what}: {amount.in_short}"
            for term in self.terms
            if term.authority
            for amount in term.now
        )


@dataclass(frozen=True, slots=True)
class TrackTold:
    what: str
    told: str
    source: str
    checked: bool
    disputed: str


@dataclass(frozen=True, slots=True)
class Way:
    steps: tuple[Step, ...]
    sides: tuple[Step, ...]
    at_any_time: tuple[ActTold, ...]
    when_late: tuple[ActTold, ...]


def way_of(law: Protocol, *, today: date) -> Way:
    """Return the whole procedure in the reader's language, as the law stands on that day."""
    law = law.as_of(today)
    telling = _Telling(law, today)
    steps = [telling.step(stage) for stage in law.procedure.stage]
    main = [step for step in steps if not step.side]
    numbers = {step.id: number for number, step in enumerate(main, start=1)}
    return Way(
        steps=tuple(replace(step, number=numbers[step.id]) for step in main),
        sides=tuple(step for step in steps if step.side),
        at_any_time=tuple(
            telling.act(act)
            for act in law.procedure.act
            if not act.only_when_late and not telling.has_a_place(act)
        ),
        when_late=what_to_do_when_late(law),
    )


def what_to_do_when_late(law: Protocol) -> tuple[ActTold, ...]:
    """Return what the person may do once an authority's term has passed; often nothing."""
    acts = (act for act in law.procedure.act if act.only_when_late or act.does is Deed.COMPLAIN)
    return tuple(map(_Telling(law, date.max).act, acts))


def terms_of(law: Protocol, *, today: date) -> tuple[TermTold, ...]:
    """Return every term in the order of the law's file, as in force on that day."""
    return tuple(map(_Telling(law, today).term, law.terms.term))


def asked_of(law: Protocol, *, today: date) -> tuple[TermTold, ...]:
    """Return the terms for what institutions are asked, as in force on that day."""
    return tuple(map(_Telling(law, today).term, law.obligations.asked))


def tracks_of(law: Protocol) -> tuple[TrackTold, ...]:
    """Return the tracks of a request. The first whose finding holds applies."""
    return tuple(
        TrackTold(
            law.text(f"tracks.{track.id}", language_of(law)),
            told(law, "tracks", track.id),
            track.source,
            track.checked,
            track.disputed_source or "",
        )
        for track in law.procedure.track
    )


def told(law: Protocol, kind: str, name: str) -> str:
    """Return the plain description, or "" where there is none."""
    return law.texts[language_of(law)].told.get(kind, {}).get(name, "")


@dataclass(frozen=True, slots=True)
class _Telling:
    law: Protocol
    today: date

    def say(self, kind: str, name: str) -> str:
        return self.law.text(f"{kind}.{name}", language_of(self.law))

    def step(self, stage: Stage) -> Step:
        return Step(
            id=stage.id,
            number=0,
            what=self.say("stages", stage.id),
            told=told(self.law, "stages", stage.id),
            source=stage.source,
            checked=stage.checked,
            side=_is_side_road(stage),
            leaves_from=self._leaves_from(stage),
            terms=tuple(
                self.term(term)
                for term in self.law.terms.term
                if self._stage_before(term.met_by) == stage.id
            ),
            acts=tuple(
                self.act(act)
                for act in self.law.procedure.act
                if self._stage_of_act(act) == stage.id
            ),
        )

    def act(self, act: ActRule) -> ActTold:
        return ActTold(
            what=self.say("acts", act.id),
            told=told(self.law, "acts", act.id),
            who=tuple(self.say("roles", role) for role in act.by),
            source=act.source,
            checked=act.checked,
            statutory=act.statutory,
            needs=tuple(needs_of(self.law, act)),
        )

    def term(self, rule: TermRule) -> TermTold:
        now = {id(value) for value in values_now(rule, self.today)}
        ordered = sorted(rule.value, key=lambda value: value.since, reverse=True)
        return TermTold(
            what=self.say("terms", rule.id),
            told=told(self.law, "terms", rule.id),
            who=self.say("roles", rule.owed_by),
            authority=self.law.roles[rule.owed_by].authority,
            counted_from=self.say("events", rule.starts_from),
            unless=tuple(say_if(self.law, one, language_of(self.law)) for one in rule.unless),
            now=tuple(self.amount(rule, value) for value in rule.value if id(value) in now),
            at_other_times=tuple(
                self.amount(rule, value) for value in ordered if id(value) not in now
            ),
            by_filing=rule.versioned_by is VersionedBy.FILING,
            besides=besides(self.law, rule, self.today, language_of(self.law)),
        )

    def amount(self, rule: TermRule, value: TermValue) -> Amount:
        language, other = language_of(self.law), value.disputed_with
        return Amount(
            said=say_amount(value.amount, value.unit, language),
            track=self.say("tracks", value.track) if value.track else "",
            since=value.since,
            until=_until(rule, value),
            source=value.source,
            checked=value.checked,
            other=say_amount(other.amount, other.unit, language) if other else "",
            other_source=other.source if other else "",
            other_checked=other is None or other.checked,
            other_from=self.say("events", other.starts_from) if other and other.starts_from else "",
        )

    def _leaves_from(self, stage: Stage) -> str:
        """Return the stage before the first event that leads to this one."""
        if not _is_side_road(stage):
            return ""
        return self._stage_before(stage.when[0].happened[-1])

    def has_a_place(self, act: ActRule) -> bool:
        return self._stage_of_act(act) is not None

    def _stage_of_act(self, act: ActRule) -> str | None:
        """Return the stage in which an act is listed, of all in which it may be done; None if it
        may be done at any time."""
        if not act.stages:
            return self._last_stage_after(act)
        if act.records in self.law.facts:
            return ([one for one in act.stages if self._on_the_road(one)] or act.stages)[-1]
        if act.records is not None:
            place = self._stage_before(act.records)
        else:
            needs = frozenset(one for one in act.needs if one in self.law.events)
            place = stage_of(self.law, _with_all_before(self.law, needs)).id
        return place if place in act.stages else act.stages[0]

    def _last_stage_after(self, act: ActRule) -> str | None:
        """Return the last stage for an act that no stage names but that waits for a later event;
        otherwise None."""
        events = frozenset(one for one in act.needs if one in self.law.events)
        stages = self.law.procedure.stage
        if act.only_when_late or not events - {self.law.procedure.filing}:
            return None
        return [one.id for one in stages if self._on_the_road(one.id)][-1]

    def _on_the_road(self, stage: str) -> bool:
        return not _is_side_road(self.law.stages[stage])

    def _stage_before(self, event: str) -> str:
        """Return the stage of a case that has everything the law puts before an event."""
        held = _with_all_before(self.law, frozenset(self.law.events[event].after))
        return stage_of(self.law, held).id


def _is_side_road(stage: Stage) -> bool:
    return bool(stage.when) and all(one.not_yet and one.happened for one in stage.when)


def _with_all_before(law: Protocol, events: frozenset[str]) -> frozenset[str]:
    held = set(events)
    for event in reversed(law.procedure.event):
        if event.id in held:
            held.update(event.after)
    return frozenset(held)


def _until(rule: TermRule, value: TermValue) -> date | None:
    later = [
        one.since for one in rule.value if one.since > value.since and one.track == value.track
    ]
    return min(later) - ONE_DAY if later else None
