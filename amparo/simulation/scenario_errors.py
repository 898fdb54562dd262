"""Scenarios that cannot be simulated, each refused with one sentence that names what is allowed."""

from amparo.law.errors import Refused


class UnknownName(Refused):
    says = {
        "en": "{option}: “{given}” is nothing of {protocol}; allowed: {allowed}.",
        "es": "{option}: «{given}» no es nada de {protocol}; se admite: {allowed}.",
    }


class OutOfRange(Refused):
    says = {
        "en": "{option}: {given} is no number from {least} to {most}.",
        "es": "{option}: {given} no es un número de {least} a {most}.",
    }


class NobodyComes(Refused):
    says = {
        "en": "No request comes in the whole year: with nothing to do there is nothing to play.",
        "es": "En todo el año no llega ninguna solicitud: sin nada que hacer, no hay qué simular.",
    }


class NobodyWorks(Refused):
    says = {
        "en": "Nobody works as {role}, so under {protocol} nobody would do: {acts}. Say how many"
        " people each role has that is missing: {missing} or more.",
        "es": "Nadie trabaja como {role}, así que con {protocol} nadie haría: {acts}. Diga cuántas"
        " personas tiene cada rol que falta: {missing} o más.",
    }


class YearUnknown(Refused):
    says = {
        "en": "The year {given} cannot be played under {protocol}; it can for {allowed}.",
        "es": "El año {given} no se puede simular con {protocol}; se puede para: {allowed}.",
    }


class TooMuch(Refused):
    says = {
        "en": "This is too much to play: about {given} pieces of work, and {allowed} at most. Take"
        " fewer requests, people or runs.",
        "es": "Es demasiado para simular: unas {given} tareas, y se admiten {allowed}. Ponga menos"
        " solicitudes, personas o repeticiones.",
    }


class TooLong(Refused):
    says = {
        "en": "It took longer than {seconds} seconds to play and was ended: nothing came of it."
        " Take fewer requests, people, persons under protection or runs.",
        "es": "Tardaba más de {seconds} segundos en simularse y se cortó: no hay resultado. Ponga"
        " menos solicitudes, personal, personas protegidas o repeticiones.",
    }
