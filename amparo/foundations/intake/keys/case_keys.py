"""An opened case: its filing and its key, for the team's surface and the person's alike."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import cast

from django.db import connection
from django.db.models import QuerySet

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import public_key_sealing as boxes
from amparo.crypto import shared_key_sealing as envelopes
from amparo.crypto.errors import Unsealable
from amparo.foundations.accounts.error_pages import AsksNobody, KeyChanged
from amparo.foundations.intake.documents.schemas.document_text import Text
from amparo.foundations.intake.models import DIED, CaseKey, Document, Exclusion, Filing
from amparo.foundations.intake.tables_with_rows import absent

__all__ = [
    "Folder",
    "KeyChanged",
    "NobodyReads",
    "NotHeld",
    "Stranger",
    "Visitor",
    "hold",
    "hold_row",
    "hold_rows",
    "must_be_read",
    "when_held",
]

type Reaches = Callable[[int], Iterable[int]]

_reaching: list[Reaches] = []


class NobodyReads(Exception):
    """The person withdrew before a member opened the request: additions would not be listed for the
    team."""


class NotHeld(Exception):
    """Some rows are not visible to this process: the database shows the person's surface only the
    filings that a request was shown, and those near them."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A filing with its key, unlocked for one request."""

    filing: Filing
    key: bytes = field(repr=False)
    version: int = field(init=False)  # of the key; the filing may be read again meanwhile
    # Values that a read-only page has read already; None where something may be written.
    page: dict[str, object] | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "version", self.filing.key_version)

    @property
    def code(self) -> str:
        return self.filing.code

    def for_one_page(self, case: int | None = None) -> "Folder":
        """Return this case for a read-only page: shared values are read once, and tables without
        rows for this case are not queried."""
        nothing = absent(filing=self.filing.pk, case=case)
        return Folder(self.filing, self.key, page={name: [] for name in nothing})

    def once[T](self, name: str, read: Callable[[], T]) -> T:
        """Return `read()`, cached on a read-only page."""
        if self.page is None:
            return read()
        if name not in self.page:
            self.page[name] = read()
        return cast("T", self.page[name])

    def row(self) -> Filing:
        """Return the filing read again; on a read-only page, as it was first read."""
        return self.filing if self.page is not None else Filing.objects.get(pk=self.filing.pk)

    def words(self, paper: Document) -> dict[str, object]:
        """Return the content of a document. Raises Unsealable."""
        context = paper_context(self.code, paper)
        return dict(envelopes.unseal_json(self.key, bytes(paper.sealed), context=context)["words"])

    def read[T: Text](self, paper: Document, schema: type[T]) -> T:
        """Return the content of a document of this kind. Raises Unsealable, TypeError for a missing
        field, and ValueError for a document of another kind."""
        if paper.kind != schema.KIND:
            raise ValueError(f"{paper.ref} is no {schema.KIND}: it is a document of another kind.")
        return schema.from_json(self.words(paper))

    def words_if_they_open(self, paper: Document) -> dict[str, object] | None:
        """Return the content of a document, or None if it cannot be unsealed, for pages that show
        the rest."""
        with suppress(Unsealable):
            return self.words(paper)
        return None

    def blinded(self, unit_code: str) -> bytes:
        return marks.blinded(self.key, f"excluded/{self.filing.code}", unit_code)

    def excludes_any(self, unit_codes: frozenset[str]) -> bool:
        """Return whether one of these institutions is excluded."""
        blinded = [self.blinded(code) for code in unit_codes]
        return Exclusion.objects.filter(filing=self.filing, blinded__in=blinded).exists()


@dataclass(frozen=True, slots=True)
class Visitor:
    """The person, or a visitor on their behalf, who came back with the passphrase."""

    folder: Folder
    way: CaseKey

    @property
    def signature(self) -> str:
        return "person"


@dataclass(frozen=True, slots=True)
class Stranger:
    """A visitor on the person's surface who has not filed anything."""

    @property
    def signature(self) -> str:
        return "person"


STRANGER = Stranger()


def hold(folder: Folder) -> None:
    """Lock the case key until the transaction ends. Raises KeyChanged if it was replaced since the
    folder was opened: what is sealed under the old key would be lost."""
    if not hold_row(folder.filing).filter(key_version=folder.version).values_list("pk").first():
        raise KeyChanged


def hold_row(filing: Filing) -> QuerySet[Filing]:
    """Lock the filing, and the filings in which the act may also write; return its queryset. Taken
    before the lock of the record: with one order for all, there is no deadlock."""
    if connection.features.has_select_for_update:
        hold_rows([filing])
    return _locked([filing.pk])


def hold_rows(filings: Iterable[Filing]) -> None:
    """Lock these filings, and those that they reach, in order of primary key. Raises NotHeld if a
    row is not visible: the lock would be silently missing, and two writers could collide."""
    wanted = {one.pk for one in filings}
    reached = {pk for one in wanted for function in _reaching for pk in function(one)}
    locked = _locked(wanted | reached).order_by("pk").values_list("pk", flat=True)
    if missing := (wanted | reached).difference(locked):
        raise NotHeld(missing)


def when_held[F: Reaches](function: F) -> F:
    """Register a function that returns the primary keys of the other filings in which an act may
    write."""
    if function not in _reaching:
        _reaching.append(function)
    return function


def _locked(numbers: Iterable[int]) -> QuerySet[Filing]:
    return Filing.objects.select_for_update(no_key=True).filter(pk__in=numbers)


def must_be_alive(filing: Filing) -> None:
    """Check that the person is not recorded as dead: then nothing is asked and nothing decided for
    them. Locks the filing. Raises AsksNobody."""
    if hold_row(filing).values_list("impediment", flat=True).get() == DIED:
        raise AsksNobody


def must_be_read(filing: Filing) -> None:
    """Check that the request was not withdrawn unopened, so that an addition will be read. Locks
    the filing. Raises NobodyReads."""
    if hold_row(filing).get().left_unopened:
        raise NobodyReads


def paper_context(code: str, paper: Document) -> str:
    return f"paper/{code}/{paper.ref}/{paper.version}/{paper.kind}"


def key_context(filing: Filing) -> str:
    return boxes.context_of_file(filing.code)
