"""The copy itself: who it is for stands on every page of it."""

import textwrap
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from amparo.casework.release.queries import Shown
from amparo.foundations.look.words import moment_in_words
from amparo.sealing.documents import Letterhead, locked

LETTERS, LINES = 78, 52
"""Of one page."""
SHOWN = 48
"""Letters of the recipient's name that stand on every page."""


@dataclass(frozen=True, slots=True, repr=False)
class Copy:
    """A copy as it is handed out. `who`: code of the member who takes it."""

    found: Shown
    who: str
    at: datetime

    @property
    def number(self) -> str:
        return self.found.row.ref

    @property
    def across(self) -> str:
        """What stands large behind the words."""
        return f"{self.number} · {textwrap.shorten(self.found.name, SHOWN, placeholder='…')}"

    @property
    def stamp(self) -> str:
        """Whose copy this is: a page that turns up elsewhere tells where it began."""
        return " · ".join([self.across, self.who, moment_in_words(self.at)])

    @property
    def terms(self) -> list[str]:
        """What binds whoever has it."""
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


def as_file(copy: Copy, *, words: tuple[str, ...]) -> bytes:
    """As a document that opens with these words alone. Raises sealing's NotWritable."""
    head = Letterhead(
        above=copy.stamp,
        across=copy.across,
        page=_("page %(one)s of %(all)s"),
    )
    return locked(_pages(copy), head, words=words)


def _pages(copy: Copy) -> list[list[str]]:
    lines = [*_wrapped(copy.found.purpose), ""]
    for part in copy.found.parts:
        lines += [part.name.upper(), "", *_wrapped(part.words), "", ""]
    for said in copy.terms:
        lines += [*_wrapped(said), ""]
    return [lines[at : at + LINES] for at in range(0, len(lines), LINES)]


def _wrapped(text: str) -> list[str]:
    return [
        line
        for paragraph in text.splitlines()
        for line in textwrap.wrap(paragraph, LETTERS, drop_whitespace=True) or [""]
    ]
