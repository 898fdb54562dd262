"""Lines of the worklist: what must be done next and by when. Codes and dates, never a name of a
person at risk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amparo.desk.case.news_since_last_look import news_in_words
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.queries import desk_names_of
from amparo.foundations.cases.computed_columns import NEVER
from amparo.foundations.cases.dates_outside_terms import (
    BY_THE_HOUR,
    LEAKED,
    MISSING,
    PERHAPS,
    UNWEIGHED,
    name_of,
)
from amparo.foundations.cases.queries import Case
from amparo.foundations.cases.team_board import TeamCase
from amparo.foundations.cases.worklist_row import Listed
from amparo.foundations.ledger.queries import News, news_about
from amparo.foundations.web.cached_addresses import address_of
from amparo.foundations.web.dates import compact_day
from amparo.foundations.web.law.wording import (
    ahead,
    ahead_by_hours,
    runs_every_day,
    say,
    standing_of,
)
from amparo.law import Protocol, UnknownProtocol, known_protocols, load_protocol
from amparo.law.transitory import norm_and_name

JUST_NOW = timedelta(minutes=1)
ROUGHLY = timedelta(days=2)
"""From this age on, ages are computed from hour to hour."""


@dataclass(frozen=True)
class Row:
    """One case, as `components/row.html` shows it. `due_hour`: of a clock that runs by the hour."""

    address: str
    code: str
    act: str
    stage: str
    holder: str
    danger_word: str
    due_kind: str
    due_word: str
    due_day: date | None
    due_hour: str
    due_distance: str
    changed: str

    @cached_property
    def html(self) -> SafeString:
        """Return the rendered row, cached."""
        return render_to_string("components/row.html", {"row": self})

    @property
    def when(self) -> str:
        day = compact_day(self.due_day) if self.due_day else ""
        return f"{day}, {self.due_hour}" if self.due_hour else day


def rows_of(found: Sequence[Listed], *, seen_by: Actor, at: datetime) -> list[Row]:
    since = {one.code: one.seen_at for one in found if one.seen_at}
    news = news_about(since, seen_by=seen_by)
    names = desk_names_of({one.by for one in news.values()}, seen_by=seen_by)
    language = get_language() or ""
    return [_row(one, news.get(one.code), names, language, at=at) for one in found]


def _row(
    one: Listed, news: News | None, names: Mapping[str, str], language: str, *, at: datetime
) -> Row:
    try:
        return row_of(line_of(one, news, names, at=at), language)
    except UnknownProtocol:
        return _without_norm(one, at=at)


def _without_norm(one: Listed, *, at: datetime) -> Row:
    """Return the row of a case whose norm is not installed, with the stored dates."""
    late = one.due_on < at
    due = timezone.localtime(one.due_on).date() if one.due_on < NEVER else None
    return Row(
        address=address_of("desk:case", one.code),
        code=one.code,
        act=_("The text of this case's norm is missing"),
        stage="",
        holder=one.holder,
        danger_word=_("In danger now") if one.danger >= UNWEIGHED else "",
        due_kind="late" if late else "quiet",
        due_word=_("Overdue") if late else _("The stored date"),
        due_day=due,
        due_hour="",
        due_distance="",
        changed="",
    )


class Line(NamedTuple):
    """The data from which a line is rendered: codes, days and the holder's name. `hour`, `hours`:
    of a clock that runs by the hour, when it ends and how far off that is."""

    code: str
    protocol: str
    stage: str
    track: str
    danger: int
    due_term: str
    holder: str
    due_day: date | None
    hour: str
    hours: str
    late: bool
    today: date
    changed: str


def line_of(one: Listed, news: News | None, names: Mapping[str, str], *, at: datetime) -> Line:
    law = load_protocol(one.protocol)
    due = one.due_on.astimezone(law.zone) if one.due_on < NEVER else None
    by_hour = due is not None and due.time() != time.max
    return Line(
        code=one.code,
        protocol=law.id,
        stage="" if settings.ORGANISATION else one.stage,
        track=one.track,
        danger=one.danger,
        due_term=one.due_term,
        holder=one.holder,
        due_day=due.date() if due else None,
        hour=f"{due:%H:%M}" if due and by_hour else "",
        hours=ahead_by_hours(due, at=at) if due and by_hour else "",
        late=one.due_on < at,
        today=at.astimezone(law.zone).date(),
        changed=news_in_words(news, law, names) if one.seen_at else _("New to you"),
    )


@lru_cache(maxsize=8192)
def row_of(line: Line, language: str) -> Row:  # noqa: ARG001 - words differ by language
    """Return the row of a line. The result is cached per process, since equal lines have equal
    text."""
    law = load_protocol(line.protocol)
    day, today = line.due_day, line.today
    undated = _("Date not known") if line.due_term else _("No date runs")
    kind, word = standing_of(law, day, today=today, late=line.late) if day else (None, undated)
    return Row(
        address=address_of("desk:case", line.code),
        code=line.code,
        act=next_act(line.due_term, law),
        stage=say(law, f"stages.{line.stage}"),
        holder=line.holder,
        danger_word=danger_word(line, law),
        due_kind=kind.value if kind else "quiet",
        due_word=word,
        due_day=day,
        due_hour=line.hour,
        due_distance=line.hours or _distance(line, law),
        changed=line.changed,
    )


def _distance(line: Line, law: Protocol) -> str:
    if line.due_day is None:
        return ""
    clock = line.due_term, line.track
    return distance_of(law, line.due_day, *clock, today=line.today)


def distance_of(law: Protocol, day: date, due_term: str, track: str, *, today: date) -> str:
    """Return how far off the day is, in the unit of its clock: what is no term of the law counts
    every day."""
    every_day = bool(name_of(due_term)) or runs_every_day(law, due_term, track)
    return ahead(law, day, today=today, every_day=every_day)


def next_act(due_term: str, law: Protocol) -> str:
    """Return the act that meets the earliest date, or text that nothing is due."""
    if not due_term or name_of(due_term):
        return name_of(due_term) or _("Follow how it goes")
    norm, name = norm_and_name(due_term)
    law = load_protocol(norm) if norm in known_protocols() else law
    met_by = next((term.met_by for term in law.terms.term if term.id == name), None)
    act = next((act.id for act in law.procedure.act if met_by and act.records == met_by), "")
    return say(law, f"acts.{act}") or say(law, f"terms.{name}", otherwise=name)


def danger_word(case: Case | Line | TeamCase, law: Protocol) -> str:
    """Return the mark of danger; else the name of the faster track, while the case is open."""
    named = {
        MISSING: _("Somebody is missing"),
        LEAKED: _("Leak"),
        UNWEIGHED: _("In danger now"),
        PERHAPS: _("Possible leak"),
        BY_THE_HOUR: _("Immediate action pending"),
    }
    if case.danger in named:
        return named[case.danger]
    is_closed = getattr(case, "closed_at", None) is not None
    faster = case.track != law.procedure.track[-1].id
    return say(law, f"tracks.{case.track}") if faster and not is_closed else ""


def age(moment: datetime, *, at: datetime) -> str:
    """Return the age in its largest unit."""
    if at - moment < JUST_NOW:
        return _("less than a minute")
    if at - moment < ROUGHLY:
        return timesince(moment, at, depth=1)
    return _long_ago(_hour_of(moment), _hour_of(at), get_language() or "")


def _hour_of(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


@lru_cache(maxsize=8192)
def _long_ago(moment: datetime, at: datetime, language: str) -> str:  # noqa: ARG001 - words differ
    return timesince(moment, at, depth=1)
