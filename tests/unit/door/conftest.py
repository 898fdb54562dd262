"""Browsers at the door, and the file of somebody who has come in."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import ask
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.queries import visit_by_phrase
from amparo.foundations.intake.requests.services import Filed, file_request

PHOTO = b"\xff\xd8\xff\xe0" + b"a picture of handwriting" * 40


@pytest.fixture
def photo() -> Callable[..., SimpleUploadedFile]:
    def make(name: str = "carta.jpg", content: bytes = PHOTO) -> SimpleUploadedFile:
        return SimpleUploadedFile(name, content)

    return make


@pytest.fixture
def came_back() -> Callable[[Filed], Client]:
    """The browser of somebody who said the words of this filing."""

    def make(filed: Filed) -> Client:
        visitor, pair = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
        content = {"way": visitor.way.pk, "secret": pair.secret.hex()}
        client = Client()
        client.cookies["amparo_visit"] = sittings.begin("visit", content, at=timezone.now()).hex()
        return client

    return make


@pytest.fixture
def her(came_back, filed):
    return came_back(filed)


@pytest.fixture
def another(came_back, rosa, letter):
    """Somebody with a file of her own."""
    return came_back(file_request(letter(), by=STRANGER, at=timezone.now()))


@pytest.fixture
def question(anas, site, ana) -> Question:
    """Patrols by the police unit: it would learn the coarse place, and nothing else."""
    paper = write_paper(
        anas.folder,
        kind="measure",
        body={
            "label": "Rondas cerca de su casa",
            "what": "Una patrulla pasaría de noche.",
            "fields": {"coarse_place": "Barrio Las Lomas"},
        },
        by=ana,
        at=timezone.now(),
        for_person=True,
    )
    return ask(
        anas.folder,
        kind="measure",
        subject="RONDA",
        unit=site["pnp-selva"],
        fields=["coarse_place"],
        paper_ref=paper.ref,
        by=ana,
        at=timezone.now(),
    )
