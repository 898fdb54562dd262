"""What waits to be said to the person leaves in the moment in which somebody goes with it, and is
held to what she said until that moment."""

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from amparo.casework.admission.models import PendingCommunication
from amparo.casework.admission.spoken_messages import queries as errands
from amparo.casework.admission.spoken_messages import services as carrying
from amparo.casework.admission.spoken_messages.services import CannotCarry
from amparo.foundations.cases.dates_outside_terms import keeps_open
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import opened
from amparo.foundations.intake.contact.may_contact import Limits, limit, rule_of
from amparo.foundations.intake.contact.safe_way import HEARD, SafeWay, agree_on_way
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import DIED, Document, Filing
from amparo.foundations.intake.queries import visit_by_phrase
from amparo.foundations.ledger.models import Entry
from tests.people import MONDAY

ENGLISH = {"accept-language": "en"}
NOON, MIDNIGHT = time(12), time(0)
BY_DAY = SafeWay(
    ways=("telephone", "in_person"),
    how=HEARD,
    begins=time(8),
    ends=time(18),
    text="preguntar por la canoa",
)
TEN = MONDAY.replace(hour=15)  # ten in the morning in Lima
NIGHT = MONDAY.replace(hour=15) + timedelta(hours=13)
REACHED: dict[str, Any] = {"nothing": False, "never": (), "begins": MIDNIGHT, "ends": MIDNIGHT}


@pytest.fixture
def team(case, ana):
    return opened(case, seen_by=ana)


@pytest.fixture
def flor(filed):
    visitor, _pair = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    return visitor


@pytest.fixture
def waits(team, ana):
    """Something that was queued while it might have left."""
    agree_on_way(team.folder, BY_DAY, by=ana, at=TEN)
    return carrying.put(team, text="que mañana no vaya al puerto", by=ana, at=TEN).ref


def go(team, ref, by, at, way="telephone"):
    return carrying.take_out(team, ref, way=way, by=by, at=at)


def row():
    return PendingCommunication.objects.get()


def named(event):
    return Entry.objects.filter(event=event)


# --- asked again in the moment of sending ---


def test_as_agreed_it_leaves_and_is_on_record(team, waits, ana):
    assert go(team, waits, ana, TEN) == ()
    carrying.come_back(team, waits, came="said", text="", by=ana, at=TEN)
    assert row().outcome == "said"
    assert [named(one).count() for one in ("ErrandPut", "ErrandTaken", "ErrandEnded")] == [1, 1, 1]
    assert errands.errands_in(team, seen_by=ana) == []


def test_what_was_queued_yesterday_does_not_leave_after_she_said_no_today(team, waits, ana, flor):
    later = TEN + timedelta(days=1)
    assert rule_of(team.folder, seen_by=ana).against("telephone", later) == ()
    limit(Limits(**{**REACHED, "nothing": True}), by=flor, at=later)
    assert go(team, waits, ana, later) == ("said_nothing_now",)
    assert row().taken_at is None
    assert named("ErrandHeld").count() == 1
    [shown] = errands.errands_in(team, seen_by=ana)
    assert shown.held == ("said_nothing_now",)


@pytest.mark.parametrize(
    ("said", "way", "why"),
    [
        ({"never": ("telephone",)}, "telephone", ("said_not_this_way",)),
        ({"never": ("telephone",)}, "in_person", ()),
        ({"begins": NOON, "ends": time(13)}, "telephone", ("said_not_this_hour",)),
        ({"begins": time(9), "ends": time(11)}, "telephone", ()),
        ({"begins": time(20), "ends": time(6)}, "telephone", ("said_not_this_hour",)),
    ],
)
def test_what_she_said_on_her_page_counts_at_once(team, waits, ana, flor, said, way, why):
    limit(Limits(**{**REACHED, **said}), by=flor, at=TEN)
    assert go(team, waits, ana, TEN, way) == why


def test_at_night_it_waits_until_an_hour_that_she_named(team, waits, ana):
    assert go(team, waits, ana, NIGHT) == ("hour_not_agreed",)
    assert row().next_at == MONDAY.replace(hour=13) + timedelta(days=1)  # eight in Lima


def test_by_another_way_than_hers_it_does_not_leave(team, waits, ana):
    assert go(team, waits, ana, TEN, "messenger") == ("way_not_agreed",)


def test_where_nobody_agreed_on_anything_nobody_calls(team, ana):
    ref = carrying.put(team, text="x", by=ana, at=TEN).ref
    assert go(team, ref, ana, TEN) == ("no_way_agreed",)


@pytest.mark.parametrize(("why", "code"), [("missing", "cannot_be_asked"), (DIED, "died")])
def test_to_whoever_is_missing_or_has_died_nothing_leaves(team, waits, ana, why, code):
    Filing.objects.filter(pk=team.folder.filing.pk).update(impediment=why)
    assert go(team, waits, ana, TEN) == (code,)


