"""The protocol of this site, as the door uses it."""

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
"""The channel of a request through these pages where the law has no channels."""


WORDED = date(2026, 11, 25)
"""Date of this version of an organisation's consent text; another text is a new version."""


def law_of(protocol: str = "") -> Protocol:
    return load_protocol(protocol or settings.PROTOCOL)


def consent_to_file(law: Protocol) -> ConsentText | None:
    """Return the consent to filing in the reader's language, where the protocol has one. An
    organisation's site has a text of its own, since nothing is filed with the mechanism there."""
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
    """Whether the staff working on cases here belongs to this institution, or to one under it."""
    if settings.ORGANISATION:
        return False
    above = {one.id: one.part_of for one in law.obligations.institution}
    own: str | None = law.obligations.run_by
    while own and own != unit:
        own = above.get(own)
    return own == unit


def door_channel() -> str:
    """Return the protocol's name of the channel of these pages: its default."""
    law = law_of()
    channel = law.facts.get(law.procedure.channel or "")
    return channel.default or BY_PAGE if channel else BY_PAGE
