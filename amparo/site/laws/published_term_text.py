"""Say what the law gives for a term, from what an edition of the figures stores of it."""

from typing import Any

from django.utils.translation import gettext as _

from amparo.foundations.web.law.wording import language_of, say
from amparo.law import Protocol
from amparo.law.counting.units import Unit
from amparo.law.explain.terms import say_amount


def gives(law: Protocol, value: dict[str, Any]) -> str:
    """Return the length of a term in words, with what is disputed, extended or unchecked."""
    language = language_of(law)
    said = say_amount(value["amount"], Unit(value["unit"]), language)
    if value["track"]:
        said = f"{say(law, f'tracks.{value["track"]}')}: {said}"
    said = f"{said} ({value['source']})"
    if value["other"]:
        said = f"{said}. {_disputes(law, value['other'])}"
    said = said if value["checked"] else f"{said} ({_('not checked')})"
    return f"{said}. {_more(law, value)}" if value.get("more") else said


def _more(law: Protocol, value: dict[str, Any]) -> str:
    """Return by how much the term may be extended. Older editions do not store this."""
    more = value["more"]
    amount = say_amount(more["amount"], Unit(value["unit"]), language_of(law))
    said = _("It may be extended once, by %(amount)s (%(source)s).") % {
        "amount": amount,
        "source": more["source"],
    }
    return said if more["checked"] else f"{said} ({_('not checked')})"


def _disputes(law: Protocol, other: dict[str, Any]) -> str:
    about = {
        "other": say_amount(other["amount"], Unit(other["unit"]), language_of(law)),
        "source": other["source"],
    }
    if not other["from"]:
        return _("Another norm says %(other)s (%(source)s).") % about
    event = say(law, f"events.{other['from']}")
    said = _("Another norm says %(other)s, counted from: %(event)s (%(source)s).")
    return said % {**about, "event": event}
