"""What a request contains so far, what it lacks, and what prevents sending it."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from amparo.door import page_recordings as prompts
from amparo.door.request import concurrent_windows as late
from amparo.door.request import drafts as drafting
from amparo.door.request import known_question_keys as known
from amparo.door.request import uploads as uploading
from amparo.door.request.drafts import Writing
from amparo.door.request.question_pages import (
    OWN_WORDS,
    QuestionPage,
    all_questions,
    answer_in_words,
    asks,
    for_whom,
    pages,
    relevant,
    steps,
    traits_of,
)
from amparo.door.request.repeated_send import SENT_ALREADY
from amparo.door.request.sent_before import sent_answers
from amparo.door.request.unit_choice import chosen_units
from amparo.door.site_protocol import consent_to_file, law_of, say
from amparo.door.visit.person_session import remember
from amparo.foundations.web.law.wording import sworn_by

type Line = tuple[str, str, str]
type Problem = tuple[str | Promise, str]


def look_over(
    request: HttpRequest,
    draft: Writing,
    *,
    status: int = 200,
    nobody: bool = False,
    left: bool = False,
    problem: str = "",
) -> HttpResponse:
    consent, problems = consent_to_file(law_of()), [problem, *draft.problems_once()]
    sections = summary(draft, sent_answers(request, draft))
    context = {
        "heard": prompts.for_page("check"),
        "sections": [(title, lines) for title, lines in sections if lines],
        "blocking": blocking(draft),
        "missing": still_open(draft),
        "unanswered": not_answered(draft),
        "consent": consent.text if consent else "",
        "sworn": sworn_by(law_of()),
        "total": len(pages(for_whom(draft.answers))),
        "saved": draft.saved_at,
        "forgotten": draft.forgotten_at,
        "problems": uploading.in_words(problems),
        "late": late.in_words(problems),
        "page": draft.page,
        "nobody": nobody,
        "left": left,
        "elsewhere": settings.ELSEWHERE,
        "completes": "completes" in draft.content,
    }
    return render(request, "door/check.html", context, status=status)


def of_another(request: HttpRequest, draft: Writing) -> HttpResponse:
    """Handle a page that does not show the current draft: the current draft is reviewed first. A
    visitor whose page belongs to a sent request is shown no other draft."""
    if not drafting.is_first(request, draft):
        response = redirect("door:check")
        drafting.put_first(request, response, draft)
        return response
    if late.visit_to(request, late.page_of(request)) is not None:
        return redirect("door:mine")
    return look_over(request, draft, status=409, problem=late.NOTHING_SENT)


def nothing_to_send(request: HttpRequest) -> HttpResponse:
    """Handle a page whose draft was sent or discarded by another window."""
    page = late.page_of(request)
    visit = late.visit_to(request, page)
    if visit is not None:
        remember(visit, said=SENT_ALREADY)
        return redirect("door:mine")
    response = redirect("door:request")
    if page:
        draft = drafting.begun_anew(lost="")
        draft.content["problems"] = [late.ELSEWHERE]
        drafting.keep(request, response, draft)
    return response


def summary(draft: Writing, sent: Mapping[str, Any]) -> list[tuple[str, list[Line]]]:
    """Return each section with what was written in it: (question, answer, where to change it).
    `sent`: answers sent before, which were left as they are."""
    own = {name: value for name, value in relevant(draft.answers).items() if value}
    answers, every = {**sent, **own}, pages(for_whom(draft.answers))
    return [
        (
            say(law_of(), f"steps.{step.id}"),
            [line for page in every if page.step is step for line in _lines(page, answers, draft)],
        )
        for step in steps()
    ]


def blocking(draft: Writing) -> list[Problem]:
    """Return (what is missing, where): a request cannot be handled without it, or the law forbids
    it."""
    answers = draft.answers
    found: list[Problem] = []
    if not any(answers.values()) and not draft.files:
        found.append((_("Nothing is written yet. One sentence, or a recording, is enough."), ""))
    if answers.get(known.FILED_FOR) == known.SOMEBODY_ELSE:
        found += _consent_missing(answers)
    return [(what, where or address(known.FACTS)) for what, where in found]


def _consent_missing(answers: dict[str, Any]) -> list[Problem]:
    where = address(known.CONSENT)
    if not answers.get(known.CONSENT):
        return [
            (_("Say whether the person you ask for agrees, or why they cannot be asked."), where)
        ]
    if answers[known.CONSENT] == known.CANNOT_BE_ASKED and not answers.get(known.IMPEDIMENT):
        return [(_("Say why the person you ask for cannot be asked."), where)]
    return []


def still_open(draft: Writing) -> list[tuple[str, str]]:
    """Return (question, where) of what the protocol requires and is missing. It does not prevent
    sending: the team asks for all of it later, at once."""
    return _without_answer(draft, required=True)


def not_answered(draft: Writing) -> list[tuple[str, str]]:
    """Return (question, where) of what may be left out and was."""
    needed = {where for _what, where in blocking(draft)}
    left_out = _without_answer(draft, required=False)
    return [(what, where) for what, where in left_out if where not in needed]


def _without_answer(draft: Writing, *, required: bool) -> list[tuple[str, str]]:
    law, answers, whom = law_of(), draft.answers, for_whom(draft.answers)
    told = {one["question"] for one in draft.files} | set(draft.told)
    return [
        (asks(law, question.id, whom), address(question.id))
        for question in all_questions(whom)
        if question.required is required
        and not answers.get(question.id)
        and question.id not in told
    ]


def address(question: str) -> str:
    """Return the page of a question, with the way back to the review."""
    found = next((one for one in pages() if question in {q.id for q in one.question}), pages()[0])
    return _back_to_check(found)


def _back_to_check(page: QuestionPage) -> str:
    return f"{reverse('door:step', args=[page.id])}?from=check"


def _lines(page: QuestionPage, answers: Mapping[str, Any], draft: Writing) -> list[Line]:
    law, where, whom = law_of(), _back_to_check(page), for_whom(draft.answers)
    lines = []
    for question in page.question:
        said = _said(question.id, answers, draft)
        if said:
            lines.append((asks(law, question.id, whom), said, where))
    for trait in traits_of(page):
        words = answers.get(f"{trait.id}{OWN_WORDS}", "")
        said = words or answer_in_words(trait.id, answers.get(trait.id, ""))
        if said:
            lines.append((say(law, f"traits.{trait.id}"), said, where))
    return lines


def _said(name: str, answers: Mapping[str, Any], draft: Writing) -> str:
    value = answers.get(name, "")
    if name == known.EXCLUDED_UNITS:
        value = [unit.name for unit in chosen_units(value or [])]
    parts = [answer_in_words(name, value)]
    if name == known.CONSENT:
        parts.append(answer_in_words(known.IMPEDIMENT, answers.get(known.IMPEDIMENT, "")))
    files = sum(one["question"] == name for one in draft.files)
    if not any([*parts, files]) and name in draft.told:
        return gettext("You told us in your urgent request.")
    if files:
        parts.append(ngettext("%(count)d file", "%(count)d files", files) % {"count": files})
    return "\n".join(part for part in parts if part)
