"""Texts that say why an act is not possible."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.foundations.intake.leaked_classes import STOPS

REASONS: dict[str, Promise] = {
    **STOPS,
    "withdrew": _("The person has left the procedure."),
    "unknown_law": _("Choose one of the laws that are followed here."),
    "recipient_excluded": _(
        "The person said that this institution, one above it or one below it must not know."
    ),
    "followed_already": _("This is followed already: open it on the page of the case."),
    "asked_already": _("The person is asked already, or agrees."),
    "not_asked": _("The person was not asked about this, or took the answer back. Ask first."),
    "answered_herself": _(
        "The person said no on their own page. Only they can change that, there."
    ),
    "no_agreement": _(
        "The person did not agree to this, or not on that day. Without their yes nothing is done"
        " before an authority in their name."
    ),
    "moved_on": _("Somebody noted this meanwhile, or it can no longer be noted. Look at the list."),
    "ended": _("This is not followed any more. Nothing was changed."),
    "not_yet": _("That moment has not come yet. Write when it really happened."),
    "not_late_then": _("On that day the authority was not late yet with this."),
    "out_of_order": _(
        "By the law something else comes before this one. Look at the days of both, and correct the"
        " wrong one."
    ),
    "not_in_force": _("On that day this law was not in force, or its calendar does not reach it."),
    "others_rest_on_it": _("Other things that happened rest on this one. Set them aside first."),
    "not_filed": _("Nothing was filed there yet, so there is nothing to carry there."),
}


def why(reason: str) -> str:
    return str(REASONS.get(reason, _("This cannot be done now. Nothing was changed.")))
