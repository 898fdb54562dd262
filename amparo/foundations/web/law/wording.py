"""Texts and dates of the protocol and its clock, in the reader's language, as the components take
them."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from amparo.foundations.web.dates import day_in_words
from amparo.foundations.web.law.due_dates import Due, DueState, OtherDate, SkippedDay
from amparo.foundations.web.timeline import Point, PointState
from amparo.law import (
    CaseState,
    Deed,
    OutsideCalendar,
    Phase,
    Protocol,
    Received,
    Term,
    TermState,
    Unit,
    known_protocols,
    load_protocol,
)
from amparo.law.counting.day_by_day_count import pauses_of
from amparo.law.explain.terms import say_amount, say_moved, say_then
from amparo.law.sourced_values import Cited
from amparo.law.transitory import norm_and_name

BY_HOURS = timedelta(days=2)
"""How far off a moment of the clock is told in hours."""
SOON = 2
"""Working days before its due day from which a term is shown as falling due."""


def language_of(law: Protocol) -> str:
    """Return the reader's language if the protocol has it, else the protocol's first."""
    language = get_language() or ""
    return language if language in law.languages else law.languages[0]


def another_language(law: Protocol) -> str:
    """Return the language of the norm, in which an act is written, if the reader reads another one;
    else empty."""
    first = law.languages[0]
    return first if first != language_of(law) else ""


def say(law: Protocol, key: str, *, otherwise: str = "") -> str:
    """Return the protocol's text for `kind.id`, or that of an older norm from which cases pass to
    it: carried terms keep their name."""
    try:
        return law.text(key, language_of(law))
    except KeyError:
        pass
    kind, _dot, name = key.partition(".")
    norm, inner = norm_and_name(name)
    left = [norm] if norm else [rule.older for rule in law.procedure.transitory if rule.passes]
    known = [one for one in left if one in known_protocols()]
    words = (say(load_protocol(one), f"{kind}.{inner}") for one in known)
    return next(filter(None, words), otherwise)


def say_term(law: Protocol, term: str) -> str:
    """Return the name of a term, with its norm if the case has left that norm."""
    norm, name = norm_and_name(term)
    said = say(law, f"terms.{term}", otherwise=name)
    if not norm:
        return said
    known = load_protocol(norm) if norm in known_protocols() else None
    whose = known.procedure.source if known else norm
    return _("%(term)s, under %(norm)s") % {"term": said, "norm": whose}


def norm_calls(law: Protocol, measure: str) -> str:
    """Return the norm's name for a measure, in the language in which this is written or read."""
    return say(law, f"measures.{measure}", otherwise=measure)


def source_said(one: Cited | Term | Received | None) -> str:
    """Return the citation of a rule, with a note if it is unchecked; empty for None."""
    if one is None:
        return ""
    return one.source if one.checked else f"{one.source}, {_('not checked')}"


def sworn_by(law: Protocol) -> Cited | None:
    """Return the norm under which a request counts as made under oath; None for an organisation's
    site."""
    return None if settings.ORGANISATION else law.admission.sworn_statement


def say_act(law: Protocol, does: Deed, *, otherwise: str = "") -> str:
    """Return the protocol's name for one of Amparo's acts."""
    act = law.act_that(does)
    return say(law, f"acts.{act.id}") if act else otherwise


def term_met_by(does: Deed, state: CaseState) -> Term | None:
    """Return the period of time that this act ends, as it stands in a case. None if the law sets
    none, or none on this case's track."""
    rule = load_protocol(state.protocol).term_met_by(does)
    return state.find_term(rule.id) if rule else None


def remedies(law: Protocol, state: CaseState) -> list[Term]:
    """Return the person's own terms that begin when the decision reached the person, or, if the law
    has no notice, when it was issued."""
    starts = law.recorded_by(Deed.NOTIFY) or law.recorded_by(Deed.DECIDE)
    return [
        term
        for term in state.terms
        if term.starts_from == starts and not law.roles[term.owed_by].authority
    ]


def dates_unknown(law: Protocol, since: date) -> str:
    """Return why something has no date: the law, or its calendar, ends before that day."""
    return say(law, "warnings.dates_unknown").format(since=day_in_words(since))


