"""Something got out of a case: what stands in the addresses of a leak."""

from datetime import datetime, timedelta
from typing import Any

from amparo.casework.leaks.affected_cases import Found
from amparo.casework.leaks.events import LiftAsked, SuspicionLifted
from amparo.casework.leaks.models import AffectedCase, Leak, LeakStep
from amparo.casework.leaks.services import note_here, note_leak
from amparo.casework.leaks.step_deadlines import open_step
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.member_signatures import record_in_own_hand
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.role_history import ranks_of
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.services import add_unit
from amparo.foundations.ledger.services import Signs, record
from tests.people import MONDAY

AT = MONDAY + timedelta(hours=5)


def found(what: str = "cases", **changes: Any) -> Found:
    given: dict[str, Any] = {"what": what, "data": ("who", "contact"), "known_at": AT}
    return Found(**{**given, **changes})


def noted(what: str = "cases", *, by: Signs, at: datetime = AT, **changes: Any) -> Leak:
    return note_leak(found(what, **changes), by=by, at=at)


def under_suspicion(member: Member, *, by: Signs) -> Leak:
    """She may have let something out, and signs in until a second person says what holds: nobody
    has taken a seat from her yet."""
    leak = noted("export", by=by)
    Leak.objects.filter(pk=leak.pk).update(suspect=member)
    return leak


def got_out(team: OpenCase, *, by: Actor, suspect: Actor) -> dict[str, str]:
    """One leak of this case whose steps are open, one of which nobody has said yet, one that
    somebody may have let out who is not suspended, and one of an institution to which nothing else
    here goes."""
    known: dict[str, Any] = {"data": ["contact"], "known_at": AT, "text": "un papel en la calle"}
    sure = note_here(team, **known, by=by, at=AT)
    perhaps = noted(codes=(team.code,), by=by)
    by_somebody = under_suspicion(suspect.member, by=by)
    Case.objects.filter(pk=team.case.pk).update(seal_anew=False)  # else each look seals it anew
    far = noted("unit", unit=far_away(), by=by)
    spared = {"ref": "LEJO-LEJO-LEJO", "state": "spared", "how": "sent", "opened_at": AT}
    AffectedCase.objects.create(leak=far, case=team.case, **spared)
    steps = LeakStep.objects.filter(incident__leak=sure)
    named = open_step(AffectedCase.objects.get(leak=sure), LeakStep.Kind.ASK_ABOUT, by=by, at=AT)
    return {
        "a_leak": sure.ref,
        "a_leak_with_a_suspect": by_somebody.ref,
        "a_leak_of_a_case": AffectedCase.objects.get(leak=sure).ref,
        "a_leak_to_settle": AffectedCase.objects.get(leak=perhaps).ref,
        "a_step_of_a_leak": steps.get(kind="access").ref,
        "a_way_to_agree": steps.get(kind="safe_contact").ref,
        "a_name_to_ask_about": named.ref,
        "a_leak_far_away": far.ref,
        "somebody_to_tell": steps.get(kind="tell").ref,
        "a_body_to_tell": perhaps.notices.earliest("pk").ref,
        "a_leak_with_a_body": perhaps.ref,
    }


def far_away() -> Unit:
    told: dict[str, Any] = {"name": "Oficina lejana", "branch": "executive", "level": "local"}
    return add_unit(code="lejana", parent=None, police=False, **told, by=SYSTEM, at=AT)


def lifted(leak: Leak, *, at: datetime) -> None:
    """As the operator lifts it."""
    Leak.objects.filter(pk=leak.pk).update(lifted_at=at)
    record(SuspicionLifted(about=leak.ref, cases=0), by=SYSTEM, at=at)


def asked_back(member: Member, *, by: Actor, at: datetime) -> int:
    """The entry by which one asks, in her own hand, that this account be given back."""
    signature = f"member:{member.code}"
    held = ranks_of([signature]).suspension(signature)
    asked = LiftAsked(about="leak", why="elsewhere", suspended=held.sequence if held else 0)
    return record_in_own_hand(asked, by=by, at=at).sequence
