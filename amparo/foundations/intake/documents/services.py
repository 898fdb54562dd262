"""Documents of a case: write, change, read."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import shared_key_sealing as envelopes
from amparo.foundations.intake import events
from amparo.foundations.intake.documents.schemas.document_text import Text
from amparo.foundations.intake.keys.case_keys import Folder, hold, hold_row, paper_context
from amparo.foundations.intake.keys.key_at_hand_callbacks import hand_over_words
from amparo.foundations.intake.models import Document as Document  # noqa: PLC0414 - pages name it
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.procedure.court_silence_orders import KINDS, no_longer_kept
from amparo.foundations.ledger.services import Signs, record

_CURRENT = Document.objects.filter(current=True).order_by("written_at", "pk")


class ChangedMeanwhile(Exception):
    """A newer version (`newer`) was saved meanwhile; nothing was written."""

    def __init__(self, newer: Document) -> None:
        super().__init__(newer.ref)
        self.newer = newer


def draft_paper(
    folder: Folder,
    *,
    body: Text | Mapping[str, Any],
    kind: str = "",
    by: Signs,
    at: datetime,
    for_person: bool = False,
    ref: str = "",
    version: int = 1,
) -> Document:
    """Return a sealed document that is not stored yet. `kind`: where the body has no schema."""
    kind, stored = kind or kind_of(body), as_stored(body)
    salt, digest = marks.salted_hash(envelopes_bytes(stored))
    paper = Document(
        ref=ref or marks.new_code(groups=3),
        filing=folder.filing,
        kind=kind,
        author=by.signature,
        for_person=for_person,
        digest=digest,
        version=version,
        written_at=at,
    )
    # The salt is sealed with the content: beside the digest, it would allow guessing of short
    # texts.
    content = {"salt": salt.hex(), "words": stored}
    paper.sealed = envelopes.seal_json(
        folder.key, content, context=paper_context(folder.code, paper)
    )
    return paper


@transaction.atomic
def write_paper(
    folder: Folder,
    *,
    body: Text | Mapping[str, Any],
    kind: str = "",
    by: Signs,
    at: datetime,
    for_person: bool = False,
) -> Document:
    """Add a document to a case. `kind`: where the body has no schema. Raises KeyChanged."""
    hold(folder)
    paper = draft_paper(folder, kind=kind, body=body, by=by, at=at, for_person=for_person)
    paper.save(force_insert=True)
    _recorded(folder, paper, by=by, at=at)
    hand_over_words(folder, paper, as_stored(body), by=by)
    return paper


def change_paper(
    folder: Folder,
    paper: Document,
    *,
    body: Text | Mapping[str, Any],
    seen: int,
    by: Signs,
    at: datetime,
) -> Document:
    """Write a new version, where the writer was shown version `seen`.

    Raises ChangedMeanwhile if another version was saved meanwhile, and KeyChanged.
    """
    try:
        with transaction.atomic():
            hold(folder)
            changed = Document.objects.filter(ref=paper.ref, version=seen, current=True).update(
                current=False
            )
            if not changed:
                raise ChangedMeanwhile(Document.objects.get(ref=paper.ref, current=True))
            newer = draft_paper(
                folder,
                kind=paper.kind,
                body=body,
                by=by,
                at=at,
                for_person=paper.for_person,
                ref=paper.ref,
                version=seen + 1,
            )
            newer.save(force_insert=True)
            _recorded(folder, newer, by=by, at=at)
            hand_over_words(folder, newer, as_stored(body), by=by)
    except IntegrityError as problem:
        raise ChangedMeanwhile(Document.objects.get(ref=paper.ref, current=True)) from problem
    return newer


def papers_in(
    folder: Folder, *, seen_by: Signs, kinds: Iterable[str] = (), all_versions: bool = False
) -> list[Document]:
    """Return the documents of an opened case, oldest first. The person gets their own and those
    addressed to them."""
    wanted = frozenset(kinds)
    if all_versions:
        found = Document.objects.filter(filing=folder.filing).order_by("written_at", "pk")
        found = found.filter(kind__in=wanted) if wanted else found
        return [paper for paper in found if may_read(paper, seen_by)]
    current = folder.once("papers", lambda: list(_CURRENT.filter(filing_id=folder.filing.pk)))
    told = _told_all_the_same(folder, current, seen_by)
    return [
        paper
        for paper in current
        if (not wanted or paper.kind in wanted) and (may_read(paper, seen_by) or paper.ref in told)
    ]


def paper_called(folder: Folder, ref: str, *, seen_by: Signs) -> Document | None:
    if folder.page is not None:
        return next((one for one in papers_in(folder, seen_by=seen_by) if one.ref == ref), None)
    paper = Document.objects.filter(filing=folder.filing, ref=ref, current=True).first()
    if paper is None or may_read(paper, seen_by):
        return paper
    return paper if _told_all_the_same(folder, [paper], seen_by) else None


def _told_all_the_same(folder: Folder, papers: Iterable[Document], reader: Signs) -> set[str]:
    """Return the documents that the record shows as disclosed to the person, whatever their rows
    say, so that a change in a table cannot withhold them."""
    if reader.signature != "person":
        return set()
    kept = [one.ref for one in papers if one.kind in KINDS and not one.for_person]
    if not kept:
        return set()
    now = timezone.now()
    return folder.once("told_all_the_same", lambda: no_longer_kept(folder.filing, kept, at=now))


def may_read(paper: Document, reader: Signs) -> bool:
    if reader.signature.startswith("other:"):  # related people read copies instead
        return False
    return reader.signature != "person" or paper.for_person or paper.author == "person"


def read_by_person(folder: Folder, paper: Document, *, by: Signs, at: datetime) -> None:
    """Record, once, that the person opened a document: proof of receipt. Does nothing if the person
    has died or the document cannot be unsealed."""
    hers = by.signature == "person" and not folder.filing.asks_nobody
    new = hers and paper.for_person and paper.read_at is None
    if new and folder.words_if_they_open(paper) is not None:
        with transaction.atomic():
            hold_row(folder.filing).values_list("pk").first()
            if Document.objects.filter(pk=paper.pk, read_at__isnull=True).update(read_at=at):
                record(
                    events.PersonRead(about=folder.code, kind=paper.kind, ref=paper.ref),
                    by=by,
                    at=at,
                )


def take_from_page(folder: Folder, *, kind: str, by: Signs) -> int:
    """Remove documents of this kind from the person's page; they stay in the case. Return how many.
    Raises KeyChanged."""
    hold(folder)
    return taken_from_page(folder.filing, kind=kind)


def taken_from_page(filing: Filing, *, kind: str) -> int:
    """Do the same without the case key. The caller holds the row."""
    shown = Document.objects.filter(filing=filing, kind=kind, for_person=True)
    return shown.update(for_person=False)


def envelopes_bytes(body: Mapping[str, Any]) -> bytes:
    """Return the bytes whose salted hash is chained: the body as compact JSON with sorted keys."""
    return json.dumps(
        dict(body), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    ).encode(errors="surrogatepass")


def as_stored(body: Text | Mapping[str, Any]) -> dict[str, Any]:
    return body.as_json() if isinstance(body, Text) else dict(body)


def kind_of(body: Text | Mapping[str, Any]) -> str:
    """Return the kind that a schema is for. Raises ValueError for a body without one."""
    if isinstance(body, Text):
        return body.KIND
    raise ValueError("A body without a schema needs its kind.")


def _recorded(folder: Folder, paper: Document, *, by: Signs, at: datetime) -> None:
    record(
        events.PaperWritten(
            about=folder.code, kind=paper.kind, ref=paper.ref, version=paper.version
        ),
        by=by,
        at=at,
        digest=bytes(paper.digest),
    )
