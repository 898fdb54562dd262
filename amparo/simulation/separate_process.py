"""Simulations in a separate process, so that the server's requests do not wait for them.

Scenarios go in and outcomes come out through pipes. The process may use a few seconds of one
processor and limited memory, has the lowest priority, and may write no file.
"""

import io
import os
import pickle
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import amparo
from amparo.law import load_protocol
from amparo.law.protocol import Protocol
from amparo.simulation.required_staff import Needed, staff_needed
from amparo.simulation.run_statistics import Outcome, play_years
from amparo.simulation.scenario import Scenario, checked
from amparo.simulation.scenario_errors import TooLong

PATIENCE = 3
"""Wall-clock time allowed, as a multiple of the processor time, because of the low priority."""
MEMORY = 1024 * 1024 * 1024
BEHIND = 5
OURS = ("amparo.law.", "amparo.simulation.")
PLAIN = {("builtins", "frozenset"), ("datetime", "date"), ("datetime", "datetime")}
type Played = list[tuple[Outcome, list[Needed]]]


def play_apart(scenarios: Sequence[Scenario], most: int, seconds: int) -> Played:
    """Run `play_years` and `staff_needed` for each scenario, within so many seconds of a processor.
    Raises a `Refused`, TooLong among them."""
    for scenario in scenarios:
        checked(scenario, most)
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-P", "-s", "-m", __name__, str(most), str(seconds)],
            input=_packed(list(scenarios)),
            capture_output=True,
            timeout=seconds * PATIENCE,
            check=False,
            env={"LC_ALL": "C.UTF-8", "PYTHONPATH": str(Path(amparo.__file__).parent.parent)},
        )
    except subprocess.TimeoutExpired as problem:
        raise TooLong(seconds=seconds) from problem
    if done.returncode or not done.stdout:
        raise TooLong(seconds=seconds)
    return cast("Played", _unpacked(done.stdout))


class _Packs(pickle.Pickler):
    """Pickles a law by its id alone: the other process loads it."""

    def persistent_id(self, thing: object) -> str | None:
        return thing.id if isinstance(thing, Protocol) else None


class _Unpacks(pickle.Unpickler):  # what comes is from the process that this one started
    def persistent_load(self, name: str) -> Protocol:
        return load_protocol(name)

    def find_class(self, module: str, name: str) -> object:
        if module.startswith(OURS) or (module, name) in PLAIN:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def _packed(thing: object) -> bytes:
    to = io.BytesIO()
    _Packs(to).dump(thing)
    return to.getvalue()


def _unpacked(content: bytes) -> object:
    return _Unpacks(io.BytesIO(content)).load()


def _confine(seconds: int) -> None:
    os.nice(BEHIND)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _main(most: int, seconds: int) -> int:
    _confine(seconds)
    scenarios = cast("list[Scenario]", _unpacked(sys.stdin.buffer.read()))
    played = [(play_years(one, most), staff_needed(one, most=most)) for one in scenarios]
    sys.stdout.buffer.write(_packed(played))
    return 0


if __name__ == "__main__":
    sys.exit(_main(int(sys.argv[1]), int(sys.argv[2])))
