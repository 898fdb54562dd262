"""What cannot be undone asks for password and code again, and nothing else does: what is sent to
each page is classed in access_matrix.toml, and tried here as its class says."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from http import HTTPStatus
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import timezone

from amparo.cli.walk.page_reader import Form, read_page
from amparo.crypto import one_time_codes as codes
from amparo.foundations.accounts.models import Session
from amparo.foundations.accounts.permissions import Permission
from tests.architecture.access_matrix import ANY, CLASSES, Row, matrix
from tests.architecture.test_access_matrix import opener
from tests.architecture.test_lost_meanwhile import (
    GIVEN_BACK,
    TYPED,
    WRITES,
    forms_for,
    row_of,
    typed_into,
)
from tests.people import CODE_SECRETS, PASSWORD

MATRIX = matrix()
ROWS = [row for row in MATRIX.rows if opener(row.page) in set(Permission)]
CLASSED = [row for row in ROWS if row.classes]
WHO = (
    "analyst",
    "reception",
    "decision_maker",
    "supervisor",
    "officer",
    "another_officer",
    "monitor",
    "overseer",
)
PROVES = {"desk:prove", "portal:prove"}
# Of a sitting, and of a look; of an answer on its way, how it was read.
BESIDE = ("accounts_session", "FileOpened", "FieldOpened", "CodeRefused")
LOOKED = (
    "cases_caseaccess",
    "cases_similarityresult",
)  # whoever is refused has looked all the same
ASKED = 401


def test_whatever_is_sent_says_whether_it_can_be_undone() -> None:
    """A new page that takes a form, and says nothing of it, fails here."""
    silent = [row.page for row in ROWS if "post" in row.asks and not row.classes]
    assert silent == []
    assert [row.page for row in MATRIX.rows if row.classes and row not in ROWS] == []


def test_it_is_said_once_and_why() -> None:
    for row in CLASSED:
        acts = [act for name in CLASSES for act in row.classes.get(name, ())]
        assert len(acts) == len(set(acts)), row.page
        assert ANY not in acts or len(acts) == 1, row.page
        assert all(why for acts in row.classes.values() for why in acts.values()), row.page


@pytest.fixture
def every_form(
    visitors: Mapping[str, Client], things: Mapping[str, str], settings: Any
) -> Iterator[tuple[str, Form]]:
    return forms_for(visitors, things, settings)


def act_of(row: Row, sent: Mapping[str, Any]) -> str:
    said = sent.get(row.act, "")
    return said if isinstance(said, str) else str((said or [""])[0])


def test_each_form_of_a_page_is_classed(every_form: Iterator[tuple[str, Form]]) -> None:
    """The forms are read from the pages themselves: also one that a page without a class shows."""
    wrong, tried = [], 0
    for _name, form in every_form:
        row = row_of(form)
        acts = {act_of(row, typed_into(form))} | {
            value for name, value, _words in form.buttons if name == row.act
        }
        tried += len(acts)
        wrong += [f"{row.page} {act}" for act in acts if len(row.classes_of(act)) != 1]
    assert wrong == []
    assert tried > len(CLASSED) / 2


def acts_in(row: Row, name: str) -> list[dict[str, str]]:
    """What names each act of this class."""
    return [{} if act == ANY else {row.act: act} for act in row.classes.get(name, ())]


def grown_old(minutes: int = 11) -> None:
    """Longer ago than password and code hold; and no page was opened meanwhile."""
    Session.objects.filter(kind=Session.Kind.MEMBER).update(
        proved_at=timezone.now() - timedelta(minutes=minutes)
    )


def sent_by(
    visitors: Mapping[str, Client], things: Mapping[str, str], settings: Any, name: str
) -> Iterator[tuple[str, Client, str, dict[str, str]]]:
    """Each act of a class, by one to whom its page opens."""
    for row in CLASSED:
        settings.ORGANISATION = "Federación del Valle" if row.site else ""
        who = next(one for one in WHO if row.answers[one] == "allowed")
        for act in acts_in(row, name):
            yield f"{row.page} {act}", visitors[who], row.address(things), act


def posted(client: Client, address: str, fields: Mapping[str, Any]) -> tuple[Any, list[str]]:
    """What is answered, and what was written."""
    with CaptureQueriesContext(connection) as asked:
        answer: Any = client.post(address, fields)
        b"".join(answer) if answer.streaming else answer.content
    return answer, [
        one["sql"]
        for one in asked.captured_queries
        if one["sql"].startswith(WRITES) and not any(part in one["sql"] for part in BESIDE)
    ]


def asks(answer: Any) -> bool:
    context = getattr(answer, "context", None)
    return answer.status_code == ASKED and "password" in context["form"].fields


def test_what_cannot_be_undone_asks_again_and_nothing_is_lost(
    visitors: Mapping[str, Client], things: Mapping[str, str], settings: Any
) -> None:
    grown_old()
    wrong, tried = [], 0
    for said, client, address, act in sent_by(visitors, things, settings, "irreversible"):
        answer, written = posted(client, address, {**act, "text": TYPED})
        tried += 1
        if not asks(answer) or GIVEN_BACK not in answer.text or written:
            wrong.append(f"{said} {answer.status_code} {written}")
    assert wrong == []
    assert tried > len(CLASSED) / 3


def test_it_is_done_by_no_other_name(
    visitors: Mapping[str, Client], things: Mapping[str, str], settings: Any
) -> None:
    """What a form calls its act is written by whoever writes a form by hand."""
    grown_old()
    for said, client, address, act in sent_by(visitors, things, settings, "irreversible"):
        for name in ("x", ""):
            with transaction.atomic():
                answer, written = posted(client, address, {**dict.fromkeys(act, name), "act": name})
                transaction.set_rollback(True)
            assert asks(answer) or answer.status_code in {200, 404, 409, 422}, f"{said} {name}"
            assert not [one for one in written if not any(part in one for part in LOOKED)], said


def test_with_a_proof_of_this_moment_it_is_not_asked(
    visitors: Mapping[str, Client], things: Mapping[str, str], settings: Any
) -> None:
    for said, client, address, act in sent_by(visitors, things, settings, "irreversible"):
        with transaction.atomic():
            answer, _written = posted(client, address, {**act, "text": TYPED})
            transaction.set_rollback(True)
        assert answer.status_code != ASKED, said


def test_what_can_be_undone_asks_nobody(
    visitors: Mapping[str, Client], things: Mapping[str, str], settings: Any
) -> None:
    """Or a tired team would type its codes without reading what for."""
    grown_old()
    wrong = []
    for said, client, address, act in sent_by(visitors, things, settings, "undone"):
        with transaction.atomic():
            answer, _written = posted(client, address, {**act, "text": TYPED})
            transaction.set_rollback(True)
        if asks(answer) and resolve(address).view_name not in PROVES:
            wrong.append(said)
    assert wrong == []


def test_whose_own_form_asks_does_nothing_without_an_answer(
    visitors: Mapping[str, Client], things: Mapping[str, str], settings: Any
) -> None:
    tried = 0
    for said, client, address, act in sent_by(visitors, things, settings, "itself"):
        tried += 1
        answer, written = posted(client, address, act)
        assert answer.status_code in {404, 409, 422}, said
        assert not written, said
    assert tried


def test_a_page_that_takes_nothing_does_nothing(
    visitors: Mapping[str, Client], things: Mapping[str, str], settings: Any
) -> None:
    for row in ROWS:
        if row.classes:
            continue
        settings.ORGANISATION = "Federación del Valle" if row.site else ""
        client = visitors[next(one for one in WHO if row.answers[one] == "allowed")]
        with transaction.atomic():
            client.get(row.address(things))  # what is written once by looking
            answer, written = posted(client, row.address(things), {"act": "give", "text": TYPED})
            transaction.set_rollback(True)
        assert answer.status_code < 500, row.page
        assert not [one for one in written if "consent_" in one or "Paper" in one], row.page


def test_after_password_and_code_the_same_is_done_as_without_the_question(
    visitors: Mapping[str, Client], every_form: Iterator[tuple[str, Form]]
) -> None:
    """Asked, shown, sent on: by the form that the page of the question leads to, and no other."""
    wrong, done, seen = [], 0, set()
    for name, form in every_form:
        fields, row = typed_into(form), row_of(form)
        if row.classes_of(act_of(row, fields)) != ["irreversible"]:
            continue
        seen.add(row.page)
        at_once, writes = tried(visitors[name], form, fields)
        after, writes_too = tried(visitors[name], form, fields, asked_first=True)
        done += bool(writes) and at_once < 400
        if (after, bool(writes_too)) != (at_once, bool(writes)):
            wrong.append(f"{name} {row.page}: {at_once} {after}")
    assert wrong == []
    assert done > len(seen) / 3


def tried(
    client: Client, form: Form, fields: Mapping[str, Any], *, asked_first: bool = False
) -> tuple[int, list[str]]:
    """The code of the answer in the end, and what was written by then; all of it is undone."""
    with transaction.atomic():
        try:
            if not asked_first:
                answer, written = posted(client, form.action, fields)
                return answer.status_code, written
            grown_old()
            client.cookies = of_no_open_page(client)
            answer, written = posted(client, form.action, fields)
            assert asks(answer), form.action
            assert not written, form.action
            answer, written = posted(client, *gone_on(client, answer))
            return answer.status_code, written
        finally:
            transaction.set_rollback(True)


def of_no_open_page(client: Client) -> SimpleCookie:
    """What her browser keeps, but for the pages that were open to her in time."""
    left = SimpleCookie()
    for name, morsel in client.cookies.items():
        if not name.startswith("amparo_shown"):
            left[name] = morsel.value
    return left


def gone_on(client: Client, asked: Any) -> tuple[str, dict[str, Any]]:
    """Where a browser sends what was typed, once password and code were shown, and all of it."""
    [prove] = [one for one in forms_on(asked) if "password" in one.fields]
    name = asked.context["name"]
    shown = {"password": PASSWORD, "code": codes.code_at(CODE_SECRETS[name], timezone.now())}
    sent = {**sent_of(prove), **shown}
    answer = client.post(prove.action, sent)
    if answer.status_code == HTTPStatus.TEMPORARY_REDIRECT:
        return answer["Location"], sent
    [form] = [one for one in forms_on(answer) if one.method == "post"]  # files are chosen again
    return form.action, sent_of(form)


def forms_on(answer: Any) -> list[Form]:
    found = read_page("", 200, answer.content, answer.headers.get("Content-Type", ""))
    return [form for form in found.forms if form.own]


def sent_of(form: Form) -> dict[str, Sequence[str]]:
    return {one.name: one.values for one in form.fields.values() if one.kind != "file"}
