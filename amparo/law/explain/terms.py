"""Explanation of a term in words: what, who, by when, counted how, on which ground, and what is
disputed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from amparo.law.counting.calendar import Why
from amparo.law.counting.units import Unit
from amparo.law.explain.wording import words_in
from amparo.law.procedure import Expires
from amparo.law.protocol import Protocol
from amparo.law.sourced_values import Cited, in_force
from amparo.law.state.case import CaseState, Dispute, Moved, Mover, Term, TermState, Warned


@dataclass(frozen=True, slots=True)
class Explanation:
    """The pieces of a sentence, each complete by itself; none is markup."""

    what: str
    who: str
    standing: str
    count: str | None
    skipped: tuple[str, ...]
    ground: str
    lenient: str | None
    disputed: str | None
    caution: str | None
    moved: tuple[str, ...] = ()
    """Reasons why its end was moved: more time, distance, a new beginning, a total."""
    then: str | None = None
    """What follows when it ends without the act."""


def explain(
    protocol: Protocol, term: Term, language: str, *, told_whole: bool = True
) -> Explanation:
    """Explain a term in words. If only a part of the events was given (`told_whole` is false), a
    term that has passed is not called late: it is unknown whether it was met."""
    words = words_in(language)
    event = protocol.text(f"events.{term.starts_from}", language)
    dispute, start, lenient = term.disputed_with, term.from_at, term.lenient_due
    return Explanation(
        what=protocol.text(f"terms.{term.term}", language),
        who=protocol.text(f"roles.{term.owed_by}", language),
        standing=_standing(protocol, term, event, language, told_whole=told_whole),
        count=words["count"].format(
            amount=say_amount(term.amount, term.unit, language),
            event=event,
            start=say_day(start, language),
        )
        if start
        else None,
        skipped=tuple(
            words[one.why].format(day=say_day(one.on, language), source=one.source)
            for one in term.skipped
        ),
        ground=term.source,
        lenient=words["lenient"].format(due=say_day(lenient, language)) if lenient else None,
        disputed=say_dispute(dispute, language) if dispute else None,
        caution=None if term.checked else words["unchecked"],
        moved=tuple(say_moved(protocol, one, language) for one in term.moved),
        then=say_then(protocol, term, language),
    )


def say_dispute(dispute: Dispute, language: str) -> str:
    words = words_in(language)
    said = words["disputed"].format(
        amount=say_amount(dispute.amount, dispute.unit, language),
        due=say_day(dispute.due, language),
        source=dispute.source,
    )
    return marked(said, dispute, language)


def marked(said: str, cited: Dispute | Moved | Cited, language: str) -> str:
    """Return the sentence, with a note added if the cited rule is unchecked."""
    return said if cited.checked else f"{said} {words_in(language)['unchecked']}"


def say_then(protocol: Protocol, term: Term, language: str) -> str | None:
    """Return what follows once it is over; None if the law does not say, or it is not known
    here."""
    rule = protocol.term_rules.get(term.term)  # none of this law, where it came over from another
    expires = in_force(rule.on_expiry, term.text_of) if rule and term.text_of else None
    return say_expiry(protocol, expires, language) if expires else None


def say_expiry(protocol: Protocol, expires: Expires, language: str) -> str:
    act = protocol.text(f"acts.{expires.act}", language) if expires.act else ""
    said = words_in(language)[expires.does].format(act=act, source=expires.source)
    return marked(said, expires, language)


def say_moved(protocol: Protocol, one: Moved, language: str) -> str:
    key = one.by.value
    if not one.known:
        key = "distance_unknown"
    elif one.by is Mover.TOTAL and one.due_without is None:
        key = "at_most"
    said = words_in(language)[key].format(
        amount=say_amount(one.amount, one.unit, language) if one.amount is not None else "",
        place=protocol.text(f"distances.{one.about}", language) if key == "distance" else "",
        event=protocol.text(f"events.{one.about}", language) if key == "restart" else "",
        due=say_day(one.due_without, language),
        source=one.source,
    )
    return marked(said, one, language)


def say_day(day: date | datetime | None, language: str) -> str:
    """Return the day in full, as in “Monday 15 July 2024”; a moment also with its hour."""
    if day is None:
        return "—"
    words = words_in(language)
    said = words["day"].format(
        weekday=words["weekdays"].split()[day.weekday()],
        day=day.day,
        month=words["month_names"].split()[day.month - 1],
        year=day.year,
    )
    if isinstance(day, datetime) and (day.hour or day.minute):
        return words["moment"].format(day=said, hour=day.hour, minute=day.minute)
    return said


def say_if(protocol: Protocol, fact: str, language: str) -> str:
    """Return a finding or a gate as a condition: “if the situation of risk is grave”."""
    said = protocol.text(f"facts.{fact}", language)
    inside = said if said[1:2].isupper() else f"{said[:1].lower()}{said[1:]}"
    return words_in(language)["if"].format(condition=inside)


def say_track_not_told(
    protocol: Protocol, state: CaseState, facts: Mapping[str, bool | str], language: str
) -> str | None:
    """Return on which track a case is counted if findings that decide this were not given; else
    None."""
    untold = [one for track in protocol.procedure.track for one in track.any_of if one not in facts]
    track = next(one for one in protocol.procedure.track if one.id == state.track)
    if track.any_of or not untold:
        return None
    return words_in(language)["track_not_told"].format(
        track=protocol.text(f"tracks.{track.id}", language),
        findings="; ".join(protocol.text(f"facts.{one}", language) for one in untold),
    )


def say_amount(amount: int, unit: Unit, language: str) -> str:
    return words_in(language)[unit if amount == 1 else f"{unit}s"].format(amount=amount)


def say_why(why: Why, name: str, purpose: str, language: str) -> str:
    """Return why a day does not count; with its name, or what it was declared for."""
    key = f"why_{why}_for" if purpose else f"why_{why}"
    return words_in(language)[key].format(name=name, purpose=purpose)


def say_pause(why: Why, first: date, last: date, source: str, language: str) -> str:
    return words_in(language)[f"pause_{why}"].format(
        since=say_day(first, language), until=say_day(last, language), source=source
    )


def say_warning(protocol: Protocol, warning: Warned, language: str) -> str:
    """Return the words of a warning, with its dates."""
    return protocol.text(f"warnings.{warning.code}", language).format(
        since=say_day(warning.since, language),
        until=say_day(warning.until, language),
        source=warning.source,
        about=_about(protocol, warning.about or "", language),
    )


def _about(protocol: Protocol, name: str, language: str) -> str:
    """Return what a warning is about, in the law's words: a term, a channel or a track."""
    words = protocol.texts[language]
    return (words.tracks | words.channels | words.terms).get(name, name)


def _standing(
    protocol: Protocol, term: Term, event: str, language: str, *, told_whole: bool
) -> str:
    late_by = say_amount(term.late_by, term.unit.late_in, language)
    rule = protocol.term_rules.get(term.term)
    unless = rule.unless if rule else ()
    resumes = [protocol.text(f"events.{one.until}", language) for one in rule.stop] if rule else []
    key = TermState(term.state).value
    if unless and term.state is TermState.WAITING:
        key = "waiting_unless"
    elif not told_whole and term.state is TermState.LATE:
        key = "not_told"
    return words_in(language)[key].format(
        event=event,
        unless=words_in(language)["or"].join(say_if(protocol, one, language) for one in unless),
        due=say_day(term.due, language),
        met=say_day(term.met_at, language),
        late_by=late_by,
        resumes="; ".join(resumes),
    )
