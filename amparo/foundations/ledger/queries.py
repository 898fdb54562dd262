"""Queries of the record. It holds no content, but who did what to which file is need-to-know
too."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import merkle_trees as trees
from amparo.crypto import public_record as lines
from amparo.crypto.public_record import Line
from amparo.crypto.signed_heads import Head, Inclusion
from amparo.foundations.ledger.chain import Signs, head_of, line_of
from amparo.foundations.ledger.entry_iteration import AT_ONCE, block_roots
from amparo.foundations.ledger.models import Entry, PublishedHead


def entries_about(about: str, *, seen_by: Signs) -> list[Entry]:
    """Return all entries about one code. The caller has already given `seen_by` access to that
    file."""
    return list(_ABOUT.filter(about=about))


_ABOUT = Entry.objects.order_by("sequence")


def worked_lately(about: str, *, since: datetime, seen_by: Signs) -> bool:
    """Return whether the reader did anything there besides looking."""
    done = Entry.objects.filter(about=about, by=seen_by.signature, at__gte=since)
    return done.exclude(event__in=LOOKED_AT).exists()


def acted_just_now(since: datetime, *, seen_by: Signs) -> bool:
    """Return whether the reader did anything since that moment, within one request, besides
    looking. Reads the newest entries only: no index begins with the author."""
    newest = Entry.objects.order_by("-sequence").values_list("at", "by", "event")[:NEWEST]
    done = (event for at, by, event in newest if at >= since and by == seen_by.signature)
    return any(event not in LOOKED_AT for event in done)


NEWEST = 100
"""More entries than all members record while one request is answered."""


@dataclass(frozen=True, slots=True)
class Look:
    """A file opened by a member. `acted`: the member did something in it within a day."""

    number: int
    at: datetime
    about: str
    by: str
    role: str
    reason: str
    acted: bool


def looks_since(since: datetime, until: datetime, *, seen_by: Signs) -> list[Look]:
    """Return every file that a member of the team opened in this time, oldest first."""
    entries = Entry.objects.filter(at__gte=since, at__lt=until + timedelta(days=1))
    team = entries.filter(by__startswith="member:")
    acts: dict[tuple[str, str], list[datetime]] = {}
    for about, by, at in team.exclude(event__in=LOOKED_AT).values_list("about", "by", "at"):
        acts.setdefault((about, by), []).append(at)
    found = []
    for entry in team.filter(event="FileOpened", at__lt=until).order_by("sequence"):
        facts = json.loads(entry.facts)
        within = entry.at + timedelta(days=1)
        acted = any(entry.at <= at < within for at in acts.get((entry.about, entry.by), []))
        said = (str(facts["role"]), str(facts["reason"]))
        found.append(Look(entry.sequence, entry.at, entry.about, entry.by, *said, acted))
    return found


WITHOUT_TASK = frozenset(
    {"person_called", "colleague_asked", "takes_over", "compares", "other_task"}
)
"""Reasons of members who opened a file with no task waiting for them."""
BY_RANK = frozenset({"decides", "supervises"})
"""Reasons of decision makers and supervisors with a task waiting for them, who are not asked for
one."""


def opened_lately(*, since: datetime, by_rank: bool = False, seen_by: Signs) -> list[str]:
    """Return the codes of the files that the reader opened without a task from then on, the newest
    first. `by_rank`: also those opened as decision maker or supervisor with nothing done in them
    since."""
    hers = Entry.objects.filter(by=seen_by.signature, at__gte=since)
    rows = hers.filter(event="FileOpened").order_by("-sequence").values_list("about", "facts")
    looks = [(about, json.loads(facts)["reason"]) for about, facts in rows]
    found = {about for about, reason in looks if reason in WITHOUT_TASK}
    if by_rank:
        did = hers.exclude(event__in=LOOKED_AT).values_list("about", flat=True)
        found |= {about for about, reason in looks if reason in BY_RANK}.difference(did)
    return [about for about in dict.fromkeys(about for about, _reason in looks) if about in found]


PERSON = "person"
COPY = "copy"
"""The form of a shown file of which a member downloaded a copy."""
# What was shown of an opened file goes with its opening, and is told where a file has been.
LOOKS = ("FileOpened", "FieldOpened", "FileShown", "FileTaken")
# What the person reads under "who looked": also who gave words that open the person's page.
GLASS = ("GlassKept", "GlassBroken", "GlassSeen")
TOLD = ("FileOpened", "FieldOpened", "FileTaken", "WordsGiven", "FileRecovered", "TieEnded", *GLASS)
# Events that are no work on a case: a member with only these is asked for a reason.
LOOKED_AT = (*LOOKS, *TOLD, "GlassAnswered")


def is_told(entry: Entry) -> bool:
    """Return whether the person reads it under "who looked": of shown files only downloaded
    copies."""
    return entry.event in TOLD or (
        entry.event == "FileShown" and json.loads(entry.facts).get("form") == COPY
    )


FOLLOWS = frozenset({
    "CaseReopened",
    "DatedTaskDone",
    "DatedTaskOpened",
    "DutyEnded",
    "DutyOwedAgain",
    "DutyRevoked",
    "DutyVerified",
    "FollowUpDone",
    "FollowUpOpened",
    "MeasureMoved",
    "TaskDone",
    "TaskOpened",
})  # fmt: skip
"""Events recorded at the moment of an act as its consequence: the act itself is reported."""


@dataclass(frozen=True, slots=True)
class News:
    """The last thing that others recorded about one code; acts of the person go before those of the
    team, and an act before its consequences. `count`: how many things the person did."""

    event: str
    facts: dict[str, Any]
    by: str
    at: datetime
    count: int


def news_about(since: Mapping[str, datetime], *, seen_by: Signs) -> dict[str, News]:
    """Return, for each code, what others recorded after that moment; looking does not count."""
    if not since:
        return {}
    entries = Entry.objects.filter(about__in=list(since), at__gt=min(since.values()))
    found: dict[str, News] = {}
    others = entries.exclude(event__in=LOOKS).exclude(by=seen_by.signature)
    told = others.order_by("sequence").values_list("about", "event", "facts", "by", "at")
    for about, event, facts, by, at in told:
        earlier, by_person = found.get(about), by == PERSON
        if at <= since[about] or (earlier and earlier.by == PERSON and not by_person):
            continue
        same = earlier is not None and (earlier.at, earlier.by) == (at, by)
        if same and event in FOLLOWS:
            continue
        count = (earlier.count if earlier else 0) + (by_person and not same)
        found[about] = News(event, json.loads(facts), by, at, count)
    return found


BLOCK = 256
"""Number of entries that are hashed together, once, when they are published."""


def lines_published(*, seen_by: Signs) -> Iterator[Line]:
    """Return the lines, as outsiders may have them, of entries that a published head covers."""
    last = last_head(seen_by=seen_by)
    entries = Entry.objects.filter(sequence__lte=last.size if last else 0).order_by("sequence")
    return (line_of(entry) for entry in entries.iterator(chunk_size=AT_ONCE))


def published_heads(*, newest: int | None = None, seen_by: Signs | None) -> list[Head]:
    """Return signed heads, the oldest first; all of them, or so many of the newest."""
    rows = PublishedHead.objects.order_by("-size")[:newest]
    return [head_of(row) for row in reversed(rows)]


def last_head(*, seen_by: Signs) -> Head | None:
    row = PublishedHead.objects.order_by("-size").first()
    return head_of(row) if row else None


def _first_head_with(number: int) -> Head | None:
    row = PublishedHead.objects.filter(size__gte=number).order_by("size").first()
    return head_of(row) if row else None


def seen_in_sitting(codes: Collection[str], *, since: datetime, seen_by: Signs) -> set[str]:
    """Return those of these files into which it is on record that the reader looked in the present
    session."""
    looks = Entry.objects.filter(about__in=codes, event="FileOpened", by=seen_by.signature)
    return set(looks.filter(at__gte=since).values_list("about", flat=True))


def moment_of(about: str, event: str, *, seen_by: Signs) -> datetime | None:
    """Return when this event was last recorded about this code."""
    found = Entry.objects.filter(about=about, event=event).order_by("sequence")
    return found.values_list("at", flat=True).last()


def first_with(fingerprint: str, *, seen_by: Signs) -> int | None:
    """Return the number of the first entry with a digest of this fingerprint. The public pages may
    read number, hash and digest of an entry only: whom it is about is not queried."""
    begins = marks.digest_begins(fingerprint)
    ends = begins.ljust(marks.SIZE, b"\xff")
    found = Entry.objects.filter(digest__gte=begins, digest__lte=ends)
    return min(found.values_list("sequence", flat=True), default=None)


def line_called(number: int, *, seen_by: Signs) -> Entry | None:
    """Return what is public of one entry: its number, its hash and its digest."""
    return Entry.objects.filter(sequence=number).only("sequence", "hash", "digest").first()


def shown_since(about: str, since: datetime, *, seen_by: Signs) -> set[tuple[str, str]]:
    """Return the copies of the file that are on record as shown to the reader from then on: ref and
    form."""
    found = _facts_since(about, "FileShown", since, by=seen_by)
    return {(one["ref"], one["form"]) for one in found}


def taken_since(about: str, since: datetime, *, seen_by: Signs) -> set[str]:
    """Return the files that are on record as downloaded by the reader in the original from then
    on."""
    return {str(one["ref"]) for one in _facts_since(about, "FileTaken", since, by=seen_by)}


def _facts_since(about: str, event: str, since: datetime, *, by: Signs) -> list[dict[str, Any]]:
    found = Entry.objects.filter(about=about, event=event, by=by.signature, at__gte=since)
    return [json.loads(facts) for facts in found.values_list("facts", flat=True)]


def inclusion_of(number: int, *, seen_by: Signs, earliest: bool = False) -> Inclusion | None:
    """Return the proof that an entry is in the last published record, or in the first one that
    contains it; None if it is in none yet. The caller has given `seen_by` access to that entry. The
    proof contains its number, its link and its digest in hashes, and no code; no other column of
    any entry is read."""
    last = _first_head_with(number) if earliest else last_head(seen_by=seen_by)
    if last is None or number > last.size:
        return None
    alone = replace(last, after=0, path=())
    block, at = divmod(number - 1, BLOCK)
    first = block * BLOCK
    inside = Entry.objects.filter(sequence__gt=first, sequence__lte=first + BLOCK)
    rows = inside.order_by("sequence").values_list("hash", "digest")
    chained = [(bytes(link), bytes(digest)) for link, digest in rows]
    leaves = [lines.leaf_of(link, digest) for link, digest in chained]
    link, digest = chained[at]
    above = trees.inclusion(block, block_roots(until=last.size // BLOCK))
    return Inclusion(
        number=number,
        inner=lines.inner_of(link),
        digest=digest,
        path=(*trees.inclusion(at, leaves), *above),
        head=alone,
    )
