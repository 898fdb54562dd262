"""A file leaves in one way only, whoever asks for it."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csp import ContentSecurityPolicyMiddleware
from django.test import RequestFactory

from amparo.foundations.intake.files.downloads import download
from tests.architecture.source import modules

HERE = "amparo/foundations/intake/files/downloads.py"
WAYS = ("StreamingHttpResponse", "FileResponse", "attachment; filename")


def answered(request: HttpRequest) -> HttpResponse:
    pieces = iter([b"<script>", b"x</script>"])
    return download(request, pieces, ref="K7Q2-3M9A", kind="png", size=18)


def test_it_runs_nothing_reaches_nothing_and_is_no_page_of_this_site() -> None:
    answer = ContentSecurityPolicyMiddleware(answered)(RequestFactory().get("/"))
    policy = {part.strip() for part in answer["Content-Security-Policy"].split(";")}
    assert policy == {"default-src 'none'", "frame-ancestors 'none'", "sandbox"}
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_it_is_handed_over_under_a_name_that_says_nothing() -> None:
    answer = answered(RequestFactory().get("/"))
    assert answer["Content-Disposition"] == 'attachment; filename="K7Q2-3M9A.png"'
    assert (answer["Content-Type"], answer["Content-Length"]) == ("image/png", "18")
    assert b"".join(answer) == b"<script>x</script>"


def test_no_page_sends_a_file_in_a_way_of_its_own() -> None:
    own = {one.place for one in modules() if any(way in one.text for way in WAYS)}
    assert own == {HERE}


def test_only_a_download_and_a_form_that_saves_itself_have_a_policy_of_their_own() -> None:
    own = {one.place for one in modules() if "csp_override" in one.text}
    assert own == {HERE, "amparo/foundations/accounts/form_drafts.py"}
