"""A filing in its law: what the law says of it, and which law that was on an earlier day."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.conf import settings

from amparo.foundations.intake.models import Filing
from amparo.law import CaseState, Happened, Protocol, case_state, load_protocol
from amparo.law.counting.units import Unit
from amparo.law.state.case import Carried
from amparo.law.transitory import norm_and_name, of_norm

type Passings = Sequence[Mapping[str, Any]]
MOMENTS = ("from_at", "due", "met_at")


def state_of(
    protocol: str,
    happened: dict[str, str],
    facts: dict[str, Any],
    *,
    at: datetime,
    norms: Passings = (),
) -> CaseState:
    """What the law says of these events at this moment, and what was late under `norms` that the
    case has left. A case outlives its law's calendar: dates beyond it are then unknown."""
    law = load_protocol(protocol)
    known = happened_of(law, happened, facts, norms)
    return case_state(law, known, at, calendar=settings.CALENDAR, open_ended=True)


def happened_of(
    law: Protocol, happened: dict[str, str], facts: dict[str, Any], norms: Passings = ()
) -> Happened:
    carried = tuple(map(_carried, norms[-1]["late"])) if norms else ()
    return Happened.from_plain({**happened, **facts}, law, carried)


def plain_of(carried: Carried) -> dict[str, Any]:
    """As a row can hold it; the reverse of what `happened_of` reads."""
    found = asdict(carried)
    return found | {name: found[name] and found[name].isoformat() for name in MOMENTS}


def _carried(plain: Mapping[str, Any]) -> Carried:
    moments = {name: _moment(plain[name]) for name in MOMENTS}
    return Carried(**{**plain, **moments, "unit": Unit(plain["unit"])})


def _moment(said: str | None) -> date | datetime | None:
    if not said:
        return None
    return datetime.fromisoformat(said) if "T" in said else date.fromisoformat(said)


def passing_after(filing: Filing, moment: datetime) -> Mapping[str, Any] | None:
    """The first passing to another norm since that moment."""
    left = (one for one in filing.norms if moment < datetime.fromisoformat(one["at"]))
    return next(left, None)


def norm_at(filing: Filing, moment: datetime) -> str:
    """The norm that the case was under at that moment."""
    left = passing_after(filing, moment)
    return str(left["from"] if left else filing.protocol)


def law_at(filing: Filing, moment: datetime) -> Protocol:
    """What began then goes on under the norm of that moment."""
    return load_protocol(norm_at(filing, moment))


def term_at(filing: Filing, term: str, moment: datetime) -> str:
    """What a term that was named at that moment is called now."""
    norm = norm_at(filing, moment)
    return term if norm == filing.protocol or norm_and_name(term)[0] else of_norm(norm, term)


def law_of(filing: Filing) -> Protocol:
    """The law as the text of the day that the case keeps knows it."""
    law = load_protocol(filing.protocol)
    return law.as_of(fixed_at(filing).astimezone(law.zone).date())


def fixed_at(filing: Filing) -> datetime:
    """The moment whose text of the norm the case keeps: of its filing, or of its coming over."""
    if not filing.norms:
        return filing.filed_at
    return datetime.fromisoformat(filing.norms[-1]["fixed_at"])
