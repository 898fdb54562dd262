"""What other programs may read is described by the code itself, and every promise of it is tried:
schemathesis draws requests from the description and holds each answer against it."""

import json
from datetime import UTC, datetime, timedelta

import fastjsonschema
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.core.failures import FailureGroup

from amparo.casework.figures.services import publish_what_is_due
from amparo.cli.walk.scenes.fictional_law_draft import NAME
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.ledger.daily_publication import publish_daily
from amparo.observatory.consultations import danger_review as looking
from amparo.observatory.consultations import services
from amparo.observatory.consultations.danger_review import Look
from amparo.observatory.consultations.models import Danger, Proposal
from amparo.observatory.consultations.services import Given
from amparo.site.api.json_schemas import WHERE
from amparo.site.api.openapi_document import MEANINGS
from amparo.wsgi import application
from tests import consulting
from tests.architecture.access_matrix import pages
from tests.consulting import AFTER
from tests.people import MONDAY

ADDRESS = "/public/openapi.json"
JANUARY = datetime(2027, 1, 5, tzinfo=UTC)
SHOWN, WITHHELD = Proposal.State.SHOWN, Proposal.State.WITHHELD
FOR_A_PROGRAM = (".json", ".csv", ".xlsx", ".atom")
OPERATIONS = (
    "attacks_edition_csv", "attacks_edition_json", "figures_csv", "figures_json", "figures_xlsx",
    "ledger_feed", "ledger_json", "openapi", "record_json",
)  # fmt: skip
# The same requests on each run: what another draw would find is found by whoever changes this.
SAME_EACH_TIME = settings(
    max_examples=25,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def counted(granted):
    """Figures of a month and of a year."""
    publish_what_is_due(by=SYSTEM, at=JANUARY)


@pytest.fixture
def headed(filed):
    """Two heads of the record, of which one goes on from the other."""
    for day in range(2):
        publish_daily(by=SYSTEM, at=MONDAY + timedelta(days=day))


def looked(received, look, *, by):
    row = Proposal.objects.select_related("consultation").get(pk=received.proposal.pk)
    looking.look(row, look, seen=1, by=by, at=MONDAY)
    return Proposal.objects.select_related("consultation").get(pk=row.pk)


@pytest.fixture
def consulted(plan, ana):
    """One proposal shown in part and answered, one withheld, one that nobody looked at; closed."""
    consultation = consulting.put(plan())
    answered, withheld, _waiting = (consulting.propose(consultation) for _ in range(3))
    shown = looked(answered, Look(SHOWN, Danger.SOMEBODY, ("Ermelinda",)), by=ana)
    services.answer(shown, Given("partly", "Hace falta.", "Dos días."), seen=1, by=ana, at=MONDAY)
    looked(withheld, Look(WITHHELD, Danger.THREAT), by=ana)
    return services.close(consultation, reason="Vence.", by=SYSTEM, at=AFTER)


MOMENTS = (request_started, request_finished)


def answering(environ, start):
    """What serves the site, on the connection of the test, which stays open."""
    for moment in MOMENTS:
        moment.disconnect(close_old_connections)
    return application(environ, start)


@pytest.fixture
def here():
    """The site as a program finds it."""
    yield schemathesis.openapi.from_wsgi(ADDRESS, answering)
    for moment in MOMENTS:
        moment.connect(close_old_connections)


def document(language="en"):
    answer = Client().get(ADDRESS, headers={"accept-language": language})
    return json.loads(answer.content)


def described():
    return {said["get"]["operationId"]: address for address, said in document()["paths"].items()}


def test_every_address_for_a_program_is_described_and_no_page_is():
    named = {
        name.removeprefix("site:"): pattern
        for name, pattern in pages().items()
        if name.startswith("site:") and str(pattern.pattern).endswith(FOR_A_PROGRAM)
    }
    assert set(described()) == set(named) == set(OPERATIONS)
    for name, address in described().items():
        parts = dict.fromkeys(named[name].pattern.converters, NAME)
        assert address.format(**parts) == reverse(f"site:{name}", kwargs=parts)


def keeps_its_promises(here, operation):
    """Status, kind, and every field of what is told: of what is there and of what is not."""
    asked = here.find_operation_by_id(operation)

    @SAME_EACH_TIME
    @given(case=asked.as_strategy(), there=st.booleans())
    def holds(case, there):
        if there and case.path_parameters:
            case.path_parameters["name"] = NAME
        case.call_and_validate()

    holds()


@pytest.mark.parametrize("operation", ["figures_csv", "figures_json", "figures_xlsx"])
def test_whatever_is_asked_of_the_figures_the_answer_is_what_was_promised(operation, counted, here):
    keeps_its_promises(here, operation)


@pytest.mark.parametrize("operation", ["ledger_feed", "ledger_json", "openapi"])
def test_whatever_is_asked_of_the_record_the_answer_is_what_was_promised(operation, headed, here):
    keeps_its_promises(here, operation)


def test_whatever_is_asked_of_a_consultation_the_answer_is_what_was_promised(consulted, here):
    keeps_its_promises(here, "record_json")


@pytest.mark.parametrize("operation", OPERATIONS)
def test_before_anything_was_published_the_promises_hold_too(operation, db, here):
    keeps_its_promises(here, operation)


def test_a_promise_that_is_not_kept_would_be_noticed(headed, here):
    """The same check, with one field more in the description than there is."""
    said = document()
    said["components"]["schemas"]["HeadSaid"]["required"].append("moon")
    false = schemathesis.openapi.from_dict(said)
    false.app = here.app
    case = false.find_operation_by_id("ledger_json").Case()
    with pytest.raises(FailureGroup, match="moon"):
        case.call_and_validate()


def test_what_was_held_against_it_was_not_empty(client, counted, headed, consulted):
    figures = json.loads(client.get("/public/figures.json").content)
    assert {one["series"] for one in figures["editions"]} == {"totals", "splits"}
    states = {one["state"] for edition in figures["editions"] for one in edition["figures"]}
    assert {"known", "hidden", "not_measured"} <= states
    assert len(json.loads(client.get("/public/ledger.json").content)["heads"]) == 2
    record = json.loads(client.get(f"/public/consultations/{NAME}/record.json").content)
    assert set(record["states"]) == {"shown", "withheld", "waiting"}
    assert [len(one["answers"]) for one in record["proposals"]] == [1, 0, 0]
    assert record["closing"]["proposals"][2]["shown"]["state"] == "waiting"


def test_another_reader_of_json_schema_agrees(client, counted, headed, consulted):
    """What is described is JSON Schema as others read it too, and nothing is there that it does not
    name: schemathesis lets more fields pass."""
    shapes = json.loads(json.dumps(document()["components"]).replace(WHERE, "#/definitions/"))
    for shape, address in (
        ("FiguresSaid", "/public/figures.json"),
        ("HeadsSaid", "/public/ledger.json"),
        ("RecordSaid", f"/public/consultations/{NAME}/record.json"),
    ):
        whole = {"$ref": f"#/definitions/{shape}", "definitions": shapes["schemas"]}
        fastjsonschema.validate(whole, json.loads(client.get(address).content))


def test_every_field_that_is_explained_is_there():
    shapes = document()["components"]["schemas"]
    told = {(shape, field) for shape, said in shapes.items() for field in said["properties"]}
    assert set(MEANINGS) <= told


def test_it_is_explained_in_the_language_that_is_asked_for():
    english, spanish = document("en"), document("es")
    assert english["info"]["title"] == "Amparo: what is open to everybody"
    assert spanish["info"]["title"] == "Amparo: lo que está abierto a todas las personas"
    assert list(english["paths"]) == list(spanish["paths"])


@pytest.mark.parametrize("page", ["", "figures/", "ledger/", f"consultations/{NAME}/record/"])
def test_whoever_reads_a_page_of_it_finds_the_description(client, consulted, page):
    assert f'href="{ADDRESS}"' in client.get(f"/public/{page}").text


def test_an_address_of_another_site_is_refused_as_promised():
    answer = Client().get(ADDRESS, headers={"host": "evil.example"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "text/html; charset=utf-8")