def test_she_cannot_lead_the_team_to_another_telephone_from_her_page(team, waits, ana, flor):
    """On her page she says less, never more: whoever has her words gains no way to the team."""
    wide = Limits(**REACHED)
    limit(wide, by=flor, at=TEN)
    assert go(team, waits, ana, TEN, "messenger") == ("way_not_agreed",)
    assert go(team, waits, ana, NIGHT) == ("hour_not_agreed",)


def mark(team, ana):
    return rule_of(team.folder, seen_by=ana).said.mark


def test_what_is_agreed_with_her_later_counts_from_then_on(team, waits, ana, rosa, flor, case):
    limit(Limits(**{**REACHED, "nothing": True}), by=flor, at=TEN)
    later = TEN + timedelta(hours=1)
    carrying.agree(team, BY_DAY, seen=mark(team, ana), by=ana, at=later)
    assert go(opened(case, seen_by=rosa), waits, rosa, later) == ()


def test_nobody_alone_ends_what_she_ruled_out_and_goes(team, waits, ana, rosa, flor, case):
    limit(Limits(**{**REACHED, "nothing": True}), by=flor, at=TEN)
    later = TEN + timedelta(hours=1)
    for more in (0, 1):
        told = {"by": ana, "at": later + timedelta(minutes=more)}
        carrying.agree(team, BY_DAY, seen=mark(team, ana), **told)
        with pytest.raises(CannotCarry, match="another_goes"):
            go(team, waits, ana, told["at"])
    assert go(team, waits, ana, TEN + timedelta(days=1, hours=2)) == ()


def test_who_did_not_see_what_she_ruled_out_does_not_end_it(team, waits, ana, flor, signed_in):
    browser, page = signed_in(ana), reverse("admission:reach", args=[team.code])
    given = {"ways": ["telephone"], "how": HEARD, "begins": "08:00", "ends": "18:00", "seen": ""}
    limit(Limits(**{**REACHED, "nothing": True}), by=flor, at=TEN)
    told = browser.post(page, {**given, "text": "la lancha"}, headers=ENGLISH)
    assert told.status_code == 409
    assert "They said something more on their page meanwhile" in told.text
    assert "Nobody is to reach them now." in told.text
    assert "la lancha" in told.text
    assert rule_of(team.folder, seen_by=ana).limits
    seen = told.context["form"]["seen"].value()
    assert browser.post(page, {**given, "seen": seen}).status_code == 302
    assert not rule_of(team.folder, seen_by=ana).limits


def test_all_that_she_ruled_out_counts_and_not_the_last_alone(team, waits, ana, flor):
    limit(Limits(**{**REACHED, "never": ("telephone",)}), by=flor, at=TEN)
    limit(Limits(**{**REACHED, "begins": NOON, "ends": time(13)}), by=flor, at=TEN)
    rule = rule_of(team.folder, seen_by=ana)
    assert rule.against("telephone", TEN) == ("said_not_this_way", "said_not_this_hour")
    assert rule.against("in_person", TEN) == ("said_not_this_hour",)


def test_while_somebody_is_on_the_way_the_page_says_stop(team, waits, ana, flor, signed_in):
    browser = signed_in(ana)
    page = reverse("admission:errand", args=[team.code, waits])
    browser.post(page, {"way": "telephone"})
    assert "preguntar por la canoa" in browser.get(page).text
    limit(Limits(**{**REACHED, "nothing": True}), by=flor, at=TEN)
    assert browser.get(page).context["stop"]


# --- what comes of it ---


def test_not_reached_it_waits_longer_each_time_and_never_past_her_hours(team, waits, ana):
    at, pauses = TEN, []
    for _one in range(6):
        assert go(team, waits, ana, at) == ()
        carrying.come_back(team, waits, came="not_reached", text="", by=ana, at=at)
        pauses.append(row().next_at - at)
        at = row().next_at
        assert rule_of(team.folder, seen_by=ana).against("telephone", at) == ()
    assert pauses[:2] == [timedelta(hours=1), timedelta(hours=2)]
    assert max(pauses) <= timedelta(days=1, hours=14)
    assert row().tries == 6


def test_a_way_that_is_in_other_hands_is_used_no_more(team, waits, ana):
    go(team, waits, ana, TEN)
    carrying.come_back(team, waits, came="other_hands", text="contestó un hombre", by=ana, at=TEN)
    assert go(team, waits, ana, TEN) == ("way_not_agreed",)
    assert go(team, waits, ana, TEN, "in_person") == ()


