"""Publication of the record: once a day its length and one hash of all of it, signed.

Its length is always a multiple of `BLOCK`: filler entries complete the last block. Otherwise the
length of each day would reveal whether anything happened on a quiet one, and a proof could not be
made from a few hundred entries. Services, by noun: heads.
"""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate

from amparo.crypto import merkle_trees as trees
from amparo.crypto.signatures import signing_pair_of
from amparo.crypto.signed_heads import Head
from amparo.foundations.ledger.chain import Signs, line_of
from amparo.foundations.ledger.entry_iteration import block_roots
from amparo.foundations.ledger.events import HeadPublished, LineLeftBlank, SigningKeyTaken
from amparo.foundations.ledger.models import Block, Entry, PublishedHead
from amparo.foundations.ledger.queries import BLOCK, last_head
from amparo.foundations.ledger.services import keep_order, record, record_alike
from amparo.foundations.ledger.verification import head

ABOUT = "record"


class NoSigningKey(Exception):
    """There is no `signing.key` here: `amparo init` makes one."""


def publish_daily(*, by: Signs, at: datetime) -> Head | None:
    """Publish the head of this day, in the first minute of it that anything runs. Returns None if
    it exists already. Raises NoSigningKey."""
    today = PublishedHead.objects.filter(day=localdate(at))
    if today.exists():
        return None
    while _block_gathered():  # each in its own transaction: filings need not wait for all
        pass
    with transaction.atomic():
        keep_order()
        return None if today.exists() else publish(by=by, at=at)


@transaction.atomic
def publish(*, by: Signs, at: datetime) -> Head:
    """Sign the record as it is now. Raises NoSigningKey."""
    if not settings.SIGNING_KEY:
        raise NoSigningKey
    keep_order()
    pair = signing_pair_of(settings.SIGNING_KEY)
    before = last_head(seen_by=by)
    if before is None or before.key != pair.public:
        record(SigningKeyTaken(about=ABOUT, public=pair.public.hex()), by=by, at=at)
    record_alike(LineLeftBlank(about=ABOUT), -head()[0] % BLOCK, by=by, at=at)
    while _block_gathered():
        pass
    today = localdate(at)
    made = _head(today, pair.public, before).signed(pair)
    PublishedHead.objects.create(
        size=made.size,
        day=today,
        root=made.root,
        begins=made.begins,
        key=made.key,
        signature=made.signature,
        after=made.after,
        path=" ".join(step.hex() for step in made.path),
    )
    said = HeadPublished(about=ABOUT, size=made.size, day=today, root=made.root.hex())
    record(said, by=by, at=at)
    return made


def _head(day: date, key: bytes, before: Head | None) -> Head:
    roots = block_roots()
    path = trees.consistency(before.size // BLOCK, roots) if before else ()
    return Head(
        day=day.isoformat(),
        size=len(roots) * BLOCK,
        root=trees.root(roots),
        begins=line_of(Entry.objects.get(sequence=1)).content,
        key=key,
        after=before.size if before else 0,
        path=tuple(path),
    )


@transaction.atomic
def _block_gathered() -> bool:
    """Compute the hash of the next whole block; return False if there is none."""
    keep_order()
    last = Block.objects.order_by("-number").values_list("number", flat=True).first()
    number = 0 if last is None else last + 1
    first = number * BLOCK
    entries = Entry.objects.filter(sequence__gt=first, sequence__lte=first + BLOCK)
    leaves = [line_of(entry).leaf for entry in entries.order_by("sequence")]
    if len(leaves) < BLOCK:
        return False
    Block.objects.create(number=number, root=trees.root(leaves))
    return True
