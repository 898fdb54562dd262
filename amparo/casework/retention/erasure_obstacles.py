"""What keeps a file: the content of a hold, and codes of what stands against erasing now.
`wording.py` has their texts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from amparo.casework.collectives.models import Board
from amparo.casework.exports.models import Export
from amparo.casework.obligations.models import OVER, FollowUpTask, Obligation
from amparo.casework.referral.direct_notices.services import is_to_be_told
from amparo.casework.referral.models import AuthorityDemand, ReferralTask
from amparo.casework.retention.schedule_adoption import waits_for_two
from amparo.foundations.cases.dates_outside_terms import is_searched_for
from amparo.foundations.cases.models import Case
from amparo.foundations.erasure.models import Erasure
from amparo.foundations.erasure.queries import is_held
from amparo.foundations.erasure.retention_schedule import schedule
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.procedure.court_silence_orders import keeps_something, told_since
from amparo.foundations.ledger.services import Signs
from amparo.foundations.related_people.models import AccessCredential

HERS = (Erasure.How.PAGE, Erasure.How.ORAL)
"""How the person asked for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A hold to be put. `words`: which order or claim, under which number."""

    ground: str
    words: str = field(repr=False)
    look_again_on: date
    forbidden_by: str = field(default="", repr=False)
    silent_until: date | None = None


def against(
    filing: Filing, *, scope: str, seen_by: Signs, at: datetime, found: Erasure | None = None
) -> list[str]:
    """Codes of what stands against erasing, from rows alone; needs no key of the file. `found`: the
    erasure that goes on; None: whether the schedule could begin one."""
    codes = list(_against(filing, scope, seen_by))
    codes += _of_demands(filing, found, at)
    if found and found.how == Erasure.How.SCHEDULE and waits_for_two(seen_by=seen_by):
        codes.append("waits_for_two")
    return codes


def demanded_since(found: Erasure) -> datetime | None:
    """The first moment since the person's request was granted at which a demand for the file became
    readable to the person; None without one. The request is then decided again, knowing the demand.
    """
    if found.how not in HERS or not found.granted or found.erased_at or found.decided_at is None:
        return None
    later = AuthorityDemand.objects.filter(
        case__filing=found.filing_id, told_at__gt=found.decided_at
    )
    return later.order_by("told_at").values_list("told_at", flat=True).first()


def is_of_many(case: Case) -> bool:
    """Whether a board speaks here for a collective."""
    return Board.objects.filter(case=case).exists()


def waits_for_acta(filing: Filing) -> bool:
    """Whether this is a collective's file whose board has not decided to erase it. Neither the
    schedule, nor one voice, nor a request from before the board spoke here can replace that
    decision."""
    if not Board.objects.filter(case__filing=filing).exists():
        return False
    going_on = Erasure.objects.filter(filing=filing, ended_at=None, done_at=None)
    return not going_on.filter(acta_on__isnull=False).exists()


def _of_demands(filing: Filing, found: Erasure | None, at: datetime) -> Iterator[str]:
    """Codes about authority demands.

    What is erased before the person was told of an order would never reach the person. And silence
    does not erase a file that was demanded: the schedule counts as if it had been closed that day,
    and the person's wish counts only if it was decided in knowledge of the demand.
    """
    if keeps_something(filing):
        yield "kept_silent"
    elif told_since(filing, at - timedelta(days=schedule().request.cooling_days)):
        yield "told_lately"
    if found and found.how in HERS:
        yield from _of_her_wish(filing, found)
        return
    days = schedule().days_of_files
    lately = AuthorityDemand.objects.filter(case__filing=filing)
    if days is not None and lately.filter(noted_at__gt=at - timedelta(days=days)).exists():
        yield "demanded"


def _of_her_wish(filing: Filing, found: Erasure) -> Iterator[str]:
    if demanded_since(found):
        yield "demanded_since"
    # A request made in conversation has no page to read it on.
    if not filing.asks_nobody and is_to_be_told(filing):
        yield "not_told_yet"


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
        "told_still": Obligation.objects.filter(case=case).exclude(state__in=OVER).exists(),
        "on_paper": _out_on_paper(case),
        "others_have_words": AccessCredential.objects.filter(
            other__filing=filing, ended_at=None
        ).exists(),
    }
    yield from (code for code, is_so in stands.items() if is_so)


def _out_on_paper(case: Case) -> bool:
    """Whether a recipient still has something to be fetched back or destroyed. An export that left
    on the person's word counts until its recipient says that it is destroyed."""
    fetch = FollowUpTask.objects.filter(case=case, kind=FollowUpTask.Kind.FETCH_PAPER, done_at=None)
    back = (ReferralTask.Kind.TELL_TO_DESTROY, ReferralTask.Kind.EXPORT_BACK)
    told = ReferralTask.objects.filter(case=case, kind__in=back, done_at=None)
    left = Export.objects.filter(case=case, demand=None, state=Export.State.TAKEN)
    return fetch.exists() or told.exists() or left.exists()
