"""Members who share a surname with a feared person: their number is shown for confirmation before
they lose access, and a member who is another person is told apart."""

from collections.abc import Iterable
from datetime import datetime

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.foundations.accounts.actors import Actor, Refused, must_be_free
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.access.who_can_read import leaves_nobody
from amparo.foundations.cases.models import CaseAccess
from amparo.foundations.cases.queries import OpenCase, seats_of
from amparo.foundations.cases.services import give_seat
from amparo.foundations.institutions.queries import command_of
from amparo.foundations.intake.documents.schemas.admission import ToldApart, ToldApartText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.exclusions import feared_by_surname, units_called
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.intake.names.matching import is_named
from amparo.foundations.ledger.services import record
from amparo.foundations.related_people.events import MemberToldApart

CONFIRM = "seats_lost"


def would_lose(
    seats: Iterable[CaseAccess], names: Iterable[str], *, seen_by: Actor
) -> list[CaseAccess]:
    """Return the seats whose member matches one of these names, by their own name or by
    workplace."""
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
    """Return whether the loss of seats must be confirmed first. Adds the question to the form, by
    their number and not by name; a changed number is asked again. False if no one would be left,
    which the service refuses."""
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
) -> CaseAccess:
    """Record that a member only shares a surname with a feared person and how that is known, which
    the person reads, and give the seat. Not possible where the full name matches or the person
    wrote it.

    Raises Refused, KeyChanged.
    """
    hold(open_case.folder)
    must_be_free(by, reason)
    names = feared_by_surname(open_case.folder, member, by=by)
    if not names or not text.strip():
        raise Refused("must_not_know")
    data: ToldApart = {"member": member.code, "names": names}
    body = ToldApartText(label=member.name, text=text, data=data)
    write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    record(MemberToldApart(about=open_case.code, member=member.code), by=by, at=at)
    return give_seat(open_case.case, open_case.folder, member, reason=reason, by=by, at=at)
