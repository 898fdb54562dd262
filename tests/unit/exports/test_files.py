"""A photo, a recording or a paper leaves for somebody outside by the way of a copy: on her word or
a court's order, for one recipient, by two people, once."""

import hashlib
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.collectives.redaction.files_to_review import want_look_at
from amparo.casework.exports import services
from amparo.casework.exports import single_file as handing
from amparo.casework.exports.file_parts import Wanted
from amparo.casework.exports.models import Export
from amparo.casework.measures.states import Hindered
from amparo.casework.referral.authority_demands import COPY, Demanded, note_demand
from amparo.casework.referral.models import ReferralTask
from amparo.crypto.file_statements import FileStatement
from amparo.crypto.locked_pdf import password_of
from amparo.door.my_case.dashboard_sections import entries_of
from amparo.door.my_case.pending_questions import decisions_of
from amparo.door.my_data.access_log import looks_of
from amparo.door.my_data.exports import exports_of as hers
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.models import Question
from amparo.foundations.intake.files.attachments import erase_file, keep_uploads
from amparo.foundations.intake.files.sandboxed_rendering import to_give
from amparo.foundations.intake.files.uploads import path_of
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Attachment
from amparo.foundations.intake.services import keep_from
from amparo.foundations.ledger.daily_publication import publish
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import entries_about
from tests.sent_files import SECRET, photo, uploaded
from tests.unit.exports.conftest import COURT, FEARED, HOUSE

type Says = Callable[[Export, str], None]
type SignedIn = Callable[[Actor], Client]
EN = {"accept-language": "en"}


def now() -> Any:
    return timezone.now()


@pytest.fixture
def file(anas: OpenCase, flor: Visitor) -> str:
    [one] = keep_uploads(flor.folder, uploaded(photo()), by=flor, at=now())
    return one.ref


@pytest.fixture
def asked(anas: OpenCase, ana: Actor, file: str) -> Callable[..., Export]:
    def make(**changes: Any) -> Export:
        given: dict[str, Any] = {"name": HOUSE, "unit": None, "purpose": "como prueba"}
        what = {"file": file, "form": "original"}
        return services.ask(anas, Wanted(**{**given, **what, **changes}), by=ana, at=now())

    return make


@pytest.fixture
def order(anas: OpenCase, ana: Actor) -> Callable[..., str]:
    def make(*, silent: bool = False) -> str:
        until = timezone.localdate() + timedelta(days=3)
        demanded = Demanded(
            kind="court", name=COURT, on=timezone.localdate(), what="la foto", ground="x",
            answered="", forbidden_by="Juzgado Uno" if silent else "",
            silent_until=until if silent else None, handed=COPY,
        )  # fmt: skip
        return note_demand(anas, demanded, by=ana, at=now()).ref

    return make


def taken(browser: Client, row: Export) -> Any:
    """What the page of the second step sends back, and the words that open it."""
    address = reverse("exports:take", args=[row.case.code, row.ref])
    page = browser.get(address, headers=EN).text
    assert 'type="hidden" name="how" value="file"' in page
    found = re.search(r'name="opens" value="([^"]+)"', page)
    assert found
    answer = browser.post(address, {"how": "file", "opens": found[1]}, headers=EN)
    return answer, found[1]


def opened(answer: Any, words: str) -> pikepdf.Pdf:
    content = io.BytesIO(b"".join(answer))
    return pikepdf.open(content, password=password_of(words.split()))


def said(document: pikepdf.Pdf) -> str:
    return "\n".join(
        found.decode("cp1252")
        for page in document.pages
        for found in re.findall(rb"\((.*?)(?<!\\)\) Tj", page.Contents.read_bytes())
    )


def enclosed(document: pikepdf.Pdf) -> dict[str, bytes]:
    return {name: spec.get_file().read_bytes() for name, spec in document.attachments.items()}


def refusing(anas: OpenCase, ana: Actor, row: Export) -> tuple[str, ...]:
    with pytest.raises(Hindered) as refusal:
        services.take(anas, row.ref, how="file", make=lambda _found: None, by=ana, at=now())
    return refusal.value.reasons


# --- the way it goes ---


