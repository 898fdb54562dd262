"""The access phrase, shown until the person has proved that they noted it; then the proof of
filing."""

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from amparo.crypto import phrases
from amparo.crypto.errors import NotAPhrase
from amparo.door import page_recordings as prompts
from amparo.door.fields import PRIVATE, sent
from amparo.door.my_case.dashboard_sections import now_of
from amparo.door.request import drafts as drafting
from amparo.door.request import uploads as uploading
from amparo.door.site_protocol import due_from, law_of, say
from amparo.door.visit.new_phrase import renewed
from amparo.door.visit.person_session import VisitRequest, remember, with_words
from amparo.foundations.intake.queries import standing
from amparo.foundations.intake.requests.drafts import forget_draft
from amparo.foundations.intake.requests.opening_hours import next_look
from amparo.foundations.intake.services import confirm_way
from amparo.foundations.web.both_languages import in_others
from amparo.foundations.web.cross_surface_addresses import address
from amparo.foundations.web.law.wording import own_without_date


class WordsBackForm(forms.Form):
    """Some words of the access phrase, by position."""

    def __init__(self, data: QueryDict | None = None, *, places: list[int]) -> None:
        super().__init__(data, label_suffix="")
        for place in places:
            self.fields[f"word{place + 1}"] = forms.CharField(
                label=_("Word %(number)d") % {"number": place + 1},
                required=False,
                max_length=40,
                widget=forms.TextInput(attrs={**PRIVATE, "autocapitalize": "none"}),
            )


@with_words
def words(request: VisitRequest) -> HttpResponse:
    shown = request.sitting.content.get("words")
    if not shown:
        return redirect("door:mine")
    return _words_page(request, shown)


def _words_page(request: VisitRequest, shown: list[str], *, wrong: bool = False) -> HttpResponse:
    context = {
        "words": shown,
        "heard": prompts.for_page("words"),
        "wrong": wrong,
        "problems": uploading.in_words(request.sitting.content.get("problems", [])),
        "urgent": request.visitor.folder.filing.urgent,
        "renews": "renews" in request.sitting.content,
        "again": request.sitting.content.get("again", False),
    }
    return render(request, "door/words.html", context, status=400 if wrong else 200)


@with_words
def slip(request: VisitRequest) -> HttpResponse:
    """Print a list of words without any hint of its purpose."""
    shown = request.sitting.content.get("words")
    if not shown:
        return redirect("door:mine")
    return render(request, "door/slip.html", {"words": shown})


@with_words
def confirm(request: VisitRequest) -> HttpResponse:
    """Ask for some of the words. After wrong ones the list is shown again."""
    shown = request.sitting.content.get("words")
    if not shown:
        return redirect("door:mine")
    places = request.sitting.content["places"]
    form = WordsBackForm(sent(request)[0], places=places)
    if request.method != "POST":
        return render(request, "door/words_back.html", {"form": form})
    given = {place: request.POST.get(f"word{place + 1}", "")[:40] for place in places}
    if not same_words(shown, given):
        return _words_page(request, shown, wrong=True)
    if "renews" in request.sitting.content:
        return renewed(request)
    visitor = request.visitor
    confirm_way(visitor.folder, visitor.way, by=visitor, at=timezone.now())
    response = redirect("door:received")
    _let_go(request, response)
    return response


def _let_go(request: VisitRequest, response: HttpResponse) -> None:
    """Remove the access phrase from the session once the person has noted it. A draft begun before
    an urgent report is kept."""
    once = request.sitting.content.get("once", "")
    if once:
        forget_draft(bytes.fromhex(once))
    draft = drafting.writing(request)
    if not draft.begun:
        drafting.throw_away(draft)
        drafting.go_on_without(request, response, draft)
    remember(request, words=None, places=None, once=None, problems=None, again=None)


def same_words(shown: list[str], given: dict[int, str]) -> bool:
    """Whether the words match their positions, however they were typed."""
    mixed = [given.get(place, word) or "-" for place, word in enumerate(shown)]
    if any(len(word.split()) != 1 for word in mixed):
        return False
    try:
        return list(phrases.recognise(" ".join(mixed))) == shown
    except NotAPhrase:
        return False


@with_words
def received(request: VisitRequest) -> HttpResponse:
    """Show the proof of filing, from what is stored."""
    if request.sitting.content.get("words"):
        return redirect("door:words")
    at, filing = timezone.now(), request.visitor.folder.filing
    law = law_of(filing.protocol)
    looks_at = next_look(at=at, urgent=filing.urgent)
    context = {
        **proof_of(request),
        "others": in_others(request, law, "door/comes.html", lambda: proof_of(request)),
        "now": now_of(standing(filing, at=at), law, at=at),
        "looks_at": None if filing.opened_at else looks_at,
        "looking_now": looks_at <= at,
    }
    return render(request, "door/received.html", context)


@with_words
def proof_slip(request: VisitRequest) -> HttpResponse:
    """Print the proof on a sheet without names."""
    return render(request, "door/proof_slip.html", proof_of(request))


def proof_of(request: VisitRequest) -> dict[str, object]:
    at, filing = timezone.now(), request.visitor.folder.filing
    law = law_of(filing.protocol)
    state = standing(filing, at=at)
    ahead = [
        (
            say(law, f"terms.{term.term}"),
            say(law, f"roles.{term.owed_by}"),
            due_from(term, law, at=at),
        )
        for term in state.terms
        if term.due and not term.met_at and law.roles[term.owed_by].authority
    ]
    return {
        "filing": filing,
        "counts_as": state.received.counts_as if state.received else None,
        "ahead": [(what, who, due) for what, who, due in ahead if due],
        "unknown": own_without_date(law, state),
        "check_at": _check_address(request),
    }


def _check_address(request: HttpRequest) -> str:
    """Return the full address of the public check page, since printed paper has no links."""
    found = address("site:check")
    return request.build_absolute_uri(found) if found else ""
