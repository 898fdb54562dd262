"""Say in sentences what must be on record before an act."""

from collections.abc import Iterator, Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from amparo.foundations.web.law.wording import language_of, say
from amparo.law import Protocol
from amparo.law.explain.terms import say_if
from amparo.law.procedure import ActRule


def needs_of(law: Protocol, act: ActRule) -> Iterator[str]:
    """Yield the findings and gates that an act waits for: “Only if …”, on a track, or if a finding
    holds. Earlier steps in the order of the procedure are not included."""
    if conditions := _conditions(law, act.needs):
        yield _("Only %(conditions)s.") % {"conditions": conditions}
    for track, needs in act.needs_on_track.items():
        if conditions := _conditions(law, needs):
            about = {"track": say(law, f"tracks.{track}"), "conditions": conditions}
            yield _("%(track)s: only %(conditions)s.") % about
    for finding, needs in act.needs_if.items():
        if conditions := _conditions(law, needs):
            first = capfirst(say_if(law, finding, language_of(law)))
            yield _("%(finding)s, only %(conditions)s.") % {
                "finding": first,
                "conditions": conditions,
            }


def _conditions(law: Protocol, needs: Sequence[str]) -> str:
    language = language_of(law)
    return _("; and ").join(say_if(law, one, language) for one in needs if one in law.facts)
