"""The law, read from data: pure functions of a protocol, past events, and a moment.

protocol = load_protocol(protocol_id)
state = case_state(protocol, Happened(events, facts), at)
"""

from amparo.law.admission import Known
from amparo.law.assessment import risk_matrix as risk
from amparo.law.assessment import risk_questionnaires as instruments
from amparo.law.counting.repeated_term import term_again
from amparo.law.counting.units import Unit
from amparo.law.errors import (
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
from amparo.law.explain.as_json import as_json
from amparo.law.explain.terms import Explanation, explain, say_warning
from amparo.law.loading.protocols import (
    known_protocols,
    load_folder,
    load_protocol,
    protocol_folder,
)
from amparo.law.procedure import Desk, Extension, FactKind, Phase
from amparo.law.program_acts import ONLY_BY_LAW, Asked, Deed, Opening
from amparo.law.protocol import Protocol
from amparo.law.review import Resolved
from amparo.law.state.case import (
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
from amparo.law.state.institution_terms import asked_term, extension_of
from amparo.law.state.legal_clock import case_state
from amparo.law.state.stage_and_next_acts import needs_of

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
    "case_state",
    "explain",
    "extension_of",
    "instruments",
    "known_protocols",
    "load_folder",
    "load_protocol",
    "needs_of",
    "protocol_folder",
    "risk",
    "say_warning",
    "term_again",
]
