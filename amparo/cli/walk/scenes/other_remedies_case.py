"""A second case, with other remedies: something was missing, the first answer was no, another
organisation is told too, the measure grows after a new threat, and its reduction passes each gate.
"""

from amparo.cli.walk.browser import Unexpected, Upload, well
from amparo.cli.walk.cast import Cast
from amparo.cli.walk.person import recording
from amparo.cli.walk.scenes import decision, first_days
from amparo.cli.walk.scenes import measure_changes as changed
from amparo.cli.walk.scenes import measure_plan as plan
from amparo.cli.walk.scenes import measure_reduction as lessened
from amparo.cli.walk.scenes import referral as elsewhere
from amparo.cli.walk.step_printer import OWN


def whole(cast: Cast) -> None:
    """Run every step in order."""
    ask(cast)
    correct(cast)
    first_days.assess(cast)
    plan.propose(cast)
    plan.agree(cast)
    plan.consult(cast)
    decision.put(cast)
    refuse(cast)
    contest(cast)
    rule(cast)
    decision.forward(cast)
    elsewhere.refer(cast)
    changed.see_otherwise(cast)
    changed.threaten(cast)
    changed.strengthen(cast)
    changed.less(cast)
    changed.keep(cast)
    lessened.whole(cast)


def ask(cast: Cast) -> None:
    """File an urgent request: two sentences on a bad line are enough."""
    words, telling = cast.story.words, cast.telling
    ground = telling.ground("request_received")
    cast.person.ask_urgently(words["urgent"], words["urgent_place"], words["urgent_contact"])
    telling.happened("request_received", channel="digital")
    cast.she("sends an urgent request of two sentences", ground, cast.person.confirm_words())
    key = cast.story.analyst
    cast.code = cast.desk(cast.story.receptionist).open_request()
    cast.told(key, f"takes on case {cast.code}", OWN, cast.desk(key).claim())
    found = dict.fromkeys(telling.findings(), "no")
    page = cast.desk(key).act("preliminary-report/", {**found, "text": words["preliminary"]})
    telling.happened("preliminary_report_issued", **dict.fromkeys(found, "false"))
    ground = telling.act("issue_preliminary_report")
    cast.told(key, "issues the preliminary report: ordinary procedure", ground, page)


def correct(cast: Cast) -> None:
    """Ask once for all that is missing; the person gives it as a voice recording."""
    key, words, telling = cast.story.analyst, cast.story.words, cast.telling
    asked = {"said-measure": words["lacks_measure"], "said-address": words["lacks_address"]}
    page = cast.desk(key).act("missing/", {**asked, "text": words["lacks"], "all_of_it": "on"})
    ground = telling.ground("defect_notified")
    cast.told(key, "asks once for what the request lacks", ground, page)
    cast.person.read_everything()
    page = well(cast.person.browser.open("/mine/missing/"))
    telling.happened("defect_notified")
    cast.she("reads what the request lacks", ground, page)
    said = {"words-measure": words["gives_measure"], "words-address": words["gives_address"]}
    voice = {"files-measure": Upload("nota.wav", recording())}
    page = cast.person.browser.fill(page, said, voice)
    telling.happened("corrected")
    cast.she("adds it, the measure as a voice recording", telling.ground("corrected"), page)


def refuse(cast: Cast) -> None:
    """The first decision denies the measures, and says how to contest it and until when."""
    key, words, telling = cast.story.decision_maker, cast.story.words, cast.telling
    given = {"beneficiaries": words["beneficiaries"], "grounds": words["refused"]}
    page = decision.resolve(cast, f"{cast.desk(key).case_path}decision/", given, decision.denied)
    telling.happened("decision_issued")
    ground = telling.act("decide")
    cast.told(key, "grants no measure, with reasons", ground, page, cast.desk(key).case())
    decision.notify(cast)


def contest(cast: Cast) -> None:
    """The person contests it on their page in one act, with a voice recording and without new
    proof."""
    browser = cast.person.browser
    page = well(browser.open(cast.person.page().link("/mine/decided/")))
    voice = {"recordings": Upload("nota.wav", recording())}
    page = browser.fill(page, {"text": cast.story.words["contested"]}, voice)
    cast.telling.happened("reconsideration_filed")
    ground = cast.telling.ground("reconsideration_filed")
    cast.she("asks for reconsideration", ground, page)


def rule(cast: Cast) -> None:
    """The second decision upholds the person's request."""
    key, telling = cast.story.decision_maker, cast.telling
    addresses = cast.desk(key).case().links_to("/contested/")
    address = next(one for one in addresses if one.endswith("/ruling/"))
    given = {"result": "upheld", "grounds": cast.story.words["upheld"]}
    page = decision.resolve(cast, address, given, decision.granted)
    telling.happened("reconsideration_ruled")
    ground = telling.ground("reconsideration_ruled")
    cast.told(key, "upholds the reconsideration: the measure is granted", ground, page)
    if not cast.person.read_everything():
        raise Unexpected("/mine/: what was decided again did not reach her page")
    cast.she("reads it", ground, cast.person.page())
