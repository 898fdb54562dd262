"""Whoever loses her role, her seat or her account in the middle of a form: refused in a sentence,
nothing written, and what she typed given back.

The forms are read from the pages themselves, so that a new one is tried as soon as it is there.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from amparo.cli.walk.page_reader import Form
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.membership.suspension_services import suspend
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Permission, Role
from amparo.foundations.accounts.services import deactivate, rotate_group
from amparo.foundations.accounts.sign_in.form_recovery import ACCOUNTS
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.services import take_seat
from tests.architecture.access_matrix import Row, matrix
from tests.architecture.test_access_matrix import opener
from tests.architecture.test_hostile_fields import forms_of
from tests.people import MONDAY

MATRIX = matrix()
STAFF = ("analyst", "reception", "decision_maker", "supervisor", "officer")
ROWS = [row for row in MATRIX.rows if opener(row.page) in set(Permission)]
TYPED = "lo que escribió, entero: ñ <b>"
GIVEN_BACK = "lo que escribió, entero: ñ &lt;b&gt;"
LATER = MONDAY + timedelta(days=6)
NOTHING_STORED = {404: "No se guardó nada", 401: "no se guardó nada"}
# Of a sitting only when it was last seen is written, whoever asks.
WRITES = ("INSERT", "UPDATE", "DELETE")
# Her sitting; and that she asked for a case that is not hers, whichever it was.
BESIDE = ("accounts_session", "CodeRefused")

type Lose = Callable[[str, Form], bool]


@pytest.fixture(params=["role", "seat", "account"])
def lose(request: pytest.FixtureRequest, staff: Mapping[str, Actor], team: OpenCase) -> Lose:
    """Take it from one of them; whether that form asks for it at all."""

    def role(name: str, form: Form) -> bool:
        Member.objects.filter(pk=staff[name].member.pk).update(roles=[other_role(name, form)])
        return True

    def seat(name: str, form: Form) -> bool:
        by = staff["reception" if name != "reception" else "analyst"]
        if name == "officer":
            unit = staff[name].member.unit.code
            rotate_group("unit", unit, without=staff[name].member, by=staff[name], at=LATER)
            return "an_owed_duty" in row_of(form).arguments.values()
        on_case = "her_case" in row_of(form).arguments.values()
        if on_case:
            gone = staff[name].member
            team.folder.filing.refresh_from_db()  # what was undone in the rows is undone here too
            take_seat(team.case, team.folder, gone, reason="leaves_the_team", by=by, at=LATER)
        return on_case

    def account(name: str, _form: Form) -> bool:
        # The last one who supervises is suspended: that account nobody ends alone.
        end, by = (suspend, "analyst") if name == "supervisor" else (deactivate, "supervisor")
        end(staff[name].member, by=staff[by], at=LATER)
        return True

    ways = {"role": role, "seat": seat, "account": account}
    return ways[request.param]


def other_role(name: str, form: Form) -> str:
    """A role to which this form's page is shut: of the desk, where there is one."""
    answers = row_of(form).answers
    shut = [one for one in STAFF[:4] if one != name and answers[one] == "not-found"]
    outside = Role.RECEPTION if name == "officer" else Role.INSTITUTION_OFFICER
    return next(iter(shut), outside)


def row_of(form: Form) -> Row:
    row = MATRIX.row(resolve(form.action.partition("?")[0]).view_name)
    assert row
    return row


@pytest.fixture
def every_form(
    visitors: Mapping[str, Client], things: Mapping[str, str], settings: Any
) -> Iterator[tuple[str, Form]]:
    """Each form of the desk and of the institutions once, with somebody to whom it opens."""
    return forms_for(visitors, things, settings)


def forms_for(
    visitors: Mapping[str, Client], things: Mapping[str, str], settings: Any
) -> Iterator[tuple[str, Form]]:
    seen = set()
    for row in ROWS:
        settings.ORGANISATION = "Federación del Valle" if row.site else ""
        for name in [one for one in STAFF if row.answers[one] == "allowed"][:1]:
            address = row.address(things)
            for form in found_on(visitors[name], row, address):
                where = (form.action.partition("?")[0], *sorted(form.fields), str(form.buttons))
                if where not in seen:
                    seen.add(where)
                    yield name, form