def test_she_reads_which_file_for_whom_and_in_which_form_before_she_answers(
    asked: Callable[..., Export], flor: Visitor
) -> None:
    row = asked()
    question = Question.objects.get(subject=row.ref)
    assert question.fields == ["files"]
    visitor = Visitor(flor.folder, flor.way)
    [one] = hers(visitor, decisions_of(visitor, address="/REF/"), entries_of(visitor))
    assert one.recipient == HOUSE
    [(name, words)] = one.told
    assert name == "Una de sus fotos, grabaciones o papeles"
    assert "Ñandú é.jpg (JPG" in words
    assert "tal como se envió" in words.lower()


def test_it_leaves_as_it_came_closed_with_words_beside_a_letter_that_names_whose_it_is(
    asked: Callable[..., Export], says: Says, sauls: OpenCase, saul: Actor, ana: Actor,
    file: str, signed_in: SignedIn,
) -> None:  # fmt: skip
    row = asked()
    says(row, "agreed")
    services.approve(sauls, row.ref, by=saul, at=now())
    answer, words = taken(signed_in(ana), row)
    assert answer["Content-Disposition"] == f'attachment; filename="{row.ref}.pdf"'
    document = opened(answer, words)
    assert enclosed(document) == {f"{row.ref}.jpg": photo()}
    letter = said(document)
    assert HOUSE in letter
    assert row.ref in letter
    assert ana.member.code in letter
    assert hashlib.blake2b(photo(), digest_size=32).hexdigest() in letter
    assert row.case.code not in letter
    assert "Ñandú" not in letter, "what its sender called it stays here"
    entry = Entry.objects.get(event="ExportTaken")
    facts = json.loads(entry.facts)
    assert (facts["ref"], facts["form"], facts["export"]) == (file, "original", row.ref)
    assert not Entry.objects.filter(event__in=["FileTaken", "FileShown"]).exists()
    row.refresh_from_db()
    assert (row.state, row.how) == ("taken", "file")
    address = reverse("exports:take", args=[row.case.code, row.ref])
    again = signed_in(ana).post(address, {"how": "file", "opens": words})
    assert again.status_code == 409


def test_without_the_words_nothing_of_it_is_read(
    asked: Callable[..., Export], says: Says, sauls: OpenCase, saul: Actor, ana: Actor,
    signed_in: SignedIn,
) -> None:  # fmt: skip
    row = asked()
    says(row, "agreed")
    services.approve(sauls, row.ref, by=saul, at=now())
    answer, _words = taken(signed_in(ana), row)
    content = b"".join(answer)
    assert SECRET not in content
    assert photo()[:64] not in content
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(content))


def test_a_copy_made_anew_leaves_without_its_traces_under_its_own_hash(
    asked: Callable[..., Export], says: Says, sauls: OpenCase, saul: Actor, ana: Actor,
    signed_in: SignedIn,
) -> None:  # fmt: skip
    row = asked(form="clean")
    says(row, "agreed")
    services.approve(sauls, row.ref, by=saul, at=now())
    document = opened(*taken(signed_in(ana), row))
    [content] = enclosed(document).values()
    assert content.startswith(b"\xff\xd8\xff")
    assert SECRET not in content
    letter = said(document)
    for one in (content, photo()):
        assert hashlib.blake2b(one, digest_size=32).hexdigest() in letter


def test_the_statement_leaves_the_same_way_with_the_original_or_alone(
    asked: Callable[..., Export], says: Says, sauls: OpenCase, saul: Actor, ana: Actor,
    signed_in: SignedIn, settings: Any,
) -> None:  # fmt: skip
    with pytest.raises(Hindered, match="no_such_form"):
        asked(form="statement")  # the record of its day is not published
    settings.SIGNING_KEY = bytes(range(32))
    publish(by=SYSTEM, at=now() + timedelta(days=1))
    for form, files in (("statement", {"json"}), ("original", {"json", "jpg"})):
        row = asked(form=form)
        says(row, "agreed")
        services.approve(sauls, row.ref, by=saul, at=now())
        found = enclosed(opened(*taken(signed_in(ana), row)))
        assert {name.rpartition(".")[2] for name in found} == files
        stated = FileStatement.parsed(found[f"{row.ref}.json"].decode())
        assert stated.holds
        assert stated.digest == hashlib.blake2b(photo(), digest_size=32).digest()


# --- what stands against it ---


