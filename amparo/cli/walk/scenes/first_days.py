"""The first days: the person asks, reception opens the request, the analyst assesses the danger."""

from collections.abc import Mapping

from amparo.cli.walk.browser import Upload
from amparo.cli.walk.cast import Cast
from amparo.cli.walk.person import recording
from amparo.cli.walk.step_printer import OWN


def ask(cast: Cast, files: Mapping[str, Upload] | None = None) -> None:
    """The person files a request at the door and keeps the phrase."""
    ground = cast.telling.ground("request_received")
    given = files or {"facts-spoken": Upload("nota.wav", recording())}
    cast.person.ask(cast.story.request, given)
    cast.telling.happened("request_received", channel="digital")
    proof = cast.person.confirm_words()
    cast.she("sends the request and writes down the ten words of the access phrase", ground, proof)
    cast.she("signs in again with the access phrase", OWN, cast.person.come_back())


def receive(cast: Cast) -> None:
    """Reception opens and acknowledges the request, and offers help that cannot wait."""
    key, words, telling = cast.story.receptionist, cast.story.words, cast.telling
    cast.code = cast.desk(key).open_request()
    desk = cast.desk(key)
    acknowledge = telling.act("acknowledge")
    cast.told(key, f"opens the request: case {cast.code}", acknowledge, desk.case())
    page = desk.act("acknowledge/", {"text": words["acknowledgement"]})
    cast.told(key, "acknowledges receipt", acknowledge, page)
    contact = {"kind": "contact", "text": words["action"], "consent": "page"}
    page = desk.act("actions/", contact)
    cast.told(key, "offers an immediate action", telling.act("open_immediate_actions"), page)
    page = cast.person.decide("agree", about=words["action"])
    cast.she("agrees", telling.fact("consent_recorded"), page)


def report(cast: Cast) -> None:
    """The analyst takes the case and issues the preliminary report."""
    key, telling = cast.story.analyst, cast.telling
    desk, why = cast.desk(key), cast.story.words["preliminary"]
    ground = telling.act("issue_preliminary_report")
    cast.told(key, "takes on the case", OWN, desk.claim())
    found = dict.fromkeys(telling.findings(), "no")
    given = {**found, "imminent_risk": "yes", "imminent_risk-why": why, "text": why}
    page = desk.act("preliminary-report/", given)
    facts = dict.fromkeys(found, "false") | {"imminent_risk": "true"}
    telling.happened("preliminary_report_issued", **facts)
    cast.told(key, "issues the preliminary report: imminent risk", ground, page)
    cast.person.read_everything()
    cast.she("reads the notice of the report", ground, cast.person.page())
    page = cast.person.write(cast.story.words["message"])
    cast.she("writes a message", OWN, page)


def say(cast: Cast) -> None:
    """A member says a message to the person by the agreed way: nothing is mailed."""
    key, words = cast.story.analyst, cast.story.words
    desk, way = cast.desk(key), "through_others"
    hours = {"begins": "00:00", "ends": "00:00"}
    desk.act("reach/", {"ways": way, "how": "through", **hours, "text": words["agreed"]})
    waits = desk.act("errands/", {"text": words["errand"]})
    goes = desk.account.browser.fill(waits, {"way": way})
    page = desk.account.browser.fill(goes, {"came": "said"})
    cast.told(key, "notes that a message was read to the person by the agreed channel", OWN, page)


def assess(cast: Cast) -> None:
    """Record the assessment: facts first; the level follows from the method's table."""
    key, words = cast.story.analyst, cast.story.words
    desk, ground = cast.desk(key), cast.telling.act("report_risk")
    texts = dict.fromkeys(("probability_why", "impact_why", "collective"), words["risk"])
    views = {"own_view": words["own_view"], "disagreement": words["own_view"]}
    reviewed = desk.act("assessment/", {**cast.story.risk, **texts, **views})
    page = desk.account.browser.fill(reviewed, {"seen": reviewed.value_of("seen")})
    cast.told(key, "records the risk report with the person's own view", ground, page)


def assess_again(cast: Cast, found: Mapping[str, str], why: str, said: str) -> None:
    """Record another assessment, begun from the last one: which answers changed
    (`found`), and why."""
    key = cast.story.analyst
    desk, ground = cast.desk(key), cast.telling.act("report_risk")
    given = {**found, "probability_why": why, "impact_why": why, "disagreement": ""}
    reviewed = desk.act("assessment/", given)
    page = desk.account.browser.fill(reviewed, {"seen": reviewed.value_of("seen")})
    cast.told(key, said, ground, page)
