"""Mails that say only that something waits. One that cannot be sent keeps no other back, and is
tried again, later each time. Services, by noun: outgoing mails."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _
from django.utils.translation import override

from amparo.foundations.access.models import Member, Outgoing
from amparo.foundations.access.queries import but_what_opens
from amparo.sealing import marks

log = logging.getLogger("amparo.mail")

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
KEPT = timedelta(days=30)
SILENT = timedelta(days=1)
"""After so long without a mail that could be sent somebody must look."""


def put(member: Member, why: str, *, at: datetime) -> bool:
    """Once for one reason. `why` is kept as a keyed hash: it may say a code. Returns whether it is
    new."""
    found = {"member": member, "why": _hashed(why)}
    return Outgoing.objects.get_or_create(**found, defaults={"put_at": at, "next_at": at})[1]


def send_out(*, at: datetime) -> int:
    """Each by itself. Whoever left or has no address is told nothing. Returns how many went."""
    sent = 0
    found = Outgoing.objects.select_related("member").defer(*but_what_opens("member"))
    waiting = found.filter(sent_at=None, next_at__lte=at)
    for one in waiting.order_by("next_at", "pk"):
        if not one.member.active or not one.member.mail:
            one.delete()
            continue
        trouble = _send(one.member.mail)
        if trouble:
            log.warning("mail %s", trouble)
            wait = min(FIRST_WAIT * 2 ** min(one.tries, 10), LONGEST_WAIT)
            fresh = {"tries": one.tries + 1, "next_at": at + wait, "trouble": trouble}
        else:
            sent += 1
            fresh = {"tries": one.tries + 1, "sent_at": at, "trouble": ""}
        Outgoing.objects.filter(pk=one.pk).update(**fresh)
    return sent


def stuck_since(*, at: datetime) -> datetime | None:
    """Since when a mail waits that could not be sent within a day."""
    waiting = Outgoing.objects.filter(sent_at=None, tries__gt=0, put_at__lte=at - SILENT)
    return waiting.order_by("put_at").values_list("put_at", flat=True).first()


def forget_sent(*, at: datetime) -> int:
    return Outgoing.objects.filter(sent_at__lte=at - KEPT).delete()[0]


def _send(address: str) -> str:
    """The name of what went wrong; nothing where it went."""
    try:
        with override(settings.LANGUAGE_CODE):
            said = _("Something waits"), _("Please sign in.")
            send_mail(*said, settings.MAIL_FROM, [address])
    except OSError as problem:
        return type(problem).__name__[:60]
    return ""


def _hashed(why: str) -> bytes:
    return marks.blinded(settings.SITE.limit_pepper, "outgoing", why)
