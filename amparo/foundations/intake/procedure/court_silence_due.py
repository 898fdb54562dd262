"""What a court kept from the person is told once its day is over, or somebody says so: each by
itself. Services, by noun: what is due."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from amparo.foundations.each import each_by_itself
from amparo.foundations.intake.keys.case_keys import hold_row
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.procedure.court_silence import Silenced, is_over


def held_to_be_told(one: Silenced, filing: Filing, *, at: datetime, now: bool) -> bool:
    """Whether the person is to read it from now on: its day is over, or it is `now` that somebody
    says so. Its file is held and the row read anew: a second member may just have read the order,
    or another told it."""
    if not (now or is_over(one, filing, at)):
        return False
    hold_row(filing).values_list("pk").first()
    one.refresh_from_db()
    return one.told_at is None and (now or is_over(one, filing, at))


class NotTold(Exception):
    """Some of what was due could not be told; the others were."""


def tell_each[S: Silenced](rows: Iterable[S], tell: Callable[[S], bool]) -> int:
    """Each by itself: one that cannot be told keeps no other back. Returns how many. Raises
    NotTold, after all the others."""
    wrong: list[Exception] = []
    done = each_by_itself((partial(tell, one) for one in rows), wrong)
    if wrong:
        raise NotTold from wrong[0]
    return done
