"""The pages of the team that test_every_page_of_the_team.py leaves to this file."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.pages.looking import fits_a_phone, rows_of

pytestmark = pytest.mark.browser


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [rows_of(team=True)[1::2]], ids=["the-rest"])
def test_the_rest_of_the_team_fits_a_phone(each: Callable[..., None], narrow: Page) -> None:
    """And axe finds nothing."""
    each(fits_a_phone, narrow, set())
