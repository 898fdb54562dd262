"""What a newer norm says of open cases: what the loader refuses, and what passing would change."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from amparo.law import Happened, MistakenProtocol, case_state, load_protocol
from amparo.law.checks.transitory import check_with_older
from amparo.law.errors import (
    AnotherStage,
    CannotPass,
    NoCounterpart,
    NotInForceYet,
    NotNewer,
    SaysNothing,
    Stays,
)
from amparo.law.loading import protocols as loading
from amparo.law.loading.reader import Folder
from amparo.law.sourced_values import Cited
from amparo.law.state import norm_transition as passing
from amparo.law.transitory import norm_and_name, of_norm
from tests.norm_folders import NEWER, transitory, write_norms

CALLED = "2026-11-09T10:00"
VISITED = "2026-11-24T10:00"


@pytest.fixture
def both(tmp_path):
    older, newer = write_norms(tmp_path)
    return loading.load_folder(older), loading.load_folder(newer)


def moment(law, said):
    return datetime.fromisoformat(said).replace(tzinfo=law.zone)


def known(law, carried=(), facts=None, **events):
    told = {name: moment(law, said) for name, said in events.items()}
    return Happened(told, facts or {}, carried)


def moved(both, at="2026-11-25T10:00", facts=None, **events):
    older, newer = both
    return passing.move(older, newer, known(older, (), facts, **events), moment(older, at))


# --- what the loader refuses ---

MISTAKES = {
    "stays and passes": (
        'pending = "may_pass"',
        'pending = "stay"',
        "transitory[1].since: contradicts “stay”",
    ),
    "no day": ("since = 2026-11-20\n", "", "transitory[1].since: is missing"),
    "too early": ("since = 2026-11-20", "since = 2026-11-19", "before this norm is in force"),
    "nobody": ('by = ["panel"]', "by = []", "transitory[1].by: is missing"),
    "no such role": ('by = ["panel"]', 'by = ["judge"]', "“judge” is not known"),
    "no decider": ('by = ["panel"]', 'by = ["hotline"]', "neither decides nor supervises"),
    "not an event": ('"came_over"', '"went_over"', "“went_over” is not known"),
    "the filing": ('"came_over"', '"call_logged"', "must be an event of its own"),
    "an act's event": ('"came_over"', '"closed"', "must be an event of its own"),
    "no such counterpart": ('"home_visited"', '"house_burnt"', "“house_burnt” is not known"),
    "no such older name": ("visit_made =", "visited =", "“visited” is not known"),
    "forgotten": ('visit_made = "home_visited"\n', "", "“visit_made” of “xx-example” has no"),
    "twice": ('events = ["shelter_offered"]', 'events = ["shelter_offered", "closed"]', "too"),
    "merged": ('plea_made = "plea_made"', 'plea_made = "closed"', "cannot stand for two"),
    "no filing": ('call_logged = "call_logged"\n', "", "opens a case"),
    "gate to finding": (
        'life_at_stake = "life_at_stake"\ncaller_agrees = "caller_agrees"',
        'life_at_stake = "caller_agrees"\ncaller_agrees = "life_at_stake"',
        "is of another kind",
    ),
    "who is late": ('hotline = "hotline"\n', "", "owes “shelter”"),
    "an authority": ('hotline = "hotline"', 'hotline = "caller"', "is of another kind"),
    "itself": ('from = "xx-example"', 'from = "xx-example-2"', "is this norm itself"),
    "nowhere": ('from = "xx-example"', 'from = "xx-gone"', "there is no folder “xx-gone”"),
    "unknown key": ("counted_from", "counted", "unknown key"),
    "no such count": ('"passing"', '"luck"', "“luck” is not allowed"),
    "no such stage": (
        'pending = "may_pass"',
        'pending = "may_pass"\nat_stages = ["asleep"]',
        "“asleep” is not known",
    ),
    "a way of weighing renamed": (
        'xx-table-1 = "xx-table-1"',
        'xx-table-1 = "xx-sheet"',
        "must keep its id, not become “xx-sheet”",
    ),
    "a way of weighing denied": (
        'xx-sheet = "xx-sheet"\n',
        "",
        "“xx-sheet” is named as having no counterpart, and is here too",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_contradiction_is_refused_by_file_key_and_reason(tmp_path, mistake):
    before, after, said = MISTAKES[mistake]
    assert before in transitory()
    if mistake == "no filing":
        rule = (
            transitory()
            .replace(before, "")
            .replace('"shelter_offered"', '"shelter_offered", "call_logged"')
        )
    elif mistake == "who is late":
        rule = transitory().replace(before, "") + 'roles = ["hotline"]\n'
    elif mistake == "a way of weighing denied":
        rule = transitory().replace(before, "") + 'methods = ["xx-sheet"]\n'
    else:
        rule = transitory().replace(before, after)
    _older, newer = write_norms(tmp_path, rule)
    found = loading.mistakes_in(newer)
    assert {one.parts["file"] for one in found} == {"xx-example-2/protocol.toml"}
    assert any(said in f"{one.key}: {one.reason.in_language('en')}" for one in found)


def test_the_how_tos_rule_is_good(tmp_path):
    for folder in write_norms(tmp_path):
        assert loading.mistakes_in(folder) == ()


def weighs_otherwise(newer, what):
    """The newer norm with one thing otherwise that decides which level follows."""
    found = newer.assessment
    if what == "a factor":
        return replace(newer, assessment=replace(found, factor=found.factor[1:]))
    if what == "a factor's kind":
        other = replace(found.factor[0], kind=found.factor[1].kind)
        return replace(newer, assessment=replace(found, factor=(other, *found.factor[1:])))
    if what == "a table":
        table = {**found.method[0].table, "low": ("calm", "calm")}
        return replace(
            newer, assessment=replace(found, method=(replace(found.method[0], table=table),))
        )
    one = found.instrument[0]
    if what == "that every part is asked":
        sheet = replace(one, every_part=None if one.every_part else Cited(source="s"))
    else:
        sheet = replace(one, band=(*one.band[:2], replace(one.band[2], starts_at=70)))
    return replace(newer, assessment=replace(found, instrument=(sheet,)))


@pytest.mark.parametrize(
    ("what", "which"),
    [
        ("a factor", "table-1"),
        ("a factor's kind", "table-1"),
        ("a table", "table-1"),
        ("a band", "sheet"),
        ("that every part is asked", "sheet"),
    ],
)
def test_under_one_id_both_norms_weigh_alike(both, what, which):
    older, newer = both
    said = rf"transitory\[1\]\.methods\.xx-{which}: weighs otherwise here: give it another id"
    with pytest.raises(MistakenProtocol, match=said):
        check_with_older(weighs_otherwise(newer, what), older, Folder(NEWER))
    check_with_older(newer, older, Folder(NEWER))


def test_two_rules_for_the_same_stages_are_refused(tmp_path):
    other = transitory().replace("open_calls", "other_calls")
    _older, newer = write_norms(tmp_path, transitory() + other)
    assert "two rules record it" in str(loading.mistakes_in(newer)[0])
    both_stay = '\n[[transitory]]\nid = "%s"\nfrom = "xx-example"\npending = "stay"\nsource = "s"\n'
    _older, newer = write_norms(tmp_path / "b", both_stay % "one" + both_stay % "two")
    assert "another rule speaks of the stages that no rule names" in str(
        loading.mistakes_in(newer)[0]
    )


def test_nothing_can_stay_under_a_norm_that_keeps_nothing(tmp_path):
    older, newer = write_norms(tmp_path)
    path = older / "protocol.toml"
    path.write_text(path.read_text().replace("keeps_pending = true\n", ""))
    assert "does not keep what is pending" in str(loading.mistakes_in(newer)[0])


SAFE = {
    "search": ("55-fate.toml", "[search]", "orders a search"),
    "impediment": ("10-admission.toml", 'id = "missing"', "no impediment “missing”"),
    "collective": ("10-admission.toml", 'id = "village"', "no collective “village”"),
}


@pytest.mark.parametrize("what", SAFE)
def test_what_a_case_may_stand_in_when_it_passes_must_go_on(tmp_path, what):
    name, begins, said = SAFE[what]
    older, newer = (loading.load_folder(one) for one in write_norms(tmp_path))
    bare = {"search": ("fate", "search", None)}.get(what, ("admission", what, ()))
    place, field, value = bare
    without = replace(newer, **{place: replace(getattr(newer, place), **{field: value})})
    assert begins in (tmp_path / NEWER / name).read_text()
    with pytest.raises(MistakenProtocol, match=said):
        check_with_older(without, older, Folder(NEWER))


def test_a_norm_that_is_not_newer_cannot_take_cases_over(tmp_path):
    older, newer = write_norms(tmp_path)
    path = older / "protocol.toml"
    path.write_text(
        path.read_text().replace("2024-01-01", "2026-11-21", 1).replace("2026-11-19", "2027-11-19")
    )
    assert "is not older" in str(loading.mistakes_in(newer)[0])


def test_two_norms_that_hold_on_the_same_day_are_refused(tmp_path):
    older, newer = write_norms(tmp_path)
    path = older / "protocol.toml"
    path.write_text(path.read_text().replace("2026-11-19", "2026-11-20"))
    (found,) = loading.mistakes_in(newer)
    assert found.key == "transitory"
    assert "“xx-example” holds until" in str(found)
    assert "2026-11-20" in str(found)


def test_a_case_opens_also_where_the_older_folder_is_gone(norms):
    older, newer = norms
    for path in sorted(older.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    older.rmdir()
    assert load_protocol(NEWER).id == NEWER
    assert "there is no folder" in str(loading.mistakes_in(newer)[0])


# --- what passing would change ---


def test_terms_begin_anew_and_what_was_late_stays_late(both):
    move = moved(both, call_logged=CALLED)
    visit = move.after.term("visit")
    assert (visit.state, str(visit.due), visit.starts_from) == ("open", "2026-11-30", "came_over")
    assert str(move.before.term("visit").due) == "2026-11-16"
    was = move.after.term("xx-example--visit")
    assert (was.state, was.late_by, str(was.due)) == ("late", 9, "2026-11-16")
    assert was in move.after.late
    assert move.after.next_due == was


def test_a_case_keeps_the_text_of_the_day_on_which_it_came_over(tmp_path):
    older, newer = write_norms(tmp_path)
    path = newer / "terms.toml"
    text = path.read_text()
    for since, days, due in (("2026-11-25", 5, "2026-11-30"), ("2026-11-26", 10, "2026-12-05")):
        path.write_text(text.replace("since = 2025-07-01", f"since = {since}", 1))
        move = moved((loading.load_folder(older), loading.load_folder(newer)), call_logged=CALLED)
        visit = move.after.term("visit")
        assert (visit.amount, str(visit.due)) == (days, due)


def test_what_is_asked_no_more_is_named_and_stays_as_late_as_it_was(both):
    move = moved(both, call_logged=CALLED)
    (gone,) = move.after.asked_no_more
    assert gone.term == "xx-example--shelter"
    assert gone not in move.after.late
    assert any(one.asked_no_more and one.older.term == "shelter" for one in move.changes)
    later = case_state(both[1], move.happened, move.after.at + timedelta(days=20))
    assert later.term("xx-example--shelter").late_by == gone.late_by
    assert later.term("xx-example--visit").late_by == 29


def test_a_name_is_of_the_norm_that_it_was_brought_from_or_of_none():
    assert norm_and_name(of_norm("xx-example", "visit")) == ("xx-example", "visit")
    assert norm_and_name("visit") == ("", "visit")


def test_each_change_says_whether_the_other_norm_begins_or_ends_a_lateness(both):
    changes = moved(both, call_logged=CALLED).changes
    said = {
        one.older.term: (one.becomes_late, one.stops_being_late) for one in changes if one.older
    }
    assert said == {"visit": (False, True), "shelter": (False, True)}


def test_doing_it_late_ends_the_lateness_and_keeps_how_late(both):
    older, newer = both
    move = moved(both, call_logged=CALLED)
    done = Happened(
        {**move.happened.events, "home_visited": moment(older, "2026-11-27T10:00")},
        move.happened.facts,
        move.happened.carried,
    )
    state = case_state(newer, done, moment(older, "2026-12-03T10:00"))
    assert state.term("visit").state == "met"
    assert (state.term("xx-example--visit").state, state.term("xx-example--visit").late_by) == (
        "met_late",
        11,
    )


@pytest.fixture
def beyond(tmp_path):
    """The calendar of the older norm ends before what runs in it does; the newer one's goes on."""
    older, newer = write_norms(tmp_path)
    path = newer / "calendar.toml"
    path.write_text(path.read_text().replace("last = 2026-12-31", "last = 2027-12-31"))
    laws = loading.load_folder(older), loading.load_folder(newer)
    move = moved(laws, at="2027-01-20T10:00", call_logged=CALLED, visit_made="2026-12-29T10:00")
    assert move.before.term("ruling").state == "unknown"
    return laws, move


