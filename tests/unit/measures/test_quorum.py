"""Where the law asks how many members of a committee were present, the page of the decision asks it
too; and a body that the norm names on a condition is proposed where that was found. No shipped law
says either with a number, so a copy does."""

import shutil

import pytest
from django.urls import reverse

from amparo.casework.admission.other_body_steps.queries import offers
from amparo.casework.admission.services import note_step
from amparo.casework.measures.catalogue import catalogue, recipients
from amparo.casework.measures.models import Decision
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.procedure.legal_effects_of_acts import NotInOrder
from amparo.foundations.intake.queries import standing
from amparo.law import load_folder, protocol_folder
from tests.people import MONDAY
from tests.plans import decided, outcome, proposed, put, says
from tests.unit.admission.test_steps import DAY, EVALUATED, case_under

NEEDS = 'needs = ["preliminary_report_issued", "risk_reported", "measures_proposed"'
COMMITTEE = 'needs = ["evaluation_made"]\nrecords = "committee_recommended"'
GATE = """
[[fact]]
id = "members_present"
kind = "count"
source = "acta"

[[fact]]
id = "quorum"
kind = "gate"
at_least = { members_present = 3 }
source = "acta"

[[track]]"""


@pytest.fixture
def changed(tmp_path, under_law):
    """A shipped law with other words in it."""

    def change(name, *changes):
        folder = tmp_path / name
        shutil.copytree(protocol_folder(name), folder)
        for file, before, after in changes:
            text = (folder / file).read_text()
            assert before in text, before
            (folder / file).write_text(text.replace(before, after, 1))
        law = load_folder(folder)
        under_law(law)
        return law

    return change


def counting(before, after):
    words = '[facts]\nmembers_present = "Members present"\nquorum = "The committee has a quorum"\n'
    texts = [(f"texts/{one}.toml", "[facts]\n", words) for one in ("es", "en")]
    gate = ("protocol.toml", "\n[[track]]", GATE)
    return [("protocol.toml", before, after), gate, *texts]


@pytest.fixture
def delias(changed, anas, ana, delia, site, flor):
    """Put to decision under a law that asks for three members."""
    measure = proposed(anas, site["pnp-selva"], ana)
    says(flor, measure, "agreed")
    changed("pe-2021", *counting(NEEDS, f'{NEEDS}, "quorum"'))
    return put(anas, ana, delia), measure


@pytest.mark.parametrize("counted", [{}, {"members_present": "2"}])
def test_too_few_members_decide_nothing(delias, delia, counted):
    case, measure = delias
    with pytest.raises(NotInOrder, match="quorum"):
        decided(case, delia, outcome(case, measure, delia), counted=counted)
    assert not Decision.objects.exists()


def test_enough_members_decide_and_the_record_says_how_many(delias, delia, flor):
    case, measure = delias
    decided(case, delia, outcome(case, measure, delia), counted={"members_present": "4"})
    assert Filing.objects.get().facts["members_present"] == "4"
    [paper] = papers_in(flor.folder, seen_by=flor, kinds=["decision"])
    words = flor.folder.words(paper)
    assert words["outcome"].endswith(". Members present: 4")
    assert words["data"]["counted"] == {"members_present": "4"}


def test_the_page_asks_how_many_and_says_what_the_law_asks_for(delias, delia, signed_in):
    case, measure = delias
    browser = signed_in(delia)
    browser.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    page = reverse("measures:decide", args=[case.code])
    shown = browser.get(page).content.decode()
    assert "Members present" in shown
    assert "The law asks for 3 at least." in shown
    assert "The protocol asks for this first" not in shown
    sent = {
        "grounds": "x",
        "beneficiaries": "x",
        f"{measure.ref}-seen": outcome(case, measure, delia).seen,
        f"{measure.ref}-outcome": "denied",
        f"{measure.ref}-reasons": "x",
    }
    assert browser.post(page, sent).status_code == 422
    few = browser.post(page, sent | {"counted-members_present": "2"})
    assert few.status_code == 409
    assert "The protocol asks for this first: The committee has a quorum" in few.content.decode()
    assert browser.post(page, sent | {"counted-members_present": "3"}).status_code == 302


# --- a committee that has no desk: its session is noted ---


@pytest.fixture
def before_the_committee(changed, letter, rosa, ana, settings):
    changed("co-2011", *counting(COMMITTEE, COMMITTEE.replace('"]', '", "quorum"]')))
    return case_under("co-2011", letter, rosa, ana, settings, **EVALUATED)


def test_a_session_is_noted_with_how_many_were_present(before_the_committee, ana, signed_in):
    case, at = before_the_committee, MONDAY + 9 * DAY
    filing = Filing.objects.get()
    offer = next(
        one
        for one in offers(case, standing(filing, at=at), seen_by=ana)
        if one.act == "recommend_in_committee"
    )
    assert offer.missing == ()
    with pytest.raises(NotInOrder, match="quorum"):
        note_step(case, offer.act, when=MONDAY + 3 * DAY, text="acta", by=ana, at=at)
    browser = signed_in(ana)
    browser.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    page = reverse("admission:step", args=[case.code])
    sent = {"step": offer.act, "when": "2026-11-12T10:00", "text": "acta 4"}
    assert browser.post(page, sent).status_code == 422
    few = browser.post(page, sent | {"counted-members_present": "2"})
    assert few.status_code == 409
    assert "The protocol asks for this first: The committee has a quorum" in few.content.decode()
    assert browser.post(page, sent | {"counted-members_present": "5"}).status_code == 302
    filing.refresh_from_db()
    assert "committee_recommended" in filing.happened
    assert filing.facts["members_present"] == "5"


# --- a body on a condition ---

THROUGH = 'source = "anexo, art. 31 a; art. 32"\nimplemented_by = ["mininter"]\nthrough = ["pnp"]\n'


@pytest.mark.parametrize(("found", "first"), [(True, "pnp"), (None, "mininter")])
def test_a_body_on_a_condition_comes_first_where_it_was_found(
    changed, anas, ana, site, found, first
):
    changed(
        "pe-2021",
        ("30-measures.toml", THROUGH, f'{THROUGH}only_if = {{ pnp = "imminent_risk" }}\n'),
    )
    if found:
        anas.folder.filing.facts["imminent_risk"] = True
    entry = catalogue(anas)["pe21_patrol"]
    assert recipients(anas, entry, seen_by=ana).first == first


def test_the_condition_stands_beside_its_name(changed, anas, ana, signed_in):
    changed(
        "pe-2021",
        ("30-measures.toml", THROUGH, f'{THROUGH}only_if = {{ pnp = "imminent_risk" }}\n'),
    )
    browser = signed_in(ana)
    browser.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    shown = browser.get(reverse("measures:plan", args=[anas.code])).content.decode()
    assert "(only if: " in shown
