"""Forms of the register of attacks. Each form fills the columns of one row and its sealed text."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as said

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.web.day_field import DayField
from amparo.foundations.web.text_fields import WordsField
from amparo.observatory.attacks.attack_keys import OpenAttack
from amparo.observatory.attacks.models import (
    Act,
    Attack,
    Fact,
    Part,
    PartyConsent,
    Perpetrator,
    Precision,
    Response,
    Source,
    Victim,
)
from amparo.observatory.attacks.partial_dates import NotADate, PartialDate, read_date
from amparo.observatory.attacks.queries import TEXT_OF, Filter, part_called, text_of, whole
from amparo.observatory.attacks.services import NewConsent
from amparo.observatory.attacks.texts import AttackText, ConsentText, Text
from amparo.observatory.catalogues.terms import TermList, choices, label

NAMED_BY = {Victim: TermList.VICTIM_KIND, Source: TermList.SOURCE_KIND}


def one_of(
    wanted: TermList, label: Any, *, needed: bool = True, empty: Any = "", **more: Any
) -> forms.ChoiceField:
    """Return a field for one code of a list. `empty`: the words for none."""
    begins = empty or (said("Choose") if needed else said("Not known"))
    return forms.ChoiceField(
        label=label,
        choices=lambda: [("", begins), *choices(wanted)],
        required=needed,
        error_messages={"required": said("Choose one.")},
        **more,
    )


def several_of(wanted: TermList, label: Any, *, needed: bool = False) -> forms.MultipleChoiceField:
    """Return a field for several codes of a list."""
    return forms.MultipleChoiceField(
        label=label,
        choices=partial(choices, wanted),
        required=needed,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": said("Choose at least one.")},
    )


def line(label: Any, **more: Any) -> WordsField:
    return WordsField(line=True, label=label, **more)


class WhenField(forms.CharField):
    """When it happened: a day, a month, a quarter, a year, a range, or nothing."""

    def __init__(self, **kwargs: Any) -> None:
        help_text = said(
            "As exactly as it is known: 2026-05-14, 2026-05, 2026, or 2026-05-14..2026-06-02. Empty"
            " if it is not known."
        )
        super().__init__(**{"required": False, "max_length": 40, "help_text": help_text, **kwargs})

    def clean(self, value: Any) -> PartialDate:
        try:
            found = read_date(str(super().clean(value)))
        except NotADate as problem:
            raise ValidationError(
                _("Write a day as 2026-05-14, a month as 2026-05, or a year as 2026.")
            ) from problem
        return found


class PartField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One part of the same attack, shown by its sealed name."""

    def offer(self, rows: QuerySet[Any], held: OpenAttack) -> None:
        """Offer these rows of the unlocked attack."""
        self.queryset = rows.order_by("pk")
        self.held = held

    def label_from_instance(self, obj: Any) -> str:
        text = text_of(self.held, obj)
        name = getattr(text, "name", "") or getattr(text, "organisation", "")
        return name or str(label(NAMED_BY[type(obj)], obj.kind))


class RowForm(forms.Form):
    """A form about one row: the fields that are columns, and those that are sealed."""

    model: type[Part]

    def __init__(
        self, sent: Mapping[str, Any] | None = None, *, row: Part | None = None, **more: Any
    ) -> None:
        text = more.pop("text", None)
        super().__init__(sent, label_suffix="", initial=_initial(row, text), **more)
        self.row = row

    @property
    def part(self) -> Part:
        """The row with the columns of this form, a new one or the one that is changed."""
        row = self.row or self.model()
        names = {one.name for one in self.model._meta.fields}
        for name, value in self.cleaned_data.items():
            if name in names:
                setattr(row, name, value)
        return row

    @property
    def text(self) -> Text:
        """The text that is sealed."""
        return _text(TEXT_OF[self.model], self.cleaned_data)


class VictimForm(RowForm):
    model = Victim
    kind = one_of(TermList.VICTIM_KIND, said("Who was attacked"), initial="person")
    name = line(said("Name"), help_text=said("Sealed: only monitors read it."))
    other_names = line(said("Other names"))
    gender = one_of(TermList.GENDER, said("Gender"), needed=False)
    organisation = line(said("Organisation or community"))
    groups = several_of(TermList.GROUP, said("Belongs to"))
    work_areas = several_of(TermList.WORK_AREA, said("What they defend"))
    about = WordsField(label=said("What else is known about them"))


