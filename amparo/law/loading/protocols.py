"""Loading of protocol folders: find, read, check."""

import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import amparo
from amparo.law.admission import AdmissionFile
from amparo.law.assessment.risk_questionnaires import AssessmentFile
from amparo.law.checks import attempt, check
from amparo.law.checks.known_names import ID
from amparo.law.checks.transitory import check_stays, check_with_older
from amparo.law.counting.calendar import CalendarFile
from amparo.law.disappearances import FateFile
from amparo.law.errors import MistakenProtocol, UnknownProtocol
from amparo.law.examples import check_examples, example_files
from amparo.law.loading.error_lines import follows_from, located
from amparo.law.loading.reader import Folder, Unreadable, Where, nearest, read
from amparo.law.loading.toml_files import read_toml
from amparo.law.measures import MeasuresFile, ObligationsFile
from amparo.law.procedure import ProtocolFile, TermsFile
from amparo.law.protocol import Protocol
from amparo.law.review import ReviewFile
from amparo.law.texts import TextsFile

SHAPES: dict[str, type[Any]] = {
    "protocol.toml": ProtocolFile,
    "terms.toml": TermsFile,
    "calendar.toml": CalendarFile,
    "10-admission.toml": AdmissionFile,
    "20-assessment.toml": AssessmentFile,
    "30-measures.toml": MeasuresFile,
    "40-obligations.toml": ObligationsFile,
    "50-review.toml": ReviewFile,
    "55-fate.toml": FateFile,
}
FILES = tuple(SHAPES)


def known_protocols() -> tuple[str, ...]:
    """Return the ids that `load_protocol` accepts, from the installed package or the checkout's
    `protocols/`."""
    return tuple(sorted(folder.name for folder in _folders()))


@cache
def load_protocol(protocol_id: str) -> Protocol:
    """Read one shipped protocol, once per process; raises UnknownProtocol or MistakenProtocol."""
    for folder in _folders():
        if folder.name == protocol_id:
            protocol = load_folder(folder)
            check_beside(protocol, folder, must_be_there=False)
            return protocol
    raise UnknownProtocol(given=protocol_id, allowed=known_protocols())


def load_folder(folder: Path) -> Protocol:
    """Read any folder laid out as a protocol; raises MistakenProtocol naming file, key, reason."""
    where = Folder(folder.name)
    protocol = _read(folder, where)
    check(protocol, where)
    return protocol


def _read(folder: Path, where: Folder) -> Protocol:
    """Read all files of a folder. Raises Unreadable where mistakes are listed and one of the files
    cannot be built."""
    _refuse_stray_files(folder, where)
    files: dict[str, Any] = {}
    for name, shape in SHAPES.items():
        _add(files, name, folder, where, shape)
    procedure: ProtocolFile | None = files.get("protocol.toml")
    languages = [path.stem for path in sorted((folder / "texts").glob("*.toml"))]
    if procedure:
        _refuse_strange_languages(folder, procedure, where)
        languages = [one for one in procedure.languages if ID.fullmatch(one)]
    for language in languages:
        _add(files, f"texts/{language}.toml", folder, where, TextsFile)
    if len(files) < len(SHAPES) + len(languages):
        raise Unreadable
    return Protocol(
        procedure=files["protocol.toml"],
        terms=files["terms.toml"],
        calendars=files["calendar.toml"],
        admission=files["10-admission.toml"],
        assessment=files["20-assessment.toml"],
        measures=files["30-measures.toml"],
        obligations=files["40-obligations.toml"],
        review=files["50-review.toml"],
        fate=files["55-fate.toml"],
        texts={language: files[f"texts/{language}.toml"] for language in languages},
    )


def _add(files: dict[str, Any], name: str, folder: Path, where: Folder, shape: type[Any]) -> None:
    try:
        files[name] = _file(folder, name, shape, where)
    except MistakenProtocol as mistake:
        where.file(name).take(mistake)
    except Unreadable:
        pass  # its mistakes are in the list


