"""What was written before: every version of a paper, and what each one changed."""

import pytest
from django.urls import reverse

from amparo.casework.admission.services import change_note, keep_note
from amparo.casework.measures.queries import measure_called
from amparo.casework.measures.services import change
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.models import Document
from tests.people import MONDAY
from tests.plans import PLACE, TUESDAY, proposal, proposed

HOUSES = ["palomaprimera", "palomasegunda"]


@pytest.fixture
def note(anas, ana):
    paper = keep_note(anas, text="llama por la tarde", by=ana, at=MONDAY)
    return change_note(anas, paper, text="llama por la noche", seen=1, by=ana, at=MONDAY)


def address(anas, ref):
    return reverse("desk:history", args=[anas.code, ref])


def test_each_version_stands_there_with_what_it_changed(note, anas, ana, signed_in):
    page = signed_in(ana).get(address(anas, note.ref)).text
    assert "<del>" in page
    assert "tarde" in page.split("<del>")[1].split("</del>")[0]
    assert "noche" in page.split("<ins>")[1].split("</ins>")[0]
    assert "Versión 1" in page
    assert "Ana" in page


def test_the_case_page_leads_to_it(note, anas, ana, signed_in):
    browser = signed_in(ana)
    page = browser.get(reverse("desk:case", args=[anas.code])).text
    assert address(anas, note.ref) in page


def test_what_was_never_changed_is_not_listed(anas, ana, signed_in):
    paper = keep_note(anas, text="una sola", by=ana, at=MONDAY)
    page = signed_in(ana).get(reverse("desk:case", args=[anas.code])).text
    assert address(anas, paper.ref) not in page


def test_another_team_finds_nothing(note, anas, olga, signed_in):
    assert signed_in(olga).get(address(anas, note.ref)).status_code == 404


def test_a_paper_that_is_not_there_and_one_of_another_case_are_the_same(note, anas, ana, signed_in):
    assert signed_in(ana).get(address(anas, "nada")).status_code == 404


def test_a_kind_of_paper_without_a_history_has_no_such_page(anas, ana, signed_in):
    """Her own words, and who must not know, are read where they stand."""
    write_paper(anas.folder, kind="exclusions", body={"names": "Pedro Nadie"}, by=ana, at=MONDAY)
    papers = Document.objects.filter(kind__in=["request", "exclusions"])
    assert len(papers) == 2
    for paper in papers:
        assert signed_in(ana).get(address(anas, paper.ref)).status_code == 404


def test_where_a_proposal_said_that_somebody_sleeps_is_folded_as_on_the_case(
    anas, ana, signed_in, site
):
    houses = [{**PLACE, "exact_place": house} for house in HOUSES]
    measure = proposed(anas, site["pnp-selva"], ana, values=houses[0])
    seen = measure_called(anas, measure.ref, seen_by=ana).seen
    other = proposal(site["pnp-selva"], values=houses[1])
    change(anas, measure.ref, other, seen=seen, by=ana, at=TUESDAY)
    browser, page = signed_in(ana), address(anas, measure.paper_ref)
    folded = browser.get(page).text
    assert reverse("desk:field", args=[anas.code, "place"]) in folded
    assert not [one for one in HOUSES if one in folded]
    browser.post(reverse("desk:field", args=[anas.code, "place"]), {"reason": "to_weigh"})
    assert "segunda" in browser.get(page).text
