"""An opened file: its row and its key. The team's side and the person's side both work on it."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import cast

from django.db import connection
from django.db.models import QuerySet

from amparo.crypto import boxes, envelopes, marks
from amparo.crypto.errors import Unsealable
from amparo.foundations.accounts.refusals import AsksNobody, KeyChanged
from amparo.foundations.intake.models import DIED, Exclusion, Filing, Key, Paper
from amparo.foundations.intake.presence import absent

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
    """She left before anybody opened it: what is added there stands on no list."""


class NotHeld(Exception):
    """Files that this process does not see: the database shows the door those that a request was
    shown, and those near them."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A filing whose key is unlocked in this request."""

    filing: Filing
    key: bytes = field(repr=False)
    version: int = field(init=False)  # of the key: the row may be read anew meanwhile
    # What one page has read already; None wherever something may still be written.
    page: dict[str, object] | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "version", self.filing.key_version)

    @property
    def code(self) -> str:
        return self.filing.code

    def for_one_page(self, case: int | None = None) -> "Folder":
        """The same file for a page that only reads: what two parts of it need is read once, and
        what is not there is not asked for."""
        nothing = absent(filing=self.filing.pk, case=case)
        return Folder(self.filing, self.key, page={name: [] for name in nothing})

    def once[T](self, name: str, read: Callable[[], T]) -> T:
        """What `read` gives, read once for a page that only reads, and anew everywhere else."""
        if self.page is None:
            return read()
        if name not in self.page:
            self.page[name] = read()
        return cast("T", self.page[name])

    def row(self) -> Filing:
        """The file as it is now; on a page that only reads, as the page found it."""
        return self.filing if self.page is not None else Filing.objects.get(pk=self.filing.pk)

    def words(self, paper: Paper) -> dict[str, object]:
        """What a paper says."""
        context = paper_context(self.code, paper)
        return dict(envelopes.unseal_json(self.key, bytes(paper.sealed), context=context)["words"])

    def words_if_they_open(self, paper: Paper) -> dict[str, object] | None:
        """For a page that shows the rest all the same, and says which do not."""
        with suppress(Unsealable):
            return self.words(paper)
        return None

    def blinded(self, unit_code: str) -> bytes:
        return marks.blinded(self.key, f"excluded/{self.filing.code}", unit_code)

    def excludes_any(self, unit_codes: frozenset[str]) -> bool:
        """Whether one of these institutions must not know."""
        blinded = [self.blinded(code) for code in unit_codes]
        return Exclusion.objects.filter(filing=self.filing, blinded__in=blinded).exists()


@dataclass(frozen=True, slots=True)
class Visitor:
    """The person at risk, or somebody for her, who came back with the words."""

    folder: Folder
    way: Key

    @property
    def signature(self) -> str:
        return "person"


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody at the door who has filed nothing yet."""

    @property
    def signature(self) -> str:
        return "person"


STRANGER = Stranger()


def hold(folder: Folder) -> None:
    """Keep this file's key as it is until the transaction ends. Raises KeyChanged where it was
    replaced since the folder was opened: what is sealed under the old one would be lost."""
    if not hold_row(folder.filing).filter(key_version=folder.version).values_list("pk").first():
        raise KeyChanged


def hold_row(filing: Filing) -> QuerySet[Filing]:
    """The row, locked before the record is: with one order for both, nobody waits for ever. So are
    the rows of other files in which what follows may write."""
    if connection.features.has_select_for_update:
        hold_rows([filing])
    return _locked([filing.pk])


def hold_rows(filings: Iterable[Filing]) -> None:
    """All of these, with what each reaches, in the one order that everybody keeps. Raises NotHeld:
    a lock that finds no row would say nothing, and two would write where one may."""
    wanted = {one.pk for one in filings}
    reached = {pk for one in wanted for function in _reaching for pk in function(one)}
    locked = _locked(wanted | reached).order_by("pk").values_list("pk", flat=True)
    if missing := (wanted | reached).difference(locked):
        raise NotHeld(missing)


def when_held[F: Reaches](function: F) -> F:
    """Asked which other files an act in this one may write in, by number. Registered where what
    happens next is said."""
    if function not in _reaching:
        _reaching.append(function)
    return function


def _locked(numbers: Iterable[int]) -> QuerySet[Filing]:
    return Filing.objects.select_for_update(no_key=True).filter(pk__in=numbers)


def must_be_alive(filing: Filing) -> None:
    """Nothing is asked of somebody who has died, and nobody decides for them: the row is held until
    it is done. Raises AsksNobody."""
    if hold_row(filing).values_list("impediment", flat=True).get() == DIED:
        raise AsksNobody


def must_be_read(filing: Filing) -> None:
    """What she adds now is read by somebody, or will be: the row is held until it is stored. Raises
    NobodyReads."""
    if hold_row(filing).get().left_unopened:
        raise NobodyReads


def paper_context(code: str, paper: Paper) -> str:
    return f"paper/{code}/{paper.ref}/{paper.version}/{paper.kind}"


def key_context(filing: Filing) -> str:
    return boxes.context_of_file(filing.code)
