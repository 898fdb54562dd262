"""Every page, tried by everybody: access_matrix.toml says what each must find."""

from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.urls import Resolver404, resolve

from amparo.desk import pages_by_site_kind as running
from amparo.foundations.accounts.permissions import PERMISSIONS, Permission, Role
from amparo.foundations.ledger.models import Entry
from tests.architecture.access_matrix import ANSWERS, matrix, pages, together

MATRIX = matrix()
PAGES = pages()


def opener(name):
    """To whom a page opens, by its own decorator; nothing for a page that does not exist."""
    page = PAGES.get(name)
    return getattr(page.callback, "opens_to", "") if page else ""


def test_every_page_says_who_may_open_it():
    openers = {"anyone", "words", "own_words", *(permission.value for permission in Permission)}
    silent = [name for name in PAGES if opener(name) not in openers]
    assert not silent, f"put @needs(...), @anyone or @with_words before the view of: {silent}"


def test_every_page_has_a_row():
    without = sorted(set(PAGES) - {row.page for row in MATRIX.rows})
    assert not without, f"add a row to tests/architecture/access_matrix.toml for: {without}"


def test_every_row_has_a_page():
    gone = sorted({row.page for row in MATRIX.rows} - set(PAGES))
    assert not gone, f"no such page: take these rows out of access_matrix.toml: {gone}"


def test_every_row_answers_every_visitor():
    for row in MATRIX.rows:
        assert set(row.answers) == set(MATRIX.visitors), row.page
        assert set(row.answers.values()) <= ANSWERS, row.page
        assert row.asks, row.page
        assert set(row.asks) <= {"get", "post"}, row.page


def test_a_page_for_anyone_refuses_nobody_and_no_other_page_lets_nobody_in():
    contradicting = [
        row.page
        for row in MATRIX.rows
        if row.page in PAGES
        and (opener(row.page) == "anyone") != (row.answers["nobody"] == "allowed")
    ]
    assert contradicting == []


def test_the_matrix_lets_no_role_in_without_its_permission():
    contradicting = [
        f"{row.page}: {role}"
        for row in MATRIX.rows
        for role in Role
        if opener(row.page) in set(Permission)
        and Permission(opener(row.page)) not in PERMISSIONS[role]
        and row.answers.get({"institution_officer": "officer"}.get(role, role)) == "allowed"
    ]
    assert contradicting == []


def is_sign_in(response):
    if response.status_code == 401:
        return True
    try:
        target = resolve(urlsplit(response.get("Location", "")).path)
    except Resolver404:
        return False
    return target.view_name in MATRIX.sign_in_pages


def found_by(client, how, address):
    """What a visitor finds; whatever the request did is undone, so that the next finds the same."""
    with transaction.atomic():
        response = getattr(client, how)(address)
        b"".join(response) if response.streaming else response.content
        transaction.set_rollback(True)
    if response.status_code == 404:
        return "not-found"
    if response.status_code in {401, 302} and is_sign_in(response):
        return "refused"
    if response.status_code in {200, 204, 302, 303, 304, 400, 409, 422}:
        return "allowed"
    return f"status {response.status_code}"


@pytest.mark.parametrize("rows", together(MATRIX.rows))
def test_everybody_finds_what_the_matrix_says(each):
    each(is_found_as_written)


def is_found_as_written(row, visitors, things):
    address = row.address(things)
    for how in row.asks:
        found = {name: found_by(visitors[name], how, address) for name in MATRIX.visitors}
        assert found == dict(row.answers), f"{how} {address}"


OF_AN_ORGANISATION = [row for row in MATRIX.rows if row.site]
SHUT_THERE = (
    "admission",
    "assessment",
    "complaints",
    "consultations",
    "measures",
    "obligations",
    "review",
    "standing_duties",
)
OF_AN_AUTHORITY = [
    row
    for row in MATRIX.rows
    if row.page.partition(":")[0] in SHUT_THERE and row.page not in running.EVERYWHERE
]


def test_a_page_of_an_organisation_exists_for_nobody_where_the_mechanism_is_run(visitors, things):
    found_by_nobody(OF_AN_ORGANISATION, visitors, things)


def test_an_act_of_the_authority_exists_for_nobody_on_an_organisations_site(
    visitors, things, settings
):
    settings.ORGANISATION = "Federación del Valle"
    found_by_nobody(OF_AN_AUTHORITY, visitors, things)


ON_BOTH = [row for row in MATRIX.rows if row.page in running.EVERYWHERE]


def test_what_both_kinds_of_site_have_is_found_by_the_same_on_an_organisations_site(
    visitors, things, settings
):
    settings.ORGANISATION = "Federación del Valle"
    assert {row.page for row in ON_BOTH} == running.EVERYWHERE
    for row in ON_BOTH:
        is_found_as_written(row, visitors, {**things, "a_measure_of_the_norm": "own_legal"})


def found_by_nobody(rows, visitors, things):
    assert rows
    for row in rows:
        for how in row.asks:
            address = row.address(things)
            found = {found_by(visitors[name], how, address) for name in MATRIX.visitors}
            assert found == {"not-found"}, f"{how} {address}"


# It takes a reason and shows nothing of the case.
SHOWS_NOTHING = {"desk:why"}
ON_A_CASE = [
    row
    for row in MATRIX.rows
    if "her_case" in row.arguments.values() and row.page not in SHOWS_NOTHING
]
SEATED = ("reception", "analyst", "decision_maker", "supervisor")


@pytest.mark.parametrize("rows", together(ON_A_CASE))
def test_whatever_page_of_a_case_is_read_somebody_looked(staff, each):
    """No page on a case can be opened without a line in the record that the person sees."""
    each(every_reader_is_seen, staff)


def every_reader_is_seen(row, visitors, things, staff):
    readers = [name for name in SEATED if row.answers[name] == "allowed"]
    assert readers
    for name in readers:
        assert not looks_of(staff[name]), name
        with transaction.atomic():
            getattr(visitors[name], row.asks[0])(row.address(things))
            assert looks_of(staff[name]), f"{name} read {row.page} unseen"
            transaction.set_rollback(True)


def looks_of(member):
    return Entry.objects.filter(event="FileOpened", by=member.signature).exists()


def test_the_matrix_has_rows_as_soon_as_there_are_pages():
    assert bool(MATRIX.rows) == bool(PAGES)
