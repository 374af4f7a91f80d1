"""One sealed certificate of each kind, as the walk made it: ``certificate-*.pdf``."""

from collections.abc import Sequence
from pathlib import Path

from ikkan.cli.demo.certificates.filing import Asked
from ikkan.procedures.certificate.models import Copy
from ikkan.store.blobs import read_blob


def write_certificates(folder: Path, asked: Sequence[Asked]) -> list[Path]:
    """Write the first certificate of each kind that was planned as a sample, and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written: dict[str, Path] = {}
    for one in asked:
        if one.wish.sample and one.wish.sample not in written and one.case is not None:
            copy = Copy.objects.filter(case=one.case).exclude(sha256="").order_by("pk").first()
            if copy is not None:
                path = folder / f"certificate-{one.wish.sample}.pdf"
                path.write_bytes(read_blob(copy.sha256))
                written[one.wish.sample] = path
    return list(written.values())
