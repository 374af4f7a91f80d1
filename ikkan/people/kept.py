"""What is kept of how a person signs in, of their visits at the counter and of who acts for them: for disclosure."""

from datetime import datetime

from allauth.mfa.models import Authenticator

from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.people.models import Account, CounterSession, Recovery
from ikkan.people.selectors import mandates_given_by, mandates_held_by_ever, national_sign_ins_of


def ways_kept_of(account: Account) -> JsonObject:
    """Return every row that people keep of an account, without any key, code or number of another person."""
    return {
        "national_sign_ins": [
            {
                "issuer": link.issuer,
                "subject": link.subject,
                "linked_at": link.linked_at.isoformat(),
                "last_used_at": link.last_used_at.isoformat(),
            }
            for link in national_sign_ins_of(account)
        ],
        "passkeys": _authenticators(account, Authenticator.Type.WEBAUTHN),
        "code_apps": _authenticators(account, Authenticator.Type.TOTP),
        "recoveries": [
            {
                "opened_at": one.opened_at.isoformat(),
                "paper": one.paper,
                "expires_at": one.expires_at.isoformat(),
                "used_at": _moment(one.used_at),
                "void_at": _moment(one.void_at),
            }
            for one in Recovery.objects.filter(account=account).order_by("opened_at", "pk")
        ],
        "counter_sessions": _visits(account.resident_number),
        "mandates": [
            {
                "given": given,
                "procedure": one.procedure,
                "ground": one.ground,
                "granted_at": one.granted_at.isoformat(),
                "expires_on": one.expires_on.isoformat(),
                "withdrawn_at": _moment(one.withdrawn_at),
            }
            for given, found in ((True, mandates_given_by(account)), (False, mandates_held_by_ever(account)))
            for one in found
        ],
    }


def _authenticators(account: Account, kind: str) -> list[JsonValue]:
    rows = Authenticator.objects.filter(user=account, type=kind).order_by("created_at", "pk")
    return [
        {
            "name": str(one.data.get("name", "")),
            "created_at": one.created_at.isoformat(),
            "last_used_at": _moment(one.last_used_at),
        }
        for one in rows
    ]


def _visits(resident: str) -> list[JsonValue]:
    if not resident:
        return []
    return [
        {"opened_at": one.opened_at.isoformat(), "ended_at": _moment(one.ended_at), "ended_by": one.ended_by}
        for one in CounterSession.objects.filter(resident=resident).order_by("opened_at", "pk")
    ]


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
