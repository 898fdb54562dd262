"""Somebody asks that what is kept of her be erased: flor asks on her page, ana hears it by the safe
way, delia decides."""

from datetime import datetime, time, timedelta

from amparo.casework.obligations.case_closing import close
from amparo.casework.obligations.delivery.recall import close_all
from amparo.casework.obligations.models import FollowUpTask
from amparo.casework.retention import services
from amparo.casework.retention.erasure_obstacles import Held
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.actas import BoardsActa
from amparo.foundations.erasure import services as erasure
from amparo.foundations.erasure.models import Erasure
from amparo.foundations.intake.contact.safe_way import HEARD as HEARD_HER
from amparo.foundations.intake.contact.safe_way import SafeWay, agree_on_way, way_of
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.services import withdraw_procedure
from tests import plans
from tests.people import MONDAY

BY_TELEPHONE = SafeWay(
    ways=("telephone",), how=HEARD_HER, begins=time(0), ends=time(0), text="la palabra acordada"
)
ASKED = MONDAY + timedelta(days=3)
HEARD = MONDAY + timedelta(days=5)
DECIDED = MONDAY + timedelta(days=20)
LATER = MONDAY + timedelta(days=21)

# As whoever took a part of the site over would write it.
FRESH = (
    "INSERT INTO erasure_erasure (ref, filing_id, scope, how, asked_by, asked_at, not_before,"
    " heard_by, answer, decided_by, files) SELECT 'AAAA-BBBB-CCCC', id, 'everything', {how},"
    " now(), now() + interval '{days} days', '', '{answer}', '', '[]' FROM intake_filing"
)
PAGE, ORAL, BY_ITSELF = "'page', 'person'", "'oral', 'member:x'", "'schedule', 'system'"


def asks(flor: Visitor, scope: str = "everything", *, at: datetime = ASKED) -> Erasure:
    return erasure.ask(flor.folder.filing, scope=scope, how="page", by=flor, at=at)


def heard(
    open_case: OpenCase, by: Actor, *, hers: bool = True, at: datetime = HEARD,
    acta: BoardsActa | None = None,
) -> None:  # fmt: skip
    """By the way that was agreed with her; where none was, it is agreed then."""
    if way_of(open_case.folder, seen_by=by) is None:
        agree_on_way(open_case.folder, BY_TELEPHONE, by=by, at=at)
    said = {"way": "call", "words": "dijo la palabra acordada"}
    services.note_heard(open_case, hers=hers, **said, acta=acta, by=by, at=at)


def decided(
    open_case: OpenCase, delia: Actor, by: Actor, *, answer: str = "granted", reason: str = "",
    at: datetime = DECIDED,
) -> None:  # fmt: skip
    hers = plans.seated(open_case, delia, by)
    services.decide(hers, answer=answer, reason=reason, words="razones", by=delia, at=at)


def granted(
    open_case: OpenCase, flor: Visitor, ana: Actor, delia: Actor, scope: str = "everything",
    *, acta: BoardsActa | None = None,
) -> Erasure:  # fmt: skip
    """Asked, heard and granted; where it is the whole file she left first, and the case is shut."""
    if scope == "everything":
        withdraw_procedure(flor, at=ASKED)
    made = asks(flor, scope)
    heard(open_case, ana, acta=acta)
    decided(open_case, delia, ana)
    if scope == "everything":
        reached = {"kind": FollowUpTask.Kind.CONTACT_BEFORE_ENDING, "outcome": "ends"}
        close_all(open_case.case, **reached, by=ana, at=DECIDED)
        close(open_case, text="ya no quiere seguir", by=ana, at=DECIDED)
    made.refresh_from_db()
    return made


def run(at: datetime = LATER) -> int:
    return services.erase_what_is_due(by=SYSTEM, at=at)


def held(**changes: object) -> Held:
    given: dict[str, object] = {
        "ground": "court",
        "words": "Juzgado de la Cordillera, oficio siete",
        "look_again_on": (MONDAY + timedelta(days=90)).date(),
    }
    return Held(**{**given, **changes})  # type: ignore[arg-type]
