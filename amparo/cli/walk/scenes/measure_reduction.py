"""A reduction of a granted measure, through every gate of the law: the danger assessed again, the
person heard, an institution asked with a yes, the state of the investigation. It is decided from a
future day; because it is contested it waits, and a second decision leaves the measure as it was."""

from amparo.cli.walk.browser import Unexpected, well
from amparo.cli.walk.cast import Cast
from amparo.cli.walk.scenes import decision, first_days
from amparo.cli.walk.scenes.measure_changes import think
from amparo.cli.walk.step_printer import OWN

CONFLICT = 409
NOTICE = 9  # days until the reduction takes effect
ATTEMPT = "homicide_or_attempt"
RULES = "rule_reconsideration"
OWN_PAGE = 6  # slashes in the address of a contested decision
GATES = ("beneficiary_heard", "context_reported", "investigation_reported")


def whole(cast: Cast) -> None:
    """Run every step in order."""
    found, why = cast.story.calmer, cast.story.words["calmer"]
    first_days.assess_again(cast, found, why, "assesses the risk again: one fact is less grave")
    change = propose(cast)
    hear(cast, change)
    ask(cast, change)
    report(cast, change)
    decide(cast, change)
    contest(cast)
    wait(cast, change)
    rule(cast)


def propose(cast: Cast) -> str:
    """Propose the reduction after a fact changed; it cannot be decided yet. Return the address of
    the change."""
    key, words = cast.story.analyst, cast.story.words
    what, why = words["lighter"], words["why_lighter"]
    page = think(cast.desk(key), "reduce", what=what, why=why, found=ATTEMPT)
    ground = cast.telling.act("reduce_measure")
    cast.told(key, "considers reducing the measure again and says what changed", ground, page)
    _must_be_shut(cast, page.path, GATES[0])
    return page.path


def hear(cast: Cast, change: str) -> None:
    """The person is heard and does not agree, which decides nothing by itself."""
    words, ground = cast.story.words, cast.telling.fact(GATES[0])
    page = cast.person.decide("refuse", words["heard"], about=words["lighter"])
    cast.she("is heard and says why the measure should stay", ground, page)
    _must_be_shut(cast, change, GATES[1])


def ask(cast: Cast, change: str) -> None:
    """Ask the police about the danger alone: they learn of no measure, and the person agreed to the
    question."""
    key, words, wanted = cast.story.analyst, cast.story.words, cast.story.measures[0]
    unit, browser = cast.story.parts[wanted.officer].unit, cast.desk(key).account.browser
    whose, ground = cast.body(unit), cast.telling.fact(GATES[1])
    page = well(browser.open(f"{change}asked/"))
    page = well(browser.submit(page, page.form("unit"), {"unit": unit}))
    page = browser.fill(page, {"what": words["of_danger"]})
    said = f"asks the person whether the {whose} may be asked about the risk"
    cast.told(key, said, ground, page)
    page = cast.person.decide("agree", about=words["of_danger"])
    cast.she("agrees to this question", cast.telling.fact("consent_recorded"), page)
    asked = well(browser.open(f"{change}asked/"))
    page = browser.fill(well(browser.open(asked.link("/asked/of/"))), {})
    cast.telling.asked["context_report"] = cast.telling.now()
    ground = cast.telling.answer_to("context_report")
    cast.told(key, f"asks the {whose} about the present risk", ground, page)
    given = {"word": "weaker", "text": words["danger_now"]}
    page = cast.institution(wanted).answer("context", given)
    said = "gives the institution's information, which is not binding"
    cast.told(wanted.officer, said, ground, page)
    _must_be_shut(cast, change, GATES[2])


def report(cast: Cast, change: str) -> None:
    """A person was shot at: the state of the investigation is asked for too."""
    key, words, gate = cast.story.analyst, cast.story.words, GATES[2]
    browser = cast.desk(key).account.browser
    page = well(browser.open(f"{change}reports/{gate}/"))
    given = {"source": words["investigates"], "text": words["investigated"]}
    page = browser.fill(page, given)
    ground = cast.telling.fact(gate)
    cast.told(key, "records the state of the investigation", ground, page)
    where = change.removeprefix(cast.desk(key).case_path)
    ground = cast.telling.act("reduce_measure")
    said = "submits the change for decision: each legal condition is met"
    put = words["put_lighter"]
    decision.put_to_decision(cast, f"{where}to-decision/", said, ground, words=put)


