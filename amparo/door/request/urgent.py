"""Report a present danger: one page, one send, which files the request."""

from collections.abc import Collection, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.door import page_recordings as prompts
from amparo.door.fields import FilesField, WordsField, sent
from amparo.door.request import known_question_keys as known
from amparo.door.request import uploads as uploading
from amparo.door.request.draft_submission import deliver, written_language
from amparo.door.request.repeated_send import SENT_ALREADY, add_what_is_new
from amparo.door.site_protocol import door_channel, law_of
from amparo.door.visit import language_switch as languages
from amparo.door.visit.person_session import VisitRequest, begin_visit, enter
from amparo.door.visit.sign_in import arrived_before
from amparo.door.wording import URGENT
from amparo.foundations.accounts.decorators import address_of, anyone
from amparo.foundations.accounts.queries import DoorShut, door_keys
from amparo.foundations.intake.files.uploads import SealedUpload
from amparo.foundations.intake.keys.case_keys import STRANGER, NobodyReads
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.requests.drafts import begin_draft, resume_draft
from amparo.foundations.intake.requests.opening_hours import next_look
from amparo.foundations.intake.requests.services import FiledAlready, Letter, came_from
from amparo.foundations.intake.requests.single_use_forms import SentOnce
from amparo.foundations.web.law.wording import sworn_by


class UrgentForm(SentOnce):
    """Three questions; an answer to one, or a recording, is enough."""

    facts = WordsField(
        patient=True,
        label=URGENT[known.FACTS],
        help_text=_(
            "If it happens to another person, say to whom. If they are missing, since when."
        ),
    )
    coarse_place = WordsField(
        line=True,
        patient=True,
        label=URGENT[known.PLACE],
        help_text=_("The district is enough. No address."),
    )
    safe_contact = WordsField(
        line=True,
        patient=True,
        label=URGENT[known.CONTACT],
        help_text=_("If another person may answer or read, say so."),
    )
    recording = FilesField(
        label=_("Rather speak? A recording or a photo"),
    )
    field_order = ("facts", "coarse_place", "safe_contact", "recording", "once")

    def __init__(self, *args: Any, without: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in without:
            self.fields.pop(name)

    def clean(self) -> None:
        said = any(
            self.cleaned_data.get(name) for name in (known.FACTS, known.PLACE, known.CONTACT)
        )
        if self.errors or said or uploading.taken(self.cleaned_data["recording"]):
            return
        reasons = uploading.problems(self.cleaned_data["recording"])
        for reason in uploading.in_words(reasons):
            self.add_error("recording", ValidationError(str(reason)))
        self.add_error(known.FACTS, _("Write at least one word, or add a recording."))


@anyone
def urgent(request: HttpRequest) -> HttpResponse:
    visit = enter(request) if request.method == "GET" else None
    if visit and reports_to_case(visit.visitor.folder.filing):
        return redirect("door:danger")
    spoken = languages.asked_for(request)
    if spoken:
        languages.speak(spoken)
        form = UrgentForm(initial=languages.typed(request, UrgentForm.base_fields))
        return languages.remembered(request, urgent_page(request, form, status=200), spoken)
    form = UrgentForm(*sent(request))
    try:
        if request.method == "POST" and form.is_valid():
            return _send(request, form.cleaned_data)
        door_keys(seen_by=STRANGER)
    except DoorShut:
        return urgent_page(request, form, status=503, shut=True)
    return urgent_page(request, form, status=400 if form.errors else 200)


def urgent_page(
    request: HttpRequest,
    form: UrgentForm,
    *,
    status: int,
    shut: bool = False,
    in_case: bool = False,
) -> HttpResponse:
    at = timezone.now()
    looks_at = next_look(at=at, urgent=True)
    context = {
        "form": form,
        "heard": prompts.for_page("urgent"),
        "fields": [field for field in form if field.name != "recording"],
        "looks_at": looks_at,
        "looking_now": looks_at <= at,
        "shut": shut,
        "had_files": not form.is_bound and bool(request.FILES),
        "elsewhere": settings.ELSEWHERE,
        "sworn": sworn_by(law_of()),
        "in_case": in_case,
    }
    return render(request, "door/urgent.html", context, status=status)


def reports_to_case(filing: Filing) -> bool:
    """Whether an urgent report is added to this case. After leaving the procedure a new request is
    made; after a death, the user of the access phrase requests for themselves."""
    return not filing.withdrawn_at and not filing.asks_nobody


def _send(request: HttpRequest, said: dict[str, Any]) -> HttpResponse:
    once: bytes = said["once"]
    uploads: list[SealedUpload] = said["recording"]
    for upload in uploads:
        upload.question = known.FACTS
    body = {name: said[name] for name in (known.FACTS, known.PLACE, known.CONTACT) if said[name]}
    letter = Letter(
        body=body,
        channel=door_channel(),
        once=once,
        kind="urgent",
        urgent=True,
        uploads=uploading.taken(uploads),
        language=written_language(),
    )
    return hand_in(request, letter, problems=uploading.problems(uploads))


def hand_in(request: HttpRequest, letter: Letter, *, problems: Sequence[str] = ()) -> HttpResponse:
    """File the request, and redirect to the page with its access phrase."""
    response = redirect("door:words")

    def keep(visit: dict[str, Any]) -> None:
        begin_draft({"filed": visit}, at=timezone.now(), token=letter.once)
        begin_visit(request, response, visit)

    more = {"problems": list(problems), "once": letter.once.hex()}
    try:
        deliver(letter, address=address_of(request), keep=keep, more=more)
    except FiledAlready:
        return again(request, letter, problems)
    return response


def again(request: HttpRequest, letter: Letter, problems: Sequence[str]) -> HttpResponse:
    """Handle a form that was sent twice: show its access phrase again, until it was confirmed, and
    add new content. Where no session shows whose request it is, ask for the phrase and keep what
    was typed."""
    draft = resume_draft(letter.once, at=timezone.now())
    if draft is None or "filed" not in draft.content:
        visit = enter(request)
        if visit is None or not _is_of(visit, letter):
            return arrived_before(request)
        filed, response = {"said": SENT_ALREADY, **visit.sitting.content}, redirect("door:mine")
    else:
        filed, response = draft.content["filed"], redirect("door:words")
    try:
        added = add_what_is_new(filed, letter.body, letter.uploads)
    except NobodyReads:
        return arrived_before(request)
    added["problems"] += [one for one in problems if one not in added["problems"]]
    begin_visit(request, response, added)
    return response


def _is_of(visit: VisitRequest, letter: Letter) -> bool:
    """Whether this session belongs to the request that the form filed, and members read what is
    added."""
    filing = visit.visitor.folder.filing
    return came_from(filing, letter.once) and not filing.left_unopened
