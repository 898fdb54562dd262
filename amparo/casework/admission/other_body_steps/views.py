"""The page that notes a step of the law that another body did."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from amparo.casework.admission.forms import words
from amparo.casework.admission.other_body_steps.queries import in_words, steps_of
from amparo.casework.admission.services import note_step
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.access.access_log import look_into
from amparo.foundations.cases.next_acts import SUMMARY, CaseAct
from amparo.foundations.intake.procedure.legal_effects_of_acts import NotInOrder
from amparo.foundations.intake.queries import standing
from amparo.foundations.web.law.required_counts import COUNTED, count_field, counts_in
from amparo.foundations.web.law.wording import say
from amparo.law import Protocol, Refused, load_protocol

CONFLICT, WRONG = 409, 422


class StepForm(forms.Form):
    step = forms.ChoiceField(
        label=gettext_lazy("What was done?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say what was done.")},
    )
    when = forms.DateTimeField(
        label=gettext_lazy("When was it done?"),
        help_text=gettext_lazy("As the paper says it, not the moment at which you note it."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    text = words(
        gettext_lazy("How is it known?"),
        gettext_lazy("Which paper, of whom, with its number. Only the team reads it."),
    )

    def __init__(
        self, *args: Any, law: Protocol, steps: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.law = law
        for act, _said in steps:
            for name, least in law.counts_for(law.acts[act]).items():
                self.fields[COUNTED + name] = count_field(law, name, least)
                self.fields[COUNTED + name].required = False
        choice = self.fields["step"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = steps

    def clean(self) -> dict[str, Any]:
        """Require the numbers that the chosen step counts, and drop those of other steps."""
        given = super().clean() or {}
        act = self.law.acts.get(given.get("step", ""))
        asked = {COUNTED + name for name in self.law.counts_for(act)}
        for name in [one for one in given if one.startswith(COUNTED)]:
            if name not in asked:
                del given[name]
            elif given[name] is None:
                self.add_error(name, self.fields[name].error_messages["required"])
        return given


@needs(Permission.CASE_WORK)
@CaseAct(SUMMARY, gettext_lazy("The step of the other body is noted."))
def step(request: StaffRequest, code: str) -> HttpResponse:
    now = timezone.now()
    open_case = look_into(code, seen_by=request.actor, at=now)
    filing = open_case.folder.filing
    law, state = load_protocol(filing.protocol), standing(filing, at=now)
    ready = [
        (act.id, say(law, f"acts.{act.id}"))
        for act in steps_of(open_case, state, seen_by=request.actor)
        if law.uncounted(filing.facts).issuperset(act.missing)
    ]
    sent = request.POST if request.method == "POST" else None
    form = StepForm(sent, law=law, steps=ready, initial={"step": request.GET.get("step", "")})
    status = 200
    if form.is_valid():
        given = form.cleaned_data
        try:
            note_step(
                open_case,
                given["step"],
                when=given["when"],
                text=given["text"],
                counted=counts_in(given),
                by=request.actor,
                at=now,
            )
        except NotInOrder as refusal:
            form.add_error(None, _why(refusal, law))
            status = CONFLICT
        else:
            return redirect("desk:case", open_case.code)
    elif form.errors:
        status = WRONG
    context = {
        "open_case": open_case,
        "form": form,
        "ready": ready,
        "title": _("Record a step that another body took"),
        "why": _(
            "Some steps of this law are taken by a body that does not use this system. What"
            " it did is recorded with its own day, so that its term ends and the next one"
            " begins."
        ),
        "verb": _("Note it"),
    }
    return render(request, "admission/step.html", context, status=status)


def _why(refusal: NotInOrder, law: Protocol) -> str:
    """The law's own sentence where the moment does not fit, or what the protocol needs first."""
    needs = [in_words(law, one) for one in str(refusal).split("+") if one in law.conditions]
    if needs:
        return _("The protocol asks for this first: %(needs)s") % {"needs": ", ".join(needs)}
    behind = refusal.__cause__
    if isinstance(behind, Refused):
        return behind.sentence((get_language() or "en")[:2])
    return _(
        "The law does not provide for this step now. What you wrote is still here; nothing changed."
    )
