"""Measures the law's clock: whole case states a second, on one core.

    python bench/engine.py [--cases 20000] [--protocol pe-2021]

Prints rows, rate, p50 and p95 of one state, and the ratio to a bare loop over the same rows that
only adds thirty days to a date: what the law costs above what a date costs. The rate counts the
processor's time, so that a busy neighbour does not change it; the percentiles count the wall clock.
"""

import argparse
import random
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from amparo.law import FactKind, Happened, Protocol, case_state, load_protocol

Case = tuple[Happened, datetime]


def cases(protocol: Protocol, amount: int) -> list[Case]:
    """Cases in every state of progress: each event a few days after the one before it."""
    draw = random.Random(2021)
    rule = protocol.procedure
    events = [event.id for event in rule.event]
    findings = [fact.id for fact in rule.fact if fact.kind is FactKind.FINDING]
    first = datetime.combine(rule.in_force_from, datetime.min.time(), protocol.zone)
    # The last case ends, at the slowest, well before the calendar does.
    open_days = (protocol.calendars.last - rule.in_force_from).days - 12 * len(events) - 120
    made: list[Case] = []
    for _ in range(amount):
        moment = first + timedelta(hours=draw.randrange(24 * open_days))
        happened = {}
        for event in events[: draw.randrange(2, len(events) + 1)]:
            happened[event] = moment
            moment += timedelta(hours=draw.randrange(1, 24 * 12))
        facts = {name: draw.randrange(5) == 0 for name in findings}
        # As a row gives it back: moments with an offset, not in the protocol's own zone.
        stored = Happened(happened, facts).to_plain()
        made.append((Happened.from_plain(stored, protocol), moment))
    return made


class Measured(NamedTuple):
    rate: float
    each: list[float]


def measure(work: Callable[[Case], object], rows: Sequence[Case]) -> Measured:
    busy = time.process_time()
    stamps = [time.perf_counter()]
    for row in rows:
        work(row)
        stamps.append(time.perf_counter())
    rate = len(rows) / (time.process_time() - busy)
    return Measured(rate, [after - before for before, after in pairwise(stamps)])


def bare(row: Case) -> object:
    happened, _ = row
    return max(happened.events.values()) + timedelta(days=30)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures the law's clock.")
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--protocol", default="pe-2021")
    asked = parser.parse_args()
    protocol = load_protocol(asked.protocol)
    rows = cases(protocol, asked.cases)

    cold = measure(lambda row: case_state(protocol, *row), rows)
    warm = measure(lambda row: case_state(protocol, *row), rows)
    baseline = measure(bare, rows)

    calendar = protocol.procedure.default_calendar
    print(f"protocol {protocol}, rows {len(rows)}, calendar {calendar}, one core")
    for name, measured in (("cold", cold), ("warm", warm), ("bare", baseline)):
        print(report(name, measured))
    print(f"ratio to the bare loop: {baseline.rate / warm.rate:.1f}")
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")


def report(name: str, measured: Measured) -> str:
    p50, p95 = statistics.median(measured.each), statistics.quantiles(measured.each, n=20)[-1]
    return f"{name}: {measured.rate:,.0f} a second, p50 {p50 * 1e6:.1f} µs, p95 {p95 * 1e6:.1f} µs"


if __name__ == "__main__":
    main()
