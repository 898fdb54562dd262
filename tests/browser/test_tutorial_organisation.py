"""The tutorial of an organisation that protects its own people, done as it is written, on the demo
that it tells to start."""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from amparo.cli.commands.site import demo
from tests.browser.conftest import NewPage, Noise, Site, a_copy
from tests.browser.demos import site_of, words_of
from tests.browser.tutorials import (
    Says,
    comes_back,
    left_out,
    part_of,
    press,
    see,
    signs_in_with_a_printed_code,
)
from tests.docs.test_tutorials import tutorial

pytestmark = pytest.mark.browser

[WHOSE] = re.findall(r'script/demo --organisation "(.+)"', tutorial("organisation", "en"))
CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b")
NUMBER = "HR-2026-00417"
ASKED = "We would ask for a patrol at night, and take the note along."
PLANNED = "A lawyer of the federation goes along to report the threat."
HER_NAME = "Killa"
WEEK = timedelta(days=7)
AGO = timedelta(days=14)

told = partial(part_of, "organisation")


def test_no_part_is_left_out() -> None:
    assert left_out("organisation", __file__) == []


@pytest.fixture(scope="module")
def of_the_demo(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("demo") / "demo"
    return site_of(folder, demo.follow, AMPARO_ORGANISATION=WHOSE)


@pytest.fixture
def served(of_the_demo: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Each walk finds the demo as it ended."""
    folder = tmp_path_factory.mktemp("served")
    with a_copy(of_the_demo, folder, AMPARO_ORGANISATION=WHOSE) as site:
        yield site


def sees_whose_it_is(hers: Page, words: list[str], says: Says) -> None:
    hers.goto("/")
    see(hers, f"This is the site of {WHOSE}. It is no authority.")
    press(hers, says("I have my passphrase"))
    comes_back(hers, words, says("Enter"))
    see(hers, "which is no authority. It asks an authority for nothing before you agree")


def protects(anas: Page, hers: Page, says: Says) -> str:
    """The address of the case."""
    anas.locator("main .row-code").first.click()
    case = anas.url
    see(anas, "Risk:")
    press(anas, says("Propose measures with the person"))
    press(anas, says("Legal help"))
    anas.locator("main [name=what]").fill(PLANNED)
    anas.locator("main [name=by_day]").fill((timezone.localdate() + WEEK).isoformat())
    anas.get_by_label(says("We propose it")).check()
    press(anas, says("Propose it to the person"), exact=True)
    hers.goto("/mine/")
    see(hers, PLANNED)
    press(hers, says("I agree"), exact=True)
    see(hers, says("Agreed with you: to be done"))
    says_that_it_is_late(anas, hers, case, says)
    return case


def says_that_it_is_late(anas: Page, hers: Page, case: str, says: Says) -> None:
    anas.goto(case)
    press(anas, says("Measures"), exact=True)
    owed = anas.locator("article").filter(has_text=PLANNED)
    owed.get_by_role("link", name=says("Note whether it is done")).click()
    anas.get_by_label(says("It is not done yet")).check()
    anas.locator("main [name=text]").fill("The lawyer was ill.")
    anas.locator("main [name=next_on]").fill((timezone.localdate() + 2 * WEEK).isoformat())
    press(anas, says("Store it"), exact=True)
    hers.goto("/mine/")
    see(hers, says("Not done yet"))
    anas.goto(case)
    press(anas, says("Record an attack, a threat or a new fact"))
    anas.goto(case)


def asks_before(anas: Page, hers: Page, says: Says) -> str:
    """The address of what is followed there."""
    for act in ("Acknowledge", "Issue the preliminary report", "Put to decision"):
        expect(anas.get_by_role("link", name=act)).to_have_count(0)
    press(anas, says("Ask an authority outside, or follow what was asked"))
    units = anas.locator("main select[name=unit]")
    assert units.input_value() != ""
    expect(units).not_to_contain_text("Energía y Minas")
    label = says("What would be asked there, or was asked, and what goes with it")
    anas.get_by_label(label).fill(ASKED)
    press(anas, says("Ask the person"))
    see(anas, says("Waits for the person"))
    hers.reload()
    see(hers, ASKED)
    press(hers, says("I agree"), exact=True)
    return anas.url


def notes(anas: Page, says: Says) -> None:
    anas.reload()
    press(anas, says("Note it"), exact=True)
    anas.get_by_label(says("Request received")).check()
    anas.get_by_label("On which day?").fill((timezone.localdate() - AGO).isoformat())
    anas.get_by_label(says("On paper, at the office")).check()
    anas.get_by_label("The authority's number").fill(NUMBER)
    anas.get_by_label(says("This organisation")).check()
    again = says("Note it")
    press(anas, again, exact=True)
    see(anas, "did not agree to this, or not on that day")
    anas.get_by_label(says("The person"), exact=True).check()
    press(anas, again, exact=True)
    heading = anas.get_by_role("heading", name=says("What the authority owes"))
    owed = anas.locator("section").filter(has=heading)
    expect(owed).to_contain_text("working days")
    owed.get_by_text(says("why this day")).first.click()
    for word in ("Article", "Counted from"):
        expect(owed.get_by_text(word, exact=True).first).to_be_visible()


def reads_that_it_is_late(hers: Page, says: Says) -> None:
    hers.goto("/mine/")
    expect(hers.get_by_text("is late:").first).to_be_visible()
    press(hers, says("What happened at the authority"))
    see(hers, NUMBER)
    hers.goto("/mine/")


def does_something(anas: Page, case: str, says: Says) -> None:
    anas.goto(case)
    press(anas, says("See what can be done about the authority's delay"))
    record = anas.url
    remedy = says("Complain of defects in the procedure")
    see(anas, remedy)
    press(anas, says("Note it"), exact=True)
    anas.get_by_role("radio", name=remedy).first.check()
    anas.get_by_label("On which day?").fill(timezone.localdate().isoformat())
    anas.get_by_label("The person", exact=True).check()
    press(anas, "Note it", exact=True)
    expect(anas).to_have_url(record)
    press(anas, says("Print a sheet to carry there"))
    see(anas, NUMBER)
    expect(anas.locator("body")).not_to_contain_text(HER_NAME)
    anas.goto(record)
    wrong, by_mistake = says("This is wrong"), says("It was noted by mistake")
    noted = anas.get_by_role("listitem").filter(has_text=remedy).filter(has_text=wrong)
    noted.get_by_text(wrong).click()
    noted.get_by_role("button", name=by_mistake).click()
    see(anas, "Noted by mistake: it does not count")


def each_monday(anas: Page, case: str, says: Says) -> None:
    press(anas, says("Obligations of outside authorities"), exact=True)
    [code] = CODE.findall(case)
    see(anas, code)
    with anas.expect_download() as download:
        press(anas, says("Take it as a file (CSV)"))
    report = download.value.path().read_text(encoding="utf-8")
    assert report.count("\n") > 1
    for what in (code, NUMBER, HER_NAME):
        assert what not in report


def takes_it_back(anas: Page, hers: Page, record: str, says: Says) -> None:
    hers.get_by_text(says("Who knows of my case: authorizations and notices")).click()
    press(hers, says("My authorizations: see or withdraw"))
    withdraw = says("Withdraw my authorization")
    hers.get_by_role("link", name=withdraw).first.click()
    press(hers, withdraw)
    anas.goto("/desk/")
    see(anas, "The person took it back: stop, and say so there")
    anas.goto(record)
    sheet = anas.get_by_role("button", name=says("Print a sheet to carry there"))
    expect(sheet).to_have_count(0)


def test_what_a_ministry_owes_is_followed(window: NewPage, served: Site, noise: Noise) -> None:
    noise.expected.append("status of 409")
    hers, anas = window(), window()
    with told("1. See what the person sees") as says:
        sees_whose_it_is(hers, words_of(served), says)
    with told("2. Protect the person yourselves") as says:
        anas.goto("/desk/in/")
        signs_in_with_a_printed_code(anas, served, "ana")
        case = protects(anas, hers, says)
    with told("3. Ask before you file") as says:
        record = asks_before(anas, hers, says)
    with told("4. Note that it was filed") as says:
        notes(anas, says)
        reads_that_it_is_late(hers, says)
    with told("5. Do something about it") as says:
        does_something(anas, case, says)
    with told("6. Each Monday") as says:
        each_monday(anas, case, says)
    with told("7. When the person withdraws") as says:
        takes_it_back(anas, hers, record, says)
