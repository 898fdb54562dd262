"""Name indexes as they come to lie in the tables while cases are filed and members look.

One history is played in the product itself, on a scratch site, and in three indexes that are not
built: a row for each word, rows cut to so few bits that names collide, and leaves that grow with
what is written there. The people do not exist (`bench.town`).
"""

import random
import secrets
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import blake2b

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import one_time_codes as codes
from amparo.crypto.keys import new_key
from amparo.foundations.accounts import services
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.models import Credentials
from amparo.foundations.accounts.sign_in import account_unlock as opening
from amparo.foundations.cases.computed_columns import work_out
from amparo.foundations.cases.models import Case, CaseAccess, NameIndexBucket
from amparo.foundations.cases.names.index import BATCH, CASES, catch_up
from amparo.foundations.cases.names.index_leaf_format import BUCKETS, END, OTHER, PERSON, lines_of
from amparo.foundations.cases.services import _seat
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.services import draft_paper
from amparo.foundations.intake.exclusions import KEPT, WHO
from amparo.foundations.intake.keys.case_keys import STRANGER, Folder
from amparo.foundations.intake.models import Document, Filing
from bench.rows import PASSWORD, facts_of
from bench.search_thief import Copy, Place, Sight, Truth
from bench.town import GIVEN, Town, town

TEAM = ("Ana Huaman", "Beto Rojas", "Delia Salas", "Luz Medina")
FAR = "Ciro Mendoza"  # on no team
ON_TEAM = 0.75  # of the members, those who have a seat on a case
LOOKS = 0.3  # of the moments after a case, those in which somebody looks for a name
NAMELESS, WITH_FAMILY, KEPT_FROM, OF_TEAM = 0.12, 0.3, 0.06, 0.5
STEP = 2048  # bytes by which a bucket grew


@dataclass(frozen=True)
class Filed:
    """One case: by which names it is found, who is on its team, and who must not know."""

    called: tuple[tuple[str, str], ...]
    team: tuple[int, ...]
    is_guarded: bool  # it is said who must not know
    truth: Truth
    looks: int | None  # who looks for a name after it was filed

    def called_for(self, member: int) -> tuple[tuple[str, str], ...]:
        return () if self.truth.kept_from == member else self.called


@dataclass(frozen=True)
class History:
    of: Town
    filed: tuple[Filed, ...]

    @property
    def truths(self) -> list[Truth]:
        return [one.truth for one in self.filed]


def history(cases: int, seed: int) -> History:
    """Of a third somebody of the family is put down too; some give no name; in some it is said who
    must not know, half of the time a member who keeps her seat, since nobody else could read it."""
    people, chance = town(2 * cases, seed), random.Random(seed)
    return History(people, tuple(_filed(people, number, chance) for number in range(cases)))


def _filed(people: Town, number: int, chance: random.Random) -> Filed:
    two, more = people.cases[2 * number], people.cases[2 * number + 1]
    family = (two[0], more[0]) if chance.random() < WITH_FAMILY else ()
    called = [(PERSON, " ".join((chance.choice(GIVEN), *two)))]
    if family:
        called.append((OTHER, " ".join((chance.choice(GIVEN), *family))))
    if chance.random() < NAMELESS:
        called, two, family = [], ("", ""), ()
    members = range(len(TEAM))
    team = [one for one in members if chance.random() < ON_TEAM] or [chance.choice(members)]
    is_guarded = chance.random() < KEPT_FROM
    member = chance.choice(team) if is_guarded and chance.random() < OF_TEAM else None
    return Filed(
        called=tuple(called),
        team=tuple(team),
        is_guarded=is_guarded,
        truth=Truth(frozenset(filter(None, (*two, *family))), member),
        looks=chance.choice(members) if chance.random() < LOOKS else None,
    )


def a_row_a_word(of: History) -> list[Sight]:
    """Not built: a keyed mark of each word beside its case. The same name is the same mark."""
    key = new_key()
    return [
        frozenset(marks.blinded(key, "word", name) for name in one.truth.surnames)
        for one in of.filed
    ]


def rows_cut_short(of: History) -> list[Sight]:
    """Not built: the same marks, cut to eight bits, so that names collide."""
    return [frozenset(mark[0] for mark in case) for case in a_row_a_word(of)]  # type: ignore[index]


