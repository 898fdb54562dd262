"""Pages of a search and of a death: what is typed there is on record."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.disappearances.models import DisappearanceOrDeath
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from tests.befallen import note

type SignIn = Callable[[Actor], Client]


def address(name: str, case: OpenCase, happening: DisappearanceOrDeath) -> str:
    return reverse(f"disappearances:{name}", args=[case.code, happening.ref])


def test_an_entry_is_in_the_log(anas: OpenCase, ana: Actor, signed_in: SignIn) -> None:
    missing, client = note(anas, ana), signed_in(ana)
    then = timezone.localtime() - timedelta(minutes=5)
    typed = {
        "what": "searched", "moment": f"{then:%Y-%m-%dT%H:%M}", "text": "Dos botes fueron al río.",
    }  # fmt: skip
    assert client.post(address("log", anas, missing), typed).status_code == 302
    assert "Dos botes fueron al río." in client.get(address("happening", anas, missing)).text


def test_a_stage_of_the_investigation_stays(anas: OpenCase, ana: Actor, signed_in: SignIn) -> None:
    died, client = note(anas, ana, what="died", kind="killing"), signed_in(ana)
    typed = {
        "stage": "reported", "on": timezone.localdate().isoformat(),
        "text": "La fiscalía, carpeta 9.",
    }  # fmt: skip
    assert client.post(address("investigation", anas, died), typed).status_code == 302
    assert "La fiscalía, carpeta 9." in client.get(address("happening", anas, died)).text


def test_a_kind_changes_with_its_reason(anas: OpenCase, ana: Actor, signed_in: SignIn) -> None:
    missing, client = note(anas, ana), signed_in(ana)
    typed = {"kind": "killing", "text": "Lo dijo la fiscalía."}
    assert client.post(address("kind", anas, missing), typed).status_code == 302
    missing.refresh_from_db()
    assert missing.kind == "killing"
    assert "Lo dijo la fiscalía." in client.get(address("happening", anas, missing)).text
