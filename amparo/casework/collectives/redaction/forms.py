"""Forms for redacting a member's data, and for the looks at files that follow."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.casework.collectives.redaction.files_to_review import Answer
from amparo.casework.collectives.redaction.services import WAYS
from amparo.casework.collectives.wording import why
from amparo.casework.measures.forms import choose, words

LATER = "later"
_FILE = "file-"


class LeaveOutForm(forms.Form):
    lines = words(
        _("What is to be left out"),
        _(
            "Each name, nickname, number or place by which the member would be known, one on each"
            " line. Accents and capitals do not matter. It is kept, sealed, only until somebody has"
            " looked at the files of this case and the teams of the same community's other cases"
            " have answered."
        ),
    )
    erased = forms.MultipleChoiceField(
        label=_("Files that show or name the member"),
        help_text=_(
            "Nobody can search a recording or a photo. What you choose is erased for good."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    way = forms.ChoiceField(
        label=_("Who asked for it, and how?"), choices=WAYS, widget=forms.RadioSelect
    )
    answered = forms.MultipleChoiceField(
        label=_("Which of these is done by this?"),
        help_text=_("What was asked on the board's page. The others stay on the worklist."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sure = forms.BooleanField(
        label=_("Each of these always means this member here"),
        error_messages={"required": why("too_common")},
    )
    own = forms.BooleanField(
        label=_("I made sure that it is the member's own data, and that the member asks for it"),
        help_text=_(
            "Not the name of anybody who is said to be behind the danger: that is no data of a"
            " member's own."
        ),
    )

    def __init__(
        self,
        *args: Any,
        files: Sequence[tuple[str, str]],
        wanted: Sequence[tuple[str, str]],
        common: Sequence[tuple[str, int]],
        **more: Any,
    ) -> None:
        """`common`: lines that may mean other people too, each with its number of hits in
        the case."""
        super().__init__(*args, **more)
        for name, choices in (("erased", files), ("answered", wanted)):
            if choices:
                choose(self, name, choices)
            else:
                del self.fields[name]
        if common:
            self.fields["sure"].help_text = "; ".join(f"{line}: {hits}" for line, hits in common)
        else:
            del self.fields["sure"]

    @property
    def said(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "lines": given["lines"].splitlines(),
            "files": given.get("erased", []),
            "answered": given.get("answered", []),
            "sure": given.get("sure", False),
            "way": given["way"],
        }


class ElsewhereForm(forms.Form):
    """Whether a request from another case of the same community is about the same person here."""

    said = forms.ChoiceField(
        label=_("Who is it in this case?"),
        choices=(
            (Answer.SAME, _("The same member: leave it out here too")),
            (Answer.ANOTHER, _("Somebody else who is called the same: leave it as it is")),
        ),
        widget=forms.RadioSelect,
    )
    sure = forms.BooleanField(
        label=_("Each of these always means this member here"), required=False
    )

    def __init__(self, *args: Any, common: Sequence[tuple[str, int]], **more: Any) -> None:
        """`common`: lines that may mean other people too, each with its number of hits in
        the case."""
        super().__init__(*args, **more)
        if common:
            self.fields["sure"].help_text = "; ".join(f"{line}: {hits}" for line, hits in common)
        else:
            del self.fields["sure"]

    @property
    def same(self) -> bool:
        return bool(self.cleaned_data["said"] == Answer.SAME)

    @property
    def sure_of(self) -> bool:
        return bool(self.cleaned_data.get("sure"))


class LooksForm(forms.Form):
    """One question for each file: whether it shows or names the member."""

    def __init__(self, *args: Any, files: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        for ref, name in files:
            self.fields[_FILE + ref] = forms.ChoiceField(
                label=name,
                choices=(
                    ("yes", _("Yes: erase it for good")),
                    ("no", _("No, neither shown nor named")),
                    (LATER, _("Not looked at yet")),
                ),
                initial=LATER,
                widget=forms.RadioSelect,
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not self.said:
            raise forms.ValidationError(_("Say it of one file at least, or go back without it."))
        return data

    @property
    def said(self) -> dict[str, bool]:
        """By file, whether it shows the member; files that were not looked at yet are left out."""
        return {
            name.removeprefix(_FILE): answer == "yes"
            for name, answer in self.cleaned_data.items()
            if answer != LATER
        }
