"""Forms of a public consultation. Errors are shown as sentences, and what was typed is kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.foundations.intake.requests.single_use_forms import SentOnce
from amparo.foundations.web.text_fields import PRIVATE, WordsField
from amparo.observatory.consultations.public_participation import Said
from amparo.observatory.consultations.queries import Proposal
from amparo.site.proposals.draft_articles import heading_in

TOO_LONG = _(
    "This is longer than we can take at once: %(limit_value)d letters. Nothing of it was cut."
    " Shorten it here, or send the rest as a proposal of its own."
)
LONGEST_NAME = 200
KIND = _("What is it?")


class WordsForm(forms.Form):
    """What can be changed later: the kind and the text."""

    kind = forms.ChoiceField(
        label=KIND,
        choices=Proposal.Kind.choices,
        initial=Proposal.Kind.CHANGE,
        widget=forms.RadioSelect,
    )
    organisation = WordsField(
        line=True,
        max_length=LONGEST_NAME,
        too_long=TOO_LONG,
        label=_("Name of your organisation, if it shall stand there"),
        help_text=_("Leave it empty and nobody knows who proposes it. No name of a person."),
    )
    text = WordsField(
        required=True,
        too_long=TOO_LONG,
        label=_("What you propose, and why"),
        help_text=_(
            "Everybody will read it. Write no name, place, telephone or story by which somebody in"
            " danger could be recognised, and nothing about yourself."
        ),
        error_messages={"required": _("Write what you propose: some words are enough.")},
    )


class ChangeForm(WordsForm):
    """A change, based on the version that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**6)
    field_order = ("kind", "organisation", "text", "version")


class ProposalForm(SentOnce, WordsForm):
    article = forms.ChoiceField(label=_("On which part"))
    field_order = ("article", "kind", "text", "organisation", "once")

    def __init__(
        self,
        sent: Any = None,
        *,
        headings: dict[str, dict[str, str]],
        initial: dict[str, str] | None = None,
    ) -> None:
        super().__init__(sent, label_suffix="", initial=initial)
        self.headings = headings
        chosen = self.fields["article"]
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = [(title, list(rows.items())) for title, rows in headings.items()]

    @property
    def heading(self) -> str:
        return heading_in(self.headings, self.cleaned_data["article"])

    @property
    def said(self) -> Said:
        typed = self.cleaned_data
        names = ("article", "kind", "text", "organisation")
        return Said(heading=self.heading[:300], **{name: typed[name] for name in names})


class PhraseForm(forms.Form):
    phrase = forms.CharField(
        label=_("Your words"),
        max_length=1000,
        widget=forms.Textarea(attrs={**PRIVATE, "autocapitalize": "none"}),
    )
