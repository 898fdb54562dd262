"""Check a site: settings, files, keys, record, clock, jobs, backups. Exit code 1 on danger."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from amparo.cli.apart import server_locks as listening
from amparo.cli.ceremony import algorithm_counts as algorithms
from amparo.cli.command_errors import Mistake
from amparo.cli.health import database_connection as connecting
from amparo.cli.health import dated_findings as time
from amparo.cli.health import key_findings as keys
from amparo.cli.health import setup_findings as place
from amparo.cli.health import surface_findings as surfaces
from amparo.cli.health.finding import Finding
from amparo.foundations.ledger.verification import breaks


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--certificate", metavar="HOST", help="look at its certificate, beside those of [addresses]"
    )
    parser.add_argument(
        "--quick", action="store_true", help="neither read the whole record nor ask other machines"
    )
    parser.add_argument("--json", action="store_true", help="for a program that watches the site")


def run(arguments: Namespace) -> int:
    if not settings.SURFACE and not (Path(settings.STATE) / "site.toml").exists():
        raise Mistake("This site is not set up yet: run `amparo init` first.")
    served = listening.served(settings.SURFACES, Path(settings.RUN))
    found = sorted(findings(arguments, timezone.now()), key=lambda one: not one.danger)
    dangers = sum(one.danger for one in found)
    if arguments.json:
        print(json.dumps({"served": served, "findings": [asdict(one) for one in found]}, indent=2))
        return 1 if dangers else 0
    for name, by in served.items():
        print(f"Served now: {name}, by {by}.")
    for one in found:
        print(one)
    print(f"{dangers} dangers, {len(found) - dangers} advices." if found else "All is well.")
    return 1 if dangers else 0


def findings(arguments: Namespace, at: datetime) -> Iterator[Finding]:
    if found := connecting.trouble(Path(settings.STATE) / "site.toml"):
        yield found
        return  # all further checks need the database
    unsafe = list(place.unsafe())
    yield from unsafe
    if any("amparo init" in one.do for one in unsafe):
        return  # tables that are too old cannot be checked
    yield from surfaces.apart()
    if settings.SURFACE:
        return  # the rest is in tables that one surface may not read
    yield from of_the_whole(at)
    if not arguments.quick:
        yield from record()
        yield from place.torn()
        yield from sealed_otherwise()
    for one in time.with_certificates(arguments.certificate, quick=arguments.quick):
        yield from time.certificate(one, at)


def of_the_whole(at: datetime) -> Iterator[Finding]:
    yield from place.crowded()
    yield from place.fences()
    yield from place.unproven()
    for look in (keys.exchanged, keys.without_two, keys.missing, keys.known_or_alone):
        yield from look()
    for look_at in (
        keys.in_shares,
        keys.another_waits,
        keys.left_out,
        time.clock,
        time.kept_right,
        time.jobs,
        time.mails,
        time.backups,
        time.published,
        time.calendar,
    ):
        yield from look_at(at)


def record() -> Iterator[Finding]:
    places = [str(one.sequence) for one in breaks()]
    if places:
        yield Finding(
            f"The record does not hold at {', '.join(places[:5])}.",
            "Run `amparo ledger verify`; do not serve this site before it is understood.",
        )


def sealed_otherwise() -> Iterator[Finding]:
    if rows := algorithms.left():
        yield Finding(
            f"{rows} rows are sealed by another algorithm than today's.",
            "Run: amparo keys reseal. It says what is left, and by whose act it goes.",
            danger=False,
        )
