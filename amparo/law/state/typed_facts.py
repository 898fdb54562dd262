"""Events and facts of a case from words: `request=2024-06-24`. For commands and worked examples."""

import re
from collections.abc import Sequence
from datetime import datetime, tzinfo

from amparo.law.errors import NoMoment, Refused
from amparo.law.protocol import Protocol
from amparo.law.state.case import Happened, unknown_event

SPELLED_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?)?"
)
TRUTH = {"true": True, "false": False}


class Repeated(Refused):
    says = {
        "en": "{given} is there more than once; allowed: one value for each event and each fact.",
        "es": "{given} está más de una vez; se admite un solo valor por evento y por hecho.",
    }


def read_pairs(pairs: Sequence[str], protocol: Protocol) -> Happened:
    """Return the events and facts. Raises UnknownEvent, WrongValue or Repeated."""
    events: dict[str, datetime] = {}
    facts: dict[str, bool | str] = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if name in events or name in facts:
            raise Repeated(given=name)
        if sign and name in protocol.events:
            events[name] = read_moment(name, value, protocol.zone)
        elif sign and name in protocol.facts:
            facts[name] = TRUTH.get(value, value)
        else:
            raise unknown_event(pair, protocol)
    return Happened(events, facts)


def read_moment(name: str, value: str, zone: tzinfo) -> datetime:
    """Return a moment: a date is that whole day; a date-time without an offset is local."""
    try:
        moment = datetime.fromisoformat(value) if SPELLED_MOMENT.fullmatch(value) else None
    except ValueError:
        moment = None
    if moment is None:
        raise NoMoment(name=name, given=value)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
