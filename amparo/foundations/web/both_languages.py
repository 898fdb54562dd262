"""The same notice in each language in which the law has texts. Nothing is translated here: text
written in one language stays as it was written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from amparo.foundations.web.law.wording import language_of
from amparo.law import Protocol


@dataclass(frozen=True, slots=True)
class Said:
    """`words` in the language `code`; `name`: the language's own name."""

    code: str
    name: str
    words: SafeString | str


def other_languages(law: Protocol) -> list[str]:
    """Return the languages of the law's texts other than the reader's present one."""
    here = language_of(law)
    return [code for code in law.languages if code != here]


def in_others(
    request: HttpRequest,
    law: Protocol,
    template: str,
    made: Callable[[], Mapping[str, Any]],
) -> list[Said]:
    """Render a part of a page in each other language. `made` is called with that language
    active."""
    found = []
    for code in other_languages(law):
        with translation.override(code):
            words = render_to_string(template, dict(made()), request=request)
        found.append(Said(code, name_of(code), words))
    return found


def name_of(code: str) -> str:
    known = dict(settings.LANGUAGES)
    local = LANG_INFO.get(code, {}).get("name_local", code)
    return str(known.get(code, local)).capitalize()
