"""Cases in which somebody cannot be asked, and members who leave: acts for the browser."""

import json
import sys
from datetime import timedelta

from django.utils import timezone

from amparo.casework.admission.services import open_action
from amparo.casework.measures.models import Measure
from amparo.casework.measures.services import Proposal, propose
from amparo.casework.obligations.services import forward
from amparo.foundations.access import services
from amparo.foundations.access.actors import SYSTEM
from amparo.foundations.access.models import Member
from amparo.foundations.cases.looking import looked
from amparo.foundations.cases.models import Seat
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import give_seat, open_case
from amparo.foundations.institutions.models import Unit
from amparo.foundations.letterbox.filings import Letter, file_request
from amparo.foundations.letterbox.folders import STRANGER
from amparo.foundations.letterbox.queries import filing_to_open, visit_by_phrase
from amparo.foundations.letterbox.services import exclude
from amparo.sealing import codes, marks
from tests.browser.owing import BODY, PLAN
from tests.people import PASSWORD, unlocked


def a_case(**letter: object) -> tuple[OpenCase, str]:
    """Filed and opened yesterday; as ana has it, with the words of whoever filed."""
    now = timezone.now() - timedelta(days=1)
    rosa, ana = (
        unlocked(Member.objects.get(sign_in_name=name), PASSWORD) for name in ("rosa", "ana")
    )
    given = Letter(body=BODY, channel="digital", once=marks.token(), **letter)
    filed = file_request(given, by=STRANGER, at=now)
    folder = filing_to_open(filed.folder.code, seen_by=rosa)
    assert folder is not None
    open_case(folder, by=rosa, at=now)
    case = opened(folder.code, seen_by=ana)
    looked(case.case, reason="duty", by=ana, at=now, first_time=True)
    return case, " ".join(filed.words)


def cannot_be_asked() -> None:
    """Filed for somebody who is missing: a measure is proposed and help is offered, and saul sits
    on the case. Prints what the addresses name."""
    now = timezone.now()
    case, words = a_case(on_behalf=True, impediment="missing")
    ana, saul = (
        unlocked(Member.objects.get(sign_in_name=name), PASSWORD) for name in ("ana", "saul")
    )
    catalogue, unit, what, values = PLAN[0]
    proposal = Proposal(
        catalogue=catalogue,
        unit=Unit.objects.get(code=unit),
        requested=True,
        what=what,
        values=values,
        suitability={},
    )
    measure = propose(case, proposal, by=ana, at=now)
    text = "Preguntar a su hermana, por radio, si sabe de ella."
    action = open_action(case, kind="contact", owner=ana.member, text=text, by=ana, at=now)
    give_seat(case.case, case.folder, saul.member, reason="supervises", by=ana, at=now)
    told = {"code": case.code, "words": words, "measure": measure.ref, "action": action.ref}
    sys.stdout.write(json.dumps(told))


def sent_out(code: str) -> None:
    """What was decided in her place is granted and goes to its unit."""
    now = timezone.now()
    ana = unlocked(Member.objects.get(sign_in_name="ana"), PASSWORD)
    case = opened(code, seen_by=ana)
    Measure.objects.filter(case=case.case).update(
        state=Measure.State.GRANTED,
        granted_at=now,
        duration_days=90,
        first_report_on=now.date(),
        next_review_on=now.date(),
    )
    measure = Measure.objects.select_related("unit", "case__filing").get(case=case.case)
    assert measure.unit is not None
    forward(case, measure, measure.unit, fields=["coarse_place"], by=ana, at=now)


def must_not_know(words: str, unit: str) -> None:
    """She names one more institution on her page."""
    visitor, _ = visit_by_phrase(words, seen_by=STRANGER)
    exclude(visitor.folder, Unit.objects.get(code=unit), by=visitor, at=timezone.now())


def newcomer() -> None:
    """An analyst who alone can read one case, and shares another. Prints her name."""
    now, secret = timezone.now(), codes.new_secret()
    name = "Nora Vidal"
    word = services.invite(
        name=name,
        sign_in_name=f"nora{Member.objects.count()}",
        roles=["analyst"],
        unit=Unit.objects.get(code="dgdh"),
        by=SYSTEM,
        at=now,
    )
    code = codes.code_at(secret, now)
    services.enrol(word, password=PASSWORD, code_secret=secret, code=code, at=now)
    a_case()
    alone, _words = a_case()
    Seat.objects.filter(case=alone.case).exclude(member__name=name).delete()
    sys.stdout.write(json.dumps({"name": name}))