def test_what_ran_until_nobody_knows_when_is_not_known_after_the_passing_either(beyond):
    _laws, move = beyond
    kept = move.after.term("xx-example--ruling")
    assert (kept.state, kept.due, kept.late_by, kept.met_at) == ("unknown", None, 0, None)
    assert kept not in move.after.late
    assert kept not in move.after.asked_no_more
    again = move.after.term("ruling")
    assert (again.state, again.starts_from) == ("open", "came_over")
    assert move.after.next_due == again


def test_doing_it_says_when_it_was_done_and_never_that_it_was_in_time(beyond):
    (_older, newer), move = beyond
    done = moment(newer, "2027-01-22T10:00")
    events = {**move.happened.events, "panel_ruled": done}
    told = Happened(events, move.happened.facts, move.happened.carried)
    kept = case_state(newer, told, done).term("xx-example--ruling")
    assert (kept.state, kept.met_at, kept.late_by) == ("unknown", done, 0)


def test_what_was_done_is_not_carried_as_if_it_still_ran(beyond):
    (older, newer), _move = beyond
    done = {"visit_made": "2026-12-29T10:00", "panel_ruled": "2027-01-10T10:00"}
    move = moved((older, newer), at="2027-01-20T10:00", call_logged=CALLED, **done)
    assert move.before.term("ruling").state == "unknown"
    assert "xx-example--ruling" not in {one.term for one in move.after.carried}


