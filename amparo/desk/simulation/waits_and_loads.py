"""Further results of a simulated year in words: how long a person waits, how often institutions
answer in time, and how many persons each officer follows up."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from amparo.desk.simulation.assumptions import number
from amparo.simulation import DECIDED, IN_PLACE, FollowedUp, Outcome, Spread, assumed
from amparo.simulation.scenario import PERCENT


def percent(share: float) -> str:
    """Return a percentage without decimals, but never 100 % for less than all, or 0 % for more than
    none."""
    whole = round(share * PERCENT)
    if whole == PERCENT and share < 1:
        return f"{min(share * PERCENT, 99.9):.1f} %"
    return f"{share * PERCENT:.1f} %" if whole == 0 and share else f"{whole} %"


def reach(spread: Spread) -> str:
    return f"{number(max(0.0, spread.low))} – {number(spread.high)}"


def waits_of(outcome: Outcome) -> Iterator[str]:
    """Yield the waiting time of the person in calendar days, whatever days the law counts."""
    said = {
        DECIDED: _("Days from the request to the decision, on average: %(number)s (%(between)s)."),
        IN_PLACE: _(
            "Days from the request until a measure is there, on average: %(number)s (%(between)s)."
        ),
    }
    for name, spread in outcome.days_to.items():
        yield said[name] % _about(spread)


def followed_of(outcome: Outcome) -> Iterator[str]:
    followed = outcome.followed
    yield _("Under protection at the end of the year: %(number)s (%(between)s).") % _about(
        followed.at_end
    )
    yield _("Following them up takes the whole working time of %(number)s officers.") % {
        "number": number(followed.load)
    }
    if followed.each and followed.busy and followed.waiting:
        yield from _officers(followed)


def _officers(followed: FollowedUp) -> Iterator[str]:
    known = assumed("caseload")
    if followed.each:
        yield _(
            "For each officer: %(number)s persons (%(between)s). Mexico's mechanism had %(known)s"
            " (%(source)s; second-hand, and said as a failing)."
        ) % {**_about(followed.each), "known": number(known.amount), "source": known.source}
    if followed.busy and followed.waiting:
        yield _("The officers are busy %(busy)s of their time; %(number)s contacts wait.") % {
            "busy": percent(followed.busy.mean),
            "number": number(followed.waiting.mean),
        }
    if followed.cost is not None:
        yield _("The officers cost in a year: %(cost)s.") % {"cost": number(followed.cost)}


def _about(spread: Spread) -> dict[str, str]:
    return {"number": number(spread.mean), "between": reach(spread)}
