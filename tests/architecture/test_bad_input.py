"""Every page, sent what nobody should send: an answer, nothing half.

The forms are read from the pages themselves, so that a new field is tried as soon as it is there.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import chain, cycle, product

import pytest
from django.db import transaction

from amparo.foundations.intake.models import Document
from amparo.foundations.ledger.models import Entry
from tests.architecture.access_matrix import matrix, pages, together
from tests.examples import TIMES

# The door and the public pages are asked by nobody with an account; each other page is the desk's,
# a stage's or an institution's, also one that is added.
OF_EVERYBODY = ("door:", "site:")
EVERY = matrix().rows
ROWS = [row for row in EVERY if not row.page.startswith(OF_EVERYBODY)]
FOR_EVERYBODY = [row for row in EVERY if row not in ROWS and "post" in row.asks]
BEFORE_SIGN_IN = [row for row in ROWS if pages()[row.page].callback.opens_to == "anyone"]
BEHIND_SIGN_IN = [row for row in ROWS if row not in BEFORE_SIGN_IN]
ONE_OF_EACH = list({row.page.partition(":")[0]: row for row in BEHIND_SIGN_IN}.values())
"""A body that is no form never reaches the code of a page: one page of each package is enough."""
READERS = (
    "reception",
    "analyst",
    "decision_maker",
    "supervisor",
    "officer",
    "another_officer",
    "monitor",
    "overseer",
)
HUGE = "ñ" * 60_000
FORM_TYPE = "application/x-www-form-urlencoded"
LATIN = "text=ma\xf1ana&reason=\xe1&member=\xff".encode("latin-1")
# What is on record whatever a form says: a look, and that the gate was shut when somebody tried.
ALSO_ON_REFUSAL = {"FileOpened", "ForwardingRefused"}


@dataclass
class Form:
    """What a form on a page would send."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)


