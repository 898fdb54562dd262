"""Compare what laws guarantee: who decides, consent, emergency, who is bound."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from django.utils.translation import gettext as _

from amparo.foundations.web.law.wording import language_of, say
from amparo.law import Protocol
from amparo.law.explain.terms import say_if
from amparo.law.measures import Consent
from amparo.law.procedure import ActRule
from amparo.law.program_acts import Deed, Opening
from amparo.site.laws.bound_bodies import Extent, places_of
from amparo.site.laws.comparison_names import CONSENTS, DEEDS
from amparo.site.laws.comparison_rows import Line, Row, Side, is_one_law, line, row

DECIDING = (Deed.DECIDE, Deed.TURN_AWAY, Deed.ORDER_PROVISIONAL, Deed.RULE_AGAIN)


def deciding(sides: Sequence[Side]) -> Iterator[Row]:
    for does in DECIDING:
        yield row(sides, does, DEEDS[does], partial(_who_does, does))
    yield row(sides, "above", _("Who rules on a complaint about delay"), _above)


def _who_does(does: Deed, side: Side) -> Iterator[Line]:
    act = side.law.act_that(does)
    if act is not None:
        for role in act.by:
            yield line(_role(side.law, role), act)


def _role(law: Protocol, role: str) -> str:
    """Return the name of a role, with its institution where that has another name."""
    said, institution = say(law, f"roles.{role}"), law.roles[role].institution
    named = say(law, f"institutions.{institution}") if institution else said
    return said if named.casefold() in said.casefold() else f"{said} ({named})"


def _above(side: Side) -> Iterator[Line]:
    if side.law.act_that(Deed.COMPLAIN) is None:
        return
    for role in side.law.procedure.role:
        if role.superior:
            above = side.law.roles[role.superior]
            yield line(f"{_role(side.law, role.id)}: {_role(side.law, above.id)}", above)


def consent(sides: Sequence[Side]) -> Iterator[Row]:
    for opening, label in (
        (Opening.CONSENT_TO_MEASURE, _("The person's consent to a measure comes before")),
        (
            Opening.CONSENT_TO_OPINION,
            _("The person's consent to asking for an opinion comes before"),
        ),
        (Opening.WORD_ON_CHANGE, _("The person's word on a change comes before")),
    ):
        yield row(sides, opening, label, partial(_waiting_for, opening))
    for consent in Consent:
        yield row(sides, consent, CONSENTS[consent], partial(_asked, consent))
    yield row(sides, "impediments", _("What may stand for the person's consent"), _impediments)
    yield row(sides, Deed.WITHDRAW, DEEDS[Deed.WITHDRAW], partial(_act, Deed.WITHDRAW))


def _waiting_for(opening: Opening, side: Side) -> Iterator[Line]:
    gates = set(side.law.gates_opened_by(opening))
    for act in side.law.procedure.act:
        if gates & _all_needs(act):
            yield line(say(side.law, f"acts.{act.id}"), act)


def _all_needs(act: ActRule) -> set[str]:
    several = (act.needs, *act.needs_on_track.values(), *act.needs_if.values())
    return {need for needs in several for need in needs}


def _asked(consent: Consent, side: Side) -> Iterator[Line]:
    for measure in side.law.measures.measure:
        worded = measure.worded(side.on)
        if measure.consent is consent and worded is not None:
            yield line(say(side.law, f"measures.{measure.id}"), worded)


def _impediments(side: Side) -> Iterator[Line]:
    for one in side.law.admission.impediment:
        yield line(say(side.law, f"impediments.{one.id}"), one)


def _act(does: Deed, side: Side) -> Iterator[Line]:
    act = side.law.act_that(does)
    if act is not None:
        yield line(say(side.law, f"acts.{act.id}"), act)


def emergency(sides: Sequence[Side]) -> Iterator[Row]:
    yield row(sides, "tracks", _("When a faster way is taken"), _tracks)
    does = Deed.ORDER_PROVISIONAL
    yield row(sides, does, DEEDS[does], partial(_act, does))
    yield row(sides, "urgent", _("Urgent measures of the catalogue"), _urgent)
    yield row(sides, "immediate", _("Help that waits for no decision"), _immediate)


def _tracks(side: Side) -> Iterator[Line]:
    for track in side.law.procedure.track:
        if track.any_of:
            found = [say_if(side.law, one, language_of(side.law)) for one in track.any_of]
            yield line(f"{say(side.law, f'tracks.{track.id}')}: {'; '.join(found)}", track)


def _urgent(side: Side) -> Iterator[Line]:
    for measure in side.law.measures.measure:
        worded = measure.worded(side.on)
        if measure.urgent and worded is not None:
            yield line(say(side.law, f"measures.{measure.id}"), worded)


def _immediate(side: Side) -> Iterator[Line]:
    for action in side.law.measures.immediate_action:
        yield line(say(side.law, f"immediate_actions.{action.id}"), action)


def bound(sides: Sequence[Side]) -> Iterator[Row]:
    """Yield every branch at every level, also where none is bound, to show what a law leaves
    out."""
    for place in places_of(sides[0]):
        found = row(sides, place.id, place.name, partial(_reached, place.id))
        known = is_one_law(sides) or all(_is_known(place.id, side) for side in sides)
        yield found if known else replace(found, differs=False, unread=True)


def _is_known(place: str, side: Side) -> bool:
    return all(one.extent is not Extent.NOT_KNOWN for one in places_of(side) if one.id == place)


def _reached(place: str, side: Side) -> Iterator[Line]:
    for one in places_of(side):
        if one.id == place:
            yield from one.lines
