"""Exports as the team of the case sees them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from amparo.casework.exports.court_orders import against_order, noted_by, order_of, orders_in
from amparo.casework.exports.file_parts import FILE, PARTS, Part, Wanted, name_of
from amparo.casework.exports.models import Export
from amparo.casework.exports.single_file import against_file
from amparo.casework.exports.wording import CHIPS
from amparo.casework.measures.states import Hindered
from amparo.casework.referral.authority_demands import Shown as Ordered
from amparo.casework.referral.queries import works_there
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.next_acts import Offer
from amparo.foundations.cases.queries import OpenCase, seats_of
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import Verdict, may_leave, questions_of
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.redaction import holds_what_was_left_out
from amparo.foundations.intake.documents.services import paper_called, papers_in
from amparo.foundations.intake.exclusions import units_meant
from amparo.foundations.intake.names.matching import is_named, same_name
from amparo.foundations.intake.tables_with_rows import watch
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.related_people.who_answered import Voice, voice_on
from amparo.foundations.web.cached_addresses import address_of
from amparo.law import CaseState

watch("exports", Export)
_EXPORTS = Export.objects.select_related(
    "unit", "demand", "asked_by__unit", "approved_by__unit"
).order_by("pk")


@dataclass(frozen=True, slots=True)
class Shown:
    """One export: its exact words, the person's answer, who asked and who approved."""

    row: Export
    body: Mapping[str, Any] = field(repr=False)
    question: Question | None
    parts: tuple[Part, ...] = field(repr=False)
    voice: Voice | None = None
    ordered: Ordered | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        return str(self.body.get("who", ""))

    @property
    def purpose(self) -> str:
        return str(self.body.get("purpose", ""))

    @property
    def form(self) -> str:
        """The form in which a file leaves; empty for text."""
        return str(self.body.get("form", ""))

    @property
    def form_in_words(self) -> str:
        return str(Export.Form(self.form).label) if self.form else ""

    @property
    def chip(self) -> str:
        return CHIPS[self.row.state]

    @property
    def answer(self) -> str:
        """The person's answer, as `desk/answer.html` shows it."""
        return self.question.word if self.question else "withdrawn"

    @property
    def order(self) -> Mapping[str, Any]:
        """What the team noted about the court's order on which it rests."""
        if self.ordered is None:
            return {}
        body = self.ordered.body
        return {**body, "day": date.fromisoformat(str(body["on"]))} if body else {}

    @property
    def written_down(self) -> bool:
        """Whether a member wrote down the person's yes."""
        return self.question is not None and self.question.how == "oral"


@dataclass(frozen=True, slots=True)
class OnCase:
    exports: list[Shown]

    def __bool__(self) -> bool:
        return bool(self.exports)


def on_case(open_case: OpenCase, *, seen_by: Actor) -> OnCase:
    return OnCase(exports_of(open_case, seen_by=seen_by))


def acts_on_case(open_case: OpenCase, state: CaseState, *, seen_by: Actor) -> list[Offer]:
    """Offer to ask for an export; pending exports are among the dated tasks."""
    left = open_case.folder.filing.withdrawn_at
    ordered = bool(orders_in(open_case, seen_by=seen_by)) if left else False
    barred = any(not_by_her(open_case, seen_by=seen_by).values())
    if not seen_by.may(Permission.CASE_PLAN) or (left and not ordered) or barred:
        return []
    address = address_of("exports:ask", open_case.code)
    return [Offer("export", _("Ask for a copy of the file to leave"), address)]


def not_by_her(open_case: OpenCase, *, seen_by: Actor) -> dict[str, bool]:
    """Why the reader may not export: the case is lent to them for some hours only and a copy would
    stay with them, or their account is held back after a possible leak."""
    return {"lent": open_case.seat.ends_at is not None, "held_back": seen_by.is_held_back}


def exports_of(open_case: OpenCase, *, seen_by: Signs) -> list[Shown]:
    rows = open_case.once("exports", lambda: list(_EXPORTS.filter(case_id=open_case.case.pk)))
    return [_shown(open_case, row, seen_by) for row in rows]


def export_called(open_case: OpenCase, ref: str, *, seen_by: Signs) -> Shown | None:
    """An export of this file."""
    wanted = marks.code_normalised(ref)
    found = exports_of(open_case, seen_by=seen_by)
    return next((one for one in found if one.row.ref == wanted), None)


def every_number(*, seen_by: Signs) -> list[Export]:
    """All exports that were ever asked for, with numbers, states and days, for the operator. Case
    and recipient are only in the file."""
    kept = ("ref", "state", "asked_at", "taken_at", "ends_at")
    return list(Export.objects.only(*kept).order_by("asked_at", "pk"))


def held(open_case: OpenCase, ref: str, *, seen_by: Signs) -> Shown:
    """The export as it is in the database now, for an act on it. Raises Hindered."""
    found = export_called(open_case, ref, seen_by=seen_by)
    if found is None:
        raise Hindered("not_waiting")
    return found


def is_under_way(open_case: OpenCase, wanted: Wanted, *, seen_by: Signs) -> bool:
    """Whether the same export for the same recipient already waits, as after a double click."""
    name = wanted.name.strip().casefold()
    found = exports_of(open_case, seen_by=seen_by)
    alike = [one for one in found if (one.row.file, one.form) == (wanted.file, wanted.form)]
    return any(one.row.waits and one.name.strip().casefold() == name for one in alike)


