"""Looks for known words in everything a thief could carry away, in every common encoding."""

import base64
import os
import quopri
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, quote_plus

import numpy as np

BLOCK = 4 * 1024 * 1024


@dataclass(frozen=True)
class Found:
    """A word that stood in the open: which one, written how, where."""

    word: str
    written: str
    place: str


def encodings_of(word: str) -> dict[bytes, str]:
    """Each way in which a word may lie on a disk, with its name."""
    found: dict[bytes, str] = {}
    for form in ("NFC", "NFD"):
        text = unicodedata.normalize(form, word)
        for raw, name in _raw(text):
            for written, how in _wrapped(raw):
                found.setdefault(written, f"{form} {name} {how}")
        for written, how in _spelled(text):
            found.setdefault(written, f"{form} {how}")
    return {written: how for written, how in found.items() if len(written) >= 6}


def _raw(text: str) -> Iterator[tuple[bytes, str]]:
    for name in ("utf-8", "utf-16-le", "latin-1"):
        try:
            yield text.encode(name), name
        except UnicodeEncodeError:
            continue


def _wrapped(raw: bytes) -> Iterator[tuple[bytes, str]]:
    yield raw, "plain"
    yield raw.hex().encode(), "hex"
    yield raw.hex().upper().encode(), "HEX"
    for offset in range(3):
        yield from _base64_inside(raw, offset)


def _base64_inside(raw: bytes, offset: int) -> Iterator[tuple[bytes, str]]:
    """What base64 makes of the word wherever it begins: only letters that its neighbours cannot
    change."""
    lead = b"\0" * offset
    whole = (len(lead) + len(raw)) // 3 * 3
    for encode, name in ((base64.b64encode, "base64"), (base64.urlsafe_b64encode, "base64url")):
        text = encode((lead + raw)[:whole])
        yield text[4 if offset else 0 :], f"{name}+{offset}"


def _spelled(text: str) -> Iterator[tuple[bytes, str]]:
    yield quote(text, safe="").encode(), "percent"
    yield quote_plus(text).encode(), "form"
    yield quote(text, safe="").lower().encode(), "percent lower"
    yield (
        quopri.encodestring(text.encode(), quotetabs=True).replace(b"=\n", b""),
        "quoted-printable",
    )
    escaped = text.encode("ascii", "backslashreplace").decode()
    yield "".join(_json(char) for char in text).encode(), "JSON"
    yield escaped.encode(), "backslash"


def _json(char: str) -> str:
    if ord(char) < 128:
        return char
    return "".join(f"\\u{ord(unit):04x}" for unit in char)


class Hunt:
    """The words of one journey, ready to be looked for."""

    def __init__(self, words: Iterable[str]) -> None:
        self.needles = [
            (needle, word, how) for word in words for needle, how in encodings_of(word).items()
        ]
        assert self.needles, "there is nothing to look for"
        self.longest = max(len(needle) for needle, _, _ in self.needles)
        self.by_start: dict[bytes, list[tuple[bytes, str, str]]] = {}
        for one in self.needles:
            self.by_start.setdefault(one[0][:4], []).append(one)
        self.starts = np.array([int.from_bytes(one, "little") for one in self.by_start], np.uint32)
        self.pairs = np.zeros(2**16, bool)
        self.pairs[self.starts & 0xFFFF] = True

    def in_bytes(self, content: bytes, place: str) -> Iterator[Found]:
        found = set()
        for at in self._begins(content):
            for needle, word, how in self.by_start[content[at : at + 4]]:
                if needle not in found and content.startswith(needle, at):
                    found.add(needle)
                    yield Found(word, how, place)

    def _begins(self, content: bytes) -> list[int]:
        """Where four bytes stand with which something begins that is looked for: of thousands of
        needles none is looked for by itself."""
        if len(content) < 4:
            return []
        raw = np.frombuffer(content, np.uint8).astype(np.uint16)
        pair = raw[:-1] | (raw[1:] << 8)
        at = np.flatnonzero(self.pairs[pair[:-2]])
        four = pair[at].astype(np.uint32) | (pair[at + 2].astype(np.uint32) << 16)
        begins: list[int] = at[np.isin(four, self.starts)].tolist()
        return begins

    def in_file(self, path: Path) -> Iterator[Found]:
        """Block by block, so that no word hides across two blocks."""
        try:
            source = path.open("rb")
        except OSError:
            return
        with source:
            before = b""
            while block := source.read(BLOCK):
                yield from self.in_bytes(before + block, str(path))
                before = block[-self.longest :]
        yield from self.in_bytes(os.fsencode(str(path)), f"the name of {path}")

    def in_folder(self, folder: Path) -> Iterator[Found]:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield from self.in_file(path)
            else:
                yield from self.in_bytes(os.fsencode(path.name), f"the name of {path}")

    def in_processes(self, pids: Iterable[int]) -> Iterator[Found]:
        """Arguments and environment, as every user or the owner of a process may read them."""
        for pid in pids:
            for name in ("cmdline", "environ"):
                yield from self.in_file(Path(f"/proc/{pid}/{name}"))


def group_of(leader: int) -> list[int]:
    """Every process of the server: they share its group, or descend from it."""
    rows = dict(_processes())
    members = {leader}
    grown = True
    while grown:
        more = {
            pid
            for pid, (parent, group) in rows.items()
            if pid not in members and (parent in members or group == leader)
        }
        members |= more
        grown = bool(more)
    return sorted(members & set(rows))


def _processes() -> Iterator[tuple[int, tuple[int, int]]]:
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            try:
                fields = (path / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            yield int(path.name), (int(fields[1]), int(fields[2]))
