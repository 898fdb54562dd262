"""What goes into the log: errors by a code and a place, and nothing that anybody asked for."""

import logging

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory

from amparo.foundations.access.middleware import Quiet


@pytest.mark.parametrize("answer", [Http404("nobody"), PermissionDenied("no")])
def test_what_has_a_page_of_its_own_is_no_error(
    answer: Exception, rf: RequestFactory, caplog: pytest.LogCaptureFixture
) -> None:
    request = rf.get("/desk/cases/AAAA-BBBB/")
    assert Quiet(lambda _: HttpResponse()).process_exception(request, answer) is None
    assert caplog.records == []
    assert "amparo.error_code" not in request.META


def test_an_error_leaves_a_code_its_kind_and_its_place_but_no_words(
    rf: RequestFactory, caplog: pytest.LogCaptureFixture
) -> None:
    request = rf.get("/desk/cases/AAAA-BBBB/")
    Quiet(lambda _: HttpResponse()).process_exception(request, ValueError("María Quispe"))
    [record] = caplog.records
    assert record.levelno == logging.ERROR
    said = record.getMessage()
    assert said.startswith(f"{request.META['amparo.error_code']} ValueError")
    assert "María" not in said
    assert "AAAA" not in said


def test_a_page_that_is_not_there_is_not_logged_as_an_error(
    client: Client, db: None, caplog: pytest.LogCaptureFixture
) -> None:
    assert client.get("/duties/papers/AAAA-BBBB/").status_code in {302, 404}
    assert [one for one in caplog.records if one.levelno >= logging.ERROR] == []
