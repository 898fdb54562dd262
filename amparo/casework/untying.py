"""A tie that a member said by mistake, of the wrong case or the wrong person, ends by the word of
two who read the case: one who supervises says why, another who supervises or decides says so too.
Services and queries, by noun: ties.

All of it lies in the file, in words that look in a copy of the tables as any other of who must not
know. The record says that it was done and by whom, never of whom.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from amparo.casework.measures.states import Hindered, must, must_be_one_of_two
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.queries import names_of
from amparo.foundations.cases.events import TieEnded
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.conflicts_of_interest import DOUBTED, ENDED, FINDING, STANDS, Tie
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.exclusions import KEPT, tied_in
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.intake.models import Paper
from amparo.foundations.ledger.services import record

MISTAKEN = "tie_mistaken"
"""What the person reads under who looked."""
ANSWERS = frozenset({Permission.CASE_SUPERVISE, Permission.CASE_DECIDE})
"""Whoever may do one of these may be the second."""


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
    """Which sayings are meant: what she says once more after it was doubted is none of them."""


@dataclass(frozen=True, slots=True)
class Ties:
    """Of a case: who stands as tied, by code and name; what one doubts and no second has answered;
    and all that was said of it, oldest first."""

    standing: tuple[tuple[str, str], ...]
    doubted: Step | None
    steps: tuple[Step, ...]


def ties_of_case(open_case: OpenCase, *, seen_by: Actor) -> Ties:
    folder = open_case.folder
    papers = Paper.objects.filter(filing=folder.filing, kind=KEPT).order_by("pk")
    read: list[tuple[Paper, Mapping[str, Any]]] = [(one, folder.words(one)) for one in papers]
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


@transaction.atomic
def doubt_tie(open_case: OpenCase, member: str, *, words: str, by: Actor, at: datetime) -> None:
    """It was said by mistake, says one who supervises: nothing changes until another says so too.
    Raises Hindered, KeyChanged."""
    must(by, Permission.CASE_SUPERVISE)
    _must_be_seated(open_case)
    must_be_one_of_two(by)
    hold(open_case.folder)
    found = ties_of_case(open_case, seen_by=by)
    if found.doubted or member not in dict(found.standing):
        raise Hindered("nothing_open")
    said = [tie for tie in tied_in(open_case.folder) if tie[0] == member]
    _write(open_case, DOUBTED, member, said, words, by=by, at=at)


@transaction.atomic
def answer_doubt(
    open_case: OpenCase, ref: str, *, ended: bool, words: str, by: Actor, at: datetime
) -> None:
    """Another says so too, and it is ended: a seat may be given to her again, none comes back by
    itself; or somebody does not say so, whoever doubted it too, and it stands. What she says anew
    later counts, and so does what a linked case tells of another saying. Raises Hindered,
    KeyChanged."""
    if not any(by.may(one) for one in ANSWERS):
        raise Hindered("not_permitted")
    _must_be_seated(open_case)
    hold(open_case.folder)
    asked = ties_of_case(open_case, seen_by=by).doubted
    if asked is None or asked.ref != ref:
        raise Hindered("nothing_open")
    if ended:
        must_be_one_of_two(by)
        if asked.by == by.signature:
            raise Hindered("another_says")
    what = ENDED if ended else STANDS
    _write(open_case, what, asked.member, asked.said, words, by=by, at=at)
    if ended:
        role = "+".join(by.member.roles)
        record(TieEnded(about=open_case.code, role=role, reason=MISTAKEN), by=by, at=at)


def _must_be_seated(open_case: OpenCase) -> None:
    """Whoever has it for some hours looks at nothing that lasts."""
    if open_case.seat.ends_at:
        raise Hindered("not_permitted")


def _write(
    open_case: OpenCase,
    what: str,
    member: str,
    said: Iterable[Tie],
    words: str,
    *,
    by: Actor,
    at: datetime,
) -> None:
    finding = {"what": what, "member": member, "said": [one for _code, one in said if one]}
    body = {"units": [], "names": "", FINDING: finding, "text": words}
    write_paper(open_case.folder, kind=KEPT, body=body, by=by, at=at)


def _step(paper: Paper, body: Mapping[str, Any], names: Mapping[str, str]) -> Step:
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
