"""A community with two boards, each with a letter, a case and a page of its own, and a federation
with a third. Nobody here exists."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from amparo.casework.collectives import services
from amparo.casework.collectives.intermediaries import services as between
from amparo.casework.collectives.models import Intermediary
from amparo.casework.collectives.presentation import Speaks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import open_case
from amparo.foundations.consent.actas import Acta
from amparo.foundations.consent.models import Question
from amparo.foundations.intake.keys.case_keys import STRANGER, Visitor
from amparo.foundations.intake.queries import filing_to_open, visit_by_phrase
from amparo.foundations.intake.requests.services import Filed, Letter, file_request
from tests.people import MONDAY

FIRST = Speaks(name="Comunidad del Alto", speaks="su junta", procedure="en asamblea, a mano alzada")
SECOND = Speaks(name="Comunidad del Alto", speaks="su consejo", procedure="por acuerdo de ancianas")


def another_letter(
    letter: Callable[..., Letter], *, by: Actor, seen_by: Actor
) -> tuple[OpenCase, Visitor, Filed]:
    """One more letter, opened as a case of its own, and whoever has its words."""
    filed = file_request(letter(), by=STRANGER, at=MONDAY)
    folder = filing_to_open(filed.folder.code, seen_by=by)
    assert folder is not None
    open_case(folder, by=by, at=MONDAY + timedelta(hours=1))
    visitor, _ = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    return opened(folder.code, seen_by=seen_by), visitor, filed


def acta(**changes: object) -> Acta:
    given = {
        "label": "x",
        "on": MONDAY.date(),
        "took_part": 41,
        "decided": "agreed",
        "words": "se aprobó por mayoría",
    }
    return Acta(**{**given, **changes})  # type: ignore[arg-type]


def question_of(open_case: OpenCase, subject: str) -> Question:
    return Question.objects.get(
        filing=open_case.folder.filing, subject=subject, withdrawn_at__isnull=True
    )


def speaks_first(open_case: OpenCase, *, by: Actor) -> None:
    services.note_collective(open_case, "community", FIRST, by=by, at=timezone.now())


def go_between(open_case: OpenCase, federation: OpenCase, *, by: Actor) -> Intermediary:
    proposed = between.Proposed(
        code=federation.code,
        name="Federación del Valle",
        scope=["stage", "messages"],
        until=(timezone.now() + timedelta(days=30)).date(),
        purpose="tienen radio",
    )
    return between.propose_between(open_case, proposed, by=by, at=timezone.now())
