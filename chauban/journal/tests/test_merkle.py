"""Against the definition of RFC 9162, written out plainly, and the known values of its reference implementation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chauban.journal import merkle
from chauban.journal.merkle import Tree, fold, inclusion_holds, leaf_hash, node_hash

#: The leaves of certificate-transparency's own tests, and the roots of their trees of 1 to 8 leaves.
KNOWN_LEAVES = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
]  # fmt: skip
KNOWN_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]

leaves_of = st.lists(st.binary(max_size=8).map(leaf_hash), min_size=1, max_size=70)


def plain_root(leaves: list[bytes]) -> bytes:
    """MTH(D[n]) word for word."""
    if not leaves:
        return merkle.EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node_hash(plain_root(leaves[:k]), plain_root(leaves[k:]))


def plain_path(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH(m, D[n]) word for word."""
    if len(leaves) == 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m < k:
        return [*plain_path(m, leaves[:k]), plain_root(leaves[k:])]
    return [*plain_path(m - k, leaves[k:]), plain_root(leaves[:k])]


def grown(leaves: list[bytes]) -> tuple[Tree, dict[merkle.Place, bytes]]:
    """The tree, and every complete subtree by its place."""
    tree, nodes = Tree(), {}
    for index, leaf in enumerate(leaves):
        nodes[0, index] = leaf
        nodes.update(tree.append(leaf))
    return tree, nodes


def gathered(places: list[list[merkle.Place]], nodes: dict[merkle.Place, bytes]) -> list[bytes]:
    return [fold([nodes[place] for place in row]) for row in places]


def test_known_values():
    leaves = [leaf_hash(bytes.fromhex(text)) for text in KNOWN_LEAVES]
    assert [grown(leaves[:n])[0].root.hex() for n in range(1, 9)] == KNOWN_ROOTS
    assert Tree().root.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(leaves_of)
def test_the_growing_tree_has_the_root_of_the_definition(leaves):
    tree, nodes = grown(leaves)
    assert tree.root == plain_root(leaves)
    assert [nodes[place] for place in merkle.cover(0, len(leaves))] == tree.row


@given(leaves_of, st.data())
def test_inclusion(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    tree, nodes = grown(leaves)
    path = gathered(merkle.inclusion_places(index, len(leaves)), nodes)
    assert path == plain_path(index, leaves)
    assert inclusion_holds(leaves[index], index, len(leaves), path, tree.root)
    other = leaf_hash(b"something else")
    assert not inclusion_holds(other, index, len(leaves), path, tree.root)
    assert not inclusion_holds(leaves[index], index, len(leaves), [*path, other], tree.root)
    assert not inclusion_holds(leaves[index], len(leaves), len(leaves), path, tree.root)
    if path:
        assert not inclusion_holds(leaves[index], index, len(leaves), path[:-1], tree.root)


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_a_leaf_outside_the_tree_has_no_proof(index, size):
    with pytest.raises(ValueError, match="no such leaf"):
        merkle.inclusion_places(index, size)
