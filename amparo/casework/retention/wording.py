"""Texts that say why something is not erased, or cannot be done."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from amparo.casework.admission.spoken_messages.refusal_reasons import WHY as NOT_REACHED_SO
from amparo.casework.retention.silence_orders import Silence
from amparo.foundations.erasure.retention_schedule import schedule

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
        "Fewer than two of the team support the retention schedule now, or the schedule has"
        " changed: the erasure goes on once two do, and ends if anybody stops it."
    ),
    "impeded": _("The person cannot be asked now, or has died."),
    "not_opened": _("Nobody has opened this request yet."),
    "not_closed": _("The case is still open: protection and terms come first. Close it, then."),
    "searched_for": _("Somebody is missing and searched for."),
    "told_still": _("An institution still owes something, and has what it was told."),
    "on_paper": _("Something that went on paper was not fetched back or destroyed yet."),
    "others_have_words": _(
        "Others of this case have an access phrase of their own: what they said and what"
        " protects them is theirs. Speak with each, and end their access first."
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
    "another_says": _(
        "You have said so already: another of this case says it too, or whoever wrote it down."
    ),
    "not_heard": _("Nobody has heard by the safe way whether it is the person who asks."),
    "too_early": _("The days in which the person can take it back are not over."),
    "decided": _("It is decided already."),
    "nothing_open": _("There is nothing open to note here."),
    "held_back": _(
        "Something may have leaked through your account, and a second person has not said yet"
        " whether it did: until then others do this, not you."
    ),
    "not_permitted": _("Your account may not do this."),
}
OTHERWISE: Promise = _("This cannot be done now. Nothing was changed.")


ALONE = _(
    "On the word of one member it is kept from the person for three days at most. Ask for"
    " the paper, not for what somebody says of it. If nobody has read it by then, the"
    " person reads everything."
)
BY_TWO = _(
    "Two of this case have read that the order forbids to tell the person. Ask for the paper,"
    " not for what somebody says of it. To lift it, two must also say that the order does not"
    " forbid it, or whoever recorded it alone. If they do not, it lasts until its last day,"
    " and no longer."
)
DOUBTED = _("One of you has already said that it does not.")
NOTED = _(
    "You wrote down that a court forbids to tell the person. You can take that back alone: they"
    " read it at once. That cannot be taken back."
)


def why(code: str) -> Promise:
    return WHY.get(code, OTHERWISE)


def refusals_in_words() -> list[tuple[str, str]]:
    es = (get_language() or "").startswith("es")
    return [(one.id, one.es if es else one.en) for one in schedule().refusal]


def why_of_silence(found: Silence, reader: str) -> list[Promise]:
    """What it means to say now what the order says, and how many members that takes."""
    if found.row.silence_said_by == reader:
        return [NOTED]
    if not found.by_two:
        return [ALONE]
    return [BY_TWO, DOUBTED] if found.doubted else [BY_TWO]
