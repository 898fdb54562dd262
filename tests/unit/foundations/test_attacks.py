"""Attacks on the core that once worked, each kept as the sentence that must stay true."""

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from amparo.cli import main
from amparo.cli.commands.site import tick
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import one_time_codes as codes
from amparo.crypto import public_key_sealing as boxes
from amparo.crypto.errors import Unsealable
from amparo.crypto.keys import new_pair
from amparo.foundations.accounts import services
from amparo.foundations.accounts.actors import SYSTEM, Actor, Refused
from amparo.foundations.accounts.credentials.keyholders import (
    Holder,
    assent_to_key,
    propose_key,
    proposed_key,
)
from amparo.foundations.accounts.credentials.public_key_digest import recorded_as
from amparo.foundations.accounts.events import KeyAssented
from amparo.foundations.accounts.member_signatures import in_own_hand
from amparo.foundations.accounts.membership import suspension_services as suspending
from amparo.foundations.accounts.models import (
    Credentials,
    FailedAttempts,
    GroupKey,
    Invitation,
    Member,
    ProposedKey,
    ProposedKeyConfirmation,
)
from amparo.foundations.accounts.queries import (
    KeyExchanged,
    door_keys,
    keys_not_on_record,
    lacks_two,
    recovery_key,
)
from amparo.foundations.accounts.server.middleware import Quiet
from amparo.foundations.accounts.sign_in import limits
from amparo.foundations.cases.access.access_log import look_into
from amparo.foundations.cases.access.excluded_member_seats import unseat_excluded
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import give_seat, open_case, take_seat
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import may_leave
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.queries import command_of
from amparo.foundations.institutions.services import add_unit
from amparo.foundations.intake.documents.services import change_paper, papers_in, write_paper
from amparo.foundations.intake.files.attachments import forget_orphans, settle
from amparo.foundations.intake.files.uploads import SealedUpload, SealingUploadHandler, path_of
from amparo.foundations.intake.keys import key_at_hand_callbacks as keyed
from amparo.foundations.intake.keys.case_keys import STRANGER, KeyChanged, Visitor, key_context
from amparo.foundations.intake.models import (
    Attachment,
    CaseKey,
    Document,
    Exclusion,
    Filing,
    TraitSlip,
)
from amparo.foundations.intake.names.matching import is_named
from amparo.foundations.intake.queries import (
    NoSuchWords,
    filing_to_open,
    visit_again,
    visit_by_phrase,
)
from amparo.foundations.intake.requests.services import Filed, Letter, NobodyMayRead, file_request
from amparo.foundations.intake.services import (
    ExclusionLost,
    confirm_way,
    end_other_ways,
    exclude,
    issue_way,
    re_key,
    rotate_reception,
    shut_out,
    withdraw_procedure,
)
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import record
from amparo.foundations.ledger.verification import breaks, head
from amparo.settings import env  # noqa: TID251 - the reader itself is tried
from tests.people import CODE_SECRETS, MONDAY, PASSWORD

type MakeLetter = Callable[..., Letter]
type Enrol = Callable[..., Actor]

LATER = MONDAY + timedelta(hours=2)
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


# The thief of the database


def test_short_words_cannot_be_guessed_from_what_is_stored(
    rosa: Actor, letter: MakeLetter, site: dict[str, Unit]
) -> None:
    """The thief tries every institution against the digest that the record chains."""
    file_request(letter(excluded_units=[site["pnp"]]), by=STRANGER, at=MONDAY)
    stored = Document.objects.filter(kind="exclusions").values().get()
    columns = [bytes(value) for value in stored.values() if isinstance(value, bytes | memoryview)]
    salts = [value for value in columns if len(value) == marks.SIZE]
    for unit in Unit.objects.all():
        guess = {"units": [[unit.code, unit.name]], "names": ""}
        text = json.dumps(guess, sort_keys=True, separators=(",", ":")).encode()
        assert all(marks.salted_hash(text, salt)[1] not in columns for salt in salts)


