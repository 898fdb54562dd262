"""A case of somebody who speaks another language, and interpreters for it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from amparo.casework.interpreting import interpreters
from amparo.casework.interpreting.interpreters import Proposed
from tests.people import BODY, MONDAY

TUESDAY = MONDAY + timedelta(days=1)
TO_HER = "La señora Rosalía Tuesta podría interpretar. Puede decir que no."
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@pytest.fixture
def letter(letter):
    """She speaks a language that the site does not, unless a test says otherwise."""

    def make(**changes):
        return letter(**{"body": BODY | {"language": "asháninka"}, **changes})

    return make


@pytest.fixture
def named(anas, ana):
    proposed = Proposed("Rosalía Tuesta", "asháninka", "radio 7", TO_HER)
    return interpreters.name(anas, proposed, by=ana, at=TUESDAY)


def signed_paper(name="promesa.pdf"):
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")
