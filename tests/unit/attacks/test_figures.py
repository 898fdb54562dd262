"""Public tables of attacks: distinct victims, small numbers hidden, published by a monitor."""

import json
import sys
from argparse import Namespace
from datetime import UTC, date, datetime, timedelta

import pytest

pytest.importorskip("scipy")

from amparo.cli.command_errors import Mistake
from amparo.cli.commands.record import figures
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.ledger.models import Entry
from amparo.observatory.attacks.models import (
    Act,
    Attack,
    AttackLink,
    PartyConsent,
    Source,
    Victim,
)
from amparo.observatory.duplicates.models import Represented
from amparo.observatory.duplicates.questions import Question
from amparo.observatory.figures import services
from amparo.observatory.figures.counting import counted_acts, crossed
from amparo.observatory.figures.models import Edition
from amparo.observatory.figures.public_tables import coarser, label_of, public_tables
from tests.clock import TODAY

YEAR = TODAY.year - 1
NOW = datetime.combine(TODAY, datetime.min.time(), UTC) + timedelta(hours=12)
TEAM, PUBLIC = "/desk/attacks/figures/", "/public/attacks/"


@pytest.fixture
def number():
    return iter(range(10**6))


@pytest.fixture
def attacked(db, number):
    """Return a function that documents attacks by codes alone."""

    def document(
        times=1, *, department="PE-UCA", kinds=("death_threat",), victim="", publish=True, **more
    ):
        month = date(YEAR, more.get("month", 5), 1)
        for _time in range(times):
            own = f"{next(number):012}"
            attack = Attack.objects.create(
                code=own, origin=more.get("origin", "entered"), sealed_key=b"", sealed_to=b"",
                sealed=b"", precision="month",
                first_month=month, last_month=month, department=department,
                defence_link="linked", verification="likely", recorded_at=NOW, changed_at=NOW,
            )  # fmt: skip
            who = Victim.objects.create(
                attack=attack, ref=own, sealed=b"", kind=more.get("kind", "person"),
                same_as=victim or own, gender=more.get("gender", "woman"),
            )  # fmt: skip
            for place, kind in enumerate(kinds):
                Act.objects.create(
                    attack=attack, victim=who, ref=f"{own}{place}", sealed=b"", kind=kind,
                    verification="likely",
                )  # fmt: skip
            for place in range(more.get("sources", 0)):
                Source.objects.create(
                    attack=attack, ref=f"s{own}{place}", sealed=b"", kind="media",
                    reliability="very_reliable",
                )  # fmt: skip
            PartyConsent.objects.create(
                attack=attack, victim=who, ground="agreed", hold=True, publish=publish,
                sealed=b"", at=NOW,
            )  # fmt: skip

    return document


def table_of(name, axes):
    return crossed(public_tables()[name], axes, list(counted_acts(YEAR))).table.counts


def test_distinct_victims_are_counted_and_only_by_consent(attacked):
    attacked(5, victim="one")
    attacked(victim="community", kind="collective", kinds=("death_threat", "land_invasion"))
    attacked(victim="community", kind="collective")
    attacked(3, publish=False)
    attacked(victim="one-again")
    assert table_of("kind-gender", ("kind", "gender"))["total"] == 3
    Represented.objects.create(question=Question.VICTIM, code="one-again", by="one")
    counts = table_of("kind-gender", ("kind", "gender"))
    assert counts["total"] == 2
    assert counts["kind=death_threat"] == 2
    assert counts["gender=woman|kind=death_threat"] == 1
    assert counts["gender=collective"] == counts["gender=collective|kind=land_invasion"] == 1


