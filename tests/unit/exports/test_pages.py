"""The pages of a copy: asked for, read by a second person, taken once as a file or on paper."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from amparo.casework.exports.models import Export
from amparo.casework.exports.urls import urlpatterns
from amparo.crypto.locked_pdf import password_of
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.models import Session
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.models import Document
from amparo.foundations.ledger.models import Entry
from tests import plans
from tests.architecture.access_matrix import pages
from tests.unit.exports.conftest import FACTS, FEARED, HOUSE, TOLD, Ask

EVERY_UNIT = 'FROM "institutions_unit" WHERE "institutions_unit"."active"'

type SignedIn = Callable[[Actor], Client]


def page(name: str, row: Export) -> str:
    return reverse(f"exports:{name}", args=[row.case.code, row.ref])


def text_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def words_on(answer: Any) -> str:
    found = re.search(r'name="opens" value="([^"]+)"', answer.content.decode())
    assert found
    return found[1]


def test_it_is_asked_for_with_the_words_in_sight(
    case: str, ana: Actor, signed_in: SignedIn
) -> None:
    browser = signed_in(ana)
    address = reverse("exports:ask", args=[case])
    shown = text_of(browser.get(address))
    assert FACTS in shown
    assert FEARED not in shown
    sent = {"name": HOUSE, "purpose": "x", "ground": "hers", "parts": ["chosen_name", "request"]}
    assert browser.post(address, sent).status_code == 302
    assert Export.objects.get().case.code == case


@pytest.mark.parametrize(
    ("typed", "status", "told"),
    [
        ({"name": ""}, 422, "obligatorio"),
        ({"parts": []}, 422, "obligatorio"),
        ({"parts": ["files"]}, 422, "files"),
        ({"ground": "0000-0000-0000"}, 422, "0000"),
        ({"name": FEARED}, 409, "no debe"),
    ],
)
def test_what_does_not_fit_is_said_and_what_was_typed_stays(
    case: str, ana: Actor, signed_in: SignedIn, typed: dict[str, Any], status: int, told: str
) -> None:
    sent = {"name": HOUSE, "purpose": "para su denuncia", "ground": "hers", "parts": ["request"]}
    answer = signed_in(ana).post(reverse("exports:ask", args=[case]), sent | typed)
    assert answer.status_code == status
    assert told in text_of(answer)
    assert "para su denuncia" in text_of(answer)
    assert not Export.objects.exists()


def test_a_second_person_reads_every_word_before_saying_yes(
    asked: Ask, says: Any, sauls: OpenCase, saul: Actor, signed_in: SignedIn
) -> None:
    row = asked()
    browser = signed_in(saul)
    shown = text_of(browser.get(page("decide", row)))
    assert FACTS in shown
    assert browser.post(page("decide", row), {"outcome": "yes"}).status_code == 409
    says(row, "agreed")
    assert browser.post(page("decide", row), {"outcome": "no"}).status_code == 422
    assert browser.post(page("decide", row), {"outcome": "yes"}).status_code == 302
    assert browser.post(page("decide", row), {"outcome": "yes"}).status_code == 409
    row.refresh_from_db()
    assert row.approved_by == saul.member


def test_both_are_asked_for_password_and_code_again(
    allowed: Any, ana: Actor, saul: Actor, signed_in: SignedIn
) -> None:
    row, saul_sits, ana_sits = allowed(), signed_in(saul), signed_in(ana)
    Session.objects.update(proved_at=timezone.now() - timedelta(minutes=61))
    assert saul_sits.get(page("decide", row)).status_code == 401
    assert saul_sits.post(page("decide", row), {"outcome": "no"}).status_code == 401
    assert ana_sits.get(page("take", row)).status_code == 401
    assert ana_sits.post(page("take", row), {"how": "paper", "opens": "x"}).status_code == 401
    assert Export.objects.get().state == "approved"


def test_as_a_file_it_opens_with_the_words_of_the_page_alone(
    allowed: Any, ana: Actor, signed_in: SignedIn
) -> None:
    row, browser = allowed(), signed_in(ana)
    words = words_on(browser.get(page("take", row)))
    answer = browser.post(page("take", row), {"how": "file", "opens": words})
    assert answer.status_code == 200
    assert f'attachment; filename="{row.ref}.pdf"' == answer.headers["Content-Disposition"]
    content = answer.getvalue()
    for word in (FACTS, "Flor de la Quebrada", HOUSE, "cruz"):
        assert word.encode("cp1252") not in content
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(content))
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(content), password="x")
    with pikepdf.open(io.BytesIO(content), password=password_of(words.split())) as opened:
        assert opened.encryption.R == 6
        said = b"".join(one.Contents.read_bytes() for one in opened.pages).decode("cp1252")
        assert "dejaron una nota bajo la puerta" in said
        assert said.count(row.ref) == 5 * len(opened.pages)
        assert said.count(HOUSE) >= 5 * len(opened.pages)
        assert ana.member.code in said
        assert dict(opened.docinfo) == {}
    again = browser.post(page("take", row), {"how": "file", "opens": words})
    assert again.status_code == 409
    assert "Ya salió" in text_of(again)


def test_on_paper_whose_copy_it_is_stands_above_below_and_behind_the_words(
    allowed: Any, ana: Actor, signed_in: SignedIn
) -> None:
    row, browser = allowed(), signed_in(ana)
    words = words_on(browser.get(page("take", row)))
    answer = browser.post(page("take", row), {"how": "paper", "opens": words})
    assert answer.status_code == 200
    shown = text_of(answer)
    assert FACTS in shown
    assert shown.count(f"{row.ref} · {HOUSE}") == 2
    assert f'class="across" data-across="{row.ref} · {HOUSE}"' in answer.content.decode()
    assert shown.count(ana.member.code) == 2
    assert row.case.code not in shown
    assert "no-store" in answer.headers["Cache-Control"]
    assert words not in answer.content.decode()
    assert not set(words.split()) <= set(shown.split()), "one may stand in a sentence; not all"


def test_words_that_are_not_those_of_the_page_seal_nothing(
    allowed: Any, ana: Actor, signed_in: SignedIn
) -> None:
    row, browser = allowed(), signed_in(ana)
    answer = browser.post(page("take", row), {"how": "file", "opens": "uno dos tres"})
    assert answer.status_code == 422
    assert Export.objects.get().state == "approved"
    answer = browser.post(page("take", row), {"opens": words_on(answer)})
    assert answer.status_code == 422


def test_letters_that_the_file_cannot_write_leave_nothing_out(
    allowed: Any, ana: Actor, signed_in: SignedIn
) -> None:
    row, browser = allowed(purpose="para la Federación Asháninka: kɨtsa"), signed_in(ana)
    words = words_on(browser.get(page("take", row)))
    answer = browser.post(page("take", row), {"how": "file", "opens": words})
    assert answer.status_code == 422
    assert "sáquela en papel" in text_of(answer)
    assert words_on(answer) == words
    assert browser.post(page("take", row), {"how": "paper", "opens": words}).status_code == 200


def test_nothing_of_it_lies_on_the_disk_before_or_after(
    allowed: Any, ana: Actor, signed_in: SignedIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    row, browser = allowed(), signed_in(ana)
    before = {path for path in Path(settings.STATE).rglob("*") if path.is_file()}
    words = words_on(browser.get(page("take", row)))
    browser.post(page("take", row), {"how": "file", "opens": words})
    left = [path for path in Path(settings.STATE).rglob("*") if path.is_file()]
    assert set(left) <= before
    assert list(tmp_path.rglob("*")) == []
    for paper in Document.objects.all():
        assert FACTS.encode() not in bytes(paper.sealed)
        assert words.encode() not in bytes(paper.sealed)


def test_a_colleague_sees_who_has_it_and_takes_nothing(
    allowed: Any, beto: Actor, ana: Actor, anas: OpenCase, signed_in: SignedIn
) -> None:
    plans.seated(anas, beto, ana)
    row, browser = allowed(), signed_in(beto)
    assert browser.get(page("export", row)).status_code == 200
    assert browser.get(page("take", row)).status_code == 409
    sent = {"how": "paper", "opens": "x"}
    assert browser.post(page("take", row), sent).status_code == 409
    assert browser.post(page("decide", row), {"outcome": "yes"}).status_code == 404


def test_whoever_has_no_seat_finds_no_copy(
    allowed: Any, olga: Actor, delia: Actor, signed_in: SignedIn
) -> None:
    row = allowed()
    for actor, names in ((olga, ("export", "take", "call_off")), (delia, ("export", "decide"))):
        browser = signed_in(actor)
        assert {browser.get(page(name, row)).status_code for name in names} == {404}


def test_no_page_gives_copies_of_more_than_one_file(anas: OpenCase) -> None:
    """The minister who wants the list: there is no way to ask for one."""
    assert all(str(one.pattern).startswith("exports/") for one in urlpatterns)
    names = [name for name in pages() if name.startswith("exports:")]
    assert len(names) == len(urlpatterns)
    assert {reverse(name, args=["A", "B"][: 1 + (name != "exports:ask")]) for name in names} == {
        f"/desk/cases/A/exports/{rest}"
        for rest in (
            "new/", "files/B/", "B/", "B/word/", "B/decide/", "B/call-off/", "B/take/", "B/told/",
        )
    }  # fmt: skip


def test_when_its_hours_are_over_the_page_says_so(
    allowed: Any, ana: Actor, signed_in: SignedIn
) -> None:
    row = allowed()
    Export.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    answer = signed_in(ana).get(page("take", row))
    assert answer.status_code == 409
    assert "Venció su plazo" in text_of(answer)


def test_her_own_page_shows_the_copy(allowed: Any, filed: Any, anas: OpenCase) -> None:
    from tests.architecture.conftest import came_back  # noqa: PLC0415 - it has a clock of its own

    row = allowed()
    shown = text_of(came_back(filed).get(reverse("door:mine")))
    assert "Copias de su caso" in shown
    assert row.ref in shown
    assert "Quién la autorizó Supervisión" in shown
    assert TOLD["chosen_name"] in shown


def test_the_case_page_lists_it_and_what_waits(
    allowed: Any, ana: Actor, signed_in: SignedIn, case: str
) -> None:
    allowed()
    shown = text_of(signed_in(ana).get(reverse("desk:case", args=[case]) + "?tab=all"))
    assert "Copias del expediente" in shown
    assert "Sacar una copia autorizada" in shown


def test_the_case_leads_to_each_copy_and_calls_the_question_by_its_name(
    asked: Ask, ana: Actor, signed_in: SignedIn
) -> None:
    row = asked()
    answer = signed_in(ana).get(reverse("desk:case", args=[row.case.code]) + "?tab=all")
    assert page("export", row) in answer.content.decode()
    shown = text_of(answer)
    assert "Una copia del expediente para alguien" in shown
    assert "Qué información recibirían: nombre que usa, relato de la persona" in shown


def test_the_page_says_why_it_leaves_no_more(
    allowed: Any, says: Any, ana: Actor, signed_in: SignedIn
) -> None:
    row, browser = allowed(), signed_in(ana)
    assert "Autorización retirada" not in text_of(browser.get(page("export", row)))
    words = words_on(browser.get(page("take", row)))
    browser.post(page("take", row), {"how": "paper", "opens": words})
    says(row, "refused")
    answer = browser.get(page("export", row))
    assert "La persona ya no está de acuerdo" in text_of(answer)
    assert page("told", row) in answer.content.decode()
    told = {"on": timezone.localdate().isoformat(), "said": "destroyed", "words": "por teléfono"}
    assert browser.post(page("told", row), told).status_code == 302
    assert page("told", row) not in browser.get(page("export", row)).content.decode()


REACH = "por la radio, de noche"


@pytest.fixture
def of_reach(asked: Ask, anas: OpenCase, ana: Actor, delia: Actor) -> Export:
    """How the person can be reached is to leave; delia, who decides, is the second person."""
    plans.seated(anas, delia, ana)
    return asked(parts=("chosen_name", "contact_channel"))


def test_the_second_person_reads_what_leaves_while_it_is_hers_to_allow_and_no_longer(
    of_reach: Export, says: Any, delia: Actor, signed_in: SignedIn
) -> None:
    browser, both = signed_in(delia), [page("export", of_reach), page("decide", of_reach)]
    assert all(REACH in text_of(browser.get(one)) for one in both)
    says(of_reach, "agreed")
    assert browser.post(page("decide", of_reach), {"outcome": "yes"}).status_code == 302
    for one in both:
        shown = text_of(browser.get(one))
        assert REACH not in shown
        assert "su función no permite verlo" in shown
        assert TOLD["chosen_name"] in shown


@pytest.mark.parametrize("state", ["taken", "turned_down", "called_off", "over"])
def test_once_it_is_over_whoever_decides_reads_no_way_to_the_person(
    of_reach: Export, delia: Actor, signed_in: SignedIn, state: str
) -> None:
    if state == "over":
        Export.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    else:
        Export.objects.update(state=state)
    browser = signed_in(delia)
    for name in ("export", "decide"):
        assert REACH not in text_of(browser.get(page(name, of_reach)))


def test_whoever_asked_for_it_reads_it_folded_but_where_she_takes_it_or_hears_the_answer(
    of_reach: Export, says: Any, ana: Actor, delia: Actor, signed_in: SignedIn
) -> None:
    browser, of_case = signed_in(ana), of_reach.case.code
    for name in ("export", "call_off"):
        answer = browser.get(page(name, of_reach))
        assert REACH not in text_of(answer)
        assert reverse("desk:field", args=[of_case, "reach"]) in answer.content.decode()
    assert REACH in text_of(browser.get(page("word", of_reach)))
    says(of_reach, "agreed")
    signed_in(delia).post(page("decide", of_reach), {"outcome": "yes"})
    for name in ("export", "take"):
        assert REACH in text_of(browser.get(page(name, of_reach)))
    assert not Entry.objects.filter(event="FieldOpened").exists()


def test_whoever_opened_that_part_with_a_reason_reads_it_here_too(
    of_reach: Export, ana: Actor, signed_in: SignedIn
) -> None:
    browser = signed_in(ana)
    browser.post(reverse("desk:field", args=[of_reach.case.code, "reach"]), {"reason": "to_reach"})
    assert REACH in text_of(browser.get(page("export", of_reach)))


@pytest.mark.parametrize("how", ["call_off", "decide"])
def test_what_was_turned_down_or_called_off_says_it_in_the_words_of_whoever_did(
    asked: Ask, sauls: OpenCase, ana: Actor, saul: Actor, signed_in: SignedIn, how: str
) -> None:
    row = asked()
    who = signed_in(saul if how == "decide" else ana)
    sent = {"outcome": "no", "words": "nombra a un vecino"}
    assert who.post(page(how, row), sent).status_code == 302
    assert "nombra a un vecino" in text_of(signed_in(ana).get(page("export", row)))


def test_what_stands_against_allowing_it_is_asked_once_for_a_page(
    asked: Ask, sauls: OpenCase, saul: Actor, signed_in: SignedIn
) -> None:
    """All institutions are read for it, since the reader may work where it goes; and once for the
    verdict."""
    row, browser = asked(), signed_in(saul)
    with CaptureQueriesContext(connection) as said:
        assert browser.get(page("export", row)).status_code == 200
    assert sum(EVERY_UNIT in one["sql"] for one in said.captured_queries) == 2
