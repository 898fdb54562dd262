"""Measure the site over HTTP with real sign-in, beside a bare Django page over the same rows.

script/bench [--cases 100000] [--seconds 15] [--users 4] [--database URL] [--apart] [--state PATH]

Seeds the site where it is not seeded yet, starts the server as operators do (two workers), and
asks it from this machine. Prints rows, rates, p50, p95 and memory; nothing is averaged away.
`--apart`: desk and door are served each alone, as their own roles of PostgreSQL, under its rules
of rows; without it one process owns all tables. What PostgreSQL takes of the processor is counted
beside it where it runs on this machine (script/with-postgres).
"""

import argparse
import http.client
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from amparo.cli.walk.demo_site import free_port
from amparo.crypto import one_time_codes as codes
from bench.listed import codes_listed
from bench.place import AMPARO

ROOT = Path(__file__).resolve().parent.parent
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
# An officer works on some dozens of cases in a sitting; a third of them have a plan.
OPEN_CASES = 60
TURN = 1.0  # seconds for which one page is asked for before the other
TABS = ("risk", "measures", "contact", "history", "people")  # the summary is the case page itself
WORDS = "dejaron una nota en la puerta y volvieron de noche "


class Fields(HTMLParser):
    """The hidden fields of a page's forms."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.hidden: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") == "hidden" and given.get("name"):
            self.hidden[str(given["name"])] = given.get("value") or ""


class Connection(http.client.HTTPConnection):
    """Sends at once, as browsers do; made when something is asked, and again when it was closed."""

    def connect(self) -> None:
        super().connect()
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


@dataclass
class Browser:
    """One keep-alive connection with its cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = Connection("127.0.0.1", self.port, timeout=30)

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, bytes, dict[str, str]]:
        origin = f"http://127.0.0.1:{self.port}"
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Cookie": cookies, "Origin": origin, "Referer": f"{origin}/", **(headers or {})}
        try:
            answer = self._answered(method, path, body, sent)
        except http.client.RemoteDisconnected:  # closed while it lay idle: a browser asks again
            if method != "GET":
                raise
            answer = self._answered(method, path, body, sent)
        content = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, content, dict(answer.getheaders())

    def _answered(
        self, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        self.connection.request(method, path, body or None, headers)
        return self.connection.getresponse()

    def form(self, path: str) -> dict[str, str]:
        _, page, _ = self.ask("GET", path)
        return Fields(page.decode()).hidden

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        return self.ask("POST", path, urlencode(fields).encode(), FORM)


@dataclass
class Taken:
    """What one kind of request took: seconds each, and how many failed."""

    name: str
    seconds: list[float] = field(default_factory=list)
    failures: int = 0
    wall: float = 0.0
    processor: float = 0.0
    database: float = 0.0

    def add(self, more: "Taken") -> None:
        self.seconds += more.seconds
        self.failures += more.failures
        self.wall += more.wall
        self.processor += more.processor
        self.database += more.database

    def row(self) -> dict[str, float | int | str]:
        ordered = sorted(self.seconds) or [0.0]

        def at(share: float) -> float:
            return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000, 1)

        return {
            "what": self.name,
            "requests": len(self.seconds),
            "failures": self.failures,
            "a second": round(len(self.seconds) / self.wall, 1) if self.wall else 0,
            "p50 ms": at(0.5),
            "p95 ms": at(0.95),
            "p99 ms": at(0.99),
            "processor ms each": round(self.processor / max(len(ordered), 1) * 1000, 2),
            "of the database": round(self.database / max(len(ordered), 1) * 1000, 2),
        }


