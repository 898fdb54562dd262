"""`amparo law test`: worked examples in words, and where the law's data differs."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.cli.workshop.arguments import folder_of, language_in, law_at
from amparo.cli.workshop.output_language import speaking
from amparo.law import Protocol, known_protocols
from amparo.law.errors import Told
from amparo.law.examples import Difference, check_examples, differences, example_files
from amparo.law.explain.examples import Worked, worked

USAGE = "test [PROTOCOL]"
HELP = "Runs the worked examples; exit code 1 where the law's data gives another answer."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("protocol", metavar="PROTOCOL", nargs="?")


def run(arguments: Namespace) -> int:
    asked = [arguments.protocol] if arguments.protocol else known_protocols()
    wrong = 0
    for one in asked:
        law = law_at(one)
        language = language_in(law, arguments.language)
        with speaking(language):
            wrong += _try(law, folder_of(one), language)
    return 1 if wrong else 0


def _try(law: Protocol, folder: Path, language: str) -> int:
    """Print each example of a law and return how many do not hold."""
    print(f"{law.id}")
    count = wrong = 0
    for path in example_files(folder):
        print(f"\n{path.name}")
        for example in check_examples(law, path):
            found = differences(law, example)
            mark = "✗" if found else "✓"
            print("\n".join(_lines(mark, worked(law, example, language))))
            for one in found:
                print(f"      {_say(one, language)}")
            count, wrong = count + 1, wrong + bool(found)
    print(f"\n{_total(count, wrong)}\n")
    return wrong


def _lines(mark: str, said: Worked) -> Iterator[str]:
    if said.about:
        yield f"  {mark} {said.about}"
        yield f"      {said.given}"
    else:
        yield f"  {mark} {said.given}"
    yield f"      → {said.follows}"


def _say(one: Difference, language: str) -> str:
    said = _("%(what)s: the example says %(expected)s, the law as data says %(found)s.")
    expected, found = (
        Told("{}", (part,)).in_language(language).rstrip(".") for part in (one.expected, one.found)
    )
    return said % {"what": one.what, "expected": expected, "found": found}


def _total(count: int, wrong: int) -> str:
    if not count:
        return _("This law has no examples yet: nothing was tried.")
    tried = ngettext("%(count)d example", "%(count)d examples", count) % {"count": count}
    if not wrong:
        return _("%(tried)s: all hold.") % {"tried": tried}
    differ = ngettext("%(count)d does not hold", "%(count)d do not hold", wrong)
    return f"{tried}: {differ % {'count': wrong}}."
