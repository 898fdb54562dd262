"""Findings with which no site is started besides unsafe settings (`place.unsafe`), and on which
surface: see docs/decisions/0077-start-up-checks.md."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from django.conf import settings

from amparo.cli.health import dated_findings as time
from amparo.cli.health import key_findings as keys
from amparo.cli.health import setup_findings as place
from amparo.cli.health.finding import Finding
from amparo.foundations.ledger.startup_integrity_check import torn_at

SEALS = ("", "door", "desk")
"""Surfaces that seal files to keys: they check first that the keys are the ones on record."""
READS_ALL = ("", "desk")
"""Surfaces that may read the whole record, and who keeps shares."""
COUNTS = ("", "desk", "portal")
"""Surfaces that count terms, and where people sign in with time-based codes."""
DOOR_ALONE = (
    " Where people must be able to ask meanwhile, the door can be served without the desk:"
    " AMPARO_SURFACES=door,site amparo serve"
)


def refused(
    at: datetime, *, known: Collection[range] = (), clock_is_right: bool = False
) -> Iterator[Finding]:
    """Findings that refuse the start. `known`: numbers of breaks in the record that an operator has
    acknowledged."""
    part = settings.SURFACE
    if part in SEALS:
        yield from keys.exchanged()
    if part in READS_ALL and "desk" in settings.SURFACES:
        yield from _record(known)
        yield from (one for one in place.fences() if one.danger)
    if _goes_by_the_clock() and not clock_is_right:
        yield from _clock(at)
    if not part:
        yield from time.unsigned()
    if part in READS_ALL and "desk" in settings.SURFACES:
        yield from (replace(one, do=one.do + DOOR_ALONE) for one in nobody_answers(at))


def nobody_answers(at: datetime) -> Iterator[Finding]:
    """That no keyholder is noted for a site that people reach. Not while another key is proposed:
    the two members who must sign for it do so at the desk."""
    if place.is_asked_from_elsewhere() and not keys.another_is_proposed(at):
        otherwise = [keys.WHERE_THEY_MAY_NOT_LIE_SO["recovery"]]
        otherwise += [f"{one.says} {one.do}." for one in keys.another_waits(at)]
        for one in keys.without_keyholders():
            yield replace(one, do=f"{one.do}. If it refuses that: {' '.join(otherwise)}")


def told(at: datetime, *, known: Collection[range] = ()) -> Iterator[Finding]:
    """Findings that are printed at each start, and refuse nothing."""
    if settings.SURFACE in READS_ALL:
        yield from keys.without_keyholders()
        yield from keys.another_waits(at)
        yield from keys.too_few_left()
    if _goes_by_the_clock():
        yield from time.clock(at)
    if known:
        yield Finding(
            f"The record does not hold at {_numbers(known)}, and this start takes that for known.",
            "What it says before these proves nothing any more: see `amparo ledger verify`.",
        )


def _record(known: Collection[range]) -> Iterator[Finding]:
    if torn := [one for one in torn_at() if not any(one in some for some in known)]:
        found = _on_end(torn)
        more = " ".join(_said_known(one) for one in found)
        yield Finding(
            f"The record does not hold at {_numbers(found)}: something was rewritten or taken out,"
            " or the disk fails.",
            "Run `amparo ledger verify`, find out who reaches the database, and put back the newest"
            " backup that holds (amparo restore). Where none does, or it would lose more than it"
            f" mends, write down why and say that it is known: amparo serve {more}{DOOR_ALONE}",
        )


def _goes_by_the_clock() -> bool:
    return settings.SURFACE in COUNTS and not {"desk", "portal"}.isdisjoint(settings.SURFACES)


def _clock(at: datetime) -> Iterator[Finding]:
    for one in time.clock(at):
        yield replace(
            one,
            do=f"{one.do} If it is right (it may have been set ahead for a while before):"
            f" amparo serve --clock-is-right{DOOR_ALONE}",
        )


def _on_end(numbers: Iterable[int]) -> list[range]:
    """Numbers as ranges, consecutive ones together."""
    found: list[range] = []
    for one in numbers:
        if found and one == found[-1].stop:
            found[-1] = range(found[-1].start, one + 1)
        else:
            found.append(range(one, one + 1))
    return found


def _said_known(one: range) -> str:
    return f"--known-break{'=' if one.start < 0 else ' '}{_called(one)}"


def _numbers(found: Iterable[range]) -> str:
    return ", ".join(_called(one) for one in found)


def _called(one: range) -> str:
    return f"{one.start}-{one.stop - 1}" if one.stop - one.start > 1 else str(one.start)
