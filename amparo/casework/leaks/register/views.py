"""Leaks of the whole site for supervisors: figures, without a case."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from amparo.casework.leaks import forms, queries, services
from amparo.casework.leaks.suspicion import services as suspecting
from amparo.casework.leaks.suspicion import suspect_isolation as apart
from amparo.casework.leaks.suspicion.lifted_suspicions import asked_of, why_of
from amparo.casework.leaks.suspicion.who_may_second import is_second, may_ask
from amparo.casework.leaks.who_may_read import leak_called
from amparo.casework.leaks.wording import why
from amparo.casework.measures.states import Hindered
from amparo.casework.measures.view_helpers import acted
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.decorators import StaffRequest, View, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.queries import keys_held_alone, members, names_of
from amparo.foundations.cases.access.access_log import finds
from amparo.foundations.cases.access.who_can_read import requests_alone_with
from amparo.foundations.cases.act_pages import DONE, sent
from amparo.foundations.institutions.queries import command_of, units

AT_ONCE = 500
"""Number of cases, approximately, that are handled before the page comes back; the job handles the
others."""


def only(may: Callable[[Actor], bool]) -> Callable[[View], View]:
    """Restrict a page to members of the team for whom `may` is true; others get 404."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may(request.actor):
                raise Http404
            return view(request, *args, **kwargs)

        return needs(Permission.DESK)(guarded)

    return decorate


@only(may_ask)
def listed(request: StaffRequest) -> HttpResponse:
    actor = request.actor
    context = {
        "here": "team",
        "leaks": queries.leaks_to_handle(seen_by=actor),
        "now": timezone.now(),
        "signature": actor.signature,
        "manages": actor.may(Permission.TEAM_MANAGE),
        "decides": is_second(actor),
    }
    return render(request, "leaks/leaks.html", context)


@needs(Permission.TEAM_MANAGE)
@afresh()
def note(request: StaffRequest) -> HttpResponse:
    """Note what leaked; the record says which cases it may touch."""
    now, actor = timezone.now(), request.actor
    hers = command_of(actor.member.unit, seen_by=actor)
    form = forms.NoteForm(
        sent(request),
        now=now,
        members=[one for one in members(seen_by=actor) if one.pk != actor.member.pk],
        units=[one for one in units(seen_by=actor) if one.code not in hers],
        initial={"moment": now},
    )
    status = acted(form, lambda: _note(request, form), why)
    if status == DONE:
        return redirect("leak_register:listed")
    context = {"here": "team", "form": form}
    return render(request, "leaks/note.html", context, status=status)


def _note(request: StaffRequest, form: forms.NoteForm) -> None:
    """Note the leak. Codes that the member may not see and codes that do not exist get the same
    error, and the look-up is recorded."""
    now = timezone.now()
    codes = tuple(marks.code_normalised(one) for one in form.typed_codes)
    if not all(finds(one, by=request.actor, at=now) for one in codes):
        raise Hindered("codes")
    noted = services.note_leak(form.found(codes), by=request.actor, at=now)
    services.open_what_waits(noted, by=request.actor, at=now, most=AT_ONCE)


@only(is_second)
@afresh()
def suspend(request: StaffRequest, leak: str) -> HttpResponse:
    """Suspend the account, also where no other member opens new requests: a supervisor decides that
    here. For an institution, confirm the suspicion as the second person."""
    found = leak_called(leak, seen_by=request.actor)
    if found is None or not (found.suspect or found.held_back):
        raise Http404
    form = forms.SureForm(sent(request))

    def do() -> None:
        told: dict[str, Any] = {"by": request.actor, "at": timezone.now()}
        if found.suspect:
            suspecting.suspend_alone(found, **told)
        else:
            suspecting.say_so_too(found, **told)
            found.refresh_from_db()
            services.open_what_waits(found, **told, most=AT_ONCE)
        apart.keep_all_apart(found, **told, most=AT_ONCE)

    alone = keys_held_alone(found.suspect, seen_by=request.actor) if found.suspect else []
    context = {
        "leak": found,
        "page": "suspend",
        "shuts_door": suspecting.RECEPTION in alone,
        "closes": requests_alone_with(found.suspect) if found.suspect else 0,
    }
    return _page(request, form, do, context)


@only(may_ask)
@afresh()
def lift(request: StaffRequest, leak: str) -> HttpResponse:
    """Ask to lift a suspicion, or answer such a request as another member."""
    found = leak_called(leak, seen_by=request.actor)
    if found is None or not (found.suspect or found.unit):
        raise Http404
    asked, signature = asked_of(found, seen_by=request.actor), request.actor.signature
    form: forms.LiftForm | forms.AnswerForm = forms.LiftForm(sent(request))
    if asked or "answer" in request.POST:
        hers = bool(asked and asked.by == signature)
        noted = found.noted_by == signature
        form = forms.AnswerForm(sent(request), hers=hers, noted=noted)

    def do() -> None:
        told: dict[str, Any] = {"by": request.actor, "at": timezone.now()}
        given = form.cleaned_data
        if "why" in given:
            suspecting.ask_to_lift(found.ref, why=given["why"], **told)
        elif given["answer"] == "lift":
            suspecting.lift(found.ref, **told)
            apart.let_all_near(found, **told, most=AT_ONCE)
        else:
            suspecting.refuse_to_lift(found.ref, **told)

    by = asked.by if asked else ""
    asker = names_of([by], seen_by=request.actor).get(by, "")
    context = {"leak": found, "page": "lift", "asked": asked, "asker": asker}
    context["said"] = why_of(asked) if asked else ""
    return _page(request, form, do, context)


def _page(
    request: StaffRequest, form: Form, do: Callable[[], None], context: dict[str, Any]
) -> HttpResponse:
    status = acted(form, do, why)
    if status == DONE:
        return redirect("leak_register:listed")
    context |= {"here": "team", "form": form}
    return render(request, "leaks/suspect.html", context, status=status)


@needs(Permission.TEAM_MANAGE)
@afresh()
def body(request: StaffRequest, leak: str, ref: str) -> HttpResponse:
    """Note that an authority was told, or need not be."""
    found = queries.notice_called(leak, ref, seen_by=request.actor)
    if found is None:
        raise Http404
    form = forms.BodyForm(sent(request))

    def do() -> None:
        told: dict[str, Any] = {"by": request.actor, "at": timezone.now()}
        services.note_body_told(leak, ref, **form.cleaned_data, **told)

    status = acted(form, do, why)
    if status == DONE:
        return redirect("leak_register:listed")
    context = {"here": "team", "form": form, "notice": found, "title": _("Tell an authority")}
    return render(request, "leaks/body.html", context, status=status)
