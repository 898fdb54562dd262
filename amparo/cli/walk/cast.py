"""The people of the story, and how they get accounts."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from amparo.cli.walk.browser import Browser
from amparo.cli.walk.demo_site import Place
from amparo.cli.walk.member_accounts import Account
from amparo.cli.walk.page_reader import Page
from amparo.cli.walk.person import Person
from amparo.cli.walk.step_printer import Telling
from amparo.cli.walk.story import Story, Wanted
from amparo.cli.walk.team import Desk
from amparo.cli.walk.unit import Institution


@dataclass
class Cast:
    """The person and the members, each in their own browser."""

    story: Story
    person: Person
    accounts: Mapping[str, Account]
    telling: Telling
    code: str = ""
    # Name of the applicant in the printed lines.
    asks: str = "the person"
    # Related people with an access phrase of their own.
    beside: list[Person] = field(default_factory=list)

    @property
    def phrases(self) -> list[list[str]]:
        """Every phrase that opens something of this case."""
        return [self.person.words, *(one.words for one in self.beside)]

    def another(self, browser: Browser, told: Mapping[str, Any], asks: str = "the person") -> Self:
        """The same members with another case; `asks` names its applicant."""
        return replace(
            self,
            story=self.story.of_others(told),
            person=Person(browser),
            telling=Telling(self.story.protocol, self.story.calendar),
            code="",
            asks=asks,
            beside=[],
        )

    def desk(self, key: str) -> Desk:
        return Desk(self.accounts[key], self.code)

    def institution(self, wanted: Wanted) -> Institution:
        """The officer who owes this measure, signed in."""
        account = self.accounts[wanted.officer]
        if not account.signed_in:
            account.sign_in(self.telling.now())
        return Institution(account)

    def body(self, unit: str) -> str:
        """The name of an institution: the story's own, or as the law's English text says it."""
        own = {one["code"]: one["name"] for one in self.story.units}
        return own.get(unit) or self.telling.body(unit)

    def told(self, key: str, what: str, ground: str, *pages: Page) -> None:
        """Print a line about a member."""
        self.telling.step(self.telling.who(self.accounts[key]), what, ground, *pages)

    def she(self, what: str, ground: str, *pages: Page) -> None:
        """Print a line about the applicant."""
        self.telling.step(self.asks, what, ground, *pages)


def enrol(place: Place, story: Story, telling: Telling, code: str) -> Cast:
    """Create the accounts: the first supervisor joins with the code that the set-up printed, and
    invites the rest."""

    def browser() -> Browser:
        return Browser(place.host, place.port, story.language)

    accounts = {key: Account(part, browser()) for key, part in story.parts.items()}
    supervisor = accounts[story.supervisor]
    supervisor.join(code, telling.now())
    supervisor.sign_in(telling.now())
    for key, account in accounts.items():
        if key != story.supervisor:
            account.join(supervisor.invite(account.part), telling.now())
            if account.surface == "desk":
                account.sign_in(telling.now())
    return Cast(story, Person(browser()), accounts, telling)
