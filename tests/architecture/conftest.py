"""The people who try every page, and the things that the addresses name (access_matrix.toml)."""

from collections.abc import Mapping

import pytest
from django.test import Client


@pytest.fixture
def visitors(db: None) -> Mapping[str, Client]:
    """Return a browser for each visitor of the matrix, signed in as that visitor would be."""
    return {"nobody": Client()}


@pytest.fixture
def things(db: None) -> Mapping[str, str]:
    """Return what stands in addresses: the code of a case, the reference of a measure."""
    return {}
