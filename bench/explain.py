"""Measures `amparo law explain`: the count itself, and the whole command as somebody types it.

    python -m bench.explain [--times 200] [--commands 10]

The first is what a page or a program that has the law at hand waits for; the second starts Python,
reads the law from its files and speaks, its modules compiled beforehand as those of an installed
program are. Both are counted by the wall clock and by the processor.
"""

import argparse
import contextlib
import io
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import product

from amparo.cli.commands.law import law
from amparo.law import Protocol, load_protocol

DAYS = ("2021-04-26", "2022-04-12", "2023-12-29", "2024-06-22", "2025-07-25")

KEPT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def asked_of(protocol: Protocol) -> list[list[str]]:
    """Each term, from its own event on each of these days on which the law was in force."""
    first = protocol.procedure.in_force_from.isoformat()
    return [
        ["explain", protocol.id, term.id, f"{term.starts_from}={day}", "--at", day]
        for term, day in product(protocol.terms.term, DAYS)
        if day >= first
    ]


def here(words: list[str]) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        if law.main(words) != 0:
            raise SystemExit(" ".join(words))


def typed(words: list[str]) -> None:
    run = "import sys; from amparo.cli.main import main; main(sys.argv[1:])"
    subprocess.run(
        [sys.executable, "-c", run, "law", *words], env=KEPT, stdout=subprocess.DEVNULL, check=True
    )


def measured(name: str, work: Callable[[list[str]], None], every: list[list[str]]) -> str:
    each = []
    busy = _busy()
    for words in every:
        started = time.perf_counter()
        work(words)
        each.append(1000 * (time.perf_counter() - started))
    cpu = 1000 * (_busy() - busy) / len(every)
    p50, p95 = statistics.median(each), statistics.quantiles(each, n=20)[-1]
    return f"{name}: p50 {p50:.1f} ms, p95 {p95:.1f} ms, {cpu:.1f} ms of the processor each"


def _busy() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--commands", type=int, default=10)
    parser.add_argument("--protocol", default="pe-2021")
    given = parser.parse_args()
    words = asked_of(load_protocol(given.protocol))
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"protocol {given.protocol}, {len(words)} questions, load before: {load}")
    here(words[0])
    typed(words[0])
    every = [words[number % len(words)] for number in range(given.times)]
    print(measured("the count, said", here, every))
    print(measured("the whole command", typed, every[: given.commands]))
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"load after: {load}")


if __name__ == "__main__":
    main()
