"""The argument parser of every command."""

from argparse import ArgumentParser
from typing import Any


class Typed(ArgumentParser):
    """A parser without abbreviations: `--surf` is an error, also in the parts of a command."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "allow_abbrev": False})
