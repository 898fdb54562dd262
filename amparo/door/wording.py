"""The text of codes, as the person reads it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.door.request import known_question_keys as known

# The questions of the urgent page under every protocol.
URGENT: dict[str, Promise] = {
    known.FACTS: _("What is happening?"),
    known.PLACE: _("Where, more or less?"),
    known.CONTACT: _("How can we reach you safely?"),
}

NOBODY_LEFT = _(
    "Everybody who receives requests belongs to those who must not know. Nothing was sent. Change"
    " that list, or turn elsewhere."
)

MEASURE_STATES: dict[str, tuple[str, Promise]] = {
    "proposed": ("waiting", _("Proposed")),
    "consented": ("open", _("You agreed to it")),
    "refused_by_beneficiary": ("quiet", _("You did not agree to it")),
    "granted": ("open", _("Granted")),
    "forwarded": ("open", _("The institution was told")),
    "accepted_by_entity": ("open", _("The institution acknowledged it")),
    "objected_by_entity": ("due", _("The institution reported an impediment")),
    "in_place": ("waiting", _("The institution says it is done")),
    "verified_by_beneficiary": ("done", _("Everybody whom it protects says that it arrived")),
    "ineffective": (
        "late",
        _("A protected person says that it did not arrive, stopped, or does not protect"),
    ),
    "lapsed": ("quiet", _("Its time is over")),
    "modified": ("open", _("Changed")),
    "suspended": ("late", _("Stopped for now")),
    "ceased": ("quiet", _("Ended")),
    "withdrawn_misuse": ("quiet", _("Ended")),
    "renounced": ("quiet", _("You gave it up")),
}
OWN_MEASURE_STATES: dict[str, tuple[str, Promise]] = {
    **MEASURE_STATES,
    "accepted_by_entity": ("open", _("Agreed with you: to be done")),
    "objected_by_entity": ("late", _("Not done yet")),
    "in_place": ("waiting", _("The team says it is done")),
    "lapsed": ("quiet", _("Ended")),
}
"""The same for what the organisation of this site does itself."""
# An institution was told to do it, so the person can say whether it arrived.
UNDER_WAY = {
    "forwarded",
    "accepted_by_entity",
    "objected_by_entity",
    "in_place",
    "verified_by_beneficiary",
    "ineffective",
    "modified",
    "suspended",
}
# Also those granted of which no institution was told yet; these cannot have arrived.
ON_ITS_WAY = UNDER_WAY | {"granted"}
NOT_YET = {"did_not_arrive"}

CONFIRMATIONS: dict[str, Promise] = {
    "arrived": pgettext_lazy("arrival", "It arrived"),
    "works": _("It protects me"),
    "not_enough": _("It began, but it does not protect me"),
    "stopped": pgettext_lazy("arrival", "It stopped"),
    "did_not_arrive": pgettext_lazy("arrival", "It did not arrive"),
}
OF_OTHERS: dict[str, Promise] = {
    **CONFIRMATIONS,
    "works": pgettext_lazy("arrival", "It works"),
    "not_enough": pgettext_lazy("arrival", "It began, but it does not protect"),
}
"""The same for another beneficiary."""

SAID: dict[str, tuple[str, Promise]] = {
    "arrived": ("verified_by_beneficiary", _("You said that it arrived")),
    "works": ("verified_by_beneficiary", _("You said that it protects you")),
    "not_enough": ("ineffective", _("You said that it began, but does not protect you")),
    "stopped": ("ineffective", _("You said that it stopped")),
    "did_not_arrive": ("ineffective", _("You said that it did not arrive")),
}
"""The state of a measure by the person's last word, in that word."""

PRESSED: dict[str, Promise] = {
    "agreed": _("I agree"),
    "refused": _("I do not agree"),
    "discuss": _("I want to talk about it"),
    "gives_up": _("Yes, I give it up"),
    "keeps": _("No, I keep it"),
    **CONFIRMATIONS,
}
"""The words of each button with which the person answers, to be repeated as they were pressed."""

ANSWERS: dict[str, Promise] = {
    "": _("You have not answered yet"),
    "agreed": _("You agreed"),
    "refused": _("You did not agree"),
    "discuss": _("You wanted to talk about it"),
}

ANSWERED_BY_ADULT: dict[str, Promise] = {
    "agreed": _("Agreed"),
    "refused": _("Did not agree"),
    "discuss": _("Wants to talk about it"),
}

