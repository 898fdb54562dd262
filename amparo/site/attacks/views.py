"""Figures of attacks for everybody: editions that a team published, and nothing that is counted at
the moment of reading."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from amparo.foundations.accounts.decorators import anyone
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.web import spreadsheets
from amparo.observatory.figures import dashboards
from amparo.observatory.figures.published_json import AttackTableSaid
from amparo.observatory.figures.queries import published, published_edition, published_text
from amparo.site.api.openapi_document import for_programs

COLUMNS = ("table", "edition", "row", "column", "victims", "state")


@anyone
def front(request: HttpRequest) -> HttpResponse:
    """Show the newest published year in three pictures, and every published table."""
    shown = published(seen_by=STRANGER)
    context = {"shown": shown, "pictures": dashboards.public_pictures(shown)}
    return render(request, "site/attacks.html", context)


@anyone
def edition(request: HttpRequest, table: str, edition: str) -> HttpResponse:
    """Show one published edition at its permanent address."""
    shown = published_edition(table, edition, seen_by=STRANGER)
    context = {"shown": shown, "address": request.build_absolute_uri(request.path)}
    return render(request, "site/attacks_edition.html", context)


@anyone
@for_programs(_("One table of documented attacks, as it was published"), media=spreadsheets.CSV)
def edition_csv(request: HttpRequest, table: str, edition: str) -> HttpResponse:  # noqa: ARG001
    """Give one published edition as CSV, one count a line."""
    shown = published_edition(table, edition, seen_by=STRANGER)
    said = shown.content
    lines = [
        (row["code"], column, count)
        for row in said["rows"]
        for column, count in zip(
            (*said["columns"], "total"), (*row["counts"], row["total"]), strict=True
        )
    ]
    lines += [
        ("total", column, count)
        for column, count in zip(said["columns"], said["column_totals"], strict=True)
    ]
    lines.append(("total", "total", said["total"]))
    rows = [
        {
            "table": table,
            "edition": edition,
            "row": row,
            "column": column,
            "victims": "" if count is None else count,
            "state": "hidden" if count is None else "shown",
        }
        for row, column, count in lines
    ]
    return HttpResponse(spreadsheets.as_csv(COLUMNS, rows), content_type=spreadsheets.CSV)


@anyone
@for_programs(_("One table of documented attacks, as it was published"), shape=AttackTableSaid)
def edition_json(request: HttpRequest, table: str, edition: str) -> HttpResponse:  # noqa: ARG001
    """Give one published edition byte for byte: its fingerprint is made of this text."""
    text = published_text(table, edition, seen_by=STRANGER)
    return HttpResponse(text, content_type="application/json")
