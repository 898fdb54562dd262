"""The laws, each to be read by anybody, and two side by side."""

import re
from datetime import date
from html import unescape

import pytest
from django.utils import translation

from amparo.cli.commands.law.law import main as law_command
from amparo.law import known_protocols, load_protocol
from amparo.site.laws.comparison import compared
from amparo.site.laws.standing_duties import standing_of
from amparo.site.laws.views import known_laws, pairs_of, side_called
from tests.laid_out import laid_out

ENGLISH = {"accept-language": "en"}


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode().split("<main")[1])
    return " ".join(text.split())


def test_every_real_law_is_listed_and_no_invented_one(client, db):
    answer = client.get("/public/laws/", headers=ENGLISH)
    listed = {law.id for law, *_rest in answer.context["laws"]}
    real = {name for name in known_protocols() if not load_protocol(name).procedure.fictional}
    assert listed == real
    assert client.get("/public/laws/xx-example/").status_code == 404


def test_the_list_begins_with_the_laws_of_this_site_and_names_each_country(client, db):
    said = unescape(words(client.get("/public/laws/", headers=ENGLISH)))
    named = ["Peru's Mechanism, 2021", "Colombia's programme, 2011", "Mexico's mechanism, 2012"]
    places = [said.index(one) for one in named]
    assert places == sorted(places)
    assert "Colombia's programme, 2011 beside Mexico's mechanism, 2012" in said


def test_a_site_of_an_invented_law_lists_it_too(client, db, settings):
    settings.PROTOCOL = "xx-example"
    answer = client.get("/public/laws/xx-example/", headers=ENGLISH)
    assert answer.status_code == 200
    assert "This country does not exist" in words(answer)


def test_each_law_can_be_read_and_counted_with(client, db):
    for law in known_laws():
        assert client.get(f"/public/laws/{law.id}/", headers=ENGLISH).status_code == 200
        address = f"/public/laws/{law.id}/until-when/"
        empty = client.post(address, {"asked_on": ""}, headers=ENGLISH)
        assert empty.status_code == 400
        day = law.procedure.in_force_from.isoformat()
        counted = client.post(address, {"asked_on": day}, headers=ENGLISH)
        assert counted.status_code == 200
        assert counted.context["answers"]


def test_a_site_with_a_calendar_of_its_own_shows_laws_that_do_not_know_it(client, db, settings):
    settings.CALENDAR = "public-sector"
    for law in known_laws():
        assert client.get(f"/public/laws/{law.id}/", headers=ENGLISH).status_code == 200
        given = {"asked_on": law.procedure.in_force_from.isoformat()}
        address = f"/public/laws/{law.id}/until-when/"
        assert client.post(address, given, headers=ENGLISH).status_code == 200


@pytest.mark.parametrize("law", known_protocols())
def test_on_each_day_that_is_called_a_change_something_differs(law, settings):
    settings.PROTOCOL = law
    for before, after, _day in pairs_of(load_protocol(law)):
        sides = [side for side in map(side_called, (before, after)) if side]
        assert len(sides) == 2
        assert any(row.differs for part in compared(*sides) for row in part.rows), (before, after)


def test_what_changed_is_said_with_its_ground_beside_what_was_before(client, db):
    answer = client.get(
        "/public/laws/pe-2021@2022-04-14/beside/pe-2021@2022-04-15/", headers=ENGLISH
    )
    said = words(answer)
    assert "As it stood on Thursday 14 April 2022" in said
    assert "As it stood on Friday 15 April 2022" in said
    parts = answer.context["sections"]
    differing = [row for _part, rows, _alike in parts for row in rows]
    alike = [row for _part, _rows, alike in parts for row in alike]
    assert differing
    assert all(row.cells[0].lines != row.cells[1].lines for row in differing)
    assert all(row.cells[0].lines == row.cells[1].lines for row in alike)
    assert said.count("the two differ") == len(differing)
    assert "What both say alike" in said


