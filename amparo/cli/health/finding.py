"""A finding of a check of the site: a danger or an advice, and what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`danger`: while it stands, a person may be harmed or something lost."""

    says: str
    do: str
    danger: bool = True

    def __str__(self) -> str:
        return f"{'DANGER' if self.danger else 'Advice'}: {self.says} {self.do}"
