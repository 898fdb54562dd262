"""An organisation's own site: a person has asked it for help, and nothing is filed with an
authority."""

from dataclasses import replace

from amparo.cli.walk.browser import Upload
from amparo.cli.walk.cast import Cast
from amparo.cli.walk.member_accounts import OUTSIDE
from amparo.cli.walk.person import recording
from amparo.cli.walk.story import Story

NO_TERM = "no authority has it: no term runs"


def without_officers(story: Story) -> Story:
    """The story without members of institutions: an organisation's site sends them nothing."""
    parts = {key: part for key, part in story.parts.items() if OUTSIDE.isdisjoint(part.roles)}
    return replace(story, parts=parts, units=())


def whole(cast: Cast) -> None:
    """The person asks, and the organisation opens the request; the next steps are left to the
    reader of the tutorial."""
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
