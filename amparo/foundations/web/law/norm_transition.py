"""Effects of passing to another norm, in words: built from codes and days alone, so that the desk
before the act, the command line and the person afterwards read the same sentences."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from amparo.foundations.web.law.risk_assessment import weighing_by
from amparo.foundations.web.law.wording import language_of, say, say_term
from amparo.law import Deed, Protocol, known_protocols, load_protocol
from amparo.law.explain.terms import say_day
from amparo.law.transitory import norm_and_name

type Plain = Mapping[str, Any]


def changes_in_words(told: Plain) -> list[str]:
    """Return sentences from `cases.passing.Plan.plain`: the stage, each date, who decides, what
    stays behind. A norm whose folder is gone is named by its id."""
    older, newer = _law(told["older"]), _law(told["newer"])
    if older is None or newer is None:
        return [_("The text of one of the two norms is not here any more: ask whoever runs this.")]
    found = [*_standing(told, older, newer)]
    found += [" ".join(_term(pair, older, newer)) for pair in told["terms"]]
    found += [_unknown(one, older) for one in told.get("stays_unknown", ())]
    found += [_weighed_on(one, older) for one in told.get("methods", ())]
    left = [_named(one, older) for one in told["left_behind"]]
    if left:
        words = _("Without counterpart, and still on record: %(what)s.")
        found.append(words % {"what": ", ".join(left)})
    found.append(_("Measures in force, and every agreement, stay as they are."))
    return found


def norm_in_words(norm: str) -> str:
    law = _law(norm)
    return f"{say(law, 'protocol.name')} ({law.procedure.source})" if law else norm


def _law(norm: str) -> Protocol | None:
    return load_protocol(norm) if norm in known_protocols() else None


def _standing(told: Plain, older: Protocol, newer: Protocol) -> Iterator[str]:
    pairs = (
        (_("Stage"), "stages", told["stage"]),
        (_("Way"), "tracks", told["track"]),
    )
    for label, kind, (before, after) in pairs:
        yield _changed(label, say(older, f"{kind}.{before}"), say(newer, f"{kind}.{after}"))
    yield _changed(_("Who decides"), _deciders(older), _deciders(newer))


def _changed(label: str, before: str, after: str) -> str:
    if before == after:
        return _("%(label)s: %(now)s, as before.") % {"label": label, "now": after}
    parts = {"label": label, "before": before or "—", "after": after or "—"}
    return _("%(label)s: %(after)s; until now: %(before)s.") % parts


def _deciders(law: Protocol) -> str:
    act = law.act_that(Deed.DECIDE)
    return ", ".join(say(law, f"roles.{one}") for one in act.by) if act else ""


def _term(pair: Plain, older: Protocol, newer: Protocol) -> Iterator[str]:
    was, now = pair["older"], pair["newer"]
    name = say_term(older, was["term"]) if was else say_term(newer, now["term"])
    due = {"before": _due(was, older), "after": _due(now, newer)}
    if pair["asked_no_more"]:
        yield _("%(term)s: asked no more; until now: %(before)s.") % {"term": name, **due}
    elif was is None:
        yield _("%(term)s: new; %(after)s.") % {"term": name, **due}
    else:
        words = _("%(term)s: %(after)s; until now: %(before)s.")
        yield words % {"term": name, **due}
    if pair["becomes_late"]:
        yield _("It becomes late by this.")
    if pair["stops_being_late"]:
        yield _("It was late, and that stays on record.")


def _unknown(term: str, older: Protocol) -> str:
    words = _("%(term)s: until when it ran is not known here, and so it stays on record.")
    return words % {"term": say_term(older, norm_and_name(term)[1])}


def _weighed_on(method: str, older: Protocol) -> str:
    found = older.way_of_weighing(method)
    words = _(
        "A danger that was weighed by “%(way)s” is weighed by it again: the other norm weighs"
        " otherwise, and nobody's level falls because of that alone."
    )
    return words % {"way": weighing_by(older, found).name if found else method}


def _due(term: Plain | None, law: Protocol) -> str:
    """Return the due date with its source, or that no date runs."""
    if term is None:
        return "—"
    said = term["due"]
    if not said:
        return _("no date runs")
    due = datetime.fromisoformat(said) if "T" in said else date.fromisoformat(said)
    parts = {"day": say_day(due, language_of(law)), "source": term["source"]}
    return _("due by %(day)s (%(source)s)") % parts


def _named(one: str, law: Protocol) -> str:
    return say(law, one, otherwise=one.partition(".")[2])
