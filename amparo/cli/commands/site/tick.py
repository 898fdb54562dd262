"""Do what falls due by the minute: alerts of unopened requests, and forgetting what is over.

Every part may run twice or late without harm.
"""

import logging
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from amparo.casework.admission.consent_last_days import show_what_ends
from amparo.casework.admission.unopened_request_alerts import alert_unopened
from amparo.casework.assessment.draft_deletion import forget_unsent
from amparo.casework.collectives.intermediaries.services import end_overdue
from amparo.casework.disappearances.exclusions_in_linked_cases import show_what_was_left
from amparo.casework.exports.recall_and_destruction import end_overdue as end_exports
from amparo.casework.figures.services import publish_what_is_due
from amparo.casework.leaks.notices.ask_about_named_people import ask_about_the_named
from amparo.casework.leaks.services import go_on
from amparo.casework.leaks.step_deadlines import lift_what_is_near
from amparo.casework.leaks.step_signatures import come_back
from amparo.casework.obligations.delivery.mails import tell_officers
from amparo.casework.obligations.escalation.services import take_due_steps
from amparo.casework.referral.authority_demands import tell_what_is_due
from amparo.casework.referral.blanket_demands.services import tell_everybody
from amparo.casework.referral.blanket_demands.silence_orders import remind_of_orders
from amparo.casework.referral.direct_notices.services import ask_what_nobody_told
from amparo.casework.retention.dated_tasks import show_what_is_kept
from amparo.casework.retention.services import (
    begin_what_the_schedule_says,
    erase_what_is_due,
)
from amparo.casework.review.complaints.mails import mail_who_rules
from amparo.cli.apart import checks_before_serve as serving
from amparo.cli.backups.expired_backups import expire
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.credentials.lost_phone import forget_phone_changes
from amparo.foundations.accounts.mail import outbox
from amparo.foundations.accounts.membership.invitations import tell_who_joined
from amparo.foundations.accounts.membership.second_supervisor_mail import tell_seconds
from amparo.foundations.accounts.server.heartbeat import beat
from amparo.foundations.accounts.sign_in import limits
from amparo.foundations.accounts.sign_in import phrase_guessing as nearness
from amparo.foundations.accounts.sign_in.disowned_sign_ins import tell_who_disowned
from amparo.foundations.accounts.sign_in.sessions import forget_ended
from amparo.foundations.cases.access.excluded_member_seats import end_lent
from amparo.foundations.cases.access.look_statistics import tell_of_looks
from amparo.foundations.cases.access.suspicious_looks import forget_noticed
from amparo.foundations.cases.form_drafts.sealed_drafts import forget_old_form_drafts
from amparo.foundations.consent.last_days import end_passed
from amparo.foundations.erasure.exact_locations import erase_old_places
from amparo.foundations.erasure.services import tell_holds
from amparo.foundations.intake.files.attachments import forget_orphans
from amparo.foundations.intake.queries import norms_in_use
from amparo.foundations.intake.requests.drafts import forget_old_drafts
from amparo.foundations.ledger.daily_publication import publish_daily
from amparo.law import known_protocols
from amparo.obligations.recommendations.mails import tell_of_recommendations
from amparo.observatory.attacks.drafts import forget_old_attack_drafts
from amparo.observatory.figures.services import make_each_year

log = logging.getLogger("amparo.tick")

BEAT = "ticked"  # in the site's folder: when all jobs last ran


class NormsMissing(Exception):
    """Cases are under norms that are not on this machine."""


def say_missing_norms(*, at: datetime) -> None:
    """Log each missing norm: its cases open with their stored dates, and without computing any."""
    del at
    missing = norms_in_use(seen_by=SYSTEM) - {*known_protocols()}
    for norm in sorted(missing):
        log.error("tick: cases are under %s, whose folder is not here: put it back", norm)
    if missing:
        raise NormsMissing