@pytest.mark.postgresql("how rows are stored")
def test_traits_that_wait_do_not_lie_in_the_order_of_the_filings(
    rosa: Actor, ana: Actor, letter: MakeLetter
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("rows of a SQLite table have a number of their own")
    latest_was_last = 0
    for _ in range(12):
        before = {bytes(slip.sealed) for slip in TraitSlip.objects.all()}
        file_request(letter(traits={"gender": "woman"}), by=STRANGER, at=MONDAY)
        with connection.cursor() as cursor:
            cursor.execute("SELECT sealed FROM intake_traitslip ORDER BY rowid")
            order = [bytes(row[0]) for row in cursor.fetchall()]
        latest_was_last += order[-1] not in before
    assert latest_was_last < 12


# The operator with a shell


@pytest.mark.postgresql("triggers of the ledger")
def test_the_record_is_not_rewritten_by_replacing_a_line(case: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            pytest.skip("REPLACE is SQLite's")
        with pytest.raises(DatabaseError, match="append-only"):
            cursor.execute(
                "INSERT OR REPLACE INTO ledger_entry SELECT sequence, at, 'Nothing', about, \"by\","
                " facts, digest, previous, hash FROM ledger_entry WHERE sequence = 2"
            )


def test_an_empty_records_head_still_holds_later(db: None) -> None:
    kept = head()
    assert kept[0] == 0
    assert list(breaks(expected_last=kept)) == []


def test_half_written_secrets_are_refused_instead_of_replaced(tmp_path: Path) -> None:
    """Other peppers would shut every person out of her own file."""
    (tmp_path / "site.toml").write_text('django_secret = "00"\n')
    with pytest.raises(env.BrokenSite):
        env.read_site(tmp_path)


def test_a_job_that_fails_in_an_unknown_way_does_not_end_the_others(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = []

    def breaks_down(*, at: object) -> None:
        raise KeyError("somebody's name")

    monkeypatch.setattr(tick, "JOBS", (("one", breaks_down), ("two", lambda *, at: ran.append(at))))
    assert tick.tick(MONDAY) is False
    assert ran == [MONDAY]


def test_a_changed_public_key_is_named(case: str, saul: Actor) -> None:
    """Whoever puts another key in the place of the recovery's would read every new filing."""
    assert keys_not_on_record(seen_by=saul) == []
    GroupKey.objects.filter(kind="recovery").update(public=b"o" * 32)
    Member.objects.filter(pk=saul.member.pk).update(public=b"o" * 32)
    assert keys_not_on_record(seen_by=saul) == ["recovery", saul.member.code]


def test_the_operator_does_not_invite_himself_to_read(
    saul: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["member", "invite", "Op Erator", "--role", "analyst", "--unit", "dgdh"]
    assert main.answer(words) == 2
    assert "supervisor" in capsys.readouterr().err
    assert not Invitation.objects.filter(used_at=None).exists()


@pytest.mark.postgresql("raw SQL")
def test_whoever_writes_into_the_tables_is_given_no_key_of_a_case(
    anas: OpenCase, ana: Actor, filed: Filed
) -> None:
    """By what the role of the door may do, and no line of code: a row with a key of one's own, and
    the case marked to be sealed anew. It once opened the case to them at its next opening."""
    own = new_pair()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO intake_casekey (filing_id, holder, member, sealed, public, identity, mark,"
            " confirmed_at) SELECT filing_id, holder, member, sealed, %s, %s, mark, confirmed_at"
            " FROM intake_casekey WHERE holder = 'person'",
            [own.public, bytes(32)],
        )
        cursor.execute("UPDATE cases_case SET seal_anew = %s", [True])
    newer = look_into(anas.code, seen_by=ana, at=LATER).folder
    assert newer.key != anas.folder.key
    for key in CaseKey.objects.all():
        with pytest.raises(Unsealable):
            boxes.open_with(own.secret, bytes(key.sealed), context=key_context(newer.filing))
    [told] = Entry.objects.filter(event="KeyLeftOut", about=anas.code)
    assert json.loads(told.facts)["holder"] == "person"
    visitor, _ = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    assert visitor.folder.key == newer.key


# Who must not know


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Ana Huaman", "Ana Huamán"),
        ("Ana Huamán", "la señora HUAMAN"),
        ("Ana Huamán", "ana huama\u0301n"),
        ("Ana Huaman Quispe", "Ana Huaman"),
        ("Ana María Huaman Quispe", "el hermano de la Huaman"),
        ("Ivan Ore Paz", "Ivan Ore"),
        ("Beto Rojas", "«Rojas»"),
        ("Beto Rojas", "Rojas-Díaz/su primo"),
    ],
)
def test_a_name_is_known_however_the_person_writes_it(name: str, written: str) -> None:
    assert is_named(name, written)


@pytest.mark.parametrize(
    ("name", "written"), [("Ana Huaman", "Ana Torres"), ("Ivan Ore", "el río"), ("Ana Rio", "")]
)
def test_another_name_is_not_hers(name: str, written: str) -> None:
    assert not is_named(name, written)


@pytest.fixture
def handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """What `casework/flows/exclusions.py` registers first, and nothing else of it."""
    monkeypatch.setattr(keyed, "_shut_out", [unseat_excluded])


def test_an_exclusion_reaches_who_already_has_a_seat(
    handed_over: None, rosa: Actor, ana: Actor, enrolled: Enrol, filed: Filed, site: dict[str, Unit]
) -> None:
    seconded = enrolled("Paco Leon", "analyst", unit="pnp-selva")
    folder = filing_to_open(filed.folder.code, seen_by=rosa)
    assert folder
    open_case(folder, by=rosa, at=MONDAY)
    assert opened(folder.code, seen_by=seconded).folder.key
    visitor, _ = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    exclude(visitor.folder, site["mininter"], by=visitor, at=LATER)
    with pytest.raises(Http404):
        opened(folder.code, seen_by=seconded)
    assert opened(folder.code, seen_by=ana).folder.key
    assert seconded.member not in {seat.member for seat in CaseAccess.objects.all()}


def test_a_name_given_later_reaches_who_already_has_a_seat(
    handed_over: None, anas: OpenCase, ana: Actor, rosa: Actor, flor: Visitor
) -> None:
    body = {"units": [], "names": "Rosa Quispe, mi cuñada"}
    write_paper(flor.folder, kind="exclusions", body=body, by=flor, at=LATER)
    with pytest.raises(Http404):
        opened(anas.code, seen_by=rosa)
    shut_out(flor.folder, by=flor, at=LATER)
    assert {seat.member for seat in CaseAccess.objects.all()} == {ana.member}


def test_the_whole_team_is_not_excluded_in_silence(
    handed_over: None, anas: OpenCase, ana: Actor, flor: Visitor, site: dict[str, Unit]
) -> None:
    with pytest.raises(NobodyMayRead):
        exclude(flor.folder, site["minjusdh"], by=flor, at=LATER)
    assert opened(anas.code, seen_by=ana).folder.key


def test_an_exclusion_reaches_a_receptionist_before_the_request_is_opened(
    rosa: Actor, enrolled: Enrol, filed: Filed, flor: Visitor, site: dict[str, Unit]
) -> None:
    insider = enrolled("Ivan Soto", "reception", unit="pnp-selva")
    services.give_group_seat(insider.member, kind="reception", by=rosa, at=MONDAY)
    assert filing_to_open(filed.folder.code, seen_by=insider)
    exclude(flor.folder, site["pnp"], by=flor, at=LATER)
    assert filing_to_open(filed.folder.code, seen_by=insider) is None
    assert filing_to_open(filed.folder.code, seen_by=rosa)
    assert not CaseKey.objects.filter(filing=filed.folder.filing, holder="reception").exists()


def test_names_given_later_count_before_the_request_is_opened(
    rosa: Actor, enrolled: Enrol, filed: Filed, flor: Visitor
) -> None:
    insider = enrolled("Ivan Soto", "reception")
    services.give_group_seat(insider.member, kind="reception", by=rosa, at=MONDAY)
    body = {"units": [], "names": "Ivan Soto"}
    write_paper(flor.folder, kind="exclusions", body=body, by=flor, at=LATER)
    assert filing_to_open(filed.folder.code, seen_by=insider) is None
    assert filing_to_open(filed.folder.code, seen_by=rosa)


def test_excluding_every_receptionist_is_refused_before_anybody_opened(
    rosa: Actor, filed: Filed, flor: Visitor, site: dict[str, Unit]
) -> None:
    with pytest.raises(NobodyMayRead):
        exclude(flor.folder, site["dgdh"], by=flor, at=LATER)
    assert filing_to_open(filed.folder.code, seen_by=rosa)
    assert not Exclusion.objects.exists()


def test_who_commands_a_unit_that_was_closed_stays_excluded(
    flor: Visitor, site: dict[str, Unit], ana: Actor
) -> None:
    exclude(flor.folder, site["pnp-selva"], by=flor, at=MONDAY)
    Unit.objects.filter(code="pnp-selva").update(active=False)
    assert "pnp-selva" in command_of(site["mininter"], seen_by=ana)


def test_a_unit_added_later_under_an_excluded_one_is_excluded(
    flor: Visitor, ana: Actor, site: dict[str, Unit]
) -> None:
    exclude(flor.folder, site["pnp"], by=flor, at=MONDAY)
    newer = add_unit(
        code="pnp-costa",
        name="PNP Costa",
        parent=site["pnp"],
        branch="executive",
        level="national",
        by=ana,
        at=LATER,
    )
    assert flor.folder.excludes_any(command_of(newer, seen_by=ana))


def test_re_keying_never_drops_an_exclusion(
    flor: Visitor, ana: Actor, site: dict[str, Unit]
) -> None:
    exclude(flor.folder, site["pnp-selva"], by=flor, at=MONDAY)
    Unit.objects.filter(code="pnp-selva").update(code="renamed")
    with pytest.raises(ExclusionLost):
        re_key(flor.folder, by=ana, at=LATER)
    Unit.objects.filter(code="renamed").update(code="pnp-selva")
    newer = re_key(visit_of(flor).folder, by=ana, at=LATER)
    assert newer.excludes_any(frozenset({"pnp-selva"}))


# Keys that should be gone


def test_once_a_case_is_open_the_receptions_key_opens_it_no_more(
    case: str, anas: OpenCase, rosa: Actor, ana: Actor
) -> None:
    take_seat(anas.case, anas.folder, rosa.member, reason="moved", by=ana, at=LATER)
    assert filing_to_open(case, seen_by=rosa) is None
    assert set(CaseKey.objects.values_list("holder", flat=True)) == {"person", "recovery"}


def test_a_removal_renews_no_seat_of_who_left_or_must_not_know(
    case: str, anas: OpenCase, ana: Actor, beto: Actor, rosa: Actor, saul: Actor
) -> None:
    give_seat(anas.case, anas.folder, beto.member, reason="help", by=ana, at=MONDAY)
    services.deactivate(beto.member, by=saul, at=LATER)
    take_seat(anas.case, anas.folder, rosa.member, reason="moved", by=ana, at=LATER)
    assert {seat.member for seat in CaseAccess.objects.all()} == {ana.member}


def test_an_institutions_officer_gets_no_seat(anas: OpenCase, ana: Actor, mario: Actor) -> None:
    with pytest.raises(Refused):
        give_seat(anas.case, anas.folder, mario.member, reason="help", by=ana, at=MONDAY)


def test_a_group_key_is_given_only_to_whom_her_role_calls_to_it(rosa: Actor, mario: Actor) -> None:
    with pytest.raises(Refused):
        services.give_group_seat(mario.member, kind="reception", by=rosa, at=MONDAY)


def test_a_new_reception_key_keeps_the_requests_that_wait(
    rosa: Actor, enrolled: Enrol, filed: Filed
) -> None:
    second = enrolled("Ivan Soto", "reception")
    services.give_group_seat(second.member, kind="reception", by=rosa, at=MONDAY)
    rotate_reception(without=second.member, by=rosa, at=LATER)
    assert filing_to_open(filed.folder.code, seen_by=rosa)
    assert filing_to_open(filed.folder.code, seen_by=second) is None


def test_the_door_opens_again_after_the_last_receptionist_left(
    rosa: Actor, saul: Actor, enrolled: Enrol, letter: MakeLetter
) -> None:
    services.deactivate(rosa.member, by=saul, at=LATER)
    newer = enrolled("Nora Paz", "reception")
    assert door_keys(seen_by=STRANGER).reception
    filed = file_request(letter(), by=STRANGER, at=LATER)
    assert filing_to_open(filed.folder.code, seen_by=newer)


def test_stolen_words_can_be_ended(flor: Visitor, filed: Filed, rosa: Actor) -> None:
    confirm_way(flor.folder, flor.way, by=flor, at=MONDAY)
    _, stolen = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    words = issue_way(flor.folder, by=flor, at=LATER)
    mine, _ = visit_by_phrase(" ".join(words), seen_by=STRANGER)
    assert end_other_ways(mine.folder, keep=mine.way, by=mine, at=LATER) == 1
    with pytest.raises(NoSuchWords):
        visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    assert visit_again(flor.way.pk, stolen, seen_by=STRANGER) is None
    assert visit_by_phrase(" ".join(words), seen_by=STRANGER)


# Two at once


def visit_of(visitor: Visitor) -> Visitor:
    """The same visitor on her next page."""
    again = CaseKey.objects.select_related("filing").get(pk=visitor.way.pk)
    return Visitor(type(visitor.folder)(again.filing, visitor.folder.key), again)


def test_nothing_is_written_under_a_key_that_was_replaced_meanwhile(
    flor: Visitor, anas: OpenCase, ana: Actor, rosa: Actor, site: dict[str, Unit], delia: Actor
) -> None:
    """Words sealed under the old key would be lost, an exclusion under it would not hold."""
    note = write_paper(anas.folder, kind="note", body={"text": "one"}, by=ana, at=MONDAY)
    late = visit_of(flor)
    mine = opened(anas.code, seen_by=ana)
    take_seat(anas.case, anas.folder, rosa.member, reason="moved", by=ana, at=LATER)
    before = Document.objects.count()
    with pytest.raises(KeyChanged):
        write_paper(late.folder, kind="message", body={"text": "help"}, by=late, at=LATER)
    with pytest.raises(KeyChanged):
        exclude(late.folder, site["pnp"], by=late, at=LATER)
    with pytest.raises(KeyChanged):
        issue_way(late.folder, by=late, at=LATER)
    with pytest.raises(KeyChanged):
        change_paper(mine.folder, note, body={"text": "two"}, seen=1, by=ana, at=LATER)
    with pytest.raises(KeyChanged):
        give_seat(mine.case, mine.folder, delia.member, reason="help", by=ana, at=LATER)
    with pytest.raises(KeyChanged):
        re_key(mine.folder, by=ana, at=LATER)
    assert Document.objects.count() == before


def test_the_same_key_is_known_to_be_old_within_one_request(anas: OpenCase, ana: Actor) -> None:
    newer = re_key(anas.folder, by=ana, at=LATER)
    with pytest.raises(KeyChanged):
        write_paper(anas.folder, kind="note", body={"text": "lost"}, by=ana, at=LATER)
    assert write_paper(newer, kind="note", body={"text": "kept"}, by=ana, at=LATER).ref
    assert all(newer.words(paper) for paper in papers_in(newer, seen_by=ana))


# Consent


@pytest.fixture
def asked(filed: Filed, ana: Actor, site: dict[str, Unit]) -> Callable[[], Question]:
    def ask() -> Question:
        return consent.ask(
            filed.folder,
            kind="measure",
            subject="M-1",
            unit=site["pnp-selva"],
            fields=["chosen_name"],
            by=ana,
            at=MONDAY,
        )

    return ask


@pytest.mark.parametrize("first", ["refused", "discuss", "withdrawn", "all", "left"])
def test_asking_again_does_not_open_a_way_around_her_own_word(
    first: str, asked: Callable[[], Question], flor: Visitor, filed: Filed, saul: Actor
) -> None:
    question = asked()
    if first in {"refused", "discuss"}:
        consent.answer(flor.folder, question.ref, answer=first, by=flor, at=MONDAY)
    else:
        consent.answer(flor.folder, question.ref, answer="agreed", by=flor, at=MONDAY)
    if first == "withdrawn":
        consent.withdraw(flor.folder, question.ref, by=flor, at=MONDAY)
    elif first == "all":
        consent.withdraw_all(flor.folder, by=flor, at=MONDAY)
    elif first == "left":
        withdraw_procedure(flor, at=MONDAY)
    Filing.objects.update(impediment="missing")
    again = asked()
    with pytest.raises(consent.CannotConsent):
        consent.replace_by_reason(
            filed.folder, again.ref, reason_paper_digest=b"r" * 32, by=saul, at=LATER
        )


def test_the_team_does_not_write_yes_over_her_own_no(
    asked: Callable[[], Question], flor: Visitor, filed: Filed, ana: Actor
) -> None:
    question = asked()
    consent.answer(flor.folder, question.ref, answer="refused", by=flor, at=MONDAY)
    with pytest.raises(consent.CannotConsent, match="answered_herself"):
        consent.answer(filed.folder, question.ref, answer="agreed", how="oral", by=ana, at=LATER)


def test_a_question_in_one_file_leaves_another_files_consent_alone(
    asked: Callable[[], Question],
    flor: Visitor,
    ana: Actor,
    letter: MakeLetter,
    site: dict[str, Unit],
) -> None:
    question = asked()
    consent.answer(flor.folder, question.ref, answer="agreed", by=flor, at=MONDAY)
    other = file_request(letter(), by=STRANGER, at=MONDAY)
    consent.ask(
        other.folder,
        kind="measure",
        subject="M-1",
        unit=site["pnp-selva"],
        fields=[],
        by=ana,
        at=MONDAY,
    )
    verdict = may_leave(
        flor.folder,
        kind="measure",
        subject="M-1",
        unit=site["pnp-selva"],
        fields=["chosen_name"],
        seen_by=ana,
    )
    assert verdict.allowed


def test_leaving_is_never_refused_by_the_laws_engine(rosa: Actor, letter: MakeLetter) -> None:
    """Another protocol may know no such finding; a clock may have been set back."""
    filed = file_request(letter(), by=STRANGER, at=MONDAY)
    visitor, _ = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    withdraw_procedure(visitor, at=MONDAY - timedelta(days=1))
    assert Filing.objects.get().withdrawn_at


# The door


def upload(content: bytes = PNG, name: str = "a.png") -> SealedUpload:
    handler = SealingUploadHandler(HttpRequest())
    return sent(handler, content, name)


def sent(handler: SealingUploadHandler, content: bytes, name: str = "a.png") -> SealedUpload:
    handler.new_file("files", name, "image/png", len(content), None, {})
    for start in range(0, len(content), 65536):
        handler.receive_data_chunk(content[start : start + 65536], start)
    return handler.file_complete(len(content))


def test_a_file_that_is_empty_or_gone_never_holds_the_filing(
    rosa: Actor, letter: MakeLetter
) -> None:
    good, gone = upload(), upload()
    path_of(gone.stored_as).unlink()
    filed = file_request(letter(uploads=[upload(b""), gone, good]), by=STRANGER, at=MONDAY)
    assert [one.stored_as for one in Attachment.objects.all()] == [good.stored_as]
    assert filed.words


def test_an_upload_that_nobody_kept_leaves_the_disk_with_its_request(db: None) -> None:
    refused, kept = upload(), upload()
    settle(kept)
    for one in (refused, kept):
        one.close()
    assert not path_of(refused.stored_as).exists()
    assert path_of(kept.stored_as).exists()


def test_one_request_cannot_fill_the_disk(db: None, settings: Any) -> None:
    settings.UPLOAD_LIMIT = 200_000
    handler = SealingUploadHandler(HttpRequest())
    taken = [sent(handler, PNG + bytes(190_000)) for _ in range(10)]
    stored = [one for one in taken if not one.problem]
    assert 1 <= len(stored) <= 5
    assert {one.problem for one in taken if one.problem} == {"too_big"}


def test_a_broken_line_leaves_nothing_on_the_disk(db: None) -> None:
    handler = SealingUploadHandler(HttpRequest())
    first = sent(handler, PNG)
    handler.new_file("files", "b.png", "image/png", 5, None, {})
    second = handler.stored_as
    handler.receive_data_chunk(PNG, 0)
    handler.file.close()  # what Django calls when the line breaks
    first.close()
    assert not path_of(second).exists()
    assert not path_of(first.stored_as).exists()


def test_a_file_of_a_draft_that_is_still_written_outlives_a_day(db: None) -> None:
    one = upload()
    path = path_of(one.stored_as)
    os.utime(path, (MONDAY.timestamp(), MONDAY.timestamp()))
    forget_orphans(at=MONDAY + timedelta(hours=30))
    assert path.exists()
    forget_orphans(at=MONDAY + timedelta(days=9))
    assert not path.exists()


@pytest.mark.parametrize("once", [b"", b"short"])
def test_a_submission_without_a_mark_of_its_own_is_a_mistake_of_ours(
    once: bytes, rosa: Actor, letter: MakeLetter
) -> None:
    """Two people with the same mark: the second would be told "received" of the first."""
    with pytest.raises(ValueError, match="32"):
        file_request(letter(once=once), by=STRANGER, at=MONDAY)


def test_old_tries_are_forgotten(db: None) -> None:
    limits.failed("sign-in", "nobody", at=MONDAY)
    assert limits.forget_old(at=MONDAY + timedelta(minutes=5)) == 0
    assert limits.forget_old(at=MONDAY + timedelta(hours=1)) == 1
    assert not FailedAttempts.objects.exists()


def test_guessing_from_elsewhere_does_not_shut_her_out(ana: Actor) -> None:
    """Names are known: ten wrong tries every quarter of an hour would keep the team away."""
    secret = CODE_SECRETS["ana"]
    for _ in range(12):
        with pytest.raises(services.NotSignedIn):
            services.sign_in("ana", "wrong", "000000", at=LATER, address="192.0.2.9")
    with pytest.raises(services.NotSignedIn) as refusal:
        services.sign_in(
            "ana", PASSWORD, codes.code_at(secret, LATER), at=LATER, address="192.0.2.9"
        )
    assert refusal.value.wait
    code = codes.code_at(secret, LATER)
    member, _ = services.sign_in("ana", PASSWORD, code, at=LATER, address="198.51.100.7")
    assert member == ana.member


def test_whoever_has_her_password_has_few_codes_to_try_from_wherever(ana: Actor) -> None:
    right = codes.code_at(CODE_SECRETS["ana"], LATER)

    def refused(password: str, code: str, *, from_: int) -> None:
        with pytest.raises(services.NotSignedIn) as refusal:
            services.sign_in("ana", password, code, at=LATER, address=f"192.0.2.{from_}")
        assert not refusal.value.wait  # nor is it said that the password was hers

    for one in range(20):
        refused("wrong", "000000", from_=one)
    for one in range(20, 25):
        refused(PASSWORD, "000000", from_=one)
    refused(PASSWORD, right, from_=30)
    at = LATER + timedelta(minutes=16)
    code = codes.code_at(CODE_SECRETS["ana"], at)
    assert services.sign_in("ana", PASSWORD, code, at=at, address="192.0.2.31")


def test_behind_a_proxy_the_one_who_guesses_is_told_apart(ana: Actor, settings: Any) -> None:
    settings.SECURE_TRANSPORT, settings.PROXIES = True, ["127.0.0.1"]
    client, guess = Client(), {"name": "ana", "password": "wrong", "code": "000000"}

    def tries(address: str) -> int:
        headers = {"X-Forwarded-For": f"203.0.113.1, {address}"}
        return client.post(reverse("desk:sign_in"), guess, headers=headers).status_code

    assert [tries("192.0.2.9") for _ in range(11)] == [401] * 10 + [429]
    assert tries("198.51.100.7") == 401


def test_while_a_key_is_replaced_what_was_typed_is_shown_to_send_again(
    rf: RequestFactory,
) -> None:
    request = rf.post("/mine/write/", {"text": "vinieron otra vez", "password": "secret"})
    answer = Quiet(lambda _: HttpResponse()).process_exception(request, KeyChanged())
    assert answer is not None
    assert answer.status_code == 409
    assert "vinieron otra vez" in answer.content.decode()
    assert "secret" not in answer.content.decode()


def test_nothing_is_sealed_to_a_recovery_key_that_was_exchanged_meanwhile(rosa: Actor) -> None:
    own = door_keys(seen_by=STRANGER).recovery
    GroupKey.objects.filter(kind="recovery").update(public=b"o" * 32)
    with pytest.raises(KeyExchanged):
        door_keys(seen_by=STRANGER)
    with pytest.raises(KeyExchanged):
        recovery_key(seen_by=rosa)
    GroupKey.objects.filter(kind="recovery").update(public=own)
    assert recovery_key(seen_by=rosa) == own


def test_nothing_is_sealed_to_another_recovery_key_that_two_did_not_sign_for(
    rosa: Actor, ana: Actor, saul: Actor, delia: Actor
) -> None:
    """Whoever may write rows and entries makes a key, with the names of two members under it."""
    theirs = new_pair().public
    services.make_group("recovery", "", public=theirs, by=SYSTEM, at=LATER)
    agreed = KeyAssented(about="recovery", public=recorded_as(theirs))
    for member in (delia, saul):
        record(agreed, by=member, at=LATER)
    with pytest.raises(KeyExchanged):
        recovery_key(seen_by=rosa)
    signed = in_own_hand(agreed, by=saul)
    record(signed, by=saul, at=LATER)
    record(signed, by=delia, at=LATER)  # his hand under her name
    record(signed, by=saul, at=LATER)
    record(in_own_hand(agreed, by=ana), by=ana, at=LATER)  # she may not say so
    with pytest.raises(KeyExchanged):
        recovery_key(seen_by=rosa)
    record(in_own_hand(agreed, by=delia), by=delia, at=LATER)
    assert recovery_key(seen_by=rosa) == theirs


def test_a_second_recovery_key_from_before_there_were_signatures_is_signed_for_anew(
    rosa: Actor, anas: OpenCase, ana: Actor, saul: Actor, delia: Actor
) -> None:
    public = new_pair().public
    recognised = marks.fingerprint(public)
    services.make_group("recovery", "", public=public, by=SYSTEM, at=LATER)
    for member in (ana, saul):
        record(KeyAssented(about="recovery", public=recorded_as(public)), by=member, at=LATER)
    Case.objects.update(seal_anew=True)
    assert look_into(anas.code, seen_by=ana, at=LATER).code == anas.code  # it opens, and waits on
    assert Case.objects.get().seal_anew
    assert lacks_two(seen_by=SYSTEM) == recognised
    holders = [Holder("Defensoria", "autonomous"), Holder("Coordinadora", "civil_society")]
    propose_key(public, needed=2, holders=holders, by=SYSTEM, at=LATER)
    assert proposed_key(seen_by=saul)
    assert assent_to_key(recognised, by=saul, at=LATER) is None
    assert proposed_key(seen_by=saul) is None
    made = assent_to_key(recognised, by=delia, at=LATER)
    assert made == GroupKey.objects.get(kind="recovery", current=True)
    assert recovery_key(seen_by=rosa) == public
    assert lacks_two(seen_by=SYSTEM) == ""
    with pytest.raises(Refused, match="known"):
        propose_key(public, needed=2, holders=holders, by=SYSTEM, at=LATER)


def test_a_forged_assent_replaces_no_recovery_key(rosa: Actor, saul: Actor, delia: Actor) -> None:
    """Beside a row for each, one of two signatures is not there: the key stays."""
    own, public = recovery_key(seen_by=rosa), new_pair().public
    recognised = marks.fingerprint(public)
    holders = [Holder("Defensoria", "autonomous"), Holder("Coordinadora", "civil_society")]
    propose_key(public, needed=2, holders=holders, by=SYSTEM, at=LATER)
    ProposedKeyConfirmation.objects.create(
        key=ProposedKey.objects.get(), member=delia.member, at=LATER
    )
    record(KeyAssented(about="recovery", public=recorded_as(public)), by=delia, at=LATER)
    assert assent_to_key(recognised, by=saul, at=LATER) is None
    assert recovery_key(seen_by=rosa) == own
    assert proposed_key(seen_by=delia)
    assert assent_to_key(recognised, by=delia, at=LATER)


def test_an_invitation_ends_with_the_account_that_may_have_made_it(
    saul: Actor, enrolled: Callable[..., Actor]
) -> None:
    other = enrolled("Sara Luna", "supervisor")
    enrolled("Tara Rios", "supervisor")
    unit = other.member.unit
    told: dict[str, Any] = {"roles": ["analyst"], "unit": unit, "at": LATER}
    word = services.invite(name="N", sign_in_name="n", by=other, **told)
    services.deactivate(other.member, by=saul, at=LATER)
    with pytest.raises(services.CannotEnrol, match="expired"):
        services.invitation_for(word, at=LATER)


@pytest.mark.parametrize("end", [suspending.suspend, services.deactivate])
def test_an_account_that_is_shut_leaves_no_words_by_which_it_opens(
    ana: Actor, saul: Actor, end: Callable[..., None]
) -> None:
    hers = Credentials.objects.filter(member=ana.member)
    hers.update(words_public=b"w" * 32, sealed_by_words=b"s", sealed_passkeys=b"p")
    end(ana.member, by=saul, at=LATER)
    account = hers.get()
    left = (account.words_public, account.sealed_by_words, account.sealed_passkeys)
    assert not any(map(bytes, left))
