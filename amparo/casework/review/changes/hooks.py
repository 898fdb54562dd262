"""What an earlier stage does while the file of a changed measure is open: an event carries no key
and no text. Registered in `casework/flows/measure_changes.py` and nowhere else."""

from collections.abc import Callable
from datetime import datetime

from amparo.casework.review.events import ChangeCarriedOut
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.ledger.services import Signs

type Changed = Callable[..., None]

_changed: list[Changed] = []


def when_changed[F: Changed](function: F) -> F:
    """Register a function that is called with the folder, the event, and the text that the person
    was asked with."""
    if function not in _changed:
        _changed.append(function)
    return function


def hand_over_change(
    folder: Folder, event: ChangeCarriedOut, text: str, *, by: Signs, at: datetime
) -> None:
    for function in _changed:
        function(folder, event, text, by=by, at=at)
