"""Lines of unopened requests: code, since when, and the law's next date."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amparo.desk.worklist.rows import age
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.intake.queries import Filing, standing
from amparo.foundations.web.law.wording import due_from, say
from amparo.law import UnknownProtocol, load_protocol


@dataclass(frozen=True, slots=True)
class Unopened:
    """An unopened request: code, since when, channel, and the law's next date. `in_flood`: one of
    very many from one place; `opens`: whether the reader may open it."""

    code: str
    urgent: bool
    in_flood: bool
    opens: bool
    since: datetime
    age: str
    channel: str = ""
    due_day: date | None = None
    due_distance: str = ""
    what: str = ""

    @property
    def html(self) -> SafeString:
        """Return the rendered row, cached."""
        return _drawn(self, get_language() or "", whole=False)

    @property
    def whole(self) -> SafeString:
        """Return the rendered row with time and channel of arrival."""
        return _drawn(self, get_language() or "", whole=True)


def unopened_of(filings: Iterable[Filing], *, seen_by: Actor, at: datetime) -> list[Unopened]:
    opens, language = seen_by.may(Permission.FILING_OPEN), get_language() or ""
    minute = at.replace(second=0, microsecond=0)
    asked = [_Asked.of(one, max(minute, one.filed_at), opens=opens) for one in filings]
    return [_unopened(one, language) for one in asked]


@dataclass(frozen=True, slots=True)
class _Asked:
    """The data from which a line is computed; equal data at the same minute gives an equal line."""

    values: tuple[object, ...]
    at: datetime
    opens: bool
    filing: Filing = field(compare=False)

    @classmethod
    def of(cls, filing: Filing, at: datetime, *, opens: bool) -> "_Asked":
        flags = (filing.urgent, filing.in_flood, filing.filed_at, filing.channel)
        law = (filing.protocol, repr(filing.happened), repr(filing.facts), repr(filing.norms))
        return cls((filing.code, *flags, *law), at, opens, filing)


@lru_cache(maxsize=512)
def _unopened(asked: _Asked, language: str) -> Unopened:  # noqa: ARG001 - words differ by language
    filing, at = asked.filing, asked.at
    found = Unopened(
        code=filing.code,
        urgent=filing.urgent,
        in_flood=filing.in_flood,
        opens=asked.opens,
        since=filing.filed_at,
        age=age(filing.filed_at, at=at),
    )
    try:
        law, term = load_protocol(filing.protocol), standing(filing, at=at).next_due
    except UnknownProtocol:
        return replace(found, what=_("The text of this case's norm is missing"))
    channel = say(law, f"channels.{filing.channel}", otherwise=filing.channel)
    found = replace(found, channel=channel)
    if term is None:
        return found
    found = replace(found, what=say(law, f"terms.{term.term}"))
    due = due_from(term, law, at=at)
    return replace(found, due_day=due.day, due_distance=due.distance) if due else found


@lru_cache(maxsize=256)
def _drawn(one: Unopened, language: str, *, whole: bool) -> SafeString:  # noqa: ARG001 - words differ by language
    return render_to_string("desk/unopened_row.html", {"one": one, "whole": whole})
