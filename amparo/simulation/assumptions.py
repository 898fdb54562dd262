"""Default numbers: published ones with their source, the rest assumed."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from amparo.law.program_acts import Deed

FILE = Path(__file__).with_name("assumptions.toml")


class Assumed(NamedTuple):
    """A number and its published source; without a source it is an assumption."""

    amount: float
    source: str = ""


def assumed(name: str, *, protocol: str = "", does: Deed | None = None) -> Assumed:
    """Return the number by that name: the one of this law or of this act before the general one."""
    fitting = [
        one
        for one in _values()
        if one["id"] == name
        and one.get("protocol", protocol) == protocol
        and one.get("does", does) == does
    ]
    best = max(fitting, key=lambda one: ("protocol" in one) + ("does" in one))
    return Assumed(best["amount"], best.get("source", ""))


@cache
def _values() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(FILE.read_text(encoding="utf-8"))["value"])
