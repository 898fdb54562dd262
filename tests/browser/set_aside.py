"""What time, and a seat, would have brought to a file: for journeys that wait for a day."""

from datetime import datetime, timedelta

from django.utils import timezone

from amparo.casework.review.models import Change
from amparo.foundations.access.models import Member
from amparo.foundations.cases.models import Case, Seat
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import NEVER, claim, give_seat
from amparo.foundations.letterbox.models import Filing
from tests.people import PASSWORD, unlocked

WEEKS = timedelta(days=40)


def seated(code: str, *names: str) -> None:
    """Somebody more of the team, given a seat by the analyst."""
    ana = unlocked(Member.objects.get(sign_in_name="ana"), PASSWORD)
    case = opened(code, seen_by=ana)
    for name in names:
        member = Member.objects.get(sign_in_name=name)
        give_seat(case.case, case.folder, member, reason="task", by=ana, at=timezone.now())


def at_rest(code: str) -> None:
    """The analyst has it in hand, everybody has read it, nobody is in danger and no date runs."""
    ana, now = unlocked(Member.objects.get(sign_in_name="ana"), PASSWORD), timezone.now()
    claim(opened(code, seen_by=ana).case, by=ana, at=now)
    seats = Seat.objects.filter(case__filing__code=code)
    seats.update(given_at=now - WEEKS, seen_at=timezone.now(), danger=0, due_on=NEVER)
    Case.objects.filter(filing__code=code).update(danger=0, due_on=None)


def weeks_later(code: str) -> None:
    """All that happened, happened forty days before."""
    filing = Filing.objects.get(code=code)
    before = {
        name: (datetime.fromisoformat(at) - WEEKS).isoformat()
        for name, at in filing.happened.items()
    }
    Filing.objects.filter(pk=filing.pk).update(happened=before)


def its_day_has_come(code: str) -> None:
    """What was decided from a day to come holds from today."""
    changes = Change.objects.filter(case__filing__code=code, state=Change.State.DECIDED)
    changes.update(from_day=timezone.localdate())
