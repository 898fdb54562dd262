"""A case in which a measure waits for an answer and a notice was written: acts for the browser."""

import json
import sys

from django.utils import timezone

from amparo.casework.measures.services import Proposal, propose
from amparo.foundations.access.models import Member
from amparo.foundations.institutions.models import Unit
from amparo.foundations.letterbox.papers import write_paper
from tests.browser.kept_from import a_case
from tests.browser.owing import PLAN
from tests.people import PASSWORD, unlocked


def one_who_shares() -> None:
    """A proposed patrol and an acknowledgement. Prints the code and her words."""
    now = timezone.now()
    case, words = a_case()
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
    propose(case, proposal, by=ana, at=now)
    body = {"text": "Leímos su pedido. La llamamos hoy, como usted pidió."}
    write_paper(case.folder, kind="acknowledgement", body=body, by=ana, at=now, for_person=True)
    sys.stdout.write(json.dumps({"code": case.code, "words": words}))
