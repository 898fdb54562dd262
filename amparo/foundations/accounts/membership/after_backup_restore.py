"""A site restored from a backup starts with all sessions ended. Services, by noun: restoring."""

from datetime import datetime

from django.db import transaction

from amparo.foundations.accounts.events import SiteRestored
from amparo.foundations.accounts.models import Credentials, Invitation, PhoneChange, Session
from amparo.foundations.ledger.services import Signs, record


@transaction.atomic
def begin_again(entries: int, *, by: Signs, at: datetime) -> None:
    """Record up to which entry this site was restored. Ends every session, every open invitation
    and every recovery code: what ended or was used since the backup must not be open again."""
    Session.objects.all().delete()
    PhoneChange.objects.all().delete()
    Invitation.objects.filter(used_at=None).delete()
    Credentials.objects.exclude(sealed_recovery=b"").update(sealed_recovery=b"")
    record(SiteRestored(about="site", entries=entries), by=by, at=at)
