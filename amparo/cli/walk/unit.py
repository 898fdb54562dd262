"""An institution's officer in the demo: reads what the unit owes, and gives one of three
answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from amparo.cli.walk.browser import Unexpected, Upload, well
from amparo.cli.walk.member_accounts import Account
from amparo.cli.walk.page_reader import Page


@dataclass
class Institution:
    account: Account

    def owed(self) -> list[str]:
        """Addresses of everything that the officer's unit owes now."""
        page = well(self.account.browser.open("/duties/"))
        named = page.links_to("/duties/")
        return [one for one in named if one.count("/") == 3 and one.split("/")[2] not in OTHERS]  # noqa: PLR2004

    def answer(
        self, kind: str, given: Mapping[str, str], files: Mapping[str, Upload] | None = None
    ) -> Page:
        """Answer the first obligation that takes this kind of answer."""
        sent = {f"{kind}-{name}": value for name, value in given.items()}
        added = {f"{kind}-{name}": file for name, file in (files or {}).items()}
        for address in self.owed():
            page = well(self.account.browser.open(address))
            if any(form.takes(list(sent)) for form in page.forms):
                return self.account.browser.fill(page, sent, added)
        raise Unexpected(f"/duties/: nothing that {self.account.part.name} owes takes {kind!r}")


# Addresses on every page that are no obligation.
OTHERS = frozenset({"in", "out", "unit"})
