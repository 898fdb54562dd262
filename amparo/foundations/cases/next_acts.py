"""Acts on a case: what a page declares of its act, and what it offers next."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.conf import settings
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, get_urlconf
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.law import Term

type Words = str | Promise
type View = Callable[..., HttpResponse]

SUMMARY, FACTS, MEASURES, CONTACT, HISTORY, PEOPLE = (
    "summary",
    "risk",
    "measures",
    "contact",
    "history",
    "people",
)
"""The tabs of a case page."""

COMMUNICATE, RECORD, RISK, DECISION, RESERVED = (
    "communicate",
    "record",
    "risk",
    "decision",
    "reserved",
)
"""The menus of a case page."""

# What was done, said of many acts.
SAID_NOTED = _("What the person said is on record.")
TASK_DONE = _("The task is recorded as done.")
QUESTION_SENT = _("The question is sent to the person.")
CANCELLED = _("It was cancelled.")
CHOICE_NOTED = _("The decision is on record.")
# Who is told.
TEAM_ONLY = _("Only the team of this case sees it.")
ON_OWN_PAGE = _("The person can read it on their own page.")
PERSON_ASKED = _("The person is asked on their own page, and may also answer you.")
TO_DECIDE = _("It is on the worklist of the deciding authority.")
TO_INSTITUTION = _(
    "The institution finds it on its own page, or gets it on paper where it has none."
)


@dataclass(frozen=True, slots=True)
class CaseAct:
    """What the page of an act on a case declares of it; stands above the view.

    `tab`: where the act shows; the member is led back there. `done`, `told`: what the next page
    says was done, and who is told; nothing where the act says that itself.

    `menu`, `label`: only of an act that is offered in any state of the case, to all who may open
    its page. `label_unasked`: its label where no one can be asked any more; "" where it is not
    offered then.
    """

    tab: str
    done: Words
    told: Words = ""
    menu: str = ""
    label: Words = ""
    label_unasked: Words | None = None

    def __call__[V: View](self, view: V) -> V:
        view.act = self  # type: ignore[attr-defined]
        return view

    def label_for(self, *, asks: bool) -> Words:
        return self.label if asks or self.label_unasked is None else self.label_unasked


def acts() -> Mapping[str, View]:
    """Return the pages that declare an act, each by the name of its address, in their order."""
    return _acts_of(get_urlconf() or settings.ROOT_URLCONF)


def act_of(view: View | None) -> CaseAct | None:
    declared: CaseAct | None = getattr(view, "act", None)
    return declared


def act_called(page: str) -> CaseAct | None:
    return act_of(acts().get(page))


@cache
def _acts_of(urlconf: str) -> Mapping[str, View]:
    return dict(_acts_in(get_resolver(urlconf).url_patterns, ""))


def _acts_in(
    patterns: Iterable[URLPattern | URLResolver], space: str
) -> Iterator[tuple[str, View]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _acts_in(one.url_patterns, inner)
        elif act_of(one.callback):
            yield f"{space}{one.name}", one.callback


@dataclass(frozen=True, slots=True)
class Offer:
    """An act on a case: the address of its page, and what is still missing for it."""

    act: str
    label: Words
    url: str
    missing: tuple[Words, ...] = ()
    due: Term | None = None
    by: datetime | None = None
    """The date, where it is not a term of the law's clock: a promise, or a task set by a member."""
    at_once: bool = False
    """Goes before everything that the law dates."""
    menu: str = ""
    """Where it is not the menu of its stage."""
