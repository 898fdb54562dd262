"""What other programs read: whatever is asked in an address, each answer is whole JSON, and the
same for everybody of one language. What is promised of each: `test_programs.py`."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests import consulting
from tests.examples import examples

NAMES = ("part", "sheet", "page", "day", "law", "beside", "from", "until", "format", "next")
names = st.sampled_from(NAMES) | st.text(min_size=1, max_size=12)
asked = st.dictionaries(names, st.text(max_size=40) | st.integers().map(str), max_size=4)
languages = st.sampled_from(["es", "en", "qu", "*", "", "x" * 300, "es;q=9"])


@pytest.fixture
def addresses(saul, plan):
    consultation = consulting.put(plan())
    named = {"record_json": [consultation.name]}
    pages = ("figures_json", "ledger_json", "openapi", "record_json")
    return {name: reverse(f"site:{name}", args=named.get(name, [])) for name in pages}


@examples(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=asked, language=languages, accept=st.sampled_from(["*/*", "text/html", "x"]))
def test_whatever_is_asked_the_answer_is_whole_and_the_same(
    addresses, client, query, language, accept
):
    for address in addresses.values():
        plain = client.get(address, headers={"accept-language": language})
        answer = client.get(address, query, headers={"accept-language": language, "accept": accept})
        assert answer.status_code == plain.status_code < 500, address
        assert answer.content == plain.content
        if answer.status_code == 200:
            assert answer.headers["Content-Type"].startswith("application/json")
            assert isinstance(json.loads(answer.content), dict)
        assert not answer.cookies


@pytest.mark.parametrize("how", ["post", "put", "patch", "delete", "options", "trace"])
def test_they_are_read_and_nothing_is_ever_sent_to_them(addresses, how):
    browser = Client(enforce_csrf_checks=True)
    for address in addresses.values():
        answer = getattr(browser, how)(address)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD"), address
        assert browser.head(address).status_code == 200
        assert browser.head(address).content == b""
