import pytest

from amparo.crypto import keys


def test_the_pair_of_a_secret_is_always_the_same():
    pair = keys.new_pair()
    assert keys.pair_of(pair.secret) == pair


def test_alice_of_rfc_7748_has_her_public_key():
    """RFC 7748, section 6.1."""
    alice = bytes.fromhex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")
    public = bytes.fromhex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")
    assert keys.pair_of(alice).public == public


@pytest.mark.parametrize("secret", [b"", bytes(31), bytes(33)])
def test_a_secret_of_another_length_is_refused(secret):
    with pytest.raises(ValueError, match="32 bytes"):
        keys.pair_of(secret)


def test_keys_are_32_bytes_and_never_twice_the_same():
    drawn = {keys.new_key() for _ in range(100)}
    assert len(drawn) == 100
    assert {len(key) for key in drawn} == {32}
