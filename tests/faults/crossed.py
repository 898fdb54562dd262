"""Acts of `crossing.py`, each in a process and a database of its own; run by `test_locks.py`.

Reads as JSON which database each has, and prints a line for each: its name, and what it printed.
"""

import json
import os
import sys
import traceback
from contextlib import redirect_stdout

import django
from django.db import connections

django.setup()

from tests.faults import crossing  # noqa: E402 - its models need what was set up


def main() -> None:
    for act, name in json.load(sys.stdin).items():
        sys.stdout.write(f"{json.dumps([act, said_by(act, name)])}\n")


def said_by(act: str, name: str) -> str:
    """Nothing where it failed."""
    reads, writes = os.pipe()
    connections.close_all()
    sys.stdout.flush()
    child = os.fork()
    if not child:
        done(act, name, writes)
    os.close(writes)
    with os.fdopen(reads) as source:
        said = source.read()
    _pid, status = os.waitpid(child, 0)
    return "" if status else said


def done(act: str, name: str, writes: int) -> None:
    """In the child, which ends here."""
    connections["default"].settings_dict["NAME"] = name
    try:
        with os.fdopen(writes, "w") as out, redirect_stdout(out):
            getattr(crossing, act)()
    except BaseException:  # noqa: BLE001 - whatever it was, it is said
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    main()
