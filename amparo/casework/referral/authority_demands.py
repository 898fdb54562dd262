"""An authority demands the file of a case. Services and queries, by noun: demands. Noting a demand
hands nothing over; the person can read that it was made."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from django.db import transaction

from amparo.casework.measures.states import must
from amparo.casework.referral import events
from amparo.casework.referral.models import AuthorityDemand
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.member_signatures import in_own_hand, record_in_own_hand
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.schemas.referral import DemandText
from amparo.foundations.intake.documents.services import paper_called, write_paper
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.procedure import court_silence_orders as silence
from amparo.foundations.intake.procedure.court_silence_disclosure import held_to_be_told, tell_each
from amparo.foundations.intake.tables_with_rows import watch
from amparo.foundations.ledger.services import Signs, record
from amparo.law import known_protocols

PAPER = "demand"
NOTHING, COPY = "nothing", "copy"
"""What was handed over: a copy of the file, or nothing."""
OLD = timedelta(days=365)
"""Age from which an order does not count by itself: a member says why it still holds."""

watch("demands", AuthorityDemand)
_DEMANDS = AuthorityDemand.objects.order_by("pk")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Demanded:
    """A demand as a member notes it. `name`: who demands it, and under which number; `what` they
    want, on which `ground`; what was `answered`, and whether anything is `handed` over.
    `forbidden_by`: the court that forbids to tell the person, until `silent_until`: this holds for
    some days only, until a second member has read the order. `still_holds`: why an old order
    does."""

    kind: str
    name: str
    on: date
    what: str
    ground: str
    answered: str
    forbidden_by: str
    silent_until: date | None
    handed: str = NOTHING
    still_holds: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    row: AuthorityDemand
    body: dict[str, object] = field(repr=False)


def is_old(on: date, *, today: date) -> bool:
    return on < today - OLD


@transaction.atomic
def note_demand(
    open_case: OpenCase, demanded: Demanded, *, by: Actor, at: datetime
) -> AuthorityDemand:
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    silent = demanded.silent_until
    body = DemandText(
        kind=demanded.kind,
        demanded_by=demanded.name,
        on=demanded.on.isoformat(),
        what=demanded.what,
        ground=demanded.ground,
        answered=demanded.answered,
        handed=demanded.handed,
        still_holds=demanded.still_holds,
        forbidden_by=demanded.forbidden_by,
    )
    paper = write_paper(open_case.folder, body=body, by=by, at=at, for_person=silent is None)
    row = AuthorityDemand.objects.create(
        ref=marks.new_code(groups=3),
        case=open_case.case,
        kind=demanded.kind,
        paper_ref=paper.ref,
        noted_at=at,
        **silence.said(silent, open_case.folder.filing, by=by, at=at),
    )
    event = events.FileDemanded(
        about=open_case.code,
        demand=row.ref,
        paper=paper.ref,
        kind=row.kind,
        silent_until=silent.isoformat() if silent else "",
    )
    record(in_own_hand(event, by=by) if silent else event, by=by, at=at)
    return row


def tell_what_is_due(*, by: Signs, at: datetime) -> int:
    """Tell the person of demands whose silence is over. Return how many."""
    silent = AuthorityDemand.objects.filter(
        told_at=None, case__filing__protocol__in=known_protocols()
    ).select_related("case__filing")
    return tell_each(silent, partial(tell_demand, by=by, at=at))


@transaction.atomic
def tell_demand(one: AuthorityDemand, *, by: Signs, at: datetime, now: bool = False) -> bool:
    """Let the person read the demand if its silence is over, or at once with `now`. Return whether
    it was told."""
    filing = one.case.filing
    if not held_to_be_told(one, filing, at=at, now=now):
        return False
    Document.objects.filter(filing=filing, ref=one.paper_ref).update(for_person=True)
    AuthorityDemand.objects.filter(pk=one.pk).update(told_at=at)
    record_in_own_hand(events.DemandTold(about=filing.code, demand=one.ref), by=by, at=at)
    return True


def demands_of(open_case: OpenCase, *, seen_by: Signs) -> list[Shown]:
    rows = open_case.once("demands", lambda: list(_DEMANDS.filter(case_id=open_case.case.pk)))
    found = ((row, paper_called(open_case.folder, row.paper_ref, seen_by=seen_by)) for row in rows)
    return [Shown(row, open_case.folder.words(paper) if paper else {}) for row, paper in found]
