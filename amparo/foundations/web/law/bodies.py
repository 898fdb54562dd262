"""An institution as a norm names it, with the condition on which it does."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from amparo.foundations.web.law.wording import say
from amparo.law import Protocol


def body_named(law: Protocol, name: str, only_if: Mapping[str, str]) -> str:
    """Its name, and where the norm names it only on a condition, which: a fact of the case, or what
    stands under `conditions` in the texts."""
    who = say(law, f"institutions.{name}", otherwise=name)
    condition = only_if.get(name)
    if condition is None:
        return who
    kind = "facts" if condition in law.facts else "conditions"
    said = {"who": who, "condition": say(law, f"{kind}.{condition}")}
    return _("%(who)s (only if: %(condition)s)") % said
