import os

import pytest

from tests.sites import site_in

KINDS = ["sqlite", "postgresql"]


@pytest.fixture(params=KINDS)
def served(request, tmp_path):
    """A served site whose door is open, on each database that there is."""
    server = os.environ.get("DATABASE_URL", "") if request.param == "postgresql" else ""
    if request.param == "postgresql" and not server:
        pytest.skip("no DATABASE_URL: script/with-postgres gives one")
    with site_in(tmp_path / "site", "rosa", server=server) as site:
        yield site
