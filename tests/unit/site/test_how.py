"""How it works, from the protocol's data alone."""

import gzip
import re
from datetime import date
from html import unescape

import pytest

from amparo.law import known_protocols, load_protocol
from amparo.site.laws.procedure import way_of
from amparo.site.laws.procedure_picture import WIDTH, picture_of
from tests.laid_out import laid_out

ENGLISH = {"accept-language": "en"}
TODAY = date(2026, 11, 9)
PROTOCOLS = known_protocols()


def page(client, address="/public/how/", headers=ENGLISH):
    return client.get(address, headers=headers).content.decode()


def plain(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html.split("<main")[1])).split())


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_stage_act_and_term_has_its_one_place(protocol):
    law = load_protocol(protocol)
    way = way_of(law, today=TODAY)
    steps = [*way.steps, *way.sides]
    assert {step.id for step in steps} == set(law.stages)
    terms = [term.what for step in steps for term in step.terms]
    assert sorted(terms) == sorted(law.text(f"terms.{one.id}", "es") for one in law.terms.term)
    acts = [act.what for step in steps for act in step.acts]
    acts += [act.what for act in way.at_any_time]
    acts += [act.what for act in way.when_late if act not in way.at_any_time]
    assert sorted(acts) == sorted(law.text(f"acts.{one}", "es") for one in law.acts)


def test_complaint_of_any_time_is_named_again_where_a_day_has_passed():
    way = way_of(load_protocol("pe-2021"), today=TODAY)
    (complaint,) = way.when_late
    assert complaint in way.at_any_time


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_it_begins_with_five_sentences_and_the_line_and_folds_the_rest(client, settings, protocol):
    settings.PROTOCOL = protocol
    html = page(client)
    shown = re.sub(r"<details>.*?</details>(?![^<]*</div>\s*</details>)", "", html, flags=re.DOTALL)
    sentences = html.split('<ul class="plain-list">')[1].split("</ul>")[0]
    assert sentences.count("<li>") == 5
    assert html.index("is still owed") < html.index('<ol class="points">') < html.index("<details>")
    assert len(plain(shown)) < len(plain(html)) / 2
    assert len(gzip.compress(html.encode(), 6)) < 25 * 1024


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_term_names_its_length_and_its_article(client, settings, protocol, language):
    settings.PROTOCOL = protocol
    law = load_protocol(protocol)
    said = plain(page(client, headers={"accept-language": language}))
    for term in law.terms.term:
        assert law.text(f"terms.{term.id}", language) in said
        for value in term.value:
            assert value.source in said


def test_both_texts_are_told_with_their_days(client):
    said = plain(page(client))
    assert "For requests of Friday 23 April 2021 to Thursday 14 April 2022" in said
    assert "anexo, art. 22-A, incorporado por DS 002-2022-JUS" in said


def test_what_is_disputed_and_what_nobody_checked_is_said(client, settings):
    said = plain(page(client))
    assert "Another norm says 20 business days (DS 004-2021-JUS, anexo, art. 23)" in said
    assert "A narrower reading: anexo, art. 18, última oración" in said
    settings.PROTOCOL = "xx-example"
    said = plain(page(client))
    assert "Nobody has compared this value with the official text yet" in said
    assert "This country does not exist" in said


def test_of_a_norm_that_is_over_and_known_in_part_both_are_said(client):
    said = plain(page(client, "/public/laws/pe-2019/"))
    assert "Not in force any more" in said
    assert "to Thursday 22 April 2021" in said
    assert "As it stands on Thursday 22 April 2021." in said
    assert "Only a part of this norm is known here" in said
    assert "No term of it is known." in said
    for law in ("pe-2021", "mx-2012", "co-2011"):
        said = plain(page(client, f"/public/laws/{law}/"))
        assert "Not in force any more" not in said
        assert ("Only a part" in said) is (law != "pe-2021")


def test_a_side_road_is_told_as_one():
    way = way_of(load_protocol("pe-2021"), today=TODAY)
    assert [step.number for step in way.steps] == list(range(1, len(way.steps) + 1))
    sides = {step.id: step.leaves_from for step in way.sides}
    assert sides["correction"] == "preliminary_evaluation"
    assert sides["reconsideration"] == "communication"


def test_what_takes_protection_away_says_what_must_come_first(client):
    way = way_of(load_protocol("pe-2021"), today=TODAY)
    assert "Reducir una medida" in [act.what for act in way.steps[-1].acts]
    assert "Desistirse del procedimiento" in [act.what for act in way.at_any_time]
    said = plain(page(client))
    reduce = said.split("Reduce a measure")[1].split("Suspend a measure")[0]
    assert "Only if the person was heard on the change; and if each institution" in reduce


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("language", ["es", "en"])
def test_conditions_begin_with_if_and_read_as_sentences(client, settings, protocol, language):
    settings.PROTOCOL = protocol
    law = load_protocol(protocol)
    page = client.get("/public/how/", headers={"accept-language": language})
    said, si = plain(page.content.decode()), {"es": "si", "en": "if"}[language]
    way = page.context["way"]
    steps = [*way.steps, *way.sides]
    acts = [act for step in steps for act in step.acts]
    needs = [one for act in (*acts, *way.at_any_time, *way.when_late) for one in act.needs]
    unless = [one for step in steps for term in step.terms for one in term.unless]
    assert needs
    assert all(re.match(rf"{si} [a-záéíóú]", one) for one in unless)
    assert all(re.search(rf"(?i)\b{si} [a-záéíóú]", one) and one.endswith(".") for one in needs)
    assert all(one in said for one in (*needs, *unless))
    told = law.texts[language].told.get("tracks", {})
    assert not any(re.search(r"\b([Cc]uando|[Ww]hen)\b", one) for one in told.values())


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_the_picture_fits_and_says_its_story(client, settings, protocol):
    settings.PROTOCOL = protocol
    picture = picture_of(way_of(load_protocol(protocol), today=TODAY))
    places = [stop.x for stop in picture.stops]
    assert places == sorted(places)
    assert places[0] > 0
    assert places[-1] < WIDTH
    lines = [line for stop in picture.stops for line in (*stop.name, *stop.terms)]
    assert all(0 < line.y < picture.height for line in lines)
    assert all(line.y > 0 for loop in picture.loops for line in loop.name)
    html = laid_out(page(client))
    assert 'role="img" aria-labelledby="way-title way-story"' in html


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_no_page_names_a_country_that_its_law_does_not_name(client, settings, protocol):
    settings.PROTOCOL = protocol
    for address in ("/public/", "/public/how/", "/public/until-when/"):
        said = plain(page(client, address))
        assert protocol != "xx-example" or not re.search("Per[uú]|LPAG|MINJUS", said)


def test_the_first_page_leads_everybody_where_they_want_to_go(client):
    html = page(client, "/public/")
    for address in ("/", "/public/how/", "/public/until-when/", "/check/"):
        assert f'href="{address}"' in html
