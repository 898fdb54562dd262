"""Who of the team said of herself that she has a tie to a file, as the words say that were left in
it; and what two found since to have been said by mistake. All of it lies in words of one kind with
whoever else must not know: a copy of the tables does not tell them apart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from amparo.crypto import marks

DOUBTED, ENDED, STANDS = "doubted", "ended", "stands"
FINDING = "finding"
"""What such words say of a tie: who meant that it was said by mistake, and what became of it."""

type Tie = tuple[str, str]
"""A member's code, and by what this saying is known from another one."""


@dataclass(frozen=True, slots=True)
class End:
    """Of a member: which sayings were found to be mistaken."""

    member: str
    said: frozenset[str]


def saying(code: str) -> dict[str, Any]:
    """The words that a member leaves who says it of herself."""
    return {"units": [], "names": "", **told_of([(code, marks.new_code(groups=3))])}


def told_of(ties: Iterable[Tie]) -> dict[str, Any]:
    """The same of several, as a part of other words."""
    all_of = list(ties)
    return {"tied": list(dict.fromkeys(code for code, _said in all_of)), "said": list(all_of)}


def said_of_themselves(body: Mapping[str, Any]) -> list[str]:
    """Codes of members of the team who said that they have a tie to the case."""
    return [str(one) for one in body.get("tied") or []]


def without_ties(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same words, but for who said it of themselves."""
    return {name: value for name, value in body.items() if name not in {"tied", "said"}}


def ties_of(body: Mapping[str, Any]) -> list[Tie]:
    known = [(str(code), str(said)) for code, said in body.get("said") or []]
    return [one for one in known if one[0] in said_of_themselves(body)]


def ends_of(bodies: Iterable[Mapping[str, Any]]) -> list[End]:
    """What of it two have ended, in words of a file that is open."""
    found = (body[FINDING] for body in bodies if FINDING in body)
    return [
        End(str(one["member"]), frozenset(map(str, one["said"])))
        for one in found
        if one["what"] == ENDED
    ]


def stands(tie: Tie, ends: Iterable[End]) -> bool:
    """Whether two members have not ended it."""
    code, said = tie
    return all(said not in one.said for one in ends if one.member == code)


def without_ended(body: Mapping[str, Any], ends: Iterable[End]) -> Mapping[str, Any]:
    """The same words, but for ties that were ended."""
    all_ends = list(ends)
    if not all_ends or not said_of_themselves(body):
        return body
    left = [one for one in ties_of(body) if stands(one, all_ends)]
    return {**body, **told_of(left)}