def load(
    name: str,
    users: list[Browser],
    seconds: float,
    act: Callable[[Browser, int], bool],
    server: int,
) -> Taken:
    """Every user acts again and again until the time is over; `server`: the process that answers,
    of which is counted what it took of the processor with all below it."""
    taken, lock = Taken(name), threading.Lock()
    until = time.perf_counter() + seconds

    def run(user: Browser, number: int) -> None:
        count = number
        while time.perf_counter() < until:
            began = time.perf_counter()
            good = act(user, count)
            took = time.perf_counter() - began
            count += len(users)
            with lock:
                taken.seconds.append(took)
                taken.failures += not good

    began, before = time.perf_counter(), processor_of(server)
    asked = processor_of(*database())
    with ThreadPoolExecutor(len(users)) as together:
        for one in [together.submit(run, user, number) for number, user in enumerate(users)]:
            one.result()
    taken.wall, taken.processor = time.perf_counter() - began, processor_of(server) - before
    taken.database = processor_of(*database()) - asked
    return taken


def sign_in(port: int, name: str, person: dict[str, str], *, at: str = "/desk/in/") -> Browser:
    browser = Browser(port)
    fields = browser.form(at)
    fields |= {
        "name": name,
        "password": person["password"],
        "code": codes.code_at(person["code"], datetime.now(UTC)),
    }
    status, page, _ = browser.post(at, fields)
    if status not in (302, 303):
        raise SystemExit(f"{name} could not sign in: {status} {page[:300]!r}")
    return browser


def codes_on(users: list[Browser], held: str = "") -> list[str]:
    """Codes of cases on the first pages of the first user's worklist; `held`: "own" or all."""
    return codes_listed(lambda path: users[0].ask("GET", path)[1].decode(), held=held, pages=10)


def page(*paths: str) -> Callable[[Browser, int], bool]:
    """Asks for these in turn."""

    def good(user: Browser, number: int) -> bool:
        return user.ask("GET", paths[number % len(paths)])[0] == 200  # noqa: PLR2004

    return good


def beside(
    pages: dict[str, Callable[[Browser, int], bool]],
    bare: Callable[[Browser, int], bool],
    users: list[Browser],
    seconds: float,
    server: int,
) -> list[dict[str, object]]:
    """Each page and the bare page in turn, for a second each, so that what else the machine does
    meets both: the share of the bare page's rate that it reaches, and how many times the bare
    page's p95 it takes. `seconds`: of each, all its turns together."""
    found: list[dict[str, object]] = []
    for name, asked in pages.items():
        own, plain = Taken(name), Taken("bare page")
        for _turn in range(max(1, round(seconds / TURN))):
            plain.add(load(plain.name, users, TURN, bare, server))
            own.add(load(name, users, TURN, asked, server))
        row, beside_it = own.row(), plain.row()
        rates, slowest = (
            round(float(row[key]) / float(beside_it[key]), 2) for key in ("a second", "p95 ms")
        )
        told = {key: beside_it[key] for key in ("a second", "p95 ms", "processor ms each")}
        row |= {"of the bare rate": rates, "times its p95": slowest}
        found.append({**row, "bare page": told})
    return found


def first_looks(user: Browser, codes: list[str], server: int) -> Taken:
    """The first time in a sitting a case page also writes to the record that somebody looked."""
    taken = Taken("case page, first look (one user)")
    before, asked = processor_of(server), processor_of(*database())
    began = time.perf_counter()
    for code in codes:
        start = time.perf_counter()
        taken.failures += user.ask("GET", f"/desk/cases/{code}/")[0] != 200  # noqa: PLR2004
        taken.seconds.append(time.perf_counter() - start)
    taken.wall, taken.processor = time.perf_counter() - began, processor_of(server) - before
    taken.database = processor_of(*database()) - asked
    return taken


