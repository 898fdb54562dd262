"""Request protection one question at a time, with a review before sending."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from amparo.door import page_recordings as prompts
from amparo.door.fields import sent
from amparo.door.request import concurrent_windows as late
from amparo.door.request import draft_as_new_request as own
from amparo.door.request import drafts as drafting
from amparo.door.request import question_pages as questions
from amparo.door.request import uploads as uploading
from amparo.door.request.draft_submission import deliver, letter_of
from amparo.door.request.question_pages import QuestionPage
from amparo.door.request.repeated_send import SENT_ALREADY, add_what_is_new
from amparo.door.request.review_before_send import blocking, look_over, nothing_to_send, of_another
from amparo.door.request.sent_before import only_new, sent_answers
from amparo.door.request.unit_choice import UnitsField
from amparo.door.request.urgent_supplement import add_once
from amparo.door.site_protocol import say
from amparo.door.visit import language_switch as languages
from amparo.door.visit.front_page_and_exit import is_shut, shut
from amparo.door.visit.person_session import VisitRequest, begin_visit, enter, remember, words_first
from amparo.door.wording import NOBODY_LEFT
from amparo.foundations.accounts.decorators import address_of, anyone
from amparo.foundations.accounts.queries import DoorShut
from amparo.foundations.intake.keys.case_keys import NobodyReads
from amparo.foundations.intake.requests.services import FiledAlready, NobodyMayRead

LOOK_OVER = "check"
LONGEST_SEARCH = 100


@anyone
def start(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a page takes a request
    return redirect("door:step", questions.first_page().id)


@anyone
def step(request: HttpRequest, step: str) -> HttpResponse:
    answers = drafting.writing(request).answers
    asked = questions.page_called(step, questions.for_whom(answers))
    if asked is None:
        raise Http404
    try:
        return _step_or_on(request, asked)
    except NobodyReads:
        return _begun_anew(request, asked, lost=late.LEFT)


def _step_or_on(request: HttpRequest, asked: QuestionPage) -> HttpResponse:
    draft = drafting.writing(request)
    try:
        return _step(request, draft, asked)
    except (drafting.SentMeanwhile, drafting.GoneMeanwhile):
        return _gone_on(request, late.page_of(request) or draft.page, asked)


def _step(request: HttpRequest, draft: drafting.Writing, asked: QuestionPage) -> HttpResponse:
    if not draft.takes(late.page_of(request)):
        raise drafting.GoneMeanwhile
    if "filed" in draft.content:
        return _sent_before(request, draft, asked)
    if is_shut():
        return shut(request)
    form = questions.StepForm(
        *sent(request),
        page=asked,
        whom=questions.for_whom(draft.answers),
        answers={**sent_answers(request, draft), **_written(draft), **draft.typed_once()},
        find=searched(request, draft),
    )
    return _kept(request, draft, asked, form)


def _kept(
    request: HttpRequest, draft: drafting.Writing, asked: QuestionPage, form: questions.StepForm
) -> HttpResponse:
    spoken = languages.asked_for(request)
    if spoken:
        draft.content["typed"] = form.as_typed()
        response = _saved(request, draft, request.get_full_path(), form)
        return languages.remembered(request, response, spoken)
    if request.method == "POST" and form.is_valid():
        whom = questions.for_whom({**draft.answers, **form.answers()})
        return _saved(request, draft, _where_next(request, asked, whom), form)
    return _page(request, draft, asked, form)


def _form(request: HttpRequest, draft: drafting.Writing, asked: QuestionPage) -> questions.StepForm:
    """Return the page as it was sent, without what the draft holds."""
    whom, find = questions.for_whom(draft.answers), searched(request, draft)
    return questions.StepForm(*sent(request), page=asked, whom=whom, answers={}, find=find)


def _sent_before(
    request: HttpRequest, draft: drafting.Writing, asked: QuestionPage
) -> HttpResponse:
    """Handle a page of a request that was sent, perhaps in another window: what is written here is
    added to it."""
    if late.only_asks(request):
        return _asked_again(request, draft, asked)
    form = _form(request, draft, asked)
    draft.content["filed"] = _with_what_is_new(draft.content["filed"], form)
    return _page(request, draft, asked, form) if form.errors else _words_of(request, draft)


def _gone_on(request: HttpRequest, page: str, asked: QuestionPage) -> HttpResponse:
    """Handle a page whose draft was sent or discarded by another window. Its text is added to that
    request; where no session shows whose request that is, it starts a new one, with a notice and
    without other drafts."""
    draft = drafting.writing(request)
    if "filed" in draft.content and draft.takes(page):
        return _sent_before(request, draft, asked)
    form = _form(request, draft, asked)
    visit = late.visit_to(request, page)
    if visit is not None:
        return _added(request, visit, draft, asked, form)
    if draft.row is not None:
        return _page(request, draft, asked, form, problem=late.ANOTHER)
    return _begun_anew(request, asked, lost=late.ELSEWHERE)


def _begun_anew(request: HttpRequest, asked: QuestionPage, *, lost: str) -> HttpResponse:
    if is_shut():
        return shut(request)
    draft = drafting.begun_anew(lost=lost)
    form = _form(request, draft, asked)
    return _kept(request, draft, asked, form)


def _added(
    request: HttpRequest,
    visit: VisitRequest,
    draft: drafting.Writing,
    asked: QuestionPage,
    form: questions.StepForm,
) -> HttpResponse:
    if late.only_asks(request):
        return _asked_again(request, draft, asked)
    told = _with_what_is_new(visit.sitting.content, form)
    if form.errors:
        return _page(request, draft, asked, form)
    remember(visit, said=told.get("said", SENT_ALREADY), problems=told.get("problems") or None)
    return redirect("door:mine")


def _asked_again(
    request: HttpRequest, draft: drafting.Writing, asked: QuestionPage
) -> HttpResponse:
    """Show the page again as it was typed, adding nothing to the sent request yet."""
    spoken = languages.asked_for(request)
    if spoken:
        languages.speak(spoken)
    form = _form(request, draft, asked)
    response = _page(request, draft, asked, form)
    return languages.remembered(request, response, spoken) if spoken else response


def _with_what_is_new(filed: dict[str, Any], form: questions.StepForm) -> dict[str, Any]:
    """Return the session's content once this page is added; where that is not possible, the form
    has the reason."""
    if form.is_valid():
        try:
            return add_what_is_new(filed, form.answers(), form.uploads())
        except NobodyMayRead:
            form.add_error(None, str(NOBODY_LEFT))
    return filed


def _written(draft: drafting.Writing) -> dict[str, Any]:
    return {name: value for name, value in draft.answers.items() if value}


def _saved(
    request: HttpRequest, draft: drafting.Writing, where: str, form: questions.StepForm
) -> HttpResponse:
    """Store the valid answers of this page, and redirect to `where`; to the same page where a file
    was refused."""
    draft.answer(only_new(form.answers(), sent_answers(request, draft)))
    if request.POST.get("go") == "search" or languages.asked_for(request):
        draft.content["find"] = searched(request, draft)
    draft.drop(request.POST.getlist("drop"))
    if draft.add(form.uploads()):
        where = request.get_full_path()  # a refused file is said where it was chosen
    if draft.lost:
        draft.content["problems"] = [draft.lost, *draft.content.get("problems", [])]
    response = redirect(where)
    drafting.keep(request, response, draft)
    return response


def searched(request: HttpRequest, draft: drafting.Writing) -> str:
    """Return the search term for institutions. It is stored in the draft, because an address
    remains in the browser's history."""
    if request.method == "POST":
        return request.POST.get("find", "")[:LONGEST_SEARCH]
    return draft.search_once()


