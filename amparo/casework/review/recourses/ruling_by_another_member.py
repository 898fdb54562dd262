"""The member who decided does not rule on the recourse as long as another may."""

from amparo.casework.measures.states import Hindered
from amparo.casework.review.models import Recourse
from amparo.casework.review.recourses.queries import desks_of_act
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.queries import members
from amparo.foundations.cases.emergency_access.prepared_keys import must_not_open
from amparo.foundations.cases.queries import OpenCase
from amparo.law import Deed, load_protocol


def must_be_of_other_hands(
    open_case: OpenCase, recourse: Recourse, does: Deed, *, by: Actor
) -> None:
    """Raise Hindered where the member decided it and another may rule."""
    if is_of_the_same(open_case, recourse, does, reader=by):
        raise Hindered("another_rules")


def is_of_the_same(open_case: OpenCase, recourse: Recourse, does: Deed, *, reader: Actor) -> bool:
    """Return whether the reader decided it, and another member to whom the law gives the ruling
    works here and may know of the case. Without another the same member rules: that is better than
    no answer, and the record names the author twice."""
    if recourse.decision.decided_by_id != reader.member.pk:
        return False
    law = load_protocol(open_case.folder.filing.protocol)
    desks = desks_of_act(law, does)
    return any(
        one.pk != reader.member.pk
        and desks & set(one.roles)
        and not must_not_open(open_case.case, open_case.folder, one, by=reader)
        for one in members(seen_by=reader)
    )
