"""An organisation's own site: a person has asked it for help. It assesses the risk, helps, agrees a
plan with the person and does it; nothing is filed with an authority."""

from dataclasses import replace
from datetime import timedelta

from amparo.cli.walk.browser import Upload
from amparo.cli.walk.cast import Cast
from amparo.cli.walk.member_accounts import OUTSIDE
from amparo.cli.walk.person import recording
from amparo.cli.walk.story import Story

NO_TERM = "no authority has it: no term runs"
PLAN = "the plan agreed with the person: no term of a law runs"
WEEK = timedelta(days=7)


def without_officers(story: Story) -> Story:
    """The story without members of institutions: an organisation's site sends them nothing."""
    parts = {key: part for key, part in story.parts.items() if OUTSIDE.isdisjoint(part.roles)}
    return replace(story, parts=parts, units=())


def whole(cast: Cast) -> None:
    """The person asks; the organisation assesses, helps, plans and follows. What is asked of an
    authority is left to the reader of the tutorial."""
    ask(cast)
    assess(cast)
    help_at_once(cast)
    agree_plan(cast)
    carry_out(cast)
    note_incident(cast)


def ask(cast: Cast) -> None:
    files = {"facts-spoken": Upload("nota.wav", recording())}
    cast.person.ask(cast.story.request, files)
    proof = cast.person.confirm_words()
    cast.she(
        "asks the organisation for help and writes down the ten words of the access phrase",
        NO_TERM,
        proof,
    )
    key = cast.story.receptionist
    cast.code = cast.desk(key).open_request()
    cast.told(key, f"opens the request: case {cast.code}", NO_TERM, cast.desk(key).case())


def assess(cast: Cast) -> None:
    """Record the assessment: facts first; the level follows from them."""
    key, words = cast.story.analyst, cast.story.words
    desk = cast.desk(key)
    texts = dict.fromkeys(("probability_why", "impact_why", "collective"), words["risk"])
    views = {"own_view": words["own_view"], "disagreement": ""}
    reviewed = desk.act("assessment/", {**cast.story.risk, **texts, **views})
    page = desk.account.browser.fill(reviewed, {"seen": reviewed.value_of("seen")})
    cast.told(key, "assesses the risk, with the person's own view", NO_TERM, page)


def help_at_once(cast: Cast) -> None:
    key, words = cast.story.analyst, cast.story.words
    given = {"kind": "contact", "text": words["action"], "consent": "page"}
    page = cast.desk(key).act("actions/", given)
    cast.told(key, "offers an immediate action", NO_TERM, page)
    cast.she("agrees", NO_TERM, cast.person.decide("agree", about=words["action"]))


def agree_plan(cast: Cast) -> None:
    """The person's yes is what makes the measure owed."""
    key, words = cast.story.analyst, cast.story.words
    by_day = (cast.telling.now() + WEEK).date().isoformat()
    given = {"requested": "no", "what": words["own_plan"], "by_day": by_day}
    page = cast.desk(key).act("plan/new/own_accompaniment/", given)
    cast.told(key, "puts a measure of its own to the person, with the day", PLAN, page)
    page = cast.person.decide("agree", about=words["own_plan"])
    cast.she("agrees: from now on it is owed", PLAN, page)


def carry_out(cast: Cast) -> None:
    """The team notes that it is done; only the person says that it protects."""
    key, words = cast.story.analyst, cast.story.words
    desk = cast.desk(key)
    next_on = (cast.telling.now() + WEEK).date().isoformat()
    given = {"how": "done", "text": words["own_done"], "next_on": next_on}
    where = desk.case().link("/plan/", "/carried-out/").removeprefix(desk.case_path)
    page = desk.act(where, given)
    cast.told(key, "notes that it is done, and when it is looked at again", PLAN, page)
    page = cast.person.confirm("works", about="")
    cast.she("says that it protects", PLAN, page)


def note_incident(cast: Cast) -> None:
    key, words = cast.story.analyst, cast.story.words
    desk = cast.desk(key)
    page = desk.act("incident/", {"when": "anoche", "text": words["happened"]})
    cast.told(key, "records that something happened", NO_TERM, page)
    page = desk.act("looked-at/", {"text": words["looked_at"]})
    cast.told(key, "notes what was done about it", NO_TERM, page)
