"""Which pages exist: an authority's site admits, decides and forwards; an organisation's site
follows what outside authorities owe."""

from collections.abc import Callable, Collection
from functools import wraps
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, include, path
from django.urls.resolvers import RoutePattern

# Pages of the stages that an organisation has too: messages, notes, and how the person is
# contacted.
EVERYWHERE = frozenset(
    {
        "message",
        "attempt",
        "note",
        "change_note",
        "put_errand",
        "errand",
        "drop_errand",
        "reach",
        "lift_flag",
    }
)

type View = Callable[..., HttpResponse]


def of_an_authority(module: str) -> Any:
    """Return the addresses of a stage for an authority's site; those in EVERYWHERE exist on
    both."""
    return _guarded(module, lambda: bool(settings.ORGANISATION), but=EVERYWHERE)


def of_an_organisation(module: str) -> Any:
    return _guarded(module, lambda: not settings.ORGANISATION)


def _guarded(module: str, shut: Callable[[], bool], *, but: Collection[str] = ()) -> Any:
    pages = import_module(module)
    guarded = [one if one.name in but else _again(one, shut) for one in pages.urlpatterns]
    return include((guarded, pages.app_name))


def _again(page: URLPattern, shut: Callable[[], bool]) -> URLPattern:
    """Return the address with a guard: on the other kind of site it is not found."""
    view: View = page.callback

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if shut():
            raise Http404
        return view(request, *args, **kwargs)

    guarded.shut = shut  # type: ignore[attr-defined]
    assert isinstance(page.pattern, RoutePattern)  # noqa: S101 - all of ours are routes
    return path(str(page.pattern), guarded, name=page.name)
