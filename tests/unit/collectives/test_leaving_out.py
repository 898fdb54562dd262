"""Any member may have what is theirs left out of a collective's case."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from amparo.casework.admission.services import keep_note
from amparo.casework.collectives import services
from amparo.casework.collectives.intermediaries import services as between
from amparo.casework.collectives.models import IntermediaryDocument
from amparo.casework.collectives.queries import leaving_out_wanted
from amparo.casework.collectives.redaction.services import leave_member_out, redactions_due
from amparo.casework.measures.states import Hindered
from amparo.casework.obligations.models import Obligation
from amparo.casework.referral import services as referral
from amparo.casework.referral.models import Referral, ReferralTask
from amparo.casework.referral.proposal import Proposal
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.actas import lay_acta
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.redaction import GONE, hits_of_common, scrubber
from amparo.foundations.intake.documents.services import change_paper, papers_in, write_paper
from amparo.foundations.intake.keys.case_keys import STRANGER, Visitor
from amparo.foundations.intake.models import Attachment, Document
from amparo.foundations.intake.requests.services import Filed
from amparo.foundations.intake.services import re_key
from amparo.foundations.ledger.models import Entry
from amparo.foundations.related_people import services as related_people
from amparo.foundations.related_people.messages_and_complaints import write_to_team
from amparo.foundations.related_people.models import CredentialCopy
from amparo.foundations.related_people.queries import (
    beside_by_phrase,
    is_barred,
    notice_for,
    others_of,
    written_by,
)
from tests import plans
from tests.architecture.conftest import a_picture_in
from tests.many_voices import acta, go_between, question_of
from tests.obligations import owing

NAME = "Rosalía Ñahui Tuesta"


def told(open_case: OpenCase) -> str:
    """Every word of every version of every paper."""
    papers = Document.objects.filter(filing=open_case.folder.filing)
    return " ".join(str(open_case.folder.words(paper)) for paper in papers)


def leave(board: OpenCase, ana: Actor, *lines: str, files: tuple[str, ...] = ()):
    return leave_member_out(
        board, lines or (NAME,), files=files, way="in_person", by=ana, at=timezone.now()
    )


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("vino Rosalía Ñahui Tuesta ayer", f"vino {GONE} ayer"),
        ("ROSALIA  NAHUI-TUESTA", GONE),
        ("rosali\u0301a n\u0303ahui tuesta, y su hijo", f"{GONE}, y su hijo"),
        ("Rosalía Ñahui", "Rosalía Ñahui"),
        ("su DNI es 4455 6677", f"su DNI es {GONE}"),
        ("44556677-8", f"{GONE}-8"),
        ("144556677", "144556677"),
        ("la Palomita llegó", f"la {GONE} llegó"),
        ("palomitas", "palomitas"),
    ],
)
def test_a_line_is_found_however_it_is_written_and_nothing_more(text: str, left: str) -> None:
    assert scrubber([NAME, "44556677", "Palomita"])(text) == left


def test_what_is_read_by_a_program_stays() -> None:
    scrub = scrubber(["community"])
    assert scrub({"kind": "community", "text": "community"}) == {"kind": "community", "text": GONE}


def test_it_is_gone_from_every_paper_and_its_older_versions(board: OpenCase, ana: Actor) -> None:
    note = keep_note(board, text=f"{NAME} lo vio", by=ana, at=timezone.now())
    paper = Document.objects.get(ref=note.ref)
    newer = {"text": f"{NAME} y otra lo vieron"}
    change_paper(board.folder, paper, body=newer, seen=1, by=ana, at=timezone.now())
    done = leave(board, ana)
    assert done.here.papers == 1
    assert "Ñahui" not in told(board)
    assert "y otra lo vieron" in told(board)


def test_the_record_says_that_it_was_done_and_nothing_of_what(board: OpenCase, ana: Actor) -> None:
    keep_note(board, text=f"{NAME} lo vio", by=ana, at=timezone.now())
    digests = list(Document.objects.order_by("pk").values_list("digest", flat=True))
    leave(board, ana)
    entry = Entry.objects.get(event="MemberLeftOut")
    assert '"papers":1' in entry.facts
    assert "Rosal" not in entry.facts
    assert list(Document.objects.order_by("pk").values_list("digest", flat=True))[:-1] == digests


def test_so_few_letters_would_take_other_words_too(board: OpenCase, ana: Actor) -> None:
    before = told(board)
    for lines in (("una",), (), (NAME, "el")):
        with pytest.raises(Hindered, match="too_short"):
            leave_member_out(board, lines, files=(), way="phone", by=ana, at=timezone.now())
    assert told(board) == before


def test_a_name_that_must_not_know_is_no_members_own(board: OpenCase, ana: Actor) -> None:
    body = {"units": [], "names": NAME}
    write_paper(board.folder, kind="exclusions", body=body, by=ana, at=timezone.now())
    with pytest.raises(Hindered, match="named_must_not_know"):
        leave(board, ana)
    assert "Ñahui" in told(board)


def test_only_a_collective_has_members(anas: OpenCase, ana: Actor) -> None:
    with pytest.raises(Hindered, match="no_collective"):
        leave(anas, ana)


@pytest.mark.parametrize("line", [NAME, f"don {NAME}", "Ñahui Tuesta"])
def test_whoever_is_said_to_be_behind_the_danger_stays_named(
    board: OpenCase, ana: Actor, line: str
) -> None:
    at = timezone.now()
    related_people.name_other(board.folder, name=NAME, relation="aggressor", by=ana, at=at)
    with pytest.raises(Hindered, match="named_must_not_know"):
        leave(board, ana, line)
    assert is_barred(board.folder, NAME, seen_by=ana)


def test_a_relative_of_whoever_is_behind_it_may_be_left_out(board: OpenCase, ana: Actor) -> None:
    at = timezone.now()
    related_people.name_other(
        board.folder, name="Pedro Tuesta", relation="aggressor", by=ana, at=at
    )
    keep_note(board, text=f"{NAME} lo vio", by=ana, at=at)
    assert leave(board, ana).here.papers == 1


@pytest.mark.parametrize("day", ["2026-11-25", "2026-11-25T10:00:00+00:00", "2026-11-25T10:00Z"])
def test_days_and_moments_that_a_program_reads_stay(day: str) -> None:
    scrub = scrubber(["2026", "community"])
    body = {
        "on": day,
        "text": "en 2026",
        "data": {"collective": "community"},
        "scope": ["community"],
    }
    assert scrub(body) == {**body, "text": f"en {GONE}"}
    assert scrub({"collective": "community"}) == {"collective": GONE}


def test_a_single_word_is_left_out_once_somebody_saw_how_often_it_stands(
    board: OpenCase, ana: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    keep_note(board, text="qué pena, Peña: da pena", by=ana, at=timezone.now())
    for line in ("Peña", "20261"):
        with pytest.raises(Hindered, match="too_common"):
            leave(board, ana, line)
    assert hits_of_common(board.folder, [NAME, "Peña", "445566"], seen_by=ana) == [("Peña", 3)]
    address = f"/desk/cases/{board.code}/collective/leave-out/"
    given = {"lines": "Peña", "way": "in_person", "own": "on"}
    answer = signed_in(ana).post(address, given)
    assert answer.status_code == 422
    assert "Peña: 3" in answer.content.decode()
    assert signed_in(ana).post(address, {**given, "sure": "on"}).status_code == 200
    assert "da pena" not in told(board)


def test_only_what_was_answered_is_done(board: OpenCase, flor: Visitor, ana: Actor) -> None:
    at = timezone.now()
    first, second, third = (
        write_paper(flor.folder, kind="leave_out", body={"text": text}, by=flor, at=at)
        for text in (NAME, "la casa de la esquina", f"{NAME}, y mi apodo")
    )
    leave(board, ana)
    assert [one.ref for one, _ in leaving_out_wanted(board, seen_by=ana)] == [second.ref, third.ref]
    leave_member_out(
        board,
        ["casa de la esquina"],
        files=(),
        way="page",
        by=ana,
        at=at,
        answered=[second.ref],
    )
    assert [one.ref for one, _ in leaving_out_wanted(board, seen_by=ana)] == [third.ref]
    assert redactions_due(Case.objects.get(pk=board.case.pk))
    assert first.ref in {one.ref for one in papers_in(flor.folder, seen_by=flor)}


def test_what_was_referred_elsewhere_with_it_is_to_be_destroyed(
    board: OpenCase, ana: Actor
) -> None:
    at = timezone.now()
    proposal = Proposal(
        kind="other",
        name="Casa Abierta",
        unit=None,
        wished=False,
        what="x",
        purpose="x",
        values={"risk_summary": f"a {NAME}"},
    )
    out = referral.propose(board, proposal, by=ana, at=at)
    leave(board, ana, "otra persona")
    assert not ReferralTask.objects.filter(about=out.ref).exists()
    Referral.objects.filter(ref=out.ref).update(copies=1)
    leave(board, ana)
    assert ReferralTask.objects.get(about=out.ref).kind == ReferralTask.Kind.TELL_TO_DESTROY


def test_all_papers_are_stored_before_any_is_copied(
    board: OpenCase, ana: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        keep_note(board, text=f"{NAME} lo vio", by=ana, at=timezone.now())
    seen = []
    monkeypatch.setattr(
        "amparo.foundations.intake.documents.redaction.hand_over_words",
        lambda *_args, **_more: seen.append(told(board)),
    )
    leave(board, ana)
    assert len(seen) == 2
    assert not any("Ñahui" in one for one in seen)


def test_what_a_unit_was_told_says_less(
    board: OpenCase, ana: Actor, carla: Actor, flor: Visitor, site: dict[str, Unit]
) -> None:
    owing(board, flor, by=ana, officer=carla)
    duty = Obligation.objects.exclude(extract=b"").first()
    key = duty.key_of_case(board.folder)
    body = duty.says(key)
    duty.seal(key, {**body, "what": f"acompañar a {NAME}"})
    duty.save()
    leave(board, ana)
    duty.refresh_from_db()
    assert duty.says(key)["what"] == f"acompañar a {GONE}"
    assert Entry.objects.filter(event="DutyToldLess").count() == 1


def test_nobody_brings_it_back_in_a_proposal_or_an_acta(
    board: OpenCase, ana: Actor, site: dict[str, Unit]
) -> None:
    measure = plans.proposed(board, site["pnp-selva"], ana)
    services.put_to_boards(board, measure.ref, words="", by=ana, at=timezone.now())
    leave(board, ana, NAME, "44556677")
    newer = re_key(board.folder, by=ana, at=timezone.now())
    fresh = OpenCase(board.case, board.seat, newer)
    for words in (f"a {NAME.upper()} de noche", "al 44 55 66 77"):
        with pytest.raises(Hindered, match="left_out"):
            plans.proposed(fresh, site["pnp"], ana, what=words)
    ref = question_of(fresh, measure.ref).ref
    with pytest.raises(Hindered, match="left_out"):
        services.note_acta(fresh, ref, acta(words=f"firmó {NAME}"), by=ana, at=timezone.now())


def test_what_is_asked_on_the_boards_page_is_due_by_a_day(
    board: OpenCase, flor: Visitor, ana: Actor
) -> None:
    at = timezone.now()
    body = {"text": NAME}
    write_paper(flor.folder, kind="leave_out", body=body, by=flor, at=at)
    case = Case.objects.get(pk=board.case.pk)
    assert redactions_due(case)[0].task == "leave_out"
    leave(board, ana)
    assert redactions_due(case) == []


def test_the_desk_erases_the_files_that_are_chosen(
    board: OpenCase, ana: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    ref = a_picture_in(board, by=ana)
    kept = a_picture_in(board, by=ana)
    address = f"/desk/cases/{board.code}/collective/leave-out/"
    given = {"lines": NAME, "erased": [ref], "way": "in_person", "own": "on"}
    browser = signed_in(ana)
    assert browser.post(address, {**given, "own": ""}).status_code == 422
    answer = browser.post(address, given)
    assert answer.status_code == 200
    assert NAME not in answer.content.decode()
    assert list(Attachment.objects.values_list("ref", flat=True)) == [kept]


def test_a_go_between_reads_it_no_more(
    board: OpenCase, ana: Actor, flor: Visitor, federation: tuple[OpenCase, Visitor, Filed]
) -> None:
    row = go_between(board, federation[0], by=ana)
    ref = question_of(board, row.ref).ref
    lay_acta(flor.folder, ref, acta(), by=flor, at=timezone.now())
    for words in (f"{NAME} viaja", "la reunión es mañana"):
        between.pass_on(board, row.ref, {"messages": words}, by=ana, at=timezone.now())
    leave(board, ana)
    assert "Ñahui" not in told(federation[0])
    assert "la reunión es mañana" in told(federation[0])
    assert IntermediaryDocument.objects.filter(erased_at=None).count() == 1


def test_who_has_words_of_their_own_reads_less_and_what_they_wrote_says_less(
    board: OpenCase, ana: Actor
) -> None:
    at = timezone.now()
    other = related_people.name_other(board.folder, name="Inés", relation="family", by=ana, at=at)
    words = related_people.give_way(board.folder, other.ref, right="reads", by=ana, at=at)
    body = {"text": f"{NAME} viene el lunes"}
    write_paper(board.folder, kind="acknowledgement", body=body, by=ana, at=at, for_person=True)
    beside = beside_by_phrase(" ".join(words), at=at, seen_by=STRANGER)
    write_to_team(f"hablé con {NAME}", by=beside, at=at)
    leave(board, ana)
    [copy] = CredentialCopy.objects.all()
    assert (
        notice_for(beside, copy.paper_ref, seen_by=beside).words["text"] == f"{GONE} viene el lunes"
    )
    listed = others_of(board.folder, seen_by=ana)
    [said] = written_by(board.folder, listed, seen_by=ana)
    assert said.text == f"hablé con {GONE}"
