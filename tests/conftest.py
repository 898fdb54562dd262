"""What holds for every test: see also [tool.pytest] in pyproject.toml.

Sockets reach loopback only, the order is random, a warning is an error.
"""

from collections.abc import Iterator

import pytest
from django.utils import translation
from hypothesis import HealthCheck, settings

# A busy machine is no reason to fail; the examples are drawn anew on each run.
settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("house")

pytest_plugins = ["tests.people", "tests.duties"]


@pytest.fixture(autouse=True)
def spanish() -> Iterator[None]:
    """Each test begins in the language that the product begins in, whatever the last one spoke."""
    translation.activate("es")
    yield
    translation.deactivate()
