"""Conflicts of interest that members declared in a case ("ties"), and findings by two members that
one was declared by mistake. They are stored in the same kind of document as other exclusions, so
that a copy of the tables does not tell them apart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from amparo.crypto import hashes_and_tokens as marks

DOUBTED, ENDED, STANDS = "doubted", "ended", "stands"
FINDING = "finding"
"""The part about a tie found mistaken: which member doubted it, and the result."""

type Tie = tuple[str, str]
"""A member's code, and the id of the declaration."""


@dataclass(frozen=True, slots=True)
class End:
    """Declarations of a member that were found mistaken."""

    member: str
    said: frozenset[str]


def saying(code: str) -> dict[str, Any]:
    """Return the body for a member's own declaration."""
    return {"units": [], "names": "", **told_of([(code, marks.new_code(groups=3))])}


def told_of(ties: Iterable[Tie]) -> dict[str, Any]:
    """Return several declarations as a part of another body."""
    all_of = list(ties)
    return {"tied": list(dict.fromkeys(code for code, _said in all_of)), "said": list(all_of)}


def said_of_themselves(body: Mapping[str, Any]) -> list[str]:
    """Return the codes of members who declared a conflict of interest in this body."""
    return [str(one) for one in body.get("tied") or []]


def without_ties(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the body without declarations."""
    return {name: value for name, value in body.items() if name not in {"tied", "said"}}


def ties_of(body: Mapping[str, Any]) -> list[Tie]:
    known = [(str(code), str(said)) for code, said in body.get("said") or []]
    return [one for one in known if one[0] in said_of_themselves(body)]


def ends_of(bodies: Iterable[Mapping[str, Any]]) -> list[End]:
    """Return the declarations ended by two members, from the documents of an open case."""
    found = (body[FINDING] for body in bodies if FINDING in body)
    return [
        End(str(one["member"]), frozenset(map(str, one["said"])))
        for one in found
        if one["what"] == ENDED
    ]


def stands(tie: Tie, ends: Iterable[End]) -> bool:
    """Return whether the declaration was not ended."""
    code, said = tie
    return all(said not in one.said for one in ends if one.member == code)


def without_ended(body: Mapping[str, Any], ends: Iterable[End]) -> Mapping[str, Any]:
    """Return the body without ended declarations."""
    all_ends = list(ends)
    if not all_ends or not said_of_themselves(body):
        return body
    left = [one for one in ties_of(body) if stands(one, all_ends)]
    return {**body, **told_of(left)}
