"""The tabs of a case: each reads what it shows and no more; the head leads to what is due; the acts
stand in menus."""

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from django.utils import timezone

from amparo.casework.admission.services import keep_note
from amparo.casework.referral.handover.services import promise
from amparo.desk.case import tabs
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.next_acts import (
    COMMUNICATE,
    DECISION,
    FACTS,
    RECORD,
    RESERVED,
    RISK,
    SUMMARY,
)
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.models import Entry
from tests.people import MONDAY

MOST_LINKS = 25
TOLD = "dejaron una nota en la puerta"


class Links(HTMLParser):
    """Links outside of what is folded: those that a reader sees at once."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.deep, self.found = 0, 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.deep += tag == "details"
        self.found += tag == "a" and not self.deep and ("class", "skip") not in attrs

    def handle_endtag(self, tag: str) -> None:
        self.deep -= tag == "details"


@pytest.fixture
def address(case):
    return reverse("desk:case", args=[case])


@pytest.mark.parametrize("tab", tabs.STAGES)
def test_a_tab_shows_few_links_before_a_menu_is_open(address, tab, ana, signed_in):
    page = signed_in(ana).get(f"{address}?tab={tab}")
    assert page.status_code == 200
    assert 0 < Links(page.text).found <= MOST_LINKS


def test_each_tab_is_a_link_and_the_open_one_is_named(address, ana, signed_in):
    page = signed_in(ana).get(f"{address}?tab=people")
    assert f'<a href="{address}">' in page.text
    assert f'<a href="{address}?tab=people" aria-current="page">' in page.text


def test_an_unknown_tab_is_the_summary(address, ana, signed_in):
    page = signed_in(ana).get(f"{address}?tab=nothing")
    assert page.context["tab"].name == SUMMARY


def test_what_was_told_stands_on_its_tab_alone(address, ana, signed_in):
    browser = signed_in(ana)
    shown = {tab for tab in tabs.STAGES if TOLD in browser.get(f"{address}?tab={tab}").text}
    assert shown == {FACTS}


def test_only_the_open_tab_is_unsealed(address, anas, ana, flor, signed_in, monkeypatch):
    for number in range(5):
        body = {"text": f"mensaje {number}"}
        write_paper(flor.folder, kind="message", body=body, by=flor, at=timezone.now())
    browser, opened, really = signed_in(ana), list[str](), Folder.words
    browser.get(address)

    def words(folder, paper):
        opened.append(paper.kind)
        return really(folder, paper)

    monkeypatch.setattr(Folder, "words", words)
    browser.get(address)
    assert "message" not in opened
    browser.get(f"{address}?tab=contact")
    assert opened.count("message") == 5


def test_going_from_tab_to_tab_is_one_look(address, case, ana, signed_in):
    browser = signed_in(ana)
    for tab in tabs.STAGES:
        browser.get(f"{address}?tab={tab}")
    assert Entry.objects.filter(event="FileOpened", about=case).count() == 1


def test_what_is_pending_says_who_and_when_and_leads_there(address, anas, ana, signed_in):
    promise(anas, text="llamar", on=MONDAY.date() + timedelta(days=1), by=ana, at=MONDAY)
    page = signed_in(ana).get(address)
    rows = page.context["rows"]
    assert any(row.due and row.due.source for row in rows)  # a term of the law
    [promised] = [row for row in rows if "/referrals/tasks/" in row.url]
    assert promised.who
    assert promised.due.day == MONDAY.date() + timedelta(days=1)
    assert f'<a class="button button-plain" href="{promised.url}">' in page.text
    assert [row.ends for row in rows if not row.first] == sorted(
        row.ends for row in rows if not row.first
    )


def test_the_head_names_three_things_due_on_every_tab(address, anas, ana, signed_in):
    for days in (1, 2, 3, 4):
        on = MONDAY.date() + timedelta(days=days)
        promise(anas, text="llamar", on=on, by=ana, at=MONDAY)
    page = signed_in(ana).get(f"{address}?tab=people")
    assert page.context["act"] is not None
    assert len(page.context["after"]) == 2


def test_an_urgent_case_leads_with_a_call(address, anas, ana, signed_in):
    browser, code = signed_in(ana), anas.code
    call, help_now = (
        reverse(f"admission:{one}", args=[code]) for one in ("attempt", "open_action")
    )
    calm, button = browser.get(address).text, '<a class="button" href="'
    assert f"{button}{call}" not in calm.split('class="tabs')[0]
    Case.objects.update(danger=3)
    Filing.objects.update(urgent=True)
    head = browser.get(address).text.split('class="tabs')[0]
    assert head.index(f"{button}{call}") < head.index(f"{button}{help_now}")
    assert "La alerta de peligro sigue hasta" in head
    assert reverse("admission:lift_flag", args=[code]) in head


def test_every_act_stands_in_one_menu(address, ana, signed_in):
    menus = signed_in(ana).get(address).context["menus"]
    names = [menu.name for menu in menus]
    assert names == [one for one in (COMMUNICATE, RECORD, RISK, DECISION, RESERVED) if one in names]
    urls = [offer.url for menu in menus for offer in (*menu.offers, *menu.later)]
    assert len(urls) == len(set(urls))


def test_an_act_that_lacks_something_is_no_link(address, ana, signed_in):
    page = signed_in(ana).get(address)
    later = [offer for menu in page.context["menus"] for offer in menu.later]
    assert later
    assert not any(f'href="{offer.url}"' in page.text for offer in later)


def test_the_whole_case_is_one_page_to_print(address, ana, signed_in):
    page = signed_in(ana).get(f"{address}?tab=all")
    assert TOLD in page.text
    for part in ("pending", "line", "story", "messages", "history", "team", "looks"):
        assert f'id="{part}"' in page.text


def test_the_history_says_what_was_done_by_whom(address, anas, ana, flor, signed_in):
    write_paper(flor.folder, kind="message", body={"text": "x"}, by=flor, at=timezone.now())
    keep_note(anas, text="nota", by=ana, at=timezone.now())
    browser = signed_in(ana)
    every = [one.said for one in browser.get(f"{address}?tab=history").context["done"]]
    assert {"Nota del equipo", "La persona escribió"} <= set(every)
    assert "Se escribió algo" not in every  # stands beside the note
    hers = browser.get(f"{address}?tab=history&by=person").context["done"]
    assert {one.by for one in hers} == {"La persona"}


def test_a_word_is_found_in_what_the_reader_may_read(address, anas, ana, signed_in):
    keep_note(anas, text="vino una camioneta Roja", by=ana, at=timezone.now())
    page = signed_in(ana).post(f"{address}?tab=history", {"word": "roja"})
    [found] = page.context["matches"]
    assert (found.found, found.address) == ("Roja", f"{address}?tab=risk")
    assert "<mark>Roja</mark>" in page.text


def test_what_is_folded_is_not_searched(address, anas, ana, flor, signed_in):
    body = {"text": "x", "safe_contact": "999 888 777"}
    write_paper(flor.folder, kind="incident", body=body, by=flor, at=timezone.now())
    page = signed_in(ana).post(f"{address}?tab=history", {"word": "999 888"})
    assert page.context["matches"] == []
