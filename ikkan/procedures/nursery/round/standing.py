"""Where every child of a round stands: answers and records as kept when the case passed its check."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from ikkan.kernel import answers as read
from ikkan.kernel.conditions import Feature
from ikkan.kernel.json_value import JsonObject
from ikkan.ledger.models import Case, Round
from ikkan.procedures.nursery.checks.facts import Facts
from ikkan.procedures.nursery.history import pasts_of, with_past
from ikkan.procedures.nursery.models import Child, Standing
from ikkan.procedures.nursery.rules import LISTS_OF_WORDS, Known
from ikkan.procedures.nursery.rules.features import features_of
from ikkan.rooms.decide.models import DecisionRecord

CHILD_COLUMNS: Final = ("resident", "birth", "due", "class_age", "present_facility", "kinds", "is_withdrawn")


@dataclass(frozen=True, slots=True)
class Family:
    """One case of a round.

    Args:
        case: the case.
        answers: its form, with the papers that count.
        known: what the records said.
        children: its children who still apply, by key.
        uncertified: keys of the children whose certification was refused: they cannot be given a place.
    """

    case: Case
    answers: JsonObject
    known: Known
    children: dict[str, Child]
    uncertified: frozenset[str] = frozenset()


def child_ids(families: Iterable[Family]) -> list[str]:
    """Return the ids of the children of families, ``case/child``."""
    return [f"{family.case.number}/{key}" for family in families for key in family.children]


def keep(checked: Mapping[Case, Facts]) -> None:
    """Keep the columns of checked cases: their children, and what their scores will rest on.

    Call within the step's transaction; a later version of the form replaces the rows.
    """
    rows = [row for case, facts in checked.items() for row in _child_rows(case, facts)]
    Child.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["case", "key"], update_fields=list(CHILD_COLUMNS)
    )
    named = {(row.case_id, row.key) for row in rows}
    standing = Child.objects.filter(case__in=checked, is_withdrawn=False).values_list("pk", "case_id", "key")
    Child.objects.filter(pk__in=[pk for pk, *child in standing if tuple(child) not in named]).update(is_withdrawn=True)
    Standing.objects.bulk_create(
        [
            Standing(case=case, answers=facts.answers, known=stored(facts.known), kept_at_version=case.version)
            for case, facts in checked.items()
        ],
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=["answers", "known", "kept_at_version"],
    )


def _child_rows(case: Case, facts: Facts) -> Iterator[Child]:
    features = features_of(facts.answers, reference_day=case.reference_day, known=facts.known)
    for child, feature in zip(read.parts(facts.answers, "children"), features.children, strict=True):
        yield _child_row(case, child, feature, facts)


def _child_row(case: Case, child: JsonObject, feature: dict[str, Feature], facts: Facts) -> Child:
    person = facts.children.get(read.word(child, "id"))
    return Child(
        case=case,
        key=read.word(child, "id"),
        resident=person.number if person else "",
        birth=read.day(child, "birth"),
        due=read.day(child, "due"),
        class_age=int(str(feature["class_age"])),
        # a graduate of a small-scale facility holds no seat there in April: its classes end
        present_facility="" if read.word(child, "graduate_of") else read.word(child, "present_facility"),
        kinds=["disability_or_care"] if _has_reserved_kind(child) else [],
        is_withdrawn=False,
    )


def families_of(round_: Round) -> list[Family]:
    """Return the families of a round that passed their check, by case number.

    What earlier rounds left behind is read anew: a case that goes on from round to round is not checked again.
    """
    cases = list(Case.objects.filter(round=round_, room="decide", waits_for="round").order_by("number"))
    standings = {one.case_id: one for one in Standing.objects.filter(case__in=cases)}
    children: dict[int, dict[str, Child]] = {case.pk: {} for case in cases}
    for child in Child.objects.filter(case__in=cases, is_withdrawn=False, placed_facility="").order_by("key"):
        children[child.case_id][child.key] = child
    taking_part = [case for case in cases if case.pk in standings and children[case.pk]]
    pasts = pasts_of({case.pk: {child.resident for child in children[case.pk].values()} for case in taking_part})
    refused = _uncertified(taking_part)
    return [
        Family(
            case=case,
            answers=_of_children(standings[case.pk].answers, children[case.pk]),
            known=with_past(known_from(standings[case.pk].known), pasts[case.pk], month=round_.month, round_=round_),
            children=children[case.pk],
            uncertified=frozenset(refused.get(case.pk, ())),
        )
        for case in taking_part
    ]


def _uncertified(cases: Sequence[Case]) -> dict[int, set[str]]:
    refused = DecisionRecord.objects.filter(case__in=cases, kind="certification", result="refused", voided_at=None)
    found: dict[int, set[str]] = {}
    for case, subject in refused.values_list("case", "subject"):
        found.setdefault(case, set()).add(subject)
    return found


def known_from(kept: JsonObject) -> Known:
    """Read back what :func:`stored` made."""
    values = dict(kept)
    for name in ("declined_on",):
        days = values.pop(name)
        values[name] = tuple(date.fromisoformat(str(day)) for day in days)  # type: ignore[union-attr,assignment]
    for name in LISTS_OF_WORDS:
        words = values.get(name)
        values[name] = tuple(str(word) for word in words) if isinstance(words, list) else ()  # type: ignore[assignment]
    return Known(**values)  # type: ignore[arg-type]


def stored(known: Known) -> JsonObject:
    """Return records as a standing keeps them."""
    values = asdict(known)
    values["declined_on"] = [day.isoformat() for day in known.declined_on]
    return values | {name: list(values[name]) for name in LISTS_OF_WORDS}


def _of_children(answers: JsonObject, children: dict[str, Child]) -> JsonObject:
    kept = [child for child in read.parts(answers, "children") if read.word(child, "id") in children]
    return {**answers, "children": list(kept)}


def _has_reserved_kind(child: JsonObject) -> bool:
    return read.word(child, "disability") == "certificate" or read.flag(child, "medical_care")
