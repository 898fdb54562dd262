"""Referrals, measures ordered elsewhere and changes of the responsible member on the person's page;
and the wish for a referral."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.door.fields import WordsField, sent
from amparo.door.my_case.dashboard_sections import facts_of
from amparo.door.my_case.pending_questions import Decision, Words
from amparo.door.visit import language_switch as languages
from amparo.door.visit.person_session import VisitRequest, decides, remember, with_words
from amparo.door.wording import AGREEMENTS, REFERRALS
from amparo.foundations.accounts.wording import roles_in_words
from amparo.foundations.intake.documents.schemas.referral import ReferralWishText
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.ledger.models import Entry


@dataclass(frozen=True, slots=True)
class Referred:
    """One recipient of a referral: since when it has what the person agreed to share, and its
    reply."""

    recipient: str
    chip: str
    state: Words
    told: list[tuple[str, str]]
    given_on: date | None
    to_destroy: bool
    """It was withdrawn or refused: the recipient must keep nothing."""
    told_on: date | None
    address: str = ""
    """Page where the person withdraws it, while that is possible."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """A measure ordered by another body, as the person reads it."""

    issuer: str
    what: str
    on: date
    until: date | None
    chip: str
    state: Words


@dataclass(frozen=True, slots=True)
class NewHands:
    """The member now responsible for the case: role, as in the list of accesses, and since when."""

    role: str
    since: datetime


def referrals_of(decisions: Iterable[Decision], entries: list[Entry]) -> list[Referred]:
    """Return the referrals that were handed over. Referrals not yet handed over are shown as
    questions."""
    given = _by("referral", facts_of(entries, "ReferralGiven"))
    printed = _by("referral", facts_of(entries, "ReferralPrinted"))
    revoked = _by("referral", facts_of(entries, "ReferralRevoked"))
    replied = _by("referral", facts_of(entries, "ReferralAnswered"))
    told = _by("referral", facts_of(entries, "DestructionAsked"))
    found = []
    for one in decisions:
        ref = one.subject
        if one.kind != "referral" or ref not in {*given, *printed}:
            continue
        state = "given" if ref in given else "printed"
        state = replied[ref]["answer"] if ref in replied else state
        state = "revoked" if ref in revoked else state
        chip, words = REFERRALS[state]
        found.append(
            Referred(
                recipient=one.recipient,
                chip=chip,
                state=words,
                told=one.fields,
                given_on=_day(given.get(ref, {}).get("day")),
                to_destroy=state in {"revoked", "refused"},
                told_on=_day(told.get(ref, {}).get("day")),
                address=reverse("door:withdraw", args=[one.ref]) if one.stands else "",
            )
        )
    return found


def ordered_of(visitor: Visitor, entries: list[Entry]) -> list[Ordered]:
    """Return measures ordered elsewhere, which are not part of the procedure."""
    noted = _by("external", facts_of(entries, "ExternalMeasureNoted"))
    if not noted:
        return []
    agreed = _by("external", facts_of(entries, "ExternalMeasureAgreed"))
    ended = _by("external", facts_of(entries, "ExternalMeasureEnded"))
    papers = papers_in(visitor.folder, seen_by=visitor, kinds=["external_measure"])
    words = {paper.ref: visitor.folder.words(paper) for paper in papers}
    found = []
    for ref, facts in noted.items():
        body: Any = words.get(facts["paper"])
        if body is None:
            continue
        outcome = "ended" if ref in ended else agreed.get(ref, {}).get("outcome", "open")
        chip, state = AGREEMENTS[outcome]
        found.append(
            Ordered(
                issuer=str(body["ordered_by"]),
                what=str(body["what"]),
                on=date.fromisoformat(body["on"]),
                until=_day(body["until"]),
                chip=chip,
                state=state,
            )
        )
    return found


def new_hands_in(entries: list[Entry]) -> NewHands | None:
    """Return the responsible member once the case passed from one member to another; otherwise
    None."""
    taken = [one for one in entries if one.event == "CaseClaimed"]
    facts = facts_of(taken, "CaseClaimed")
    members = [one["member"] for one in facts]
    if len({*members}) < 2 or members[-1] == members[0]:  # noqa: PLR2004 - two members
        return None
    pairs = zip(reversed(members), reversed(taken), strict=True)
    since = next(one for member, one in pairs if member == members[-1])
    return NewHands(role=roles_in_words(facts[-1]["role"]), since=since.at)


class WishForm(forms.Form):
    text = WordsField(
        label=_("To whom, or what for?"),
        help_text=_("If you know no name, say what you hope for. The team answers you here."),
    )


@with_words
@decides
def wish(request: VisitRequest) -> HttpResponse:
    """Ask to be referred elsewhere. The team must answer, and the person is asked before anything
    is shared."""
    if request.visitor.folder.filing.withdrawn_at:
        return redirect("door:mine")
    spoken = languages.asked_for(request)
    if spoken:
        languages.speak(spoken)
        typed = WishForm(initial=languages.typed(request, WishForm.base_fields), label_suffix="")
        response = render(request, "door/wish.html", {"form": typed})
        return languages.remembered(request, response, spoken)
    form = WishForm(sent(request)[0], label_suffix="")
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["text"]:
            visitor, body = request.visitor, ReferralWishText(text=form.cleaned_data["text"])
            write_paper(
                visitor.folder,
                body=body,
                by=visitor,
                at=timezone.now(),
                for_person=True,
            )
            remember(request, said="wished")
            return redirect("door:mine")
        form.add_error("text", _("Write to whom, or what for."))
    return render(request, "door/wish.html", {"form": form}, status=400 if form.errors else 200)


def _by(name: str, facts: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Return the last facts of each."""
    return {one[name]: one for one in facts}


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None
