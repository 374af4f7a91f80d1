"""Procedure: what a procedure declares about itself. The rooms and the doors read it; it holds no flow."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ikkan.kernel.outcome import CheckOutcome, Decision, Refused, Text

ROOMS = ("intake", "check", "decide", "approve", "answer")
LAYERS = ("internet", "lgwan", "core")
DEFAULT_LAYERS = {"intake": "internet", "check": "core", "decide": "lgwan", "approve": "lgwan", "answer": "internet"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One declared door of a procedure, mounted alike by api, web and cli.

    Args:
        verb: HTTP verb.
        path: path below ``/api/v1/<procedure>/``, with ``{name}`` parts.
        name: operation name, unique in the procedure.
        summary: one sentence for the API's documentation.
        service: the one service that is called.
        takes: pydantic type of the body, or None.
        gives: pydantic type of the answer.
        who: ``anyone``, ``applicant`` or a duty of staff.
    """

    verb: str
    path: str
    name: str
    summary: str
    service: Callable[..., Any]
    gives: Any
    takes: Any = None
    who: str = "applicant"


# The facts of a case are a type of the procedure's own; the rooms only carry them from `gather` to the rules.
Facts = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """The declaration of a procedure. Cases, rounds and records are the ledger's; the kernel only names them.

    Args:
        code: name of the folder and of the procedure everywhere.
        letter: first letter of its case numbers.
        title: its name for people.
        folder: where form.json and book/ lie.
        form_version: version of the form that new cases are filed on.
        reference_day: answers -> day whose book decides the case.
        validate: answers, now -> faults of the form.
        find_round: answers, now -> the round that the case takes part in, None, or a refusal.
        gather: cases of one reference day, book, now -> facts of each in the same order; the only reader of the
            database before check and decide.
        check: facts -> outcome of the room check (pure).
        decide: facts -> decisions that need no round (pure).
        keep: case to facts -> None; the procedure's own columns of checked cases, in the step's transaction.
        compose: decision records, now -> drafts of their notices, in the same order.
        decide_together: round, now -> None; takes the decision of a round; None for a procedure without rounds.
        proposal: round -> content of the draft that goes up for approval.
        publishable: round -> None, or the refusal that keeps an approved round from being published.
        settle: cases, round, now -> None; what the procedure writes when a published round's cases are delivered.
        finish_round: round, now -> None; what it writes when every case of a published round was delivered.
        fulfil: decision records, now -> None; puts down what was granted beside the notice (a certificate to be made),
            in the step's transaction.
        hands_over: decisions -> code of what must still reach the person before the case ends; blank for nothing.
        effects: channel of the outbox -> what carries it out, for what ``fulfil`` puts down.
        upkeep: now -> how much went; what goes by itself once a day, such as a reservation that nobody came for.
        withdraw_granted: case, actor, why, now -> the case withdrawn with what was granted to it; None where nothing
            stands, so that the application alone is withdrawn.
        carry_over: cases, now -> case key to the round that it waits for next; the others close.
        clocks: facts -> (name, day) of every legal clock that still runs, soonest first.
        delay: case, clock, now -> draft of the notice that tells a delay with its reasons.
        route: name of the route that its rounds take.
        automatic_route: name of the route of decisions that need no round and name no other.
        routes: result of a decision that needs no round -> name of the route that it takes instead. Whether that
            route asks people, and whom, the book says.
        retention_years: fiscal years kept after the one of closing.
        answer_days: working days given to a citizen for a correction: name of the book's table and key.
        publication: name of the book's table that says how many ``letters`` are opened and how many ``persons`` agree
            before a round is published; blank: one person, and no letter.
        recheck: name of the book's table that says which ``percent`` of verdicts another officer judges again; blank:
            none.
        by_deed: codes of doubts that a bare verdict never accepts, only a deed of the procedure's own, such as the
            look at identity papers.
        layers: network layer of each room.
        endpoints: declared doors beyond the generic ones.
    """

    code: str
    letter: str
    title: Text
    folder: Path
    form_version: str
    reference_day: Callable[..., date]
    validate: Callable[..., tuple[Refused, ...]]
    find_round: Callable[..., Any]
    gather: Callable[..., Sequence[Facts]]
    check: Callable[[Facts], CheckOutcome]
    decide: Callable[[Facts], tuple[Decision, ...]]
    keep: Callable[..., None]
    compose: Callable[..., Any]
    decide_together: Callable[..., Any] | None = None
    proposal: Callable[..., Any] | None = None
    publishable: Callable[..., Refused | None] | None = None
    settle: Callable[..., None] | None = None
    finish_round: Callable[..., None] | None = None
    fulfil: Callable[..., None] | None = None
    hands_over: Callable[[Sequence[Decision]], str] | None = None
    effects: Mapping[str, Callable[..., None]] = field(default_factory=dict)
    upkeep: Callable[..., int] | None = None
    withdraw_granted: Callable[..., Any] | None = None
    carry_over: Callable[..., Any] | None = None
    clocks: Callable[[Facts], tuple[tuple[str, date], ...]] | None = None
    delay: Callable[..., Any] | None = None
    route: str = ""
    automatic_route: str = "automatic"
    routes: Mapping[str, str] = field(default_factory=dict)
    retention_years: int
    answer_days: tuple[str, str]
    publication: str = ""
    recheck: str = ""
    by_deed: frozenset[str] = frozenset()
    layers: Mapping[str, str] = field(default_factory=lambda: dict(DEFAULT_LAYERS))
    endpoints: tuple[Endpoint, ...] = ()

    @property
    def route_names(self) -> tuple[str, ...]:
        """Every route that the book must have."""
        declared = (self.route, self.automatic_route, *self.routes.values())
        return tuple(dict.fromkeys(name for name in declared if name))

    def route_for(self, decision: Decision) -> str:
        """Return the name of the route that a decision without a round takes."""
        return self.routes.get(decision.result, self.automatic_route)

    def __post_init__(self) -> None:
        if not self.code.isidentifier() or len(self.letter) != 1:
            raise ValueError(f"Procedure {self.code!r}: code must be an identifier and letter one character.")
        missing = set(ROOMS) ^ set(self.layers)
        unknown = set(self.layers.values()) - set(LAYERS)
        if missing or unknown:
            raise ValueError(f"Procedure {self.code}: layers must give one of {LAYERS} for each of {ROOMS}.")
