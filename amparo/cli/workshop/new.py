"""`amparo law new`: a skeleton folder of a protocol, with the purpose of each file."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from django.utils.translation import gettext as _

from amparo.cli.workshop.arguments import LANGUAGES
from amparo.cli.workshop.output_language import speaking
from amparo.law import Refused, WrongValue
from amparo.law.checks.known_names import ID

USAGE = "new DIR"
HELP = "Writes a commented skeleton of a protocol, which `amparo law check` accepts."
SKELETON = Path(__file__).parent / "skeleton"
NAME = "SKELETON_ID"


class NoPlace(Refused):
    says = {
        "en": "“{given}” cannot be written to; allowed: a new folder, or an empty one.",
        "es": "No se puede escribir en «{given}»; se admite una carpeta nueva o vacía.",
    }


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR")


def run(arguments: Namespace) -> int:
    with speaking(arguments.language):
        try:
            folder = Path(arguments.folder).resolve()
            write(folder, arguments.language)
        except (OSError, RuntimeError, ValueError) as error:
            if isinstance(error, Refused):
                raise
            raise NoPlace(given=arguments.folder) from error
        said = _("%(law)s is written. Each file says what belongs in it; then: amparo law check.")
        print(said % {"law": folder.name})
    return 0


def write(folder: Path, language: str) -> None:
    """Write the skeleton with its comments in one language. Raises NoPlace or WrongValue, and
    overwrites nothing."""
    if not ID.fullmatch(folder.name):
        raise WrongValue(name="DIR", given=folder.name, allowed="xx-2026")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NoPlace(given=str(folder))
    for path in sorted(SKELETON.rglob("*.toml")):
        there = folder / path.relative_to(SKELETON)
        there.parent.mkdir(parents=True, exist_ok=True)
        lines = path.read_text(encoding="utf-8").splitlines()
        said = "\n".join(in_language(lines, language)).replace(NAME, folder.name)
        there.write_text(said + "\n", encoding="utf-8")


def in_language(lines: list[str], language: str) -> list[str]:
    """Lines in one language. A comment begins with `#es ` or `#en `, a line of one language alone
    with `#es! `: those of the other language are dropped, and the marks too."""
    others = tuple(f"#{one}{mark}" for one in LANGUAGES if one != language for mark in " !")
    kept = [line for line in lines if not line.startswith(others)]
    return [line.removeprefix(f"#{language}! ").replace(f"#{language} ", "# ", 1) for line in kept]
