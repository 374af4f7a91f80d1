"""The ground of need: what only an officer may judge before a certification is decided."""

from collections.abc import Iterator

from ikkan.kernel import answers as read
from ikkan.procedures.nursery.checks.facts import Doubt, Facts
from ikkan.procedures.nursery.rules import certification


def check_grounds(facts: Facts) -> Iterator[Doubt]:
    """Hand to an officer what the book leaves to judgement, and every refusal before it is told."""
    for index, child in enumerate(read.parts(facts.answers, "children")):
        result = certification(facts.answers, child, facts.book, is_judged=True).result
        if result == "refused":
            yield Doubt("ground_refused", f"children.{index}", asks_citizen=False)
        elif certification(facts.answers, child, facts.book).result == "staff":
            yield Doubt("ground_to_judge", f"children.{index}", asks_citizen=False)
