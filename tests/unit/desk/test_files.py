"""Files: the original for the team alone, and a copy that has left its traces behind."""

import io
import json
import re
import subprocess
import sys
from base64 import b64decode
from datetime import timedelta

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from amparo.casework.admission.message_views import WHY_NOT
from amparo.casework.collectives.redaction.files_to_review import want_look_at
from amparo.desk.case import files
from amparo.door.my_data.access_log import looks_of
from amparo.foundations.accounts.models import Member, Session
from amparo.foundations.accounts.wording import reason_in_words, roles_in_words, why_she_takes
from amparo.foundations.intake.files import embedded_photos as photographs
from amparo.foundations.intake.files import rendering_queue as cleaning
from amparo.foundations.intake.files import sandboxed_rendering as renditions
from amparo.foundations.intake.files.attachments import attachments_in, keep_uploads
from amparo.foundations.intake.files.sandboxed_rendering import COUNT, NotShown, cleaned, page_of
from amparo.foundations.intake.files.uploads import path_of
from amparo.foundations.intake.models import Attachment
from amparo.foundations.intake.services import keep_from
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import entries_about
from tests.people import MONDAY
from tests.sent_files import SECRET, bomb, locked_pdf, pages_of_pdf, paper_of_pdf, photo, uploaded
from tests.sent_photographs import SIDE, SIZE, heic
from tests.sent_recordings import recording, traces

WHY = {"reason": "to_work"}


def asked(browser, page, case, ref):
    """It is shown by a link, and taken by a button."""
    address = reverse(page, args=[case, ref])
    return browser.get(address) if page == "desk:shown" else browser.post(address, WHY)


def test_the_original_comes_as_it_was_sent_under_a_neutral_name(case, kept, ana, signed_in):
    ref = kept(photo())
    answer = signed_in(ana).post(reverse("desk:file", args=[case, ref]), WHY)
    assert b"".join(answer) == photo()
    assert answer["Content-Disposition"] == f'attachment; filename="{ref}.jpg"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert int(answer["Content-Length"]) == len(photo())


def test_each_original_that_is_taken_is_on_record_and_among_who_looked(
    case, kept, ana, flor, signed_in
):
    browser, ref = signed_in(ana), kept(photo())
    browser.get(reverse("desk:shown", args=[case, ref]))
    assert not Entry.objects.filter(event="FileTaken").exists()
    for _time in range(2):
        assert b"".join(browser.post(reverse("desk:file", args=[case, ref]), WHY))
    taken = Entry.objects.filter(event="FileTaken", about=case, by=ana.signature)
    said = {"ref": ref, "role": "analyst", "what_for": "to_work"}
    assert [json.loads(one.facts) for one in taken] == [said] * 2
    looks = browser.get(reverse("desk:case", args=[case]) + "?tab=all").context["looks"]
    why = f"{reason_in_words('took_file')}. {why_she_takes()['to_work']}"
    assert [one.reason for one in looks[:2]] == [why] * 2
    told = looks_of(entries_about(case, seen_by=flor))
    assert [(one.who, one.why) for one in told[:2]] == [(roles_in_words("analyst"), why)] * 2


def test_a_clean_copy_that_is_taken_is_told_too_each_time(case, kept, ana, flor, signed_in):
    browser, ref = signed_in(ana), kept(photo())
    for _time in range(2):
        assert b"".join(browser.post(reverse("desk:clean_copy", args=[case, ref]), WHY))
    browser.get(reverse("desk:shown", args=[case, ref]))
    why = f"{reason_in_words('took_copy')}. {why_she_takes()['to_work']}"
    told = [one.why for one in looks_of(entries_about(case, seen_by=flor))]
    assert [one for one in told if one == why] == [why] * 2
    looks = browser.get(reverse("desk:case", args=[case]) + "?tab=all").context["looks"]
    assert [one.reason for one in looks].count(why) == 2
    assert len(looks) == len(told) == 3  # and the look at the case itself


@pytest.mark.parametrize("page", ["desk:file", "desk:clean_copy"])
def test_a_link_takes_nothing_and_nobody_takes_it_without_a_reason(
    case, kept, ana, signed_in, page
):
    browser, address = signed_in(ana), reverse(page, args=[case, kept(photo())])
    for answer, status in (
        (browser.get(address), 200),
        (browser.get(address, WHY), 200),
        (browser.post(address), 422),
        (browser.post(address, {"reason": "porque sí"}), 422),
    ):
        assert answer.status_code == status
        assert "Content-Disposition" not in answer
    assert not Entry.objects.filter(event__in=["FileTaken", "FileShown"]).exists()


