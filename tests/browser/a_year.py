"""A year of requests of which only codes and days are known, and the figures made of it."""

from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from amparo.casework.figures.services import publish_traits, publish_what_is_due
from amparo.casework.measures.models import Decision, Measure
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.models import Case
from amparo.foundations.consent.models import Confirmation
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake import voluntary_traits as slips
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Filing
from amparo.law import load_protocol
from tests.people import PASSWORD, unlocked

REQUESTS = 72
KINDS = ("pe21_patrol", "pe21_patrol", "pe21_patrol", "pe21_legal_aid", "pe21_police_protection")
ZONE = load_protocol("pe-2021").zone


def figures() -> None:
    """Seventy-two requests from January on, and the editions of the year."""
    year = timezone.now().year
    for number in range(REQUESTS):
        _request(number, datetime(year, 1, 4, tzinfo=ZONE) + timedelta(days=4 * number))
    publish_what_is_due(by=SYSTEM, at=datetime(year + 1, 1, 5, 12, tzinfo=UTC))


def traits() -> None:
    """What eighty persons told of themselves, counted by Ana once the year is over."""
    genders = ("woman", "man", "woman", "", "woman", "man", "woman", "non_binary")
    ages = ("from_30_to_59", "from_18_to_29", "from_60", "", "under_18")
    for number in range(80):
        told = {
            "gender_identity": genders[number % len(genders)],
            "age_band": ages[number % len(ages)],
        }
        slips.drop_later({name: one for name, one in told.items() if one}, by=STRANGER)
    ana = unlocked(Member.objects.get(sign_in_name="ana"), PASSWORD)
    publish_traits(by=ana, at=datetime(timezone.now().year + 1, 1, 5, 12, tzinfo=UTC))


def _request(number: int, filed: datetime) -> None:
    extraordinary = number % 3 == 0
    happened = {
        "request_received": filed,
        "preliminary_report_issued": filed + _days(1 + number % 4),
    }
    decided = filed + _days(20 + number * 7 % 50)
    if number % 9:
        happened |= {
            "decision_issued": decided,
            "resolution_forwarded": decided + _days(number % 8),
            "decision_notified": decided + _days(number % 6),
        }
    filing = Filing.objects.create(
        code=marks.new_code(),
        protocol="pe-2021",
        channel="digital",
        filed_at=filed,
        first_contact_at=filed,
        opened_at=filed,
        happened={name: moment.isoformat() for name, moment in happened.items()},
        facts={"imminent_risk": extraordinary},
        once_hash=marks.token(),
        proof_number=marks.new_code(3),
        fingerprint=marks.new_code(3),
    )
    case = Case.objects.create(
        filing=filing,
        stage="follow_up",
        phase="obligations",
        track="extraordinary" if extraordinary else "ordinary",
        opened_at=filed,
        changed_at=filed,
        closed_at=filed,
    )
    if number % 9:
        _decide(case, number, decided)


def _decide(case: Case, number: int, at: datetime) -> None:
    Decision.objects.create(
        ref=marks.new_code(3),
        case=case,
        kind=("granted", "granted", "partly", "denied")[number % 4],
        paper_ref="",
        decided_by=Member.objects.get(sign_in_name="delia"),
        issued_at=at,
        notified_at=at,
    )
    if number % 4 == 3:
        return
    measure = Measure.objects.create(
        ref=marks.new_code(3),
        case=case,
        catalogue=KINDS[number % len(KINDS)],
        unit=Unit.objects.get(code="pnp"),
        state=Measure.State.GRANTED,
        paper_ref="",
        duration_days=90,
        first_report_on=date(at.year, 12, 1),
        next_review_on=date(at.year, 12, 15),
        granted_at=at,
        changed_at=at,
    )
    if number % 2:
        word = Confirmation.Word.WORKS if number % 5 else Confirmation.Word.DID_NOT_ARRIVE
        Confirmation.objects.create(
            filing=case.filing, measure=measure.ref, word=word, said_at=at + _days(9)
        )


def _days(number: int) -> timedelta:
    return timedelta(days=number)
