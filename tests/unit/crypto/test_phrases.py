"""The way back: words, how they are typed, and the keys that they give."""

import hashlib
import math
import unicodedata

import pytest

from amparo.crypto import phrases
from amparo.crypto import word_recognition as words
from amparo.crypto.errors import NotAPhrase

PEPPERS = {"identity_pepper": b"i" * 32, "key_pepper": b"k" * 32}


@pytest.fixture
def spanish():
    return (
        "ábaco",
        "año",
        "muñeca",
        "jazmín",
        "lluvia",
        "corbata",
        "delfín",
        "oír",
        "uña",
        "zurdo",
    )


@pytest.mark.parametrize("language", ["es", "en"])
def test_four_letters_without_accents_tell_every_word(language):
    listed = phrases.LISTED[language]
    assert len(listed) == 2048
    assert len({words.known_by(word) for word in listed}) == 2048


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_phrase_holds_more_than_109_bits(language):
    offered = len(set(phrases.OFFERED[language]))
    bits = math.log2(math.perm(offered, phrases.LENGTH))
    assert bits > 109


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_word_held_back_is_in_the_list(language):
    assert phrases.NOT_OFFERED[language] <= set(phrases.LISTED[language])


@pytest.mark.parametrize("language", ["es", "en"])
def test_words_that_hurt_or_betray_are_not_offered(language):
    hard = {"es": {"víctima", "fusil", "coger", "amparo"}, "en": {"victim", "gun", "witness"}}
    assert not hard[language] & set(phrases.OFFERED[language])


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_new_phrase_has_ten_different_words_that_are_offered(language):
    for _ in range(200):
        phrase = phrases.new_phrase(language)
        assert len(set(phrase)) == len(phrase) == 10
        assert set(phrase) <= set(phrases.OFFERED[language])


def test_no_spanish_word_sounds_like_another():
    """As most of Latin America speaks: b as v, c, s and z alike, ll as y, no h."""
    heard = {_sound(word) for word in phrases.OFFERED["es"]}
    assert len(heard) == len(phrases.OFFERED["es"])


def _sound(word):
    sound = words.plain(word.replace("ñ", "9"))
    for written, spoken in [
        *[("ch", "0"), ("h", ""), ("v", "b"), ("z", "s"), ("ll", "y"), ("x", "s")],
        *[("que", "ke"), ("qui", "ki"), ("ge", "je"), ("gi", "ji"), ("gue", "ge")],
        *[("gui", "gi"), ("ce", "se"), ("ci", "si"), ("c", "k"), ("w", "u")],
    ]:
        sound = sound.replace(written, spoken)
    return sound


@pytest.mark.parametrize(
    "typed",
    [
        "ábaco año muñeca jazmín lluvia corbata delfín oír uña zurdo",
        "ABACO ANO MUNECA JAZMIN LLUVIA CORBATA DELFIN OIR UNA ZURDO",
        "abac ano mune jazm lluv corb delf oir una zurd",
        "1. ábaco\n2. año\n3. muñeca\n4 jazmín\n5. lluvia\n6 corbata 7. delfín\noír\n9 uña 10zurdo",
        "1) ábaco, 2) año; 3) muñeca – 4) jazmín / 5) lluvia 7ª corbata delfín oír #9 uña, zurdo.",
        "1st ábaco 2nd año 3RD muñeca jazmín 5.- lluvia 6_corbata [7] delfín 8o oír uña 10a zurdo",
        "  ábaco-año-muñeca-jazmín-lluvia-corbata-delfín-oír-uña-zurdo \r\n",
        "ábaco\u00a0año\u2003muñeca \ufeffjazmín\u200b lluvia\tcor\u00adbata delfín oír uña zurdo",
        "«ábaco» “año” ‘muñeca’ (jazmín) [lluvia] corbata! ¿delfín? oír… uña zurdo",
        "ＡＢＡＣＯ año muñeca jazmín lluvia corbata delfín oír uña zurdo",
    ],
)
def test_a_phrase_is_known_however_it_is_typed(spanish, typed):
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert phrases.recognise(unicodedata.normalize(form, typed)) == spanish