def test_to_look_whom_it_shows_is_a_reason_only_where_that_is_waited_for(
    case, kept, ana, signed_in
):
    browser, address = signed_in(ana), reverse("desk:file", args=[case, kept(photo())])
    assert why_she_takes()["to_look"] not in browser.get(f"{address}?to_look=1").text
    assert browser.post(f"{address}?to_look=1", {"reason": "to_look"}).status_code == 422


def test_whoever_finds_a_members_browser_open_takes_nothing(case, kept, ana, signed_in):
    browser, address = signed_in(ana), reverse("desk:file", args=[case, kept(photo())])
    Session.objects.update(proved_at=timezone.now() - timedelta(minutes=30))
    assert (browser.get(address).status_code, browser.post(address, WHY).status_code) == (401, 401)
    assert not Entry.objects.filter(event="FileTaken").exists()


def test_the_senders_own_name_stays_on_the_case_page(case, kept, ana, signed_in):
    kept(photo(), name="Ñandú é.jpg")
    assert "Ñandú é.jpg" in signed_in(ana).get(reverse("desk:case", args=[case]) + "?tab=all").text


def test_the_shown_picture_has_left_its_traces(case, kept, ana, signed_in):
    answer = signed_in(ana).get(reverse("desk:shown", args=[case, kept(photo())]))
    content = b64decode(answer.context["picture"].removeprefix("data:image/jpeg;base64,"))
    assert SECRET not in content
    seen = Image.open(io.BytesIO(content))
    assert not seen.getexif()
    assert "comment" not in seen.info


def test_a_document_is_read_page_by_page_and_none_reaches_the_reader(case, kept, ana, signed_in):
    where = reverse("desk:shown", args=[case, kept(pages_of_pdf("UNO", "DOS", "TRES"))])
    browser, seen = signed_in(ana), []
    for number in (1, 2, 3):
        answer = browser.get(f"{where}?page={number}", headers={"accept-language": "en"})
        assert f"Page {number} of 3" in answer.text
        assert answer["Content-Type"].startswith("text/html")
        seen.append(b64decode(answer.context["picture"].removeprefix("data:image/jpeg;base64,")))
        assert Image.open(io.BytesIO(seen[-1])).format == "JPEG"
        assert ("?page=2" in answer.text) == (number != 2)
    assert len(set(seen)) == 3


@pytest.mark.parametrize(
    ("asked", "number"),
    [("", 1), ("0", 1), ("-2", 1), ("x", 1), ("²", 1), ("2", 2), ("99", 2), ("9" * 5000, 1)],
)
def test_whatever_page_is_asked_for_one_is_seen(case, kept, ana, signed_in, asked, number):
    where = reverse("desk:shown", args=[case, kept(pages_of_pdf("UNO", "DOS"))])
    answer = signed_in(ana).get(where, {"page": asked})
    assert (answer.status_code, answer.context["page"].number) == (200, number)


def test_a_document_with_more_pages_than_are_shown_says_so(case, kept, ana, signed_in, monkeypatch):
    monkeypatch.setattr(renditions, "MOST_PAGES", 1)
    where = reverse("desk:shown", args=[case, kept(pages_of_pdf("UNO", "DOS"))])
    answer = signed_in(ana).get(where, {"page": "2"}, headers={"accept-language": "en"})
    assert "Page 1 of more than 1" in answer.text
    assert "What comes after page 1 is not shown here" in answer.text


def test_a_document_is_given_to_the_readers_own_program_where_they_ask(case, kept, ana, signed_in):
    ref = kept(paper_of_pdf())
    answer = signed_in(ana).post(reverse("desk:clean_copy", args=[case, ref]), WHY)
    assert answer["Content-Disposition"] == f'attachment; filename="{ref}.pdf"'
    assert "sandbox" in answer["Content-Security-Policy"]
    assert SECRET not in b"".join(answer)
    picture = signed_in(ana).post(reverse("desk:clean_copy", args=[case, kept(photo())]), WHY)
    assert picture["Content-Type"] == "image/jpeg"
    assert SECRET not in b"".join(picture)


def test_a_document_that_waits_for_a_look_is_looked_at_and_no_copy_is_taken(
    case, kept, ana, signed_in, monkeypatch
):
    ref = kept(pages_of_pdf("UNO"))
    monkeypatch.setattr("amparo.desk.case.files.files_held_back", lambda *_, **__: frozenset({ref}))
    browser = signed_in(ana)
    assert browser.post(reverse("desk:clean_copy", args=[case, ref]), WHY).status_code == 409
    assert browser.get(reverse("desk:shown", args=[case, ref])).status_code == 200


