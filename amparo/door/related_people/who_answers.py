"""Who answered, or is to answer, beside her: in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amparo.door.wording import ANSWERS

FOR_YOU: dict[str, Promise] = {
    **ANSWERS,
    "agreed": _("Agreed for you by somebody to whom you gave words"),
    "refused": _("Refused for you by somebody to whom you gave words"),
    "discuss": _("Somebody to whom you gave words wants to talk about it"),
}


def answered(answer: str, how: str) -> Promise:
    """What was answered to a question that is put to her, and whether somebody spoke for her."""
    return (FOR_YOU if how == "for_her" else ANSWERS)[answer]


def named(name: str, child: str) -> str:
    """Who answers to a question beside her: of a child, that somebody answers for it."""
    return (
        gettext("%(name)s (whoever takes care of the child answers)") % {"name": name}
        if child
        else name
    )
