"""Messages for refused acts, and how a case may have been touched by a leak, in words."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from amparo.casework.admission.spoken_messages.refusal_reasons import WHY as NOT_REACHED_SO
from amparo.foundations.intake.leaked_classes import Leaked
from amparo.law.leak_deadlines import known_leaks

WAY_LEAKED: Promise = _(
    "Something of this case got out, and it may be the very way to reach them: agree on a new one"
    " with them first."
)
HINDERED: Mapping[str, Promise] = {
    "nothing_open": _("This was done or decided a moment ago. Nothing was changed."),
    "not_permitted": _("This is for others of the team."),
    "codes": _(
        "One of these is no code of a case that you may see. Of a case of others, its own team or"
        " the operator notes it."
    ),
    "moment": _("This moment is still to come."),
    "day": _("Choose a day to come."),
    "cannot_be_asked": _(
        "The person cannot be asked now, and their page may be in other hands. Note that telling"
        " them is not safe, and when it is looked at again."
    ),
    "not_with_her": _(
        "The person cannot be asked now. Note that it cannot be agreed yet, and when it is looked"
        " at again."
    ),
    "second_person_first": _(
        "This needs a second confirmation: from another person who supervises, or from the"
        " operator; while nobody who supervises is free, from whoever decides on measures."
    ),
    "note_apart": _("Note apart whose account it may be, and which institution."),
    "noted_it": _("You noted it yourself: another says whether it stays. You may lift it."),
    "second_person": _("You asked for it yourself: another says whether it is so."),
    "must_not_know": _("They must not know: nobody tells them anything."),
    "why": _("Say why it is not told."),
    "no_page": _("They have no page of their own. Choose how they were told."),
    "no_way_agreed": _("Nobody has agreed with them yet on a safe way. Do that first."),
    "said_more": _(
        "They said something more on their page meanwhile, or it was agreed anew. Read what stands"
        " above, and note it again if it was agreed with them since."
    ),
    "another_goes": NOT_REACHED_SO["another_goes"],
    "way_may_have_leaked": WAY_LEAKED,
    "way_not_agreed": _("They did not agree to be reached by this way."),
    "said_nothing_now": _("They said on their page that nobody is to reach them now."),
    "said_not_this_way": _("They said on their page that nobody is to use this way."),
    "said_not_this_hour": _("They said on their page that this is not a safe hour."),
    "hour_not_agreed": _("It was not within the hours that are safe for them."),
}
OTHERWISE: Promise = _("This cannot be done now. Nothing was changed.")
HOW: Mapping[str, Promise] = {
    "named": _("The case was named"),
    "looked": _("That account opened it"),
    "took_file": _("A file was downloaded from it"),
    "worked": _("That account worked on it"),
    "could_open": _("That account could open it"),
    "had_seat": _("That account could open it before"),
    "owed": _("That account could read what its institution was sent of it"),
    "sent": _("Something of it was sent there"),
    "printed": _("Something of it was printed"),
    "copied": _("It was there when the copy was made"),
}


def why(code: str) -> str:
    return str(HINDERED.get(code, OTHERWISE))


def how_in_words(codes: str) -> list[str]:
    return [str(HOW[code]) for code in codes.split("+") if code in HOW]


def data_in_words(codes: Iterable[str]) -> list[str]:
    """Return the classes of data that may have leaked, in words."""
    return [str(Leaked(one).label) for one in codes if one in Leaked.values]


def notice_in_words(name: str) -> str:
    """Return the recipient that a norm orders to be told, in words."""
    found = known_leaks().notice_called(name)
    if found is None:
        return name
    return found.es if (get_language() or "").startswith("es") else found.en


def source_of(name: str) -> tuple[str, bool]:
    """Return the source in law of the notice, and whether that source was verified."""
    found = known_leaks().notice_called(name)
    return (found.source, found.checked) if found else ("", False)
