"""What a norm says of cases that were open under an older one, in plain words."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.foundations.web.law.wording import language_of, say
from amparo.law import Protocol, known_protocols, load_protocol
from amparo.law.explain.terms import say_day
from amparo.law.transitory import CountedFrom, Pending, Transitory
from amparo.site.laws.comparison_rows import Line, Side, line

WHAT = {
    Pending.STAY: gettext_lazy("Open cases of “%(older)s” stay under it until they end."),
    Pending.PASS: gettext_lazy("Open cases of “%(older)s” pass to this norm."),
    Pending.MAY_PASS: gettext_lazy(
        "Open cases of “%(older)s” may pass to this norm; without a decision they stay."
    ),
}
COUNTED = {
    CountedFrom.EVENT: gettext_lazy("Their terms run from what started them."),
    CountedFrom.PASSING: gettext_lazy("What runs is counted anew from that day."),
}


def transitory_of(side: Side) -> Iterator[Line]:
    """Yield one line for each rule, with its source."""
    for rule in side.law.procedure.transitory:
        yield line(" ".join(_said(side.law, rule)), rule)


def _said(law: Protocol, rule: Transitory) -> Iterator[str]:
    older = load_protocol(rule.older) if rule.older in known_protocols() else None
    name = say(older, "protocol.name") if older else rule.older
    if rule.at_stages:
        stages = [say(older, f"stages.{one}") if older else one for one in rule.at_stages]
        yield _("At these stages: %(stages)s.") % {"stages": ", ".join(stages)}
    yield str(WHAT[rule.pending]) % {"older": name}
    if not rule.passes:
        return
    by = ", ".join(say(law, f"roles.{one}") for one in rule.by)
    yield _("Each by an act on record, with its reasons, since %(day)s, by: %(who)s.") % {
        "day": say_day(rule.since, language_of(law)),
        "who": by,
    }
    if rule.counted_from:
        yield str(COUNTED[rule.counted_from])
    gone = rule.without_counterpart.terms
    if older and gone:
        terms = ", ".join(say(older, f"terms.{one}") for one in gone)
        yield _("Asked no more: %(terms)s.") % {"terms": terms}
    yield _("What was late stays late on record.")
