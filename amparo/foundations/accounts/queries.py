from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.credentials.public_key_digest import recorded_as
from amparo.foundations.accounts.credentials.recovery_key import counts_as_recovery
from amparo.foundations.accounts.deferred_fields import her_own
from amparo.foundations.accounts.models import GroupKey, GroupKeyHolder, Invitation, Member
from amparo.foundations.accounts.permissions import DUTY_POOL, Permission, Role, permissions_of
from amparo.foundations.accounts.role_history import with_record
from amparo.foundations.ledger.chain import bytes_of, facts_of
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import Signs


class DoorShut(Exception):
    """No public key, or no active member who could read a filing: nothing may be accepted then."""


class KeyExchanged(DoorShut):
    """The recovery key in the tables is not one on record: nothing is sealed to it."""


_KNOWN: set[bytes] = set()  # recovery keys that this process found on record


def _on_record(public: bytes) -> bytes:
    """Return the key if it counts as recovery key. Checked at each sealing, not only when a process
    starts. Raises KeyExchanged."""
    if public not in _KNOWN:
        if not counts_as_recovery(public):
            raise KeyExchanged
        _KNOWN.add(public)
    return public


def lacks_two(*, seen_by: Signs) -> str:
    """Return the fingerprint of the present recovery key if two members have not signed that the
    keyholders have it: nothing is sealed to it then. Empty otherwise."""
    key = GroupKey.objects.filter(kind="recovery", ref="", current=True).first()
    public = bytes(key.public) if key else b""
    return "" if not public or counts_as_recovery(public) else marks.fingerprint(public)


@dataclass(frozen=True, slots=True)
class DoorKeys:
    """The public keys to which a new filing is sealed."""

    reception: bytes
    recovery: bytes
    statistics: bytes | None


def door_keys(*, seen_by: Signs) -> DoorKeys:
    """Return public keys only. Raises DoorShut while no active receptionist could read a filing."""
    readers = GroupKeyHolder.objects.filter(group=OuterRef("pk"), member__active=True)
    current = GroupKey.objects.filter(current=True, ref="").annotate(read=Exists(readers))
    rows = list(current.values_list("kind", "public", "read"))
    public = {kind: bytes(key) for kind, key, _read in rows}
    if "recovery" not in public or not any(kind == "reception" and read for kind, _, read in rows):
        raise DoorShut
    return DoorKeys(
        reception=public["reception"],
        recovery=_on_record(public["recovery"]),
        statistics=public.get("statistics"),
    )


def statistics_key(*, seen_by: Signs) -> bytes | None:
    """Return the public key to which traits are sealed, if the site has one."""
    found = GroupKey.objects.filter(kind="statistics", ref="", current=True).first()
    return bytes(found.public) if found else None


def unit_keys(*, seen_by: Signs) -> QuerySet[GroupKey]:
    """Return the present keys of units whose sealed content an active officer can open."""
    holders = GroupKeyHolder.objects.filter(group=OuterRef("pk"), member__active=True)
    return GroupKey.objects.filter(Exists(holders), kind=GroupKey.Kind.UNIT, current=True)


def unit_key(code: str, *, seen_by: Signs) -> GroupKey | None:
    return unit_keys(seen_by=seen_by).filter(ref=code).first()


def documentation_key(*, seen_by: Signs) -> bytes | None:
    """Return the public key to which documented attacks are sealed, if the site has one."""
    found = GroupKey.objects.filter(kind="documentation", ref="", current=True).first()
    return bytes(found.public) if found else None


def recovery_key(*, seen_by: Signs) -> bytes:
    """Return the public key to which every file is sealed besides the keys of its members. Raises
    KeyExchanged."""
    return _on_record(bytes(GroupKey.objects.get(kind="recovery", ref="", current=True).public))


def _here() -> QuerySet[Member]:
    return with_record(Member.objects.select_related("unit").filter(active=True).order_by("name"))


def members(*, seen_by: Signs) -> list[Member]:
    return list(_here())


def colleagues(*, seen_by: Signs) -> list[Member]:
    """Return the members without their private fields: the door uses this query too."""
    return list(_here().defer(*her_own()))


def names_of(signatures: Iterable[str], *, seen_by: Signs) -> dict[str, str]:
    """Return names of members by their signature, including those who have left."""
    codes = {one.removeprefix("member:") for one in signatures if one.startswith("member:")}
    if not codes:
        return {}
    found = Member.objects.filter(code__in=codes).values_list("code", "name")
    return {f"member:{code}": name for code, name in found}


