"""The plan with the person: which measures, by whom, and what they may know."""

from amparo.cli.walk.browser import well
from amparo.cli.walk.cast import Cast
from amparo.cli.walk.page_reader import Page
from amparo.cli.walk.story import Wanted


def propose(cast: Cast) -> None:
    """Propose two measures, each for one institution, with exactly what it would learn."""
    key = cast.story.analyst
    for wanted in cast.story.measures:
        page = cast.desk(key).act(f"plan/new/{wanted.catalogue}/", _proposal(cast, wanted))
        what, ground = _named(cast, wanted), cast.telling.act("propose_measures")
        whose = cast.body(cast.story.parts[wanted.officer].unit)
        cast.told(key, f"proposes {what} by the {whose}, and asks {cast.asks}", ground, page)


def _named(cast: Cast, wanted: Wanted) -> str:
    return f"“{cast.telling.called(wanted.catalogue)}”"


def _proposal(cast: Cast, wanted: Wanted) -> dict[str, str]:
    words = cast.story.words
    fits = {f"fits-{name}": words[name] for name in ("reduces", "work", "proportion")}
    told = {f"told-{name}": text for name, text in wanted.told.items()}
    return {
        "requested": "yes",
        "what": wanted.text,
        "unit": cast.story.parts[wanted.officer].unit,
        **fits,
        **told,
    }


def answer(cast: Cast) -> None:
    """The person agrees to one measure, and first wants to talk about the other."""
    first, second = cast.story.measures
    words, ground = cast.story.words, cast.telling.fact("consent_recorded")
    page = cast.person.decide("agree", about=first.text)
    cast.she(f"agrees to {_named(cast, first)} and to what would be told", ground, page)
    page = cast.person.decide("discuss", words["discuss"], about=second.text)
    cast.she(f"wants to discuss {_named(cast, second)} first", ground, page)
    cast.desk(cast.story.analyst).act("messages/", {"text": words["explained"]})
    cast.told(cast.story.analyst, "answers the person", ground)
    page = cast.person.decide("agree", about=second.text)
    cast.she(f"then agrees to {_named(cast, second)}", ground, page)


def agree(cast: Cast) -> None:
    """The person agrees to all measures at once."""
    for wanted in cast.story.measures:
        page = cast.person.decide("agree", about=wanted.text)
        ground = cast.telling.fact("consent_recorded")
        cast.she(f"agrees to {_named(cast, wanted)} and to what would be told", ground, page)


def consult(cast: Cast) -> None:
    """Ask for the prior opinion of the police: first the person is asked, then the unit; the
    opinion decides nothing."""
    key, wanted = cast.story.analyst, cast.story.measures[0]
    ground = cast.telling.act("consult_police")
    unit = cast.story.parts[wanted.officer].unit
    whose = cast.body(unit)
    page = _opinion(cast, unit)
    cast.told(
        key, f"asks the person whether the {whose} may be asked for its opinion", ground, page
    )
    page = cast.person.decide("agree")
    cast.she("agrees", cast.telling.fact("consent_to_ask_police"), page)
    page = _opinion(cast, unit)
    cast.telling.asked["prior_opinion"] = cast.telling.now()
    cast.told(key, f"asks the {whose} for its prior opinion", ground, page)
    given = {"word": "favourable", "text": cast.story.words["opinion"]}
    page = cast.institution(wanted).answer("opinion", given)
    cast.told(wanted.officer, "gives the institution's opinion, which is not binding", ground, page)


def _opinion(cast: Cast, unit: str) -> Page:
    """The next step with this unit: first the person, then the unit."""
    desk = cast.desk(cast.story.analyst)
    page = well(desk.account.browser.open(f"{desk.case_path}opinion/"))
    address = next(one for one in page.links_to("/opinion/") if one.endswith(f"/{unit}/"))
    return desk.account.browser.fill(desk.account.browser.open(address), {})
