"""The worklist's lines: what must be done next and by when. Codes and dates, never a name of a
person at risk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from amparo import rules
from amparo.foundations.access.actors import Actor
from amparo.foundations.cases.dates import LEAKED, MISSING, PERHAPS, UNWEIGHED, name_of
from amparo.foundations.cases.queries import Case, Seat
from amparo.foundations.cases.services import NEVER
from amparo.foundations.ledger.queries import News, news_about
from amparo.foundations.look.addresses import address_of
from amparo.foundations.look.law import ahead, runs_every_day, say, standing_of
from amparo.rules.transitory import norm_and_name

JUST_NOW = timedelta(minutes=1)
ROUGHLY = timedelta(days=2)
"""From so long on, how long ago something was is told from hour to hour."""


@dataclass(frozen=True)
class Row:
    """One case, as `components/row.html` shows it."""

    address: str
    code: str
    act: str
    stage: str
    holder: str
    contact: str
    danger_word: str
    due_kind: str
    due_word: str
    due_day: date | None
    due_distance: str
    changed: str

    @cached_property
    def html(self) -> SafeString:
        """The row as it stands on the page, drawn once."""
        return render_to_string("components/row.html", {"row": self})


def rows_of(seats: Iterable[Seat], *, seen_by: Actor, at: datetime) -> list[Row]:
    found = list(seats)
    since = {seat.case.code: seat.seen_at for seat in found if seat.seen_at}
    news = news_about(since, seen_by=seen_by)
    language = get_language() or ""
    return [_row(seat, news.get(seat.case.code), language, at=at) for seat in found]


def _row(seat: Seat, news: News | None, language: str, *, at: datetime) -> Row:
    try:
        return row_of(line_of(seat, news, at=at), language)
    except rules.UnknownProtocol:
        return _without_norm(seat, at=at)


def _without_norm(seat: Seat, *, at: datetime) -> Row:
    """A case whose norm is not here any more: with the dates that are stored, and said so."""
    case, late = seat.case, seat.due_on < at
    due = timezone.localtime(seat.due_on).date() if seat.due_on < NEVER else None
    return Row(
        address=address_of("desk:case", case.code),
        code=case.code,
        act=_("The text of this case's norm is missing"),
        stage="",
        holder=case.holder.name if case.holder else "",
        contact=_("First contact %(ago)s ago") % {"ago": age(case.filing.first_contact_at, at=at)},
        danger_word=_("In danger now") if case.danger >= UNWEIGHED else "",
        due_kind="late" if late else "quiet",
        due_word=_("Overdue") if late else _("The stored date"),
        due_day=due,
        due_distance="",
        changed="",
    )


class Line(NamedTuple):
    """All that a line of the list is drawn from: codes, days and the holder's name."""

    code: str
    protocol: str
    stage: str
    track: str
    danger: int
    due_term: str
    holder: str
    waiting: str
    due_day: date | None
    late: bool
    today: date
    changed: str


def line_of(seat: Seat, news: News | None, *, at: datetime) -> Line:
    case = seat.case
    law = rules.load(case.filing.protocol)
    return Line(
        code=case.code,
        protocol=law.id,
        stage="" if settings.ORGANISATION else case.stage,
        track=case.track,
        danger=case.danger,
        due_term=case.due_term,
        holder=case.holder.name if case.holder else "",
        waiting=age(case.filing.first_contact_at, at=at),
        due_day=seat.due_on.astimezone(law.zone).date() if seat.due_on < NEVER else None,
        late=seat.due_on < at,
        today=at.astimezone(law.zone).date(),
        changed=news_in_words(news, law) if seat.seen_at else _("New to you"),
    )


@lru_cache(maxsize=8192)
def row_of(line: Line, language: str) -> Row:  # noqa: ARG001 - words differ by language
    """A line in words. The same line reads the same, so it is put into words once in a process."""
    law = rules.load(line.protocol)
    day, today = line.due_day, line.today
    undated = _("Date not known") if line.due_term else _("No date runs")
    kind, word = standing_of(law, day, today=today, late=line.late) if day else (None, undated)
    return Row(
        address=address_of("desk:case", line.code),
        code=line.code,
        act=next_act(line.due_term, law),
        stage=say(law, f"stages.{line.stage}"),
        holder=line.holder,
        contact=_("First contact %(ago)s ago") % {"ago": line.waiting},
        danger_word=danger_word(line, law),
        due_kind=kind.value if kind else "quiet",
        due_word=word,
        due_day=day,
        due_distance=_distance(line, law, day) if day and day != today else "",
        changed=line.changed,
    )