PAPERS: dict[str, Promise] = {
    "request": _("Your request"),
    "urgent": _("Your urgent request"),
    "answer": _("What you added"),
    "message": _("Message"),
    "exclusions": _("Who must not know"),
    "acknowledgement": _("We have read your request"),
    "decision": _("The decision"),
    "decision_extract": _("The decision"),
    "recourse": _("Asking that it be decided again"),
    "change": _("A change of a measure"),
    "incident": _("What happened"),
    "otherwise": _("How you see the danger"),
    "otherwise_answered": _("An answer to your disagreement with the assessed risk"),
    "measure": _("A measure"),
    "question": _("A question for you"),
    "opinion": _("A question for you"),
    "context": _("A question for you"),
    "action": _("Immediate help"),
    "reason": _("Why something was decided without asking first"),
    "provisional": _("A provisional measure"),
    "follow_up": _("Follow-up"),
    "impediment_ended": _("You can be asked again"),
    "told_apart": _("A member of the team has a name like that of the presumed aggressor"),
    "correction_asked": _("What is missing in your request"),
    "correction_given": _("What you completed"),
    "correction_reason": _("Why you may be asked for more"),
    "archiving_advice": _("It was recommended to archive your request"),
    "complaint": _("A complaint about how the request is handled"),
    "ruling_on_complaint": _("What was ruled on your complaint"),
    "oral_answer": _("What you told us, as we wrote it down"),
    "withdrawal_answered": _("What was declared after you left the procedure"),
    "held": _("Asked here while you could not be asked, and not done"),
    "held_settled": _("What the team noted of something that was asked here"),
    "interpreter_wish": _("What you said about an interpreter"),
    "interpreter_wish_of": _("What you said about an interpreter for somebody else"),
    "outside_noted": _("What happened at the authority"),
    "journey": _("Your journey"),
    "notices": _("Where you want to be notified"),
    "referral_wish": _("You asked to be referred elsewhere"),
    "referral_given": _("Your referral reached its recipient"),
    "referral_reply": _("What the recipient of your referral says"),
    "referral_told": _("They were told to destroy what they have"),
    "referral_off": _("A referral does not go on"),
    "export_turned_down": _("A copy of your file was not allowed"),
    "export_off": _("A copy of your file does not leave"),
    "export_told": _("They were told to destroy their copy of your file"),
    "demand": _("Your file was demanded"),
    "external_measure": _("A measure ordered elsewhere"),
    "external_agreed": _("What was agreed on a measure ordered elsewhere"),
    "external_ended": _("A measure ordered elsewhere has ended"),
    "search_reason": _("Why the authority that searches was told without asking you"),
    "search_told": _("The authority that searches was told"),
    "promise": _("What was promised to you"),
    "promise_kept": _("What became of a promise to you"),
    "board": _("Who speaks for your collective here"),
    "board_ended": _("It was noted that somebody else speaks for your collective now"),
    "acta": _("Acta of your decision"),
    "passed_on": _("What an intermediary was told"),
    "leave_out": _("What a member wants left out"),
    "erasure_decided": _("What was decided on erasing what is kept of you"),
    "erasure_refused": _("Why it is kept"),
    "legal_hold": _("Something must be kept for now, and is not erased"),
    "legal_hold_lifted": _("Nothing must be kept for this any more"),
    "leak_told": _("Information of yours was leaked"),
    "leak_of_another": _("Information of yours was leaked"),
    "norm_changed": _("Another norm applies to your request: why, and what changes"),
}
PAPER: Promise = pgettext_lazy("letter", "Paper")

# A decision by its kind, in one sentence.
RESULTS: dict[str, Promise] = {
    "granted": _("Your measures are granted."),
    "partly": _("Some of your measures are granted, and some are not."),
    "denied": _("No measure is granted."),
    "not_admitted": _("Your request is not admitted."),
    "provisional": _("This is ordered now, until the decision."),
    "upheld": _("It was decided again, and you were right."),
    "upheld_partly": _("It was decided again, and you were right in part."),
    "not_upheld": _("It was decided again, and the decision stays as it was."),
    "waits": _("What was decided waits until it has been decided again."),
    "waits_not": _("What was decided does not wait until it has been decided again."),
    "strengthened": _("A measure of yours is strengthened."),
    "reduced": _("A measure of yours is reduced."),
    "suspended": _("A measure of yours stops for now."),
    "ceased": _("A measure of yours ends."),
    "misuse": _("A measure of yours is taken away because of how it was used."),
    "renounced": _("You gave a measure up."),
    "unchanged": _("A measure of yours stays as it is."),
}

# Style and text of a referral and of a measure ordered elsewhere.
REFERRALS: dict[str, tuple[str, Promise]] = {
    "printed": ("open", _("On its way to them")),
    "given": ("open", _("They have it, and have not answered yet")),
    "accepted": ("done", _("They take it on")),
    "refused": ("quiet", _("They do not take it on")),
    "no_answer": ("due", _("Nothing was heard")),
    "revoked": ("quiet", _("Taken back")),
}
# Style and text of a copy of parts of the case.
EXPORTS: dict[str, tuple[str, Promise]] = {
    "asked": ("waiting", _("Not allowed yet: nothing left")),
    "approved": ("due", _("Allowed, and not taken yet")),
    "taken": ("open", _("It left")),
    "turned_down": ("quiet", _("Not allowed: nothing left")),
    "called_off": ("quiet", _("Called off: nothing left")),
    "expired": ("quiet", _("Its time is over: nothing left")),
    "taken_back": ("quiet", _("No longer allowed")),
}
AGREEMENTS: dict[str, tuple[str, Promise]] = {
    "open": ("waiting", _("How it is done is still to be agreed with you")),
    "agreed": ("done", _("It is agreed with you")),
    "partly": ("due", _("It is agreed with you in part")),
    "not_agreed": ("late", _("You do not agree")),
    "ended": ("quiet", _("It has ended")),
}

