"""The step of a sign-in that asks for the second factor."""

from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn.internal.flows import did_use_passwordless_login
from django.http import HttpRequest

from ikkan.people.models import Account
from ikkan.people.second_factor import must_give_second_factor


# allauth ships no types, so its class reads as Any
class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]
    """Ask for it by our rule; a passkey that was used to come in is one already."""

    def _should_handle(self, request: HttpRequest) -> bool:
        account = self.login.user
        if not isinstance(account, Account) or did_use_passwordless_login(request, account):
            return False
        return must_give_second_factor(account)
