"""The visitors of the access matrix and what its addresses name, for a browser that is handed the
pages: nothing is served here."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.architecture.conftest import (  # noqa: F401 - fixtures
    companions,
    each,
    on_record,
    staff,
    team,
    things,
    visitors,
)

NARROW: ViewportSize = {"width": 320, "height": 640}


@pytest.fixture
def narrow(chromium: Browser) -> Iterator[Page]:
    """One page on a telephone."""
    context = chromium.new_context(viewport=NARROW, locale="es-PE")
    yield context.new_page()
    context.close()
