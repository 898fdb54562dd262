from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.crypto import passwords


class SignInForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Sign-in name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label=gettext_lazy("One-time code"),
        max_length=20,
        help_text=gettext_lazy("The six digits that your authenticator app shows now."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class WithoutPhoneForm(forms.Form):
    """Name, password and a recovery code. The field is called `code`, because no page carries
    fields of that name (form_recovery.py)."""

    name = SignInForm.base_fields["name"]
    password = SignInForm.base_fields["password"]
    code = forms.CharField(
        label=gettext_lazy("One of your recovery codes"),
        max_length=40,
        help_text=gettext_lazy("Twelve letters and numbers, from your paper. Each works once."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class ProofForm(forms.Form):
    """Password and code of the signed-in member, again."""

    password = SignInForm.base_fields["password"]
    code = SignInForm.base_fields["code"]


class InvitationForm(forms.Form):
    invitation = forms.CharField(
        label=gettext_lazy("The code of your invitation"),
        help_text=gettext_lazy(
            "Sixteen letters and numbers. Small letters will do, and without the dashes. It works"
            " once, for two days."
        ),
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
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
    """Return in words why a password is weak, and what to do."""
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
