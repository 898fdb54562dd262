"""Callbacks for moments when the key of a case is at hand.

Events carry no key and do not name excluded people, so these moments are passed on as calls, inside
the transaction. The functions are registered in `casework/flows`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.events import ComplaintFiled
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.ledger.services import Signs

type ReKeyed = Callable[..., None]
type Excluded = Callable[..., None]
type ShutOut = Callable[..., None]
type Complained = Callable[..., None]
type Opened = Callable[..., None]
type Wrote = Callable[..., None]
type LeftOut = Callable[..., None]

_re_keyed: list[ReKeyed] = []
_excluded: list[Excluded] = []
_shut_out: list[ShutOut] = []
_complained: list[Complained] = []
_opened: list[Opened] = []
_looked_into: list[Opened] = []
_wrote: list[Wrote] = []
_left_out: list[LeftOut] = []


def when_re_keyed[F: ReKeyed](function: F) -> F:
    """Register a function called with the folder under its old and its new key, to seal again what
    the old one sealed."""
    if function not in _re_keyed:
        _re_keyed.append(function)
    return function


def when_excluded[F: Excluded](function: F) -> F:
    """Register a function called with the folder and an excluded unit, to revoke what it holds."""
    if function not in _excluded:
        _excluded.append(function)
    return function


def when_shut_out[F: ShutOut](function: F) -> F:
    """Register a function called with the folder after an exclusion, to revoke the keys of those
    excluded."""
    if function not in _shut_out:
        _shut_out.append(function)
    return function


def when_complained[F: Complained](function: F) -> F:
    """Register a function called with the filing, the complaint and the `folder` (None if it is not
    open): only members who are not excluded may rule on it."""
    if function not in _complained:
        _complained.append(function)
    return function


def when_written[F: Wrote](function: F) -> F:
    """Register a function called with the folder, a document and its content once stored, to copy
    it for others."""
    if function not in _wrote:
        _wrote.append(function)
    return function


def hand_over_words(folder: Folder, paper: Document, body: Mapping[str, Any], *, by: Signs) -> None:
    for function in _wrote:
        function(folder, paper, body, by=by)


def when_left_out[F: LeftOut](function: F) -> F:
    """Register a function called with the folder and a scrubber of a member's own data, to remove
    it from what is sealed elsewhere."""
    if function not in _left_out:
        _left_out.append(function)
    return function


def hand_over_keys(older: Folder, newer: Folder, *, by: Signs, at: datetime) -> None:
    for function in _re_keyed:
        function(older, newer, by=by, at=at)


def hand_over_exclusion(folder: Folder, unit: Unit, *, by: Signs, at: datetime) -> None:
    for function in _excluded:
        function(folder, unit, by=by, at=at)


def hand_over_shutting_out(folder: Folder, *, by: Signs, at: datetime) -> None:
    for function in _shut_out:
        function(folder, by=by, at=at)


def hand_over_complaint(
    filing: Filing, complaint: ComplaintFiled, *, folder: Folder | None, by: Signs, at: datetime
) -> None:
    for function in _complained:
        function(filing, complaint, folder=folder, by=by, at=at)


def when_opened[F: Opened](function: F) -> F:
    """Register a function called with the folder when it is opened to be read, for tasks that
    waited for the key."""
    if function not in _opened:
        _opened.append(function)
    return function


def hand_over_opened(folder: Folder, *, by: Signs, at: datetime) -> None:
    for function in _opened:
        function(folder, by=by, at=at)


def when_looked_into[F: Opened](function: F) -> F:
    """Register a function called with the folder of a case with exclusions, at a member's first
    look in a session: a person who is excluded may have joined since."""
    if function not in _looked_into:
        _looked_into.append(function)
    return function


def hand_over_look(folder: Folder, *, by: Signs, at: datetime) -> None:
    for function in _looked_into:
        function(folder, by=by, at=at)


def hand_over_left_out(
    folder: Folder, scrub: Callable[[Any], Any], *, by: Signs, at: datetime
) -> None:
    for function in _left_out:
        function(folder, scrub, by=by, at=at)
