"""Who plays: accounts with keys, units, and one neighbour whose case nobody touches."""

from dataclasses import dataclass
from typing import Any

from amparo.casework.measures.models import Measure
from amparo.casework.obligations.models import Obligation
from amparo.casework.obligations.services import forward
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import one_time_codes as codes
from amparo.crypto.keys import new_pair
from amparo.foundations.accounts import services
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import open_case
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.services import add_unit
from amparo.foundations.intake.keys.case_keys import STRANGER, Visitor
from amparo.foundations.intake.queries import filing_to_open, visit_by_phrase
from amparo.foundations.intake.requests.services import Letter, file_request
from tests.people import BODY, MONDAY, PASSWORD, UNITS, unlocked
from tests.plans import decided, outcome, proposed, put, says

# Name on the door, roles, unit, on duty.
PEOPLE = {
    "rosa": ("Rosa Quispe", ("reception",), "dgdh", True),
    "rita": ("Rita Salas", ("reception",), "minjusdh", True),
    "ana": ("Ana Huaman", ("analyst",), "dgdh", True),
    "beto": ("Beto Rojas", ("analyst",), "minam", True),
    "olga": ("Olga Paredes", ("analyst",), "dgdh", False),
    "delia": ("Delia Campos", ("decision_maker",), "minjusdh", False),
    "hugo": ("Hugo Tafur", ("decision_maker",), "minjusdh", False),
    "saul": ("Saul Medina", ("supervisor",), "dgdh", False),
    "carla": ("Carla Vega", ("institution_officer",), "pnp-selva", False),
    "paco": ("Paco Luna", ("institution_officer",), "pnp", False),
    "mario": ("Mario Ibarra", ("institution_officer",), "minam", False),
}
TEAM = tuple(name for name, (_n, roles, _u, _d) in PEOPLE.items() if "officer" not in roles[0])
OFFICERS = tuple(name for name in PEOPLE if name not in TEAM)
ROLE = {name: roles[0] for name, (_n, roles, _u, _d) in PEOPLE.items()}
UNIT_OF = {name: unit for name, (_n, _r, unit, _d) in PEOPLE.items()}
SURNAME = {name: full.split()[1] for name, (full, _r, _u, _d) in PEOPLE.items()}
PARENT = {code: parent for code, parent, _police in UNITS}


@dataclass
class Place:
    """The site before the life begins."""

    units: dict[str, Unit]
    members: dict[str, Actor]
    neighbour: str
    council: str
    juana: Visitor
    federation: str
    nelly: Visitor


def settle() -> Place:
    """A site with its people, a neighbour who has a patrol that goes on, and a council and a
    federation whose letters were opened: each has its own words, its own key and its own case."""
    units = _units()
    services.make_group("recovery", "", public=new_pair().public, by=SYSTEM, at=MONDAY)
    members = {name: _joins(name, units) for name in PEOPLE}
    rosa, rita = members["rosa"], members["rita"].member
    services.give_group_seat(rita, kind="reception", by=rosa, at=MONDAY)
    neighbour = _neighbour(units, members)
    return Place(units, members, neighbour, *_another(rosa), *_another(rosa))


def a_letter(**changes: Any) -> Letter:
    given: dict[str, Any] = {"body": BODY, "channel": "digital", "once": marks.token()}
    return Letter(**{**given, **changes})


def standing_of(code: str) -> tuple[Any, ...]:
    """Everything of a case that somebody else's life must not move."""
    measures = Measure.objects.filter(case__filing__code=code).order_by("pk")
    duties = Obligation.objects.filter(case__filing__code=code).order_by("pk")
    return (
        *measures.values_list("state", "unit", "granted_at", "duration_days", "next_review_on"),
        *((one.state, bytes(one.extract), bytes(one.key_for_unit)) for one in duties),
    )


def _units() -> dict[str, Unit]:
    made: dict[str, Unit] = {}
    for code, parent, police in UNITS:
        made[code] = add_unit(
            code=code,
            name=code.upper(),
            parent=made.get(parent or ""),
            branch="executive",
            level="national",
            police=police,
            by=SYSTEM,
            at=MONDAY,
        )
    return made


def _joins(name: str, units: dict[str, Unit]) -> Actor:
    full, roles, unit, on_duty = PEOPLE[name]
    word = services.invite(
        name=full, sign_in_name=name, roles=list(roles), unit=units[unit], by=SYSTEM, at=MONDAY
    )
    secret = codes.new_secret()
    code = codes.code_at(secret, MONDAY)
    member = services.enrol(word, password=PASSWORD, code_secret=secret, code=code, at=MONDAY)
    member.on_duty = on_duty
    member.save(update_fields=["on_duty"])
    return unlocked(member, PASSWORD)


def _another(rosa: Actor) -> tuple[str, Visitor]:
    filed = file_request(a_letter(), by=STRANGER, at=MONDAY)
    folder = filing_to_open(filed.folder.code, seen_by=rosa)
    assert folder is not None
    open_case(folder, by=rosa, at=MONDAY)
    whoever, _pair = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    return folder.code, whoever


def _neighbour(units: dict[str, Unit], members: dict[str, Actor]) -> str:
    filed = file_request(a_letter(), by=STRANGER, at=MONDAY)
    her, _pair = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    ana, rosa, delia = (members[name] for name in ("ana", "rosa", "delia"))
    folder = filing_to_open(filed.folder.code, seen_by=rosa)
    assert folder is not None
    open_case(folder, by=rosa, at=MONDAY)
    case = opened(folder.code, seen_by=ana)
    measure = proposed(case, units["pnp-selva"], ana)
    says(her, measure, "agreed")
    before_her = put(case, ana, delia)
    decision = decided(before_her, delia, outcome(before_her, measure, delia))
    measure.refresh_from_db()
    case = opened(folder.code, seen_by=ana)
    where = ["coarse_place"]
    forward(case, measure, units["pnp-selva"], fields=where, by=ana, at=decision.issued_at)
    return folder.code
