"""Recipients of referrals: the kinds that the site keeps, and names from public documents; and the
words that identify bodies of the state."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import amparo
from amparo.law.loading.reader import Where, read
from amparo.law.loading.toml_files import read_toml

FILE = "recipients.toml"
SHORTEST = 3
"""Least letters of a word that identifies a body."""


@dataclass(frozen=True, slots=True)
class RecipientKind:
    id: str
    en: str
    es: str


@dataclass(frozen=True, slots=True)
class NamedRecipient:
    """A recipient named in a public document. `checked`: the document was read for this list.
    `short`: its short names, in either language."""

    id: str
    kind: str
    en: str
    es: str
    source: str
    checked: bool
    short: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.en, self.es, *self.short)


@dataclass(frozen=True, slots=True)
class KnownBody:
    """A body of the state, with the words that identify it and its parts. `units`: its codes in the
    trees of institutions; `but`: names of others that contain such a word. A word that begins with
    an asterisk stands for every word with that ending."""

    id: str
    en: str
    es: str
    words: tuple[str, ...]
    units: tuple[str, ...] = ()
    but: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecipientsFile:
    """`beside`: words before a name that is that of a street, or the subject of something.
    `company`: common names of companies; `common`: common first words of other names."""

    kind: tuple[RecipientKind, ...]
    recipient: tuple[NamedRecipient, ...] = ()
    body: tuple[KnownBody, ...] = ()
    beside: tuple[str, ...] = ()
    company: tuple[str, ...] = ()
    common: tuple[str, ...] = ()

    def kind_called(self, name: str) -> RecipientKind | None:
        return next((one for one in self.kind if one.id == name), None)

    def names_of(self, name: str, *, alike: Callable[[str, str], bool]) -> tuple[str, ...]:
        """Return a name, and the other names of bodies that have it, or one that is `alike`, in
        every language."""
        bodies = [one.names for one in self.recipient]
        found = [names for names in bodies if any(alike(name, one) for one in names)]
        return (name, *(other for names in found for other in names))


@cache
def known_recipients() -> RecipientsFile:
    """Return the list that is shipped beside the protocols, read once per process."""
    package = Path(amparo.__file__).parent
    places = (package / "_protocols" / FILE, package.parent / "protocols" / FILE)
    return read_recipients(next(path for path in places if path.is_file()))


def read_recipients(path: Path) -> RecipientsFile:
    """Return the content of a file. Raises MistakenProtocol with file, key and reason."""
    found = read(RecipientsFile, read_toml(path, file=path.name), Where(path.name))
    kinds = [one.id for one in found.kind]
    ids = [*kinds, *(one.id for one in found.recipient), *(one.id for one in found.body)]
    if len(set(ids)) != len(ids):
        raise Where(path.name).mistake("an id stands twice")
    for position, one in enumerate(found.recipient):
        if one.kind not in kinds:
            where = Where(path.name).inside("recipient").number(position).inside("kind")
            raise where.mistake("no such kind: {}", one.kind)
    _must_tell(found.body, Where(path.name))
    return found


def _must_tell(bodies: tuple[KnownBody, ...], where: Where) -> None:
    """Check that each word is long enough to identify a body. Raises MistakenProtocol."""
    for position, body in enumerate(bodies):
        for word in body.words:
            # Digits are not part of a word here: without them the rest would be too short.
            if len(word.strip("*")) < SHORTEST or any(map(str.isdigit, word)):
                place = where.inside("body").number(position).inside("words")
                raise place.mistake("“{}” says too little", word)
