"""Findings that depend on the day: the clock, the jobs, backups, the calendar, certificates."""

import ctypes
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from amparo.cli.commands.site.tick import BEAT
from amparo.cli.health.finding import Finding
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.mail.outbox import stuck_since, unanswered
from amparo.foundations.erasure.backups_holding_erased import NEWEST, Made, backups_made
from amparo.foundations.ledger.entry_iteration import ODD
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import last_head
from amparo.law import load_protocol

LATE = timedelta(minutes=5)
BACKUP_EVERY = timedelta(days=2)
PUBLISH_EVERY = timedelta(days=2)
CALENDAR_ENDS = timedelta(days=180)
CERTIFICATE_ENDS = timedelta(days=14)
TIMEX = 512  # bytes: more than `struct timex` has; all zero reads and sets nothing
NOT_SYNCHRONISED = 5  # TIME_ERROR of adjtimex(2)


def clock(at: datetime) -> Iterator[Finding]:
    try:
        last = Entry.objects.order_by("-sequence").values_list("at", flat=True).first()
    except ODD:
        yield Finding(
            "The moment of the newest entry cannot be read: whether the clock is behind the record"
            " is unknown.",
            "Run `amparo ledger verify`, and compare the clock by hand: the law's terms run by it.",
        )
        return
    if last and last > at + timedelta(minutes=1):
        yield Finding(
            f"The clock says {at:%Y-%m-%d %H:%M} UTC, the record ends at {last:%Y-%m-%d %H:%M}.",
            "Set the clock right before anything is filed: the law's terms run by it.",
        )


def kept_right(_: datetime) -> Iterator[Finding]:
    """Whether another clock synchronises this one: a clock that runs ahead contradicts nothing in
    the record."""
    follows = _follows_another()
    if follows is None:
        yield Finding(
            "Whether another clock keeps this one right is unknown: this kernel does not say.",
            "Compare it by hand, or where the machine is run: the law's terms and the codes of"
            " telephones go by it.",
            danger=False,
        )
    elif not follows:
        yield Finding(
            "No other clock keeps this one right, says the kernel: it may run ahead, and nothing"
            " here would see.",
            "Run chrony or systemd-timesyncd: the law's terms and codes of telephones go by it. Of"
            " a machine whose host sets its clock the kernel says this too: look there.",
            danger=False,
        )


def _follows_another() -> bool | None:
    """Whether the kernel says that its clock is synchronised; None where it does not say."""
    try:
        said: int = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(TIMEX))  # read only
    except (OSError, AttributeError):
        return None
    return None if said < 0 else said != NOT_SYNCHRONISED


def mails(at: datetime) -> Iterator[Finding]:
    since = stuck_since(at=at)
    if since:
        yield Finding(
            f"A mail waits since {since:%Y-%m-%d %H:%M} UTC and cannot be sent.",
            "See the log for what the mail server says, and AMPARO_MAIL_SERVER. Until then nobody"
            " is woken for an urgent request: look at the desk by hand.",
        )
    for kind, problem in unanswered(at=at).items():
        yield Finding(
            f"Who is still to be told of {kind} cannot be asked ({problem}): such mails wait.",
            "The log names what fails. UnknownProtocol: put the folder of that norm back.",
        )


def jobs(at: datetime) -> Iterator[Finding]:
    beats = [Path(settings.STATE) / BEAT, Path(settings.STATE) / "run" / "jobs" / BEAT]
    beat = max((one.stat().st_mtime for one in beats if one.exists()), default=None)
    if beat is None:
        yield Finding(
            "The jobs never ran whole: nobody is alerted of an urgent request.",
            "Serve without --no-tick, or run `amparo tick` each minute.",
        )
        return
    since = at - datetime.fromtimestamp(beat, UTC)
    if since > LATE:
        yield Finding(
            f"The jobs have not run whole for {since // timedelta(minutes=1)} minutes.",
            "See that `amparo serve` or the timer runs; the log names a job that fails.",
        )


def backups(at: datetime) -> Iterator[Finding]:
    made = backups_made()
    if made == []:
        yield Finding("No backup was ever made.", "Run: amparo backup make FOLDER")
        return
    last = made[0] if made else Made(None, None)
    if last.at is None or last.until is None:
        yield Finding(
            "What the record says of the last backup cannot be read: when it was made, or until"
            " when it is kept.",
            "Run `amparo ledger verify`, and make another: amparo backup make FOLDER",
        )
    elif at - last.at > BACKUP_EVERY:
        yield Finding(
            f"The last backup is of {last.at:%Y-%m-%d}.", "See why the nightly one is not made."
        )
    elif last.until <= at.date():
        yield Finding(
            f"The day of the last backup is over, and it is kept: the newest {NEWEST} stay. What"
            " was erased since stands in it, and persons read so.",
            "Make others: amparo backup make FOLDER. Keep them longer: --keep DAYS",
        )


def unsigned() -> Iterator[Finding]:
    if not settings.SIGNING_KEY:
        yield Finding("There is no key to sign the record with.", "Run: amparo init")


def published(at: datetime) -> Iterator[Finding]:
    if not settings.SIGNING_KEY:
        yield from unsigned()
        return
    last = last_head(seen_by=SYSTEM)
    if last and date.fromisoformat(last.day) < at.date() - PUBLISH_EVERY:
        yield Finding(
            f"No head of the record was published since {last.day}.",
            "See that `amparo serve` or the timer runs; outsiders see the gap.",
        )


def calendar(at: datetime) -> Iterator[Finding]:
    for name in sorted({settings.PROTOCOL, *settings.FOLLOWS}):
        until = load_protocol(name).known_until
        if until - at.date() < CALENDAR_ENDS:
            yield Finding(
                f"The calendar of {name} ends on {until.isoformat()}: no date is said beyond it.",
                "Put in a version whose calendar goes further.",
                danger=until <= at.date(),
            )


def with_certificates(named: str | None, *, quick: bool) -> list[str]:
    """HOST or HOST:PORT of each TLS address of this site, and of the given one."""
    known = [] if quick else [urlsplit(one) for one in settings.ADDRESSES.values()]
    told = [one.netloc for one in known if one.scheme == "https" and not _is_onion(one.hostname)]
    return list(dict.fromkeys([*told, *([named] if named else [])]))


def _is_onion(host: str | None) -> bool:
    return (host or "").endswith(".onion")


def certificate(address: str, at: datetime) -> Iterator[Finding]:
    """Findings on the certificate of `address` (HOST or HOST:PORT), checked as a browser does."""
    host, _, port = address.partition(":")
    try:
        ends = _ends(host, int(port or 443))
    except (OSError, ValueError) as problem:
        yield Finding(
            f"{address} does not answer as a browser asks: {problem}.",
            "See the proxy, its certificate and its names.",
        )
        return
    if ends - at < CERTIFICATE_ENDS:
        yield Finding(f"The certificate of {address} ends on {ends:%Y-%m-%d}.", "Renew it.")


def _ends(host: str, port: int) -> datetime:
    context = ssl.create_default_context()
    with (
        socket.create_connection((host, port), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname=host) as sealed,
    ):
        said = sealed.getpeercert() or {}
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(said["notAfter"])), UTC)