def test_an_english_phrase_is_known_without_saying_its_language():
    typed = "Zoo, act, action, actor, pen, penalty, wolf, abandon, ability, river"
    assert phrases.recognise(typed) == tuple(typed.lower().split(", "))


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " \n ",
        "1. 2. 3.",
        "ábaco",
        "ábaco año muñeca jazmín lluvia corbata delfín oír uña",
        "ábaco año muñeca jazmín lluvia corbata delfín oír uña zurdo zurdo",
        "ábaco año muñeca jazmín lluvia corbata delfín oír uña xurdo",
        "ábaco año muñeca jazmín lluvia corbata delfín oír uña zoo",
        "ábaco año muñeca jazmín lluvia corbata delfín oír uña zu",
        "\0" * 10,
        "абако " * 10,
        "ábaco " * 100_000,
    ],
)
def test_what_is_no_phrase_is_refused_without_saying_why(typed):
    with pytest.raises(NotAPhrase) as refusal:
        phrases.recognise(typed)
    assert str(refusal.value) == "This is not a phrase."


def test_first_letters_that_both_lists_know_are_refused():
    starts = [{words.known_by(word) for word in listed} for listed in phrases.LISTED.values()]
    both = set.intersection(*starts)
    with pytest.raises(NotAPhrase):
        phrases.recognise(" ".join(sorted(both)[:10]))


def test_the_same_words_give_the_same_keys(spanish):
    assert phrases.keys_of(spanish, **PEPPERS) == phrases.keys_of(spanish, **PEPPERS)


def test_an_outsider_can_make_the_keys_of_a_phrase(spanish):
    found = phrases.keys_of(spanish, **PEPPERS)
    text = " ".join(spanish).encode()
    for key, pepper, purpose in [
        (found.identity, b"i" * 32, b"amparo/identity1"),
        (found.pair.secret, b"k" * 32, b"amparo/phrasekey"),
    ]:
        made = hashlib.blake2b(text, key=pepper, person=purpose, digest_size=32).digest()
        assert key == made


def test_the_order_of_the_words_matters(spanish):
    turned = phrases.keys_of(spanish[::-1], **PEPPERS)
    assert turned.identity != phrases.keys_of(spanish, **PEPPERS).identity


def test_each_pepper_gives_one_key_and_not_the_other(spanish):
    first = phrases.keys_of(spanish, **PEPPERS)
    other_identity = phrases.keys_of(spanish, **PEPPERS | {"identity_pepper": b"x" * 32})
    other_key = phrases.keys_of(spanish, **PEPPERS | {"key_pepper": b"x" * 32})
    assert other_identity.identity != first.identity
    assert other_identity.pair == first.pair
    assert other_key.identity == first.identity
    assert other_key.pair.secret != first.pair.secret


def test_the_identity_tells_nothing_of_the_key(spanish):
    keys = phrases.keys_of(spanish, **PEPPERS)
    assert len({keys.identity, keys.pair.secret, keys.pair.public}) == 3


@pytest.mark.parametrize(
    "peppers",
    [
        {"identity_pepper": b"", "key_pepper": b"k" * 32},
        {"identity_pepper": b"i" * 32, "key_pepper": b"k" * 31},
        {"identity_pepper": b"i" * 32, "key_pepper": b"i" * 32},
    ],
)
def test_peppers_that_protect_nothing_are_refused(spanish, peppers):
    with pytest.raises(ValueError, match="pepper"):
        phrases.keys_of(spanish, **peppers)


@pytest.mark.parametrize(
    ("typed", "count", "not_listed"),
    [
        ("zoro lluvia rizo", 3, ("zoro",)),
        ("1. Lluvia, 2. RIZO", 2, ()),
        ("abandon lluvia", 2, ("abandon",)),
        ("zoro zoro abandon ability", 4, ("zoro",)),
        ("", 0, ()),
    ],
)
def test_a_mistyped_text_is_compared_with_the_public_list(typed, count, not_listed):
    found = phrases.mistyped(typed)
    assert (found.count, found.not_listed) == (count, not_listed)
