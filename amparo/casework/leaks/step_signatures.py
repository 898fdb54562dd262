"""Steps that were done in a case that leaked, and whether the member who is said to have done each
one signed it: a row that was overwritten proves nothing. Services and queries, by noun: steps
done."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from amparo.casework.leaks.affected_cases import ERASED
from amparo.casework.leaks.batches import raise_all
from amparo.casework.leaks.case_response import SHUT_OUT, reopened
from amparo.casework.leaks.events import LeakStepDone
from amparo.casework.leaks.models import LeakStep
from amparo.casework.leaks.step_deadlines import Kind, open_step
from amparo.foundations.accounts.member_signatures import MEMBER
from amparo.foundations.accounts.role_history import OF_TEAM, ranks_of
from amparo.foundations.failure_isolation import each_by_itself
from amparo.foundations.intake.keys.case_keys import hold_row
from amparo.foundations.ledger.chain import facts_of
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.recent_entries import published_by
from amparo.foundations.ledger.services import Signs
from amparo.law import known_protocols

OF_OTHERS = frozenset({Kind.TELL_OTHER.value, Kind.ASK_ABOUT.value})
LATELY = timedelta(days=30)
"""How far back signatures are checked at each run. Steps without any entry in the record are always
checked."""
PART = 1_000
"""References in one query. PostgreSQL takes at most 65,535 parameters."""
_SAID = Entry.objects.filter(
    about=OuterRef("case__filing__code"),
    event=LeakStepDone.__name__,
    facts__contains=OuterRef("ref"),
)
_LATER = LeakStep.objects.filter(
    incident=OuterRef("incident"),
    kind=OuterRef("kind"),
    about=OuterRef("about"),
    pk__gt=OuterRef("pk"),
)

type Known = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Done:
    """A step that was done. `signed`: whether a member signed it, or it was closed by an exclusion
    that is no member's act: those who must not know are told of no leak."""

    row: LeakStep
    label: str
    signed: bool
    words: dict[str, Any] = field(repr=False)


def signed_steps(codes: Collection[str], *, seen_by: Signs) -> Known:
    """Return reference and kind of the steps of these cases that the record says were done."""
    del seen_by  # the caller opened the case, or is the job
    told = list(Entry.objects.filter(about__in=codes, event=LeakStepDone.__name__))
    ranks = ranks_of(one.by for one in told)
    counts = (one for one in told if _follows(one) or ranks.counts(one, by_whom=OF_TEAM))
    said = (facts_of(one) for one in counts)
    return frozenset((str(one.get("step")), str(one.get("kind"))) for one in said)


def is_signed(step: LeakStep, known: Known) -> bool:
    return (step.ref, step.kind) in known


def come_back(*, by: Signs, at: datetime) -> int:
    """Reopen, with the same due time, each step that only its row calls done. It is on the worklist
    again, beside what the row says. Return how many were reopened."""
    ended = LeakStep.objects.filter(~Exists(_LATER), done_at__isnull=False).exclude(
        case__filing__erasures__in=ERASED
    )
    ended = ended.filter(case__filing__protocol__in=known_protocols())
    ended = ended.select_related("case__filing", "incident__case").order_by("pk")
    problems: list[Exception] = []
    acts = [partial(_come_back, one, by=by, at=at) for one in _unsigned(ended, by=by, at=at)]
    done = each_by_itself(acts, problems)
    raise_all(problems)
    return done


# --- inside ---


def _unsigned(ended: QuerySet[LeakStep], *, by: Signs, at: datetime) -> list[LeakStep]:
    """Return the done steps without an entry in the record, and those whose recent entry is by a
    member who may not say it."""
    silent = list(ended.filter(~Exists(_SAID)))
    lately = Entry.objects.filter(sequence__gt=published_by(at - LATELY))
    said = lately.filter(event=LeakStepDone.__name__)
    refs = sorted({str(facts_of(one).get("step")) for one in said})
    for part in batched(refs, PART):
        named = list(ended.filter(ref__in=part))
        known = signed_steps({one.case.filing.code for one in named}, seen_by=by)
        silent += [one for one in named if not is_signed(one, known)]
    return silent


@transaction.atomic
def _come_back(step: LeakStep, *, by: Signs, at: datetime) -> bool:
    hold_row(step.case.filing).values_list("pk").first()
    same = LeakStep.objects.filter(incident=step.incident, kind=step.kind, about=step.about)
    if same.filter(pk__gt=step.pk).exists():
        return False
    open_step(step.incident, Kind(step.kind), about=step.about, due_on=step.due_on, by=by, at=at)
    reopened(step.case, by=by, at=at)
    return True


def _follows(entry: Entry) -> bool:
    """Return whether the step was closed by an act of someone who is not a member: only steps about
    related persons, closed by an exclusion."""
    facts = facts_of(entry)
    of_others = facts.get("kind") in OF_OTHERS and facts.get("outcome") == SHUT_OUT
    return of_others and not entry.by.startswith(MEMBER)
