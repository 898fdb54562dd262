"""Samples of accesses to files for external review: no case, no name."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.wording import roles_in_words, why_she_looks
from amparo.foundations.cases.access.monthly_look_sample import last_month, sample_of, sample_read
from amparo.foundations.cases.access.suspicious_looks import Near, noticed
from amparo.foundations.cases.emergency_access.history import (
    AGREED,
    ALONE,
    NOT_AGREED,
    UNCONFIRMED,
    hours_since,
    seen_since,
)
from amparo.foundations.cases.emergency_access.services import LENT, READY, SHARES

DAYS = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Sampled:
    """One access to a file. `who`: the member, as a number within this sample."""

    number: int
    at: datetime
    who: int
    role: str
    reason: str
    acted: bool
    near: list[str]


@dataclass(frozen=True, slots=True)
class LooksDrawn:
    month: date
    by_head: date
    rows: list[Sampled]


def looks_drawn(*, by: Actor, at: datetime) -> LooksDrawn | None:
    """Return the sample of last month; None where no draw is published. The reading is recorded."""
    first = last_month(at)
    drawn = sample_of(first, seen_by=by)
    if drawn is None:
        return None
    sample_read(first, by=by, at=at)
    near = noticed([one.number for one in drawn.looks], seen_by=by)
    rows = [
        Sampled(
            number=one.number,
            at=one.at,
            who=member,
            role=roles_in_words(one.role),
            reason=_why(one.reason),
            acted=one.acted,
            near=_near(near.get(one.number, Near.NOTHING)),
        )
        for one, member in drawn.numbered
    ]
    return LooksDrawn(first, date.fromisoformat(drawn.by_head), rows)


def _why(code: str) -> str:
    tasks = {
        "holds": _("Has the case in hand"),
        "decides": _("Has to decide"),
        "supervises": _("Supervises the case"),
        **why_she_looks(),
    }
    return tasks.get(code, _("Works on the case"))


def _near(found: Near) -> list[str]:
    words = {
        Near.OWN_SURNAME: _("Somebody of the case bears a surname of theirs"),
        Near.ONE_SURNAME: _("A third file of one family, or a later one"),
        Near.ONE_PLACE: _("A third file of one village, or a later one"),
    }
    return [said for near, said in words.items() if near & found]


@dataclass(frozen=True, slots=True)
class Broken:
    """One emergency access to a case, given for some hours because a life was in danger."""

    number: int
    at: datetime
    role: str
    road: str
    agreed: str
    hours: int
    found: str


def glass_broken(*, by: Actor, at: datetime) -> list[Broken]:
    """Return the emergency accesses of the last ninety days, newest first: no case, no name."""
    roads = {
        READY: _("Access had been prepared for this person"),
        LENT: _("A colleague on the case gave them access"),
        SHARES: _("The keyholders opened the case to them"),
    }
    agreed = {
        ALONE: _("Nobody else had agreed."),
        AGREED: _("A second person confirms having agreed."),
        UNCONFIRMED: _("They say that a second person agreed, who has not confirmed it."),
        NOT_AGREED: _("They say that a second person agreed, who says: I did not."),
    }
    words = {
        "glass_needed": _("Looked at by somebody else: it was right."),
        "glass_not_needed": _("Looked at by somebody else: it was not right."),
    }
    hours = hours_since(at - DAYS, seen_by=by)
    seen = seen_since(at - DAYS, seen_by=by) if hours else {}
    return [
        Broken(
            number=one.number,
            at=one.at,
            role=roles_in_words(str(one.facts["role"])),
            road=roads.get(str(one.facts["road"]), ""),
            agreed=agreed[one.agreed],
            hours=int(one.facts["hours"]),
            found=words.get(seen.get(one.number, ""), _("Nobody else has looked at it yet.")),
        )
        for one in hours
    ]
