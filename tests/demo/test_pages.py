"""A page is read as a browser without JavaScript would take it."""

import pytest

from amparo.cli.walk.browser import Unexpected, well
from amparo.cli.walk.page_reader import NotOnThePage, read_page

PAGE = """<!doctype html><html><head><title>No</title><script>var no = "no";</script></head><body>
<form method="post" action="/out/"><input type="hidden" name="csrfmiddlewaretoken" value="frame">
<button>Salir</button></form>
<main><h1>Una <b>página</b></h1>
<p>Vence el <time datetime="2026-11-26">jueves 26</time>.</p>
<details class="due"><summary><time datetime="2026-11-27">viernes 27</time></summary>
<p>art. 18 <time datetime="2026-11-24">martes 24</time></p></details>
<ol class="words"><li>uno</li><li>dos</li></ol><ol><li>no</li></ol>
<article><h2>Patrullaje</h2><form method="post" action="/mine/measures/A1/">
<input type="hidden" name="csrfmiddlewaretoken" value="token">
<button name="word" value="arrived">Llegó</button></form></article>
<form method="post" enctype="multipart/form-data">
<input type="hidden" name="csrfmiddlewaretoken" value="token"><svg><path d="M1 1"/></svg>
<label for="a">Nombre</label><input id="a" name="name" value="Ana &amp; Beto"><br>
<textarea name="text">
primera
segunda</textarea>
<input type="radio" id="y" name="go" value="yes"><label for="y">Sí, claro</label>
<input type="radio" id="n" name="go" value="no" checked><label for="n">No</label>
<input type="checkbox" name="some" value="1" checked><input type="checkbox" name="some" value="2">
<input type="checkbox" name="some" value="3" checked>
<select name="unit"><option value="x">Una</option><option value="y" selected>Otra</option></select>
<input name="off" value="x" disabled><input type="file" name="files"><button>Enviar</button></form>
<a href="/next/">Sigue</a><a href="/next/1/">Uno</a></main></body></html>"""


@pytest.fixture
def page():
    return read_page("/here/", 200, PAGE.encode(), "text/html; charset=utf-8")


def test_a_form_is_sent_as_it_stands_with_what_is_typed(page):
    form = page.form("name", "text")
    assert form.multipart
    assert form.filled({"name": "Carla", "unit": "x"}) == [
        ("csrfmiddlewaretoken", "token"),
        ("name", "Carla"),
        ("text", "primera\nsegunda"),
        ("go", "no"),
        ("some", "1"),
        ("some", "3"),
        ("unit", "x"),
    ]
    assert form.value("name") == "Ana & Beto"


def test_several_values_of_one_name_are_sent_one_by_one(page):
    sent = page.form("name").filled({"some": ["2", "3"]})
    assert [value for name, value in sent if name == "some"] == ["2", "3"]


def test_a_button_is_sent_only_when_it_is_pressed(page):
    form = page.form(action="/mine/measures/")
    assert form.filled({}) == [("csrfmiddlewaretoken", "token")]
    assert form.filled({"word": "arrived"})[-1] == ("word", "arrived")
    assert "Patrullaje" in form.around


def test_a_field_that_is_not_there_cannot_be_filled_in(page):
    with pytest.raises(NotOnThePage, match="off"):
        page.form("name").filled({"off": "y"})
    with pytest.raises(NotOnThePage, match="no form takes"):
        page.form("nowhere")


def test_the_frame_is_never_meant_where_a_form_is_not_named(page):
    assert page.form().action == "/mine/measures/A1/"
    assert page.form(action="/out/").value("csrfmiddlewaretoken") == "frame"


def test_a_choice_is_found_by_its_words(page):
    assert page.form("go").fields["go"].choice("claro") == "yes"
    assert page.form("unit").fields["unit"].choice("Otra") == "y"
    with pytest.raises(NotOnThePage, match="Quizás"):
        page.form("go").fields["go"].choice("Quizás")


def test_words_days_and_links_are_read(page):
    assert page.heading == "Una página"
    assert page.words == ["uno", "dos"]
    assert [day for day, _ in page.days] == ["2026-11-26", "2026-11-27", "2026-11-24"]
    assert [day for day, _ in page.dues] == ["2026-11-27"]
    assert "art. 18" in page.dues[0][1]
    assert page.link("/next/") == "/next/1/"
    assert page.links_to("/next/") == ["/next/", "/next/1/"]
    assert "var no" not in page.text
    with pytest.raises(NotOnThePage):
        page.link("/elsewhere/")


@pytest.mark.parametrize(
    "wrong",
    [
        '<p class="problem">Falta el nombre.</p>',
        '<div role="alert">Falta el nombre.</div>',
    ],
)
def test_a_page_with_something_to_put_right_is_not_taken_for_success(wrong):
    page = read_page("/x/", 200, f"<main>{wrong}</main>".encode(), "text/html")
    with pytest.raises(Unexpected, match="Falta el nombre"):
        well(page)


def test_an_error_is_not_taken_for_success():
    with pytest.raises(Unexpected, match="/x/: 404 No está"):
        well(read_page("/x/", 404, "<h1>No está</h1>".encode(), "text/html"))


def test_what_is_no_page_is_not_read_as_one():
    assert read_page("/x/", 200, b"\x89PNG <form>", "image/png").forms == []
