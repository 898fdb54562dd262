"""The supervisor's reason that replaces the person's yes to immediate help while they cannot be
asked."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from amparo.casework.admission.models import ImmediateAction
from amparo.casework.admission.queries import consents_of
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent import services as consent
from amparo.foundations.intake.documents.schemas.consent import ReasonText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.web.law.wording import say
from amparo.law import load_protocol


@transaction.atomic
def decide_instead(
    open_case: OpenCase,
    action: ImmediateAction,
    *,
    reasons: Mapping[str, str],
    by: Actor,
    at: datetime,
) -> None:
    """Record a supervisor's reasoned decision for this action while the person cannot be asked; the
    person is asked when that ends. Raises consent's CannotConsent."""
    said = consents_of(open_case, seen_by=by).get(action.ref)
    if said is None or action.state != ImmediateAction.State.OPEN:
        raise consent.CannotConsent("unknown_question")
    law = load_protocol(open_case.folder.filing.protocol)
    name = say(law, f"immediate_actions.{action.kind}", otherwise=action.kind)
    body = ReasonText(label=name, about=action.ref, given=reasons)
    paper = write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    digest = bytes(paper.digest)
    consent.replace_by_reason(
        open_case.folder, said.question, reason_paper_digest=digest, by=by, at=at
    )
    refresh(open_case.case, at=at)
