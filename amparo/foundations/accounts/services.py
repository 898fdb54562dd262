"""Accounts and group keys."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import one_time_codes as codes
from amparo.crypto import passwords
from amparo.crypto import public_key_sealing as boxes
from amparo.crypto.keys import KeyPair, new_pair
from amparo.crypto.word_recognition import on_one_line
from amparo.foundations.accounts import events
from amparo.foundations.accounts.actors import Actor, Refused, must_be_free, must_not_rule_alone
from amparo.foundations.accounts.credentials.public_key_digest import recorded_as
from amparo.foundations.accounts.member_signatures import public_hand, record_in_own_hand
from amparo.foundations.accounts.membership.account_endings import agreed_to_end
from amparo.foundations.accounts.membership.suspension_queries import but_suspended, is_out
from amparo.foundations.accounts.membership.suspension_services import end_invitations, shut
from amparo.foundations.accounts.membership.two_supervisor_acts import (
    how_it_holds,
    is_awaited,
    made_by,
    may_end,
    waits_for,
)
from amparo.foundations.accounts.models import (
    Credentials,
    GroupKey,
    GroupKeyHolder,
    Invitation,
    Member,
    Session,
)
from amparo.foundations.accounts.permissions import ALONE, Role
from amparo.foundations.accounts.sign_in import limits
from amparo.foundations.accounts.sign_in import queue as turns
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.accounts.sign_in.account_unlock import (
    BY_CODE,
    Second,
    called,
    known_by_password,
    lock,
)
from amparo.foundations.accounts.sign_in.history import RECOVERY
from amparo.foundations.institutions.queries import Unit, is_of_the_mechanism
from amparo.foundations.ledger.services import Signs, record

INVITATION_LASTS = timedelta(hours=48)
CODE_GROUPS = 4
"""Groups of a code, each of four letters of 5 random bits: 80 bits. The code is no key; only its
hash is kept. A copy of the tables allows offline guessing: within the five days for which the code
is good at most, half of the 2^80 codes are 1.4 * 10^18 hashes a second. Online twenty wrong ones
make a browser wait."""
TOLD = ("name", "sign_in_name", "mail", "roles", "unit")  # of an account, by its invitation
WRONG_SIGN_INS = 10  # from one address; other addresses are not blocked
WRONG_SIGN_INS_IN_ALL = 200  # for one name, from everywhere
WRONG_CODES = 5  # with the right password, from everywhere


class NotSignedIn(Exception):
    """Wrong name, password or code, not said which. `wait`: too many tries; `busy`: nothing was
    tried."""

    def __init__(self, *, wait: bool = False, busy: bool = False) -> None:
        super().__init__("busy" if busy else "wait" if wait else "wrong")
        self.wait, self.busy = wait, busy


class CannotEnrol(Exception):
    """Carries a reason: unknown | expired | used | early | awaited | weak_password | wrong_code |
    name_taken."""


@transaction.atomic
def invite(
    *,
    name: str,
    sign_in_name: str,
    roles: list[str],
    unit: Unit,
    by: Signs,
    at: datetime,
    mail: str = "",
    notice: timedelta = timedelta(0),
) -> str:
    """Make an invitation and return its code, to be given to the member by a safe way. It opens
    nothing before a second supervisor agreed, where one is free; nor for the time of `notice`, in
    which it is publicly announced that a member was invited."""
    must_not_rule_alone(by)
    known = [Role(role).value for role in roles]
    if len(known) > 1 and ALONE & {*map(Role, known)}:
        raise CannotEnrol("oversees_alone")
    if Role.OVERSEER in known and is_of_the_mechanism(unit):
        raise CannotEnrol("oversees_itself")
    if Member.objects.filter(sign_in_name=sign_in_name).exists():
        raise CannotEnrol("name_taken")
    second = how_it_holds(by, at=at)
    code = marks.new_code(CODE_GROUPS)
    invitation = Invitation.objects.create(
        token_hash=_code_hash(code),
        name=on_one_line(name),
        sign_in_name=sign_in_name,
        mail=mail,
        roles=known,
        unit=unit,
        good_from=at + notice if notice else None,
        expires_at=at + notice + INVITATION_LASTS + waits_for(second),
    )
    told = {"roles": "+".join(known), "unit": unit.code, "second": second}
    invited = events.MemberInvited(about=unit.code, **told)
    invitation.entry = record(invited, by=by, at=at).sequence
    invitation.save(update_fields=["entry"])
    return code


@transaction.atomic
def invite_announced(*, notice: timedelta, by: Signs, at: datetime, **told: Any) -> str:
    """Make an invitation and record its public announcement."""
    code = invite(**told, notice=notice, by=by, at=at)
    good_from = (at + notice).isoformat()
    record(events.NewcomerAnnounced(about=events.TEAM, good_from=good_from), by=by, at=at)
    return code


def invitation_for(code: str, *, at: datetime) -> Invitation:
    """Return the invitation of this code, in any spelling. Raises CannotEnrol."""
    found = Invitation.objects.select_related("unit")
    invitation = found.filter(token_hash=_code_hash(marks.code_normalised(code))).first()
    if invitation is None:
        raise CannotEnrol("unknown")
    if invitation.used_at:
        raise CannotEnrol("used")
    if at >= invitation.expires_at:
        raise CannotEnrol("expired")
    if invitation.good_from and at < invitation.good_from:
        raise CannotEnrol("early")
    if is_awaited(made_by(invitation.entry), at=at):
        raise CannotEnrol("awaited")
    return invitation


@transaction.atomic
def enrol(invited: str, *, password: str, code_secret: str, code: str, at: datetime) -> Member:
    """Turn the invitation of the code `invited` into an account, whose key pair only its password
    opens. `code`: of the telephone."""
    invitation = invitation_for(invited, at=at)
    if passwords.guessable(password, [invitation.name, invitation.sign_in_name]):
        raise CannotEnrol("weak_password")
    step = codes.accepted_step(code_secret, code, at, last_step=None)
    if step is None:
        raise CannotEnrol("wrong_code")
    pair = new_pair()
    member = _member_of(invitation, pair, at=at)
    account = Credentials(member=member, last_code_step=step)
    lock(account, password, pair=pair, code_secret=code_secret)
    account.save(force_insert=True)
    actor = Actor(member, pair)
    enrolled = events.MemberEnrolled(
        about=member.code,
        roles="+".join(member.roles),
        unit=member.unit.code,
        public=recorded_as(bytes(member.public)),
        hand=public_hand(pair),
    )
    record(enrolled, by=actor, at=at)
    _make_missing_groups(actor, at=at)
    return member


def _code_hash(code: str) -> bytes:
    return marks.masked("invitation", code.encode())


def _member_of(invitation: Invitation, pair: KeyPair, *, at: datetime) -> Member:
    """Create the invitation's one account. Of two concurrent uses of the code, or of the name, the
    second fails. Raises CannotEnrol."""
    found = Invitation.objects.filter(pk=invitation.pk)
    if not found.filter(used_at=None).update(used_at=at):
        raise CannotEnrol("used" if found.exists() else "unknown")  # ended in this moment
    try:
        with transaction.atomic():
            told = {name: getattr(invitation, name) for name in TOLD}
            return Member.objects.create(code=marks.new_code(), public=pair.public, **told)
    except IntegrityError as problem:
        raise CannotEnrol("name_taken") from problem


def sign_in(
    name: str, password: str, code: str, *, at: datetime, address: str = "", by: Second = BY_CODE
) -> tuple[Member, bytes]:
    """Sign in. One Argon2id run in every case. Returns the member and the browser's token."""
    whom = name.strip().casefold()
    here = f"{whom} {address}"
    if limits.too_many("sign-in-here", here, at=at, limit=WRONG_SIGN_INS) or limits.too_many(
        "sign-in", whom, at=at, limit=WRONG_SIGN_INS_IN_ALL
    ):
        raise NotSignedIn(wait=True)
    account = called(whom)
    # With the right password few codes may be tried, from everywhere; the answer hides that.
    tried_out = limits.too_many("codes", whom, at=at, limit=WRONG_CODES)
    try:
        with turns.turn(address):
            known = known_by_password(account, password)
    except turns.NoTurn as problem:
        raise NotSignedIn(busy=True) from problem
    opened = None if tried_out else by.takes(account, known, code, at=at)
    if account is None or opened is None:
        limits.failed("sign-in-here", here, at=at)
        limits.failed("sign-in", whom, at=at)
        limits.failed("codes" if known else "no-codes", whom, at=at)
        # The same statement whether the name exists or not.
        Member.objects.filter(sign_in_name=whom).update(wrong_tries=F("wrong_tries") + 1)
        raise NotSignedIn
    limits.succeeded("sign-in-here", here)
    return account.member, admit(account.member, opened.pair, factor=by.factor, at=at)


