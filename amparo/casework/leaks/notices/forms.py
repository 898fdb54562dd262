"""Forms of how the person or a related person can be reached, and of what they were told."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.casework.disappearances.forms import MomentForm
from amparo.casework.leaks.notices.services import Said
from amparo.casework.measures.forms import choose, words
from amparo.casework.referral.direct_notices.forms import PutOffForm
from amparo.foundations.intake.contact.safe_way import HOW, WAYS, SafeWay
from amparo.foundations.intake.leaked_classes import Leaked
from amparo.foundations.web.field_display import HourInput


class WayForm(PutOffForm):
    """How the recipient can be reached now, as agreed with them, or that it cannot be agreed
    yet."""

    DONE = "agreed"
    NEEDED = ("ways", "how", "begins", "ends", "which")

    ways = forms.MultipleChoiceField(
        label=_("By which ways?"),
        choices=list(WAYS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    how = forms.ChoiceField(
        label=_("How was it agreed with them?"),
        choices=list(HOW.items()),
        widget=forms.RadioSelect,
        required=False,
    )
    begins = forms.TimeField(
        label=_("From which hour"),
        widget=HourInput,
        required=False,
    )
    ends = forms.TimeField(
        label=_("Until which hour"),
        help_text=_("For any hour, enter the same hour twice."),
        widget=HourInput,
        required=False,
    )
    which = words(
        _("Which number, which word to say first, through whom, and what never to do"),
        _(
            "Ask anew: what was safe before may be what got out. The team reads this; it does not"
            " stand on their page."
        ),
        required=False,
    )

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)

    field_order = ("outcome", "ways", "how", "begins", "ends", "which", "text", "again", "seen")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Why it cannot be agreed now, and what was tried")
        agreed = (
            (self.DONE, _("Yes, they agreed")),
            ("not_safe", _("Not yet: nobody can ask them in safety")),
        )
        self.fields["outcome"].label = _("Is there a safe way of contact now?")
        choose(self, "outcome", agreed)

    @property
    def way(self) -> SafeWay:
        given = self.cleaned_data
        return SafeWay(
            ways=tuple(given["ways"]),
            how=given["how"],
            begins=given["begins"],
            ends=given["ends"],
            text=given["which"],
        )


class TellForm(PutOffForm, MomentForm):
    """Whether the recipient was told, or cannot be told now."""

    DONE = "told"
    NEEDED = ("way", "moment", "kinds", "done", "may_do")

    way = forms.ChoiceField(label=_("How"), choices=[("", "—"), *WAYS.items()], required=False)
    kinds = forms.MultipleChoiceField(
        label=_("What they were told got out"),
        choices=Leaked.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    done = words(_("What is being done"), _("In the words that they were told."), required=False)
    may_do = words(_("What they can do"), _("In the words that they were told."), required=False)

    field_order = ("outcome", "way", "moment", "kinds", "done", "may_do", "text", "again")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = (
            (self.DONE, _("Yes, in a way that is safe for them")),
            ("not_safe", _("Not now: telling would put them in more danger")),
        )
        self.fields["outcome"].label = _("Were they told?")
        choose(self, "outcome", told)
        self.fields["moment"].required = False

    @property
    def said(self) -> Said:
        given = self.cleaned_data
        return Said(
            way=given["way"],
            moment=given["moment"],
            data=tuple(given["kinds"]),
            done=given["done"],
            may_do=given["may_do"],
        )
