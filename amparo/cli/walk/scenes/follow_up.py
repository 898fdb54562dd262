"""Follow-up: the units answer, the team insists, and only the person says that it works."""

from amparo.cli.walk.browser import Unexpected, Upload, well
from amparo.cli.walk.cast import Cast
from amparo.cli.walk.person import recording
from amparo.cli.walk.story import Wanted

NEW_DAY = 10  # days from the objection


def answer(cast: Cast) -> None:
    """One unit acknowledges receipt; the other reports a limitation, with its reason."""
    first, second = cast.story.measures
    words, ground = cast.story.words, cast.telling.act("request_execution_report")
    page = cast.institution(first).answer("acknowledged", _receipt(cast))
    cast.told(first.officer, "acknowledges receipt for the institution", ground, page)
    page = cast.institution(second).answer("objected", {"text": words["cannot"]})
    cast.told(second.officer, "reports a justified limitation: no staff", ground, page)


def hand_on(cast: Cast) -> None:
    """The unit hands its measure on to a unit below it, if the story has one with an officer."""
    first, browser = (
        cast.story.measures[0],
        cast.institution(cast.story.measures[0]).account.browser,
    )
    below = {one["code"] for one in cast.story.units if one["under"] == _unit_of(cast, first)}
    officer = next((key for key, one in cast.story.parts.items() if one.unit in below), None)
    if officer is None or officer not in cast.accounts:
        return
    [address] = [one for one in cast.institution(first).owed() if _takes_on(cast, first, one)]
    page = well(browser.open(f"{address}hand-on/"))
    station = cast.story.parts[officer].unit
    given = {"act": "hand_on", "hand_on-unit": station}
    page = browser.fill(page, given)
    ground = cast.telling.act("request_execution_report")
    cast.told(first.officer, f"hands the measure on to {cast.body(station)}", ground, page)
    account = cast.accounts[officer]
    if not account.signed_in:
        account.sign_in(cast.telling.now())
    page = well(account.browser.open("/duties/"))
    page = well(account.browser.open(page.link("/duties/handed/")))
    if first.told["coarse_place"] not in page.text:
        raise Unexpected(f"{page.path}: the unit does not read what it carries out")
    cast.told(officer, "reads the measure that was handed on to the unit", ground, page)


def _unit_of(cast: Cast, wanted: Wanted) -> str:
    return cast.story.parts[wanted.officer].unit


def _takes_on(cast: Cast, wanted: Wanted, address: str) -> bool:
    page = well(cast.institution(wanted).account.browser.open(address))
    return bool(page.links_to(f"{address}hand-on/"))


def insist(cast: Cast) -> None:
    """The objection opened a dated task; the team insists by a new day, and the unit accepts."""
    key, second = cast.story.analyst, cast.story.measures[1]
    desk, ground = cast.desk(key), cast.telling.act("request_execution_report")
    browser = desk.account.browser
    page = well(browser.open(desk.case().link("/follow-ups/")))
    day = cast.telling.working_day(NEW_DAY)
    page = browser.fill(page, {"way": "insist", "text": cast.story.words["insist"], "due_on": day})
    cast.told(key, f"insists that the measure be carried out by {day}", ground, page)
    page = cast.institution(second).answer("acknowledged", _receipt(cast))
    cast.told(second.officer, "acknowledges receipt for the institution after all", ground, page)


def _receipt(cast: Cast) -> dict[str, str]:
    words = cast.story.words
    return {"responsible": words["responsible"], "text": words["acknowledged"]}


def prove(cast: Cast) -> None:
    """A report with proof does not verify the measure: the person says whether it arrived."""
    first = cast.story.measures[0]
    ground = cast.telling.act("request_execution_report")
    proof = {"proof": Upload("ronda.wav", recording())}
    given = {"text": cast.story.words["reported"]}
    page = cast.institution(first).answer("reported", given, proof)
    cast.told(first.officer, "reports that the measure was carried out, with proof", ground, page)
    title = cast.telling.law.text(f"measures.{first.catalogue}", cast.story.language)
    for word, said in (("arrived", "the measure began"), ("works", "it protects: it is verified")):
        page = cast.person.confirm(word, about=title)
        cast.she(f"reports: {said}", cast.telling.fact("consent_recorded"), page)
    _must_be_verified(cast)


def _must_be_verified(cast: Cast) -> None:
    institution = cast.institution(cast.story.measures[0])
    texts = [well(institution.account.browser.open(one)).text for one in institution.owed()]
    if not any(cast.story.verified_shown in text for text in texts):
        raise Unexpected("/duties/: the measure is not shown as verified after her word")
