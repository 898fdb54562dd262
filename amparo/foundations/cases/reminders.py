"""Reminders for the member who decides, beyond terms and gates. Later stages register theirs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase

type Ask = Callable[..., "Sequence[Reminder]"]

_asked: list[Ask] = []


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder. `no_ground`: it is not a reason to refuse, and the decision must say so."""

    words: Promise
    no_ground: bool = False

    def __str__(self) -> str:
        return str(self.words)


def also_remind(ask: Ask) -> None:
    """Register a function to call before a case is decided: `ask(open_case, seen_by=)`."""
    if ask not in _asked:
        _asked.append(ask)


def before_deciding(open_case: OpenCase, *, seen_by: Actor) -> list[Reminder]:
    return [one for ask in _asked for one in ask(open_case, seen_by=seen_by)]
