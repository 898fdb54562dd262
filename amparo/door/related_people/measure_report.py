"""Whether help arrived, as each beneficiary says on their own page."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_POST

from amparo.door.visit.person_session import BesideRequest, remember, with_own_words
from amparo.door.wording import (
    CONFIRMATIONS,
    MEASURE_STATES,
    NOT_YET,
    OF_OTHERS,
    ON_ITS_WAY,
    UNDER_WAY,
)
from amparo.foundations.consent.models import Confirmation
from amparo.foundations.related_people.help_arrived import Mine, protected_by, say_arrived
from amparo.foundations.related_people.measure_share_waiver import (
    ask_to_give_up,
    protects_more,
    take_share_back,
)
from amparo.foundations.related_people.queries import Beside

type Words = str | Promise
STATES: dict[str, tuple[str, Promise]] = {
    "granted": ("open", later("Granted")),
    "in_place": ("waiting", later("The institution says it is done")),
    **{state: MEASURE_STATES[state] for state in ("verified_by_beneficiary", "ineffective")},
    "suspended": ("late", later("Stopped for now")),
}
ON_THE_WAY = ("open", later("On its way"))


@dataclass(frozen=True, slots=True)
class Arrival:
    """A measure on their page, and what they can say of it now."""

    ref: str
    title: str
    chip: str
    state: Words
    last_word: Words
    words: dict[str, Promise]
    taken_back_at: datetime | None
    given_up: bool
    may_give_up: bool


def arrivals_of(by: Beside) -> list[Arrival]:
    """Return granted measures only: a proposed one cannot be confirmed as protection."""
    return [_arrival(one) for one in protected_by(by, seen_by=by) if one.state in ON_ITS_WAY]


@require_POST
@with_own_words
def arrived(request: BesideRequest, ref: str) -> HttpResponse:
    """Store their word, for themselves or for a child of theirs."""
    by = request.beside
    found = next((one for one in arrivals_of(by) if one.ref == ref), None)
    if found is None:
        raise Http404
    word = request.POST.get("word", "")
    if word not in Confirmation.Word.values or word not in found.words:
        return render(request, "400.html", status=400)
    say_arrived(ref, word=word, by=by, at=timezone.now())
    remember(request, said="confirmed")
    return redirect("door:beside")


@with_own_words
def give_up(request: BesideRequest, ref: str) -> HttpResponse:
    """Ask for the end of the own share: the team first writes what that may mean."""
    by = request.beside
    found = next((one for one in arrivals_of(by) if one.ref == ref and one.may_give_up), None)
    if found is None:
        raise Http404
    if request.method != "POST":
        return render(request, "door/beside_give_up.html", {"measure": found})
    ask_to_give_up(ref, by=by, at=timezone.now())
    remember(request, said="gives_up")
    return redirect("door:beside")


@require_POST
@with_own_words
def keep(request: BesideRequest, ref: str) -> HttpResponse:
    """Restore the own share."""
    by = request.beside
    if not any(one.ref == ref and one.given_up for one in arrivals_of(by)):
        raise Http404
    take_share_back(ref, by=by, at=timezone.now())
    remember(request, said="kept")
    return redirect("door:beside")


def _arrival(one: Mine) -> Arrival:
    chip, state = STATES.get(one.state, ON_THE_WAY)
    title = one.title or _("A measure of protection")
    sayings = OF_OTHERS if one.child else CONFIRMATIONS
    return Arrival(
        ref=one.ref,
        title=f"{title}: {one.child}" if one.child else title,
        chip=chip,
        state=state,
        last_word=sayings.get(one.last_word, ""),
        words={
            code: said
            for code, said in sayings.items()
            if not one.given_up and (one.state in UNDER_WAY or code in NOT_YET)
        },
        taken_back_at=one.taken_back_at,
        given_up=one.given_up,
        may_give_up=not (one.given_up or one.row.child) and protects_more(one.row),
    )
