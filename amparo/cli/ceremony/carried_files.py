"""Files that are carried between a site and the machine of the keyholders: a request that names
cases and one member, and the answer. Neither holds words of a case, or opens one by itself."""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from amparo.cli.command_errors import Mistake
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto.keys import KEY_SIZE

ASKED = "amparo/keys/asked/1"
ANSWERED = "amparo/keys/answered/1"
COURT_ORDER = "court_order"
REASONS = ("password_lost", "member_gone", "person_asked", COURT_ORDER, "life_in_danger")
TOLD_AT_ONCE = (
    "The person reads at once on her page that a court ordered it: what the keyholders do cannot"
    " be kept silent, whatever an order says. Where this one forbids to tell her, open nothing by"
    " it: answer the court so, and have a lawyer read the order."
)
LARGEST = 4 * 1024 * 1024
LONGEST = 200  # letters of a name
MOST = 20
"""Cases in one request: few enough that the people in one room read each code aloud and ask about
it before they type a share. The end of a longer list would not be read, and it could name all
cases."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """The key of one case, sealed to a recipient. `version`: how often it was replaced before. Its
    sealing context follows from the code that is read aloud, and is not carried."""

    code: str
    version: int
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """Cases that one member is to open again. `key`: fingerprint of the recovery key."""

    member: str
    name: str
    works_at: str
    public: bytes
    reason: str
    key: str
    cases: tuple[Sealed, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """The same keys, each sealed to the member."""

    member: str
    reason: str
    cases: tuple[Sealed, ...]


def must_be_few(cases: Sequence[object]) -> None:
    """Raise Mistake for more cases than the site asks for and the keyholders' machine opens."""
    if len(cases) > MOST:
        raise Mistake(
            f"These are {len(cases)} cases: one request names {MOST} at most, so that the"
            " keyholders read each. Ask first for those that cannot wait, and then again for the"
            " others, each time saying why these."
        )


def write(path: Path, what: Asked | Answered) -> None:
    """Write to a new file that only its owner can read. Raises Mistake where it exists."""
    form = ASKED if isinstance(what, Asked) else ANSWERED
    text = json.dumps({"form": form, **asdict(what)}, default=bytes.hex, indent=1)
    try:
        with open(path, "x", encoding="utf-8", opener=_own) as file:
            file.write(text + "\n")
    except FileExistsError as problem:
        raise Mistake(f"{path} is there already: name a new file.") from problem
    except OSError as problem:
        raise Mistake(f"{path} cannot be written: {problem.strerror}.") from problem


def _own(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def read_asked(path: Path) -> Asked:
    return _read(path, ASKED, "a request of `amparo keys ask`", _asked)


def read_answered(path: Path) -> Answered:
    return _read(path, ANSWERED, "an answer of `amparo shares open`", _answered)


def _read[T](path: Path, form: str, called: str, made: Callable[[dict[str, Any]], T]) -> T:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        read = json.loads(content) if len(content) <= LARGEST else None
        if isinstance(read, dict) and read.get("form") == form:
            return made(read)
    except OSError as problem:
        raise Mistake(f"{path} cannot be read: {problem.strerror}.") from problem
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        pass
    raise Mistake(f"{path} is not {called}, or it was changed on the way.")


def _asked(read: dict[str, Any]) -> Asked:
    texts = {one: _text(read, one) for one in ("member", "name", "works_at", "reason", "key")}
    if texts["reason"] not in REASONS:
        raise ValueError
    public = bytes.fromhex(read["public"])
    if len(public) != KEY_SIZE:
        raise ValueError
    return Asked(**texts, public=public, cases=_cases(read))


def _answered(read: dict[str, Any]) -> Answered:
    reason = _text(read, "reason")
    if reason not in REASONS:
        raise ValueError
    return Answered(member=_text(read, "member"), reason=reason, cases=_cases(read))


def _cases(read: dict[str, Any]) -> tuple[Sealed, ...]:
    must_be_few(read["cases"])
    cases = tuple(
        Sealed(
            code=_code(one),
            version=int(one["version"]),
            sealed=bytes.fromhex(one["sealed"]),
        )
        for one in read["cases"]
    )
    if not cases or len({one.code for one in cases}) < len(cases):
        raise ValueError
    return cases


def _code(read: dict[str, Any]) -> str:
    """A valid code, and not a text that only looks like one, or like several."""
    code = _text(read, "code")
    if marks.code_normalised(code) != code or not code:
        raise ValueError
    return code


def _text(read: dict[str, Any], name: str) -> str:
    """One printable line: what is read here is read aloud before shares are typed."""
    text = read[name]
    if not isinstance(text, str) or not text.isprintable() or len(text) > LONGEST:
        raise ValueError
    return text
