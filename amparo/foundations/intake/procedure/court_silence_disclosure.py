"""Disclosure to the person of what a court ordered kept from them: after its last day, or when
members lift it early. Each row is processed by itself."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from amparo.foundations.failure_isolation import each_by_itself
from amparo.foundations.intake.keys.case_keys import hold_row
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.procedure.court_silence_orders import Silenced, is_over


def held_to_be_told(one: Silenced, filing: Filing, *, at: datetime, now: bool) -> bool:
    """Return whether the person is to be told: the last day is over, or it is lifted `now`. Locks
    the filing and reads the row again, because another member may have read the order or told the
    person meanwhile."""
    if not (now or is_over(one, filing, at)):
        return False
    hold_row(filing).values_list("pk").first()
    one.refresh_from_db()
    return one.told_at is None and (now or is_over(one, filing, at))


class NotTold(Exception):
    """Some rows that were due could not be told; the others were."""


def tell_each[S: Silenced](rows: Iterable[S], tell: Callable[[S], bool]) -> int:
    """Call `tell` for each row; a failure does not stop the others. Return how many were told.
    Raises NotTold at the end if any failed."""
    wrong: list[Exception] = []
    done = each_by_itself((partial(tell, one) for one in rows), wrong)
    if wrong:
        raise NotTold from wrong[0]
    return done
