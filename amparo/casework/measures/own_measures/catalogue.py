"""What an organisation may do itself. No norm orders it: it is owed once the person agrees."""

from collections.abc import Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.law.measures import Consent, Measure, MeasureText

GROUND = "plan"
KINDS: Mapping[str, Promise] = {
    "own_contact": _("Regular calls or visits"),
    "own_accompaniment": _("Accompaniment"),
    "own_transport": _("Safe transport"),
    "own_shelter": _("A safe place to stay"),
    "own_premises": _("Safety of the house or the place of work"),
    "own_digital": _("Safety of telephone and accounts"),
    "own_legal": _("Legal help"),
    "own_care": _("Health and emotional care"),
    "own_means": _("Money, food or other things"),
    "own_public": _("Public support: a statement, a visit, the press"),
    "own_other": _("Another measure"),
}
TEXT_SEEN = frozenset({"own_public"})
"""The person sees the very words or the very act before agreeing."""


def own_rules() -> list[tuple[Measure, MeasureText, str]]:
    """Return each kind as a rule with its text and its name in the reader's language."""
    text = MeasureText(source=GROUND, since=date.min, implemented_by=())
    return [
        (
            Measure(
                id=name,
                consent=Consent.TEXT_SEEN if name in TEXT_SEEN else Consent.PERSON,
                needs=(),
                text=(text,),
            ),
            text,
            str(label),
        )
        for name, label in KINDS.items()
    ]
