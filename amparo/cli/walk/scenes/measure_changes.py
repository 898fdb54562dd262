"""Changes of a granted measure: more at once where the danger grows, less only through the law's
gates."""

from amparo.cli.walk.browser import Unexpected, well
from amparo.cli.walk.cast import Cast
from amparo.cli.walk.page_reader import Page
from amparo.cli.walk.scenes import decision, first_days
from amparo.cli.walk.step_printer import OWN
from amparo.cli.walk.team import Desk


def see_otherwise(cast: Cast) -> None:
    """Answer the person, who sees the danger differently than the team."""
    key, browser = cast.story.analyst, cast.desk(cast.story.analyst).account.browser
    page = well(browser.open(cast.desk(key).case().link("/otherwise/")))
    page = browser.fill(page, {"text": cast.story.words["otherwise"]})
    cast.told(key, "answers the person, who disagrees with the assessment", OWN, page)
    if not cast.person.read_everything():
        raise Unexpected("/mine/: the answer did not reach her page")
    cast.she("reads the answer", OWN, cast.person.page())


def threaten(cast: Cast) -> None:
    """Something happened again: the person reports it on their page, and the team must
    look again."""
    key, words, browser = cast.story.analyst, cast.story.words, cast.person.browser
    ground = OWN
    given = {"when": words["when"], "text": words["happened"]}
    page = browser.fill(well(browser.open("/mine/happened/")), given)
    cast.she("reports another attack", ground, page)
    cast.told(key, "sees the report first on the list", ground, cast.desk(key).case())
    found = cast.story.graver
    first_days.assess_again(cast, found, words["graver"], "assesses the risk again: it is higher")


def strengthen(cast: Cast) -> None:
    """Strengthen the measure, which needs no gate: the person's yes, and a resolution."""
    key, words = cast.story.analyst, cast.story.words
    desk, ground = cast.desk(key), _ground(cast)
    page = think(desk, "strengthen", what=words["more"], why=words["happened"])
    cast.told(key, "proposes to strengthen the measure and asks the person", ground, page)
    page = cast.person.decide("agree", about=words["more"])
    cast.she("agrees", cast.telling.fact("consent_recorded"), page)
    _put(cast)
    _resolve(cast)
    if not cast.person.read_everything():
        raise Unexpected("/mine/: the change did not reach her page")
    cast.she("reads the resolution", cast.telling.act("notify_decision"), cast.person.page())


def less(cast: Cast) -> None:
    """Consider a reduction: the person is heard first, and without a changed fact the measure
    stays."""
    key, words = cast.story.analyst, cast.story.words
    desk, ground = cast.desk(key), cast.telling.act("reduce_measure")
    heard = cast.telling.fact("beneficiary_heard")
    page = think(desk, "reduce", what=words["less"], why=words["why_less"])
    where = page.path
    cast.told(key, "considers reducing the measure and must first hear the person", heard, page)
    page = cast.person.decide("refuse", about=words["less"])
    cast.she("is heard before the decision and does not agree", heard, page)
    page = well(desk.account.browser.open(where))
    drop = next(one for one in page.forms if one.action.endswith("/drop/"))
    page = well(desk.account.browser.submit(page, drop, {}))
    cast.told(key, "finds no changed fact: the measure stays as it is", ground, page)


def keep(cast: Cast) -> None:
    """The person wants to give a measure up; the risk is explained in writing first, and the person
    keeps it."""
    key, words, browser = cast.story.analyst, cast.story.words, cast.person.browser
    ground = cast.telling.fact("risk_of_giving_up_explained")
    address = next(one for one in cast.person.page().links if one[0].endswith("/give-up/"))[0]
    page = browser.fill(well(browser.open(address)), {"text": words["tired"]})
    cast.she("asks to renounce the measure", ground, page)
    desk = cast.desk(key)
    explained = part_of_change(desk.case(), "explain")
    page = well(desk.account.browser.open(explained))
    page = desk.account.browser.fill(page, {"text": words["risk_of_less"]})
    cast.told(key, "explains in writing what renouncing it means", ground, page)
    page = cast.person.decide("refuse", about=words["risk_of_less"])
    cast.she(
        "reads the explanation and keeps the measure", cast.telling.fact("consent_recorded"), page
    )


def think(desk: Desk, kind: str, *, what: str, why: str, **more: str) -> Page:
    """Propose a change of the first measure that can be changed, because of the danger."""
    page = well(desk.account.browser.open(f"{desk.case_path}changes/new/"))
    form = page.form("measure", "kind")
    given = {"kind": kind, "what": what, "why": why, "because": "risk", "protects_others": "no"}
    return well(desk.account.browser.submit(page, form, {**given, **more}))


def _put(cast: Cast) -> None:
    desk = cast.desk(cast.story.analyst)
    ground, where = _ground(cast), part_of_change(desk.case(), "to-decision")
    where = where.removeprefix(desk.case_path)
    decision.put_to_decision(cast, where, "submits the change for decision", ground)


def _resolve(cast: Cast) -> None:
    key, words = cast.story.decision_maker, cast.story.words
    address = part_of_change(cast.desk(key).case(), "decision")
    given = {"result": "strengthened", "grounds": words["strengthened"]}
    page = decision.resolve(cast, address, given, decision.granted)
    cast.told(key, "decides to strengthen the measure", _ground(cast), page)


def _ground(cast: Cast) -> str:
    return cast.telling.act("strengthen_measure")


def part_of_change(page: Page, part: str) -> str:
    """Address of this part of the pending change."""
    under_way = next(one for one in page.links_to("/changes/") if not one.endswith("/new/"))
    head, _, rest = under_way.partition("/changes/")
    return f"{head}/changes/{rest.split('/')[0]}/{part}/"
