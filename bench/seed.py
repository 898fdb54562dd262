"""Fill a scratch site with cases, through the product's own sealing and its own rows.

python -m bench.seed --cases 100000 --state var/bench

Accounts are enrolled as people are; every case has its sealed papers, its keys for the person, the
reception, the recovery and each member of the duty pool, and its entries in the record.
"""

import argparse
from importlib import import_module
from pathlib import Path

from bench.place import set_up


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--state", default="var/bench")
    parser.add_argument("--names-alone", action="store_true", help="only what finding a name needs")
    arguments = parser.parse_args()
    set_up(Path(arguments.state))
    import_module("bench.rows").seed(
        arguments.cases, Path(arguments.state), names_alone=arguments.names_alone
    )


if __name__ == "__main__":
    main()
