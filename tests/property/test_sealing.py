"""Whatever is sealed comes back, and whatever was touched does not."""

import io
import json
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from amparo.crypto import file_sealing as streams
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import keys, padding, phrases, shares
from amparo.crypto import public_key_sealing as boxes
from amparo.crypto import shared_key_sealing as envelopes
from amparo.crypto import word_recognition as words
from amparo.crypto.errors import BadShares, NotAPhrase, Unsealable

PAIR = keys.pair_of(bytes(range(32)))
KEY = bytes(range(32, 64))
SECRET = bytes(range(64, 96))
IN_BOTH_LISTS = set.intersection(
    *({words.known_by(word) for word in listed} for listed in phrases.LISTED.values())
)
SHARES = shares.split(SECRET, needed=3, of=5)

contents = st.binary(max_size=3000)
contexts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


def opener(kind):
    return {
        "box": lambda envelope, context: boxes.open_with(PAIR.secret, envelope, context=context),
        "envelope": lambda envelope, context: envelopes.unseal(KEY, envelope, context=context),
        "stream": lambda envelope, context: b"".join(
            streams.unseal_stream(KEY, [envelope], context=context)
        ),
    }[kind]


def seal(kind, content, context):
    if kind == "box":
        return boxes.seal_to(PAIR.public, content, context=context)
    if kind == "envelope":
        return envelopes.seal(KEY, content, context=context)
    sink = io.BytesIO()
    streams.seal_stream(KEY, [content], sink, context=context)
    return sink.getvalue()


kinds = st.sampled_from(["box", "envelope", "stream"])


@given(kinds, contents, contexts)
def test_what_is_sealed_comes_back(kind, content, context):
    assert opener(kind)(seal(kind, content, context), context) == content


@given(kinds, contents, contexts, contexts)
def test_another_context_opens_nothing(kind, content, context, other):
    assume(context != other)
    with pytest.raises(Unsealable):
        opener(kind)(seal(kind, content, context), other)


