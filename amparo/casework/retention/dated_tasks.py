"""Dated tasks of keeping and erasing: hear the person and decide; look at a hold again; read as
second member the order that keeps something from the person, and when that ends."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from amparo.casework.referral.models import AuthorityDemand
from amparo.casework.retention.erasure_obstacles import HERS, demanded_since
from amparo.foundations.cases.computed_columns import show_missing
from amparo.foundations.cases.dates_outside_terms import Waiting, also_due, end_of_day
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.next_acts import Words
from amparo.foundations.erasure.models import Erasure, LegalHold
from amparo.foundations.erasure.retention_schedule import schedule
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.procedure.court_silence_orders import Silenced, read_anew_by

PREFIX = "erasure."
TASKS: dict[str, Words] = {
    "hear": _("Ask the person, by the safe way, whether it is they who want it erased"),
    "decide": _("Decide what the person asked to have erased"),
    "silence": _("Read the order by which a court keeps something from the person"),
    "told": _("Be ready to speak with the person: after this day they read what a court kept back"),
    "hold": _("Look again whether the file must still be kept"),
}
SOON = timedelta(days=7)
"""How long before its day a closed case is on the worklist for it."""
_SILENT = Q(told_at__isnull=True, order_until__isnull=False)
_DEMANDED = AuthorityDemand.objects.filter(
    case__filing=OuterRef("filing"), told_at__gt=OuterRef("decided_at")
)
_GOING_ON = Erasure.objects.filter(
    Q(answer="") | Q(Exists(_DEMANDED), how__in=HERS), ended_at__isnull=True, erased_at__isnull=True
)
_DEMANDS = AuthorityDemand.objects.filter(told_at__isnull=True).only(
    "order_until", "ref", "silence_seen_by", "silent_until", "told_at"
)
_HOLDS = LegalHold.objects.filter(Q(lifted_at__isnull=True) | _SILENT).only(
    "lifted_at", "look_again_on", "order_until", "ref", "silence_seen_by", "silent_until", "told_at"
)


def task_of(found: Erasure) -> tuple[str, datetime]:
    days = schedule().request
    if anew := demanded_since(found):
        return "decide", anew + timedelta(days=days.decide_days)
    if found.heard_at is None:
        return "hear", found.asked_at + timedelta(days=days.hear_days)
    return "decide", max(found.not_before, found.asked_at + timedelta(days=days.decide_days))


def erasures_due(case: Case) -> list[Waiting]:
    """The worklist entry of a requested erasure: hear the person, then decide. Decided again, in a
    closed case too, where the file was demanded since."""
    found = _GOING_ON.filter(filing_id=case.filing_id).first()
    if found is None:
        return []
    task, by = task_of(found)
    if found.granted:
        return [Waiting(by, PREFIX + task, in_closed_from=found.decided_at)]
    return [Waiting(by, PREFIX + task, keeps_open=True)]


def kept_due(case: Case) -> list[Waiting]:
    """The worklist entries of holds, which do not end by themselves, and of orders that a second
    member must read; in a closed case too."""
    holds = list(_HOLDS.filter(filing_id=case.filing_id))
    days = [(one.look_again_on, "hold") for one in holds if one.lifted_at is None]
    for one in [*holds, *_DEMANDS.filter(case_id=case.pk)]:
        days += _of_silence(one, case.filing)
    due = [(end_of_day(case.filing, day), PREFIX + task) for day, task in sorted(days)]
    return [Waiting(on, task, in_closed_from=on - SOON) for on, task in due]


def _of_silence(one: Silenced, filing: Filing) -> Iterator[tuple[date, str]]:
    if not (one.is_kept_silent and one.silent_until):
        return
    if anew := None if one.silence_waits else read_anew_by(one, filing):
        yield anew, "silence"
    else:
        yield one.silent_until, "silence" if one.silence_waits else "told"


def show_what_is_kept(*, at: datetime) -> int:
    """Update the worklist of cases that no act has touched since a day came near: silences that
    began before a second member had to read them, and entries of closed cases. Return how many."""
    near = (at + SOON + timedelta(days=1)).date()
    again = Q(lifted_at__isnull=True, look_again_on__lte=near)
    held = LegalHold.objects.filter(_SILENT | again).values("filing")
    demanded = AuthorityDemand.objects.filter(_SILENT).values("case")
    cases = Case.objects.filter(Q(filing__in=held) | Q(pk__in=demanded))
    return show_missing(cases, kept_due, at=at)


also_due(kept_due, (), rows=[LegalHold, AuthorityDemand])
also_due(erasures_due, [(PREFIX + name, words) for name, words in TASKS.items()], rows=[Erasure])
