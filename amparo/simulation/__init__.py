"""A year under a protocol, played: requests come, people work, and the law's own clock judges.

scenario = Scenario(protocol=law, year=2025, arrivals=…, staff=…)
outcome = play_years(scenario)
needed = staff_needed(scenario)
"""

from amparo.simulation.assumptions import Assumed, assumed
from amparo.simulation.needed import TARGETS, Needed, staff_needed
from amparo.simulation.refusals import (
    NobodyComes,
    NobodyWorks,
    OutOfRange,
    TooMuch,
    UnknownName,
    YearUnknown,
)
from amparo.simulation.road import Road, Step, road_of, roles_on
from amparo.simulation.scenario import (
    Kind,
    Scenario,
    channels_of,
    checked,
    effort_of,
    usual_arrivals,
    year_near,
    years_known,
)
from amparo.simulation.years import (
    Outcome,
    RoleOutcome,
    Spread,
    TermOutcome,
    people_for_a_place,
    play_years,
)

__all__ = [
    "TARGETS",
    "Assumed",
    "Kind",
    "Needed",
    "NobodyComes",
    "NobodyWorks",
    "OutOfRange",
    "Outcome",
    "Road",
    "RoleOutcome",
    "Scenario",
    "Spread",
    "Step",
    "TermOutcome",
    "TooMuch",
    "UnknownName",
    "YearUnknown",
    "assumed",
    "channels_of",
    "checked",
    "effort_of",
    "people_for_a_place",
    "play_years",
    "road_of",
    "roles_on",
    "staff_needed",
    "usual_arrivals",
    "year_near",
    "years_known",
]
