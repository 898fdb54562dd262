"""The key of one attack, and what is sealed under it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from amparo.crypto import public_key_sealing as boxes
from amparo.crypto import shared_key_sealing as envelopes
from amparo.crypto.hashes_and_tokens import token
from amparo.crypto.keys import KeyPair
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.observatory.attacks.models import Attack
from amparo.observatory.attacks.texts import Text

GROUP = "documentation"
"""Kind of the group key of the documenting team."""


@dataclass(frozen=True, slots=True)
class OpenAttack:
    """An attack with its key unlocked, for one request."""

    attack: Attack
    key: bytes = field(repr=False)

    def seal(self, ref: str, text: Text) -> bytes:
        """Seal the text of a row. `ref`: of the row, or the attack's own code."""
        return envelopes.seal_json(self.key, text.as_json(), context=self._context(ref))

    def read[T: Text](self, ref: str, sealed: bytes | memoryview, kind: type[T]) -> T:
        """Return the text of a row. Raises Unsealable."""
        return kind.from_json(
            envelopes.unseal_json(self.key, bytes(sealed), context=self._context(ref))
        )

    def _context(self, ref: str) -> str:
        return f"attack/{self.attack.code}/{ref}"


def with_new_key(attack: Attack, *, public: bytes) -> OpenAttack:
    """Make the key of a new attack and seal it to the team; the caller saves the row."""
    key = token()
    attack.sealed_key = boxes.seal_to(public, key, context=_key_context(attack))
    attack.sealed_to = public
    return OpenAttack(attack, key)


def opened(attack: Attack, *, seen_by: Actor) -> OpenAttack:
    """Unlock an attack. Raises Refused for a member without the team's key."""
    pair = seen_by.group_pair(GROUP, public=bytes(attack.sealed_to))
    return OpenAttack(
        attack, boxes.open_with(pair.secret, bytes(attack.sealed_key), context=_key_context(attack))
    )


def opened_in_turn(attacks: Iterable[Attack], *, seen_by: Actor) -> Iterator[OpenAttack]:
    """Unlock many attacks, each key of the team once. Leaves out those that the member holds no key
    of."""
    pairs: dict[bytes, KeyPair | None] = {}
    for attack in attacks:
        public = bytes(attack.sealed_to)
        if public not in pairs:
            try:
                pairs[public] = seen_by.group_pair(GROUP, public=public)
            except Refused:
                pairs[public] = None
        if (pair := pairs[public]) is not None:
            sealed, context = bytes(attack.sealed_key), _key_context(attack)
            yield OpenAttack(attack, boxes.open_with(pair.secret, sealed, context=context))


def seal_key_anew(attack: Attack, older: KeyPair, public: bytes) -> None:
    """Seal the key of an attack to another key of the team; the caller saves the row."""
    context = _key_context(attack)
    key = boxes.open_with(older.secret, bytes(attack.sealed_key), context=context)
    attack.sealed_key = boxes.seal_to(public, key, context=context)
    attack.sealed_to = public


def _key_context(attack: Attack) -> str:
    return f"attack-key/{attack.code}"
