"""Queries for exporting one photo, recording or document of a case: in which forms it may leave,
its description, what stands against it, and what is enclosed."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from amparo.casework.exports.models import Export
from amparo.casework.measures.states import Hindered
from amparo.crypto.errors import Unsealable
from amparo.crypto.file_statements import SIZE, FileStatement
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.access.custody_chain import Custody, custody_of, statement_of
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.files.attachments import OpenedFile, attachments_in, open_attachment
from amparo.foundations.intake.files.file_types import KINDS, kind_of
from amparo.foundations.intake.files.rendering_queue import a_turn
from amparo.foundations.intake.files.sandboxed_rendering import (
    RECORDINGS,
    SHOWABLE,
    NotShown,
    to_give,
)
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.web.dates import day_in_words
from amparo.law import load_protocol

Form = Export.Form

type Waits = Callable[..., frozenset[str]]
_waiting: list[Waits] = []


def also_waiting(ask: Waits) -> None:
    """Register a function that returns files which may not leave before a member has looked at
    them."""
    if ask not in _waiting:
        _waiting.append(ask)


@dataclass(frozen=True, slots=True, repr=False)
class Enclosed:
    """What leaves: its `kind` and bytes (empty where only the statement leaves), the hashes of
    these bytes and of the file as received, and the statement, where one can be given yet."""

    kind: str
    content: bytes = field(repr=False)
    digest: bytes
    came_as: bytes
    came_on: date
    statement: FileStatement | None


def to_hand(open_case: OpenCase, ref: str, *, seen_by: Actor) -> OpenedFile | None:
    """A file of this case."""
    return open_attachment(open_case.folder, ref, seen_by=seen_by)


def forms_of(open_case: OpenCase, opened: OpenedFile, *, seen_by: Actor) -> list[Form]:
    """The forms in which the file could leave now."""
    kept = custody_of(open_case, opened, seen_by=seen_by)
    could = {
        Form.CLEAN: opened.attachment.kind in SHOWABLE | RECORDINGS,
        Form.ORIGINAL: kept.whole,
        Form.STATEMENT: statement_of(opened, kept, seen_by=seen_by) is not None,
    }
    return [form for form, may in could.items() if may]


def said_of(open_case: OpenCase, ref: str, form: str, *, seen_by: Actor) -> str:
    """The description that the person and the second person read, in the language of the norm.
    Raises Hindered."""
    opened = to_hand(open_case, ref, seen_by=seen_by)
    if opened is None:
        raise Hindered("file_gone")
    if form not in forms_of(open_case, opened, seen_by=seen_by):
        raise Hindered("no_such_form")
    law = load_protocol(open_case.folder.filing.protocol)
    with override(law.languages[0]):
        about = opened.attachment
        kind = KINDS[about.kind][1].upper()
        came = day_in_words(timezone.localtime(about.stored_at, law.zone).date())
        told = {"name": opened.name or kind, "kind": kind, "size": filesizeformat(opened.size)}
        which = _("%(name)s (%(kind)s, %(size)s), received on %(day)s.") % {**told, "day": came}
        return f"{which}\n{_as(form, about.kind)}"


def against_file(open_case: OpenCase, row: Export, *, seen_by: Signs) -> list[str]:
    """Codes of what stands against this file leaving at all: it was erased, or must be looked at
    first."""
    if not row.file:
        return []
    here = {one.ref for one in attachments_in(open_case.folder, seen_by=seen_by)}
    gone = [] if row.file in here else ["file_gone"]
    return [*gone, *waits_for_a_look(open_case.folder, row.file, seen_by=seen_by)]


def waits_for_a_look(folder: Folder, ref: str, *, seen_by: Signs) -> list[str]:
    return ["file_waits"] if any(ref in ask(folder, seen_by=seen_by) for ask in _waiting) else []


def enclosed(open_case: OpenCase, ref: str, form: str, *, seen_by: Actor) -> Enclosed:
    """What leaves, made at this moment. Raises Hindered where it cannot be made."""
    opened = to_hand(open_case, ref, seen_by=seen_by)
    if opened is None:
        raise Hindered("file_gone")
    kept = custody_of(open_case, opened, seen_by=seen_by)
    if not kept.whole:
        raise Hindered("not_as_it_came")
    kind, content = _content(opened, form)
    return Enclosed(
        kind=kind,
        content=content,
        digest=hashlib.blake2b(content, digest_size=SIZE).digest(),
        came_as=opened.digest,
        came_on=timezone.localtime(opened.attachment.stored_at).date(),
        statement=_statement(opened, kept, form, seen_by=seen_by),
    )


# --- inside ---


def _as(form: str, kind: str) -> str:
    """What leaves along with it, and what stays."""
    if form == Form.STATEMENT:
        return _(
            "Not the file itself, but a statement with which whoever has the file checks by"
            " which day it was on record here. It names no case and nobody."
        )
    if form == Form.ORIGINAL:
        return _(
            "As it was sent, byte for byte, with what its maker left in it: place, device, names."
        )
    if kind in RECORDINGS:
        return _(
            "A copy without the place, device and names that were written into it. Voices, faces"
            " and what is said go along."
        )
    return _(
        "A copy without the place, device and names that were written into it. All that is seen on"
        " it goes along."
    )


def _content(opened: OpenedFile, form: str) -> tuple[str, bytes]:
    """The kind and bytes that leave. Raises Hindered."""
    kind = opened.attachment.kind
    if form == Form.STATEMENT:
        return kind, b""
    try:
        came = b"".join(opened.pieces())
        if form == Form.ORIGINAL:
            return kind, came
        with a_turn():
            made = to_give(kind, came).content
    except NotShown as problem:
        raise Hindered("busy" if str(problem) == "busy" else "not_clean") from problem
    except (Unsealable, OSError) as problem:
        raise Hindered("not_as_it_came") from problem
    return kind_of(made) or kind, made


def _statement(
    opened: OpenedFile, kept: Custody, form: str, *, seen_by: Actor
) -> FileStatement | None:
    """The statement about the file; None for a clean copy, which cannot be compared with the
    original. Raises Hindered."""
    if form == Form.CLEAN:
        return None
    made = statement_of(opened, kept, seen_by=seen_by)
    if made is None and form == Form.STATEMENT:
        raise Hindered("not_stated")
    return made
