"""Count the instructions that a page takes: unlike seconds they are the same on a busy machine.

python -m bench.counted [--cases 20000] [--state var/bench] [--times 60]

Needs valgrind. Each page is asked within the process, `--times` times more in one run than in
another, and the difference divided by it: the start and the sign-in fall out. Two versions are
compared by running each from its own checkout, on a state that it seeded. Takes some minutes.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.listed import codes_listed

FEW = 5
KINDS = ("bare", "worklist", "case", "first")


def asked(state: Path, kind: str, times: int) -> None:
    """Ask for one kind of page, in this process."""
    os.environ.update(AMPARO_STATE=str(state), DJANGO_SETTINGS_MODULE="bench.settings")
    import django  # noqa: PLC0415 - the settings read the environment

    django.setup()
    from django.test import Client  # noqa: PLC0415

    from amparo.crypto import one_time_codes as codes  # noqa: PLC0415

    person = json.loads((state / "bench.json").read_text())["ana"]
    browser = Client(HTTP_HOST="127.0.0.1")
    time.sleep(31 - time.time() % 30)  # the password takes long here: a code that is new
    code = codes.code_at(person["code"], datetime.now(UTC))
    browser.post("/desk/in/", {"name": "ana", "password": person["password"], "code": code})
    # Cases in her hands. The same pages of the list each time: they fall out of the difference.
    found = codes_listed(lambda path: browser.get(path).text, held="own", pages=4)
    if len(found) < FEW + times:
        raise SystemExit(f"Only {len(found)} cases are in her hands.")
    addresses = {
        "bare": [f"/bare/?member={person['id']}"],
        "worklist": ["/desk/?held="],
        "case": [f"/desk/cases/{code}/" for code in found[:FEW]],
    }
    for address in [one for each in addresses.values() for one in each * 2]:
        browser.get(address)
    addresses["first"] = [f"/desk/cases/{code}/" for code in found[FEW:]]
    for number in range(times):
        answer = browser.get(addresses[kind][number % len(addresses[kind])])
        if answer.status_code != 200:  # noqa: PLR2004
            raise SystemExit(f"{kind}: {answer.status_code}")


def counted(state: Path, kind: str, times: int) -> int:
    """Instructions of a process that starts, signs in and asks so often, on a copy of the site."""
    copy = state.with_name(f"{state.name}-counted")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(state, copy)
    words = ["--state", str(copy), "--kind", kind, "--times", str(times)]
    tool = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    done = subprocess.run(
        [*tool, sys.executable, "-m", "bench.counted", *words],
        env={**os.environ, "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=True,
    )
    shutil.rmtree(copy)
    found = re.search(r"I +refs: +([\d,]+)", done.stderr)
    if found is None:
        raise SystemExit("valgrind said no number.")
    return int(found.group(1).replace(",", ""))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--state", default="var/bench")
    parser.add_argument("--times", type=int, default=60)
    parser.add_argument("--kind", choices=KINDS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    state = Path(arguments.state).resolve()
    if arguments.kind:
        asked(state, arguments.kind, arguments.times)
        return
    from bench.measure import ready  # noqa: PLC0415 - not where each instruction counts

    ready(argparse.Namespace(**vars(arguments), database=""))
    for kind in KINDS:
        more = counted(state, kind, FEW + arguments.times) - counted(state, kind, FEW)
        print(f"{kind}: {more / arguments.times / 1e6:.2f} million instructions", flush=True)


if __name__ == "__main__":
    main()
