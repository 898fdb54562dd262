"""`amparo law compare`: two laws side by side, or one law on two days."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from html import escape
from textwrap import wrap

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amparo.cli.workshop.arguments import law_at, read_day, today
from amparo.cli.workshop.output_language import speaking
from amparo.law.explain.terms import say_day
from amparo.site.laws.bound_bodies import at_a_glance, places_of
from amparo.site.laws.bound_bodies_picture import whom_of
from amparo.site.laws.comparison import Section, as_plain, compared
from amparo.site.laws.comparison_rows import Line, Side, day_within, law_and_day
from amparo.site.laws.reading_coverage import known_of

USAGE = "compare PROTOCOL[@DATE] PROTOCOL[@DATE] [--json | --html]"
HELP = "Stages, terms, who decides, consent, emergency and who is bound, side by side."
WIDTH = 52
STYLE = (
    "body{font:1rem/1.5 sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%;margin-bottom:2rem}"
    "caption{font-size:1.3rem;font-weight:bold;text-align:left;padding:.5rem 0}"
    "th,td{border:1px solid #767676;padding:.4rem .6rem;text-align:left;vertical-align:top}"
    "tbody th{width:16rem}small{display:block;color:#444}p{margin:0 0 .4rem}"
    ".bars{width:100%;max-width:30rem;height:auto;margin-right:2rem}"
    "th,td{overflow-wrap:anywhere}tbody th small{font-weight:normal}"
    "@media(max-width:40rem){body{margin:1rem auto}thead td{display:none}"
    "tr{display:grid;grid-template-columns:1fr 1fr}tbody th{grid-column:1/-1;width:auto}}"
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("first", metavar="PROTOCOL[@DATE]")
    parser.add_argument("second", metavar="PROTOCOL[@DATE]")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="for machines")
    how.add_argument("--html", action="store_true", help="one page, to be read or printed")


def run(arguments: Namespace) -> int:
    sides = [_side(arguments.first), _side(arguments.second)]
    with speaking(arguments.language):
        sections = compared(*sides)
        if arguments.json:
            print(json.dumps(as_plain(sides, sections), ensure_ascii=False, indent=2))
        elif arguments.html:
            print("\n".join(_page(sides, sections)))
        else:
            print("\n".join(_text(sides, sections)))
    return 0


def _side(word: str) -> Side:
    """The law as `name@2022-01-01`: as it stood on that day; without a day today, or its nearest
    day in force."""
    name, day = law_and_day(word)
    law = law_at(name)
    on = day_within(law, today(law) if day is None else read_day("DATE", day))
    return Side(law.as_of(on), on)


def _heading(side: Side) -> str:
    on = say_day(side.on, get_language() or "")
    return _("%(law)s, as it stands on %(day)s") % {"law": side.name, "day": on}


def _text(sides: Sequence[Side], sections: Sequence[Section]) -> Iterator[str]:
    yield from _beside([_heading(side) for side in sides])
    yield ""
    yield from _beside(["\n".join(known_of(side.law)) for side in sides])
    for section in sections:
        yield ""
        yield section.title.upper()
        if section.id == "bound":
            yield ""
            yield from _beside(["\n".join(at_a_glance(places_of(side))) for side in sides])
        for row in section.rows:
            yield ""
            yield f"{row.label}{' *' if row.differs else ''}"
            yield from _beside(
                [
                    "\n".join(map(_said, lines)) or side.nothing
                    for side, lines in zip(sides, row.lines, strict=True)
                ]
            )
    yield ""
    yield _("* The two differ.")


def _said(line: Line) -> str:
    ground = f" ({line.source})" if line.source else ""
    caution = f" [{_('not checked')}]" if not line.checked else ""
    return f"{line.text}{ground}{caution}"


def _beside(cells: Sequence[str]) -> Iterator[str]:
    columns = [
        [part for line in cell.split("\n") for part in wrap(line, WIDTH, subsequent_indent="  ")]
        for cell in cells
    ]
    for place in range(max(map(len, columns))):
        parts = [column[place] if place < len(column) else "" for column in columns]
        yield ("  " + " | ".join(part.ljust(WIDTH) for part in parts)).rstrip()


def _page(sides: Sequence[Side], sections: Sequence[Section]) -> Iterator[str]:
    title = escape(" · ".join(side.name for side in sides))
    yield f'<!doctype html>\n<html lang="{get_language()}">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>"
    for side in sides:
        known = escape(" ".join(known_of(side.law)))
        yield f"<p><strong>{escape(_heading(side))}</strong>: {known}</p>"
    for section in sections:
        if section.id == "bound":
            yield from (
                whom_of(side, _heading(side), f"whom-{number}").picture
                for number, side in enumerate(sides)
            )
        yield f'<table id="{escape(section.id)}">\n<caption>{escape(section.title)}</caption>'
        heads = "".join(f'<th scope="col">{escape(_heading(side))}</th>' for side in sides)
        yield f"<thead><tr><td></td>{heads}</tr></thead>\n<tbody>"
        for row in section.rows:
            cells = "".join(
                f"<td>{''.join(map(_marked, lines)) or escape(side.nothing)}</td>"
                for side, lines in zip(sides, row.lines, strict=True)
            )
            mark = f"<small>{escape(_('the two differ'))}</small>" if row.differs else ""
            yield f'<tr><th scope="row">{escape(row.label)}{mark}</th>{cells}</tr>'
        yield "</tbody>\n</table>"
    yield "</body>\n</html>"


def _marked(line: Line) -> str:
    caution = "" if line.checked else f"; {_('not checked')}"
    return f"<p>{escape(line.text)}<small>{escape(line.source + caution)}</small></p>"