@given(kinds, contents, contexts, st.data())
def test_one_bit_flipped_anywhere_is_refused(kind, content, context, data):
    envelope = bytearray(seal(kind, content, context))
    place = data.draw(st.integers(0, len(envelope) * 8 - 1))
    envelope[place // 8] ^= 1 << place % 8
    with pytest.raises(Unsealable):
        opener(kind)(bytes(envelope), context)


@pytest.mark.parametrize("kind", ["box", "envelope"])
def test_each_single_bit_counts(kind):
    whole = seal(kind, b"yes", "x")
    for place in range(len(whole) * 8):
        envelope = bytearray(whole)
        envelope[place // 8] ^= 1 << place % 8
        with pytest.raises(Unsealable):
            opener(kind)(bytes(envelope), "x")


@given(kinds, contents, st.data())
def test_cut_anywhere_it_is_refused(kind, content, data):
    envelope = seal(kind, content, "x")
    kept = data.draw(st.integers(0, len(envelope) - 1))
    with pytest.raises(Unsealable):
        opener(kind)(envelope[:kept], "x")


@given(kinds, st.binary(max_size=300))
@example("stream", b"\x01" + bytes(24))
def test_noise_is_refused(kind, noise):
    with pytest.raises(Unsealable):
        opener(kind)(noise, "x")
    with pytest.raises(Unsealable):
        opener(kind)(b"\x01" + noise, "x")


@given(contents)
def test_padding_comes_off_again(content):
    padded = padding.pad(content)
    assert padding.unpad(padded) == content
    assert len(padded) == padding.padded_size(len(content))
    assert len(padded) % padding.STEP == 0


@given(st.integers(0, 10**10), st.integers(0, 10**10))
def test_more_content_never_takes_less_room(one, other):
    small, large = sorted((one, other))
    assert padding.padded_size(small) <= padding.padded_size(large)
    assert padding.padded_size(large) > large


@given(st.lists(st.binary(max_size=70_000), max_size=6), st.integers(1, 200_000))
def test_a_file_comes_back_however_it_arrives_and_leaves(pieces, step):
    sink = io.BytesIO()
    said = streams.seal_stream(KEY, pieces, sink, context="x")
    envelope = sink.getvalue()
    cut = [envelope[start : start + step] for start in range(0, len(envelope), step)]
    assert b"".join(streams.unseal_stream(KEY, cut, context="x")) == b"".join(pieces)
    assert said.sealed_size == len(envelope)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(json_values)
def test_any_json_value_comes_back(value):
    envelope = envelopes.seal_json(KEY, value, context="x")
    assert envelopes.unseal_json(KEY, envelope, context="x") == value


SAID = st.dictionaries(st.text(max_size=9), st.integers() | st.text(max_size=9), max_size=3)


@given(st.binary(max_size=80) | SAID.map(lambda said: json.dumps(said).encode()))
@example(b"[" * 100_000)
@example(b"[1]")
@example(b"NaN")
@example(b"\xff{}")
def test_what_anybody_can_seal_is_words_by_their_names_or_does_not_open(content):
    """To seal it takes the public half alone."""
    sealed = boxes.seal_to(PAIR.public, content, context="c")
    with suppress(Unsealable):
        said = boxes.words_in(PAIR.secret, sealed, context="c")
        assert said == json.loads(content)
        assert isinstance(said, dict)
    with suppress(Unsealable):
        envelopes.unseal_json(KEY, envelopes.seal(KEY, content, context="c"), context="c")


separators = st.sampled_from(
    [" ", "  ", "\n", "\r\n", ", ", " - ", "-", "\t", ". ", " / ", ";", "\u00a0", " \u200b", "_"]
)
numberings = st.sampled_from(["", "{}. ", "{}) ", "{}.- ", "{}º ", "({}) ", "#{}: ", "{}\n"])
forms = st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"])


@st.composite
def typed_phrases(draw):
    """A phrase, and the way somebody types it who reads it from a paper or hears it."""
    language = draw(st.sampled_from(["es", "en"]))
    listed = phrases.OFFERED[language]
    phrase = draw(st.lists(st.sampled_from(listed), min_size=10, max_size=10, unique=True))
    assume(not {words.known_by(word) for word in phrase} <= IN_BOTH_LISTS)
    numbering = draw(numberings)
    text = draw(st.sampled_from(["", " ", "\ufeff", "\n\n", "«"]))
    for number, word in enumerate(phrase, 1):
        spelled = draw(
            st.sampled_from(
                [word, word.upper(), word.title(), words.plain(word), word[:4], word + "s"]
                if len(word) > 3
                else [word, word.upper(), words.plain(word)]
            )
        )
        text += numbering.format(number) + spelled + draw(separators)
    return tuple(phrase), unicodedata.normalize(draw(forms), text)


@given(typed_phrases())
def test_any_messy_typing_of_a_phrase_comes_back(case):
    phrase, text = case
    assert phrases.recognise(text) == phrase


@given(st.text(max_size=300))
def test_any_text_is_a_phrase_or_none(text):
    try:
        recognised = phrases.recognise(text)
    except NotAPhrase:
        return
    assert phrases.recognise(" ".join(recognised)) == recognised


@given(st.permutations(SHARES), st.integers(0, 5))
def test_three_of_five_shares_are_enough_and_two_are_not(order, count):
    if count >= 3:
        assert shares.combine(order[:count]) == SECRET
    else:
        with pytest.raises(BadShares) as refusal:
            shares.combine(order[:count])
        assert refusal.value.reason == "too_few"


@given(st.text(max_size=100))
def test_a_code_normalised_twice_is_the_same(text):
    once = marks.code_normalised(text)
    assert marks.code_normalised(once) == once


@given(st.binary(min_size=32, max_size=32), st.integers(1, 12))
def test_a_fingerprint_is_a_code_as_we_write_it(digest, groups):
    mark = marks.fingerprint(digest, groups)
    assert marks.code_normalised(mark) == mark