class ActForm(RowForm):
    model = Act
    victim = PartField(queryset=Victim.objects.none(), label=said("Whom"))
    kind = one_of(TermList.KIND, said("What was done"))
    gendered_forms = several_of(TermList.GENDERED_FORM, said("Because of gender"))
    verification = one_of(TermList.VERIFICATION, said("How sure it is"))
    what = WordsField(label=said("What exactly was done"))
    office = one_of(
        TermList.OFFICE, said("Of a statement or an authority's breach: which office"), needed=False
    )
    office_level = one_of(
        TermList.OFFICE_LEVEL, said("Of a statement: level of the office"), needed=False
    )
    medium = one_of(TermList.MEDIUM, said("Of a statement: where it was made"), needed=False)
    said_on = DayField(
        label=said("Of a statement: on which day"),
        help_text=said("Office, level, day and kind may be published; words and names may not."),
        required=False,
    )
    statement = WordsField(
        label=said("Of a statement: what was said, word by word"),
        help_text=said("Sealed. Published only if the person agrees, and never by a mechanism."),
    )


class PerpetratorForm(RowForm):
    model = Perpetrator
    kind = one_of(TermList.PERPETRATOR, said("Who did it"), initial="unknown")
    legal_form = one_of(TermList.LEGAL_FORM, said("State or not"), initial="unknown")
    involvement = one_of(TermList.INVOLVEMENT, said("How they took part"), initial="suspected")
    name = line(said("Name of who did it"), help_text=said("Sealed: only monitors read it."))
    post = line(said("Post or unit"))


class SourceForm(RowForm):
    model = Source
    kind = one_of(TermList.SOURCE_KIND, said("Who or what says so"))
    reliability = one_of(TermList.RELIABILITY, said("How reliable it is"), initial="unknown")
    name = line(said("Name of the source"), help_text=said("Sealed: only monitors read it."))
    reference = line(said("Title, date and address, or number of the document"))


class FactForm(RowForm):
    model = Fact
    source = PartField(queryset=Source.objects.none(), label=said("Which source"))
    about = forms.ChoiceField(label=said("About what"), choices=Fact.About.choices)
    says = WordsField(label=said("What the source says"), required=True)
    verification = one_of(TermList.VERIFICATION, said("How sure it is"))
    relied_on = forms.BooleanField(
        label=said("We rely on this one, where sources contradict each other"), required=False
    )


class ResponseForm(RowForm):
    model = Response
    kind = one_of(TermList.RESPONSE_KIND, said("What the state did"))
    outcome = one_of(TermList.RESPONSE_OUTCOME, said("What came of it"), needed=False)
    by = line(said("Which authority"))
    what = WordsField(label=said("What was done, and when"))


class AttackForm(forms.Form):
    """What is known of the event itself."""

    title = line(said("Title, for the list of the team"))
    when = WhenField(label=said("When it happened"))
    department = one_of(TermList.DEPARTMENT, said("Department"), needed=False)
    province = line(said("Province"))
    district = line(said("District"))
    exact_place = line(
        said("Exact place"),
        help_text=said("Sealed. Of an online attack: where the defence work is done."),
    )
    what_happened = WordsField(label=said("What happened"), required=True)
    defence_link = one_of(TermList.DEFENCE_LINK, said("Was it because of the defence work?"))
    verification = one_of(TermList.VERIFICATION, said("How sure it is"))

    def __init__(
        self,
        sent: Mapping[str, Any] | None = None,
        *,
        today: date,
        attack: Attack | None = None,
        text: AttackText | None = None,
    ) -> None:
        initial = _initial(attack, text)
        if attack and text:
            initial["when"] = when_of(attack, text).typed
        super().__init__(sent, label_suffix="", initial=initial)
        self.held, self.today = attack, today

    def clean_when(self) -> PartialDate:
        found: PartialDate = self.cleaned_data["when"]
        if found.first and found.first > self.today:
            raise ValidationError(_("This is still to come."))
        return found

    @property
    def attack(self) -> Attack:
        """The row with the columns of this form."""
        row, when = self.held or Attack(), self.cleaned_data["when"]
        row.precision = when.precision
        row.first_month, row.last_month = when.first_month, when.last_month
        for name in ("department", "province", "district", "defence_link", "verification"):
            setattr(row, name, self.cleaned_data[name])
        return row

    @property
    def text(self) -> AttackText:
        when = self.cleaned_data["when"]
        days = {"first_day": when.first, "last_day": when.last}
        return AttackText(**{**_texts(AttackText, self.cleaned_data), **days})


