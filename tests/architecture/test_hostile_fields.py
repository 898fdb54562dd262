"""Every field of every form holds mark-up, and no page breaks or shows it as mark-up. More odd
values are tried by `script/slow examples`."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from amparo.cli.walk.page_reader import Form, read_page
from tests.architecture.access_matrix import Row, matrix, together
from tests.examples import TIMES

MATRIX = matrix()
STAFF = ("analyst", "reception", "decision_maker", "supervisor")
MARK = "xq7z"
# Told by the page with its angle bracket or quote still sharp, this would be mark-up.
LIVE = re.compile(rf"<(?:b|svg|script)[^>]*{MARK}|\"{MARK}=|'{MARK}=")
MARK_UP = (
    f"<script>{MARK}</script><b {MARK}>\"{MARK}=1 '{MARK}=1 {{{{ 7|add:'7' }}}} {{% now 'Y' %}}"
)
ODD = (
    "\0",
    "9" * 60,
    "0001-01-01T00:00",
    "x" * 30_000,
)


def said(form: Form, hostile: str) -> dict[str, Any]:
    """Every field as the attacker fills it: what may be chosen is chosen, the rest is hostile."""
    return {
        one.name: (one.allowed[0] if one.allowed else hostile)
        for one in form.fields.values()
        if one.kind != "file" and one.name != "csrfmiddlewaretoken"
    }


def invented(form: Form, hostile: str) -> dict[str, Any]:
    """What may be chosen is not of what was offered, and fields are added that no page has."""
    names = [one.name for one in form.fields.values() if one.kind != "file"]
    more = (
        "id",
        "pk",
        "by",
        "at",
        "author",
        "state",
        "verified",
        "roles",
        "member",
        "kind",
        "drop",
    )
    return dict.fromkeys([*names, *more], hostile)


@pytest.mark.parametrize("rows", together(MATRIX.rows))
def test_no_form_breaks_and_nothing_written_becomes_mark_up(
    each: Callable[..., None],
) -> None:
    each(stands)


def stands(row: Row, visitors: Mapping[str, Client], things: Mapping[str, str]) -> None:
    address = row.address(things)
    for name in readers(row):
        page = visitors[name].get(address)
        for form in forms_of(address, page):
            send(visitors[name], form, said(form, MARK_UP))
            for odd in ODD if TIMES > 1 else ():
                send(visitors[name], form, said(form, odd))
                send(visitors[name], form, invented(form, odd))


def readers(row: Row) -> list[str]:
    """One of each kind of those to whom the page opens."""
    team = [name for name in STAFF if row.answers[name] == "allowed"][:1]
    return team + [one for one in ("nobody", "person", "officer") if row.answers[one] == "allowed"]


def forms_of(address: str, answer: Any) -> list[Form]:
    if answer.status_code != 200 or answer.streaming:
        return []
    found = read_page(address, 200, answer.content, answer.headers.get("Content-Type", ""))
    for form in found.forms:
        form.action = form.action or address
    return [form for form in found.forms if form.own]


def send(client: Client, form: Form, fields: dict[str, Any]) -> None:
    buttons = {(name, value) for name, value, _words in form.buttons if name} or {("", "")}
    for name, value in sorted(buttons):
        given = {**fields, **({name: value} if name else {})}
        with transaction.atomic():
            how = client.post if form.method == "post" else client.get
            answer: Any = how(form.action, given, follow=True)
            transaction.set_rollback(True)
        assert answer.status_code < 500, f"{form.action}: {given}"
        if "html" in answer.headers.get("Content-Type", ""):  # a file is no page: nothing is alive
            assert not LIVE.search(answer.getvalue().decode()), f"{form.action}: {given}"
