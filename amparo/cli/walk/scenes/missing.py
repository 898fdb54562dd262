"""One of them does not come back: a search with a log by the hour, who is told with their yes, and
what it is taken for, which may change and keeps what it was."""

from datetime import timedelta

from amparo.cli.walk.browser import Unexpected, well
from amparo.cli.walk.cast import Cast
from amparo.cli.walk.pages import Page
from amparo.cli.walk.telling import OWN

TAKEN_FOR = "disappearance_non_state"


def whole(cast: Cast) -> None:
    """Every step in order."""
    where = gone(cast)
    search(cast, where)
    tell(cast, where)
    taken_for(cast, where)


def gone(cast: Cast) -> str:
    """A disappearance is recorded; the first entry of the log is owed within the hour. Returns
    where it stands."""
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
    said = "records that one of the community is missing: a search runs"
    cast.told(key, said, ground.source if ground else OWN, page)
    return page.path


def search(cast: Cast, where: str) -> None:
    """Something is written down by each hour, also where nothing is new."""
    key, words = cast.story.second_analyst, cast.story.words
    browser = cast.desk(key).account.browser
    given = {"what": "searched", "text": words["searched"]}
    page = browser.fill(well(browser.open(f"{where}log/")), given)
    cast.told(key, "writes in the log of the search", OWN, page)


def tell(cast: Cast, where: str) -> None:
    """Nobody outside is told before they say yes, and then these very words."""
    key, words = cast.story.second_analyst, cast.story.words
    browser = cast.desk(key).account.browser
    if _may_be_told(well(browser.open(where))):
        raise Unexpected(f"{where}: whoever searches may be told before anybody agreed")
    page = cast.person.decide("agree", about=words["how_he_looks"])
    cast.she("agrees that whoever searches be told", cast.telling.fact("consent_recorded"), page)
    [address] = _may_be_told(well(browser.open(where)))
    given = {"taken_by": words["taken_by"], "text": words["they_answered"]}
    page = browser.fill(well(browser.open(address)), given)
    cast.told(key, "tells them by these words, and writes down who took it", OWN, page)


def taken_for(cast: Cast, where: str) -> None:
    """More is known: what it was taken for stays beside what it is taken for now."""
    key, words = cast.story.second_analyst, cast.story.words
    browser = cast.desk(key).account.browser
    given = {"kind": TAKEN_FOR, "text": words["taken"]}
    page = browser.fill(well(browser.open(f"{where}kind/")), given)
    if words["taken"] not in page.text:
        raise Unexpected(f"{where}: the history of what it is taken for is not there")
    cast.told(key, "records it as something else; the word before stays in its history", OWN, page)


def _may_be_told(page: Page) -> list[str]:
    """Where it is noted that whoever searches was told, of each who may be."""
    return [one for one in page.links_to("/told/") if not one.endswith(("/word/", "/instead/"))]
