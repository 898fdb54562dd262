"""Whom a case may be referred to: kinds that the site keeps, and names that public documents
give."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import amparo
from amparo.rules.reading import Where, read
from amparo.rules.toml_files import read_toml

FILE = "recipients.toml"


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
class RecipientsFile:
    kind: tuple[RecipientKind, ...]
    recipient: tuple[NamedRecipient, ...] = ()

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
    ids = [*kinds, *(one.id for one in found.recipient)]
    if len(set(ids)) != len(ids):
        raise Where(path.name).mistake("an id stands twice")
    for position, one in enumerate(found.recipient):
        if one.kind not in kinds:
            where = Where(path.name).inside("recipient").number(position).inside("kind")
            raise where.mistake("no such kind: {}", one.kind)
    return found
