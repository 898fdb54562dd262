"""Open named cases again with the shares of the recovery key, for one member, on record.

Run it on a machine without network, beside a copy of the site or on the site itself. The shares are
asked for one by one and are not shown; no command opens every case.
"""

from argparse import ArgumentParser, Namespace

from django.db import transaction
from django.utils import timezone

from amparo.cli.backups.asking import combined
from amparo.cli.mistakes import Mistake
from amparo.foundations.access.actors import SYSTEM, Refused
from amparo.foundations.access.models import Member
from amparo.foundations.access.permissions import Role
from amparo.foundations.cases.queries import case_of_filing
from amparo.foundations.cases.services import give_seat
from amparo.foundations.ledger.services import record
from amparo.foundations.letterbox.events import FileRecovered
from amparo.foundations.letterbox.exclusions import must_not_know
from amparo.foundations.letterbox.filings import sealed_for
from amparo.foundations.letterbox.folders import Folder
from amparo.foundations.letterbox.models import Key
from amparo.foundations.letterbox.recovery import folder_by_recovery
from amparo.sealing.errors import Unsealable

REASONS = ("password_lost", "member_gone", "person_asked", "court_order", "rehearsal")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("case", nargs="+", help="codes of the cases, one by one")
    parser.add_argument("--to", required=True, metavar="NAME", help="the member's sign-in name")
    parser.add_argument("--reason", required=True, choices=REASONS)


def run(arguments: Namespace) -> int:
    member = Member.objects.filter(sign_in_name=arguments.to.casefold(), active=True).first()
    if member is None:
        raise Mistake(f"No active member signs in as {arguments.to!r}.")
    secret = combined()
    for code in arguments.case:
        _recover(code, member, secret, arguments.reason)
    return 0


@transaction.atomic
def _recover(code: str, member: Member, secret: bytes, reason: str) -> None:
    try:
        folder = folder_by_recovery(code, secret)
    except Unsealable as problem:
        raise Mistake("These shares make another key than this site's recovery key.") from problem
    if folder is None:
        raise Mistake(f"There is no case {code}.")
    now = timezone.now()
    case = case_of_filing(folder.code)
    try:
        if case:
            give_seat(case, folder, member, reason=reason, by=SYSTEM, at=now)
        else:
            _key_of_a_receptionist(folder, member)
    except Refused as problem:
        raise Mistake(f"{member.name} must not know of {folder.code}.") from problem
    record(FileRecovered(about=folder.code, member=member.code, reason=reason), by=SYSTEM, at=now)
    print(f"{folder.code} is now open to {member.name}; it is on record.")


def _key_of_a_receptionist(folder: Folder, member: Member) -> None:
    if Role.RECEPTION not in member.role_set:
        raise Mistake(f"Nobody has opened {folder.code} yet: name somebody of the reception.")
    if must_not_know(folder, member, by=SYSTEM):
        raise Refused("must_not_know")
    sealed_for(folder, Key.Holder.RECEPTIONIST, bytes(member.public), member=member.code).save()
