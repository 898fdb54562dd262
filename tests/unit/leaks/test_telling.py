"""Whom it touches is told by a way that is safe, or it is decided and written down that they cannot
be."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from amparo.casework.leaks import case_response as handling
from amparo.casework.leaks.models import LeakStep
from amparo.casework.leaks.notices import services as telling
from amparo.casework.leaks.notices.services import Said
from amparo.casework.leaks.services import note_here
from amparo.casework.measures.states import Hindered
from amparo.door.my_case.documents import letters_of
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.consent.impediments import begin_impediment
from amparo.foundations.intake.contact.may_contact import Limits, limit, rule_of, said_by_her
from amparo.foundations.intake.contact.safe_way import SafeWay, agree_on_way, way_of
from amparo.foundations.intake.documents.services import paper_called, papers_in, read_by_person
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.services import keep_from
from amparo.foundations.ledger.models import Entry
from amparo.foundations.related_people.queries import beside_by_phrase, notice_for, notices_for
from amparo.foundations.related_people.services import give_way, name_other
from tests.leaking import AT

WAY = SafeWay(ways=("radio",), how="heard", begins=time(19), ends=time(6), text="habla la prima")
ON_PAGE = replace(WAY, ways=("page",), how="written")
AT_NIGHT = AT + timedelta(hours=6)  # nine in the evening in Lima


@pytest.fixture
def leaked(anas: OpenCase, ana: Actor) -> OpenCase:
    known: dict[str, Any] = {"data": ["contact"], "known_at": AT, "text": "un papel"}
    note_here(anas, **known, by=ana, at=AT)
    return anas


def said(way: str = "radio", **changes: Any) -> Said:
    given: dict[str, Any] = {
        "way": way,
        "moment": AT_NIGHT,
        "data": ("contact", "place"),
        "done": "sellamos todo de nuevo",
        "may_do": "cambie de número",
    }
    return Said(**{**given, **changes})


def step(kind: str) -> LeakStep:
    return LeakStep.objects.get(kind=kind, done_at=None)


def tell(leaked: OpenCase, ana: Actor, kind: str = "tell", **changes: Any) -> None:
    telling.tell(leaked, step(kind).ref, said(**changes), by=ana, at=AT_NIGHT)


def agree(leaked: OpenCase, ana: Actor, way: SafeWay = WAY) -> None:
    telling.agree(leaked, step("safe_contact").ref, way, by=ana, at=AT)


def test_she_reads_what_got_out_what_is_done_and_what_she_can_do(
    leaked: OpenCase, ana: Actor, flor: Visitor
) -> None:
    agree(leaked, ana, ON_PAGE)
    tell(leaked, ana, way="page")
    for paper in papers_in(flor.folder, seen_by=flor):
        read_by_person(flor.folder, paper, by=flor, at=AT_NIGHT)
    [letter] = [one for one in letters_of(flor) if str(one.title) == "Se filtró información suya"]
    words = " ".join(part for _name, part in letter.parts)
    for part in (
        "Datos para contactarle a usted, o a alguien de su caso: teléfono, dirección, correo",
        "sellamos todo",
        "cambie de número",
    ):
        assert part in words
    told = Entry.objects.get(event="ToldOfLeak")
    assert "sellamos" not in told.facts
    assert not LeakStep.objects.filter(kind="tell", done_at=None).exists()


@pytest.mark.parametrize(
    ("changes", "against"),
    [
        ({"way": "telephone"}, "way_not_agreed"),
        ({"moment": AT}, "hour_not_agreed"),
        ({"moment": AT_NIGHT + timedelta(hours=1)}, "moment"),
    ],
)
def test_by_no_other_way_and_at_no_other_hour_than_was_agreed(
    leaked: OpenCase, ana: Actor, changes: dict[str, Any], against: str
) -> None:
    agree(leaked, ana)
    with pytest.raises(Hindered) as refusal:
        tell(leaked, ana, **changes)
    assert refusal.value.reasons == (against,)
    tell(leaked, ana)


def test_before_anything_is_agreed_nobody_calls(leaked: OpenCase, ana: Actor) -> None:
    with pytest.raises(Hindered, match="way_may_have_leaked"):
        tell(leaked, ana)


def test_a_way_that_may_have_leaked_counts_no_more(
    anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    witness = name_other(anas.folder, name="Justina Tello", relation="witness", by=ana, at=AT)
    before = AT - timedelta(hours=1)
    agree_on_way(anas.folder, WAY, by=ana, at=before)
    agree_on_way(anas.folder, WAY, whose=witness.ref, by=ana, at=before)
    assert not rule_of(anas.folder, seen_by=ana).against("radio", AT_NIGHT)
    known: dict[str, Any] = {"data": ["contact"], "known_at": AT, "text": "un papel"}
    leaks = [note_here(anas, **known, by=ana, at=AT) for _ in range(2)]
    assert rule_of(anas.folder, seen_by=ana).against("radio", AT_NIGHT) == ("way_may_have_leaked",)
    first = LeakStep.objects.filter(kind="safe_contact", incident__leak=leaks[0]).get()
    to_tell = LeakStep.objects.get(kind="tell", incident__leak=leaks[0])
    with pytest.raises(Hindered, match="way_may_have_leaked"):
        telling.tell(anas, to_tell.ref, said(), by=ana, at=AT_NIGHT)
    other = LeakStep.objects.get(kind="tell_other", incident__leak=leaks[0])
    with pytest.raises(Hindered, match="no_way_agreed"):
        telling.tell(anas, other.ref, said(), by=ana, at=AT_NIGHT)
    telling.agree(anas, first.ref, WAY, by=ana, at=AT)  # newer than both
    assert not rule_of(anas.folder, seen_by=ana).against("radio", AT_NIGHT)


def test_what_she_agreed_to_last_is_what_counts(leaked: OpenCase, ana: Actor) -> None:
    agree(leaked, ana)
    assert way_of(leaked.folder, seen_by=ana) == WAY
    assert not LeakStep.objects.filter(kind="safe_contact", done_at=None).exists()


def test_who_is_missing_is_not_told_by_a_page_that_others_may_hold(
    leaked: OpenCase, ana: Actor
) -> None:
    begin_impediment(leaked.folder.filing, "missing", by=ana, at=AT)
    leaked.folder.filing.refresh_from_db()
    with pytest.raises(Hindered, match="cannot_be_asked"):
        tell(leaked, ana, way="page")


def test_who_cannot_be_told_safely_is_a_decision_with_its_reason_and_asked_again(
    leaked: OpenCase, ana: Actor, flor: Visitor
) -> None:
    first = step("tell")
    again = AT + timedelta(days=2)
    with pytest.raises(Hindered, match="day"):
        telling.put_off(leaked, first.ref, text="x", again_on=AT, by=ana, at=AT)
    telling.put_off(leaked, first.ref, text="la vigilan", again_on=again, by=ana, at=AT)
    first.refresh_from_db()
    assert first.outcome == "not_safe"
    assert step("tell").due_on == again
    assert not any("vigilan" in str(one.parts) for one in letters_of(flor))
    assert Entry.objects.filter(event="NotToldOfLeak").count() == 1


def test_another_of_the_case_is_told_alone_and_she_does_not_read_it(
    anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    witness = name_other(anas.folder, name="Justina Tello", relation="witness", by=ana, at=AT)
    words = give_way(flor.folder, witness.ref, right="answers", by=flor, at=AT)
    known: dict[str, Any] = {"data": ["others"], "known_at": AT, "text": "un papel"}
    note_here(anas, **known, by=ana, at=AT)
    telling.agree(anas, step("tell_other").ref, ON_PAGE, by=ana, at=AT)
    tell(anas, ana, "tell_other", way="page")
    hers = beside_by_phrase(" ".join(words), at=AT, seen_by=flor)
    [notice] = notices_for(hers, seen_by=hers)
    opened = notice_for(hers, notice.paper_ref, seen_by=hers)
    assert opened
    assert opened.words == {
        "leaked": ["contact", "place"],
        "text": "sellamos todo de nuevo",
        "may_do": "cambie de número",
    }
    assert not any(one.kind == "leak_of_another" for one in papers_in(flor.folder, seen_by=flor))


def test_whoever_she_barred_after_naming_them_is_told_nothing(
    anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    """Named as family, and written down later among those who must not know."""
    name_other(anas.folder, name="Teodoro Ccahua", relation="family", by=ana, at=AT)
    name_other(anas.folder, name="Justina Tello", relation="witness", by=ana, at=AT)
    first: dict[str, Any] = {"data": ["others"], "known_at": AT, "text": "un papel"}
    note_here(anas, **first, by=ana, at=AT)
    both = list(LeakStep.objects.filter(kind="tell_other").order_by("pk"))
    keep_from(flor.folder, [], names="Teodoro Ccahua", by=flor, at=AT)
    both[0].refresh_from_db()
    assert both[0].outcome == "must_not_know"
    assert step("tell_other").about == both[1].about
    LeakStep.objects.filter(pk=both[0].pk).update(done_at=None)
    with pytest.raises(Hindered, match="must_not_know"):
        telling.agree(anas, both[0].ref, WAY, by=ana, at=AT)
    with pytest.raises(Hindered, match="must_not_know"):
        telling.tell(anas, both[0].ref, said(), by=ana, at=AT_NIGHT)
    second = note_here(anas, **first, by=ana, at=AT)
    told = LeakStep.objects.filter(incident__leak=second, kind="tell_other")
    assert [one.about for one in told] == [both[1].about]


def test_another_who_has_no_page_is_told_by_a_way_of_their_own(
    anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    name_other(anas.folder, name="Justina Tello", relation="witness", by=ana, at=AT)
    known: dict[str, Any] = {"data": ["others"], "known_at": AT, "text": "un papel"}
    note_here(anas, **known, by=ana, at=AT)
    agree(anas, ana)  # hers is nobody else's
    with pytest.raises(Hindered, match="no_page"):
        tell(anas, ana, "tell_other", way="page")
    with pytest.raises(Hindered, match="no_way_agreed"):
        tell(anas, ana, "tell_other")
    telling.agree(anas, step("tell_other").ref, WAY, by=ana, at=AT)
    tell(anas, ana, "tell_other")
    assert not any(one.kind == "safe_way_of" for one in papers_in(flor.folder, seen_by=flor))


def test_the_hours_may_pass_midnight_or_be_all_day() -> None:
    night, day = WAY, replace(WAY, begins=time(8), ends=time(18))
    always = replace(WAY, begins=time(0), ends=time(0))
    assert night.against("radio", AT.replace(hour=2)) == ()
    assert night.against("radio", AT.replace(hour=12)) == ("hour_not_agreed",)
    assert day.against("radio", AT.replace(hour=12)) == ()
    assert day.against("messenger", AT.replace(hour=20)) == ("way_not_agreed", "hour_not_agreed")
    assert always.against("radio", AT) == ()


def letters(flor: Visitor) -> str:
    """All that stands on her page, read by whoever holds her words."""
    for paper in papers_in(flor.folder, seen_by=flor):
        read_by_person(flor.folder, paper, by=flor, at=AT_NIGHT)
    return " ".join(f"{one.title} {one.parts}" for one in letters_of(flor))


def test_a_new_way_and_what_was_told_by_it_do_not_stand_on_her_page(
    leaked: OpenCase, ana: Actor, flor: Visitor
) -> None:
    before = letters(flor)
    agree(leaked, ana)
    tell(leaked, ana)
    assert letters(flor) == before
    shown = {one.kind for one in papers_in(flor.folder, seen_by=flor)}
    assert not shown & {"safe_way", "leak_told"}
    facts = Entry.objects.filter(event__in=["ToldOfLeak", "LeakStepDone"]).values_list("facts")
    assert "radio" not in str(list(facts))


def told_on_page(leaked: OpenCase, ana: Actor, flor: Visitor) -> str:
    agree(leaked, ana, ON_PAGE)
    tell(leaked, ana, way="page")
    assert "sellamos todo" in letters(flor)
    return next(one for one in papers_in(leaked.folder, seen_by=ana) if one.kind == "leak_told").ref


@pytest.mark.parametrize("ways", [("radio",), ()])
def test_once_her_page_is_not_safe_what_she_was_told_goes_from_it_and_stays_on_record(
    leaked: OpenCase, ana: Actor, flor: Visitor, ways: tuple[str, ...]
) -> None:
    ref = told_on_page(leaked, ana, flor)
    agree_on_way(leaked.folder, replace(WAY, ways=ways), by=ana, at=AT_NIGHT)
    assert "sellamos todo" not in letters(flor)
    assert paper_called(flor.folder, ref, seen_by=flor) is None  # nor by its address
    kept = paper_called(leaked.folder, ref, seen_by=ana)
    assert kept
    assert leaked.folder.words(kept)["text"] == "sellamos todo de nuevo"
    assert Entry.objects.get(event="TakenFromPage").facts == '{"whom":"person"}'


def test_it_goes_from_her_page_once_she_cannot_be_asked_and_stays_on_record(
    leaked: OpenCase, ana: Actor, flor: Visitor
) -> None:
    """Whoever took her has her words, and reads what she was told."""
    ref = told_on_page(leaked, ana, flor)
    begin_impediment(leaked.folder.filing, "missing", by=ana, at=AT_NIGHT)
    assert "sellamos todo" not in letters(flor)
    assert paper_called(flor.folder, ref, seen_by=flor) is None
    assert paper_called(leaked.folder, ref, seen_by=ana)
    assert Entry.objects.get(event="TakenFromPage").facts == '{"whom":"person"}'


def test_it_stays_where_her_page_is_still_one_of_the_ways(
    leaked: OpenCase, ana: Actor, flor: Visitor
) -> None:
    told_on_page(leaked, ana, flor)
    agree_on_way(leaked.folder, replace(ON_PAGE, ways=("radio", "page")), by=ana, at=AT_NIGHT)
    assert "sellamos todo" in letters(flor)
    assert not Entry.objects.filter(event="TakenFromPage").exists()


def test_nor_does_it_stand_on_the_page_of_another_once_that_is_not_safe(
    anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    witness = name_other(anas.folder, name="Justina Tello", relation="witness", by=ana, at=AT)
    words = give_way(flor.folder, witness.ref, right="answers", by=flor, at=AT)
    known: dict[str, Any] = {"data": ["others"], "known_at": AT, "text": "un papel"}
    note_here(anas, **known, by=ana, at=AT)
    telling.agree(anas, step("tell_other").ref, ON_PAGE, by=ana, at=AT)
    tell(anas, ana, "tell_other", way="page")
    hers = beside_by_phrase(" ".join(words), at=AT, seen_by=flor)
    assert notices_for(hers, seen_by=hers)
    agree_on_way(anas.folder, WAY, by=ana, at=AT_NIGHT)  # the person's own: it is not theirs
    assert notices_for(hers, seen_by=hers)
    agree_on_way(anas.folder, WAY, whose=witness.ref, by=ana, at=AT_NIGHT)
    assert notices_for(hers, seen_by=hers) == []
    assert any(one.kind == "leak_of_another" for one in papers_in(anas.folder, seen_by=ana))


def test_nor_is_it_told_on_her_page_before_she_says_that_nobody_else_opens_it(
    leaked: OpenCase, ana: Actor
) -> None:
    with pytest.raises(Hindered, match="way_may_have_leaked"):
        tell(leaked, ana, way="page")
    agree(leaked, ana)
    with pytest.raises(Hindered, match="way_not_agreed"):
        tell(leaked, ana, way="page")


def test_others_of_the_case_read_it_on_a_page_only_where_they_agreed_to(
    anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    witness = name_other(anas.folder, name="Justina Tello", relation="witness", by=ana, at=AT)
    words = give_way(flor.folder, witness.ref, right="answers", by=flor, at=AT)
    known: dict[str, Any] = {"data": ["others"], "known_at": AT, "text": "un papel"}
    note_here(anas, **known, by=ana, at=AT)
    telling.agree(anas, step("tell_other").ref, WAY, by=ana, at=AT)
    tell(anas, ana, "tell_other")
    hers = beside_by_phrase(" ".join(words), at=AT, seen_by=flor)
    assert notices_for(hers, seen_by=hers) == []


@pytest.mark.parametrize("way", [replace(WAY, ways=()), replace(WAY, how="")])
def test_no_way_is_safe_that_was_not_agreed_with_her(
    leaked: OpenCase, ana: Actor, way: SafeWay
) -> None:
    with pytest.raises(Hindered, match="no_way_agreed"):
        agree(leaked, ana, way)
    with pytest.raises(Hindered, match="not_permitted"):
        handling.do_step(leaked, step("safe_contact").ref, text="ya está", by=ana, at=AT)
    assert step("safe_contact").outcome == ""


def test_while_she_cannot_be_asked_no_way_is_agreed_and_it_is_asked_again(
    leaked: OpenCase, ana: Actor
) -> None:
    begin_impediment(leaked.folder.filing, "missing", by=ana, at=AT)
    leaked.folder.filing.refresh_from_db()
    first, again = step("safe_contact"), AT + timedelta(days=2)
    with pytest.raises(Hindered, match="not_with_her"):
        agree(leaked, ana)
    telling.put_off(leaked, first.ref, text="nadie sabe de ella", again_on=again, by=ana, at=AT)
    assert step("safe_contact").due_on == again
    assert not Entry.objects.filter(event="NotToldOfLeak").exists()


def test_what_she_forbade_on_her_page_since_holds_for_this_too(
    leaked: OpenCase, ana: Actor, flor: Visitor
) -> None:
    agree(leaked, ana)
    never = Limits(nothing=False, never=("radio",), begins=time(0), ends=time(0))
    limit(never, by=flor, at=AT + timedelta(hours=1))
    with pytest.raises(Hindered, match="said_not_this_way"):
        tell(leaked, ana)


def test_nobody_agrees_on_a_way_without_having_read_what_she_ruled_out(
    leaked: OpenCase, ana: Actor, flor: Visitor
) -> None:
    never = Limits(nothing=True, never=(), begins=time(0), ends=time(0))
    limit(never, by=flor, at=AT)
    with pytest.raises(Hindered, match="said_more"):
        agree(leaked, ana)
    seen = said_by_her(leaked.folder, seen_by=ana).mark
    telling.agree(leaked, step("safe_contact").ref, WAY, seen=seen, by=ana, at=AT)
    assert said_by_her(leaked.folder, seen_by=ana).limits == ()


def test_who_alone_ended_what_she_ruled_out_does_not_tell_her_for_a_day(
    leaked: OpenCase, ana: Actor, rosa: Actor, flor: Visitor
) -> None:
    limit(Limits(nothing=True, never=(), begins=time(0), ends=time(0)), by=flor, at=AT)
    seen = said_by_her(leaked.folder, seen_by=ana).mark
    telling.agree(leaked, step("safe_contact").ref, WAY, seen=seen, by=ana, at=AT)
    with pytest.raises(Hindered, match="another_goes"):
        tell(leaked, ana)
    tell(opened(leaked.code, seen_by=rosa), rosa)
    assert Entry.objects.filter(event="ToldOfLeak").exists()


def test_the_number_is_not_shown_while_nobody_may_go(
    leaked: OpenCase, ana: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    agree(leaked, ana, replace(WAY, begins=time(0), ends=time(0), text="la canoa"))
    page = reverse("leaks:tell", args=[leaked.code, step("tell").ref])
    assert "la canoa" in signed_in(ana).get(page).text
    Filing.objects.filter(pk=leaked.folder.filing.pk).update(impediment="missing")
    shown = signed_in(ana).get(page)
    assert shown.context["stop"]
    assert "la canoa" not in shown.text
