"""What of somebody may have got out, in classes: no more than this stands in the clear."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Leaked(models.TextChoices):
    WHO = "who", pgettext_lazy("leaked", "Who it is")
    CONTACT = "contact", pgettext_lazy("leaked", "How to reach somebody")
    PLACE = "place", pgettext_lazy("leaked", "Where somebody is, or goes")
    STORY = "story", pgettext_lazy("leaked", "What was told, and files")
    MEASURES = "measures", pgettext_lazy("leaked", "Which protection there is")
    OTHERS = "others", pgettext_lazy("leaked", "Family, witnesses, others of the case")
    EXISTENCE = "existence", pgettext_lazy("leaked", "That somebody asked for protection")
    NOT_KNOWN = "not_known", pgettext_lazy("leaked", "It is not known yet")
