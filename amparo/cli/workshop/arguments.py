"""What `amparo law` and `amparo clock` share: parsing words, and finding the law."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NoReturn

from amparo.cli.argument_parser import Typed
from amparo.cli.workshop.spanish_help import help_of, placed
from amparo.law import (
    Protocol,
    Refused,
    UnknownProtocol,
    WrongValue,
    known_protocols,
    load_folder,
    load_protocol,
    protocol_folder,
)

LANGUAGES = ("es", "en")


class Misused(Refused):
    """Wrong usage of the command."""

    says = {
        "en": "{given}; write: {usage}.",
        "es": "{given}; se escribe: {usage}.",
    }

    def sentence(self, language: str) -> str:
        """The sentence, in Spanish where asked; argparse's own messages are English."""
        said = placed(super().sentence(language), language)
        for english, spanish in _IN_SPANISH.items() if language == "es" else ():
            said = said.replace(english, spanish)
        return said


_IN_SPANISH = {
    "the following arguments are required": "falta",
    "unrecognized arguments": "esto sobra",
    "expected one argument": "espera un valor",
    "expected at least one argument": "espera al menos un valor",
    "not allowed with argument": "no va junto con",
    "invalid choice": "no se admite",
    "invalid int value": "no es un número entero",
    "invalid float value": "no es un número",
    "ignored explicit argument": "no lleva valor",
    "choose from": "se admite",
    "argument ": "",
}


class Words(Typed):
    """A parser that reports a wrong usage as one sentence instead of a usage block."""

    language = LANGUAGES[0]

    def format_help(self) -> str:
        return help_of(self, self.language)

    def error(self, message: str) -> NoReturn:
        raise Misused(given=" ".join(message.split()), usage=self.usage)


def language_in(law: Protocol, asked: str) -> str:
    """That language where the law has it, otherwise the law's first."""
    check_language(asked)
    return asked if asked in law.languages else law.languages[0]


def language_typed(words: Sequence[str]) -> str:
    """The requested language, as far as it can be found in words that were refused."""
    asked = "=".join(words).partition("--language=")[2].partition("=")[0]
    return asked if asked in LANGUAGES else LANGUAGES[0]


def check_language(asked: str) -> None:
    if asked not in LANGUAGES:
        raise WrongValue(name="--language", given=asked, allowed=LANGUAGES)


def law_at(word: str) -> Protocol:
    """A shipped protocol by its name, or one in a folder of the user's own."""
    if word in known_protocols():
        return load_protocol(word)
    folder = folder_at(word)
    if folder is None:
        raise UnknownProtocol(given=word, allowed=known_protocols())
    return load_folder(folder)


def folder_at(word: str) -> Path | None:
    try:
        folder = Path(word).resolve()
        return folder if folder.is_dir() else None
    except (OSError, ValueError):
        return None


def folder_of(word: str) -> Path:
    """The folder of that law and its examples; for the words that `law_at` accepts."""
    if word in known_protocols():
        return protocol_folder(word)
    return Path(word).resolve()


def read_day(name: str, value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise WrongValue(name=name, given=value, allowed="2024-06-24") from None


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251


def today(law: Protocol) -> date:
    """Today's date in the law's time zone."""
    return now().astimezone(law.zone).date()
