"""What the parts of `amparo law` share: how words are read, which law is meant, which language."""

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NoReturn

from django.apps import apps
from django.conf import settings
from django.utils import translation

import amparo
from amparo import rules

LANGUAGES = ("es", "en")


class Misused(rules.Refused):
    """The command was not written as it must be."""

    says = {
        "en": "{given}; write: amparo law {usage}.",
        "es": "{given}; se escribe: amparo law {usage}.",
    }


class Words(ArgumentParser):
    """A parser that reports a wrong usage as one sentence instead of a usage block."""

    def error(self, message: str) -> NoReturn:
        usage = (self.usage or "").removeprefix("amparo law ")
        raise Misused(given=" ".join(message.split()), usage=usage)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Says everything in this language; needs no site that was set up."""
    if language not in LANGUAGES:
        raise rules.WrongValue(name="--language", given=language, allowed=LANGUAGES)
    if not settings.configured:
        folder = Path(amparo.__file__).parent / "locale"
        settings.configure(LANGUAGE_CODE=LANGUAGES[0], LOCALE_PATHS=[folder], USE_TZ=True)
        apps.populate(())  # all that words need; a whole set-up would take longer than the count
    with translation.override(language):
        yield


def law_at(word: str) -> rules.Protocol:
    """A shipped protocol by its name, or one in a folder of somebody's own."""
    if word in rules.known_protocols():
        return rules.load(word)
    folder = folder_at(word)
    if folder is None:
        raise rules.UnknownProtocol(given=word, allowed=rules.known_protocols())
    return rules.load_folder(folder)


def folder_at(word: str) -> Path | None:
    try:
        folder = Path(word).resolve()
        return folder if folder.is_dir() else None
    except (OSError, ValueError):
        return None


def folder_of(word: str) -> Path:
    """Where that law and its examples lie; what `law_at` accepts."""
    if word in rules.known_protocols():
        return rules.protocol_folder(word)
    return Path(word).resolve()


def read_day(name: str, value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise rules.WrongValue(name=name, given=value, allowed="2024-06-24") from None


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251


def today(law: rules.Protocol) -> date:
    """The day it is where that law holds."""
    return now().astimezone(law.zone).date()
