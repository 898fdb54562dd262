"""Compare two laws, or one on two days: stages, terms, who decides, consent, emergency, who is
bound. Rows match by what Amparo itself can do, since each law uses other names."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from amparo.foundations.web.law.wording import say
from amparo.law import Protocol
from amparo.law.procedure import Phase, TermRule
from amparo.law.program_acts import Asked, Deed
from amparo.law.unchecked_values import start_is_checked
from amparo.site.laws.bound_bodies import places_of
from amparo.site.laws.comparison_duties import always, criteria
from amparo.site.laws.comparison_guarantees import bound, consent, deciding, emergency
from amparo.site.laws.comparison_names import ASKED, DEEDS
from amparo.site.laws.comparison_risk import weighing
from amparo.site.laws.comparison_rows import Line, Row, Side, line, row
from amparo.site.laws.procedure import Amount, TermTold, asked_of, terms_of
from amparo.site.laws.reading_coverage import known_plain
from amparo.site.laws.receipt_by_channel import channels_of
from amparo.site.laws.transitory import transitory_of


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: str
    rows: tuple[Row, ...]


def compared(*sides: Side) -> tuple[Section, ...]:
    return (
        Section("law", _("Which law"), tuple(_laws(sides))),
        Section("reception", _("When a request counts as received"), tuple(_reception(sides))),
        Section("stages", _("Stages"), tuple(_stages(sides))),
        Section("terms", _("Terms"), tuple(_terms(sides))),
        Section("asked", _("What institutions are asked"), tuple(_asked(sides))),
        Section("deciding", _("Who decides what"), tuple(deciding(sides))),
        Section("consent", _("Consent"), tuple(consent(sides))),
        Section("emergency", _("Emergency"), tuple(emergency(sides))),
        Section("weighing", _("How the risk is assessed"), tuple(weighing(sides))),
        Section(
            "criteria",
            _("What the norm asks of a measure and of a resolution"),
            tuple(criteria(sides)),
        ),
        Section("always", _("What each institution owes at all times"), tuple(always(sides))),
        Section("bound", _("Who is bound"), tuple(bound(sides))),
    )


def as_plain(sides: Sequence[Side], sections: Sequence[Section]) -> dict[str, Any]:
    """Return the comparison for programs, always with the same keys."""
    return {
        "sides": [
            {
                "protocol": side.law.id,
                "name": side.name,
                "on": side.on.isoformat(),
                "known": known_plain(side.law),
                "bound": {
                    place.id: {"extent": place.extent, "checked": place.checked}
                    for place in places_of(side)
                },
            }
            for side in sides
        ],
        "sections": [
            {
                "id": section.id,
                "title": section.title,
                "rows": [asdict(one) for one in section.rows],
            }
            for section in sections
        ],
    }


def _laws(sides: Sequence[Side]) -> Iterator[Row]:
    yield row(sides, "norms", _("Norms"), _norms)
    yield row(sides, "in_force", _("In force"), _force)
    yield row(sides, "transitory", _("Cases open under an older norm"), transitory_of)


def _norms(side: Side) -> Iterator[Line]:
    for norm in side.law.procedure.norm:
        if norm.since <= side.on:
            yield line(norm.title, norm)


def _force(side: Side) -> Iterator[Line]:
    rule = side.law.procedure
    since = {"first": rule.in_force_from, "last": rule.in_force_until}
    said = _("from %(first)s to %(last)s") if rule.in_force_until else _("since %(first)s")
    yield Line(said % since, rule.source, start_is_checked(side.law))


def _reception(sides: Sequence[Side]) -> Iterator[Row]:
    """Yield a row for each channel; channels with the same name share a row."""
    told = [one for side in sides for one in channels_of(side.law, today=side.on)]
    for channel, what in {one.id: one.what for one in reversed(told)}.items():
        yield row(sides, channel, what, partial(_counts, channel))


def _counts(channel: str, side: Side) -> Iterator[Line]:
    for one in channels_of(side.law, today=side.on):
        if one.id == channel:
            yield Line(f"{one.counts}. {one.caution}".strip(), one.source, one.checked)


def _asked(sides: Sequence[Side]) -> Iterator[Row]:
    for asked in Asked:
        found = row(sides, asked, ASKED[asked], partial(_asked_for, asked))
        if any(found.lines):
            yield found


def _asked_for(asked: Asked, side: Side) -> Iterator[Line]:
    rules_and_terms = zip(
        side.law.obligations.asked, asked_of(side.law, today=side.on), strict=True
    )
    for rule, term in rules_and_terms:
        if rule.asked_for is asked:
            for amount in term.now:
                yield Line(_said(term, amount), amount.source, amount.checked)


def _stages(sides: Sequence[Side]) -> Iterator[Row]:
    for phase in Phase:
        label = say(sides[0].law, f"phases.{phase}")
        yield row(sides, phase, label, partial(_in_phase, phase))


def _in_phase(phase: Phase, side: Side) -> Iterator[Line]:
    for stage in side.law.procedure.stage:
        if stage.phase is phase:
            yield line(say(side.law, f"stages.{stage.id}"), stage)


def _terms(sides: Sequence[Side]) -> Iterator[Row]:
    """Yield a row for each act that ends a term; terms that no act of Amparo ends come last."""
    ends: list[Deed | None] = [*Deed, None]
    for does in ends:
        label = DEEDS[does] if does else _("Other terms")
        ended = row(sides, does or "other", label, partial(_terms_ended, does))
        if any(ended.lines):
            yield ended


def _terms_ended(does: Deed | None, side: Side) -> Iterator[Line]:
    for rule, term in zip(side.law.terms.term, terms_of(side.law, today=side.on), strict=True):
        if _ended_by(side.law, rule) is does:
            for amount in term.now:
                yield Line(_said(term, amount), amount.source, amount.checked)


def _ended_by(law: Protocol, rule: TermRule) -> Deed | None:
    return next(
        (act.does for act in law.procedure.act if act.does and act.records == rule.met_by), None
    )


def _said(term: TermTold, amount: Amount) -> str:
    words = _("%(term)s: %(amount)s from: %(event)s. Owed by: %(who)s.")
    said = words % {
        "term": term.what,
        "amount": f"{amount.said} ({amount.track})" if amount.track else amount.said,
        "event": term.counted_from,
        "who": term.who,
    }
    return " ".join((f"{said} {said_elsewhere(amount)}".strip(), *term.besides))


def said_elsewhere(amount: Amount) -> str:
    """Return what another norm says of the same term, or ""."""
    if not amount.other:
        return ""
    words = _("Another norm says %(amount)s (%(source)s).")
    if amount.other_from:
        words = _("Another norm says %(amount)s from: %(event)s (%(source)s).")
    said = words % {
        "amount": amount.other,
        "source": amount.other_source,
        "event": amount.other_from,
    }
    return said if amount.other_checked else f"{said} ({_('not checked')})"
