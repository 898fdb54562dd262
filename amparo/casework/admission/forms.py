from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from amparo.casework.admission.oral_answers import Heard
from amparo.casework.admission.queries import WAYS
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.next_acts import Words
from amparo.foundations.consent.forms import LastDayField
from amparo.foundations.related_people.queries import Listed
from amparo.foundations.web.law.wording import say
from amparo.law import FactKind, Protocol
from amparo.law.measures import ImmediateAction

LONGEST = 20_000


def words(label: Any, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    """A text box whose content is kept as it was typed."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea,
        error_messages={"required": _("Nothing is written here yet.")},
    )


class AcknowledgeForm(forms.Form):
    text = words(
        _("What the person will read"),
        _(
            "That the request was received, who is responsible for it, and what comes next and"
            " when."
        ),
    )


class NoteForm(forms.Form):
    text = words(_("Your note"), _("Only the team of this case reads it."))


class LiftFlagForm(forms.Form):
    text = words(
        _("Why the person is not in danger now"),
        _("With whom you spoke, and what has changed. Only the team of this case reads it."),
    )


class ChangeNoteForm(NoteForm):
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=100_000)


class AttemptForm(forms.Form):
    way = forms.ChoiceField(
        label=_("How did you try?"), choices=WAYS.items(), widget=forms.RadioSelect
    )
    tried_at = forms.DateTimeField(
        label=_("When?"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    reached = forms.ChoiceField(
        label=_("Did you reach the person?"),
        choices=(("yes", _("Yes")), ("no", _("No"))),
        widget=forms.RadioSelect,
    )
    text = words(_("What was said, or what happened"), required=False)
    why = words(
        _("If it was not as agreed with them: why all the same?"),
        _("It stays on record, for the supervisor. Leave empty if it was done as agreed."),
        required=False,
    )

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean_tried_at(self) -> datetime | None:
        moment: datetime | None = self.cleaned_data["tried_at"]
        if moment and moment > self.now:
            raise forms.ValidationError(_("That moment is still to come."))
        return moment


THE_PERSON = "person"
"""The choice that stands for the person at risk."""


class WhoField(forms.ChoiceField):
    unmarked = True


def who_said_it(help_text: Any = "") -> WhoField:
    return WhoField(
        label=_("Who said it?"),
        help_text=help_text,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say who said it.")},
    )


def choose_who(form: forms.Form, people: Sequence[tuple[str, Words]]) -> None:
    field = form.fields["who"]
    if isinstance(field, WhoField):
        field.choices = list(people)
    if len(people) == 1:  # nothing to choose: only one person can have said it
        field.initial, field.required, field.help_text = people[0][0], False, ""


def who_of(form: forms.Form) -> str:
    """Reference of another person of the case; empty for the person."""
    who = str(form.cleaned_data["who"] or form.fields["who"].initial)
    return "" if who == THE_PERSON else who


class SaidForm(forms.Form):
    """What was answered in conversation. `agrees`: what a yes means here."""

    answer = forms.ChoiceField(label=_("What did the person say?"), widget=forms.RadioSelect)
    way = forms.ChoiceField(
        label=_("How was it said?"), choices=WAYS.items(), widget=forms.RadioSelect
    )
    words = words(
        _("In which words"),
        _("As near as you can. The person finds on their page that you wrote this down."),
    )

    def __init__(self, *args: Any, agrees: Words, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        made = self.fields["answer"]
        if isinstance(made, forms.ChoiceField):
            talk = _("First they want to talk about it")
            made.choices = [("agreed", agrees), ("refused", _("No")), ("discuss", talk)]


HEARD = ("answer", "way", "words", "read_back", "seen", "until")


class OralAnswerForm(SaidForm):
    """What was answered in conversation to a question put to the person. `speakers`: who may answer
    in the person's name."""

    who = who_said_it(
        _("What somebody else says in the person's name is marked so, and the person can undo it.")
    )
    answer = forms.ChoiceField(label=_("What was said?"), widget=forms.RadioSelect)
    until = LastDayField()
    read_back = forms.BooleanField(
        label=_("I read this back, and it is what was said"),
        error_messages={"required": _("Read it back first: only what was confirmed counts.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    field_order = ("who", "way", "answer", "until", "words", "read_back")

    def __init__(self, *args: Any, speakers: Iterable[Listed] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_who(
            self, [(THE_PERSON, _("The person")), *((one.ref, one.name) for one in speakers)]
        )

    @property
    def heard(self) -> Heard:
        given = {name: self.cleaned_data[name] for name in HEARD}
        return Heard(who=who_of(self), **given)


class ActionForm(forms.Form):
    kind = forms.ChoiceField(label=_("What would help now?"), widget=forms.RadioSelect)
    text = words(
        _("What exactly"),
        _("In words that the person reads before agreeing: who does what, when and where."),
    )
    owner = forms.ChoiceField(label=_("Who looks after it?"))
    consent = forms.ChoiceField(
        label=_("Does the person agree?"),
        choices=(
            ("page", _("Not asked yet: ask on the person's own page")),
            ("oral", _("They have answered me: I write their words down next")),
        ),
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        *args: Any,
        kinds: Iterable[tuple[ImmediateAction, str]],
        team: Sequence[Member],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.team = {member.code: member for member in team}
        self.choose("kind", [(one.id, label) for one, label in kinds])
        self.choose("owner", [(code, member.name) for code, member in self.team.items()])

    def choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        made = self.fields[name]
        if isinstance(made, forms.ChoiceField):
            made.choices = choices

    @property
    def owner_chosen(self) -> Member:
        return self.team[self.cleaned_data["owner"]]


class ActionNewsForm(forms.Form):
    """News about an immediate action: only what the person's answer allows."""

    NEWS = {
        "done": _("It is done"),
        "dropped": _("It is not needed any more"),
    }
    MAY_BE_DONE = frozenset({"agreed", "replaced"})

    what = forms.ChoiceField(label=_("What is new?"), widget=forms.RadioSelect)
    text = words(_("What happened"), _("For the team's notes."), required=False)

    def __init__(self, *args: Any, consent: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        made = self.fields["what"]
        if isinstance(made, forms.ChoiceField):
            possible = ("done", "dropped") if consent in self.MAY_BE_DONE else ("dropped",)
            made.choices = [(what, self.NEWS[what]) for what in possible]


class InsteadForm(forms.Form):
    """A supervisor's decision on an action while the person cannot be asked."""

    cannot_ask = words(
        _("Why the person cannot be asked"), _("What prevents it, and how it was tried.")
    )
    cannot_wait = words(
        _("Why this help cannot wait"), _("It stands for this one action and for nothing else.")
    )
    will_ask = words(
        _("How and when the person will be asked"),
        _("As soon as it is possible the question is put again, and the answer counts."),
    )


class IfFound(forms.CharField):
    """The reason of a finding; not marked as optional, because it is required if found."""

    unmarked = True


class ReportForm(forms.Form):
    """Each finding of the protocol, found or not; a finding that is found needs its reason."""

    def __init__(self, *args: Any, law: Protocol, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        finding = FactKind.FINDING
        self.findings = [fact.id for fact in law.procedure.fact if fact.kind is finding]
        for name in self.findings:
            self.fields[name] = forms.ChoiceField(
                label=say(law, f"facts.{name}"),
                choices=(("yes", _("Yes, it is found")), ("no", _("No, it is not found"))),
                widget=forms.RadioSelect,
                error_messages={"required": _("Say whether it is found or not.")},
            )
            self.fields[f"{name}-why"] = IfFound(
                label=format_lazy("{} ({})", _("Why"), say(law, f"facts.{name}")),
                help_text=_("Needed where it is found."),
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea,
            )
        self.fields["text"] = words(
            _("What the report says"),
            _("What happened, by which facts you know it, and what cannot wait."),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in self.findings:
            if data.get(name) == "yes" and not data.get(f"{name}-why"):
                self.add_error(f"{name}-why", _("A finding needs its reason."))
        return data

    @property
    def found(self) -> dict[str, bool]:
        return {name: self.cleaned_data[name] == "yes" for name in self.findings}

    @property
    def why(self) -> dict[str, str]:
        return {name: self.cleaned_data[f"{name}-why"] for name in self.findings}