@pytest.mark.parametrize("what", ["shut out", "account ended", "to look at"])
def test_what_comes_to_stand_against_a_clean_copy_while_it_is_made_keeps_it_here(
    case, kept, anas, ana, flor, signed_in, monkeypatch, what
):
    ref, make, now = kept(photo()), files.to_give, timezone.now()
    acts = {
        "shut out": lambda: keep_from(flor.folder, [], names=ana.member.name, by=flor, at=now),
        "account ended": lambda: Member.objects.filter(pk=ana.member.pk).update(active=False),
        "to look at": lambda: want_look_at(anas.case, ref, by=ana, at=now),
    }

    def made(kind, came):
        acts[what]()
        return make(kind, came)

    monkeypatch.setattr(files, "to_give", made)
    answer = signed_in(ana).post(reverse("desk:clean_copy", args=[case, ref]), WHY)
    assert answer.status_code == 404
    assert not Entry.objects.filter(event="FileShown", about=case).exists()


@pytest.mark.parametrize(
    ("name", "ending", "media"),
    [("mov", "mp4", "video/mp4"), ("m4a", "m4a", "audio/mp4"), ("webm", "webm", "video/webm")],
)
def test_a_recording_leaves_without_its_traces_for_a_reason(
    case, kept, ana, signed_in, name, ending, media
):
    ref, browser = kept(recording(name)), signed_in(ana)
    address = reverse("desk:clean_copy", args=[case, ref])
    assert f'href="{address}"' in browser.get(reverse("desk:case", args=[case]) + "?tab=all").text
    asks = browser.get(address, headers={"accept-language": "en"})
    assert "What is heard and seen goes along" in asks.text
    answer = browser.post(address, WHY)
    assert answer["Content-Disposition"] == f'attachment; filename="{ref}.{ending}"'
    assert answer["Content-Type"] == media
    assert "sandbox" in answer["Content-Security-Policy"]
    assert traces(recording(name))
    assert traces(b"".join(answer)) == []
    shown = Entry.objects.get(event="FileShown", about=case)
    assert json.loads(shown.facts) == {
        "ref": ref, "role": "analyst", "form": "copy", "what_for": "to_work",
    }  # fmt: skip


def test_a_recording_that_cannot_be_cleaned_has_no_copy_and_the_original_leaves_as_before(
    case, kept, ana, signed_in
):
    broken, browser = b"OggS" + b"no sound at all" * 9, signed_in(ana)
    ref = kept(broken)
    answer = browser.post(
        reverse("desk:clean_copy", args=[case, ref]), WHY, headers={"accept-language": "en"}
    )
    assert answer.status_code == 422
    assert "There is no copy of this file without metadata" in answer.text
    original = reverse("desk:file", args=[case, ref])
    assert original in answer.text
    assert not Entry.objects.filter(event__in=["FileTaken", "FileShown"]).exists()
    warned = browser.get(original, headers={"accept-language": "en"})
    assert "what its maker left in it: place, device, names" in warned.text
    assert b"".join(browser.post(original, WHY)) == broken


def test_another_team_gets_neither(case, kept, olga, signed_in, client):
    ref = kept(photo())
    for page in ("desk:file", "desk:shown", "desk:clean_copy"):
        address = reverse(page, args=[case, ref])
        assert signed_in(olga).get(address).status_code == 404
        assert signed_in(olga).post(address, WHY).status_code == 404
        assert client.get(address).status_code == 302


def test_a_file_of_another_case_is_not_found(case, ana, signed_in):
    assert signed_in(ana).get(reverse("desk:file", args=[case, "0000"])).status_code == 404


@pytest.mark.parametrize("page", ["desk:shown", "desk:clean_copy"])
def test_what_cannot_be_shown_is_explained(case, kept, ana, signed_in, page):
    ref = kept(b"%PDF-1.4 " + b"nothing of a document" * 9)
    answer = asked(signed_in(ana), page, case, ref)
    assert answer.status_code == 422
    assert "sandbox" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize(("asked", "beside"), [("1", (2,)), ("2", (1, 3))])
def test_where_a_page_is_not_drawn_the_others_and_the_clean_copy_come_before_the_original(
    case, kept, ana, signed_in, asked, beside
):
    ref = kept(pages_of_pdf("UNO", "DOS", size=(20_000, 10)))
    where = reverse("desk:shown", args=[case, ref])
    answer = signed_in(ana).get(where, {"page": asked})
    found = [
        *(f'href="?page={number}"' for number in beside),
        f'href="{reverse("desk:clean_copy", args=[case, ref])}"',
        f'href="{reverse("desk:file", args=[case, ref])}"',
    ]
    places = [answer.text.find(one) for one in found]
    assert (answer.status_code, answer.text.count("?page=")) == (422, len(beside))
    assert places == sorted(places)
    assert -1 not in places


