"""The law of a filing: its legal state, and the norm that applied on an earlier day."""

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
    """Return the legal state of these events now, with the terms that were late under earlier norms
    (`norms`). A case may outlast the calendar of its law: dates beyond it are unknown."""
    law = load_protocol(protocol)
    known = happened_of(law, happened, facts, norms)
    return case_state(law, known, at, calendar=settings.CALENDAR, open_ended=True)


def happened_of(
    law: Protocol, happened: dict[str, str], facts: dict[str, Any], norms: Passings = ()
) -> Happened:
    carried = tuple(map(_carried, norms[-1]["late"])) if norms else ()
    return Happened.from_plain({**happened, **facts}, law, carried)


def plain_of(carried: Carried) -> dict[str, Any]:
    """Return it as JSON values, which `happened_of` reads back."""
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
    """Return the first transition to another norm after that moment, or None."""
    left = (one for one in filing.norms if moment < datetime.fromisoformat(one["at"]))
    return next(left, None)


def norm_at(filing: Filing, moment: datetime) -> str:
    """Return the norm that applied to the case at that moment."""
    left = passing_after(filing, moment)
    return str(left["from"] if left else filing.protocol)


def law_at(filing: Filing, moment: datetime) -> Protocol:
    """Return the protocol of the norm that applied at that moment."""
    return load_protocol(norm_at(filing, moment))


def term_at(filing: Filing, term: str, moment: datetime) -> str:
    """Return the present name of a term that was named at that moment."""
    norm = norm_at(filing, moment)
    return term if norm == filing.protocol or norm_and_name(term)[0] else of_norm(norm, term)


def law_of(filing: Filing) -> Protocol:
    """Return the law in the text that was in force on the day that the case keeps."""
    law = load_protocol(filing.protocol)
    return law.as_of(fixed_at(filing).astimezone(law.zone).date())


def fixed_at(filing: Filing) -> datetime:
    """Return the moment whose text of the norm the case keeps: its filing, or its transition."""
    if not filing.norms:
        return filing.filed_at
    return datetime.fromisoformat(filing.norms[-1]["fixed_at"])
