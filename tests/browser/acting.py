"""One process that has read all of Amparo, and parts for each act on the database of its site.

Reading it took longer than most acts do. An act works in a process of its own, as it would with a
beginning of its own: nothing of it reaches the next. Run by `Site.act` as
`python -m tests.browser.acting`: it reads the words of one act from each line, and writes one line.
"""

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import django
from django.db import connections

ROOT = Path(__file__).resolve().parents[2]
ENDS_IN = 60  # seconds


@dataclass
class Acting:
    """That process, begun with the first act."""

    environment: Mapping[str, str]
    process: subprocess.Popen[str] | None = None

    def act(self, words: Sequence[str]) -> str:
        """What the act said."""
        process = self.process = self.process or self._begun()
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(words) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
        assert line, f"it ended before it had done {words}"
        told: dict[str, str] = json.loads(line)
        assert not told["problem"], told["problem"]
        return told["said"]

    def _begun(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.browser.acting"],
            cwd=ROOT,
            env={**self.environment},
            umask=0o077,  # as the product's own commands: what others may open is not served
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def end(self) -> None:
        process, self.process = self.process, None
        if process:
            process.communicate(timeout=ENDS_IN)


def main() -> None:
    django.setup()
    from tests.browser import prepare  # noqa: PLC0415 - it reads tables

    for line in sys.stdin:
        part(json.loads(line), prepare.main)


def part(words: list[str], act: Callable[[list[str]], None]) -> None:
    child = os.fork()
    if not child:
        tell(done(words, act))
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    if status:
        tell({"said": "", "problem": f"{words} ended with {status}"})


def done(words: list[str], act: Callable[[list[str]], None]) -> dict[str, str]:
    said, problem = StringIO(), ""
    try:
        with redirect_stdout(said):
            act(words)
    except BaseException:  # noqa: BLE001 - the test that asked for it says what it was
        problem = traceback.format_exc()
    finally:
        connections.close_all()
    return {"said": said.getvalue(), "problem": problem}


def tell(answer: Mapping[str, str]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
