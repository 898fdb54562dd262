"""A call that was recorded too late: its delay is complained about, answered and ruled on."""

from datetime import timedelta

from amparo.cli.walk.browser import Unexpected, well
from amparo.cli.walk.cast import Cast
from amparo.cli.walk.step_printer import OWN

AGO = timedelta(days=12)
LATE = "preliminary_report"
RULING = "complaint_ruling"
MOMENT = "%Y-%m-%dT%H:%M"


def call(cast: Cast, ago: timedelta = AGO) -> None:
    """Reception records today a call of some time ago, with the day of the call."""
    key, telling = cast.story.receptionist, cast.telling
    came = (telling.now() - ago).replace(second=0, microsecond=0)
    desk = cast.desk(key)
    page = well(desk.account.browser.open("/desk/filings/new/"))
    given = {**cast.story.request, "first_contact_at": came.strftime(MOMENT)}
    page = desk.account.browser.fill(page, given)
    telling.happened("request_received", came, channel="phone")
    ground = telling.ground("request_received")
    cast.told(
        key,
        f"records a call of {came:%Y-%m-%d}: the preliminary report is already late",
        ground,
        page,
    )
    cast.code = desk.open_recorded(page)
    page = cast.desk(cast.story.analyst).claim()
    cast.told(cast.story.analyst, f"takes on case {cast.code}", OWN, page)


def give_words(cast: Cast) -> None:
    """Give the caller a phrase to return with."""
    key = cast.story.analyst
    page = cast.desk(key).act("words/", {"reason": "words_first"})
    cast.person.words = page.words
    cast.told(key, f"reads the access phrase to {cast.asks} by telephone", OWN, page)
    cast.she("signs in with the access phrase", OWN, cast.person.come_back())


def complain(cast: Cast) -> None:
    """File the complaint, which the record drafted, with one press."""
    browser, ground = cast.person.browser, cast.telling.act("complain_of_delay")
    page = well(browser.open(cast.person.page().link("/mine/late/")))
    page = browser.fill(page, {})
    cast.telling.asked[RULING] = cast.telling.now()
    cast.she("files a complaint about the delay, drafted from the record", ground, page)


def answer(cast: Cast) -> None:
    """The late member gives the reason, as a code with a day."""
    key, browser = cast.story.analyst, cast.desk(cast.story.analyst).account.browser
    of_case = f"/desk/complaints/of/{cast.code}/"
    asked = [one for one in cast.desk(key).case().links_to(of_case) if one != of_case]
    given = {"reason": "nobody_assigned"}
    page = browser.fill(well(browser.open(asked[-1])), given)
    ground = cast.telling.answer_to(RULING)
    cast.told(key, "gives the reason for the delay: no member was responsible", ground, page)


def rule(cast: Cast) -> None:
    """The superior sees the dates of the delay, and nothing about the person."""
    key, words = cast.story.decision_maker, cast.story.words
    browser, ground = cast.accounts[key].browser, cast.telling.answer_to(RULING)
    page = well(browser.open("/desk/complaints/"))
    page = well(browser.open(page.link("/desk/complaints/")))
    if any(said in page.text for said in words.values()):
        raise Unexpected(f"{page.path}: whoever rules on a delay reads words of the case")
    do_by = cast.telling.working_day(2)
    given = {"outcome": "founded", "do_by": do_by, "text": words["ruling"]}
    page = browser.fill(page, given)
    cast.told(
        key, f"upholds the complaint from the dates alone: to be done by {do_by}", ground, page
    )
    page = well(cast.person.browser.open(f"/mine/late/{LATE}/"))
    if words["ruling"] not in page.text:
        raise Unexpected(f"{page.path}: the ruling did not reach their page")
    cast.she("reads the ruling", ground, page)


def report(cast: Cast) -> None:
    """Do what was late."""
    key, words, telling = cast.story.analyst, cast.story.words, cast.telling
    found = dict.fromkeys(telling.findings(), "no")
    page = cast.desk(key).act("preliminary-report/", {**found, "text": words["preliminary"]})
    telling.happened("preliminary_report_issued", **dict.fromkeys(found, "false"))
    ground = telling.act("issue_preliminary_report")
    cast.told(key, "issues the preliminary report late, which the record shows", ground, page)
