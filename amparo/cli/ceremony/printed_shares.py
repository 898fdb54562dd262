"""How many shares a key has, and printing them, once."""

from amparo.cli.command_errors import Mistake
from amparo.crypto.shares import FEWEST, MOST

SHARES = "2of3"


def shares_asked_for(text: str) -> tuple[int, int]:
    """Number of shares needed, and number of shares. Raises Mistake."""
    needed, _, of = text.partition("of")
    if not (needed.isdigit() and of.isdigit() and FEWEST <= int(needed) <= int(of) <= MOST):
        raise Mistake("--shares takes two numbers such as 2of3 or 3of5, from 2 to 16.")
    return int(needed), int(of)


def print_shares(key: str, does: str, parts: list[str], needed: int) -> None:
    of = len(parts)
    print(
        f"\n{key}: {needed} of these {of} shares {does}.\n"
        "Write each on paper, give each to another institution, and keep none of them here.\n"
    )
    for number, part in enumerate(parts, start=1):
        print(f"Share {number} of {of}:\n  {part}\n")
