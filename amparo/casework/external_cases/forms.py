from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.casework.admission.forms import SaidForm
from amparo.casework.external_cases.member_input import Plan, Said
from amparo.casework.external_cases.models import (
    WHOLE_DAY,
    ExternalProcedure,
    ExternalProcedureStep,
)
from amparo.casework.external_cases.wording import why
from amparo.casework.measures.decisions.forms import DayInput
from amparo.casework.measures.forms import choose, words
from amparo.foundations.consent.forms import LastDayField
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.files.upload_fields import FilesField
from amparo.foundations.web.field_display import HourInput


class OpenForm(forms.Form):
    """Which authority, under which law, and the words of the question to the person."""

    protocol = forms.ChoiceField(label=_("Under which law?"), widget=forms.RadioSelect)
    unit = forms.ChoiceField(
        label=_("Which authority?"),
        help_text=_("Whom the person does not want to know of this is not in the list."),
    )
    text = words(
        _("What would be asked there, or was asked, and what goes with it"),
        _(
            "The person reads these very words before answering. Say also what of their story and"
            " which papers the authority would get, and that you would follow what it owes."
        ),
    )
    why = words(_("Why it could help"), _("The person reads this too."), required=False)
    told = forms.MultipleChoiceField(
        label=_("What would the authority learn of the person?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        laws: Sequence[tuple[str, str]],
        units: Mapping[str, Unit],
        names: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.units, self.laws = units, laws
        choose(self, "protocol", laws)
        choose(self, "unit", [(code, unit.name) for code, unit in units.items()])
        choose(self, "told", names)
        if len(laws) == 1:
            del self.fields["protocol"]

    @property
    def plan(self) -> Plan:
        given = self.cleaned_data
        return Plan(
            protocol=given.get("protocol") or self.laws[0][0],
            unit=self.units[given["unit"]],
            text=given["text"],
            why=given["why"],
            fields=given["told"],
        )


class NoteForm(forms.Form):
    """One step at the authority."""

    what = forms.ChoiceField(label=_("What happened?"), widget=forms.RadioSelect)
    on = forms.DateField(label=_("On which day?"), widget=DayInput)
    hour = forms.TimeField(
        label=_("At what hour, if it is known"),
        required=False,
        widget=HourInput,
    )
    by_whom = forms.ChoiceField(
        label=_("Who did it?"), choices=ExternalProcedureStep.Doer.choices, widget=forms.RadioSelect
    )
    way = forms.ChoiceField(label=_("By which way?"), required=False, widget=forms.RadioSelect)
    number = forms.CharField(
        label=_("The authority's number, if it gave one"),
        help_text=_("It can identify the person: only they and the team of this case can read it."),
        required=False,
        max_length=200,
    )
    result = forms.ChoiceField(
        label=_("What was decided with it"),
        choices=ExternalProcedureStep.Result.choices,
        required=False,
    )
    found = forms.MultipleChoiceField(
        label=_("What holds here? It decides how long the authority has"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    text = words(_("What else must be known of it"), _("Only the team reads this."), required=False)
    papers = FilesField(
        label=_("Papers: the request, the stamped copy, the answer"),
        help_text=_("They are encrypted as everything here. Nothing is sent to the authority."),
    )

    def __init__(
        self,
        *args: Any,
        zone: ZoneInfo,
        happened: Sequence[tuple[str, str]],
        channels: Sequence[tuple[str, str]],
        findings: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        choose(self, "what", happened)
        choose(self, "way", channels)
        choose(self, "found", findings)
        for name, there in (("way", channels), ("found", findings)):
            if not there:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("on") and self._moment(data) > timezone.now():
            self.add_error("on", why("not_yet"))
        if any(one.problem or not one.size for one in data.get("papers", [])):
            self.add_error(
                "papers",
                _(
                    "A file did not arrive whole, or is of a kind that is not taken. Choose it"
                    " again."
                ),
            )
        return data

    def _moment(self, data: Mapping[str, Any]) -> datetime:
        on: date = data["on"]
        return datetime.combine(on, data.get("hour") or WHOLE_DAY, self.zone)

    @property
    def said(self) -> Said:
        given = self.cleaned_data
        return Said(
            what=given["what"],
            when=self._moment(given),
            by_whom=given["by_whom"],
            channel=given.get("way", ""),
            result=given["result"],
            number=given["number"],
            text=given["text"],
            found=given.get("found", []),
            files=given["papers"],
        )


class EndForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why is it not followed any more?"),
        choices=ExternalProcedure.Reason.choices,
        widget=forms.RadioSelect,
    )


class AgreementForm(SaidForm):
    """What the person said of asking the authority, in conversation."""

    until = LastDayField()
    field_order = ("answer", "until", "way", "words")
