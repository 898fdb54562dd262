"""Three letters that nobody has joined yet, and a measure in the first: acts for the browser."""

import json
import sys

from django.utils import timezone

from amparo.casework.admission.services import keep_note
from amparo.casework.measures.services import Proposal, propose
from amparo.foundations.access.models import Member
from amparo.foundations.institutions.models import Unit
from tests.architecture.conftest import a_picture_in
from tests.browser.kept_from import a_case
from tests.browser.owing import PLAN
from tests.people import PASSWORD, unlocked


def many_voices() -> None:
    """Prints code and words of each case: two boards and a federation."""
    now = timezone.now()
    made = [a_case() for _ in range(3)]
    ana = unlocked(Member.objects.get(sign_in_name="ana"), PASSWORD)
    catalogue, unit, what, values = PLAN[0]
    proposal = Proposal(
        catalogue=catalogue,
        unit=Unit.objects.get(code=unit),
        requested=True,
        what=what,
        values=values,
        suitability={},
    )
    propose(made[0][0], proposal, by=ana, at=now)
    keep_note(made[0][0], text="Rosalía Tuesta vio la camioneta.", by=ana, at=now)
    keep_note(made[1][0], text="Avisó Rosalía Tuesta.", by=ana, at=now)
    a_picture_in(made[1][0], by=ana)
    sys.stdout.write(json.dumps([{"code": case.code, "words": words} for case, words in made]))
