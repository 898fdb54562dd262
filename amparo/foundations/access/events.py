from dataclasses import dataclass

from amparo.foundations.ledger.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberInvited(Event):
    roles: str
    unit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberEnrolled(Event):
    roles: str
    unit: str
    public: str  # fingerprint of the public key


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberLeft(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyChanged(Event):
    on_duty: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupKeyMade(Event):
    number: int
    public: str  # fingerprint of the public key


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupSeatGiven(Event):
    member: str
    number: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedIn(Event):
    pass
