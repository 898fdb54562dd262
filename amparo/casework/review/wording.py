"""Why an act of this stage is hindered, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.casework.measures import wording

HINDERED: Mapping[str, Promise] = {
    "nothing_to_contest": _(
        "Nothing was stored: this decision was decided again already, or the person has left the"
        " procedure. Write to the person, or look at the case again."
    ),
    "not_permitted": _("The protocol gives this act to somebody else."),
    "no_recourse": _("Nobody contests this here."),
    "ruled_already": _("Somebody has ruled on it meanwhile. Nothing of yours was stored."),
    "result": _("Say whether the person is right."),
    "not_upheld_grants_nothing": _(
        "You say that the decision stays, and grant something. Choose that the person is right, in"
        " part at least, or leave each measure as it was decided."
    ),
    "upheld_changes_something": _(
        "You say that the person is right, and nothing changes. Say of at least one measure how it"
        " is granted."
    ),
    "takes_nothing_away": _("This decision takes no protection away: there is nothing to wait."),
}


def why(code: str) -> str:
    return str(HINDERED[code]) if code in HINDERED else wording.why(code)
