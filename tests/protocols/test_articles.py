"""`ARTICLES.md` of a protocol: what each article asks, and where it stands as data. The list names
what there is, and the data names nothing that is not listed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

import pytest

from amparo.law import known_protocols, load_protocol, protocol_folder
from amparo.law.unchecked_values import PARTS

LISTED = [one for one in known_protocols() if (protocol_folder(one) / "ARTICLES.md").is_file()]
ANNEX, DECREE = "## The annex", "## The decree"
LAST_LETTER = {
    "4.1": "f", "4.2": "e", "5": "h", "6": "f", "12.1": "h", "12.2": "g", "12.3": "c", "12.4": "c",
    "17": "d", "20": "c", "21": "b", "22": "f", "23": "e", "25": "c", "27": "d", "28": "h",
    "29": "c", "30": "c", "31": "k", "33": "b",
}  # fmt: skip
"""Of each article of the annex that has letters, in the longer of its two texts."""
WITHOUT_LETTERS = (
    "1 2 3.1 3.2 3.3 3.4 3.5 3.6 3.7 7 8 9 10 11 12.5 13 14 15 16 17 18 19 20 21 22 22-A 23 24 25"
    " 26 27 30 32 34 35 36 37 38"
)
FIRST_TO_LAST_PROVISION = {
    "first final": "primera disposición complementaria final",
    "second final": "segunda disposición complementaria final",
    "first transitory": "primera y segunda disposiciones complementarias transitorias",
    "second transitory": "primera y segunda disposiciones complementarias transitorias",
    "third transitory": "tercera disposición complementaria transitoria",
    "repealing": "disposición complementaria derogatoria",
}
AMOUNT = re.compile(r"(\d+) (business day|calendar day|hour)s?\b")
BOOKS = {
    "## The protocol": re.compile(r"RM 0159-2019-JUS, (.*)"),
    "## The law": re.compile(r"LPPDDHP, arts?\. (.*)"),
    "## Decree 4912 of 2011": re.compile(
        r"Decreto 4912 de 2011, arts?\. (.*?)(?:, modificado por .*)?$"
    ),
    "## Decree 1225 of 2012": re.compile(r"Decreto 1225 de 2012, arts?\. (.*)"),
    "## Decree 1066 of 2015": re.compile(r"Decreto 1066 de 2015, arts?\. (.*)"),
}
"""Each norm whose articles are listed whole, and how a source names one."""
WITHIN_AN_ARTICLE = re.compile(
    r"nums\. \d+(?:, \d+)*(?: (?:y|a) \d+)?|(?:num\.|par\.|tipo) \d+|[\d.]+x\b"
)
NUMBERS_OF_OTHER_THINGS = re.compile(
    r"\d+ de \w+ de \d{4}|(?<!^)DS \d+-\d+-[A-Z]+|(?:Ley|RM) \S+|Resolución \S+"
)
NAMED = re.compile(r"(\d+(?:\.\d+)?(?:-A)?)((?:(?:,| y)? [a-p]\b)*)")


class Article(NamedTuple):
    book: str
    number: str
    letter: str = ""

    @property
    def whole(self) -> tuple[str, str]:
        return self.book, self.number if self.book in BOOKS else self.number.split(".")[0]


@dataclass(frozen=True)
class Row:
    book: str
    name: str
    condition: str
    where: str

    @property
    def articles(self) -> list[Article]:
        if self.name in FIRST_TO_LAST_PROVISION:
            return [Article(self.book, self.name)]
        number, _, letters = self.name.partition(" ")
        return [Article(self.book, number, letter) for letter in _through(letters)]

    @property
    def keys(self) -> list[str]:
        return [] if self.where.startswith("not here: ") else re.findall(r"`([^`]+)`", self.where)


def _through(letters: str) -> list[str]:
    """`a-c` is each of the three; nothing is the article itself."""
    return [chr(one) for one in range(ord(letters[0]), ord(letters[-1]) + 1)] if letters else [""]


def rows_of(protocol: str) -> Iterator[Row]:
    text = (protocol_folder(protocol) / "ARTICLES.md").read_text(encoding="utf-8")
    book = ""
    for line in text.splitlines():
        if line.startswith("## "):
            book = line
        if line.startswith("| ") and not line.startswith("| article"):
            name, _who, _what, condition, where = map(str.strip, line.strip("|").split("|"))
            yield Row(book, name, condition, where)


def cited(source: str) -> set[Article]:
    """Every article of the decree and of its annex that a source names; other laws are left out."""
    found: set[Article] = set()
    book = ""
    for part in map(str.strip, source.split(";")):
        if not part.startswith("art"):
            book = ANNEX if "anexo" in part else DECREE if "DS 004-2021-JUS" in part else ""
        if book:
            found |= {Article(book, *one) for one in _numbers(part)}
            found |= {
                Article(DECREE, name)
                for name, words in FIRST_TO_LAST_PROVISION.items()
                if words in part
            }
        found |= set(_in_books(part))
    return found


def _in_books(part: str) -> Iterator[Article]:
    """Articles of the norms that are listed whole; `26 a 30` is each of the five."""
    for heading, pattern in BOOKS.items():
        for said in pattern.findall(part):
            rest = WITHIN_AN_ARTICLE.sub("", said)
            for first, last in re.findall(r"(\d+(?:\.\d+)*)(?: a (\d+))?", rest):
                through = range(int(first), int(last) + 1) if last else ()
                for number in through or (first,):
                    yield Article(heading, str(number))


def _numbers(part: str) -> Iterator[tuple[str, str]]:
    _, *after = re.split(r"\barts?\. ", NUMBERS_OF_OTHER_THINGS.sub("", part))
    for number, letters in chain.from_iterable(map(NAMED.findall, after)):
        yield from ((number, letter) for letter in re.findall(r"\b[a-p]\b", letters) or [""])


@cache
def sources_of(protocol: str) -> dict[str, set[str]]:
    """Each key as `table:id`, with every source that it or something below it names."""
    found: dict[str, set[str]] = {}
    for part in PARTS:
        for key, source in _sources(getattr(load_protocol(protocol), part), ""):
            found.setdefault(key, set()).add(source)
    return found


def _sources(thing: object, key: str) -> Iterator[tuple[str, str]]:
    if source := getattr(thing, "source", None):
        yield key, source
    for table, one in _below(thing):
        name = getattr(one, "id", None) or getattr(one, "channel", None)
        yield from _sources(one, f"{table}:{name}" if name else key or f"{table}:")


def _below(thing: Any) -> Iterator[tuple[str, object]]:
    for slot in fields(thing):
        below = getattr(thing, slot.name)
        for one in below if isinstance(below, tuple) else (below,):
            if is_dataclass(one):
                yield slot.name, one


def matching(protocol: str, key: str) -> list[str]:
    start = key.rstrip("*")
    return [
        one
        for one in sources_of(protocol)
        if one == key or (start != key and one.startswith(start))
    ]


def named_by(protocol: str, keys: list[str]) -> set[Article]:
    there = [one for key in keys for one in matching(protocol, key)]
    return {
        named for one in there for source in sources_of(protocol)[one] for named in cited(source)
    }


ROWS = [
    pytest.param(one, row, id=f"{one}{row.book}-{row.name}")
    for one in LISTED
    for row in rows_of(one)
]


def test_every_norm_of_a_country_that_exists_has_its_list():
    real = [one for one in known_protocols() if not load_protocol(one).procedure.fictional]
    assert sorted(LISTED) == sorted(real)


def test_every_article_of_the_decree_of_2021_has_its_one_row():
    expected = {Article(DECREE, str(one)) for one in range(1, 7)}
    expected |= {Article(DECREE, one) for one in FIRST_TO_LAST_PROVISION}
    expected |= {Article(ANNEX, one) for one in WITHOUT_LETTERS.split()}
    expected |= {
        Article(ANNEX, number, letter)
        for number, last in LAST_LETTER.items()
        for letter in _through(f"a-{last}")
    }
    listed = [article for row in rows_of("pe-2021") for article in row.articles]
    assert sorted(listed) == sorted(expected)


@pytest.mark.parametrize(("protocol", "row"), ROWS)
def test_each_row_names_keys_that_name_its_article_or_says_why_none(protocol: str, row: Row):
    assert row.keys or len(row.where) > len("not here: ")
    for key in row.keys:
        assert matching(protocol, key), key
        wholes = {one.whole for one in named_by(protocol, [key])}
        assert wholes & {one.whole for one in row.articles}, key
    if row.keys and row.articles[0].letter:
        assert set(row.articles) <= named_by(protocol, row.keys)


@pytest.mark.parametrize("protocol", LISTED)
def test_no_key_names_an_article_that_is_not_listed(protocol: str):
    listed = {one.whole for row in rows_of(protocol) for one in row.articles}
    named = {one.whole for one in named_by(protocol, ["*"])}
    assert named <= listed


@pytest.mark.parametrize(("protocol", "row"), ROWS)
def test_each_number_of_days_of_a_row_is_that_of_one_of_its_keys(protocol: str, row: Row):
    said = {(int(amount), unit.replace(" ", "_")) for amount, unit in AMOUNT.findall(row.condition)}
    assert said == set(_amounts(protocol, row))


def _amounts(protocol: str, row: Row) -> Iterator[tuple[int, str]]:
    """What the keys of a row count on the authority of its own article."""
    law = load_protocol(protocol)
    values = [
        one
        for rule in law.terms.term
        if f"term:{rule.id}" in row.keys
        for value in rule.value
        for one in (value, value.disputed_with)
    ]
    duties = [one for one in law.obligations.standing if f"standing:{one.id}" in row.keys]
    wholes = {one.whole for one in row.articles}
    for one in (*values, *duties):
        if one and one.amount and wholes & {named.whole for named in cited(one.source)}:
            yield one.amount, str(one.unit)