def test_small_numbers_are_hidden_and_every_edition_holds_beside_the_others(attacked):
    attacked(30, month=2)
    attacked(3, department="PE-CUS")
    attacked(20, department="PE-CUS", kinds=("physical_assault",))
    attacked(25, department="PE-UCA", kinds=("physical_assault",), gender="man")
    attacked(8, department="PE-PUN", kinds=("sexual_violence", "physical_assault"))
    attacked(40, department="PE-PUN", kinds=("death_threat",))
    made = services.make_editions(YEAR, by=SYSTEM, at=NOW)
    assert {"department-kind", "kind-gender", "quarter-kind"} <= {one.table for one in made}
    for one in made:
        assert not services.audit_of(one), one
        said, true = json.loads(one.content), json.loads(one.withheld)["counts"]
        shown = [count for row in said["rows"] for count in (*row["counts"], row["total"])]
        assert not [count for count in shown if count is not None and 0 < count < 5], one
        assert said["total"] in true.values()
    whole = json.loads(next(one.content for one in made if one.table == "kind-gender"))
    assert whole["total"] == 126
    assert services.compare_again(made[0]).same
    assert Entry.objects.filter(event="AttackFiguresMade").count() == len(made)


def test_a_correction_waits_for_five_victims(attacked):
    attacked(30)
    attacked(20, kinds=("physical_assault",), department="PE-CUS")
    first = services.make_editions(YEAR, by=SYSTEM, at=NOW)
    attacked(4, department="PE-CUS")
    assert services.make_editions(YEAR, by=SYSTEM, at=NOW) == []
    attacked(6, department="PE-CUS")
    second = services.make_editions(YEAR, by=SYSTEM, at=NOW)
    assert {one.edition for one in second} == {f"{YEAR}-2"}
    assert {one.table for one in second} <= {one.table for one in first}
    assert not any(services.audit_of(one) for one in (*first, *second))


def test_a_killing_that_two_published_sources_tell_of_is_not_hidden(attacked):
    attacked(20)
    attacked(kinds=("killing",), sources=2)
    made = services.make_editions(YEAR, by=SYSTEM, at=NOW)
    said = json.loads(next(one.content for one in made if one.table == "sdg-16-10-1"))
    assert said["rows"] == [{"code": "killing", "counts": [1], "total": 1}]


@pytest.mark.parametrize("told", [{"sources": 1}, {"sources": 2, "origin": "copied"}])
def test_another_killing_is_hidden_as_every_small_number(attacked, told):
    attacked(20)
    attacked(30, kinds=("physical_assault",))
    attacked(kinds=("killing",), **told)
    for one in services.make_editions(YEAR, by=SYSTEM, at=NOW):
        said = json.loads(one.content)
        assert 1 not in [count for row in said["rows"] for count in row["counts"]], one


def test_sexual_violence_is_hidden_under_ten(attacked):
    attacked(60)
    attacked(7, kinds=("sexual_violence",))
    attacked(9, kinds=("sexual_violence",), gender="man", department="PE-CUS")
    attacked(60, gender="man", department="PE-CUS", kinds=("physical_assault",))
    made = services.make_editions(YEAR, by=SYSTEM, at=NOW)
    assert {"kind-gender", "department-kind"} <= {one.table for one in made}
    for one in made:
        said = json.loads(one.content)
        shown = [count for row in said["rows"] for count in (*row["counts"], row["total"])]
        assert not {7, 9} & {*shown, *said["column_totals"]}, one


def test_without_the_libraries_pages_and_command_say_what_to_install(
    attacked, irma, signed_in, client, monkeypatch
):
    attacked(30)
    desk = signed_in(irma)
    monkeypatch.setitem(sys.modules, "scipy", None)
    assert "amparo[statistics]" in desk.get(f"{TEAM}editions/").text
    with pytest.raises(Mistake, match=r"install `amparo\[statistics\]`"):
        figures.run(Namespace(what="attacks", year=YEAR, check=False))
    services.make_each_year(by=SYSTEM, at=NOW)
    assert not Edition.objects.exists()
    assert client.get(PUBLIC).status_code == 200


