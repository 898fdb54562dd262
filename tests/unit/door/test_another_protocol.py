"""The whole way under a protocol of another country: other steps, hours, names and no channel."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from amparo.casework.admission.services import lift_danger_flag
from amparo.door.site_protocol import door_channel, law_of
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.dates_outside_terms import UNWEIGHED
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import open_case
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.queries import filing_to_open, visit_by_phrase
from amparo.foundations.intake.services import find
from tests.laid_out import laid_out

ENGLISH = {"accept-language": "en"}
NOW = datetime(2026, 11, 9, 15, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def elsewhere(settings, monkeypatch):
    """A site of that country, on a day on which its law is in force."""
    settings.PROTOCOL = "xx-example"
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def written(client, rosa):
    """Somebody who has sent the one step that this protocol asks, and her words."""
    client.post("/request/what_happens/", {"what_happens": "Me siguen desde ayer."})
    answer = client.post("/request/check/", follow=True)
    words = answer.context["words"]
    client.post("/words/confirm/", {f"word{n + 1}": word for n, word in enumerate(words)})
    return client, words


def test_one_step_is_one_step(client, rosa):
    assert client.get("/request/").headers["Location"] == "/request/what_happens/"
    page = client.get("/request/what_happens/", headers=ENGLISH).content.decode()
    assert "Step 1 of 1" in page
    assert client.post("/request/what_happens/", {}).headers["Location"] == "/request/check/"
    page = client.get("/request/check/", headers=ENGLISH).content.decode()
    assert "The last page, after 1 step<" in laid_out(page)
    assert "of 1" not in page


def test_what_was_written_is_filed_with_the_event_of_that_law(written):
    _, words = written
    visitor, _ = visit_by_phrase(" ".join(words), seen_by=STRANGER)
    filing = visitor.folder.filing
    assert filing.protocol == "xx-example"
    assert list(filing.happened) == [law_of().procedure.filing] == ["call_logged"]
    assert filing.facts == {}


def test_the_proof_and_her_page_say_hours_where_hours_count(written):
    browser, _ = written
    Filing.objects.update(facts={"life_at_stake": True})
    for path in ("/received/", "/mine/"):
        page = browser.get(path, headers=ENGLISH).content.decode()
        assert "3 hours" in page
        assert "Mon 9 Nov, 13:00" in page
        assert "Example Act 1, s. 4.1" in page
    assert browser.get("/received/slip/").status_code == 200


def test_every_page_of_hers_opens(written):
    browser, _ = written
    for path in ("papers/", "looked/", "allowed/", "write/", "keep-from/", "leave/"):
        assert browser.get(f"/mine/{path}").status_code == 200


def test_her_own_words_are_named_by_that_protocol(written):
    browser, _ = written
    page = browser.get("/mine/", headers=ENGLISH).content.decode()
    assert "Me siguen desde ayer." in page


def test_an_urgent_send_and_the_way_back(client, rosa):
    said = client.post("/urgent/", {"facts": "Me siguen.", "coarse_place": "Valle"}, follow=True)
    words = said.context["words"]
    client.cookies.clear()
    client.post("/return/", {"phrase": " ".join(words)})
    ref = client.get("/mine/").context["newest"].ref
    page = client.get(f"/mine/papers/{ref}/", headers=ENGLISH).content.decode()
    assert "What is happening?" in page
    assert "Where, more or less?" in page


def test_leaving_needs_no_finding_that_this_law_does_not_know(written):
    browser, _ = written
    browser.post("/mine/leave/")
    assert Filing.objects.get().withdrawn_at


def test_an_urgent_call_leads_until_somebody_lifts_its_flag(client, rosa):
    client.post("/urgent/", {"facts": "Me siguen."})
    folder = filing_to_open(Filing.objects.get().code, seen_by=rosa)
    case = open_case(folder, by=rosa, at=NOW)
    assert case.danger == UNWEIGHED
    find(folder.filing, {"life_at_stake": False}, by=rosa, at=NOW + timedelta(hours=1))
    case = Case.objects.get()
    refresh(case, at=NOW + timedelta(hours=1))
    assert case.danger == UNWEIGHED
    later = NOW + timedelta(hours=2)
    lift_danger_flag(opened(case.code, seen_by=rosa), text="a salvo", by=rosa, at=later)
    assert Case.objects.get().danger == 0


@pytest.mark.parametrize(("protocol", "called"), [("xx-example", "page"), ("pe-2021", "digital")])
def test_these_pages_have_a_name_in_every_protocol(settings, protocol, called):
    settings.PROTOCOL = protocol
    assert door_channel() == called
