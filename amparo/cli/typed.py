"""How every command reads what was typed."""

from argparse import ArgumentParser
from typing import Any


class Typed(ArgumentParser):
    """What was typed is read as it stands: half a name (`--surf`) means nothing, here and in the
    parts of a command."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "allow_abbrev": False})
