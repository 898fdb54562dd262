"""Why something is not erased, or cannot be done, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from amparo.casework.admission.reasons import WHY as NOT_REACHED_SO
from amparo.foundations.erasing.scheduled import schedule

WHY: Mapping[str, Promise] = {
    **NOT_REACHED_SO,
    "held": _("Somebody put a hold on this file: a second person must lift it first."),
    "kept_silent": _(
        "A court keeps something of this file from the person until a day: what they have not been"
        " told would be erased before they learn of it."
    ),
    "told_lately": _(
        "The person was told only days ago what a court had kept from them: they are given time to"
        " read it."
    ),
    "demanded": _(
        "Somebody demanded this file. The schedule counts anew from that day; only the person's own"
        " request erases it sooner."
    ),
    "demanded_since": _(
        "Somebody demanded this file after it was decided: it is decided anew, knowing that."
    ),
    "not_told_yet": _(
        "Nobody has told the person yet that this file was demanded, or kept from being erased:"
        " they are told first."
    ),
    "waits_for_two": _(
        "Fewer than two of the team stand by the schedule now, or its file is another one: it goes"
        " on once two do, and ends if anybody stops it."
    ),
    "impeded": _("The person cannot be asked now, or has died."),
    "not_opened": _("Nobody has opened this request yet."),
    "not_closed": _("The case is still open: protection and terms come first. Close it, then."),
    "searched_for": _("Somebody is missing and searched for."),
    "told_still": _("An institution still owes something, and has what it was told."),
    "on_paper": _("Something that went on paper was not fetched back or destroyed yet."),
    "others_have_words": _(
        "Others of this case have words of their own: what they said and what protects them is"
        " theirs. Speak with each, and end their words first."
    ),
    "speaks_for_many": _(
        "This file is a collective's: its board decides by its own procedure that it be erased, and"
        " whoever hears from it notes the acta. What is one member's is left out by another way."
    ),
    "asked_already": _("This is being seen to already."),
    "another_hears": _("Whoever wrote the request down does not hear it confirmed too."),
    "another_decides": _("Whoever wrote it down, or heard the person, does not decide it too."),
    "another_lifts": _("Whoever put the hold does not lift it: a second person does."),
    "another_reads": _(
        "Whoever wrote it down does not read the order for it: a second person does."
    ),
    "not_heard": _("Nobody has heard by the safe way whether it is the person who asks."),
    "too_early": _("The days in which the person can take it back are not over."),
    "decided": _("It is decided already."),
    "nothing_open": _("There is nothing open to note here."),
    "held_back": _(
        "Something may have got out by your account, and a second person has not said yet what"
        " holds: until then this rests on others, not on you."
    ),
    "not_permitted": _("Your account may not do this."),
}
OTHERWISE: Promise = _("This cannot be done now. Nothing was changed.")


def why(code: str) -> Promise:
    return WHY.get(code, OTHERWISE)


def refusals_in_words() -> list[tuple[str, str]]:
    es = (get_language() or "").startswith("es")
    return [(one.id, one.es if es else one.en) for one in schedule().refusal]
