"""Finding a case by a name: who finds what, what is stored for it, and when it is gone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amparo.crypto import shared_key_sealing as envelopes
from amparo.crypto.errors import Unsealable
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.access.former_member_seats import let_go
from amparo.foundations.cases.models import CaseAccess, NameIndexBucket, NameIndexLeaf
from amparo.foundations.cases.names import index as listing
from amparo.foundations.cases.names.index_leaf_format import BUCKETS
from amparo.foundations.cases.names.search import (
    ALL_BUT_ONE,
    AS_WRITTEN,
    OTHERWISE,
    LookedUp,
    look_up,
)
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import give_seat, open_case, take_seat
from amparo.foundations.intake.documents.services import change_paper, papers_in, write_paper
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.names.shared_surnames import ALIKE
from amparo.foundations.intake.queries import filing_to_open
from amparo.foundations.intake.requests.services import Letter, file_request
from amparo.foundations.intake.services import keep_from
from amparo.foundations.ledger.models import Entry
from amparo.foundations.related_people.services import name_other
from tests.people import BODY, MONDAY

WHO = "Killa Waman de la Quebrada"

type Files = Callable[..., str]


@pytest.fixture
def files(rosa: Actor, ana: Actor, letter: Callable[..., Letter]) -> Files:
    """File a request of somebody called so and open it; rosa and ana are its team."""

    def make(name: str = WHO, **changes: Any) -> str:
        body = BODY | {"chosen_name": name}
        sent = file_request(letter(body=body, **changes), by=STRANGER, at=MONDAY)
        folder = filing_to_open(sent.folder.code, seen_by=rosa)
        assert folder
        open_case(folder, by=rosa, at=MONDAY + timedelta(hours=1))
        return folder.code

    return make


def looked(typed: str, by: Actor) -> LookedUp:
    found = look_up(typed, by=by, at=timezone.now(), reason="person_called", patience=0)
    assert found is not None
    return found


def codes(typed: str, by: Actor) -> list[str]:
    return [one.seat.case.code for one in looked(typed, by).found]


def hows(typed: str, by: Actor) -> list[int]:
    return [one.how for one in looked(typed, by).found]


@pytest.mark.parametrize(
    ("typed", "how"),
    [
        ("killa", AS_WRITTEN),
        ("QUEBRADA Kílla", AS_WRITTEN),
        ("Waman de Quebrada, Killa", AS_WRITTEN),
        ("Huamán", OTHERWISE),
        ("quilla guaman", OTHERWISE),
        ("qui*", OTHERWISE),
        ("kil* wam*", AS_WRITTEN),
        ("hua*", OTHERWISE),
        ("Killa Waman Condori", ALL_BUT_ONE),
    ],
)
def test_a_name_is_found_however_it_is_written(
    files: Files, ana: Actor, typed: str, how: int
) -> None:
    code = files()
    assert codes(typed, ana) == [code]
    assert hows(typed, ana) == [how]


@pytest.mark.parametrize("typed", ["Flores", "kill", "quebrado*", "Killa Condori", "wa"])
def test_another_name_is_not(files: Files, ana: Actor, typed: str) -> None:
    files()
    assert codes(typed, ana) == []


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("all*", "Luz Allcca"),
        ("qqu*", "Inés Qquenaya"),
        ("ill*", "Illari Rojas"),
        ("ill* rojas", "Illari Rojas"),
        ("lle*", "Rosa Llerena"),
        ("lli*", "Rosa Llihua"),
        ("ell*", "Rosa Ellacuria"),
        ("tth*", "Rosa Tthupa"),
        ("chh*", "Rosa Chhetta"),
        ("sch*", "Rosa Schmidt"),
    ],
)
def test_what_begins_so_is_found_however_it_goes_on(
    files: Files, ana: Actor, typed: str, name: str
) -> None:
    """Where the first letters are read as one, or otherwise by what follows."""
    code = files(name)
    files("Ibarra Yesquén Mamani Rojas")
    assert codes(typed, ana) == [code]
    assert hows(typed, ana) == [AS_WRITTEN]


def test_words_of_two_people_are_no_name(files: Files, ana: Actor) -> None:
    code = files("Rosa Mamani")
    folder = opened(code, seen_by=ana).folder
    name_other(folder, name="Luz Condori", relation="family", by=ana, at=MONDAY)
    assert codes("Rosa Condori", ana) == []
    assert codes("Luz Condori", ana) == [code]
    assert not looked("Condori", ana).found[0].of_person
    assert looked("Mamani", ana).found[0].of_person


def test_whoever_is_as_written_comes_before_whoever_is_spelled_otherwise(
    files: Files, ana: Actor
) -> None:
    exact = files("Rosa Quispe")
    other = files("Rosa Qispi")
    assert codes("Quispe", ana) == [exact, other]
    assert codes("Qispi", ana) == [other, exact]


def test_only_ones_own_cases_are_found(files: Files, ana: Actor, olga: Actor, delia: Actor) -> None:
    code = files()
    assert codes("Killa", olga) == []
    assert codes("Killa", delia) == []
    found = opened(code, seen_by=ana)
    give_seat(found.case, found.folder, delia.member, reason="task", by=ana, at=MONDAY)
    assert codes("Killa", delia) == [code]
    assert codes("Killa", olga) == []


@contextmanager
def unsealings(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    calls: list[str] = []
    whole = envelopes.unseal

    def counted(key: bytes, envelope: bytes, *, context: str) -> bytes:
        calls.append(context)
        return whole(key, envelope, context=context)

    with monkeypatch.context() as patched:
        patched.setattr(envelopes, "unseal", counted)
        yield calls


def test_a_name_of_anothers_case_and_no_name_at_all_cost_the_same(
    files: Files, ana: Actor, beto: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beto has a case of his own; of Ana's other one he learns nothing, not even by the work."""
    files("Rosa Mamani")
    theirs = files()
    found = opened(theirs, seen_by=ana)
    take_seat(found.case, found.folder, beto.member, reason="task", by=ana, at=MONDAY)
    assert codes("Mamani", beto)
    work = []
    for typed in ("Killa", "Kimba"):
        with CaptureQueriesContext(connection) as asked, unsealings(monkeypatch) as opened_now:
            assert codes(typed, beto) == []
        work.append(
            ([one["sql"].split(" WHERE ")[0] for one in asked][:3], len(asked), len(opened_now))
        )
    assert work[0][1:] == work[1][1:]


