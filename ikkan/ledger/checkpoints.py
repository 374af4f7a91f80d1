"""Checkpoints: new events are sealed in a signed Merkle root that no writer waits for (RFC 6962, Ed25519)."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction

from ikkan.ledger.chain import canonical
from ikkan.ledger.merkle import Tree, leaf_hash, tree_of
from ikkan.ledger.models import Checkpoint, Event, Leaf
from ikkan.store.locks import hold
from ikkan.store.rows import insert_rows

BATCH = 20_000


def signing_key() -> Ed25519PrivateKey:
    """Return the ledger's signing key, made with mode 0600 at first use under IKKAN_HOME/keys."""
    path = Path(settings.IKKAN_HOME) / "keys" / "ledger.pem"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        unfinished = path.with_suffix(f".{secrets.token_hex(4)}")
        unfinished.touch(mode=0o600)
        unfinished.write_bytes(made)
        try:
            os.link(unfinished, path)
        except FileExistsError:
            # another worker made the key first: that one counts
            pass
        finally:
            unfinished.unlink()
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path} holds no Ed25519 key. Move it away and a new one is made.")
    return key


def key_id(key: Ed25519PrivateKey) -> str:
    """Return the first 16 hex digits of the public key's SHA-256."""
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:16]


class _Grown:
    """The tree as this process last sealed it, so that sealing costs what is new and not what is old."""

    tree = Tree()


def seal_new_events(*, now: datetime) -> Checkpoint | None:
    """Give new events their places in the tree and sign a root over all; None when nothing is new."""
    key = signing_key()
    # grown before the transaction: writers must not wait for a long history to be read
    tree = _sealed_tree()
    with transaction.atomic():
        hold("ledger.seal")
        for leaf in _leaves(tree.size):
            tree.add(leaf)
        fresh = list(Event.objects.filter(leaf__isnull=True).order_by("id").values_list("id", "hash")[:BATCH])
        if not fresh:
            return None
        insert_rows(Leaf, ("index", "event_id"), [(tree.size + n, event) for n, (event, _) in enumerate(fresh)])
        for _, hashed in fresh:
            tree.add(_leaf(hashed))
        root = tree.root().hex()
        signature = key.sign(_note(tree.size, root)).hex()
        made = Checkpoint.objects.create(size=tree.size, root=root, at=now, key_id=key_id(key), signature=signature)
    _Grown.tree = tree
    return made


def _sealed_tree() -> Tree:
    """Return a tree over what is sealed, grown on from this process's last one while a checkpoint vouches for it."""
    known = _Grown.tree.copy()
    if Checkpoint.objects.filter(size=known.size, root=known.root().hex()).exists():
        return known
    return tree_of(_leaves(0))


def _leaves(start: int) -> Iterator[bytes]:
    """Yield the hashes of sealed leaves from an index on."""
    hashes = Leaf.objects.filter(index__gte=start).order_by("index").values_list("event__hash", flat=True)
    return (_leaf(hashed) for hashed in hashes.iterator(chunk_size=10_000))


def _leaf(hashed: str) -> bytes:
    try:
        return leaf_hash(bytes.fromhex(hashed))
    except ValueError:
        # an altered event: what stands there is not what was signed, and the verification must be able to say so
        return leaf_hash(hashed.encode())


def _note(size: int, root: str) -> bytes:
    return canonical(["ikkan-checkpoint-1", size, root])


@dataclass(frozen=True, slots=True)
class CheckpointFault:
    """A checkpoint that no longer holds.

    Args:
        size: which one.
        what: what is wrong with it.
    """

    size: int
    what: str


def verify_checkpoints() -> list[CheckpointFault]:
    """Recompute every checkpoint from the events and check its signature; return what does not hold."""
    public = signing_key().public_key()
    tree, leaves = Tree(), _leaves(0)
    faults = []
    for point in Checkpoint.objects.order_by("size").iterator():
        while tree.size < point.size and (leaf := next(leaves, None)) is not None:
            tree.add(leaf)
        if tree.size < point.size:
            faults.append(CheckpointFault(point.size, f"only {tree.size} of {point.size} sealed events are there"))
        elif tree.root().hex() != point.root:
            faults.append(CheckpointFault(point.size, "the events no longer give the signed root"))
        try:
            public.verify(bytes.fromhex(point.signature), _note(point.size, point.root))
        except InvalidSignature:
            faults.append(CheckpointFault(point.size, "the signature is not the ledger key's"))
    return faults
