"""Seal a PDF: a PAdES signature over the whole file, made with the town's key."""

import io
from datetime import datetime
from functools import lru_cache

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

from ikkan.papers.seals.keys import SealKey, UnfitKeyError

# A signature by P-256 with its certificate takes about 2 KiB; the rest is room for a chain.
_RESERVED = 8192


class UnfitPaperError(ValueError):
    """Say why a paper cannot be sealed."""


def seal_pdf(pdf: bytes, key: SealKey, *, reason: str, at: datetime) -> bytes:
    """Return a PDF with the town's seal; the pages stay byte by byte what they were.

    Args:
        pdf: a PDF without a seal.
        key: the town's key.
        reason: what the seal attests, shown by readers of PDF.
        at: moment of sealing, written into the signature.

    Raises:
        UnfitKeyError: the key does not count at that moment; nothing was sealed.
        UnfitPaperError: it is no PDF, or sealed already.

    Source: ETSI EN 319 142-1 (PAdES baseline, level B-B); ISO 32000-2 12.8.
    """
    if not key.published.counts_at(at):
        raise UnfitKeyError(
            f"Key {key.published.name} does not count on {at:%Y-%m-%d}: it has ended or was withdrawn. Nothing was "
            "sealed. `ikkan keys list` shows the keys, `ikkan keys add` brings in a new one."
        )
    named = signers.PdfSignatureMetadata(
        field_name="Seal",
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
        name=key.published.holder,
    )
    signer = _SignerAt(named, _signer(key), at)
    try:
        sealed = signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), bytes_reserved=_RESERVED)
    except (SigningError, PdfError) as fault:
        raise UnfitPaperError(f"The paper cannot be sealed ({fault}). Seal the PDF as it was made, once.") from fault
    return bytes(sealed.getvalue())


class _SignerAt(signers.PdfSigner):
    """Signs with the moment that it is given; pyHanko's own reads the clock."""

    def __init__(self, meta: signers.PdfSignatureMetadata, signer: signers.Signer, at: datetime) -> None:
        super().__init__(meta, signer)
        self._at = at

    def init_signing_session(self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at
        return session


@lru_cache(maxsize=4)
def _signer(key: SealKey) -> signers.SimpleSigner:
    certificate = asn1_x509.Certificate.load(key.published.certificate.public_bytes(serialization.Encoding.DER))
    private = key.private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    # the class carries no annotations of its own
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register(certificate)
    return signers.SimpleSigner(
        signing_cert=certificate, signing_key=asn1_keys.PrivateKeyInfo.load(private), cert_registry=store
    )
