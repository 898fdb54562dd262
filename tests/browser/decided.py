"""A case that is decided, for the browser: one measure, granted or refused, and what may lessen
it."""

import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from amparo.casework.assessment import services as assessment
from amparo.casework.assessment.queries import draft_of
from amparo.casework.measures import adults
from amparo.casework.measures.models import Measure
from amparo.casework.obligations.models import Duty
from amparo.casework.review.models import Change
from amparo.foundations.access.actors import Actor
from amparo.foundations.access.models import Member
from amparo.foundations.cases.looking import looked
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import open_case
from amparo.foundations.consent.adults import Whom
from amparo.foundations.consent.models import Adult
from amparo.foundations.institutions.models import Unit
from amparo.foundations.letterbox.folders import STRANGER, Visitor
from amparo.foundations.letterbox.queries import filing_to_open, visit_by_phrase
from amparo.foundations.others.services import give_way, name_other
from tests import plans
from tests.changes import asked_of_danger, institution_says
from tests.people import PASSWORD, unlocked

type Named = Callable[[OpenCase, str, Actor], tuple[str, ...]]
"""Whom a measure protects besides the person; what it gives is printed after the code."""


def granted(words: str) -> None:
    """Patrols, granted today; prints the case's code."""
    _decided(words, granted=True)


def shared(words: str) -> None:
    """Patrols that protect a brother too, who has words of his own; prints the case's code, then
    these."""
    _decided(words, granted=True, besides=_protects_him_too)


def with_a_child(words: str) -> None:
    """Patrols that protect a child too, for whom one of two adults answers; prints the case's
    code."""
    _decided(words, granted=True, besides=_protects_a_child_too)


def refused(words: str) -> None:
    """The same, refused today; prints the case's code."""
    _decided(words, granted=False)


def put(words: str) -> None:
    """Patrols, before who decides; prints the case's code."""
    delias, _delia, _patrol, _his = _put(words, timezone.now())
    sys.stdout.write(delias.code)


def _put(
    words: str, now: datetime, besides: Named | None = None
) -> tuple[OpenCase, Actor, Measure, tuple[str, ...]]:
    """The case as who decides has it open, herself, the measure, and whom it protects besides."""
    plans.TUESDAY = plans.WEDNESDAY = now
    visitor, _ = visit_by_phrase(words, seen_by=STRANGER)
    rosa, ana, delia = (
        unlocked(Member.objects.get(sign_in_name=name), PASSWORD)
        for name in ("rosa", "ana", "delia")
    )
    folder = filing_to_open(visitor.folder.code, seen_by=rosa)
    assert folder is not None
    open_case(folder, by=rosa, at=now)
    anas = opened(folder.code, seen_by=ana)
    looked(anas.case, reason="duty", by=ana, at=now, first_time=True)
    patrol = plans.proposed(anas, Unit.objects.get(code="pnp-selva"), ana)
    his = besides(anas, patrol.ref, ana) if besides else ()
    plans.says(visitor, patrol, "agreed")
    return plans.put(anas, ana, delia), delia, patrol, his


def _decided(words: str, *, granted: bool, besides: Named | None = None) -> None:
    now = timezone.now()
    delias, delia, patrol, his = _put(words, now, besides)
    today: date = timezone.localdate(now)
    said = plans.outcome(
        delias,
        patrol,
        delia,
        granted=granted,
        reasons="Nadie llega de noche." if granted else "La policía pasa ya por el camino.",
        first_report_on=today + timedelta(days=15),
        next_review_on=today + timedelta(days=60),
    )
    plans.decided(delias, delia, said)
    sys.stdout.write("\n".join([delias.code, " ".join(his)]).rstrip())


def _protects_him_too(case: OpenCase, measure: str, ana: Actor) -> tuple[str, ...]:
    now = timezone.now()
    tomas = name_other(case.folder, name="Tomás Rivas", relation="family", by=ana, at=now)
    adults.name(case, measure, listed=[Whom("Tomás Rivas", tomas.ref)], by=ana, at=now)
    asked = Adult.objects.latest("pk").ref
    adults.note_answer(
        case, measure, asked, answer="agreed", way="in_person", words="sí", by=ana, at=now
    )
    return give_way(case.folder, tomas.ref, right="answers", by=ana, at=now)


def _protects_a_child_too(case: OpenCase, measure: str, ana: Actor) -> tuple[str, ...]:
    told: dict[str, Any] = {"relation": "family", "by": ana, "at": timezone.now()}
    name_other(case.folder, name="Tomás Rivas", **told)
    keeper = name_other(case.folder, name="Justina Mori", **told)
    child = name_other(case.folder, name="Wayra", child=True, guardian=keeper.ref, **told)
    by: dict[str, Any] = {"by": ana, "at": timezone.now()}
    adults.name(case, measure, listed=[Whom("Wayra", keeper.ref, child.ref)], **by)
    asked = Adult.objects.latest("pk").ref
    adults.hear(case, measure, asked, text="quiere dormir tranquila", **by)
    said: dict[str, Any] = {"answer": "agreed", "way": "in_person", "words": "sí", **by}
    adults.note_answer(case, measure, asked, **said)
    return ()


def eased(words: str) -> None:
    """The danger is weighed anew, and a fact has changed for the better."""
    case, ana, _visitor = _at_work(words)
    calmer = {"direct_threat": "no", "remote_place": "yes", "community_support": "yes"}
    later = {**plans.FOUND, "answers": calmer}
    assessment.save_draft(case, later, seen=0, by=ana, at=timezone.now())
    draft = draft_of(case, seen_by=ana)
    assert draft is not None
    assessment.submit(case, seen=draft.paper.version, by=ana, at=timezone.now())


def reported(words: str) -> None:
    """She agreed that the police be asked of the danger, and its officer answered."""
    case, ana, visitor = _at_work(words)
    change = Change.objects.get(case=case.case, state=Change.State.OPEN)
    institution_says(case, ana, visitor, change, at=timezone.now())


def silent(words: str) -> None:
    """She agreed that the police be asked of the danger; its term passed without a word."""
    case, ana, visitor = _at_work(words)
    change = Change.objects.get(case=case.case, state=Change.State.OPEN)
    asked = asked_of_danger(case, ana, visitor, change, at=timezone.now())
    Duty.objects.filter(pk=asked.pk).update(due_on=timezone.now() - timedelta(days=1))


def _at_work(words: str) -> tuple[OpenCase, Actor, Visitor]:
    visitor, _ = visit_by_phrase(words, seen_by=STRANGER)
    ana = unlocked(Member.objects.get(sign_in_name="ana"), PASSWORD)
    return opened(visitor.folder.code, seen_by=ana), ana, visitor