def check_beside(
    protocol: Protocol, folder: Path, where: Folder | None = None, *, must_be_there: bool = True
) -> None:
    """Check a norm's transitory rules against the older norms in the folders beside it. With
    `must_be_there` a missing folder is a mistake, for the authors of the law; without it cases open
    all the same."""
    where = where or Folder(folder.name)
    for place, rule in enumerate(protocol.procedure.transitory):
        older = folder.parent / rule.older
        if not rule.passes and (older / FILES[0]).is_file():
            # No case passes: the older norm's own first file is all that is needed.
            first = _file(older, FILES[0], ProtocolFile, Folder(older.name))
            check_stays(protocol, first, where)
        elif (older / FILES[0]).is_file():
            check_with_older(protocol, load_folder(older), where)
        elif must_be_there:
            there = where.file(FILES[0]).inside("transitory").number(place)
            there.inside("from").refuse("there is no folder “{}” beside this one", rule.older)


def mistakes_in(folder: Path) -> tuple[MistakenProtocol, ...]:
    """Return every mistake that makes a folder unusable, each with its line and the name of its
    entry. Cross-checks run only once each file can be read. Empty: it is valid."""
    try:
        folder = folder.resolve(strict=True)
        there = folder.is_dir()
    except (OSError, ValueError):
        there = False
    if not there:
        return (Where(str(folder)).mistake("there is no such folder"),)
    if not (folder / FILES[0]).is_file():
        return (Where(f"{folder.name}/{FILES[0]}").mistake("is missing: this is no protocol"),)
    found: list[MistakenProtocol] = []
    where = Folder(folder.name, found)
    try:
        protocol = _read(folder, where)
    except Unreadable:
        return _in_order(found, folder)
    read = tuple(found)
    check(protocol, where)
    attempt(where, check_beside, protocol, folder, where)
    for path in example_files(folder):
        attempt(where, check_examples, protocol, path, where)
    follows = (one for one in found[len(read) :] if not follows_from(one, read))
    return _in_order((*read, *follows), folder)


def _in_order(mistakes: Iterable[MistakenProtocol], folder: Path) -> tuple[MistakenProtocol, ...]:
    """Return each mistake once, file by file and from its first line to its last."""
    once = {str(one): located(one, folder) for one in mistakes}.values()
    files = [f"{folder.name}/{name}" for name in FILES]

    def place(one: MistakenProtocol) -> tuple[int, str, int]:
        file = str(one.parts["file"])
        return files.index(file) if file in files else len(files), file, one.line or 0

    return tuple(sorted(once, key=place))


def protocol_folder(protocol_id: str) -> Path:
    """Return the folder of a shipped protocol, which includes its examples."""
    return next(folder for folder in _folders() if folder.name == protocol_id)


@cache
def _roots(installed: str) -> tuple[Path, Path]:
    package = Path(installed).parent
    return package / "_protocols", package.parent / "protocols"


def _folders() -> list[Path]:
    """Return the folders of the protocols. Called on every page of a case, so paths are built as
    text."""
    for root in _roots(str(amparo.__file__)):
        if root.is_dir():
            with os.scandir(root) as found:
                there = [one.path for one in found if one.is_dir()]
            return [Path(one) for one in there if os.access(f"{one}/protocol.toml", os.R_OK)]
    return []


def _file[T](folder: Path, name: str, shape: type[T], where: Folder) -> T:
    there = where.file(name)
    return read(shape, read_toml(folder / name, file=there.file), there)


def _refuse_stray_files(folder: Path, where: Folder) -> None:
    for path in sorted(folder.glob("*.toml")):
        if path.name not in FILES:
            where.file(path.name).refuse("unknown file; {}", nearest(path.name, list(FILES)))


def _refuse_strange_languages(folder: Path, procedure: ProtocolFile, where: Folder) -> None:
    """Check that each language is a file of `texts/`, and each file there a language."""
    languages = where.file("protocol.toml").inside("languages")
    for place, language in enumerate(procedure.languages):
        if not ID.fullmatch(language):
            languages.number(place).refuse("“{}” is no language, such as “es”", language)
    for path in sorted((folder / "texts").glob("*.toml")) if procedure.languages else ():
        if path.stem not in procedure.languages:
            there = where.file(f"texts/{path.name}")
            there.refuse("unknown file; {}", nearest(path.stem, list(procedure.languages)))