def desk_names_of(signatures: Iterable[str], *, seen_by: Signs) -> dict[str, str]:
    """Return names by signature of desk members only: an officer acts in the name of an
    institution."""
    codes = {one.removeprefix("member:") for one in signatures if one.startswith("member:")}
    found = Member.objects.filter(code__in=codes).only("code", "name", "roles") if codes else ()
    return {
        f"member:{one.code}": one.name
        for one in found
        if Permission.DESK in permissions_of(one.role_set)
    }


def newcomers_announced(*, since: datetime, seen_by: Signs) -> list[datetime]:
    """Return from when operator invitations made while no supervisor was free are good: shown
    publicly. The newest first."""
    told = Invitation.objects.filter(good_from__gte=since).order_by("-good_from")
    return [good_from for good_from in told.values_list("good_from", flat=True) if good_from]


def member_called(code: str, *, seen_by: Signs) -> Member | None:
    known = Member.objects.select_related("unit").filter(active=True)
    return known.filter(code=marks.code_normalised(code)).first()


def members_with(role: Role, *, seen_by: Signs) -> list[Member]:
    return [member for member in colleagues(seen_by=seen_by) if role in member.role_set]


def duty_pool(*, seen_by: Signs) -> list[Member]:
    """Return who gets a seat on a new case: members on duty who work on cases. A senior role alone
    does not count."""
    return [
        member
        for member in members(seen_by=seen_by)
        if member.on_duty and member.role_set & DUTY_POOL
    ]


def receptionists(*, seen_by: Signs) -> list[Member]:
    """Return the active holders of the reception key."""
    seats = GroupKeyHolder.objects.filter(group__kind="reception", group__current=True)
    found = Member.objects.select_related("unit").defer(*her_own())
    return list(found.filter(active=True, pk__in=seats.values("member_id")))


def keys_not_on_record(*, seen_by: Signs) -> list[str]:
    """Return groups and members whose public key differs from the one recorded when it was made.

    Such an exchanged key would let its owner read all that is sealed to it from then on.
    """
    known = set[tuple[str, str, str]]()
    made = Entry.objects.filter(event__in=["GroupKeyMade", "MemberEnrolled"])
    for entry in made.only("sequence", "about", "facts"):
        facts = facts_of(entry)
        known.add((entry.about, str(facts.get("number", 0)), str(facts.get("public"))))
    found = [(one.name, one.number, one.public) for one in GroupKey.objects.order_by("pk")]
    members = Member.objects.order_by("pk").values_list("code", "public")
    found += [(code, 0, public) for code, public in members]
    return [
        name
        for name, number, public in found
        if (name, str(number), recorded_as(bytes_of(public))) not in known
    ]


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A group's present key that a member who left still knows: it must be renewed."""

    kind: str
    ref: str
    names: tuple[str, ...]
    held: bool  # by the reader, who can therefore renew it
    lost: bool  # no active member holds it any more


def keys_known_to_leavers(*, seen_by: Signs) -> list[KnownKey]:
    seats = GroupKeyHolder.objects.select_related("group", "member").filter(group__current=True)
    by_group: dict[tuple[str, str], list[Member]] = {}
    for seat in seats.order_by("group__kind", "group__ref", "member__name"):
        by_group.setdefault((seat.group.kind, seat.group.ref), []).append(seat.member)
    return [
        KnownKey(
            kind,
            ref,
            tuple(one.name for one in holders if not one.active),
            any(f"member:{one.code}" == seen_by.signature for one in holders),
            not any(one.active for one in holders),
        )
        for (kind, ref), holders in by_group.items()
        if any(not one.active for one in holders)
    ]


def keys_held_alone(member: Member, *, seen_by: Signs) -> list[str]:
    """Return the kinds of group keys that only this member holds now."""
    others = GroupKeyHolder.objects.filter(group=OuterRef("group"), member__active=True)
    alone = GroupKeyHolder.objects.filter(
        ~Exists(others.exclude(member=member)), member=member, group__current=True
    )
    return list(alone.values_list("group__kind", flat=True).order_by("group__kind"))


def waiting_for_group_key(*, seen_by: Signs) -> list[tuple[Member, str, str]]:
    """Return (member, kind, ref) of members whose role needs a group key not yet sealed to them."""
    seated = {
        (seat.member_id, seat.group.kind, seat.group.ref)
        for seat in GroupKeyHolder.objects.select_related("group").filter(group__current=True)
    }
    wanted = [
        (member, kind, ref)
        for member in members(seen_by=seen_by)
        for kind, ref in member.group_keys
    ]
    return [
        (member, kind, ref) for member, kind, ref in wanted if (member.pk, kind, ref) not in seated
    ]
