from django.db import models

from amparo.casework.obligations.models import Obligation
from amparo.crypto import public_key_sealing as boxes
from amparo.crypto import shared_key_sealing as envelopes
from amparo.crypto.keys import KeyPair
from amparo.foundations.institutions.models import Unit


class HandedOn(models.Model):
    """An obligation that its unit handed on to a unit below it, a station. The unit owes it as
    before. One station at a time: the next takes this row over."""

    class State(models.TextChoices):
        THERE = "there"
        LIMITED = "limited"
        BACK = "back"

    duty = models.OneToOneField(Obligation, models.PROTECT, related_name="handed_on")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="handed_on")
    state = models.CharField(max_length=10, choices=State.choices, default=State.THERE)
    key_for_unit = models.BinaryField(blank=True)  # emptied when it is taken back
    limitation = models.BinaryField(blank=True)  # under the obligation's key
    reply = models.BinaryField(blank=True)  # why a limitation was given back
    at = models.DateTimeField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.duty_id} {self.unit_id}"

    @property
    def is_there(self) -> bool:
        return self.state != self.State.BACK

    @property
    def is_limited(self) -> bool:
        return self.state == self.State.LIMITED

    def give_key(self, key: bytes, public: bytes) -> None:
        self.key_for_unit = boxes.seal_to(public, key, context=self._context("key"))

    def key_of(self, pair: KeyPair) -> bytes:
        return boxes.open_with(pair.secret, bytes(self.key_for_unit), context=self._context("key"))

    def seal_words(self, name: str, key: bytes, text: str) -> None:
        setattr(self, name, envelopes.seal(key, text.encode(), context=self._context(name)))

    def words(self, name: str, key: bytes) -> str:
        sealed = bytes(getattr(self, name))
        if not sealed:
            return ""
        return envelopes.unseal(key, sealed, context=self._context(name)).decode()

    def _context(self, name: str) -> str:
        return f"duty/{self.duty.alias}/station/{name}"


def keep_nothing(duty: Obligation) -> None:
    """Erase what the station holds of an obligation; its unit stays in the row."""
    HandedOn.objects.filter(duty=duty).update(
        key_for_unit=b"", limitation=b"", reply=b"", state=HandedOn.State.BACK
    )
