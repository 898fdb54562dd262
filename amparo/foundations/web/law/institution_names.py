"""The name of an institution as a norm gives it, with its condition."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from amparo.foundations.web.law.wording import say
from amparo.law import Protocol


def body_named(law: Protocol, name: str, only_if: Mapping[str, str]) -> str:
    """Return the name and, where the norm names it only on a condition, that condition: a fact of
    the case, or an entry of `conditions` in the texts."""
    who = say(law, f"institutions.{name}", otherwise=name)
    condition = only_if.get(name)
    if condition is None:
        return who
    kind = "facts" if condition in law.facts else "conditions"
    said = {"who": who, "condition": say(law, f"{kind}.{condition}")}
    return _("%(who)s (only if: %(condition)s)") % said
