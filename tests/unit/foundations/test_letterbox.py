"""A request is stored whole, sealed, and opened again by those who may."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.queries import DoorShut
from amparo.foundations.accounts.services import give_group_seat
from amparo.foundations.cases.access.former_member_seats import LeavesAlone, let_go
from amparo.foundations.cases.access.who_can_read import alone_with, unreadable
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.services import (
    ChangedMeanwhile,
    change_paper,
    papers_in,
    write_paper,
)
from amparo.foundations.intake.keys.case_keys import STRANGER, NotHeld, Visitor, hold_rows
from amparo.foundations.intake.models import CaseKey, Document, Filing
from amparo.foundations.intake.queries import (
    NoSuchWords,
    filing_to_open,
    standing,
    visit_by_phrase,
)
from amparo.foundations.intake.requests.services import (
    Filed,
    FiledAlready,
    Letter,
    NobodyMayRead,
    file_request,
)
from amparo.foundations.intake.services import NotInOrder, happen, issue_way, re_key
from amparo.foundations.ledger.models import Entry
from tests.people import BODY, MONDAY

type MakeLetter = Callable[..., Letter]


def test_the_words_open_what_was_sent(flor: Visitor) -> None:
    paper = papers_in(flor.folder, seen_by=flor, kinds=["request"])[0]
    assert flor.folder.words(paper) == BODY


def test_the_reception_opens_what_was_sent(filed: Filed, rosa: Actor) -> None:
    folder = filing_to_open(filed.folder.code, seen_by=rosa)
    assert folder is not None
    assert folder.key == filed.folder.key


def test_nothing_of_it_is_readable_in_the_rows(filed: Filed) -> None:
    stored = b"".join(bytes(paper.sealed) for paper in Document.objects.all())
    assert "río".encode() not in stored
    assert "Quebrada" not in str(Filing.objects.values().get())


def test_without_a_receptionist_the_door_is_shut(site: dict[str, Unit], letter: MakeLetter) -> None:
    with pytest.raises(DoorShut):
        file_request(letter(), by=STRANGER, at=MONDAY)
    assert not Filing.objects.exists()


def test_the_same_submission_is_stored_once(rosa: Actor, letter: MakeLetter) -> None:
    twice = letter()
    file_request(twice, by=STRANGER, at=MONDAY)
    with pytest.raises(FiledAlready):
        file_request(twice, by=STRANGER, at=MONDAY)
    assert Filing.objects.count() == 1


def test_wrong_words_open_nothing_and_say_nothing(filed: Filed) -> None:
    for text in ("", "ábaco " * 10, " ".join(filed.words[:-1])):
        with pytest.raises(NoSuchWords) as refusal:
            visit_by_phrase(text, seen_by=STRANGER)
        assert str(refusal.value) == ""


def test_an_excluded_receptionist_gets_no_key(
    rosa: Actor, enrolled: Callable[..., Actor], letter: MakeLetter, site: dict[str, Unit]
) -> None:
    insider = enrolled("Ivan Soto", "reception", unit="pnp-selva")
    give_group_seat(insider.member, kind="reception", by=rosa, at=MONDAY)
    secret = file_request(letter(excluded_units=[site["pnp"]]), by=STRANGER, at=MONDAY)
    assert filing_to_open(secret.folder.code, seen_by=insider) is None
    assert filing_to_open(secret.folder.code, seen_by=rosa) is not None
    assert not CaseKey.objects.filter(filing=secret.folder.filing, holder="reception").exists()


def test_a_request_that_only_one_opens_is_counted_before_and_after_she_leaves(
    rosa: Actor, saul: Actor, enrolled: Callable[..., Actor], letter: MakeLetter
) -> None:
    other = enrolled("Nora Diaz", "reception")
    give_group_seat(other.member, kind="reception", by=rosa, at=MONDAY)
    file_request(letter(excluded_names="la señora Quispe"), by=STRANGER, at=MONDAY)
    file_request(letter(), by=STRANGER, at=MONDAY)
    assert (alone_with(other.member), alone_with(rosa.member), unreadable()) == (1, 0, 0)
    with pytest.raises(LeavesAlone, match="1"):
        let_go(other.member, alone=0, by=saul, at=MONDAY)
    let_go(other.member, alone=1, by=saul, at=MONDAY)
    assert unreadable() == 1


def test_where_every_receptionist_is_excluded_nothing_is_stored(
    rosa: Actor, letter: MakeLetter, site: dict[str, Unit]
) -> None:
    with pytest.raises(NobodyMayRead):
        file_request(letter(excluded_names="la señora Quispe"), by=STRANGER, at=MONDAY)
    assert not Filing.objects.exists()


def test_two_people_saving_one_paper_lose_nothing(filed: Filed, ana: Actor) -> None:
    folder = filed.folder
    paper = write_paper(folder, kind="note", body={"text": "first"}, by=ana, at=MONDAY)
    change_paper(folder, paper, body={"text": "hers"}, seen=1, by=ana, at=MONDAY)
    with pytest.raises(ChangedMeanwhile) as told:
        change_paper(folder, paper, body={"text": "his"}, seen=1, by=ana, at=MONDAY)
    assert folder.words(told.value.newer) == {"text": "hers"}


def test_the_person_does_not_read_the_teams_notes(filed: Filed, flor: Visitor, ana: Actor) -> None:
    write_paper(filed.folder, kind="note", body={"text": "internal"}, by=ana, at=MONDAY)
    assert [paper.kind for paper in papers_in(flor.folder, seen_by=flor)] == ["request"]


def test_the_law_counts_from_the_filing(filed: Filed) -> None:
    state = standing(filed.folder.filing, at=MONDAY)
    assert str(state.term("preliminary_report").due) == "2026-11-11"


def test_an_event_out_of_legal_order_is_refused(filed: Filed, ana: Actor) -> None:
    with pytest.raises(NotInOrder):
        happen(filed.folder.filing, "decision_notified", when=MONDAY, by=ana, at=MONDAY)
    assert "decision_notified" not in Filing.objects.get().happened


def test_a_finding_is_recorded_with_its_event(filed: Filed, ana: Actor) -> None:
    later = MONDAY + timedelta(days=1)
    state = happen(
        filed.folder.filing,
        "preliminary_report_issued",
        when=later,
        by=ana,
        at=later,
        found={"imminent_risk": True},
    )
    assert state.track == "extraordinary"
    assert Entry.objects.order_by("sequence").last().event == "LegalEvent"


def test_after_re_keying_the_old_key_opens_nothing_and_the_words_still_do(
    filed: Filed, ana: Actor
) -> None:
    newer = re_key(filed.folder, by=ana, at=MONDAY)
    visitor, _ = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    assert visitor.folder.key == newer.key != filed.folder.key
    paper = papers_in(newer, seen_by=ana, kinds=["request"])[0]
    assert newer.words(paper) == BODY


def test_new_words_end_unconfirmed_old_ones(filed: Filed, rosa: Actor) -> None:
    words = issue_way(filed.folder, by=rosa, at=MONDAY)
    visit_by_phrase(" ".join(words), seen_by=STRANGER)
    with pytest.raises(NoSuchWords):
        visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)


def test_a_file_that_is_not_seen_is_not_held_in_silence(filed: Filed) -> None:
    """Two would write where each believes to be alone."""
    filing = filed.folder.filing
    hold_rows([filing])
    with pytest.raises(NotHeld):
        hold_rows([filing, Filing(pk=filing.pk + 1)])
