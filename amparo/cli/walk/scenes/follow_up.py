"""Follow-up: the units answer, the team insists, and only the person says that it works."""

from amparo.cli.walk.browser import Unexpected, Upload, well
from amparo.cli.walk.cast import Cast
from amparo.cli.walk.person import recording

NEW_DAY = 10  # days from the objection


def answer(cast: Cast) -> None:
    """One unit accepts; the other objects, with its reason."""
    first, second = cast.story.measures
    words, ground = cast.story.words, cast.telling.act("request_execution_report")
    page = cast.institution(first).answer("acknowledged", {"text": words["acknowledged"]})
    cast.told(first.officer, "says for the unit: we will", ground, page)
    page = cast.institution(second).answer("objected", {"text": words["cannot"]})
    cast.told(
        second.officer, "says for the unit: we cannot, because there is no staff", ground, page
    )


def insist(cast: Cast) -> None:
    """The objection opened a dated task; the team insists by a new day, and the unit accepts."""
    key, second = cast.story.analyst, cast.story.measures[1]
    desk, ground = cast.desk(key), cast.telling.act("request_execution_report")
    browser = desk.account.browser
    page = well(browser.open(desk.case().link("/follow-ups/")))
    day = cast.telling.working_day(NEW_DAY)
    page = browser.fill(page, {"way": "insist", "text": cast.story.words["insist"], "due_on": day})
    cast.told(key, f"insists, by {day}", ground, page)
    given = {"text": cast.story.words["acknowledged"]}
    page = cast.institution(second).answer("acknowledged", given)
    cast.told(second.officer, "says for the unit: we will, after all", ground, page)


def prove(cast: Cast) -> None:
    """A report with proof does not verify the measure: the person says whether it arrived."""
    first = cast.story.measures[0]
    ground = cast.telling.act("request_execution_report")
    proof = {"proof": Upload("ronda.wav", recording())}
    given = {"text": cast.story.words["reported"]}
    page = cast.institution(first).answer("reported", given, proof)
    cast.told(first.officer, "reports with proof", ground, page)
    title = cast.telling.law.text(f"measures.{first.catalogue}", cast.story.language)
    for word, said in (("arrived", "it arrived"), ("works", "it works: now it is verified")):
        page = cast.person.confirm(word, about=title)
        cast.she(f"says: {said}", cast.telling.fact("consent_recorded"), page)
    _must_be_verified(cast)


def _must_be_verified(cast: Cast) -> None:
    institution = cast.institution(cast.story.measures[0])
    texts = [well(institution.account.browser.open(one)).text for one in institution.owed()]
    if not any(cast.story.verified_shown in text for text in texts):
        raise Unexpected("/duties/: the measure is not shown as verified after her word")
