"""One-time codes."""

import base64
from datetime import UTC, datetime, timedelta, timezone

import pytest

from amparo.crypto import one_time_codes as codes

# RFC 6238, appendix B, SHA-1; its eight digits end in our six.
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
RFC_CODES = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]
NOW = datetime(2026, 3, 9, 15, 0, 10, tzinfo=UTC)
STEP = timedelta(seconds=30)


@pytest.fixture
def secret():
    return codes.new_secret()


@pytest.mark.parametrize(("seconds", "code"), RFC_CODES)
def test_the_codes_are_those_of_the_rfc(seconds, code):
    at = datetime.fromtimestamp(seconds, tz=UTC)
    assert codes.code_at(RFC_SECRET, at) == code
    assert codes.accepted_step(RFC_SECRET, code, at, last_step=None) == seconds // 30


def test_a_code_of_now_is_accepted_once(secret):
    code = codes.code_at(secret, NOW)
    step = codes.accepted_step(secret, code, NOW, last_step=None)
    assert step == int(NOW.timestamp()) // 30
    assert codes.accepted_step(secret, code, NOW, last_step=step) is None
    assert codes.accepted_step(secret, code, NOW + STEP, last_step=step) is None


def test_an_older_code_is_refused_once_a_newer_one_was_used(secret):
    before = codes.code_at(secret, NOW - STEP)
    step = codes.accepted_step(secret, codes.code_at(secret, NOW), NOW, last_step=None)
    assert codes.accepted_step(secret, before, NOW, last_step=step) is None


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_clock_half_a_minute_off_is_tolerated(secret, steps):
    code = codes.code_at(secret, NOW + steps * STEP)
    assert codes.accepted_step(secret, code, NOW, last_step=None) is not None


@pytest.mark.parametrize("steps", [-3, -2, 2, 3])
def test_a_clock_further_off_is_not(steps):
    code = codes.code_at(RFC_SECRET, NOW + steps * STEP)
    assert codes.accepted_step(RFC_SECRET, code, NOW, last_step=None) is None


def test_without_tolerance_only_the_present_step_counts():
    before = codes.code_at(RFC_SECRET, NOW - STEP)
    assert codes.accepted_step(RFC_SECRET, before, NOW, last_step=None, tolerance=0) is None


@pytest.mark.parametrize("typed", ["287 082", " 287082\n", "２８７０８２", "287\u00a0082"])
def test_a_code_is_known_however_it_is_typed(typed):
    at = datetime.fromtimestamp(59, tz=UTC)
    assert codes.accepted_step(RFC_SECRET, typed, at, last_step=None) == 1


@pytest.mark.parametrize(
    "typed", ["", "28708", "2870823", "abcdef", "٢٨٧٠٨٢", "\0" * 6, "2" * 10_000]
)
def test_what_is_no_code_is_refused(typed):
    at = datetime.fromtimestamp(59, tz=UTC)
    assert codes.accepted_step(RFC_SECRET, typed, at, last_step=None) is None


def test_the_first_seconds_of_time_have_a_code():
    start = datetime.fromtimestamp(0, tz=UTC)
    code = codes.code_at(RFC_SECRET, start)
    assert codes.accepted_step(RFC_SECRET, code, start, last_step=None) == 0


def test_the_hour_on_the_wall_does_not_matter():
    lima = NOW.astimezone(timezone(timedelta(hours=-5)))
    assert codes.code_at(RFC_SECRET, lima) == codes.code_at(RFC_SECRET, NOW)


def test_a_moment_without_a_time_zone_is_a_mistake():
    with pytest.raises(ValueError, match="time zone"):
        codes.code_at(RFC_SECRET, NOW.replace(tzinfo=None))


def test_secrets_have_160_bits_and_differ():
    drawn = {codes.new_secret() for _ in range(100)}
    assert len(drawn) == 100
    assert {len(base64.b32decode(secret)) for secret in drawn} == {20}


def test_the_address_for_the_app_names_who_and_where():
    uri = codes.provisioning_uri(RFC_SECRET, "ana", "Amparo")
    assert uri.startswith("otpauth://totp/Amparo:ana?")
    assert f"secret={RFC_SECRET}" in uri
    assert "issuer=Amparo" in uri
