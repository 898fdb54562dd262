"""Types of the record of a consultation, as people and programs read it."""

from typing import Annotated, NotRequired, TypedDict

from amparo.crypto.signed_heads import Count, Day, Hex
from amparo.observatory.consultations.models import Danger, Proposal, ProposalAnswer

Salt = Annotated[str, ("pattern", "^([0-9a-f]{2})*$")]
_Reason = Annotated[str, ("enum", ("", *Danger.values))]


class DraftPut(TypedDict):
    name: str
    beside: str
    about: str
    opens_on: Day
    closes_on: Day
    look_days: Count
    files: dict[str, str]


class DraftSaid(DraftPut):
    salt: Salt


class ProposalShown(TypedDict):
    code: str
    version: Count
    article: str
    heading: str
    kind: Annotated[str, ("enum", tuple(Proposal.Kind.values))]
    state: Annotated[str, ("enum", tuple(Proposal.State.values))]
    reason: _Reason
    passages: Count
    organisation: str
    text: str


class AnswerGiven(TypedDict):
    version: Count
    outcome: Annotated[str, ("enum", tuple(ProposalAnswer.Outcome.values))]
    reasons: str
    changed: str
    reason: NotRequired[_Reason]
    passages: NotRequired[Count]


class AnswerSaid(AnswerGiven):
    answered_on: Day
    salt: Salt


class ProposalSaid(ProposalShown):
    received_on: Day
    salt: Salt
    answers: list[AnswerSaid]


class ProposalMark(TypedDict):
    code: str
    received_on: Day
    shown: Hex | ProposalShown
    answers: list[Hex]


class ClosingSaid(TypedDict):
    format: Count
    draft: Hex
    closing_reason: str
    proposals: list[ProposalMark]


class RecordSaid(TypedDict):
    format: Count
    draft: DraftSaid
    closing_reason: str
    states: dict[str, Count]
    proposals: list[ProposalSaid]
    closing: NotRequired[ClosingSaid]
