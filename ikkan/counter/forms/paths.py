"""Paths into answers: ``parents.0.work.kind``. Reading never raises; writing returns a new tree."""

from collections.abc import Iterator
from enum import Enum
from typing import TypeAlias

from ikkan.kernel.json_value import JsonObject, JsonValue


class Absent(Enum):
    """Stand for a value that is not there, which is not the same as null."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT
Found: TypeAlias = "JsonValue | Absent"


def join(*parts: str) -> str:
    """Return the parts as one path; blank parts are left out."""
    return ".".join(filter(None, parts))


def value_at(tree: JsonValue, path: str) -> Found:
    """Return the value at a path, or ABSENT."""
    here = tree
    for step in path.split(".") if path else ():
        if isinstance(here, dict) and step in here:
            here = here[step]
        elif isinstance(here, list) and step.isdecimal() and int(step) < len(here):
            here = here[int(step)]
        else:
            return ABSENT
    return here


def object_at(tree: JsonValue, path: str) -> JsonObject:
    """Return the object at a path, an empty one when there is none."""
    found = value_at(tree, path)
    return found if isinstance(found, dict) else {}


def list_at(tree: JsonValue, path: str) -> list[JsonValue]:
    """Return the list at a path, an empty one when there is none."""
    found = value_at(tree, path)
    return found if isinstance(found, list) else []


def text_at(tree: JsonValue, path: str) -> str:
    """Return the text at a path, blank when there is none."""
    found = value_at(tree, path)
    return found if isinstance(found, str) else ""


def with_value(tree: JsonObject, path: str, value: JsonValue) -> JsonObject:
    """Return a tree that holds a value at a path; what is on the way is made, the given tree stays as it is."""
    step, _, rest = path.partition(".")
    return {**tree, step: _placed(tree.get(step), rest, value)}


def _placed(here: JsonValue, path: str, value: JsonValue) -> JsonValue:
    if not path:
        return value
    step, _, rest = path.partition(".")
    if step.isdecimal():
        items = list(here) if isinstance(here, list) else []
        items.extend({} for _ in range(int(step) + 1 - len(items)))
        items[int(step)] = _placed(items[int(step)], rest, value)
        return items
    return with_value(here if isinstance(here, dict) else {}, path, value)


def without(tree: JsonObject, path: str) -> JsonObject:
    """Return a tree without the value at a path; the tree itself when there is none."""
    if value_at(tree, path) is ABSENT:
        return tree
    parent_path, _, last = path.rpartition(".")
    parent = value_at(tree, parent_path)
    if isinstance(parent, list):
        rest: JsonValue = [item for index, item in enumerate(parent) if index != int(last)]
    elif isinstance(parent, dict):
        rest = {key: item for key, item in parent.items() if key != last}
    else:
        return tree
    if parent_path:
        return with_value(tree, parent_path, rest)
    return rest if isinstance(rest, dict) else tree


def matching(pattern: str, tree: JsonValue) -> Iterator[str]:
    """Yield every path that a pattern with ``*`` for list positions stands for, in this tree."""
    head, star, tail = pattern.partition("*")
    if not star:
        yield pattern
        return
    before = head.rstrip(".")
    for index in range(len(list_at(tree, before))):
        yield from matching(join(before, str(index), tail.lstrip(".")), tree)


def shape_of(path: str) -> str:
    """Return a path with ``*`` for its list positions."""
    return ".".join("*" if step.isdecimal() else step for step in path.split("."))