@dataclass
class Grown:
    """The index of one member whose leaves are as long as their fullest bucket."""

    member: int
    key: bytes = field(default_factory=new_key)
    leaf: int = 0
    cases: int = 0
    sizes: Counter[int] = field(default_factory=Counter)
    words: set[bytes] = field(default_factory=set)

    def lists(self, waiting: list[int], of: History, copy: Copy) -> Copy:
        if not self.leaf or self.cases > CASES - BATCH:
            self.leaf, self.cases = len(TEAM) + self.leaf, 0
            self.sizes, self.words = Counter(), set()
        seats: dict[tuple[int, int], int | None] = {}
        for case in waiting:
            new = lines_of(case, of.filed[case].called_for(self.member), self.key)
            for label, line in new:
                word, _, place = line.rpartition(b" ")
                self.sizes[label] += len(END + (place if word in self.words else line))
                self.words.add(word)
            seats[case, self.member] = self.leaf + self.member if new else None
        self.cases += len(waiting)
        size = -(-(max(self.sizes.values(), default=0) + 1) // STEP) * STEP
        rows = {
            (self.leaf + self.member, label): (size, secrets.token_bytes(8))
            for label in range(BUCKETS)
        }
        return Copy({**copy.rows, **rows}, {**copy.seats, **seats})


def grown(of: History) -> Iterator[Copy]:
    """Not built any more: as long as the fullest bucket, and a case by no name in no leaf."""
    indexes = [Grown(member) for member in range(len(TEAM))]
    waiting: dict[int, list[int]] = defaultdict(list)
    copy = Copy({}, {})
    yield copy
    for case, one in enumerate(of.filed):
        for member in one.team:
            waiting[member].append(case)
        if one.looks is not None and waiting[one.looks]:
            copy = indexes[one.looks].lists(waiting.pop(one.looks), of, copy)
            yield copy


class Site:
    """A scratch site with a team, on which the history is played."""

    def __init__(self, team: Sequence[Actor]) -> None:
        self.team = team
        self.places = {actor.member.pk: place for place, actor in enumerate(team)}
        self._cases: list[int] = []
        self._rows: dict[int, tuple[Place, tuple[int, bytes]]] = {}

    def plays(self, of: History) -> Iterator[Copy]:
        yield self.stolen()
        waiting: list[Filed] = []
        for one in of.filed:
            waiting.append(one)
            if one.looks is not None:
                self._store(waiting)
                waiting = []
                catch_up(by=self.team[one.looks], patience=60)
                yield self.stolen()

    @transaction.atomic
    def _store(self, waiting: list[Filed]) -> None:
        for one in waiting:
            self._cases.append(self._stored(one))

    def _stored(self, one: Filed) -> int:
        at = timezone.now()
        filing = Filing(
            code=marks.new_code(),
            protocol=settings.PROTOCOL,
            channel="digital",
            filed_at=at,
            first_contact_at=at,
            happened={"request_received": at.isoformat()},
            facts=facts_of(1),
            once_hash=secrets.token_bytes(32),
            proof_number=marks.new_code(groups=3),
            opened_at=at,
        )
        folder = Folder(filing, new_key())
        filing.save()
        Document.objects.bulk_create(self._papers(one, folder))
        case = Case(filing=filing, opened_at=at, changed_at=at)
        work_out(case, at=at)
        case.save()
        members = [self.team[number].member for number in one.team]
        CaseAccess.objects.bulk_create([_seat(case, folder, member, at=at) for member in members])
        return case.pk

    def _papers(self, one: Filed, folder: Folder) -> list[Document]:
        filing = folder.filing
        name = next((name for whose, name in one.called if whose == "p"), "")
        bodies: list[tuple[str, dict[str, object]]] = [("request", {"chosen_name": name})]
        bodies += [
            (WHO, {"name": name, "relation": "family"})
            for whose, name in one.called
            if whose == "o"
        ]
        if one.is_guarded:
            who = one.truth.kept_from
            name = FAR if who is None else self.team[who].member.name
            bodies.append((KEPT, {"units": [], "names": name}))
        return [
            draft_paper(folder, kind=kind, body=body, by=STRANGER, at=filing.filed_at)
            for kind, body in bodies
        ]

    def stolen(self) -> Copy:
        """What the tables say. A row that was written once is never written over: those from before
        need not be read again."""
        here = set(NameIndexBucket.objects.values_list("pk", flat=True))
        new = NameIndexBucket.objects.filter(pk__in=here - self._rows.keys())
        for pk, leaf, label, sealed in new.values_list("pk", "leaf", "label", "sealed"):
            mark = blake2b(bytes(sealed), digest_size=8).digest()
            self._rows[pk] = (leaf, label), (len(bytes(sealed)), mark)
        self._rows = {pk: row for pk, row in self._rows.items() if pk in here}
        numbers = {pk: number for number, pk in enumerate(self._cases)}
        seats = CaseAccess.objects.filter(listed=True).values_list("case", "member", "leaf")
        return Copy(
            dict(self._rows.values()),
            {(numbers[case], self.places[who]): leaf for case, who, leaf in seats},
        )


def site() -> Site:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
    return Site([_joined(name) for name in TEAM])


def _joined(name: str) -> Actor:
    now, secret = timezone.now(), codes.new_secret()
    word = services.invite(
        name=name,
        sign_in_name=name.split(maxsplit=1)[0].lower(),
        roles=["analyst"],
        unit=Unit.objects.get(code="dgdh"),
        by=SYSTEM,
        at=now,
    )
    before = now - timedelta(minutes=5)
    code = codes.code_at(secret, before)
    member = services.enrol(word, password=PASSWORD, code_secret=secret, code=code, at=before)
    found = opening.known_by_password(Credentials.objects.get(member=member), PASSWORD)
    if not found:
        raise SystemExit("The account does not open.")
    return Actor(member, found.pair)