def without_date(law: Protocol, state: CaseState) -> str:
    """Return the same if it affects this case; or, until it is decided, that no day is known for
    what comes next. Else empty."""
    if state.dates_unknown:
        return dates_unknown(law, law.known_until + timedelta(days=1))
    return "" if state.next_due or not _to_be_decided(law, state) else _no_day(law, state)


def own_without_date(law: Protocol, state: CaseState) -> str:
    """Return the same for terms owed by this site: an organisation is no authority and owes
    none."""
    return "" if settings.ORGANISATION else without_date(law, state)


def _to_be_decided(law: Protocol, state: CaseState) -> bool:
    act = law.act_that(Deed.DECIDE)
    before = {Phase.ADMISSION, Phase.ASSESSMENT}
    return state.phase in before or bool(act and state.stage in act.stages)


def _no_day(law: Protocol, state: CaseState) -> str:
    """Return from which event the next term of an authority runs, or that no such term is known."""
    order = list(law.events)
    waiting = [
        term
        for term in state.terms
        if term.state is TermState.WAITING and law.roles[term.owed_by].authority
    ]
    if not waiting:
        return _("For what comes next no term is known: this law sets none, or none was found.")
    first = min(waiting, key=lambda term: order.index(term.starts_from))
    return _(
        "No day runs yet. “%(what)s” has %(amount)s, counted from: %(event)s (%(source)s)."
    ) % {
        "what": say(law, f"terms.{first.term}"),
        "amount": say_amount(first.amount, first.unit, language_of(law)),
        "event": say(law, f"events.{first.starts_from}"),
        "source": source_said(first),
    }


def calendar_of(law: Protocol) -> str:
    """Return the calendar of this site if this law has it; otherwise empty, for the law's own."""
    return settings.CALENDAR if settings.CALENDAR in law.calendar_ids else ""


def working_days(law: Protocol, after: date, until: date) -> int | None:
    """Return how many days that count lie ahead; None if the calendar ends before."""
    try:
        return law.calendar(calendar_of(law)).business_between(after, until)
    except OutsideCalendar:
        return None


def ahead(law: Protocol, day: date, *, today: date, every_day: bool = False) -> str:
    """Return in words how far a day is: in working days, else in days. `every_day`: for a term that
    skips no day, so that the number is not smaller than the law counts."""
    if day == today:
        return _("today")
    first, last = sorted((day, today))
    counted = 0 if every_day else working_days(law, first, last)
    days = (last - first).days
    if counted is None:
        return ""
    if day < today:
        if not counted:
            return ngettext("%(count)d day late", "%(count)d days late", days) % {"count": days}
        return ngettext("%(count)d working day late", "%(count)d working days late", counted) % {
            "count": counted
        }
    if not counted:
        return ngettext("in %(count)d day", "in %(count)d days", days) % {"count": days}
    return ngettext("in %(count)d working day", "in %(count)d working days", counted) % {
        "count": counted
    }


def runs_every_day(law: Protocol, term: str, track: str = "") -> bool:
    """Return whether this term skips no day, on this track, or on every track if none is given;
    False for an unknown term. A term carried from a former norm follows that norm."""
    norm, name = norm_and_name(term)
    if norm:
        law = load_protocol(norm) if norm in known_protocols() else law
    rule = law.term_rules.get(name)
    if rule is None:
        return False
    values = [one for one in rule.value if one.track in (None, track)] or rule.value
    return all(one.unit is not Unit.BUSINESS_DAY for one in values)


def standing_of(
    law: Protocol, day: date, *, today: date, late: bool = False
) -> tuple[DueState, str]:
    """Return the chip of an unmet term: state and word. `late`: its hour has passed."""
    if late or day < today:
        return DueState.LATE, _("Overdue")
    if day == today:
        return DueState.DUE, _("Due today")
    left = working_days(law, today, day)
    if left is not None and left <= SOON:
        return DueState.DUE, _("Due soon")
    return DueState.OPEN, _("On time")


