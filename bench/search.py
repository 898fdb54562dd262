"""Measure finding a case by a name over HTTP, with real sign-in, beside a bare Django page.

python -m bench.search [--cases 100000] [--seconds 15] [--database URL] [--state PATH]

The site is seeded where it is not seeded yet, with what finding a name needs and no more; every
case is on the desk of whoever looks. First her index is filled, which happens once; then one user
and four look, in turn, for a common name, a rare one, two words, another spelling, a beginning, and
for nobody.
"""

import argparse
import json
import os
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from amparo.cli.walk.demo_site import free_port
from bench.measure import (
    Browser,
    Fields,
    load,
    options,
    ready,
    sign_in,
    started,
)
from bench.town import GIVEN, town

FIND = "/desk/find/"
NOBODY = "Nadie Ninguno"
MOST_MS = 30
"""What is promised of p95, with one user."""


def asked() -> list[str]:
    """What is looked for: surnames by how common they are, and ways of writing them."""
    weights = town(0, 0, names=0).weights
    names = sorted(weights, key=lambda one: -weights[one])
    common, second, rare = names[0], names[9], names[1500]
    return [
        common,
        rare,
        f"{GIVEN[0]} {second}",
        common.replace("k", "c").replace("w", "hu").upper(),
        f"{second[:4]}*",
        NOBODY,
        f"{second} {common} {GIVEN[3]}",
    ]


def filled(user: Browser) -> float:
    """Press "go on" until nothing is left; returns the seconds that it took."""
    began = time.perf_counter()
    fields = user.form(FIND) | {"name": NOBODY, "reason": "other_task", "longer": "yes"}
    while True:
        status, page, _ = user.post(FIND, fields)
        if status != 200:  # noqa: PLR2004
            raise SystemExit(f"The page answered {status}.")
        if b'name="longer"' not in page:
            return time.perf_counter() - began


def only_this(look: Callable[[Browser, int], bool], number: int, user: Browser, _: int) -> bool:
    return look(user, number)


def measure(arguments: argparse.Namespace, environment: dict[str, str]) -> bool:
    people = json.loads((Path(arguments.state) / "bench.json").read_text())
    port = free_port()
    server = started(environment, port)
    try:
        ana = sign_in(port, "ana", people["ana"])
        print(f"filling her index, once: {filled(ana):.1f} s")
        names, member = asked(), people["ana"]["id"]
        token = Fields(ana.ask("GET", FIND)[1].decode()).hidden

        def look(user: Browser, number: int) -> bool:
            name = names[number % len(names)]
            status, page, _ = user.post(FIND, token | {"name": name, "reason": "person_called"})
            found = b'<ol class="worklist">' in page
            return status == 200 and b'id="found"' in page and found == (name != NOBODY)  # noqa: PLR2004

        def bare(user: Browser, _: int) -> bool:
            return user.ask("GET", f"/bare/?member={member}")[0] == 200  # noqa: PLR2004

        four = [Browser(port, dict(ana.cookies)) for _ in range(4)]
        seconds = arguments.seconds
        rows = [
            load("bare page, one user", four[:1], seconds, bare, server.pid),
            load("find by a name, one user", four[:1], seconds, look, server.pid),
            load("bare page, four users", four, seconds, bare, server.pid),
            load("find by a name, four users", four, seconds, look, server.pid),
        ]
        for number, name in enumerate(names):
            only = partial(only_this, look, number)
            rows.append(load(f"only “{name}”, one user", four[:1], 3, only, server.pid))
        for row in rows:
            print("  ".join(f"{key}: {value}" for key, value in row.row().items()), flush=True)
        return float(rows[1].row()["p95 ms"]) <= MOST_MS
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)


def main() -> None:
    parser = options(__doc__)
    parser.set_defaults(state="var/bench-search")
    arguments = parser.parse_args()
    raise SystemExit(not measure(arguments, ready(arguments, "--names-alone")))


if __name__ == "__main__":
    main()
