"""Serve the site on one address, with its minute-by-minute jobs beside it."""

import gc
import multiprocessing
import os
import re
import resource
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.urls import URLResolver, get_resolver
from django.utils import timezone, translation
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from amparo.cli.apart import checks_before_serve as serving
from amparo.cli.apart import rights
from amparo.cli.apart.server_locks import alone_on
from amparo.cli.command_errors import Mistake
from amparo.cli.commands.site.prompts import say_what_is_refused
from amparo.cli.commands.site.tick import tick
from amparo.cli.health import setup_findings as place
from amparo.cli.health import start_up_findings as start
from amparo.cli.health.finding import Finding
from amparo.foundations.accounts.server import load_balance as balance
from amparo.law import load_protocol

EVERY = 60  # seconds
CONNECTIONS = 2048  # for each worker, idle ones included
NUMBERS = re.compile(r"(-?[0-9]{1,19})(?:-(-?[0-9]{1,19}))?")
HEAD_MAY_TAKE = 15_000  # milliseconds until the request's head must be complete


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=16, help="pages a worker makes at once")
    parser.add_argument("--files", type=int, default=16, help="files a worker takes in at once")
    parser.add_argument(
        "--no-tick", action="store_true", help="run `amparo tick` otherwise, or serve a second port"
    )
    parser.add_argument(
        "--known-break",
        type=_numbers,
        action="append",
        default=[],
        metavar="NUMBER",
        help="an entry at which the record does not hold, or several (120-419), once it is"
        " understood why",
    )
    parser.add_argument(
        "--clock-is-right",
        action="store_true",
        help="it was compared by hand, although the record says later moments",
    )
    parser.add_argument(
        "--surface",
        choices=rights.SURFACES,
        help="this one alone, with its own secrets and as its own role (`amparo surfaces`)",
    )


def _numbers(typed: str) -> range:
    """One number, or the first and last of a range. Raises ValueError."""
    found = NUMBERS.fullmatch(typed)
    first, last = (int(one) for one in (found[1], found[2] or found[1])) if found else (1, 0)
    if first > last:
        raise ValueError
    return range(first, last + 1)


def run(arguments: Namespace) -> int:
    if arguments.surface and arguments.surface != settings.SURFACE:
        raise Mistake(
            "Write it whole: --surface NAME. Nothing is served with more rights than that."
        )
    if settings.SURFACE:
        serving.must_stand_apart()
    elif not (Path(settings.STATE) / "site.toml").exists():
        raise Mistake("This site is not set up yet: run `amparo init` first.")
    for one in _refuse_what_is_unsafe(arguments):
        print(one, flush=True)
    # A site may have a second server on purpose, such as for its onion address, without the jobs.
    alone = [] if arguments.no_tick else settings.SURFACES
    with alone_on(arguments.host, arguments.port, alone, Path(settings.RUN)):
        _serve(arguments)
    return 0


def _serve(arguments: Namespace) -> None:
    say_what_is_refused()
    call_command("collectstatic", interactive=False, verbosity=0)
    connections.close_all()
    _read_what_all_share()
    if not arguments.no_tick and not settings.SURFACE:
        # Before any thread starts: the child shares only this process's memory.
        multiprocessing.get_context("fork").Process(target=_tick_for_ever, daemon=True).start()
    _room_for_connections()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.settings.main")
    _tell_the_workers("THREADS", arguments.threads)
    _tell_the_workers("FILES_AT_ONCE", arguments.files)
    busy = Path(settings.RUN) / f"busy-{arguments.port}"
    _tell_the_workers("BUSY", balance.made(busy))
    what = f"the {settings.SURFACE} alone " if settings.SURFACE else ""
    print(f"Serving {what}on http://{arguments.host}:{arguments.port}/", flush=True)
    Granian(
        "amparo.wsgi:served",
        address=arguments.host,
        port=arguments.port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=arguments.workers,
        backlog=CONNECTIONS,
        backpressure=CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_MAY_TAKE),
        log_level=LogLevels.error,
        log_access=False,
        workers_kill_timeout=5,
        respawn_failed_workers=True,
    ).serve()


def _read_what_all_share() -> None:
    """Load pages, laws and texts before the processes fork, so that they share them. The garbage
    collector then skips them: touching them would copy them in every process."""
    for name in (settings.PROTOCOL, *settings.FOLLOWS):
        load_protocol(name)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("")
    _read_pages(get_resolver())
    gc.collect()
    gc.freeze()


def _read_pages(resolver: URLResolver) -> None:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            _read_pages(one)


def _refuse_what_is_unsafe(arguments: Namespace) -> list[Finding]:
    """Return findings to print anyway. Raises Mistake for those that refuse the start."""
    known, at = arguments.known_break, timezone.now()
    found = list(place.unsafe()) or list(
        start.refused(at, known=known, clock_is_right=arguments.clock_is_right)
    )
    if found:
        said = "\n".join(f"- {one.says} {one.do}" for one in found)
        raise Mistake(f"This site is not safe to serve:\n{said}")
    return list(start.told(at, known=known))


def _tell_the_workers(setting: str, value: object) -> None:
    """Set a value for the workers, which are forks with these settings or new processes that read
    the environment."""
    setattr(settings, setting, value)
    os.environ[f"AMPARO_{setting}"] = str(value)


def _room_for_connections() -> None:
    """Raise the limit of open files. Many systems allow a process 1,024, which idle connections
    would use up."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * CONNECTIONS
    if 0 <= soft < wanted:
        allowed = wanted if hard < 0 else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))


def _tick_for_ever() -> None:
    parent = os.getppid()
    while os.getppid() == parent:
        tick()
        connections.close_all()
        time.sleep(EVERY)
