"""The page for a message to the person, with its files."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.admission.messages import send_message
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.access.access_log import look_into
from amparo.foundations.cases.next_acts import COMMUNICATE, CONTACT, ON_OWN_PAGE, CaseAct
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.files.copies_sent_to_person import NotSendable, clean_copies, drop
from amparo.foundations.intake.files.upload_fields import FilesField
from amparo.foundations.intake.files.uploads import SealedUpload

LONGEST = 20_000
MOST = 5
"""Most files in one message: each picture and document is made anew before it is stored."""

WHY_NOT: dict[str, Promise] = {
    "too_big": later("is larger than we can take"),
    "wrong_kind": later("is no picture, recording, video or PDF"),
    "no_room": later("could not be stored for lack of space: send it again later"),
    "busy": later("could not be freed of its traces just now: send it again in half a minute"),
    "empty": later("is empty"),
    "other_kind": later(
        "is a picture whose traces cannot be taken out: send it as JPEG or PNG, or as a photo of it"
    ),
    "not_known": later(
        "is coded in a way whose traces cannot be taken out: send it as MP4, M4A or MP3"
    ),
    "locked": later("is closed with a password: send it without one"),
    "too_large": later("is too large to be freed of its traces: make it smaller"),
    "unreadable": later("is damaged, or is not what it says it is"),
}


class Words(forms.CharField):
    """The text of a message; not marked as optional, because either text or a file is required."""

    unmarked = True


class LetterForm(forms.Form):
    text = Words(
        label=later("Your message"),
        help_text=later(
            "Somebody else may be looking on when the person reads it. Write with that in mind."
        ),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea,
    )
    attached = FilesField(
        label=later("Files that go with it"),
        help_text=later(
            "A recording reaches people who do not read. Each file is sent as a copy without its"
            " traces: who made it, where, when and with what. Five at most."
        ),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        files = data.get("attached", [])
        for place, one in enumerate(files, 1):
            if one.problem or not one.size:
                self.add_error("attached", problem(place, one.problem or "empty"))
        if len(files) > MOST:
            self.add_error(
                "attached", _("Send at most %(most)d files with one message.") % {"most": MOST}
            )
        if not self.errors and not data.get("text") and not files:
            self.add_error("text", _("Nothing is written here yet, and no file is chosen."))
        return data


def problem(place: int, reason: str) -> str:
    """Name a file by its position: its own name may disclose too much."""
    return _("File %(place)d %(why)s.") % {"place": place, "why": WHY_NOT[reason]}


@needs(Permission.CASE_WORK)
@CaseAct(
    CONTACT,
    later("The message is sent."),
    ON_OWN_PAGE,
    menu=COMMUNICATE,
    label=later("Write to the person"),
    label_unasked=later("Write to the holder of this page's access phrase"),
)
def message(request: StaffRequest, code: str) -> HttpResponse:
    open_case = look_into(code, seen_by=request.actor, at=timezone.now())
    posted = request.method == "POST"
    form = LetterForm(*((request.POST, request.FILES) if posted else ()))
    if posted and form.is_valid() and _sent(request, open_case, form):
        return redirect("desk:case", open_case.code)
    context = {
        "open_case": open_case,
        "form": form,
        "title": _("Write to the person"),
        "verb": _("Send"),
        "had_files": posted and bool(request.FILES),
    }
    status = 422 if form.errors else 200
    return render(request, "admission/message.html", context, status=status)


def _sent(request: StaffRequest, open_case: OpenCase, form: LetterForm) -> bool:
    """Send words and files, or nothing; the form then says which file could not be sent."""
    said = form.cleaned_data
    try:
        copies: list[SealedUpload] = clean_copies(said["attached"])
    except NotSendable as refusal:
        form.add_error("attached", problem(refusal.place, refusal.reason))
        return False
    try:
        send_message(
            open_case, text=said["text"], files=copies, by=request.actor, at=timezone.now()
        )
    except BaseException:
        for copy in copies:
            copy.wanted = False
        drop(copies)
        raise
    return True
