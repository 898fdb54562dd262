"""Leaks as supervisors see them, in figures and without a case, and what one case shows of them. A
suspected member sees nothing of it."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from amparo.casework.disappearances.models import SearcherNotice
from amparo.casework.exports.queries import exports_of
from amparo.casework.leaks.affected_cases import ERASED
from amparo.casework.leaks.models import AffectedCase, AuthorityNotice, Leak, LeakStep
from amparo.casework.leaks.ongoing_sharing import may_decide, sent_in
from amparo.casework.leaks.step_deadlines import PREFIX, Kind, steps_in
from amparo.casework.leaks.step_signatures import Done, is_signed, signed_steps
from amparo.casework.leaks.suspicion.lifted_suspicions import Liftings, as_recorded
from amparo.casework.leaks.who_may_read import (
    leak_called,
    leaks_for,
    may_hear,
    to_be_asked,
    unread_of,
)
from amparo.casework.leaks.wording import data_in_words, how_in_words, notice_in_words, source_of
from amparo.casework.obligations.models import Obligation
from amparo.casework.referral.queries import referrals_of
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.queries import names_of
from amparo.foundations.cases.fields import OTHERS, folded
from amparo.foundations.cases.next_acts import Offer
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.contact.safe_way import WAYS, SafeWay, way_of
from amparo.foundations.intake.documents.services import paper_called
from amparo.foundations.intake.tables_with_rows import watch
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import Signs
from amparo.foundations.related_people.queries import others_of
from amparo.foundations.web.cached_addresses import address_of
from amparo.law import CaseState

watch("leak_incidents", AffectedCase)

State = AffectedCase.State
_INCIDENTS = AffectedCase.objects.select_related("leak__unit").order_by("pk")
PAGES = {
    Kind.CONFIRM: "settle",
    Kind.SAFE_CONTACT: "way",
    Kind.TELL: "tell",
    Kind.TELL_OTHER: "tell",
    Kind.ASK_ABOUT: "named",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """An authority that is to be told, with the source in law. `checked`: whether that source was
    verified."""

    row: AuthorityNotice
    name: str
    source: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """One leak in figures. `unread`: cases that no member who may know of it can work on;
    `unasked`: cases in which the team is not asked yet, because they are many; `unopened`: requests
    that are not opened as a case; `called_lifted`: the row is marked as lifted, whatever the record
    says."""

    row: Leak
    suspected: int
    leaked: int
    spared: int
    open_steps: int
    unread: int
    unasked: int
    unopened: int
    noted_by: str
    notices: list[Notice]
    data: list[str]
    asked: Entry | None
    called_lifted: bool

    @property
    def waits(self) -> bool:
        """Whether something is left to do: in a case, with an authority, about an account."""
        untold = any(one.row.done_at is None for one in self.notices)
        here = self.open_steps or self.unread or self.suspected or self.unopened
        return bool(here or untold or self.asked or self.row.still_in)


@dataclass(frozen=True, slots=True)
class Todo:
    row: LeakStep
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One incident of a case, with the steps that are open and those that were done."""

    row: AffectedCase
    how: list[str]
    data: list[str]
    words: dict[str, Any] = field(repr=False)
    todo: list[Todo]
    done: list[Done]

    @property
    def chip(self) -> str:
        if self.row.state == State.SPARED:
            return "quiet"
        return "danger" if self.todo or self.row.state == State.SUSPECTED else "done"


def leaks_to_handle(*, seen_by: Actor) -> list[Counted]:
    """Return the leaks, newest first, without those in which the reader or the reader's institution
    is suspected."""
    rows = leaks_for(seen_by).annotate(
        suspected=Count("incidents", filter=Q(incidents__state=State.SUSPECTED)),
        leaked=Count("incidents", filter=Q(incidents__state=State.LEAKED)),
        spared=Count("incidents", filter=Q(incidents__state=State.SPARED)),
    )
    found = list(rows.select_related("suspect", "unit").order_by("-noted_at", "-pk"))
    names = names_of([one.noted_by for one in found], seen_by=seen_by)
    told, called = Liftings(found), {one.pk for one in found if one.lifted_at}
    return [
        _counted(one, names.get(one.noted_by, ""), told.asked(one), called_lifted=one.pk in called)
        for one in as_recorded(found, told)
    ]


def _counted(row: Any, noted_by: str, asked: Entry | None, *, called_lifted: bool) -> Counted:
    return Counted(
        row=row,
        suspected=row.suspected,
        leaked=row.leaked,
        spared=row.spared,
        open_steps=LeakStep.objects.filter(incident__leak=row, done_at__isnull=True).count(),
        unread=unread_of(row).count(),
        unasked=to_be_asked(row).count(),
        unopened=row.unopened.exclude(filing__erasures__in=ERASED).count(),
        noted_by=noted_by,
        notices=[
            Notice(one, notice_in_words(one.kind), *source_of(one.kind))
            for one in row.notices.order_by("due_on", "pk")
        ],
        data=data_in_words(row.data),
        asked=asked,
        called_lifted=called_lifted,
    )


def unreadable(leak: Leak, *, seen_by: Signs) -> list[str]:
    """Return the codes of cases of the leak that no member can work on: for the keyholders."""
    return list(unread_of(leak).order_by("case").values_list("case__filing__code", flat=True))


def leaks_of_the_site(*, seen_by: Signs) -> list[Leak]:
    """Return every leak: for the operator, who reads no case."""
    return list(Leak.objects.order_by("noted_at", "pk"))


# --- one case ---