def _distance(line: Line, law: rules.Protocol, day: date) -> str:
    every_day = runs_every_day(law, line.due_term, line.track)
    return ahead(law, day, today=line.today, every_day=every_day)


def next_act(due_term: str, law: rules.Protocol) -> str:
    """The act that meets the earliest date, or that nothing is due."""
    if not due_term or name_of(due_term):
        return name_of(due_term) or _("Follow how it goes")
    norm, name = norm_and_name(due_term)
    law = rules.load(norm) if norm in rules.known_protocols() else law
    met_by = next((term.met_by for term in law.terms.term if term.id == name), None)
    act = next((act.id for act in law.procedure.act if met_by and act.records == met_by), "")
    return say(law, f"acts.{act}") or say(law, f"terms.{name}", otherwise=name)


def danger_word(case: Case | Line, law: rules.Protocol) -> str:
    named = {
        MISSING: _("Somebody is missing"),
        LEAKED: _("Something got out"),
        UNWEIGHED: _("In danger now"),
        PERHAPS: _("Perhaps something got out"),
    }
    if case.danger in named:
        return named[case.danger]
    faster = case.track != law.procedure.track[-1].id
    return say(law, f"tracks.{case.track}") if case.danger and faster else ""


def age(moment: datetime, *, at: datetime) -> str:
    """How long ago, in the largest unit."""
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


def news_in_words(news: News | None, law: rules.Protocol) -> str:
    """What others did since she last looked: the last thing, and how many more."""
    if news is None:
        return ""
    said = _news(news, law)
    if news.count <= 1:
        return said
    more = news.count - 1
    counted = ngettext("%(said)s, and %(count)d more", "%(said)s, and %(count)d more", more)
    return counted % {"said": said, "count": more}


def _news(news: News, law: rules.Protocol) -> str:
    by_person = {
        "PaperWritten": _("The person wrote"),
        "FileReceived": _("The person sent a file"),
        "PersonRead": _("The person read what was sent"),
        "WayConfirmed": _("The person keeps their words"),
        "WaysEnded": _("The person changed their words: others may know the old ones"),
        "InstitutionExcluded": _("The person said who else must not know"),
        "ReachLimited": _("The person said how nobody is to reach them"),
    }
    known = {
        "ConsentAnswered": _("The person answered"),
        "QuestionClosed": _("A question to the person was closed"),
        "ConsentWithdrawn": _("The person took back an agreement"),
        "AllSharingWithdrawn": _("The person took back all sharing"),
        "MeasureConfirmed": _("The person said how a measure goes"),
        "ProcedureWithdrawn": _("The person left the procedure"),
        "CaseClaimed": _("Somebody took it in hand"),
        "WordsGiven": _("The person got new words"),
        "OtherWayGiven": _("Somebody of the case got words of their own"),
        "OtherWayEnded": _("Words of somebody of the case have ended"),
        "OtherCame": _("Somebody of the case came back with their words"),
        "OtherWrote": _("Somebody of the case wrote"),
        "AdultAnswered": _("An adult answered for herself or himself"),
        "GlassBroken": _("Somebody opened it for some hours: a life is in danger"),
        "GlassAnswered": _("Somebody said whether they had agreed to open it"),
        "GlassSeen": _("Somebody looked at why it was opened for some hours"),
        "SeatGiven": _("The team changed"),
        "TieEnded": _("A tie was found to have been said by mistake"),
        "SeatTaken": _("The team changed"),
        "KeyLeftOut": _("A key that nobody of this case gave was left out"),
    }
    if news.event == "LegalEvent":
        return say(law, f"events.{news.facts.get('what', '')}").capitalize()
    if news.event == "TaskOpened" and news.facts.get("kind") == "reassess":
        return _("Something happened")
    if news.event == "DatedTaskOpened" and news.facts.get("kind") == "see_glass":
        return known["GlassBroken"]  # with it this task was opened
    if news.by == "person" and news.event in by_person:
        return by_person[news.event]
    if news.by.startswith("other:") and news.event == "ConsentAnswered":
        return _("Somebody who speaks for the person answered")
    return known.get(news.event) or _("The team worked on it")
