"""Where a file has been, its small picture, and what an outsider can compare it with."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from amparo.cli import main
from amparo.crypto.file_statements import FileStatement
from amparo.crypto.signatures import signing_pair_of
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.cases.access.custody_chain import custody_of, statement_of
from amparo.foundations.intake.files import rendering_queue as cleaning
from amparo.foundations.intake.files.attachments import open_attachment
from amparo.foundations.intake.files.uploads import path_of
from amparo.foundations.intake.models import Attachment
from amparo.foundations.ledger.daily_publication import publish
from amparo.foundations.ledger.models import Entry
from tests.people import MONDAY
from tests.sent_files import bomb, paper_of_pdf, photo

LATER = MONDAY + timedelta(days=1)


@pytest.fixture
def published(settings):
    """The record of the day, signed."""
    settings.SIGNING_KEY = bytes(range(32))

    def sign(at=LATER):
        return publish(by=SYSTEM, at=at)

    return sign


def page(browser, name, *parts):
    return browser.get(reverse(f"desk:{name}", args=parts), headers={"accept-language": "en"})


def take(browser, name, *parts):
    address, why = reverse(f"desk:{name}", args=parts), {"reason": "to_work"}
    return browser.post(address, why, headers={"accept-language": "en"})


def test_what_came_is_bound_to_the_record_by_a_hash_that_tells_nothing(case, kept, anas, ana):
    ref = kept(photo())
    found = open_attachment(anas.folder, ref, seen_by=ana)
    entry = Entry.objects.get(event="FileReceived", facts__contains=ref)
    assert bytes(entry.digest) not in {b"", found.digest}
    assert len(found.salt) == 32


def test_the_page_says_who_had_which_form_of_it_and_when(case, kept, ana, signed_in):
    browser, ref = signed_in(ana), kept(photo())
    page(browser, "files", case)
    for _time in range(2):
        page(browser, "shown", case, ref)
        b"".join(take(browser, "clean_copy", case, ref))
        b"".join(take(browser, "file", case, ref))
    answer = page(browser, "custody", case, ref)
    assert [str(one.what) for one in answer.context["steps"]] == [
        "Received and encrypted",
        "Seen in small",
        "Looked at, as a copy without its traces",  # once a sitting, as the look at the case
        "Downloaded, as a copy without its traces",
        "Downloaded as it was sent",
        "Downloaded, as a copy without its traces",
        "Downloaded as it was sent",
    ]
    assert answer.text.count("To examine it for the team") == 4
    assert {one.who for one in answer.context["steps"]} == {"Ana Huaman"}
    assert "not one byte differs" in answer.text


def test_what_was_altered_on_the_disk_is_said(case, kept, ana, signed_in):
    browser, ref = signed_in(ana), kept(photo())
    path = path_of(Attachment.objects.get(ref=ref).stored_as)
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.write_bytes(bytes(content))
    assert "It is not as it came" in page(browser, "custody", case, ref).text
    path.unlink()
    assert "It is not as it came" in page(browser, "custody", case, ref).text


def test_another_team_reads_nothing_of_it(case, kept, olga, signed_in):
    ref, browser = kept(photo()), signed_in(olga)
    for name, parts in (("files", (case,)), ("custody", (case, ref))):
        assert page(browser, name, *parts).status_code == 404


def test_pictures_and_first_pages_are_seen_in_small_and_nothing_else_is_run(
    case, kept, ana, signed_in
):
    first, second = kept(photo()), kept(paper_of_pdf(), name="a.pdf")
    broken = kept(b"\xff\xd8\xff" + b"<svg onload=alert(1)>" * 9)
    answer = page(signed_in(ana), "files", case)
    small = {one.file.ref: one.small for one in answer.context["seen"]}
    assert small[first].startswith("data:image/jpeg;base64,")
    assert small[second].startswith("data:image/jpeg;base64,")
    assert small[broken] == ""
    assert "The first page of the document" in answer.text
    assert b"%PDF" not in answer.content
    assert "<svg onload" not in answer.text
    shown = {json.loads(one.facts)["ref"] for one in Entry.objects.filter(event="FileShown")}
    assert shown == {first, second}


def test_a_bomb_costs_its_own_small_picture_and_no_other(case, kept, ana, signed_in):
    fine, hostile = kept(photo()), kept(bomb())
    answer = page(signed_in(ana), "files", case)
    assert answer.status_code == 200
    small = {one.file.ref: bool(one.small) for one in answer.context["seen"]}
    assert small == {fine: True, hostile: False}


def test_where_others_are_prepared_the_page_comes_without_small_pictures(
    case, kept, ana, signed_in, monkeypatch
):
    kept(photo())
    monkeypatch.setattr(cleaning, "PATIENCE", 0.2)
    browser = signed_in(ana)
    with cleaning.a_turn(), cleaning.a_turn():
        answer = page(browser, "files", case)
    assert (answer.status_code, answer.context["seen"][0].small) == (200, "")


def test_a_page_that_is_read_again_costs_no_entry(case, kept, ana, signed_in):
    kept(photo())
    browser = signed_in(ana)
    page(browser, "files", case)
    before = Entry.objects.count()
    page(browser, "files", case)
    assert Entry.objects.count() == before


def test_no_statement_before_the_record_is_published(case, kept, ana, signed_in):
    assert "from the next day on" in page(signed_in(ana), "custody", case, kept(photo())).text


def stated(anas, ref, ana):
    found = open_attachment(anas.folder, ref, seen_by=ana)
    assert found
    return statement_of(found, custody_of(anas, found, seen_by=ana), seen_by=ana)


@pytest.fixture
def handed_over(case, anas, kept, ana, published, tmp_path):
    """The original and the statement, as somebody outside takes them out of what was given."""
    ref = kept(photo())
    first = published()
    published(LATER + timedelta(days=9))
    text = stated(anas, ref, ana).text().encode()
    (tmp_path / "photo.jpg").write_bytes(photo())
    (tmp_path / "statement.json").write_bytes(text)
    (tmp_path / "kept.json").write_text(first.text())
    return tmp_path, case, text.decode()


def checked(folder, *more):
    given = ["--statement", str(folder / "statement.json"), *more]
    return main.answer(["file", "check", str(folder / "photo.jpg"), *given])


def test_an_outsider_checks_the_file_without_us(handed_over, capsys):
    folder, case, text = handed_over
    assert checked(folder, "--head", str(folder / "kept.json")) == 0
    said = capsys.readouterr().out
    assert "byte for byte" in said
    # The first day on which it was published, not the last.
    assert LATER.date().isoformat() in said
    assert case not in text


def test_one_byte_more_is_another_file(handed_over, capsys):
    folder, _case, _text = handed_over
    (folder / "photo.jpg").write_bytes(photo() + b"\0")
    assert checked(folder) == 1
    assert "not the file of the statement" in capsys.readouterr().out


@pytest.mark.parametrize("part", ["digest", "salt"])
def test_a_statement_that_was_changed_does_not_hold(handed_over, capsys, part):
    folder, _case, text = handed_over
    said = json.loads(text)
    said[part] = "00" * 32
    (folder / "statement.json").write_text(json.dumps(said))
    assert checked(folder) == 1
    assert "The statement does not hold" in capsys.readouterr().out


def test_a_statement_of_another_record_is_found_by_a_head_that_was_kept(handed_over, capsys):
    folder, _case, text = handed_over
    other = json.loads(text)["inclusion"]["head"] | {"root": "11" * 32}
    (folder / "kept.json").write_text(json.dumps(other))
    assert checked(folder, "--head", str(folder / "kept.json")) == 1
    assert "not among the heads" in capsys.readouterr().out


@pytest.mark.parametrize("part", ["day", "begins", "key"])
def test_a_statement_that_somebody_signed_anew_does_not_hold_against_a_kept_head(
    handed_over, capsys, part
):
    folder, _case, text = handed_over
    statement = FileStatement.parsed(text)
    forger = signing_pair_of(b"\1" * 32)
    signer = forger if part == "key" else signing_pair_of(bytes(range(32)))
    other: dict[str, Any] = {"day": "2020-01-01", "begins": bytes(32), "key": forger.public}
    assert statement.inclusion
    head = replace(statement.inclusion.head, **{part: other[part]}).signed(signer)
    forged = replace(statement, inclusion=replace(statement.inclusion, head=head))
    (folder / "statement.json").write_text(forged.text())
    assert forged.holds
    assert checked(folder, "--head", str(folder / "kept.json")) == 1
    assert "not among the heads" in capsys.readouterr().out


def test_where_no_head_was_kept_nothing_is_called_compared(handed_over, capsys):
    folder, _case, _text = handed_over
    (folder / "kept.json").write_text('{"heads": []}')
    assert checked(folder, "--head", str(folder / "kept.json")) == 2
    assert "there is no head in it" in capsys.readouterr().err


def test_a_file_is_compared_with_its_hash_alone(handed_over, anas, ana, capsys):
    folder, _case, text = handed_over
    digest = FileStatement.parsed(text).digest.hex()
    there = str(folder / "photo.jpg")
    assert main.answer(["file", "check", there, "--hash", digest.upper()]) == 0
    assert main.answer(["file", "check", there, "--hash", "00" * 32]) == 1
    assert main.answer(["file", "check", str(folder / "missing")]) == 2
    assert main.answer(["file", "check", there, "--head", "x"]) == 2


def test_a_size_without_end_is_a_clear_answer(handed_over, capsys):
    folder, _case, text = handed_over
    endless = json.dumps(json.loads(text) | {"size": float("inf")})
    (folder / "statement.json").write_text(endless)
    assert checked(folder) == 2
    assert "no statement on a file" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"amparo": "file/1"}', "[" * 9999])
def test_what_is_no_statement_is_a_clear_answer(handed_over, text, capsys):
    folder, _case, _text = handed_over
    (folder / "statement.json").write_text(text)
    assert checked(folder) == 2
    assert "no statement on a file" in capsys.readouterr().err
