"""Finds, reads and checks protocol folders."""

import os
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import amparo
from amparo.rules.admission import AdmissionFile
from amparo.rules.calendar import CalendarFile
from amparo.rules.checks import check
from amparo.rules.checks.references import ID
from amparo.rules.checks.transitory import check_stays, check_with_older
from amparo.rules.examples import check_examples, example_files
from amparo.rules.fate import FateFile
from amparo.rules.instruments import AssessmentFile
from amparo.rules.measures import MeasuresFile, ObligationsFile
from amparo.rules.procedure import ProtocolFile, TermsFile
from amparo.rules.protocol import Protocol
from amparo.rules.reading import Where, nearest, read, read_toml
from amparo.rules.refusals import MistakenProtocol, UnknownProtocol
from amparo.rules.review import ReviewFile
from amparo.rules.texts import TextsFile

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
    """The ids that `load` accepts, from the installed package or the checkout's `protocols/`."""
    return tuple(sorted(folder.name for folder in _folders()))


@cache
def load(protocol_id: str) -> Protocol:
    """Read one shipped protocol, once per process; raises UnknownProtocol or MistakenProtocol."""
    for folder in _folders():
        if folder.name == protocol_id:
            protocol = load_folder(folder)
            check_beside(protocol, folder, must_be_there=False)
            return protocol
    raise UnknownProtocol(given=protocol_id, allowed=known_protocols())


def load_folder(folder: Path) -> Protocol:
    """Read any folder laid out as a protocol; raises MistakenProtocol naming file, key, reason."""
    _refuse_stray_files(folder)
    procedure = _file(folder, "protocol.toml", ProtocolFile)
    _refuse_strange_languages(folder, procedure)
    protocol = Protocol(
        procedure=procedure,
        terms=_file(folder, "terms.toml", TermsFile),
        calendars=_file(folder, "calendar.toml", CalendarFile),
        admission=_file(folder, "10-admission.toml", AdmissionFile),
        assessment=_file(folder, "20-assessment.toml", AssessmentFile),
        measures=_file(folder, "30-measures.toml", MeasuresFile),
        obligations=_file(folder, "40-obligations.toml", ObligationsFile),
        review=_file(folder, "50-review.toml", ReviewFile),
        fate=_file(folder, "55-fate.toml", FateFile),
        texts={
            language: _file(folder, f"texts/{language}.toml", TextsFile)
            for language in procedure.languages
        },
    )
    check(protocol, folder.name)
    return protocol


def check_beside(protocol: Protocol, folder: Path, *, must_be_there: bool = True) -> None:
    """What a norm's transitory rules say against the older norms in the folders beside it. Cases
    must open also where such a folder is gone; whoever writes the law is told."""
    for place, rule in enumerate(protocol.procedure.transitory):
        older = folder.parent / rule.older
        if not rule.passes and (older / FILES[0]).is_file():
            # Nothing is told over: what the older norm says of itself is all that is needed.
            check_stays(protocol, _file(older, FILES[0], ProtocolFile), folder.name)
        elif (older / FILES[0]).is_file():
            check_with_older(protocol, load_folder(older), folder.name)
        elif must_be_there:
            where = Where(f"{folder.name}/{FILES[0]}").inside("transitory").number(place)
            raise where.inside("from").mistake(
                "there is no folder “{}” beside this one", rule.older
            )


def mistakes_in(folder: Path) -> tuple[MistakenProtocol, ...]:
    """What keeps a folder from being used: the first mistake of each file, and once each can be
    read, the first of what does not fit together, else those of the examples. None: it is good."""
    try:
        folder = folder.resolve(strict=True)
        there = folder.is_dir()
    except (OSError, ValueError):
        there = False
    if not there:
        return (Where(str(folder)).mistake("there is no such folder"),)
    if not (folder / FILES[0]).is_file():
        return (Where(f"{folder.name}/{FILES[0]}").mistake("is missing: this is no protocol"),)
    found = tuple(_found(partial(_file, folder, name, SHAPES[name]) for name in FILES))
    if found:
        return found
    try:
        protocol = load_folder(folder)
        check_beside(protocol, folder)
    except MistakenProtocol as mistake:
        return (mistake,)
    examples = example_files(folder)
    return tuple(_found(partial(check_examples, protocol, path) for path in examples))


def _found(attempts: Iterable[Callable[[], object]]) -> Iterator[MistakenProtocol]:
    for attempt in attempts:
        try:
            attempt()
        except MistakenProtocol as mistake:
            yield mistake


def protocol_folder(protocol_id: str) -> Path:
    """Where a shipped protocol lives, with its examples beside it."""
    return next(folder for folder in _folders() if folder.name == protocol_id)


@cache
def _roots(installed: str) -> tuple[Path, Path]:
    package = Path(installed).parent
    return package / "_protocols", package.parent / "protocols"


def _folders() -> list[Path]:
    """Every page asks whether the norm of a case is still there: paths are put together as text."""
    for root in _roots(str(amparo.__file__)):
        if root.is_dir():
            with os.scandir(root) as found:
                there = [one.path for one in found if one.is_dir()]
            return [Path(one) for one in there if os.access(f"{one}/protocol.toml", os.R_OK)]
    return []


def _file[T](folder: Path, name: str, shape: type[T]) -> T:
    file = f"{folder.name}/{name}"
    return read(shape, read_toml(folder / name, file=file), Where(file))


def _refuse_stray_files(folder: Path) -> None:
    for path in sorted(folder.glob("*.toml")):
        if path.name not in FILES:
            where = Where(f"{folder.name}/{path.name}")
            raise where.mistake("unknown file; {}", nearest(path.name, list(FILES)))


def _refuse_strange_languages(folder: Path, procedure: ProtocolFile) -> None:
    """Each language is a file of `texts/`, and each file there a language."""
    languages = Where(f"{folder.name}/protocol.toml").inside("languages")
    for place, language in enumerate(procedure.languages):
        if not ID.fullmatch(language):
            raise languages.number(place).mistake("“{}” is no language, such as “es”", language)
    for path in sorted((folder / "texts").glob("*.toml")) if procedure.languages else ():
        if path.stem not in procedure.languages:
            where = Where(f"{folder.name}/texts/{path.name}")
            raise where.mistake("unknown file; {}", nearest(path.stem, list(procedure.languages)))
