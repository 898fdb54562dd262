"""A case before two decision makers, set up beside the served site; run by `test_at_once.py`.

Prints the case's code, the person's words, and how each member signs in.
"""

import json
import sys
from datetime import datetime, timedelta

from django.utils import timezone

from amparo.casework.assessment import services as assessment
from amparo.casework.assessment.queries import draft_of
from amparo.casework.exports import services as exports
from amparo.casework.exports.file_parts import Wanted
from amparo.casework.measures.services import Proposal, propose, put_to_decision
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import one_time_codes as codes
from amparo.foundations.accounts import services
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.models import Credentials, Member
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import open_case
from amparo.foundations.consent.models import Question
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.queries import filing_to_open
from amparo.foundations.intake.requests.services import Letter, file_request
from amparo.foundations.intake.services import happen
from tests.browser import owing
from tests.browser.prepare import PASSWORD, set_up
from tests.people import unlocked
from tests.plans import FOUND


def main() -> None:
    people = set_up()
    people["dora"] = second_decider()
    Credentials.objects.update(last_code_step=0)
    told = {**put_to_both(), "people": people}
    sys.stdout.write(json.dumps(told))


def second_decider() -> dict[str, str]:
    now, secret = timezone.now(), codes.new_secret()
    word = services.invite(
        name="Dora Solis",
        sign_in_name="dora",
        roles=["decision_maker"],
        unit=Unit.objects.get(code="minjusdh"),
        by=SYSTEM,
        at=now,
    )
    code = codes.code_at(secret, now)
    services.enrol(word, password=PASSWORD, code_secret=secret, code=code, at=now)
    return {"password": PASSWORD, "code_secret": secret}


def put_to_both() -> dict[str, str]:
    """Filed three days ago; planned, agreed to and assessed the day after."""
    filed_at, at = (timezone.now() - timedelta(days=days) for days in (3, 2))
    rosa, ana = (
        unlocked(Member.objects.get(sign_in_name=name), PASSWORD) for name in ("rosa", "ana")
    )
    letter = Letter(body=owing.BODY, channel="digital", once=marks.token())
    filed = file_request(letter, by=STRANGER, at=filed_at)
    folder = filing_to_open(filed.folder.code, seen_by=rosa)
    assert folder is not None
    open_case(folder, by=rosa, at=filed_at)
    case = opened(folder.code, seen_by=ana)
    propose(case, patrol(), by=ana, at=at)
    words = " ".join(filed.words)
    owing.agree(words)
    found = {"imminent_risk": True}
    happen(folder.filing, "preliminary_report_issued", when=at, by=ana, at=at, found=found)
    assess(case, by=ana, at=at)
    deciders = list(Member.objects.filter(sign_in_name__in=["delia", "dora"]))
    case = opened(folder.code, seen_by=ana)
    put_to_decision(case, purpose="decision", members=deciders, words="", by=ana, at=at)
    return {"code": folder.code, "words": words, **copy_allowed(folder.code, words)}


def copy_allowed(code: str, words: str) -> dict[str, str]:
    """A copy that ana asked for, the person agreed to and delia allowed: its number, and the
    person's question."""
    now = timezone.now()
    ana, delia = (
        unlocked(Member.objects.get(sign_in_name=name), PASSWORD) for name in ("ana", "delia")
    )
    wanted = Wanted(name="Casa", unit=None, purpose="x", parts=("dates",))
    copy = exports.ask(opened(code, seen_by=ana), wanted, by=ana, at=now)
    owing.agree(words)
    exports.approve(opened(code, seen_by=delia), copy.ref, by=delia, at=now)
    return {"copy": copy.ref, "asked": Question.objects.get(subject=copy.ref).ref}


def patrol() -> Proposal:
    code, unit, what, values = owing.PLAN[0]
    return Proposal(
        catalogue=code,
        unit=Unit.objects.get(code=unit),
        requested=True,
        what=what,
        values=values,
        suitability={},
    )


def assess(case: OpenCase, *, by: Actor, at: datetime) -> None:
    assessment.save_draft(case, FOUND, seen=0, by=by, at=at)
    draft = draft_of(case, seen_by=by)
    assert draft is not None
    assessment.submit(case, seen=draft.paper.version, by=by, at=at)
