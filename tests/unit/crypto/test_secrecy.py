"""What is printed, logged or raised never holds a secret."""

import traceback

import pytest

from amparo.crypto import errors, keys, passwords, phrases, shares
from amparo.crypto import file_sealing as streams
from amparo.crypto import public_key_sealing as boxes
from amparo.crypto import shared_key_sealing as envelopes

PEPPERS = {"identity_pepper": b"i" * 32, "key_pepper": b"k" * 32}


def shown(thing):
    return f"{thing!r} {thing}"


def holds(text, secret):
    return secret.hex() in text or repr(secret) in text or repr(secret)[2:-1] in text


def test_a_key_pair_shows_its_public_half_alone():
    pair = keys.new_pair()
    assert holds(shown(pair), pair.public)
    assert not holds(shown(pair), pair.secret)
    assert not hasattr(pair, "__dict__")


def test_a_stretched_password_shows_nothing():
    stretched = passwords.stretch("clave", bytes(16), passwords.TEST_COST)
    assert not holds(shown(stretched), stretched.verifier)
    assert not holds(shown(stretched), stretched.wrapping_key)


def test_the_keys_of_a_phrase_show_nothing():
    found = phrases.keys_of(phrases.new_phrase("es"), **PEPPERS)
    assert not holds(shown(found), found.identity)
    assert not holds(shown(found), found.pair.secret)
    assert not holds(shown(found), found.pair.public)


def test_a_sealer_shows_nothing():
    key = keys.new_key()
    sealer = streams.Sealer(key, context="x")
    sealer.push(b"jacaranda")
    assert "jacaranda" not in shown(sealer)
    assert not holds(shown(sealer), key)


def refusals():
    pair, key = keys.new_pair(), keys.new_key()
    split = shares.split(bytes(range(32)), needed=2, of=3)
    before = split[0].split()[5]
    garbled = split[0].replace(before, "academic" if before != "academic" else "acid")
    not_json = envelopes.seal(key, b"jacaranda", context="x")
    return [
        lambda: boxes.open_with(pair.secret, b"\x01jacaranda" * 20, context="x"),
        lambda: envelopes.unseal(key, b"\x01jacaranda" * 20, context="x"),
        lambda: envelopes.unseal_json(key, not_json, context="x"),
        lambda: list(streams.unseal_stream(key, [b"\x01jacaranda" * 20], context="x")),
        lambda: phrases.recognise("jacaranda " * 10),
        lambda: shares.combine(["jacaranda"]),
        lambda: shares.combine([garbled, split[1]]),
        lambda: shares.combine([split[0]]),
    ]


@pytest.mark.parametrize("place", range(8))
def test_a_refusal_quotes_nothing_even_in_what_led_to_it(place):
    refused = refusals()[place]
    with pytest.raises((errors.Unsealable, errors.NotAPhrase, errors.BadShares)) as refusal:
        refused()
    error: BaseException | None = refusal.value
    said = []
    while error is not None:
        said += [*traceback.format_exception_only(error), repr(vars(error))]
        error = error.__cause__ or error.__context__
    text = " ".join(said)
    assert "jacaranda" not in text
    assert "academic" not in text


def test_nobody_learns_from_the_words_why_it_does_not_open():
    pair, key = keys.new_pair(), keys.new_key()
    box = boxes.seal_to(pair.public, key, context="x")
    envelope = envelopes.seal(key, b"", context="x")
    attempts = [
        lambda: boxes.open_with(keys.new_key(), box, context="x"),
        lambda: boxes.open_with(pair.secret, box, context="y"),
        lambda: boxes.open_with(pair.secret, box[:-1], context="x"),
        lambda: boxes.open_with(pair.secret, b"\x02" + box[1:], context="x"),
        lambda: envelopes.unseal(keys.new_key(), envelope, context="x"),
        lambda: envelopes.unseal(key, envelope, context="y"),
        lambda: envelopes.unseal(key, envelope[:-1], context="x"),
    ]
    answers = set()
    for attempt in attempts:
        with pytest.raises(errors.Unsealable) as refusal:
            attempt()
        answers.add(repr(refusal.value))
    assert answers == {"Unsealable('This cannot be opened.')"}