def test_nothing_leaves_before_she_and_a_second_person_said_yes(
    asked: Callable[..., Export], says: Says, anas: OpenCase, ana: Actor, sauls: OpenCase,
    saul: Actor,
) -> None:  # fmt: skip
    row = asked()
    assert refusing(anas, ana, row) == ("not_approved",)
    with pytest.raises(Hindered, match="not_answered"):
        services.approve(sauls, row.ref, by=saul, at=now())
    says(row, "agreed")
    assert refusing(anas, ana, row) == ("not_approved",)
    with pytest.raises(Hindered, match="not_permitted"):
        services.approve(anas, row.ref, by=ana, at=now())


@pytest.mark.parametrize("form", ["original", "clean"])
def test_who_must_not_know_gets_none_also_where_she_says_so_afterwards(
    asked: Callable[..., Export], says: Says, anas: OpenCase, ana: Actor, sauls: OpenCase,
    saul: Actor, flor: Visitor, form: str,
) -> None:  # fmt: skip
    with pytest.raises(Hindered, match="recipient_excluded"):
        asked(name=FEARED, form=form)
    row = asked(form=form)
    says(row, "agreed")
    services.approve(sauls, row.ref, by=saul, at=now())
    keep_from(flor.folder, [], names=HOUSE, by=flor, at=now())
    assert refusing(anas, ana, row) == ("not_waiting",)


def test_what_waits_for_a_look_goes_to_nobody_asked_before_or_after(
    asked: Callable[..., Export], says: Says, anas: OpenCase, ana: Actor, sauls: OpenCase,
    saul: Actor, file: str,
) -> None:  # fmt: skip
    row = asked()
    says(row, "agreed")
    services.approve(sauls, row.ref, by=saul, at=now())
    want_look_at(anas.case, file, by=ana, at=now())
    assert refusing(anas, ana, row) == ("file_waits",)
    with pytest.raises(Hindered, match="file_waits"):
        asked(name="Otro Estudio Cualquiera")


def test_what_is_not_as_it_came_does_not_leave_as_if_it_were(
    asked: Callable[..., Export], says: Says, sauls: OpenCase, saul: Actor, ana: Actor,
    flor: Visitor, signed_in: SignedIn,
) -> None:  # fmt: skip
    [one] = keep_uploads(flor.folder, uploaded(photo()), by=flor, at=now())  # no other test's
    row = asked(file=one.ref)
    says(row, "agreed")
    services.approve(sauls, row.ref, by=saul, at=now())
    path = path_of(Attachment.objects.get(ref=one.ref).stored_as)
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.write_bytes(bytes(content))
    answer, _words = taken(signed_in(ana), row)
    assert answer.status_code == 409
    assert "it is not as it came" in answer.text
    row.refresh_from_db()
    assert row.state == "approved"
    assert not Entry.objects.filter(event="ExportTaken").exists()


