"""What a request lacks, as its team sees it: what may be asked, what was given, what comes next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from amparo.casework.admission.models import CorrectionRequest
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.queries import names_of
from amparo.foundations.cases.dates_outside_terms import Waiting, also_due, end_of
from amparo.foundations.cases.fields import Folded, field_of, folded
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.next_acts import COMMUNICATE, DECISION, Offer, Words
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.procedure.law_of_filing import fixed_at, law_of
from amparo.foundations.intake.procedure.legal_effects_of_acts import is_noted, lacking
from amparo.foundations.intake.queries import standing
from amparo.foundations.intake.requests.corrections import (
    GIVEN,
    Wanted,
    may_be_given,
    term_to_correct,
    wanted_in,
)
from amparo.foundations.intake.tables_with_rows import watch
from amparo.foundations.web.cached_addresses import address_of
from amparo.foundations.web.law.wording import say, say_act
from amparo.law import CaseState, Deed, Opening, Protocol, TermState, load_protocol
from amparo.law.sourced_values import in_force

watch("corrections", CorrectionRequest)

UNMET = "request.incomplete"
TOGETHER = _("Complete the request with the person")

WHY = {
    "asked_already": _(
        "All that is missing was asked for already, and the norm lets you ask only once. What was"
        " not given then can still be given, and you can complete it with the person."
    ),
    "supervisor": _(
        "On this track nobody may be made to wait for papers. Call the person and complete it"
        " together, or ask a supervisor to allow it, with reasons."
    ),
    "stage": _("This is not the stage for it."),
    "not_in_this_law": _(
        "The law of this case does not provide for such a request. Complete"
        " it together with the person."
    ),
    "withdrawn": _("The person has left the procedure. Nothing was changed."),
    "nothing_named": _("Name at least one thing that is missing, and say in plain words what."),
    "no_reason_needed": _("No supervisor's reason is needed for this now. Nothing was changed."),
    "received_already": _("It is on record already that the person knows it."),
    "received_at": _("They cannot have known it before it was asked, nor in the future."),
    "not_late": _(
        "This can be recommended only after the last day has passed, once, and while something is"
        " still missing."
    ),
    "not_yours": _("Only a supervisor may allow it."),
}


@dataclass(frozen=True, slots=True, repr=False)
class Given:
    """What was given, in its original words or what replaces them. `way`: how it came, where the
    team wrote it down."""

    paper: Document
    parts: tuple[tuple[str, str, int, Folded | None], ...]
    author: str
    way: str


@dataclass(frozen=True, slots=True, repr=False)
class Missing:
    """What the case page shows of a correction."""

    row: CorrectionRequest | None
    wanted: Wanted | None
    titles: dict[str, str]
    given: tuple[Given, ...]
    advice: str

    def __bool__(self) -> bool:
        return bool(self.wanted or self.given)

    @property
    def lacks(self) -> list[tuple[str, str, datetime | None]]:
        found = self.wanted.lacks if self.wanted else ()
        return [
            (self.titles.get(one.requirement, one.requirement), one.words, one.given_at)
            for one in found
        ]


def requirements_of(open_case: OpenCase) -> list[tuple[str, str]]:
    """What the norm in force on the day of filing requires of a request: id and words."""
    filing = open_case.folder.filing
    law = load_protocol(filing.protocol)
    day = fixed_at(filing).astimezone(law.zone).date()
    return [
        (one.id, say(law, f"requirements.{one.id}"))
        for one in law.admission.requirement
        if in_force([one], day)
    ]


def correction_of(open_case: OpenCase) -> CorrectionRequest | None:
    found = open_case.once(
        "corrections", lambda: list(CorrectionRequest.objects.filter(case_id=open_case.case.pk))
    )
    return found[0] if found else None


def standing_in_the_way(open_case: OpenCase, *, at: datetime) -> tuple[str, ...]:
    """Codes of why the person may not be asked to correct the request: see `WHY`."""
    filing = open_case.folder.filing
    law = load_protocol(filing.protocol)
    if law.act_that(Deed.ASK_CORRECTION) is None or not law.admission.requirement:
        return ("not_in_this_law",)
    if filing.withdrawn_at:
        return ("withdrawn",)
    if correction_of(open_case):
        return ("asked_already",)
    needs = set(lacking(filing, Deed.ASK_CORRECTION, standing(filing, at=at)))
    reasons = needs & {*law.gates_opened_by(Opening.SUPERVISOR)}
    others = ("stage",) if needs - reasons else ()
    return (*others, *(("supervisor",) if reasons else ()))


def may_advise(open_case: OpenCase, row: CorrectionRequest, *, at: datetime) -> bool:
    """Whether archiving may be advised: once, after the person's last day, while something is
    missing and nothing is decided."""
    filing = open_case.folder.filing
    if law_of(filing).act_that(Deed.ADVISE_ARCHIVING) is None:
        return False
    term = term_to_correct(filing, at=at)
    late = term is not None and term.state is TermState.LATE
    open_still = not lacking(filing, Deed.ADVISE_ARCHIVING, standing(filing, at=at))
    return late and open_still and row.advised_at is None and not filing.withdrawn_at


def still_missing(open_case: OpenCase, *, seen_by: Actor) -> list[tuple[str, str, str]]:
    """What may be completed with the person: id, title, and what is missing in plain words. Where
    no correction was asked for, everything that the norm requires of a request."""
    titles = dict(requirements_of(open_case))
    wanted = wanted_in(open_case.folder, seen_by=seen_by)
    if wanted is None:
        return [(name, title, "") for name, title in titles.items()]
    return [
        (one.requirement, titles.get(one.requirement, one.requirement), one.words)
        for one in wanted.missing
    ]


def missing_in(open_case: OpenCase, *, seen_by: Actor) -> Missing:
    folder = open_case.folder
    papers = papers_in(folder, seen_by=seen_by, kinds=[GIVEN, "archiving_advice"])
    wanted = wanted_in(folder, seen_by=seen_by)
    titles = dict(requirements_of(open_case)) if wanted or papers else {}
    names = names_of([paper.author for paper in papers], seen_by=seen_by)
    advice = [folder.words(one)["text"] for one in papers if one.kind != GIVEN]
    return Missing(
        row=correction_of(open_case),
        wanted=wanted,
        titles=titles,
        given=tuple(
            _given(open_case, one, titles, names.get(one.author, ""), seen_by=seen_by)
            for one in papers
            if one.kind == GIVEN
        ),
        advice=str(advice[-1]) if advice else "",
    )


def _given(
    open_case: OpenCase, paper: Document, titles: dict[str, str], author: str, *, seen_by: Actor
) -> Given:
    body: dict[str, Any] = open_case.folder.words(paper)
    said, files = body["data"]["given"], body["data"]["files"]
    parts = []
    for name, words in said.items():
        field = field_of(name)
        hidden = folded(open_case, field, seen_by=seen_by) if field else None
        parts.append((titles.get(name, name), "" if hidden else words, files.get(name, 0), hidden))
    return Given(paper, tuple(parts), author, str(body.get("way") or ""))


def offers(open_case: OpenCase, state: CaseState, *, seen_by: Actor) -> list[Offer]:
    """Acts that are open now about what is missing."""
    filing = open_case.folder.filing
    law = load_protocol(filing.protocol)
    asks = law.act_that(Deed.ASK_CORRECTION)
    if asks is None or filing.withdrawn_at or not law.admission.requirement:
        return []
    row = correction_of(open_case)
    if row is None:
        return _before(open_case, law, state, seen_by=seen_by)
    return _after(open_case, law, row, state, seen_by=seen_by)


def _before(open_case: OpenCase, law: Protocol, state: CaseState, *, seen_by: Actor) -> list[Offer]:
    needs = lacking(open_case.folder.filing, Deed.ASK_CORRECTION, state)
    if "stage" in needs:
        return []
    gates = law.gates_opened_by(Opening.SUPERVISOR)
    found = []
    if seen_by.may(Permission.CASE_WORK):
        missing: tuple[Words, ...] = tuple(say(law, f"facts.{one}", otherwise=one) for one in needs)
        label = say_act(law, Deed.ASK_CORRECTION)
        found = [
            _offer(open_case, "complete_with_her", TOGETHER),
            _offer(open_case, "ask_correction", label, COMMUNICATE, missing=missing),
        ]
    if seen_by.may(Permission.CASE_SUPERVISE) and set(needs) & set(gates):
        allow = _("Allow asking for what is missing")
        found.append(_offer(open_case, "allow_correction", allow, COMMUNICATE))
    return found


def _after(
    open_case: OpenCase,
    law: Protocol,
    row: CorrectionRequest,
    state: CaseState,
    *,
    seen_by: Actor,
) -> list[Offer]:
    filing = open_case.folder.filing
    if not seen_by.may(Permission.CASE_WORK) or not may_be_given(filing, at=state.at):
        return []
    found = [_offer(open_case, "complete_with_her", TOGETHER)]
    if row.received_at is None:
        known = _("Note that the person knows what is missing")
        found.append(_offer(open_case, "correction_receipt", known, COMMUNICATE))
    if may_advise(open_case, row, at=state.at):
        label = say_act(law, Deed.ADVISE_ARCHIVING)
        found.append(_offer(open_case, "advise_archiving", label, DECISION))
    return found


def _offer(
    open_case: OpenCase, name: str, label: Words, menu: str = "", *, missing: tuple[Words, ...] = ()
) -> Offer:
    page = address_of(f"admission:{name}", open_case.code)
    return Offer(name, label, page, missing=missing, menu=menu)


def corrections_due(case: Case) -> list[Waiting]:
    """The worklist entry by the person's last day, for what they know is missing and have not
    given. The team then calls the person; nothing closes."""
    filing = case.filing
    known = is_noted(filing, Deed.ASK_CORRECTION)
    settled = is_noted(filing, Deed.CORRECT) or is_noted(filing, Deed.ADVISE_ARCHIVING)
    if not known or settled or filing.withdrawn_at or filing.asks_nobody:
        return []
    latest = max(datetime.fromisoformat(moment) for moment in filing.happened.values())
    if not may_be_given(filing, at=latest):
        return []
    term = term_to_correct(filing, at=latest)
    end = end_of(term, load_protocol(filing.protocol).zone) if term else None
    return [Waiting(end, UNMET)] if end else []


also_due(corrections_due, [(UNMET, TOGETHER)])
