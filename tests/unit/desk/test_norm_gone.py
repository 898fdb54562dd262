"""A case whose norm is not on this machine any more: it opens, says so, and loses nothing."""

import logging
import shutil

import pytest
from django.urls import reverse

from amparo.cli.commands.site import tick
from amparo.foundations.cases.computed_columns import refresh
from amparo.law import load_protocol
from tests.clock import TODAY
from tests.norm_folders import NEWER
from tests.norms import WHY, pass_now

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def gone(norms, delias, settings):
    """The case's own norm is removed; the site runs the newer one."""
    older, _newer = norms
    settings.PROTOCOL = NEWER
    refresh(delias.case, at=TODAY)
    shutil.rmtree(older)
    load_protocol.cache_clear()
    return delias


def test_it_opens_says_what_to_do_and_shows_the_stored_dates(gone, delia, signed_in):
    page = signed_in(delia).get(reverse("desk:case", args=[gone.code]), headers=ENGLISH)
    said = page.content.decode()
    assert page.status_code == 200
    assert "norm is missing on this site" in said
    assert "protocols/xx-example" in said
    assert "Tue 10 Nov" in said
    assert "shelter" in said
    assert "Delia Campos" in said


def test_the_worklist_lists_it_with_its_stored_date(gone, delia, signed_in):
    said = signed_in(delia).get(reverse("desk:worklist"), headers=ENGLISH).content.decode()
    assert gone.code in said
    assert "norm is missing" in said
    assert "Overdue" in said


def test_no_other_page_breaks_and_what_was_typed_comes_back(gone, delia, signed_in, caplog):
    desk, pages = signed_in(delia), ("desk:norm", "measures:decide")
    with caplog.at_level(logging.CRITICAL):
        for name in pages:
            answer = desk.post(
                reverse(name, args=[gone.code]), {"reason": WHY, "grounds": WHY}, headers=ENGLISH
            )
            assert answer.status_code in {409, 503}, name
            assert WHY in answer.content.decode(), name


def test_a_stranger_learns_nothing_of_it(gone, olga, signed_in):
    answer = signed_in(olga).get(reverse("desk:case", args=[gone.code]))
    assert answer.status_code == 404


def test_the_job_of_each_minute_names_it(gone, caplog):
    with pytest.raises(tick.NormsMissing):
        tick.say_missing_norms(at=TODAY)
    assert "xx-example, whose folder is not here" in caplog.text


def test_where_the_norm_that_it_left_is_gone_the_case_goes_on_under_the_new_one(
    norms, delias, delia, signed_in
):
    pass_now(delias, delia)
    shutil.rmtree(norms[0])
    load_protocol.cache_clear()
    page = signed_in(delia).get(reverse("desk:case", args=[delias.code]), headers=ENGLISH)
    assert page.status_code == 200
    assert "Mon 16 Nov" in page.content.decode()
    assert "visit, under xx-example" in page.content.decode()
