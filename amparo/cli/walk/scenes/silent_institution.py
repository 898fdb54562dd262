"""A fourth case: the institution that owes an urgent measure does not answer. Its day has passed,
the steps have begun, and each of five readers sees it. The oversight seat recommends."""

from datetime import date, timedelta

from amparo.cli.walk.browser import Unexpected, well
from amparo.cli.walk.cast import Cast
from amparo.cli.walk.demo_site import Place
from amparo.cli.walk.page_reader import Form, Page
from amparo.cli.walk.scenes import decision
from amparo.cli.walk.scenes import delay_complaint as lateness
from amparo.cli.walk.scenes import measure_plan as plan
from amparo.cli.walk.step_printer import OWN
from amparo.law.escalation import DatedStep, escalation_from
from amparo.law.measures import Told

CALLED_AGO = timedelta(days=30)
SIGNED_AFTER, REPORT_AFTER = 8, 14  # days after the call
ANSWER_WITHIN = timedelta(days=20)
DOCUMENT = "0" * 64
PROVISIONAL = "order_provisional_measure"


def whole(place: Place, cast: Cast) -> None:
    """Run every step in order."""
    lateness.call(cast, CALLED_AGO)
    lateness.give_words(cast)
    lateness.report(cast)
    plan.propose(cast)
    plan.agree(cast)
    order(cast)
    decision.forward(cast)
    cast.person.read_everything()
    cast.she("reads the order", cast.telling.act(PROVISIONAL), cast.person.page())
    let_watch(cast)
    place.command(["tick"])
    agree(cast)
    letter(cast)
    for reads in (person, officer, institution, oversight, supervisor):
        reads(cast)
    recommend(cast)
    answer_recommendation(cast)


def order(cast: Cast) -> None:
    """Record an order that was signed on paper, before the call itself was recorded."""
    key, telling, words = cast.story.decision_maker, cast.telling, cast.story.words
    signed_on = _business_day(cast, SIGNED_AFTER)
    said = f"gives {cast.story.parts[key].name} access and submits what cannot wait"
    ground = telling.act(PROVISIONAL)
    decision.put_to_decision(cast, "to-decision/", said, ground, purpose="provisional")
    given = {
        **{name: words[name] for name in ("beneficiaries", "grounds", "evidence")},
        "elsewhere": "on",
        "number": words["number"],
        "signed_on": signed_on.isoformat(),
        "sha256": DOCUMENT,
    }
    page = decision.resolve(cast, f"{cast.desk(key).case_path}provisional/", given, granted)
    said = f"records the order that was signed on {signed_on}: report due {report_on(cast)}"
    cast.told(key, said, ground, page)


def granted(cast: Cast, form: Form, ref: str) -> dict[str, str]:
    """Form data for a measure whose day to report has passed meanwhile."""
    day = {f"{ref}-first_report_on": report_on(cast).isoformat()}
    return decision.granted(cast, form, ref) | day


def report_on(cast: Cast) -> date:
    return _business_day(cast, REPORT_AFTER)


def _business_day(cast: Cast, days: int) -> date:
    """The first business day from that many days after the call."""
    day = cast.telling.events["request_received"].date() + timedelta(days=days)
    while not cast.telling.law.calendar(cast.telling.calendar).is_business(day):
        day += timedelta(days=1)
    return day


def let_watch(cast: Cast) -> None:
    """The person lets an outside body watch the case."""
    browser = cast.person.browser
    page = well(browser.open("/mine/overseers/"))
    page = well(browser.submit(page, page.form("unit"), {}))
    said = "lets an outside body watch where the case stands"
    cast.she(said, cast.telling.fact("consent_recorded"), page)


def agree(cast: Cast) -> None:
    """The jobs have told the institution that its day has passed, and asked the person."""
    page = cast.person.decide("agree", about=cast.story.words["command"])
    said = "agrees that the authority above the institution is told"
    cast.she(said, cast.telling.fact("consent_recorded"), page)


def letter(cast: Cast) -> None:
    """The first letter was signed where letters are signed, and is recorded."""
    key, words, telling = cast.story.analyst, cast.story.words, cast.telling
    desk, step = cast.desk(key), first_letter(cast)
    page = well(desk.account.browser.open(desk.case().link("/duties/")))
    if not any(day == f"{step.on}" for day, _said in page.days):
        raise Unexpected(f"{page.path}: the day of the letter is not {step.on}")
    page = well(desk.account.browser.open(page.link("/letters/", f"/{step.step.id}/")))
    given = {"number": words["letter"], "signed_on": telling.now().date().isoformat()}
    page = desk.account.browser.fill(page, given)
    name = telling.law.text(f"escalation.{step.step.id}", "en")
    cast.told(key, f"records as sent: {name}, due since {step.on}", step.step.source, page)


