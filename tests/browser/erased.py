"""What time, and the end of a procedure, bring to a file that is to be erased: for the browser."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from amparo.casework.obligations.closing import close
from amparo.casework.obligations.models import FollowUp
from amparo.casework.obligations.taking_back import close_all
from amparo.casework.retention.services import erase_what_is_due
from amparo.foundations.access.actors import SYSTEM
from amparo.foundations.access.models import Member
from amparo.foundations.cases.queries import opened
from amparo.foundations.erasing.adopting import adopt_schedule
from amparo.foundations.erasing.models import Erasure
from amparo.foundations.letterbox.folders import STRANGER
from amparo.foundations.letterbox.queries import visit_by_phrase
from amparo.foundations.letterbox.services import withdraw_procedure
from amparo.rules.retention import shipped_schedule
from tests.people import PASSWORD, unlocked

DAYS = timedelta(days=12)


def days_went_by(code: str) -> None:
    """It was asked for twelve days ago: the days in which it can be taken back are over."""
    going_on = Erasure.objects.filter(filing__code=code, ended_at=None)
    before = timezone.now() - DAYS
    going_on.update(asked_at=before, not_before=before + timedelta(days=11))


def put_forward() -> None:
    """Whoever runs the machine has closed files erased after four hundred days, once two agree."""
    before, mark, after = shipped_schedule().read_text("utf-8").partition('begins = "closed"')
    Path(settings.RETENTION).write_text(f"{before}{mark}\ndays = 400{after}", "utf-8")
    adopt_schedule(by=SYSTEM, at=timezone.now())


def left_and_closed(words: str) -> None:
    """She leaves, the case is closed, and what may be erased is erased."""
    now = timezone.now()
    visitor, _ = visit_by_phrase(words, seen_by=STRANGER)
    withdraw_procedure(visitor, at=now)
    ana = unlocked(Member.objects.get(sign_in_name="ana"), PASSWORD)
    case = opened(visitor.folder.code, seen_by=ana)
    reached = {"kind": FollowUp.Kind.CONTACT_BEFORE_ENDING, "outcome": "ends"}
    close_all(case.case, **reached, by=ana, at=now)
    close(case, text="Ya no quiere seguir.", by=ana, at=now)
    erase_what_is_due(by=SYSTEM, at=now)
