"""A worked example in words, made from its data: past events, and what follows from them.

The words of events, terms and acts are the law's, so that no date is written twice.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple

from amparo.law.errors import Refused
from amparo.law.examples import NONE, Example, answer
from amparo.law.explain.terms import say_amount, say_day, say_warning
from amparo.law.protocol import Protocol
from amparo.law.state.case import CaseState, Warned
from amparo.law.state.institution_terms import extension_of
from amparo.law.state.typed_facts import TRUTH, read_moment

_WORDS: dict[str, dict[str, str]] = {
    "es": {
        "NotInForce": "la norma no se aplica a ese día",
        "OutsideCalendar": "no se responde: está fuera del calendario que se conoce",
        "OutOfOrder": "no se responde: va contra el orden legal",
        "NotYet": "no se responde: es posterior al momento consultado",
        "TooLateToExtend": "no se responde: se prorrogó cuando el plazo ya había vencido",
        "refused": "no se responde ({name})",
        "at": "consultado el {day}",
        "calendar": "calendario: {calendar}",
        "not": "no: {fact}",
        "counts_as": "cuenta como recibida el {day}",
        "stage": "etapa: {stage}",
        "due": "hasta el {day}",
        "due_none": "sin fecha",
        "lenient_due": "si puede correrse, hasta el {day}",
        "lenient_due_none": "no tiene por qué correrse",
        "disputed_due": "otra norma o lectura, hasta el {day}",
        "disputed_due_none": "ninguna otra norma dice otra fecha",
        "waiting": "todavía no corre",
        "open": "corre",
        "late": "vencido",
        "met": "cumplido a tiempo",
        "met_late": "cumplido con atraso",
        "stopped": "detenido",
        "unknown": "no se sabe hasta cuándo",
        "none": "la norma no lo fija en este trámite",
        "late_by": "atraso de {amount}",
        "late_by_none": "sin atraso",
        "declared": "no cuentan, por declarados no laborables: {days}",
        "declared_none": "ningún día declarado no laborable",
        "ground": "base legal: {ground}",
        "received": "recepción",
        "missing": "«{act}» espera: {needs}",
        "missing_none": "«{act}» no espera nada",
        "shut": "no se puede: {acts}",
        "provisional_until": "lo ordenado hasta la resolución termina el {day}",
        "warnings_none": "sin advertencias",
    },
    "en": {
        "NotInForce": "the norm does not apply on that day",
        "OutsideCalendar": "no answer: it is outside the calendar that is known",
        "OutOfOrder": "no answer: it is out of legal order",
        "NotYet": "no answer: it is after the moment asked about",
        "TooLateToExtend": "no answer: it was extended when the term had ended",
        "refused": "no answer ({name})",
        "at": "asked on {day}",
        "calendar": "calendar: {calendar}",
        "not": "not so: {fact}",
        "counts_as": "counts as received on {day}",
        "stage": "stage: {stage}",
        "due": "by {day}",
        "due_none": "no date",
        "lenient_due": "if it may roll over, by {day}",
        "lenient_due_none": "has nothing to roll over",
        "disputed_due": "another norm or reading, by {day}",
        "disputed_due_none": "no other norm says another date",
        "waiting": "has not begun",
        "open": "runs",
        "late": "has passed",
        "met": "done in time",
        "met_late": "done late",
        "stopped": "stands still",
        "unknown": "until when is not known",
        "none": "not set by the norm on this track",
        "late_by": "late by {amount}",
        "late_by_none": "not late",
        "declared": "declared non-working, and not counted: {days}",
        "declared_none": "no day declared non-working",
        "ground": "ground: {ground}",
        "received": "reception",
        "missing": "“{act}” waits for: {needs}",
        "missing_none": "“{act}” waits for nothing",
        "shut": "not possible: {acts}",
        "provisional_until": "what was ordered until the decision ends on {day}",
        "warnings_none": "no warnings",
    },
}


class Worked(NamedTuple):
    """An example as two lines; `about`: what its author says that it shows, if anything."""

    given: str
    follows: str
    about: str | None


def worked(law: Protocol, example: Example, language: str) -> Worked:
    speaker = _Speaker(law, example, language)
    return Worked(
        _sentences(speaker.given()),
        _sentences(speaker.follows()),
        example.about.get(language),
    )


class _Speaker(NamedTuple):
    law: Protocol
    example: Example
    language: str

    def given(self) -> Iterator[str]:
        for event, moment in self.example.happened.items():
            yield f"{self.text('events', event)}: {self.moment(moment)}"
        yield from (self.fact(name, value) for name, value in self.example.facts.items())
        yield from self.asked()
        yield self.word("at", day=self.moment(self.example.at))
        if self.example.calendar != self.law.procedure.default_calendar:
            yield self.word("calendar", calendar=self.text("calendars", self.example.calendar))

    def fact(self, name: str, value: str) -> str:
        said = self.text("facts", name)
        if value in TRUTH:
            return said if TRUTH[value] else self.word("not", fact=said)
        kind = "channels" if name in self.law.channels.values() else "distances"
        return f"{said}: {self.text(kind, value)}"

    def asked(self) -> Iterator[str]:
        rules = {rule.id: rule for rule in self.law.obligations.asked}
        for name, asked in self.example.asked.items():
            yield f"{self.text('events', rules[name].starts_from)}: {self.moment(asked)}"
            more = extension_of(self.law, name, read_moment(name, asked, self.law.zone))
            events = (more.asked, more.granted) if more else ()
            given = self.example.more_time.get(name, ())
            for event, moment in zip(events, given, strict=False):
                yield f"{self.text('events', event)}: {self.moment(moment)}"

    def follows(self) -> Iterator[str]:
        one = self.example
        if one.refused:
            known = one.refused in _WORDS["en"]
            yield self.word(one.refused) if known else self.word("refused", name=one.refused)
            return
        if one.counts_as:
            yield self.word("counts_as", day=self.moment(one.counts_as))
        if one.track:
            yield self.text("tracks", one.track)
        if one.stage:
            yield self.word("stage", stage=self.text("stages", one.stage))
        yield from self.terms()
        yield from self.acts()
        if one.provisional_until:
            yield self.word("provisional_until", day=self.moment(one.provisional_until))
        yield from self.beside()
        yield from self.warnings()

    def terms(self) -> Iterator[str]:
        state = _answer(self.law, self.example)
        for rule in self.law.terms.term:
            said = "; ".join(self.of_term(rule.id, state))
            if said:
                yield f"{self.text('terms', rule.id)}: {said}"
        for name, ground in self.example.ground.items():
            if name not in self.law.term_rules:
                received = name == "received"
                said = self.word("received") if received else self.text("events", name)
                yield f"{said}: {self.word('ground', ground=ground)}"

    def of_term(self, name: str, state: CaseState | None) -> Iterator[str]:
        one = self.example
        whens = {
            "due": one.due,
            "lenient_due": one.lenient_due,
            "disputed_due": one.disputed_due,
        }
        yield from (self.until(key, whens[key][name]) for key in whens if name in whens[key])
        if name in one.state:
            yield self.word(one.state[name])
        if name in one.late_by:
            yield self.late(one.late_by[name], name, state)
        if name in one.declared:
            days = ", ".join(map(self.moment, one.declared[name]))
            yield self.word("declared", days=days) if days else self.word("declared_none")
        if name in one.ground:
            yield self.word("ground", ground=one.ground[name])

    def late(self, late_by: int, name: str, state: CaseState | None) -> str:
        term = state and state.find_term(name)
        unit = term.unit if term else self.law.term_rules[name].value[0].unit
        amount = say_amount(late_by, unit, self.language)
        return self.word("late_by", amount=amount) if late_by else self.word("late_by_none")

    def acts(self) -> Iterator[str]:
        for kind, named in (
            ("acts", self.example.missing),
            ("misuses", self.example.misuse_missing),
        ):
            for name, needs in named.items():
                lacks = "; ".join(self.either(need) for need in needs)
                key = "missing" if lacks else "missing_none"
                yield self.word(key, act=self.text(kind, name), needs=lacks)
        if self.example.shut:
            acts = "; ".join(self.text("acts", act) for act in self.example.shut)
            yield self.word("shut", acts=acts)

    def beside(self) -> Iterator[str]:
        for kind, dues in (
            ("terms", self.example.asked_due),
            ("standing", self.example.standing_due),
        ):
            for name, due in dues.items():
                yield f"{self.text(kind, name)}: {self.until('due', due)}"

    def warnings(self) -> Iterator[str]:
        codes = self.example.warnings
        if codes is None:
            return
        state = _answer(self.law, self.example) if codes else None
        found = [one for one in state.warnings if one.code in codes] if state else []
        unfound = set(codes) - {one.code for one in found}
        for one in (*found, *(Warned(code, NONE) for code in sorted(unfound))):
            yield say_warning(self.law, one, self.language)
        if not codes:
            yield self.word("warnings_none")

    def until(self, key: str, due: str) -> str:
        none = due == NONE
        return self.word(f"{key}_none") if none else self.word(key, day=self.moment(due))

    def moment(self, moment: str) -> str:
        """Return the day in full; the text itself if it is no date."""
        try:
            day = datetime.fromisoformat(moment) if "T" in moment else date.fromisoformat(moment)
        except ValueError:
            return moment
        return say_day(day, self.language)

    def either(self, name: str) -> str:
        return self.text("events" if name in self.law.events else "facts", name)

    def text(self, kind: str, name: str) -> str:
        words: Mapping[str, str] = getattr(self.law.texts[self.language], kind)
        return words.get(name, name)

    def word(self, key: str, **parts: str) -> str:
        return _WORDS.get(self.language, _WORDS["en"])[key].format(**parts)


def _answer(law: Protocol, example: Example) -> CaseState | None:
    try:
        return answer(law, example)
    except Refused:
        return None


def _sentences(parts: Iterable[str]) -> str:
    """Join sentences, each with a capital and one full stop."""
    said = (f"{one[:1].upper()}{one[1:].rstrip('.')}." for one in parts)
    return " ".join(dict.fromkeys(said))
