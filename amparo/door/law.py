"""The protocol that this site runs, as the door asks of it."""

from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from amparo.foundations.web.law.wording import due_from, language_of, say, source_said
from amparo.law import Protocol, load_protocol
from amparo.law.texts import ConsentText

__all__ = [
    "consent_to_file",
    "door_channel",
    "due_from",
    "language_of",
    "law_of",
    "say",
    "source_said",
]

BY_PAGE = "page"
"""What a request through these pages is called where the law knows no channels."""


WORDED = date(2026, 11, 25)
"""Since when an organisation's own words are these; other words are a new version."""


def law_of(protocol: str = "") -> Protocol:
    return load_protocol(protocol or settings.PROTOCOL)


def consent_to_file(law: Protocol) -> ConsentText | None:
    """What is agreed to by filing, in the reader's language, where the protocol words it. Whoever
    asks an organisation files nothing with the mechanism: that has words of its own."""
    if settings.ORGANISATION:
        asks = _(
            "I ask %(whose)s for help, and I agree that its team reads what I send. It asks no"
            " authority for anything before I have agreed to that. I can take this back when I"
            " want, and ask again later."
        )
        text = asks % {"whose": settings.ORGANISATION}
        return ConsentText(id="asking_organisation", version=1, since=WORDED, text=text)
    try:
        return law.consent_text("filing", language_of(law))
    except KeyError:
        return None


def runs_the_desk(unit: str, law: Protocol) -> bool:
    """Whether whoever works on cases here is of this institution, or of one under it."""
    if settings.ORGANISATION:
        return False
    above = {one.id: one.part_of for one in law.obligations.institution}
    own: str | None = law.obligations.run_by
    while own and own != unit:
        own = above.get(own)
    return own == unit


def door_channel() -> str:
    """The protocol's own name of the way by which these pages are sent: what it assumes."""
    law = law_of()
    channel = law.facts.get(law.procedure.channel or "")
    return channel.default or BY_PAGE if channel else BY_PAGE