@pytest.mark.parametrize(
    "address",
    [
        "/public/laws/zz-1999/",
        "/public/laws/zz-1999/until-when/",
        "/public/laws/pe-2021/beside/zz-1999/",
        "/public/laws/pe-2021/beside/pe-2021@someday/",
        "/public/laws/pe-2021@/beside/pe-2021/",
        "/public/laws/pe-2021/beside/%00/",
    ],
)
def test_what_is_no_law_is_not_found(client, db, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("law", "said"),
    [
        ("co-2011", "From 50 %: Extraordinary."),
        ("co-2011", "Each part has to be shown; one alone is not enough."),
        ("co-2011", "said or done openly"),
        ("pe-2021", "Probability and impact"),
    ],
)
def test_how_a_law_weighs_the_danger_can_be_read(client, db, law, said):
    page = words(client.get(f"/public/laws/{law}/", headers=ENGLISH))
    assert said in page.split("How the risk is assessed")[1]


def test_a_law_whose_way_of_weighing_is_not_known_says_nothing_of_it(client, db):
    page = words(client.get("/public/laws/mx-2012/", headers=ENGLISH))
    assert "How the risk is assessed" not in page


def test_ways_of_weighing_stand_side_by_side(client, db):
    answer = client.get("/public/laws/pe-2021/beside/co-2011/", headers=ENGLISH)
    said = words(answer)
    assert "How the risk is assessed" in said
    assert "Ordinary &lt; Elevated &lt; High &lt; Extreme" in said
    assert "Ordinary &lt; Extraordinary &lt; Extreme" in said


# --- what the norm asks of a measure and of a resolution ---


def test_what_the_norm_asks_is_told_with_its_article_and_only_where_a_law_says_it(client, db):
    said = words(client.get("/public/laws/pe-2021/", headers=ENGLISH))
    said = unescape(said).split("What the norm asks of a measure and of a resolution")[1]
    for criterion in load_protocol("pe-2021").measures.criterion:
        told = load_protocol("pe-2021").text(f"criteria.{criterion.id}", "en")
        assert f"{told} {criterion.source}" in said
    silent = words(client.get("/public/laws/pe-2019/", headers=ENGLISH))
    assert "What the norm asks" not in silent


# --- what each institution owes at all times ---


def duties(day: str):
    law = load_protocol("pe-2021")
    return {one.what: one for one in standing_of(law, today=date.fromisoformat(day))}


def test_a_standing_duty_is_said_with_who_owes_it_and_its_article(client, db):
    page = words(client.get("/public/laws/pe-2021/", headers=ENGLISH))
    said = page.split("What each institution owes at all times")[1]
    assert "Report to the Registry the attacks, threats and risks" in said
    assert "Within 15 business days of Thursday 22 April 2021: by Thursday 13 May 2021." in said
    assert "Recognise defenders in public (they may)" in said
    assert "Ethnic self-identification or people anexo, art. 12.1 d" in said


def test_a_day_that_had_passed_is_not_said_of_who_was_bound_later(client, db):
    said = [
        one
        for one in standing_of(load_protocol("pe-2021"), today=date(2022, 4, 15))
        if any("Vida sin Drogas" in who for who in one.who) and "Designar" in one.what
    ]
    [devida] = said
    assert devida.within == ""
    assert len(devida.who) == 1


def test_who_assists_is_not_said_to_owe_the_whole(client, db):
    found = duties("2022-04-15")
    whole = next(one for what, one in found.items() if what.startswith("Fortalecer"))
    help_only = next(one for what, one in found.items() if "fortalecer esas capacidades" in what)
    assert (len(whole.who), len(help_only.who)) == (9, 3)
    assert whole.sources == ("anexo, art. 5 d", "DS 002-2022-JUS")


@pytest.mark.parametrize("language", ["es", "en"])
def test_nine_institutions_are_named_once_and_each_source_once(client, db, capsys, language):
    law = load_protocol("pe-2021")
    nine = [name for one in law.obligations.standing for name in one.owed_by]
    nine = [name for name in dict.fromkeys(nine) if nine.count(name) > 8]
    assert len(nine) == 9
    whole = "; ".join(law.text(f"institutions.{one}", language) for one in nine)
    accepted = {"accept-language": language}
    page = client.get("/public/laws/pe-2021/", headers=accepted).content.decode()
    section = unescape(page.split('<div id="standing">')[1].split("<div id=")[0])
    assert section.count(whole) == 1
    assert "anexo, art. 5 d; DS 002-2022-JUS" in section
    assert " · " not in section
    assert law_command(["show", "pe-2021", "--on", "2024-01-01", "--language", language]) == 0
    assert capsys.readouterr().out.count(whole) == 1
    beside = client.get("/public/laws/pe-2021/beside/mx-2012/", headers=accepted)
    part = next(one for one, *_rest in beside.context["sections"] if one.id == "always")
    must = next(row for row in part.rows if row.id == "must")
    assert sum(whole in line.text for line in must.lines[0]) == 1


