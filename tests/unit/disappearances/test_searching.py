"""An urgent search: an entry by each hour, nobody told without a consent or what stands for it."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from amparo.casework.disappearances import urgent_search as searching
from amparo.casework.disappearances.models import (
    DisappearanceOrDeath,
    DisappearanceTask,
    SearcherNotice,
)
from amparo.casework.disappearances.queries import happening_called
from amparo.casework.measures.services import end_impediment
from amparo.casework.measures.states import Hindered
from amparo.casework.obligations.possible_acts import before_closing
from amparo.desk.worklist.rows import rows_of
from amparo.door.my_case.documents import letters_of
from amparo.door.my_case.pending_questions import decisions_of
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.dates_outside_terms import MISSING
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.queries import (
    OpenCase,
    counted,
    due_before,
    worklist,
)
from amparo.foundations.cases.services import give_seat
from amparo.foundations.cases.worklist_row import Listed
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import CannotConsent, answer
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Exclusion, Filing
from amparo.foundations.ledger.models import Entry
from tests.befallen import AT, note

HOUR = timedelta(hours=1)

type SignIn = Callable[[Actor], Client]


@pytest.fixture
def missing(anas: OpenCase, ana: Actor) -> DisappearanceOrDeath:
    return note(anas, ana)


def due() -> Any:
    return DisappearanceTask.objects.get(kind="search", done_at__isnull=True).due_on


def log(anas: OpenCase, ana: Actor, ref: str, **changes: Any) -> None:
    given: dict[str, Any] = {"what": "searched", "moment": AT, "text": "fueron al río", "at": AT}
    searching.log(anas, ref, **{**given, **changes}, by=ana)


def seated(anas: OpenCase, saul: Actor, ana: Actor) -> None:
    give_seat(anas.case, anas.folder, saul.member, reason="decide", by=ana, at=AT)


def decided(anas: OpenCase, saul: Actor, missing: DisappearanceOrDeath) -> SearcherNotice:
    told = SearcherNotice.objects.get(searcher="police")
    searching.decide_instead(anas, missing.ref, told.ref, text="cada hora cuenta", by=saul, at=AT)
    return told


def tell(anas: OpenCase, ana: Actor, ref: str, told: str, **changes: Any) -> None:
    given: dict[str, Any] = {"moment": AT, "taken_by": "Suboficial 12", "text": "ya salen"}
    searching.note_told(anas, ref, told, **{**given, **changes}, by=ana, at=AT)


def test_an_entry_is_owed_within_the_hour_and_an_hour_after_each(
    anas: OpenCase, ana: Actor, missing: DisappearanceOrDeath
) -> None:
    assert due() == AT + HOUR
    log(anas, ana, missing.ref, moment=AT + HOUR, at=AT + 2 * HOUR)
    assert due() == AT + 2 * HOUR


def test_what_is_added_for_an_earlier_hour_sets_no_date_back(
    anas: OpenCase, ana: Actor, missing: DisappearanceOrDeath
) -> None:
    log(anas, ana, missing.ref, moment=AT + 2 * HOUR, at=AT + 2 * HOUR)
    log(anas, ana, missing.ref, moment=AT + HOUR, at=AT + 2 * HOUR)
    assert due() == AT + 3 * HOUR


def test_no_entry_tells_of_a_moment_to_come(
    anas: OpenCase, ana: Actor, missing: DisappearanceOrDeath
) -> None:
    with pytest.raises(Hindered, match="moment"):
        log(anas, ana, missing.ref, moment=AT + HOUR)


def test_the_log_shows_for_how_long_nobody_wrote(
    anas: OpenCase, ana: Actor, missing: DisappearanceOrDeath
) -> None:
    log(anas, ana, missing.ref, moment=AT + 5 * HOUR, at=AT + 5 * HOUR)
    log(anas, ana, missing.ref, moment=AT + 6 * HOUR, at=AT + 6 * HOUR)
    found = happening_called(anas, missing.ref, seen_by=ana)
    assert found
    assert [one.gap for one in found.log] == [timedelta(0), 5 * HOUR]
    assert found.log[0].author == "Ana Huaman"


def test_whoever_is_missing_leads_the_worklist_and_is_late_by_the_hour(
    anas: OpenCase, ana: Actor, missing: DisappearanceOrDeath
) -> None:
    [seat] = worklist(seen_by=ana)
    assert (seat.danger, seat.due_on) == (MISSING, AT + HOUR)
    [soon] = rows_of([seat], seen_by=ana, at=AT)
    [late] = rows_of([seat], seen_by=ana, at=AT + 2 * HOUR)
    assert soon.due_kind == "due"
    assert late.due_kind == "late"
    assert "desaparecida" in late.act


def test_once_found_nobody_is_asked_about_telling_any_more(
    anas: OpenCase, ana: Actor, saul: Actor, missing: DisappearanceOrDeath
) -> None:
    told = decided(anas, saul, missing)
    note(anas, ana, what="found_alive")
    assert not Question.objects.filter(kind="search", withdrawn_at=None).exists()
    closed = Entry.objects.filter(event="QuestionClosed").count()
    assert closed == SearcherNotice.objects.count() == 2
    with pytest.raises(Hindered, match="no_search"):
        tell(anas, ana, missing.ref, told.ref)
    with pytest.raises(Hindered, match="no_search"):
        searching.decide_instead(anas, missing.ref, told.ref, text="x", by=saul, at=AT)
    assert not SearcherNotice.objects.exclude(told_at=None).exists()


@pytest.mark.parametrize("what", ["found_alive", "found_dead"])
def test_the_search_ends_when_the_person_is_found(
    what: str, anas: OpenCase, ana: Actor, missing: DisappearanceOrDeath
) -> None:
    note(anas, ana, what=what)
    assert not DisappearanceTask.objects.filter(kind="search", done_at__isnull=True).exists()
    assert CaseAccess.objects.filter(danger=MISSING).count() == 0
    with pytest.raises(Hindered, match="no_search"):
        log(anas, ana, missing.ref)


def test_a_search_hides_no_date_that_has_passed(anas: OpenCase, ana: Actor) -> None:
    """The case leads the list, and stands among those past their date by the older one."""
    late = AT + timedelta(days=30)
    note(anas, ana, at=late)
    seat = CaseAccess.objects.get(member=ana.member)
    assert seat.danger == MISSING
    assert (
        rows_of([Listed.of(seat)], seen_by=ana, at=late)[0].danger_word
        == "Hay una persona desaparecida"
    )
    assert seat.due_on < late < due()
    assert seat.case.due_term in {"preliminary_report", "decision"}
    assert counted(seen_by=ana, due_before=late) == 1
    [found] = worklist(seen_by=ana, chosen=due_before(late))
    assert found == Listed.of(seat)


def test_no_case_is_closed_while_somebody_is_missing(
    anas: OpenCase, missing: DisappearanceOrDeath
) -> None:
    assert any("búsqueda" in str(one) for one in before_closing(anas, at=AT))


def test_a_closed_case_is_open_again(anas: OpenCase, ana: Actor) -> None:
    Case.objects.update(closed_at=AT)
    note(anas, ana)
    assert Case.objects.get().closed_at is None


def test_nobody_is_told_before_a_supervisor_decided(
    anas: OpenCase, ana: Actor, saul: Actor, missing: DisappearanceOrDeath
) -> None:
    told = SearcherNotice.objects.get(searcher="police")
    with pytest.raises(Hindered, match="not_answered"):
        tell(anas, ana, missing.ref, told.ref)
    with pytest.raises(CannotConsent, match="not_a_supervisor"):
        searching.decide_instead(anas, missing.ref, told.ref, text="x", by=ana, at=AT)
    decided(anas, saul, missing)
    tell(anas, ana, missing.ref, told.ref)
    assert SearcherNotice.objects.get(pk=told.pk).told_at == AT
    with pytest.raises(Hindered, match="told_already"):
        tell(anas, ana, missing.ref, told.ref)
    assert Entry.objects.filter(event="SearcherTold").count() == 1


def test_a_decision_stands_for_one_recipient_alone(
    anas: OpenCase, ana: Actor, saul: Actor, missing: DisappearanceOrDeath
) -> None:
    decided(anas, saul, missing)
    prosecutor = SearcherNotice.objects.get(searcher="prosecutor")
    with pytest.raises(Hindered, match="not_answered"):
        tell(anas, ana, missing.ref, prosecutor.ref)


def test_who_must_not_know_is_not_even_proposed(
    anas: OpenCase, ana: Actor, site: dict[str, Unit]
) -> None:
    Exclusion.objects.create(filing=anas.folder.filing, blinded=anas.folder.blinded("mininter"))
    note(anas, ana)
    assert [one.searcher for one in SearcherNotice.objects.all()] == ["prosecutor"]


def names(flor: Visitor, *people: str) -> None:
    body = {"units": [], "names": ", ".join(people)}
    write_paper(flor.folder, kind="exclusions", body=body, by=flor, at=AT, for_person=True)


def test_where_somebody_works_whom_she_named_nobody_is_told(
    anas: OpenCase,
    ana: Actor,
    saul: Actor,
    flor: Visitor,
    missing: DisappearanceOrDeath,
    enrolled: Callable[..., Actor],
) -> None:
    told = decided(anas, saul, missing)
    assert told.unit
    officer = enrolled("Óscar Tello", "institution_officer", unit=told.unit.code)
    names(flor, officer.member.name)
    with pytest.raises(Hindered, match="officer_named"):
        tell(anas, ana, missing.ref, told.ref)
    other = note(anas, ana, whose="other", name="Teófilo Inuma")
    asked = SearcherNotice.objects.filter(happening=other).values_list("searcher", flat=True)
    assert "police" not in asked


def test_nobody_whom_she_named_takes_the_words(
    anas: OpenCase, ana: Actor, saul: Actor, flor: Visitor, missing: DisappearanceOrDeath
) -> None:
    told = decided(anas, saul, missing)
    names(flor, "Juan Pérez Soto")
    for who in ("don Juan Pérez", "Carlos Soto"):
        with pytest.raises(Hindered, match="recipient_excluded"):
            tell(anas, ana, missing.ref, told.ref, taken_by=who)


def test_nobody_of_a_body_that_must_not_know_takes_the_words(
    anas: OpenCase, ana: Actor, saul: Actor, flor: Visitor, missing: DisappearanceOrDeath
) -> None:
    told = decided(anas, saul, missing)
    names(flor, "el Ejército")
    with pytest.raises(Hindered, match="recipient_excluded"):
        tell(anas, ana, missing.ref, told.ref, taken_by="mayor, cuartel de Bagua")


def test_whoever_has_her_phone_reads_nothing_of_the_search(
    anas: OpenCase, ana: Actor, saul: Actor, flor: Visitor, missing: DisappearanceOrDeath
) -> None:
    told = decided(anas, saul, missing)
    tell(anas, ana, missing.ref, told.ref)
    flor.folder.filing.refresh_from_db()
    assert decisions_of(flor, address="REF") == []
    shown = [letter.ref for letter in letters_of(flor)]
    assert len(shown) == 1  # her request
    with pytest.raises(CannotConsent, match="not_herself"):
        answer(flor.folder, Question.objects.earliest("pk").ref, answer="agreed", by=flor, at=AT)


def test_found_alive_she_is_asked_about_what_was_decided_for_her(
    anas: OpenCase, ana: Actor, saul: Actor, flor: Visitor, missing: DisappearanceOrDeath
) -> None:
    tell(anas, ana, missing.ref, decided(anas, saul, missing).ref)
    note(anas, ana, what="found_alive")
    assert Filing.objects.get().impediment == "missing"  # found is not yet able to answer
    anas.folder.filing.refresh_from_db()
    end_impediment(anas, words="habló con nosotras", since=AT.date(), by=ana, at=AT)
    flor.folder.filing.refresh_from_db()
    waiting = [one for one in decisions_of(flor, address="REF") if one.in_her_place]
    assert [one.recipient for one in waiting] == ["PNP"]


def test_where_a_relative_is_missing_the_person_is_asked(
    anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    happening = note(anas, ana, whose="other", name="Teófilo Inuma")
    assert Filing.objects.get().impediment == ""
    told = SearcherNotice.objects.get(searcher="police")
    searching.note_word(
        anas, happening.ref, told.ref, answer="agreed", text="que los busquen", by=ana, at=AT
    )
    tell(anas, ana, happening.ref, told.ref)
    assert SearcherNotice.objects.get(pk=told.pk).told_at


def test_nothing_of_another_happening_is_reached(
    anas: OpenCase, ana: Actor, missing: DisappearanceOrDeath, signed_in: SignIn
) -> None:
    client = signed_in(ana)
    other = note(anas, ana, whose="other", name="Teófilo Inuma")
    hers = SearcherNotice.objects.filter(happening=missing).earliest("pk")
    page = reverse("disappearances:tell", args=[anas.code, other.ref, hers.ref])
    assert client.get(page).status_code == 404


def test_a_record_of_the_log_names_no_words(
    anas: OpenCase, ana: Actor, missing: DisappearanceOrDeath
) -> None:
    log(anas, ana, missing.ref)
    facts = json.loads(Entry.objects.get(event="SearchLogged").facts)
    assert set(facts) == {"happening", "what", "moment"}
