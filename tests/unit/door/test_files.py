"""Files that the team sends to the person; her own are never given out again."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.utils import timezone

from amparo.foundations.letterbox.attachments import keep_uploads
from amparo.foundations.letterbox.models import Attachment
from amparo.foundations.letterbox.papers import write_paper

ENGLISH = {"accept-language": "en"}
PDF = b"%PDF-1.7 " + b"a resolution, to be read at home " * 4000


@pytest.fixture
def send(anas, ana):
    """The team keeps a file, for her or not, with a paper or without one."""

    def make(*, for_person=True, paper="", name="Resolución de Flor.pdf", content=PDF):
        files = RequestFactory().post("/", {"f": SimpleUploadedFile(name, content)}).FILES
        [kept] = keep_uploads(
            anas.folder,
            files.getlist("f"),
            by=ana,
            at=timezone.now(),
            paper_ref=paper,
            for_person=for_person,
        )
        return f"/mine/files/{kept.ref}/"

    return make


@pytest.fixture
def message(anas, ana):
    return write_paper(
        anas.folder,
        kind="message",
        body={"text": "Le enviamos la resolución."},
        by=ana,
        at=timezone.now(),
        for_person=True,
    )


def test_what_was_sent_to_her_comes_whole(her, send):
    answer = her.get(send())
    assert b"".join(answer.streaming_content) == PDF
    assert answer.headers["Content-Length"] == str(len(PDF))


def test_it_is_handed_over_and_never_shown_by_this_site(her, send):
    address = send()
    headers = her.get(address).headers
    ref = address.split("/")[3]
    assert headers["Content-Disposition"] == f'attachment; filename="{ref}.pdf"'
    assert headers["Content-Type"] == "application/pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    policy = headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy


def test_what_the_team_keeps_for_itself_is_no_page(her, send):
    assert her.get(send(for_person=False)).status_code == 404


def test_what_she_sent_herself_is_not_given_out_again(her, filed, photo):
    her.post("/mine/write/", {"text": "Mire.", "recordings": photo()})
    mine = Attachment.objects.get(author="person")
    assert her.get(f"/mine/files/{mine.ref}/").status_code == 404
    assert mine.ref not in her.get("/mine/").content.decode()


def test_anothers_file_and_a_missing_one_are_the_same_answer(another, send):
    found, missing = another.get(send()), another.get("/mine/files/0000-0000-0000/")
    assert found.status_code == missing.status_code == 404
    assert found.content == missing.content.replace(
        b"0000-0000-0000", found.request["PATH_INFO"].split("/")[3].encode()
    )


def test_without_words_nothing_is_handed_over(client, send):
    assert client.get(send()).headers["Location"].startswith("/return/")


def test_a_file_stands_with_the_paper_it_came_with(her, send, message):
    address = send(paper=message.ref)
    assert address in her.get(f"/mine/papers/{message.ref}/").content.decode()
    assert address not in her.get("/mine/").content.decode()


def test_a_file_that_came_alone_stands_on_her_page_without_its_name(her, send):
    address = send()
    page = her.get("/mine/", headers=ENGLISH).content.decode()
    assert address in page
    assert "PDF" in page
    assert "Resolución de Flor" not in page
