"""Editions of the figures: made once, on days that nobody chooses, of counts and days alone."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from amparo.casework.figures import queries, services
from amparo.casework.figures.edition_counts import OWED, splits_of, totals_of
from amparo.casework.figures.models import Edition
from amparo.casework.figures.periods import month_before, year_before
from amparo.casework.figures.services import publish_first, publish_what_is_due
from amparo.casework.measures.models import Decision
from amparo.casework.obligations.models import Obligation, ObligationAnswer
from amparo.casework.referral.models import AuthorityDemand
from amparo.cli.commands.record import figures
from amparo.cli.commands.site import tick
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.consent.models import Confirmation
from amparo.foundations.consent.services import confirm
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.services import add_unit
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.chain import NOTHING
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.verification import breaks
from amparo.law import Protocol, load_protocol
from amparo.law.small_count_suppression import THRESHOLD
from tests import plans
from tests.counted import as_many
from tests.people import MONDAY

pytestmark = pytest.mark.django_db
PERU = "pe-2021"
DECEMBER = datetime(2026, 12, 1, 5, 0, tzinfo=UTC)  # midnight in Lima
DAY = timedelta(days=1)
LATER = datetime(2026, 12, 20, 15, 0, tzinfo=UTC)


@pytest.fixture
def law() -> Protocol:
    return load_protocol(PERU)


@pytest.fixture
def filing() -> Callable[..., Filing]:
    """A request of which only codes and days are known."""

    def make(filed: str, *, facts: dict[str, Any] | None = None, **about: Any) -> Filing:
        law = load_protocol(about.get("protocol", PERU))
        named = {name: day for name, day in about.items() if name in law.events}
        days = {law.procedure.filing: filed, **named}
        happened = {name: _moment(day, law).isoformat() for name, day in days.items()}
        rest = {name: value for name, value in about.items() if name not in law.events}
        at = _moment(filed, law)
        return Filing.objects.create(
            **{
                "code": marks.new_code(),
                "protocol": PERU,
                "channel": "digital",
                "filed_at": at,
                "first_contact_at": at,
                "happened": happened,
                "facts": facts or {},
                "once_hash": marks.token(),
                "proof_number": marks.new_code(3),
                "fingerprint": marks.new_code(3),
                **rest,
            }
        )

    return make


def _moment(day: str, law: Protocol) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=law.zone)


def told(law, at=DECEMBER):
    return totals_of(month_before(at, law.zone), [law])["laws"][0]


def term(law, name, at=DECEMBER):
    return next(one for one in told(law, at)["terms"] if one["id"] == name)


# --- how terms are kept ---


def test_what_is_in_time_late_past_and_still_running_are_told_apart(filing, law):
    filing("2026-11-03", preliminary_report_issued="2026-11-05")
    filing("2026-11-03", preliminary_report_issued="2026-11-10")
    filing("2026-11-03")
    filing("2026-11-30")
    counted = term(law, "preliminary_report")
    assert [counted[one] for one in ("in_time", "late", "past", "running")] == [1, 1, 1, 1]
    assert counted["took"] == [{"unit": "business_day", "of": 2, "median": 3.5, "longest": 5}]
    assert counted["late_by"] == [{"unit": "business_day", "of": 1, "median": 3, "longest": 3}]
    assert counted["past_by"][0]["longest"] == 17


def test_what_the_law_gives_stands_beside_what_was_taken(law):
    statutory = term(law, "decision")["statutory"]
    assert [(one["track"], one["amount"]) for one in statutory] == [
        ("ordinary", 30),
        ("extraordinary", 15),
    ]
    ruling = term(law, "reconsideration_ruling")["statutory"][0]
    assert ruling["other"]["amount"] == 20


def test_only_what_an_authority_owes_is_counted(law):
    assert {law.roles[law_term.owed_by].authority for law_term in law.terms.term} == {True, False}
    owed = {one["id"] for one in told(law)["terms"]}
    assert owed == {one.id for one in law.terms.term if law.roles[one.owed_by].authority}


def test_nothing_measured_is_not_known_and_is_not_zero(law):
    counted = term(law, "decision")
    assert counted["in_time"] == 0
    assert counted["took"] == []
    assert told(law)["waited"] is None


def test_an_edition_says_what_was_so_then_whatever_happened_since(filing, law):
    filing("2026-11-03", preliminary_report_issued="2026-12-03")
    filing("2026-12-02")
    counted = term(law, "preliminary_report")
    assert (counted["past"], counted["late"], counted["running"]) == (1, 0, 0)
    assert told(law)["figures"]["requests"] == 1
    assert term(law, "preliminary_report", DECEMBER + 31 * DAY)["late"] == 1


@pytest.mark.parametrize("left_on", [4, 10])
def test_whoever_knows_of_one_request_reads_in_no_month_that_its_person_left(filing, law, left_on):
    """Whoever pressed her to leave must not read here that it worked: not by a term that runs for
    ever, nor by one that is late by as many days in each month, nor by one that is gone."""
    one = filing("2026-11-03", withdrawn_at=datetime(2026, 11, left_on, 20, 0, tzinfo=UTC))
    months = [DECEMBER + 31 * number * DAY for number in range(4)]
    left = [told(law, at) for at in months]
    Filing.objects.filter(pk=one.pk).update(withdrawn_at=None)
    assert [told(law, at) for at in months] == left
    assert "withdrawn" not in json.dumps(left)
    assert (term(law, "decision")["running"], term(law, "decision")["past"]) == (1, 0)
    last = term(law, "decision", months[-1])
    assert (last["running"], last["past"]) == (0, 1)


def test_what_the_clock_cannot_count_is_not_known(filing, law):
    broken = filing("2026-11-03")
    broken.happened["decision_issued"] = "2026-11-01T00:00:00-05:00"
    broken.save()
    counted = term(law, "decision")
    assert counted["not_known"] == 1
    assert counted["in_time"] + counted["late"] + counted["past"] + counted["running"] == 0


def of_the_example(name, at):
    return term(load_protocol("xx-example"), name, at)


def with_more_time(filing, day, **happened):
    """A ruling due on Wednesday 13 May 2026; with more time, on Sunday 17."""
    return filing(
        f"{day}T10:00",
        protocol="xx-example",
        visit_made="2026-05-07T10:00",
        more_time_asked="2026-05-12T10:00",
        more_time_given="2026-05-12T12:00",
        **happened,
    )


def test_what_was_in_time_only_because_more_time_was_given_is_told_beside_it(filing):
    with_more_time(filing, "2026-05-06", panel_ruled="2026-05-12T16:00")
    with_more_time(filing, "2026-05-06", panel_ruled="2026-05-17T10:00")
    with_more_time(filing, "2026-05-06", panel_ruled="2026-05-20T10:00")
    filing(
        "2026-05-06T10:00",
        protocol="xx-example",
        visit_made="2026-05-07T10:00",
        panel_ruled="2026-05-12T10:00",
    )
    counted = of_the_example("ruling", datetime(2026, 6, 5, tzinfo=UTC))
    told_of = ("in_time", "late", "extended", "late_without")
    assert [counted[one] for one in told_of] == [3, 1, 3, 1]
    (statutory,) = counted["statutory"]
    assert (statutory["amount"], statutory["more"]["amount"]) == (4, 2)


def test_a_term_that_the_calendar_does_not_reach_is_not_known_and_the_others_are_counted(filing):
    filing("2026-12-20T10:00", protocol="xx-example", visit_made="2026-12-29T10:00")
    january = datetime(2027, 2, 1, tzinfo=UTC)
    ruling, visit = (of_the_example(name, january) for name in ("ruling", "visit"))
    assert (ruling["not_known"], ruling["past"], ruling["running"]) == (1, 0, 0)
    assert (visit["not_known"], visit["late"]) == (0, 1)


def test_how_late_is_not_measured_beyond_the_calendar(filing):
    filing("2026-12-10T10:00", protocol="xx-example", visit_made="2026-12-14T10:00")
    counted = of_the_example("ruling", datetime(2027, 2, 1, tzinfo=UTC))
    assert (counted["past"], counted["past_by"]) == (1, [])


def test_another_law_is_counted_in_its_own_hours(filing):
    law = load_protocol("xx-example")
    filing(
        "2026-05-03T10:00",
        protocol="xx-example",
        facts={"life_at_stake": True},
        shelter_offered="2026-05-03T14:30",
    )
    counted = term(law, "shelter", datetime(2026, 6, 5, tzinfo=UTC))
    assert counted["late_by"] == [{"unit": "hour", "of": 1, "median": 2, "longest": 2}]
    assert counted["took"] == [{"unit": "hour", "of": 1, "median": 5, "longest": 5}]


# --- the measures, and the person's own word ---


def test_only_her_word_makes_a_measure_verified(granted, flor, law):
    measure = granted
    as_many(measure, 11, hold=5)
    before = told(law)["figures"]
    assert (before["measures_ordered"], before["measures_verified"]) == (12, 5)
    confirm(flor.folder, measure=measure.ref, word="arrived", by=flor, at=MONDAY + 4 * DAY)
    assert told(law)["figures"]["measures_verified"] == 6
    confirm(flor.folder, measure=measure.ref, word="stopped", by=flor, at=MONDAY + 6 * DAY)
    assert told(law)["figures"]["measures_verified"] == 5


@pytest.mark.parametrize(("number", "hold"), [(0, 0), (3, 3), (20, 4), (20, 20), (20, 17)])
def test_what_each_of_a_few_says_is_told_to_nobody(granted, law, number, hold):
    """Few hold, or all but a few: whoever knows of one patrol would know what its person says."""
    as_many(granted, number, hold=hold)
    assert told(law)["figures"]["measures_ordered"] == number + 1
    assert told(law)["figures"]["measures_verified"] is None


def test_how_long_persons_waited_is_told_of_five_cases_at_a_time(filing, law):
    for days in range(1, 12):
        at = _moment("2026-11-03", law)
        one = filing("2026-11-03", first_contact_at=at - days * DAY)
        said_of(one, "stopped", at - DAY / 2)
        assert (
            told(law)["waited"]
            == {
                **dict.fromkeys(range(1, 6)),
                **{key: {"of": 5, "median": 3, "longest": 5} for key in range(6, 11)},
                11: {"of": 10, "median": 5.5, "longest": 10},
            }[days]
        )
        said_of(one, "works", at)
        said_of(one, "works", at + DAY)


def said_of(filing, word, at):
    named = {"filing": filing, "measure": marks.new_code(3)}
    Confirmation.objects.create(**named, word=word, how="page", said_at=at)


def test_a_decision_is_counted_once_and_by_its_outcome(anas, ana, delia, flor, site, law):
    measure = plans.proposed(anas, site["pnp-selva"], ana)
    plans.says(flor, measure, "agreed")
    before = plans.put(anas, ana, delia)
    plans.decided(before, delia, plans.outcome(before, measure, delia))
    figures_told = told(law)["figures"]
    assert figures_told["decided"] == figures_told["decided_granted"] == 1
    assert Decision.objects.count() == 1


# --- editions ---


def test_an_edition_is_made_when_its_month_is_over_and_never_again(case):
    assert [one.period for one in publish_what_is_due(by=SYSTEM, at=DECEMBER)] == ["2026-11"]
    first = Edition.objects.get()
    assert first.until == date(2026, 11, 30)
    assert publish_what_is_due(by=SYSTEM, at=LATER) == []
    assert Edition.objects.get().content == first.content


def test_two_who_publish_at_once_make_one_edition(case, monkeypatch):
    """Somebody else is done while this one still counts."""
    count, others = services.totals_of, []

    def slowly(period, laws):
        if not others:
            others.append(None)
            others.extend(publish_what_is_due(by=SYSTEM, at=DECEMBER))
        return count(period, laws)

    monkeypatch.setattr(services, "totals_of", slowly)
    assert publish_what_is_due(by=SYSTEM, at=DECEMBER) == []
    assert others[1:] == [Edition.objects.get()]
    assert Entry.objects.filter(event="FiguresPublished").count() == 1


def test_a_month_before_the_site_began_is_not_published_as_zero(case):
    assert publish_what_is_due(by=SYSTEM, at=MONDAY + 5 * DAY) == []


def test_the_very_first_may_be_made_at_once_and_then_none_until_the_month_ends(case):
    first = publish_first(by=SYSTEM, at=MONDAY + 5 * DAY)
    assert first is not None
    assert first.period == "2026-11-14"
    assert publish_first(by=SYSTEM, at=MONDAY + 6 * DAY) is None
    assert len(publish_what_is_due(by=SYSTEM, at=DECEMBER)) == 1
    published = queries.totals(seen_by=SYSTEM)
    assert published is not None
    assert published.period == "2026-11"


def test_what_was_published_is_on_record_with_its_digest(case):
    [edition] = publish_what_is_due(by=SYSTEM, at=DECEMBER)
    entry = Entry.objects.get(event="FiguresPublished")
    assert json.loads(entry.facts) == {"period": "2026-11", "until": "2026-11-30"}
    assert bytes(entry.digest) == marks.chain(NOTHING, edition.content.encode())
    assert list(breaks()) == []


def test_an_edition_holds_numbers_and_nothing_of_a_case(case, filed, ana):
    [edition] = publish_what_is_due(by=SYSTEM, at=DECEMBER)
    for telling in (case, filed.folder.filing.proof_number, ana.member.code, ana.member.name):
        assert telling not in edition.content
    words = set(_strings(json.loads(edition.content)))
    assert all(len(one) < 120 for one in words)


def _strings(content):
    if isinstance(content, dict):
        for value in content.values():
            yield from _strings(value)
    elif isinstance(content, list):
        for value in content:
            yield from _strings(value)
    elif isinstance(content, str):
        yield content


def test_a_year_that_is_over_is_split_once_and_what_is_small_is_hidden(granted, law):
    measure = granted
    as_many(measure, 9, hold=5)
    made = publish_what_is_due(by=SYSTEM, at=datetime(2027, 1, 5, tzinfo=UTC))
    assert [one.series for one in made] == ["totals", "splits"]
    published = queries.splits(seen_by=SYSTEM)
    assert published is not None
    assert published.content["threshold"] == THRESHOLD
    by_kind = published.content["laws"][0]["splits"][0]
    assert by_kind["column_totals"] == [5, 5]
    row = by_kind["rows"].index("pe21_legal_aid")
    assert by_kind["row_totals"][row] is None
    assert by_kind["cells"][row] == [None, None]
    assert publish_what_is_due(by=SYSTEM, at=datetime(2027, 1, 25, tzinfo=UTC)) == []


def test_what_stands_in_no_row_of_the_law_has_a_row_of_its_own(granted, law):
    measure = granted
    measure.catalogue = "long_ago"
    measure.save()
    as_many(measure, 9, hold=5)
    period = year_before(datetime(2027, 1, 5, tzinfo=UTC), law.zone)
    [by_kind, *_] = splits_of(period, [law])["laws"][0]["splits"]
    assert by_kind["rows"][-1] == ""
    assert sum(by_kind["column_totals"]) == 10


def test_a_year_of_which_a_few_persons_say_something_is_not_split_by_it(granted, law):
    as_many(granted, 12, hold=4)
    period = year_before(datetime(2027, 1, 5, tzinfo=UTC), law.zone)
    assert [one["id"] for one in splits_of(period, [law])["laws"][0]["splits"]] == [
        "decisions_by_track",
        "glass_by_road",
    ]


def test_a_year_is_split_by_where_the_institution_acts_never_by_where_the_person_is(granted, law):
    as_many(granted, 9, hold=5)
    period = year_before(datetime(2027, 1, 5, tzinfo=UTC), law.zone)
    assert [one["id"] for one in splits_of(period, [law])["laws"][0]["splits"]] == [
        "measures_by_kind",
        "decisions_by_track",
        "glass_by_road",
    ]
    Unit.objects.filter(code="pnp-selva").update(territory="Ucayali")
    Unit.objects.filter(code="minam").update(territory="Loreto")
    by_place = splits_of(period, [law])["laws"][0]["splits"][1]
    assert (by_place["id"], by_place["rows"]) == (
        "measures_by_territory",
        ["Loreto", "Ucayali", ""],
    )
    assert by_place["column_totals"] == [5, 5]
    assert [line[1] for line in by_place["cells"]] == [None, None, None]


def test_demands_are_counted_by_the_year_and_a_few_of_them_not_at_all(granted, law, client):
    period = year_before(datetime(2027, 1, 5, tzinfo=UTC), law.zone)

    def demanded(kind, told_at=LATER):
        own = {"ref": marks.new_code(), "case": granted.case, "paper_ref": "x"}
        AuthorityDemand.objects.create(kind=kind, noted_at=LATER, told_at=told_at, **own)

    def shown():
        splits = splits_of(period, [law])["laws"][0]["splits"]
        return next((one for one in splits if one["id"] == "demands_by_kind"), None)

    for _ in range(THRESHOLD - 1):
        demanded("court")
    demanded("court", None)  # a court keeps it silent
    assert shown() is None
    demanded("court")
    demanded("other")
    by_kind = shown()
    assert by_kind["column_totals"] == [6]
    assert by_kind["cells"][by_kind["rows"].index("other")] == [None]
    month = totals_of(month_before(datetime(2027, 1, 5, tzinfo=UTC), law.zone), [law])
    assert not {"demands", "leaks"} & month["laws"][0]["figures"].keys()
    publish_what_is_due(by=SYSTEM, at=datetime(2027, 1, 5, tzinfo=UTC))
    page = client.get("/public/figures/").content.decode()
    assert "Requerimientos de expedientes en el año" in page
    assert "un juzgado" in page


# --- the command, and the job of the month ---


def test_the_command_publishes_and_prints(case, capsys, monkeypatch):
    monkeypatch.setattr(figures.timezone, "now", lambda: MONDAY + 5 * DAY)
    steps = (
        (figures.show, "No figures"),
        (figures.publish, "Published: totals 2026-11-14"),
        (figures.publish, "Nothing is due"),
        (figures.show, '"requests": 1'),
    )
    for step, said in steps:
        assert step() == 0
        assert said in capsys.readouterr().out


def test_the_tick_makes_the_edition(case):
    assert tick.tick(DECEMBER)
    assert Edition.objects.count() == 1


DUE = datetime(2026, 12, 10, tzinfo=UTC)


def owes(measure, unit, *answers, state="open"):
    """Store what a unit owed, with the kinds of its answers and how many days after its day."""
    own = {"case": measure.case, "measure": measure, "kind": "measure", "question_ref": "x"}
    own |= {"forwarded_at": DUE - 5 * DAY, "changed_at": DUE, "due_on": DUE, "state": state}
    duty = Obligation.objects.create(alias=marks.new_code(), unit=unit, **own)
    for kind, days in answers:
        said = {"ref": marks.new_code(), "author": "unit:x", "sealed": b"", "at": DUE + days * DAY}
        ObligationAnswer.objects.create(duty=duty, kind=kind, **said)


def test_what_institutions_owed_is_split_by_the_year_and_a_request_is_never_late(
    granted, law, client
):
    period = year_before(datetime(2027, 1, 5, tzinfo=UTC), law.zone)
    about = {"parent": None, "branch": "executive", "level": "local", "by": SYSTEM}
    town = add_unit(code="municipalidad-x", name="X", at=DECEMBER, **about)

    def shown():
        splits = splits_of(period, [law])["laws"][0]["splits"]
        return next((one for one in splits if one["id"] == "owed_by_institution"), None)

    police = Unit.objects.get(code="pnp-selva")
    owes(granted, police, ("reported", -1), ("reported", 4))
    owes(granted, police, ("acknowledged", -3), ("reported", 2))
    owes(granted, police, ("acknowledged", -3))
    owes(granted, police, state="revoked")  # the person left before it was answered
    owes(granted, town)
    assert shown() is None
    owes(granted, police, ("objected", -1))
    owes(granted, town, ("acknowledged", 3))
    split = shown()
    assert split["columns"] == list(OWED)
    assert split["column_totals"] == [1] * len(OWED)
    assert "municipalidad-x" not in split["rows"]
    assert set(split["row_totals"]) == {None}
    publish_what_is_due(by=SYSTEM, at=datetime(2027, 1, 5, tzinfo=UTC))
    page = client.get("/public/figures/", headers={"accept-language": "en"}).content.decode()
    assert "What institutions owed in cases by a day of the year" in page
