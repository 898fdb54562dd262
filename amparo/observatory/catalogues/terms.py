"""The lists of codes for documenting attacks, read from `terms.toml`.

A record keeps the id of a term alone: another label changes no record. An id is never taken out of
a list and never used for something else.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from django.utils.translation import get_language

_FILE = Path(__file__).parent / "terms.toml"


class TermList(StrEnum):
    """The name of a list; the value is its table in the file."""

    KIND = "kinds"
    GENDERED_FORM = "gendered_forms"
    WORK_AREA = "work_areas"
    PERPETRATOR = "perpetrators"
    LEGAL_FORM = "legal_forms"
    INVOLVEMENT = "involvements"
    VERIFICATION = "verifications"
    SOURCE_KIND = "source_kinds"
    RELIABILITY = "reliabilities"
    GENDER = "genders"
    VICTIM_KIND = "victim_kinds"
    GROUP = "groups"
    OFFICE = "offices"
    OFFICE_LEVEL = "office_levels"
    MEDIUM = "media"
    RESPONSE_KIND = "response_kinds"
    RESPONSE_OUTCOME = "response_outcomes"
    DEFENCE_LINK = "defence_links"
    EVENT_LINK = "event_links"
    DEPARTMENT = "departments"


@dataclass(frozen=True, slots=True)
class Term:
    """One code with its labels, what it means, and the codes that others use for it."""

    id: str
    es: str
    en: str
    means_es: str = ""
    means_en: str = ""
    decree: tuple[str, ...] = ()  # article of the annex of DS 004-2021-JUS
    huridocs: tuple[str, ...] = ()  # list.code of the micro-thesauri
    escazu: tuple[str, ...] = ()  # article of the Escazú Agreement
    sdg: str = ""  # category of indicator 16.10.1

    @property
    def label(self) -> str:
        """The label in the language of the page."""
        return self.es if _in_spanish() else self.en

    @property
    def means(self) -> str:
        """What it means, in the language of the page; empty where the label says it."""
        return self.means_es if _in_spanish() else self.means_en


class UnknownCode(ValueError):
    """The code stands in no such list. Carries the list and the code."""

    def __init__(self, wanted: TermList, code: str) -> None:
        super().__init__(f"{wanted.value}: {code}")
        self.list, self.code = wanted, code


@cache
def terms(wanted: TermList) -> Mapping[str, Term]:
    """Return the terms of a list by their ids, in the order of the file."""
    table = _file()[wanted.value]
    return MappingProxyType({code: _term(code, row) for code, row in table.items()})


def term(wanted: TermList, code: str) -> Term:
    """Return one term. Raises UnknownCode."""
    try:
        return terms(wanted)[code]
    except KeyError as problem:
        raise UnknownCode(wanted, code) from problem


def label(wanted: TermList, code: str) -> str:
    """Return the label of a stored code in the language of the page; of no code, nothing."""
    return term(wanted, code).label if code else ""


def labels(wanted: TermList, codes: Iterable[str]) -> list[str]:
    return [label(wanted, code) for code in codes]


def choices(wanted: TermList) -> list[tuple[str, str]]:
    """Return the list as the choices of a field, in the language of the page."""
    return [(one.id, one.label) for one in terms(wanted).values()]


def version() -> str:
    """Return the version of the lists."""
    return str(_file()["version"])


@cache
def _file() -> dict[str, dict[str, dict[str, str | list[str]]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _term(code: str, row: Mapping[str, str | list[str]]) -> Term:
    return Term(id=code, **{key: _value(found) for key, found in row.items()})  # type: ignore[arg-type]


def _value(found: str | list[str]) -> str | tuple[str, ...]:
    return found if isinstance(found, str) else tuple(found)


def _in_spanish() -> bool:
    return (get_language() or "").startswith("es")
