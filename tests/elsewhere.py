"""What stands in the addresses of referrals, of measures ordered elsewhere and of promises."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from amparo.casework.exports import services as exports
from amparo.casework.exports.file_parts import Wanted
from amparo.casework.referral import services
from amparo.casework.referral.authority_demands import Demanded, note_demand
from amparo.casework.referral.blanket_demands.services import Wanted as WideWanted
from amparo.casework.referral.blanket_demands.services import note_wide
from amparo.casework.referral.external_measures.services import Ordered, note_external
from amparo.casework.referral.handover.services import promise
from amparo.casework.referral.models import BlanketDemand, ReferralTask
from amparo.casework.referral.proposal import Proposal
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import answer
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import Visitor
from tests.people import MONDAY

AT = MONDAY + timedelta(hours=3)


def wide_demand(*, by: Actor, at: datetime, silent: int = 0, **changes: Any) -> BlanketDemand:
    """Somebody demands every file; for so many days a court forbids to tell of it."""
    day = timezone.localdate(at)
    given: dict[str, Any] = {
        "kind": "court",
        "what": "files",
        "name": "Juzgado de la Cordillera",
        "number": "oficio siete",
        "on": day,
        "purpose": "trial",
        "words": "copia de todo, por un artículo que citan",
        "answer_by": day + timedelta(days=5),
        "forbidden_by": "Juzgado Uno" if silent else "",
        "order_until": day + timedelta(days=silent) if silent else None,
    }
    return note_wide(WideWanted(**{**given, **changes}), by=by, at=at)


def going_elsewhere(team: OpenCase, her: Visitor, *, by: Actor) -> dict[str, str]:
    """A referral that she agreed to and that was given, a measure ordered elsewhere, a promise, the
    task that comes of it; and what she asked for herself."""
    day = AT.date()
    proposal = Proposal(
        kind="other",
        name="Casa",
        unit=None,
        wished=False,
        what="x",
        purpose="x",
        values={"risk_summary": "x"},
    )
    referral = services.propose(team, proposal, by=by, at=AT)
    question = Question.objects.get(subject=referral.ref)
    answer(her.folder, question.ref, answer="agreed", by=her, at=AT)
    services.print_copy(team, referral.ref, by=by, at=AT)
    services.give(team, referral.ref, on=day, how="in_person", taken_by="x", by=by, at=AT)
    ordered = Ordered(
        kind="other", issuer="other", name="x", what="x", on=day, until=None, agree_by=day
    )
    external = note_external(team, ordered, by=by, at=AT)
    promise(team, text="x", on=day + timedelta(days=1), by=by, at=AT)
    wish = {"text": "x"}
    write_paper(her.folder, kind="referral_wish", body=wish, by=her, at=AT, for_person=True)
    parts = Wanted(name="Casa", unit=None, purpose="x", parts=("dates",))
    copy = exports.ask(team, parts, by=by, at=AT)
    order = Demanded(
        kind="authority", name="x", on=day, what="x", ground="x", answered="", forbidden_by="",
        silent_until=None,
    )  # fmt: skip
    demand = note_demand(team, order, by=by, at=AT)
    return {
        "a_copy": copy.ref,
        "a_demand": demand.paper_ref,
        "her_referral": referral.ref,
        "an_external_measure": external.ref,
        "a_promise": ReferralTask.objects.get(kind="promise").about,
        "a_dated_task": ReferralTask.objects.get(kind="see_answer").ref,
    }
