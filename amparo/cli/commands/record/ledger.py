"""Check the record, also from an export (`amparo ledger verify`); sign it, export it.

`verify` with --export, --feed or --proof reads only files: their holder needs no site, no database
and no permission.
"""

from argparse import ArgumentParser, Namespace
from importlib import import_module
from pathlib import Path

ACTS = ("verify", "head", "publish", "export")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=ACTS)
    parser.add_argument(
        "--head",
        metavar="KEPT",
        action="append",
        help="kept outside: NUMBER:HASH, or a file with published heads; several times",
    )
    parser.add_argument("--export", metavar="FILE", type=Path, help="offline: an exported record")
    parser.add_argument(
        "--before", metavar="FILE", type=Path, help="with --export: an older export to compare"
    )
    parser.add_argument(
        "--feed", metavar="FILE", type=Path, help="offline: the heads as the site shows them"
    )
    parser.add_argument(
        "--proof", metavar="FILE", type=Path, help="offline: the proof of one filing"
    )


def run(arguments: Namespace) -> int:
    offline = arguments.export or arguments.feed or arguments.proof
    # Imported when needed: one works from files alone, the other needs a site.
    part = import_module(
        f"amparo.cli.record.{'offline_verification' if offline else 'site_record'}"
    )
    return int(part.run(arguments))
