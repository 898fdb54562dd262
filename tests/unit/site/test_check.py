"""Whether a proof is true: when, and nothing else."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ENGLISH = {"accept-language": "en"}


def ask(client, number, fingerprint):
    return client.post("/check/", {"number": number, "fingerprint": fingerprint}, headers=ENGLISH)


def test_a_true_proof_tells_the_moment_and_nothing_else(client, filed):
    filing = filed.folder.filing
    page = ask(client, filing.proof_number, filing.fingerprint).content.decode()
    assert "Monday 9 November 2026, 10:00, Lima time" in page
    assert filing.code not in page


def test_it_may_be_typed_as_people_type(client, filed):
    filing = filed.folder.filing
    number = filing.proof_number.replace("-", " ").lower()
    page = ask(client, number, filing.fingerprint.lower()).content.decode()
    assert "was filed on" in page


def test_a_wrong_number_and_a_wrong_fingerprint_are_the_same_answer(client, filed):
    filing = filed.folder.filing
    wrong_number = ask(client, "0000-0000-0000", filing.fingerprint)
    wrong_print = ask(client, filing.proof_number, "0000-0000-0000-0000")
    for answer in (wrong_number, wrong_print):
        assert answer.status_code == 200
        assert "There is no proof with this number and this fingerprint" in answer.content.decode()
        assert answer.context["proof"] is None


@pytest.mark.parametrize(
    ("number", "fingerprint"), [("", ""), ("x" * 500, "1"), ("\x00", "\x00"), ("<b>", "")]
)
def test_what_cannot_be_a_proof_is_a_clear_sentence(client, filed, number, fingerprint):
    answer = ask(client, number, fingerprint)
    assert answer.status_code == 400
    assert "<b>" not in answer.content.decode().split("<main")[1].split("<form")[1]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(number=st.text(max_size=70), fingerprint=st.text(max_size=70))
def test_whatever_is_typed_as_a_proof_is_answered_and_proves_nothing(
    client, filed, number, fingerprint
):
    answer = ask(client, number, fingerprint)
    assert answer.status_code in {200, 400}
    assert answer.context["proof"] is None


def test_the_code_of_a_case_is_no_proof(client, filed):
    filing = filed.folder.filing
    assert ask(client, filing.code, filing.fingerprint).context["proof"] is None
