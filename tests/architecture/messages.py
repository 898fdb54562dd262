"""What the house says to people, found in its own code: for the test of the translations.

`python -m tests.architecture.messages` (script/messages) writes what is new into the catalogues
and takes out what nobody says any more; it translates nothing.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

from tests.architecture.source import PACKAGE, Module, modules, place, templates

# name of Django's function -> which of its arguments are: context, message, plural
ARGUMENTS = {
    "gettext": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
CALL_IN_TEMPLATE = re.compile(r"(?<!\w)(_|n?p?gettext)\(")
HEADER = {
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
}
# As Django's own Spanish, or its catalogue and ours could not be read as one.
PLURALS = {
    "es": "nplurals=3; plural=n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2;",
}


@dataclass(frozen=True, order=True)
class Message:
    """One thing said on a screen, and where."""

    text: str
    plural: str = ""
    context: str = ""


@cache
def said() -> dict[Message, list[str]]:
    """Every message in the order of the files that say it, with those files."""
    found: dict[Message, list[str]] = {}
    for module in modules():
        for message in said_in_python(module):
            found.setdefault(message, []).append(module.place)
    for template in templates():
        for message in said_in_template(template):
            found.setdefault(message, []).append(place(template))
    return found


def said_in_python(module: Module) -> Iterator[Message]:
    """Messages given as plain words to one of Django's translating functions."""
    names = dict(translating_names(module.tree))
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            function = names.get(ast.unparse(node.func))
            if function:
                yield from message_of(function, node.args)


def translating_names(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """How each translating function is called in this module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            yield from (
                (alias.asname or alias.name, alias.name.removesuffix("_lazy"))
                for alias in node.names
                if alias.name.removesuffix("_lazy") in ARGUMENTS
            )
        elif isinstance(node, ast.ImportFrom) and node.module == "django.utils":
            for name in ARGUMENTS:
                yield from ((f"translation.{name}{how}", name) for how in ("", "_lazy"))


def message_of(function: str, arguments: list[ast.expr]) -> Iterator[Message]:
    words = [each.value if isinstance(each, ast.Constant) else None for each in arguments]
    context, text, plural = (
        words[at] if at is not None and at < len(words) else "" for at in ARGUMENTS[function]
    )
    if isinstance(text, str) and text:
        yield Message(text, str(plural or ""), str(context or ""))


def said_in_template(path: Path) -> Iterator[Message]:
    """Django turns a template into calls of gettext between rows of X; read those calls."""
    if not settings.configured:
        settings.configure()
    code = templatize(path.read_text(encoding="utf-8"), origin=place(path))
    for found in CALL_IN_TEMPLATE.finditer(code):
        function = "gettext" if found[1] == "_" else found[1]
        yield from message_of(function, arguments_at(code, found.end()))


def arguments_at(code: str, start: int) -> list[ast.expr]:
    """The plain arguments of a call that begins at `start`; what is not plain comes after them."""
    quoted = re.compile(r"""\s*u?("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')\s*,?""", re.DOTALL)
    words: list[ast.expr] = []
    found = quoted.match(code, start)
    while found:
        words.append(ast.Constant(ast.literal_eval(found[1])))
        found = quoted.match(code, found.end())
    return words


def catalogue(language: str) -> Path:
    return PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"


def key(entry: polib.POEntry) -> Message:
    return Message(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")


def renewed(language: str) -> polib.POFile:
    """Return the catalogue as it should be: the code's messages, with the translations known."""
    path = catalogue(language)
    old = polib.pofile(str(path)) if path.exists() else polib.POFile()
    known = {key(entry): entry for entry in old if not entry.obsolete}
    new = polib.POFile(wrapwidth=99)
    new.metadata = HEADER | {"Language": language, "Plural-Forms": PLURALS[language]}
    for message, places in said().items():
        entry = known.get(message) or polib.POEntry(
            msgid=message.text, msgid_plural=message.plural, msgctxt=message.context or None
        )
        if message.plural and not entry.msgstr_plural:
            entry.msgstr_plural = {0: "", 1: "", 2: ""}
        entry.occurrences = [(name, "") for name in sorted(set(places))]
        new.append(entry)
    return new


def main() -> int:
    for language in PLURALS:
        new = renewed(language)
        catalogue(language).parent.mkdir(parents=True, exist_ok=True)
        new.save(str(catalogue(language)))
        waiting = new.untranslated_entries()
        lines = [f"{language}: {len(new)} messages, {len(waiting)} not translated"]
        lines += [f"  {entry.occurrences[0][0]}: {entry.msgid!r}" for entry in waiting]
        sys.stdout.write("\n".join([*lines, ""]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
