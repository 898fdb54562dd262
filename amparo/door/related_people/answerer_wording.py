"""Text for answers given by representatives and by related persons."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amparo.door.wording import ANSWERS

FOR_YOU: dict[str, Promise] = {
    **ANSWERS,
    "agreed": _("Agreed for you by somebody to whom you gave access"),
    "refused": _("Refused for you by somebody to whom you gave access"),
    "discuss": _("Somebody to whom you gave access wants to talk about it"),
}


def answered(answer: str, how: str) -> Promise:
    """Return the answer to a question put to the person, and whether a representative gave it."""
    return (FOR_YOU if how == "for_her" else ANSWERS)[answer]


def named(name: str, child: str) -> str:
    """Return the name of a related person who is asked; for a child, with a note that the guardian
    answers."""
    return (
        gettext("%(name)s (whoever takes care of the child answers)") % {"name": name}
        if child
        else name
    )