def test_what_is_not_known_comes_back_as_the_older_norms_own(beyond):
    (older, newer), move = beyond
    left = known(older, call_logged=CALLED, visit_made="2026-12-29T10:00")
    at = moment(older, "2027-01-21T10:00")
    back = passing.move_back(newer, older, move.rule, move.happened, left, at)
    assert "ruling" not in " ".join(one.term for one in back.after.carried)
    assert back.after.term("ruling").state == "unknown"


def test_what_was_done_before_is_counted_as_it_was(both):
    move = moved(both, at="2026-11-26T10:00", call_logged=CALLED, visit_made=VISITED)
    visit = move.after.term("visit")
    assert (visit.state, visit.starts_from) == ("met_late", "call_logged")
    ruling = move.after.term("ruling")
    assert (ruling.state, ruling.starts_from) == ("open", "came_over")
    assert move.after.stage == "before_the_panel"


def test_what_has_no_counterpart_is_left_behind_by_name(both):
    move = moved(both, call_logged=CALLED, shelter_offered="2026-11-10T09:00")
    assert move.left_behind == ("events.shelter_offered",)
    assert set(move.happened.events) == {"call_logged", "came_over"}


@pytest.mark.parametrize("first", [True, False])
def test_a_rule_for_some_stages_is_for_these_and_the_other_one_for_the_rest(tmp_path, first):
    stays = """[[transitory]]
id = "before_the_panel"
from = "xx-example"
pending = "stay"
at_stages = ["before_the_panel"]
source = "Example Act 4, s. 21"
"""
    told = [stays, transitory()] if first else [transitory(), stays]
    laws = tuple(map(loading.load_folder, write_norms(tmp_path, "\n".join(told))))
    assert moved(laws, call_logged=CALLED).rule.id == "open_calls"
    with pytest.raises(Stays) as refused:
        moved(laws, call_logged=CALLED, visit_made=VISITED)
    assert "s. 21" in str(refused.value)


