"""Recordings that an operator provides for the pages of the door, for persons who do not read, or
read no language of this site. One folder per language, one file per page:
`prompts/Asháninka/danger.mp3`."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from amparo.door.request import question_pages as questions
from amparo.foundations.accounts.decorators import anyone
from amparo.foundations.intake.files.file_types import KINDS, kind_of

LARGEST = 3 * 1024 * 1024
# What common telephones play, by file extension: kinds by the first bytes.
PLAYED = {".mp3": {"mp3"}, ".m4a": {"m4a", "mp4"}, ".wav": {"wav"}}
BESIDE_THE_STEPS = ("urgent", "check", "words")
_LANGUAGE = re.compile(r"[^\W_][\w .’'-]{0,39}")
_RANGE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")  # no recording has more bytes
WHOLE, PART, NOT_SATISFIABLE = 200, 206, 416

# Why a file is not played.
REFUSED: dict[str, Promise] = {
    "no_folder": _("It lies in no folder of a language."),
    "name": _("The folder's name is no name of a language: letters, at most 40."),
    "link": _("It leads elsewhere: put the file itself here."),
    "page": _("No page has this name."),
    "empty": _("It is empty."),
    "large": _("It is larger than 3 MiB: record it with fewer bits, or shorter."),
    "kind": _("It is no recording that every telephone plays: MP3, M4A or WAV, named so."),
    "twice": _("Another file of this folder is for the same page."),
    "unreadable": _("It cannot be read."),
}


@dataclass(frozen=True, slots=True)
class Recording:
    """A file of the folder. `language`: the name of its folder; `refused`: a code of REFUSED, or ""
    where it is played."""

    language: str
    page: str
    path: Path
    refused: str = ""

    @property
    def called(self) -> str:
        """The name of the language for its readers."""
        return dict(settings.LANGUAGES).get(self.language, self.language)


def pages() -> list[str]:
    """Return the pages that may have a recording: each section of a request (heard on its first
    page), each question, and BESIDE_THE_STEPS."""
    sections = [step.id for step in questions.steps()]
    asked = [page.id for page in questions.pages()]
    return list(dict.fromkeys([*sections, *asked, *BESIDE_THE_STEPS]))


def recordings() -> list[Recording]:
    """Return all files of the folder, accepted and refused, by language and name."""
    found: list[Recording] = []
    for folder in _in(Path(settings.PROMPTS)):
        if folder.is_symlink() or not folder.is_dir():
            why = "link" if folder.is_symlink() else "no_folder"
            found.append(Recording("", _plain(folder.name), folder, why))
            continue
        language, heard = _plain(folder.name), set[str]()
        for path in _in(folder):
            page = _plain(path.stem)
            why = _why_not(language, page, path) or ("twice" if page in heard else "")
            found.append(Recording(language, page, path, why))
            heard.add(page)
    return found


def for_page(page: str) -> list[Recording]:
    """Return the recordings of a page, the reader's language first."""
    here = get_language() or ""
    good = [one for one in recordings() if one.page == page and not one.refused]
    return sorted(good, key=lambda one: (one.language != here, one.called.casefold()))


@anyone
def prompt(request: HttpRequest, language: str, page: str) -> HttpResponse:
    """Send one recording. Ranges are supported, because some telephones play nothing without
    them."""
    good = (one for one in for_page(page) if one.language == _plain(language))
    found = next(good, None)
    if found is None:
        raise Http404
    content = found.path.read_bytes()
    response = _part(content, request.headers.get("Range", ""))
    response.headers["Content-Type"] = KINDS[_kind_called(found.path)][0]
    response.headers["Content-Length"] = str(len(response.content))
    response.headers["Accept-Ranges"] = "bytes"
    return response


def _part(content: bytes, asked: str) -> HttpResponse:
    """Return the whole content, the requested range, or 416."""
    match = _RANGE.fullmatch(asked.strip())
    if not match or match.groups() == ("", ""):
        return HttpResponse(content)
    size = len(content)
    first, last = match.groups()
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last), size - 1) if first and last else size - 1
    if start >= size or (first and last and int(last) < start):
        refusal = HttpResponse(status=NOT_SATISFIABLE)
        refusal.headers["Content-Range"] = f"bytes */{size}"
        return refusal
    response = HttpResponse(content[start : end + 1], status=PART)
    response.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    return response


def _in(folder: Path) -> Iterator[Path]:
    """Return the content of a folder, without files left by file managers."""
    try:
        names = sorted(folder.iterdir())
    except OSError:
        return iter(())
    return (one for one in names if not one.name.startswith(".") and one.name != "Thumbs.db")


def _why_not(language: str, page: str, path: Path) -> str:
    if not _LANGUAGE.fullmatch(language):
        return "name"
    if path.is_symlink() or not path.is_file():
        return "link"
    if page not in pages():
        return "page"
    try:
        return _why_not_inside(path)
    except OSError:
        return "unreadable"


def _why_not_inside(path: Path) -> str:
    facts = path.stat()
    if not facts.st_size:
        return "empty"
    if facts.st_size > LARGEST:
        return "large"
    kind = _kind(path, facts.st_mtime_ns, facts.st_size)
    return "" if kind in PLAYED.get(path.suffix.lower(), ()) else "kind"


@cache
def _kind(path: Path, changed: int, size: int) -> str | None:  # noqa: ARG001 - a changed file is another
    with path.open("rb") as file:
        return kind_of(file.read(12))


def _kind_called(path: Path) -> str:
    return path.suffix.lower().removeprefix(".")


def _plain(name: str) -> str:
    """Return the name in composed form (NFC): some systems store accents separately."""
    return unicodedata.normalize("NFC", name)
