"""Invite people, list accounts and units: `amparo member invite|list|units|add-unit`."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from amparo.casework.leaks.suspicion.who_may_second import nobody_is_free, somebody_was_named_alone
from amparo.cli.command_errors import Mistake
from amparo.crypto.word_recognition import plain
from amparo.foundations.accounts import services
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.credentials.keyholders import keys_in_shares
from amparo.foundations.accounts.membership.enrolment_views import joins_at
from amparo.foundations.accounts.membership.leak_suspension import supervises
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Role
from amparo.foundations.accounts.queries import members
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.services import add_unit
from amparo.foundations.web.cross_surface_addresses import whole_address
from amparo.law.measures import Level

NOTICE = timedelta(days=3)
"""How long everyone can read that a person was invited from the shell before the invitation works.
Amparo's own term."""


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=["invite", "list", "units", "add-unit"])
    parser.add_argument("name", nargs="?", default="", help="a person's name, or the unit's")
    parser.add_argument(
        "--role", action="append", default=[], choices=[role.value for role in Role]
    )
    parser.add_argument("--unit", default="", metavar="CODE", help="of the person; of the new unit")
    parser.add_argument("--under", default="", metavar="CODE", help="the unit that commands it")
    parser.add_argument(
        "--territory", default="", metavar="NAME", help="of the new unit: a region, nothing smaller"
    )
    parser.add_argument("--level", default="", choices=["", *Level], help="of the new unit")
    parser.add_argument("--sign-in", default="", metavar="NAME")
    parser.add_argument("--mail", default="")


def run(arguments: Namespace) -> int:
    return {
        "invite": _invite,
        "list": _list,
        "units": _units,
        "add-unit": _add_unit,
    }[arguments.what](arguments)


def _invite(arguments: Namespace) -> int:
    if not (arguments.name or "").strip() or not arguments.role:
        raise Mistake("Say the name and at least one --role.")
    notice = _notice_of(arguments.role)
    told: dict[str, Any] = {
        "name": arguments.name,
        "sign_in_name": plain(arguments.sign_in or arguments.name.split()[0]),
        "roles": arguments.role,
        "unit": _unit(arguments.unit),
        "mail": _mail(arguments.mail),
        "by": SYSTEM,
        "at": timezone.now(),
    }
    try:
        code = (
            services.invite_announced(**told, notice=notice) if notice else services.invite(**told)
        )
    except services.CannotEnrol as problem:
        if str(problem) == "oversees_alone":
            raise Mistake("Whoever oversees does nothing else here: one --role.") from problem
        if str(problem) == "oversees_itself":
            raise Mistake(
                "That institution runs this mechanism, so it does not oversee it: give one outside."
            ) from problem
        raise Mistake(
            "Somebody signs in by that name already: give another --sign-in."
        ) from problem
    print_invitation(arguments.name, arguments.role, code)
    if notice:
        _say_who_is_told(timezone.now() + notice)
    return 0


def print_invitation(name: str, roles: Sequence[str], code: str) -> None:
    """Print where the account is made, as an address and in a form for the telephone."""
    opened, typed = (joins_at(roles, one, whole=whole_address) for one in (code, ""))
    print(
        f"Invitation of {name}, good for 48 hours and once. They open\n  {opened}\n"
        f"or {typed} and type\n  {code}"
    )


def _notice_of(roles: list[str]) -> timedelta:
    """How long an invitation waits before it works. Raises Mistake for roles that may not be
    invited from the shell.

    The operator of this shell must not become a reader of cases, also not by naming all
    supervisors, or after another operator did.
    """
    if not nobody_is_free():
        raise Mistake(
            "There is a supervisor: she invites the others on the desk, where it opens once another"
            " agrees, or nobody has said anything for three days."
        )
    there = any(map(supervises, members(seen_by=SYSTEM)))
    if not there and not somebody_was_named_alone():
        return timedelta(0)
    if roles != [Role.SUPERVISOR.value]:
        raise Mistake(
            "By one person's word nobody who supervises is free: a second says so too, or lifts it"
            " (`amparo leak list`), whoever decides on measures among them. If nobody can: invite"
            " somebody with --role supervisor alone, who invites the others."
        )
    return NOTICE


def _say_who_is_told(good_from: datetime) -> None:
    print(
        f"It opens nothing before {good_from:%Y-%m-%d %H:%M} UTC, counts its 48 hours from then,"
        " and ends as soon as somebody who supervises is free again. It stands on the public page"
        " of the record. Tell each keyholder today why:"
    )
    for held in keys_in_shares():
        for one in held.holders:
            if not one.lost:
                print(f"  {one.name} ({one.branch})")


def _list(_: Namespace) -> int:
    for member in Member.objects.select_related("unit").order_by("name"):
        state = "" if member.active else " (left or suspended)"
        print(
            f"{member.sign_in_name}\t{member.name}\t{'+'.join(member.roles)}\t{member.unit.code}{state}"
        )
    return 0


def _units(_: Namespace) -> int:
    for unit in Unit.objects.order_by("line"):
        print(f"{'  ' * unit.line.count('/')}{unit.code}\t{unit.name}")
    return 0


def _add_unit(arguments: Namespace) -> int:
    if not arguments.name or not arguments.unit:
        raise Mistake("Say the new unit's name and its --unit code.")
    parent = _unit(arguments.under) if arguments.under else None
    unit = add_unit(
        code=arguments.unit,
        name=arguments.name,
        parent=parent,
        branch=parent.branch if parent else "executive",
        level=arguments.level or (parent.level if parent else Level.NATIONAL),
        territory=arguments.territory or (parent.territory if parent else ""),
        by=SYSTEM,
        at=timezone.now(),
    )
    print(f"{unit.line}\t{unit.name}")
    return 0


def _mail(address: str) -> str:
    try:
        if address:
            validate_email(address)
    except ValidationError as problem:
        raise Mistake(f"{address!r} is no mail address: nobody could be woken by it.") from problem
    return address


def _unit(code: str) -> Unit:
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        codes = ", ".join(Unit.objects.order_by("line").values_list("code", flat=True))
        raise Mistake(f"There is no unit {code!r}; there are: {codes}.")
    return unit
