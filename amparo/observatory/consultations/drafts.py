"""Drafts of laws: folders laid out as a protocol and read by the same loader, which no term is
computed from. What was put to the public is stored verbatim; the folder may change afterwards."""

import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from amparo.law import MistakenProtocol, Protocol, known_protocols, load_folder
from amparo.law.loading.protocols import mistakes_in
from amparo.law.loading.reader import Where

type Files = Mapping[str, str]

MOST = 2_000_000
"""Bytes of a draft at most: several times the longest protocol."""
_PARTS = ("*.toml", "texts/*.toml", "examples/*.toml")


class NotADraft(Exception):
    """Why a folder cannot be put to the public: one mistake for each thing to correct."""

    def __init__(self, *mistakes: MistakenProtocol) -> None:
        super().__init__("\n".join(map(str, mistakes)))
        self.mistakes = mistakes

    def sentences(self, language: str) -> list[str]:
        return [one.sentence(language) for one in self.mistakes]


def read_draft(folder: Path) -> tuple[str, Files]:
    """Return the draft's id and its files. Raises NotADraft."""
    mistakes = mistakes_in(folder)
    if mistakes:
        raise NotADraft(*mistakes)
    folder = folder.resolve()
    if folder.name in known_protocols():
        where = Where(f"{folder.name}/protocol.toml").inside("id")
        raise NotADraft(where.mistake("a draft has an id of its own, not that of a law here"))
    paths = sorted(path for part in _PARTS for path in folder.glob(part))
    if sum(path.stat().st_size for path in paths) > MOST:
        raise NotADraft(Where(folder.name).mistake("the files are larger than {} bytes", MOST))
    files = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths
    }
    return folder.name, files


def drafts_here() -> list[str]:
    """Names of the folders with drafts that the operator provided."""
    root = Path(settings.DRAFTS)
    if not root.is_dir():
        return []
    return sorted(one.name for one in root.iterdir() if (one / "protocol.toml").is_file())


def draft_called(name: str) -> Path:
    """The folder of one of `drafts_here`."""
    return Path(settings.DRAFTS) / name


def law_of(name: str, files: Files) -> Protocol:
    """A draft as it was put to the public, to be read and compared."""
    return _loaded(name, tuple(sorted(files.items())))


@lru_cache(maxsize=8)
def _loaded(name: str, files: tuple[tuple[str, str], ...]) -> Protocol:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / name
        for path, text in files:
            there = folder / path
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_text(text, encoding="utf-8")
        return load_folder(folder)
