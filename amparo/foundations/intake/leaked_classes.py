"""Classes of data that may have leaked, which are all that is stored in plain text, and the reasons
why nothing is sent where something leaked."""

from collections.abc import Mapping

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LEAKED_THERE, NOT_BY_YOU = "leaked_there", "not_by_you"
STOPS: Mapping[str, Promise] = {
    LEAKED_THERE: _(
        "Information held by this institution leaked: nothing more goes there before somebody"
        " decides it, on the page of this case."
    ),
    NOT_BY_YOU: _("You work for that institution: somebody else of the team sends this."),
}
"""For every page that sends something."""


class Leaked(models.TextChoices):
    WHO = "who", pgettext_lazy("leaked", "Who it is")
    CONTACT = "contact", pgettext_lazy("leaked", "How to reach somebody")
    PLACE = "place", pgettext_lazy("leaked", "Where somebody is, or goes")
    STORY = "story", pgettext_lazy("leaked", "What was told, and files")
    MEASURES = "measures", pgettext_lazy("leaked", "Which protection there is")
    OTHERS = "others", pgettext_lazy("leaked", "Family, witnesses, others of the case")
    EXISTENCE = "existence", pgettext_lazy("leaked", "That somebody asked for protection")
    NOT_KNOWN = "not_known", pgettext_lazy("leaked", "It is not known yet")
