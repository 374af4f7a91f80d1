"""Doors that procedures declare beyond the common ones, mounted alike for all."""

import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from ninja.security.base import AuthBase

from ikkan.api.doors import SAFE, Anyone, caller_of, door
from ikkan.api.drafts import opened_procedure
from ikkan.api.keys import once
from ikkan.api.problems import granted
from ikkan.kernel.procedure import Endpoint, Procedure
from ikkan.kernel.registry import procedures

_PART: Final = re.compile(r"\{(\w+)\}")
_CREATES: Final = "POST"


def declared_router() -> Router:
    """Return a router with every endpoint that a procedure declares.

    A service is called with ``account`` (None for ``anyone``), ``body`` (None without ``takes``), ``now`` and the parts
    of the path by name; it returns what ``gives`` describes, Refused or Faulty.
    """
    router = Router(tags=["declared"])
    for procedure in procedures():
        for endpoint in procedure.endpoints:
            mount(router, procedure, endpoint)
    return router


def mount(router: Router, procedure: Procedure, endpoint: Endpoint) -> None:
    """Mount one declared door."""
    router.add_api_operation(
        f"/{procedure.code}/{endpoint.path.lstrip('/')}",
        [endpoint.verb],
        _view(procedure, endpoint),
        auth=_doors(endpoint),
        response={201 if endpoint.verb == _CREATES else 200: endpoint.gives},
        operation_id=f"{procedure.code}_{endpoint.name}",
        summary=endpoint.summary,
        tags=[procedure.code],
    )


def _doors(endpoint: Endpoint) -> list[AuthBase] | Anyone:
    if endpoint.who == "anyone":
        return Anyone(endpoint.name)
    if endpoint.who == "applicant":
        return door("read" if endpoint.verb in SAFE else "file", citizens=True)
    return door(f"{endpoint.who}:{'read' if endpoint.verb in SAFE else 'write'}", duty=endpoint.who)


# services and types of procedures are known to their declaration only
def _view(procedure: Procedure, endpoint: Endpoint) -> Callable[..., Any]:
    parts = _PART.findall(endpoint.path)

    def call(request: HttpRequest, given: Mapping[str, Any]) -> Any:
        account = None if endpoint.who == "anyone" else caller_of(request).account
        if endpoint.who == "applicant":
            opened_procedure(request, procedure.code)
        path = {name: given[name] for name in parts}
        return granted(endpoint.service(account=account, body=given.get("body"), now=timezone.now(), **path))

    def view(request: HttpRequest, **given: Any) -> Any:
        if endpoint.verb in SAFE or endpoint.who == "anyone":
            return call(request, given)

        def deed() -> Schema:
            made: Schema = endpoint.gives.model_validate(call(request, given))
            return made

        return Status(201 if endpoint.verb == _CREATES else 200, once(request, deed))

    # ninja reads what a view takes from its signature
    view.__signature__ = _signature(endpoint, parts)  # type: ignore[attr-defined]
    view.__name__ = endpoint.name
    view.__doc__ = endpoint.summary
    return view


def _signature(endpoint: Endpoint, parts: list[str]) -> inspect.Signature:
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    taken = [inspect.Parameter("request", kind, annotation=HttpRequest)]
    taken += [inspect.Parameter(name, kind, annotation=str) for name in parts]
    if endpoint.takes is not None:
        taken.append(inspect.Parameter("body", kind, annotation=endpoint.takes))
    return inspect.Signature(taken)
