"""Passkeys: what is asked, what is taken, what is not. The device is the tests' own."""

import json
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.crypto import passkeys
from amparo.crypto.errors import NotAPasskey
from tests.authenticator import PRESENT, Device, bytes_of, cbor, text_of

HERE = "https://desk.example:8443"


@pytest.fixture
def device() -> Device:
    return Device(HERE)


def made_by(device: Device, origin: str = HERE) -> passkeys.Passkey:
    asked, drawn = passkeys.ask_to_make(origin, "llave azul", [])
    return passkeys.made(origin, drawn, device.make(asked))


def test_the_device_is_told_no_name_and_asked_to_keep_nothing(device: Device) -> None:
    one = made_by(device)
    asked = json.loads(passkeys.ask_to_make(HERE, "llave azul", [one])[0])
    assert asked["user"]["name"] == asked["user"]["displayName"] == "llave azul"
    again = json.loads(passkeys.ask_to_make(HERE, "llave azul", [])[0])
    assert asked["user"]["id"] != again["user"]["id"]
    assert asked["rp"] == {"id": "desk.example", "name": "Amparo"}
    assert asked["authenticatorSelection"]["residentKey"] == "discouraged"
    assert [row["id"] for row in asked["excludeCredentials"]] == [text_of(device.id)]


def test_nothing_is_kept_of_who_made_the_device(device: Device) -> None:
    one = made_by(device)
    assert device.id in one.data
    assert b"a known maker..." not in one.data
    assert one.host == "desk.example"


def test_what_it_signs_is_taken_and_its_count_goes_on(device: Device) -> None:
    one, other = made_by(device), made_by(Device(HERE))
    asked, drawn = passkeys.ask_to_show(HERE, [other, one])
    before, after = passkeys.shown(HERE, drawn, device.show(asked), [other, one])
    assert before == one
    assert (after.data, after.count) == (one.data, 1)
    assert after.mark == one.mark != other.mark


def test_a_device_that_never_counts_is_taken(device: Device) -> None:
    one, device.counts = made_by(device), 0
    for _again in range(2):
        asked, drawn = passkeys.ask_to_show(HERE, [one])
        assert passkeys.shown(HERE, drawn, device.show(asked), [one])[1].count == 0


@pytest.mark.parametrize("count", [0, 4, 5], ids=["none", "less", "the same"])
def test_one_that_has_signed_less_often_than_before_is_a_copy(device: Device, count: int) -> None:
    one = made_by(device)
    device.count = 4
    asked, drawn = passkeys.ask_to_show(HERE, [one])
    _before, one = passkeys.shown(HERE, drawn, device.show(asked), [one])
    assert one.count == 5
    device.count, device.counts = count, 0
    asked, drawn = passkeys.ask_to_show(HERE, [one])
    with pytest.raises(NotAPasskey):
        passkeys.shown(HERE, drawn, device.show(asked), [one])


WRONG: dict[str, Callable[[Device], Any]] = {
    "another page": lambda device: setattr(device, "origin", "https://desk.example.evil"),
    "a page below it": lambda device: setattr(device, "origin", "https://x.desk.example:8443"),
    "another port": lambda device: setattr(device, "origin", "https://desk.example"),
    "without a lock": lambda device: setattr(device, "origin", "http://desk.example:8443"),
    "another address": lambda device: setattr(device, "host", "example"),
    "inside another page": lambda device: setattr(device, "inside", True),
    "nobody there": lambda device: setattr(device, "flags", 0),
    "not known to the device": lambda device: setattr(device, "flags", PRESENT),
    "another act": lambda device: setattr(device, "kind", "payment.get"),
}


@pytest.mark.parametrize("how", WRONG)
def test_no_wrong_page_or_device_is_taken(device: Device, how: str) -> None:
    one = made_by(device)
    WRONG[how](device)
    asked, drawn = passkeys.ask_to_show(HERE, [one])
    with pytest.raises(NotAPasskey):
        passkeys.shown(HERE, drawn, device.show(asked), [one])
    asked, drawn = passkeys.ask_to_make(HERE, "x", [])
    with pytest.raises(NotAPasskey):
        passkeys.made(HERE, drawn, device.make(asked))


def test_what_was_drawn_for_another_is_not_taken(device: Device) -> None:
    one = made_by(device)
    asked, _drawn = passkeys.ask_to_show(HERE, [one])
    _asked, other = passkeys.ask_to_show(HERE, [one])
    with pytest.raises(NotAPasskey):
        passkeys.shown(HERE, other, device.show(asked), [one])
    asked, _drawn = passkeys.ask_to_make(HERE, "x", [])
    with pytest.raises(NotAPasskey):
        passkeys.made(HERE, other, device.make(asked))


def test_the_passkey_of_somebody_else_is_not_taken(device: Device) -> None:
    hers, his = made_by(device), Device(HERE)
    made_by(his)
    asked, drawn = passkeys.ask_to_show(HERE, [hers])
    with pytest.raises(NotAPasskey):
        passkeys.shown(
            HERE, drawn, his.sign("desk.example", json.loads(asked)["challenge"]), [hers]
        )
    his.id = device.id  # he says that it is hers: the signature is his
    with pytest.raises(NotAPasskey):
        passkeys.shown(HERE, drawn, his.show(asked), [hers])


def test_one_made_at_another_address_is_not_asked_here(device: Device) -> None:
    device.origin = "http://quiet.onion"
    elsewhere = made_by(device, "http://quiet.onion")
    device.origin = HERE
    _asked, drawn = passkeys.ask_to_show(HERE, [])
    with pytest.raises(NotAPasskey):
        passkeys.shown(HERE, drawn, device.sign("desk.example", drawn), [elsewhere])


