"""Whom a case may be referred to: kinds that the site keeps, and names that public documents
give; and the words by which bodies of the state are known."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import amparo
from amparo.law.loading.reader import Where, read
from amparo.law.loading.toml_files import read_toml

FILE = "recipients.toml"
SHORTEST = 3
"""Letters of a word by which a body is known."""


@dataclass(frozen=True, slots=True)
class RecipientKind:
    id: str
    en: str
    es: str


@dataclass(frozen=True, slots=True)
class NamedRecipient:
    """One that a public document names. `checked`: somebody read it for this list. `short`: how it
    is called for short, in either language."""

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
    """A body of the state, with the words by which it and its parts are known. `units`: its codes
    in the trees of institutions; `but`: names of others in which such a word stands. A word that
    begins with an asterisk stands for every word that ends so."""

    id: str
    en: str
    es: str
    words: tuple[str, ...]
    units: tuple[str, ...] = ()
    but: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecipientsFile:
    """`beside`: words behind which a name is that of a street, or of what something is about.
    `company`: what many companies are called; `common`: with what names of others begin too."""

    kind: tuple[RecipientKind, ...]
    recipient: tuple[NamedRecipient, ...] = ()
    body: tuple[KnownBody, ...] = ()
    beside: tuple[str, ...] = ()
    company: tuple[str, ...] = ()
    common: tuple[str, ...] = ()

    def kind_called(self, name: str) -> RecipientKind | None:
        return next((one for one in self.kind if one.id == name), None)

    def names_of(self, name: str, *, alike: Callable[[str, str], bool]) -> tuple[str, ...]:
        """A name, and what else the body is called that has it, or one that is `alike`; in whatever
        language."""
        bodies = [one.names for one in self.recipient]
        found = [names for names in bodies if any(alike(name, one) for one in names)]
        return (name, *(other for names in found for other in names))


@cache
def known_recipients() -> RecipientsFile:
    """The list that is shipped beside the protocols, read once per process."""
    package = Path(amparo.__file__).parent
    places = (package / "_protocols" / FILE, package.parent / "protocols" / FILE)
    return read_recipients(next(path for path in places if path.is_file()))


def read_recipients(path: Path) -> RecipientsFile:
    """Raises MistakenProtocol for what is mistaken, with file, key and reason."""
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
    """Raises MistakenProtocol for a word that says too little to know a body by it."""
    for position, body in enumerate(bodies):
        for word in body.words:
            # A digit is no part of a word here: without it the rest would say too little.
            if len(word.strip("*")) < SHORTEST or any(map(str.isdigit, word)):
                place = where.inside("body").number(position).inside("words")
                raise place.mistake("“{}” says too little", word)
