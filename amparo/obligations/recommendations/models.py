from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.crypto import public_key_sealing as boxes
from amparo.crypto import shared_key_sealing as envelopes
from amparo.crypto.keys import KeyPair
from amparo.foundations.accounts.models import GroupKey, Member
from amparo.foundations.institutions.models import Unit


class State(models.TextChoices):
    """How a recommendation stands on a day. It does not bind, so that it is never late."""

    REQUESTED = "requested", pgettext_lazy("recommendation", "Requested")
    ANSWERED = "answered", pgettext_lazy("recommendation", "Answered")
    UNANSWERED = "unanswered", pgettext_lazy("recommendation", "Did not answer")


def state_on(day: date, *, answer_by: date, answered: bool) -> State:
    if answered:
        return State.ANSWERED
    return State.REQUESTED if day <= answer_by else State.UNANSWERED


class Recommendation(models.Model):
    """What an oversight seat recommends to an institution. Its words are sealed under a key of
    their own, which the institution's unit key opens, and each member of the seat."""

    ref = models.CharField(max_length=24, unique=True)
    seat = models.ForeignKey(Unit, models.PROTECT, related_name="recommendations_made")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="recommendations")
    answer_by = models.DateField()
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)  # the first answer
    sealed = models.BinaryField()
    key_for_unit = models.BinaryField()
    key_number = models.PositiveIntegerField()  # of the unit's group key that opens it

    class Meta:
        indexes = (models.Index(fields=["unit", "answer_by"], name="recommended_to_a_unit"),)

    def __str__(self) -> str:
        return self.ref

    @property
    def context(self) -> str:
        return f"recommendation/{self.ref}"

    def seal_words(self, key: bytes, words: dict[str, str]) -> None:
        self.sealed = envelopes.seal_json(key, words, context=self.context)

    def words(self, key: bytes) -> dict[str, str]:
        return dict(envelopes.unseal_json(key, bytes(self.sealed), context=self.context))

    def give_key_to_unit(self, key: bytes, group: GroupKey) -> None:
        context = f"{self.context}/unit"
        self.key_for_unit = boxes.seal_to(bytes(group.public), key, context=context)
        self.key_number = group.number

    def key_of_unit(self, pair: KeyPair) -> bytes:
        context = f"{self.context}/unit"
        return boxes.open_with(pair.secret, bytes(self.key_for_unit), context=context)


class RecommendationReader(models.Model):
    """A member of the seat who reads it: its key, sealed to the member."""

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="readers")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["recommendation", "member"], name="one_reader_of_a_recommendation"
            ),
        )

    def __str__(self) -> str:
        return f"{self.recommendation} {self.member}"


class Answer(models.Model):
    """What the institution answers, sealed under the recommendation's key. The last one counts."""

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", pgettext_lazy("recommendation", "Accepted")
        REJECTED = "rejected", _("Not accepted, with reasons")
        DONE = "done", _("Done, with what was done")

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="answers")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    sealed = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["recommendation", "number"], name="answers_one_after_another"
            ),
        )

    def __str__(self) -> str:
        return f"{self.recommendation} {self.kind}"

    @property
    def context(self) -> str:
        return f"{self.recommendation.context}/answer/{self.number}"

    def seal_text(self, key: bytes, text: str) -> None:
        self.sealed = envelopes.seal(key, text.encode(), context=self.context)

    def text(self, key: bytes) -> str:
        return envelopes.unseal(key, bytes(self.sealed), context=self.context).decode()
