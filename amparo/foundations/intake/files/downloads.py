"""HTTP response for a file download."""

from collections.abc import Iterable
from typing import cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override

from amparo.foundations.intake.files.file_types import KINDS
from amparo.foundations.web.spreadsheets import CSV

# Kinds of uploads, and of files that this site writes.
_KINDS = {
    **KINDS,
    "csv": (CSV, "csv"),
    "json": ("application/json", "json"),
    "zip": ("application/zip", "zip"),
}
# Whatever the file holds, it runs no script, loads nothing and is not a page of this site.
SANDBOX: dict[str, list[str] | str] = {
    "default-src": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "sandbox": "",
}


@csp_override(SANDBOX)
def download(
    _request: HttpRequest, pieces: Iterable[bytes], *, ref: str, kind: str, size: int
) -> HttpResponse:
    """Return a streamed download, never displayed inline. The file name is the reference: the name
    given by the sender stays on the pages of the case."""
    media_type, ending = _KINDS[kind]
    response = StreamingHttpResponse(pieces, content_type=media_type)
    response.headers["Content-Length"] = str(size)
    response.headers["Content-Disposition"] = f'attachment; filename="{ref}.{ending}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return cast("HttpResponse", response)
