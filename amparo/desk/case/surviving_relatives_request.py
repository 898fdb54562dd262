"""Record a request of surviving relatives after a death or a disappearance. It becomes a case of
its own."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.casework.disappearances.linked_cases import open_linked
from amparo.casework.disappearances.queries import Party, happening_called
from amparo.casework.disappearances.wording import why
from amparo.casework.measures.states import Hindered
from amparo.desk.intake.open_and_record_requests import no_reader, shut
from amparo.desk.intake.reception_form import EXCLUDED_UNITS, RecordForm, here
from amparo.desk.intake.repeated_send import stored_before
from amparo.foundations.accounts.actors import Refused
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.queries import DoorShut
from amparo.foundations.cases.access.access_log import look_into
from amparo.foundations.cases.next_acts import SUMMARY, CaseAct
from amparo.foundations.institutions.queries import units
from amparo.foundations.intake.requests.services import FiledAlready, NobodyMayRead
from amparo.law import Known, load_protocol
from amparo.law import Refused as LawRefused

APPLICANT = Known.CHOSEN_NAME.value


class LinkedForm(RecordForm):
    """Who asks, and their request: the same questions as for anyone."""

    party = forms.ChoiceField(
        label=gettext_lazy("For whom?"), choices=Party.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["gives_words"]  # the case opens at once, and gives them on its own page

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(_("Who asks"), [self["party"]]), *super().parts]


@needs(Permission.CASE_WORK)
@CaseAct(SUMMARY, gettext_lazy("A separate case is opened for the surviving relatives."))
def linked(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Record the request and open it at once, on the protocol's own track."""
    now = timezone.now()
    open_case = look_into(code, seen_by=request.actor, at=now)
    found = happening_called(open_case, ref, seen_by=request.actor)
    if found is None:
        raise Http404
    posted = request.method == "POST"
    form = LinkedForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        law=load_protocol(open_case.folder.filing.protocol),
        units=list(units(seen_by=request.actor)),
        now=now,
        initial={"first_contact_at": here(now)},
    )
    status = 422 if posted else 200
    if posted and form.is_valid():
        try:
            opened = open_linked(
                open_case,
                found.row.ref,
                form.letter(),
                party=form.cleaned_data["party"],
                applicant=form.cleaned_data.get(APPLICANT, ""),
                by=request.actor,
                at=now,
            )
        except FiledAlready:
            return stored_before(request, form, code=open_case.code)
        except (Hindered, NobodyMayRead, Refused, DoorShut, LawRefused) as refusal:
            status = _refused(form, refusal)
        else:
            return redirect("desk:case", opened)
    context: dict[str, Any] = {"form": form, "open_case": open_case, "found": found}
    return render(request, "desk/linked.html", context, status=status)


def _refused(form: LinkedForm, refusal: Exception) -> int:
    """Add the reason why nothing was stored to the right field. Returns the HTTP status."""
    if isinstance(refusal, Hindered):
        for code in refusal.reasons:
            of_name = code in {"applicant_excluded", "recipient_excluded"}
            form.add_error(APPLICANT if of_name else None, why(code))
        return 409
    if isinstance(refusal, DoorShut):
        form.add_error(None, shut())
        return 503
    if isinstance(refusal, LawRefused):
        form.add_error("first_contact_at", str(refusal))
        return 422
    form.add_error(EXCLUDED_UNITS, no_reader())
    return 409
