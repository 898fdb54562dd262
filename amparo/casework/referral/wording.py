"""Messages for refused acts, and names and chips of states."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from amparo.casework.admission.oral_answers import WHY_NOT_HEARD
from amparo.casework.admission.spoken_messages.refusal_reasons import WHY
from amparo.casework.referral.authority_demands import COPY, NOTHING
from amparo.casework.referral.models import ExternalMeasure, Referral, ReferralTask
from amparo.foundations.consent.queries import TakenFor
from amparo.foundations.intake.leaked_classes import STOPS
from amparo.law.recipients import known_recipients

ASKED_AS: Mapping[str, Promise] = {
    ReferralTask.Kind.ANSWER_WISH: _("The person asks to be referred elsewhere"),
    ReferralTask.Kind.JOURNEY: _("The person is going to travel"),
    ReferralTask.Kind.NOTICES: _("Where the person wants to be notified"),
}
ASKED_PARTS: Mapping[str, Promise] = {
    "route": _("The way"),
    "leaves": _("Leaves"),
    "arrives": _("Must have arrived"),
    "call": _("Whom to call"),
    "notify": _("Where to notify"),
    "text": _("What it says"),
}
"""The parts of such a message, in reading order."""
HANDED: Mapping[str, Promise] = {
    NOTHING: _("Nothing"),
    COPY: _("To this court alone, one copy of parts of the file, if two people allow it"),
}
HINDERED: Mapping[str, Promise] = {
    **WHY,
    **WHY_NOT_HEARD,
    **STOPS,
    "procedure_withdrawn": _("The person has left the procedure."),
    "recipient_excluded": _(
        "The person said that this recipient, or an institution above or below it, must not know."
    ),
    "no_question": _("The person is not asked about it any more: propose it anew."),
    "not_answered": _("The person has not answered yet."),
    "refused": _("The person did not agree."),
    "discuss": _("The person wants to talk about it first."),
    "all_sharing_withdrawn": _("The person took all sharing back."),
    "field_not_agreed": _("The person did not agree to one of these facts going there."),
    "no_acta": _(
        "The collective said yes, and the acta of that decision is not here yet: it counts with it."
    ),
    "left_out": _(
        "These words hold what a member of the collective had left out, or asks to have left out:"
        " see the open tasks of this case. Write them without it."
    ),
    "nothing_told": _(
        "Fill in at least one fact: without any, nobody there could help. The person reads the very"
        " words before answering."
    ),
    "asked_already": _(
        "The person is already asked about this recipient, or the recipient already has"
        " something. Call that off first, or wait."
    ),
    "revoked": _("It was taken back. Propose it anew if the person wants it again."),
    "not_taken_on": _("They do not take it on: nothing more goes there."),
    "officer_named": _("Somebody who must not know works there."),
    "not_given": _("It was not given to anybody yet."),
    "not_printed": _("Print the sheet first: only what the person agreed to stands on it."),
    "given_already": _("It is on record already that it was given."),
    "answered_herself": _(
        "The person answered no on their own page: that answer cannot be replaced."
    ),
    "unknown_question": _("This question is closed. Propose it anew."),
    "day": _("This day does not fit: not before what came first, nor in the future."),
    "ended": _("This measure has ended."),
    "impeded": _(
        "The person cannot be asked now: nothing is agreed with anybody else. Once they were heard,"
        " say first that they can be asked again."
    ),
    "nothing_open": _("There is nothing open to note here."),
    "another_reads": _("Whoever noted it is not who reads the order: somebody else does."),
    "another_says": _("You have said so already: another of you says it too, or whoever noted it."),
    "must_not_know": _("Whoever received it is named among those who must not know."),
    "say_first": _("Somebody said that you agreed to it: say first whether you did."),
    "another_looks": _(
        "Only somebody who supervises or decides, with permanent access to the case, who"
        " neither had it opened nor agreed to that, can review it."
    ),
}
OTHERWISE: Promise = _("This cannot be done now. Nothing was changed.")

CHIPS: Mapping[str, str] = {
    Referral.State.PROPOSED: "waiting",
    Referral.State.GIVEN: "open",
    Referral.State.ACCEPTED: "done",
    Referral.State.REFUSED: "late",
    Referral.State.NO_ANSWER: "due",
    Referral.State.REVOKED: "quiet",
}
AGREEMENT_CHIPS: Mapping[str, str] = {
    ExternalMeasure.Agreement.OPEN: "waiting",
    ExternalMeasure.Agreement.AGREED: "done",
    ExternalMeasure.Agreement.PARTLY: "due",
    ExternalMeasure.Agreement.NOT_AGREED: "late",
}


def why(code: str) -> str:
    return code.why if isinstance(code, TakenFor) else str(HINDERED.get(code, OTHERWISE))


def kind_in_words(code: str) -> str:
    """Return a kind of recipient in the reader's language; the code itself where the list does not
    have it."""
    found = known_recipients().kind_called(code)
    if found is None:
        return code
    return found.en if get_language() == "en" else found.es


def measure_in_words(code: str) -> str:
    """Return the kind of a measure that another body ordered, in words."""
    known = dict(ExternalMeasure.Kind.choices)
    return str(known.get(code, ""))


def kinds_in_words() -> list[tuple[str, str]]:
    return [(one.id, kind_in_words(one.id)) for one in known_recipients().kind]


def names_in_words() -> list[tuple[str, str]]:
    """Return names that public documents give, as suggestions: the name, and its label with the
    source."""
    english = get_language() == "en"
    found = []
    for one in known_recipients().recipient:
        name = one.en if english else one.es
        source = one.source if one.checked else f"{one.source}, {_('not checked')}"
        found.append((name, f"{name} ({source})"))
    return found
