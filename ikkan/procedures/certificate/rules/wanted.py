"""What is asked for: the answers of the form as the rules read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from ikkan.kernel import answers as read
from ikkan.kernel.json_value import JsonObject

OWN: Final = "own"
THIRD_PARTY: Final = "third_party"
PUBLIC_BODY: Final = "public_body"

Whose = Literal["me", "household", "some"]
Form = Literal["household", "person", "removed"]
Delivery = Literal["post", "pickup"]

_WHOSE: Final[Mapping[str, Whose]] = {"me": "me", "household": "household", "some": "some"}
_FORMS: Final[Mapping[str, Form]] = {"household": "household", "person": "person", "removed": "removed"}


@dataclass(frozen=True, slots=True)
class Named:
    """A person as the form names them."""

    name: str
    kana: str
    birth: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A request.

    Args:
        whose: the person who asks, the whole household, or those named.
        persons: those named.
        form: 世帯連記式, 個人票 or 除票.
        items: ids of the items that are not to be left out.
        copies: number of copies.
        purpose: id of the purpose.
        delivery: by post to the registered address, or at the counter.
        exemption: id of the exemption from the fee, or blank.
        asker: who asks, as the form names them.
        requester: ``own`` (self, household, agent), ``third_party`` or ``public_body``.
        organisation: name of the third party or public body.
        why: reason of a third party, or law of a public body.
        evidence: what was shown for it.
        papers: identity papers that an officer saw.
        postal: postal code that a third party or public body has the certificate sent to, or blank.
        address: the address there; its parts are divided by a full-width space.
    """

    whose: Whose
    persons: tuple[Named, ...]
    form: Form
    items: frozenset[str]
    copies: int
    purpose: str
    delivery: Delivery
    exemption: str
    asker: Named
    requester: str = OWN
    organisation: str = ""
    why: str = ""
    evidence: str = ""
    papers: tuple[str, ...] = ()
    postal: str = ""
    address: str = ""

    @property
    def is_own(self) -> bool:
        """Whether it is a request of 12条: by the person, the household or their agent."""
        return self.requester == OWN


def read_wanted(answers: JsonObject) -> Wanted:
    """Return the request of a form that is valid by its schema."""
    official, asked = read.part(answers, "official"), read.part(answers, "items")
    return Wanted(
        whose=_WHOSE.get(read.word(answers, "whose"), "me"),
        persons=tuple(_named(one) for one in read.parts(answers, "persons")),
        form=form_of(read.word(answers, "form")),
        items=frozenset(item for item in asked if read.flag(asked, item)),
        copies=max(1, int(read.number(answers, "copies"))),
        purpose=read.word(answers, "purpose"),
        delivery="pickup" if read.word(answers, "delivery") == "pickup" else "post",
        exemption=read.word(answers, "exemption"),
        asker=_named(read.part(answers, "applicant")),
        requester=read.word(official, "requester", OWN),
        organisation=read.word(official, "organisation"),
        why=read.word(official, "why"),
        evidence=read.word(official, "evidence"),
        papers=tuple(read.words(official, "papers")),
        postal=read.word(official, "postal"),
        address=read.word(official, "address"),
    )


def form_of(word: str) -> Form:
    """Return the form of certificate that a word names; 世帯連記式 for any other."""
    return _FORMS.get(word, "household")


def _named(person: JsonObject) -> Named:
    return Named(_whole(read.part(person, "name")), _whole(read.part(person, "kana")), read.day(person, "birth"))


def _whole(name: JsonObject) -> str:
    return f"{read.word(name, 'family')}　{read.word(name, 'given')}".strip()
