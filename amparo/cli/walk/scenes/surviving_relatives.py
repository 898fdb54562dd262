"""The missing person is found dead, and the surviving relatives get a linked case, on the faster
track; the state of the investigation is looked at from then on."""

from dataclasses import replace

from amparo.cli.walk.browser import Unexpected, well
from amparo.cli.walk.cast import Cast
from amparo.cli.walk.step_printer import OWN, Telling

# The law's name of it: the protocol says what such a case begins with.
DIED = "died"
MOMENT = "%Y-%m-%dT%H:%M"


def whole(cast: Cast) -> None:
    """Run every step in order."""
    where = death(cast)
    investigated(cast, where)
    linked(cast, where)


def death(cast: Cast) -> str:
    """Record a death: whose, what is known, and how sure it is; the search ends with it. Return its
    address."""
    key, words = cast.story.second_analyst, cast.story.words
    given = {
        "what": "found_dead",
        "whose": "other",
        "name": words["dead"],
        "on": cast.telling.now().date().isoformat(),
        "kind": "killing",
        "text": words["killed"],
        "source": words["says_so"],
    }
    page = cast.desk(key).act("happened/", given)
    cast.told(key, "records that a member of the community was killed", OWN, page)
    return page.path


def investigated(cast: Cast, where: str) -> None:
    """Note the state of the investigation, which goes on about the dead person; it is looked at
    again."""
    key, words = cast.story.second_analyst, cast.story.words
    browser = cast.desk(key).account.browser
    today = cast.telling.now().date().isoformat()
    given = {"stage": "reported", "on": today, "text": words["reported_by"]}
    page = browser.fill(well(browser.open(f"{where}investigation/")), given)
    cast.told(key, "records the state of the investigation, with a review in a month", OWN, page)


def linked(cast: Cast, where: str) -> None:
    """Open a linked case for the relatives, with its own key and phrase, and the law's shorter
    term."""
    key, told = cast.story.second_analyst, cast.story.of_those_left
    desk, telling = cast.desk(key), Telling(cast.telling.protocol, cast.telling.calendar)
    browser = desk.account.browser
    page = well(browser.open(well(browser.open(where)).link("/happened/", "/linked/")))
    came = telling.now().replace(second=0, microsecond=0)
    page = browser.fill(page, {**told, "first_contact_at": came.strftime(MOMENT)})
    theirs = replace(cast, telling=telling, code=page.path.strip("/").split("/")[-1])
    if theirs.code == cast.code:
        raise Unexpected(f"{page.path}: no case was opened for those who are left")
    finds = telling.law.fate.found_after(DIED)
    telling.happened("request_received", came, channel="phone", **dict.fromkeys(finds, "true"))
    rule = next(one for one in telling.law.fate.linked if one.after == DIED)
    due = next(one["due"] for one in telling.terms() if one["term"] == "decision")
    said = f"opens case {theirs.code} for the family: to be decided by {due[:10]}"
    theirs.told(key, said, rule.source, page)
    if not telling.compared:
        raise Unexpected(f"{page.path}: it shows no date of theirs")
    cast.telling.compared += telling.compared
