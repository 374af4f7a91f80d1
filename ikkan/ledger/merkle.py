"""The Merkle tree of RFC 6962, kept by its peaks alone: a leaf is added without the leaves before it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf (RFC 6962 §2.1: prefix 0x00)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node over two subtrees (RFC 6962 §2.1: prefix 0x01)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(slots=True)
class Tree:
    """A growing tree.

    Args:
        size: number of leaves.
        peaks: roots of its full subtrees, the largest first; one for each binary digit 1 of size.
    """

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def add(self, leaf: bytes) -> None:
        """Add a leaf hash at the end, 32 bytes."""
        node, left_over = leaf, self.size
        while left_over & 1:
            node = node_hash(self.peaks.pop(), node)
            left_over >>= 1
        self.peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        """Return the root; that of nothing is the hash of nothing."""
        if not self.peaks:
            return hashlib.sha256(b"").digest()
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = node_hash(peak, node)
        return node

    def copy(self) -> "Tree":
        """Return a tree that grows on its own."""
        return Tree(self.size, list(self.peaks))


def tree_of(leaves: Iterable[bytes]) -> Tree:
    """Return the tree over leaf hashes in order."""
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)
    return tree
