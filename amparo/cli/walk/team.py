"""The team at its desk: what each member does to the case, page by page."""

from dataclasses import dataclass

from amparo.cli.walk.browser import Unexpected, well
from amparo.cli.walk.member_accounts import Account
from amparo.cli.walk.page_reader import Given, Page


@dataclass
class Desk:
    """A member signed in at the desk, with one case."""

    account: Account
    code: str = ""

    @property
    def case_path(self) -> str:
        return f"/desk/cases/{self.code}/"

    def case(self) -> Page:
        """Open all tabs of the case on one page."""
        return well(self.account.browser.open(f"{self.case_path}?tab=all"))

    def act(self, where: str, given: Given) -> Page:
        """Fill in the form of one act below the case."""
        page = well(self.account.browser.open(f"{self.case_path}{where}"))
        return self.account.browser.fill(page, given)

    def open_request(self) -> str:
        """Open the waiting request; return the code of the case."""
        worklist = well(self.account.browser.open("/desk/"))
        page = well(self.account.browser.open(worklist.link("/desk/filings/", "/open/")))
        return self._opened(self.account.browser.fill(page, {}))

    def _opened(self, opened: Page) -> str:
        self.code = opened.path.strip("/").split("/")[-1]
        if opened.path != self.case_path:
            raise Unexpected(f"{opened.path}: the request did not open")
        return self.code

    def open_recorded(self, page: Page) -> str:
        """Open what was just recorded; return the code of the case."""
        return self._opened(self.account.browser.fill(page, {}, action="/open/"))

    def claim(self) -> Page:
        page = self.case()
        return self.account.browser.fill(page, {}, action="/claim/")

    def give_seat(self, name: str, reason: str) -> Page:
        """Give a seat on the case to the member with this name."""
        page = well(self.account.browser.open(f"{self.case_path}seats/"))
        member = page.form("member", "reason").fields["member"].choice(name)
        return self.account.browser.fill(page, {"member": member, "reason": reason})
