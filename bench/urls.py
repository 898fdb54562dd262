from django.urls import include, path

from bench.bare import bare

urlpatterns = [path("bare/", bare), path("", include("amparo.urls.served"))]

handler404 = "amparo.foundations.accounts.refusals.not_found"
handler500 = "amparo.foundations.accounts.refusals.broken"
