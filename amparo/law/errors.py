"""Refusals of this package, each with one sentence that names what is allowed."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, NamedTuple

from amparo.law.loading.errors_spanish import REASONS
from amparo.law.loading.toml_errors_spanish import toml_in_spanish


class Refused(ValueError):
    """Raised for what the law's data does not know or does not allow.

    The sentence exists in each language of `says`; `str()` gives the English one.
    """

    says: ClassVar[dict[str, str]] = {"en": "refused.", "es": "rechazado."}

    def __init__(self, **parts: object) -> None:
        self.parts = parts
        super().__init__(self.sentence("en"))

    def sentence(self, language: str) -> str:
        template = self.says.get(language, self.says["en"])
        told = {name: _word(part, language) for name, part in self.parts.items()}
        return template.format(**told)


class Told(NamedTuple):
    """A message with placeholders, in English, with its Spanish one in `errors_spanish.py`."""

    says: str
    parts: tuple[object, ...] = ()

    def in_language(self, language: str) -> str:
        template = REASONS.get(self.says, self.says) if language == "es" else self.says
        return template.format(*(_word(part, language) for part in self.parts))


def _word(part: object, language: str) -> str:
    if isinstance(part, Told):
        return part.in_language(language)
    if isinstance(part, Refused):
        return part.sentence(language)
    if isinstance(part, Exception):  # of Python's reader of TOML
        return toml_in_spanish(str(part)) if language == "es" else str(part)
    if isinstance(part, Iterable) and not isinstance(part, str):
        return ", ".join(_word(one, language) for one in part)
    said = str(part)
    return said if said.isprintable() else ascii(said)


class UnknownProtocol(Refused):
    says: ClassVar[dict[str, str]] = {
        "en": "There is no protocol “{given}”; the known ones are: {allowed}.",
        "es": "No existe el protocolo «{given}»; los conocidos son: {allowed}.",
    }


class UnknownCalendar(Refused):
    says: ClassVar[dict[str, str]] = {
        "en": "There is no calendar “{given}”; the calendars are: {allowed}.",
        "es": "No existe el calendario «{given}»; los calendarios son: {allowed}.",
    }


class NoSuchTerm(Refused):
    says: ClassVar[dict[str, str]] = {
        "en": "There is no term “{given}” on the track “{track}”; the terms are: {allowed}.",
        "es": "No hay plazo «{given}» en el trámite «{track}»; los plazos son: {allowed}.",
    }


class UnknownEvent(Refused):
    """A name that is neither an event nor a fact of the protocol."""

    says: ClassVar[dict[str, str]] = {
        "en": "“{given}” is no event or fact here; events: {events}; facts: {facts}.",
        "es": "«{given}» no es un evento ni un hecho; eventos: {events}; hechos: {facts}.",
    }


class WrongValue(Refused):
    says: ClassVar[dict[str, str]] = {
        "en": "“{given}” cannot be the value of {name}; allowed: {allowed}.",
        "es": "«{given}» no puede ser el valor de {name}; se admite: {allowed}.",
    }


class NoTermKnown(WrongValue):
    says: ClassVar[dict[str, str]] = {
        "en": "No term of “{law}” is known here, so none can be explained. That does not mean that"
        " nothing is owed by it.",
        "es": "Aquí no se conoce ningún plazo de «{law}», y por eso no se puede explicar ninguno."
        " No quiere decir que esa norma no obligue a nada.",
    }


class NoMoment(WrongValue):
    says: ClassVar[dict[str, str]] = {
        "en": "“{given}” cannot be the value of {name}; allowed: a date such as 2024-06-24"
        " or a date-time such as 2024-06-24T10:30-05:00.",
        "es": "«{given}» no puede ser el valor de {name}; se admite: una fecha como 2024-06-24"
        " o una fecha con hora como 2024-06-24T10:30-05:00.",
    }


class OutOfOrder(Refused):
    says: ClassVar[dict[str, str]] = {
        "en": "{event} cannot come before {earlier}; the legal order is: {allowed}.",
        "es": "{event} no puede ser anterior a {earlier}; el orden legal es: {allowed}.",
    }


class TooLateToExtend(Refused):
    says: ClassVar[dict[str, str]] = {
        "en": "{event} is dated {given}, when the term “{term}” had ended; a term is extended only"
        " until {allowed}, its last day.",
        "es": "{event} tiene fecha {given}, cuando el plazo «{term}» ya había vencido; un plazo se"
        " prorroga solo hasta {allowed}, su último día.",
    }


class NotYet(Refused):
    says: ClassVar[dict[str, str]] = {
        "en": "{event} is dated {given}, after the moment asked about; allowed: up to {allowed}.",
        "es": "{event} tiene fecha {given}, posterior al momento consultado; hasta {allowed}.",
    }


class NotInForce(Refused):
    says: ClassVar[dict[str, str]] = {
        "en": "{protocol} does not apply to {event} on {given}; it is in force from {allowed}.",
        "es": "{protocol} no se aplica a {event} de fecha {given}; rige desde {allowed}.",
    }


class OutsideCalendar(Refused):
    says: ClassVar[dict[str, str]] = {
        "en": "{given} is outside the calendar, which knows the days from {first} to {last}; "
        "the last known year is {year}.",
        "es": "{given} está fuera del calendario, que conoce los días del {first} al {last}; "
        "el último año conocido es {year}.",
    }

    def __init__(self, *, given: object, first: date, last: date) -> None:
        super().__init__(given=given, first=first, last=last, year=last.year)


class Unanswered(Refused):
    """A missing answer is unknown; it is never read as zero."""

    says: ClassVar[dict[str, str]] = {
        "en": "{name} has no answer yet, so there is no level; allowed: {allowed}.",
        "es": "{name} aún no tiene respuesta y no hay nivel; se admite: {allowed}.",
    }


class MistakenProtocol(Refused):
    """A protocol file that cannot be used: which file, which key, and why; once located also the
    line and the name of the entry."""

    says: ClassVar[dict[str, str]] = {
        "en": "{file}{line}: {key}{name}: {reason}",
        "es": "{file}{line}: {key}{name}: {reason}",
    }

    def __init__(
        self, *, file: str, key: str, reason: Told, line: int | None = None, name: str = ""
    ) -> None:
        self.key, self.reason, self.line = key, reason, line
        super().__init__(
            file=file,
            line=f":{line}" if line else "",
            key=key or Told("(whole file)"),
            name=f" ({name})" if name else "",
            reason=reason,
        )

    def at(self, line: int, name: str = "") -> "MistakenProtocol":
        file = str(self.parts["file"])
        return MistakenProtocol(file=file, key=self.key, reason=self.reason, line=line, name=name)


class CannotPass(Refused):
    """The case cannot pass to another norm, and why."""


class SaysNothing(CannotPass):
    says: ClassVar[dict[str, str]] = {
        "en": "“{newer}” says nothing of a case of “{older}” at the stage “{stage}”: it stays.",
        "es": "«{newer}» no dice nada de un caso de «{older}» en la etapa «{stage}»: se queda.",
    }


class Stays(CannotPass):
    says: ClassVar[dict[str, str]] = {
        "en": "A case of “{older}” stays under it ({source}).",
        "es": "Un caso de «{older}» se queda en esa norma ({source}).",
    }


class NotNewer(CannotPass):
    says: ClassVar[dict[str, str]] = {
        "en": "“{newer}” is not newer than “{older}”, under which the case is.",
        "es": "«{newer}» no es posterior a «{older}», la norma del caso.",
    }


class NotInForceYet(CannotPass):
    says: ClassVar[dict[str, str]] = {
        "en": "No case passes to “{newer}” before {since} ({source}).",
        "es": "Ningún caso pasa a «{newer}» antes del {since} ({source}).",
    }


class NoCounterpart(CannotPass):
    says: ClassVar[dict[str, str]] = {
        "en": "“{name}” of “{older}” has no counterpart in “{newer}”: the case stays there.",
        "es": "«{name}» de «{older}» no tiene equivalente en «{newer}»: el caso se queda ahí.",
    }


class AnotherStage(CannotPass):
    says: ClassVar[dict[str, str]] = {
        "en": "By the rule the case would stand at “{told}”, by what happened at “{found}”: the"
        " rule must be put right first.",
        "es": "Según la regla el caso quedaría en «{told}», según lo ocurrido en «{found}»: antes"
        " hay que corregir la regla.",
    }
