"""The site of a demo: a folder of its own, set up and served by the real commands."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from amparo.cli.command_errors import Mistake

MARKER = "demo-only.txt"
PATIENCE = 60  # seconds until a served site must answer
STOPS_IN = 15  # seconds until a stopped server must have ended
SHARE = re.compile(r"^Share \d+ of \d+:\n {2}(.+)$", re.MULTILINE)
INVITED = re.compile(r"/join/((?:[0-9A-Z]{4}-){3}[0-9A-Z]{4})/")

# Installed beside this Python, from a checkout and from a wheel alike.
AMPARO = str(Path(sys.executable).with_name("amparo"))
SAID_BY_MARKER = "A demo: fictional people, passwords in the open. It is wiped by each new demo.\n"


class NotServing(Exception):
    """The server did not start; carries its output."""


def fresh_folder(folder: Path) -> None:
    """Empty the folder of a demo. A folder with anything else is never touched."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARKER).is_file():
            raise Mistake(f"{folder} is not empty and is no demo: name another --state.")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / MARKER).write_text(SAID_BY_MARKER, encoding="utf-8")


def free_port() -> int:
    """A port that no other process is given for the next minute: a connection closed on it keeps it
    from processes that ask for any free port, but not from a server that names it."""
    with socket.socket() as one, socket.socket() as other:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.bind(("127.0.0.1", 0))
        one.listen(1)
        address = one.getsockname()
        other.connect(address)
        taken, _ = one.accept()
        taken.close()  # first, so that the port waits on this side
        port: int = address[1]
        return port


@dataclass
class Place:
    """`state` is the site's folder; `more` is added to the environment of its processes."""

    state: Path
    port: int
    more: Mapping[str, str] = field(default_factory=dict)
    host: str = "127.0.0.1"
    fixed: bool = False  # whether this port was asked for
    server: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.port}/"

    @property
    def log(self) -> Path:
        return self.state / "server.log"

    def environment(self) -> dict[str, str]:
        """The environment of the demo, without settings of the caller's own site."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("AMPARO_", "DJANGO_")) and name != "DATABASE_URL"
        }
        return {**kept, **self.more, "AMPARO_STATE": str(self.state), "PYTHONUNBUFFERED": "1"}

    def command(self, words: Sequence[str], *, typed: str = "") -> str:
        """Run `amparo ...` for this site and return its output. Raises NotServing."""
        done = subprocess.run(  # noqa: S603 - our own command
            [AMPARO, *words],
            env=self.environment(),
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise NotServing(f"amparo {words[0]}: {done.stdout}{done.stderr}")
        return done.stdout

    def set_up(self, supervisor: str, keyholders: Sequence[str]) -> tuple[str, list[str]]:
        """Set the site up; return the code that invites its first supervisor, and the shares of the
        recovery key."""
        said = self.command(["init", "--supervisor", supervisor, *keyholders])
        codes: list[str] = INVITED.findall(said)
        return codes[-1], SHARE.findall(said)

    def serve(self, *words: str) -> None:
        """Start `amparo serve` and wait until it answers. Raises NotServing."""
        line = ["serve", "--host", self.host, "--port", str(self.port), *words]
        with self.log.open("ab") as log:
            self.server = subprocess.Popen(  # noqa: S603 - our own command
                [AMPARO, *line],
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Its own group: Ctrl-C reaches the demo alone, which then stops it in order.
                start_new_session=True,
            )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.server is None or self.server.poll() is not None:
                break
            if self.answers():
                return
            time.sleep(0.1)
        self.stop()
        raise NotServing(self.log.read_text(encoding="utf-8", errors="replace")[-2000:])

    def answers(self) -> bool:
        connection = HTTPConnection(self.host, self.port, timeout=5)
        try:
            connection.request("GET", "/")
            return connection.getresponse().status < 500  # noqa: PLR2004 - an answer, not an error
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def stop(self) -> None:
        """Stop the server and all its processes."""
        server, self.server = self.server, None
        if server is None:
            return
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(STOPS_IN)
        end_group(server)


def end_group(server: subprocess.Popen[bytes]) -> None:
    """End all processes of the server's own group."""
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait(STOPS_IN)
