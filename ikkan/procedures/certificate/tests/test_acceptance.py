"""Programs that are not ours accept the sealed certificate, refuse a changed byte, and find what PDF/A claims."""

import io
import shutil
import subprocess
from pathlib import Path

import pytest
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils import timezone
from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from ikkan.papers.seals.keys import SealKey, current_key, make_practice_key
from ikkan.papers.seals.sealing import seal_pdf
from ikkan.procedures.certificate.sheets.printing import print_certificate
from ikkan.procedures.certificate.sheets.tests.samples import MADE_ON, certificate, person

needs_poppler = pytest.mark.skipif(
    shutil.which("pdfsig") is None, reason="poppler's pdfsig is not installed (Debian: apt-get install poppler-utils)"
)
PLACES = (0.1, 0.5, 0.9)


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> SealKey:
    folder, now = tmp_path_factory.mktemp("keys"), timezone.now()
    make_practice_key(folder, town="見本市", now=now, days=400)
    made = current_key(folder, now)
    assert made is not None
    return made


@pytest.fixture(scope="module")
def plain() -> bytes:
    persons = tuple(person(f"高橋　{n}子") for n in range(6))
    return print_certificate(certificate(*persons), made_on=MADE_ON).pdf


@pytest.fixture(scope="module")
def sealed(key: SealKey, plain: bytes) -> bytes:
    return seal_pdf(plain, key, reason="住民票の写しの証明", at=timezone.now())


def changed(sealed: bytes, length: int, share: float) -> bytes:
    """Change one byte of what was sealed."""
    place = int(length * share)
    return sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]


def poppler(data: bytes, folder: Path) -> str:
    path = folder / "certificate.pdf"
    path.write_bytes(data)
    # no shell; the file is the test's own
    done = subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def pyhanko(data: bytes, key: SealKey) -> PdfSignatureStatus:
    root = Certificate.load(key.published.certificate.public_bytes(Encoding.DER))
    (signature,) = PdfFileReader(io.BytesIO(data)).embedded_signatures
    trusts = ValidationContext(trust_roots=[root], other_certs=[root])
    return validate_pdf_signature(signature, signer_validation_context=trusts)


@needs_poppler
def test_poppler_finds_one_valid_signature_over_the_whole_file(sealed: bytes, tmp_path: Path) -> None:
    said = poppler(sealed, tmp_path)
    assert said.count("Signature #") == 1
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said


@needs_poppler
@pytest.mark.parametrize("share", PLACES)
def test_poppler_refuses_a_changed_byte(plain: bytes, sealed: bytes, share: float, tmp_path: Path) -> None:
    assert "Signature is Valid" not in poppler(changed(sealed, len(plain), share), tmp_path)


def test_pyhanko_finds_it_intact_of_this_key_over_the_whole_file(sealed: bytes, key: SealKey) -> None:
    status = pyhanko(sealed, key)
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE


@pytest.mark.parametrize("share", PLACES)
def test_pyhanko_refuses_a_changed_byte(plain: bytes, sealed: bytes, key: SealKey, share: float) -> None:
    status = pyhanko(changed(sealed, len(plain), share), key)
    assert not (status.intact and status.valid)


def test_pyhanko_trusts_no_other_key(sealed: bytes, tmp_path: Path) -> None:
    make_practice_key(tmp_path, town="別の市", now=timezone.now(), days=400)
    other = current_key(tmp_path, timezone.now())
    assert other is not None
    assert not pyhanko(sealed, other).trusted


def test_the_file_claims_pdf_a_2b_and_holds_what_that_asks_for_as_far_as_it_can_be_seen(sealed: bytes) -> None:
    # an object that the file freed is none, and no fault
    reader = PdfFileReader(io.BytesIO(sealed), strict=False)
    about = reader.root["/Metadata"].data.decode()
    assert 'pdfaid:part="2"' in about
    assert 'pdfaid:conformance="B"' in about
    (intent,) = (one.get_object() for one in reader.root["/OutputIntents"])
    assert intent["/S"] == "/GTS_PDFA1"
    assert intent["/DestOutputProfile"].data
    assert "/ID" in reader.trailer_view
    assert not reader.encrypted
    assert not [one for one in _dictionaries(reader) if one.get("/S") in ("/JavaScript", "/Launch", "/Sound", "/Movie")]
    fonts = [one for one in _dictionaries(reader) if one.get("/Type") == "/FontDescriptor"]
    assert fonts
    assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(font) for font in fonts)


def _dictionaries(reader: PdfFileReader) -> list[DictionaryObject]:
    numbers = range(1, int(reader.trailer_view["/Size"]))
    # pyHanko does not type how its objects are made and read
    found = [reader.get_object(IndirectObject(number, 0, reader)) for number in numbers]  # type: ignore[no-untyped-call]
    return [one for one in found if isinstance(one, DictionaryObject)]
