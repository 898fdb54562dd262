"""Tell until when the authority must answer: the state of the terms in sentences, for each
track."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from amparo.foundations.web.law.due_dates import Due
from amparo.foundations.web.law.wording import calendar_of, due_from, language_of, say
from amparo.law import CaseState, Protocol, Term, TermState, case_state, explain, say_warning
from amparo.law.counting.day_by_day_count import CountedDay, counted_days
from amparo.law.procedure import Track
from amparo.law.state.case import is_whole_day
from amparo.site.calculator_form import NOTHING, AskedForm
from amparo.site.laws.procedure import told

UNMET = (TermState.OPEN, TermState.LATE)


@dataclass(frozen=True, slots=True)
class Owed:
    """One term that runs or is over. `passed`: its day is over and it is not known whether it was
    met; `no_hour`: it is counted in hours from an event of which only the day is known."""

    what: str
    told: str
    who: str
    due: Due
    passed: bool
    met: bool
    no_hour: bool
    days: tuple[CountedDay, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A later document that does not count as received on the day on which it was filed."""

    what: str
    counts_as: date
    source: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What the law says if the request takes this track. `main`: the term of the answer that is
    awaited."""

    title: str
    why: str
    counts_as: date | None
    counts_as_source: str
    counts_as_checked: bool
    after_hours: date | None
    """The other day it may count as, where the office's hours matter and the hour is not known."""
    later: tuple[Moved, ...]
    main: Owed | None
    others: tuple[Owed, ...]
    own: tuple[Owed, ...]
    waiting: tuple[tuple[str, str], ...]
    """Terms that are not known to run, and why: the event that starts them was not given."""
    not_known: bool
    """Whether an authority owes any of them."""
    warnings: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return any(one.passed for one in (self.main, *self.others) if one)


@dataclass(frozen=True, slots=True)
class Reading:
    """One track that a request may take, and why it is shown."""

    facts: dict[str, bool | str]
    title: str
    why: str


def answers_to(form: AskedForm) -> tuple[Answer, ...]:
    """Return one answer, or one for each track where the track is not known or is disputed."""
    return tuple(_answer(form, reading) for reading in _readings(form))


def _readings(form: AskedForm) -> Iterator[Reading]:
    law, finding = form.law, form.cleaned_data.get("finding")
    tracks = law.procedure.track
    if finding == NOTHING:
        yield _on(law, tracks[-1])
    elif finding:
        track = next(one for one in tracks if finding in one.any_of)
        yield Reading({finding: True}, say(law, f"tracks.{track.id}"), say(law, f"facts.{finding}"))
        if track.disputed_source and finding not in track.disputed_unless:
            yield _narrower(law, track)
    else:
        for track in tracks:
            yield _on(law, track)


def _on(law: Protocol, track: Track) -> Reading:
    """Return the reading on this track, by a finding that is not disputed."""
    finding = (*track.disputed_unless, *track.any_of)[:1]
    return Reading(
        dict.fromkeys(finding, True), say(law, f"tracks.{track.id}"), told(law, "tracks", track.id)
    )


def _narrower(law: Protocol, track: Track) -> Reading:
    """Return the reading by a narrower interpretation of the norm."""
    tracks = law.procedure.track
    other = _on(law, tracks[tracks.index(track) + 1])
    why = _("This is how it would be by a narrower reading: %(source)s.")
    return Reading(other.facts, other.title, why % {"source": track.disputed_source})


def _answer(form: AskedForm, reading: Reading) -> Answer:
    law, at = form.law, form.now
    state = case_state(law, form.happened(reading.facts), at, calendar_of(law))
    owed = [(term, _owed(law, term, at)) for term in state.terms]
    theirs = [one for term, one in owed if one and law.roles[term.owed_by].authority]
    unmet = [one for one in theirs if not one.met]
    main = max(unmet, key=lambda one: one.due.day, default=None)
    received = state.received
    waiting = [term for term, one in owed if one is None]
    moved = received if received and received.moved else None
    return Answer(
        title=reading.title,
        why=reading.why,
        counts_as=moved.counts_as if moved else None,
        counts_as_source=moved.source if moved else "",
        counts_as_checked=moved is None or moved.checked,
        after_hours=received.after_hours if received else None,
        later=tuple(
            Moved(say(law, f"events.{event}"), one.counts_as, one.source, one.checked)
            for event, one in state.received_later.items()
            if one.moved
        ),
        main=main,
        others=tuple(one for one in theirs if one is not main),
        own=tuple(
            one
            for term, one in owed
            if one and not one.met and not law.roles[term.owed_by].authority
        ),
        waiting=tuple(_waits(law, term) for term in waiting),
        not_known=any(law.roles[term.owed_by].authority for term in waiting),
        warnings=tuple(_warned(law, state)),
    )


def _owed(law: Protocol, term: Term, at: datetime) -> Owed | None:
    due = due_from(term, law, at=at)
    if due is None:
        return None
    return Owed(
        what=say(law, f"terms.{term.term}"),
        told=told(law, "terms", term.term),
        who=say(law, f"roles.{term.owed_by}"),
        due=due,
        passed=term.state is TermState.LATE,
        met=term.state not in UNMET,
        no_hour=isinstance(term.from_at, datetime) and is_whole_day(term.from_at),
        days=counted_days(law, term, language_of(law)),
    )


def _waits(law: Protocol, term: Term) -> tuple[str, str]:
    return say(law, f"terms.{term.term}"), explain(law, term, language_of(law)).standing


def _warned(law: Protocol, state: CaseState) -> Iterator[str]:
    """Yield warnings on the computed days; what is said beside a day is not repeated."""
    language = language_of(law)
    for one in state.warnings:
        if one.code != "unchecked_value":
            yield say_warning(law, one, language)
