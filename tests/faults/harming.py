"""What a site says of its record and exports of it, harmed in several ways; run in the site's
environment by `test_published.py`.

Reads the statements of each harm as JSON and undoes them; the kept head is the one argument.
"""

import json
import sys
from contextlib import redirect_stdout
from io import StringIO

import django
from django.db import connection, transaction

from amparo.cli.main import answer


def main() -> None:
    django.setup()
    harms: dict[str, list[str]] = json.load(sys.stdin)
    sys.stdout.write(json.dumps({how: said_of(harm) for how, harm in harms.items()}))


def said_of(statements: list[str]) -> tuple[int, str, str]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        code, inside = ledger("verify", "--head", sys.argv[1])
        _code, exported = ledger("export")
        transaction.set_rollback(True)
    return code, inside, exported


def ledger(*words: str) -> tuple[int, str]:
    with redirect_stdout(StringIO()) as said:
        code = answer(["ledger", *words])
    return code, said.getvalue()


if __name__ == "__main__":
    main()
