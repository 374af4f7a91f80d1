"""The form of a request, filled in as its asker or an officer fills it in."""

from typing import Final

from ikkan.cli.demo.certificates.wish import Wish
from ikkan.cli.demo.parents_of_family import kana_of, name_of
from ikkan.kernel.json_value import JsonObject
from ikkan.registers.services import ResidentRow

# What an officer saw; a letter holds a copy of it.
PAPERS: Final = ("driving_licence",)


def answers_of(wish: Wish) -> JsonObject:
    """Return the answers of a request as they are filed first."""
    answers: JsonObject = {
        "whose": wish.whose,
        "persons": [{"id": f"p{place}", **_person(one)} for place, one in enumerate(wish.named, start=1)],
        "form": wish.form,
        "items": dict.fromkeys(wish.items, True),
        "copies": wish.copies,
        "purpose": "bank",
        "delivery": wish.delivery,
        "exemption": "public_use" if wish.way == "public_body" else wish.exemption,
        "electronic_notice": wish.way in {"signed", "api", "reserved"},
        "applicant": _person(wish.asker),
        "agreements": {"true_statement": True},
    }
    official = _official(wish)
    return {**answers, "official": official} if official else answers


def mended_answers(wish: Wish) -> JsonObject:
    """Return the answers of somebody who was asked back: the closed record, or the certificate without the dead."""
    answers = answers_of(wish)
    if wish.fault == "moved_out":
        return {**answers, "form": "removed"}
    return {**answers, "whose": "me", "persons": []}


def _official(wish: Wish) -> JsonObject:
    match wish.way:
        case "third_party":
            told = {"organisation": "みほん銀行（つくりもの）", "why": "貸付金の請求のため", "evidence": "契約書の写し"}
            return {"requester": "third_party", **told, "papers": [*PAPERS]}
        case "public_body":
            told = {"organisation": "みほん税務署（つくりもの）", "why": "国税通則法に基づく調査", "evidence": "公文書"}
            return {"requester": "public_body", **told, "papers": []}
        case "counter" | "paper":
            return {"requester": "own", "papers": [*PAPERS]}
    return {}


def _person(one: ResidentRow) -> JsonObject:
    return {"name": name_of(one), "kana": kana_of(one), "birth": one.birth.isoformat()}
