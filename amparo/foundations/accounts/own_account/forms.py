"""Forms of a member's own account. Each form that changes the account asks for password and code
again."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.foundations.accounts.forms import EnrolForm, ProofForm, SignInForm


class NewPasswordForm(EnrolForm):
    """The present password and a code, then another password twice."""

    now = forms.CharField(
        label=gettext_lazy("The password you have now"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("now", "code", "password", "again")


class NewPhoneForm(ProofForm):
    """The password and a code of the present phone, then the first code of the new phone."""

    first = forms.CharField(
        label=gettext_lazy("The code that the new phone shows now"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    secret = forms.RegexField("^[A-Z2-7]{32}$", widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("A code of the phone you have now")


class NewPasskeyForm(ProofForm):
    """A label for the new passkey, with password and code."""

    label = forms.CharField(
        label=gettext_lazy("What you call it"),
        help_text=gettext_lazy("So that you know which one it is. The device keeps this too."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("label", "password", "code")

    def clean_label(self) -> str:
        label: str = self.cleaned_data["label"]
        if not label.isprintable():
            raise forms.ValidationError(_("A name of one line, of letters that can be seen."))
        return label


class PasskeyEndForm(ProofForm):
    """Which of the member's passkeys to remove, with password and code."""

    which = forms.ChoiceField(label=gettext_lazy("Which one"), widget=forms.RadioSelect)
    field_order = ("which", "password", "code")

    def __init__(self, *args: Any, own: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["which"].choices = own  # type: ignore[attr-defined]


class ForgottenForm(EnrolForm):
    """Name, own words and a code, then another password twice."""

    name = SignInForm.base_fields["name"]
    words = forms.CharField(
        label=gettext_lazy("Your own ten words"),
        help_text=gettext_lazy("You wrote them down on the page of your account."),
        max_length=500,
        widget=forms.Textarea(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
                "rows": 3,
            }
        ),
    )
    field_order = ("name", "words", "code", "password", "again")


class LostPhoneForm(forms.Form):
    name = SignInForm.base_fields["name"]
    password = SignInForm.base_fields["password"]


class FirstCodeForm(forms.Form):
    code = EnrolForm.base_fields["code"]
