"""A year under a protocol, played: requests come, people work, and the law's own clock judges.

scenario = Scenario(protocol=law, year=2025, arrivals=…, staff=…)
outcome = play_years(scenario)
needed = staff_needed(scenario)
"""

from amparo.simulation.assumptions import Assumed, assumed
from amparo.simulation.legal_evaluation import DECIDED, IN_PLACE
from amparo.simulation.request_steps import Road, Step, road_of, roles_on
from amparo.simulation.required_staff import TARGETS, Needed, staff_needed
from amparo.simulation.run_statistics import (
    FollowedUp,
    Outcome,
    RoleOutcome,
    Spread,
    TermOutcome,
    people_for_a_place,
    play_years,
)
from amparo.simulation.scenario import (
    NUMBERS,
    Kind,
    Scenario,
    channels_of,
    checked,
    effort_of,
    usual_arrivals,
    usual_numbers,
    year_near,
    years_known,
)
from amparo.simulation.scenario_errors import (
    NobodyComes,
    NobodyWorks,
    OutOfRange,
    TooLong,
    TooMuch,
    UnknownName,
    YearUnknown,
)
from amparo.simulation.separate_process import play_apart

__all__ = [
    "DECIDED",
    "IN_PLACE",
    "NUMBERS",
    "TARGETS",
    "Assumed",
    "FollowedUp",
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
    "TooLong",
    "TooMuch",
    "UnknownName",
    "YearUnknown",
    "assumed",
    "channels_of",
    "checked",
    "effort_of",
    "people_for_a_place",
    "play_apart",
    "play_years",
    "road_of",
    "roles_on",
    "staff_needed",
    "usual_arrivals",
    "usual_numbers",
    "year_near",
    "years_known",
]