def on_case(open_case: OpenCase, *, seen_by: Actor, acting: bool = False) -> list[Shown]:
    """Return the incidents of the case that the reader may know of. Related persons are named where
    that part of the page is unfolded, and when `acting`."""
    rows = open_case.once(
        "leak_incidents", lambda: list(_INCIDENTS.filter(case_id=open_case.case.pk))
    )
    mine = [row for row in rows if may_hear(row.leak, [seen_by.member])]
    named = mine and not folded(open_case, OTHERS, seen_by=seen_by, acting=acting)
    return [_shown(open_case, row, seen_by, named=bool(named)) for row in mine]


def incident_called(open_case: OpenCase, ref: str, *, seen_by: Actor) -> Shown | None:
    here = {one.row.ref: one for one in on_case(open_case, seen_by=seen_by, acting=True)}
    return here.get(marks.code_normalised(ref))


def step_called(open_case: OpenCase, ref: str, *, seen_by: Actor) -> Todo | None:
    """Return an open step of the case, or None."""
    wanted = marks.code_normalised(ref)
    found = (todo for one in on_case(open_case, seen_by=seen_by, acting=True) for todo in one.todo)
    return next((one for one in found if one.row.ref == wanted), None)


def agreed_way(
    open_case: OpenCase, step: LeakStep, *, seen_by: Actor
) -> tuple[SafeWay, str] | None:
    """Return the way that was agreed since the leak to reach the person or related person, and its
    channels in words; None if there is none."""
    way = way_of(open_case.folder, whose=step.about, since=step.incident.opened_at, seen_by=seen_by)
    ways = " · ".join(str(WAYS[one]) for one in way.ways if one in WAYS) if way else ""
    return (way, ways) if way else None


def sent_out(open_case: OpenCase, todo: Todo, *, seen_by: Actor) -> list[str]:
    """Return the names of recipients of documents of this case, who have to be asked to return
    them. Empty for any step but that one."""
    if todo.row.kind != Kind.RECIPIENTS:
        return []
    duties = Obligation.objects.filter(case=open_case.case).exclude(state=Obligation.State.PREPARED)
    told = SearcherNotice.objects.filter(
        case=open_case.case, told_at__isnull=False, unit__isnull=False
    )
    units = {name for rows in (duties, told) for (name,) in rows.values_list("unit__name")}
    out = [one.name for one in referrals_of(open_case, seen_by=seen_by) if one.row.out]
    out += [one.name for one in exports_of(open_case, seen_by=seen_by) if one.row.taken_at]
    return sorted(units | set(out))


def notice_called(leak: str, ref: str, *, seen_by: Actor) -> Notice | None:
    """Return a notice of an authority that is still to be told, or None."""
    found = leak_called(leak, seen_by=seen_by)
    wanted = marks.code_normalised(ref)
    row = found.notices.filter(ref=wanted, done_at__isnull=True).first() if found else None
    return Notice(row, notice_in_words(row.kind), *source_of(row.kind)) if row else None


def acts_on_case(
    open_case: OpenCase,
    state: CaseState,
    *,
    seen_by: Actor,
) -> list[Offer]:
    sending = _to_be_decided(open_case, seen_by)
    if not seen_by.may(Permission.CASE_WORK):
        return sending
    offers = [
        Offer(
            PREFIX + todo.row.kind,
            todo.label,
            todo.address,
            by=todo.row.due_on,
            at_once=True,
        )
        for one in on_case(open_case, seen_by=seen_by)
        for todo in one.todo
    ]
    here = address_of("leaks:here", open_case.code)
    return [*offers, *sending, Offer("leak", _("Something of this file got out"), here)]


def _to_be_decided(open_case: OpenCase, reader: Actor) -> list[Offer]:
    return [
        Offer(
            "leak.sending",
            _("Decide whether anything is still sent there: %(institution)s")
            % {"institution": one.leak.unit.name if one.leak.unit else ""},
            address_of("leaks:sending", open_case.code, one.leak.ref),
        )
        for one in sent_in(open_case, seen_by=reader)
        if one.row is None and may_decide(open_case, one.leak, reader=reader)
    ]


def _shown(open_case: OpenCase, row: AffectedCase, reader: Actor, *, named: bool) -> Shown:
    waiting = [one for one in steps_in(open_case) if one.incident_id == row.pk]
    done = list(
        LeakStep.objects.filter(incident=row, done_at__isnull=False).order_by("done_at", "pk")
    )
    signed = signed_steps([open_case.code], seen_by=reader) if done else frozenset()
    label = partial(_label, open_case, reader, named=named)
    return Shown(
        row=row,
        how=how_in_words(row.how),
        data=data_in_words(row.leak.data),
        words=_words(open_case, row.paper_ref, reader),
        todo=[Todo(one, label(one), _address(open_case, one)) for one in waiting],
        done=[
            Done(
                row=one,
                label=label(one),
                signed=is_signed(one, signed),
                words=_words(open_case, one.paper_ref, reader),
            )
            for one in done
        ],
    )


def _label(open_case: OpenCase, reader: Actor, step: LeakStep, *, named: bool) -> str:
    label = str(Kind(step.kind).label)
    if not step.about or not named:
        return label
    listed = others_of(open_case.folder, seen_by=reader)
    name = next((one.name for one in listed if one.ref == step.about), "")
    return f"{label}: {name}" if name else label


def _address(open_case: OpenCase, step: LeakStep) -> str:
    page = PAGES.get(Kind(step.kind), "step")
    ref = step.incident.ref if page == "settle" else step.ref
    return address_of(f"leaks:{page}", open_case.code, ref)


def _words(open_case: OpenCase, ref: str, reader: Actor) -> dict[str, Any]:
    paper = paper_called(open_case.folder, ref, seen_by=reader) if ref else None
    if paper is None:
        return {}
    names = names_of([paper.author], seen_by=reader)
    return {
        **open_case.folder.words(paper),
        "author": names.get(paper.author, ""),
        "at": paper.written_at,
    }
