from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.casework.exports.file_parts import Part, Wanted
from amparo.casework.exports.models import Export
from amparo.casework.measures.forms import choose, words
from amparo.casework.referral.authority_demands import Shown as Demanded
from amparo.casework.referral.forms import NAME_LONGEST, unit_meant
from amparo.foundations.institutions.models import Unit

BY_HER_WORD = "hers"


class RecipientForm(forms.Form):
    """One recipient, the purpose and the ground."""

    unit: Unit | None = None

    name = forms.CharField(
        label=_("Who receives it"),
        help_text=_("One person or body by its name. Each recipient is asked for alone."),
        max_length=NAME_LONGEST,
        widget=forms.TextInput(attrs={"list": "recipients", "autocomplete": "off"}),
    )
    purpose = words(
        _("What for"),
        _(
            "What they do with it: the person reads this before answering, and it stands on every"
            " copy. What might go wrong you say to the person."
        ),
    )
    ground = forms.ChoiceField(label=_("On which ground"), widget=forms.RadioSelect)

    def __init__(
        self,
        *args: Any,
        orders: Sequence[Demanded],
        units: Sequence[Unit],
        suggested: Sequence[tuple[str, str]],
        called: Callable[[str], Sequence[Unit]],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.called = called
        courts = [str(one.body.get("demanded_by", "")) for one in orders]
        self.suggested = [
            *suggested,
            *((name, name) for name in [*courts, *(u.name for u in units)]),
        ]
        ordered = [(one.row.ref, str(one.body.get("demanded_by", ""))) for one in orders]
        choose(self, "ground", [(BY_HER_WORD, _("The person is asked")), *ordered])
        self.initial.setdefault("ground", BY_HER_WORD)

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        self.unit = unit_meant(self.called(name))
        return self.unit.name if self.unit else name

    def to_go(self, **what: Any) -> Wanted:
        given = self.cleaned_data
        return Wanted(
            name=given["name"],
            unit=self.unit,
            purpose=given["purpose"],
            order="" if given["ground"] == BY_HER_WORD else given["ground"],
            **what,
        )


class AskForm(RecipientForm):
    """Which parts leave, each with its words."""

    parts = forms.MultipleChoiceField(label=_("Which parts"), widget=forms.CheckboxSelectMultiple)

    def __init__(
        self, *args: Any, parts: Sequence[Part], names: Callable[[str], str], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.offered = [(one.id, names(one.id), one.words) for one in parts]
        choose(self, "parts", [(code, name) for code, name, _words in self.offered])

    @property
    def wanted(self) -> Wanted:
        return self.to_go(parts=tuple(self.cleaned_data["parts"]))


class AskFileForm(RecipientForm):
    """In which form one file leaves."""

    form = forms.ChoiceField(label=_("What leaves"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, file: str, formed: Sequence[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.file = file
        choose(self, "form", [(one, Export.Form(one).label) for one in formed])

    @property
    def wanted(self) -> Wanted:
        return self.to_go(file=self.file, form=self.cleaned_data["form"])


class DecideForm(forms.Form):
    """The second person's decision."""

    outcome = forms.ChoiceField(
        label=_("May this leave?"),
        choices=(
            ("yes", _("Yes: I have read every part, and it serves the person")),
            ("no", _("No")),
        ),
        widget=forms.RadioSelect,
    )
    words = words(_("Why not"), _("Needed for a no. The person reads it."), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("outcome") == "no" and not data.get("words", "").strip():
            self.add_error("words", _("Say why not."))
        return data


class CallOffForm(forms.Form):
    words = words(_("Why it does not go on"), _("The person reads this."))


class TakeForm(forms.Form):
    """How the copy is taken. The passphrase of the file was shown on this page and is stored
    nowhere."""

    how = forms.ChoiceField(
        label=_("How does it leave?"), choices=Export.How.choices, widget=forms.RadioSelect
    )
    opens = forms.CharField(max_length=300, widget=forms.HiddenInput)


class TakeFileForm(TakeForm):
    """A photo, recording or document leaves only within a locked file, never on paper."""

    how = forms.ChoiceField(
        choices=[(Export.How.FILE.value, Export.How.FILE.label)],
        initial=Export.How.FILE.value,
        widget=forms.HiddenInput,
    )
