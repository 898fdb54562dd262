"""Says a term in words: what, who, by when, counted how, on which ground, and what is disputed."""

from dataclasses import dataclass
from datetime import date, datetime

from amparo.rules.case import Term, TermState, Warned
from amparo.rules.procedure import Unit
from amparo.rules.protocol import Protocol

_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "weekdays": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        "months": "January February March April May June July August September October November"
        " December",
        "day": "{weekday} {day} {month} {year}",
        "moment": "{day}, {hour:02d}:{minute:02d}",
        "business_day": "{amount} business day",
        "business_days": "{amount} business days",
        "calendar_day": "{amount} calendar day",
        "calendar_days": "{amount} calendar days",
        "hour": "{amount} hour",
        "hours": "{amount} hours",
        "count": "{amount} from {event}, {start}",
        "waiting": "Starts with: {event}.",
        "waiting_unless": "Starts with: {event}. Not while it holds: {unless}.",
        "open": "To be done by {due}.",
        "late": "Was due on {due}; late by {late_by}.",
        "met": "Done on {met}; due on {due}.",
        "unknown": "Until when is not known here.",
        "met_late": "Done on {met}, late by {late_by}; was due on {due}.",
        "weekend": "{day}: weekend",
        "holiday": "{day}: holiday",
        "declared": "{day}: declared non-working",
        "lenient": "If the term may roll over a non-working day: {due}.",
        "disputed": "Another norm says {amount}: {due} ({source}).",
        "unchecked": "This value has not been checked against the official text.",
    },
    "es": {
        "weekdays": "lunes martes miércoles jueves viernes sábado domingo",
        "months": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
        " diciembre",
        "day": "{weekday} {day} de {month} de {year}",
        "moment": "{day}, {hour:02d}:{minute:02d}",
        "business_day": "{amount} día hábil",
        "business_days": "{amount} días hábiles",
        "calendar_day": "{amount} día calendario",
        "calendar_days": "{amount} días calendario",
        "hour": "{amount} hora",
        "hours": "{amount} horas",
        "count": "{amount} desde: {event}, {start}",
        "waiting": "Empieza con: {event}.",
        "waiting_unless": "Empieza con: {event}. No corre mientras conste: {unless}.",
        "open": "Debe hacerse hasta el {due}.",
        "late": "Venció el {due}; atraso: {late_by}.",
        "met": "Hecho el {met}; vencía el {due}.",
        "unknown": "Aquí no se sabe hasta cuándo.",
        "met_late": "Hecho el {met}, con atraso de {late_by}; vencía el {due}.",
        "weekend": "{day}: fin de semana",
        "holiday": "{day}: feriado",
        "declared": "{day}: día no laborable declarado",
        "lenient": "Si el plazo puede correrse al siguiente día hábil: {due}.",
        "disputed": "Otra norma dice {amount}: {due} ({source}).",
        "unchecked": "Este valor no ha sido verificado en el texto oficial.",
    },
}


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


def explain(protocol: Protocol, term: Term, language: str) -> Explanation:
    words = _words(language)
    event = protocol.text(f"events.{term.starts_from}", language)
    dispute, start, lenient = term.disputed_with, term.from_at, term.lenient_due
    return Explanation(
        what=protocol.text(f"terms.{term.term}", language),
        who=protocol.text(f"roles.{term.owed_by}", language),
        standing=_standing(protocol, term, event, language),
        count=words["count"].format(
            amount=say_amount(term.amount, term.unit, language),
            event=event,
            start=say_day(start, language),
        )
        if start
        else None,
        skipped=tuple(words[one.why].format(day=say_day(one.on, language)) for one in term.skipped),
        ground=term.source,
        lenient=words["lenient"].format(due=say_day(lenient, language)) if lenient else None,
        disputed=words["disputed"].format(
            amount=say_amount(dispute.amount, dispute.unit, language),
            due=say_day(dispute.due, language),
            source=dispute.source,
        )
        if dispute
        else None,
        caution=None if term.checked else words["unchecked"],
    )


def say_day(day: date | datetime | None, language: str) -> str:
    """In full, as in “Monday 15 July 2024”; a moment also says its hour."""
    if day is None:
        return "—"
    words = _words(language)
    said = words["day"].format(
        weekday=words["weekdays"].split()[day.weekday()],
        day=day.day,
        month=words["months"].split()[day.month - 1],
        year=day.year,
    )
    if isinstance(day, datetime) and (day.hour or day.minute):
        return words["moment"].format(day=said, hour=day.hour, minute=day.minute)
    return said


def say_amount(amount: int, unit: Unit, language: str) -> str:
    return _words(language)[unit if amount == 1 else f"{unit}s"].format(amount=amount)


def say_warning(protocol: Protocol, warning: Warned, language: str) -> str:
    """The words of a warning, with its dates; they begin with nothing but themselves."""
    return protocol.text(f"warnings.{warning.code}", language).format(
        since=say_day(warning.since, language),
        until=say_day(warning.until, language),
        source=warning.source,
        about=warning.about,
    )


def _standing(protocol: Protocol, term: Term, event: str, language: str) -> str:
    late_by = say_amount(term.late_by, term.unit, language)
    unless = next((one.unless for one in protocol.terms.term if one.id == term.term), ())
    conditional = unless and term.state is TermState.WAITING
    return _words(language)["waiting_unless" if conditional else TermState(term.state)].format(
        event=event,
        unless="; ".join(protocol.text(f"facts.{one}", language) for one in unless),
        due=say_day(term.due, language),
        met=say_day(term.met_at, language),
        late_by=late_by,
    )


def _words(language: str) -> dict[str, str]:
    return _WORDS.get(language, _WORDS["en"])
