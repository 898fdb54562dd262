"""What was opened for the person is new on their page once they can be asked again."""

from django.db import transaction

from amparo.casework.referral.direct_notices.services import TELLS
from amparo.casework.referral.models import ReferralTask
from amparo.foundations.cases.models import Case
from amparo.foundations.intake.models import Document


@transaction.atomic
def hers_to_open_again(case: Case) -> None:
    """Mark what was opened while the person could not be asked, and was not told, as new on the
    page, so that the person's own opening is noticed. Called once they can be asked again."""
    waiting = ReferralTask.objects.filter(case=case, kind__in=TELLS, done_at__isnull=True)
    refs = list(waiting.values_list("about", flat=True))
    Document.objects.filter(filing=case.filing_id, ref__in=refs).update(read_at=None)
