"""The committed OpenAPI document."""

from pathlib import Path
from typing import Any

import ikkan
from ikkan.api.mounted import api
from ikkan.api.schema import document_text, openapi_document, write_openapi

COMMITTED = Path(ikkan.__file__).parent / "api" / "openapi.json"
WRITES = ("post", "put", "delete")


def test_the_committed_document_is_the_one_that_is_served(tmp_path: Path) -> None:
    write_openapi(tmp_path / "openapi.json")
    assert COMMITTED.read_text(encoding="utf-8") == (tmp_path / "openapi.json").read_text(encoding="utf-8"), (
        "The API changed. Write it anew with ikkan.api.schema.write_openapi, and add a line to CHANGELOG.md."
    )
    assert document_text().endswith("}\n")


# the document is plain JSON; what stands where is what these tests look at
def document() -> Any:
    return openapi_document(api)


def test_every_operation_has_a_name_of_its_own_a_summary_a_tag_and_problems() -> None:
    names = []
    for path, operations in document()["paths"].items():
        for verb, operation in operations.items():
            names.append(operation["operationId"])
            assert operation["summary"], path
            assert operation["tags"], path
            assert "application/problem+json" in operation["responses"]["404"]["content"], path
            keyed = any(one["name"] == "Idempotency-Key" for one in operation.get("parameters", []))
            assert keyed == (verb in WRITES and bool(operation.get("security"))), (verb, path)
    assert len(names) == len(set(names))


def test_the_forms_schema_stands_in_the_document() -> None:
    schemas = document()["components"]["schemas"]
    assert "start_month" in schemas["nursery_answers"]["required"]
    refs = [{"$ref": f"#/components/schemas/{code}_answers"} for code in ("certificate", "nursery")]
    assert schemas["ApplicationIn"]["properties"]["answers"] == {"anyOf": refs}
