"""The law, read from data: pure functions of a protocol, what happened, and a moment.

protocol = rules.load(protocol_id)
state = rules.state(protocol, rules.Happened(events, facts), at)
"""

from amparo.rules import instruments, risk
from amparo.rules.admission import Known
from amparo.rules.again import term_again
from amparo.rules.asking import asked_term, extension_of
from amparo.rules.case import (
    Act,
    CaseState,
    Dispute,
    Happened,
    HumanClock,
    Received,
    Term,
    TermState,
    Warned,
)
from amparo.rules.clock import state
from amparo.rules.deeds import ONLY_BY_LAW, Asked, Deed, Opening
from amparo.rules.explaining import Explanation, explain, say_warning
from amparo.rules.loading import known_protocols, load, load_folder, protocol_folder
from amparo.rules.plainly import as_json
from amparo.rules.procedure import Desk, Extension, FactKind, Phase
from amparo.rules.protocol import Protocol
from amparo.rules.refusals import (
    MistakenProtocol,
    NoSuchTerm,
    NotInForce,
    NotYet,
    OutOfOrder,
    OutsideCalendar,
    Refused,
    TooLateToExtend,
    Unanswered,
    UnknownCalendar,
    UnknownEvent,
    UnknownProtocol,
    WrongValue,
)
from amparo.rules.review import Resolved
from amparo.rules.steps import needs_of
from amparo.rules.units import Unit

__all__ = [
    "ONLY_BY_LAW",
    "Act",
    "Asked",
    "CaseState",
    "Deed",
    "Desk",
    "Dispute",
    "Explanation",
    "Extension",
    "FactKind",
    "Happened",
    "HumanClock",
    "Known",
    "MistakenProtocol",
    "NoSuchTerm",
    "NotInForce",
    "NotYet",
    "Opening",
    "OutOfOrder",
    "OutsideCalendar",
    "Phase",
    "Protocol",
    "Received",
    "Refused",
    "Resolved",
    "Term",
    "TermState",
    "TooLateToExtend",
    "Unanswered",
    "Unit",
    "UnknownCalendar",
    "UnknownEvent",
    "UnknownProtocol",
    "Warned",
    "WrongValue",
    "as_json",
    "asked_term",
    "explain",
    "extension_of",
    "instruments",
    "known_protocols",
    "load",
    "load_folder",
    "needs_of",
    "protocol_folder",
    "risk",
    "say_warning",
    "state",
    "term_again",
]