# Why an interpreter was requested, by the source of the need.
WHY_AN_INTERPRETER: dict[str, Promise] = {
    "asked": _("You asked for an interpreter."),
    "language": _("You speak a language that this site does not."),
    "team": _("The team asked for an interpreter for you."),
}
# Style and text of the state of an interpreter.
INTERPRETERS: dict[str, tuple[str, Promise]] = {
    "waits": ("waiting", _("It waits for you")),
    "discuss": ("waiting", _("You wanted to talk about it")),
    "not_vetted": ("open", _("You agreed. The team still looks for ties to whoever you may fear")),
    "not_signed": ("open", _("You agreed. They have not signed yet that they tell nobody")),
    "ready": ("done", _("May interpret for you")),
    "refused": ("quiet", _("You did not agree")),
    "taken_back": ("quiet", _("You took it back")),
    "tied": ("late", _("Interprets nothing: the team found a tie to whoever you may fear")),
    "must_not_know": ("quiet", _("Interprets nothing: you said who must not know")),
    "left": ("quiet", _("Does not interpret here any more")),
}

# Outcomes of a referral, a measure ordered elsewhere and a promise, by code.
OUTCOMES: dict[str, Promise] = {
    "accepted": _("They take it on"),
    "refused": _("They do not take it on"),
    "no_answer": _("Nothing was heard"),
    "destroyed": _("They say that they have destroyed it"),
    "will": _("They say that they will destroy it"),
    "not_destroyed": _("They say that they will not destroy it"),
    "agreed": _("It is agreed with you"),
    "partly": _("It is agreed with you in part"),
    "not_agreed": _("You do not agree"),
    "kept": _("It was kept"),
    "not_kept": _("It was not kept"),
}

# Who acted at an authority that an organisation follows for the person.
DOERS: dict[str, Promise] = {
    "us": pgettext_lazy("outside", "This organisation"),
    "person": _("You"),
    "other": _("Somebody else for you"),
}

# What may have leaked, told to the person or a related person.
LEAKED: dict[str, Promise] = {
    "who": _("Who you are, or who somebody of your case is"),
    "contact": _("How to reach you, or somebody of your case: telephone, address, mail"),
    "place": _("Where you are or go, or where somebody of your case does"),
    "story": _("What you told, and your files"),
    "measures": _("Which protection you have"),
    "others": _("Your family, witnesses, others of your case"),
    "existence": _("That you asked for protection"),
    "not_known": _("It is not known yet"),
}

# Parts of a document for the person, in reading order.
PARTS: dict[str, Promise] = {
    "label": _("About"),
    "what": _("What it is"),
    "who": _("Who does it"),
    "name": _("What it is called"),
    "speaks": _("Who speaks for it"),
    "procedure": _("How it decides"),
    "leaked": _("What may have been leaked"),
    "route": _("The way"),
    "leaves": _("Leaves"),
    "arrives": _("Must have arrived"),
    "call": _("Whom to call"),
    "notify": _("Where to notify"),
    "text": _("What it says"),
    "may_do": _("What you can do"),
    "note": _("What it says"),
    "since": _("When"),
    "outcome": _("Result"),
    "ordered_by": _("Who ordered it"),
    "taken_by": _("Who received it there"),
    "demanded_by": _("Who demanded it"),
    "ground": _("On which ground"),
    "answered": _("What was answered"),
    "forbidden_by": _("Which court forbade to tell you until now"),
    "on": _("On which day"),
    "until": _("Until"),
    "number": _("The authority's number"),
    "beneficiaries": _("Whom it protects"),
    "measures": _("Measures"),
    "changed": _("Which measure"),
    "places": _("Places"),
    "duration": _("How long"),
    "reasons": _("Reasons"),
    "remedy": _("What you can do if you do not agree"),
    "reason": _("Reason"),
    "missing": _("What is missing"),
    "given": _("What you gave"),
    "cannot_ask": _("Why we could not ask you"),
    "cannot_wait": _("Why it could not wait"),
    "will_ask": _("How and when we ask you"),
    "when": _("When"),
    "why": _("Why"),
    "names": _("Persons who must not know"),
    "units": _("Institutions that must not know"),
}
