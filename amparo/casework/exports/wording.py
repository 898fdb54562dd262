"""Texts that say why an act on an export is not possible, and the styles of its states."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.casework.exports.models import Export
from amparo.casework.referral.wording import HINDERED as AS_A_REFERRAL
from amparo.foundations.consent.queries import TakenFor

HINDERED: Mapping[str, Promise] = {
    **AS_A_REFERRAL,
    "no_question": _("The person is not asked about it any more: ask for it anew."),
    "unknown_question": _("This question is closed. Ask for it anew."),
    "not_herself": _(
        "A copy of the file leaves on the person's own word alone: what somebody else answered in"
        " their name, or a supervisor's reason, does not count here."
    ),
    "nothing_told": _("Choose at least one part that says something."),
    "left_out": _(
        "These words hold what a member of the collective had left out, or asks to have left out."
    ),
    "file_gone": _("This file is not here any more: it was erased."),
    "file_waits": _(
        "This file is waiting to be checked: somebody had their own data left out, and nobody"
        " has said yet whether it shows them. Until then it goes to nobody."
    ),
    "no_such_form": _("It cannot leave in this form."),
    "not_as_it_came": _(
        "The sealed file is gone, or was altered: it is not as it came. Nothing left. Tell whoever"
        " runs this service."
    ),
    "not_clean": _("No copy without its traces can be made of it. Nothing left."),
    "busy": _("Other files are being prepared just now. Nothing left: try again in half a minute."),
    "not_stated": _(
        "A statement can be given once the record of the day on which the file came was published:"
        " from the next day on."
    ),
    "letters_beside": _(
        "The name or the purpose holds letters that the file cannot write. Nothing left: call it"
        " off, and ask anew in other letters."
    ),
    "no_order": _("Only a court order recorded in this case can replace the person's agreement."),
    "order_nothing": _(
        "The answer to this order was that nothing is handed over, so nothing leaves on it. Where"
        " that has changed, note the order anew with the new answer."
    ),
    "order_to_come": _("The day of this order was still to come when it was noted. Note it anew."),
    "order_old": _(
        "This order is more than a year old, and nobody said why it still holds. Note it anew with"
        " that reason."
    ),
    "not_the_court": _(
        "On a court's order a copy goes to that court alone: write its name as the order is noted."
    ),
    "order_used": _(
        "One order opens one copy of what is written, and each file once: this was used, or waits"
        " already."
    ),
    "noted": _("You noted the court's order yourself: somebody else must allow it."),
    "own": _("You asked for it yourself: somebody else must read it and allow it."),
    "heard": _("You wrote the person's yes down yourself: somebody else must allow it."),
    "tied": _(
        "You work where it would go, are called like whoever receives it, or are under its orders:"
        " somebody else must do this."
    ),
    "lent": _("You have access to this case for some hours only: you cannot take copies."),
    "not_asker": _("Only whoever asked for it takes it."),
    "not_waiting": _("It does not wait for this any more: see how it stands."),
    "not_approved": _("A second person must allow it first."),
    "taken": _("It was taken already. There is one copy: for another one, ask anew."),
    "expired": _("Its time is over: nothing left. Ask for it anew."),
    "approver_gone": _(
        "Whoever allowed it has no access to this case any more, or not that role: call it"
        " off, and ask anew."
    ),
    "words": _(
        "This is not the passphrase shown on this page. Open the page again and write"
        " the new one down."
    ),
    "letters": _(
        "The text holds letters that the file cannot write. Nothing left: take it on paper instead."
    ),
    "not_taken": _("Nobody has it: nothing is to be destroyed."),
}
OTHERWISE: Promise = _("This cannot be done now. Nothing left, and nothing was changed.")
CHIPS: Mapping[str, str] = {
    Export.State.ASKED: "waiting",
    Export.State.APPROVED: "due",
    Export.State.TAKEN: "done",
    Export.State.TURNED_DOWN: "quiet",
    Export.State.CALLED_OFF: "quiet",
    Export.State.TAKEN_BACK: "late",
    Export.State.EXPIRED: "quiet",
}


def why(code: str) -> str:
    return code.why if isinstance(code, TakenFor) else str(HINDERED.get(code, OTHERWISE))
