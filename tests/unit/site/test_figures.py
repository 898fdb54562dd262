"""Figures on the public site: as they were published, each with its meaning."""

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO
from zipfile import ZipFile, is_zipfile

import pytest
from django.urls import reverse

from amparo.casework.figures.models import Edition
from amparo.casework.figures.services import publish_first, publish_what_is_due
from amparo.foundations.accounts.actors import SYSTEM
from amparo.law import load_protocol
from amparo.site.figures import figure_definitions as meanings
from tests.counted import as_many
from tests.people import MONDAY

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}
FRIDAY = MONDAY + timedelta(days=4)
JANUARY = datetime(2027, 1, 5, tzinfo=UTC)


@pytest.fixture
def published(case):
    """The very first figures, of one request."""
    return publish_first(by=SYSTEM, at=FRIDAY)


def page(client, name="figures", headers=ENGLISH):
    content = client.get(reverse(f"site:{name}"), headers=headers).content
    if not is_zipfile(BytesIO(content)):
        return content.decode()
    with ZipFile(BytesIO(content)) as book:
        return "".join(book.read(part).decode() for part in book.namelist())


def plain(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html.split("<main")[1])).split())


def lines(client):
    return list(csv.DictReader(io.StringIO(page(client, "figures_csv"))))


def test_before_the_first_edition_nothing_is_told_as_zero(client):
    said = plain(page(client))
    assert "No figures were published yet" in said
    assert "is not known here, and is not zero" in said
    assert lines(client) == []


def test_a_sentence_comes_first_and_says_the_day(client, published):
    said = plain(page(client))
    assert "Requests received until Friday 13 November 2026: 1. Decided: 0." in said


def test_what_the_law_gives_stands_beside_what_was_taken(client, published):
    said = plain(page(client))
    assert (
        "The law gives: Ordinary track: 30 business days (DS 004-2021-JUS, anexo, art. 19" in said
    )
    assert "How long overdue, where it is not done: maximum" in said
    measured = {line["figure"]: line for line in lines(client)}
    assert measured["decision.took.longest"]["state"] == "not_measured"
    assert measured["decision.late"]["value"] == "0"


def test_the_page_is_the_edition_and_is_not_counted_anew(client, published, case, letter, rosa):
    before = page(client)
    Edition.objects.update(content=published.content.replace('"requests":1', '"requests":41'))
    assert "Requests received until Friday 13 November 2026: 41." in plain(page(client))
    Edition.objects.update(content=published.content)
    assert page(client) == before


def test_a_page_of_figures_costs_four_rows_however_many_cases_there_are(
    client, published, django_assert_num_queries
):
    with django_assert_num_queries(4):
        page(client)


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_number_has_a_name_a_definition_and_its_days(client, granted, language):
    publish_what_is_due(by=SYSTEM, at=JANUARY)
    told = json.loads(page(client, "figures_json", headers={"accept-language": language}))
    assert told["language"] == language
    assert [one["series"] for one in told["editions"]] == ["totals", "splits"]
    for edition in told["editions"]:
        assert edition["until"] == "2026-12-31"
        for one in edition["figures"]:
            assert one["name"]
            assert one["definition"]
            assert (one["value"] is None) == (one["state"] != "known")


def test_csv_and_json_say_the_same(client, granted):
    publish_what_is_due(by=SYSTEM, at=JANUARY)
    told = json.loads(page(client, "figures_json"))
    numbers = [one for edition in told["editions"] for one in edition["figures"]]
    assert [(one["figure"], one["state"]) for one in lines(client)] == [
        (one["figure"], one["state"]) for one in numbers
    ]


def test_a_file_has_a_row_for_each_number_of_the_editions_and_no_other(client, granted):
    """Counted in what was stored, not in another file."""
    publish_what_is_due(by=SYSTEM, at=JANUARY)
    owed = 0
    for law in laws_of("totals"):
        spans = [[law["waited"]] if law["waited"] else []]
        spans += [term[part] for term in law["terms"] for part in meanings.MEASURED]
        owed += len(law["figures"]) + len(law["terms"]) * len(meanings.TERM)
        owed += sum(2 * max(1, len(span)) for span in spans)  # the middle and the longest
    for split in (one for law in laws_of("splits") for one in law["splits"]):
        rows, columns = len(split["rows"]), len(split["columns"])
        owed += rows * (columns + 1) + columns
    told = json.loads(page(client, "figures_json"))
    assert owed > 100
    assert len(lines(client)) == owed
    assert page(client, "figures_xlsx").count("<row>") == 1 + owed
    assert sum(len(one["figures"]) for one in told["editions"]) == owed


def laws_of(series):
    return json.loads(Edition.objects.get(series=series).content)["laws"]


def test_no_line_of_the_csv_is_a_formula(client, granted):
    publish_what_is_due(by=SYSTEM, at=JANUARY)
    assert lines(client)
    cells = [cell for line in lines(client) for cell in line.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_what_is_small_is_hidden_on_the_page_and_in_the_files(client, granted):
    measure = granted
    as_many(measure, 5, hold=5)
    as_many(measure, 4, hold=0, catalogue="pe21_legal_aid")
    publish_what_is_due(by=SYSTEM, at=JANUARY)
    said = plain(page(client))
    assert re.search("Nothing is shown of: .*Legal", said)
    assert "The whole country 5 5" in said
    hidden = {line["figure"]: line["value"] for line in lines(client) if line["state"] == "hidden"}
    assert hidden["measures_by_kind.pe21_legal_aid"] == ""


def test_what_rests_on_the_words_of_a_few_is_hidden_of_the_whole_country_too(client, granted):
    publish_what_is_due(by=SYSTEM, at=JANUARY)
    assert "of these, carried out according to the person: hidden." in plain(page(client))
    states = {line["figure"]: line["state"] for line in lines(client)}
    words = {"measures_verified", "waited.median", "waited.longest"}
    assert {states[one] for one in words} == {"hidden"}
    assert not [one for one in states if one.startswith("measures_by_")]


def test_what_was_never_split_is_said(client, published):
    said = plain(page(client))
    assert "Not published yet: it is made once, when a year is over." in said
    assert "these answers are encrypted, and this computer cannot count them" in said


def test_every_figure_that_is_counted_is_told(client, published):
    content = json.loads(published.content)["laws"][0]
    assert set(content["figures"]) == set(meanings.FIGURES)
    assert set(content["terms"][0]) == {"id", "statutory", *meanings.TERM, *meanings.MEASURED}


def test_another_law_tells_its_own_terms(client, settings, filed):
    settings.PROTOCOL = "xx-example"
    publish_first(by=SYSTEM, at=FRIDAY)
    said = plain(page(client))
    law = load_protocol("xx-example")
    owed = [term.id for term in law.terms.term if law.roles[term.owed_by].authority]
    assert [term for term in owed if law.text(f"terms.{term}", "en") not in said] == []
    assert "Requests received until Friday 13 November 2026: 0." in said
    assert "Requests received until Friday 13 November 2026: 1." in said


def test_nothing_on_the_page_leads_to_a_case(client, published, case, filed, ana):
    for name in ("figures", "figures_csv", "figures_xlsx", "figures_json"):
        said = page(client, name)
        for telling in (case, filed.folder.filing.proof_number, ana.member.code, ana.member.name):
            assert telling not in said