@pytest.mark.parametrize("page", ["desk:shown", "desk:clean_copy"])
def test_of_a_picture_that_is_not_shown_no_page_is_offered(case, kept, ana, signed_in, page):
    ref = kept(bomb())
    answer = asked(signed_in(ana), page, case, ref)
    assert answer.status_code == 422
    assert "?page=" not in answer.text


@pytest.mark.parametrize("page", ["desk:shown", "desk:clean_copy"])
def test_a_document_with_a_password_is_said_to_have_one(case, kept, ana, signed_in, page):
    """Not damaged: she asks for it again, and tries no other page of it in vain."""
    ref = kept(locked_pdf())
    answer = asked(signed_in(ana), page, case, ref)
    assert answer.status_code == 422
    assert "contraseña que aquí nadie tiene" in answer.text
    assert "?page=" not in answer.text
    copy = reverse("desk:clean_copy", args=[case, ref])
    assert f'href="{copy}"' not in answer.text


@pytest.mark.parametrize("page", ["desk:shown", "desk:clean_copy"])
def test_a_photograph_as_telephones_take_them_is_looked_at_and_taken(
    case, kept, ana, signed_in, page
):
    ref = kept(heic(SIDE))
    answer = asked(signed_in(ana), page, case, ref)
    assert answer.status_code == 200
    if page == "desk:clean_copy":
        content = b"".join(answer)
        assert answer["Content-Disposition"] == f'attachment; filename="{ref}.jpg"'
    else:
        [drawn] = re.findall(r"data:image/jpeg;base64,([\w+/=]+)", answer.text)
        content = b64decode(drawn)
    assert Image.open(io.BytesIO(content)).size == SIZE
    assert SECRET not in content


@pytest.mark.parametrize("page", ["desk:shown", "desk:clean_copy"])
def test_one_that_is_coded_in_another_way_is_asked_for_as_another(case, kept, ana, signed_in, page):
    ref = kept(heic(coding=b"av01"))
    answer = asked(signed_in(ana), page, case, ref)
    assert answer.status_code == 422
    assert "se lo envíe de nuevo como JPEG" in answer.text


def test_each_reason_is_said_to_whoever_looks_and_to_whoever_sends():
    for reason in ("too_large", "other_kind", "busy", *renditions.REASONS.values()):
        assert files._why(reason)  # noqa: SLF001 - the words of its pages
        assert str(WHY_NOT[reason])


def test_a_document_whose_password_is_empty_is_read():
    """It only says what not to do with it; so come many from offices and banks."""
    assert page_of(locked_pdf(""), 1).pages == 1
    assert cleaned("pdf", locked_pdf("")).media_type == "application/pdf"


@pytest.mark.parametrize("small", [True, False])
def test_a_document_with_a_password_is_refused_as_locked(small):
    with pytest.raises(NotShown, match="locked"):
        cleaned("pdf", locked_pdf(), small=small)


@pytest.mark.parametrize("missing", [True, False])
def test_what_is_missing_or_was_altered_on_the_disk_is_explained(
    case, kept, ana, signed_in, missing
):
    ref = kept(photo())
    path = path_of(Attachment.objects.get(ref=ref).stored_as)
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.unlink() if missing else path.write_bytes(bytes(content))
    answer = signed_in(ana).get(
        reverse("desk:shown", args=[case, ref]), headers={"accept-language": "en"}
    )
    assert answer.status_code == 422
    assert "It is damaged" in answer.text


def test_a_process_that_answers_without_end_is_stopped(monkeypatch):
    monkeypatch.setattr(renditions, "MOST", 100)
    with pytest.raises(NotShown, match="too_large"):
        cleaned("jpeg", photo())


@pytest.mark.parametrize("answer", [photo("PNG"), b"GIF89a" + bytes(99), b"<svg/>", photo()])
def test_what_the_process_answers_is_looked_at_before_anybody_sees_it(monkeypatch, answer):
    """Taken over, it answers with what it likes; also with a photograph that has its notes."""
    monkeypatch.setattr(renditions, "_made", lambda *_, **__: answer)
    with pytest.raises(NotShown, match="unreadable"):
        cleaned("jpeg", b"x")
    monkeypatch.setattr(renditions, "_made", lambda *_, **__: (1).to_bytes(COUNT) + answer)
    with pytest.raises(NotShown, match="unreadable"):
        page_of(b"x", 1)


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_no_picture_keeps_who_where_and_with_what(kind):
    found = cleaned(kind, photo(kind.upper()))
    assert SECRET not in found.content
    assert not Image.open(io.BytesIO(found.content)).getexif()


