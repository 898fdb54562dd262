from django.urls import include, path

from bench.bare import bare

urlpatterns = [path("bare/", bare), path("", include("amparo.urls.this_process"))]

handler404 = "amparo.foundations.accounts.error_pages.not_found"
handler500 = "amparo.foundations.accounts.error_pages.broken"
