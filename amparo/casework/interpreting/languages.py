"""Whether what is said with a person needs an interpreter, from what she wrote."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils import translation

# Questions of a protocol, by their ids; a protocol without them asks neither.
LANGUAGE, INTERPRETER = "language", "interpreter"
ASKED, OTHER = "asked", "language"
_WORD = re.compile(r"[^\W\d_]+")
# Another name by which speakers call the same language.
ALSO = {"es": ("castellano", "castellana")}


def source_of_need(bodies: Iterable[Mapping[str, Any]]) -> str:
    """asked, language, or nothing; the last word that was said on either question counts."""
    asked = spoken = ""
    for body in bodies:
        asked = str(body.get(INTERPRETER) or asked)
        spoken = str(body.get(LANGUAGE) or spoken)
    if asked == "yes":
        return ASKED
    return OTHER if asked != "no" and spoken and not is_spoken_here(spoken) else ""


def is_spoken_here(words: str) -> bool:
    """Whether one of the languages she names is one of the site's own."""
    return not _ours().isdisjoint(_plain(words))


def _plain(words: str) -> frozenset[str]:
    """Without capitals and accents: telephones write them or not."""
    letters = unicodedata.normalize("NFKD", words).casefold()
    return frozenset(_WORD.findall("".join(c for c in letters if not unicodedata.combining(c))))


@cache
def _ours() -> frozenset[str]:
    """The site's languages by code and by name, in each of them."""
    names: list[str] = []
    for code, name in settings.LANGUAGES:
        info = LANG_INFO[code]
        names += [code, str(name), info["name"], info["name_local"], *ALSO.get(code, ())]
        for other, _name in settings.LANGUAGES:
            with translation.override(other):
                names.append(translation.gettext(info["name"]))
    return _plain(" ".join(names))
