"""Acts that Amparo itself can do, under its own names. A protocol says which of its acts is
which."""

from enum import StrEnum


class Deed(StrEnum):
    """An act of a page. An act of a protocol names one (`does`), and no two the same."""

    ACKNOWLEDGE = "acknowledge"
    """Tell the person that the request was received and who has it in hand."""
    OFFER_HELP = "offer_help"
    """Offer help that cannot wait for a decision."""
    LOOK_FIRST = "look_first"
    """Say of each finding of the protocol whether it holds, and why: the track follows."""
    AGREE_TO_ASSESSMENT = "agree_to_assessment"
    """The person agrees to be assessed."""
    PROPOSE_MEASURES = "propose_measures"
    """Put a measure with one institution to the person."""
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
    """Done when the decision has reached the person."""
    WITHDRAW = "withdraw"
    """The person leaves the procedure."""
    DECLARE_CONCLUDED = "declare_concluded"
    """After the person has left: declare the procedure concluded, or go on of its own motion."""
    ASK_CORRECTION = "ask_correction"
    """Done when the person knows what the request lacks: all of it, and only once."""
    CORRECT = "correct"
    """Done when the person has given all that the request lacked."""
    ADVISE_ARCHIVING = "advise_archiving"
    """Recommend to archive what was not corrected. It closes nothing."""
    COMPLAIN = "complain"
    """The person complains that an authority let a term pass."""
    CONTEST = "contest"
    """The person asks that a resolution be decided again by the same authority."""
    RULE_AGAIN = "rule_again"
    """Rule on what the person asked to be decided again, with reasons."""
    STRENGTHEN_MEASURE = "strengthen_measure"
    """Give more of a measure that is granted, or give it again. Nothing has to be waited for."""
    REDUCE_MEASURE = "reduce_measure"
    SUSPEND_MEASURE = "suspend_measure"
    END_MEASURE = "end_measure"
    TAKE_MEASURE_AWAY = "take_measure_away"
    """End a measure for the use that was made of it."""
    END_RENOUNCED = "end_renounced"
    """End a measure that the person gives up."""


ONLY_BY_LAW = frozenset(
    {
        Deed.ORDER_PROVISIONAL,
        Deed.DECIDE,
        Deed.TURN_AWAY,
        Deed.DECLARE_CONCLUDED,
        Deed.ASK_CORRECTION,
        Deed.CORRECT,
        Deed.ADVISE_ARCHIVING,
        Deed.COMPLAIN,
        Deed.CONTEST,
        Deed.RULE_AGAIN,
        Deed.REDUCE_MEASURE,
        Deed.SUSPEND_MEASURE,
        Deed.END_MEASURE,
        Deed.TAKE_MEASURE_AWAY,
        Deed.END_RENOUNCED,
    }
)
"""Acts that may only be done where the protocol has them. The others are done without it too: they
are then the service's own, and nothing is noted in the law's clock."""


class Opening(StrEnum):
    """What opens a gate that no act of the protocol records (`opened_by`)."""

    CONSENT_TO_MEASURE = "consent_to_measure"
    """The person agrees to a measure, or a reason stands for consent while the person cannot be
    asked."""
    CONSENT_TO_OPINION = "consent_to_opinion"
    """The person agrees that an institution be asked for its opinion."""
    WORD_ON_CHANGE = "word_on_change"
    """The person gives an opinion on changing a measure. It holds for that change alone."""
    RISK_EXPLAINED = "risk_explained"
    """The person received in writing what giving a measure up may mean. For that change alone."""
    NOTED_FOR_CHANGE = "noted_for_change"
    """The team puts on record what it gathered about a change. For that change alone."""
    PROPOSED_FOR_CHANGE = "proposed_for_change"
    """The team puts the change to who decides, with what it gathered: no change is decided without
    that, so it is not noted separately."""
    CONTEXT_ANSWERED = "context_answered"
    """An institution that was asked says how strong the danger is now, or the team says with
    reasons that none did in its term. For that change alone."""
    THE_ACT = "the_act"
    """The very act that needs it, with the reasons that its page asks for."""
    NOTHING_GRANTED = "nothing_granted"
    """The decision grants no measure. Shut again by a ruling that grants one."""
    NOBODY_TO_NOTIFY = "nobody_to_notify"
    """The person has died, and a member says with reasons that no one is left who would receive the
    decision. Shut again where the death was a mistake."""
    RESTS_ON_MISSING = "rests_on_missing"
    """The resolution that turns a request away says that it rests on what the request lacks."""
    SUPERVISOR = "supervisor"
    """A supervisor says, with reasons, that this may be done."""


class Asked(StrEnum):
    """What an institution may be asked for besides a measure."""

    OPINION = "opinion"
    CONTEXT = "context"
    """How strong the danger is now, before a measure is changed."""
    COMPLAINT_RULING = "complaint_ruling"
    """A ruling on the person's complaint about delay, by the superior of the late authority."""
    CHANGE_NOTICE = "change_notice"
    """The notice of a resolution which changes or ends a measure, to the person and to those who
    carry it out."""