def filing(port: int) -> tuple[list[Browser], Callable[[Browser, int], bool], Callable[..., bool]]:
    """Strangers who send the urgent page: without a file, and with one of 1 MB."""
    strangers = [Browser(port) for _ in range(4)]
    hidden = [stranger.form("/urgent/") for stranger in strangers]
    words = {
        "facts": (WORDS * 50)[:2048],
        "coarse_place": "cerca del río",
        "safe_contact": "por radio",
    }
    picture = b"\xff\xd8\xff\xe0" + secrets.token_bytes(1024 * 1024)
    token = {
        id(s): fields["csrfmiddlewaretoken"] for s, fields in zip(strangers, hidden, strict=True)
    }

    def fields_of(stranger: Browser) -> dict[str, str]:
        return words | {
            "csrfmiddlewaretoken": token[id(stranger)],
            "once": secrets.token_hex(32),
        }

    def send(stranger: Browser, _: int) -> bool:
        stranger.cookies.pop("amparo_visit", None)
        status, _page, _headers = stranger.post("/urgent/", fields_of(stranger))
        return status in (302, 303)

    def send_file(stranger: Browser, _: int) -> bool:
        stranger.cookies.pop("amparo_visit", None)
        body, kind = multipart(fields_of(stranger), "recording", picture)
        status, _page, _headers = stranger.ask("POST", "/urgent/", body, {"Content-Type": kind})
        return status in (302, 303)

    return strangers, send, send_file


def multipart(fields: dict[str, str], name: str, content: bytes) -> tuple[bytes, str]:
    edge = secrets.token_hex(16)
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="f.jpg"\r\n\r\n'
    body = b"".join(parts) + head.encode() + content + f"\r\n--{edge}--\r\n".encode()
    return body, f"multipart/form-data; boundary={edge}"


@dataclass
class Served:
    """Where desk and door answer, and the process of each; one and the same, or two apart."""

    desk: int
    desk_server: int
    door: int
    door_server: int

    def memory(self) -> int:
        return sum(memory_of(pid) for pid in {self.desk_server, self.door_server})


def memory_of(pid: int) -> int:
    """Proportional memory of a process and all below it, in MiB (shared pages counted once)."""
    total = 0
    for process in tree(pid):
        try:
            text = Path(f"/proc/{process}/smaps_rollup").read_text()
        except OSError:
            continue
        total += int(re.search(r"Pss:\s+(\d+)", text).group(1))  # type: ignore[union-attr]
    return total // 1024


@cache
def database() -> tuple[int, ...]:
    """The first process of the PostgreSQL that is asked, where it runs on this machine: all its
    others come from it."""
    address = os.environ.get("DATABASE_URL", "")
    port = str(urlsplit(address).port or 5432).encode()
    for folder in Path("/proc").iterdir() if address else ():
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if words[0].endswith(b"postgres") and b"-p" in words and port in words:
            return (int(folder.name),)
    return ()


