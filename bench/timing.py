"""Whether another's case can be told from a missing one by how long the answer takes.

python -m bench.timing [--pairs 2000] [--state var/bench-small]

Asks the served site over one connection, one of each in turn, as a member who has a seat on
neither; the site must have been seeded (`script/bench`). Prints the medians, their ratio, and the
two-sample Kolmogorov-Smirnov statistic with what it would have to exceed for a difference that is
no chance (one in a hundred). Exit code 1 where it does and the medians differ by a tenth too.
"""

import argparse
import json
import math
import os
import random
import signal
import statistics
import sys
import time
from pathlib import Path

from amparo.cli.walk.demo_site import free_port
from bench.measure import ROOT, Browser, codes_on, sign_in, started

CHANCE = 1.628  # of the KS statistic, for one in a hundred: times the root of (n + m) / (n * m)
LARGEST_DIFFERENCE = 0.1
WARM = 100
NOT_FOUND = 404


def ks_statistic(first: list[float], second: list[float]) -> float:
    """The largest distance between the two shares of answers that came within any time."""
    one, other = sorted(first), sorted(second)
    i = j = 0
    largest = 0.0
    while i < len(one) and j < len(other):
        at = min(one[i], other[j])
        while i < len(one) and one[i] <= at:
            i += 1
        while j < len(other) and other[j] <= at:
            j += 1
        largest = max(largest, abs(i / len(one) - j / len(other)))
    return largest


def chance(first: int, second: int) -> float:
    """What the statistic exceeds by chance once in a hundred times."""
    return CHANCE * math.sqrt((first + second) / (first * second))


def missing_code(like: str) -> str:
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    return "".join(random.choice(letters) if sign != "-" else "-" for sign in like)


def timed(user: Browser, code: str) -> float:
    began = time.perf_counter()
    status = user.ask("GET", f"/desk/cases/{code}/")[0]
    took = time.perf_counter() - began
    if status != NOT_FOUND:
        raise SystemExit(f"{code} was answered with {status}: this measures nothing.")
    return took


def measure(user: Browser, others: list[str], pairs: int) -> tuple[list[float], list[float]]:
    """In random order within each pair, so that what the machine does besides meets both."""
    theirs: list[float] = []
    missing: list[float] = []
    for number in range(WARM + pairs):
        code = others[number % len(others)]
        asked = [(code, theirs), (missing_code(code), missing)]
        random.shuffle(asked)
        for one, kept in asked:
            took = timed(user, one)
            if number >= WARM:
                kept.append(took)
    return theirs, missing


def said(theirs: list[float], missing: list[float]) -> tuple[str, bool]:
    """The result in words, and whether the two can be told apart."""
    ours, none = statistics.median(theirs), statistics.median(missing)
    statistic, limit = ks_statistic(theirs, missing), chance(len(theirs), len(missing))
    apart = statistic > limit and abs(ours / none - 1) > LARGEST_DIFFERENCE
    text = (
        f"another's: {ours * 1000:.2f} ms  missing: {none * 1000:.2f} ms  ratio: {ours / none:.3f}"
        f"  KS: {statistic:.4f} (chance: {limit:.4f})  pairs: {len(theirs)}"
    )
    return text, apart


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=2000)
    parser.add_argument("--state", default="var/bench-small")
    arguments = parser.parse_args()
    environment = {
        **os.environ,
        "AMPARO_STATE": str(Path(arguments.state).resolve()),
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "PYTHONPATH": str(ROOT),
    }
    people = json.loads((Path(arguments.state) / "bench.json").read_text())
    port = free_port()
    server = started(environment, port)
    try:
        # Whoever supervises has a seat on no case here: each is another's.
        others = codes_on([sign_in(port, "ana", people["ana"])])
        user = sign_in(port, "saul", people["saul"])
        text, apart = said(*measure(user, others, arguments.pairs))
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)
    print(text)
    sys.exit(apart)


if __name__ == "__main__":
    main()
