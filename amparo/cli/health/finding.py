"""What a look at a site found: a danger or an advice, and what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`danger`: somebody may be harmed, or something lost, while this stands."""

    says: str
    do: str
    danger: bool = True

    def __str__(self) -> str:
        return f"{'DANGER' if self.danger else 'Advice'}: {self.says} {self.do}"
