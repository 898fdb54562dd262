"""Words for a file from somebody who may not open it: sealed to a key pair whose secret lies in one
of its papers, so that whoever opens the file reads them, and nobody else."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from amparo.foundations.ledger.services import Signs, record
from amparo.foundations.letterbox import events
from amparo.foundations.letterbox.folders import Folder
from amparo.foundations.letterbox.models import Drop, Filing
from amparo.foundations.letterbox.papers import envelopes_bytes
from amparo.foundations.letterbox.presence import watch
from amparo.sealing import boxes, marks

watch("drops", Drop)


@transaction.atomic
def drop(
    filing: Filing,
    *,
    kind: str,
    about: str,
    public: bytes,
    body: Mapping[str, Any],
    by: Signs,
    at: datetime,
) -> Drop:
    """Leave words in a file. `about`: the ref of the paper that holds the secret half."""
    salt, digest = marks.salted_hash(envelopes_bytes(body))
    content = json.dumps({"salt": salt.hex(), "words": dict(body)}, ensure_ascii=False)
    made = Drop(ref=marks.new_code(groups=3), filing=filing, kind=kind, about=about, dropped_at=at)
    made.author = by.signature
    made.sealed = boxes.seal_to(public, content.encode(), context=_context(filing, made))
    made.save(force_insert=True)
    event = events.WordsDropped(about=filing.code, kind=kind, ref=made.ref, paper=about)
    record(event, by=by, at=at, digest=digest)
    return made


def dropped_in(
    folder: Folder, secrets: Mapping[str, bytes]
) -> dict[str, tuple[Drop, dict[str, Any]]]:
    """By the ref of the paper they belong to: the words left in this file. `secrets` come from
    those papers, which only who opened the file has read."""
    found = Drop.objects.filter(filing=folder.filing).order_by("dropped_at", "pk")
    rows = folder.once("drops", lambda: list(found))
    return {
        row.about: (row, _words(folder.filing, row, secrets[row.about]))
        for row in rows
        if row.about in secrets
    }


def _words(filing: Filing, row: Drop, secret: bytes) -> dict[str, Any]:
    opened = boxes.open_with(secret, bytes(row.sealed), context=_context(filing, row))
    return dict(json.loads(opened)["words"])


def _context(filing: Filing, row: Drop) -> str:
    return f"drop/{filing.code}/{row.ref}/{row.about}/{row.kind}"