def test_who_loses_the_seat_has_nothing_of_it_in_her_index(
    files: Files, ana: Actor, beto: Actor
) -> None:
    kept, lost = files("Rosa Mamani"), files()
    assert codes("Killa", beto) == [lost]
    found = opened(lost, seen_by=ana)
    take_seat(found.case, found.folder, beto.member, reason="task", by=ana, at=MONDAY)
    assert not NameIndexBucket.objects.filter(member=beto.member).exists()
    assert codes("Killa", beto) == []
    assert codes("Mamani", beto) == [kept]
    assert b"killa" not in b"".join(texts_of(beto))


def texts_of(actor: Actor) -> list[bytes]:
    """What an actor's index says once she opens it."""
    key = listing.index_key(actor)
    rows = NameIndexBucket.objects.filter(member=actor.member)
    return [
        listing.opened_bucket(row.leaf_id, row.label, bytes(row.sealed), by=actor, key=key)
        for row in rows
    ]


def test_whoever_must_not_know_is_found_by_nobody(files: Files, ana: Actor) -> None:
    code = files()
    folder = opened(code, seen_by=ana).folder
    name_other(folder, name="Ciro Mendoza", relation="witness", by=ana, at=MONDAY)
    assert codes("Ciro", ana) == [code]
    keep_from(folder, [], names="Ciro Mendoza", by=ana, at=MONDAY)
    assert not NameIndexBucket.objects.exists()
    assert codes("Ciro", ana) == []
    assert codes("Mendoza", ana) == []
    assert codes("Killa", ana) == [code]
    assert b"mendoza" not in b"".join(texts_of(ana))


def test_whoever_is_behind_the_danger_is_found_by_nobody(files: Files, ana: Actor) -> None:
    code = files()
    folder = opened(code, seen_by=ana).folder
    name_other(folder, name="Ciro Mendoza", relation="aggressor", by=ana, at=MONDAY)
    assert codes("Mendoza", ana) == []
    assert codes("Killa", ana) == [code]


def test_a_member_who_must_not_know_finds_nothing_from_that_moment(
    files: Files, ana: Actor, beto: Actor
) -> None:
    code = files()
    assert codes("Killa", beto) == [code]
    keep_from(opened(code, seen_by=ana).folder, [], names="Beto Rojas", by=ana, at=MONDAY)
    assert codes("Killa", beto) == []
    assert b"killa" not in b"".join(texts_of(beto))


def test_another_name_takes_the_place_of_the_first(files: Files, ana: Actor) -> None:
    code = files()
    assert codes("Killa", ana) == [code]
    folder = opened(code, seen_by=ana).folder
    [paper] = papers_in(folder, seen_by=ana, kinds=["request"])
    body = folder.words(paper) | {"chosen_name": "Illari Condori"}
    change_paper(folder, paper, body=body, seen=1, by=ana, at=MONDAY)
    assert codes("Illari", ana) == [code]
    assert codes("Killa", ana) == []
    assert b"killa" not in b"".join(texts_of(ana))


def test_who_has_left_has_no_index(files: Files, beto: Actor, saul: Actor) -> None:
    files()
    assert codes("Killa", beto)
    let_go(beto.member, alone=0, by=saul, at=MONDAY)
    assert not NameIndexBucket.objects.filter(member=beto.member).exists()


