"""Texts that say why an act is not possible, and labels of the forms."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.casework.admission.oral_answers import WHY_NOT_HEARD
from amparo.foundations.consent.queries import TakenFor

HINDERED: Mapping[str, Promise] = {
    "recipient_excluded": _(
        "The person said that this institution, one above it or one below it must not know. Choose"
        " another one, or talk to the person."
    ),
    "not_approved": _("The authority has not approved it, or returned it. Nothing was issued."),
    "not_withdrawn": _("The person has not left the procedure."),
    "already_declared": _("This was declared already. Nothing was changed."),
    "procedure_withdrawn": _("The person has left the procedure."),
    "decided": _("The decision is issued: the plan cannot be changed here any more."),
    "not_in_force": _("The law of this case does not provide for this measure."),
    "no_place": _(
        "Say roughly where. Whoever carries the measure out learns that, and the person reads the"
        " very words before answering."
    ),
    "field_not_needed": _("This measure does not need that fact: it may not be told."),
    "left_out": _(
        "These words hold what a member of the collective had left out, or asks to have left out:"
        " see the open tasks of this case. Write them without it."
    ),
    "not_asked": _("The person was not asked about this. Ask first."),
    "still_asked": _("The person is asked already, in the same words."),
    "reasons": _("Every reason must be given."),
    "not_granted": _("Only what is granted, and has not ended, can be given to somebody else."),
    "not_complete": _("Something is still missing: see what, beside each choice."),
    "consent": _(
        "A measure cannot be ordered without the person's agreement to it and to who does it, or a"
        " supervisor's reason in its place."
    ),
    "no_measure": _("Choose at least one measure."),
    "notified_already": _("Receipt of this decision is on record already."),
    "received_by": _("Say who received it: without it nothing is proven."),
    "nobody_to_tell": _("This one receives the decision no more: look at the page again."),
    "somebody_receives": _(
        "The case knows of somebody who receives this decision, or the person lives: note the"
        " receipt instead."
    ),
    "receiver_must_not_know": _(
        "Somebody of this name must not know, or is said to be behind the danger: nothing is"
        " handed to them."
    ),
    "proof": _("Attach the proof, or write where the signed record is."),
    "asked_for": _("This means counts only where the person asked for it expressly."),
    "received_at": _("It cannot have been received before it was issued, nor in the future."),
    "day": _(
        "This day does not fit what is on record: nothing is issued or received before what comes"
        " first in the procedure, nor in the future."
    ),
    "adult_died": _("One of them, or whoever answers for a child, has died."),
    "adult_must_not_know": _(
        "One of these is named among the persons who must not know. They are never asked: talk with"
        " the person."
    ),
    "nobody_to_hear": _("Nobody is heard here on this, or it was decided meanwhile."),
    "protects_nobody": _("Say whom it protects: the person, or at least one of the others."),
    "must_not_know": _("The person said that this member must not know."),
    "no_impediment": _("Nothing on record prevents the person from being asked, or they answered."),
    "answered_herself": _("The person has spoken on this: nobody's reason stands above that."),
    "guardian_must_not_know": _(
        "Whoever answers for this child must not know, or is said to be behind the danger. Name"
        " another guardian first."
    ),
    "in_doubt": _(
        "Somebody of this surname must not know, or is behind the danger. Say first whether it is"
        " the same person: until then no yes counts, and nothing is told."
    ),
    "no_doubt": _("This was said meanwhile. Look at the plan again."),
    "answered_alone": _(
        "This adult answered with an access phrase of their own: only there does it become a yes."
    ),
    **WHY_NOT_HEARD,
    "unknown_question": _("This question is closed. Look at the plan again."),
}
OTHERWISE: Promise = _("This cannot be done now. Nothing was changed.")
EMPTY: Promise = _("This must be said before a decision can be issued.")
DATES: Promise = _("A day between the decision and the end of the measure.")
DAYS: Promise = _("For how many days: a whole number, more than none.")

CHANGED: Promise = _(
    "The proposal changed, or the person answered, since you opened this page. Read it again."
)


def why(code: str) -> str:
    return code.why if isinstance(code, TakenFor) else str(HINDERED.get(code, OTHERWISE))
