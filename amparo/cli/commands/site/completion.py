"""Print what a shell needs to complete these commands: `amparo completion bash`.

To use it: `source <(amparo completion bash)`, or write it into the shell's own folder.
"""

from argparse import ArgumentParser, Namespace

import shtab

from amparo.cli import command_help as listing
from amparo.cli.main import names


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("shell", choices=shtab.SUPPORTED_SHELLS)


def run(arguments: Namespace) -> int:
    parser = listing.parser_of_all(names())
    print(shtab.complete(parser, shell=arguments.shell))
    return 0
