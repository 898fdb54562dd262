"""A case whose measures are decided, for the browser: what she and who decides did."""

import json
import sys
from datetime import timedelta

from django.utils import timezone

from amparo.casework.measures.models import Measure
from amparo.casework.measures.services import Proposal, propose
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.access.access_log import looked
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import open_case
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import answer
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.queries import filing_to_open, visit_by_phrase
from amparo.foundations.intake.requests.services import Letter, file_request
from tests.people import PASSWORD, unlocked

BODY = {
    "chosen_name": "Killa de la Quebrada",
    "coarse_place": "Distrito de Río Claro",
    "facts": "Quemaron la canoa de la comunidad.",
}
PLAN = (
    (
        "pe21_patrol",
        "pnp-selva",
        "Tres rondas por semana, de noche, sin tocar la puerta.",
        {"coarse_place": "Distrito de Río Claro, barrio alto", "schedule": "De noche"},
    ),
    (
        "pe21_police_protection",
        "pnp",
        "Acompañarla a la audiencia.",
        {"coarse_place": "El juzgado de Río Claro", "contact_channel": "Por radio, a las seis"},
    ),
    (
        "pe21_env_supervision",
        "minam",
        "Revisar quién ensucia la quebrada.",
        {"coarse_place": "La quebrada, sin su nombre"},
    ),
)
WAITING = (
    "pe21_evacuation",
    "dgdh",
    "Salir unos días.",
    {"coarse_place": "Distrito de Río Claro", "language": "Quechua"},
)


def owe() -> None:
    """File, open, plan, agree and grant; prints the case's code and the person's words."""
    now = timezone.now()
    rosa, ana = (
        unlocked(Member.objects.get(sign_in_name=name), PASSWORD) for name in ("rosa", "ana")
    )
    letter = Letter(body=BODY, channel="digital", once=marks.token())
    filed = file_request(letter, by=STRANGER, at=now - timedelta(days=3))
    folder = filing_to_open(filed.folder.code, seen_by=rosa)
    assert folder is not None
    open_case(folder, by=rosa, at=now - timedelta(days=3))
    case = opened(folder.code, seen_by=ana)
    looked(case.case, reason="duty", by=ana, at=now - timedelta(days=3), first_time=True)
    for code, unit, what, values in (*PLAN, WAITING):
        proposal = Proposal(
            catalogue=code,
            unit=Unit.objects.get(code=unit),
            requested=True,
            what=what,
            values=values,
            suitability={},
        )
        propose(case, proposal, by=ana, at=now - timedelta(days=2))
    words = " ".join(filed.words)
    agree(words)
    decided = now - timedelta(days=1)
    Measure.objects.filter(case=case.case).exclude(catalogue=WAITING[0]).update(
        state=Measure.State.GRANTED,
        granted_at=decided,
        duration_days=90,
        first_report_on=(now + timedelta(days=20)).date(),
        next_review_on=(now + timedelta(days=60)).date(),
    )
    fresh = Filing.objects.get(pk=folder.filing.pk)
    fresh.happened |= {
        "preliminary_report_issued": (now - timedelta(days=2)).isoformat(),
        "decision_issued": decided.isoformat(),
    }
    Filing.objects.filter(pk=fresh.pk).update(happened=fresh.happened)
    sys.stdout.write(json.dumps({"code": folder.code, "words": words}))


def agree(words: str) -> None:
    """She says yes to whatever she was asked and has not answered."""
    visitor, _ = visit_by_phrase(words, seen_by=STRANGER)
    waiting = Question.objects.filter(filing=visitor.folder.filing, answer="", withdrawn_at=None)
    for question in waiting:
        answer(visitor.folder, question.ref, answer="agreed", by=visitor, at=timezone.now())
