"""A draft put to everybody on the site that the browser visits."""

from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp

from django.utils import timezone

from amparo.cli.walk.consulted import LAW, draft_in
from amparo.foundations.access.actors import SYSTEM
from amparo.observatory.consultations.services import Plan, open_consultation


def put() -> None:
    today = timezone.localdate()
    plan = Plan(
        folder=draft_in(Path(mkdtemp())),
        beside=LAW,
        about="Un borrador ficticio: menos días para decidir.",
        opens_on=today,
        closes_on=today + timedelta(days=30),
    )
    open_consultation(plan, by=SYSTEM, at=timezone.now())
