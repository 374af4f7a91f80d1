"""The OpenAPI document: what ninja writes, with keys, problems and the forms' schemas put in."""

import json
from functools import cache
from pathlib import Path
from typing import Final

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from ikkan.api.doors import SAFE
from ikkan.api.forms import answers_schemas
from ikkan.api.keys import HEADER
from ikkan.api.mounted import api
from ikkan.api.problems import MEDIA_TYPE, TITLES, Problem
from ikkan.kernel.json_value import JsonObject, JsonValue

PREFIX: Final = "/api/v1/"
_SCHEMAS: Final = "#/components/schemas/"
# bodies that are held against the form at once; a draft may be half filled
_WHOLE: Final = ("ApplicationIn", "CorrectionIn")
_KEY: Final[JsonObject] = {
    "name": HEADER,
    "in": "header",
    "required": True,
    "description": "A value of the sender's own for this write. The same write sent again under it is answered alike.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[\\x21-\\x7e]{1,100}$"},
    "example": "0f7c5d52-6c1c-4a0e-9a52-6d8f0f6f6f11",
}


def openapi_document(made: NinjaAPI) -> JsonObject:
    """Return the OpenAPI document of an API."""
    document: JsonObject = json.loads(json.dumps(made.get_openapi_schema(path_prefix=PREFIX)))
    schemas = _object(_object(document["components"])["schemas"])
    problem = Problem.model_json_schema(ref_template=_SCHEMAS + "{model}")
    schemas |= problem.pop("$defs", {}) | {"Problem": problem}
    forms = answers_schemas()
    schemas |= forms
    for name in _WHOLE:
        refs: list[JsonValue] = [{"$ref": _SCHEMAS + form} for form in forms]
        _object(_object(schemas[name])["properties"])["answers"] = refs[0] if len(refs) == 1 else {"anyOf": refs}
    for operations in _object(document["paths"]).values():
        for verb, operation in _object(operations).items():
            _complete(verb.upper(), _object(operation))
    _object(document["components"])["schemas"] = dict(sorted(schemas.items()))
    return document


def write_openapi(path: Path) -> None:
    """Write the OpenAPI document of the mounted API to a file."""
    path.write_text(document_text(), encoding="utf-8")


@cache
def document_text() -> str:
    """Return the OpenAPI document of the mounted API as it is committed."""
    return json.dumps(openapi_document(api), ensure_ascii=False, indent=1) + "\n"


@require_safe
def read_openapi(request: HttpRequest) -> JsonResponse:
    """Answer with the OpenAPI document."""
    return JsonResponse(json.loads(document_text()), json_dumps_params={"ensure_ascii": False})


def _complete(verb: str, operation: JsonObject) -> None:
    responses = _object(operation["responses"])
    is_guarded = bool(operation.get("security"))
    statuses = [400, 404, 405, 422, 500]
    if is_guarded:
        statuses += [401, 403]
    if verb not in SAFE:
        statuses += [413, 415, 429]
    if verb not in SAFE and is_guarded:
        statuses.append(409)
        _list(operation.setdefault("parameters", [])).append(_KEY)
    for status in sorted(statuses):
        responses[str(status)] = {
            "description": TITLES[status].en,
            "content": {MEDIA_TYPE: {"schema": {"$ref": _SCHEMAS + "Problem"}}},
        }


def _object(value: JsonValue) -> JsonObject:
    if not isinstance(value, dict):
        raise TypeError(f"The OpenAPI document has {type(value).__name__} where an object is wanted.")
    return value


def _list(value: JsonValue) -> list[JsonValue]:
    if not isinstance(value, list):
        raise TypeError(f"The OpenAPI document has {type(value).__name__} where a list is wanted.")
    return value
