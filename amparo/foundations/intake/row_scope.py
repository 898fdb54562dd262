"""What the visitor of this request has shown, passed to the database. Where the person's surface
and the public pages run separately, PostgreSQL gives them only the matching filings, keys, drafts,
proposals and proofs (`rights.toml`).

The values cannot be guessed: a keyed hash of the passphrase, the public key derived from it, the
hash of a token, or all data on a proof; they are not visible in other rows.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.signals import request_started
from django.db import Error, connection

_SAID = "current_setting('amparo.shown', true)"
_ADDS = f"SELECT set_config('amparo.shown', concat_ws(' ', {_SAID}, %s::text), false)"
_FORGETS = "SELECT set_config('amparo.shown', '', false)"


def show_mark(*marks: bytes) -> None:
    """Show the marks of a passphrase or a token, before its row is looked up or created."""
    _show(" ".join(one.hex() for one in marks))


def show_key(number: int, public: bytes) -> None:
    """Show the row by which a person's passphrase opens their case."""
    _show(f"key:{number}:{bytes(public).hex()}")


def show_way(number: int, public: bytes) -> None:
    """Show the row by which a related person comes back with their own passphrase."""
    _show(f"way:{number}:{bytes(public).hex()}")


def show_linked(code: str) -> None:
    """Show a filing named in the document of a linked case, before it is looked up. The database
    accepts it only if the record links it to a case whose passphrase was shown."""
    _show(f"linked:{code}")


def show_stored(once: bytes, *words: bytes) -> None:
    """Show a submission before it is stored: its mark makes the row visible, also to find it on a
    second try, and the hash of its passphrase makes visible what is stored with it."""
    _show(" ".join([f"once:{once.hex()}", *(one.hex() for one in words)]))


def show_receipt(number: str) -> None:
    """Show the number of a receipt, before what was erased is looked up."""
    _show(f"erased:{number}")


def show_proof(number: str, fingerprint: str) -> None:
    """Show a proof of filing, number and fingerprint together, before the filing is looked up."""
    _show(f"proof:{number}:{fingerprint}")


def many_came(since: datetime) -> bool:
    """Return whether a flood of requests came since then. For the person's surface run separately,
    which sees only filings that were shown."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT is_flood(%s)", [since])
        return bool(cursor.fetchone()[0])


def _show(what: str) -> None:
    if asks_alone():
        with connection.cursor() as cursor:
            cursor.execute(_ADDS, [what])


def asks_alone() -> bool:
    """Return whether row rules apply to this process."""
    return settings.SURFACE in {"door", "site"} and connection.vendor == "postgresql"


def forget(**_signal: Any) -> None:
    """Clear what was shown, between requests of different visitors."""
    if not asks_alone() or connection.connection is None:
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute(_FORGETS)
    except Error:  # a new connection starts with nothing shown
        connection.close()


request_started.connect(forget, dispatch_uid="amparo.shown")
