"""Public addresses for programs, described as OpenAPI 3.1 from the code that answers them.

These addresses accept no data and need no account: all their content is public.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from amparo.foundations.accounts.decorators import View, anyone
from amparo.site.api.json_schemas import Schema, Shapes, schema_of

JSON: Final = "application/json"
PAGE: Final = "text/html"
OPENAPI: Final = "3.1.0"
VERSION: Final = "1"
"""Version of the description; raised when something that programs read is removed."""
MEANINGS: Final[Mapping[tuple[str, str], Any]] = {
    ("AttackTableSaid", "threshold"): _(
        "below it a number is hidden; of sexual violence, below 10"
    ),
    ("AttackRowSaid", "counts"): _("one for each column; null: hidden"),
    ("FiguresSaid", "language"): _("in which names and definitions are written"),
    ("EditionSaid", "period"): _("a month, a year or, for the very first, a day"),
    ("EditionSaid", "until"): _("the last day that counts"),
    ("EditionSaid", "series"): _(
        "totals: the whole country since the site began; splits and traits: of one year, with what"
        " is small hidden"
    ),
    ("EditionSaid", "threshold"): _(
        "below it a number is hidden; null: none is, but for what few persons say"
    ),
    ("FigureSaid", "law"): _("under which law it was counted"),
    ("FigureSaid", "figure"): _("the name for programs: it is the same in every language"),
    ("FigureSaid", "unit"): _("of a length of time; empty: it is a count"),
    ("FigureSaid", "value"): _("null where state is not known"),
    ("FigureSaid", "state"): _(
        "hidden: it may be zero or not; not_measured: nothing of the kind has happened yet;"
        " not_known: what is written down does not let anybody count it"
    ),
    ("HeadSaid", "size"): _("how many entries the record has"),
    ("HeadSaid", "root"): _("one hash of all of them: the root of a tree as in RFC 6962"),
    ("HeadSaid", "begins"): _("the hash of the first entry, by which the record is known"),
    ("HeadSaid", "signature"): _(
        "Ed25519, over begins, day, key, root and size: how, says the reference of the record"
    ),
    ("HeadSaid", "after"): _("the size of the head before"),
    ("HeadSaid", "path"): _("shows that the record only goes on from there (RFC 9162, 2.1.4)"),
    ("DraftSaid", "files"): _("each file of the draft, by its path"),
    ("DraftSaid", "salt"): _("with it the hash in the record can be worked out"),
    ("ProposalSaid", "salt"): _("with it the hash in the record can be worked out"),
    ("ProposalSaid", "text"): _(
        "as everybody reads it: empty until somebody has looked whether it puts anybody in danger"
    ),
    ("ProposalSaid", "reason"): _("for which danger it, or passages of it, are withheld"),
    ("ProposalSaid", "passages"): _("how many are withheld"),
    ("AnswerSaid", "version"): _("which version of the proposal it answers"),
    ("RecordSaid", "states"): _("how many proposals stand in which state"),
    ("RecordSaid", "closing"): _("over what the end was hashed; before the end it is not there"),
    ("ProposalMark", "shown"): _("a hash; where nobody had looked by the end, what was shown"),
}
OTHER_SITE: Final = _("It was asked for by a name that is not this site's.")
NOT_HERE: Final = _("There is no such thing here.")
NORM_GONE: Final = _("The law under which this was counted is not on this machine.")
AS_NAMED: Final = _("As in the address of its page.")
LANGUAGE: Final = _("In which language names and explanations are wanted.")


@dataclass(frozen=True, slots=True)
class Told:
    """What one address returns. `spoken`: in the requested language; `by_norm`: it reads the law
    under which something was counted."""

    summary: Any
    shape: Any
    media: str
    spoken: bool
    by_norm: bool


def for_programs(
    summary: Any,
    *,
    shape: Any = None,
    media: str = JSON,
    spoken: bool = False,
    by_norm: bool = False,
) -> Callable[[View], View]:
    """Mark a view as an address for programs. It is read-only and so exempt from the CSRF check:
    other methods are answered 405 before anything else is done."""

    def decorate(view: View) -> View:
        read_only: View = csrf_exempt(require_safe(view))
        read_only.told = Told(summary, shape, media, spoken, by_norm)  # type: ignore[attr-defined]
        return read_only

    return decorate


def document() -> dict[str, Any]:
    """Return the description of all addresses for programs that this process serves."""
    shapes: Shapes = {}
    paths = {
        _address(pattern): {"get": _operation(pattern, told, shapes)}
        for pattern, told in _described()
    }
    return {
        "openapi": OPENAPI,
        "info": {
            "title": str(_("Amparo: what is open to everybody")),
            "version": VERSION,
            "description": str(
                _(
                    "Published figures, the signed record and consultations. Nobody signs in,"
                    " nothing is sent: any other method than GET and HEAD is answered 405. Nothing"
                    " here is about a case or a person."
                )
            ),
        },
        "paths": paths,
        "components": {"schemas": dict(sorted(shapes.items()))},
    }


def _described() -> Iterator[tuple[URLPattern, Told]]:
    for part in get_resolver().url_patterns:
        if isinstance(part, URLResolver) and part.namespace == "site":
            for pattern in part.url_patterns:
                told = getattr(pattern.callback, "told", None)
                if isinstance(pattern, URLPattern) and isinstance(told, Told):
                    yield pattern, told


def _address(pattern: URLPattern) -> str:
    named = {name: f"{{{name}}}" for name in _parts(pattern)}
    return unquote(reverse(f"site:{pattern.name}", kwargs=named))


def _parts(pattern: URLPattern) -> list[str]:
    return list(pattern.pattern.converters)


def _operation(pattern: URLPattern, told: Told, shapes: Shapes) -> Schema:
    parts = [_parameter(name, "path", AS_NAMED) for name in _parts(pattern)]
    spoken = [_parameter("Accept-Language", "header", LANGUAGE)] if told.spoken else []
    return {
        "operationId": pattern.name,
        "summary": str(told.summary),
        "parameters": [*parts, *spoken],
        "responses": {
            "200": {"description": str(told.summary), "content": _content(told, shapes)},
            "400": _page(OTHER_SITE),
            **({"404": _page(NOT_HERE)} if parts else {}),
            **({"503": _page(NORM_GONE)} if told.by_norm else {}),
        },
    }


def _parameter(name: str, place: str, meaning: Any) -> Schema:
    kind: Schema = {"type": "string"} if place == "header" else {"type": "string", "minLength": 1}
    return {
        "name": name,
        "in": place,
        "required": place == "path",
        "description": str(meaning),
        "schema": kind,
    }


def _content(told: Told, shapes: Shapes) -> Schema:
    media = told.media.partition(";")[0]
    if told.shape is None:
        return {media: {}}
    return {media: {"schema": schema_of(told.shape, shapes, MEANINGS)}}


def _page(meaning: Any) -> Schema:
    """Return the response for a refusal, which is a page in the reader's language."""
    return {"description": str(meaning), "content": {PAGE: {}}}


@anyone
@for_programs(_("This description"), spoken=True)
def described(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    said = json.dumps(document(), ensure_ascii=False, indent=1)
    return HttpResponse(said, content_type=JSON)
