"""The cards that open the caller's account."""

from datetime import datetime
from typing import Annotated, Final

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router, Schema

from ikkan.api.doors import ME, caller_of, door
from ikkan.api.keys import once
from ikkan.api.problems import granted
from ikkan.api.values import Done
from ikkan.people.models import NationalSignIn
from ikkan.people.selectors import national_sign_ins_of
from ikkan.people.services import unlink_sign_in

router = Router(tags=["me"])
ME_WRITE: Final = door("me:write", citizens=True)


class SignInOut(Schema):
    """A card (デジタル認証アプリ) that opens the caller's account."""

    id: int
    issuer: str
    linked_at: datetime
    last_used_at: datetime


@router.get("/me/sign-ins", response=list[SignInOut], operation_id="list_sign_ins", auth=ME)
def list_sign_ins(request: HttpRequest) -> list[SignInOut]:
    """List the cards that open the caller's account, the newest first. A card is linked on the page only."""
    return [_shown(one) for one in national_sign_ins_of(caller_of(request).account)]


@router.delete("/me/sign-ins/{link}", response={204: None}, operation_id="unlink_sign_in", auth=ME_WRITE)
def unlink(request: HttpRequest, link: Annotated[int, Path(ge=1, le=2**63 - 1)]) -> HttpResponse:
    """Take a card away, as long as another way to sign in is left."""
    account = caller_of(request).account

    def deed() -> Done:
        granted(unlink_sign_in(link_id=link, by=account))
        return Done()

    once(request, deed)
    return HttpResponse(status=204)


def _shown(link: NationalSignIn) -> SignInOut:
    return SignInOut(id=link.pk, issuer=link.issuer, linked_at=link.linked_at, last_used_at=link.last_used_at)