def ahead_by_hours(moment: datetime, *, at: datetime) -> str:
    """Return in words how many hours off a moment is; empty beyond `BY_HOURS`, for which days are
    counted."""
    left = moment - at
    if abs(left) >= BY_HOURS:
        return ""
    hours = int(abs(left) / timedelta(hours=1))
    if left < timedelta():
        if not hours:
            return _("under 1 hour late")
        return ngettext("%(count)d hour late", "%(count)d hours late", hours) % {"count": hours}
    if not hours:
        return _("in under 1 hour")
    return ngettext("in %(count)d hour", "in %(count)d hours", hours) % {"count": hours}


def due_by(law: Protocol, moment: datetime, *, at: datetime, every_day: bool = True) -> Due:
    """Return an unmet date that is stored as a moment: the end of a day, or an hour."""
    there, today = timezone.localtime(moment, law.zone), timezone.localtime(at, law.zone).date()
    day, by_hour = there.date(), there.time() != time.max
    state, word = standing_of(law, day, today=today, late=moment < at)
    hours = ahead_by_hours(moment, at=at) if by_hour else ""
    distance = hours or ahead(law, day, today=today, every_day=every_day)
    hour = there if by_hour else None
    return Due(day=day, state=state, word=word, distance=distance, source="", hour=hour)


def due_from(term: Term, law: Protocol, *, at: datetime) -> Due | None:
    """Return a term of the clock with all its reasons; None while it waits for its event."""
    if term.due is None:
        return None
    day, today = day_of(term.due), timezone.localtime(at, law.zone).date()
    passed = term.state is TermState.LATE  # a term in hours can be late on its due day
    state, word = standing_of(law, day, today=today, late=passed)
    every_day = term.unit is not Unit.BUSINESS_DAY
    hour = term.due if isinstance(term.due, datetime) else None
    distance = ahead_by_hours(hour, at=at) if hour else ""
    distance = distance or ahead(law, day, today=today, every_day=every_day)
    if term.met_at is not None:
        late = term.state is TermState.MET_LATE
        state, word = DueState.DONE, _("Done late") if late else _("Done")
        distance = _("was the last day")
    return Due(
        day=day,
        state=state,
        word=word,
        distance=distance,
        source=term.source,
        amount=say_amount(term.amount, term.unit, language_of(law)),
        event=say(law, f"events.{term.starts_from}"),
        event_on=day_of(term.from_at) if term.from_at else None,
        skipped=skipped_days(term),
        lenient_day=term.lenient_due,
        disputed=disputes(term),
        unchecked=not term.checked,
        moved=what_moves(term, law),
        then=say_then(law, term, language_of(law)) or "",
        hour=hour,
    )


def skipped_days(term: Term) -> tuple[SkippedDay, ...]:
    """Return the days that did not count, without weekends."""
    why = {"holiday": _("holiday"), "declared": _("day declared non-working")}
    return tuple(
        SkippedDay(day=one.on, why=why[one.why.value])
        for one in term.skipped
        if one.why.value in why
    )


def what_moves(term: Term, law: Protocol) -> tuple[str, ...]:
    """Return everything that moved its end from what its amount alone gives, in sentences."""
    language = language_of(law)
    said = (say_moved(law, one, language) for one in term.moved)
    return (*said, *pauses_of(term, language))


def disputes(term: Term) -> tuple[OtherDate, ...]:
    other = term.disputed_with
    if other is None or term.due is None:
        return ()
    day = day_of(other.due)
    earlier = day < day_of(term.due)
    return (OtherDate(source=other.source, day=day, unchecked=not other.checked, earlier=earlier),)


def point_of(term: Term, law: Protocol, *, at: datetime) -> Point | None:
    """Return a legal date that is still to come, or late, as a point on the timeline of a case."""
    due = due_from(term, law, at=at)
    if due is None or term.met_at is not None:
        return None
    late = due.state is DueState.LATE
    return Point(
        on=due.day,
        word=say_term(law, term.term),
        state=PointState.LATE if late else PointState.NEXT,
        why=f"{source_said(term)}: {due.amount}",
        distance=due.distance,
    )


def day_of(moment: date | datetime) -> date:
    """Return the day of a moment on the clock in which it is given."""
    return moment.date() if isinstance(moment, datetime) else moment
