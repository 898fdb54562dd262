"""Events of exports of the register of attacks."""

from dataclasses import dataclass

from amparo.foundations.ledger.events import SiteEvent


@dataclass(frozen=True, kw_only=True, slots=True)
class AttacksExported(SiteEvent):
    """Codes of attacks left as a file; about the number of the file, which stands in it.
    `audience`: public or recipient. `sha256`: of the file."""

    format: str
    audience: str
    attacks: int
    victims: int
    acts: int
    sha256: str
