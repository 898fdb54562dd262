"""Possible duplicates in the register of attacks, for the members who document them."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.observatory.attacks.queries import attack_called
from amparo.observatory.attacks.services import ChangedMeanwhile
from amparo.observatory.duplicates import queries, services
from amparo.observatory.duplicates.forms import AnswerForm, ScopeForm, TakenBackForm
from amparo.observatory.duplicates.pairs import Pair
from amparo.observatory.duplicates.questions import DECIDED, EXTRA, Answer, Question
from amparo.observatory.duplicates.services import AlreadyOne, Contradicted
from amparo.observatory.duplicates.wording import reason_of


@needs(Permission.ATTACK_DOCUMENT)
def pairs(request: StaffRequest, question: str) -> HttpResponse:
    """Show the pair that is the likeliest to be one; of one attack where one is named."""
    told = {
        Answer.SAME: _("Stored: they count as one."),
        Answer.DIFFERENT: _("Stored: they count as two."),
        Answer.LATER: _("Put off: it comes again after the others. Until then they count as two."),
        "compared": _("Compared."),
    }.get(request.GET.get("told", ""), "")
    return _pairs(request, _known(question), done=told)


@needs(Permission.ATTACK_DOCUMENT)
@require_POST
def compare(request: StaffRequest, question: str) -> HttpResponse:
    """Compare the records, opened in memory, and keep the likely pairs sealed."""
    asked = _known(question)
    if not queries.is_installed():
        raise Http404
    wanted = ScopeForm(request.POST).wanted
    services.compare_records(asked, wanted, by=request.actor, at=timezone.now())
    return redirect(f"{reverse('duplicates:pairs', args=[asked])}?told=compared")


@needs(Permission.ATTACK_DOCUMENT)
@require_POST
def answer(request: StaffRequest, question: str) -> HttpResponse:
    """Store what the member says of two records."""
    asked, form = _known(question), AnswerForm(request.POST)
    if not form.is_valid():
        return _pairs(request, asked, problem=_("Choose one of the three answers."), status=422)
    given, pair = Answer(form.cleaned_data["answer"]), _pair(request, asked, form)
    reason = form.cleaned_data["reason"] or reason_of(request.POST.getlist(given.value))
    problem = _tried(
        lambda: services.answer_pair(
            pair, given, reason=reason, by=request.actor, at=timezone.now()
        )
    )
    if problem:
        return _pairs(request, asked, problem=problem, status=409)
    query = {"told": given.value}
    if of_one := request.POST.get("attack"):
        query["attack"] = of_one
    return redirect(f"{reverse('duplicates:pairs', args=[asked])}?{urlencode(query)}")


@needs(Permission.ATTACK_DOCUMENT)
def answers(request: StaffRequest, question: str) -> HttpResponse:
    """Show what was answered, by whom, when and why, and take an answer back."""
    asked, problem = _known(question), ""
    form = TakenBackForm(request.POST or None, label_suffix="")
    if form.is_valid():
        pair = _pair(request, asked, form)
        reason, now = form.cleaned_data["reason"], timezone.now()
        problem = _tried(lambda: services.take_back(pair, reason=reason, by=request.actor, at=now))
        if not problem:
            return redirect(f"{reverse('duplicates:answers', args=[asked])}?told=undone")
    elif request.method == "POST":
        problem = _("Nothing was undone.")
    page = _page(request)
    found, more = queries.answers(asked, page=page, seen_by=request.actor)
    undone = _("Undone: the pair waits for a decision again, and counts as two.")
    context = {
        **_places(asked),
        "answers": found,
        "page": page,
        "more": more,
        "done": undone if request.GET.get("told") else "",
        "problem": problem,
        "form": TakenBackForm(label_suffix=""),
    }
    return render(request, "duplicates/answers.html", context, status=409 if problem else 200)


def _pairs(
    request: StaffRequest, question: str, *, done: str = "", problem: str = "", status: int = 200
) -> HttpResponse:
    of_one = _of_one(request)
    context = {
        **_places(question),
        "installed": queries.is_installed(),
        "extra": EXTRA,
        "done": done,
        "problem": problem,
        "decided": request.GET.get("told") in DECIDED,
        "of_one": of_one,
        "scope": ScopeForm({}) if queries.is_beyond_limit(seen_by=request.actor) else None,
        "limit": queries.LIMIT,
        "form": AnswerForm(initial={"reason": request.POST.get("reason")}, label_suffix=""),
    }
    if context["installed"]:
        context |= _found(request.actor, question, of_one=of_one)
    return render(request, "duplicates/pairs.html", context, status=status)


def _found(actor: Actor, question: str, *, of_one: str) -> dict[str, object]:
    if of_one:
        attack = attack_called(of_one, seen_by=actor).attack
        waiting, kept = queries.near(question, attack, seen_by=actor), None
    else:
        kept = queries.kept(question, seen_by=actor)
        waiting = kept.waiting if kept else ()
    pair = queries.first_shown(question, waiting, seen_by=actor)
    return {"kept": kept, "waiting": len(waiting), "pair": pair}


def _places(question: str) -> dict[str, object]:
    return {"here": "attacks", "question": question, "questions": list(Question)}


def _known(question: str) -> str:
    if question not in Question.values:
        raise Http404
    return question


def _pair(request: StaffRequest, question: str, form: AnswerForm) -> Pair:
    sent = form.cleaned_data
    return queries.pair_called(
        question, sent["first"], sent["second"], sent["answered"] or 0, seen_by=request.actor
    )


def _tried(write: Callable[[], None]) -> str:
    """Write, and return why it could not be written; nothing where it was."""
    try:
        write()
    except ChangedMeanwhile:
        return _("Another member answered meanwhile, or you already sent this. Look once more.")
    except AlreadyOne:
        return _("They already count as one, by other answers.")
    except Contradicted:
        return _(
            "Not stored: as one, they would join records that are different, by another answer or"
            " because one attack names both. Take that answer back first."
        )
    return ""


def _of_one(request: HttpRequest) -> str:
    return request.POST.get("attack") or request.GET.get("attack", "")


def _page(request: HttpRequest) -> int:
    typed = request.GET.get("page", "")
    return max(1, int(typed)) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 1  # noqa: PLR2004