def _where_next(request: HttpRequest, asked: QuestionPage, whom: str) -> str:
    go = request.POST.get("go", "")
    if go == "search":
        return reverse("door:step", args=[asked.id])
    other = questions.neighbour(asked, -1 if go == "back" else 1, whom)
    if other is None or (go != "back" and request.GET.get("from") == LOOK_OVER):
        return reverse("door:check")
    return reverse("door:step", args=[other.id])


def _page(
    request: HttpRequest,
    draft: drafting.Writing,
    asked: QuestionPage,
    form: questions.StepForm,
    *,
    problem: str = "",
) -> HttpResponse:
    problems = [problem, *draft.problems_once()]
    if draft.lost and (request.method != "POST" or draft.lost in late.MEANWHILE):
        problems = [draft.lost, *problems]
    whom, heard = form.whom, prompts.for_page(asked.id)
    if not heard and asked.begins_step:
        heard = prompts.for_page(asked.step.id)
    tree = next((one for one in form.fields.values() if isinstance(one, UnitsField)), None)
    context = {
        "form": form,
        "title": say(form.law, f"steps.{asked.step.id}"),
        "heard": heard,
        "asked": form.asked(draft.files),
        "told": draft.told,
        "sent": sent_answers(request, draft),
        "completes": "completes" in draft.content,
        "number": questions.place_of(asked, whom),
        "total": len(questions.pages(whom)),
        "saved": draft.saved_at,
        "forgotten": draft.forgotten_at,
        "problems": uploading.in_words(problems),
        "late": late.in_words(problems),
        "page": draft.page if draft.row else late.page_of(request),
        "previous": questions.neighbour(asked, -1, whom),
        "offers": bool(questions.traits_of(asked)),
        "tree": tree,
        "find": tree.find if tree else "",
        "long": tree is not None and tree.long,
        "usual": "search" if tree is not None and tree.long else "on",
    }
    wrong = 400 if form.errors else 200
    return render(request, "door/step.html", context, status=409 if problem else wrong)


