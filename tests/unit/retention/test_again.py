"""A backup older than an erasure is put back: what it brings back is erased again, by a list that
no backup holds and that says nothing to whoever finds it."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from amparo.casework.admission.queries import not_yet_alerted
from amparo.casework.retention.services import put_hold
from amparo.cli.main import answer
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.erasure import case_content_erasure as emptying
from amparo.foundations.erasure import erase_after_restore as again
from amparo.foundations.erasure import erasure_list as listed
from amparo.foundations.erasure.models import Erasure, LegalHold
from amparo.foundations.erasure.queries import receipt_called
from amparo.foundations.intake.keys.case_keys import STRANGER, Visitor
from amparo.foundations.intake.models import CaseKey, Document, Filing
from amparo.foundations.intake.queries import NoSuchWords, visit_by_phrase
from amparo.foundations.intake.requests.services import Letter, file_request
from amparo.foundations.ledger.models import Entry
from amparo.settings.env import make_site  # noqa: TID251 - the command asks for a site
from tests.erasing import LATER, granted, held, run
from tests.people import MONDAY
from tests.unit.retention.files import a_recording_in


@pytest.fixture(autouse=True)
def place(settings: Any, tmp_path: Path) -> Path:
    settings.STATE = settings.RUN = tmp_path
    make_site(tmp_path)
    return tmp_path / listed.NAME


@pytest.fixture
def put_back(
    anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor
) -> Callable[..., tuple[str, list[bytes]]]:
    """Erase, then have everything in the database as it was before it was even asked for."""

    def make(scope: str = "everything") -> tuple[str, list[bytes]]:
        path = a_recording_in(anas, by=flor)
        content = path.read_bytes()
        before = transaction.savepoint_create()
        ref = granted(anas, flor, ana, delia, scope).ref
        assert run() == 1
        transaction.savepoint_rollback(before)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        assert not Erasure.objects.exists()
        return ref, [bytes(one.sealed) for one in Document.objects.all()]

    return make


def lines() -> list[listed.Line]:
    return listed.read(listed.all_lines())[0]


def erase_again() -> Any:
    return again.erase_again(lines(), by=SYSTEM, at=LATER)


def test_what_came_back_is_erased_again_with_every_key_and_the_same_receipt(
    put_back: Any, filed: Any
) -> None:
    ref, sealed = put_back()
    assert any(sealed)
    assert erase_again() == {again.AGAIN: 1}
    assert {bytes(one.sealed) for one in Document.objects.all()} == {b""}
    assert not CaseKey.objects.exists()
    with pytest.raises(NoSuchWords):
        visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    receipt = receipt_called(ref, at=LATER, seen_by=SYSTEM)
    assert receipt
    assert {one.kind for one in receipt.stood} >= {"request", "files"}


def test_files_alone_are_erased_again_alone(put_back: Any, filed: Any) -> None:
    put_back("files")
    assert erase_again() == {again.AGAIN: 1}
    assert visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    assert not any(Path(path).is_file() for path in Erasure.objects.get().files)
    assert Erasure.objects.get().files


def test_twice_is_once(put_back: Any) -> None:
    put_back()
    erase_again()
    assert erase_again() == {again.ALREADY: 1}


def test_what_was_asked_for_when_the_backup_was_made_is_erased_too(
    anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor
) -> None:
    """Asked, not decided: the row is there, and another that began meanwhile ends."""
    before = transaction.savepoint_create()
    ref = granted(anas, flor, ana, delia).ref
    run()
    transaction.savepoint_rollback(before)
    filing = flor.folder.filing
    asked = {"scope": "files", "how": "page", "asked_by": "person", "asked_at": MONDAY}
    other = Erasure.objects.create(ref="AAAA-BBBB-CCCC", filing=filing, not_before=MONDAY, **asked)
    assert erase_again() == {again.AGAIN: 1}
    other.refresh_from_db()
    assert other.ended_at
    assert receipt_called(ref, at=LATER, seen_by=SYSTEM)


def test_a_file_that_came_after_the_backup_is_passed_by(
    put_back: Any, letter: Callable[..., Letter]
) -> None:
    put_back()
    Filing.objects.update(code="ZZZZ-ZZZZ")
    file_request(letter(), by=STRANGER, at=MONDAY)
    assert erase_again() == {again.NEWER: 1}
    assert CaseKey.objects.exists()


def test_files_and_then_everything_of_one_file_are_both_erased_again(
    put_back: Any, place: Path
) -> None:
    """The older one is begun when the later one comes: its files go with that one."""
    ref, _ = put_back()
    code = Filing.objects.get().code
    listed.take_in(place, [listed._sealed(listed.Line(code, "A", "files", "2026-11-09"))])  # noqa: SLF001
    assert erase_again() == {again.AGAIN: 2}
    assert len(Erasure.objects.get(ref=ref).files) == 1
    assert Erasure.objects.get(ref="A").done_at
    assert not CaseKey.objects.exists()


def test_one_that_breaks_keeps_no_other_from_being_erased(
    put_back: Any, place: Path, capsys: Any
) -> None:
    put_back()
    code = Filing.objects.get().code
    listed.take_in(place, [listed._sealed(listed.Line(code, "A", "files", "no day"))])  # noqa: SLF001
    assert _again() == 1
    said = capsys.readouterr().out
    assert "erased again: 1" in said
    assert "NOT erased, and back with every word: 1" in said


def test_nothing_that_nobody_can_open_waits_for_anybody(put_back: Any, case: str) -> None:
    put_back()
    assert Case.objects.get(filing__code=case).closed_at is None
    erase_again()
    assert Case.objects.get(filing__code=case).closed_at
    assert '"erased"' in Entry.objects.get(event="CaseClosed").facts


def test_an_urgent_request_that_nobody_had_opened_wakes_nobody(
    anas: OpenCase,
    letter: Callable[..., Letter],
    place: Path,
) -> None:
    filing = file_request(letter(urgent=True), by=STRANGER, at=MONDAY).folder.filing
    assert not_yet_alerted("officer", since=LATER, most=1, seen_by=SYSTEM)
    line = listed.Line(filing.code, "A", "everything", LATER.date().isoformat())
    listed.take_in(place, [listed._sealed(line)])  # noqa: SLF001
    assert erase_again() == {again.AGAIN: 1}
    assert not_yet_alerted("officer", since=LATER, most=1, seen_by=SYSTEM) == []


def test_nobody_else_is_touched(put_back: Any, letter: Callable[..., Letter]) -> None:
    put_back()
    other = file_request(letter(), by=STRANGER, at=MONDAY)
    erase_again()
    assert visit_by_phrase(" ".join(other.words), seen_by=STRANGER)


# --- the list ---


def test_whoever_finds_the_list_reads_how_many_and_nothing_else(
    put_back: Any, filed: Any, place: Path
) -> None:
    ref, _ = put_back()
    said = place.read_text()
    for word in (filed.folder.code, ref, "everything", LATER.date().isoformat()):
        assert word not in said
    assert place.stat().st_mode & 0o077 == 0
    listed.take_in(place, [listed._sealed(listed.Line("A", "B", "files", "2026-01-01"))])  # noqa: SLF001
    assert len({len(one) for one in place.read_text().splitlines()}) == 1


def test_nobody_without_the_sites_key_has_a_file_erased_by_a_line(
    put_back: Any, place: Path, settings: Any
) -> None:
    put_back()
    own, settings.SIGNING_KEY = settings.SIGNING_KEY, b"x" * 32
    assert lines() == []
    forged = listed._sealed(listed.Line("A", "B", "everything", "2026-01-01"))  # noqa: SLF001
    settings.SIGNING_KEY = own
    listed.take_in(place, [forged, "not even base64 ñ", ""])
    known, dark = listed.read(listed.all_lines())
    assert (len(known), dark) == (1, 2)


def test_it_is_on_the_list_before_it_is_called_finished(
    anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor, settings: Any, tmp_path: Path
) -> None:
    made = granted(anas, flor, ana, delia)
    settings.RUN = tmp_path / "nowhere"
    with pytest.raises(FileNotFoundError):
        run()
    made.refresh_from_db()
    assert made.erased_at
    assert made.done_at is None
    settings.RUN = tmp_path
    assert run() == 1
    assert [one.ref for one in lines()] == [made.ref]


def test_it_is_on_the_list_also_where_another_role_writes_the_pages_over(
    anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor, monkeypatch: Any
) -> None:
    """Served apart, the jobs own no table: a backup made before the owner comes must not win."""
    made = granted(anas, flor, ana, delia)
    monkeypatch.setattr(emptying, "write_over", lambda: False)
    for _ in range(2):
        assert run() == 0
    assert [one.ref for one in lines()] == [made.ref]
    made.refresh_from_db()
    assert made.done_at is None


def test_a_line_that_a_dying_machine_tore_spoils_no_other(put_back: Any, place: Path) -> None:
    put_back()
    with place.open("a") as file:
        file.write("torn")
    listed.take_in(place, [listed._sealed(listed.Line("A", "B", "files", "2026-01-01"))])  # noqa: SLF001
    known, dark = listed.read(listed.all_lines())
    assert (len(known), dark) == (2, 1)


def test_jobs_of_their_own_account_note_beside_the_list_of_the_whole_site_and_let_it_be_copied(
    put_back: Any, place: Path, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a restore, or where a site was served whole before, that list is another account's."""
    put_back()
    of_the_whole, reads = place, Path.read_text
    settings.RUN, settings.SURFACE = tmp_path / "run" / "jobs", "jobs"
    settings.RUN.mkdir(parents=True)
    may_read = os.access
    monkeypatch.setattr(os, "access", lambda one, how: one != of_the_whole and may_read(one, how))
    monkeypatch.setattr(Path, "read_text", refused_of(of_the_whole, reads))
    erasure = Erasure(filing=Filing.objects.get(), ref="AAAA-BBBB-CCCC", scope="files")
    listed.note([erasure], at=LATER)
    own = settings.RUN / listed.NAME
    assert own.stat().st_mode & 0o777 == listed.FOR_BACKUPS
    with pytest.raises(PermissionError):
        listed.copy_to(tmp_path / "away.list")
    monkeypatch.setattr(Path, "read_text", reads)
    assert listed.copy_to(tmp_path / "away.list") == 2