def processor_of(*servers: int) -> float:
    """Seconds of the processor that these processes and all below them have taken, with those of
    theirs that have ended."""
    ticks = 0
    for process in (each for server in servers for each in tree(server)):
        try:
            told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(map(int, told[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def tree(pid: int) -> Iterator[int]:
    yield pid
    try:
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in below:
        yield from tree(int(child))


def started(environment: dict[str, str], port: int, *words: str) -> subprocess.Popen[bytes]:
    server = subprocess.Popen(
        [AMPARO, "serve", "--port", str(port), *words],
        cwd=ROOT,
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(200):
        try:
            Browser(port).ask("GET", "/")
        except OSError:
            time.sleep(0.1)
        else:
            return server
    raise SystemExit("The server did not start.")


def first_jobs(beat: Path, began: float) -> None:
    """The jobs of the first minute do what waited while nobody served: it is no page's work."""
    for _ in range(600):
        if beat.exists() and beat.stat().st_mtime >= began:
            return
        time.sleep(0.1)
    raise SystemExit("The jobs did not run.")


@contextmanager
def served(arguments: argparse.Namespace, environment: dict[str, str]) -> Iterator[Served]:
    """The site as operators serve it: one process for all, or desk and door apart."""
    ports = (free_port(), free_port()) if arguments.apart else (free_port(),) * 2
    began, servers = time.time(), []
    try:
        if arguments.apart:
            subprocess.run(
                [AMPARO, "surfaces"], env=environment, check=True, stdout=subprocess.DEVNULL
            )
            jobs = environment | {"AMPARO_SURFACE": "jobs"}
            subprocess.run([AMPARO, "tick"], env=jobs, check=True, stdout=subprocess.DEVNULL)
            for port, surface in zip(ports, ("desk", "door"), strict=True):
                servers.append(started(environment, port, "--surface", surface))
        else:
            servers.append(started(environment, ports[0]))
            first_jobs(Path(arguments.state) / "ticked", began)
        pids = [server.pid for server in servers]
        yield Served(ports[0], pids[0], ports[1], pids[-1])
    finally:
        for server in servers:
            os.killpg(server.pid, signal.SIGTERM)
        for server in servers:
            server.wait(timeout=20)


def measure(arguments: argparse.Namespace, environment: dict[str, str]) -> list[dict[str, object]]:
    people = json.loads((Path(arguments.state) / "bench.json").read_text())
    with served(arguments, environment) as site:
        return measured(arguments, people, site)


def measured(
    arguments: argparse.Namespace, people: dict[str, dict[str, str]], site: Served
) -> list[dict[str, object]]:
    names = [*people][: arguments.users]
    users = [sign_in(site.desk, name, people[name]) for name in names]
    after_sign_in = site.memory()
    member = people["ana"]["id"]
    desk = [user for name, user in zip(names, users, strict=True) if name != "saul"]
    shown = codes_on(desk)
    if not shown:
        raise SystemExit("The worklist shows no case.")
    seconds, server = arguments.seconds, site.desk_server

    four = (desk * 4)[: arguments.users]
    four = [Browser(site.desk, dict(user.cookies)) for user in four]
    cases = [f"/desk/cases/{code}/" for code in shown[:OPEN_CASES]]
    # Of others' cases she would be asked why she opens them: another page, and a shorter one.
    fresh = [code for code in codes_on(desk, "own") if code not in shown[:OPEN_CASES]]
    for user in four:
        for path in cases:
            user.ask("GET", path)
    pages = {"worklist": page("/desk/?held="), "case page": page(*cases)}
    pages |= {f"tab: {tab}": page(*(f"{one}?tab={tab}" for one in cases)) for tab in TABS}
    found = beside(pages, page(f"/bare/?member={member}"), four, seconds, server)
    rows = [first_looks(four[0], fresh[:120], server)]
    # New connections: the server ends those that were idle meanwhile.
    strangers, send, send_file = filing(site.door)
    rows.append(load("filing, 2 KB", strangers, seconds, send, site.door_server))
    rows.append(load("filing, 1 MB file", strangers, seconds, send_file, site.door_server))
    found += [dict(row.row()) for row in rows]
    found.append(
        {
            "what": "memory of all server processes, MiB",
            "after sign-in": after_sign_in,
            "at the end": site.memory(),
        }
    )
    return found


def options(about: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--users", type=int, default=4)
    parser.add_argument("--state", default="var/bench")
    parser.add_argument("--database", default="", help="a PostgreSQL address; SQLite if none")
    parser.add_argument("--apart", action="store_true", help="desk and door, each as its own role")
    return parser


def ready(arguments: argparse.Namespace, *more: str) -> dict[str, str]:
    """The environment of the seeded site; it is seeded where it is not yet. Nobody else may read
    what is written from here on: otherwise the site refuses to serve it."""
    os.umask(0o077)
    environment = {
        **os.environ,
        "AMPARO_STATE": str(Path(arguments.state).resolve()),
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "PYTHONPATH": str(ROOT),
    }
    if arguments.database:
        environment["DATABASE_URL"] = os.environ["DATABASE_URL"] = arguments.database
    if not (Path(arguments.state) / "bench.json").exists():
        command = [sys.executable, "-m", "bench.seed", "--cases", str(arguments.cases)]
        subprocess.run(
            [*command, "--state", arguments.state, *more], cwd=ROOT, env=environment, check=True
        )
    return environment


def main() -> None:
    arguments = options(__doc__).parse_args()
    for row in measure(arguments, ready(arguments)):
        print("  ".join(f"{key}: {value}" for key, value in row.items()), flush=True)


if __name__ == "__main__":
    main()
