"""How surely we must know who calls: what a procedure's book asks for an act, asked of programs too."""

from django.http import HttpRequest
from django.utils import timezone

from ikkan.api.problems import fail
from ikkan.ledger.assurance import assurance_needed
from ikkan.people.models import Account
from ikkan.people.sessions import meets


def demand_assurance(request: HttpRequest, procedure: str, act: str) -> None:
    """Let a call go on whose caller proved enough.

    A token proves no more than a password does; a session proves what its sign-in did.

    Raises:
        Failure: 403, more proof is needed than this caller gave.
    """
    need = assurance_needed(procedure, act, timezone.localdate())
    is_session = isinstance(request.user, Account)
    enough = meets(request, need, timezone.now()) if is_session else need.is_met_by_password
    if not enough:
        raise fail(
            403,
            "assurance_needed",
            "マイナンバーカードでの本人確認が必要です。画面からカードでログインして送ってください。",
            "This needs proof by the My Number card. Sign in by card on the page and send it there.",
        )
