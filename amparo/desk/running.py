"""Whose site this is: an authority's, which admits, decides and forwards, or an organisation's,
which follows what outside authorities owe. The pages of the one do not exist on the other."""

from collections.abc import Callable, Collection
from functools import wraps
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, include, path
from django.urls.resolvers import RoutePattern

# Pages of a stage that an organisation has too: words to the person and among the team, and how
# something is said to the person.
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
    }
)

type View = Callable[..., HttpResponse]


def of_an_authority(module: str) -> Any:
    """The addresses of a stage, where this site runs the mechanism; `EVERYWHERE` stays."""
    return _guarded(module, lambda: bool(settings.ORGANISATION), but=EVERYWHERE)


def of_an_organisation(module: str) -> Any:
    return _guarded(module, lambda: not settings.ORGANISATION)


def _guarded(module: str, shut: Callable[[], bool], *, but: Collection[str] = ()) -> Any:
    pages = import_module(module)
    guarded = [one if one.name in but else _again(one, shut) for one in pages.urlpatterns]
    return include((guarded, pages.app_name))


def _again(page: URLPattern, shut: Callable[[], bool]) -> URLPattern:
    """The same address; while it is shut it does not exist, for whoever asks."""
    view: View = page.callback

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if shut():
            raise Http404
        return view(request, *args, **kwargs)

    assert isinstance(page.pattern, RoutePattern)  # noqa: S101 - all of ours are routes
    return path(str(page.pattern), guarded, name=page.name)
