"""Whether a drand round was signed by its network: BLS12-381, by the library py_ecc where it is installed.

Source: docs.drand.love (schemes); RFC 9380 (hash to curve); draft-irtf-cfrg-bls-signature. Without the library, and for
a scheme that is not known here, the answer is "unconfirmed", never "verified".
"""

import hashlib
from collections.abc import Callable
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from ikkan.kernel.answers import number, word
from ikkan.kernel.json_value import JsonObject

DST_G1: Final = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
DST_G2: Final = b"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_"
CHAINED: Final = "pedersen-bls-chained"
UNCHAINED: Final = "pedersen-bls-unchained"
QUICKNET: Final = "bls-unchained-g1-rfc9380"
G1_BYTES: Final = 48
G2_BYTES: Final = 96


class Signed(StrEnum):
    """What is known of a signature."""

    VERIFIED = "verified"
    WRONG = "wrong"
    UNCONFIRMED = "unconfirmed"


def check_signature(beacon: JsonObject, *, scheme: str, public_key: str) -> Signed:
    """Check the signature of a published round.

    Args:
        beacon: ``round``, ``signature`` and, of a chained scheme, ``previous_signature``.
        scheme: drand's name of the scheme.
        public_key: of the network, hex.
    """
    if find_spec("py_ecc") is None or scheme not in (CHAINED, UNCHAINED, QUICKNET):
        return Signed.UNCONFIRMED
    try:
        message = _message(beacon, scheme)
        signature, key = bytes.fromhex(word(beacon, "signature")), bytes.fromhex(public_key)
        is_good = (_signed_on_g1 if scheme == QUICKNET else _signed_on_g2)(message, signature, key)
    except (ValueError, OverflowError):
        is_good = False
    return Signed.VERIFIED if is_good else Signed.WRONG


def _message(beacon: JsonObject, scheme: str) -> bytes:
    before = bytes.fromhex(word(beacon, "previous_signature")) if scheme == CHAINED else b""
    return hashlib.sha256(before + int(number(beacon, "round")).to_bytes(8, "big")).digest()


def _signed_on_g1(message: bytes, signature: bytes, key: bytes) -> bool:
    """Tell whether e(signature, g2) = e(H(message), key); signatures are short, keys are on G2."""
    if len(signature) != G1_BYTES or len(key) != G2_BYTES:
        return False
    point, of_key = _g1(signature), _g2(key)
    hashed = _of("py_ecc.bls.hash_to_curve", "hash_to_G1")(message, DST_G1, hashlib.sha256)
    curve: Any = import_module("py_ecc.optimized_bls12_381")
    return _is_whole(point, of_key) and _cancel((curve.G2, point), (curve.neg(of_key), hashed))


def _signed_on_g2(message: bytes, signature: bytes, key: bytes) -> bool:
    """Tell whether e(g1, signature) = e(key, H(message)); signatures are on G2, keys on G1."""
    if len(signature) != G2_BYTES or len(key) != G1_BYTES:
        return False
    point, of_key = _g2(signature), _g1(key)
    hashed = _of("py_ecc.bls.hash_to_curve", "hash_to_G2")(message, DST_G2, hashlib.sha256)
    curve: Any = import_module("py_ecc.optimized_bls12_381")
    return _is_whole(point, of_key) and _cancel((point, curve.G1), (hashed, curve.neg(of_key)))


def _g1(point: bytes) -> object:
    return _of("py_ecc.bls.point_compression", "decompress_G1")(int.from_bytes(point, "big"))


def _g2(point: bytes) -> object:
    halves = (int.from_bytes(point[:G1_BYTES], "big"), int.from_bytes(point[G1_BYTES:], "big"))
    return _of("py_ecc.bls.point_compression", "decompress_G2")(halves)


def _is_whole(*points: object) -> bool:
    """Tell whether points are of the prime-order groups, and none is the point at infinity."""
    curve: Any = import_module("py_ecc.optimized_bls12_381")
    in_group = _of("py_ecc.bls.g2_primitives", "subgroup_check")
    return all(in_group(point) and not curve.is_inf(point) for point in points)


def _cancel(first: tuple[object, object], second: tuple[object, object]) -> bool:
    """Tell whether two pairings, each of a point on G2 and one on G1, multiply to one."""
    curve: Any = import_module("py_ecc.optimized_bls12_381")
    product = curve.pairing(*first, final_exponentiate=False) * curve.pairing(*second, final_exponentiate=False)
    return bool(curve.final_exponentiate(product) == curve.FQ12.one())


def _of(module: str, name: str) -> Callable[..., Any]:
    """Return a function of py_ecc, which need not be installed."""
    found: Callable[..., Any] = getattr(import_module(module), name)
    return found
