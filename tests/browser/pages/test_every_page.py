"""Every page that can be opened, on a telephone: axe finds nothing, nobody has to scroll sideways,
whichever way a language is written and however long its words are, and where readers choose the
colours what is drawn takes them, and what is to be pressed has an edge or a line.

The rows are those of the access matrix: a new page is looked at as soon as it has its row. Here
those of a person, of institutions and of everybody, and the site of an organisation; the team's
are in test_every_page_of_the_team.py and test_the_rest_of_the_team.py, for other workers.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from django.test import Client
from playwright.sync_api import Page

from amparo.casework.admission.corrections import services as correcting
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.requests.services import Filed
from tests.browser.pages.looking import LEADS_ON, MATRIX, fits_a_phone, rows_of
from tests.people import MONDAY

pytestmark = pytest.mark.browser


@pytest.mark.django_db
@pytest.mark.parametrize(
    "rows", [rows_of(), rows_of(site="organisation")], ids=["a-mechanism", "an-organisation"]
)
def test_each_page_fits_a_phone(each: Callable[..., None], narrow: Page) -> None:
    """And axe finds nothing."""
    each(fits_a_phone, narrow, set())


@pytest.mark.django_db
def test_pages_led_to_fit_a_phone(
    visitors: Mapping[str, Client],
    things: Mapping[str, str],
    team: OpenCase,
    staff: dict[str, Actor],
    filed: Filed,
    narrow: Page,
) -> None:
    """Those that lead on in the other test, in the state that shows them."""
    at = MONDAY + timedelta(hours=6)
    correcting.ask(team, {"place": "¿en qué distrito?"}, text="", by=staff["analyst"], at=at)
    another = {"name": "Julia", "relation": "family", "right": "speaks"}
    visitors["person"].post("/mine/others/", {**another, "phrase": " ".join(filed.words)})
    Filing.objects.filter(pk=team.folder.filing.pk).update(impediment="missing")
    rows = {row.page: row for row in MATRIX.rows}
    for name, where in LEADS_ON.items():
        if where == "here":
            fits_a_phone(rows[name], visitors, things, narrow, set(), leads_on=False)
