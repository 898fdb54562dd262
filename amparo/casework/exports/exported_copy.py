"""The exported copy. Every page names the recipient. A photo, recording or document is embedded
byte for byte, with a letter that says what it is and to whom it was given."""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.exports.models import Export
from amparo.casework.exports.queries import Shown
from amparo.casework.exports.single_file import Enclosed
from amparo.crypto.locked_pdf import Beside, Letterhead, locked
from amparo.foundations.intake.files.file_types import KINDS
from amparo.foundations.web.dates import day_in_words, moment_in_words

LETTERS, LINES = 78, 52
"""Characters of a line and lines of a page."""
SHOWN = 48
"""Characters of the recipient's name that are printed on every page."""


WHAT: Mapping[str, Promise] = {
    Export.Form.ORIGINAL: later("It is enclosed as it was received on %(day)s, byte for byte."),
    Export.Form.CLEAN: later(
        "A copy is enclosed, made anew from what was received on %(day)s, without what was written"
        " into it about place, device and names."
    ),
    Export.Form.STATEMENT: later(
        "A statement is enclosed on a file that was received on %(day)s; not the file itself."
    ),
}


@dataclass(frozen=True, slots=True, repr=False)
class Copy:
    """A copy as it is handed out. `who`: code of the member who takes it."""

    found: Shown
    who: str
    at: datetime
    enclosed: Enclosed | None = None

    @property
    def number(self) -> str:
        return self.found.row.ref

    @property
    def across(self) -> str:
        """The large text behind the words."""
        return f"{self.number} · {textwrap.shorten(self.found.name, SHOWN, placeholder='…')}"

    @property
    def stamp(self) -> str:
        """The stamp on every page, by which a leaked page can be traced to its copy."""
        return " · ".join([self.across, self.who, moment_in_words(self.at)])

    @property
    def terms(self) -> list[str]:
        """The terms that bind the recipient."""
        name = {"name": self.found.name}
        agreed = _(
            "The person agreed that %(name)s learns this, and nothing else, for this purpose alone."
            " They may take it back on any day: then destroy every copy when you are told."
        )
        ordered = _("This is handed to %(name)s on a court's order, for this purpose alone.")
        return [
            (ordered if self.found.row.compelled else agreed) % name,
            _("Pass it to nobody else. Every page bears the number of this copy and your name."),
        ]

    @property
    def beside(self) -> list[Beside]:
        """The embedded files; their names say nothing about the case."""
        if self.enclosed is None:
            return []
        media_type, ending = KINDS[self.enclosed.kind]
        found = []
        if self.enclosed.content:
            found.append(Beside(f"{self.number}.{ending}", media_type, self.enclosed.content))
        if self.enclosed.statement:
            said = self.enclosed.statement.text().encode()
            found.append(Beside(f"{self.number}.json", "application/json", said))
        return found


def as_file(copy: Copy, *, words: tuple[str, ...]) -> bytes:
    """The copy as a document that only this passphrase opens. Raises sealing's NotWritable."""
    head = Letterhead(
        above=copy.stamp,
        across=copy.across,
        page=_("page %(one)s of %(all)s"),
    )
    return locked(_pages(copy), head, words=words, beside=copy.beside)


def _pages(copy: Copy) -> list[list[str]]:
    lines = [*_wrapped(copy.found.purpose), ""]
    if copy.enclosed:
        lines += _letter(copy, copy.enclosed)
    else:
        for part in copy.found.parts:
            lines += [part.name.upper(), "", *_wrapped(part.words), "", ""]
    for said in copy.terms:
        lines += [*_wrapped(said), ""]
    return [lines[at : at + LINES] for at in range(0, len(lines), LINES)]


def _letter(copy: Copy, enclosed: Enclosed) -> list[str]:
    """The letter that replaces a mark on the file itself, which would change it: the recipient and
    the hash. The sender's file name is not in it."""
    told = {
        "name": copy.found.name,
        "number": copy.number,
        "day": day_in_words(enclosed.came_on),
        "file": f"{copy.number}.{KINDS[enclosed.kind][1]}",
    }
    came_as = [_("Hash of the file as it was received"), enclosed.came_as.hex()]
    its_own = [_("Hash of %(file)s (BLAKE2b, 256 bits)") % told, enclosed.digest.hex()]
    said = {
        _("This was given to %(name)s alone, under the number %(number)s."): True,
        str(WHAT[copy.found.form]): True,
        "\n".join(its_own): bool(enclosed.content),
        "\n".join(came_as): enclosed.came_as != enclosed.digest,
        _(
            "With %(number)s.json anybody checks that this very file was on record, without us:"
            " amparo file check"
        ): enclosed.statement is not None,
        _(
            "To take out what is enclosed, open the list of attachments in your reader of PDF."
        ): True,
    }
    found = [_wrapped(words % told) for words, holds in said.items() if holds]
    return [line for words in found for line in (*words, "")]


def _wrapped(text: str) -> list[str]:
    return [
        line
        for paragraph in text.splitlines()
        for line in textwrap.wrap(paragraph, LETTERS, drop_whitespace=True) or [""]
    ]
