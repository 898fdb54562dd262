"""Finds, reads and checks protocol folders."""

from functools import cache
from pathlib import Path

import amparo
from amparo.rules.admission import AdmissionFile
from amparo.rules.calendar import CalendarFile
from amparo.rules.checks import check
from amparo.rules.measures import MeasuresFile, ObligationsFile
from amparo.rules.procedure import ProtocolFile, TermsFile
from amparo.rules.protocol import Protocol
from amparo.rules.reading import Where, nearest, read, read_toml
from amparo.rules.refusals import UnknownProtocol
from amparo.rules.review import ReviewFile
from amparo.rules.risk import AssessmentFile
from amparo.rules.texts import TextsFile

FILES = (
    "protocol.toml",
    "terms.toml",
    "calendar.toml",
    "10-admission.toml",
    "20-assessment.toml",
    "30-measures.toml",
    "40-obligations.toml",
    "50-review.toml",
)


def known_protocols() -> tuple[str, ...]:
    """The ids that `load` accepts, from the installed package or the checkout's `protocols/`."""
    return tuple(sorted(folder.name for folder in _folders()))


@cache
def load(protocol_id: str) -> Protocol:
    """Read one shipped protocol, once per process; raises UnknownProtocol or MistakenProtocol."""
    for folder in _folders():
        if folder.name == protocol_id:
            return load_folder(folder)
    raise UnknownProtocol(given=protocol_id, allowed=known_protocols())


def load_folder(folder: Path) -> Protocol:
    """Read any folder laid out as a protocol; raises MistakenProtocol naming file, key, reason."""
    _refuse_stray_files(folder)
    procedure = _file(folder, "protocol.toml", ProtocolFile)
    protocol = Protocol(
        procedure=procedure,
        terms=_file(folder, "terms.toml", TermsFile),
        calendars=_file(folder, "calendar.toml", CalendarFile),
        admission=_file(folder, "10-admission.toml", AdmissionFile),
        assessment=_file(folder, "20-assessment.toml", AssessmentFile),
        measures=_file(folder, "30-measures.toml", MeasuresFile),
        obligations=_file(folder, "40-obligations.toml", ObligationsFile),
        review=_file(folder, "50-review.toml", ReviewFile),
        texts={
            language: _file(folder, f"texts/{language}.toml", TextsFile)
            for language in procedure.languages
        },
    )
    check(protocol, folder.name)
    return protocol


def protocol_folder(protocol_id: str) -> Path:
    """Where a shipped protocol lives, with its examples beside it."""
    return next(folder for folder in _folders() if folder.name == protocol_id)


def _folders() -> list[Path]:
    package = Path(amparo.__file__).parent
    for root in (package / "_protocols", package.parent / "protocols"):
        if root.is_dir():
            return [one for one in root.iterdir() if (one / "protocol.toml").is_file()]
    return []


def _file[T](folder: Path, name: str, shape: type[T]) -> T:
    file = f"{folder.name}/{name}"
    return read(shape, read_toml(folder / name, file=file), Where(file))


def _refuse_stray_files(folder: Path) -> None:
    for path in sorted(folder.glob("*.toml")):
        if path.name not in FILES:
            where = Where(f"{folder.name}/{path.name}")
            raise where.mistake(f"unknown file; {nearest(path.name, list(FILES))}")
