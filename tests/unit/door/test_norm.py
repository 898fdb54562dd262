"""Her page when another norm applies: since when, why, what changed for her, and what she keeps."""

import logging
import shutil
from datetime import timedelta

import pytest
from django.urls import reverse

from amparo.foundations.cases.norm_transition import plan_back, take_back
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.procedure.complaints import complain
from amparo.law import load_protocol
from tests.clock import TODAY
from tests.norms import WHY, pass_now


@pytest.fixture
def hers(of_older, came_back):
    """Her browser, back with her words."""
    browser = came_back(of_older)
    browser.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return browser


def mine(browser):
    return browser.get(reverse("door:mine")).content.decode()


def test_nothing_is_said_where_nothing_changed(hers, delias):
    assert "Another norm applies" not in mine(hers)


def test_she_reads_since_when_why_and_what_changed_for_her(hers, delias, delia):
    paper = pass_now(delias, delia)
    said = mine(hers)
    assert "Another norm applies to your request" in said
    assert "25 Nov" in said
    assert "you can complain and contest as before" in said
    assert WHY not in said  # until she opens it: opening it is her receipt
    letter = hers.get(reverse("door:paper", args=[paper.ref])).content.decode()
    assert WHY in letter
    assert "What changes for you" in letter
    assert "due by Monday 30 November 2026 (Example Act 4, s. 5, as amended)" in letter
    assert "It was late, and that stays on record." in letter
    assert Document.objects.get(ref=paper.ref).read_at is not None


def test_she_keeps_her_complaint_and_reads_under_which_norm(hers, delias, delia):
    pass_now(delias, delia)
    assert "Visit, under Example Act 1" in mine(hers)
    page = reverse("door:complaint", args=["xx-example--visit"])
    said = hers.get(page).content.decode()
    assert "Example Act 1, s. 5" in said
    assert hers.post(page).status_code == 302
    assert "You complained" in mine(hers)
    assert "Example Act 1" in hers.get(page).content.decode()


def test_a_complaint_from_before_is_still_there(hers, delias, delia, caller):
    complain(caller.folder, "visit", by=caller, at=TODAY - timedelta(days=1))
    pass_now(delias, delia)
    said = mine(hers)
    assert "You complained" in said
    assert hers.get(reverse("door:complaint", args=["xx-example--visit"])).status_code == 200


def test_that_it_was_taken_back_is_said_too(hers, delias, delia):
    pass_now(delias, delia)
    at = TODAY + timedelta(minutes=5)
    seen = plan_back(delias.folder.filing, at=at).mark
    take_back(delias.case, delias.folder, reason=WHY, seen=seen, by=delia, at=at)
    assert "Your request is under its earlier norm again" in mine(hers)


def test_where_the_norm_is_removed_she_is_told_that_nothing_is_lost(hers, norms, caplog):
    shutil.rmtree(norms[0])
    load_protocol.cache_clear()
    with caplog.at_level(logging.CRITICAL):
        answer = hers.get(reverse("door:mine"))
    assert answer.status_code == 503
    assert "Nothing of the case is lost" in answer.content.decode()
