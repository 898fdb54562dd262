"""The retention schedule, and its adoption: two members let closed files be erased by it, never the
operator."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from amparo.casework.retention.wording import why
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.queries import names_of
from amparo.foundations.erasure.queries import Adoption, adoption
from amparo.foundations.erasure.retention_schedule import digest, schedule
from amparo.foundations.erasure.schedule_adoption import agree_to_schedule, may_agree, stop_schedule
from amparo.foundations.erasure.services import CannotErase
from amparo.law.retention import Begins, KeptClass, Then

BEGINS: dict[Begins, Promise] = {
    Begins.WRITTEN: _("after it was written"),
    Begins.ENDED: _("after it ended"),
    Begins.CLOSED: _("after the case is closed"),
    Begins.MADE: _("after it was made"),
    Begins.NEVER: _("kept"),
}
THEN: dict[Then, Promise] = {
    Then.ERASED: _("Nothing of it stays"),
    Then.STUB: _("What stood there stays, by kind and day"),
    Then.KEPT: _("It is kept"),
}

OVERTAKEN: Promise = _(
    "Nothing was put on record: the schedule is another one by now, or that is said already. This"
    " is how it stands."
)


@dataclass(frozen=True, slots=True)
class Line:
    """One class of stored data, in words."""

    name: str
    holds: str
    lasts: str
    then: Promise
    ground: str


@needs(Permission.DESK)
@afresh("agree")
def kept(request: StaffRequest) -> HttpResponse:
    """Show the retention periods. Two members who decide or manage the team adopt the schedule; one
    alone can stop it."""
    acts = {"agree": agree_to_schedule, "stop": stop_schedule}
    refused: Promise | None = None
    if request.method == "POST":
        act = acts.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        try:
            act(request.POST.get("digest", ""), by=request.actor, at=timezone.now())
        except CannotErase as refusal:
            if str(refusal) == "not_permitted":
                raise PermissionDenied from refusal
            refused = why("held_back") if str(refusal) == "held_back" else OVERTAKEN
        else:
            return redirect("desk:kept")
    context = _shown(request.actor) | {"here": "team", "refused": refused}
    return render(request, "desk/kept.html", context, status=409 if refused else 200)


def _shown(actor: Actor) -> dict[str, object]:
    now, found = schedule(), adoption(seen_by=actor)
    current = found if found and found.digest == digest() else None
    return {
        "lines": [_line(one) for one in now.classes],
        "days": now.days_of_files,
        "adoption": current,
        "agreed": _names(current, actor),
        "may": may_agree(actor),
        "own": current is not None and actor.signature in current.agreed,
    }


def _names(found: Adoption | None, actor: Actor) -> list[str]:
    if found is None:
        return []
    names = names_of(found.agreed, seen_by=actor)
    return [names.get(one, one) for one in found.agreed]


def _line(one: KeptClass) -> Line:
    es = (get_language() or "").startswith("es")
    return Line(
        name=one.es if es else one.en,
        holds=one.holds_es if es else one.holds_en,
        lasts=_lasts(one),
        then=THEN[one.then],
        ground=one.ground,
    )


def _lasts(one: KeptClass) -> str:
    if one.days is None:
        asked = _("until somebody asks for it")
        return str(asked if one.then != Then.KEPT else _("Without end"))
    if not one.days:
        return f"{_('At once')}, {BEGINS[one.begins]}"
    days = ngettext("%(count)d day", "%(count)d days", one.days) % {"count": one.days}
    return f"{days} {BEGINS[one.begins]}"
