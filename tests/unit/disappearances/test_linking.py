"""A case of its own for those who are left: its key, its words, its track, whom it keeps out."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from amparo.casework.disappearances.linked_cases import open_linked
from amparo.casework.disappearances.models import DisappearanceOrDeath, DisappearanceTask
from amparo.casework.disappearances.queries import linked_to
from amparo.casework.disappearances.services import set_aside
from amparo.casework.measures.states import Hindered
from amparo.casework.review.models import ReviewTask
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.models import CaseAccess
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import give_seat
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.exclusions import names_person
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.names.matching import is_meant
from amparo.foundations.intake.queries import standing
from amparo.foundations.intake.requests.services import Letter
from amparo.foundations.ledger.models import Entry
from amparo.foundations.related_people import services as related_people
from tests.befallen import AT, note

type SignIn = Callable[[Actor], Client]
type Make = Callable[..., Letter]


@pytest.fixture
def died(anas: OpenCase, ana: Actor) -> DisappearanceOrDeath:
    return note(anas, ana, what="died", kind="killing")


@pytest.fixture
def links(anas: OpenCase, ana: Actor, letter: Make) -> Callable[..., str]:
    def make(happening: DisappearanceOrDeath, **changes: Any) -> str:
        given: dict[str, Any] = {"party": "relatives", "applicant": "Lidia Vásquez"}
        return open_linked(
            anas,
            happening.ref,
            letter(channel="phone", with_words=False),
            **{**given, **changes},
            by=ana,
            at=AT,
        )

    return make


def excludes(anas: OpenCase, **body: Any) -> None:
    words = {"units": [], "names": "", **body}
    write_paper(anas.folder, kind="exclusions", body=words, by=Self(), at=AT, for_person=True)


class Self:
    signature = "person"


def test_it_begins_on_the_fifteen_day_track(
    links: Any, died: DisappearanceOrDeath, anas: OpenCase
) -> None:
    code = links(died)
    theirs = Filing.objects.get(code=code)
    state = standing(theirs, at=AT)
    hers = standing(anas.folder.filing, at=AT)
    assert (state.track, hers.track) == ("extraordinary", "ordinary")
    decision = next(one for one in state.terms if one.term == "decision")
    assert "15" in str(decision.amount)


@pytest.mark.skipif(
    not connection.features.has_select_for_update, reason="nothing is held on this database"
)
def test_their_file_is_held_before_the_record_is(
    links: Any, died: DisappearanceOrDeath, anas: OpenCase, ana: Actor
) -> None:
    theirs = Filing.objects.get(code=links(died))
    with CaptureQueriesContext(connection) as asked:
        set_aside(anas, died.ref, text="no era ella", by=ana, at=AT)
    held = next(one["sql"] for one in asked if "FOR NO KEY UPDATE" in one["sql"])
    assert all(str(pk) in held.split(" IN ")[1] for pk in (anas.folder.filing.pk, theirs.pk))


def test_it_has_its_own_key_and_each_says_sealed_which_the_other_is(
    links: Any, died: DisappearanceOrDeath, anas: OpenCase, ana: Actor
) -> None:
    code = links(died)
    theirs = opened(code, seen_by=ana)
    assert theirs.folder.key != anas.folder.key
    assert [one.code for one in linked_to(anas, seen_by=ana)] == [code]
    assert [one.code for one in linked_to(theirs, seen_by=ana)] == [anas.code]
    facts = Entry.objects.exclude(event="CaseOpened").filter(about=anas.code)
    assert not any(code in one.facts for one in facts)


def test_who_sits_on_one_of_them_sees_no_link(
    links: Any, died: DisappearanceOrDeath, anas: OpenCase, ana: Actor, olga: Actor
) -> None:
    code = links(died)
    give_seat(anas.case, anas.folder, olga.member, reason="help", by=ana, at=AT)
    assert linked_to(opened(anas.code, seen_by=olga), seen_by=olga) == []
    CaseAccess.objects.filter(member=ana.member, case__filing__code=anas.code).delete()
    assert linked_to(opened(code, seen_by=ana), seen_by=ana) == []


def test_several_parties_have_a_case_each(
    links: Any, died: DisappearanceOrDeath, ana: Actor
) -> None:
    codes = {links(died, party=party) for party in ("relatives", "lawyer", "collective")}
    assert len(codes) == 3
    assert not DisappearanceTask.objects.filter(kind="linked", done_at__isnull=True).exists()


def test_whom_she_excluded_is_shut_out_of_it_too(
    beto: Actor, links: Any, died: DisappearanceOrDeath, anas: OpenCase, ana: Actor
) -> None:
    excludes(anas, units=[["mininter", "MININTER"]], names="Beto Rojas, mi vecino")
    code = links(died)
    theirs = opened(code, seen_by=ana)
    assert theirs.folder.excludes_any(frozenset({"mininter"}))
    assert not CaseAccess.objects.filter(case=theirs.case, member=beto.member).exists()


def test_whoever_asks_never_reads_whom_she_feared(
    links: Any, died: DisappearanceOrDeath, anas: OpenCase, ana: Actor
) -> None:
    excludes(anas, units=[["mininter", "MININTER"]], names="mi cuñado Braulio")
    theirs = opened(links(died), seen_by=ana).folder
    papers = papers_in(theirs, seen_by=ana, kinds=("exclusions",))
    inherited = [one for one in papers if "Braulio" in str(theirs.words(one))]
    assert [one.for_person for one in inherited] == [False]
    assert not any("Braulio" in str(theirs.words(one)) for one in papers if one.for_person)


def test_an_excluded_relative_is_not_asked(
    links: Any, died: DisappearanceOrDeath, anas: OpenCase
) -> None:
    excludes(anas, names="mi tío Rubén Vásquez")
    with pytest.raises(Hindered, match="applicant_excluded"):
        links(died, applicant="Rubén Vásquez")
    assert Filing.objects.count() == 1
    assert links(died, applicant="Lidia Vásquez")


@pytest.mark.parametrize("party", ["lawyer", "collective"])
def test_who_is_no_family_is_meant_by_a_surname_alone(
    party: str, links: Any, died: DisappearanceOrDeath, anas: OpenCase
) -> None:
    excludes(anas, names="mi tío Rubén Vásquez")
    with pytest.raises(Hindered, match="applicant_excluded"):
        links(died, applicant="Lidia Vásquez", party=party)


def test_a_part_of_a_body_that_must_not_know_opens_none(
    links: Any, died: DisappearanceOrDeath, anas: OpenCase
) -> None:
    excludes(anas, names="el Ejército")
    with pytest.raises(Hindered, match="recipient_excluded"):
        links(died, applicant="Cuartel de Bagua", party="collective")


@pytest.mark.parametrize("name", ["Rubén Vásquez", "Vásquez", "Rubén"])
def test_whoever_is_behind_the_danger_opens_none(
    name: str, links: Any, died: DisappearanceOrDeath, anas: OpenCase, ana: Actor
) -> None:
    related_people.name_other(anas.folder, name=name, relation="aggressor", by=ana, at=AT)
    with pytest.raises(Hindered, match="applicant_excluded"):
        links(died, applicant="Rubén Vásquez")


def test_they_read_whom_they_named_and_not_whom_she_feared(
    links: Any,
    died: DisappearanceOrDeath,
    anas: OpenCase,
    ana: Actor,
    letter: Make,
    site: dict[str, Unit],
) -> None:
    excludes(anas, units=[["mininter", "MININTER"]], names="Beto Rojas, mi vecino")
    code = open_linked(
        anas,
        died.ref,
        letter(channel="phone", excluded_units=[site["pnp"]], excluded_names="Carla Ríos"),
        party="relatives",
        applicant="Lidia Vásquez",
        by=ana,
        at=AT,
    )
    folder = opened(code, seen_by=ana).folder
    shown = papers_in(folder, seen_by=Self(), kinds=["exclusions"])
    assert [folder.words(one)["names"] for one in shown] == ["Carla Ríos"]
    told: list[Any] = [folder.words(one)["units"] for one in shown]
    assert [[code for code, _name in units] for units in told] == [["pnp"]]
    for unit in ("mininter", "pnp"):
        assert folder.excludes_any(frozenset({unit}))
    assert all(names_person(folder, name) for name in ("Beto Rojas", "Carla Ríos"))


@pytest.mark.parametrize(
    ("name", "text", "meant"),
    [
        ("Rubén Vásquez", "mi tío Rubén Vásquez", True),
        ("ruben vasquez torres", "Rubén Vásquez", True),
        ("Lidia Vásquez", "Rubén Vásquez", False),
        ("Juan Quispe", "mi hermano Juan", True),
        ("Juan Quispe", "Juan Mamani", False),
        ("Juan Quispe", "", False),
        ("Juan Quispe", "Quispe", True),
        ("Juan Quispe", "Mi vecino Quispe", True),
        ("Juan Quispe", "el señor quispe", True),
        ("Juan Quispe", "mi hermana, Rosa Quispe", False),
        ("Juan Quispe", "Quispe Rosa", False),
        ("", "Juan", False),
    ],
)
def test_a_relative_is_meant_by_name_and_not_by_surname_alone(
    name: str, text: str, *, meant: bool
) -> None:
    assert is_meant(name, text) is meant


def test_a_disappearance_opens_one_and_being_found_alive_none(
    links: Any, anas: OpenCase, ana: Actor
) -> None:
    missing = note(anas, ana)
    assert standing(Filing.objects.get(code=links(missing)), at=AT).track == "extraordinary"
    alive = note(anas, ana, what="found_alive")
    with pytest.raises(Hindered, match="nothing_open"):
        links(alive)


def test_where_nobody_may_read_it_nothing_is_stored(
    links: Any, died: DisappearanceOrDeath, anas: OpenCase
) -> None:
    names = ", ".join(Member.objects.values_list("name", flat=True))
    excludes(anas, names=names)
    with pytest.raises(Exception):  # noqa: B017, PT011 - whoever says so first
        links(died)
    assert Filing.objects.count() == 1


FORM = {
    "party": "relatives",
    "came_by": "telephone",
    "chosen_name": "Lidia Vásquez",
    "facts": "ahora nos siguen a nosotros",
    "safe_contact": "radio de la posta",
    "read_back": "yes",
}


def test_the_request_is_taken_down_in_their_words_and_opened_at_once(
    died: DisappearanceOrDeath, anas: OpenCase, ana: Actor, signed_in: SignIn
) -> None:
    page = reverse("desk:linked", args=[anas.code, died.ref])
    client = signed_in(ana)
    given = {name: bound.initial for name, bound in client.get(page).context["form"].fields.items()}
    moment = timezone.localtime(AT).strftime("%Y-%m-%dT%H:%M")
    answer = client.post(page, FORM | {"first_contact_at": moment, "once": "ab" * 32})
    assert (answer.status_code, given["party"]) == (302, None)
    [linked] = linked_to(anas, seen_by=ana)
    assert answer["Location"] == reverse("desk:case", args=[linked.code])


def test_what_was_changed_before_it_was_sent_again_is_said_not_to_be_stored(
    died: DisappearanceOrDeath, anas: OpenCase, ana: Actor, signed_in: SignIn
) -> None:
    page = reverse("desk:linked", args=[anas.code, died.ref])
    moment = timezone.localtime(AT).strftime("%Y-%m-%dT%H:%M")
    given = FORM | {"first_contact_at": moment, "once": "ab" * 32}
    client = signed_in(ana)
    client.post(page, given)
    answer = client.post(page, given | {"excluded_persons": "el teniente"})
    assert answer.status_code == 200
    assert "el teniente" in dict(answer.context["typed"]).values()
    assert reverse("desk:case", args=[anas.code]) in answer.content.decode()
    assert len(linked_to(anas, seen_by=ana)) == 1


def test_it_is_refused_on_the_page_with_a_word_at_the_name(
    died: DisappearanceOrDeath, anas: OpenCase, ana: Actor, signed_in: SignIn
) -> None:
    excludes(anas, names="Lidia Vásquez")
    moment = timezone.localtime(AT).strftime("%Y-%m-%dT%H:%M")
    page = reverse("desk:linked", args=[anas.code, died.ref])
    answer = signed_in(ana).post(page, FORM | {"first_contact_at": moment})
    assert answer.status_code == 409
    assert "no debe enterarse" in answer.content.decode()


def test_from_which_day_on_a_protocol_is_in_force_is_written_out(
    died: DisappearanceOrDeath, anas: OpenCase, ana: Actor, signed_in: SignIn
) -> None:
    page = reverse("desk:linked", args=[anas.code, died.ref])
    answer = signed_in(ana).post(page, FORM | {"first_contact_at": "2019-03-04T09:00"})
    assert answer.status_code == 422
    assert "rige desde el viernes 23 de abril de 2021" in answer.content.decode()


def test_the_team_of_those_left_is_asked_to_look_again_and_reads_no_word_of_it(
    links: Any, anas: OpenCase, ana: Actor, signed_in: SignIn
) -> None:
    code = links(note(anas, ana, what="disappeared"))
    waits = ReviewTask.objects.filter(
        case__filing__code=code, kind=ReviewTask.Kind.REASSESS, done_at=None
    )
    assert not waits.exists()
    found = note(
        opened(anas.code, seen_by=ana), ana, what="found_dead", kind="killing",
        text="la hallaron río abajo", at=AT + timedelta(days=1),
    )  # fmt: skip
    assert waits.get().about != found.paper_ref
    told = Entry.objects.filter(about=code, event="TaskOpened").get()
    assert told.by == SYSTEM.signature
    assert anas.code not in told.facts
    page = signed_in(ana).get(reverse("desk:case", args=[code]) + "?tab=all").content.decode()
    assert "Se registró en el caso vinculado a este" in page
    assert "la hallaron río abajo" not in page


def test_a_death_that_was_a_mistake_is_told_them_too(
    links: Any, died: DisappearanceOrDeath, anas: OpenCase, ana: Actor
) -> None:
    code = links(died)
    set_aside(opened(anas.code, seen_by=ana), died.ref, text="era otra", by=ana, at=AT)
    assert ReviewTask.objects.filter(
        case__filing__code=code, kind=ReviewTask.Kind.REASSESS
    ).exists()
    assert not ReviewTask.objects.filter(case=died.case, about=code).exists()
