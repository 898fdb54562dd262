"""Forms of what is told or agreed in person, or cannot be now."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.casework.admission.forms import AttemptForm
from amparo.casework.measures.forms import choose, words
from amparo.casework.referral.forms import day

LONGEST_SILENCE = timedelta(days=31)
EMPTY: tuple[Any, ...] = (None, "", [])
"""Values of a field that was left out. Midnight is not among them."""
TRIED = ("way", "tried_at", "why")


class PutOffForm(forms.Form):
    """Something is done with a person, or cannot be now: then with the reason and the day of the
    next try. `NEEDED`: the fields that are required where it is done."""

    NEEDED: tuple[str, ...] = ()
    DONE, GIVEN_UP = "", "not_reached"

    outcome = forms.ChoiceField(widget=forms.RadioSelect)
    text = words(_("Why it is not safe now, and who decided so"), required=False)
    again = day(_("When is it looked at again?"), required=False)

    def __init__(self, *args: Any, zone: ZoneInfo, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.today = zone, today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        needed = {self.DONE: self.NEEDED, self.GIVEN_UP: ("text",)}
        for name in needed.get(data.get("outcome", ""), ("text", "again")):
            if data.get(name) in EMPTY and name not in self.errors and data.get("outcome"):
                self.add_error(name, _("This is needed here."))
        if data.get("again") and data["again"] > self.today + LONGEST_SILENCE:
            self.add_error("again", _("Within a month: whoever is not told has a right to be."))
        return data

    @property
    def is_done(self) -> bool:
        return bool(self.cleaned_data["outcome"] == self.DONE)

    @property
    def is_given_up(self) -> bool:
        return bool(self.cleaned_data["outcome"] == self.GIVEN_UP)

    @property
    def again_on(self) -> datetime:
        return datetime.combine(self.cleaned_data["again"], time.max, self.zone)


class ToTellForm(PutOffForm, AttemptForm):
    """Whether the person was told of a demand for the file, or that it is kept. `since`: the first
    day on which it can have been told. `of_everybody`: it is published too; then it may also end
    without the person being reached."""

    DONE = "told"
    NEEDED = ("way", "tried_at", "said")

    reached = None  # type: ignore[assignment] # this is what is asked
    said = words(_("What was said"), required=False)

    field_order = ("outcome", "way", "tried_at", "said", "why", "text", "again")

    def __init__(self, *args: Any, since: date, of_everybody: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.since = since
        told = [
            (self.DONE, _("Yes, in a way that is safe for them")),
            ("not_safe", _("Not now: telling would put them in more danger, or nobody can")),
        ]
        if of_everybody:
            told.append((self.GIVEN_UP, _("They were not reached, and it is not tried again")))
            self.fields["text"].label = _("Why not, and who decided so")
        self.fields["outcome"].label = _("Were they told?")
        choose(self, "outcome", told)
        for name in ("way", "tried_at"):
            self.fields[name].required = False

    def clean_tried_at(self) -> datetime | None:
        moment = super().clean_tried_at()
        if moment and moment.astimezone(self.zone).date() < self.since:
            raise forms.ValidationError(
                _("On that day there was nothing to tell yet: look at the day.")
            )
        return moment

    @property
    def tried(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"text": given["said"], **{name: given[name] for name in TRIED}}
