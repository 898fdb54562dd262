"""What whoever decides must have before their eyes, and no term or gate says. Later stages say so
here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase

type Ask = Callable[..., "Sequence[Reminder]"]

_asked: list[Ask] = []


@dataclass(frozen=True, slots=True)
class Reminder:
    """`no_ground`: nothing may be refused for it, and whoever decides says so."""

    words: Promise
    no_ground: bool = False

    def __str__(self) -> str:
        return str(self.words)


def also_remind(ask: Ask) -> None:
    """Ask this stage before a case is decided: `ask(open_case, seen_by=)`."""
    if ask not in _asked:
        _asked.append(ask)


def before_deciding(open_case: OpenCase, *, seen_by: Actor) -> list[Reminder]:
    return [one for ask in _asked for one in ask(open_case, seen_by=seen_by)]