def test_counted_from_the_event_the_newer_norm_holds_as_if_it_always_had(tmp_path):
    rule = transitory().replace('counted_from = "passing"', 'counted_from = "event"')
    older, newer = map(loading.load_folder, write_norms(tmp_path, rule))
    move = moved((older, newer), call_logged=CALLED)
    assert str(move.after.term("visit").due) == "2026-11-14"
    assert not any(one.becomes_late for one in move.terms if one.older)
    early = moved((older, newer), at="2026-11-20T10:00", call_logged="2026-11-14T09:00")
    (pair,) = (one for one in early.terms if one.older and one.older.term == "visit")
    assert pair.becomes_late
    assert str(pair.older.due) == "2026-11-21"


REFUSED = {
    NotInForceYet: {"at": "2026-11-19T10:00", "call_logged": CALLED},
    NoCounterpart: {
        "call_logged": CALLED,
        "visit_made": VISITED,
        "panel_ruled": VISITED,
        "closed": VISITED,
    },
}


@pytest.mark.parametrize("refusal", REFUSED)
def test_a_case_that_cannot_pass_is_told_why(both, refusal):
    with pytest.raises(refusal) as found:
        moved(both, **REFUSED[refusal])
    assert found.value.sentence("es") != found.value.sentence("en")


def test_a_rule_that_contradicts_what_happened_is_named(tmp_path):
    rule = transitory().replace('on_the_way = "under_way"', 'on_the_way = "on_the_line"')
    laws = tuple(map(loading.load_folder, write_norms(tmp_path, rule)))
    with pytest.raises(AnotherStage):
        moved(laws, call_logged=CALLED)


