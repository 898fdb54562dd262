"""What the team writes to the person, and the files that go with it."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pikepdf import Pdf
from PIL import Image

from amparo.casework.admission import messages as letters
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Attachment, Document
from amparo.foundations.intake.queries import visit_by_phrase
from amparo.foundations.ledger.models import Entry
from tests.sent_files import SECRET
from tests.sent_photographs import SIDE, heic
from tests.sent_recordings import heard_and_seen, recording, traces

ENGLISH = {"accept-language": "en"}


def photo(name="casa de Flor.jpg"):
    """A picture that says where and by whom it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "CamaraDeAna"
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(content, "JPEG", exif=exif, comment=b"secreto")
    return SimpleUploadedFile(name, content.getvalue())


def document():
    content = io.BytesIO()
    with Pdf.new() as made:
        made.add_blank_page()
        made.docinfo["/Author"] = "Ana Huaman"
        made.save(content)
    return SimpleUploadedFile("carta.pdf", content.getvalue())


def voice():
    return SimpleUploadedFile("Ana para Flor.ogg", recording("ogg"))


@pytest.fixture
def write(case, ana, signed_in):
    browser = signed_in(ana)

    def send(text="", *files):
        address = reverse("admission:message", args=[case])
        return browser.post(address, {"text": text, "attached": list(files)}, headers=ENGLISH)

    return send


@pytest.fixture
def her(filed):
    visitor, pair = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    content = {"way": visitor.way.pk, "secret": pair.secret.hex()}
    client = Client(headers=ENGLISH)
    client.cookies["amparo_visit"] = sittings.begin("visit", content, at=timezone.now()).hex()
    return client


def on_disk(settings):
    return {path.name for path in settings.UPLOADS.rglob("*") if path.is_file()}


def got(browser, attachment):
    answer = browser.get(f"/mine/files/{attachment.ref}/")
    return answer, b"".join(answer.streaming_content)


def test_a_recording_alone_is_a_message_and_reaches_her_without_its_traces(write, her):
    assert write("", voice()).status_code == 302
    kept, paper = Attachment.objects.get(), Document.objects.get(kind="message")
    assert (kept.for_person, kept.paper_ref, kept.kind) == (True, paper.ref, "ogg")
    page = her.get(f"/mine/papers/{paper.ref}/").content.decode()
    assert f'<audio controls preload="none" src="/mine/files/{kept.ref}/"' in page
    answer, content = got(her, kept)
    assert traces(recording("ogg"))
    assert traces(content) == []
    assert heard_and_seen(content) == heard_and_seen(recording("ogg"))
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "Flor" not in str(answer.headers)


@pytest.mark.parametrize("made", [photo, document])
def test_a_picture_or_a_document_goes_without_its_traces(write, her, made, settings):
    before = on_disk(settings)
    assert write("Mire esto.", made()).status_code == 302
    _answer, content = got(her, Attachment.objects.get())
    for trace in (b"CamaraDeAna", b"secreto", b"Ana Huaman"):
        assert trace not in content
    assert len(on_disk(settings) - before) == 1, "only the clean copy stays"


def test_she_finds_it_with_the_message_once_she_has_opened_it(write, her):
    write("Le mando la resolución.", document())
    paper = Document.objects.get(kind="message")
    page = her.get("/mine/").content.decode()
    assert "Files for you" not in page
    assert f"/mine/papers/{paper.ref}/" in page
    assert "File PDF" in her.get(f"/mine/papers/{paper.ref}/").content.decode()
    assert "1 file" in her.get("/mine/").content.decode()


def test_it_is_on_record_and_on_the_case_page_with_its_message(write, case, ana, signed_in):
    write("Le mando la resolución.", document())
    kept = Attachment.objects.get()
    assert Entry.objects.filter(event="FileReceived", by=ana.signature).count() == 1
    assert Entry.objects.filter(event="MessageSent", by=ana.signature).count() == 1
    page = signed_in(ana).get(f"/desk/cases/{case}/", headers=ENGLISH).content.decode()
    assert page.count(f"/desk/cases/{case}/files/{kept.ref}/shown/") == 1
    messages = page.split('id="messages"')[1]
    assert "Sent to the person" in messages
    assert "carta.pdf" in messages


def test_only_her_words_open_it(write, case, olga, signed_in, filed, letter, rosa):
    write("", voice())
    ref = Attachment.objects.get().ref
    assert Client().get(f"/mine/files/{ref}/").status_code == 302
    assert signed_in(olga).get(f"/desk/cases/{case}/files/{ref}/").status_code == 404


def test_a_photograph_as_telephones_take_them_goes_as_one_that_every_browser_shows(write, her):
    assert write("Mire esto.", SimpleUploadedFile("IMG_0001.HEIC", heic(SIDE))).status_code == 302
    kept = Attachment.objects.get()
    answer, content = got(her, kept)
    assert (kept.kind, answer["Content-Type"]) == ("jpeg", "image/jpeg")
    assert SECRET not in content
    assert not Image.open(io.BytesIO(content)).getexif()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "File 2 is empty"),
        (b"MZ" + b"a program" * 90, "is no picture, recording, video or PDF"),
        (b"\xff\xd8\xff\xe0" + b"not really a picture" * 40, "is damaged"),
        (b"%PDF-1.7 " + b"nothing" * 90, "is damaged"),
        (heic(coding=b"av01"), "send it as JPEG or PNG"),
        (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 400, "is damaged"),
        (b"OggS" + b"no sound at all" * 9, "is damaged"),
        (b"OggS" + b"a" * 6000, "is larger than we can take"),
    ],
)
def test_one_bad_file_sends_nothing_and_keeps_the_words(write, content, said, settings):
    settings.UPLOAD_LIMIT = 5000 if content.startswith(b"OggS") else settings.UPLOAD_LIMIT
    before = on_disk(settings)
    answer = write("Le escribo de noche.", photo(), SimpleUploadedFile("x", content))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Le escribo de noche." in page
    assert said in page
    assert "Nothing was sent yet" in page
    assert not Document.objects.filter(kind="message").exists()
    assert not Attachment.objects.exists()
    assert on_disk(settings) == before


def test_too_many_files_are_refused_before_any_is_made_anew(write):
    answer = write("Todo.", *(voice() for _ in range(6)))
    assert answer.status_code == 422
    assert "at most 5 files" in answer.content.decode()
    assert not Attachment.objects.exists()


def test_nothing_at_all_is_no_message(write):
    answer = write("")
    assert answer.status_code == 422
    assert "no file is chosen" in answer.content.decode()
    assert "Nothing was sent yet" not in answer.content.decode()


def test_a_message_that_cannot_be_stored_leaves_no_file(write, monkeypatch, settings):
    before = on_disk(settings)

    def full(*_: object, **__: object) -> None:
        raise OSError("full")

    monkeypatch.setattr(letters, "refresh", full)
    with pytest.raises(OSError, match="full"):
        write("Hola.", photo())
    assert not Document.objects.filter(kind="message").exists()
    assert on_disk(settings) == before


def test_her_own_recording_stands_with_her_message_for_the_team(her, anas, ana, signed_in):
    her.post("/mine/write/", {"text": "", "recordings": voice()})
    [paper] = papers_in(anas.folder, seen_by=ana, kinds=["message"])
    page = signed_in(ana).get(f"/desk/cases/{anas.code}/", headers=ENGLISH).content.decode()
    assert "Ana para Flor.ogg" in page.split('id="messages"')[1]
    hers = her.get("/mine/").content.decode()
    assert "1 file" in hers
    assert paper.ref not in hers
