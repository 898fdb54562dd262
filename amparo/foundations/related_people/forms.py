"""The question of who is said to be behind the danger, part of every form in which the team writes
about it."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_NAME = 120
NOBODY_LEFT = _(
    "After this nobody would be left who can read the case: everybody who has access bears a"
    " name like it. Give somebody else access first, or write the whole name."
)


class BehindForm(forms.Form):
    """Part of a form. The names become related persons of the case and are stored nowhere else."""

    behind = forms.CharField(
        label=_("Who is said to be behind the danger, if a name stands in what you write"),
        help_text=_(
            "One name a line: a person, a group, an institution. They are never asked or told, and"
            " whoever of the team bears such a name loses sight of this case at once, you too."
            " Who is noted already need not be repeated."
        ),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )

    def clean_behind(self) -> list[str]:
        names = [line.strip() for line in self.cleaned_data["behind"].splitlines() if line.strip()]
        if any(len(name) > LONGEST_NAME for name in names):
            raise forms.ValidationError(_("One name a line, each of 120 letters at most."))
        return names