class Forms(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found, self.select = [], ""

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "form":
            self.found.append(Form())
        elif tag == "select":
            self.select = said.get("name") or ""
        elif self.found and tag in {"option", "input", "textarea", "button"}:
            self.take(tag, said)

    def take(self, tag, said):
        name = self.select if tag == "option" else said.get("name")
        value = said.get("value") or ""
        if name and said.get("type") == "hidden":
            self.found[-1].hidden[name] = value
        elif name:
            chosen = value if tag == "option" or said.get("type") in {"radio", "checkbox"} else ""
            self.found[-1].fields.setdefault(name, []).append(chosen)


def forms_on(response):
    if response.streaming or "html" not in response.get("Content-Type", ""):
        return []
    parser = Forms()
    parser.feed(response.text)
    return parser.found


def sent_to(forms):
    """What each form would send, filled in as nobody should: nothing of it twice."""
    sent = []
    for content in chain([{}], *map(filled_in, forms)):
        if content not in sent:
            sent.append(content)
    return sent


def filled_in(form):
    """As it should be, and with several odd values in each field; by `script/slow examples` also
    empty, and with other hidden values. What else may stand in a field: test_hostile_fields.py."""
    names = list(form.fields)
    likely = {name: next(filter(None, form.fields[name]), "texto") for name in names}
    yield form.hidden | likely
    yield form.hidden | {name: ["a\0b", "\ufdd0\u202e", "-1", HUGE] for name in names}
    if TIMES > 1:
        yield form.hidden
        yield form.hidden | likely | dict.fromkeys(form.hidden, "x\0")


def written():
    return (
        list(Entry.objects.exclude(event__in=ALSO_ON_REFUSAL).values_list("sequence", "event")),
        list(Document.objects.order_by("pk").values_list("ref", "version")),
    )


def is_kept_waiting(before):
    """What may not be said to the person now waits, and why is on record: nothing else is."""
    known = {sequence for sequence, _event in before[0]}
    more = {event for sequence, event in written()[0] if sequence not in known}
    return more == {"ErrandHeld", "PaperWritten"}


def post(client, address, content, *, said):
    before = written()
    with transaction.atomic():
        answer = client.post(address, **content)
        b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code < 500, said
        if answer.status_code >= 400:
            assert written() == before or is_kept_waiting(before), said
        else:
            # The same again, as two clicks send it.
            assert client.post(address, **content).status_code < 500, said
        transaction.set_rollback(True)


@pytest.mark.parametrize("rows", together(BEHIND_SIGN_IN))
def test_whatever_is_sent_to_a_page_of_the_desk_is_answered(each):
    each(everything_is_answered)


def everything_is_answered(row, visitors, things):
    address = row.address(things)
    name = next(one for one in READERS if row.answers[one] == "allowed")
    page = visitors[name].get(address)
    assert page.status_code < 500
    for number, content in enumerate(sent_to(forms_on(page))):
        post(visitors[name], address, {"data": content}, said=f"{name} {address} {number}")
    if row in ONE_OF_EACH:
        what_is_no_form_of_ours(visitors[name], address, said=f"{name} {address}")


def what_is_no_form_of_ours(client, address, *, said):
    raw = {"data": LATIN, "content_type": FORM_TYPE}
    post(client, address, raw, said=f"{said} in another encoding")
    raw = {"data": b"{", "content_type": "application/json"}
    post(client, address, raw, said=f"{said} no form at all")
    raw = {"data": b"--x\r\nnothing", "content_type": "multipart/form-data; boundary=y"}
    post(client, address, raw, said=f"{said} parts that are none")


@pytest.mark.parametrize("rows", together(BEFORE_SIGN_IN))
def test_whatever_is_sent_before_signing_in_is_answered(each):
    each(nobody_is_answered)


def nobody_is_answered(row, visitors, things):
    address = row.address(things)
    for number, content in enumerate(sent_to(forms_on(visitors["nobody"].get(address)))):
        post(visitors["nobody"], address, {"data": content}, said=f"{address} {number}")


@pytest.mark.parametrize("rows", together(FOR_EVERYBODY))
def test_what_is_no_form_is_answered_at_the_door_too(each):
    each(the_door_answers)


def the_door_answers(row, visitors, things):
    for name in ("nobody", "person", "reader"):
        if row.answers[name] == "allowed":
            what_is_no_form_of_ours(visitors[name], row.address(things), said=row.page)


WRONG = ("x", "%00", "a%00b", "é" * 300, "..%2f..", "0000-0000", "%F1")


def test_an_address_that_names_nothing_is_not_found(visitors, things):
    """Each place of each address with two of these, in turn; in a long run with all."""
    for number, row in enumerate(BEHIND_SIGN_IN):
        reader = next(one for one in READERS if row.answers[one] == "allowed")
        two = (WRONG[number % len(WRONG)], WRONG[(number + 3) % len(WRONG)])
        for thing, wrong in product(row.arguments.values(), WRONG if TIMES > 1 else two):
            address = row.address({**things, thing: "WRONG"}).replace("WRONG", wrong)
            found = getattr(visitors[reader], row.asks[0])(address)
            assert found.status_code in {302, 400, 404, 409}, f"{row.page} {address}"


def test_no_query_breaks_a_page(visitors, things):
    queries = ("code=%00", "after=%00~1~1", "held=%F1", "which=" + "x" * 3000, "next=//x")
    for row, query in zip(BEHIND_SIGN_IN, cycle(queries), strict=False):
        reader = next(one for one in READERS if row.answers[one] == "allowed")
        with transaction.atomic():
            found = visitors[reader].get(f"{row.address(things)}?{query}")
            assert found.status_code < 500, row.page
            transaction.set_rollback(True)


def test_the_forms_of_a_page_are_really_found(visitors, things):
    """Or all of the above would try nothing."""
    [row] = [row for row in ROWS if row.page == "admission:report"]
    found = [one for one in forms_on(visitors["analyst"].get(row.address(things))) if one.fields]
    assert any("text" in form.fields for form in found)
