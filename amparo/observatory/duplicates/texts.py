"""Why a member answered as it did: sealed under the key of the attack of the first record."""

from dataclasses import dataclass
from datetime import datetime

from amparo.observatory.attacks.texts import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonText(Text):
    reason: str = ""


def reason_ref(question: str, first: str, second: str, at: datetime) -> str:
    """Return the reference under which the reason of an answer is sealed."""
    return f"duplicate/{question}/{first}/{second}/{at.isoformat()}"
