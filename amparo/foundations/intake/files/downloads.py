"""How a file leaves this site with somebody: one answer, whoever asks for it."""

from collections.abc import Iterable
from typing import cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override

from amparo.foundations.intake.files.kinds import KINDS
from amparo.foundations.web.spreadsheets import CSV

# What people send, and what this site itself writes.
_KINDS = {**KINDS, "csv": (CSV, "csv"), "json": ("application/json", "json")}
# Whatever is in a file: it runs nothing, reaches nothing, and is no page of this site.
SANDBOX: dict[str, list[str] | str] = {
    "default-src": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "sandbox": "",
}


@csp_override(SANDBOX)
def download(
    _request: HttpRequest, pieces: Iterable[bytes], *, ref: str, kind: str, size: int
) -> HttpResponse:
    """A file for the reader's own program, piece by piece and never shown in the browser. Its name
    says nothing: what the sender called it stays on the pages of the case."""
    media_type, ending = _KINDS[kind]
    response = StreamingHttpResponse(pieces, content_type=media_type)
    response.headers["Content-Length"] = str(size)
    response.headers["Content-Disposition"] = f'attachment; filename="{ref}.{ending}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return cast("HttpResponse", response)
