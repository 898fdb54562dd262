"""What goes into the log: errors by a code and a place, and nothing that anybody asked for."""

import logging
import sqlite3

import psycopg
import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory

from amparo.foundations.accounts.server.middleware import Quiet


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
    assert "AAAA-BBBB" not in said


def test_a_page_that_is_not_there_is_not_logged_as_an_error(
    client: Client, db: None, caplog: pytest.LogCaptureFixture
) -> None:
    assert client.get("/duties/papers/AAAA-BBBB/").status_code in {302, 404}
    assert [one for one in caplog.records if one.levelno >= logging.ERROR] == []


def a_full_disk() -> sqlite3.OperationalError:
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    return full


@pytest.mark.postgresql("what the database refuses")
@pytest.mark.parametrize("cause", [a_full_disk(), psycopg.errors.DiskFull("no space")])
def test_a_database_without_room_says_that_nothing_was_stored_and_tells_it_back(
    rf: RequestFactory, caplog: pytest.LogCaptureFixture, cause: Exception
) -> None:
    problem = OperationalError("full")
    problem.__cause__ = cause
    quiet = Quiet(lambda _: HttpResponse())
    sent = rf.post("/urgent/", {"facts": "Vienen por ella.", "once": "ab12" * 8, "phrase": "abeto"})
    answer = quiet.process_exception(sent, problem)
    assert answer is not None
    assert answer.status_code == 503
    assert "No se guardó" in answer.text
    assert "Vienen por ella." in answer.text
    assert "ab12" * 8 not in answer.text
    assert "abeto" not in answer.text
    assert "Vienen" not in caplog.text
    read = quiet.process_exception(rf.get("/desk/"), problem)
    assert read is not None
    assert "No se guardó" not in read.text


@pytest.mark.postgresql("what the database refuses")
def test_another_error_of_the_database_does_not_say_so(rf: RequestFactory) -> None:
    problem = OperationalError("locked")
    problem.__cause__ = sqlite3.OperationalError("database is locked")
    assert Quiet(lambda _: HttpResponse()).process_exception(rf.post("/urgent/"), problem) is None
