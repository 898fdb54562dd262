"""The decision: the decision maker gets a seat and decides each measure, and the person receives
it."""

from collections.abc import Callable

from amparo.cli.walk.browser import Unexpected, well
from amparo.cli.walk.cast import Cast
from amparo.cli.walk.page_reader import Form, Given, Page
from amparo.cli.walk.story import Wanted

# Form data of a resolution on one measure, by the form and the measure's name in it.
type OfEach = Callable[[Cast, Form, str], dict[str, str]]

FACT = "fact-"
FIRST_REPORT = 15  # days
NEXT_REVIEW = 60


def put(cast: Cast) -> None:
    """The analyst puts the case to the decision maker; no rank gives a seat."""
    decides = cast.story.parts[cast.story.decision_maker].name
    said = f"gives {decides} access and submits the case for decision"
    ground = cast.telling.act("report_risk")
    put_to_decision(cast, "to-decision/", said, ground, purpose="decision")


def put_to_decision(cast: Cast, where: str, said: str, ground: str, **more: str) -> None:
    """Put what is at this address below the case to the decision maker."""
    key, decides = cast.story.analyst, cast.story.parts[cast.story.decision_maker]
    desk = cast.desk(key)
    page = well(desk.account.browser.open(f"{desk.case_path}{where}"))
    form = page.form("members", "words", *more)
    # A fact that changed needs a separate answer.
    facts = {name: cast.story.words["fact"] for name in form.fields if name.startswith(FACT)}
    member = form.fields["members"].choice(decides.name)
    given = {"members": member, "words": cast.story.words["put"], **facts, **more}
    page = desk.account.browser.fill(page, given)
    cast.told(key, said, ground, page)


def decide(cast: Cast) -> None:
    """Grant each measure, with places, duration, the unit and the next dates."""
    key, words = cast.story.decision_maker, cast.story.words
    given = {"beneficiaries": words["beneficiaries"], "grounds": words["grounds"]}
    page = resolve(cast, f"{cast.desk(key).case_path}decision/", given, granted)
    cast.telling.happened("decision_issued")
    cast.told(
        key,
        "grants the measures that the person agreed to",
        cast.telling.act("decide"),
        page,
        cast.desk(key).case(),
    )


def resolve(cast: Cast, address: str, given: Given, of_each: OfEach) -> Page:
    """Fill in the resolution at this address: its general part, and that of each measure."""
    browser = cast.desk(cast.story.decision_maker).account.browser
    page = well(browser.open(address))
    form = page.form(*given)
    places = [name for name in form.fields if name.endswith("-places")]
    for name in places:
        given = {**given, **of_each(cast, form, name.removesuffix("-places"))}
    return well(browser.submit(page, form, given))


def denied(cast: Cast, form: Form, ref: str) -> dict[str, str]:  # noqa: ARG001 - as `granted`
    """Form data for a measure that is not granted, and why."""
    return {f"{ref}-outcome": "denied", f"{ref}-reasons": cast.story.words["refused"]}


def granted(cast: Cast, form: Form, ref: str) -> dict[str, str]:
    """Form data that a resolution needs for a measure that it grants."""
    words = cast.story.words
    wanted = _called(cast, form.value(f"{ref}-places"))
    said = {
        "outcome": "granted",
        "reasons": words["reasons"],
        "places": wanted.places,
        "duration_days": str(wanted.days),
        "first_report_on": cast.telling.working_day(FIRST_REPORT),
        "next_review_on": cast.telling.working_day(NEXT_REVIEW),
        "activity_plan": words["activity_plan"],
    }
    named = {f"{ref}-{name}": value for name, value in said.items()}
    return {name: value for name, value in named.items() if name in form.fields}


def _called(cast: Cast, place: str) -> Wanted:
    """The measure that the page means: each has another place."""
    for one in cast.story.measures:
        if place in {one.told["coarse_place"], one.places}:
            return one
    raise Unexpected(f"the decision names a place of no measure: {place!r}")


def forward(cast: Cast) -> None:
    """Send each unit an extract of its own measure, under a code of its own."""
    key, telling = cast.story.analyst, cast.telling
    desk = cast.desk(key)
    ground = telling.act("forward_resolution")
    for _ in cast.story.measures:
        page = well(desk.account.browser.open(f"{desk.case_path}forward/"))
        asked = desk.account.browser.open(page.link(f"{desk.case_path}forward/"))
        page = desk.account.browser.fill(asked, {})
        telling.happened("resolution_forwarded")
        unit = asked.path.strip("/").split("/")[-1]
        cast.told(
            key, f"forwards to {unit} only the extract that the person agreed to", ground, page
        )


def notify(cast: Cast) -> None:
    """The person opens the decision on their page, which proves receipt."""
    if not cast.person.read_everything():
        raise Unexpected("/mine/: the decision did not reach her page")
    cast.telling.happened("decision_notified")
    ground = cast.telling.act("notify_decision")
    cast.she("reads the resolution: it is notified from now on", ground, cast.person.page())
