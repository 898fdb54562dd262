"""Similarity of looks: a member's own surname, or one surname or village in case after case.

Names and places are sealed, so that this is computed only when a member opens a case. The result is
sealed to each watcher, in one row of fixed length for every look: a copy of the database does not
reveal in which case a surname matches a member's.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from enum import IntFlag
from functools import lru_cache

from django.http import Http404

from amparo.crypto import public_key_sealing as boxes
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Permission, has_rank, permissions_of
from amparo.foundations.cases.models import SimilarityResult
from amparo.foundations.cases.names.case_names import FIRST_TOLD, SPOILT, names_of_open
from amparo.foundations.cases.names.spelling import Asked, forms_of, words_of
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.names.matching import telling_words
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import opened_lately
from amparo.law import Known

SURNAMES = 2
COMPARED = 10  # earlier cases, opened by the member without a task, to compare
OFTEN = 2  # of these, for a result
LATELY = timedelta(days=30)
KEPT = timedelta(days=100)


class Near(IntFlag):
    """`OWN_SURNAME`: a name of the case has a surname of the member. `ONE_SURNAME`, `ONE_PLACE`: at
    least the third case of one family or one village that the member opened without a task."""

    NOTHING = 0
    OWN_SURNAME = 1
    ONE_SURNAME = 2
    ONE_PLACE = 4


_ACTIVE = Member.objects.filter(active=True).only("public", "roles")
WATCHES = frozenset({Permission.TEAM_MANAGE, Permission.OVERSIGHT})


def notice(entry: Entry, near: Near, *, by: Actor) -> None:
    """Seal the result of a look to each watcher, also if nothing was similar. A watcher is another
    member who manages the team or oversees."""
    others = [one for one in _ACTIVE.all() if one.pk != by.member.pk]
    watch = [one for one in others if WATCHES & permissions_of(one.role_set)]
    rows = [
        SimilarityResult(
            watcher=one,
            entry=entry.sequence,
            at=entry.at,
            sealed=boxes.seal_to(bytes(one.public), bytes([near]), context=_place(entry.sequence)),
        )
        for one in watch
    ]
    SimilarityResult.objects.bulk_create(rows)


def noticed(entries: Iterable[int], *, seen_by: Actor) -> dict[int, Near]:
    """Return the results of these looks, by number in the record, as sealed to this member."""
    rows = SimilarityResult.objects.filter(watcher=seen_by.member, entry__in=list(entries))
    return {one.entry: _opened(one, seen_by) for one in rows}


def noticed_since(since: datetime, until: datetime, *, seen_by: Actor) -> dict[int, Near]:
    rows = SimilarityResult.objects.filter(watcher=seen_by.member, at__gte=since, at__lt=until)
    return {one.entry: _opened(one, seen_by) for one in rows}


def forget_noticed(*, at: datetime) -> int:
    return SimilarityResult.objects.filter(at__lte=at - KEPT).delete()[0]


def _opened(one: SimilarityResult, reader: Actor) -> Near:
    bits = boxes.open_with(reader.pair.secret, bytes(one.sealed), context=_place(one.entry))
    return Near(bits[0])


def _place(entry: int) -> str:
    return f"noticed/{entry}"


def near_in(open_case: OpenCase, *, by: Actor, at: datetime, without_task: bool) -> Near:
    """Return what is similar in this case. `without_task`: compare it with earlier cases opened
    without a task. What cannot be read is not similar."""
    found = Near.NOTHING
    here = _families(open_case, by)
    if here & family_of(by.member):
        found |= Near.OWN_SURNAME
    if without_task:
        found |= _as_before(open_case, here, by=by, at=at)
    return found


def asked_near(asked: Sequence[Asked], *, by: Actor) -> Near:
    """Return whether the member searches for their own surname."""
    own = _surnames(by.member.name)
    hers = any(_is_asked(word, one) for word in own for one in asked)
    return Near.OWN_SURNAME if hers else Near.NOTHING


def _is_asked(word: str, one: Asked) -> bool:
    if one.begins and word.startswith(one.word):
        return True
    return any(
        form.startswith(begin) if one.begins else form == begin
        for form in forms_of(word)
        for begin in one.forms
    )


def family_of(member: Member) -> frozenset[str]:
    return _family_of_member(member.name)


@lru_cache(maxsize=256)
def _family_of_member(name: str) -> frozenset[str]:
    """Cached: members' names are stored in plain text. Other names are not cached."""
    return _family(name)


def _family(name: str) -> frozenset[str]:
    """Return the surnames of a name, in each reading."""
    return frozenset(form for word in _surnames(name) for form in forms_of(word))


def _surnames(name: str) -> list[str]:
    """Return the last two words after the first. A single word counts as a surname: prefers a false
    match to a missed one."""
    words = words_of(name)
    return words[1:][-SURNAMES:] or words


def _families(open_case: OpenCase, reader: Actor) -> frozenset[str]:
    guard = bool(getattr(open_case.seat, "guarded", True))
    called = names_of_open(open_case.folder, guard=guard, seen_by=reader)
    return frozenset().union(*(_family(one.name) for one in called))


def _as_before(open_case: OpenCase, here: frozenset[str], *, by: Actor, at: datetime) -> Near:
    places = _places(open_case)
    surnames = villages = 0
    idle = opened_lately(since=at - LATELY, by_rank=has_rank(by.roles), seen_by=by)
    for code in idle[:COMPARED]:
        if code == open_case.code:
            continue
        with suppress(Http404, *SPOILT):
            before = opened(code, seen_by=by)
            surnames += bool(here & _families(before, by))
            villages += _one_place(places, _places(before))
    found = Near.ONE_SURNAME if surnames >= OFTEN else Near.NOTHING
    return found | (Near.ONE_PLACE if villages >= OFTEN else Near.NOTHING)


def _places(open_case: OpenCase) -> list[set[str]]:
    """Return the distinctive words of each place in the request. What cannot be read names none,
    and the case opens nevertheless."""
    papers = Document.objects.filter(
        filing=open_case.case.filing, kind__in=FIRST_TOLD, current=True
    )
    found = []
    for paper in papers:
        with suppress(*SPOILT):
            found.append(telling_words(_said(open_case.folder.words(paper))))
    return [words for words in found if words]


def _said(body: Mapping[str, object]) -> str:
    return str(body.get(Known.PLACE) or "")


def _one_place(some: list[set[str]], others: list[set[str]]) -> bool:
    """Return whether the words of one place are all among those of another: a village, with or
    without its district."""
    return any(one <= other or other <= one for one in some for other in others)
