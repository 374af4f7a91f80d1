"""Checkpoints are RFC 6962 trees, cost what is new, and tell tampering."""

import threading

import pytest
from django.db import connection

from ikkan.ledger.checkpoints import seal_new_events, verify_checkpoints
from ikkan.ledger.merkle import Tree, leaf_hash, tree_of
from ikkan.ledger.models import Checkpoint, Event, Leaf
from ikkan.ledger.tests.conftest import NOW, add, new_case
from ikkan.ledger.tests.test_chain import tamper

# leaves and roots of the test vectors that implementations of RFC 6962 share (certificate-transparency)
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(9))
def test_roots_of_the_rfc_6962_vectors(size: int) -> None:
    assert tree_of(leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES[:size]).root().hex() == ROOTS[size]


def test_a_copy_grows_on_its_own() -> None:
    tree = tree_of([leaf_hash(b"a")])
    tree.copy().add(leaf_hash(b"b"))
    assert tree.root() == leaf_hash(b"a")
    assert Tree().root().hex() == ROOTS[0]


@pytest.mark.django_db
def test_every_event_is_sealed_once() -> None:
    case = new_case()
    add(case)
    assert seal_new_events(now=NOW) is not None
    add(case, "check.passed")
    sealed = seal_new_events(now=NOW)
    assert sealed is not None
    assert sealed.size == 2
    assert seal_new_events(now=NOW) is None
    assert Leaf.objects.count() == Event.objects.count() == 2
    assert verify_checkpoints() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_event SET hash = prev WHERE seq = 2",
        "UPDATE ledger_event SET hash = 'no hash at all' WHERE seq = 1",
        "UPDATE ledger_checkpoint SET root = (SELECT head FROM ledger_case) WHERE size = 2",
        "DELETE FROM ledger_leaf WHERE event_id IN (SELECT id FROM ledger_event WHERE seq = 2)",
        "UPDATE ledger_checkpoint SET signature = '00' WHERE size = 2",
    ],
)
def test_tampering_with_what_was_sealed_is_found(statement: str) -> None:
    case = new_case()
    add(case)
    add(case, "check.passed")
    seal_new_events(now=NOW)
    assert verify_checkpoints() == []
    tamper(statement)
    assert verify_checkpoints()


def test_two_sealers_at_once_seal_each_event_once(real_db: None) -> None:
    case = new_case()
    faults: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(10):
                seal_new_events(now=NOW)
        except BaseException as fault:  # noqa: BLE001 — told to the test
            faults.append(fault)
        finally:
            connection.close()

    sealers = [threading.Thread(target=work) for _ in range(3)]
    for sealer in sealers:
        sealer.start()
    for _ in range(20):
        add(case)
    for sealer in sealers:
        sealer.join()
    seal_new_events(now=NOW)
    assert faults == []
    assert Leaf.objects.count() == Event.objects.count() == 20
    assert verify_checkpoints() == []
    assert Checkpoint.objects.order_by("-size")[0].size == 20
