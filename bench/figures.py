"""Measure protected tables: how long they take, how much they hide, and how fast they are read.

python -m bench.figures --only tables [--sdc FOLDER]
python -m bench.figures [--acts 200000] [--cases 2000] [--database URL]

The first protects tables of 25 by 45 random counts, and the counts of FOLDER beside what τ-Argus
hid there. The second fills a site of its own with acts, makes the tables of each year as the job
does, publishes them, and asks for both dashboards and one edition beside the bare page.
docs/reference/performance.md quotes the numbers.
"""

import csv
import json
import random
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Mapping, Sequence
from importlib import import_module
from itertools import product
from pathlib import Path

import django

from amparo.statistics.disclosure import Relation, Release, Table, failures, protect
from bench.measure import ROOT, Browser, beside, options, page, ready, served, sign_in

ROWS, COLUMNS, SEEDS = 25, 45, 3
COMMON = 20  # mean of the random counts
TOTAL = "Total"
HIDDEN_BY_ARGUS = {"U", "M"}


def crossed(
    rows: Sequence[str], columns: Sequence[str], cells: Mapping[tuple[str, str], int]
) -> Table:
    """Return a table with its totals."""
    counts = dict(cells)
    lines = [((row, TOTAL), [(row, one) for one in columns]) for row in rows]
    lines += [((TOTAL, one), [(row, one) for row in rows]) for one in columns]
    lines.append(((TOTAL, TOTAL), [(row, TOTAL) for row in rows]))
    for total, parts in lines:
        counts[total] = sum(counts[part] for part in parts)
    lines.append(((TOTAL, TOTAL), [(TOTAL, one) for one in columns]))
    relations = [Relation("|".join(one), tuple("|".join(part) for part in of)) for one, of in lines]
    named = {"|".join(one): count for one, count in counts.items()}
    return Table(named, tuple(relations), open=frozenset({f"{TOTAL}|{TOTAL}"}))


def protected(name: str, table: Table) -> None:
    began, processor = time.perf_counter(), time.process_time()
    release = protect(table)
    took, busy = time.perf_counter() - began, time.process_time() - processor
    more = release.hidden - set(table.primary)
    print(
        f"{name}: {took:.1f} s, processor {busy:.1f} s; small {len(table.primary)}, hidden beside"
        f" them {len(more)} (sum {sum(table.counts[one] for one in more)});"
        f" narrower than 5: {len(failures(release))}",
        flush=True,
    )


def tables(folder: str) -> None:
    """Random tables, and the reference beside τ-Argus."""
    names = list(map(str, range(ROWS))), list(map(str, range(COLUMNS)))
    for seed in range(SEEDS):
        drawn = random.Random(seed).expovariate
        cells = {one: int(drawn(1 / COMMON)) for one in product(*names)}
        table = crossed(*names, cells)
        protected(f"{ROWS} x {COLUMNS}, seed {seed}", table)
    if folder:
        reference(Path(folder))


def reference(folder: Path) -> None:
    with (folder / "sdc_dep_tipo_counts.csv").open(encoding="utf-8") as file:
        lines = {line["dep"]: line for line in csv.DictReader(file)}
    columns = [one for one in next(iter(lines.values())) if one != "dep"]
    cells = {(row, one): int(line[one]) for row, line in lines.items() for one in columns}
    table = crossed(list(lines), columns, cells)
    protected("reference", table)
    with (folder / "sdc_tauargus_OPT.csv").open(encoding="utf-8") as file:
        hidden = {
            f"{line['dep'].strip()}|{line['tipo'].strip()}"
            for line in csv.DictReader(file)
            if line["status"] in HIDDEN_BY_ARGUS
        }
    narrow = failures(Release(table, frozenset(hidden)))
    print(f"τ-Argus: hidden {len(hidden)}; narrower than 5 by this audit: {len(narrow)}")


def job() -> None:
    """Make and publish the tables of each year."""
    rows = import_module("bench.figures_rows")
    for year in rows.YEARS:
        began = time.perf_counter()
        made = rows.made_and_published(year)
        print(f"{year}: {made} tables in {time.perf_counter() - began:.1f} s", flush=True)


def pages(arguments: Namespace, environment: dict[str, str]) -> list[dict[str, object]]:
    people = json.loads((Path(arguments.state) / "bench.json").read_text())
    year = import_module("bench.figures_years").YEARS[-1]
    asked = {
        "public dashboard": page("/public/attacks/"),
        "one edition": page(f"/public/attacks/department-kind/{year}/"),
        "team's dashboard": page("/desk/attacks/figures/"),
        "team's dashboard, one department": page("/desk/attacks/figures/?department=PE-UCA"),
    }
    with served(arguments, environment) as site:
        bare = page(f"/bare/?member={people['ana']['id']}")
        user = sign_in(site.desk, "irma", people["irma"])
        users = [Browser(site.desk, dict(user.cookies)) for _ in range(arguments.users)]
        return beside(asked, bare, users, arguments.seconds, site.desk_server)


def inside(arguments: Namespace) -> None:
    """In a process of its own, after django.setup(): rows, or the job."""
    django.setup()
    if arguments.only == "fill":
        import_module("bench.figures_rows").fill(arguments.acts, Path(arguments.state))
    else:
        job()


def main() -> None:
    parser = options(__doc__)
    parser.set_defaults(state="var/bench-figures", seconds=6, cases=2000)
    parser.add_argument("--acts", type=int, default=200_000)
    parser.add_argument("--sdc", default="", help="a folder with the counts and those of τ-Argus")
    parser.add_argument("--only", choices=("tables", "fill", "job", "pages"), help="by itself")
    arguments = parser.parse_args()
    if arguments.only == "tables":
        return tables(arguments.sdc)
    if arguments.only in {"fill", "job"}:
        return inside(arguments)
    environment = ready(arguments, "--names-alone")
    again = [sys.executable, "-m", "bench.figures", *sys.argv[1:]]
    for part in () if arguments.only else ("fill", "job"):
        subprocess.run([*again, "--only", part], cwd=ROOT, env=environment, check=True)
    for row in pages(arguments, environment):
        print("  ".join(f"{key}: {value}" for key, value in row.items()), flush=True)
    return None


if __name__ == "__main__":
    main()
