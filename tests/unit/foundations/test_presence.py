"""A page that only reads asks for nothing twice, and not at all for what is not there."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from amparo.casework.leaks.ongoing_sharing import sent_in
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.queries import questions_of
from amparo.foundations.consent.services import ask
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.services import papers_in, write_paper
from tests.leaking import noted
from tests.people import MONDAY


def test_what_is_not_there_is_not_asked_for(anas: OpenCase, ana: Actor) -> None:
    page = anas.for_one_page()
    with CaptureQueriesContext(connection) as asked:
        assert questions_of(page.folder, seen_by=ana) == []
    assert len(asked) == 0


def asked_of_leaks(anas: OpenCase, ana: Actor) -> int:
    page = anas.for_one_page()
    with CaptureQueriesContext(connection) as asked:
        sent_in(page, seen_by=ana)
    return sum('FROM "leaks_leak"' in query["sql"] for query in asked)


def test_what_got_out_somewhere_is_read_only_where_anything_did(
    anas: OpenCase, ana: Actor, site: dict[str, Unit]
) -> None:
    noted("cases", by=SYSTEM, codes=(anas.code,), at=MONDAY)
    assert asked_of_leaks(anas, ana) == 0
    noted("unit", unit=site["pnp"], by=SYSTEM, at=MONDAY)
    assert asked_of_leaks(anas, ana) == 1


def test_what_is_there_is_asked_for_once(anas: OpenCase, ana: Actor, site) -> None:
    ask(anas.folder, kind="measure", subject="M-1", unit=site["pnp"], fields=[], by=ana, at=MONDAY)
    page = anas.for_one_page()
    with CaptureQueriesContext(connection) as asked:
        first = questions_of(page.folder, seen_by=ana)
        assert first == questions_of(page.folder, seen_by=ana)
        assert len(first) == 1
    assert len(asked) == 1


def test_wherever_something_may_be_written_everything_is_read_anew(
    anas: OpenCase, ana: Actor
) -> None:
    before = len(papers_in(anas.folder, seen_by=ana))
    write_paper(anas.folder, kind="note", body={"text": "new"}, by=ana, at=MONDAY)
    assert len(papers_in(anas.folder, seen_by=ana)) == before + 1