def test_an_index_that_does_not_open_is_made_anew(files: Files, ana: Actor) -> None:
    code = files()
    assert codes("Killa", ana) == [code]
    NameIndexBucket.objects.update(sealed=envelopes.seal(bytes(32), b"x", context="another"))
    assert codes("Killa", ana) == [code]
    NameIndexBucket.objects.all().delete()  # as after a backup
    assert codes("Killa", ana) == [code]
    assert not CaseAccess.objects.filter(member=ana.member, leaf=None).exists()


def test_every_bucket_of_a_leaf_is_of_one_size_and_says_nothing(
    files: Files, ana: Actor, rosa: Actor
) -> None:
    for name in (WHO, "Rosa Quispe", "Luz Quispe", "Ana Quispe Quispe"):
        files(name)
    assert len(codes("Quispe", ana)) == len(codes("Quispe", rosa)) == 3
    sealed = [bytes(row.sealed) for row in NameIndexBucket.objects.all()]
    assert len(sealed) == 2 * BUCKETS
    assert len({len(one) for one in sealed}) == 1
    assert len(set(sealed)) == len(sealed)
    for one in sealed:
        assert not any(word in one.lower() for word in (b"quispe", b"killa", b"waman"))


def test_one_members_key_opens_nothing_of_anothers(files: Files, ana: Actor, rosa: Actor) -> None:
    files()
    codes("Killa", ana)
    row = NameIndexBucket.objects.filter(member=ana.member)[0]
    with pytest.raises(Unsealable):
        listing.opened_bucket(
            row.leaf_id, row.label, bytes(row.sealed), by=ana, key=listing.index_key(rosa)
        )


def test_that_she_looked_is_on_record_and_not_for_whom(files: Files, ana: Actor) -> None:
    code = files()
    looked("Killa", ana)
    entry = Entry.objects.get(event="NamesLookedUp")
    assert (entry.about, entry.by) == (ana.member.code, ana.signature)
    assert entry.facts == '{"reason":"person_called","role":"analyst"}'
    assert code not in entry.facts
    assert look_up("a", by=ana, at=MONDAY, reason="person_called", patience=0) is None
    assert Entry.objects.filter(event="NamesLookedUp").count() == 1


def test_cases_from_before_are_listed_little_by_little(
    files: Files, ana: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [files(f"Rosa Numero{word}") for word in ("uno", "dos", "tres", "cuatro", "cinco")]
    monkeypatch.setattr(listing, "BATCH", 2)
    lefts = [looked("Rosa", ana).left for _ in range(4)]
    assert lefts == [3, 1, 0, 0]
    assert sorted(codes("Rosa", ana)) == sorted(made)


def test_a_full_leaf_is_followed_by_another(
    files: Files, ana: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "BATCH", 2)
    monkeypatch.setattr(listing, "CASES", 4)
    made = [files(f"Rosa Numero{word}") for word in ("uno", "dos", "tres", "cuatro", "cinco")]
    for _ in range(4):
        looked("Rosa", ana)
    assert sorted(codes("Rosa", ana)) == sorted(made)
    assert NameIndexLeaf.objects.filter(member=ana.member).count() == 2


def test_a_name_that_was_written_with_a_star_is_found(files: Files, ana: Actor) -> None:
    code = files("María* Ccori")
    assert codes("maria", ana) == [code]


def test_whoever_is_told_apart_later_is_found_from_then_on(files: Files, ana: Actor) -> None:
    code = files()
    folder = opened(code, seen_by=ana).folder
    name_other(folder, name="Ciro Mendoza", relation="aggressor", by=ana, at=MONDAY)
    witness = {"name": "Luz Mendoza", "relation": "witness"}
    write_paper(folder, kind="other", body=witness, by=ana, at=MONDAY)
    assert codes("Luz", ana) == []
    said = {"name": "Luz Mendoza", "same": False, "text": "x", "names": ["Ciro Mendoza"]}
    write_paper(folder, kind=ALIKE, body=said, by=ana, at=MONDAY)
    assert codes("Luz", ana) == [code]


def test_a_case_that_cannot_be_read_breaks_no_search_and_is_said(files: Files, ana: Actor) -> None:
    torn, whole, keyless = files(), files(), files("Illari Condori")
    Document.objects.filter(filing__code=torn, kind="request").update(sealed=b"torn")
    CaseAccess.objects.filter(case__filing__code=keyless).update(sealed=b"torn")
    for typed in ("Killa", "killa wam*", "Nadie"):
        assert (looked(typed, ana).left, looked(typed, ana).unread) == (0, 2)
    assert codes("Killa", ana) == [whole]


def test_a_case_that_can_be_read_no_more_is_said_too(files: Files, ana: Actor) -> None:
    code = files()
    keep_from(opened(code, seen_by=ana).folder, [], names="Ciro Mendoza", by=ana, at=MONDAY)
    assert codes("Killa", ana) == [code]
    Document.objects.filter(filing__code=code, kind="exclusions").update(sealed=b"torn")
    again = looked("Killa", ana)
    assert (again.found, again.unread) == ((), 1)
