"""Merkle trees, against what others published for RFC 6962.

Leaves, roots and proofs are the test vectors of Certificate Transparency, as they are kept in
github.com/transparency-dev/merkle (`proof/verify_test.go`, `rfc6962/rfc6962_test.go`).
"""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.crypto import merkle_trees as trees

LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
# (leaf, the first is 1; size): path
INCLUSIONS = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (3, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (2, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
# (older size, newer size): path
CONSISTENCIES = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
    (6, 7): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}
HASHES = [trees.leaf(content) for content in LEAVES]


def unhex(path):
    return [bytes.fromhex(step) for step in path]


def root_of(size):
    return bytes.fromhex(ROOTS[size - 1])


def test_leaves_and_nodes_are_hashed_apart_as_the_rfc_says():
    assert hashlib.sha256(b"").digest() == trees.NOTHING
    assert trees.root([]) == trees.NOTHING
    leaf = "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    assert trees.leaf(b"L123456").hex() == leaf
    node = "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"
    assert trees.node(b"N123", b"N456").hex() == node


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_that_were_published(size):
    assert trees.root(HASHES[:size]).hex() == ROOTS[size - 1]


@pytest.mark.parametrize("about", INCLUSIONS)
def test_inclusion_proofs_are_those_that_were_published(about):
    leaf, size = about
    path = unhex(INCLUSIONS[about])
    assert trees.inclusion(leaf - 1, HASHES[:size]) == path
    assert trees.includes(root_of(size), size, leaf - 1, HASHES[leaf - 1], path)


@pytest.mark.parametrize("about", CONSISTENCIES)
def test_consistency_proofs_are_those_that_were_published(about):
    older, newer = about
    path = unhex(CONSISTENCIES[about])
    assert trees.consistency(older, HASHES[:newer]) == path
    assert trees.extends((older, root_of(older)), (newer, root_of(newer)), path)


def harmed(path):
    """Every way of harming a proof that the published vectors try."""
    yield [*path, b""]
    yield [*path, root_of(1)]
    yield [b"", *path]
    yield [root_of(8), *path]
    if path:
        yield path[:-1]
        yield [*path[:-1], bytes([path[-1][0] ^ 8]) + path[-1][1:]]
        yield [bytes([path[0][0] ^ 16]) + path[0][1:], *path[1:]]


@pytest.mark.parametrize("about", [one for one in INCLUSIONS if INCLUSIONS[one]])
def test_an_inclusion_proof_that_was_harmed_proves_nothing(about):
    leaf, size = about
    path = unhex(INCLUSIONS[about])
    one, tree = HASHES[leaf - 1], root_of(size)
    assert not any(trees.includes(tree, size, leaf - 1, one, wrong) for wrong in harmed(path))
    for index, length in ((leaf - 2, size), (leaf, size), (leaf - 1, size * 2), (-1, size)):
        assert not trees.includes(tree, length, index, one, path)
    assert not trees.includes(trees.NOTHING, size, leaf - 1, one, path)
    assert not trees.includes(tree, size, leaf - 1, b"WrongLeaf", path)


@pytest.mark.parametrize("about", [one for one in CONSISTENCIES if CONSISTENCIES[one]])
def test_a_consistency_proof_that_was_harmed_proves_nothing(about):
    older, newer = about
    path = unhex(CONSISTENCIES[about])
    old, new = (older, root_of(older)), (newer, root_of(newer))
    assert not any(trees.extends(old, new, wrong) for wrong in [*harmed(path), []])
    assert not trees.extends((older + 1, old[1]), new, path)
    assert not trees.extends((older - 1, old[1]), new, path)
    assert not trees.extends(old, (newer * 2, new[1]), path)
    assert not trees.extends((older, new[1]), (newer, old[1]), path)
    assert not trees.extends(new, old, path)


@given(st.integers(1, 70), st.data())
def test_every_tree_proves_each_of_its_leaves_and_each_of_its_beginnings(size, data):
    leaves = [trees.leaf(bytes([number])) for number in range(size)]
    index = data.draw(st.integers(0, size - 1))
    path = trees.inclusion(index, leaves)
    assert trees.includes(trees.root(leaves), size, index, leaves[index], path)
    older = data.draw(st.integers(1, size))
    shown = trees.consistency(older, leaves)
    old = (older, trees.root(leaves[:older]))
    assert trees.extends(old, (size, trees.root(leaves)), shown)
    other = [*leaves[: older - 1], trees.leaf(b"other"), *leaves[older:]]
    assert not trees.extends(old, (size, trees.root(other)), trees.consistency(older, other))


def test_the_tree_of_whole_blocks_is_the_tree_of_their_leaves():
    """What is kept of a block is its root: no proof changes by that."""
    leaves = [trees.leaf(number.to_bytes(2, "big")) for number in range(256 * 3)]
    blocks = [trees.root(leaves[first : first + 256]) for first in range(0, len(leaves), 256)]
    assert trees.root(blocks) == trees.root(leaves)
    assert trees.consistency(2, blocks) == trees.consistency(512, leaves)
    inside = trees.inclusion(300 - 256, leaves[256:512])
    assert [*inside, *trees.inclusion(1, blocks)] == trees.inclusion(300, leaves)


@pytest.mark.parametrize("index", [-1, 8])
def test_what_is_no_leaf_has_no_proof(index):
    with pytest.raises(IndexError):
        trees.inclusion(index, HASHES)
    with pytest.raises(IndexError):
        trees.consistency(index + 1 if index > 0 else 0, HASHES)