def refused_of(path: Path, reads: Callable[..., str]) -> Callable[..., str]:
    def read(one: Path, *words: Any) -> str:
        if one == path:
            raise PermissionError(13, "Permission denied", str(path))
        return reads(one, *words)

    return read


def test_a_copy_of_it_only_grows(put_back: Any, tmp_path: Path, place: Path) -> None:
    put_back()
    away = tmp_path / "away.list"
    assert listed.copy_to(away) == 1
    place.unlink()
    assert listed.copy_to(away) == 1
    assert listed.read(listed.all_lines(away))[0][0].scope == "everything"


# --- the command ---


def test_a_key_that_was_changed_is_named_and_opens_its_lines(
    put_back: Any, tmp_path: Path, settings: Any, capsys: Any
) -> None:
    put_back()
    older = tmp_path / "older.key"
    older.write_text(settings.SIGNING_KEY.hex() + "\n")
    settings.SIGNING_KEY = b"x" * 32
    assert _again() == 1
    assert "1 lines of the list say nothing" in capsys.readouterr().out
    assert _again("--key", str(older)) == 0
    assert "erased again: 1" in capsys.readouterr().out
    older.write_text("no key")
    assert _again("--key", str(older)) == 2


def test_each_key_that_the_site_ever_had_opens_its_lines(
    put_back: Any, tmp_path: Path, settings: Any, place: Path, capsys: Any
) -> None:
    """Changed twice: of three lines each needs another key."""
    put_back()
    keys = []
    for number in range(2):
        keys += ["--key", str(tmp_path / f"{number}.key")]
        (tmp_path / f"{number}.key").write_text(settings.SIGNING_KEY.hex())
        settings.SIGNING_KEY = bytes([number]) * 32
        line = listed.Line(f"AAAA-AAA{number}", "A", "files", "2026-11-08")
        listed.take_in(place, [listed._sealed(line)])  # noqa: SLF001
    assert _again(*keys[:2]) == 1
    assert "1 lines of the list say nothing" in capsys.readouterr().out
    assert _again(*keys) == 0
    assert "of files that came after this backup: 2" in capsys.readouterr().out


