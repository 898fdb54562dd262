"""Names of Amparo's acts and lists, used where two laws are compared."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.law.measures import Binding, Branch, Consent, Level
from amparo.law.program_acts import Asked, Deed

type Said = str | Promise

ASKED: Final[Mapping[Asked, Said]] = {
    Asked.OPINION: _("An opinion before the decision"),
    Asked.CONTEXT: _("What it says of the danger, before a measure is changed"),
    Asked.COMPLAINT_RULING: _("A ruling on a complaint about delay"),
    Asked.CHANGE_NOTICE: _("Telling that a measure is changed or ends"),
}

DEEDS: Final[Mapping[Deed, Said]] = {
    Deed.ACKNOWLEDGE: _("Telling the person who is responsible for the request"),
    Deed.OFFER_HELP: _("Help that cannot wait"),
    Deed.LOOK_FIRST: _("First look at the request"),
    Deed.AGREE_TO_ASSESSMENT: _("Agreeing to be assessed"),
    Deed.PROPOSE_MEASURES: _("Proposing measures"),
    Deed.ASK_OPINION: _("Asking an institution for its opinion"),
    Deed.REPORT_RISK: _("Report of the risk"),
    Deed.ORDER_PROVISIONAL: _("Provisional measures"),
    Deed.DECIDE: _("Decision"),
    Deed.TURN_AWAY: _("Turning a request away"),
    Deed.FORWARD: _("Telling the institutions"),
    Deed.NOTIFY: _("Telling the person what was decided"),
    Deed.WITHDRAW: _("Leaving the procedure"),
    Deed.DECLARE_CONCLUDED: _("Concluding a procedure that was left"),
    Deed.ASK_CORRECTION: _("Asking for what a request lacks"),
    Deed.CORRECT: _("Giving what it lacked"),
    Deed.ADVISE_ARCHIVING: _("Advice to archive"),
    Deed.COMPLAIN: _("Complaint about delay"),
    Deed.CONTEST: _("Asking to decide again"),
    Deed.RULE_AGAIN: _("Deciding again"),
    Deed.STRENGTHEN_MEASURE: _("Giving more of a measure"),
    Deed.REDUCE_MEASURE: _("Reducing a measure"),
    Deed.SUSPEND_MEASURE: _("Suspending a measure"),
    Deed.END_MEASURE: _("Ending a measure"),
    Deed.TAKE_MEASURE_AWAY: _("Taking a measure away for its use"),
    Deed.END_RENOUNCED: _("Ending a measure that the person gives up"),
}

CONSENTS: Final[Mapping[Consent, Said]] = {
    Consent.PERSON: _("The person agrees"),
    Consent.EACH_ADULT: _("Each adult agrees"),
    Consent.TEXT_SEEN: _("The person agrees to the very words before they are made public"),
}

BRANCHES: Final[Mapping[Branch, Said]] = {
    Branch.EXECUTIVE: _("Executive branch"),
    Branch.LEGISLATIVE: _("Legislative branch"),
    Branch.JUDICIAL: _("Judicial branch"),
    Branch.AUTONOMOUS: _("Autonomous bodies"),
}

LEVELS: Final[Mapping[Level, Said]] = {
    Level.NATIONAL: _("national level"),
    Level.REGIONAL: _("regional level"),
    Level.LOCAL: _("local level"),
}

BINDINGS: Final[Mapping[Binding, Said]] = {
    Binding.BOUND: _("Bound"),
    Binding.SUPPORTS: _("Supports"),
    Binding.COORDINATION: _("Only coordinates"),
}
