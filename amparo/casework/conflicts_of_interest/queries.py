"""Which members stand as tied to a case, and what was said of it.

All of it lies in the file, in words that look in a copy of the tables as any other of who must not
know.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.queries import names_of
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.conflicts_of_interest import DOUBTED, FINDING, Tie
from amparo.foundations.intake.exclusions import KEPT, tied_in
from amparo.foundations.intake.models import Document

ANSWERS = frozenset({Permission.CASE_SUPERVISE, Permission.CASE_DECIDE})
"""The second is a member who may do one of these."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was said of a tie. `what`: doubted, ended, stands."""

    ref: str
    what: str
    member: str
    name: str
    by: str
    author: str
    at: datetime
    text: str = field(repr=False)
    said: tuple[Tie, ...] = ()
    """Which declarations are meant: none that the member makes again after the doubt."""


@dataclass(frozen=True, slots=True)
class Ties:
    """Of a case: who stands as tied, by code and name; what one doubts and no second has answered;
    and all that was said of it, oldest first."""

    standing: tuple[tuple[str, str], ...]
    doubted: Step | None
    steps: tuple[Step, ...]


def ties_of_case(open_case: OpenCase, *, seen_by: Actor) -> Ties:
    folder = open_case.folder
    papers = Document.objects.filter(filing=folder.filing, kind=KEPT).order_by("pk")
    read: list[tuple[Document, Mapping[str, Any]]] = [(one, folder.words(one)) for one in papers]
    found = [(paper, body) for paper, body in read if FINDING in body]
    codes = dict.fromkeys(code for code, _said in tied_in(folder))
    meant = [f"member:{body[FINDING]['member']}" for _paper, body in found]
    authors = [paper.author for paper, _body in found]
    names = names_of([*(f"member:{one}" for one in codes), *meant, *authors], seen_by=seen_by)
    steps = tuple(_step(paper, body, names) for paper, body in found)
    return Ties(
        standing=tuple((code, names.get(f"member:{code}", code)) for code in codes),
        doubted=steps[-1] if steps and steps[-1].what == DOUBTED else None,
        steps=steps,
    )


def may_act(found: Ties, *, seen_by: Actor) -> bool:
    """Whether there is something to say, and the reader is one who may say it."""
    if found.doubted:
        return any(seen_by.may(one) for one in ANSWERS)
    return bool(found.standing) and seen_by.may(Permission.CASE_SUPERVISE)


def _step(paper: Document, body: Mapping[str, Any], names: Mapping[str, str]) -> Step:
    finding = body[FINDING]
    member = str(finding["member"])
    return Step(
        ref=paper.ref,
        what=str(finding["what"]),
        member=member,
        name=names.get(f"member:{member}", member),
        by=paper.author,
        author=names.get(paper.author, ""),
        at=paper.written_at,
        text=str(body.get("text", "")),
        said=tuple((member, str(one)) for one in finding["said"]),
    )
