"""The schema of the answers for OpenAPI: plain JSON Schema 2020-12 without references, so it can stand anywhere."""

from ikkan.counter.forms.definition import Form
from ikkan.kernel.json_value import JsonObject, JsonValue


def api_schema(form: Form) -> JsonObject:
    """Return the schema of a form's answers with its definitions written out and without ``$schema``."""
    defs = form.schema.get("$defs")
    found = _written_out(form.schema, defs if isinstance(defs, dict) else {})
    plain = found if isinstance(found, dict) else {}
    return {name: part for name, part in plain.items() if name not in ("$schema", "$defs")}


def _written_out(part: JsonValue, defs: JsonObject) -> JsonValue:
    if isinstance(part, list):
        return [_written_out(one, defs) for one in part]
    if not isinstance(part, dict):
        return part
    ref = part.get("$ref")
    if isinstance(ref, str):
        return _written_out(defs[ref.removeprefix("#/$defs/")], defs)
    return {name: _written_out(one, defs) for name, one in part.items()}