JOBS: tuple[tuple[str, Callable[..., object]], ...] = (
    ("alerts of unopened requests", partial(alert_unopened, by=SYSTEM)),
    ("complaints that wait for a ruling", mail_who_rules),
    ("steps where institutions do not answer", take_due_steps),
    ("what institutions owe", tell_officers),
    ("what is recommended to institutions", tell_of_recommendations),
    ("consents that ended by their last day", end_passed),
    ("consents that end within a week", show_what_ends),
    ("leaks of many cases", partial(go_on, by=SYSTEM)),
    ("what was put off after a leak", lift_what_is_near),
    ("what nobody signed of what is done after a leak", partial(come_back, by=SYSTEM)),
    ("whom a person named since something got out", partial(ask_about_the_named, by=SYSTEM)),
    ("seats whose hours are over", end_lent),
    ("looks that stand out", tell_of_looks),
    ("who joined the team", tell_who_joined),
    ("what waits for a second who supervises", tell_seconds),
    ("orders of a court that a second has still to read", remind_of_orders),
    ("sign-ins that were somebody else's", tell_who_disowned),
    ("mails", outbox.send_out),
    ("mails that went", outbox.forget_sent),
    ("intermediaries whose last day is over", partial(end_overdue, by=SYSTEM)),
    ("demands that a court kept silent", partial(tell_what_is_due, by=SYSTEM)),
    ("demands for everything that a court kept silent", partial(tell_everybody, by=SYSTEM)),
    ("holds that a court kept silent", partial(tell_holds, by=SYSTEM)),
    ("what nobody has told the person", partial(ask_what_nobody_told, by=SYSTEM)),
    ("what is kept and waits in a case that nobody touched", show_what_is_kept),
    ("what was left in a linked case", show_what_was_left),
    ("places whose day is over", partial(erase_old_places, by=SYSTEM)),
    ("what is to be erased", partial(erase_what_is_due, by=SYSTEM)),
    ("closed files whose time is over", partial(begin_what_the_schedule_says, by=SYSTEM)),
    ("copies whose hours are over", partial(end_exports, by=SYSTEM)),
    ("sittings that are over", forget_ended),
    ("phones that nobody confirmed", forget_phone_changes),
    ("old wrong tries", limits.forget_old),
    ("old tries that were alike", nearness.forget_old),
    ("what was noticed long ago", forget_noticed),
    ("old drafts", forget_old_drafts),
    ("old drafts of forms", forget_old_form_drafts),
    ("old drafts of attacks", forget_old_attack_drafts),
    ("assessments that nobody recorded", partial(forget_unsent, by=SYSTEM)),
    ("files that nobody filed", forget_orphans),
    ("backups whose day is over", expire),
    ("norms of cases whose folder is missing", say_missing_norms),
    ("the figures of the month that is over", partial(publish_what_is_due, by=SYSTEM)),
    ("the signed head of the record", partial(publish_daily, by=SYSTEM)),
    (
        "figures of attacks",
        partial(make_each_year, by=SYSTEM),
    ),  # once a year this takes minutes: the last one
)


def add_arguments(parser: ArgumentParser) -> None:
    pass


def run(_: Namespace) -> int:
    if settings.SURFACE:
        serving.must_stand_apart(whole=False)
    return 0 if tick() else 1


def tick(at: datetime | None = None) -> bool:
    """Run every job; a failing one does not stop the others."""
    now = at or timezone.now()
    went = [_goes_well(name, job, at or timezone.now()) for name, job in JOBS]
    return all(went) and _goes_well("that the jobs ran", _beat, now)


def _goes_well(name: str, job: Callable[..., object], at: datetime) -> bool:
    try:
        job(at=at)
    except Exception as problem:  # noqa: BLE001 - an urgent request is alerted of, whatever else fails
        log.error("tick: %s: %s", name, type(problem).__name__)  # noqa: TRY400 - codes only
        return False
    return True


def _beat(*, at: datetime) -> None:
    """Store that the jobs ran, for the doctor and for supervisors on the desk."""
    beat(at=at)
    (Path(settings.RUN) / BEAT).touch()
