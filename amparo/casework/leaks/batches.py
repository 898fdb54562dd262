"""What touches many cases is done in batches, each a transaction of its own: nobody else writes on
the record meanwhile. Whatever ends it, the next call goes on."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.db.models import QuerySet

from amparo.foundations.each import each_by_itself

BATCH = 50
"""So many cases in one transaction."""

type Do = Callable[[Sequence[int]], int]


def done_in_batches(
    left: QuerySet[Any], do: Do, problems: list[Exception], *, most: int = 0
) -> int:
    """`do` takes numbers of what is left. Where it raises nothing of that batch is kept, and each
    is done by itself; what is raised even so is added to `problems`. `most`: at most about so many
    now. Returns the sum of what it returns."""
    done, last = 0, 0
    while not most or (done < most and not problems):
        rows = left.filter(pk__gt=last).order_by("pk")
        numbers = list(rows.values_list("pk", flat=True)[:BATCH])
        if not numbers:
            break
        done += _batch(numbers, do, problems)
        last = numbers[-1]
    return done


def raise_all(problems: list[Exception]) -> None:
    if problems:
        raise ExceptionGroup("not done", problems)


def _batch(numbers: Sequence[int], do: Do, problems: list[Exception]) -> int:
    try:
        return do(numbers)
    except Exception:  # noqa: BLE001 - the one that raises does so again, alone
        return each_by_itself((partial(do, [one]) for one in numbers), problems)
