"""The protocol that this site runs, as the door asks of it."""

from django.conf import settings

from amparo import rules
from amparo.foundations.look.law import due_from, language_of, say
from amparo.rules.texts import ConsentText

__all__ = ["consent_to_file", "door_channel", "due_from", "language_of", "law_of", "say"]

BY_PAGE = "page"
"""What a request through these pages is called where the law knows no channels."""


def law_of(protocol: str = "") -> rules.Protocol:
    return rules.load(protocol or settings.PROTOCOL)


def consent_to_file(law: rules.Protocol) -> ConsentText | None:
    """What is agreed to by filing, in the reader's language, where the protocol words it."""
    try:
        return law.consent_text("filing", language_of(law))
    except KeyError:
        return None


def door_channel() -> str:
    """The protocol's own name of the way by which these pages are sent: what it assumes."""
    law = law_of()
    channel = law.facts.get(law.procedure.channel or "")
    return channel.default or BY_PAGE if channel else BY_PAGE
