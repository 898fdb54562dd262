"""What is asked of two records, and what can be answered."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Question(models.TextChoices):
    """Two decisions, never one: two records of one event may name different victims."""

    EVENT = "event", _("The same attack")
    VICTIM = "victim", _("The same victim")


class Answer(models.TextChoices):
    """What a member says of two records. `later` decides nothing; `undone` takes an earlier answer
    back."""

    SAME = "same", _("Same")
    DIFFERENT = "different", _("Not the same")
    LATER = "later", _("Later")
    UNDONE = "undone", _("Undone")


GIVEN = (Answer.SAME, Answer.DIFFERENT, Answer.LATER)
"""The answers that a page asks for."""
DECIDED = (Answer.SAME, Answer.DIFFERENT)
"""The answers after which a pair no longer waits."""
PERSON = "person"
"""The code of a victim who is one person; every other is a collective."""
EXTRA = "pip install 'amparo[statistics]'"
"""What installs the libraries that compare names."""
