"""The form in which the reception records a request: the protocol's questions, and how it came."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from amparo.desk.forms import set_choices
from amparo.foundations.institutions.queries import Unit
from amparo.foundations.intake.files.upload_fields import FilesInput
from amparo.foundations.intake.files.uploads import SealedUpload
from amparo.foundations.intake.requests.services import Letter
from amparo.foundations.intake.requests.single_use_forms import SentOnce
from amparo.foundations.web.dates import day_in_words
from amparo.foundations.web.field_display import unmarked
from amparo.foundations.web.law.wording import say
from amparo.law import Protocol
from amparo.law.admission import Answer, Known, Question

LONGEST = 20_000
LONGEST_LINE = 500
CALL_BACK = (
    Known.CONTACT.value,
    Known.TIMES.value,
    Known.PLACE.value,
    Known.CHOSEN_NAME.value,
)
"""Questions asked first: with their answers a dropped call can be taken up again."""

OVERHEARD, CODE_WORD, CUT_OFF, DANGER = "overheard", "code_word", "cut_off", "in_danger_now"
"""Keys of a recorded request that only the reception writes."""

URGENT, NOT_ASKED = ("yes", "unknown"), "not_asked"
"""Not known counts as yes: where it is not sure, the request is looked at first."""

EXCLUDED_UNITS, EXCLUDED_NAMES = Known.EXCLUDED_UNITS.value, Known.EXCLUDED_NAMES.value


def here(moment: datetime) -> datetime:
    """Return local time to the minute, as a form field shows it."""
    return timezone.localtime(moment).replace(second=0, microsecond=0, tzinfo=None)


class RecordForm(SentOnce):
    """What was said, by which channel and when; what the person agreed to, and who must not
    know."""

    came_by = forms.ChoiceField(label=gettext_lazy("How did it come?"))
    first_contact_at = forms.DateTimeField(
        label=gettext_lazy("When was the first contact?"),
        help_text=gettext_lazy(
            "The moment at which the person first asked, not the moment of typing. The law's terms"
            " are counted from it."
        ),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    urgent = forms.ChoiceField(
        label=gettext_lazy("Is the person in danger now?"),
        help_text=gettext_lazy(
            "With yes, and where it is not known, it leads the list until it is opened."
        ),
        choices=[
            ("yes", gettext_lazy("Yes")),
            ("no", gettext_lazy("No")),
            ("unknown", gettext_lazy("Asked, and not known")),
            ("", pgettext_lazy("danger", "Not asked")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        law: Protocol,
        units: Sequence[Unit],
        now: datetime,
        cut_off: bool = False,
        **kwargs: Any,
    ) -> None:
        """`cut_off`: the call broke off, and what was said until then is stored."""
        super().__init__(*args, **kwargs)
        self.cut_off = cut_off
        self.law, self.now = law, now
        self.units = {unit.code: unit for unit in units}
        self.asked: list[str] = []
        self.not_asked_when_cut_off = ["read_back"]
        ways = [(one.id, say(law, f"ways.{one.id}")) for one in law.admission.way]
        set_choices(self, "came_by", ways)
        for step in law.admission.step:
            for question in step.question:
                self._ask(question)
        self._ask_who_listens()
        self._ask_how_it_was_said()
        self._ask_who_must_not_know()
        self.fields["files"] = forms.Field(
            label=_("Files that came with it"),
            required=False,
            widget=FilesInput(attrs={"multiple": True}),
            help_text=_("Pictures, recordings, PDF. A file that fails does not hold the request."),
        )
        if cut_off:
            for name in self.not_asked_when_cut_off:
                self.fields[name].required = False
        for one in self.fields.values():  # every request is accepted, also with empty fields
            unmarked(one)

    def _ask(self, question: Question) -> None:
        if question.id in {EXCLUDED_UNITS, EXCLUDED_NAMES} or question.answer is Answer.FILES:
            return
        made = self._field(question)
        made.label = say(self.law, f"questions.{question.id}")
        self.fields[question.id] = made
        self.asked.append(question.id)

    def _field(self, question: Question) -> forms.Field:
        options = [(one, say(self.law, f"options.{one}")) for one in question.options]
        if question.answer is Answer.YES_OR_NO:
            options = [("yes", _("Yes")), ("no", _("No"))]
        if options:
            return forms.ChoiceField(choices=options, required=False, widget=forms.RadioSelect)
        if question.required and question.answer is Answer.TEXT:
            self.not_asked_when_cut_off.append(question.id)
            return forms.CharField(
                max_length=LONGEST,
                widget=forms.Textarea,
                help_text=_("As it was said, in the person's own words and language."),
            )
        return forms.CharField(
            max_length=LONGEST,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def _ask_who_listens(self) -> None:
        self.fields[OVERHEARD] = forms.CharField(
            label=_("Who else can hear this call?"),
            help_text=_("By radio many listen: agree on a word first, and ask for facts later."),
            required=False,
            max_length=LONGEST_LINE,
        )
        self.fields[CODE_WORD] = forms.CharField(
            label=_("Word agreed with the person, by which each knows the other"),
            required=False,
            max_length=LONGEST_LINE,
        )

    def _ask_how_it_was_said(self) -> None:
        impediments = [
            (one.id, say(self.law, f"impediments.{one.id}"))
            for one in self.law.admission.impediment
        ]
        self.fields["impediment"] = forms.ChoiceField(
            label=_("If the person cannot be asked: why"),
            choices=[("", _("The person can be asked")), *impediments],
            required=False,
        )
        self.fields["read_back"] = forms.ChoiceField(
            label=_("Was it read back to the person?"),
            choices=[("yes", _("Yes, and it was as they wanted")), ("no", _("No"))],
            widget=forms.RadioSelect,
        )
        self.fields["consent_given"] = forms.CharField(
            label=_("How the person agreed to this request, and in which words"),
            help_text=_("In conversation, by a message, by a signature; who heard it."),
            required=False,
            max_length=LONGEST_LINE,
        )
        self.fields["attempts"] = forms.CharField(
            label=_("Attempts to reach the person"),
            help_text=_("When, how, and what came of it."),
            required=False,
            max_length=LONGEST,
            widget=forms.Textarea,
        )

        self.fields["gives_words"] = forms.BooleanField(
            label=_("The person is on the line or here: show the ten words to read out next"),
            help_text=_("Only for the person at risk, not for somebody who asks for another."),
            required=False,
        )

    def _ask_who_must_not_know(self) -> None:
        self.fields[EXCLUDED_UNITS] = forms.MultipleChoiceField(
            label=_("Which institutions must not know?"),
            help_text=_("Those they command and those that command them are shut out with them."),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        set_choices(self, EXCLUDED_UNITS, [(code, one.name) for code, one in self.units.items()])
        self.fields[EXCLUDED_NAMES] = forms.CharField(
            label=_("Which persons must not know?"), required=False, max_length=LONGEST_LINE
        )

    def clean_first_contact_at(self) -> datetime:
        moment: datetime = self.cleaned_data["first_contact_at"]
        if moment > self.now:
            raise ValidationError(_("That moment is still to come."))
        if moment.date() < self.law.procedure.in_force_from:
            raise ValidationError(
                _("This protocol is in force from %(day)s on.")
                % {"day": day_in_words(self.law.procedure.in_force_from)}
            )
        return moment

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the questions in groups: first what is needed to call back if the line drops."""
        first = [name for name in CALL_BACK if name in self.asked]
        groups = [
            (_("To call back"), [*first, "came_by", "first_contact_at", "urgent"]),
            (_("Before the facts"), [OVERHEARD, CODE_WORD]),
            (_("What is told"), [name for name in self.asked if name not in first]),
            (
                _("How the person agreed"),
                ["read_back", "consent_given", "impediment", "attempts", "gives_words"],
            ),
            (_("Who must not know"), [EXCLUDED_UNITS, EXCLUDED_NAMES]),
            (_("Files"), ["files"]),
        ]
        return [
            (title, [self[name] for name in names if name in self.fields])
            for title, names in groups
        ]

    @property
    def uploads(self) -> list[SealedUpload]:
        given = self.cleaned_data.get("files") or []
        return [one for one in given if isinstance(one, SealedUpload)]

    @property
    def file_problems(self) -> list[str]:
        """Return why each rejected file was not stored, by its position in the list, never by its
        name."""
        reasons = {
            "too_big": _("is larger than we can take"),
            "wrong_kind": _("is of a kind that we do not take"),
            "no_room": _("could not be stored for lack of space: send it again later"),
        }
        return [
            _("File %(number)d %(why)s.") % {"number": number, "why": reasons[one.problem]}
            for number, one in enumerate(self.uploads, 1)
            if one.problem
        ]

    def letter(self) -> Letter:
        """Return the content of the form as it is filed."""
        said = self.cleaned_data
        own = ("read_back", "consent_given", "attempts", "came_by", OVERHEARD, CODE_WORD)
        body = {name: said[name] for name in (*self.asked, *own) if said.get(name)}
        if self.cut_off:
            body[CUT_OFF] = "yes"
        body[DANGER] = said["urgent"] or NOT_ASKED
        urgent = said["urgent"] in URGENT
        for_another = said.get(Known.FILED_FOR) == Known.SOMEBODY_ELSE
        return Letter(
            body=body,
            channel=self.channel(said["came_by"]),
            once=said["once"],
            kind="urgent" if urgent else "request",
            urgent=urgent,
            on_behalf=for_another,
            impediment=said.get("impediment", ""),
            excluded_units=[self.units[code] for code in said[EXCLUDED_UNITS]],
            excluded_names=said[EXCLUDED_NAMES],
            uploads=[one for one in self.uploads if not one.problem and one.sealed_size],
            first_contact_at=said["first_contact_at"],
            received_at=said["first_contact_at"],
            with_words=self._gives_words(for_another=for_another),
            language="en" if get_language() == "en" else "es",
        )

    def _gives_words(self, *, for_another: bool) -> bool:
        """Return whether the access phrase is made now: only while the person can hear it."""
        said = self.cleaned_data
        alone = not for_another and not said.get("impediment")
        return bool(said.get("gives_words")) and alone and not self.cut_off

    def channel(self, came_by: str) -> str:
        """Return the channel of the law as which this way counts; the way itself if the law has
        none for it."""
        way = next(one for one in self.law.admission.way if one.id == came_by)
        return way.counts_as or way.id
