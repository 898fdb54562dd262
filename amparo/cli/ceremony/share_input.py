"""Input that keyholders type at the machine: shares one by one, the phrase of a case; none of it is
shown."""

import getpass
import sys

from amparo.cli.command_errors import Mistake
from amparo.crypto import shares
from amparo.crypto.errors import BadShares

SAID = {
    "too_few": "That is too few shares.",
    "not_a_share": "One of these is not a share: check its words.",
    "from_different_sets": "These shares belong to different keys.",
}


def line(prompt: str) -> str:
    """One line that is not shown; from a pipe where there is no terminal."""
    if sys.stdin.isatty():
        return getpass.getpass(prompt).strip()
    return sys.stdin.readline().strip()


def combined() -> bytes:
    """Ask for shares until a blank line, and combine them in memory."""
    given: list[str] = []
    while typed := line(f"Share {len(given) + 1} (blank to end): "):
        given.append(typed)
    try:
        return shares.combine(given)
    except BadShares as problem:
        raise Mistake(SAID.get(str(problem), "These shares do not combine.")) from problem
