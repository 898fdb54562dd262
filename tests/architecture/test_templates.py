"""Pages keep the promises of the policy that the browser is given: nothing inline, nobody else."""

import re
from html.parser import HTMLParser

import pytest
from django.template.base import Lexer, TokenType

from tests.architecture.source import PACKAGE, place, templates

INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style[\s>]", re.IGNORECASE),
    "a script without a file": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.IGNORECASE),
    "an on… attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "something loaded from elsewhere": re.compile(
        r"""<(?:script|link|img|iframe|source|audio|video|object|embed|form)\b[^>]*\b"""
        r"""(?:src|href|action|data)\s*=\s*["']?\s*(?:https?:)?//""",
        re.IGNORECASE,
    ),
    "unescaped words": re.compile(r"\|\s*safe\b|autoescape\s+off"),
}
ATTRIBUTES_READ_OUT = {"alt", "title", "placeholder", "aria-label", "aria-description"}
SAID_IN_EVERY_LANGUAGE = {"Amparo", "Español", "English", "es", "en"}
LINE = 120
WORD = re.compile(r"[^\W\d_]{2,}")
# Blocks that fill an attribute.
NAMES_OF_THINGS = re.compile(r"{% block (?:surface|home|kind) %}[\w /-]*{% endblock[^%]*%}")
COMMENT = re.compile(r"{#.*?#}|{% comment.*?{% endcomment %}", re.DOTALL)


def source(path):
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("what", INLINE)
def test_no_template_has(what):
    assert [place(path) for path in templates() if INLINE[what].search(source(path))] == []


def test_no_stylesheet_loads_from_elsewhere():
    away = re.compile(r"@import|url\(\s*['\"]?(?:https?:)?//", re.IGNORECASE)
    sheets = sorted(PACKAGE.rglob("static/**/*.css"))
    assert [place(path) for path in sheets if away.search(path.read_text(encoding="utf-8"))] == []


def test_every_form_that_changes_something_carries_its_token():
    forms = re.compile(r"<form\b[^>]*method\s*=\s*[\"']?post.*?</form>", re.IGNORECASE | re.DOTALL)
    without = [
        place(path)
        for path in templates()
        for form in forms.findall(source(path))
        if "csrf_token" not in form
    ]
    assert without == []


NOT_READ = {"script", "style", "code", "kbd"}


class Words(HTMLParser):
    """What a person would read or hear, as far as it stands in the template itself."""

    def __init__(self):
        super().__init__()
        self.said = []
        self.code = 0

    def handle_starttag(self, tag, attrs):
        self.code += tag in NOT_READ
        self.said += [value or "" for name, value in attrs if name in ATTRIBUTES_READ_OUT]

    def handle_endtag(self, tag):
        self.code -= tag in NOT_READ

    def handle_data(self, data):
        if not self.code:
            self.said.append(data)


def untranslated_words(text):
    """Words of a template that no translation reaches."""
    plain, inside = [], False
    for token in Lexer(NAMES_OF_THINGS.sub("", text)).tokenize():
        if token.token_type is TokenType.BLOCK:
            command = token.contents.split()[0]
            if command in {"blocktranslate", "blocktrans"}:
                inside = True
            elif command in {"endblocktranslate", "endblocktrans"}:
                inside = False
        elif token.token_type is TokenType.TEXT and not inside:
            plain.append(token.contents)
    reader = Words()
    reader.feed("".join(plain))
    return {word for part in reader.said for word in WORD.findall(part)} - SAID_IN_EVERY_LANGUAGE


def test_every_word_on_a_page_can_be_translated():
    bare = {place(path): sorted(untranslated_words(source(path))) for path in templates()}
    assert {name: words for name, words in bare.items() if words} == {}


def test_the_reader_of_words_finds_them():
    """A guard that finds nothing may be blind."""
    page = '<p title="Hola">{% translate "one" %} two {{ three }} <a href="/four">five</a></p>'
    assert untranslated_words(page) == {"Hola", "two", "five"}


def too_long(text):
    """The numbers of the lines with more characters than are read without scrolling."""
    return [at for at, line in enumerate(text.split("\n"), 1) if len(line) > LINE]


def test_lines_have_at_most_120_characters():
    long = [
        f"{place(path)}:{at}"
        for path in templates()
        for at in too_long(path.read_text(encoding="utf-8"))
    ]
    remedy = (
        "Break it where no browser shows a space; a long translate is a blocktranslate trimmed."
    )
    assert long == [], remedy


def test_the_reader_of_lines_finds_the_long_ones():
    """A guard that finds nothing may be blind."""
    assert too_long("á" * 120 + "\n" + "a" * 121 + "\n") == [2]
