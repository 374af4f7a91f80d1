"""Check the seal on a PDF against the town's published keys; no network is asked."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import CMSExtractionError, SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from ikkan.papers.seals.keys import KeyState, PublishedKey

# What may be wrong with a file from anywhere; asn1crypto and the parser below pyHanko raise plain ones.
_UNREADABLE = (
    PdfError, SignatureValidationError, CMSExtractionError, SigningError,
    ValueError, TypeError, KeyError, IndexError, NotImplementedError, RecursionError, OSError,
)  # fmt: skip


class SealState(StrEnum):
    """What was found; only GOOD means that the paper is the town's and unchanged."""

    GOOD = "good"
    UNREADABLE = "unreadable"
    UNSEALED = "unsealed"
    CHANGED = "changed"
    UNKNOWN_KEY = "unknown_key"
    KEY_REVOKED = "key_revoked"
    OUT_OF_TERM = "out_of_term"


@dataclass(frozen=True, slots=True)
class SealVerdict:
    """What is known of a seal.

    Args:
        state: what was found.
        key: the published key that made it; None where none is known.
        at: moment that the seal names, by the town's clock (no independent time stamp); None without a seal.
    """

    state: SealState
    key: PublishedKey | None = None
    at: datetime | None = None

    @property
    def is_good(self) -> bool:
        """Whether the paper is the town's and unchanged."""
        return self.state is SealState.GOOD


def check_seal(pdf: bytes, keys: Sequence[PublishedKey]) -> SealVerdict:
    """Say whether a PDF carries the seal of one of these keys and was not changed since, by one byte or by additions.

    Args:
        pdf: any bytes.
        keys: the town's published keys.

    Source: ETSI EN 319 102-1 (validation of AdES signatures), without time stamp and revocation lists: the published
    key list says what was revoked.
    """
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        seals = list(reader.embedded_regular_signatures)
        if not seals:
            return SealVerdict(SealState.UNSEALED)
        # a seal that was added to a sealed paper covers a file that the first one does not
        return _check(seals[0], keys) if len(seals) == 1 else SealVerdict(SealState.CHANGED)
    except _UNREADABLE:
        return SealVerdict(SealState.UNREADABLE)


def _check(seal: EmbeddedPdfSignature, keys: Sequence[PublishedKey]) -> SealVerdict:
    at = seal.self_reported_timestamp
    key = _made_by(seal.signer_cert, keys)
    status = _status(seal, key)
    if not (status.intact and status.valid and status.coverage is SignatureCoverageLevel.ENTIRE_FILE):
        return SealVerdict(SealState.CHANGED, key, at)
    if key is None:
        return SealVerdict(SealState.UNKNOWN_KEY, None, at)
    if key.state is KeyState.REVOKED:
        return SealVerdict(SealState.KEY_REVOKED, key, at)
    if at is None or not key.counts_at(at):
        return SealVerdict(SealState.OUT_OF_TERM, key, at)
    return SealVerdict(SealState.GOOD, key, at)


def _status(seal: EmbeddedPdfSignature, key: PublishedKey | None) -> PdfSignatureStatus:
    roots = [_asn1(key.certificate)] if key is not None else []
    # our own list of keys is the trust; a certificate's chain is never fetched
    return validate_pdf_signature(seal, ValidationContext(trust_roots=roots, allow_fetching=False))


def _made_by(certificate: asn1_x509.Certificate, keys: Sequence[PublishedKey]) -> PublishedKey | None:
    given = certificate.dump()
    return next((key for key in keys if _der(key.certificate) == given), None)


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(_der(certificate))
