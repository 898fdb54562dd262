"""Work on many cases in batches, each in its own transaction, so that others can write to the
record in between. After an interruption the next call continues."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.db.models import QuerySet

from amparo.foundations.failure_isolation import each_by_itself

BATCH = 50
"""Cases per transaction."""

type Do = Callable[[Sequence[int]], int]


def done_in_batches(
    left: QuerySet[Any], do: Do, problems: list[Exception], *, most: int = 0
) -> int:
    """Call `do` with the primary keys of what is left, batch by batch. Where a batch raises it is
    rolled back and each of its rows is done alone; what is raised then is added to `problems`.
    `most`: stop after about this many. Return the sum of what `do` returns."""
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
