"""How far a law is known here: which of its texts were read, and how many values were checked."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.foundations.web.law.wording import language_of
from amparo.law import Protocol
from amparo.law.unchecked_values import unread, values_of


def known_of(law: Protocol) -> tuple[str, ...]:
    """Return how far the law is known, in sentences: what was read, what was checked, and what
    stands in place of missing texts."""
    return tuple(_sentences(law))


def known_plain(law: Protocol) -> dict[str, Any]:
    """Return the same for programs, always with the same keys."""
    return {
        "said": law.texts[language_of(law)].known,
        "read_whole": law.procedure.read_whole,
        "values": values_of(law),
        "unchecked": sum(1 for _one in unread(law)),
    }


def _sentences(law: Protocol) -> Iterator[str]:
    plain = known_plain(law)
    if plain["said"]:
        yield plain["said"]
    said = ngettext(
        "Of the %(values)d values here %(count)d was not checked against the official text.",
        "Of the %(values)d values here %(count)d were not checked against the official text.",
        plain["unchecked"],
    )
    yield said % {"values": plain["values"], "count": plain["unchecked"]}
    if not plain["read_whole"]:
        yield _(
            "What is not here was not read yet: that does not mean that the norm is silent on it."
        )
