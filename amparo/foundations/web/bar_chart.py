"""A small bar chart, drawn on the server. The page also gives the same numbers in words or in a
table beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

WIDE: Final = 340
"""Width of a telephone screen, so that its text is never scaled down there."""
LONGEST: Final = 280
ROW: Final = 44
LETTERS: Final = 44
"""Of a label, as many as fit on one line."""


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    said: str
    y: int
    width: int

    @property
    def drawn(self) -> str:
        """The label as far as it fits; the description has the whole."""
        fits = len(self.label) <= LETTERS
        return self.label if fits else f"{self.label[: LETTERS - 1].rstrip()}…"

    @property
    def label_y(self) -> int:
        return self.y - 6

    @property
    def said_x(self) -> int:
        return self.width + 8

    @property
    def said_y(self) -> int:
        return self.y + 12


def bars_of(counted: Iterable[tuple[str, float, str]]) -> list[Bar]:
    """Return the bars of `counted`: name, number, and number in words. Hidden numbers are left out
    by the caller."""
    rows = list(counted)
    most = max((number for _label, number, _said in rows), default=0) or 1
    return [
        Bar(
            label=label,
            said=said,
            y=20 + ROW * place,
            width=round(LONGEST * number / most),
        )
        for place, (label, number, said) in enumerate(rows)
    ]
