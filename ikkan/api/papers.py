"""Files of a draft as they stand among its answers."""

from uuid import UUID

from ninja import Schema
from pydantic import Field, JsonValue

from ikkan.counter.forms.uploads import put_document
from ikkan.kernel.json_value import JsonObject
from ikkan.rooms.intake.models import Attachment, Draft

PATH = "documents"


class PaperOut(Schema):
    """A file of a draft."""

    id: UUID
    kind: str
    of: str
    name: str
    content_type: str
    size: int
    sha256: str
    facts: dict[str, JsonValue]
    note: str = Field(description="What is wrong with the file, where it could not be read; blank otherwise.")


def paper_of(attachment: Attachment) -> PaperOut:
    """Return a file as it is answered."""
    return PaperOut(
        id=attachment.pk,
        kind=attachment.kind,
        of=attachment.of,
        name=attachment.name,
        content_type=attachment.content_type,
        size=attachment.size,
        sha256=attachment.sha256,
        facts=attachment.facts,
        note=attachment.note,
    )


def with_papers(draft: Draft, answers: JsonObject) -> JsonObject:
    """Return answers that name every file of the draft, once a kind and person."""
    for one in draft.attachments.order_by("created_at", "pk"):
        facts: JsonObject = {name: value for name, value in one.facts.items() if name != "unreadable"}
        document: JsonObject = {"kind": one.kind, "of": one.of, "sha256": one.sha256, "name": one.name, "facts": facts}
        answers = put_document(answers, PATH, document)
    return answers
