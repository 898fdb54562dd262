"""A consultation on a draft: a proposal without a name is sent, looked at and answered, and its
author reads the answer with the phrase."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from amparo.cli.walk.browser import Browser, Unexpected, well
from amparo.cli.walk.cast import Cast
from amparo.cli.walk.demo_site import Place
from amparo.cli.walk.page_reader import Page
from amparo.cli.walk.scenes.fictional_law_draft import LAW, NAME, draft_in
from amparo.cli.walk.step_printer import OWN, Telling

PUBLIC = f"/public/consultations/{NAME}/"
DESK = f"/desk/consultations/{NAME}/"
MINE = "/public/my-proposal/"
DAYS = 30
ON = "terms.decide"
NO_NAME = "an anonymous person"


@dataclass
class Part:
    """An author in the consultation, who keeps only the phrase."""

    browser: Browser
    words: list[str] = field(default_factory=list, repr=False)


def whole(place: Place, cast: Cast) -> Part:
    """Run the consultation: opened by the operator, proposed, looked at, answered, read."""
    story, told = cast.story, cast.story.consulted
    telling = Telling(story.protocol, story.calendar)
    part = Part(Browser(place.host, place.port, story.language))
    open_it(place, telling, told["about"])
    telling.step("the operator", "opens the consultation on the draft of a law", OWN)
    propose(part, told["text"])
    telling.step(NO_NAME, "proposes that decisions come sooner and writes down ten words", OWN)
    key = story.analyst
    look(cast, told)
    if told["left_out"] in well(part.browser.open(PUBLIC)).text:
        raise Unexpected(f"{PUBLIC}: what was left out can be read")
    who = telling.who(cast.accounts[key])
    telling.step(who, "reviews the proposal: all is shown except where a person lives", OWN)
    key = story.decision_maker
    answer(cast, told)
    who = telling.who(cast.accounts[key])
    telling.step(who, "answers in public, with reasons and the changed text", OWN)
    if told["reasons"] not in come_back(part).text:
        raise Unexpected(f"{MINE}: the answer does not stand there")
    telling.step(NO_NAME, "returns with the words and reads the answer", OWN)
    return part


def open_it(place: Place, telling: Telling, about: str) -> None:
    until = (telling.now().date() + timedelta(days=DAYS)).isoformat()
    draft = str(draft_in(place.state))
    place.command(["consult", "open", draft, "--beside", LAW, "--until", until, "--about", about])


def propose(part: Part, text: str) -> None:
    """Write a proposal, review and send it, and keep the phrase."""
    page = well(part.browser.open(f"{PUBLIC}propose/"))
    form = page.form("article", "text")
    typed = {"article": ON, "kind": "change", "text": text}
    preview = well(part.browser.submit(page, form, {**typed, "go": "preview"}))
    sent = well(part.browser.submit(preview, preview.form("text"), {"go": "send"}))
    part.words = sent.words
    if not part.words:
        raise Unexpected(f"{sent.path}: no words are shown")
    part.browser.submit(sent, sent.form("act"), {})


def look(cast: Cast, told: Mapping[str, str]) -> Page:
    """Look at the proposal; what would be left is previewed before it is stored."""
    browser = cast.accounts[cast.story.analyst].browser
    waiting = well(browser.open(DESK))
    page = well(browser.open(waiting.link(DESK, "/look/")))
    found = {"what": "but", "passages": told["left_out"], "reason": "whereabouts"}
    form = page.form("what", "passages")
    tried = well(browser.submit(page, form, {**found, "go": "preview"}))
    return well(browser.submit(tried, tried.form("what"), {**found, "go": "store"}))


def answer(cast: Cast, told: Mapping[str, str]) -> Page:
    browser = cast.accounts[cast.story.decision_maker].browser
    page = well(browser.open(well(browser.open(DESK)).link(DESK, "/answer/")))
    said = {name: told[name] for name in ("reasons", "changed")}
    return browser.fill(page, {"outcome": "partly", **said})


def come_back(part: Part) -> Page:
    """Return in another browser with the phrase alone."""
    part.browser.cookies.clear()
    return part.browser.fill(well(part.browser.open(MINE)), {"phrase": " ".join(part.words)})
