"""What is erased, all of it or nothing; and what stays."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.db.models import QuerySet
from django.http import Http404
from django.test import Client

from amparo.casework.exports.models import Export
from amparo.casework.figures.edition_counts import totals_of
from amparo.casework.figures.periods import Period
from amparo.casework.measures.states import Hindered
from amparo.casework.obligations.models import FollowUpTask, Obligation
from amparo.casework.referral.dated_tasks import open_dated_task
from amparo.casework.referral.models import ReferralTask
from amparo.casework.retention import services
from amparo.casework.retention.erasure_obstacles import against
from amparo.casework.retention.services import NotErased
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto.public_record import is_in
from amparo.crypto.signed_heads import Inclusion
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.events import BackupMade
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.models import Case, CaseAccess, NameIndexBucket
from amparo.foundations.cases.names.search import look_up
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.erasure.backups_holding_erased import LastCopy, last_backup_of
from amparo.foundations.erasure.case_content_erasure import finish
from amparo.foundations.erasure.exact_locations import keep_place
from amparo.foundations.erasure.models import ErasedContentStub, Erasure, ExactLocation
from amparo.foundations.erasure.queries import receipt_called
from amparo.foundations.intake.keys.case_keys import STRANGER, Visitor
from amparo.foundations.intake.keys.recovery import recovery_key_of
from amparo.foundations.intake.models import Attachment, CaseKey, Document, Filing
from amparo.foundations.intake.queries import (
    NoSuchWords,
    inclusion_of_filing,
    visit_again,
    visit_by_phrase,
)
from amparo.foundations.intake.requests.services import Filed
from amparo.foundations.ledger.daily_publication import publish
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import record
from amparo.foundations.ledger.verification import breaks
from amparo.foundations.related_people.models import (
    AccessCredential,
    CredentialCopy,
    RelatedPersonMessage,
)
from amparo.foundations.related_people.services import end_way, give_way, name_other
from amparo.law import load_protocol
from tests.erasing import ASKED, LATER, asks, decided, granted, heard, held, run
from tests.people import MONDAY, proof_on_paper
from tests.unit.retention.files import a_recording_in


@pytest.fixture
def erased(anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor) -> Erasure:
    a_recording_in(anas, by=flor)
    keep_place(flor.folder, kind="safe", text="la casa azul", days=9, by=flor, at=ASKED)
    made = granted(anas, flor, ana, delia)
    assert run() == 1
    made.refresh_from_db()
    return made


def test_no_words_no_seat_and_no_share_opens_it_any_more(
    erased: Erasure, filed: Filed, case: str, ana: Actor, rosa: Actor
) -> None:
    with pytest.raises(NoSuchWords):
        visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    for actor in (ana, rosa):
        with pytest.raises(Http404):
            opened(case, seen_by=actor)
    assert recovery_key_of(case) is None
    assert not CaseKey.objects.filter(filing=erased.filing).exists()
    assert not CaseAccess.objects.filter(case__filing=erased.filing).exists()


def test_a_visit_that_was_on_ends_with_it(
    anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor, filed: Filed
) -> None:
    _visitor, pair = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    granted(anas, flor, ana, delia)
    run()
    assert visit_again(flor.way.pk, pair, seen_by=STRANGER) is None


def sealed_left(filing: Filing) -> dict[str, int]:
    """Rows that belong to this file, by whatever way, and hold sealed bytes still."""
    found: dict[str, int] = {}
    for model in apps.get_models():
        ways = ways_to_a_filing(model)
        names = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, models.BinaryField) and field.name.startswith(SEALED)
        ]
        for way in ways:
            rows = QuerySet(model).filter(**{way: filing.pk}).values(*names)
            left = sum(any(bytes(value or b"") for value in row.values()) for row in rows)
            if names and left:
                found[model._meta.label] = left
    return found


SEALED = ("sealed", "extract", "key_", "for_author", "for_readers", "blinded")


def ways_to_a_filing(model: type[models.Model]) -> list[str]:
    """By which keys a row of this table leads to its file."""
    found, seen, edge = list[str](), {model}, [("", model)]
    while edge:
        path, here = edge.pop()
        for name, other in keys_of(here):
            if other is Filing:
                found.append(f"{path}{name}")
            elif other not in seen:
                seen.add(other)
                edge.append((f"{path}{name}__", other))
    return ["pk"] if model is Filing else found


def keys_of(model: type[models.Model]) -> list[tuple[str, type[models.Model]]]:
    fields = [one for one in model._meta.concrete_fields if one.is_relation]
    return [(one.name, one.related_model) for one in fields]  # type: ignore[misc]


def test_every_table_that_belongs_to_a_file_is_empty_of_sealed_words(
    forwarded: Obligation, anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor, saul: Actor
) -> None:
    duty = forwarded
    mother = name_other(flor.folder, name="Inés", relation="family", by=flor, at=ASKED)
    give_way(flor.folder, mother.ref, right="reads", by=flor, at=ASKED)
    end_way(flor.folder.filing, mother.ref, why="given_back", by=flor, at=ASKED)
    a_recording_in(anas, by=flor)
    keep_place(flor.folder, kind="now", text="la casa azul", days=9, by=flor, at=ASKED)
    before = sealed_left(flor.folder.filing)
    assert {
        "intake.Document",
        "cases.CaseAccess",
        "erasure.ExactLocation",
        "obligations.Obligation",
    } <= set(before)
    made = asks(flor)
    heard(anas, ana)
    decided(anas, delia, ana)
    Obligation.objects.filter(pk=duty.pk).update(state=Obligation.State.ENDED)
    shut(anas)
    run()
    made.refresh_from_db()
    assert made.done_at
    assert sealed_left(made.filing) == {}
    assert not CredentialCopy.objects.exists()
    assert not RelatedPersonMessage.objects.exists()
    assert not AccessCredential.objects.filter(ended_at=None).exists()


def shut(open_case: OpenCase) -> None:
    Case.objects.filter(pk=open_case.case.pk).update(closed_at=LATER - timedelta(hours=1))


def test_files_go_from_the_disk(anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor) -> None:
    path = a_recording_in(anas, by=flor)
    granted(anas, flor, ana, delia)
    assert path.is_file()
    run()
    assert not path.exists()
    assert not Attachment.objects.exists()


def test_a_stub_says_what_stood_there_by_class_and_day_and_no_word_of_it(erased: Erasure) -> None:
    stood = {one.kind: one.count for one in ErasedContentStub.objects.filter(erasure=erased)}
    assert stood["request"] == 1
    assert stood["files"] == 1
    assert stood["places"] == 1
    assert all(one.first_at <= one.last_at for one in ErasedContentStub.objects.all())
    assert Document.objects.filter(filing=erased.filing).exists()


def test_the_record_says_it_and_stays_whole(erased: Erasure, case: str) -> None:
    entry = Entry.objects.get(event="ContentErased")
    assert entry.about == case
    assert '"scope":"everything"' in entry.facts
    assert Entry.objects.filter(event="ErasureFinished", about=case).exists()
    assert list(breaks()) == []
    assert Entry.objects.filter(event="RequestFiled", about=case).exists()


def test_that_something_was_filed_can_still_be_proved(
    anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor, filed: Filed
) -> None:
    filing = filed.folder.filing
    before = publish(by=SYSTEM, at=ASKED)
    held = proof_of(filing)
    assert held.head.root == before.root
    granted(anas, flor, ana, delia)
    assert run() == 1
    assert proof_of(filing) == held  # nothing of it rested on what is gone
    after = publish(by=SYSTEM, at=LATER)
    assert proof_of(filing).head.root == after.root != before.root


def proof_of(filing: Filing) -> Inclusion:
    """What whoever holds the paper is given, checked as anybody checks it."""
    proof = inclusion_of_filing(proof_on_paper(filing), seen_by=STRANGER)
    assert proof is not None
    assert proof.head.is_signed
    assert is_in(proof)
    assert marks.fingerprint(proof.digest) == filing.fingerprint
    return proof


def test_her_receipt_says_what_when_and_until_when_a_backup_holds_it(
    anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor
) -> None:
    made = granted(anas, flor, ana, delia)
    assert receipt_called(made.ref, at=LATER, seen_by=STRANGER) is None
    far, near = LATER.date() + timedelta(days=30), LATER.date() + timedelta(days=5)
    over = LATER.date() - timedelta(days=2)
    for day in (near, far, over):
        record(BackupMade(about="backup", number=1, until=day), by=SYSTEM, at=ASKED)
    run()
    record(
        BackupMade(about="backup", number=1, until=date(2030, 1, 1)),
        by=SYSTEM,
        at=LATER + timedelta(hours=1),
    )
    receipt = receipt_called(made.ref.lower(), at=LATER, seen_by=STRANGER)
    assert receipt is not None
    assert receipt.finished
    assert receipt.in_backups == LastCopy(day=far, stays=True, is_over=False)
    assert {one.kind for one in receipt.stood} >= {"request"}


def _copy_made(day: date, at: datetime) -> None:
    record(BackupMade(about="backup", number=1, until=day), by=SYSTEM, at=at)


def test_a_copy_that_outlives_its_day_because_none_is_newer_is_said(site: None) -> None:
    def told(days: int) -> LastCopy | None:
        return last_backup_of(ASKED, now=ASKED + timedelta(days=days))

    assert told(0) is None
    day = ASKED.date() + timedelta(days=30)
    _copy_made(day, ASKED - timedelta(hours=1))
    assert told(30) == LastCopy(day=day, stays=True, is_over=False)
    assert told(31) == LastCopy(day=day, stays=True, is_over=True)
    for hours in (1, 2):
        _copy_made(day + timedelta(days=9), ASKED + timedelta(hours=hours))
    assert told(20) == LastCopy(day=day, stays=False, is_over=False)


def test_the_page_of_a_receipt_says_that_a_copy_is_still_kept(
    anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor, client: Client
) -> None:
    made = granted(anas, flor, ana, delia)
    _copy_made(date(2001, 1, 1), ASKED)
    run()
    said = client.post("/erased/", {"number": made.ref}).content.decode()
    assert "todavía se guarda" in said
    for _ in range(2):
        _copy_made(date(2100, 1, 1), LATER + timedelta(hours=1))
    assert "Ninguna copia de respaldo hecha aquí" in (
        client.post("/erased/", {"number": made.ref}).content.decode()
    )


def test_nobody_of_the_team_finds_it_by_a_name(
    anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor
) -> None:
    name_other(anas.folder, name="Rosalía Ñahui", relation="family", by=ana, at=ASKED)
    found = look_up("Ñahui", by=ana, at=LATER, reason="person_called", patience=0)
    assert found
    assert [one.seat.case.code for one in found.found] == [anas.code]
    assert NameIndexBucket.objects.exists()
    granted(anas, flor, ana, delia)
    run()
    assert not NameIndexBucket.objects.exists()


# --- never half ---


def test_if_one_table_cannot_be_emptied_none_is(
    anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = a_recording_in(anas, by=flor)
    granted(anas, flor, ana, delia)
    before = sealed_left(flor.folder.filing)

    def fails(*_: Any, **__: Any) -> int:
        raise OSError

    monkeypatch.setattr("amparo.casework.flows.erasure.empty_seats", fails)
    with pytest.raises(NotErased) as told:
        run()
    assert isinstance(told.value.__cause__, OSError)
    assert sealed_left(flor.folder.filing) == before
    assert path.is_file()
    assert not Entry.objects.filter(event="ContentErased").exists()
    monkeypatch.undo()
    assert run() == 1
    assert sealed_left(flor.folder.filing) == {}


def test_one_file_that_breaks_keeps_no_other_from_being_erased(
    anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = granted(anas, flor, ana, delia)
    broken = made.pk - 1

    def breaks_first(number: int, **rest: Any) -> None:
        if number == broken:
            raise OSError
        erase(number, **rest)

    erase = services._erase  # noqa: SLF001 - one file of several breaks
    first = Erasure.objects.filter(pk=made.pk).values().get()
    ended = first | {"id": broken, "ref": "AAAA-BBBB-CCCC", "done_at": LATER}
    Erasure.objects.create(**ended)
    monkeypatch.setattr(services, "_erase", breaks_first)
    with pytest.raises(NotErased):
        run()
    made.refresh_from_db()
    assert made.done_at


def test_what_was_not_written_over_is_not_called_finished(
    anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = granted(anas, flor, ana, delia)
    monkeypatch.setattr("amparo.foundations.erasure.case_content_erasure.write_over", lambda: False)
    assert run() == 0
    receipt = receipt_called(made.ref, at=LATER, seen_by=SYSTEM)
    assert receipt
    assert not receipt.finished
    assert finish(by=SYSTEM, at=LATER, over=lambda: True) == 1
    receipt = receipt_called(made.ref, at=LATER, seen_by=SYSTEM)
    assert receipt
    assert receipt.finished


def test_a_copy_that_left_is_to_be_destroyed_before_the_file_goes(
    anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor
) -> None:
    left = Export.objects.create(
        ref="AAAA-BBBB-CCCC",
        case=anas.case,
        paper_ref="AAAA-BBBB-DDDD",
        state=Export.State.TAKEN,
        asked_by=ana.member,
        approved_by=delia.member,
        asked_at=ASKED,
        taken_at=ASKED,
        ends_at=LATER,
    )
    filing = flor.folder.filing
    assert "on_paper" in against(filing, scope="everything", seen_by=SYSTEM, at=LATER)
    asks(flor)
    heard(anas, ana)
    decided(anas, delia, ana)
    left.refresh_from_db()
    assert left.state == Export.State.TAKEN_BACK
    assert (
        ReferralTask.objects.get(kind=ReferralTask.Kind.EXPORT_BACK, done_at=None).about == left.ref
    )
    assert "on_paper" in against(filing, scope="everything", seen_by=SYSTEM, at=LATER)


@pytest.mark.parametrize("of", ["unit", "recipient"])
def test_what_is_still_to_be_fetched_or_destroyed_keeps_it(
    anas: OpenCase, flor: Visitor, ana: Actor, of: str
) -> None:
    """It had gone on paper, or by a referral, and whoever has it was not told yet."""
    asked: dict[str, Any] = {"scope": "everything", "seen_by": SYSTEM, "at": LATER}
    assert "on_paper" not in against(flor.folder.filing, **asked)
    waits: Any = {"case": anas.case, "due_on": LATER, "opened_at": ASKED}
    if of == "unit":
        FollowUpTask.objects.create(kind=FollowUpTask.Kind.FETCH_PAPER, **waits)
    else:
        kind = ReferralTask.Kind.TELL_TO_DESTROY
        open_dated_task(anas.case, kind, about="AAAA-BBBB", by=ana, at=ASKED)
    assert "on_paper" in against(flor.folder.filing, **asked)


def test_what_was_begun_is_finished_by_the_next_run(
    anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = a_recording_in(anas, by=flor)
    made = granted(anas, flor, ana, delia)

    def fails(*_: Any, **__: Any) -> None:
        raise OSError

    monkeypatch.setattr(Path, "unlink", fails)
    with pytest.raises(OSError, match=r"^$"):
        run()
    monkeypatch.undo()
    made.refresh_from_db()
    assert made.erased_at
    assert made.done_at is None
    assert path.is_file()
    receipt = receipt_called(made.ref, at=LATER, seen_by=STRANGER)
    assert receipt is not None
    assert not receipt.finished
    assert run() == 1
    assert not path.exists()
    assert run() == 0


# --- files alone ---


def test_files_alone_go_while_protection_goes_on(
    anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor, filed: Filed
) -> None:
    path = a_recording_in(anas, by=flor)
    granted(anas, flor, ana, delia, scope="files")
    assert run() == 1
    assert not path.exists()
    again, _pair = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    assert Document.objects.filter(filing=again.folder.filing).exclude(sealed=b"").exists()
    assert opened(anas.code, seen_by=ana).code == anas.code


# --- figures stay: nobody makes a term that was missed disappear ---


def test_no_figure_changes_and_what_was_late_stays_late(
    forwarded: Obligation, anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor
) -> None:
    law = load_protocol(flor.folder.filing.protocol)
    period = Period("2027-03", until=MONDAY + timedelta(days=120))
    before = totals_of(period, [law])
    late = Case.objects.get(pk=anas.case.pk)
    stage, events = late.stage, late.filing.happened
    asks(flor)
    heard(anas, ana)
    decided(anas, delia, ana)
    Obligation.objects.update(state=Obligation.State.ENDED)
    shut(anas)
    assert run() == 1
    assert totals_of(period, [law]) == before
    late.refresh_from_db()
    assert late.filing.happened == events
    refresh(late, at=LATER)
    assert Case.objects.get(pk=late.pk).stage == stage


# --- what stands against it ---


def test_a_hold_stops_it_until_a_second_person_lifts_it(
    beto: Actor, anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor
) -> None:
    made = granted(anas, flor, ana, delia)
    services.put_hold(anas, held(), by=ana, at=LATER)
    [hold] = made.filing.holds.all()
    assert run() == 0
    with pytest.raises(Hindered, match="another_lifts"):
        services.lift_hold(anas, hold.ref, words="x", by=ana, at=LATER)
    betos = opened(anas.code, seen_by=beto)
    services.lift_hold(betos, hold.ref, words="terminó", by=beto, at=LATER)
    assert run() == 0  # nobody told her of it yet
    told = ReferralTask.objects.filter(kind=ReferralTask.Kind.TELL_HOLD, done_at=None)
    assert told.update(done_at=LATER, outcome="told") == 1
    assert run() == 1


def test_an_open_case_is_never_erased_whole(
    anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor
) -> None:
    asks(flor)
    heard(anas, ana)
    decided(anas, delia, ana)
    assert run() == 0
    assert Document.objects.filter(filing=flor.folder.filing).exclude(sealed=b"").exists()


def test_whoever_else_has_words_in_it_is_not_erased_with_her(
    anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor
) -> None:
    mother = name_other(flor.folder, name="Inés", relation="family", by=flor, at=ASKED)
    give_way(flor.folder, mother.ref, right="reads", by=flor, at=ASKED)
    granted(anas, flor, ana, delia)
    AccessCredential.objects.update(ended_at=None, identity=bytes(32))
    assert run() == 0
    AccessCredential.objects.update(ended_at=LATER, identity=None)
    assert run() == 1


def test_what_an_institution_still_owes_keeps_it(
    forwarded: Obligation, anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor
) -> None:
    asks(flor)
    heard(anas, ana)
    decided(anas, delia, ana)
    shut(anas)
    assert run() == 0


def test_nobody_missing_or_dead_is_erased(
    anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor
) -> None:
    granted(anas, flor, ana, delia)
    Filing.objects.update(impediment="missing")
    assert run() == 0


def test_a_place_that_was_erased_says_only_that_it_stood_there(erased: Erasure) -> None:
    place = ExactLocation.objects.get()
    assert bytes(place.sealed) == b""
    assert place.erased_at