@transaction.atomic
def admit(member: Member, pair: KeyPair, *, factor: str, at: datetime, own: int = 0) -> bytes:
    """Begin the member's session, once password and second factor were shown. Raises NotSignedIn if
    the record has the account suspended or ended. Records the wrong tries without `own`, those that
    were part of this sign-in: each once, since the row is locked. After a recovery code the session
    proves nothing, and pages ask again."""
    row = Member.objects.filter(pk=member.pk)
    [tries] = row.select_for_update(no_key=True).values_list("wrong_tries", flat=True)
    if is_out(member):
        raise NotSignedIn
    opens, proves = {"secret": pair.secret.hex()}, factor != RECOVERY
    token = sittings.begin(Session.Kind.MEMBER, opens, at=at, member=member, proves=proves)
    row.update(wrong_tries=0, signed_in_at=at)
    signed_in = events.SignedIn(about=member.code, factor=factor, tries=max(0, tries - own))
    record(signed_in, by=Actor(member, pair), at=at)
    return token


@transaction.atomic
def set_on_duty(member: Member, *, on_duty: bool, by: Actor, at: datetime) -> None:
    Member.objects.filter(pk=member.pk).update(on_duty=on_duty)
    record(events.DutyChanged(about=member.code, on_duty=on_duty), by=by, at=at)


