"""Serve the site on one address, with its minute-by-minute jobs beside it."""

import multiprocessing
import os
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from amparo.cli.mistakes import Mistake
from amparo.cli.tick import tick

EVERY = 60  # seconds


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--threads", type=int, default=16, help="threads a worker: so many files may arrive at once"
    )
    parser.add_argument("--no-tick", action="store_true", help="run `amparo tick` by other means")


def run(arguments: Namespace) -> int:
    if not (Path(settings.STATE) / "site.toml").exists():
        raise Mistake("This site is not set up yet: run `amparo init` first.")
    call_command("collectstatic", interactive=False, verbosity=0)
    connections.close_all()
    if not arguments.no_tick:
        # Before any thread starts: the child shares this process's memory and nothing else.
        multiprocessing.get_context("fork").Process(target=_tick_for_ever, daemon=True).start()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.settings.main")
    print(f"Serving on http://{arguments.host}:{arguments.port}/", flush=True)
    Granian(
        "amparo.wsgi:application",
        address=arguments.host,
        port=arguments.port,
        interface=Interfaces.WSGI,
        workers=arguments.workers,
        blocking_threads=arguments.threads,
        log_level=LogLevels.error,
        log_access=False,
        workers_kill_timeout=5,
        respawn_failed_workers=True,
    ).serve()
    return 0


def _tick_for_ever() -> None:
    parent = os.getppid()
    while os.getppid() == parent:
        tick()
        connections.close_all()
        time.sleep(EVERY)
