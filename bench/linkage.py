"""How well duplicates are found on records whose truth is known, and how long it takes.

python -m bench.linkage FOLDER [--records 5000]

FOLDER: records.csv (record_id, nombre, sexo, edad, fecha, departamento, provincia, distrito, tipo)
and truth.csv (record_id, victim_incident_id). Prints precision, recall and F1 of the pairs within
groups: without labels, and over the pairs that nobody reviewed with 300 that were, mean of five
draws. docs/reference/performance.md quotes the numbers.
"""

import argparse
import csv
import random
import re
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

from amparo.statistics.likelihood import THRESHOLD, groups, learned, reviewed_weights
from amparo.statistics.linkage import VICTIMS, Compared, Record, compare
from amparo.statistics.spelling import folded

MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "set", "oct", "nov", "dic")
NUMBERS = {name: str(number) for number, name in enumerate(MONTHS, 1)} | {"sep": "9"}
DRAWS = 5
REVIEWED = 300

type Pair = tuple[int, int]


def read_days(text: str) -> tuple[date, date] | tuple[None, None]:
    """Return the first and the last day that a date of the records may mean."""
    for shape, read in SHAPES:
        if found := re.fullmatch(shape, text):
            return read(*found.groups())
    return None, None


def _day_first(day: str, month: str, year: str) -> tuple[date, date]:
    number = int(year) % 2000 + 2000
    with suppress(ValueError):
        return _day(number, int(month), int(day))
    return _day(number, int(day), int(month))


def _month(month: str, year: str) -> tuple[date, date]:
    first = date(int(year), int(month), 1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _day(year: int, month: int, day: int) -> tuple[date, date]:
    found = date(year, month, day)
    return found, found


SHAPES: tuple[tuple[str, Callable[..., tuple[date, date]]], ...] = (
    (r"(\d{4})-(\d\d)-(\d\d)", lambda *day: _day(*map(int, day))),
    (r"(\d\d?)/(\d\d?)/(\d{2,4})", _day_first),
    (r"(\d\d?)-([a-z]{3})-(\d\d)", lambda day, month, year: _day_first(day, NUMBERS[month], year)),
    (r"(\d\d)/(\d{4})", _month),
    (r"(\d{4})", lambda year: (date(int(year), 1, 1), date(int(year), 12, 31))),
)


def records_in(folder: Path) -> tuple[list[Record], list[str]]:
    """Return the records, and of each which victim it truly is about."""
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        truth = {row["record_id"]: row["victim_incident_id"] for row in csv.DictReader(file)}
    records, found = [], []
    with (folder / "records.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            first, last = read_days(folded(row["fecha"]))
            records.append(
                Record(
                    names=(row["nombre"],),
                    first=first,
                    last=last,
                    department=row["departamento"],
                    province=row["provincia"],
                    district=row["distrito"],
                    sex=row["sexo"],
                    age=int(row["edad"]) if row["edad"] else None,
                    kinds=frozenset((row["tipo"],)),
                )
            )
            found.append(truth[row["record_id"]])
    return records, found


def pairs_within(members: Iterable[Collection[int]]) -> set[Pair]:
    return {pair for one in members for pair in combinations(sorted(one), 2)}


def true_pairs(truth: Iterable[str]) -> set[Pair]:
    members: dict[str, list[int]] = defaultdict(list)
    for position, one in enumerate(truth):
        members[one].append(position)
    return pairs_within(members.values())


def score(found: set[Pair], true: set[Pair]) -> tuple[float, float, float]:
    """Return precision, recall and F1."""
    right = len(found & true)
    precision, recall = right / max(len(found), 1), right / max(len(true), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def with_reviewed(found: Compared, true: set[Pair], seed: int) -> tuple[float, float, float]:
    """Return the score over pairs not reviewed, after 300 pairs drawn by this seed were."""
    before = learned(found)
    known = [(int(i), int(j)) for i, j in found.pairs]
    likely = [k for k, chance in enumerate(before.chances(found)) if chance > 0.01]  # noqa: PLR2004
    drawn = random.Random(seed).sample(likely, min(REVIEWED, len(likely)))
    reviewed = {known[k]: known[k] in true for k in drawn}
    weights = reviewed_weights(found, before, reviewed)
    joined = pairs_within(groups(found, weights.chances(found)))
    return score(joined - set(reviewed), true - set(reviewed))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--records", type=int, default=0)
    given = parser.parse_args()
    records, truth = records_in(given.folder)
    if given.records:
        records, truth = records[: given.records], truth[: given.records]
    true = true_pairs(truth)
    began = time.process_time()
    found = compare(records, VICTIMS)
    compared = time.process_time() - began
    chances = learned(found).chances(found)
    groups(found, chances)
    took = time.process_time() - began
    kept = len(true & {(int(i), int(j)) for i, j in found.pairs}) / len(true)
    print(f"{len(records)} records, {len(found.pairs)} pairs compared, {kept:.3f} of the true ones")
    print(f"seconds: {took:.1f}, of them comparing {compared:.1f}")
    for threshold in sorted({THRESHOLD, 0.3, 0.7, 0.9}):
        at = pairs_within(groups(found, chances, threshold=threshold))
        print(f"at {threshold}:", "P {:.3f} R {:.3f} F1 {:.3f}".format(*score(at, true)))
    drawn = [with_reviewed(found, true, seed) for seed in range(DRAWS)]
    for one in drawn:
        print("300 reviewed: P {:.3f} R {:.3f} F1 {:.3f}".format(*one))
    print(f"300 reviewed, mean F1 of {DRAWS}: {sum(one[2] for one in drawn) / DRAWS:.3f}")


if __name__ == "__main__":
    main()
