"""Members of the demo: they join by an invitation, and sign in with password and one-time code."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from amparo.cli.walk.browser import Browser, Unexpected
from amparo.cli.walk.demo_site import INVITED
from amparo.cli.walk.page_reader import Page
from amparo.cli.walk.story import Part
from amparo.crypto import one_time_codes as codes

STEP = 30  # seconds that one code lasts
OUTSIDE = frozenset({"institution_officer", "overseer"})
SECRET = re.compile(r"\b(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}\b")


@dataclass
class Account:
    """A member of the demo, with their browser. The secrets are the demo's alone."""

    part: Part
    browser: Browser = field(repr=False)
    secret: str = field(default="", repr=False)
    last_step: int = 0
    signed_in: bool = False

    @property
    def surface(self) -> str:
        return "portal" if OUTSIDE & {*self.part.roles} else "desk"

    @property
    def first_page(self) -> str:
        return "/duties/" if self.surface == "portal" else "/desk/"

    def join(self, code: str, at: datetime) -> None:
        """Turn the invitation's code into an account, as its two pages ask for it."""
        first = self.browser.open("/desk/join/")
        second = self.browser.fill(first, {"invitation": code})
        shown = SECRET.search(second.text)
        if shown is None:
            raise Unexpected("/desk/join/: the page shows no secret for the one-time codes")
        self.secret = shown.group().replace(" ", "")
        given = {
            "password": self.part.password,
            "again": self.part.password,
            "code": self.code(at),
        }
        self.browser.fill(second, given)

    def code(self, at: datetime) -> str:
        """A code that was not used yet. The next step's code is valid too, so no waiting
        is needed."""
        now = int(at.timestamp()) // STEP
        step = max(now, self.last_step + 1)
        self.last_step = step
        return codes.code_at(self.secret, at + timedelta(seconds=(step - now) * STEP))

    def sign_in(self, at: datetime) -> Page:
        page = self.browser.open(f"{self.first_page}in/")
        given = {
            "name": self.part.sign_in_name,
            "password": self.part.password,
            "code": self.code(at),
        }
        self.signed_in = True
        return self.browser.fill(page, given)

    def invite(self, other: Part) -> str:
        """Invite a member from the team's page; return the code that is shown once."""
        page = self.browser.open("/desk/team/")
        given: dict[str, Any] = {
            "act": "invite",
            "name": other.name,
            "sign_in_name": other.sign_in_name,
            "roles": list(other.roles),
            "unit": other.unit,
        }
        answer = self.browser.fill(page, given)
        codes_shown: list[str] = INVITED.findall(answer.text)
        if not codes_shown:
            raise Unexpected(f"{answer.path}: the page shows no code of an invitation")
        return codes_shown[0]

    def kept(self) -> dict[str, Any]:
        """The member's entry in `demo.json`."""
        return {
            "name": self.part.name,
            "sign_in_name": self.part.sign_in_name,
            "roles": list(self.part.roles),
            "unit": self.part.unit,
            "surface": self.surface,
            "password": self.part.password,
            "code_secret": self.secret,
            "last_step": self.last_step,
        }
