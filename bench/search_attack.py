"""Steal the database after every look and guess from the name index who the cases are of.

python -m bench.search_attack [--cases 7000] [--rounds 1000] [--seed N]

One history is played in the product itself, on a scratch site: cases of people who do not exist
(`bench.town`) are filed, a team of four looks for names, and after each look the thief copies all
rows of the index and all seats (`bench.search_played`). What he makes of them is
`bench.search_thief`; what he learns by filing requests himself, `bench.search_planted`. The same
thieves are set on three indexes that are not built: otherwise it would prove nothing.

Ends with 1 where the built index tells more than is stated in docs/reference/search.md.
"""

import argparse
import sys
import tempfile
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.place import set_up

MOST_ADDED = 1.0
"""What the stolen index may add to blind guessing, in cases of a hundred."""
MOST_TOLD = 55.0
"""Of yes and no, as often one as the other, how many of a hundred it may tell: a coin tells 50. At
the size that is measured this leaves room for what chance does, and for little else."""
ASKED = {
    "surname": "a surname of the person",
    "family": "another case of one family",
    "nameless": "whether a name was given",
    "kept from": "whether a member must not know",
    "rare": "whether a surname is a rare one",
    "planted": "whether a name is there, by requests of his own",
}
ADDS = ("surname", "family")
"""These are compared with guessing blindly; the others with a coin."""


@dataclass(frozen=True)
class Scores:
    """In cases of a hundred, by what was asked."""

    blind: dict[str, float]
    built: dict[str, float]
    others: dict[str, dict[str, float]]

    @property
    def too_much(self) -> list[str]:
        return [one for one in self.built if self.built[one] > self.most(one)]

    def most(self, asked: str) -> float:
        return self.blind[asked] + MOST_ADDED if asked in ADDS else MOST_TOLD


def scored(of: Any, seen: Any) -> dict[str, float]:
    """What the thieves make of it, the better one of those who say surnames."""
    thief, truths = import_module("bench.search_thief"), of.truths
    said = (one(of.of, seen, truths) for one in thief.THIEVES)
    usual = sorted(of.of.weights.values())[-100]
    rare = [all(of.of.weights[name] < usual for name in one.surnames) for one in truths]
    return {
        "surname": max(thief.surnames_right(one, truths) for one in said),
        "family": thief.partners_right(seen, truths),
        "nameless": thief.told_by(seen, [one.nameless for one in truths]),
        "kept from": thief.told_by(seen, [one.kept_from is not None for one in truths]),
        "rare": thief.told_by(seen, rare),
    }


def attack(cases: int, rounds: int, seed: int) -> Scores:
    """On a site that is there and empty."""
    thief, played, planted = (
        import_module(f"bench.search_{one}") for one in ("thief", "played", "planted")
    )
    of = played.history(cases, seed)
    nothing: list[frozenset[object]] = [frozenset()] * cases
    others = {
        "a row for each word": scored(of, played.a_row_a_word(of)),
        "rows cut to eight bits": scored(of, played.rows_cut_short(of)),
        "leaves that grow": scored(of, thief.seen_in(played.grown(of), cases)),
    }
    seen = thief.seen_in(played.site().plays(of), cases)
    print(f"As built, something could be told apart of {sum(map(bool, seen))} of {cases} cases.")
    built = scored(of, seen)
    others["leaves that grow"]["planted"] = planted.told(of.of, 100, planted.grown_right, seed)
    built["planted"] = planted.told(of.of, rounds, planted.ended_right, seed)
    return Scores(scored(of, nothing) | {"planted": 50.0}, built, others)


def shown(found: Scores) -> None:
    columns = {"blind": found.blind, **found.others, "AS BUILT": found.built}
    print(f"{'':50}" + "".join(f"{name:>24}" for name in columns) + f"{'at most':>10}")
    for asked, words in ASKED.items():
        values = (f"{of[asked]:24.2f}" if asked in of else " " * 24 for of in columns.values())
        print(f"{words:50}" + "".join(values) + f"{found.most(asked):10.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=7000)
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        set_up(Path(folder))
        found = attack(arguments.cases, arguments.rounds, arguments.seed)
    print(
        f"Of 100, said right; {arguments.cases} cases, {arguments.rounds} rounds of planted names"
    )
    shown(found)
    if found.too_much:
        sys.exit(f"The index tells more than is stated: {', '.join(found.too_much)}.")


if __name__ == "__main__":
    main()
