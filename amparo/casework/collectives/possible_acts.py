"""Offers on the case page where a collective asks, or may be asking."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from amparo.casework.collectives.models import Board
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.next_acts import DECISION, RESERVED, RISK, Offer
from amparo.foundations.cases.queries import OpenCase
from amparo.law import load_protocol


def offers(open_case: OpenCase, board: Board | None, *, seen_by: Actor) -> list[Offer]:
    code, filing = [open_case.code], open_case.folder.filing
    if not seen_by.may(Permission.CASE_WORK):
        return []
    if board is None:
        known = load_protocol(filing.protocol).admission.collective
        noted = Offer("collective", _("A collective asks here"), _to("note", code))
        return [noted] if known and not filing.withdrawn_at else []
    label = _("Leave a member's own data out")
    found = [Offer("leave_out", label, _to("leave_out", code), menu=RESERVED)]
    if board.ended_on or filing.withdrawn_at:
        return found
    found += [
        Offer("acta", _("Note what the board decided, with its acta"), _to("acta", code)),
        Offer("take_back", _("The board takes a consent back"), _to("take_back", code)),
        Offer("join", _("Another board speaks for it too"), _to("join", code)),
        Offer("end_board", _("Somebody else speaks for it now"), _to("end_board", code)),
    ]
    if seen_by.may(Permission.CASE_PLAN):
        found += [
            Offer(
                "put", _("Put a measure to the whole collective"), _to("put", code), menu=DECISION
            ),
            Offer("between", _("Propose an intermediary"), _to("propose_between", code), menu=RISK),
        ]
    return found


def _to(page: str, code: list[str]) -> str:
    return reverse(f"collectives:{page}", args=code)
