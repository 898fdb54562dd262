"""What the visitor of this request has shown, told to the database: where door and public pages are
served alone, PostgreSQL gives them the keys of those files, those drafts, proposals and proofs, and
no others (`rights.toml`).

Nobody can say it who was not shown it: it is a keyed hash of the words, the public key that they
give, the hash of a token, or all that stands on a proof, and no row of another shows it.
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
    """Before the row is looked for, or made, that these words, or this token, find."""
    _show(" ".join(one.hex() for one in marks))


def show_key(number: int, public: bytes) -> None:
    """The row by which the words of a person open her file."""
    _show(f"key:{number}:{bytes(public).hex()}")


def show_way(number: int, public: bytes) -> None:
    """The row by which somebody else of a file comes back with words of their own."""
    _show(f"way:{number}:{bytes(public).hex()}")


def show_linked(code: str) -> None:
    """Before the file is looked for that the paper of a linked case, just opened, names. It is
    believed only where the record says the same of a file whose words were shown."""
    _show(f"linked:{code}")


def show_stored(once: bytes, *words: bytes) -> None:
    """Before a request is stored: by its mark the row is seen as it is stored, and after a second
    try found, and by the hash of its words what is stored beside it."""
    _show(" ".join([f"once:{once.hex()}", *(one.hex() for one in words)]))


def show_receipt(number: str) -> None:
    """Before what was erased is looked for by the number of a receipt."""
    _show(f"erased:{number}")


def show_proof(number: str, fingerprint: str) -> None:
    """Before a request is looked for by a proof of filing: both that stand on it, as one."""
    _show(f"proof:{number}:{fingerprint}")


def many_came(since: datetime) -> bool:
    """Where the door is served alone: whether a flood of requests came since then. It sees none but
    those that were shown."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT is_flood(%s)", [since])
        return bool(cursor.fetchone()[0])


def _show(what: str) -> None:
    if asks_alone():
        with connection.cursor() as cursor:
            cursor.execute(_ADDS, [what])


def asks_alone() -> bool:
    """Whether these rules of rows hold for this process."""
    return settings.SURFACE in {"door", "site"} and connection.vendor == "postgresql"


def forget(**_signal: Any) -> None:
    """What one visitor showed is nothing that the next has shown."""
    if not asks_alone() or connection.connection is None:
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute(_FORGETS)
    except Error:  # the next connection has been told nothing
        connection.close()


request_started.connect(forget, dispatch_uid="amparo.shown")
