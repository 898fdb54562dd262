"""Every surface's pages as if one process served all: for the addresses of those that it does not
serve. No request is answered by it."""

from amparo.urls.surface_addresses import LAYOUT, pages_of

urlpatterns = pages_of(LAYOUT)
