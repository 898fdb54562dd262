"""What was read, what leaves, and what is left out of an export, and why."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from amparo.observatory.exports.records import AttackRecord

COUNTED = ("attacks", "victims", "acts", "sources")
"""Rows that are compared with the register."""


@dataclass(slots=True)
class Tally:
    """Numbers of rows by kind. `agreed`: what the answers allow, before a format leaves out what it
    cannot hold. `left`: by kind and reason. `changed`: what was made coarser."""

    read: Counter[str] = field(default_factory=Counter)
    agreed: Counter[str] = field(default_factory=Counter)
    out: Counter[str] = field(default_factory=Counter)
    left: Counter[tuple[str, str]] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)

    def leave(self, kind: str, reason: str, number: int = 1) -> None:
        if number:
            self.left[kind, reason] += number

    def leave_whole(self, record: AttackRecord, reason: str) -> None:
        """Count an attack that a format cannot hold, with all that it holds."""
        for kind in COUNTED:
            self.leave(kind, reason, record.counts[kind])

    @property
    def left_by_reason(self) -> dict[str, dict[str, int]]:
        """Numbers by reason, then by kind."""
        reasons = dict.fromkeys(reason for _kind, reason in self.left)
        return {
            reason: {kind: self.left[kind, reason] for kind in COUNTED if self.left[kind, reason]}
            for reason in reasons
        }

    def left_of(self, kind: str) -> int:
        return sum(number for (of, _why), number in self.left.items() if of == kind)

    def agrees_with(self, stored: Mapping[str, int]) -> bool:
        """Return whether every row of the register was read, and each leaves or is counted as left
        out."""
        return all(
            self.read[kind] == stored[kind] == self.out[kind] + self.left_of(kind)
            for kind in COUNTED
        )
