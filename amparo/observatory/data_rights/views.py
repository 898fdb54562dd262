"""Why and how long attacks are kept, and what people ask about data on them."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.observatory.attacks.queries import attack_called
from amparo.observatory.data_rights import forms, queries, services


@needs(Permission.ATTACK_DOCUMENT)
def rights(request: StaffRequest) -> HttpResponse:
    """Show what waits for monitors, and record what a person asks."""
    now = timezone.now()
    form = forms.RequestForm(request.POST or None, today=localdate(now))
    if form.is_valid() and _knows_attack(request, form):
        row = services.record_request(
            form.cleaned_data["kind"],
            form.text,
            received_on=form.cleaned_data["received_on"],
            answer_by=form.cleaned_data["answer_by"],
            by=request.actor,
            at=now,
        )
        return redirect(f"{reverse('data_rights:request', args=[row.ref])}?done=recorded")
    due = queries.attacks_to_look_at(at=now, seen_by=request.actor)
    context = {
        "here": "attacks",
        "form": form,
        "done": _done(request),
        "today": localdate(now),
        "attacks": due[: queries.SHOWN],
        "number": due.count(),
        "open": queries.requests(answered=False, seen_by=request.actor),
        "answered": queries.requests(answered=True, seen_by=request.actor),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "data_rights/rights.html", context, status=status)


@needs(Permission.ATTACK_DOCUMENT)
def one(request: StaffRequest, ref: str) -> HttpResponse:
    """Show one request, and record its answer."""
    now, asked = timezone.now(), queries.request_called(ref, seen_by=request.actor)
    if asked.row.answered_on is not None:
        return _one(request, asked, None, status=409 if request.method == "POST" else 200)
    form = forms.AnswerForm(request.POST or None, asked=asked)
    if form.is_valid():
        services.answer_request(asked, **form.said, by=request.actor, at=now)
        return redirect(f"{reverse('data_rights:request', args=[asked.row.ref])}?done=answered")
    return _one(request, asked, form, status=422 if request.method == "POST" else 200)


@needs(Permission.ATTACK_DOCUMENT)
@afresh()
def erase(request: StaffRequest, ref: str) -> HttpResponse:
    """Erase an answered request, after asking once more. Raises Http404 while it waits."""
    asked = queries.request_called(ref, seen_by=request.actor)
    if asked.row.answered_on is None:
        raise Http404
    if request.method == "POST":
        services.erase_request(asked, by=request.actor, at=timezone.now())
        return redirect(f"{reverse('data_rights:rights')}?done=erased")
    return render(request, "data_rights/erase.html", {"here": "attacks", "asked": asked})


@needs(Permission.ATTACK_DOCUMENT)
def kept(request: StaffRequest, code: str) -> HttpResponse:
    """Say why an attack is kept, and how long before it is looked at again."""
    held = attack_called(code, seen_by=request.actor)
    stands = queries.holding_of(held.attack, seen_by=request.actor)
    form = forms.HoldingForm(request.POST or None, held=stands)
    if form.is_valid():
        ground, retention = form.wanted
        services.hold_attack(
            held.attack, ground=ground, retention=retention, by=request.actor, at=timezone.now()
        )
        return redirect(f"{reverse('attacks:one', args=[held.attack.code])}?stored=1")
    context = {"here": "attacks", "attack": held.attack, "held": stands, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "data_rights/kept.html", context, status=status)


def _done(request: StaffRequest) -> str:
    """Return what the act before did, in words."""
    words = {
        "recorded": _("The request is recorded. Answer it below."),
        "answered": _("The answer is recorded."),
        "erased": _("The request is erased."),
    }
    return words.get(request.GET.get("done", ""), "")


def _knows_attack(request: StaffRequest, form: forms.RequestForm) -> bool:
    code = form.cleaned_data["attack"]
    if not code:
        return True
    try:
        attack_called(code, seen_by=request.actor)
    except Http404:
        form.add_error("attack", _("There is no attack with this code."))
        return False
    return True


def _one(
    request: StaffRequest,
    asked: queries.OpenRequest,
    form: forms.AnswerForm | None,
    *,
    status: int,
) -> HttpResponse:
    context = {
        "here": "attacks",
        "asked": asked,
        "asked_by": forms.asked_by_words(asked.text.asked_by),
        "done": _done(request),
        "form": form,
    }
    return render(request, "data_rights/request.html", context, status=status)
