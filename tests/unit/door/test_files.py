"""Files that the team sends to the person; her own are never given out again."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from amparo.casework.leaks.affected_cases import touched_by
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.files.attachments import keep_uploads
from amparo.foundations.intake.models import Attachment
from amparo.foundations.ledger.models import Entry
from tests.leaking import found

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
    assert not taken().exists()


def taken():
    return Entry.objects.filter(event="FileTaken", by="person")


def test_whoever_takes_a_file_with_her_words_is_on_record_once_a_visit(
    her, send, case, filed, came_back
):
    address = send()
    ref = address.split("/")[3]
    for _time in range(2):  # played twice, it was taken once
        assert b"".join(her.get(address).streaming_content) == PDF
    [entry] = taken()
    assert (entry.about, entry.facts) == (case, f'{{"ref":"{ref}","role":"","what_for":""}}')
    other = send()
    her.get(other)
    came_back(filed).get(address)
    assert taken().count() == 3


def test_it_is_on_record_before_its_first_byte(her, send):
    her.get(send())  # nothing of it was read
    assert taken().count() == 1


def test_she_and_the_team_read_that_it_was_taken(her, send, case, ana, anas, signed_in):
    address = send()
    her.get(address)
    page = her.get("/mine/looked/", headers=ENGLISH).content.decode()
    assert "You, or whoever has your ten words" in page
    assert "Downloaded a file as it was sent" in page
    desk, ref = signed_in(ana), address.split("/")[3]
    steps = desk.get(reverse("desk:custody", args=[case, ref]), headers=ENGLISH).context["steps"]
    last = (str(steps[-1].what), steps[-1].who)
    assert last == ("Downloaded as it was sent", "The person")
    looks = desk.get(reverse("desk:case", args=[case]) + "?tab=all", headers=ENGLISH).context[
        "looks"
    ]
    [look] = [one for one in looks if one.by == "person"]
    assert (look.role, look.reason) == ("The person", "Downloaded a file as it was sent")
    assert touched_by(found("export"), seen_by=SYSTEM) == {anas.case.pk: {"took_file"}}


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
