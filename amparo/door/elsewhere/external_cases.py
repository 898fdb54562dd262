"""Authorities that an organisation follows for the person: what was done there, what is due and
when, worked out from the record alone by the law of that authority."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from amparo.door.my_case.dashboard_sections import Now, facts_of
from amparo.door.my_case.pending_questions import Decision, Words
from amparo.door.site_protocol import due_from, say
from amparo.door.wording import DOERS
from amparo.foundations.intake.procedure.defects import say_complained
from amparo.foundations.intake.procedure.law_of_filing import state_of
from amparo.foundations.ledger.models import Entry
from amparo.foundations.web.law.due_dates import Due
from amparo.foundations.web.law.wording import say_act, without_date
from amparo.law import CaseState, Deed, Protocol, Term, TermState, load_protocol

COMPLAINT = "complaint"
RUNS = {TermState.OPEN, TermState.LATE}


@dataclass(frozen=True, slots=True)
class Owed:
    """A term that runs there. `remedy`: what the law allows the person to do about a delay."""

    name: str
    due: Due
    late: bool
    complained: bool
    remedy: str


@dataclass(frozen=True, slots=True)
class Done:
    """An event there: the day, what, and by whom."""

    on: date
    what: str
    who: Words


@dataclass(frozen=True, slots=True)
class Followed:
    """One authority that is followed. `owed`: terms that this authority must keep; the next list
    has those that the person, or the organisation in their name, must keep."""

    authority: str
    ended: bool
    done: list[Done]
    owed: list[Owed]
    hers: list[Owed]
    unknown: str


def followed_of(
    decisions: Iterable[Decision], entries: list[Entry], *, at: datetime
) -> list[Followed]:
    """Return the authorities that the person was asked about, oldest first; empty on an authority's
    site."""
    opened = facts_of(entries, "OutsideOpened") if settings.ORGANISATION else []
    if not opened:
        return []
    names = {one.subject: one.recipient for one in decisions if one.kind == "outside"}
    aside = {facts["step"] for facts in facts_of(entries, "OutsideSetAside")}
    ended = {facts["record"] for facts in facts_of(entries, "OutsideEnded")}
    noted = [one for one in facts_of(entries, "OutsideNoted") if one["step"] not in aside]
    return [
        _followed(
            load_protocol(facts["protocol"]),
            names.get(facts["record"], ""),
            sorted(
                (one for one in noted if one["record"] == facts["record"]),
                key=lambda one: datetime.fromisoformat(one["happened_at"]),
            ),
            ended=facts["record"] in ended,
            at=at,
        )
        for facts in opened
    ]


def now_of(followed: Iterable[Followed]) -> Now | None:
    """Return the first line of the page: what is late, else what is due first; None where nothing
    is due."""
    owed = [(one, each) for one in followed if not one.ended for each in one.owed]
    if not owed:
        return None
    one, first = min(owed, key=lambda pair: (not pair[1].late, pair[1].due.day))
    late, comes = _("%(authority)s is late: %(what)s"), _("%(authority)s owes you: %(what)s")
    said = (late if first.late else comes) % {"authority": one.authority, "what": first.name}
    return Now(
        said, first.due, _("%(whose)s follows it for you.") % {"whose": settings.ORGANISATION}
    )


def _followed(
    law: Protocol, authority: str, steps: list[dict[str, Any]], *, ended: bool, at: datetime
) -> Followed:
    done = [
        Done(
            on=timezone.localtime(datetime.fromisoformat(one["happened_at"]), law.zone).date(),
            what=_name_of(law, one),
            who=authority if one["by_whom"] == "authority" else DOERS[one["by_whom"]],
        )
        for one in steps
    ]
    state = _standing(law, steps, at=at)
    if state is None or ended:
        return Followed(authority, ended, done, [], [], "")
    happened = {one["what"] for one in steps}
    running = [
        one
        for one in state.terms
        if one.starts_from in happened and one.met_at is None and one.state in RUNS
    ]
    complained = {one["term"] for one in steps if one["what"] == COMPLAINT}
    theirs = [one for one in running if law.roles[one.owed_by].authority]
    return Followed(
        authority=authority,
        ended=ended,
        done=done,
        owed=[each for one in theirs if (each := _owed(law, one, complained, at=at))],
        hers=[
            each
            for one in running
            if one not in theirs and (each := _owed(law, one, complained, at=at)) and not each.late
        ],
        unknown=without_date(law, state),
    )


def _standing(law: Protocol, steps: list[dict[str, Any]], *, at: datetime) -> CaseState | None:
    """Return the state as the organisation's pages compute it, from the same steps."""
    events = [one for one in steps if one["what"] != COMPLAINT]
    happened = {
        one["what"]: datetime.fromisoformat(one["happened_at"]).astimezone(law.zone).isoformat()
        for one in events
    }
    if not happened:
        return None
    facts: dict[str, Any] = {
        name: True for one in steps for name in one["found"].split("+") if name in law.facts
    }
    for one in events:
        fact = law.channels.get(one["what"], "")
        if fact and one["channel"] in law.facts[fact].values:
            facts.setdefault(fact, one["channel"])
    return state_of(law.id, happened, facts, at=at)


def _owed(law: Protocol, term: Term, complained: set[str], *, at: datetime) -> Owed | None:
    due = due_from(term, law, at=at)
    if due is None:
        return None
    late = term.state is TermState.LATE
    return Owed(
        name=say(law, f"terms.{term.term}"),
        due=due,
        late=late,
        complained=term.term in complained,
        remedy=say_act(law, Deed.COMPLAIN) if late and term.term not in complained else "",
    )


def _name_of(law: Protocol, step: dict[str, Any]) -> str:
    if step["what"] != COMPLAINT:
        return capfirst(say(law, f"events.{step['what']}"))
    return f"{say_act(law, Deed.COMPLAIN)}: {say_complained(law, step['term'])}"
