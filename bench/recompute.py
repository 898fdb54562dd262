"""Measures how long the states of all cases take, recomputed from what is on record of each.

    python -m bench.recompute [--cases 1000000] [--protocol pe-2021] [--processes 2]

Writes what happened in each case to a file, one line of JSON a case, as a row would give it back;
that is not measured. Then reads the lines anew, understands them and asks the clock for the state
of each, in as many processes as there are cores. Does it for a hundredth, a tenth and all of them:
the last column is how much more ten times as many cost.
"""

import argparse
import json
import os
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from amparo.law import Happened, Protocol, case_state, load_protocol
from bench.engine import cases

AT_ONCE = 20_000


class Done(NamedTuple):
    states: int
    late: int
    memory: int


def write_down(protocol: Protocol, amount: int, file: Path) -> None:
    """The same cases over again after AT_ONCE: what is read and reckoned is every line."""
    lines = [
        json.dumps({"at": at.isoformat(), "happened": happened.to_plain()})
        for happened, at in cases(protocol, min(amount, AT_ONCE))
    ]
    with file.open("w", encoding="utf-8") as out:
        for number in range(amount):
            out.write(lines[number % len(lines)] + "\n")


def recompute(protocol_id: str, file: Path, part: int, parts: int) -> Done:
    """Every `parts`th line of the file, beginning with this one."""
    protocol, stages = load_protocol(protocol_id), Counter[str]()
    late = 0
    for line in _lines(file, part, parts):
        row = json.loads(line)
        happened = Happened.from_plain(row["happened"], protocol)
        state = case_state(protocol, happened, datetime.fromisoformat(row["at"]))
        stages[state.stage] += 1
        late += bool(state.late)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Done(stages.total(), late, memory)


def _lines(file: Path, part: int, parts: int) -> Iterator[str]:
    with file.open(encoding="utf-8") as read:
        for number, line in enumerate(read):
            if number % parts == part:
                yield line


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--protocol", default="pe-2021")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    protocol = load_protocol(asked.protocol)
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"protocol {protocol}, {asked.processes} processes, load before: {load}")
    before = 0.0
    for amount in (asked.cases // 100, asked.cases // 10, asked.cases):
        with tempfile.TemporaryDirectory() as place:
            file = Path(place) / "cases.jsonl"
            write_down(protocol, amount, file)
            started, busy = time.perf_counter(), _busy()
            with ProcessPoolExecutor(asked.processes) as pool:
                parts = [
                    pool.submit(recompute, asked.protocol, file, part, asked.processes)
                    for part in range(asked.processes)
                ]
                done = [one.result() for one in parts]
            took, cpu = time.perf_counter() - started, _busy() - busy
        assert sum(one.states for one in done) == amount  # noqa: S101 - or the number means nothing
        more = f", ×{took / before:.1f}" if before else ""
        memory = max(one.memory for one in done)
        print(
            f"{amount:>9,} states: {took:.1f} s ({amount / took:,.0f} a second), "
            f"{cpu:.1f} s of the processor, {sum(one.late for one in done):,} late, "
            f"{memory} MiB each{more}"
        )
        before = took


def _busy() -> float:
    """The processor's time of the processes that have ended."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


if __name__ == "__main__":
    main()
