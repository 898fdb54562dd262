"""A member of the community is missing: a search with an hourly log, searchers told with the
board's yes, and a classification that may change and keeps its history."""

from datetime import timedelta

from amparo.cli.walk.browser import Unexpected, well
from amparo.cli.walk.cast import Cast
from amparo.cli.walk.page_reader import Page
from amparo.cli.walk.step_printer import OWN

TAKEN_FOR = "disappearance_non_state"


def whole(cast: Cast) -> None:
    """Run every step in order."""
    where = gone(cast)
    search(cast, where)
    tell(cast, where)
    taken_for(cast, where)


def gone(cast: Cast) -> str:
    """Record a disappearance; the first log entry is due within the hour. Return its address."""
    key, words = cast.story.second_analyst, cast.story.words
    given = {
        "what": "disappeared",
        "whose": "other",
        "name": words["dead"],
        "on": (cast.telling.now().date() - timedelta(days=1)).isoformat(),
        "kind": "unknown",
        "text": words["missing"],
        "source": words["says_missing"],
        "told-chosen_name": words["dead"],
        "told-coarse_place": words["last_seen"],
        "told-risk_summary": words["how_he_looks"],
    }
    page = cast.desk(key).act("happened/", given)
    ground = cast.telling.law.fate.search
    said = "records that a member of the community is missing: the search begins"
    cast.told(key, said, ground.source if ground else OWN, page)
    return page.path


def search(cast: Cast, where: str) -> None:
    """Write a log entry, due every hour, also without news."""
    key, words = cast.story.second_analyst, cast.story.words
    browser = cast.desk(key).account.browser
    given = {"what": "searched", "text": words["searched"]}
    page = browser.fill(well(browser.open(f"{where}log/")), given)
    cast.told(key, "writes in the search log", OWN, page)


def tell(cast: Cast, where: str) -> None:
    """Tell a searcher these exact words, after the yes; before it no one outside may be told."""
    key, words = cast.story.second_analyst, cast.story.words
    browser = cast.desk(key).account.browser
    if _may_be_told(well(browser.open(where))):
        raise Unexpected(f"{where}: whoever searches may be told before anybody agreed")
    page = cast.person.decide("agree", about=words["how_he_looks"])
    cast.she(
        "agrees to inform the authority that searches", cast.telling.fact("consent_recorded"), page
    )
    [address] = _may_be_told(well(browser.open(where)))
    given = {"taken_by": words["taken_by"], "text": words["they_answered"]}
    page = browser.fill(well(browser.open(address)), given)
    cast.told(
        key, "informs the authority with the agreed text and records who received it", OWN, page
    )


def taken_for(cast: Cast, where: str) -> None:
    """Change the classification; the earlier one stays on record."""
    key, words = cast.story.second_analyst, cast.story.words
    browser = cast.desk(key).account.browser
    given = {"kind": TAKEN_FOR, "text": words["taken"]}
    page = browser.fill(well(browser.open(f"{where}kind/")), given)
    if words["taken"] not in page.text:
        raise Unexpected(f"{where}: the history of what it is taken for is not there")
    cast.told(
        key, "corrects the kind of the event; the earlier version stays in its history", OWN, page
    )


def _may_be_told(page: Page) -> list[str]:
    """Addresses at which telling a searcher is noted, for each one that may be told."""
    return [one for one in page.links_to("/told/") if not one.endswith(("/word/", "/instead/"))]
