from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

_SURFACES: dict[str, tuple[str, str]] = {
    "desk": ("desk/", "amparo.desk.urls"),
    "duties": ("duties/", "amparo.duties.urls"),
    "door": ("", "amparo.door.urls"),
    "site": ("", "amparo.site.urls"),
}

urlpatterns: list[URLPattern | URLResolver] = [
    path(prefix, include(module))
    for surface, (prefix, module) in _SURFACES.items()
    if surface in settings.SURFACES
]

handler400 = "amparo.foundations.access.refusals.bad_request"
handler404 = "amparo.foundations.access.refusals.not_found"
handler500 = "amparo.foundations.access.refusals.broken"
