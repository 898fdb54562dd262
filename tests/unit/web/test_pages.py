"""What every page owes its reader, whatever stands on it."""

import re
from pathlib import Path

import pytest
from django import forms
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

import amparo
from tests.laid_out import laid_out

STATIC = Path(amparo.__file__).parent / "static"

pytestmark = pytest.mark.urls("tests.unit.web.addresses")

BASES = [
    "page.html",
    "door_page.html",
    "urgent_page.html",
    "desk_page.html",
    "portal_page.html",
    "site_page.html",
]
ERRORS = ["400", "403", "404", "413", "429", "500", "503"]
URGENT_LIMIT = 15 * 1024


class CallForHelp(forms.Form):
    happening = forms.CharField(
        label="What is happening?", help_text="A few words.", widget=forms.Textarea
    )
    where = forms.CharField(label="Roughly where?", help_text="A district or a river.")
    reach = forms.CharField(label="How do we reach you?", help_text="A telephone, a radio.")


def page(base, main="<h1>Hello</h1>", **context):
    source = (
        f'{{% extends "{base}" %}}{{% load web %}}{{% block main %}}{main}{{% endblock main %}}'
    )
    request = RequestFactory().get("/somewhere/")
    return engines["django"].from_string(source).render(context, request)


@pytest.mark.parametrize("base", [*BASES, "print.html"])
def test_a_page_says_its_language(base):
    with translation.override("en"):
        assert '<html lang="en" dir="ltr">' in page(base)


@pytest.mark.parametrize("base", BASES)
def test_a_page_has_one_main_part_and_a_way_straight_to_it(base):
    shown = page(base)
    assert shown.count("<main") == 1
    assert shown.index('href="#main"') < shown.index('<main id="main"')


@pytest.mark.parametrize("base", [*BASES, "print.html"])
def test_a_page_does_not_want_to_be_found_nor_says_where_one_was(base):
    shown = page(base)
    assert '<meta name="robots" content="noindex' in shown
    assert '<meta name="referrer" content="same-origin">' in shown


@pytest.mark.parametrize("base", ["door_page.html", "urgent_page.html", "print.html", "404.html"])
def test_a_way_out_is_on_every_page_of_the_door(base):
    assert '<a href="/exit/" rel="noreferrer">' in page(base)


@pytest.mark.parametrize(
    ("path", "first"), [("/desk/cases/x/", "/desk/"), ("/duties/x/", "/duties/"), ("/mine/x/", "/")]
)
@pytest.mark.parametrize("code", ERRORS)
def test_an_error_leads_back_to_where_one_works(path, first, code):
    shown = render_to_string(f"{code}.html", {}, RequestFactory().get(path))
    assert f'<a class="brand" href="{first}">' in shown
    assert f'<a class="button" href="{first}">' in shown


def test_the_desk_has_no_way_out_to_another_site():
    assert "/exit/" not in page("desk_page.html")


def test_the_other_language_is_a_link_that_stays_on_the_page():
    with translation.override("es"):
        shown = page("door_page.html")
    assert (
        '<a href="/language/en/?next=/somewhere/" hreflang="en" lang="en">English</a>'
        in laid_out(shown)
    )
    assert "/language/es/" not in shown


@pytest.mark.parametrize("base", [one for one in BASES if one != "site_page.html"])
@pytest.mark.urls("tests.unit.web.no_addresses")
def test_a_surface_stands_alone_where_the_door_is_elsewhere(base):
    assert "<h1>Hello</h1>" in page(base)


def test_only_the_desk_loads_a_script():
    assert [base for base in BASES if "<script" in page(base)] == ["desk_page.html"]


def test_the_urgent_page_is_small_with_everything_it_loads():
    shown = page(
        "urgent_page.html",
        '<h1>Help</h1><form method="post">{% for bound in form %}{% field bound %}{% endfor %}'
        '<button type="submit">Send</button></form>',
        form=CallForHelp(),
    )
    sheets = re.findall(r'<link rel="stylesheet" href="[^"]*?([\w.]+\.css)">', shown)
    assert sheets == ["door_urgent.css"]
    loaded = sum((STATIC / name).stat().st_size for name in sheets)
    # Half of the limit is left to the words that the page still needs.
    assert len(shown.encode()) + loaded < URGENT_LIMIT / 2 + 1024
    assert 'href="data:,"' in shown


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_page_needs_nothing_and_says_what_to_do(code):
    with translation.override("es"):
        shown = render_to_string(f"{code}.html")
    assert shown.count("<h1>") == 1
    assert len(re.search(r'<p class="lead">(.*?)</p>', shown, re.DOTALL)[1].strip()) > 40
    assert 'class="button" href="/"' in shown


def test_a_slip_looks_like_nothing():
    words = ["abeto", "calma", "nido"]
    shown = page("print.html", '{% include "components/slip.html" %}', words=words)
    assert re.findall(r"<li>(\w+)</li>", shown) == words
    assert "Amparo" not in shown
    assert "mark" not in shown
