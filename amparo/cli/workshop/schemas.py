"""`amparo law schemas`: what an editor needs to complete keys and to underline mistakes."""

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from django.utils.translation import gettext as _

from amparo.cli.workshop.new import NoPlace
from amparo.cli.workshop.speaking import speaking
from amparo.rules.schemas import OF_FOLDERS, schemas

USAGE = "schemas DIR"
HELP = "Writes a JSON Schema for each file of a protocol, for editors of TOML."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR")


def run(arguments: Namespace) -> int:
    with speaking(arguments.language):
        try:
            folder = Path(arguments.folder).resolve()
            folder.mkdir(parents=True, exist_ok=True)
            for name, schema in schemas().items():
                path = folder / f"{name}.schema.json"
                path.write_text(json.dumps(schema, indent=2) + "\n", encoding="utf-8")
                print(f"{path.name}: {_for_which(name)}")
        except (OSError, RuntimeError, ValueError) as error:
            raise NoPlace(given=arguments.folder) from error
    return 0


def _for_which(name: str) -> str:
    return (
        _("every file in %(folder)s/") % {"folder": name} if name in OF_FOLDERS else f"{name}.toml"
    )
