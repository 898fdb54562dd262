"""Texts that say why an act on a consultation is not possible."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WHY: dict[str, str | Promise] = {
    "unknown_law": _("There is no such law here."),
    "no_reader": _(
        "Nobody has an account yet who could look at proposals and answer them: what is sent would"
        " stay closed for ever. Invite somebody whose role it is first."
    ),
    "closes_too_early": _("The last day lies before the first, or is over."),
    "consulted_already": _("This draft was put to everybody already: another text has another id."),
    "no_reason": _("Say for which reason something is left out."),
    "passage_not_found": _(
        "One of the passages stands neither in the proposal nor in an answer to it: copy it word by"
        " word."
    ),
    "changed_meanwhile": _(
        "Its author wrote it anew meanwhile. Nothing was stored: read the new text below; what you"
        " wrote is still here."
    ),
    "looked_meanwhile": _(
        "Somebody else looked meanwhile: what was found stands above. Nothing was stored; what you"
        " wrote is still here."
    ),
    "not_as_received": _(
        "What lies here is not what was received: somebody altered it in the database. Nothing is"
        " shown of it. Tell whoever runs this site."
    ),
    "withdrawn": _("Its author took it back meanwhile. Nothing was stored."),
    "closed_already": _("The consultation was closed meanwhile. Nothing was stored."),
    "not_looked_at": _("Look first whether it puts anybody in danger."),
    "answered_already": _(
        "Somebody answered it meanwhile: that answer stands. Yours is still here."
    ),
    "which_text": _("Say which text changes: what is accepted changes one."),
    "repeats": _(
        "It says again what was left out, or withheld, because it puts somebody in danger, and"
        " everybody would read it here: say it without that. Of a text that was withheld whole no"
        " name, no number and no four words in a row may stand here."
    ),
    "goes_on": _("Its last day is not over: until then everybody may take part."),
    "unanswered": _("Some proposals have no answer: answer them first, or say why they get none."),
}
CONFLICTS = {
    "changed_meanwhile",
    "looked_meanwhile",
    "withdrawn",
    "closed_already",
    "answered_already",
}
