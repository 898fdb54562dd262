"""The way of the one case, from asking to a measure that holds."""

from collections.abc import Mapping
from dataclasses import dataclass

from amparo.cli.walk.accounts import Account
from amparo.cli.walk.browser import Browser, Upload
from amparo.cli.walk.pages import Page
from amparo.cli.walk.person import Person, recording
from amparo.cli.walk.place import Place
from amparo.cli.walk.story import Story
from amparo.cli.walk.team import Desk
from amparo.cli.walk.telling import Telling


@dataclass
class Cast:
    """Everybody in the story, each in a browser of her own."""

    story: Story
    person: Person
    accounts: Mapping[str, Account]
    telling: Telling

    def desk(self, key: str, code: str = "") -> Desk:
        return Desk(self.accounts[key], code)

    @property
    def reception(self) -> Account:
        return self.accounts[self.story.receptionist]


def enrol(place: Place, story: Story, telling: Telling, word: str) -> Cast:
    """The first supervisor joins with the word that setting up printed, and invites the rest."""

    def browser() -> Browser:
        return Browser(place.host, place.port, story.language)

    accounts = {key: Account(part, browser()) for key, part in story.parts.items()}
    supervisor = accounts[story.supervisor]
    supervisor.join(word, telling.now())
    supervisor.sign_in(telling.now())
    for key, account in accounts.items():
        if key != story.supervisor:
            account.join(supervisor.invite(account.part), telling.now())
            if account.surface == "desk":
                account.sign_in(telling.now())
    return Cast(story, Person(browser()), accounts, telling)


def ask(cast: Cast, files: Mapping[str, Upload] | None = None) -> None:
    """She files at the door and keeps her words."""
    story, telling, person = cast.story, cast.telling, cast.person
    given = files or {"facts-spoken": Upload("nota.wav", recording())}
    person.ask(story.request, given)
    telling.happened("request_received", channel="digital")
    proof = person.confirm_words()
    ground = telling.ground("request_received")
    telling.step("the person", "files her request and keeps her ten words", ground, proof)
    telling.step("the person", "comes back by the words alone", ground, person.come_back())


def receive(cast: Cast) -> str:
    """Reception opens and acknowledges, and opens help that cannot wait."""
    story, telling = cast.story, cast.telling
    desk = cast.desk(story.receptionist)
    code = desk.open_request()
    who = telling.who(desk.account)
    telling.step(who, f"opens the request: case {code}", telling.act("acknowledge"), desk.case())
    page = desk.act("acknowledge/", {"text": story.words["acknowledgement"]})
    telling.step(who, "acknowledges it", telling.act("acknowledge"), page)
    contact = {"kind": "contact", "text": story.words["action"], "consent": "page"}
    page = desk.act("actions/", contact)
    telling.step(who, "offers an immediate action", telling.act("open_immediate_actions"), page)
    page = cast.person.decide("agree", about=story.words["action"])
    telling.step("the person", "agrees to it", telling.fact("consent_recorded"), page)
    return code


def report(cast: Cast, code: str) -> None:
    """The analyst takes the case into her hands and finds what the danger is."""
    story, telling = cast.story, cast.telling
    desk = cast.desk(story.analyst, code)
    who = telling.who(desk.account)
    telling.step(who, "takes the case into her hands", telling.act("acknowledge"), desk.claim())
    why = story.words["preliminary"]
    found = dict.fromkeys(telling.findings(), "no")
    given = {**found, "imminent_risk": "yes", "imminent_risk-why": why, "text": why}
    page = desk.act("preliminary-report/", given)
    facts = dict.fromkeys(found, "false") | {"imminent_risk": "true"}
    telling.happened("preliminary_report_issued", **facts)
    ground = telling.act("issue_preliminary_report")
    telling.step(who, "issues the preliminary report: imminent risk", ground, page)
    telling.step("the person", "reads what reached her", ground, read(cast))
    cast.person.write(story.words["message"])
    telling.step("the person", "writes a message", telling.fact("consent_recorded"))


def read(cast: Cast) -> Page:
    """She opens every paper that waits for her."""
    cast.person.read_everything()
    return cast.person.page()


def whole(cast: Cast, files: Mapping[str, Upload] | None = None) -> None:
    """Every step in order."""
    ask(cast, files)
    code = receive(cast)
    report(cast, code)