@transaction.atomic
def make_group(kind: str, ref: str, *, public: bytes, by: Signs, at: datetime) -> GroupKey:
    """Set the current key of a group; an older one remains for data sealed to it."""
    older = GroupKey.objects.filter(kind=kind, ref=ref).order_by("-number").first()
    GroupKey.objects.filter(kind=kind, ref=ref, current=True).update(current=False)
    group = GroupKey.objects.create(
        kind=kind, ref=ref, public=public, number=older.number + 1 if older else 1
    )
    whole = recorded_as(bytes(public))
    made = events.GroupKeyMade(about=group.name, number=group.number, public=whole)
    record(made, by=by, at=at)
    return group


@transaction.atomic
def give_group_seat(member: Member, *, kind: str, ref: str = "", by: Actor, at: datetime) -> None:
    """Seal a group's secret to one more member whose role needs it. `by` must hold it."""
    if not member.active or (kind, ref) not in member.group_keys or is_out(member):
        raise Refused("not_her_group")
    must_be_free(by)
    group = GroupKey.objects.get(kind=kind, ref=ref, current=True)
    pair = by.group_pair(kind, ref, public=bytes(group.public))
    _seat(group, member, pair, by=by, at=at)


@transaction.atomic
def rotate_group(
    kind: str, ref: str, *, without: Member | None, by: Actor, at: datetime
) -> tuple[KeyPair, KeyPair]:
    """Make a new key for a group, sealed to all its active holders but one. Returns (old, new)."""
    must_be_free(by)
    old = by.group_pair(kind, ref)
    holders = [
        seat.member
        for seat in GroupKeyHolder.objects.select_related("member").filter(
            group__kind=kind, group__ref=ref, group__current=True, member__active=True
        )
        if without is None or seat.member_id != without.pk
    ]
    new = new_pair()
    group = make_group(kind, ref, public=new.public, by=by, at=at)
    for holder in but_suspended(holders):
        _seat(group, holder, new, by=by, at=at)
    return old, new


@transaction.atomic
def deactivate(member: Member, *, by: Actor, at: datetime) -> None:
    """End an account. What it could open is closed by re-keying: see `cases.services.take_seat`.
    The last other supervisor's account cannot be ended, nor several alone by one supervisor. Raises
    Refused."""
    if member.pk == by.member.pk:
        raise Refused("oneself")
    both = Member.objects.select_for_update(no_key=True).filter(pk__in=[by.member.pk, member.pk])
    list(both.order_by("pk").values_list("pk"))  # in the one order, where each ends the other
    must_not_rule_alone(by)
    if not may_end(by.member, member, at=at):
        raise Refused("last_other")
    asked = agreed_to_end(member, by=by, at=at)
    shut(member)
    sittings.end_all_of(member)
    end_invitations(member, at=at)
    record_in_own_hand(events.MemberLeft(about=member.code, asked=asked), by=by, at=at)


def _make_missing_groups(actor: Actor, *, at: datetime) -> None:
    """Make the group keys of the member's roles that have no active holder: the member is the first
    of a role or unit, or all others left."""
    for kind, ref in actor.member.group_keys:
        # A key whose holders have all left opens nothing any more: no member could pass it on.
        held = GroupKeyHolder.objects.filter(group__kind=kind, group__ref=ref, group__current=True)
        if held.filter(member__active=True).exists():
            continue
        pair = new_pair()
        group = make_group(kind, ref, public=pair.public, by=actor, at=at)
        _seat(group, actor.member, pair, by=actor, at=at)


def _seat(group: GroupKey, member: Member, pair: KeyPair, *, by: Signs, at: datetime) -> None:
    sealed = boxes.seal_to(bytes(member.public), pair.secret, context=group.context)
    GroupKeyHolder.objects.get_or_create(group=group, member=member, defaults={"sealed": sealed})
    given = events.GroupSeatGiven(about=group.name, member=member.code, number=group.number)
    record(given, by=by, at=at)
