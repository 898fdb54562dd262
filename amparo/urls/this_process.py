"""The pages that this process serves. What belongs to another surface is not here at all."""

from django.conf import settings

from amparo.urls.surface_addresses import pages_of

urlpatterns = pages_of(settings.SURFACES)

handler400 = "amparo.foundations.accounts.error_pages.bad_request"
handler404 = "amparo.foundations.accounts.error_pages.not_found"
handler500 = "amparo.foundations.accounts.error_pages.broken"
