"""`amparo law schemas`: what an editor needs to complete keys and to underline mistakes."""

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from amparo.cli.workshop.new import NoPlace
from amparo.cli.workshop.output_language import speaking
from amparo.law.loading.keys_spanish import SPANISH_KEYS
from amparo.law.loading.schemas import OF_FOLDERS, schemas

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
                if arguments.language == "es":
                    _say_in_spanish(schema)
                path = folder / f"{name}.schema.json"
                path.write_text(
                    json.dumps(schema, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
                )
                print(f"{path.name}: {_for_which(name)}")
        except (OSError, RuntimeError, ValueError) as error:
            raise NoPlace(given=arguments.folder) from error
    return 0


def _say_in_spanish(schema: dict[str, Any]) -> None:
    """Set the Spanish word of each key as its title, and remove English descriptions."""
    for table in (schema, *schema["definitions"].values()):
        table.pop("description", None)
        for key, inner in table["properties"].items():
            inner["title"] = SPANISH_KEYS[key]


def _for_which(name: str) -> str:
    return (
        _("every file in %(folder)s/") % {"folder": name} if name in OF_FOLDERS else f"{name}.toml"
    )
