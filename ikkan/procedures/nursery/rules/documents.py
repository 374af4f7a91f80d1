"""Which papers an application needs, by reason and facts (table `documents`)."""

from dataclasses import dataclass
from typing import Final

from ikkan.kernel.book import BookAt, Row
from ikkan.kernel.conditions import Condition, Feature, read_condition
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.reason import Reason
from ikkan.procedures.nursery.rules.features import CHILD, HOUSEHOLD, features_of
from ikkan.procedures.nursery.rules.hours import read_hours_rule
from ikkan.procedures.nursery.rules.known import Known
from ikkan.procedures.nursery.rules.ruleset import SCOPES

HOUSEHOLD_PAPERS: Final = "household"


@dataclass(frozen=True, slots=True)
class RequiredDocument:
    """A paper that is asked for: its kind, of whom (parent or child id, or ``household``) and why."""

    kind: str
    of: str
    reason: Reason


def required_documents(answers: JsonObject, book_at: BookAt) -> tuple[RequiredDocument, ...]:
    """Return the papers that the answers call for, in the book's order, each once for each person."""
    features = features_of(answers, reference_day=book_at.day, known=Known())
    rule = read_hours_rule(book_at)
    people: dict[str, list[tuple[str, dict[str, Feature]]]] = {
        "parent": [(str(one["parent_id"]), {**one, "hours": rule.count(one)}) for one in features.parents],
        "household": [(HOUSEHOLD_PAPERS, {})],
        "child": [(str(one["child"]), one) for one in features.children],
    }
    found: dict[tuple[str, str], RequiredDocument] = {}
    for row in book_at.rows("documents"):
        scope = row.text("scope")
        when = _condition(row, scope)
        for of, own in people[scope]:
            values = {**features.household, **own}
            if when.holds(values.get):
                kind = row.text("kind")
                found.setdefault((kind, of), RequiredDocument(kind, of, _reason(row, of)))
    return tuple(found.values())


def _condition(row: Row, scope: str) -> Condition:
    known = {"parent": SCOPES["parent"], "household": HOUSEHOLD, "child": {**HOUSEHOLD, **CHILD}}
    return read_condition(row.values.get("when", {}), row.name, known[scope])


def _reason(row: Row, of: str) -> Reason:
    return Reason(
        code=f"documents.{row.text('id')}",
        ja=row.text("ja"),
        en=row.text("en"),
        figures=(("of", of),),
        article=row.article,
        row=row.name,
        source=row.source,
        unconfirmed=row.unconfirmed,
    )
