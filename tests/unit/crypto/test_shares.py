"""The recovery key in shares."""

import itertools
import secrets

import pytest
from shamir_mnemonic import EncryptedMasterSecret, generate_mnemonics, split_ems
from shamir_mnemonic.wordlist import WORDLIST

from amparo.crypto import shares
from amparo.crypto.errors import BadShares

SECRET = bytes(range(32))


@pytest.fixture(scope="module")
def three():
    return shares.split(SECRET, needed=2, of=3)


def refusal(of):
    with pytest.raises(BadShares) as refused:
        shares.combine(of)
    assert str(refused.value) == refused.value.reason
    return refused.value.reason


def test_any_two_of_three_give_the_secret_back(three):
    for two in itertools.permutations(three, 2):
        assert shares.combine(two) == SECRET


def test_all_three_give_it_back_too(three):
    assert shares.combine(three) == SECRET


@pytest.mark.parametrize(("needed", "of"), [(2, 2), (3, 5), (5, 5), (16, 16)])
def test_one_share_less_than_needed_gives_nothing(needed, of):
    written = shares.split(SECRET, needed=needed, of=of)
    assert shares.combine(written[-needed:]) == SECRET
    assert refusal(written[: needed - 1]) == "too_few"


def test_no_share_is_too_few():
    assert refusal([]) == "too_few"


def test_the_same_share_twice_counts_once(three):
    assert refusal([three[0], three[0]]) == "too_few"
    assert refusal([three[0], three[0].upper()]) == "too_few"


def test_shares_of_two_sets_do_not_mix(three):
    others = shares.split(SECRET, needed=2, of=3)
    assert refusal([three[0], others[1]]) == "from_different_sets"
    assert refusal([*three, others[1]]) == "from_different_sets"


def test_shares_of_two_sets_that_bear_the_same_mark_by_chance_do_not_mix():
    """The mark has 15 bits only; the digest inside the shares tells."""
    one, other = (
        split_ems(
            1,
            [(2, 3)],
            EncryptedMasterSecret.from_master_secret(
                secret, b"", 7, extendable=True, iteration_exponent=0
            ),
        )
        for secret in (SECRET, SECRET[::-1])
    )
    assert refusal([one[0][0].mnemonic(), other[0][1].mnemonic()]) == "from_different_sets"
    assert refusal([one[0][0].mnemonic(), other[0][0].mnemonic(), one[0][1].mnemonic()]) == (
        "from_different_sets"
    )


@pytest.mark.parametrize("text", ["", "academic", "no es una parte", "1234", "x" * 100_000])
def test_what_is_no_share_is_refused(three, text):
    assert refusal([three[0], text]) == "not_a_share"


def test_a_share_with_one_word_wrong_or_missing_is_refused(three):
    words = three[0].split()
    wrong = next(word for word in WORDLIST if word not in words)
    for place in range(len(words)):
        assert refusal([" ".join([*words[:place], wrong, *words[place + 1 :]]), three[1]]) == (
            "not_a_share"
        )
    assert refusal([" ".join(words[1:]), three[1]]) == "not_a_share"


def test_a_share_is_read_however_it_is_typed(three):
    typed = "\r\n".join(
        f"{number}. {word[:4].upper()}," for number, word in enumerate(three[1].split(), 1)
    )
    assert shares.combine([typed, f"  {three[2]} "]) == SECRET


def test_shares_of_another_wallet_are_refused():
    with_groups = generate_mnemonics(2, [(1, 1), (1, 1)], SECRET)
    assert refusal([with_groups[0][0], with_groups[1][0]]) == "not_a_share"
    of_16_bytes = generate_mnemonics(1, [(2, 2)], SECRET[:16], iteration_exponent=0)[0]
    assert refusal(of_16_bytes) == "not_a_share"
    # SLIP 39 lets a share ask for 2^15 times 10,000 iterations; ours ask for the fewest.
    slow = generate_mnemonics(1, [(2, 2)], SECRET, iteration_exponent=3)[0]
    assert refusal(slow) == "not_a_share"


def test_a_share_has_the_shape_that_slip_39_gives_it(three):
    """33 words of 10 bits: 15 of identifier, flag, exponent, then the places of 4 bits."""
    read = [[WORDLIST.index(word) for word in share.split()] for share in three]
    assert {len(words) for words in read} == {33}
    starts = [(words[0] << 10) + words[1] for words in read]
    assert len(set(starts)) == 1
    assert starts[0] & 0b11111 == 0b10000
    places = [(words[2] << 10) + words[3] for words in read]
    assert [place >> 8 for place in places] == [0, 0, 0]
    assert [(place >> 4) & 15 for place in places] == [0, 1, 2]
    assert [place & 15 for place in places] == [1, 1, 1]


def test_a_random_secret_comes_back():
    for _ in range(5):
        secret = secrets.token_bytes(32)
        assert shares.combine(shares.split(secret, needed=3, of=4)[1:]) == secret


@pytest.mark.parametrize(("needed", "of"), [(1, 1), (1, 3), (0, 3), (3, 2), (2, 17)])
def test_a_split_that_protects_nothing_is_refused(needed, of):
    with pytest.raises(ValueError, match="Shares"):
        shares.split(SECRET, needed=needed, of=of)


def test_only_32_bytes_are_split():
    with pytest.raises(ValueError, match="32"):
        shares.split(SECRET[:16], needed=2, of=3)
