"""Set up a site: secrets, tables, institutions, the recovery key's shares, a first invitation.

The secret of the recovery key is made elsewhere where `--recovery` names its public half, and no
share is ever on this machine. Otherwise the shares are printed once and not stored. A second run
brings the tables up to date, gives cases, tasks and questions to institutions the dates that a new
version computes, and changes nothing else.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from amparo.casework.external_cases.next_due_days import date_records_anew
from amparo.casework.obligations.recalculated_due_days import date_asked_anew
from amparo.casework.review.recourses.recalculated_due_days import date_rulings_anew
from amparo.cli.ceremony.keyholder_arguments import (
    keyholders_of,
    must_name_keyholders,
    note_held,
    public_key,
)
from amparo.cli.ceremony.printed_shares import SHARES, print_shares, shares_asked_for
from amparo.cli.command_errors import Mistake
from amparo.cli.commands.accounts.member import print_invitation
from amparo.cli.health import database_connection as connecting
from amparo.cli.health import key_findings as keys
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import shares
from amparo.crypto.keys import new_pair
from amparo.crypto.word_recognition import plain
from amparo.foundations.accounts import services
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.credentials.keyholders import Holder
from amparo.foundations.accounts.models import GroupKey, Member
from amparo.foundations.accounts.permissions import Role
from amparo.foundations.cases.recalculated_due_days import date_anew
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.services import add_unit
from amparo.law import UnknownProtocol, load_protocol
from amparo.settings import env  # noqa: TID251 - this command makes what they read
from amparo.settings import env_file as stored  # noqa: TID251


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--shares", default=SHARES, metavar="KofN", help="shares of the recovery key"
    )
    parser.add_argument(
        "--recovery",
        default="",
        metavar="PUBLIC",
        help="the public key that `amparo shares new` printed on the keyholders' machine",
    )
    parser.add_argument(
        "--keyholder",
        action="append",
        default=[],
        metavar="NAME:BRANCH",
        help="who keeps a share, one for each in their order",
    )
    parser.add_argument(
        "--supervisor", metavar="NAME", help="invite a first supervisor by this name"
    )
    parser.add_argument("--unit", metavar="CODE", help="the unit that runs the mechanism")


def run(arguments: Namespace) -> int:
    needed, of = shares_asked_for(arguments.shares)
    if arguments.supervisor and not arguments.supervisor.strip():
        raise Mistake("--supervisor takes a name.")
    named = arguments.keyholder or arguments.recovery
    holders = keyholders_of(arguments.keyholder, of, made=True) if named else []
    public = public_key(arguments.recovery) if arguments.recovery else b""
    if found := connecting.trouble(Path(settings.STATE) / "site.toml"):
        raise Mistake(f"{found.says} {found.do}")
    stored.keep_settings(Path(settings.STATE))
    env.make_site(Path(settings.STATE))
    if env.make_signing_key(Path(settings.STATE)):
        print("A key to sign the record with was made: signing.key.")
    for folder in (settings.UPLOADS, Path(settings.STATE) / "mail"):
        Path(folder).mkdir(parents=True, exist_ok=True, mode=0o700)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    added = add_institutions()
    print(f"Tables are up to date; {added} institutions of {settings.PROTOCOL} were added.")
    _date_anew(at=timezone.now())
    make_recovery_key(needed, of, holders, public=public)
    _say_who_keeps_it()
    if arguments.supervisor:
        _invite_supervisor(arguments.supervisor, arguments.unit)
    return 0


def _date_anew(*, at: datetime) -> None:
    problems: list[Exception] = []
    by_rows = (date_asked_anew, date_rulings_anew, date_records_anew)
    days = sum(work_out(at=at, problems=problems) for work_out in by_rows)
    if days:
        print(f"{days} days of tasks, and of what institutions were asked, are others now.")
    dated = date_anew(at=at, problems=problems)
    if dated:
        print(f"{dated} cases have another next date on the worklist now.")
    if problems:
        _say_what_stays(problems)


def _say_what_stays(problems: Sequence[Exception]) -> None:
    """Name the kinds of problems only: their messages may hold words of a case. A norm's name does
    not."""
    kinds = sorted({type(one).__name__ for one in problems})
    print(
        f"{len(problems)} dates could not be worked out and stay as they were"
        f" ({', '.join(kinds)}); everything else was done."
    )
    for said in sorted({str(one) for one in problems if isinstance(one, UnknownProtocol)}):
        print(f"{said} Put the folder of that norm back, and run `amparo init` again.")


def add_institutions() -> int:
    """Add the institutions that the protocol and the followed laws name; return how many
    are new."""
    known = set(Unit.objects.values_list("code", flat=True))
    laws = [load_protocol(name) for name in (*settings.FOLLOWS, settings.PROTOCOL)]
    named = {one.id: (one, law) for law in laws for one in law.obligations.institution}
    now = timezone.now()
    made: dict[str, Unit] = {}

    def add(code: str) -> Unit:
        if code not in made:
            one, law = named[code]
            made[code] = add_unit(
                code=code,
                name=law.text(f"institutions.{code}", law.languages[0]),
                parent=add(one.part_of) if one.part_of else None,
                branch=one.branch,
                level=one.level,
                by=SYSTEM,
                at=now,
                police=one.police,
            )
        return made[code]

    for code in named:
        add(code)
    return len(set(made) - known)


def make_recovery_key(
    needed: int, of: int, holders: Sequence[Holder] = (), *, public: bytes = b""
) -> None:
    """Store the given public key, or make a new key and print its shares, unless there is one
    already. Raises Mistake where another one is given."""
    there = GroupKey.objects.filter(kind="recovery", current=True).first()
    if there:
        if public not in {b"", bytes(there.public)}:
            raise Mistake(
                "This site has another recovery key already, and nothing of it was changed. A new"
                " one is proposed by `amparo keys another`, and holds once two members agreed."
            )
        print(
            f"The recovery key {marks.fingerprint(bytes(there.public))} exists, and nothing of it"
            " was changed. Its shares were shown once, where it was made: here, or away from this"
            " site."
        )
        return
    if not holders:
        must_name_keyholders("amparo init")
    pair = None if public else new_pair()
    parts = shares.split(pair.secret, needed=needed, of=of) if pair else []
    with transaction.atomic():
        now, half = timezone.now(), pair.public if pair else public
        key = services.make_group("recovery", "", public=half, by=SYSTEM, at=now)
        if holders:
            note_held(key, needed=needed, holders=holders, at=now)
    if parts:
        print_shares("The recovery key", "together open named cases again", parts, needed)
        return
    print(
        f"The recovery key {marks.fingerprint(public)} was made away from this site. Let each"
        " keyholder compare this with what their machine printed: where it differs, somebody else"
        " would open every case. Stop then, and set up another site."
    )


def _say_who_keeps_it() -> None:
    for one in keys.without_keyholders():
        print(one)


def _invite_supervisor(name: str, unit_code: str | None) -> None:
    if any(Role.SUPERVISOR in member.role_set for member in Member.objects.all()):
        print(
            "There is a supervisor already: she invites the others on the desk. Where none is left:"
            " amparo member invite."
        )
        return
    code = unit_code or load_protocol(settings.PROTOCOL).obligations.run_by
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        codes = ", ".join(Unit.objects.values_list("code", flat=True))
        raise Mistake(f"There is no unit {code!r}; there are: {codes}.")
    code = services.invite(
        name=name,
        sign_in_name=plain(name.split(maxsplit=1)[0]),
        roles=[Role.SUPERVISOR],
        unit=unit,
        by=SYSTEM,
        at=timezone.now(),
    )
    print_invitation(name, [Role.SUPERVISOR], code)
