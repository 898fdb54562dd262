"""Measure what follows where institutions do not answer: pages beside the bare page, and the jobs.

python -m bench.owed [--cases 100000] [--obligations 300000] [--institutions 500] [--database URL]

Seeds a site of its own where it is not seeded yet. One day of the jobs is run: the steps of that
day, the mails queued; and once more, with nothing left to do. Then the pages of four of the five
readers: worklist, the institution's list, the oversight page, the board.
"""

import json
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import django

from bench.measure import ROOT, Browser, beside, options, page, ready, served, sign_in

PORTAL = "/duties/in/"
PAGES = {
    "worklist": ("ana", "/desk/in/", "/desk/?held="),
    "institution's list": ("carla", PORTAL, "/duties/"),
    "oversight page": ("nora", PORTAL, "/duties/oversight/"),
    "supervisor's board": ("saul", "/desk/in/", "/desk/board/"),
}


def measure(arguments: Namespace, environment: dict[str, str]) -> list[dict[str, object]]:
    people = json.loads((Path(arguments.state) / "bench.json").read_text())
    found: list[dict[str, object]] = []
    with served(arguments, environment) as site:
        bare = page(f"/bare/?member={people['ana']['id']}")
        for name, (who, door, path) in PAGES.items():
            user = sign_in(site.desk, who, people[who], at=door)
            users = [Browser(site.desk, dict(user.cookies)) for _ in range(arguments.users)]
            asked = {name: page(path)}
            found += beside(asked, bare, users, arguments.seconds, site.desk_server)
    return found


def jobs() -> None:
    """One day of the jobs that tell institutions, and again."""
    services = import_module("amparo.casework.obligations.escalation.services")
    mails = import_module("amparo.casework.obligations.delivery.mails")
    now = import_module("django.utils.timezone").now()
    acts: dict[str, Callable[..., int]] = {
        "steps of the day": services.take_due_steps,
        "mails of the day": mails.tell_officers,
    }
    for name in (*acts, *acts):
        began = time.perf_counter()
        number = acts[name](at=now)
        print(f"{name}: {number} in {time.perf_counter() - began:.1f} s", flush=True)


def inside(arguments: Namespace) -> None:
    """In a process of its own, after django.setup(): rows, or the jobs."""
    django.setup()
    if arguments.do == "fill":
        rows = import_module("bench.owed_rows")
        rows.fill(arguments.obligations, arguments.institutions, Path(arguments.state))
    else:
        jobs()


def main() -> None:
    parser = options(__doc__)
    parser.set_defaults(state="var/bench-owed", seconds=6)
    parser.add_argument("--obligations", type=int, default=300_000)
    parser.add_argument("--institutions", type=int, default=500)
    parser.add_argument("--do", choices=("all", "fill", "jobs"), default="all", help="by itself")
    arguments = parser.parse_args()
    if arguments.do != "all":
        return inside(arguments)
    environment = ready(arguments, "--names-alone")
    again = [sys.executable, "-m", "bench.owed", *sys.argv[1:]]
    for part in ("fill", "jobs", "pages"):
        if part == "pages":
            for row in measure(arguments, environment):
                print("  ".join(f"{key}: {value}" for key, value in row.items()), flush=True)
        else:
            subprocess.run([*again, "--do", part], cwd=ROOT, env=environment, check=True)
    return None


if __name__ == "__main__":
    main()
