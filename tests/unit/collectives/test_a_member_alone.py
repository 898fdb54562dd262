"""Any member speaks without the words of a board: what is theirs is left out, and a measure of
their own waits for their yes alone."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.services import propose
from amparo.casework.obligations.delivery.consent_gate import delivery
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import open_case
from amparo.foundations.consent.services import answer
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.keys.case_keys import STRANGER, Visitor
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.queries import filing_to_open, visit_by_phrase
from tests import plans
from tests.many_voices import question_of

NAME = "Rosalía Ñahui Tuesta"
PAGE = "/member/"
LEFT_OUT = {"collective": "Comunidad de la quebrada", "names": NAME, "safe_contact": "radio, 6"}
ALONE = {"alone": "me siguen a mí; que pasen por mi casa", "safe_contact": "radio, a las seis"}


def written(client: Client, said: dict[str, str]) -> Visitor:
    """The member files it, and comes back with words of their own."""
    words = client.post(PAGE, said, follow=True).context["words"]
    visitor, _ = visit_by_phrase(" ".join(words), seen_by=STRANGER)
    return visitor


def case_of(member: Visitor, *, by: Actor, seen_by: Actor) -> OpenCase:
    folder = filing_to_open(member.folder.code, seen_by=by)
    assert folder is not None
    open_case(folder, by=by, at=timezone.now())
    return opened(member.folder.code, seen_by=seen_by)


def words_in(case: OpenCase) -> str:
    papers = Document.objects.filter(filing=case.folder.filing)
    return " ".join(str(case.folder.words(paper)) for paper in papers)


def text_of(page: bytes) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.decode()).split())


def test_the_door_leads_there_and_says_that_no_board_is_asked(client: Client, rosa: Actor) -> None:
    assert PAGE in client.get("/").content.decode()
    assert "No necesita permiso de nadie" in text_of(client.get(PAGE).content)


@pytest.mark.parametrize("said", [LEFT_OUT, ALONE])
def test_it_is_a_letter_of_their_own_with_words_of_their_own(
    client: Client, rosa: Actor, said: dict[str, str]
) -> None:
    member = written(client, said)
    body = member.folder.words(Document.objects.get(kind="request"))
    for words in said.values():
        assert words in str(body)
    stored = str(list(Filing.objects.values())) + str(list(Document.objects.values()))
    assert "Rosal" not in stored


@pytest.mark.parametrize("said", [{}, {"collective": "x"}, {"names": NAME}])
def test_what_is_not_whole_files_nothing_and_keeps_what_was_typed(
    client: Client, rosa: Actor, said: dict[str, str]
) -> None:
    answer = client.post(PAGE, {**said, "safe_contact": "radio, a las seis"})
    assert answer.status_code == 400
    assert "radio, a las seis" in answer.content.decode()
    assert not Filing.objects.exists()


def test_sent_twice_it_is_one(client: Client, rosa: Actor) -> None:
    once = re.search(r'name="once" value="(\w+)"', client.get(PAGE).content.decode())
    assert once is not None
    for _time in range(2):
        sent = client.post(PAGE, {**ALONE, "once": once[1]})
        assert sent["Location"] == reverse("door:words")
    assert Filing.objects.count() == 1


def test_the_other_language_keeps_what_is_typed_and_sends_nothing(
    client: Client, rosa: Actor
) -> None:
    page = client.post(PAGE, {**ALONE, "language": "en"})
    assert "only for myself" in page.content.decode()
    assert "me siguen" in page.content.decode()
    assert not Filing.objects.exists()


def test_where_nobody_could_read_it_nothing_is_taken(client: Client, db: None) -> None:
    assert client.post(PAGE, ALONE).status_code == 503
    assert not Filing.objects.exists()


def test_the_desk_leaves_it_out_of_the_boards_case_and_the_board_reads_nothing_of_the_letter(
    client: Client,
    board: OpenCase,
    flor: Visitor,
    rosa: Actor,
    ana: Actor,
    signed_in: Callable[[Actor], Client],
) -> None:
    plans.proposed(board, Unit.objects.get(code="pnp"), ana, what=f"rondas por la casa de {NAME}")
    member = written(client, LEFT_OUT)
    hers = case_of(member, by=rosa, seen_by=ana)
    desk = signed_in(ana)
    assert NAME in desk.get(f"/desk/cases/{hers.code}/?tab=all").content.decode()
    page = f"/desk/cases/{board.code}/collective/leave-out/"
    given = {"lines": NAME, "way": "letter", "own": "on"}
    assert desk.post(page, given).status_code == 200
    fresh = opened(board.code, seen_by=ana)
    assert NAME not in words_in(fresh)
    assert NAME in words_in(hers)
    theirs = Document.objects.filter(filing=flor.folder.filing, kind="request")
    assert member.folder.code not in " ".join(str(flor.folder.words(one)) for one in theirs)


@pytest.mark.parametrize("way", ["in_person", "phone"])
def test_who_comes_or_calls_needs_no_letter(
    board: OpenCase, ana: Actor, signed_in: Callable[[Actor], Client], way: str
) -> None:
    plans.proposed(board, Unit.objects.get(code="pnp"), ana, what=f"rondas por la casa de {NAME}")
    page = f"/desk/cases/{board.code}/collective/leave-out/"
    assert signed_in(ana).post(page, {"lines": NAME, "way": way, "own": "on"}).status_code == 200
    assert NAME not in words_in(opened(board.code, seen_by=ana))


def test_a_measure_of_their_own_waits_for_their_yes_and_for_no_boards(
    client: Client,
    board: OpenCase,
    flor: Visitor,
    rosa: Actor,
    ana: Actor,
    site: dict[str, Unit],
) -> None:
    member = written(client, ALONE)
    hers = case_of(member, by=rosa, seen_by=ana)
    for_all = plans.proposed(board, site["pnp-selva"], ana)
    at = timezone.now()
    alone = propose(hers, plans.proposal(site["pnp-selva"]), by=ana, at=at)
    plans.says(flor, for_all, "refused")
    against = delivery(hers, alone, site["pnp-selva"], seen_by=ana).reasons
    assert "not_answered" in against
    answer(member.folder, question_of(hers, alone.ref).ref, answer="agreed", by=member, at=at)
    fresh = opened(hers.code, seen_by=ana)
    against = delivery(fresh, alone, site["pnp-selva"], seen_by=ana).reasons
    assert set(against) <= {"not_granted"}
    assert question_of(hers, alone.ref).by_acta is False