def test_the_real_rule_of_2021_lets_every_request_of_2019_stay():
    older, newer = load_protocol("pe-2019"), load_protocol("pe-2021")
    with pytest.raises(Stays, match="tercera"):
        passing.move(
            older,
            newer,
            known(older, request_received="2021-03-01T10:00"),
            moment(older, "2021-09-10T10:00"),
        )


def test_no_rule_and_an_older_norm_are_told_apart(tmp_path):
    older, newer = map(loading.load_folder, write_norms(tmp_path, ""))
    with pytest.raises(SaysNothing):
        moved((older, newer), call_logged=CALLED)
    with pytest.raises(NotNewer):
        passing.move(
            newer,
            older,
            known(newer, call_logged="2026-11-21T10:00"),
            moment(older, "2026-11-25T10:00"),
        )
    assert issubclass(NotNewer, CannotPass)


# --- the way back ---


def test_taking_it_back_restores_what_was_left_behind_and_keeps_what_came_since(both):
    older, newer = both
    left = known(older, call_logged=CALLED, shelter_offered="2026-11-10T09:00")
    at = moment(older, "2026-11-25T10:00")
    there = passing.move(older, newer, left, at)
    since = Happened(
        {**there.happened.events, "home_visited": moment(older, "2026-12-02T10:00")},
        {"caller_agrees": True},
        there.happened.carried,
    )
    back = passing.move_back(
        newer, older, there.rule, since, left, moment(older, "2026-12-03T10:00")
    )
    assert set(back.happened.events) == {"call_logged", "shelter_offered", "visit_made"}
    assert back.happened.facts == {"caller_agrees": True}
    assert back.after.term("visit").state == "met_late"
    late = back.after.term("xx-example-2--visit")
    assert (late.state, late.late_by) == ("met_late", 2)
    again = passing.move(older, newer, back.happened, moment(older, "2026-12-04T10:00"))
    assert [one.term for one in again.happened.carried].count("xx-example-2--visit") == 1
