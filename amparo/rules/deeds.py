"""What Amparo itself can do, by names of its own. A protocol says which of its acts is which."""

from enum import StrEnum


class Deed(StrEnum):
    """What a page does. An act of a protocol names one (`does`), and no two the same."""

    ACKNOWLEDGE = "acknowledge"
    """Tell her that her request is here and who has it in hand."""
    OFFER_HELP = "offer_help"
    """Offer help that cannot wait for a decision."""
    LOOK_FIRST = "look_first"
    """Say of each finding of the protocol whether it holds, and why: the track follows."""
    PROPOSE_MEASURES = "propose_measures"
    """Put a measure with one institution to her."""
    ASK_OPINION = "ask_opinion"
    """Ask an institution what it thinks of a measure first."""
    REPORT_RISK = "report_risk"
    """Give the decision maker the assessed risk with the measures that are proposed."""
    ORDER_PROVISIONAL = "order_provisional"
    """Order what cannot wait for the decision."""
    DECIDE = "decide"
    """Grant or deny each measure, with reasons."""
    TURN_AWAY = "turn_away"
    """Not admit a request, by a reasoned resolution."""
    FORWARD = "forward"
    """Done when everything that may go to an institution has gone."""
    NOTIFY = "notify"
    """Done when the decision has reached her."""
    WITHDRAW = "withdraw"
    """She leaves the procedure."""


ONLY_BY_LAW = frozenset({Deed.ORDER_PROVISIONAL, Deed.DECIDE, Deed.TURN_AWAY})
"""What nobody may do where the protocol has no such act. The others are done without it too: they
are then the service's own, and nothing is noted in the law's clock."""


class Opening(StrEnum):
    """What opens a gate that no act of the protocol records (`opened_by`)."""

    CONSENT_TO_MEASURE = "consent_to_measure"
    """She agrees to a measure, or a reason stands for her yes while she cannot be asked."""
    CONSENT_TO_OPINION = "consent_to_opinion"
    """She agrees that an institution be asked for its opinion."""
    THE_ACT = "the_act"
    """The very act that needs it, with the reasons that its page asks for."""


class Asked(StrEnum):
    """What an institution may be asked for besides a measure."""

    OPINION = "opinion"
