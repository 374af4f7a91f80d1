"""What an officer typed into the entry form, read into the answers of the form as a citizen would have filled it."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from django.utils import timezone

from ikkan.kernel.inputs import (
    Accepted,
    Label,
    Rejected,
    read_date_boxes,
    read_kana,
    read_name,
    read_number,
    read_postal,
    read_text,
)
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.kernel.outcome import Refused
from ikkan.procedures.certificate.rules.wanted import OWN, PUBLIC_BODY

Posted = Mapping[str, Sequence[str]]
Read = Accepted[str] | Rejected
MOST_PERSONS: Final = 50
_CHANNELS: Final = frozenset({"paper", "counter"})
_RADIOS: Final = ("requester", "whose", "form", "purpose", "delivery", "exemption")
_BIRTH: Final = Label("生年月日", "date of birth")
_COPIES: Final = Label("通数", "number of copies")
NOT_CHOSEN: Final = Refused("not_chosen", "一つ選んでください。", "Choose one.")
NOT_WHOSE: Final = Refused(
    "persons_missing",
    "第三者・機関の請求では「次の人」を選び、載せる人を書いてください。",
    "For a third party or public body choose “These persons” and enter them.",
)
NO_ADDRESS: Final = Refused(
    "address_missing",
    "第三者・機関に郵送するときは、送り先の住所を書いてください。",
    "Enter the address to which a third party or public body has it sent.",
)


def word(posted: Posted, name: str) -> str:
    """Return a sent value without the spaces around it; blank where none was sent."""
    return next(iter(posted.get(name, ())), "").strip()


def person_count(posted: Posted) -> int:
    """Return how many persons the form has room for: those begun, one at least, and one more where it was asked for."""
    begun = [int(name[5:]) + 1 for name in posted if re.fullmatch(r"name_[0-9]{1,2}", name)]
    more = 1 if word(posted, "press") == "more" else 0
    return min(max(begun, default=1) + more, MOST_PERSONS)


class Reading:
    """Reads one sent form.

    Attributes:
        faults: name of the part and what is wrong there.
    """

    def __init__(self, posted: Posted, now: datetime) -> None:
        self.faults: list[tuple[str, Refused]] = []
        self._posted, self._now = posted, now

    def answers(self) -> JsonObject:
        """Return the answers; where there are faults they are not whole."""
        chosen = {name: self._chosen(name) for name in _RADIOS}
        if word(self._posted, "channel") not in _CHANNELS:
            self.faults.append(("channel", NOT_CHOSEN))
        requester = chosen.pop("requester")
        copies = self._taken("copies", read_number(word(self._posted, "copies"), label=_COPIES, least=1))
        answers: JsonObject = {
            **chosen,
            "applicant": self._person("", needs_birth=requester != PUBLIC_BODY),
            "persons": self._persons() if chosen["whose"] == "some" else [],
            "items": dict.fromkeys(self._posted.get("items", ()), True),
            "copies": copies,
            "electronic_notice": False,
            "official": self._official(requester, chosen["delivery"]),
            # the declaration stands on the paper that the officer holds
            "agreements": {"true_statement": True},
        }
        if requester != OWN and chosen["whose"] in {"me", "household"}:
            self.faults.append(("whose", NOT_WHOSE))
        return answers

    def _official(self, requester: str, delivery: str) -> JsonObject:
        papers: list[JsonValue] = [*self._posted.get("papers", ())]
        found: JsonObject = {"requester": requester, "papers": papers}
        for name in ("organisation", "why", "evidence", "address"):
            text = " ".join(word(self._posted, name).split("\n")).replace("\r", "")
            if text:
                found[name] = self._taken(name, read_text(text))
        postal = word(self._posted, "postal")
        if postal:
            found["postal"] = self._taken("postal", read_postal(postal))
        if requester != OWN and delivery == "post" and "address" not in found:
            self.faults.append(("address", NO_ADDRESS))
        return found

    def _persons(self) -> list[JsonValue]:
        places = [place for place in range(person_count(self._posted)) if word(self._posted, f"name_{place}")]
        return [{"id": f"p{n}", **self._person(f"_{place}")} for n, place in enumerate(places, start=1)]

    def _person(self, suffix: str, *, needs_birth: bool = True) -> JsonObject:
        name = str(self._taken(f"name{suffix}", read_name(word(self._posted, f"name{suffix}"))) or "")
        kana = word(self._posted, f"kana{suffix}")
        read = str(self._taken(f"kana{suffix}", read_kana(kana)) or "") if kana else ""
        found: JsonObject = {"name": _split(name), "kana": _split(read)}
        birth = self._birth(suffix, needs_birth=needs_birth)
        return found | ({"birth": birth.isoformat()} if birth else {})

    def _birth(self, suffix: str, *, needs_birth: bool) -> date | None:
        boxes = [word(self._posted, f"birth{suffix}_{part}")[:20] for part in ("year", "month", "day")]
        if not needs_birth and not any(boxes):
            return None
        year, month, day = boxes
        read = read_date_boxes(year, month, day, label=_BIRTH, latest=timezone.localdate(self._now))
        if isinstance(read, Rejected):
            self.faults.append((f"birth{suffix}", Refused("birth", read.message_ja, read.message_en)))
            return None
        return read.value

    def _chosen(self, name: str) -> str:
        if name not in self._posted:
            self.faults.append((name, NOT_CHOSEN))
        return word(self._posted, name)

    def _taken(self, box: str, read: Accepted[str] | Accepted[int] | Rejected) -> JsonValue:
        if isinstance(read, Rejected):
            self.faults.append((box, Refused("unreadable", read.message_ja, read.message_en)))
            return None
        return read.value


def _split(name: str) -> JsonObject:
    family, _space, given = name.replace("　", " ").partition(" ")
    return {"family": family, "given": given.strip()}
