"""Parts of a case that a member reads at once, opens with a reason, or never reads: fields.toml, by
role. An opened part stays open until the member signs out."""

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
from amparo.foundations.accounts.error_pages import AsksWhy
from amparo.foundations.accounts.permissions import Role
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
    """From the most open to the least."""

    SHOWN = "shown"
    ASKED = "asked"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Field:
    """A part of a case. `answers`: the answers of a request, or of a correction, in it; `told`:
    entries of the closed list of what institutions may be told. `acts`: pages of acts that need it;
    `leaves`: pages from which it is sent, where both sides must be able to read it."""

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
    """A part that is not displayed to this reader now: it needs a reason, or is never readable."""

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
    """Return the parts by id, in the order of fields.toml. Cached."""
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
    """Return the part that an answer belongs to; "" if it belongs to none."""
    return next((one.id for one in fields().values() if answer in one.answers), "")


def told_of(name: str) -> str:
    """Return the part that an item for institutions belongs to; "" if it is not folded."""
    return next((one.id for one in fields().values() if name in one.told), "")


def folded_told(open_case: OpenCase, name: str, *, seen_by: Actor, page: str = "") -> Folded | None:
    """Return the fold in the place of an item that is or would be sent, or None if it is open.
    `page`: where it is displayed, possibly of an act that needs it."""
    field = told_of(name)
    if not field:
        return None
    acting = page in fields()[field].acts
    return folded(open_case, field, seen_by=seen_by, acting=acting)


def folded_among(
    open_case: OpenCase, names: Iterable[str], *, seen_by: Actor, page: str = ""
) -> dict[str, Folded]:
    """Return, of the items that would be sent, those folded for this reader on this page."""
    parts = {name: folded_told(open_case, name, seen_by=seen_by, page=page) for name in names}
    return {name: part for name, part in parts.items() if part}


def reads(field: str, roles: Iterable[Role], *, lent: bool = False) -> Reads:
    """Return what these roles may read. `lent`: the case is open for emergency access."""
    order = list(Reads)
    hers = [fields()[field].reads[role] for role in roles if role in TEAM]
    found = min(hers, key=order.index, default=Reads.NEVER)
    return Reads.ASKED if found == Reads.NEVER and lent else found


def reads_of(open_case: OpenCase, field: str, *, seen_by: Actor) -> Reads:
    return reads(field, seen_by.roles, lent=open_case.seat.ends_at is not None)


def folded(
    open_case: OpenCase, field: str, *, seen_by: Actor, acting: bool = False
) -> Folded | None:
    """Return the fold of a part, or None if it is open to the reader: by role, because it was
    opened in this session, or because the page is of an act that needs it and the part is readable.
    """
    hers = reads_of(open_case, field, seen_by=seen_by)
    if hers == Reads.NEVER:
        return Folded(field, hers)
    stands = acting or hers == Reads.SHOWN or field in _opened(open_case, seen_by)
    return None if stands else Folded(field, hers)


def must_be_open(open_case: OpenCase, field: str, *, seen_by: Actor) -> None:
    """Check that a part is open, for a page that shows nothing else. Raises AsksWhy, or Http404 if
    the reader may never read it."""
    part = folded(open_case, field, seen_by=seen_by)
    if part and not part.asked:
        raise Http404
    if part:
        raise AsksWhy(open_case.code, field)


def open_field(open_case: OpenCase, field: str, reason: str, *, by: Actor, at: datetime) -> bool:
    """Record that a part is opened, before it is shown. Return whether it was: not for an unknown
    reason or a part that needs none."""
    known = field in fields() and reason in why_she_unfolds()
    if not known or reads_of(open_case, field, seen_by=by) != Reads.ASKED:
        return False
    said = {"field": field, "role": by.role, "reason": reason, "sitting": _sitting(by)}
    record(FieldOpened(about=open_case.code, **said), by=by, at=at)
    return True


def _opened(open_case: OpenCase, reader: Actor) -> set[str]:
    """Return the parts that the reader opened in this session, by the record. In another session of
    the same member they stay folded."""
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
