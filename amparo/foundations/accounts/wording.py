"""Roles and reasons in words: the roles of a member, and why a member opened a file."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

WITHOUT_REASON = {
    "FileTaken": "took_file",
    "FileShown": "took_copy",
    "GlassKept": "kept_ready",
}
"""Acts on a file that are their own reason, by the name of their entry."""


def roles_in_words(codes: str) -> str:
    """Return the names of roles from the codes of the record ("analyst+reception")."""
    return _roles(codes, get_language() or "")


@lru_cache(maxsize=512)
def _roles(codes: str, language: str) -> str:  # noqa: ARG001 - words differ by language
    names = {
        "reception": _("Reception"),
        "analyst": _("Analyst"),
        "decision_maker": _("Decision maker"),
        "supervisor": _("Supervisor"),
        "institution_officer": _("Officer of an institution"),
        "overseer": _("Oversight from outside"),
        "monitor": _("Monitor, who documents attacks"),
    }
    return ", ".join(names.get(code, code) for code in codes.split("+") if code)


def why_she_looks() -> dict[str, str]:
    """Return the reasons to open a file with no task waiting for the member, by their code."""
    return {
        "person_called": _("The person called, or somebody for them"),
        "colleague_asked": _("A colleague on the case asked for help"),
        "takes_over": _("Takes the case over, or stands in"),
        "compares": _("Compares it with another case"),
        "other_task": _("Another task of the team"),
    }


def why_she_unfolds() -> dict[str, str]:
    """Return the reasons to open a folded part of a file, by their code."""
    return {
        "to_reach": _("To speak with the person, or with somebody of the case"),
        "danger_now": _("Somebody may be in danger now"),
        "to_weigh": _("To weigh the danger, or to plan or decide a measure"),
        "to_correct": _("To add or correct something"),
        "to_answer": _("The person asked about it, or complains"),
        "to_check": _("To see whether the work was done as it should be"),
    }


def field_in_words(field: str) -> str:
    """Return the name of a folded part of a file, from its code."""
    names = {
        "reach": _("How the person can be reached"),
        "place": _("Where exactly somebody is, or will be"),
        "others": _("Others of the case by name"),
        "traits": _("What the person said of themselves"),
        "messages": _("Messages between the person and the team"),
        "files": _("Photos, recordings and papers"),
    }
    return names.get(field, "")


def why_she_searches() -> dict[str, str]:
    """Return the reasons to look for a case by a name, by their code: a task of the member, or
    none."""
    reasons = why_she_looks()
    return {
        "own_task": _("A case that is in my hands"),
        "new_request": _("A new request: whether there is a case already"),
        **{code: reasons[code] for code in ("person_called", "colleague_asked", "other_task")},
    }


def why_she_takes() -> dict[str, str]:
    """Return the reasons for which a member takes a file without a second person, by their code:
    it stays with the team, or goes back to the person."""
    return {
        "to_read": _("To read, hear or see what is not shown here"),
        "to_look": _("Only to check whether it shows somebody who had their own data left out"),
        "to_work": _("To examine it for the team: it goes to nobody else"),
        "to_person": _("To give it to the person alone, who asked for it"),
    }


def called_itself(holder: str) -> str:
    """Return what a key not given by the members of the case claimed to be, from the code of the
    record."""
    names = {
        "person": _("The person's access phrase"),
        "seat": _("Access of a member"),
        "ready": _("Emergency access kept ready for a member"),
        "other": _("An access phrase of somebody else of the case"),
        "recovery": _("The keyholders' key"),
    }
    return names.get(holder, _("A key of the reception"))


def why_she_looked(event: str, facts: Mapping[str, Any]) -> str:
    """Return the code of the reason, from an entry of the record."""
    return str(facts.get("reason") or WITHOUT_REASON.get(event, ""))


def look_in_words(event: str, facts: Mapping[str, Any]) -> str:
    """Return the same in words; for a downloaded file also the purpose, and for an opened part
    which."""
    told = reason_in_words(why_she_looked(event, facts))
    if part := field_in_words(str(facts.get("field", ""))):
        return f"{part}. {told}"
    code = str(facts.get("what_for", ""))
    what_for = code and why_she_takes().get(code)
    return f"{told}. {what_for}" if what_for else told


def reason_in_words(code: str) -> str:
    """Return why a file was opened, from the code of the record."""
    return _reason(code, get_language() or "")


@lru_cache(maxsize=512)
def _reason(code: str, language: str) -> str:  # noqa: ARG001 - words differ by language
    reasons = {
        "holds": _("Has your case in hand"),
        "duty": _("Is on duty and works on the case"),
        "decides": _("Has to decide"),
        "supervises": _("Supervises how the case goes"),
        "received": _("Opened the request when it came in"),
        "words_first": _("Gave an access phrase"),
        "words_lost": _("Gave a new access phrase, because the other was lost"),
        "words_seen": _("Gave a new access phrase and ended all others"),
        "took_file": _("Downloaded a file as it was sent"),
        "took_copy": _("Downloaded a copy of a file without its traces"),
        "password_lost": _("Somebody of the team lost the password that opened it"),
        "member_gone": _("Nobody who could read it is here any more"),
        "person_asked": _("The person asked for it"),
        "court_order": _("A court ordered it"),
        "kept_ready": _("May open it for some hours if a life is in danger and nobody answers"),
        "life_in_danger": _("Opened it for some hours: a life was in danger and nobody answered"),
        "glass_needed": _("Looked at why it was opened for some hours: it was right"),
        "glass_not_needed": _("Looked at why it was opened for some hours: it was not right"),
        "tie_mistaken": _(
            "Found with a colleague that somebody of the team had said by mistake to have a tie to"
            " your case: that member may be given it again"
        ),
        **why_she_looks(),
        **why_she_unfolds(),
        "oversees": _("Watches how your case goes: you allowed it"),
        "owes": _("Has to carry out a measure for you"),
    }
    return reasons.get(code, _("Works on the case"))