def test_no_line_reaches_a_file_on_hold_nor_one_that_came_after_its_day(
    put_back: Any, anas: OpenCase, ana: Actor, place: Path, capsys: Any
) -> None:
    ref, _ = put_back()
    put_hold(anas, held(), by=ana, at=LATER)
    listed.take_in(place, [listed._sealed(listed.Line(anas.code, "A", "files", "2026-11-08"))])  # noqa: SLF001
    assert _again() == 1
    assert "NOT erased: 2, on hold here" in capsys.readouterr().out
    LegalHold.objects.update(lifted_by="member:x", lifted_at=LATER)
    assert erase_again() == {again.AGAIN: 1, again.REFUSED: 1}
    assert [one.ref for one in Erasure.objects.all()] == [ref]


def test_the_command_says_what_it_erased_and_what_it_cannot_know(
    put_back: Any, place: Path, tmp_path: Path, capsys: Any
) -> None:
    put_back()
    newest = tmp_path / "newest.list"
    place.rename(newest)
    assert _again("--list", str(newest)) == 0
    said = capsys.readouterr().out
    assert "erased again: 1, finished: 1" in said
    assert f"up to {(LATER + timedelta(0)).date()}: of what was erased later it is silent" in said
    assert place.is_file()  # it goes on here


@pytest.mark.django_db
def test_without_a_list_it_says_that_everything_is_back(capsys: Any) -> None:
    assert _again() == 1
    assert "whatever was erased after this backup is back" in capsys.readouterr().out


def _again(*words: str) -> int:
    return answer(["retention", "again", *words])
