"""`amparo law check`: whether a folder can be used, and what stands in the way."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.cli.workshop.output_language import speaking
from amparo.law import load_folder
from amparo.law.loading.protocols import mistakes_in
from amparo.law.unchecked_values import unread

USAGE = "check DIR"
HELP = "Names file, line, key and reason of all that keeps a folder from being used."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR")


def run(arguments: Namespace) -> int:
    with speaking(arguments.language):
        mistakes = mistakes_in(Path(arguments.folder))
        for mistake in mistakes:
            print(mistake.sentence(arguments.language))
        if mistakes:
            return 1
        law = load_folder(Path(arguments.folder).resolve())
        print(_("%(law)s can be used.") % {"law": law.id})
        count = len(tuple(unread(law)))
        if count:
            said = ngettext(
                "%(count)d value was not checked against the official text.",
                "%(count)d values were not checked against the official text.",
                count,
            )
            print(said % {"count": count})
    return 0
