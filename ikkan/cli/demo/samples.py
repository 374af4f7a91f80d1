"""A sample of every paper that the walk made, as PDF and CSV in var/demo/papers."""

from pathlib import Path

from django.utils import timezone

from ikkan.ledger.models import Round
from ikkan.papers.paper import Paper
from ikkan.papers.typeset import paper_pdf
from ikkan.rooms.answer.models import Notice, PostingBatch
from ikkan.rooms.answer.seals import sealed_notice
from ikkan.store.blobs import read_blob


def write_samples(folder: Path, round_: Round) -> list[Path]:
    """Write one notice of every kind and result, and the print file; return what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    seen: set[tuple[str, str]] = set()
    notices = Notice.objects.filter(case__entries__round=round_).select_related("decision", "case").order_by("made_at")
    for notice in notices.iterator(chunk_size=500):
        result = notice.decision.result if notice.decision else ""
        if (notice.kind, result) in seen:
            continue
        seen.add((notice.kind, result))
        path = folder / f"{notice.kind}{'-' + result if result else ''}.pdf"
        made = paper_pdf(Paper.from_json(notice.content), made_on=timezone.localdate(notice.made_at))
        path.write_bytes(sealed_notice(made, case_number=notice.case.number, now=timezone.now()))
        written.append(path)
    batch = PostingBatch.objects.order_by("pk").last()
    if batch is not None:
        path = folder / "print-file.pdf"
        path.write_bytes(read_blob(batch.sha256))
        written.append(path)
    return written
