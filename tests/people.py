"""People with names and roles, as real accounts with real keys; and things they work on.

rosa receives, ana and beto analyse, delia decides, saul supervises; carla is an officer of the
police unit, mario of another ministry. olga is an analyst who is off duty and on nobody's team.
"""

import base64
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import one_time_codes as codes
from amparo.crypto import passwords
from amparo.crypto import shared_key_sealing as envelopes
from amparo.crypto.keys import KeyPair, new_pair
from amparo.foundations.accounts import decorators as pages
from amparo.foundations.accounts import services
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.models import Credentials, Member, Session
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import open_case
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.services import add_unit
from amparo.foundations.intake.keys.case_keys import STRANGER, Visitor
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.queries import Proof, filing_to_open, visit_by_phrase
from amparo.foundations.intake.requests.services import Filed, Letter, file_request

PASSWORD = "a window over seven quiet rivers"
MONDAY = datetime(2026, 11, 9, 15, 0, tzinfo=UTC)  # ten in the morning in Lima

UNITS = (
    ("minjusdh", None, False),
    ("dgdh", "minjusdh", False),
    ("mininter", None, False),
    ("pnp", "mininter", True),
    ("pnp-selva", "pnp", True),
    ("minam", None, False),
)


@pytest.fixture
def recovery_pair() -> KeyPair:
    return new_pair()


@pytest.fixture
def units(db: None) -> dict[str, Unit]:
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


@pytest.fixture
def site(units: dict[str, Unit], recovery_pair: KeyPair) -> dict[str, Unit]:
    """Units and a recovery key: what `amparo init` leaves."""
    services.make_group("recovery", "", public=recovery_pair.public, by=SYSTEM, at=MONDAY)
    return units


@pytest.fixture
def enrolled(site: dict[str, Unit]) -> Callable[..., Actor]:
    """Make an account as a person would: invitation, password, one-time code."""

    def make(name: str, *roles: str, unit: str = "dgdh", on_duty: bool = True) -> Actor:
        word = services.invite(
            name=name,
            sign_in_name=name.split(maxsplit=1)[0].casefold(),
            roles=list(roles),
            unit=site[unit],
            by=SYSTEM,
            at=MONDAY,
        )
        secret = code_secret_of(name)
        member = services.enrol(
            word,
            password=PASSWORD,
            code_secret=secret,
            code=codes.code_at(secret, MONDAY),
            at=MONDAY,
        )
        if not on_duty:
            Member.objects.filter(pk=member.pk).update(on_duty=False)
            member.on_duty = False
        actor = unlocked(member, PASSWORD)
        CODE_SECRETS[member.sign_in_name] = secret
        return actor

    return make


CODE_SECRETS: dict[str, str] = {}


def code_secret_of(name: str) -> str:
    """The same in each run: a code that a test types wrongly is never right by chance."""
    return base64.b32encode(hashlib.blake2b(name.encode(), digest_size=20).digest()).decode()


def unlocked(member: Member, password: str) -> Actor:
    """An actor as a sign-in makes one."""
    account = Credentials.objects.get(member=member)
    stretched = passwords.stretch(password, bytes(account.salt), passwords.Cost(**account.cost))
    secret = envelopes.unseal(
        stretched.wrapping_key,
        bytes(account.sealed_secret),
        context=f"member/{member.code}/secret",
    )
    return Actor(member, KeyPair(public=bytes(member.public), secret=secret))


@pytest.fixture
def rosa(enrolled: Callable[..., Actor]) -> Actor:
    return enrolled("Rosa Quispe", "reception")


@pytest.fixture
def ana(enrolled: Callable[..., Actor]) -> Actor:
    return enrolled("Ana Huaman", "analyst")


@pytest.fixture
def beto(enrolled: Callable[..., Actor]) -> Actor:
    return enrolled("Beto Rojas", "analyst")


@pytest.fixture
def olga(enrolled: Callable[..., Actor]) -> Actor:
    return enrolled("Olga Paredes", "analyst", on_duty=False)


@pytest.fixture
def delia(enrolled: Callable[..., Actor]) -> Actor:
    return enrolled("Delia Campos", "decision_maker", unit="minjusdh")


@pytest.fixture
def saul(enrolled: Callable[..., Actor]) -> Actor:
    return enrolled("Saul Medina", "supervisor")


@pytest.fixture
def irma(enrolled: Callable[..., Actor]) -> Actor:
    return enrolled("Irma Salas", "monitor")


@pytest.fixture
def carla(enrolled: Callable[..., Actor]) -> Actor:
    return enrolled("Carla Vega", "institution_officer", unit="pnp-selva")


@pytest.fixture
def mario(enrolled: Callable[..., Actor]) -> Actor:
    return enrolled("Mario Luna", "institution_officer", unit="minam")


@pytest.fixture
def nora(enrolled: Callable[..., Actor]) -> Actor:
    """She watches from outside."""
    return enrolled("Nora Salas", "overseer", unit="minam")


BODY: dict[str, Any] = {
    "who": {"kind": "person", "name": "Flor de la Quebrada"},
    "where": "cerca de un río, en la selva",
    "defends": "el agua del valle",
    "happened": "dejaron una nota en la puerta",
    "asks": "que alguien venga",
    "reach": {"how": "llamar", "when": "de noche", "words": "habla la prima"},
    "language": "es",
}


@pytest.fixture
def letter() -> Callable[..., Letter]:
    def make(**changes: Any) -> Letter:
        given: dict[str, Any] = {"body": BODY, "channel": "digital", "once": marks.token()}
        return Letter(**{**given, **changes})

    return make


@pytest.fixture
def filed(rosa: Actor, letter: Callable[..., Letter]) -> Filed:
    """A request that waits to be opened."""
    return file_request(letter(), by=STRANGER, at=MONDAY)


@pytest.fixture
def flor(filed: Filed) -> Visitor:
    """The person at risk, back with her words."""
    visitor, _ = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    return visitor


@pytest.fixture
def case(filed: Filed, rosa: Actor, ana: Actor) -> str:
    """The code of an opened case; rosa and ana (and beto, if asked for first) are its team."""
    folder = filing_to_open(filed.folder.code, seen_by=rosa)
    assert folder is not None
    open_case(folder, by=rosa, at=MONDAY + timedelta(hours=1))
    return folder.code


@pytest.fixture
def anas(case: str, ana: Actor) -> OpenCase:
    """The case as ana has it open."""
    return opened(case, seen_by=ana)


@pytest.fixture
def signed_in() -> Callable[[Actor], Client]:
    """A browser in which somebody has signed in."""

    def make(actor: Actor) -> Client:
        token = sittings.begin(
            Session.Kind.MEMBER,
            {"secret": actor.pair.secret.hex()},
            at=timezone.now(),
            member=actor.member,
        )
        client = Client()
        client.cookies[pages.COOKIE] = token.hex()
        return client

    return make


def proof_on_paper(filing: Filing) -> Proof:
    """What whoever asked was given to keep."""
    return Proof(filing.proof_number, filing.filed_at, filing.fingerprint)


def unfold(browser: Client, code: str, *parts: str) -> Client:
    """Somebody who is signed in opens folded parts of a file, and says why."""
    for part in parts:
        address = f"/desk/cases/{code}/part/{part}/"
        assert browser.post(address, {"reason": "to_weigh"}).status_code == 302
    return browser
