from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.foundations.accounts.permissions import ALONE, Role
from amparo.foundations.accounts.wording import roles_in_words
from amparo.foundations.cases.emergency_access.services import REASON
from amparo.foundations.institutions.queries import Unit, is_of_the_mechanism


def set_choices(form: forms.Form, name: str, choices: Iterable[tuple[str, str]]) -> None:
    made = form.fields[name]
    if isinstance(made, forms.ChoiceField):
        made.choices = list(choices)


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
    unit = forms.ChoiceField(
        label=gettext_lazy("Institution"),
        error_messages={"required": gettext_lazy("Choose the institution for which they work.")},
    )

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {unit.code: unit for unit in units}
        set_choices(self, "roles", [(role.value, roles_in_words(role.value)) for role in Role])
        named = [(code, unit.name) for code, unit in self.units.items()]
        set_choices(self, "unit", [("", "—"), *named])  # no default, so none is given by mistake

    def clean_roles(self) -> list[str]:
        roles: list[str] = self.cleaned_data["roles"]
        if len(roles) > 1 and ALONE & {*map(Role, roles)}:
            raise forms.ValidationError(
                gettext_lazy("Whoever oversees does nothing else here. Choose that alone.")
            )
        return roles

    def clean(self) -> None:
        said = self.cleaned_data
        unit = self.units.get(said.get("unit", ""))
        if unit and Role.OVERSEER in said.get("roles", []) and is_of_the_mechanism(unit):
            told = gettext_lazy(
                "It belongs to the institution that runs this mechanism, so it does not oversee it."
                " Choose one outside."
            )
            self.add_error("unit", told)

    @property
    def invitation(self) -> dict[str, Any]:
        """Return the arguments for `accounts.services.invite`."""
        said = self.cleaned_data
        names = ("name", "sign_in_name", "mail", "roles")
        return {name: said[name] for name in names} | {"unit": self.units[said["unit"]]}


class SeatForm(forms.Form):
    """Who gets access to the case, and why. The reason is recorded, and the person may read it."""

    member = forms.ChoiceField(label=gettext_lazy("Who"))
    reason = forms.ChoiceField(label=gettext_lazy("Why"), widget=forms.RadioSelect)
    apart = forms.CharField(
        label=gettext_lazy(
            "Only if the member bears a surname like that of whoever is said"
            " to be behind the danger"
        ),
        help_text=gettext_lazy(
            "How you know that it is somebody else. The person reads it, and it is on record."
            " Where the name is the member's own, or the person wrote it, nobody can give"
            " access."
        ),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    danger = forms.CharField(
        label=gettext_lazy("Only if a life is in danger: what is happening"),
        help_text=gettext_lazy(
            "Access ends by itself after some hours, and the case is encrypted anew. The"
            " person reads these words, and everybody of the case is told."
        ),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        *args: Any,
        members: Iterable[tuple[str, str]],
        reasons: Iterable[tuple[str, str]],
        apart: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "member", members)
        set_choices(self, "reason", reasons)
        if not apart:
            del self.fields["apart"]

    def clean(self) -> dict[str, Any]:
        """Require the description of the danger for access of some hours, and refuse telling
        namesakes apart with it."""
        given = super().clean() or {}
        if given.get("reason") != REASON:
            return given
        if not given.get("danger"):
            self.add_error("danger", _("Say what is happening."))
        if given.get("apart"):
            self.add_error(
                "apart",
                _(
                    "They cannot have access for some hours only: choose"
                    " somebody else, or another reason."
                ),
            )
        return given


class WordsForm(forms.Form):
    """Why the person gets a new access phrase. The reason is recorded, and the person may read
    it."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why do they get an access phrase now?"),
        widget=forms.RadioSelect,
        choices=[
            ("words_first", gettext_lazy("They have none yet")),
            (
                "words_lost",
                gettext_lazy("They lost it. Other phrases that were confirmed stay valid"),
            ),
            (
                "words_seen",
                gettext_lazy("Somebody may have seen it: all other phrases end at once"),
            ),
        ],
    )
