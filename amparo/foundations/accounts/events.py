from dataclasses import dataclass
from datetime import date

from amparo.foundations.ledger.events import SiteEvent


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberInvited(SiteEvent):
    """`second`: `awaited` where the code opens nothing before another supervisor agreed, `alone`
    where no member who could agree was free."""

    roles: str
    unit: str
    second: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class InvitationAgreed(SiteEvent):
    """A second supervisor agreed. `invited`: the entry by which the invitation was made; `hand_1`,
    `hand_2`: the member's signature (member_signatures.py)."""

    invited: int
    roles: str
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class InvitationEnded(SiteEvent):
    """An invitation ended before it was used. `invited`: the entry by which it was made; `reason`:
    `called_back` by who made it, or why a colleague ended it. `number`: of this very entry; signed
    by the member."""

    invited: int
    roles: str
    reason: str = ""
    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


TEAM = "team"
"""The name in the record of all members together."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewcomerAnnounced(SiteEvent):
    """The operator invited a supervisor while no supervisor was free: all can read it before the
    invitation opens anything."""

    good_from: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberEnrolled(SiteEvent):
    roles: str
    unit: str
    public: str  # a hash of the public key: public_key_digest.py
    hand: str = ""  # the public half of the member's signing key: member_signatures.py


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberLeft(SiteEvent):
    """`asked`: the entry by which another supervisor had asked for it; 0 where one did it alone.
    `number`: of this very entry; signed by the member who ends it."""

    asked: int = 0
    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class EndingAsked(SiteEvent):
    """The end of this account is asked for; it ends once a second supervisor agrees. `number`: of
    this very entry; signed by the member."""

    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class EndingDropped(SiteEvent):
    """The account goes on. `asked`: the entry by which its end was asked for; `reason` as where an
    invitation is ended. `number`: of this very entry; signed by the member."""

    asked: int
    reason: str
    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberSuspended(SiteEvent):
    """The account opens nothing until two persons give it back. `number`: of this very entry;
    signed by the member who suspends it, where that is not the operator."""

    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberReinstated(SiteEvent):
    """The account may sign in again. Access taken from it meanwhile is not restored by itself.
    `asked`: the entry by which another had asked for it. `number` and signature as where it is
    suspended."""

    asked: int = 0
    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyChanged(SiteEvent):
    on_duty: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupKeyMade(SiteEvent):
    number: int
    public: str  # a hash of the public key: public_key_digest.py


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyProposed(SiteEvent):
    """Another recovery key, which is not in use yet."""

    public: str  # a hash of the public key: public_key_digest.py


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyAssented(SiteEvent):
    """A member heard from the keyholders that the key is theirs. `hand_1`, `hand_2`: the member's
    signature."""

    public: str
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SharesHeld(SiteEvent):
    """In how many shares a key exists now, and in which branches of the state, or outside it, they
    are kept."""

    number: int  # of the key
    needed: int
    of: int
    lost: int
    branches: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SharesTried(SiteEvent):
    """Enough shares made the key, away from the site."""

    number: int  # of the key


@dataclass(frozen=True, kw_only=True, slots=True)
class BackupMade(SiteEvent):
    """Data erased before is wholly gone once this copy is: on the day `until`."""

    number: int  # of the backup key
    until: date


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteRestored(SiteEvent):
    """The site was restored from a backup: what came after so many entries is lost."""

    entries: int


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupSeatGiven(SiteEvent):
    member: str
    number: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedIn(SiteEvent):
    """`factor`: code | passkey | recovery; `tries`: how many wrong ones there were before it."""

    factor: str = ""
    tries: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class TriesRead(SiteEvent):
    """The member confirms, with password and code, having read of the wrong tries. `number`: of
    this very entry; `hand_1`, `hand_2`: the member's signature."""

    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SignInDisowned(SiteEvent):
    """The member reports, with password and code, that another person signed in with the member's
    name. The password is changed with it. `number`: of this very entry; signed by the member."""

    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PasswordChanged(SiteEvent):
    """`by_words`: with the member's recovery words, because the password was forgotten."""

    by_words: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnWordsMade(SiteEvent):
    """Recovery words for a forgotten password. Older ones open nothing any more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PhoneChanged(SiteEvent):
    """The member's codes come from another phone. `confirmed_by`: who confirmed that it is the
    member, where the older phone was lost."""

    confirmed_by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PhoneChangeConfirmed(SiteEvent):
    """A member confirmed that a colleague has lost the phone."""

    code: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PasskeyAdded(SiteEvent):
    """A passkey was added beside the codes. The record does not say on which device."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PasskeysEnded(SiteEvent):
    """The member removed one passkey, or all ended with a lost phone."""

    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RecoveryCodesMade(SiteEvent):
    """Recovery codes on paper, for use without the phone. Older ones open nothing any more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RecoveryCodeUsed(SiteEvent):
    """A sign-in with the member's name by a recovery code, which opens nothing any more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RecoveryCodesEnded(SiteEvent):
    """All recovery codes of the member ended: by the member, with a lost phone, or with a reported
    sign-in."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SittingsEnded(SiteEvent):
    """The member ended sessions elsewhere."""

    count: int
