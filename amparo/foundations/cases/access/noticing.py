"""What is near in a look: her own surname, one surname or one village in file after file.

Only the moment in which she opens a file can tell, because names and places are sealed. What is
told lies sealed to each who watches, one row of one length for every look: a copy of the database
does not say in which case somebody bears the surname of a member. Services and queries, by noun:
noticing."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from enum import IntFlag
from functools import lru_cache

from django.http import Http404

from amparo.crypto import boxes
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Permission, has_rank, permissions_of
from amparo.foundations.cases.models import Noticed
from amparo.foundations.cases.names.names import FIRST_TOLD, SPOILT, names_of_open
from amparo.foundations.cases.names.spelling import Asked, forms_of, words_of
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.intake.models import Paper
from amparo.foundations.intake.names.matching import telling_words
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import opened_lately
from amparo.law import Known

SURNAMES = 2
COMPARED = 10  # files that she opened with nothing to do in them before this one
OFTEN = 2  # of them, besides this one
LATELY = timedelta(days=30)
KEPT = timedelta(days=100)


class Near(IntFlag):
    """`OWN_SURNAME`: somebody of the case bears a surname of hers. `ONE_SURNAME`, `ONE_PLACE`: the
    third file or a later one, opened without a task, of one family or one village."""

    NOTHING = 0
    OWN_SURNAME = 1
    ONE_SURNAME = 2
    ONE_PLACE = 4


_ACTIVE = Member.objects.filter(active=True).only("public", "roles")
WATCHES = frozenset({Permission.TEAM_MANAGE, Permission.OVERSIGHT})


def notice(entry: Entry, near: Near, *, by: Actor) -> None:
    """Keep it for whoever watches, and for nobody else; also where nothing was near."""
    others = [one for one in _ACTIVE.all() if one.pk != by.member.pk]
    watch = [one for one in others if WATCHES & permissions_of(one.role_set)]
    rows = [
        Noticed(
            watcher=one,
            entry=entry.sequence,
            at=entry.at,
            sealed=boxes.seal_to(bytes(one.public), bytes([near]), context=_place(entry.sequence)),
        )
        for one in watch
    ]
    Noticed.objects.bulk_create(rows)


def noticed(entries: Iterable[int], *, seen_by: Actor) -> dict[int, Near]:
    """What was near in these looks, by their number in the record, as far as it is kept for her."""
    rows = Noticed.objects.filter(watcher=seen_by.member, entry__in=list(entries))
    return {one.entry: _opened(one, seen_by) for one in rows}


def noticed_since(since: datetime, until: datetime, *, seen_by: Actor) -> dict[int, Near]:
    rows = Noticed.objects.filter(watcher=seen_by.member, at__gte=since, at__lt=until)
    return {one.entry: _opened(one, seen_by) for one in rows}


def forget_noticed(*, at: datetime) -> int:
    return Noticed.objects.filter(at__lte=at - KEPT).delete()[0]


def _opened(one: Noticed, reader: Actor) -> Near:
    bits = boxes.open_with(reader.pair.secret, bytes(one.sealed), context=_place(one.entry))
    return Near(bits[0])


def _place(entry: int) -> str:
    return f"noticed/{entry}"


def near_in(open_case: OpenCase, *, by: Actor, at: datetime, without_task: bool) -> Near:
    """`without_task`: then it is compared with what she opened so before. What cannot be read is
    near nothing."""
    found = Near.NOTHING
    here = _families(open_case, by)
    if here & family_of(by.member):
        found |= Near.OWN_SURNAME
    if without_task:
        found |= _as_before(open_case, here, by=by, at=at)
    return found


def asked_near(asked: Sequence[Asked], *, by: Actor) -> Near:
    """Whether she looks for a name that is hers."""
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
    """Kept in memory: who works here stands in the clear. Nobody else's name is."""
    return _family(name)


def _family(name: str) -> frozenset[str]:
    """The surnames of a name, in each way in which they may be read."""
    return frozenset(form for word in _surnames(name) for form in forms_of(word))


def _surnames(name: str) -> list[str]:
    """A name of one word is taken for a surname: one too many rather than one too few."""
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
    """What cannot be read names none: it opens all the same."""
    papers = Paper.objects.filter(filing=open_case.case.filing, kind__in=FIRST_TOLD, current=True)
    found = []
    for paper in papers:
        with suppress(*SPOILT):
            found.append(telling_words(_said(open_case.folder.words(paper))))
    return [words for words in found if words]


def _said(body: Mapping[str, object]) -> str:
    return str(body.get(Known.PLACE) or "")


def _one_place(some: list[set[str]], others: list[set[str]]) -> bool:
    """Whether the words of one are all among those of the other: a village, and it with its
    district."""
    return any(one <= other or other <= one for one in some for other in others)
