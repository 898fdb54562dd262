"""Whom a law binds: what it leaves out is seen at once, and never said where nobody has read it."""

import re
from datetime import date
from html import unescape

import pytest

from amparo.cli.commands.law import law as command
from amparo.law import known_protocols, load_protocol
from amparo.law.measures import Branch, Level
from amparo.site.laws.bound_bodies import SIGNS, Extent, counted, places_of
from amparo.site.laws.bound_bodies_picture import whom_of
from amparo.site.laws.comparison_rows import Side, day_within

ENGLISH = {"accept-language": "en"}
PROTOCOLS = known_protocols()
TODAY = date(2026, 11, 9)


def side(name, on=TODAY):
    law = load_protocol(name)
    return Side(law, day_within(law, on))


def extents(name, on=TODAY):
    return {place.id: place.extent for place in places_of(side(name, on))}


@pytest.mark.parametrize("name", PROTOCOLS)
def test_every_branch_at_every_level_has_its_place(name):
    assert list(extents(name)) == [f"{branch}-{level}" for branch in Branch for level in Level]


@pytest.mark.parametrize("name", PROTOCOLS)
def test_nobody_is_called_left_out_by_a_law_that_nobody_read_whole(name):
    law = load_protocol(name)
    found = extents(name).values()
    assert (Extent.LEFT_OUT in found) <= law.obligations.bound_is_whole
    assert (Extent.NOT_KNOWN in found) <= (not law.obligations.bound_is_whole)


def test_peru_binds_one_place_and_leaves_out_three():
    found = extents("pe-2021")
    assert found["executive-national"] is Extent.BOUND
    assert found["executive-local"] is found["judicial-national"] is Extent.COORDINATION
    left_out = [place for place, extent in found.items() if extent is Extent.LEFT_OUT]
    assert len(left_out) == 3
    assert left_out == [f"legislative-{level}" for level in Level]
    assert found["judicial-regional"] is found["judicial-local"] is Extent.COORDINATION
    assert extents("pe-2019")["legislative-national"] is Extent.NOT_KNOWN


def test_whom_it_binds_is_of_the_day_asked_about():
    before, after = (
        " ".join(line.text for line in places_of(side("pe-2021", on))[0].lines)
        for on in (date(2022, 4, 14), date(2022, 4, 15))
    )
    devida = "Comisión Nacional para el Desarrollo y Vida sin Drogas"
    assert devida not in before
    assert devida in after


@pytest.mark.parametrize("name", PROTOCOLS)
@pytest.mark.parametrize("language", ["es", "en"])
def test_the_page_says_each_place_with_its_article_and_draws_it(client, settings, name, language):
    settings.PROTOCOL = name
    answer = client.get(f"/public/laws/{name}/", headers={"accept-language": language})
    html = answer.content.decode()
    section = html.split('<div id="whom">')[1].split("<div id=")[0]
    said = " ".join(unescape(re.sub(r"<[^>]+>", " ", section)).split())
    whom = answer.context["whom"]
    assert len(whom.places) == section.count('<th scope="row">') == 12
    for place in whom.places:
        for line in place.lines:
            assert line.source in said
    drawing = re.findall(r'<svg class="bars".*?</svg>', section, re.DOTALL)[0]
    assert 'role="img" aria-labelledby="whom-title whom-story"' in drawing
    story = unescape(drawing.split('id="whom-story">')[1].split("</desc>")[0])
    for place in whom.places:
        assert f"{place.name}: {place.said}" in story
    _, _, width, height = map(int, drawing.split('viewBox="')[1].split('"')[0].split())
    places = re.findall(r'<text x="(\d+)" y="(\d+)"', drawing)
    assert len(places) > 12
    assert all(int(x) <= width and 0 < int(y) < height for x, y in places)
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', drawing)) == {"currentColor", "none"}


def test_each_extent_has_a_shape_of_its_own_and_the_picture_marks_what_was_not_checked():
    whom = whom_of(side("pe-2019"))
    assert whom.picture.count("sin verificar") > 3  # in its story, and at each place
    assert len(set(SIGNS.values())) == len(Extent)
    assert "sin verificar" not in whom_of(side("pe-2021")).picture


def test_two_laws_are_drawn_side_by_side(client, db):
    html = client.get("/public/laws/pe-2019/beside/pe-2021/", headers=ENGLISH).content.decode()
    section = html.split('<details id="bound"')[1].split("What both say alike")[0]
    assert section.count('<svg class="bars"') == 2
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert "Left out: 3 squares" in section
    assert "Not read yet: 9 squares" in section


@pytest.mark.parametrize(
    ("language", "said"), [("es", "Obligadas: 9 entidades"), ("en", "Bound: 9 bodies")]
)
def test_bodies_are_counted_and_not_squares(client, db, capsys, language, said):
    page = client.get("/public/laws/pe-2021/", headers={"accept-language": language})
    assert said in page.content.decode()
    assert command.main(["show", "pe-2021", "--language", language]) == 0
    assert f"■ {said}\n" in capsys.readouterr().out


@pytest.mark.parametrize("name", PROTOCOLS)
def test_count_of_bodies_is_that_of_the_names_below_it(name):
    places = places_of(side(name))
    for extent, said in counted(places):
        named = {one for place in places for how, one in place.bodies if how is extent}
        squares = sum(extent in place.unnamed for place in places)
        assert [int(one) for one in re.findall(r"\d+", said)] == [
            one for one in (len(named), squares) if one
        ]


def test_the_command_says_it_at_a_glance(capsys):
    assert command.main(["show", "pe-2021", "--language", "en"]) == 0
    shown = capsys.readouterr().out
    assert "■ ○ ○  Executive branch\n– – –  Legislative branch\n○ ○ ○  Judicial branch\n" in shown
    assert "- Legislative branch, local level: Left out" in shown
    assert command.main(["compare", "pe-2019", "pe-2021", "--html"]) == 0
    assert capsys.readouterr().out.count('<svg class="bars"') == 2
    assert command.main(["compare", "pe-2019", "pe-2021", "--language", "en"]) == 0
    compared = capsys.readouterr().out
    assert re.search(r"■ \? \?  Executive branch +\| ■ ○ ○  Executive branch", compared)
