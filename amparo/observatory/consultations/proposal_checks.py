"""Checks before a proposal is judged: who may, and whether it is still the version on the page."""

from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.ledger.chain import Signs
from amparo.observatory.consultations.models import Proposal

State = Proposal.State


class Hindered(Exception):
    """The act is not possible. `reason` is a code, such as `unanswered`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def must(by: Signs, permission: Permission) -> None:
    """Raise Refused for a member without the permission. The system, which opens and closes and
    reads nothing, needs none."""
    if isinstance(by, Actor) and not by.may(permission):
        raise Refused(f"may_not_{permission}")


def to_judge(proposal: Proposal, seen: int, *, late_too: bool = False) -> Proposal:
    """The locked row, if it is still the version on the page. `late_too`: also after the end, or
    once its author withdrew it. Raises Hindered."""
    consultation = proposal.consultation.hold()
    held = Proposal.objects.select_for_update().get(pk=proposal.pk)
    held.consultation = consultation
    if consultation.closed_at and not late_too:
        raise Hindered("closed_already")
    if held.state == State.WITHDRAWN and not late_too:
        raise Hindered("withdrawn")
    if held.version != seen:
        raise Hindered("changed_meanwhile")
    return held
