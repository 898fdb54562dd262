"""Who may decide on more time for an institution, and whether such a decision is pending."""

from amparo.casework.obligations.models import Obligation, ObligationAnswer
from amparo.casework.obligations.titles_and_grounds import extension_of
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.law import load_protocol

Said = ObligationAnswer.Kind
ANSWERED = (Said.TIME_GIVEN, Said.TIME_REFUSED)


def may_give_time(duty: Obligation, *, seen_by: Actor) -> bool:
    """Whether the norm lets one of the reader's roles give more time."""
    extension = extension_of(duty)
    if extension is None:
        return False
    law = load_protocol(duty.case.filing.protocol)
    desks = {str(desk) for desk in law.roles[extension.granted_by].desks}
    return not desks.isdisjoint(map(str, seen_by.roles))


def time_is_asked(open_case: OpenCase, *, seen_by: Actor) -> bool:
    """Whether a request for more time in this case is open and the reader may decide on it."""
    said = ObligationAnswer.objects.filter(
        duty__case=open_case.case, kind__in=[Said.MORE_TIME, *ANSWERED]
    )
    rows = list(said.select_related("duty__case__filing").defer("sealed", "duty__extract"))
    asked = {one.duty_id: one.duty for one in rows if one.kind == Said.MORE_TIME}
    over = {one.duty_id for one in rows if one.kind in ANSWERED}
    return any(may_give_time(one, seen_by=seen_by) for pk, one in asked.items() if pk not in over)
