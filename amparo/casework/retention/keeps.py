"""What keeps a file: a hold as it is put, and what stands against erasing it now. Each code is said
in words in `wording.py`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from amparo.casework.obligations.models import OVER, Duty, FollowUp
from amparo.casework.referral.models import DatedTask
from amparo.casework.release.models import Export
from amparo.casework.representation.models import Board
from amparo.foundations.cases.dates import is_searched_for
from amparo.foundations.cases.models import Case
from amparo.foundations.erasing.models import Erasure
from amparo.foundations.erasing.queries import is_held
from amparo.foundations.ledger.services import Signs
from amparo.foundations.letterbox.models import Filing
from amparo.foundations.others.models import Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A hold as it is put: `words` say which order or claim, under which number."""

    ground: str
    words: str = field(repr=False)
    look_again_on: date
    forbidden_by: str = field(default="", repr=False)
    silent_until: date | None = None


def against(filing: Filing, *, scope: str, seen_by: Signs) -> list[str]:
    """Codes, as rows that are true now say; nothing of it needs the key of the file."""
    return list(_against(filing, scope, seen_by))


def is_of_many(case: Case) -> bool:
    """Whether a board speaks here for a collective."""
    return Board.objects.filter(case=case).exists()


def waits_for_acta(filing: Filing) -> bool:
    """A collective's file that its board did not decide to erase: no schedule does it in its place,
    nor one voice, nor whoever asked before a board spoke here."""
    if not Board.objects.filter(case__filing=filing).exists():
        return False
    going_on = Erasure.objects.filter(filing=filing, ended_at=None, done_at=None)
    return not going_on.filter(acta_on__isnull=False).exists()


def _against(filing: Filing, scope: str, reader: Signs) -> Iterator[str]:
    if is_held(filing, seen_by=reader):
        yield "held"
    if filing.impediment:
        yield "impeded"
    if waits_for_acta(filing):
        yield "speaks_for_many"
    case = Case.objects.filter(filing=filing).first()
    if scope == Erasure.Scope.EVERYTHING:
        yield from _against_all(filing, case) if case else ("not_opened",)


def _against_all(filing: Filing, case: Case) -> Iterator[str]:
    stands = {
        "not_closed": case.closed_at is None,
        "searched_for": is_searched_for(case),
        "told_still": Duty.objects.filter(case=case).exclude(state__in=OVER).exists(),
        "on_paper": _out_on_paper(case),
        "others_have_words": Way.objects.filter(other__filing=filing, ended_at=None).exists(),
    }
    yield from (code for code, is_so in stands.items() if is_so)


def _out_on_paper(case: Case) -> bool:
    """Whether somebody outside still has what must be fetched back or destroyed: a copy that left
    on the person's word is, until whoever has it says so."""
    fetch = FollowUp.objects.filter(case=case, kind=FollowUp.Kind.FETCH_PAPER, done_at=None)
    back = (DatedTask.Kind.TELL_TO_DESTROY, DatedTask.Kind.EXPORT_BACK)
    told = DatedTask.objects.filter(case=case, kind__in=back, done_at=None)
    left = Export.objects.filter(case=case, demand=None, state=Export.State.TAKEN)
    return fetch.exists() or told.exists() or left.exists()
