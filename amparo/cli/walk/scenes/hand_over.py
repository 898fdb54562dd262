"""A measure that an outside body ordered, and the hand-over to a new officer."""

from datetime import timedelta

from amparo.cli.walk.browser import Unexpected, well
from amparo.cli.walk.cast import Cast
from amparo.cli.walk.step_printer import OWN

ORDERED = timedelta(days=3)
TO_AGREE, PROMISED = 9, 4  # days from now


def ordered_elsewhere(cast: Cast) -> None:
    """Note a measure that a body abroad ordered: its execution must be agreed by a day."""
    key, words, today = cast.story.analyst, cast.story.words, cast.telling.now().date()
    given = {
        "kind": "precautionary",
        "issuer": "regional_body",
        "name": words["ordered_by"],
        "what": words["ordered"],
        "on": (today - ORDERED).isoformat(),
        "agree_by": cast.telling.working_day(TO_AGREE),
    }
    page = cast.desk(key).act("elsewhere/new/", given)
    said = (
        f"records a measure ordered by an international body, to be agreed by {given['agree_by']}"
    )
    cast.told(key, said, OWN, page)


def agree(cast: Cast) -> None:
    """Agree on the execution with the community, which reads the agreement."""
    key, words = cast.story.analyst, cast.story.words
    desk, today = cast.desk(key), cast.telling.now().date().isoformat()
    asked = [one for one in desk.case().links_to("/elsewhere/") if one.endswith("/agree/")]
    given = {"outcome": "agreed", "on": today, "words": words["agreed"]}
    page = desk.act(asked[0].removeprefix(desk.case_path), given)
    cast.told(key, "agrees with the board how the measure is carried out", OWN, page)
    hers = cast.person.browser
    papers = [well(hers.open(one)) for one in cast.person.page().links_to("/mine/papers/")]
    if not any(words["agreed"] in one.text for one in papers):
        raise Unexpected("/mine/: what was agreed did not reach their page")
    cast.she("reads what was agreed", OWN, *papers)


def leave_it(cast: Cast) -> None:
    """Leave a hand-over note: what was promised, the present state, and what not to ask again."""
    key, words = cast.story.analyst, cast.story.words
    day = cast.telling.working_day(PROMISED)
    page = cast.desk(key).act("promises/new/", {"text": words["promised"], "on": day})
    cast.told(key, f"records a promise to the board, due {day}", OWN, page)
    given = {"stands": words["stands"], "care": words["care"]}
    page = cast.desk(key).act("hand-on/note/", given)
    cast.told(key, "writes a hand-over sheet for the next responsible member", OWN, page)


def take_it(cast: Cast) -> None:
    """The next officer takes the case and reads the note, so that the community need not
    repeat it."""
    key, words = cast.story.second_analyst, cast.story.words
    desk = cast.desk(key)
    page = desk.claim()
    cast.told(key, "takes on the case", OWN, page)
    page = well(desk.account.browser.open(f"{desk.case_path}hand-on/"))
    if words["care"] not in page.text or words["promised"] not in page.text:
        raise Unexpected(f"{page.path}: the sheet does not say what was left on it")
    cast.told(key, "reads the promises and the questions not to repeat", OWN, page)
    cast.she("reads that another member is now responsible", OWN, cast.person.page())