def test_an_edition_is_read_by_everybody_once_a_monitor_published_it(
    attacked, irma, signed_in, client
):
    attacked(30)
    attacked(20, kinds=("physical_assault",), department="PE-CUS")
    services.make_editions(YEAR, by=SYSTEM, at=NOW)
    here = f"department-kind/{YEAR}/"
    assert client.get(f"{PUBLIC}{here}").status_code == 404
    assert '<svg class="bars' not in client.get(PUBLIC).text
    desk = signed_in(irma)
    assert "Publicar esta edición" in desk.get(f"{TEAM}editions/{here}").text
    told = desk.post(f"{TEAM}editions/{here}", follow=True)
    assert "Está publicada" in told.text
    page = client.get(f"{PUBLIC}{here}")
    assert "Ucayali: 30" in page.text
    assert "style=" not in page.text
    csv = client.get(f"{PUBLIC}department-kind/{YEAR}.csv").text
    assert f'"department-kind","{YEAR}","total","total",50,"shown"' in csv
    stored = Edition.objects.get(table="department-kind")
    assert client.get(f"{PUBLIC}department-kind/{YEAR}.json").text == stored.content
    assert f"http://testserver{PUBLIC}{here}" in page.text
    assert f"amparo figures attacks --year {YEAR} --check" in page.text
    assert "<svg" in client.get(PUBLIC).text
    assert Entry.objects.filter(event="AttackFiguresPublished").count() == 1
    desk.post(f"{TEAM}editions/{here}")
    assert Entry.objects.filter(event="AttackFiguresPublished").count() == 1


def test_the_team_counts_exactly_under_any_filter(attacked, irma, signed_in):
    attacked(2, victim="one", month=3)
    attacked(3, department="PE-CUS", publish=False)
    desk = signed_in(irma)
    assert "4 víctimas distintas" in desk.get(TEAM).text
    assert "1 víctima" in desk.get(TEAM, {"department": "PE-UCA"}).text
    assert "Cusco: 3" in desk.get(TEAM).text
    assert "no hay nada que contar" in desk.get(TEAM, {"kind": "killing"}).text


def test_a_chain_is_drawn_from_its_first_event(desk_attacks, irma, signed_in):
    first, second = desk_attacks
    AttackLink.objects.create(earlier=first, later=second, kind="followed_by")
    page = signed_in(irma).get(f"{TEAM}chain/{second.code}/").text
    drawn = page[page.index('<svg class="bars"') :]
    assert drawn.index(first.code) < drawn.index(second.code)


@pytest.fixture
def desk_attacks(irma):
    from amparo.observatory.attacks.services import NewPart, record_attack  # noqa: PLC0415
    from amparo.observatory.attacks.texts import AttackText, VictimText  # noqa: PLC0415
    from tests import attacking  # noqa: PLC0415

    made = []
    for month in (2, 3):
        when = date(YEAR, month, 1)
        codes = {**attacking.CODES, "precision": "month"}
        attack = Attack(**codes, first_month=when, last_month=when)
        parts = [NewPart(Victim(kind="person"), VictimText(name="x"))]
        record_attack(attack, AttackText(title="x"), parts=parts, by=irma, at=NOW)
        made.append(attack)
    return made


def test_the_command_makes_and_checks_the_tables(attacked, capsys):
    attacked(30)
    attacked(20, kinds=("physical_assault",), department="PE-CUS")
    services.make_each_year(by=SYSTEM, at=NOW)
    number = Edition.objects.count()
    assert number
    assert figures.run(Namespace(what="attacks", year=YEAR, check=True)) == 0
    assert "the same; the audit holds" in capsys.readouterr().out
    assert figures.run(Namespace(what="attacks", year=YEAR, check=False)) == 0
    assert Edition.objects.count() == number


def test_every_code_of_the_lists_has_words_on_every_axis():
    for table in public_tables().values():
        assert table.name
        assert table.means
    for axis, code in (("kind_group", "censorship"), ("region", "PE-CAL"), ("sdg", "abduction")):
        assert label_of(axis, coarser(axis, code))
