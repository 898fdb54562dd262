"""The closed list of public tables and their axes, read from `tables.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from amparo.observatory.catalogues.terms import TermList, terms

_FILE = Path(__file__).parent / "tables.toml"
UNKNOWN = "unknown"
COLLECTIVE = "collective"
OTHER = "other"
LISTS = {
    "department": TermList.DEPARTMENT,
    "kind": TermList.KIND,
    "perpetrator": TermList.PERPETRATOR,
    "legal_form": TermList.LEGAL_FORM,
    "gender": TermList.GENDER,
    "gender_group": TermList.GENDER,
    "office_level": TermList.OFFICE_LEVEL,
}
"""The list of codes that an axis shows."""
FINER = {
    "kind_group": "kind",
    "sdg": "kind",
    "region": "department",
    "half": "quarter",
    "gender_group": "gender",
}
"""The axis of which a coarser one is made."""


@dataclass(frozen=True, slots=True)
class PublicTable:
    """One table of the closed list."""

    id: str
    tries: tuple[tuple[str, str], ...]  # axis of the rows, axis of the columns; the finest first
    only_kind: str
    words: Mapping[str, str]

    @property
    def name(self) -> str:
        return self.words[_language()]

    @property
    def means(self) -> str:
        """The definition, in the language of the page."""
        return self.words[f"means_{_language()}"]


@cache
def public_tables() -> Mapping[str, PublicTable]:
    """Return the public tables by their ids, in the order of the file."""
    return {
        one: PublicTable(
            one,
            tuple((rows, columns) for rows, columns in said["tries"]),
            said.get("only_kind", ""),
            {key: said[key] for key in ("es", "en", "means_es", "means_en")},
        )
        for one, said in rules()["tables"].items()
    }


@cache
def rules() -> Mapping[str, Any]:
    """Return the whole file: filter, thresholds, groups, tables."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def finer_codes(axis: str, code: str) -> tuple[str, ...]:
    """Return the codes of the finer axis that one of a coarse axis is made of."""
    all_codes = [*terms(LISTS[FINER[axis]]), UNKNOWN, COLLECTIVE] if axis != "half" else _QUARTERS
    return tuple(one for one in all_codes if coarser(axis, one) == code)


@cache
def coarser(axis: str, code: str) -> str:
    """Return the code of a coarse axis for one of the finer; empty where it has none."""
    match axis:
        case "kind_group":
            groups = rules()["kind_groups"].items()
            return next((one for one, said in groups if code in said["kinds"]), "rest")
        case "sdg":
            found = terms(TermList.KIND).get(code)
            return found.sdg if found else ""
        case "region":
            regions = rules()["regions"].items()
            return next((one for one, said in regions if code in said["departments"]), UNKNOWN)
        case "half":
            return {"Q1": "H1", "Q2": "H1", "Q3": "H2", "Q4": "H2"}.get(code, UNKNOWN)
        case _:
            return code if code in {*rules()["gender_groups"]["own"], COLLECTIVE} else OTHER


def order_of(axis: str, codes: set[str]) -> list[str]:
    """Return the codes in the order of their list, what is not known last."""
    known = list(_codes(axis))
    place = {one: number for number, one in enumerate(known)}
    return sorted(codes, key=lambda one: (place.get(one, len(known)), one))


def label_of(axis: str, code: str) -> str:
    """Return the words of a code on this axis, in the language of the page."""
    common = {
        "": _("Not known"),
        UNKNOWN: _("Not known"),
        COLLECTIVE: _("Communities and organisations"),
    }
    if code in common:
        return common[code]
    if axis in _OWN:
        return str(rules()[_OWN[axis]][code][_language()])
    if axis == "gender_group" and code == OTHER:
        return _("Other, or not known")
    if axis in LISTS:
        return terms(LISTS[axis])[code].label
    words = _("Quarter %(number)s") if code.startswith("Q") else _("Half-year %(number)s")
    return words % {"number": code[1:]}


def axis_name(axis: str) -> str:
    """Return the heading of an axis."""
    return {
        "department": _("Department"),
        "region": _("Region"),
        "kind": _("Kind of attack"),
        "kind_group": _("Kind of attack"),
        "quarter": _("Quarter"),
        "half": _("Half-year"),
        "perpetrator": _("Presumed aggressor"),
        "legal_form": _("Presumed aggressor"),
        "gender": _("Gender"),
        "gender_group": _("Gender"),
        "office_level": _("Level of the authority"),
        "sdg": pgettext("indicator", "Category"),
    }[axis]


_OWN = {"kind_group": "kind_groups", "region": "regions", "sdg": "sdg"}
_QUARTERS = ["Q1", "Q2", "Q3", "Q4", UNKNOWN]


def _codes(axis: str) -> list[str]:
    if axis in LISTS:
        return [one for one in terms(LISTS[axis]) if one != UNKNOWN]
    if axis in _OWN:
        return list(rules()[_OWN[axis]])
    return ["Q1", "Q2", "Q3", "Q4", "H1", "H2"]


def _language() -> str:
    return "es" if (get_language() or "es").startswith("es") else "en"
