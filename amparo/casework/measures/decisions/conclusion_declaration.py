"""What the authority declared after the person left the procedure, as the team and the person read
it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.conf import settings

from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.schemas.measures import WithdrawalAnsweredText
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.ledger.chain import Signs
from amparo.law import Deed, load_protocol

KIND = "withdrawal_answered"


class Result(StrEnum):
    CONCLUDED = "ended"
    GOES_ON = "goes_on"


@dataclass(frozen=True, slots=True, repr=False)
class Declaration:
    """What was declared and when; `result` is empty while the declaration is pending."""

    result: str = ""
    at: datetime | None = None
    text: str = ""


def declaration_of(open_case: OpenCase, *, seen_by: Signs) -> Declaration | None:
    """Return None where the person has not left, or the law knows no such declaration."""
    filing = open_case.folder.filing
    known = load_protocol(filing.protocol).act_that(Deed.DECLARE_CONCLUDED)
    if known is None or not filing.withdrawn_at or settings.ORGANISATION:
        return None
    for paper in papers_in(open_case.folder, seen_by=seen_by, kinds=[KIND]):
        body = open_case.folder.read(paper, WithdrawalAnsweredText)
        return Declaration(body.data["result"], paper.written_at, body.text)
    return Declaration()