@anyone
def check(request: HttpRequest) -> HttpResponse:
    """Show everything on one page; sending it files the request."""
    draft = drafting.writing(request)
    if "filed" in draft.content:
        return _words_of(request, draft)
    if draft.row is None:
        return nothing_to_send(request)
    page = late.page_of(request)
    if request.POST.get("go") == "new" and drafting.is_first(request, draft) and draft.takes(page):
        return own.begin_with(request, draft)
    if page not in {"", draft.page} or not drafting.is_first(request, draft):
        return of_another(request, draft)
    if request.method == "POST":
        return _send_or_say_why(request, draft)
    return look_over(request, draft)


def _send_or_say_why(request: HttpRequest, draft: drafting.Writing) -> HttpResponse:
    if blocking(draft):
        return look_over(request, draft, status=400)
    send = _complete if "completes" in draft.content else _send
    try:
        return send(request, draft)
    except DoorShut:
        return shut(request)
    except NobodyMayRead:
        return look_over(request, draft, status=409, nobody=True)
    except FiledAlready:
        return _words_of(request, drafting.writing(request))
    except drafting.ChangedMeanwhile:
        return check(request)  # with what another window has just saved


def _send(request: HttpRequest, draft: drafting.Writing) -> HttpResponse:
    letter = letter_of(draft)
    gone = len(draft.files) - len(letter.uploads)
    response = redirect("door:words")

    def keep(visit: dict[str, Any]) -> None:
        drafting.keep_sent(draft, visit)
        begin_visit(request, response, visit)

    more = {"problems": ["gone"] if gone else []}
    deliver(letter, address=address_of(request), keep=keep, more=more)
    return response


def _complete(request: HttpRequest, draft: drafting.Writing) -> HttpResponse:
    """Add the rest to an urgent request. It requires the access phrase of that request."""
    visit = enter(request)
    if visit is None:
        return words_first(request)
    if visit.visitor.folder.filing.pk != draft.content["completes"]:
        return redirect("door:mine")  # answers of another user of this browser
    response = redirect("door:mine")
    try:
        add_once(visit, draft)
    except NobodyReads:
        return look_over(request, draft, status=409, left=True)
    drafting.go_on_without(request, response, draft)
    return response


def _words_of(request: HttpRequest, draft: drafting.Writing) -> HttpResponse:
    """Show the access phrase of a sent request until it is confirmed."""
    filed = draft.content.get("filed")
    if filed is None:
        return redirect("door:return")
    response = redirect("door:words")
    again = {"again": True} if request.method == "POST" else {}
    begin_visit(request, response, {**filed, **again})
    return response
