from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.foundations.cases.models import Case


class Collective(models.Model):
    """A community, an organisation, a people or a territory as subject. Its name is in each board's
    own file; this table holds no names."""

    ref = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=40)  # of the protocol's list
    noted_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.ref


class Board(models.Model):
    """A body that speaks, or claims to speak, for a collective, by a filing with its own key and
    page. Two boards are two cases, and neither opens the other's."""

    ref = models.CharField(max_length=24, unique=True)
    collective = models.ForeignKey(Collective, models.PROTECT, related_name="boards")
    case = models.OneToOneField(Case, models.PROTECT, related_name="board")
    paper_ref = models.CharField(max_length=24)  # name, who speaks, how it decides
    joined_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.ref


class MeasureAskedOfBoards(models.Model):
    """A measure of one board's case that concerns all: each board is asked in its own file."""

    collective = models.ForeignKey(Collective, models.PROTECT, related_name="asked")
    measure = models.CharField(max_length=24, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="asked_of_all")
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.measure


class Intermediary(models.Model):
    """A federation or another organisation between a board and the team. It is told, on a page of
    its own and until a day, only what the board agreed to. Whether it may be told is a question of
    the board's consent, not a column."""

    class Scope(models.TextChoices):
        STAGE = (
            "stage",
            pgettext_lazy("intermediary", "Where the case stands, and what is due when"),
        )
        MEASURES = (
            "measures",
            pgettext_lazy("intermediary", "Which measures there are, and how each stands"),
        )
        MESSAGES = (
            "messages",
            pgettext_lazy("intermediary", "What the team and the collective tell each other"),
        )

    class Ended(models.TextChoices):
        BY_BOARD = "by_board", _("The collective took it back")
        TIME_OVER = "time_over", _("Its time is over")

    ref = models.CharField(max_length=24, unique=True)
    board = models.ForeignKey(Board, models.PROTECT, related_name="betweens")
    case = models.ForeignKey(Case, models.PROTECT, related_name="betweens")  # its own case
    scope = models.JSONField(default=list)
    until = models.DateField()
    paper_ref = models.CharField(max_length=24)
    proposed_at = models.DateTimeField()
    ended = models.CharField(max_length=10, choices=Ended.choices, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["board", "case"],
                condition=Q(ended_at__isnull=True),
                name="one_go_between_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return self.ref


class IntermediaryDocument(models.Model):
    """One document in an intermediary's own file, so that it can be deleted there without
    any key."""

    between = models.ForeignKey(Intermediary, models.PROTECT, related_name="passed")
    paper_ref = models.CharField(max_length=24)
    own_ref = models.CharField(max_length=24)  # the same words in the board's file
    passed_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.paper_ref
