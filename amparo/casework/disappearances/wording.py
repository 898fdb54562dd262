"""Texts that say why an act is not possible."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.foundations.consent.queries import TakenFor
from amparo.foundations.intake.leaked_classes import STOPS

HINDERED: Mapping[str, Promise] = {
    **STOPS,
    "missing_now": _(
        "This person is recorded as disappeared. If the person was found dead, choose “Found dead”:"
        " then the search ends with it."
    ),
    "not_missing": _("Nobody of this name is recorded as disappeared."),
    "the_persons_name": _(
        "The person at risk bears this name. If it is the person, choose that; if it is somebody"
        " else, put them down among the people of this case, and choose them here."
    ),
    "a_listed_name": _(
        "Somebody of this case bears this name: choose whom it befell. If it is another one, put"
        " them down among the people of this case, and choose them here."
    ),
    "not_of_the_case": _("Whom you chose is not of this case any more. Choose again."),
    "day": _("This day does not fit: not before what came first, nor in the future."),
    "moment": _("This moment is still to come."),
    "not_the_last": _("Something was recorded after it. Set that aside first."),
    "same_kind": _("It is recorded as this already."),
    "nothing_open": _("There is nothing open to note here."),
    "no_search": _("No search runs for this person now."),
    "no_question": _("Nobody is asked about this any more."),
    "told_already": _("It is on record already that they were told."),
    "cannot_be_asked": _("The person cannot be asked now: a supervisor may decide, with reasons."),
    "not_answered": _("Neither the person has agreed, nor has a supervisor decided."),
    "refused": _("The person did not agree."),
    "discuss": _("The person wants to talk about it first."),
    "all_sharing_withdrawn": _("The person took all sharing back."),
    "procedure_withdrawn": _("The person has left the procedure."),
    "recipient_excluded": _("The person said that these must not know."),
    "officer_named": _("Somebody who must not know works there."),
    "field_not_agreed": _("Something of this was not agreed to."),
    "not_a_supervisor": _("Only a supervisor with access to this case decides this."),
    "no_impediment": _("Nothing on record prevents the person from being asked, or they answered."),
    "answered_herself": _("The person answered this: nobody can change their answer."),
    "not_permitted": _("This is for others of the team."),
    "held_not_herself": _(
        "The person cannot be asked yet. Note first that they can, once you have reached them by a"
        " way that you knew before."
    ),
    "held_unknown_question": _("Somebody noted this a moment ago. Nothing was changed."),
    "held_nobody_left": _(
        "Nobody would be left who may read this case. Give somebody else access first."
    ),
    "applicant_excluded": _(
        "The person said that whoever is named so must not know. Nobody of that name is asked or"
        " told. If this is somebody else, write the full name."
    ),
}
HELD: dict[str, Promise] = {
    "kept_from": _("Who must not know, as it was asked on the page of the person"),
    "new_words": _("A new access phrase, as it was asked for on the page of the person"),
}
"""What may be asked on the person's page while it may be in other hands."""
OTHERWISE: Promise = _("This cannot be done now. Nothing was changed.")


def why(code: str) -> str:
    return code.why if isinstance(code, TakenFor) else str(HINDERED.get(code, OTHERWISE))
