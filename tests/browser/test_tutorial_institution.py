"""The tutorial of an institution that owes something, done as it is written, on the demo that it
tells to start."""

from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from amparo.cli.commands.site import demo
from amparo.cli.walk.browser import Browser
from amparo.cli.walk.cast import Cast
from amparo.cli.walk.demo_site import Place
from amparo.cli.walk.scenes import first_case as case
from amparo.cli.walk.scenes import other_remedies_case as side_roads
from amparo.cli.walk.story import Story
from tests.browser.conftest import NewPage, Site, a_copy
from tests.browser.demos import site_of, words_of
from tests.browser.tutorials import (
    Says,
    comes_back,
    left_out,
    part_of,
    press,
    see,
    signs_in_with_a_printed_code,
    write,
)

pytestmark = pytest.mark.browser

HER_PLACE = "Ñusta Alta"  # what the first person agreed that a unit may know
HER_NAME = "Killa"
WAIT = ("Not answered yet", "The team waits for your answer")

told = partial(part_of, "institution")


def test_no_part_is_left_out() -> None:
    assert left_out("institution", __file__) == []


@pytest.fixture(scope="module")
def of_the_demo(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return site_of(tmp_path_factory.mktemp("demo") / "demo", the_first_two_cases)


def the_first_two_cases(place: Place, story: Story) -> tuple[Cast, ...]:
    """As `script/demo` walks them; the third tells these two units of nothing that the tutorial
    names (tests/demo counts their lines where all three are walked)."""
    cast, _shares = demo.open_site(place, story)
    case.whole(cast)
    another = cast.another(Browser(place.host, place.port, story.language), story.side_roads)
    side_roads.whole(another)
    return cast, another


@pytest.fixture
def served(of_the_demo: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Each walk finds the demo as it ended."""
    with a_copy(of_the_demo, tmp_path_factory.mktemp("served")) as site:
        yield site


def addresses(page: Page) -> dict[str, str]:
    """The lines of the list: each address with what stands there."""
    rows = page.locator("ol.worklist > li")
    return {
        row.get_by_role("link").get_attribute("href") or "": row.inner_text() for row in rows.all()
    }


# --- as an officer of a ministry ---


def reads_what_the_unit_owes(marios: Page, says: Says) -> None:
    marios.goto("/duties/")
    expect(marios.get_by_role("heading", name=says("Assigned measures"))).to_be_visible()
    expect(marios.locator("main")).not_to_contain_text(HER_NAME)
    [line] = addresses(marios)
    marios.goto(line)
    see(marios, "You report by:")
    expect(
        marios.get_by_role("heading", name=says("What you may know of the person"))
    ).to_be_visible()
    see(marios, "Nothing but roughly where")
    heading = marios.get_by_role("heading", name=says("Answers and messages"))
    said = marios.locator("section").filter(has=heading).get_by_role("article")
    expect(said).to_have_count(3)  # that it could not, that the team insists, that it will
    press(marios, says("Print a numbered copy"))
    see(marios, "Copy 1")
    marios.goto(line)


def answers(marios: Page, says: Says) -> None:
    expect(marios.get_by_role("button", name=says("Acknowledge receipt"))).to_have_count(0)
    see(marios, says("Report a justified limitation"))
    done = marios.locator("details").filter(has_text=says("Report execution"))
    expect(done).to_have_attribute("open", "")  # it is what is waited for
    says("Report execution")
    expect(done.get_by_role("checkbox").first).to_be_visible()  # that something happened
    write(marios, **{"reported-text": "The stream was looked at on Monday."})
    press(marios, says("Send the report"))
    see(marios, says("It counts as protection when the person says that it arrived."))
    see(marios, "The stream was looked at on Monday.")
    see(marios, says("Something happened"))


def hands_on(says: Says) -> None:
    """Where a unit below has an account: tests/unit/obligations/test_stations.py."""
    for label in (
        "Hand on within your institution",
        "Hand it on",
        "Confirm it to the team",
        "Give it back to the unit",
        "Take it back from that unit",
    ):
        says(label)


# --- as an officer of the police ---


def is_another_officer(marios: Page, served: Site) -> Page:
    press(marios, "Sign out")
    marios.goto("/duties/in/")
    signs_in_with_a_printed_code(marios, served, "carla")
    return marios


def waits(page: Page, address: str) -> bool:
    page.goto(address)
    head = page.locator(".head")
    expect(head).to_be_visible()
    return any(word in head.inner_text() for word in WAIT)


def finds_opinions_and_measures(carlas: Page, says: Says) -> list[str]:
    """What she may open again afterwards."""
    lines = addresses(carlas)
    begin = says("Opinion on:")
    opinions = [one for one, text in lines.items() if begin in text]
    measures = [one for one in lines if one not in opinions]
    assert [len(opinions), len(measures)] == [2, 2]
    assert not any(waits(carlas, one) for one in opinions)
    arrived, taken_on = says("The person says it arrived"), says("Acknowledge receipt")
    [waiting] = [one for one in measures if waits(carlas, one)]
    carlas.goto(waiting)
    write(carlas, **{"acknowledged-responsible": "Guard post"})
    press(carlas, taken_on)
    expect(carlas.get_by_role("button", name=taken_on)).to_have_count(0)
    [other] = [one for one in measures if one != waiting]
    carlas.goto(other)
    see(carlas, arrived)
    carlas.goto("/duties/")
    over = carlas.locator("section").filter(
        has=carlas.get_by_role("heading", name=says("No longer assigned"))
    )
    expect(over.get_by_role("listitem").first).to_be_visible()
    says("How strong a danger is now")  # tests/unit/review/test_danger_asked.py
    return [*opinions, other]


def takes_it_back(hers: Page, words: list[str], says: Says) -> None:
    hers.goto("/return/")
    comes_back(hers, words)
    withdraw = says("Withdraw my authorization")
    fold, page = (
        says("Who knows of my case: authorizations and notices"),
        says("My authorizations: see or withdraw"),
    )
    for what in ("Patrullaje policial", f"{says('Opinion on:')} Police patrols"):
        hers.goto("/mine/")
        hers.get_by_text(fold).click()
        press(hers, page)
        line = hers.get_by_role("article").filter(has_text=what)
        line.get_by_role("link", name=withdraw).click()
        press(hers, withdraw)


def shows_nothing_more(carlas: Page, lines: list[str], says: Says) -> None:
    found = []
    for line in lines:
        carlas.goto(line)
        head = carlas.get_by_role("heading", level=1).inner_text()
        if carlas.locator(".head").count() == 0:
            expect(carlas.locator("main")).not_to_contain_text(HER_PLACE)
            found.append(head)
    assert found == 2 * [says("This has ended")]
    says(
        "Go on with the measure until we tell you"
    )  # where the person leaves: tests/unit/portal/test_owed.py


def test_two_officers_answer(window: NewPage, served: Site) -> None:
    with told("1. Read what your unit owes") as says:
        page = window()
        page.goto("/duties/in/")
        signs_in_with_a_printed_code(page, served, "mario")
        reads_what_the_unit_owes(page, says)
    with told("2. Answer") as says:
        answers(page, says)
    with told("Hand it on to a unit below yours") as says:
        hands_on(says)
    with told("3. An opinion is not an order") as says:
        carlas = is_another_officer(page, served)
        lines = finds_opinions_and_measures(carlas, says)
    with told("4. When the person takes it back") as says:
        takes_it_back(window(), words_of(served), says)
        shows_nothing_more(carlas, lines, says)
    with told("5. Who holds the key") as says:
        press(carlas, says("Encryption key"))
        see(carlas, "Carla Vega")
        says("Give access")  # where a colleague joined, or left: tests/unit/portal
        says("Renew the key")
