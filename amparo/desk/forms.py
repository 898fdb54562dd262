from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.foundations.access.permissions import Role
from amparo.foundations.access.words import roles_in_words
from amparo.foundations.institutions.queries import Unit
from amparo.sealing import passwords


def set_choices(form: forms.Form, name: str, choices: Iterable[tuple[str, str]]) -> None:
    made = form.fields[name]
    if isinstance(made, forms.ChoiceField):
        made.choices = list(choices)


class InvitationForm(forms.Form):
    word = forms.CharField(
        label=gettext_lazy("The word of your invitation"),
        help_text=gettext_lazy("Whoever invited you gave it to you. It works once, for two days."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )


class EnrolForm(forms.Form):
    password = forms.CharField(
        label=gettext_lazy("A password that you use nowhere else"),
        help_text=gettext_lazy(
            "Four or five words that do not belong together are better than one with signs. It"
            " opens your keys: nobody can give it back to you."
        ),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("The same password once more"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    code = forms.CharField(
        label=gettext_lazy("The code that your app shows now"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def __init__(self, *args: Any, hints: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = hints

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        reason = passwords.guessable(password, self.hints)
        if reason:
            raise forms.ValidationError(_why_guessable(reason))
        return password

    def clean(self) -> None:
        typed = self.cleaned_data
        if "password" in typed and typed["password"] != typed.get("again"):
            self.add_error("again", _("The two are not the same."))


def _why_guessable(reason: str) -> str:
    """How strong a password is, in words: what would make it fall, and what to do."""
    reasons = {
        "too_short": _("Too short: a machine tries all of these in minutes. Use several words."),
        "contains_hint": _("It is made of your own name. Whoever looks for you tries that first."),
        "repeated": _("It repeats itself: that adds length, and no strength."),
        "sequence": _("It follows a row like abc or 123. Those are tried first."),
        "keyboard": _("It follows the keys of the keyboard. Those rows are tried first."),
        "date": _("It is mostly a date, and there are not many of them."),
        "common_word": _("It is mostly one common word. Use several that do not belong together."),
    }
    return reasons[reason]


class InviteForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    sign_in_name = forms.RegexField(
        r"^[a-z0-9][a-z0-9._-]{1,59}$",
        label=gettext_lazy("Sign-in name"),
        help_text=gettext_lazy("Small letters, digits, dot and dash."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
        error_messages={
            "invalid": gettext_lazy("Use small letters without accents, digits, dot and dash.")
        },
    )
    mail = forms.EmailField(
        label=gettext_lazy("Mail, for neutral alerts"),
        required=False,
        help_text=gettext_lazy("A mail only ever says that something waits, never what."),
    )
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("What they do here"), widget=forms.CheckboxSelectMultiple
    )
    unit = forms.ChoiceField(label=gettext_lazy("Institution"))

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {unit.code: unit for unit in units}
        set_choices(self, "roles", [(role.value, roles_in_words(role.value)) for role in Role])
        set_choices(self, "unit", [(code, unit.name) for code, unit in self.units.items()])

    @property
    def invitation(self) -> dict[str, Any]:
        """What `access.services.invite` takes."""
        said = self.cleaned_data
        names = ("name", "sign_in_name", "mail", "roles")
        return {name: said[name] for name in names} | {"unit": self.units[said["unit"]]}


class SeatForm(forms.Form):
    """Who joins a team, and why: the reason is on record, and the person may read it."""

    member = forms.ChoiceField(label=gettext_lazy("Who"))
    reason = forms.ChoiceField(label=gettext_lazy("Why"), widget=forms.RadioSelect)

    def __init__(
        self,
        *args: Any,
        members: Iterable[tuple[str, str]],
        reasons: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "member", members)
        set_choices(self, "reason", reasons)


class WordsForm(forms.Form):
    """Why the person gets words: the reason is on record, and the person may read it."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why do they get words now?"),
        widget=forms.RadioSelect,
        choices=[
            ("words_first", gettext_lazy("They have none yet")),
            ("words_lost", gettext_lazy("They lost them. Others that were confirmed go on")),
            (
                "words_seen",
                gettext_lazy("Somebody may have seen them: all others end at once"),
            ),
        ],
    )