def test_nobody_waits_with_what_they_write_while_the_copy_is_made(
    allowed: Callable[..., Export], ana: Actor, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = allowed(form="clean")
    before, within = len(connection.atomic_blocks), []
    while_it_is_made(monkeypatch, lambda: within.append(len(connection.atomic_blocks)))
    answer, _words = taken(signed_in(ana), row)
    assert answer.status_code == 200
    assert within == [before], "made within a transaction"
    assert Entry.objects.filter(event="ExportTaken").count() == 1


def while_it_is_made(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    make = to_give

    def made(kind: str, came: bytes) -> Any:
        act()
        return make(kind, came)

    monkeypatch.setattr(handing, "to_give", made)


@pytest.mark.parametrize(
    "what",
    [
        "erased",
        "to look at",
        "shut out",
        "taken back",
        "she who takes it shut out",
        "account ended",
    ],
)
def test_what_comes_to_stand_against_it_while_it_is_made_keeps_it_here(
    allowed: Callable[..., Export], anas: OpenCase, ana: Actor, flor: Visitor,
    signed_in: SignedIn, what: str, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    row = allowed(form="clean")
    question = Question.objects.get(subject=row.ref)
    acts: dict[str, Callable[[], Any]] = {
        "erased": lambda: erase_file(flor.folder, row.file, by=flor, at=now()),
        "to look at": lambda: want_look_at(anas.case, row.file, by=ana, at=now()),
        "shut out": lambda: keep_from(flor.folder, [], names=HOUSE, by=flor, at=now()),
        "taken back": lambda: consent.withdraw(flor.folder, question.ref, by=flor, at=now()),
        "she who takes it shut out": lambda: keep_from(
            flor.folder, [], names=ana.member.name, by=flor, at=now()
        ),
        "account ended": lambda: Member.objects.filter(pk=ana.member.pk).update(active=False),
    }
    while_it_is_made(monkeypatch, acts[what])
    answer, _words = taken(signed_in(ana), row)
    assert answer.status_code == (404 if what == "she who takes it shut out" else 409)
    assert not Entry.objects.filter(event="ExportTaken").exists()
    row.refresh_from_db()
    assert row.taken_at is None


def test_of_two_who_make_it_at_once_one_takes_it(
    allowed: Callable[..., Export], anas: OpenCase, ana: Actor
) -> None:
    row = allowed()

    def second(_found: object) -> str:
        services.take(anas, row.ref, how="file", make=lambda _one: "", by=ana, at=now())
        return "twice"

    with pytest.raises(Hindered, match="taken"):
        services.take(anas, row.ref, how="file", make=second, by=ana, at=now())
    assert Entry.objects.filter(event="ExportTaken").count() == 1


def test_a_file_of_another_case_is_none_here(
    asked: Callable[..., Export], anas: OpenCase, ana: Actor, signed_in: SignedIn
) -> None:
    with pytest.raises(Hindered, match="file_gone"):
        asked(file="AAAA-AAAA-AAAA")
    address = reverse("exports:ask_file", args=[anas.code, "AAAA-AAAA-AAAA"])
    assert signed_in(ana).get(address).status_code == 404


def test_each_file_is_asked_once_for_one_recipient(asked: Callable[..., Export]) -> None:
    asked()
    with pytest.raises(Hindered, match="asked_already"):
        asked(name=HOUSE.upper())
    asked(form="clean")
    assert Export.objects.count() == 2


# --- once it is out ---


def test_taken_back_or_erased_it_is_to_be_destroyed(
    asked: Callable[..., Export], says: Says, anas: OpenCase, ana: Actor, sauls: OpenCase,
    saul: Actor, flor: Visitor, file: str,
) -> None:  # fmt: skip
    first, second, waits = asked(), asked(form="clean"), asked(name="Otro Estudio Cualquiera")
    for row in (first, second):
        says(row, "agreed")
        services.approve(sauls, row.ref, by=saul, at=now())
        services.take(anas, row.ref, how="file", make=lambda found: found, by=ana, at=now())
    question = Question.objects.get(subject=first.ref)
    consent.withdraw(flor.folder, question.ref, by=flor, at=now())
    back = ReferralTask.objects.filter(kind=ReferralTask.Kind.EXPORT_BACK, done_at=None)
    assert [one.about for one in back] == [first.ref]
    erase_file(anas.folder, file, by=ana, at=now())
    assert {one.about for one in back.all()} == {first.ref, second.ref}
    for row in (first, second, waits):
        row.refresh_from_db()
        assert row.state == "taken_back"
    ended = [json.loads(one.facts) for one in Entry.objects.filter(event="ExportEnded")]
    assert [(one["reason"], one["taken"]) for one in ended] == [
        ("consent_withdrawn", True), ("file_erased", True), ("file_erased", False),
    ]  # fmt: skip


def test_where_it_has_been_says_to_whom_it_went(
    asked: Callable[..., Export], says: Says, anas: OpenCase, ana: Actor, sauls: OpenCase,
    saul: Actor, file: str, signed_in: SignedIn,
) -> None:  # fmt: skip
    row = asked()
    says(row, "agreed")
    services.approve(sauls, row.ref, by=saul, at=now())
    services.take(anas, row.ref, how="file", make=lambda found: found, by=ana, at=now())
    browser = signed_in(ana)
    address = reverse("desk:custody", args=[anas.code, file])
    [step] = browser.get(address, headers=EN).context["steps"][1:]
    assert str(step.what) == "Left as it was sent, for somebody outside"
    assert (step.what_for, step.who) == (HOUSE, "Ana Huaman")


# --- on a court's order ---


def test_a_courts_order_opens_each_file_once_to_that_court_alone(
    asked: Callable[..., Export], order: Callable[..., str], anas: OpenCase, ana: Actor,
    sauls: OpenCase, saul: Actor, flor: Visitor,
) -> None:  # fmt: skip
    ordered = order()
    with pytest.raises(Hindered, match="not_the_court"):
        asked(order=ordered)
    row = asked(name=COURT, order=ordered)
    assert not Question.objects.exists()
    services.approve(sauls, row.ref, by=saul, at=now())
    services.take(anas, row.ref, how="file", make=lambda found: found, by=ana, at=now())
    with pytest.raises(Hindered, match="order_used"):
        asked(name=COURT, order=ordered)
    with pytest.raises(Hindered, match="order_used"):
        asked(name=COURT, order=ordered, form="clean")
    [other] = keep_uploads(flor.folder, uploaded(photo(size=(20, 20))), by=flor, at=now())
    assert asked(name=COURT, order=ordered, file=other.ref).compelled


def test_what_a_court_keeps_silent_stands_nowhere_that_she_reads(
    asked: Callable[..., Export], order: Callable[..., str], anas: OpenCase, ana: Actor,
    sauls: OpenCase, saul: Actor, flor: Visitor, signed_in: SignedIn,
) -> None:  # fmt: skip
    before = len(looks_of(entries_about(anas.code, seen_by=flor)))
    row = asked(name=COURT, order=order(silent=True))
    services.approve(sauls, row.ref, by=saul, at=now())
    answer, words = taken(signed_in(ana), row)
    assert enclosed(opened(answer, words)) == {f"{row.ref}.jpg": photo()}
    visitor = Visitor(flor.folder, flor.way)
    assert hers(visitor, decisions_of(visitor, address="/REF/"), entries_of(visitor)) == []
    looks = looks_of(entries_about(anas.code, seen_by=flor))
    told = " ".join(one.why for one in looks[: len(looks) - before])
    assert "archivo" not in told
    assert COURT not in told


# --- the pages ---


def test_it_is_asked_for_and_allowed_with_the_file_in_sight(
    anas: OpenCase, ana: Actor, sauls: OpenCase, saul: Actor, file: str, signed_in: SignedIn
) -> None:
    browser = signed_in(ana)
    address = reverse("exports:ask_file", args=[anas.code, file])
    page = browser.get(address, headers=EN)
    assert "Ñandú é.jpg" in page.text
    assert [code for code, _name in page.context["form"].fields["form"].choices] == [
        "clean", "original",
    ]  # fmt: skip
    sent = {"name": HOUSE, "purpose": "para su denuncia", "ground": "hers"}
    assert browser.post(address, sent, headers=EN).status_code == 422
    assert browser.post(address, {**sent, "form": "statement"}, headers=EN).status_code == 422
    assert browser.post(address, {**sent, "form": "clean"}, headers=EN).status_code == 302
    row = Export.objects.get()
    assert row.file == file
    decide = reverse("exports:decide", args=[anas.code, row.ref])
    page = signed_in(saul).get(decide, headers=EN)
    assert "Ñandú é.jpg" in page.text
    assert "A copy without its traces" in page.text
    assert reverse("desk:shown", args=[anas.code, file]) in page.text


def test_whoever_supervises_reads_what_its_sender_called_it_while_it_is_hers_to_allow(
    asked: Callable[..., Export], sauls: OpenCase, saul: Actor, signed_in: SignedIn
) -> None:
    row, browser = asked(), signed_in(saul)
    pages = [reverse(f"exports:{one}", args=[sauls.code, row.ref]) for one in ("export", "decide")]
    assert all("Ñandú é.jpg" in browser.get(one).text for one in pages)
    Export.objects.update(state="turned_down")
    for one in pages:
        shown = browser.get(one).text
        assert "Ñandú é.jpg" not in shown
        assert reverse("desk:field", args=[sauls.code, "files"]) in shown


def test_one_member_alone_takes_it_for_the_team_or_for_the_person_and_for_nobody_else(
    anas: OpenCase, ana: Actor, file: str, signed_in: SignedIn
) -> None:
    browser = signed_in(ana)
    for page in ("desk:file", "desk:clean_copy"):
        address = reverse(page, args=[anas.code, file])
        shown = browser.get(address, headers=EN)
        offered = [code for code, _said in shown.context["form"].fields["reason"].choices]
        assert offered == ["to_read", "to_work", "to_person"]
        assert reverse("exports:ask_file", args=[anas.code, file]) in shown.text
        for reason in ("as_proof", "ordered", "asked_for", "to_examine"):
            assert browser.post(address, {"reason": reason}).status_code == 422
    assert not Entry.objects.filter(event__in=["FileTaken", "FileShown"]).exists()
