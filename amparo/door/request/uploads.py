"""Files of a request: what was accepted, what was not and why."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amparo.crypto.word_recognition import on_one_line
from amparo.foundations.intake.files.upload_fields import most_bytes
from amparo.foundations.intake.files.uploads import SealedUpload, path_of

MOST = 20
"""Maximum number of files of one request."""

PROBLEMS: dict[str, Promise] = {
    "too_big": _(
        "“%(name)s” was not stored: it is larger than %(limit)s. Try a shorter recording or a"
        " smaller picture."
    ),
    "wrong_kind": _(
        "“%(name)s” was not stored: we take recordings, pictures, videos and PDF only."
    ),
    "no_room": _(
        "“%(name)s” was not stored: there is no room for it just now. What you wrote is safe. Send"
        " the file again later."
    ),
    "empty": _("“%(name)s” was not stored: it arrived empty. Choose it once more."),
    "too_many": _("One file was not stored: there are already as many as we can take at once."),
    "gone": _("One file had waited too long and was erased. Choose it once more."),
}
NAMED = ":"
"""Separates the code of a problem from the name of its file."""
LONGEST_NAME = 60


def taken(uploads: Sequence[SealedUpload], *, already: int = 0) -> list[SealedUpload]:
    """Return the accepted uploads. The others are removed from disk."""
    room = max(0, MOST - already)
    good = [one for one in uploads if not problem_of(one)]
    for one in good[room:]:
        remove(one.stored_as)
    return good[:room]


def problems(uploads: Sequence[SealedUpload], *, already: int = 0) -> list[str]:
    """Return, for each upload that was not accepted, a code with the name of the file."""
    each = ((problem_of(one), on_one_line(one.name or "")) for one in uploads)
    found = [f"{problem}{NAMED}{name[:LONGEST_NAME]}" for problem, name in each if problem]
    many = len(uploads) - len(found) - max(0, MOST - already)
    return found + ["too_many"] * max(0, many)


def problem_of(upload: SealedUpload) -> str:
    return upload.problem or ("" if upload.size else "empty")


def in_words(codes: Iterable[str]) -> list[str]:
    each = [code.partition(NAMED) for code in dict.fromkeys(codes)]
    return [
        str(PROBLEMS[code]) % {"name": name or gettext("A file"), "limit": most_bytes()}
        for code, _named, name in each
        if code in PROBLEMS
    ]


def remove(stored_as: str) -> None:
    path_of(stored_as).unlink(missing_ok=True)


def packed(upload: SealedUpload) -> dict[str, Any]:
    """Return the upload as a draft stores it, and keep its file after this HTTP request."""
    upload.wanted = True
    return {
        "question": upload.question,
        "stored_as": upload.stored_as,
        "key": upload.key.hex(),
        "name": upload.name or "",
        "size": upload.size,
        "kind": upload.kind,
        "digest": upload.digest.hex(),
        "sealed_size": upload.sealed_size,
    }


def unpacked(kept: dict[str, Any]) -> SealedUpload | None:
    """Return the upload from a draft; None where the file no longer exists."""
    if not path_of(kept["stored_as"]).exists():
        return None
    upload = SealedUpload(
        name=kept["name"],
        stored_as=kept["stored_as"],
        key=bytes.fromhex(kept["key"]),
        kind=kept["kind"],
        problem="",
    )
    upload.size = kept["size"]
    upload.sealed_size = kept["sealed_size"]
    upload.digest = bytes.fromhex(kept["digest"])
    upload.question = kept["question"]
    return upload
