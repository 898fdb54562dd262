"""Requests of a member of a collective without a board's access phrase: redaction of their data, or
protection of their own. No board learns of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.door.fields import WordsField, sent
from amparo.door.request import known_question_keys as known
from amparo.door.request.draft_submission import written_language
from amparo.door.request.urgent import hand_in
from amparo.door.site_protocol import door_channel
from amparo.door.visit import language_switch as languages
from amparo.door.wording import URGENT
from amparo.foundations.accounts.decorators import anyone
from amparo.foundations.accounts.queries import DoorShut, door_keys
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.requests.services import Letter
from amparo.foundations.intake.requests.single_use_forms import SentOnce


class MemberForm(SentOnce):
    """Which collective, and what is wanted: at least one of the two."""

    collective = WordsField(
        line=True,
        label=later("Which community, people or organisation do you belong to?"),
    )
    names = WordsField(
        label=later("What of yours is to be left out of its case?"),
        help_text=later("Each name, number or place on a line of its own."),
    )
    alone = WordsField(
        label=later("What are you in danger of, and what would help you alone?"),
        help_text=later("Leave it empty if you only want something left out."),
    )
    safe_contact = WordsField(
        line=True,
        label=URGENT[known.CONTACT],
        help_text=later("If another person may answer or read, say so."),
    )
    field_order = ("collective", "names", "alone", "safe_contact", "once")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors and not (given.get("names") or given.get("alone")):
            self.add_error("names", _("Write what is to be left out, or what you ask for."))
        elif not self.errors and given.get("names") and not given.get("collective"):
            self.add_error("collective", _("Without it the team does not find the case."))
        return given

    @property
    def body(self) -> dict[str, str]:
        """Return the content as a request, as the team reads every other one."""
        given = self.cleaned_data
        parts = [
            (_("I belong to:"), given["collective"]),
            (_("I ask that this of mine be left out of its case:"), given["names"]),
            (_("I ask for myself alone:"), given["alone"]),
        ]
        facts = "\n\n".join(f"{name}\n{words}" for name, words in parts if words)
        body = {known.FACTS: facts, known.CONTACT: given["safe_contact"]}
        return {name: words for name, words in body.items() if words}


@anyone
def member(request: HttpRequest) -> HttpResponse:
    spoken = languages.asked_for(request)
    if spoken:
        languages.speak(spoken)
        form = MemberForm(initial=languages.typed(request, MemberForm.base_fields), label_suffix="")
        return languages.remembered(request, _page(request, form, status=200), spoken)
    form = MemberForm(sent(request)[0], label_suffix="")
    try:
        if request.method == "POST" and form.is_valid():
            letter = Letter(
                body=form.body,
                channel=door_channel(),
                once=form.cleaned_data["once"],
                language=written_language(),
            )
            return hand_in(request, letter)
        door_keys(seen_by=STRANGER)
    except DoorShut:
        return _page(request, form, status=503, shut=True)
    return _page(request, form, status=400 if form.errors else 200)


def _page(
    request: HttpRequest, form: MemberForm, *, status: int, shut: bool = False
) -> HttpResponse:
    context = {"form": form, "shut": shut}
    return render(request, "door/member.html", context, status=status)