def test_a_document_keeps_its_pages_and_nothing_else():
    found = cleaned("pdf", paper_of_pdf())
    assert SECRET not in found.content
    with pikepdf.open(io.BytesIO(found.content)) as pdf:
        assert len(pdf.pages) == 1
        assert not pdf.attachments
        assert "/OpenAction" not in pdf.Root
        assert "/Metadata" not in pdf.Root
        assert not pdf.docinfo
        whole = b"".join(
            part.read_raw_bytes() for part in pdf.objects if isinstance(part, pikepdf.Stream)
        )
        assert SECRET not in whole
        assert SECRET.decode() not in pdf.pages[0].obj.to_json().decode()


def test_a_picture_of_fifty_thousand_pixels_a_side_is_refused():
    with pytest.raises(NotShown, match="too_large"):
        cleaned("png", bomb())


def test_a_document_that_unpacks_without_end_is_refused():
    pdf = pikepdf.new()
    for _page in range(3):
        pdf.add_blank_page()
    pdf.Root.Big = pikepdf.Array([pikepdf.Dictionary(N=n) for n in range(3)])
    for number in range(200_001):
        pdf.make_indirect(pikepdf.Array([number]))
    out = io.BytesIO()
    pdf.Root.All = pikepdf.Array([one for one in pdf.objects if isinstance(one, pikepdf.Array)])
    pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    with pytest.raises(NotShown, match="too_large"):
        cleaned("pdf", out.getvalue())


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "heif", "pdf"])
@pytest.mark.parametrize("content", [b"", b"\0" * 99, b"\xff\xd8\xff\xe1", b"%PDF-1.7\n1 0 obj"])
def test_broken_content_is_a_clear_answer(kind, content):
    with pytest.raises(NotShown, match="unreadable"):
        cleaned(kind, content)


def test_a_picture_cut_in_the_middle_is_a_clear_answer():
    with pytest.raises(NotShown, match="unreadable"):
        cleaned("jpeg", photo(size=(2000, 1500))[:9000])


@pytest.mark.parametrize("kind", ["mp3", "webm", "", "../x"])
def test_other_kinds_are_not_shown(kind):
    with pytest.raises(NotShown, match="other_kind"):
        cleaned(kind, b"x")


def test_the_process_reaches_no_file_and_no_network():
    """Confined as for a document, it then tries both."""
    attempt = """
import socket
from amparo.foundations.intake.files import rendering_queue, sandbox, sandboxed_rendering
sandbox.confine(seconds=20)
for reach in (socket.socket, lambda: open("/etc/hostname"), lambda: open("/tmp/x", "w")):
    try:
        reach()
    except OSError:
        continue
    print("reached")
try:
    bytearray(700 * 1024 * 1024)
    print("too much memory")
except MemoryError:
    pass
"""
    done = subprocess.run(
        [sys.executable, "-I", "-c", attempt], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_the_process_is_told_nothing_but_the_kind(monkeypatch):
    told = []
    real = subprocess.Popen

    def listened(words, **more):
        told.append(words)
        return real(words, **more)

    monkeypatch.setattr(renditions.subprocess, "Popen", listened)
    cleaned("jpeg", photo())
    assert told[0][-2:] == ["whole", "jpeg"]


def test_a_jpeg_without_notes_shows_the_same_pixels():
    clean = photographs.jpeg(photo())
    assert SECRET not in clean
    before, after = Image.open(io.BytesIO(photo())), Image.open(io.BytesIO(clean))
    assert before.convert("RGB").tobytes() == after.convert("RGB").tobytes()


def test_an_empty_upload_becomes_no_file(case, anas, ana):
    assert keep_uploads(anas.folder, uploaded(b""), by=ana, at=MONDAY) == []
    assert attachments_in(anas.folder, seen_by=ana) == []


def test_where_others_are_prepared_the_page_says_to_try_again(
    case, ana, kept, signed_in, monkeypatch
):
    browser, where = signed_in(ana), reverse("desk:shown", args=[case, kept(photo())])
    where += "?page=7"
    monkeypatch.setattr(cleaning, "PATIENCE", 0.2)
    with cleaning.a_turn(), cleaning.a_turn():
        answer = browser.get(where, headers={"accept-language": "en"})
    assert answer.status_code == 503
    assert "Try again in half a minute" in answer.content.decode()
    assert f'href="{where}">Try again</a>' in answer.content.decode()
    assert browser.get(where).status_code == 200
