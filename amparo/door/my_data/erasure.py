"""Requests for erasure, with an explanation before and the possibility to withdraw; exact locations
that expire; and the public page of receipts."""

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from amparo.door.fields import CHOOSE, NEEDED, PRIVATE, WordsField, sent
from amparo.door.visit import language_switch as languages
from amparo.door.visit.person_session import (
    VisitRequest,
    decides,
    nobody_reads,
    remember,
    with_words,
)
from amparo.foundations.accounts.decorators import anyone
from amparo.foundations.erasure import services
from amparo.foundations.erasure.backups_holding_erased import last_backup_of
from amparo.foundations.erasure.exact_locations import LONGEST as LONGEST_PLACE
from amparo.foundations.erasure.exact_locations import erase_place, keep_place, places_in
from amparo.foundations.erasure.models import ErasedContentStub, Erasure, ExactLocation
from amparo.foundations.erasure.queries import (
    erasure_going_on,
    erasures_of,
    holds_of,
    receipt_called,
)
from amparo.foundations.erasure.retention_schedule import schedule
from amparo.foundations.intake.keys.case_keys import STRANGER

SCOPES = (
    (Erasure.Scope.EVERYTHING, _("All that is kept of me here")),
    (Erasure.Scope.FILES, _("Only the recordings, photos and other files")),
)
PLACES = (
    (ExactLocation.Kind.NOW, _("Where I am now")),
    (ExactLocation.Kind.SAFE, ExactLocation.Kind.SAFE.label),
    (ExactLocation.Kind.TRAVEL, ExactLocation.Kind.TRAVEL.label),
)
STOOD = {
    "request": _("What was told in the request"),
    "messages": _("Messages"),
    "must_not_know": _("Who must not know"),
    "resolutions": _("Resolutions"),
    "written": _("What else was written about the case"),
    "files": _("Recordings, photos and other files"),
    "places": _("Where exactly somebody was"),
    "others": _("What others of the case wrote"),
}


class AskForm(forms.Form):
    scope = forms.ChoiceField(
        label=_("What shall be erased?"),
        choices=SCOPES,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )


class PlaceForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What is it?"), choices=PLACES, widget=forms.RadioSelect, error_messages=CHOOSE
    )
    text = WordsField(label=_("Where exactly"), max_length=LONGEST_PLACE)

    def __init__(self, *args: Any, longest: int, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["days"] = forms.IntegerField(
            label=_("For how many days"), min_value=1, max_value=longest, error_messages=NEEDED
        )
        self.fields["days"].initial = min(3, longest)

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        if not text:
            raise forms.ValidationError(_("Write where."))
        return text


class ReceiptForm(forms.Form):
    number = forms.CharField(
        label=_("Number of the receipt"),
        max_length=60,
        widget=forms.TextInput(attrs=PRIVATE),
        error_messages=NEEDED,
    )


@with_words
@decides
def erase(request: VisitRequest) -> HttpResponse:
    """Explain what erasure means and accept the request; then show its state."""
    form = AskForm(sent(request)[0], label_suffix="")
    if request.method == "POST" and form.is_valid():
        visitor, at = request.visitor, timezone.now()
        try:
            services.ask(visitor.folder.filing, **form.cleaned_data, how="page", by=visitor, at=at)
        except services.CannotErase as problem:
            return _page(request, form, refused=str(problem), status=409)
        return redirect("door:erase")
    return _page(request, form, status=400 if form.errors else 200)


@require_POST
@with_words
def keep(request: VisitRequest) -> HttpResponse:
    """Withdraw the request, or object to erasure by the schedule."""
    visitor = request.visitor
    kept = services.take_back(visitor.folder.filing, by=visitor, at=timezone.now())
    remember(request, said="not_erased" if kept else None)
    return redirect("door:mine")


def _page(
    request: VisitRequest, form: AskForm, *, refused: str = "", status: int = 200
) -> HttpResponse:
    visitor, at = request.visitor, timezone.now()
    folder = visitor.folder
    found = erasures_of(folder, seen_by=visitor)
    going_on = erasure_going_on(folder, seen_by=visitor)
    context = {
        "form": form,
        "filing": folder.filing,
        "going_on": going_on,
        "by_schedule": going_on is not None and going_on.how == Erasure.How.SCHEDULE,
        # Never the reason: a person who forced the request must not read that the team was told.
        "over": next((one for one in found if one.ended_at), None) if going_on is None else None,
        "files_gone": [one for one in found if one.erased_at],
        "held": any(one.lifted_at is None for one in holds_of(folder, seen_by=visitor)),
        "impeded": refused == "impeded" or bool(folder.filing.impediment),
        "cooling": schedule().request.cooling_days,
        "backup": last_backup_of(at, now=at),
    }
    return render(request, "door/erase.html", context, status=status)


@with_words
@decides
def places(request: VisitRequest) -> HttpResponse:
    """Store exact present or future locations: separate from all messages, and expiring."""
    longest, visitor = schedule().days_of_places, request.visitor
    spoken = languages.asked_for(request)
    form = PlaceForm(sent(request)[0] if not spoken else None, longest=longest)
    if request.method == "POST" and not spoken and form.is_valid():
        if visitor.folder.filing.left_unopened:
            return nobody_reads(request)  # within an incident it would stay for years
        keep_place(visitor.folder, **form.cleaned_data, by=visitor, at=timezone.now())
        return redirect("door:places")
    shown = not visitor.folder.filing.impediment
    written = places_in(visitor.folder, seen_by=visitor, at=timezone.now()) if shown else []
    context = {
        "form": form,
        "longest": longest,
        "places": [(dict(PLACES)[ExactLocation.Kind(one.row.kind)], one) for one in written],
    }
    return render(request, "door/places.html", context, status=400 if form.errors else 200)


@require_POST
@with_words
def end_place(request: VisitRequest, ref: str) -> HttpResponse:
    visitor = request.visitor
    if visitor.folder.filing.impediment or not erase_place(
        visitor.folder, ref, by=visitor, at=timezone.now()
    ):
        raise Http404
    return redirect("door:places")


@anyone
def erased(request: HttpRequest) -> HttpResponse:
    """Show the content of a receipt by its number. It names neither a case nor a person."""
    form = ReceiptForm(sent(request)[0], label_suffix="")
    asked = request.method == "POST" and form.is_valid()
    number = form.cleaned_data["number"] if asked else ""
    receipt = receipt_called(number, at=timezone.now(), seen_by=STRANGER) if asked else None
    context = {
        "form": form,
        "asked": asked,
        "receipt": receipt,
        "stood": [_by_the_day(one) for one in receipt.stood] if receipt else [],
    }
    return render(request, "door/erased.html", context, status=400 if form.errors else 200)


def _by_the_day(one: ErasedContentStub) -> tuple[Any, int, date, date]:
    """Return dates without times, because a receipt is readable with its number alone."""
    first, last = (timezone.localdate(moment) for moment in (one.first_at, one.last_at))
    return STOOD[one.kind], one.count, first, last
