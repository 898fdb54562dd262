from dataclasses import dataclass
from datetime import date

from amparo.foundations.ledger.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberInvited(Event):
    """`second`: `awaited` where its word opens nothing before another who supervises agreed,
    `alone` where nobody was free who could."""

    roles: str
    unit: str
    second: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class InvitationAgreed(Event):
    """A second who supervises agreed. `invited`: the entry by which it was made; `hand_1`,
    `hand_2`: in her own hand (hands.py)."""

    invited: int
    roles: str
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class InvitationEnded(Event):
    """Before anybody used it. `invited`: the entry by which it was made; `reason`: `called_back`
    by who made it, or why a colleague ended it. `number`: of this very entry; in her own hand."""

    invited: int
    roles: str
    reason: str = ""
    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


TEAM = "team"
"""What the record calls all who work here."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewcomerAnnounced(Event):
    """Whoever runs the machine invited somebody to supervise while nobody who does was free:
    everybody can read it before the invitation opens anything."""

    good_from: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberEnrolled(Event):
    roles: str
    unit: str
    public: str  # a hash of the public key: recorded.py
    hand: str = ""  # by what her own hand is known: hands.py


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberLeft(Event):
    """`asked`: the entry by which another who supervises had asked for it; 0 where one did it
    alone. `number`: of this very entry; in the own hand of whoever ends it."""

    asked: int = 0
    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class EndingAsked(Event):
    """That this account ends, once a second who supervises agrees. `number`: of this very entry; in
    her own hand."""

    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class EndingDropped(Event):
    """It goes on. `asked`: the entry by which its end was asked for; `reason` as where an
    invitation is ended. `number`: of this very entry; in her own hand."""

    asked: int
    reason: str
    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberSuspended(Event):
    """The account opens nothing until two persons give it back. `number`: of this very entry; in
    the own hand of whoever says so, where that is not the operator."""

    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberReinstated(Event):
    """It may sign in again. What was taken from it meanwhile others give back, or do not. `asked`:
    the entry by which another had asked for it. `number` and whose hand as where it is
    suspended."""

    asked: int = 0
    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyChanged(Event):
    on_duty: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupKeyMade(Event):
    number: int
    public: str  # a hash of the public key: recorded.py


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyProposed(Event):
    """Another recovery key, which holds for nothing yet."""

    public: str  # a hash of the public key: recorded.py


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyAssented(Event):
    """A member heard from the keyholders that it is theirs. `hand_1`, `hand_2`: in her own hand."""

    public: str
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SharesHeld(Event):
    """In how many shares a key exists now, and in which branches of the state, or outside it, they
    lie."""

    number: int  # of the key
    needed: int
    of: int
    lost: int
    branches: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SharesTried(Event):
    """Enough shares made the key, away from the site."""

    number: int  # of the key


@dataclass(frozen=True, kw_only=True, slots=True)
class BackupMade(Event):
    """What was erased before is wholly gone once this copy is: on the day `until`."""

    number: int  # of the backup key
    until: date


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteRestored(Event):
    """The site was put back from a backup: what came after so many entries is not here."""

    entries: int


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupSeatGiven(Event):
    member: str
    number: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedIn(Event):
    """`factor`: code | passkey | recovery; `tries`: how many wrong ones there were before it."""

    factor: str = ""
    tries: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class TriesRead(Event):
    """She says, with password and code, that she read of the wrong tries with her name. `number`:
    of this very entry; `hand_1`, `hand_2`: in her own hand."""

    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SignInDisowned(Event):
    """She says, with password and code, that somebody else signed in with her name. Her password is
    another one from then on. `number`: of this very entry; in her own hand."""

    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PasswordChanged(Event):
    """`by_words`: with her own words, because she had forgotten it."""

    by_words: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnWordsMade(Event):
    """Words of her own for a password that she forgets. Older ones open nothing any more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PhoneChanged(Event):
    """Her codes come from another phone. `confirmed_by`: who heard from her that it is she, where
    the older phone was lost."""

    confirmed_by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PhoneChangeConfirmed(Event):
    """Somebody heard from a member that she lost her phone."""

    code: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PasskeyAdded(Event):
    """A device answers for her beside her codes. Which one is on no record."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PasskeysEnded(Event):
    """She took one away, or all of hers ended with a phone that was lost."""

    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RecoveryCodesMade(Event):
    """Codes on paper, for the day on which her phone is not there. Older ones open nothing any
    more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RecoveryCodeUsed(Event):
    """Somebody signed in with her name by one of them, which opens nothing any more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RecoveryCodesEnded(Event):
    """All of hers: by herself, with a phone that is lost, or as somebody else signed in."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SittingsEnded(Event):
    """She ended sittings of hers elsewhere."""

    count: int
