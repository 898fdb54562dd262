"""A station's key was renewed: what was handed on to it is sealed again."""

from collections.abc import Sequence
from contextlib import suppress

from amparo.casework.obligations.stations.models import HandedOn
from amparo.crypto.errors import Unsealable
from amparo.crypto.keys import KeyPair
from amparo.foundations.institutions.models import Unit


def held_by(unit: Unit) -> list[HandedOn]:
    """Return what a station holds, locked until the transaction ends."""
    rows = HandedOn.objects.select_for_update(of=("self",)).select_related("duty")
    return list(rows.filter(unit=unit).exclude(key_for_unit=b"").order_by("pk"))


def seal_to(rows: Sequence[HandedOn], pairs: Sequence[KeyPair], public: bytes) -> None:
    """Seal each to the renewed key, where one of the pairs opens it."""
    for row in rows:
        for pair in pairs:
            with suppress(Unsealable):
                row.give_key(row.key_of(pair), public)
                break
    HandedOn.objects.bulk_update(rows, ["key_for_unit"], batch_size=200)