def verdict_on(open_case: OpenCase, found: Shown, *, seen_by: Signs) -> Verdict:
    """Whether exactly these words may go to this recipient now: the consent check, and what stands
    against an export of the file."""
    verdict = may_leave(
        open_case.folder,
        kind=Question.Kind.EXPORT,
        subject=found.row.ref,
        unit=found.row.unit,
        recipient=found.name,
        fields=sorted(found.body.get("values", {})),
        compelled=found.row.compelled,
        seen_by=seen_by,
    )
    asked = verdict.question
    words = "\n".join(one.words for one in found.parts)
    more = {
        "officer_named": works_there(open_case, found.row.unit, seen_by=seen_by),
        "not_herself": asked is not None and (asked.for_her or asked.replaced_at is not None),
        "left_out": holds_what_was_left_out(open_case.folder, words, seen_by=seen_by),
    }
    against = [reason for reason, stands in more.items() if stands]
    against += against_file(open_case, found.row, seen_by=seen_by)
    ordered = _against_its_order(open_case, found, seen_by=seen_by)
    return replace(verdict, reasons=(*verdict.reasons, *against, *ordered))


def _against_its_order(open_case: OpenCase, found: Shown, *, seen_by: Signs) -> list[str]:
    row = found.row
    if not row.compelled:
        return []
    order = found.ordered
    if order is None:
        return ["no_order"]
    what: dict[str, Any] = {"file": row.file, "but": row}
    return against_order(open_case, order, found.name, row.unit, **what, seen_by=seen_by)


def is_tied(member: Member, name: str, unit: Unit | None, *, allows: bool, seen_by: Signs) -> bool:
    """Whether a member has the name of the recipient, or works there; for the member who approves
    (`allows`), also whether the recipient's unit commands the member's, because a member cannot
    freely refuse a superior. Every institution that the name could mean counts."""
    if is_named(member.name, name):
        return True
    received = {one.code for one in units_meant(name, by=seen_by)} | (
        {unit.code} if unit else set()
    )
    over = {member.unit.code, *(member.unit.above if allows else ())}
    return bool(received & over)


def are_namesakes(found: Shown, *, seen_by: Actor) -> bool:
    """Whether the reader has the name and unit of the member who asked: two accounts may be one
    person's, which cannot be ruled out here."""
    asked, reader = found.row.asked_by, seen_by.member
    of_one_unit = asked.unit_id == reader.unit_id and asked.pk != reader.pk
    return of_one_unit and same_name(asked.name, reader.name)


def against_allowing(open_case: OpenCase, found: Shown, *, seen_by: Actor) -> list[str]:
    """Codes of what stands against the reader approving it."""
    member = seen_by
    tied = is_tied(member.member, found.name, found.row.unit, allows=True, seen_by=member)
    said = {
        "not_permitted": not member.may(Permission.EXPORT_APPROVE),
        "own": found.row.asked_by_id == member.member.pk,
        **not_by_her(open_case, seen_by=seen_by),
        "tied": tied,
    }
    against = [reason for reason, stands in said.items() if stands]
    return [*against, *_wrote(open_case, found, member.signature, seen_by=member)]


def _wrote(open_case: OpenCase, found: Shown, signature: str, *, seen_by: Signs) -> list[str]:
    """Which of its grounds a member wrote down: an answer of the person, also an earlier one, or
    the court's order."""
    about = papers_in(open_case.folder, seen_by=seen_by, kinds=["oral_answer"])
    heard = [one for one in about if open_case.folder.words(one).get("about") == found.row.ref]
    order = found.ordered
    said = {
        "heard": any(one.author == signature for one in heard),
        "noted": order is not None and noted_by(open_case, order, signature, seen_by=seen_by),
    }
    return [reason for reason, stands in said.items() if stands]


def against_taking(open_case: OpenCase, found: Shown, *, at: datetime, seen_by: Actor) -> list[str]:
    """Codes of everything that stands against the reader taking it now."""
    row = found.row
    if row.taken_at:
        return ["taken"]
    if row.state != Export.State.APPROVED:
        return ["not_approved" if row.state == Export.State.ASKED else "not_waiting"]
    said = {
        "expired": row.over_at(at),
        "not_asker": row.asked_by_id != seen_by.member.pk,
        **not_by_her(open_case, seen_by=seen_by),
        "tied": is_tied(seen_by.member, found.name, row.unit, allows=False, seen_by=seen_by),
        "approver_gone": not still_allowed(open_case, found, seen_by=seen_by),
    }
    first = [reason for reason, stands in said.items() if stands]
    return [*first, *verdict_on(open_case, found, seen_by=seen_by).reasons]


def still_allowed(open_case: OpenCase, found: Shown, *, seen_by: Actor) -> bool:
    """Whether the member who approved it still has a seat on this case, in a role that
    may approve."""
    member = found.row.approved_by
    if member is None or not member.active:
        return False
    seated = {seat.member_id for seat in seats_of(open_case.case, seen_by=seen_by)}
    actor = Actor(member, seen_by.pair)
    may = Permission.EXPORT_APPROVE in actor.permissions
    wrote = _wrote(open_case, found, actor.signature, seen_by=seen_by)
    tied = is_tied(member, found.name, found.row.unit, allows=True, seen_by=seen_by)
    return member.pk in seated and may and not tied and not wrote


def _shown(open_case: OpenCase, row: Export, reader: Signs) -> Shown:
    asked = questions_of(open_case.folder, seen_by=reader)
    paper = paper_called(open_case.folder, row.paper_ref, seen_by=reader)
    body: Mapping[str, Any] = open_case.folder.words(paper) if paper else {}
    values = body.get("values", {})
    question = next((one for one in asked if one.subject == row.ref), None)
    return Shown(
        row=row,
        body=body,
        question=question,
        parts=tuple(
            Part(one, name_of(open_case, one), str(values[one]))
            for one in (*PARTS, FILE)
            if one in values
        ),
        voice=voice_on(open_case.folder, question, seen_by=reader),
        ordered=order_of(open_case, row, seen_by=reader) if row.compelled else None,
    )
