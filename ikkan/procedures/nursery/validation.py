"""Faults of whole answers that a JSON Schema cannot express. Pure: the same answers, facilities and day, same faults.

The answers are taken as valid by the schema; odd kinds of value read as absent, so a half-filled form never raises.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ikkan.kernel import answers as read
from ikkan.kernel.era import show_date, show_date_english
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.names import strict_key
from ikkan.kernel.outcome import Refused
from ikkan.kernel.terms import class_age, fiscal_year_of

COMBINATION: Final = "combination"
ONE_PATTERN: Final = "same_facility_same_time"
ONLY_ONCE: Final = ("mother", "father")


@dataclass(frozen=True, slots=True)
class FacilityFacts:
    """What must be known of a facility to hold wishes against it.

    Args:
        code: its code.
        name: its name.
        classes: class ages (0 to 5) that it takes.
    """

    code: str
    name: str
    classes: frozenset[int]


def validate(answers: JsonObject, *, facilities: Mapping[str, FacilityFacts], today: date) -> tuple[Refused, ...]:
    """Return every fault of answers that are valid by the schema; none means that they can be received.

    Args:
        answers: answers of form version 1.
        facilities: those that take part in placement, by code.
        today: day of filing; dates of birth may not lie after it.
    """
    start = read.day(answers, "start_month")
    faults = [
        *_start_faults(start, today),
        *_children_faults(answers, start, today),
        *_wish_faults(answers, start, facilities),
        *_parent_faults(answers, today),
        *_family_faults(answers, today),
        *_sibling_faults(answers),
        *_document_faults(answers),
        *_agreement_faults(answers),
    ]
    return tuple(faults)


def _start_faults(start: date | None, today: date) -> Iterator[Refused]:
    if start is None:
        return
    if start.day != 1:
        yield Refused(
            "start_not_first_of_month",
            "入所したい月は、月の初日（1日）で指定してください",
            "Give the first day of the month of entry",
            "start_month",
        )
    elif start < today.replace(day=1):
        yield Refused(
            "start_in_the_past",
            "入所したい月が過ぎています。これからの月を選んでください",
            "The month of entry has passed. Choose a month to come",
            "start_month",
        )


def _children_faults(answers: JsonObject, start: date | None, today: date) -> Iterator[Refused]:
    children = read.parts(answers, "children")
    ids = Counter(read.word(child, "id") for child in children)
    persons: set[tuple[str, str, date]] = set()
    for index, child in enumerate(children):
        at = f"children.{index}"
        if ids[read.word(child, "id")] > 1:
            yield Refused(
                "child_id_twice", "同じ番号のお子さんが2人います", "Two children have the same id", f"{at}.id"
            )
        yield from _birth_faults(child, at, start, today)
        birth, name = read.day(child, "birth"), read.part(child, "name")
        person = strict_key(read.word(name, "family")), strict_key(read.word(name, "given")), birth or date.min
        if birth is not None and person in persons:
            yield Refused(
                "child_twice",
                "同じお子さんが2回書かれています。どちらかを外してください",
                "The same child is given twice. Remove one",
                at,
            )
        persons.add(person)
        is_in_nursery = read.word(child, "present_care") == "nursery"
        for place in ("present_facility", "graduate_of"):
            if read.word(child, place) and not is_in_nursery:
                yield Refused(
                    "facility_without_nursery",
                    "いま通っている園が書かれていますが、過ごし方が「保育所」ではありません。どちらかを直してください",
                    "A present nursery is given, but the child is not said to be in one. Correct one of them",
                    f"{at}.{place}",
                )


def _birth_faults(child: JsonObject, at: str, start: date | None, today: date) -> Iterator[Refused]:
    birth, due = read.day(child, "birth"), read.day(child, "due")
    if birth is not None and birth > today:
        yield _future("生年月日", "date of birth", birth, f"{at}.birth")
    if birth is not None or due is None or start is None:
        return
    if fiscal_year_of(start) == fiscal_year_of(start - timedelta(days=1)):
        yield Refused(
            "unborn_only_for_april",
            "生まれる前に申し込めるのは4月入所だけです。生まれてから申し込むか、4月を選んでください",
            "Only an entry in April can be applied for before birth. Apply after the birth or choose April",
            f"{at}.due",
        )
    elif due > start:
        yield Refused(
            "due_after_start",
            f"予定日（{show_date(due)}）が入所したい月より後です。予定日か月を直してください",
            f"The due date ({show_date_english(due)}) lies after the month of entry. Correct one of them",
            f"{at}.due",
        )


def _future(ja: str, en: str, day: date, at: str) -> Refused:
    return Refused(
        "date_in_the_future",
        f"{ja}（{show_date(day)}）がこれからの日です。年を確かめてください",
        f"The {en} ({show_date_english(day)}) lies in the future. Check the year",
        at,
    )


def _wish_faults(answers: JsonObject, start: date | None, facilities: Mapping[str, FacilityFacts]) -> Iterator[Refused]:
    for index, child in enumerate(read.parts(answers, "children")):
        at = f"children.{index}"
        seen: set[str] = set()
        age = None if start is None else _class_of(child, start)
        for rank, code in enumerate(read.words(child, "wishes")):
            place = f"{at}.wishes.{rank}"
            facility = facilities.get(code)
            if facility is None:
                yield _unknown(code, place)
            elif code in seen:
                yield Refused(
                    "wished_twice",
                    f"「{facility.name}」が2回えらばれています。1つにしてください",
                    f"{facility.name} is chosen twice. Keep one",
                    place,
                )
            elif age is not None and age not in facility.classes:
                yield Refused(
                    "class_not_there",
                    f"「{facility.name}」には{age}歳児クラスがありません。この園を外してください",
                    f"{facility.name} has no class for age {age}. Remove it",
                    place,
                )
            seen.add(code)
        for name in ("present_facility", "graduate_of"):
            code = read.word(child, name)
            if code and code not in facilities:
                yield _unknown(code, f"{at}.{name}")


def _class_of(child: JsonObject, start: date) -> int | None:
    birth = read.day(child, "birth") or read.day(child, "due")
    year = fiscal_year_of(start)
    return None if birth is None or fiscal_year_of(birth) > year else class_age(birth, year)


def _unknown(code: str, at: str) -> Refused:
    return Refused(
        "unknown_facility",
        f"番号{code}の園は見つかりません。園をえらび直してください",
        f"There is no facility {code}. Choose again",
        at,
    )


def _parent_faults(answers: JsonObject, today: date) -> Iterator[Refused]:
    parents = read.parts(answers, "parents")
    births = [birth for child in read.parts(answers, "children") if (birth := read.day(child, "birth")) is not None]
    relations = [read.word(parent, "relation") for parent in parents]
    for index, parent in enumerate(parents):
        at = f"parents.{index}"
        if read.word(parent, "id") != f"parent{index + 1}":
            yield Refused(
                "parent_id", f"保護者{index + 1}の番号が違います", f"Parent {index + 1} has another id", f"{at}.id"
            )
        if relations[index] in ONLY_ONCE and relations[index] in relations[:index]:
            yield Refused(
                "relation_twice",
                "続柄が同じ保護者が2人います。どちらかの続柄を直してください",
                "Two parents have the same relation to the child. Correct one",
                f"{at}.relation",
            )
        birth = read.day(parent, "birth")
        if birth is not None and birth > today:
            yield _future("生年月日", "date of birth", birth, f"{at}.birth")
        elif birth is not None and births and birth >= min(births):
            yield Refused(
                "parent_younger_than_child",
                "保護者の生年月日がお子さんより後です。年を確かめてください",
                "The parent is born after the child. Check the year",
                f"{at}.birth",
            )
    named = read.word(read.part(answers, "applicant"), "is_parent")
    if named and named not in [read.word(parent, "id") for parent in parents]:
        yield Refused(
            "applicant_is_no_parent",
            "申し込む方が保護者2となっていますが、保護者2が書かれていません",
            "The applicant is said to be a parent who is not given. Correct one of them",
            "applicant.is_parent",
        )


def _family_faults(answers: JsonObject, today: date) -> Iterator[Refused]:
    birth = read.day(read.part(answers, "applicant"), "birth")
    if birth is not None and birth > today:
        yield _future("生年月日", "date of birth", birth, "applicant.birth")
    for index, member in enumerate(read.parts(answers, "family")):
        birth = read.day(member, "birth")
        if birth is not None and birth > today:
            yield _future("生年月日", "date of birth", birth, f"family.{index}.birth")


def _sibling_faults(answers: JsonObject) -> Iterator[Refused]:
    children = read.parts(answers, "children")
    siblings = read.part(answers, "siblings")
    pattern = read.word(siblings, "pattern")
    if len(children) < 2 and pattern not in ("", ONE_PATTERN):
        yield Refused(
            "pattern_needs_siblings",
            "きょうだいの入り方は、2人以上で申し込むときだけ選べます",
            "How siblings enter can be chosen only when two or more children apply",
            "siblings.pattern",
        )
    if pattern != COMBINATION:
        return
    wishes = {read.word(child, "id"): {"", *read.words(child, "wishes")} for child in children}
    for index, row in enumerate(read.parts(siblings, "combination")):
        if set(row) != set(wishes):
            yield Refused(
                "combination_children",
                f"{index + 1}番目の組合せのお子さんが、申し込むお子さんと合いません。並べ直してください",
                f"Combination {index + 1} does not name the children who apply. List it again",
                f"siblings.combination.{index}",
            )
        elif any(code not in wishes[key] for key, code in row.items()):
            yield Refused(
                "combination_not_wished",
                f"{index + 1}番目の組合せに、希望していない園があります。並べ直してください",
                f"Combination {index + 1} names a facility that is not wished for. List it again",
                f"siblings.combination.{index}",
            )


def _document_faults(answers: JsonObject) -> Iterator[Refused]:
    owners = {
        "",
        "household",
        *(read.word(one, "id") for name in ("children", "parents") for one in read.parts(answers, name)),
    }
    for index, document in enumerate(read.parts(answers, "documents")):
        if read.word(document, "of") not in owners:
            yield Refused(
                "document_of_nobody",
                "書類の持ち主が、申込みの中にいません。書類を出し直してください",
                "A document is about somebody who is not in the application. Give it again",
                f"documents.{index}.of",
            )


def _agreement_faults(answers: JsonObject) -> Iterator[Refused]:
    given = read.part(answers, "agreements")
    for name, ja, en in (
        ("true_statement", "書いたことは事実です", "What I wrote is true"),
        ("registers_read", "市が住民記録と税の情報を確かめることに同意します", "The town reads the registers"),
    ):
        if not read.flag(given, name):
            yield Refused(
                "not_agreed",
                f"「{ja}」にしるしがありません。確かめてしるしを付けてください",
                f'"{en}" is not ticked. Read it and tick it',
                f"agreements.{name}",
            )
