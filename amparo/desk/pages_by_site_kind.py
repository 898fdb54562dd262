"""Which pages exist: an authority's site admits, decides and forwards; an organisation's site
assesses and protects in its own name, and follows what outside authorities owe."""

from collections.abc import Callable, Collection
from functools import wraps
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, include, path, resolve
from django.urls.resolvers import RoutePattern

# Pages of the stages that an organisation has too.
EVERYWHERE = frozenset(
    {
        "admission:message", "admission:attempt", "admission:note", "admission:change_note",
        "admission:put_errand", "admission:errand", "admission:drop_errand", "admission:reach",
        "admission:put", "admission:open_action", "admission:action", "admission:action_said",
        "admission:decide_instead", "admission:lift_flag",
        "assessment:assess", "assessment:review", "assessment:report",
        "assessment:agreement", "assessment:ask",
        "measures:plan", "measures:propose", "measures:change", "measures:answer",
        "measures:ask_again", "measures:arrived", "measures:impediment",
        "obligations:follow_up",
        "review:incident", "review:answer_otherwise",
    }
)  # fmt: skip

type View = Callable[..., HttpResponse]


def of_an_authority(module: str) -> Any:
    """Return the addresses of a stage for an authority's site; those in EVERYWHERE exist on
    both."""
    return _guarded(module, lambda: bool(settings.ORGANISATION), but=EVERYWHERE)


def of_an_organisation(module: str) -> Any:
    return _guarded(module, lambda: not settings.ORGANISATION)


def exists_here(address: str) -> bool:
    """Return whether the page at this address exists on this kind of site."""
    page = resolve(urlsplit(address).path)
    return not getattr(page.func, "shut", bool)()


def _guarded(module: str, shut: Callable[[], bool], *, but: Collection[str] = ()) -> Any:
    pages = import_module(module)
    guarded = [
        one if f"{pages.app_name}:{one.name}" in but else _again(one, shut)
        for one in pages.urlpatterns
    ]
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
