"""Adults who bear the surname of a person who must not know or is feared, where the team has not
yet said whether it is the same person: shown on the case, and due by a day."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.dates_outside_terms import Waiting, also_due
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.next_acts import Offer
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.models import AffectedAdult, standing
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.names.shared_surnames import ALIKE
from amparo.foundations.intake.tables_with_rows import watch
from amparo.foundations.web.cached_addresses import address_of

watch("adults_in_doubt", AffectedAdult)

WITHIN = timedelta(days=2)
"""The service's own target, not a term of any norm, and shown as such."""
TASK = "adult_in_doubt"
SAY = _("Say whether somebody of this surname is who must not know")


def offers(open_case: OpenCase, *, seen_by: Actor) -> list[Offer]:
    """The oldest open doubt, offered to members who may plan."""
    filing = open_case.folder.filing
    if not seen_by.may(Permission.CASE_PLAN) or filing.asks_nobody:
        return []
    rows = open_case.once("adults_in_doubt", lambda: list(_doubted(filing.pk)))
    return [
        Offer(
            TASK,
            SAY,
            address_of("measures:alike", open_case.code, one.question.subject, one.ref),
            by=one.doubted_at + WITHIN if one.doubted_at else None,
        )
        for one in rows[:1]
    ]


def said_in(open_case: OpenCase, *, seen_by: Actor) -> list[tuple[datetime, dict[str, Any]]]:
    """What the team said about each doubt, oldest first: the name, whether it is the same person,
    and how that is known."""
    papers = papers_in(open_case.folder, seen_by=seen_by, kinds=[ALIKE])
    return [(one.written_at, open_case.folder.words(one)) for one in papers]


def doubts_due(case: Case) -> list[Waiting]:
    if case.filing.asks_nobody:
        return []
    since = _doubted(case.filing_id).values_list("doubted_at", flat=True)
    return [Waiting(one + WITHIN, TASK) for one in since if one]


def _doubted(filing: int) -> QuerySet[AffectedAdult]:
    rows = AffectedAdult.objects.select_related("question").filter(standing("question__"))
    return rows.filter(filing_id=filing).exclude(doubt="").order_by("doubted_at", "pk")


also_due(doubts_due, [(TASK, SAY)], rows=[AffectedAdult])
