"""What the certificate forgets when retention ends, and what it discloses of a case."""

from collections.abc import Collection
from typing import Final

from ikkan.kernel.json_value import JsonValue
from ikkan.ledger.disclosure import as_json
from ikkan.ledger.models import Case
from ikkan.ledger.personal import register_eraser, register_exporter
from ikkan.procedures.certificate.models import Copy, SignedRequest
from ikkan.store.blobs import register_blob_user

COPY: Final = ("number", "issued_on", "asked", "delivery", "postal", "address", "name", "pages", "made_at", "handed_at")


def erase(cases: Collection[int], rounds: Collection[int]) -> set[str]:
    """Destroy signatures and copies of cases; there are no rounds."""
    del rounds
    copies = Copy.objects.filter(case__in=cases)
    named = {digest for digest in copies.values_list("sha256", flat=True) if digest}
    copies.delete()
    SignedRequest.objects.filter(case__in=cases).delete()
    return named


def export(case: Case) -> JsonValue:
    """Return the copies of a case and what the check of its signature said."""
    signed = SignedRequest.objects.filter(case=case).values("signed_on", "record").first()
    return {
        "copies": [as_json(row) for row in Copy.objects.filter(case=case).order_by("pk").values(*COPY)],
        "signed": as_json(signed) if signed else None,
    }


def files_in_use() -> set[str]:
    """Return the hashes of every sealed file."""
    return set(Copy.objects.exclude(sha256="").values_list("sha256", flat=True))


def register() -> None:
    """Enter this procedure's ways."""
    register_eraser("certificate", erase)
    register_exporter("certificate", export)
    register_blob_user("certificate", files_in_use)
