"""Making an export: written, compared with the register, recorded, and then handed out."""

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO
from wsgiref.util import FileWrapper

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localtime

from amparo.crypto.hashes_and_tokens import new_code
from amparo.foundations.accounts.actors import Actor, System, must_be_free
from amparo.foundations.ledger.services import record
from amparo.observatory.exports import events
from amparo.observatory.exports.formats import Format
from amparo.observatory.exports.package import About, digest_of, faults_in, write_package
from amparo.observatory.exports.queries import Wanted, is_what_is_stored, leaving
from amparo.observatory.exports.tally import Tally

REF_GROUPS = 3
_PIECE = 1 << 16


class NotTheSame(Exception):
    """What was written is not what the register holds: nothing leaves."""


class NothingLeaves(Exception):
    """No victim's answer lets anything leave."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """How it is exported. `licence`: of what is published."""

    format: Format
    licence: str


@dataclass(frozen=True, slots=True)
class Package:
    """A file that may leave. Its folder is gone: it lasts until it is read."""

    ref: str
    size: int
    tally: Tally
    content: IO[bytes]

    @property
    def pieces(self) -> Iterable[bytes]:
        """The bytes, a piece at a time; to be closed by the caller, as a response does."""
        return FileWrapper(self.content, _PIECE)


def export_attacks(wanted: Wanted, chosen: Chosen, *, by: Actor | System, at: datetime) -> Package:
    """Make an export and record it. Raises NothingLeaves, NotTheSame, Refused for a member who is
    held back, and Http404 for one who documents no attack."""
    with tempfile.TemporaryDirectory(prefix="amparo-attacks-") as folder:
        room, tally, ref = Path(folder), Tally(), new_code(REF_GROUPS)
        archive = _made(room, wanted, chosen, tally, ref, by=by, at=at)
        digest, size = digest_of(archive), archive.stat().st_size
        content = archive.open("rb")
    try:
        _note(wanted, chosen, tally, ref, digest, by=by, at=at)
    except BaseException:
        content.close()
        raise
    return Package(ref, size, tally, content)


def _made(
    room: Path,
    wanted: Wanted,
    chosen: Chosen,
    tally: Tally,
    ref: str,
    *,
    by: Actor | System,
    at: datetime,
) -> Path:
    writer = chosen.format.writer(room, localtime(at).date())
    for one in leaving(wanted, chosen.format.fit, tally, seen_by=by):
        writer.add(one)
    resources = writer.close()
    if not tally.out["attacks"]:
        raise NothingLeaves
    if not is_what_is_stored(wanted, tally, seen_by=by):
        raise NotTheSame
    archive = write_package(room, resources, _about(wanted, chosen, ref, at), tally)
    if faults_in(archive, resources):
        raise NotTheSame
    return archive


def _about(wanted: Wanted, chosen: Chosen, ref: str, at: datetime) -> About:
    limits = wanted.filter
    told = {
        "kind": limits.kind,
        "department": limits.department,
        "verification": limits.verification,
        "since": limits.since.isoformat() if limits.since else "",
        "until": limits.until.isoformat() if limits.until else "",
    }
    return About(
        ref=ref,
        at=localtime(at),
        format=chosen.format.code,
        audience=wanted.audience,
        licence=chosen.licence,
        publisher=settings.ORGANISATION or settings.PROTOCOL,
        filter={name: value for name, value in told.items() if value},
        cannot=[str(one) for one in chosen.format.cannot],
    )


@transaction.atomic
def _note(
    wanted: Wanted,
    chosen: Chosen,
    tally: Tally,
    ref: str,
    digest: str,
    *,
    by: Actor | System,
    at: datetime,
) -> None:
    must_be_free(by)
    left = events.AttacksExported(
        about=ref,
        format=chosen.format.code,
        audience=wanted.audience.code,
        attacks=tally.out["attacks"],
        victims=tally.out["victims"],
        acts=tally.out["acts"],
        sha256=digest,
    )
    record(left, by=by, at=at)