def first_letter(cast: Cast) -> DatedStep:
    steps = escalation_from(cast.telling.law, report_on(cast), calendar=cast.telling.calendar)
    return next(one for one in steps if one.step.tells != Told.OWING)


# --- the five who see it ---


def person(cast: Cast) -> None:
    words = cast.story.words
    page = seen(cast.person.page(), "Vencido", words["told_unit"], words["told_command"])
    said = f"reads that the answer is overdue since {report_on(cast)}, and who was told"
    cast.she(said, OWN, page)


def officer(cast: Cast) -> None:
    key = cast.story.analyst
    listed = well(cast.desk(key).account.browser.open("/desk/"))
    seen(listed, cast.code, cast.story.words["owes"])
    page = seen(cast.desk(key).case(), cast.story.words["owes"])
    cast.told(key, "sees it on the list and on the case, and the next letter", OWN, page)


def institution(cast: Cast) -> None:
    wanted = cast.story.measures[0]
    page = well(cast.institution(wanted).account.browser.open("/duties/"))
    cast.told(wanted.officer, "sees what the institution owes, overdue", OWN, seen(page, "Vencido"))


def oversight(cast: Cast) -> None:
    """The seat reads since when, and neither the institution nor the measure."""
    key = cast.story.overseer
    account = cast.accounts[key]
    account.sign_in(cast.telling.now())
    page = well(account.browser.open("/duties/oversight/"))
    seen(page, cast.code, cast.story.words["no_answer"])
    if cast.story.measures[0].places in page.text or cast.story.request["chosen_name"] in page.text:
        raise Unexpected(f"{page.path}: it says whose case it is")
    said = "sees that an institution has not answered, since when, and the steps taken"
    cast.told(key, said, OWN, page)


def supervisor(cast: Cast) -> None:
    key = cast.story.supervisor
    page = well(cast.accounts[key].browser.open("/desk/board/"))
    seen(page, cast.story.words["owed_by"])
    cast.told(key, "sees on the board which institution is overdue, and since when", OWN, page)


# --- what the seat recommends, about no case ---


def recommend(cast: Cast) -> None:
    """To the unit that has not answered, and to the institution above it."""
    browser, words = cast.accounts[cast.story.overseer].browser, cast.story.words
    owing = cast.story.parts[cast.story.measures[0].officer].unit
    answer_by = (cast.telling.now() + ANSWER_WITHIN).date().isoformat()
    for unit, text in ((owing, "recommended_below"), (above(cast, owing), "recommended")):
        page = well(browser.open("/duties/oversight/recommendations/new/"))
        given = {"unit": unit, "text": words[text], "ground": words["recommended_ground"]}
        page = browser.fill(page, given | {"answer_by": answer_by})
        said = f"recommends to {cast.body(unit)}, about no case"
        cast.told(cast.story.overseer, said, OWN, page)


def above(cast: Cast, unit: str) -> str:
    return next(one["under"] for one in cast.story.units if one["code"] == unit)


def answer_recommendation(cast: Cast) -> None:
    """The institution above answers; the other recommendation waits."""
    words, seat = cast.story.words, cast.accounts[cast.story.overseer].browser
    unit = above(cast, cast.story.parts[cast.story.measures[0].officer].unit)
    officer = next(key for key, one in cast.story.parts.items() if one.unit == unit)
    browser = cast.accounts[officer].browser
    page = well(browser.open("/duties/standing/"))
    page = well(browser.open(page.link("/duties/recommendations/")))
    page = browser.fill(page, {"kind": "accepted", "text": words["recommendation_answer"]})
    cast.told(officer, "answers the recommendation", OWN, page)
    page = well(seat.open("/duties/oversight/recommendations/"))
    page = seen(page, words["recommended"], words["recommended_below"])
    cast.told(cast.story.overseer, "reads which one was answered, and which one waits", OWN, page)


def seen(page: Page, *words: str) -> Page:
    """The same page. Raises Unexpected where these words are not on it."""
    for one in words:
        if one not in page.text:
            raise Unexpected(f"{page.path}: it does not say {one!r}")
    return page