@pytest.mark.parametrize("came", ["other_hands", "not_so"])
def test_a_way_taken_away_ends_nothing_that_she_ruled_out(team, waits, ana, flor, came):
    go(team, waits, ana, TEN)
    limit(Limits(**{**REACHED, "never": ("in_person",)}), by=flor, at=TEN)
    carrying.come_back(team, waits, came=came, text="", by=ana, at=TEN)
    rule = rule_of(team.folder, seen_by=ana)
    assert "said_not_this_way" in rule.against("in_person", TEN)
    assert rule.agreed.how == ""


def test_whoever_wants_to_be_reached_no_more_is_not(team, waits, ana):
    go(team, waits, ana, TEN)
    carrying.come_back(team, waits, came="not_so", text="que no llame nadie", by=ana, at=TEN)
    assert go(team, waits, ana, TEN) == ("way_not_agreed",)
    assert go(team, waits, ana, TEN, "in_person") == ("way_not_agreed",)


def test_two_do_not_go_with_the_same_words(team, waits, ana, rosa, case):
    go(team, waits, ana, TEN)
    hers = opened(case, seen_by=rosa)
    with pytest.raises(CannotCarry, match="taken"):
        go(hers, waits, rosa, TEN)
    with pytest.raises(CannotCarry, match="not_taken"):
        carrying.come_back(hers, waits, came="said", text="", by=rosa, at=TEN)
    assert go(hers, waits, rosa, TEN + errands.TAKEN_FOR) == ()
    with pytest.raises(CannotCarry, match="not_taken"):
        carrying.come_back(team, waits, came="said", text="", by=ana, at=TEN)


def test_nobody_goes_to_her_with_other_words_while_somebody_is_on_the_way(
    team, waits, ana, rosa, case
):
    go(team, waits, ana, TEN)
    hers = opened(case, seen_by=rosa)
    other = carrying.put(hers, text="otra cosa", by=rosa, at=TEN).ref
    with pytest.raises(CannotCarry, match="taken"):
        go(hers, other, rosa, TEN)
    assert go(hers, other, rosa, TEN + errands.TAKEN_FOR) == ()


def test_not_reached_nobody_tries_again_before_its_hour(team, waits, ana):
    go(team, waits, ana, TEN)
    carrying.come_back(team, waits, came="not_reached", text="", by=ana, at=TEN)
    with pytest.raises(CannotCarry, match="waits"):
        go(team, waits, ana, TEN + timedelta(minutes=59))
    assert go(team, waits, ana, TEN + timedelta(hours=1)) == ()


# --- what is urgent does not sink ---


def test_a_wrong_way_does_not_put_it_off(team, waits, ana):
    go(team, waits, ana, TEN, "messenger")
    assert row().next_at == TEN


def test_as_long_as_nothing_is_agreed_it_stays_due_and_then_counts_at_once(team, ana):
    ref = carrying.put(team, text="x", by=ana, at=TEN).ref
    go(team, ref, ana, TEN)
    assert row().next_at == TEN
    carrying.agree(team, BY_DAY, by=ana, at=NIGHT)
    assert row().next_at == MONDAY.replace(hour=13) + timedelta(days=1)
    later = NIGHT + timedelta(hours=1)
    carrying.agree(team, replace(BY_DAY, ends=time(8)), by=ana, at=later)
    assert row().next_at == later


def test_a_short_hour_is_found_and_its_two_windows_together(team, waits, ana, flor):
    limit(Limits(**{**REACHED, "begins": time(17, 50), "ends": time(18, 10)}), by=flor, at=TEN)
    go(team, waits, ana, TEN)
    assert row().next_at == TEN.replace(hour=22, minute=50)


def test_a_case_in_which_something_waits_to_be_said_is_not_closed(team, waits, ana):
    assert keeps_open(team.case)
    carrying.drop(team, waits, text="lo supo", by=ana, at=TEN)
    assert not keeps_open(team.case)


def test_what_is_put_on_a_closed_case_opens_it(team, ana):
    Case.objects.update(closed_at=TEN)
    carrying.put(team, text="x", by=ana, at=TEN)
    assert Case.objects.get().closed_at is None
    assert named("CaseReopened").count() == 1


def test_what_was_said_is_not_said_twice(team, waits, ana):
    go(team, waits, ana, TEN)
    carrying.come_back(team, waits, came="said", text="", by=ana, at=TEN)
    with pytest.raises(CannotCarry, match="over"):
        go(team, waits, ana, TEN)


def test_it_stands_on_the_worklist_until_it_was_said_or_dropped(team, waits, ana):
    assert Case.objects.get().due_term == errands.TASK
    carrying.drop(team, waits, text="lo supo por su hermana", by=ana, at=TEN)
    assert Case.objects.get().due_term != errands.TASK
    assert Document.objects.filter(kind="note").count() == 1


