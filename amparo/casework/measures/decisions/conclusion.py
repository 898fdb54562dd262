"""Services for the authority's declaration after the person left the procedure: that it is
concluded, or that it goes on of the authority's own motion."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from amparo.casework.measures import events
from amparo.casework.measures.decisions.conclusion_declaration import Result, declaration_of
from amparo.casework.measures.states import Hindered, must
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.schemas.measures import WithdrawalAnsweredText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.intake.procedure.legal_effects_of_acts import note
from amparo.foundations.ledger.services import record
from amparo.law import Deed, load_protocol


@transaction.atomic
def declare(open_case: OpenCase, result: Result, *, text: str, by: Actor, at: datetime) -> None:
    """Record the declaration, once. Reasons are required to go on. Raises Hindered, KeyChanged."""
    must(by, Permission.CASE_DECIDE)
    hold(open_case.folder)
    filing = open_case.folder.filing
    filing.refresh_from_db()
    pending = declaration_of(open_case, seen_by=by)
    if pending is None:
        raise Hindered("not_withdrawn")
    if pending.result:
        raise Hindered("already_declared")
    if result is Result.GOES_ON and not text.strip():
        raise Hindered("reasons")
    body = WithdrawalAnsweredText(
        text=_in_words(filing.protocol, result, text), data={"result": result.value}
    )
    write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    if result is Result.CONCLUDED:
        note(filing, Deed.DECLARE_CONCLUDED, when=at, by=by, at=at)
    record(events.WithdrawalAnswered(about=open_case.code, result=result.value), by=by, at=at)
    refresh(open_case.case, at=at)


def _in_words(protocol: str, result: Result, text: str) -> str:
    law = load_protocol(protocol)
    act = law.act_that(Deed.DECLARE_CONCLUDED)
    with override(law.languages[0]):
        said = {
            Result.CONCLUDED: _("The procedure that the person left is declared concluded."),
            Result.GOES_ON: _(
                "The authority goes on with the procedure of its own motion. The withdrawal binds"
                " only the person who made it."
            ),
        }[result]
    source = f"({act.source})" if act else ""
    return "\n\n".join(filter(None, [f"{said} {source}".strip(), text.strip()]))
