"""The page on which an attack is entered: first what is needed, in the order of the keyboard;
below, folded, what may be known at once as well."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as said

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.form_drafts import fill_in
from amparo.observatory.attacks.forms import (
    AttackForm,
    ConsentForm,
    PerpetratorForm,
    RowForm,
    SourceForm,
    line,
    one_of,
    several_of,
)
from amparo.observatory.attacks.models import Act, Attack, Victim
from amparo.observatory.attacks.services import NewConsent, NewPart, record_attack
from amparo.observatory.attacks.texts import ActText
from amparo.observatory.catalogues.terms import TermList

FIRST = {"autofocus": True}


class KindsForm(forms.Form):
    """What was done to the first victim: an act of each kind. Three lists are quicker by keyboard
    than one of all kinds to tick."""

    kind_1 = one_of(TermList.KIND, said("What was done"), widget=forms.Select(attrs=FIRST))
    kind_2 = one_of(TermList.KIND, said("And also"), needed=False, empty=said("Nothing else"))
    kind_3 = one_of(TermList.KIND, said("And also"), needed=False, empty=said("Nothing else"))

    @property
    def kinds(self) -> list[str]:
        """The kinds that were chosen, each once."""
        return [one for one in dict.fromkeys(self.cleaned_data.values()) if one]


class FirstVictimForm(RowForm):
    """The first victim of an attack, with what is asked at once."""

    model = Victim
    kind = one_of(TermList.VICTIM_KIND, said("Who was attacked"), initial="person")
    name = line(said("Name"), help_text=said("Sealed: only monitors read it."))
    gender = one_of(TermList.GENDER, said("Gender"), needed=False)
    groups = several_of(TermList.GROUP, said("Belongs to"))
    organisation = line(said("Organisation or community"))
    work_areas = one_of(
        TermList.WORK_AREA, said("What they defend"), needed=False, empty=said("Not known")
    )

    def clean_work_areas(self) -> list[str]:
        chosen: str = self.cleaned_data["work_areas"]
        return [chosen] if chosen else []


@dataclass(frozen=True, slots=True)
class Section:
    """Fields under one heading; `needed`: one of them must be put right, so that it is not
    folded."""

    heading: str
    fields: list[BoundField]

    @property
    def needed(self) -> bool:
        return any(one.errors for one in self.fields)


SHORT = (
    ("kinds", "kind_1"),
    ("event", "what_happened"),
    ("event", "when"),
    ("event", "department"),
    ("event", "district"),
    ("victim", "kind"),
    ("victim", "name"),
    ("victim", "gender"),
    ("perpetrator", "kind"),
    ("source", "kind"),
    ("source", "reference"),
    ("consent", "ground"),
)
"""What, when, where, who, and who says so: (form, field)."""


class EntryForms:
    """The forms of one page on which an attack is documented. `typed`: a draft."""

    def __init__(
        self, sent: Mapping[str, Any] | None, *, today: date, typed: QueryDict | None = None
    ) -> None:
        self.event = AttackForm(sent, today=today)
        self.kinds = KindsForm(sent, label_suffix="")
        self.victim = FirstVictimForm(sent, prefix="victim")
        self.perpetrator = PerpetratorForm(sent, prefix="perpetrator")
        self.source = SourceForm(sent, prefix="source")
        self.consent = ConsentForm(sent, prefix="consent", label_suffix="")
        self.event.initial = {
            **self.event.initial,
            "defence_link": "not_known",
            "verification": "unverified",
        }
        for form in self:
            fill_in(form, typed or QueryDict())

    @property
    def short(self) -> list[BoundField]:
        """What is asked first, in the order of the keyboard."""
        return [getattr(self, form)[name] for form, name in SHORT]

    @property
    def more(self) -> list[Section]:
        """What may be filled in at once as well, under its headings."""
        return [
            Section(_("More about what happened"), self._rest("kinds", "event")),
            Section(_("More about who was attacked"), self._rest("victim")),
            Section(_("More about who did it"), self._rest("perpetrator")),
            Section(_("More about who says so"), self._rest("source")),
            Section(_("What they agreed to"), self._rest("consent")),
        ]

    def _rest(self, *names: str) -> list[BoundField]:
        return [
            bound
            for name in names
            for bound in getattr(self, name)
            if (name, bound.name) not in SHORT
        ]

    def __iter__(self) -> Iterator[forms.Form]:
        """Go through the forms in the order of the page."""
        yield from (
            self.kinds,
            self.event,
            self.victim,
            self.perpetrator,
            self.source,
            self.consent,
        )

    def is_valid(self) -> bool:
        """Return whether every form can be stored; each says what is wrong in it."""
        return all([one.is_valid() for one in self])  # noqa: C419 - each is asked

    def store(self, *, by: Actor, at: datetime) -> Attack:
        """Store the attack with what was filled in. Raises Refused."""
        victim, sure = self.victim.part, self.event.cleaned_data["verification"]
        assert isinstance(victim, Victim)  # noqa: S101 - made by its form
        acts = [
            NewPart(Act(victim=victim, kind=kind, verification=sure), ActText())
            for kind in self.kinds.kinds
        ]
        agreed = self.consent.consent
        agreed.victim = victim
        held = record_attack(
            self.event.attack,
            self.event.text,
            parts=[
                NewPart(victim, self.victim.text),
                *acts,
                NewPart(self.perpetrator.part, self.perpetrator.text),
                NewPart(self.source.part, self.source.text),
            ],
            consents=[NewConsent(agreed, self.consent.text)],
            by=by,
            at=at,
        )
        return held.attack
