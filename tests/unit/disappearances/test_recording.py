"""That somebody disappeared, was found or died: once, with its history, nothing written over."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from amparo.casework.disappearances import services
from amparo.casework.disappearances.incident_report import AlreadyRecorded
from amparo.casework.disappearances.models import DisappearanceOrDeath, DisappearanceTask
from amparo.casework.disappearances.queries import happening_called, happenings_of
from amparo.casework.measures.services import end_impediment
from amparo.casework.measures.states import Hindered
from amparo.casework.review.models import ReviewTask
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.models import Question
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.ledger.models import Entry
from amparo.foundations.related_people.models import RelatedPerson
from amparo.foundations.related_people.services import name_other
from tests.befallen import AT, DAY, note
from tests.people import MONDAY

NEXT = DAY + timedelta(days=5)


def open_vigils() -> set[str]:
    return set(
        DisappearanceTask.objects.filter(done_at__isnull=True).values_list("kind", flat=True)
    )


def history(anas: OpenCase, ana: Actor) -> list[tuple[str, str]]:
    return [(one.row.what, one.row.kind) for one in happenings_of(anas, seen_by=ana)]


@pytest.mark.parametrize("again", ["died", "disappeared"])
def test_a_death_recorded_twice_is_refused_and_says_when_it_was_recorded(
    again: str, anas: OpenCase, ana: Actor
) -> None:
    first = note(anas, ana, what="died", kind="killing")
    with pytest.raises(AlreadyRecorded) as refusal:
        note(anas, ana, what=again, on=NEXT)
    assert refusal.value.earlier == first
    assert DisappearanceOrDeath.objects.count() == 1


def test_two_deaths_each_recorded_twice_are_two(anas: OpenCase, ana: Actor) -> None:
    """Two brothers of one surname are two people; one name written otherwise is one."""
    note(anas, ana, what="died", whose="other", name="Teófilo Inuma")
    note(anas, ana, what="died", whose="other", name="Arcadio Inuma")
    for name in ("teofilo INUMA", "Inuma, Arcadio"):
        with pytest.raises(AlreadyRecorded):
            note(anas, ana, what="died", whose="other", name=name)
    assert DisappearanceOrDeath.objects.count() == 2


def test_the_database_too_knows_one_death_of_the_person(anas: OpenCase, ana: Actor) -> None:
    first = note(anas, ana, what="died")
    with pytest.raises(IntegrityError):
        DisappearanceOrDeath.objects.create(
            ref="x", case=first.case, whose="person", what="died", on=DAY, noted_at=AT
        )


def test_who_is_missing_twice_is_recorded_once(anas: OpenCase, ana: Actor) -> None:
    note(anas, ana)
    with pytest.raises(AlreadyRecorded):
        note(anas, ana)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"what": "died"}, "missing_now"),
        ({"what": "found_dead", "on": DAY - timedelta(days=1)}, "day"),
        ({"what": "found_alive", "whose": "other", "name": "Otro"}, "not_missing"),
    ],
)
def test_what_does_not_follow_is_refused(
    changes: dict[str, Any], why: str, anas: OpenCase, ana: Actor
) -> None:
    note(anas, ana)
    with pytest.raises(Hindered, match=why):
        note(anas, ana, **changes)


def test_from_missing_to_killed_the_kind_changes_and_its_history_stays(
    anas: OpenCase, ana: Actor
) -> None:
    missing = note(anas, ana, kind="disappearance_non_state")
    services.change_kind(
        anas, missing.ref, kind="enforced_disappearance", text="hay testigos", by=ana, at=AT
    )
    note(anas, ana, what="found_dead", kind="killing", on=NEXT, at=AT + timedelta(days=6))
    assert history(anas, ana) == [
        ("disappeared", "enforced_disappearance"),
        ("found_dead", "killing"),
    ]
    found = happening_called(anas, missing.ref, seen_by=ana)
    assert found
    [before] = found.kinds
    assert before.words["before"] == "disappearance_non_state"
    changed = Entry.objects.get(event="KindChanged")
    assert "disappearance_non_state" in changed.facts


def test_the_same_kind_is_no_change(anas: OpenCase, ana: Actor) -> None:
    missing = note(anas, ana)
    with pytest.raises(Hindered, match="same_kind"):
        services.change_kind(anas, missing.ref, kind="unknown", text="x", by=ana, at=AT)


def test_a_mistake_is_set_aside_and_stays_readable(anas: OpenCase, ana: Actor) -> None:
    died = note(anas, ana, what="died")
    services.set_aside(anas, died.ref, text="era otra persona", by=ana, at=AT)
    found = happening_called(anas, died.ref, seen_by=ana)
    assert found
    assert found.row.set_aside_at == AT
    assert found.aside[0].words["text"] == "era otra persona"
    assert open_vigils() == set()
    assert Filing.objects.get().impediment == ""
    note(anas, ana, what="died")


@pytest.mark.parametrize("before", ["", "missing"])
def test_whoever_was_reached_meanwhile_stays_reached(
    before: str, anas: OpenCase, ana: Actor
) -> None:
    """The filing may have said already that she is missing: a mistake of ours is not hers."""
    Filing.objects.update(impediment=before)
    missing = note(anas, ana)
    end_impediment(anas, words="llamó ella", since=DAY, by=ana, at=AT)
    services.set_aside(anas, missing.ref, text="estaba en la chacra", by=ana, at=AT)
    assert Filing.objects.get().impediment == ""
    assert Entry.objects.filter(event="ImpedimentEnded").count() == 1


def test_only_what_came_last_is_set_aside(anas: OpenCase, ana: Actor) -> None:
    missing = note(anas, ana)
    found = note(anas, ana, what="found_alive", on=NEXT)
    with pytest.raises(Hindered, match="not_the_last"):
        services.set_aside(anas, missing.ref, text="x", by=ana, at=AT)
    services.set_aside(anas, found.ref, text="no era ella", by=ana, at=AT)
    assert "search" in open_vigils()
    assert Question.objects.filter(kind="search", withdrawn_at=None).count() == 2


def test_a_death_asks_for_a_case_of_those_left_and_for_the_investigation(
    anas: OpenCase, ana: Actor
) -> None:
    note(anas, ana, what="died", kind="killing")
    assert open_vigils() == {"linked", "investigation"}
    assert not ReviewTask.objects.filter(kind=ReviewTask.Kind.REASSESS).exists()


@pytest.mark.parametrize(
    "changes", [{}, {"what": "died", "whose": "other", "name": "Teófilo Inuma"}]
)
def test_whoever_lives_is_looked_at_anew(
    changes: dict[str, Any], anas: OpenCase, ana: Actor
) -> None:
    note(anas, ana, **changes)
    assert (
        ReviewTask.objects.filter(kind=ReviewTask.Kind.REASSESS, done_at__isnull=True).count() == 1
    )


def test_the_investigation_is_looked_at_again_and_keeps_its_stages(
    anas: OpenCase, ana: Actor
) -> None:
    died = note(anas, ana, what="died", kind="killing")
    for stage in ("reported", "archived"):
        services.note_investigation(
            anas, died.ref, stage=stage, on=DAY, text="carpeta 9", again_on=None, by=ana, at=AT
        )
    found = happening_called(anas, died.ref, seen_by=ana)
    assert found
    assert [one.words["stage"] for one in found.stages] == ["reported", "archived"]
    vigil = DisappearanceTask.objects.get(kind="investigation", done_at__isnull=True)
    assert vigil.due_on == AT + services.NEXT_LOOK


def test_an_investigation_that_is_over_is_looked_at_no_more(anas: OpenCase, ana: Actor) -> None:
    died = note(anas, ana, what="died", kind="killing")
    services.note_investigation(
        anas,
        died.ref,
        stage="sentence_executed",
        on=DAY,
        text="carpeta 9",
        again_on=None,
        over=True,
        by=ana,
        at=AT,
    )
    assert open_vigils() == {"linked"}


def test_no_stage_is_older_than_the_death(anas: OpenCase, ana: Actor) -> None:
    died = note(anas, ana, what="died")
    day = date(2020, 1, 1)
    with pytest.raises(Hindered, match="day"):
        services.note_investigation(
            anas, died.ref, stage="reported", on=day, text="x", again_on=None, by=ana, at=AT
        )


def test_nobody_asks_is_said_once_and_why(anas: OpenCase, ana: Actor) -> None:
    died = note(anas, ana, what="died")
    services.nobody_asks(anas, died.ref, text="la madre no quiere", by=ana, at=AT)
    assert open_vigils() == {"investigation"}
    with pytest.raises(Hindered, match="nothing_open"):
        services.nobody_asks(anas, died.ref, text="x", by=ana, at=AT)


def test_words_are_sealed_and_the_record_holds_codes(anas: OpenCase, ana: Actor) -> None:
    note(anas, ana, whose="other", name="Teófilo Inuma")
    stored = b"".join(bytes(one) for one in Document.objects.values_list("sealed", flat=True))
    facts = "".join(Entry.objects.values_list("facts", flat=True))
    assert b"Inuma" not in stored
    assert "Inuma" not in facts


# --- two of one name ---

FATHER = "Teófilo Inuma"


@pytest.fixture
def listed(anas: OpenCase, ana: Actor) -> Callable[[str], RelatedPerson]:
    def put_down(name: str) -> RelatedPerson:
        return name_other(anas.folder, name=name, relation="family", by=ana, at=MONDAY)

    return put_down


def test_of_a_father_and_a_son_of_one_name_the_one_who_is_chosen_has_died(
    anas: OpenCase, ana: Actor, listed: Callable[[str], RelatedPerson]
) -> None:
    father, son = listed(FATHER), listed("Inuma, Teofilo")
    died = note(anas, ana, what="died", whose="other", other=father.ref)
    for one in (father, son):
        one.refresh_from_db()
    assert (father.died_at, son.died_at) == (AT, None)
    assert note(anas, ana, what="died", whose="other", other=son.ref) != died
    services.set_aside(anas, died.ref, text="era otro", by=ana, at=AT)
    for one in (father, son):
        one.refresh_from_db()
    assert (father.died_at, son.died_at) == (None, AT)


def test_a_name_that_somebody_of_the_case_bears_says_nobody(
    anas: OpenCase, ana: Actor, listed: Callable[[str], RelatedPerson]
) -> None:
    listed(FATHER)
    with pytest.raises(Hindered, match="a_listed_name"):
        note(anas, ana, what="died", whose="other", name="inuma teofilo")
    assert not DisappearanceOrDeath.objects.exists()


def test_the_persons_own_name_under_somebody_else_says_nobody_either(
    anas: OpenCase, ana: Actor, listed: Callable[[str], RelatedPerson]
) -> None:
    """A son may bear it: nobody is noted dead by a name."""
    called = "Flor de la Quebrada"
    body = {"chosen_name": called}
    write_paper(anas.folder, kind="request", body=body, by=ana, at=MONDAY)
    with pytest.raises(Hindered, match="the_persons_name"):
        note(anas, ana, what="died", whose="other", name=called)
    son = listed(called)
    assert note(anas, ana, what="died", whose="other", other=son.ref).whose == "other"
    assert Filing.objects.get().impediment == ""


def test_who_was_noted_missing_before_being_listed_is_found_as_the_same(
    anas: OpenCase, ana: Actor, listed: Callable[[str], RelatedPerson]
) -> None:
    missing = note(anas, ana, whose="other", name=FATHER)
    chosen = listed(FATHER).ref
    found = note(anas, ana, what="found_alive", whose="other", other=chosen, on=NEXT)
    assert found.about == missing.ref


def test_nobody_of_another_case_is_chosen(anas: OpenCase, ana: Actor) -> None:
    with pytest.raises(Hindered, match="not_of_the_case"):
        note(anas, ana, what="died", whose="other", other="AAAA-BBBB-CCCC")


def test_the_page_offers_each_of_the_case_and_says_why_a_name_is_not_enough(
    anas: OpenCase,
    ana: Actor,
    listed: Callable[[str], RelatedPerson],
    signed_in: Callable[..., Client],
) -> None:
    father = listed(FATHER)
    desk, address = signed_in(ana), reverse("disappearances:happened", args=[anas.code])
    assert FATHER in desk.get(address).text
    form = {
        "what": "died", "whose": "other", "name": FATHER, "kind": "unknown",
        "on": DAY.isoformat(), "text": "lo cuentan en el puerto", "source": "su hermana",
    }  # fmt: skip
    refused = desk.post(address, form)
    assert refused.status_code == 409
    assert "lo cuentan en el puerto" in refused.text
    assert not DisappearanceOrDeath.objects.exists()
    assert desk.post(address, {**form, "whose": father.ref, "name": ""}).status_code == 302
    father.refresh_from_db()
    assert father.died_at
