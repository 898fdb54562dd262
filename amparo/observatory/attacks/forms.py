"""Forms of the register of attacks. Each form fills the columns of one row and its sealed text."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as said

from amparo.foundations.accounts.actors import Actor
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
from amparo.observatory.attacks.queries import TEXT_OF, Filter, text_of
from amparo.observatory.attacks.services import NewConsent, NewPart, record_attack
from amparo.observatory.attacks.texts import ActText, AttackText, ConsentText, Text
from amparo.observatory.catalogues.terms import TermList, choices, label

NAMED_BY = {Victim: TermList.VICTIM_KIND, Source: TermList.SOURCE_KIND}


def _of(
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


def _several(wanted: TermList, label: Any, *, needed: bool = False) -> forms.MultipleChoiceField:
    """Return a field for several codes of a list."""
    return forms.MultipleChoiceField(
        label=label,
        choices=partial(choices, wanted),
        required=needed,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": said("Choose at least one.")},
    )


def _line(label: Any, **more: Any) -> WordsField:
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
    kind = _of(TermList.VICTIM_KIND, said("Who was attacked"), initial="person")
    name = _line(said("Name"), help_text=said("Sealed: only monitors read it."))
    other_names = _line(said("Other names"))
    gender = _of(TermList.GENDER, said("Gender"), needed=False)
    organisation = _line(said("Organisation or community"))
    groups = _several(TermList.GROUP, said("Belongs to"))
    work_areas = _several(TermList.WORK_AREA, said("What they defend"))
    about = WordsField(label=said("What else is known about them"))


class ActForm(RowForm):
    model = Act
    victim = PartField(queryset=Victim.objects.none(), label=said("Whom"))
    kind = _of(TermList.KIND, said("What was done"))
    gendered_forms = _several(TermList.GENDERED_FORM, said("Because of gender"))
    verification = _of(TermList.VERIFICATION, said("How sure it is"))
    what = WordsField(label=said("What exactly was done"))
    office_level = _of(
        TermList.OFFICE_LEVEL, said("Of a statement: level of the office"), needed=False
    )
    medium = _of(TermList.MEDIUM, said("Of a statement: where it was made"), needed=False)
    statement = WordsField(label=said("Of a statement: what was said, word by word"))


class PerpetratorForm(RowForm):
    model = Perpetrator
    kind = _of(TermList.PERPETRATOR, said("Who did it"), initial="unknown")
    legal_form = _of(TermList.LEGAL_FORM, said("State or not"), initial="unknown")
    involvement = _of(TermList.INVOLVEMENT, said("How they took part"), initial="suspected")
    name = _line(said("Name of who did it"), help_text=said("Sealed: only monitors read it."))
    post = _line(said("Post or unit"))


class SourceForm(RowForm):
    model = Source
    kind = _of(TermList.SOURCE_KIND, said("Who or what says so"))
    reliability = _of(TermList.RELIABILITY, said("How reliable it is"), initial="unknown")
    name = _line(said("Name of the source"), help_text=said("Sealed: only monitors read it."))
    reference = _line(said("Title, date and address, or number of the document"))


class FactForm(RowForm):
    model = Fact
    source = PartField(queryset=Source.objects.none(), label=said("Which source"))
    about = forms.ChoiceField(label=said("About what"), choices=Fact.About.choices)
    says = WordsField(label=said("What the source says"), required=True)
    verification = _of(TermList.VERIFICATION, said("How sure it is"))
    relied_on = forms.BooleanField(
        label=said("We rely on this one, where sources contradict each other"), required=False
    )


class ResponseForm(RowForm):
    model = Response
    kind = _of(TermList.RESPONSE_KIND, said("What the state did"))
    outcome = _of(TermList.RESPONSE_OUTCOME, said("What came of it"), needed=False)
    by = _line(said("Which authority"))
    what = WordsField(label=said("What was done, and when"))


class AttackForm(forms.Form):
    """What is known of the event itself."""

    title = _line(said("Title, for the list of the team"))
    when = WhenField(label=said("When it happened"))
    department = _of(TermList.DEPARTMENT, said("Department"), needed=False)
    province = _line(said("Province"))
    district = _line(said("District"))
    exact_place = _line(
        said("Exact place"),
        help_text=said("Sealed. Of an online attack: where the defence work is done."),
    )
    what_happened = WordsField(label=said("What happened"), required=True)
    defence_link = _of(TermList.DEFENCE_LINK, said("Was it because of the defence work?"))
    verification = _of(TermList.VERIFICATION, said("How sure it is"))

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


class KindsForm(forms.Form):
    """What was done to the first victim: an act of each kind. Three lists are quicker by keyboard
    than one of all kinds to tick."""

    kind_1 = _of(TermList.KIND, said("What was done"))
    kind_2 = _of(TermList.KIND, said("And also"), needed=False, empty=said("Nothing else"))
    kind_3 = _of(TermList.KIND, said("And also"), needed=False, empty=said("Nothing else"))

    @property
    def kinds(self) -> list[str]:
        """The kinds that were chosen, each once."""
        return [one for one in dict.fromkeys(self.cleaned_data.values()) if one]


class FirstVictimForm(RowForm):
    """The first victim of an attack, with what is asked at once."""

    model = Victim
    kind = _of(TermList.VICTIM_KIND, said("Who was attacked"), initial="person")
    name = _line(said("Name"), help_text=said("Sealed: only monitors read it."))
    gender = _of(TermList.GENDER, said("Gender"), needed=False)
    groups = _several(TermList.GROUP, said("Belongs to"))
    organisation = _line(said("Organisation or community"))
    work_areas = _of(
        TermList.WORK_AREA, said("What they defend"), needed=False, empty=said("Not known")
    )

    def clean_work_areas(self) -> list[str]:
        chosen: str = self.cleaned_data["work_areas"]
        return [chosen] if chosen else []


class ConsentForm(forms.Form):
    """What a victim or a source agreed to: each use by itself."""

    ground = forms.ChoiceField(
        label=said("Why this may be kept"), choices=PartyConsent.Ground.choices
    )
    hold = forms.BooleanField(label=said("We may keep it"), required=False, initial=True)
    share = forms.BooleanField(
        label=said("We may share it with whom is named here"), required=False
    )
    shared_with = _line(said("With whom"))
    publish = forms.BooleanField(label=said("We may publish what happened"), required=False)
    name = forms.BooleanField(label=said("We may publish the name"), required=False)
    how_given = _line(said("How the answer was given"))

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
    kind = _of(TermList.EVENT_LINK, said("How they belong together"))

    def __init__(self, sent: Mapping[str, Any] | None = None) -> None:
        super().__init__(sent, label_suffix="")


class EntryForms:
    """The forms of one page on which an attack is documented."""

    def __init__(self, sent: Mapping[str, Any] | None, *, today: date) -> None:
        self.event = AttackForm(sent, today=today)
        self.kinds = KindsForm(sent, label_suffix="")
        self.victim = FirstVictimForm(sent, prefix="victim")
        self.perpetrator = PerpetratorForm(sent, prefix="perpetrator")
        self.source = SourceForm(sent, prefix="source")
        self.consent = ConsentForm(sent, prefix="consent", label_suffix="")

    @property
    def sections(self) -> list[tuple[str, tuple[forms.Form, ...]]]:
        """The forms in the order of the page, under their headings."""
        return [
            (_("What happened"), (self.kinds, self.event)),
            (_("Who was attacked"), (self.victim,)),
            (_("Who did it"), (self.perpetrator,)),
            (_("Who or what says so"), (self.source,)),
            (_("What they agreed to"), (self.consent,)),
        ]

    def __iter__(self) -> Iterator[forms.Form]:
        """Go through the forms in the order of the page."""
        return (form for _heading, forms_there in self.sections for form in forms_there)

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


class FilterForm(forms.Form):
    """What the list is limited to."""

    kind = _of(
        TermList.KIND, said("Kind of attack"), needed=False, empty=said("Every kind of attack")
    )
    department = _of(
        TermList.DEPARTMENT, said("Department"), needed=False, empty=said("Every department")
    )
    verification = _of(
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
