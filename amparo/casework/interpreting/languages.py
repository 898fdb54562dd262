"""Whether an interpreter is needed, from what the person wrote."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils import translation

# Ids of the protocol's questions; a protocol without them asks neither.
LANGUAGE, INTERPRETER = "language", "interpreter"
ASKED, OTHER = "asked", "language"
_WORD = re.compile(r"[^\W\d_]+")
# Other names that speakers use for the same language.
ALSO = {"es": ("castellano", "castellana")}


def source_of_need(bodies: Iterable[Mapping[str, Any]]) -> str:
    """Return `asked`, `language` or an empty string; the latest answer to each question counts."""
    asked = spoken = ""
    for body in bodies:
        asked = str(body.get(INTERPRETER) or asked)
        spoken = str(body.get(LANGUAGE) or spoken)
    if asked == "yes":
        return ASKED
    return OTHER if asked != "no" and spoken and not is_spoken_here(spoken) else ""


def is_spoken_here(words: str) -> bool:
    """Whether one of the languages in the text is one of the site's own."""
    return not _ours().isdisjoint(_plain(words))


def _plain(words: str) -> frozenset[str]:
    """The words without capitals and accents, which people often leave out on telephones."""
    letters = unicodedata.normalize("NFKD", words).casefold()
    return frozenset(_WORD.findall("".join(c for c in letters if not unicodedata.combining(c))))


@cache
def _ours() -> frozenset[str]:
    """Words for the site's languages: codes, and names in each of the languages."""
    names: list[str] = []
    for code, name in settings.LANGUAGES:
        info = LANG_INFO[code]
        names += [code, str(name), info["name"], info["name_local"], *ALSO.get(code, ())]
        for other, _name in settings.LANGUAGES:
            with translation.override(other):
                names.append(translation.gettext(info["name"]))
    return _plain(" ".join(names))
