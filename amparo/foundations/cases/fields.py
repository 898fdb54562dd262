"""Which part of a file a member reads at once, which she opens alone with a reason, and which is
not hers: fields.toml, by her roles. What she opened stays open until she signs out."""

import json
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path

from django.http import Http404

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Role
from amparo.foundations.accounts.refusals import AsksWhy
from amparo.foundations.accounts.wording import field_in_words, why_she_unfolds
from amparo.foundations.cases.events import FieldOpened
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.ledger.queries import entries_about
from amparo.foundations.ledger.services import record

FILE = Path(__file__).with_name("fields.toml")
REACH, PLACE, OTHERS = "reach", "place", "others"
TRAITS, MESSAGES, FILES = "traits", "messages", "files"
TEAM = (Role.RECEPTION, Role.ANALYST, Role.DECISION_MAKER, Role.SUPERVISOR)


class Reads(StrEnum):
    """The most open first."""

    SHOWN = "shown"
    ASKED = "asked"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Field:
    """`answers`: which of a request's, or of what it lacked, belong to it; `told`: which of the
    closed list of what may be told. `acts`: pages of acts that need it; `leaves`: pages on which it
    leaves, where both by whom it does read it."""

    id: str
    what: str
    why: str
    reads: dict[Role, Reads]
    answers: tuple[str, ...]
    told: tuple[str, ...]
    acts: tuple[str, ...]
    leaves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Folded:
    """A part of the file that is not shown to this reader now: she is asked why, or it is never
    hers."""

    field: str
    reads: Reads

    @property
    def called(self) -> str:
        return field_in_words(self.field)

    @property
    def asked(self) -> bool:
        return self.reads == Reads.ASKED


@cache
def fields() -> dict[str, Field]:
    """The table, in its own order."""
    said = tomllib.loads(FILE.read_text(encoding="utf-8"))["field"]
    return {
        name: Field(
            id=name,
            what=one["what"],
            why=one["why"],
            reads={role: Reads(one[role.value]) for role in TEAM},
            answers=tuple(one.get("answers", ())),
            told=tuple(one.get("told", ())),
            acts=tuple(one.get("acts", ())),
            leaves=tuple(one.get("leaves", ())),
        )
        for name, one in said.items()
    }


def field_of(answer: str) -> str:
    """To which field the answer to this question belongs; nothing where it is what is told."""
    return next((one.id for one in fields().values() if answer in one.answers), "")


def told_of(name: str) -> str:
    """To which field belongs what an institution may be told; nothing where it is not folded."""
    return next((one.id for one in fields().values() if name in one.told), "")


def folded_told(open_case: OpenCase, name: str, *, seen_by: Actor, page: str = "") -> Folded | None:
    """What stands in the place of the words that somebody is, or would be, told. `page`: on which
    they stand; it may be of an act that needs them."""
    field = told_of(name)
    if not field:
        return None
    acting = page in fields()[field].acts
    return folded(open_case, field, seen_by=seen_by, acting=acting)


def folded_among(
    open_case: OpenCase, names: Iterable[str], *, seen_by: Actor, page: str = ""
) -> dict[str, Folded]:
    """Return, of what somebody would be told, what is folded for this reader on this page."""
    parts = {name: folded_told(open_case, name, seen_by=seen_by, page=page) for name in names}
    return {name: part for name, part in parts.items() if part}


def reads(field: str, roles: Iterable[Role], *, lent: bool = False) -> Reads:
    """What these roles let read. `lent`: the case is open for hours, since a life is in danger."""
    order = list(Reads)
    hers = [fields()[field].reads[role] for role in roles if role in TEAM]
    found = min(hers, key=order.index, default=Reads.NEVER)
    return Reads.ASKED if found == Reads.NEVER and lent else found


def reads_of(open_case: OpenCase, field: str, *, seen_by: Actor) -> Reads:
    return reads(field, seen_by.roles, lent=open_case.seat.ends_at is not None)


def folded(
    open_case: OpenCase, field: str, *, seen_by: Actor, acting: bool = False
) -> Folded | None:
    """Nothing where it stands open to her: by her role, because she opened it in this sitting, or
    because the page is of an act that needs it and is hers."""
    hers = reads_of(open_case, field, seen_by=seen_by)
    if hers == Reads.NEVER:
        return Folded(field, hers)
    stands = acting or hers == Reads.SHOWN or field in _opened(open_case, seen_by)
    return None if stands else Folded(field, hers)


def must_be_open(open_case: OpenCase, field: str, *, seen_by: Actor) -> None:
    """Before a page that shows nothing else. Raises AsksWhy, and Http404 where it is never hers."""
    part = folded(open_case, field, seen_by=seen_by)
    if part and not part.asked:
        raise Http404
    if part:
        raise AsksWhy(open_case.code, field)


def open_field(open_case: OpenCase, field: str, reason: str, *, by: Actor, at: datetime) -> bool:
    """On record before it is shown. Whether it was opened: not for a reason that there is not, nor
    what is not folded for her."""
    known = field in fields() and reason in why_she_unfolds()
    if not known or reads_of(open_case, field, seen_by=by) != Reads.ASKED:
        return False
    said = {"field": field, "role": by.role, "reason": reason, "sitting": _sitting(by)}
    record(FieldOpened(about=open_case.code, **said), by=by, at=at)
    return True


def _opened(open_case: OpenCase, reader: Actor) -> set[str]:
    """Which fields she opened in this sitting, as the record has it: in another of hers, left open
    on some desk, they stay folded."""
    if reader.since is None:
        return set()
    code = open_case.code
    entries = open_case.once("record", lambda: entries_about(code, seen_by=reader))
    hers = [
        json.loads(one.facts)
        for one in entries
        if one.event == FieldOpened.__name__ and one.by == reader.signature
    ]
    return {str(one["field"]) for one in hers if one.get("sitting") == _sitting(reader)}


def _sitting(reader: Actor) -> str:
    return reader.since.astimezone(UTC).isoformat() if reader.since else ""
