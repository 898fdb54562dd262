"""Compare a file with its hash, or with a statement from a case: `amparo file check FILE`.

It reads only files: their holder needs no site, no database and no permission.
"""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from amparo.cli.command_errors import Mistake
from amparo.cli.record import record_faults as saying
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto.file_statements import FileStatement, digest_of
from amparo.crypto.signed_heads import NotPublished


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=("check",))
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument(
        "--statement", type=Path, metavar="FILE", help="as the desk gives it out with a file"
    )
    parser.add_argument("--hash", metavar="HEX", help="as the desk shows it, or b2sum -l 256")
    parser.add_argument(
        "--head",
        metavar="KEPT",
        action="append",
        help="with --statement: published heads that were kept outside; several times",
    )


def run(arguments: Namespace) -> int:
    if arguments.head and not arguments.statement:
        raise Mistake("--head goes with --statement: it says in which record the hash stands.")
    try:
        digest = digest_of(arguments.file)
    except OSError as problem:
        raise Mistake(f"{arguments.file} could not be read.") from problem
    found: list[str] = []
    held = [f"{arguments.file}: {digest.hex()} (BLAKE2b-256)"]
    if arguments.hash:
        found += _against_hash(digest, arguments.hash)
        held.append("This is the file of that hash.")
    if arguments.statement:
        statement = _statement(arguments.statement)
        found += _against(digest, statement, arguments.head or [])
        held += _on_record(statement)
    for sentence in found or held:
        print(sentence)
    return 1 if found else 0


def _against_hash(digest: bytes, typed: str) -> list[str]:
    wanted = "".join(typed.split()).lower()
    return [] if wanted == digest.hex() else ["This is not the file of that hash."]


def _statement(path: Path) -> FileStatement:
    try:
        return FileStatement.parsed(saying.text_of(path))
    except NotPublished as problem:
        raise Mistake(f"{path}: {problem}") from problem


def _against(digest: bytes, statement: FileStatement, kept_in: list[str]) -> list[str]:
    found = []
    if digest != statement.digest:
        found.append("This is not the file of the statement: not one byte may differ.")
    if not statement.holds:
        found.append("The statement does not hold: its hash is not in the record that it names.")
    kept = saying.kept_in(kept_in)
    own = statement.inclusion and statement.inclusion.head
    if kept and own and not saying.is_among(own, kept):
        found.append("The record that it names is not among the heads that were kept.")
    return found


def _on_record(statement: FileStatement) -> list[str]:
    if not statement.inclusion:
        return []
    head = statement.inclusion.head
    key = marks.fingerprint(head.key)
    where = f"entry {statement.inclusion.number} of {head.size}, signed with the key {key}"
    return [
        "This is the file of the statement, byte for byte.",
        f"Its hash was on record by {head.day}: {where}.",
    ]
