"""A database that stops and comes back: meanwhile a page that says so and no word of anybody; then
everybody's next request is answered, and nothing is half."""

import psycopg
import pytest

from tests.faults.conftest import server_of
from tests.sites import site_in

pytestmark = pytest.mark.postgresql("a server that stops")
SAID = {"facts": "Rodean la casa.", "coarse_place": "la loma", "safe_contact": "la vecina"}


@pytest.fixture(scope="module")
def site(server, tmp_path_factory):
    with site_in(tmp_path_factory.mktemp("gone") / "site", "rosa", server=server) as site:
        yield site


def stop(site, *, for_good=False):
    """End every connection to this site's database; `for_good`: and let nobody begin another."""
    name = site.database.rpartition("/")[2]
    with psycopg.connect(server_of("postgresql"), autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {not for_good}")
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )


def stored(site):
    """How many requests, and keys of those who made them."""
    [found] = site.rows(
        "SELECT (SELECT count(*) FROM intake_filing),"
        " (SELECT count(*) FROM intake_casekey WHERE holder = 'person')"
    )
    return found


def urgent(site):
    person = site.person()
    page = person.browser.open("/urgent/")
    answer = person.browser.submit(page, page.form(*SAID), SAID)
    person.words = answer.words
    return person


def test_after_a_restart_of_the_database_nobody_is_told_that_something_broke(site):
    for _ in range(12):  # so that every thread has a connection
        site.person().browser.open("/urgent/")
    stop(site)
    found = [site.person().browser.open("/urgent/").status for _ in range(40)]
    assert set(found) == {200}
    assert SAID["facts"] in urgent(site).come_back().text


def test_while_it_is_gone_a_page_says_so_and_nothing_is_half_afterwards(site):
    person, (requests, keys) = site.person(), stored(site)
    page = person.browser.open("/urgent/")
    form = page.form(*SAID)
    stop(site, for_good=True)
    answer = person.browser.submit(page, form, SAID)
    assert answer.status == 500
    assert not answer.words
    assert not [word for word in SAID.values() if word in answer.text]
    stop(site)
    again = person.browser.submit(page, form, SAID)
    assert len(again.words) == 10
    assert stored(site) == (requests + 1, keys + 1)
    assert site.ledger("verify").returncode == 0
    assert SAID["facts"] not in site.place.log.read_text(encoding="utf-8")
