"""For whom an export is, and whose answers allow it."""

import re
from dataclasses import dataclass

from amparo.foundations.intake.names.matching import spelled_same

_BETWEEN = re.compile(r"[,;\n]")
NOT_ASKED = "not_asked"
NOT_KEPT = "not_kept"
NOT_PUBLISHED = "not_published"
NOT_SHARED = "not_shared"
OTHER_RECIPIENT = "other_recipient"


@dataclass(frozen=True, slots=True)
class Audience:
    """Everybody, or one recipient by name."""

    recipient: str = ""

    @property
    def public(self) -> bool:
        return not self.recipient

    @property
    def code(self) -> str:
        """What the record keeps: it takes no names."""
        return "public" if self.public else "recipient"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one victim or source agreed to last. `shared_with`: unsealed where it is needed."""

    hold: bool
    share: bool
    publish: bool
    shared_with: str = ""


def against(audience: Audience, answer: Answer | None) -> str:
    """Return why this party's part may not go to this audience; empty where it may."""
    if answer is None:
        return NOT_ASKED
    if not answer.hold:
        return NOT_KEPT
    if answer.publish:
        return ""
    if audience.public:
        return NOT_PUBLISHED
    if not answer.share:
        return NOT_SHARED
    return "" if names(answer.shared_with, audience.recipient) else OTHER_RECIPIENT


def names(shared_with: str, recipient: str) -> bool:
    """Return whether a recipient stands in what a party agreed to, word by word: alone, or between
    commas, semicolons and lines."""
    parts = [shared_with, *_BETWEEN.split(shared_with)]
    return any(spelled_same(part, recipient) for part in parts)
