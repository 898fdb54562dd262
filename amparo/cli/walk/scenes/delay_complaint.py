"""A call that was recorded too late: its delay is complained about, answered and ruled on."""

from datetime import timedelta

from amparo.cli.walk.browser import Unexpected, well
from amparo.cli.walk.cast import Cast
from amparo.cli.walk.step_printer import OWN

AGO = timedelta(days=12)
LATE = "preliminary_report"
RULING = "complaint_ruling"
MOMENT = "%Y-%m-%dT%H:%M"


def call(cast: Cast) -> None:
    """Reception records today a call of twelve days ago, with the day of the call."""
    key, telling = cast.story.receptionist, cast.telling
    came = (telling.now() - AGO).replace(second=0, microsecond=0)
    desk = cast.desk(key)
    page = well(desk.account.browser.open("/desk/filings/new/"))
    given = {**cast.story.request, "first_contact_at": came.strftime(MOMENT)}
    page = desk.account.browser.fill(page, given)
    telling.happened("request_received", came, channel="phone")
    ground = telling.ground("request_received")
    cast.told(key, f"writes down a call of {came:%Y-%m-%d}: it is late already", ground, page)
    cast.code = desk.open_recorded(page)
    page = cast.desk(cast.story.analyst).claim()
    cast.told(cast.story.analyst, f"takes case {cast.code} into her hands", OWN, page)


def give_words(cast: Cast) -> None:
    """Give the caller a phrase to return with."""
    key = cast.story.analyst
    page = cast.desk(key).act("words/", {"reason": "words_first"})
    cast.person.words = page.words
    cast.told(key, "reads ten words out to them by telephone", OWN, page)
    cast.she("comes in by the words alone", OWN, cast.person.come_back())


def complain(cast: Cast) -> None:
    """File the complaint, which the record drafted, with one press."""
    browser, ground = cast.person.browser, cast.telling.act("complain_of_delay")
    page = well(browser.open(cast.person.page().link("/mine/late/")))
    page = browser.fill(page, {})
    cast.telling.asked[RULING] = cast.telling.now()
    cast.she("complains of the delay by one press", ground, page)


def answer(cast: Cast) -> None:
    """The late member gives the reason, as a code with a day."""
    key, browser = cast.story.analyst, cast.desk(cast.story.analyst).account.browser
    of_case = f"/desk/complaints/of/{cast.code}/"
    asked = [one for one in cast.desk(key).case().links_to(of_case) if one != of_case]
    given = {"reason": "nobody_assigned"}
    page = browser.fill(well(browser.open(asked[-1])), given)
    ground = cast.telling.answer_to(RULING)
    cast.told(key, "says why it is late: nobody had it in hand", ground, page)


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
    cast.told(key, f"rules on the dates alone: founded, to be done by {do_by}", ground, page)
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
    cast.told(key, "issues the preliminary report, late: the record says so", ground, page)
