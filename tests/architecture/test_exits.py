"""Ways out of this site: each is made in one place, and a copy on paper says whose it is."""

import ast
import re

from tests.architecture.source import ROOT, modules, place, templates, text_of

TABLES = "amparo/foundations/web/spreadsheets.py"
WRITERS = {"csv", "zipfile", "xlsxwriter", "openpyxl", "xlwt", "pandas", "odf"}
MEDIA = ("text/csv", "spreadsheetml", "ms-excel", "opendocument.spreadsheet")


def imported(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {one.name.partition(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def test_tables_for_a_spreadsheet_are_written_in_one_place():
    """There what looks like a formula is made plain text: docs/decisions/0030."""
    writing = {
        module.place
        for module in modules()
        if imported(module.tree) & WRITERS or any(kind in module.text for kind in MEDIA)
    }
    assert writing == {TABLES}


ENGINES = {
    "imgkit",
    "pdfkit",
    "playwright",
    "pyhtml2pdf",
    "pyppeteer",
    "selenium",
    "weasyprint",
    "wkhtmltopdf",
    "xhtml2pdf",
}
"""They make a document of a page, and ask for whatever address or file stands in it."""
PROGRAMS = re.compile(r"wkhtmlto|soffice|libreoffice|--headless|--print-to-pdf", re.IGNORECASE)


def test_nothing_that_runs_makes_a_document_of_a_page():
    """People print. An engine among what the tests alone use stays there."""
    locked = set(re.findall(r"^([\w.-]+)==", text_of(ROOT / "requirements.lock"), re.MULTILINE))
    assert {"django", "pikepdf"} <= locked
    assert locked & ENGINES == set()
    starting = {
        module.place
        for module in modules()
        if imported(module.tree) & ENGINES or PROGRAMS.search(module.text)
    }
    assert starting == set()


# On paper, and of no case: what a person keeps herself looks like nothing.
HERS_TO_KEEP = {
    "amparo/templates/door/others_slip.html": "words of their own, for whoever has them",
    "amparo/templates/door/pocket_sheet.html": "a sheet to carry, which names nobody",
    "amparo/templates/door/proof_slip.html": "the proof of a request, which names nobody",
    "amparo/templates/door/slip.html": "the ten words",
}
STAMPED = ("obligations/stamp.html", "copy.stamp")
"""Both say which copy it is, whose, who took it and when."""


def test_every_sheet_of_paper_says_which_copy_it_is_and_whose():
    sheets = {place(path): text_of(path) for path in templates()}
    printed = {name: text for name, text in sheets.items() if 'extends "print.html"' in text}
    assert set(HERS_TO_KEEP) <= set(printed)
    for name, text in printed.items():
        if name not in HERS_TO_KEEP:
            assert sum(text.count(stamp) for stamp in STAMPED) >= 2, f"{name}: above and below"


def test_what_is_printed_from_the_screen_says_whose_screen_it_was():
    pages = {path.name: text_of(path) for path in templates()}
    assert 'class="printed' in pages["printed.html"]
    for surface in ("desk", "portal"):
        assert 'include "components/printed.html"' in pages[f"{surface}_page.html"], surface