class ConsentForm(forms.Form):
    """What a victim or a source agreed to: each use by itself."""

    ground = forms.ChoiceField(
        label=said("Why this may be kept"),
        choices=[("", said("Choose")), *PartyConsent.Ground.choices],
        error_messages={"required": said("Choose one.")},
    )
    hold = forms.BooleanField(label=said("We may keep it"), required=False, initial=True)
    share = forms.BooleanField(
        label=said("We may share it with whom is named here"), required=False
    )
    shared_with = line(said("With whom"))
    publish = forms.BooleanField(label=said("We may publish what happened"), required=False)
    name = forms.BooleanField(label=said("We may publish the name"), required=False)
    how_given = line(said("How the answer was given"))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("share") and not found.get("shared_with"):
            self.add_error("shared_with", _("Say with whom it may be shared."))
        if found.get("name") and not found.get("publish"):
            self.add_error("name", _("A name is published only with what happened."))
        if not found.get("hold") and any(found.get(one) for one in ("share", "publish", "name")):
            self.add_error("hold", _("What may not be kept can be used for nothing."))
        return found

    @property
    def consent(self) -> PartyConsent:
        names = ("ground", "hold", "share", "publish", "name")
        return PartyConsent(**{name: self.cleaned_data[name] for name in names})

    @property
    def text(self) -> ConsentText:
        return ConsentText(**_texts(ConsentText, self.cleaned_data))

    def given_by(self, party: Victim | Source) -> NewConsent:
        """Return the answer of this party."""
        agreed = self.consent
        agreed.victim = party if isinstance(party, Victim) else None
        agreed.source = party if isinstance(party, Source) else None
        return NewConsent(agreed, self.text)


class LinkForm(forms.Form):
    """Which attack followed this one."""

    later = forms.CharField(label=said("Code of the attack that followed"), max_length=20)
    kind = one_of(TermList.EVENT_LINK, said("How they belong together"))

    def __init__(self, sent: Mapping[str, Any] | None = None) -> None:
        super().__init__(sent, label_suffix="")


class FilterForm(forms.Form):
    """What the list is limited to."""

    kind = one_of(
        TermList.KIND, said("Kind of attack"), needed=False, empty=said("Every kind of attack")
    )
    department = one_of(
        TermList.DEPARTMENT, said("Department"), needed=False, empty=said("Every department")
    )
    verification = one_of(
        TermList.VERIFICATION, said("How sure it is"), needed=False, empty=said("However sure")
    )
    when = WhenField(
        label=said("When it happened"),
        help_text="",
        widget=forms.TextInput(attrs={"placeholder": "2026-05"}),
    )

    def __init__(self, sent: Mapping[str, Any]) -> None:
        super().__init__(sent, label_suffix="")

    @property
    def wanted(self) -> Filter:
        """The limits that were understood; a mistyped one limits nothing."""
        self.is_valid()
        found = dict(self.cleaned_data)
        when: PartialDate | None = found.pop("when", None)
        return Filter(
            **found,
            since=when.first_month if when else None,
            until=when.last_month if when else None,
        )


def stored_event(held: OpenAttack, *, seen_by: Actor) -> dict[str, Any]:
    """Return what is stored of the event now, by the fields of its form."""
    text = whole(held, seen_by=seen_by).text
    return {**_initial(held.attack, text), "when": when_of(held.attack, text).typed}


def stored_part(held: OpenAttack, row: Part, *, seen_by: Actor) -> dict[str, Any]:
    """Return what is stored of a part now, by the fields of its form."""
    now = part_called(held, type(row), row.ref, seen_by=seen_by)
    found = _initial(now, text_of(held, now))
    return {name: one.pk if isinstance(one, Model) else one for name, one in found.items()}


def when_of(attack: Attack, text: AttackText) -> PartialDate:
    """Return when it happened, from the sealed days, or from the open months where no day was
    kept."""
    return PartialDate(
        text.first_day or attack.first_month,
        text.last_day or attack.last_month,
        Precision(attack.precision),
    )


def _initial(row: Part | Attack | None, text: Text | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if row is not None:
        for one in row._meta.fields:
            found[one.name] = getattr(row, one.name)
    if text is not None:
        found |= {one.name: getattr(text, one.name) for one in fields(text)}
    return found


def _texts(kind: type[Text], given: Mapping[str, Any]) -> dict[str, Any]:
    names = {one.name for one in fields(kind)}
    return {name: value for name, value in given.items() if name in names}


def _text(kind: type[Text], given: Mapping[str, Any]) -> Text:
    return kind(**_texts(kind, given))
