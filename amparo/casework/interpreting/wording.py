"""Texts that say why an act is not possible."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.foundations.consent.queries import TakenFor

WHY: dict[str, Promise] = {
    "must_not_know": _(
        "The person wrote that somebody of this name must not know: this one cannot interpret here."
    ),
    "aggressor": _(
        "Somebody of this name is said to be behind the danger: this one cannot interpret here."
    ),
    "excluded_unit": _(
        "This institution, or one above or below it, must not know: nobody of it interprets here."
    ),
    "refused_before": _(
        "One of this name was refused here: by the person, or because of a tie. The person may"
        " change their own no on their page."
    ),
    "ended": _("This interpreter was refused or has left: name another one."),
    "no_such": _("There is no such interpreter in this case."),
    "not_asked": _("The person is asked about this interpreter no more."),
    "unknown_question": _("The person is asked about this interpreter no more."),
    "answered_herself": _(
        "The person said no on their own page. Only they can change that, there or after being"
        " asked anew."
    ),
    "no_paper": _("The signed paper did not arrive whole. Add it again."),
    "done_already": _("Somebody noted this a moment ago. Nothing was changed."),
    "vetted": _("Nobody has looked yet whether ties lead to the presumed aggressor."),
    "signed": _("The promise to keep it confidential is not signed yet."),
    "agreed": _("Whoever it is for has not agreed to this interpreter yet."),
    "heard": _("The child has not been heard on this interpreter yet."),
    "of_another": _("This interpreter was put forward for somebody else of the case."),
    "not_needed": _("No interpreter is needed for this one."),
    "answered_alone": _(
        "They answered alone, with their own access phrase. Only they can change that to a yes."
    ),
    "died": _("Whoever would answer has died."),
    "whom_gone": _("There is nobody like that in this case."),
    "whom_died": _("Somebody who has died is asked nothing."),
    "whom_must_not_know": _(
        "Somebody who must not know, or who is said to be behind the danger, is never asked."
    ),
    "asked_gone": _("Whoever answers for the child is of this case no more. Name somebody else."),
    "asked_died": _("Whoever answers for the child has died. Name somebody else who answers."),
    "asked_must_not_know": _(
        "Whoever answers for the child must not know. Name somebody else who answers."
    ),
}


# Answers about an interpreter of a related person.
ANSWERED: dict[str, Promise] = {
    "": _("Not answered yet"),
    "agreed": _("Agreed to"),
    "refused": _("This one is not wanted"),
    "discuss": _("To be talked about first"),
}
# Names of notices to the person, by the kind of document.
NOTICES: dict[str, Promise] = {
    "message": _("Message"),
    "acknowledgement": _("Acknowledgement of the request"),
    "decision": _("Resolution"),
    "measure": _("Measure put to the person"),
    "opinion": _("Question whether an opinion may be asked for"),
    "context": _("Question whether an institution may be asked about the danger"),
    "action": _("Immediate action"),
    "change": _("Change of a measure"),
    "correction_asked": _("What is missing in the request"),
    "referral": _("Referral elsewhere"),
    "ruling_on_complaint": _("Ruling on a complaint about delay"),
}
NOTICE: Promise = _("Notice to the person")


def why(reason: str) -> str:
    return reason.why if isinstance(reason, TakenFor) else str(WHY[reason])