def decide(cast: Cast, change: str) -> None:
    """Decide with reasons, from a future day; the person reads them, and how to contest the
    decision."""
    key, words = cast.story.decision_maker, cast.story.words
    ground, day = cast.telling.act("reduce_measure"), cast.telling.working_day(NOTICE)
    given = {"result": "reduced", "from_day": day, "grounds": words["lightened"]}
    page = decision.resolve(cast, f"{change}decision/", given, decision.granted)
    cast.told(key, f"decides to reduce the measure from {day}", ground, page)
    if not cast.person.read_everything():
        raise Unexpected("/mine/: what is reduced did not reach her page")
    ground = cast.telling.act("notify_decision")
    cast.she(
        "reads the reasons, the date and the last day for an appeal", ground, cast.person.page()
    )


def contest(cast: Cast) -> None:
    """Contest the decision and ask that nothing change meanwhile, in one act."""
    browser, waiting = cast.person.browser, cast.telling.law.review.waiting
    ground = waiting.source if waiting else OWN
    page = well(browser.open(cast.person.page().link("/mine/decided/")))
    page = browser.fill(page, {"text": cast.story.words["not_lighter"], "waits": "on"})
    cast.she("appeals and asks for suspension meanwhile", ground, page)


def wait(cast: Cast, change: str) -> None:
    """The decision maker answers that first; until the ruling the reduction is not carried out."""
    key, words = cast.story.decision_maker, cast.story.words
    waiting, browser = cast.telling.law.review.waiting, cast.accounts[key].browser
    ground = waiting.source if waiting else OWN
    page = well(browser.open(_contested(cast, "waiting")))
    page = browser.fill(page, {"result": "waits", "grounds": words["waits"]})
    cast.told(key, "grants the suspension until the appeal is decided, with reasons", ground, page)
    if not cast.person.read_everything():
        raise Unexpected("/mine/: that it waits did not reach her page")
    cast.she("reads that the measure stays until then", ground, cast.person.page())
    analyst = cast.story.analyst
    page = well(cast.desk(analyst).account.browser.open(change))
    if any("/carry-out/" in form.action for form in page.forms):
        raise Unexpected(f"{change}: what waits for a ruling may be carried out")
    cast.told(analyst, "sees that the reduction cannot be carried out now", ground, page)


def rule(cast: Cast) -> None:
    """The second decision: nothing is reduced."""
    key, words, ground = cast.story.decision_maker, cast.story.words, cast.telling.act(RULES)
    given = {"result": "upheld", "grounds": words["stays"]}
    page = decision.resolve(cast, _contested(cast, "ruling"), given, decision.granted)
    cast.told(key, "decides again: the measure stays as it was", ground, page)
    if not cast.person.read_everything():
        raise Unexpected("/mine/: what was decided again did not reach her page")
    cast.she("reads it", ground, cast.person.page())


# --- inside ---


def _must_be_shut(cast: Cast, change: str, gate: str) -> None:
    """Raise Unexpected unless putting it to decision is refused."""
    decides = cast.story.parts[cast.story.decision_maker].name
    browser, put = cast.desk(cast.story.analyst).account.browser, cast.story.words["put_lighter"]
    page = well(browser.open(f"{change}to-decision/"))
    form = page.form("members", "words")
    facts = {name: put for name in form.fields if name.startswith(decision.FACT)}
    member = form.fields["members"].choice(decides)
    answer = browser.submit(page, form, {"members": member, "words": put, **facts})
    if answer.status != CONFLICT:
        raise Unexpected(f"{answer.path}: {answer.status}, though {gate} is not there yet")


def _contested(cast: Cast, part: str) -> str:
    """Address of this part of the contested decision that waits for a ruling."""
    desk = cast.desk(cast.story.decision_maker)
    addresses = [one for one in desk.case().links_to("/contested/") if one.count("/") == OWN_PAGE]
    for address in addresses:
        found = well(desk.account.browser.open(address)).links_to(f"{address}{part}/")
        if found:
            return found[0]
    raise Unexpected(f"{desk.case_path}: nothing is contested of which {part} is said")
