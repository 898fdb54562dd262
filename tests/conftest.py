"""What holds for every test: see also [tool.pytest] in pyproject.toml.

Sockets reach loopback only, the order is random, a warning is an error.
"""

import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings as of_site
from django.utils import translation
from hypothesis import HealthCheck, settings

from amparo.foundations.access import nearness

# A busy machine is no reason to fail; the examples are drawn anew on each run.
settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("house")

pytest_plugins = [
    "tests.clock",
    "tests.people",
    "tests.duties",
    "tests.norms",
    "tests.rights",
    "tests.consulting",
]


@pytest.fixture(autouse=True)
def spanish() -> Iterator[None]:
    """Each test begins in the language that the product begins in, whatever the last one spoke."""
    translation.activate("es")
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def nobody_guessed_before() -> Iterator[None]:
    """What other tests tried today counts for none of them."""
    yield
    shutil.rmtree(of_site.RUN / nearness.FOLDER, ignore_errors=True)
