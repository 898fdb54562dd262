"""A record as outsiders hold it: what each way of harming it is called, and what is no record."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import merkle_trees as trees
from amparo.crypto import public_record as lines
from amparo.crypto.public_record import Break, Line, Walk
from amparo.crypto.signatures import is_signed, sign, signing_pair_of
from amparo.crypto.signed_heads import Head, Inclusion, NotPublished, heads_in

PAIR = signing_pair_of(bytes(range(32)))


def chained(count: int, seed: bytes = b"") -> list[tuple[bytes, bytes]]:
    """(what it follows, its link) of each entry."""
    links = [marks.GENESIS]
    for number in range(count):
        links.append(marks.chain(links[-1], seed + str(number).encode()))
    return list(pairwise(links))


def record_of(links):
    return [
        Line(
            number,
            lines.link_of(before),
            lines.link_of(link),
            lines.content_of(lines.inner_of(link), b""),
        )
        for number, (before, link) in enumerate(links, start=1)
    ]


def head_of(record):
    return Head(
        "2026-11-26",
        len(record),
        trees.root(line.leaf for line in record),
        record[0].content,
        PAIR.public,
    ).signed(PAIR)


RECORD = record_of(chained(10))
HEADS = [head_of(RECORD[:4]), head_of(RECORD)]


def found_in(record, heads=HEADS):
    walk = Walk(frozenset(head.size for head in heads))
    for line in record:
        walk.add(line)
    places = {line.link: line.number for line in record}
    breaks = walk.breaks(places.get)
    return [*breaks, *walk.against(heads, breaks)]


def numbered_anew(record):
    return [replace(line, number=number) for number, line in enumerate(record, start=1)]


def exchanged(one, two):
    """The numbers of two rows, exchanged: what they say fits their links no more."""
    record = list(RECORD)
    record[one - 1], record[two - 1] = record[two - 1], record[one - 1]
    record = numbered_anew(record)
    for place in (one - 1, two - 1):
        record[place] = replace(record[place], sound=False, content=bytes(32))
    return record


def test_a_record_that_was_not_touched_holds():
    assert found_in(RECORD) == []


def test_a_rewritten_entry_is_named():
    changed = [*RECORD[:5], replace(RECORD[5], sound=False, content=bytes(32)), *RECORD[6:]]
    assert found_in(changed) == [Break(6, "changed")]


def test_a_rewritten_entry_with_its_link_is_named_by_the_next():
    forged = record_of([(RECORD[0].link, b"\1" * 32)])[0]
    harmed = [*RECORD[:5], replace(forged, number=6, before=RECORD[4].link), *RECORD[6:]]
    assert found_in(harmed) == [Break(7, "changed")]


def test_a_deleted_entry_is_named():
    assert found_in([*RECORD[:5], *RECORD[6:]]) == [Break(6, "missing")]


def test_a_deleted_entry_is_named_though_the_rest_was_numbered_anew():
    rest = [replace(line, sound=False) for line in RECORD[6:]]
    assert Break(6, "missing") in found_in(numbered_anew([*RECORD[:5], *rest]))


@pytest.mark.parametrize(("one", "two"), [(3, 4), (3, 7), (2, 10), (1, 5)])
def test_entries_that_were_exchanged_are_named_and_their_neighbours_are_not(one, two):
    assert found_in(exchanged(one, two)) == [Break(one, "moved"), Break(two, "moved")]


def test_a_cut_end_is_named():
    assert found_in(RECORD[:7]) == [Break(8, "cut")]
    assert found_in([]) == [Break(1, "cut")]


def test_another_record_is_named():
    assert found_in(record_of(chained(10, b"other"))) == [Break(1, "another")]


def test_a_record_that_was_chained_anew_is_named_between_the_heads_that_were_kept():
    links = chained(10)[:6]
    forged = marks.chain(links[-1][1], b"forged")
    links.append((links[-1][1], forged))
    while len(links) < 10:
        links.append((links[-1][1], marks.chain(links[-1][1], b"more")))
    assert found_in(record_of(links)) == [Break(5, "changed", 10)]
    assert list(lines.compared(RECORD, record_of(links))) == [Break(7, "changed", 10)]


def test_an_older_export_names_the_very_entry():
    rewritten = [*RECORD[:5], replace(RECORD[5], content=bytes(32)), *RECORD[6:]]
    assert list(lines.compared(RECORD, rewritten)) == [Break(6, "changed")]
    assert list(lines.compared(RECORD, [*RECORD[:5], *RECORD[6:]])) == [Break(6, "missing")]
    moved = [Break(3, "moved"), Break(4, "moved")]
    assert list(lines.compared(RECORD, exchanged(3, 4))) == moved
    assert list(lines.compared(RECORD, RECORD[:7])) == [Break(8, "cut")]
    other = record_of(chained(10, b"other"))
    assert list(lines.compared(RECORD, other)) == [Break(1, "another")]
    assert list(lines.compared(RECORD[:7], RECORD)) == []


def test_an_export_comes_back_as_it_was():
    harmed = exchanged(3, 4)
    assert lines.read(lines.written(HEADS, harmed)) == (HEADS, harmed)


def test_a_head_is_signed_with_everything_it_says():
    head = HEADS[0]
    assert head.is_signed
    assert heads_in(head.text()) == [head]
    for other in (
        replace(head, day="2026-11-27"),
        replace(head, size=5),
        replace(head, root=bytes(32)),
        replace(head, begins=bytes(32)),
        replace(head, key=signing_pair_of(bytes(32)).public),
        replace(head, signature=b""),
    ):
        assert not other.is_signed


def test_a_signature_is_one_of_ed25519():
    """RFC 8032, 7.1, test 2."""
    pair = signing_pair_of(
        bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    )
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    public = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    assert pair.public.hex() == public
    assert sign(pair, b"\x72") == signature
    assert is_signed(pair.public, b"\x72", signature)
    assert not is_signed(pair.public, b"\x73", signature)
    with pytest.raises(ValueError, match="32 bytes"):
        signing_pair_of(b"short")


ODD = ["", "{}", "[]", "null", '{"heads": 3}', '{"amparo":"head/1"}', "[" * 99999, "\x1b[2J"]


@pytest.mark.parametrize("text", ODD)
def test_what_is_no_head_and_no_proof_is_refused_in_a_sentence(text):
    for read in (heads_in, Head.parsed, Inclusion.parsed):
        with pytest.raises(NotPublished):
            read(text)


def test_a_head_holds_nothing_that_a_terminal_would_obey():
    text = HEADS[0].text().replace("2026-11-26", "\\u001b[2J")
    with pytest.raises(NotPublished):
        heads_in(text)


@given(st.text(max_size=300))
def test_what_is_no_export_is_refused_in_a_sentence(text):
    for rows in (text.splitlines(), [lines.FIRST, *text.splitlines()]):
        try:
            lines.read(rows)
        except NotPublished:
            continue
