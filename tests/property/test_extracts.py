"""What a unit reads is never more than what she agreed to, whatever is asked for."""

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from amparo.casework.measures.models import Measure
from amparo.casework.measures.services import Proposal, propose
from amparo.casework.obligations.models import Obligation
from amparo.casework.obligations.queries import duty_called
from amparo.casework.obligations.services import MayNotLeave, forward
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.services import answer
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.keys.case_keys import Visitor
from tests.examples import examples
from tests.obligations import TUESDAY, WEDNESDAY, asked_about, grant

NEEDS = ("chosen_name", "contact_channel", "coarse_place", "language", "risk_summary")
CATALOGUE = "pe21_vaw_care"
names = st.sampled_from((*NEEDS, "exact_place", "schedule", "case", "who", "__class__"))


@examples(40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.sampled_from(NEEDS)), st.lists(names, max_size=5))
def test_an_extract_holds_only_agreed_facts(
    anas: OpenCase,
    ana: Actor,
    flor: Visitor,
    carla: Actor,
    site: dict[str, Unit],
    agreed: set[str],
    asked_for: list[str],
) -> None:
    agreed, asked_for = {*agreed, "coarse_place"}, [*asked_for, "coarse_place"]
    values = {name: f"palabras-de-{name}" for name in agreed}
    measure = proposed(anas, site["pnp-selva"], values, by=ana)
    answer(flor.folder, asked_about(measure).ref, answer="agreed", by=flor, at=TUESDAY)
    grant(measure)

    def send() -> Obligation:
        unit = site["pnp-selva"]
        fields = [one for one in asked_for if one != "coarse_place"]
        return forward(anas, measure, unit, fields=fields, by=ana, at=WEDNESDAY)

    if not set(asked_for) <= agreed:
        with pytest.raises(MayNotLeave, match="field_not_agreed"):
            send()
        assert not Obligation.objects.filter(measure=measure).exists()
        return
    told = duty_called(send().alias, seen_by=carla).extract
    assert told["fields"] == {name: values[name] for name in asked_for}
    for name in set(NEEDS) - set(asked_for):
        assert f"palabras-de-{name}" not in str(told)


def proposed(case: OpenCase, unit: Unit, values: dict[str, str], *, by: Actor) -> Measure:
    proposal = Proposal(
        catalogue=CATALOGUE,
        unit=unit,
        requested=False,
        what="acompañarla",
        values=values,
        suitability={},
    )
    return propose(case, proposal, by=by, at=TUESDAY)