def found_on(client: Client, row: Row, address: str) -> list[Form]:
    found = forms_of(address, client.get(address)) if "get" in row.asks else []
    sent = [form for form in found if form.method == "post"]
    alone = "post" in row.asks and not any(form.action == address for form in sent)
    return [*sent, *([Form(address, "post", multipart=False)] if alone else [])]


def typed_into(form: Form) -> dict[str, Any]:
    """As somebody fills it in: words where there is room for words, the first of each choice."""
    words = {
        one.name: TYPED
        for one in form.fields.values()
        if one.kind in {"text", "textarea"} and one.name != "csrfmiddlewaretoken"
    }
    chosen = {one.name: one.allowed[-1] for one in form.fields.values() if one.allowed}
    hidden = {one.name: one.values for one in form.fields.values() if one.kind == "hidden"}
    pressed = {name: value for name, value, _words in form.buttons[:1] if name}
    return hidden | pressed | chosen | words


def test_whoever_lost_it_in_the_middle_of_a_form_is_refused_and_keeps_her_words(
    visitors: Mapping[str, Client], every_form: Iterator[tuple[str, Form]], lose: Lose
) -> None:
    wrong, tried = [], 0
    for name, form in every_form:
        with transaction.atomic():
            if lose(name, form):
                tried += 1
                said = what_is_wrong(visitors[name], form)
                wrong += [f"{name} {form.action} {sorted(form.fields)}: {said}"] if said else []
            transaction.set_rollback(True)
    assert wrong == []
    assert tried > 12


def test_whoever_lost_nothing_is_not_refused_so(
    visitors: Mapping[str, Client], every_form: Iterator[tuple[str, Form]]
) -> None:
    """Or the test above would try nothing: most of its forms are such as would be stored."""
    answers = []
    for name, form in every_form:
        with transaction.atomic():
            answers.append(visitors[name].post(form.action, typed_into(form)).status_code)
            transaction.set_rollback(True)
    assert not set(answers) & set(NOTHING_STORED)
    assert answers.count(302) > len(answers) / 3


def what_is_wrong(client: Client, form: Form) -> str:
    """What the answer to her form does that it should not; nothing where it is right."""
    fields = typed_into(form)
    with CaptureQueriesContext(connection) as asked:
        answer: Any = client.post(form.action, fields)
    written = [
        one["sql"][:80]
        for one in asked.captured_queries
        if one["sql"].startswith(WRITES) and not any(part in one["sql"] for part in BESIDE)
    ]
    page = answer.content.decode()
    if answer.status_code not in NOTHING_STORED:
        return f"status {answer.status_code}"
    if NOTHING_STORED[answer.status_code] not in page:
        return "it does not say that nothing was stored"
    # Of one's own account nothing is given back: passwords, codes and words are typed there.
    secret = resolve(form.action.partition("?")[0]).view_name in ACCOUNTS
    if TYPED in fields.values() and (GIVEN_BACK in page) is secret:
        return "a secret is given back" if secret else "her words are lost"
    return f"written: {written}" if written else ""


def test_what_was_typed_is_given_back_to_a_form_of_this_site_alone(
    visitors: Mapping[str, Client], staff: Mapping[str, Actor], team: OpenCase
) -> None:
    """A page of somebody else's that sends a form here gets nothing of it shown."""
    foreign = Client(enforce_csrf_checks=True)
    foreign.cookies = visitors["analyst"].cookies
    Member.objects.filter(pk=staff["analyst"].member.pk).update(roles=[Role.DECISION_MAKER])
    for address in (f"/desk/cases/{team.code}/notes/", "/desk/cases/", "/nothing/at/all/"):
        for headers in ({"Origin": "http://evil.example"}, {}):
            answer = foreign.post(address, {"text": TYPED}, headers=headers)
            assert answer.status_code in {403, 404}
            assert GIVEN_BACK not in answer.content.decode()


def test_what_is_not_there_is_still_one_answer_for_whoever_only_looks(
    visitors: Mapping[str, Client], team: OpenCase
) -> None:
    notes = visitors["outsider"].get(f"/desk/cases/{team.code}/notes/")
    nothing = visitors["outsider"].get("/desk/cases/AAAA-AAAA/notes/")
    assert notes.status_code == nothing.status_code == 404
    assert notes.content == nothing.content
    sent = [
        visitors["outsider"].post(f"/desk/cases/{code}/notes/", {"text": TYPED})
        for code in (team.code, "AAAA-AAAA")
    ]
    assert sent[0].content == sent[1].content
