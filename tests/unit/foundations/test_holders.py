"""A key that nobody of the case gave: nothing is sealed to it, it goes, and it is told. And all
that somebody gave goes on opening."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from django.test import Client

from amparo.crypto import public_key_sealing as boxes
from amparo.crypto.errors import Unsealable
from amparo.crypto.keys import KeyPair, new_pair
from amparo.foundations.accounts import services
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.access.access_log import look_into
from amparo.foundations.cases.computed_columns import NEVER
from amparo.foundations.cases.emergency_access.services import keep_ready
from amparo.foundations.cases.models import Case, CaseAccess, EmergencyAccessKey
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import open_case, seal_anew
from amparo.foundations.cases.team_given_phrases import SEEN, give_words
from amparo.foundations.intake.case_key_holders import mark_of, marked, was_given
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.events import RequestFiled
from amparo.foundations.intake.keys.case_keys import STRANGER, Folder, Visitor, key_context
from amparo.foundations.intake.keys.inbox_keys import slot_in, slot_of
from amparo.foundations.intake.models import CaseKey, Document, Filing
from amparo.foundations.intake.queries import filing_to_open, visit_by_phrase
from amparo.foundations.intake.requests.services import Filed
from amparo.foundations.intake.services import (
    confirm_way,
    end_other_ways,
    issue_way,
    re_key,
    rotate_reception,
)
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import record
from amparo.foundations.related_people.document_copies import copy_one
from amparo.foundations.related_people.models import AccessCredential, CredentialCopy, copy_context
from amparo.foundations.related_people.queries import (
    Beside,
    beside_again,
    beside_by_phrase,
    notice_for,
)
from amparo.foundations.related_people.services import give_way, name_other
from tests.people import MONDAY

LATER = MONDAY + timedelta(hours=2)

type Enrol = Callable[..., Actor]


def opens(pair: KeyPair, filing: Filing) -> bool:
    """Whether anything beside a file gives its key, or words of it, to whoever has this secret."""
    context = key_context(filing)
    boxed = [(bytes(one.sealed), context) for one in CaseKey.objects.filter(filing=filing)]
    boxed += [
        (bytes(one.sealed), context) for one in CaseAccess.objects.filter(case__filing=filing)
    ]
    boxed += [
        (bytes(one.sealed), context)
        for one in EmergencyAccessKey.objects.filter(case__filing=filing)
    ]
    boxed += [
        (bytes(one.sealed), copy_context(filing.code, one.paper_ref))
        for one in CredentialCopy.objects.filter(way__other__filing=filing)
    ]
    for sealed, bound in boxed:
        with suppress(Unsealable):
            boxes.open_with(pair.secret, sealed, context=bound)
            return True
    return False


def told() -> list[tuple[str, str]]:
    entries = Entry.objects.filter(event="KeyLeftOut").order_by("sequence")
    facts = [json.loads(one) for one in entries.values_list("facts", flat=True)]
    return [(one["holder"], one["whom"]) for one in facts]


def written_beside(filing: Filing, holder: str, mark: bytes = b"") -> KeyPair:
    """What whoever writes into the tables can do, and cannot: open the file."""
    own = new_pair()
    identity = bytes(range(32)) if holder == "person" else None
    row = {"public": own.public, "identity": identity, "mark": mark, "sealed": b""}
    CaseKey.objects.create(filing=filing, holder=holder, confirmed_at=MONDAY, **row)
    Case.objects.filter(filing=filing).update(seal_anew=True)
    return own


def test_a_forged_row_that_bears_words_is_told_without_them(anas: OpenCase, ana: Actor) -> None:
    """The record takes codes alone: the case would open for nobody any more."""
    row = {"holder": "receptionist", "member": "a b", "sealed": b"", "mark": b""}
    CaseKey.objects.create(filing=anas.case.filing, public=new_pair().public, **row)
    re_key(anas.folder, by=ana, at=LATER)
    assert told() == [("receptionist", "")]


def notice(folder: Folder, by: Actor) -> Document:
    body = {"text": "Leímos su pedido."}
    return write_paper(folder, kind="acknowledgement", body=body, by=by, at=LATER, for_person=True)


def a_seat(case: Case, member: Member, **more: object) -> CaseAccess:
    times = {"due_on": NEVER, "given_at": MONDAY}
    return CaseAccess.objects.create(case=case, member=member, sealed=b"", **times, **more)


@pytest.fixture
def gives(flor: Visitor, case: str) -> Callable[..., Beside]:
    """Flor gives somebody words; they come back with them."""

    def make(name: str, relation: str, right: str) -> Beside:
        other = name_other(flor.folder, name=name, relation=relation, by=flor, at=MONDAY)
        words = give_way(flor.folder, other.ref, right=right, by=flor, at=MONDAY)
        return beside_by_phrase(" ".join(words), at=MONDAY, seen_by=STRANGER)

    return make


# --- a key of their own ---


@pytest.mark.parametrize("holder", ["person", "reception", "receptionist", "recovery"])
def test_whoever_writes_a_key_of_their_own_beside_a_case_reads_nothing(
    anas: OpenCase, ana: Actor, filed: Filed, recovery_pair: KeyPair, holder: str
) -> None:
    """It once was sealed to at the next opening, without a line in the record."""
    own = written_beside(anas.folder.filing, holder)
    newer = look_into(anas.code, seen_by=ana, at=LATER).folder
    assert newer.key != anas.folder.key
    assert not opens(own, newer.filing)
    assert not CaseKey.objects.filter(public=own.public).exists()
    assert told() == [(holder, "")]
    again, _ = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    assert again.folder.key == newer.key
    assert opens(recovery_pair, newer.filing)
    assert set(CaseKey.objects.values_list("holder", flat=True)) == {"person", "recovery"}


def test_a_mark_of_another_row_or_another_case_is_none(
    anas: OpenCase, ana: Actor, filed: Filed
) -> None:
    hers = CaseKey.objects.get(filing=anas.folder.filing, holder="person")
    elsewhere = Folder(anas.folder.filing, bytes(32))
    for mark in (bytes(hers.mark), mark_of(elsewhere, hers), bytes(32)):
        own = written_beside(anas.folder.filing, "person", mark)
        look_into(anas.code, seen_by=ana, at=LATER)
        assert not opens(own, anas.folder.filing)
    assert told() == [("person", "")] * 3
    assert visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)


def test_her_own_row_turned_to_another_key_is_left_out(anas: OpenCase, ana: Actor) -> None:
    own = new_pair()
    CaseKey.objects.filter(holder="person").update(public=own.public)
    newer = seal_anew(anas.case, anas.folder, by=ana, at=LATER)
    assert not opens(own, newer.filing)
    assert told() == [("person", "")]


def test_the_recovery_key_stands_beside_a_case_whatever_was_done_to_its_row(
    anas: OpenCase, ana: Actor, recovery_pair: KeyPair
) -> None:
    CaseKey.objects.filter(holder="recovery").delete()
    newer = seal_anew(anas.case, anas.folder, by=ana, at=LATER)
    assert opens(recovery_pair, newer.filing)
    assert told() == []


def test_a_seat_that_nobody_gave_goes_and_who_is_named_on_it_is_told_of(
    anas: OpenCase, ana: Actor, delia: Actor
) -> None:
    a_seat(anas.case, delia.member)
    newer = seal_anew(anas.case, anas.folder, by=ana, at=LATER)
    assert not opens(delia.pair, newer.filing)
    assert not CaseAccess.objects.filter(member=delia.member).exists()
    assert told() == [("seat", delia.member.code)]
    assert not Entry.objects.filter(event="SeatTaken").exists()


def test_a_case_is_not_sealed_anew_to_a_member_whose_key_was_exchanged(
    anas: OpenCase, ana: Actor, rosa: Actor
) -> None:
    own = new_pair()
    Member.objects.filter(pk=rosa.member.pk).update(public=own.public)
    newer = seal_anew(anas.case, anas.folder, by=ana, at=LATER)
    assert not opens(own, newer.filing)
    assert told() == [("seat", rosa.member.code)]


def test_nothing_is_kept_ready_for_whom_nobody_kept_it(
    anas: OpenCase, ana: Actor, delia: Actor
) -> None:
    EmergencyAccessKey.objects.create(
        case=anas.case, member=delia.member, sealed=b"", kept_at=MONDAY
    )
    newer = seal_anew(anas.case, anas.folder, by=ana, at=LATER)
    assert not opens(delia.pair, newer.filing)
    assert not EmergencyAccessKey.objects.exists()
    assert told() == [("ready", delia.member.code)]


def test_whoever_empties_the_marks_locks_the_case_to_nobody(
    anas: OpenCase, ana: Actor, rosa: Actor, recovery_pair: KeyPair
) -> None:
    """Who has it open keeps it, and gives the others their seats again."""
    CaseAccess.objects.update(mark=b"")
    CaseKey.objects.update(mark=b"")
    newer = seal_anew(anas.case, anas.folder, by=ana, at=LATER)
    assert opened(anas.code, seen_by=ana).folder.key == newer.key
    assert opens(recovery_pair, newer.filing)
    assert sorted(told()) == [("person", ""), ("recovery", ""), ("seat", rosa.member.code)]


def test_words_of_others_that_nobody_gave_are_told_nothing(
    anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    lawyer = name_other(flor.folder, name="Julia Tello", relation="lawyer", by=flor, at=MONDAY)
    own = new_pair()
    row = {"other": lawyer, "right": "reads", "given_at": MONDAY}
    way = AccessCredential.objects.create(public=own.public, identity=bytes(32), **row)
    notice(anas.folder, ana)
    assert not opens(own, anas.folder.filing)
    assert not CredentialCopy.objects.exists()
    assert told() == [("other", lawyer.ref)]
    way.refresh_from_db()
    assert way.ended_at
    assert beside_again(way.pk, own, seen_by=STRANGER) is None


def test_nor_is_anything_copied_for_them_alone(anas: OpenCase, ana: Actor, flor: Visitor) -> None:
    """As where somebody answers for a child from now on: each of their words is copied for anew."""
    lawyer = name_other(flor.folder, name="Julia Tello", relation="lawyer", by=flor, at=MONDAY)
    notice(anas.folder, ana)
    paper = Document.objects.filter(for_person=True).latest("pk")
    row = {"other": lawyer, "right": "reads", "given_at": MONDAY, "identity": bytes(32)}
    way = AccessCredential.objects.create(public=new_pair().public, **row)
    for given in (False, True):
        if given:
            marked(anas.folder, way).save()
        copy_one(anas.folder, way, paper, anas.folder.words(paper))
        assert CredentialCopy.objects.exists() == given


def test_nor_are_words_with_a_right_that_nobody_gave(
    anas: OpenCase, ana: Actor, gives: Callable[..., Beside]
) -> None:
    julia = gives("Julia Tello", "lawyer", "answers")
    AccessCredential.objects.filter(pk=julia.way.pk).update(right="reads")
    seal_anew(anas.case, anas.folder, by=ana, at=LATER)
    assert told() == [("other", julia.way.other.ref)]
    assert not AccessCredential.objects.filter(ended_at=None).exists()


def test_a_new_reception_key_gives_no_mark_to_what_bore_none(
    filed: Filed, rosa: Actor, enrolled: Enrol
) -> None:
    """Its box may be copied from another row: whoever opens it must not vouch for the rest."""
    second = enrolled("Ivan Soto", "reception")
    services.give_group_seat(second.member, kind="reception", by=rosa, at=MONDAY)
    real = CaseKey.objects.get(holder="reception")
    copied = {"public": real.public, "sealed": real.sealed, "mark": real.mark}
    CaseKey.objects.create(
        filing=filed.folder.filing, holder="person", identity=bytes(32), **copied
    )
    rotate_reception(without=second.member, by=rosa, at=LATER)
    folder = filing_to_open(filed.folder.code, seen_by=rosa)
    assert folder
    assert was_given(folder, CaseKey.objects.get(holder="reception"))
    assert not was_given(folder, CaseKey.objects.get(identity=bytes(32)))
    open_case(folder, by=rosa, at=LATER)
    re_key(folder, by=rosa, at=LATER)
    assert told() == [("person", "")]


def test_what_others_leave_is_sealed_to_the_first_slot_on_record_or_a_renewed_one(
    anas: OpenCase, ana: Actor
) -> None:
    """The door files requests: it can say once more that this one was filed."""
    own = slot_in(anas.folder).public
    said = json.loads(Entry.objects.get(event="RequestFiled").facts)
    again = RequestFiled(about=anas.code, **{**said, "slot": new_pair().public.hex()})
    record(again, by=STRANGER, at=LATER)
    assert slot_of(anas.folder.filing, seen_by=ana) == own


# --- all that somebody gave ---


def test_another_key_keeps_everybody_to_whom_the_file_was_given(
    anas: OpenCase,
    ana: Actor,
    rosa: Actor,
    delia: Actor,
    filed: Filed,
    flor: Visitor,
    gives: Callable[..., Beside],
    recovery_pair: KeyPair,
) -> None:
    others = [
        gives("Julia Tello", "lawyer", "reads"),
        gives("Rita Cruz", "family", "speaks"),
        gives("Pedro Mori", "trusted", "answers"),
    ]
    CaseKey.objects.filter(holder="person").update(confirmed_at=MONDAY)
    second = issue_way(anas.folder, by=ana, at=MONDAY)
    keep_ready(anas.case, anas.folder, delia.member, by=ana, at=MONDAY)
    folder = anas.folder
    for _ in range(2):
        folder = seal_anew(anas.case, folder, by=ana, at=LATER)
        for words in (filed.words, second):
            assert visit_by_phrase(" ".join(words), seen_by=STRANGER)[0].folder.key == folder.key
        for one in (ana, rosa):
            assert opened(anas.code, seen_by=one).folder.key == folder.key
        glass = EmergencyAccessKey.objects.get(member=delia.member)
        context = key_context(folder.filing)
        assert boxes.open_with(delia.pair.secret, bytes(glass.sealed), context=context)
        assert opens(recovery_pair, folder.filing)
        paper = notice(folder, ana)
        for other in others[:2]:
            back = beside_again(other.way.pk, other.pair, seen_by=STRANGER)
            assert back
            assert notice_for(back, paper.ref, seen_by=back)
        assert beside_again(others[2].way.pk, others[2].pair, seen_by=STRANGER)
    assert told() == []


def test_whoever_has_a_request_from_the_first_moment_has_a_mark(
    filed: Filed, rosa: Actor, ana: Actor
) -> None:
    assert all(was_given(filed.folder, key) for key in CaseKey.objects.all())
    folder = filing_to_open(filed.folder.code, seen_by=rosa)
    assert folder
    open_case(folder, by=rosa, at=LATER)
    assert [was_given(folder, seat) for seat in CaseAccess.objects.all()] == [True, True]
    assert not Case.objects.get().seal_anew


def test_whoever_had_her_words_opens_nothing_that_is_written_later_nor_comes_back_by_an_older_row(
    anas: OpenCase, ana: Actor, filed: Filed, flor: Visitor
) -> None:
    """With the key that the words opened, or with the row by which they did, put back."""
    confirm_way(flor.folder, flor.way, by=flor, at=MONDAY)
    hers = CaseKey.objects.filter(holder="person").values().get()
    newer = " ".join(issue_way(anas.folder, by=ana, at=MONDAY))
    keep = CaseKey.objects.get(holder="person", confirmed_at=None)
    end_other_ways(flor.folder, keep=keep, by=flor, at=LATER)
    folder = look_into(anas.code, seen_by=ana, at=LATER).folder
    assert folder.key != flor.folder.key
    assert visit_by_phrase(newer, seen_by=STRANGER)[0].folder.key == folder.key
    CaseKey.objects.create(**hers)
    seal_anew(anas.case, folder, by=ana, at=LATER)
    assert told() == [("person", "")]


def test_so_it_is_where_the_words_that_somebody_saw_were_never_confirmed(
    anas: OpenCase, ana: Actor
) -> None:
    give_words(anas, reason=SEEN, language="es", by=ana, at=LATER)
    assert look_into(anas.code, seen_by=ana, at=LATER).folder.key != anas.folder.key


# --- what stood before there were marks ---


# --- who is told ---


def test_the_team_reads_it_on_the_case_for_a_while(
    anas: OpenCase, ana: Actor, signed_in: Callable[[Actor], Client], clock
) -> None:
    page = f"/desk/cases/{anas.code}/"
    alarm = "Se excluyó una llave de cifrado desconocida"
    assert alarm not in signed_in(ana).get(page).content.decode()
    written_beside(anas.folder.filing, "person")
    said = signed_in(ana).get(page).content.decode()
    assert alarm in said
    assert "La clave de acceso de la persona" in said
    clock.move(timedelta(days=91))
    assert alarm not in signed_in(ana).get(page).content.decode()