@pytest.mark.parametrize("alg", [-8, -47, -65535, 0, None])
def test_a_key_of_another_kind_than_was_asked_for_is_not_taken(device: Device, alg: Any) -> None:
    asked, drawn = passkeys.ask_to_make(HERE, "x", [])
    answer = json.loads(device.make(asked))
    whole = bytes_of(answer["response"]["attestationObject"])
    changed = whole.replace(cbor(3) + cbor(-7), cbor(3) + (b"\xf6" if alg is None else cbor(alg)))
    answer["response"]["attestationObject"] = text_of(changed)
    if alg == -8:  # of a kind that is asked for: it is kept, and signs nothing
        one = passkeys.made(HERE, drawn, json.dumps(answer))
        asked, drawn = passkeys.ask_to_show(HERE, [one])
        with pytest.raises(NotAPasskey):
            passkeys.shown(HERE, drawn, device.show(asked), [one])
        return
    with pytest.raises(NotAPasskey):
        passkeys.made(HERE, drawn, json.dumps(answer))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
PARTS = ("clientDataJSON", "attestationObject", "authenticatorData", "signature")


def refused(answer: str, one: passkeys.Passkey) -> None:
    with pytest.raises(NotAPasskey):
        passkeys.made(HERE, text_of(b"x" * 32), answer)
    with pytest.raises(NotAPasskey):
        passkeys.shown(HERE, text_of(b"x" * 32), answer, [one])


ONE = made_by(Device(HERE))


@given(st.text() | JSON.map(json.dumps))
def test_whatever_is_no_answer_is_refused(answer: str) -> None:
    refused(answer, ONE)


@given(
    st.fixed_dictionaries(
        {"id": st.just("AA"), "rawId": st.just("AA") | JSON, "type": st.just("public-key") | JSON},
        optional={
            "response": st.dictionaries(
                st.sampled_from(PARTS), st.binary(max_size=120).map(text_of) | JSON
            )
        },
    )
)
def test_whatever_is_half_an_answer_is_refused(answer: dict[str, Any]) -> None:
    refused(json.dumps(answer), ONE)


@pytest.mark.parametrize("part", [*PARTS, "userHandle", "id", "rawId", "inside"])
def test_a_number_where_bytes_belong_takes_no_memory(part: str) -> None:
    """It would be taken for so many empty bytes."""
    many = 200_000_000
    whole = text_of(b"{}")
    answer: dict[str, Any] = {"id": "AA", "rawId": "AA", "type": "public-key"}
    answer["response"] = dict.fromkeys((*PARTS, "userHandle"), whole)
    if part == "inside":
        odd = cbor({"fmt": "none", "attStmt": {}, "authData": 0})
        number = b"\x1a" + many.to_bytes(4)
        answer["response"]["attestationObject"] = text_of(odd.removesuffix(b"\0") + number)
    else:
        (answer if part in answer else answer["response"])[part] = many
    tracemalloc.start()
    try:
        refused(json.dumps(answer), ONE)
        assert tracemalloc.get_traced_memory()[1] < many / 10
    finally:
        tracemalloc.stop()


@given(
    st.sampled_from(("clientDataJSON", "authenticatorData", "signature")),
    st.integers(0, 400),
    st.integers(1, 255),
)
def test_a_right_answer_with_one_byte_changed_is_refused(part: str, place: int, by: int) -> None:
    device = Device(HERE)
    one = made_by(device)
    asked, drawn = passkeys.ask_to_show(HERE, [one])
    answer = json.loads(device.show(asked))
    whole = bytearray(bytes_of(answer["response"][part]))
    whole[place % len(whole)] ^= by
    answer["response"][part] = text_of(bytes(whole))
    with pytest.raises(NotAPasskey):
        passkeys.shown(HERE, drawn, json.dumps(answer), [one])


@given(st.binary(max_size=300))
def test_whatever_comes_as_the_key_of_a_device_is_refused_or_kept_whole(junk: bytes) -> None:
    device = Device(HERE)
    asked, drawn = passkeys.ask_to_make(HERE, "x", [])
    answer = json.loads(device.make(asked))
    whole = bytes_of(answer["response"]["attestationObject"])
    answer["response"]["attestationObject"] = text_of(whole[: len(whole) - len(junk)] + junk)
    try:
        one = passkeys.made(HERE, drawn, json.dumps(answer))
    except NotAPasskey:
        return
    asked, drawn = passkeys.ask_to_show(HERE, [one])  # it can still be asked for


@pytest.mark.parametrize(
    "answer", ["[" * 9000, "{" * 17000, '{"a":' * 3000, "9" * 5000, "\ud800"], ids=len
)
def test_what_is_too_deep_or_too_long_is_refused(answer: str) -> None:
    refused(answer, ONE)


def test_bytes_that_nest_without_end_are_refused(device: Device) -> None:
    asked, drawn = passkeys.ask_to_make(HERE, "x", [])
    answer = json.loads(device.make(asked))
    for junk in (
        b"\x81" * 9000,
        b"\x9b" + b"\xff" * 8,
        b"\xbb" + b"\xff" * 8,
        b"\x5b" + b"\xff" * 8,
    ):
        answer["response"]["attestationObject"] = text_of(junk)
        with pytest.raises(NotAPasskey):
            passkeys.made(HERE, drawn, json.dumps(answer))
