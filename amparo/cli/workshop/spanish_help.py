"""Spanish texts of the parts and options of `amparo law` and `amparo clock`, by their
English text."""

import re
from argparse import ArgumentParser
from typing import Final

METAVARS: Final = {
    "ACT": "ACTO",
    "AMOUNT": "MONTO",
    "CHANNEL": "CANAL",
    "DATE": "FECHA",
    "DIR": "CARPETA",
    "EVENT": "EVENTO",
    "FACT": "HECHO",
    "FILE": "ARCHIVO",
    "HOURS": "HORAS",
    "LANGUAGE": "IDIOMA",
    "MOMENT": "MOMENTO",
    "NAME": "NOMBRE",
    "NUMBER": "NÚMERO",
    "OFFICERS": "FUNCIONARIOS",
    "PEOPLE": "PERSONAS",
    "PERSONS": "PERSONAS",
    "PROTOCOL": "PROTOCOLO",
    "REQUESTS": "SOLICITUDES",
    "ROLE": "ROL",
    "RUNS": "VECES",
    "TERM": "PLAZO",
    "TRACK": "TRÁMITE",
    "VALUE": "VALOR",
    "WHAT": "QUÉ",
    "YEAR": "AÑO",
}
SPANISH: Final = {
    "usage": "uso",
    "positional arguments": "lo que se escribe",
    "options": "opciones",
    "show this help message and exit": "muestra esta ayuda",
    "PROTOCOL is a name or a folder. Each takes --language es|en (es by default).": (
        "PROTOCOL es un nombre o una carpeta. Cada uno admite --language es|en (es por defecto)."
    ),
    "es or en": "es o en",
    "for machines": "para máquinas",
    "which days count": "qué días cuentan",
    # --- what each part does ---
    "Runs the worked examples; exit code 1 where the law's data gives another answer.": (
        "Prueba los ejemplos resueltos; termina con 1 si los datos de la ley responden otra cosa."
    ),
    "Names file, line, key and reason of all that keeps a folder from being used.": (
        "Dice archivo, línea, clave y razón de todo lo que impide usar una carpeta."
    ),
    "The whole law as it stands on a day: steps, terms, tracks, reception, measures, who is"
    " bound.": (
        "Toda la ley como está en un día: pasos, plazos, trámites, recepción, medidas, quién está"
        " obligado."
    ),
    "Counts one term day by day: which days counted, which did not and why.": (
        "Cuenta un plazo día por día: qué días contaron, cuáles no y por qué."
    ),
    "Stages, terms, who decides, consent, emergency and who is bound, side by side.": (
        "Etapas, plazos, quién resuelve, autorización, emergencia y quién está obligado, lado a"
        " lado."
    ),
    "Plays a year: the share of each term that is met, what waits, and how many people it takes.": (
        "Simula un año: qué parte de cada plazo se cumple, qué espera y cuántas personas hacen"
        " falta."
    ),
    "Writes a commented skeleton of a protocol, which `amparo law check` accepts.": (
        "Escribe un protocolo inicial con comentarios, que `amparo law check` acepta."
    ),
    "Writes a JSON Schema for each file of a protocol, for editors of TOML.": (
        "Escribe un JSON Schema para cada archivo de un protocolo, para editores de TOML."
    ),
    # --- show, explain, compare ---
    "the day it is shown for; today by default": "el día para el que se muestra; hoy por defecto",
    "its entries, each key by its Spanish word": "sus entradas, cada clave con su palabra española",
    "the moment asked about; now by default": "el momento consultado; ahora por defecto",
    "one page, to be read or printed": "una página, para leer o imprimir",
    # --- clock ---
    "What the law says of a case: stage, terms, what is late. Needs no database.": (
        "Qué dice la ley de un caso: etapa, plazos, qué está atrasado. No necesita base de datos."
    ),
    "EVENT=MOMENT or FACT=VALUE; a moment is a date or a date-time, in the protocol's time zone"
    " unless an offset is given": (
        "EVENTO=MOMENTO o HECHO=VALOR; un momento es una fecha o una fecha con hora, en el huso"
        " horario del protocolo salvo que lleve el suyo"
    ),
    # --- simulate ---
    "requests a year": "solicitudes al año",
    "how many work": "cuántas personas trabajan",
    "working hours that an act takes on average": "horas de trabajo que un acto toma en promedio",
    "what one person costs in a year": "lo que una persona cuesta en un año",
    "who is there day and night": "qué rol está de día y de noche",
    "by default, where none is published for the law": (
        "por defecto, si no hay uno publicado para la ley"
    ),
    "this one, or the nearest that is known": "este, o el más cercano que se conozca",
    "how often it is played": "cuántas veces se simula",
    "the same gives the same": "con el mismo sale lo mismo",
    "under protection when it begins": "personas con protección al comienzo",
    "who follow them up": "quiénes hacen el seguimiento",
    "what one costs in a year": "lo que cuesta una de estas personas en un año",
    "writes the picture there": "escribe ahí el dibujo",
}
_CAPITALS = re.compile(r"\b(?:[A-Z]{3,})\b")
_NUMBER = re.compile(r"^[\d.]+ ")


def in_language(said: str, language: str) -> str:
    """A help text in this language; a number before it is kept."""
    if language != "es":
        return said
    number = found[0] if (found := _NUMBER.match(said)) else ""
    rest = said.removeprefix(number)
    return placed(f"{number}{SPANISH.get(rest, rest)}", language)


def placed(usage: str, language: str) -> str:
    """A usage with its placeholders, which are in capitals, in that language."""
    if language != "es":
        return usage
    return _CAPITALS.sub(lambda found: METAVARS.get(found[0], found[0]), usage)


def help_of(parser: ArgumentParser, language: str) -> str:
    """The help that this parser prints, in one language."""
    for group in parser._action_groups:  # noqa: SLF001
        group.title = in_language(group.title or "", language)
    for action in parser._actions:  # noqa: SLF001
        action.help = in_language(action.help or "", language)
        if isinstance(action.metavar, str):
            action.metavar = placed(action.metavar, language)
    parser.usage = placed(parser.usage or "", language)
    parser.description = in_language(parser.description or "", language)
    whole = ArgumentParser.format_help(parser)
    return whole.replace("usage:", f"{in_language('usage', language)}:", 1)