def test_a_duty_that_nobody_read_is_marked():
    law = load_protocol("pe-2019")
    [report] = standing_of(law, today=date(2020, 1, 2))
    assert "bienal" in report.what
    assert not report.checked
    assert standing_of(law, today=date(2021, 4, 23)) == ()


def test_how_many_there_are_is_said_in_spanish_too(client, db):
    spanish = {"accept-language": "es"}
    assert "22 deberes, 8 opciones" in words(client.get("/public/laws/pe-2021/", headers=spanish))


def test_the_protocol_of_the_police_was_owed_until_the_amendment_and_guidelines_since():
    with translation.override("es"):
        before, after = duties("2022-04-14"), duties("2022-04-15")
    protocol = next(what for what in before if "protocolo" in what)
    assert "30 días hábiles" in before[protocol].within
    assert protocol not in after
    assert any("lineamientos" in what for what in after)


def test_since_2022_one_more_institution_owes_what_the_ministries_owe():
    with translation.override("es"):
        before, after = duties("2022-04-14"), duties("2022-04-15")
    what = next(one for one in before if "Registro las agresiones" in one)
    drugs = load_protocol("pe-2021").text("institutions.devida", "es")
    assert drugs not in before[what].who
    assert after[what].who == (*before[what].who, drugs)


BESIDE = "/public/laws/pe-2021@2022-04-14/beside/pe-2021@2022-04-15/"


def test_beside_a_norm_known_in_part_nothing_is_said_to_be_absent_from_it(client, db):
    page = client.get("/public/laws/pe-2019/beside/pe-2019@2020-01-01/", headers=ENGLISH)
    said = words(page)
    assert "Not read yet" in said
    assert "it says nothing of this" not in said


def folded(page):
    """(id, whether it stands open, what its line says) of each section, top to bottom."""
    found = re.findall(r'<details id="(\w+)"( open)?><summary>(.*?)</summary>', laid_out(page))
    return [(name, bool(is_open), re.sub(r"<[^>]+>", " ", line)) for name, is_open, line in found]


def test_the_sections_are_folded_and_the_first_that_differs_stands_open(client, db):
    answer = client.get(BESIDE, headers=ENGLISH)
    sections = folded(answer.text)
    parts = answer.context["sections"]
    shown = [(one.id, len(rows)) for one, rows, alike in parts if rows or alike]
    assert [name for name, _open, _line in sections] == [name for name, _rows in shown]
    first = next(name for name, rows in shown if rows)
    assert [name for name, is_open, _line in sections if is_open] == [first]


def test_the_line_of_a_folded_section_says_how_much_differs_in_it(client, db):
    answer = client.get(BESIDE, headers=ENGLISH)
    said = {name: " ".join(line.split()) for name, _open, line in folded(answer.text)}
    for one, rows, alike in answer.context["sections"]:
        if not rows and alike:
            assert said[one.id].endswith("no difference")
        elif rows:
            counted = "1 difference" if len(rows) == 1 else f"{len(rows)} differences"
            assert said[one.id].endswith(counted)


def test_nothing_that_is_folded_is_missing_from_the_page(client, db):
    """Without a script too: it is there, to be unfolded, found and printed."""
    answer = client.get(BESIDE, headers=ENGLISH)
    said = unescape(words(answer))
    for _one, rows, _alike in answer.context["sections"]:
        for row in rows:
            assert " ".join(row.label.split()) in said


def test_a_law_beside_itself_on_one_day_has_nothing_unfolded(client, db):
    answer = client.get("/public/laws/pe-2021/beside/pe-2021/", headers=ENGLISH)
    assert not any(is_open for _name, is_open, _line in folded(answer.text))