def test_no_row_and_no_entry_says_what_was_to_be_said_or_why_not(team, waits, ana, flor):
    limit(Limits(**{**REACHED, "nothing": True}), by=flor, at=TEN)
    go(team, waits, ana, TEN)
    said = [*PendingCommunication.objects.values(), *Entry.objects.values("facts", "event")]
    for word in ("puerto", "canoa", "nothing", "telephone"):
        assert word not in str(said)


# --- the pages ---


def test_a_day_without_anybody_reached_is_said_on_the_case(team, waits, ana, signed_in):
    page = signed_in(ana).get(reverse("desk:case", args=[team.code]), headers=ENGLISH)
    assert "Not said for a day" in page.text


def test_the_page_says_why_it_may_not_be_now_and_keeps_it(team, waits, ana, flor, signed_in):
    limit(Limits(**{**REACHED, "never": ("telephone",)}), by=flor, at=TEN)
    page = signed_in(ana).post(
        reverse("admission:errand", args=[team.code, waits]),
        {"way": "telephone"},
        headers=ENGLISH,
    )
    assert page.status_code == 409
    assert "They said on their page that nobody is to use this way." in page.text
    assert "que mañana no vaya al puerto" in page.text


def test_the_number_and_the_word_are_read_by_nobody_but_who_may_go_now(
    team, waits, ana, flor, signed_in
):
    browser, page = signed_in(ana), reverse("admission:errand", args=[team.code, waits])
    assert "canoa" not in browser.get(reverse("admission:reach", args=[team.code])).text
    carrying.agree(team, replace(BY_DAY, begins=MIDNIGHT, ends=MIDNIGHT), by=ana, at=TEN)
    browser.post(page, {"way": "telephone"})
    assert "canoa" in browser.get(page).text
    PendingCommunication.objects.update(taken_at=row().taken_at - errands.TAKEN_FOR)
    late = browser.get(page, headers=ENGLISH)
    assert "more than half an hour ago" in late.text
    assert "canoa" not in late.text
    assert browser.post(f"{page}?again=1", {"way": "telephone"}).status_code == 302
    assert "canoa" in browser.get(page).text
    limit(Limits(**{**REACHED, "nothing": True}), by=flor, at=TEN)
    assert "canoa" not in browser.get(page).text


def test_left_empty_the_number_and_the_word_stay(team, waits, ana, signed_in):
    given = {"how": HEARD, "begins": "08:00", "ends": "18:00", "ways": ["radio"], "text": ""}
    signed_in(ana).post(reverse("admission:reach", args=[team.code]), given)
    agreed = rule_of(team.folder, seen_by=ana).agreed
    assert (agreed.ways, agreed.text) == (("radio",), "preguntar por la canoa")


@pytest.mark.parametrize("whose", ["", "Federación del Valle"])
def test_what_waits_and_what_she_ruled_out_stand_on_the_case_and_on_each_page(
    team, waits, ana, flor, signed_in, settings, whose
):
    settings.ORGANISATION = whose
    limit(Limits(**{**REACHED, "nothing": True}), by=flor, at=TEN)
    browser = signed_in(ana)
    case = browser.get(reverse("desk:case", args=[team.code]), headers=ENGLISH).text
    assert reverse("admission:errand", args=[team.code, waits]) in case
    pages = [reverse(f"admission:{one}", args=[team.code]) for one in ("reach", "attempt")]
    pages.append(reverse("admission:errand", args=[team.code, waits]))
    for page in [case, *(browser.get(one, headers=ENGLISH).text for one in pages)]:
        assert "Nobody is to reach them now." in page
    for one in ("put_errand", "drop_errand"):
        args = [team.code, waits][: 1 + (one == "drop_errand")]
        assert browser.get(reverse(f"admission:{one}", args=args)).status_code == 200


def test_whatever_holds_is_noted_from_the_page_of_the_team(team, ana, signed_in):
    given = {"how": HEARD, "begins": "08:00", "ends": "18:00", "text": "la canoa"}
    browser, page = signed_in(ana), reverse("admission:reach", args=[team.code])
    assert browser.post(page, {**given, "begins": "x"}).status_code == 422
    assert browser.post(page, given).status_code == 302
    agreed = rule_of(team.folder, seen_by=ana).agreed
    assert agreed
    assert agreed.ways == ()


@pytest.mark.parametrize(
    ("begins", "ends", "said"),
    [
        (0, 0, "A cualquier hora."),
        (7, 7, "A cualquier hora."),
        (7, 19, "Entre las 07:00 y las 19:00."),
    ],
)
def test_the_same_hour_twice_is_read_as_any_hour(begins, ends, said):
    way = replace(BY_DAY, begins=time(begins), ends=time(ends))
    with override("es"):
        shown = render_to_string("admission/agreed.html", {"agreed": way, "ways": ["teléfono"]})
    assert said in shown
