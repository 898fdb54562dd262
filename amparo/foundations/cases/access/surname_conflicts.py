"""A name that is put down as behind the danger means every member who bears such a surname: how
many that is, said first; and whoever is somebody else is told apart. Services, by noun: seats."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.foundations.accounts.actors import Actor, Refused, must_be_free
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.access.readers import leaves_nobody
from amparo.foundations.cases.models import Seat
from amparo.foundations.cases.queries import OpenCase, seats_of
from amparo.foundations.cases.services import give_seat
from amparo.foundations.institutions.queries import command_of
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.exclusions import APART, feared_by_surname, units_called
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.intake.names.matching import is_named
from amparo.foundations.ledger.services import record
from amparo.foundations.related_people.events import MemberToldApart

CONFIRM = "seats_lost"


def would_lose(seats: Iterable[Seat], names: Iterable[str], *, seen_by: Actor) -> list[Seat]:
    """Of these seats, those of whoever is meant by these names: by their own, or by where they
    work."""
    listed = list(names)
    meant = {unit.code for name in listed for unit in units_called(name, by=seen_by)}
    return [
        seat
        for seat in seats
        if any(is_named(seat.member.name, name) for name in listed)
        or meant & command_of(seat.member.unit, seen_by=seen_by)
    ]


def must_confirm(
    form: forms.Form, names: Iterable[str], open_case: OpenCase, *, seen_by: Actor
) -> bool:
    """Whether it has to be confirmed first that so many lose their seat. The form then asks it, by
    their number and not by who they are; a number that changed meanwhile is asked anew. Where
    nobody would be left it is not possible at all, and the service says so."""
    seats = seats_of(open_case.case, seen_by=seen_by)
    out = would_lose(seats, names, seen_by=seen_by)
    lost = len(out)
    if not lost or leaves_nobody(seats, out, at=timezone.now()):
        return False
    if form.data.get(CONFIRM) == str(lost):
        return False
    told = ngettext(
        "%(count)d member of the team bears such a name, or works there, and loses this case at"
        " once: that is right",
        "%(count)d members of the team bear such a name, or work there, and lose this case at"
        " once: that is right",
        lost,
    )
    form.fields[CONFIRM] = forms.BooleanField(
        label=told % {"count": lost},
        required=False,
        widget=forms.CheckboxInput(attrs={"value": str(lost)}),
    )
    form.add_error(
        CONFIRM,
        _("Nothing is stored yet. Write the whole name where you know it, or confirm this."),
    )
    return True


@transaction.atomic
def tell_apart(
    open_case: OpenCase, member: Member, *, text: str, reason: str, by: Actor, at: datetime
) -> Seat:
    """A member only bears a surname like that of whoever is said to be behind the danger: how that
    is known is written down, the person reads it, and the seat is given. Where the name is hers, or
    the person wrote it, nobody does.

    Raises Refused, KeyChanged.
    """
    hold(open_case.folder)
    must_be_free(by, reason)
    names = feared_by_surname(open_case.folder, member, by=by)
    if not names or not text.strip():
        raise Refused("must_not_know")
    data = {"member": member.code, "names": names}
    body: dict[str, Any] = {"label": member.name, "text": text, "data": data}
    write_paper(open_case.folder, kind=APART, body=body, by=by, at=at, for_person=True)
    record(MemberToldApart(about=open_case.code, member=member.code), by=by, at=at)
    return give_seat(open_case.case, open_case.folder, member, reason=reason, by=by, at=at)
