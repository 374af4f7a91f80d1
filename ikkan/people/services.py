"""What can be done with people's accounts, in one place."""

from ikkan.people.mandates import grant_mandate, withdraw_mandate
from ikkan.people.national_sign_in import link_sign_in, open_account_for, sign_in_by, unlink_sign_in
from ikkan.people.passkeys import add_passkey, open_account_by_passkey, remove_passkey, rename_passkey
from ikkan.people.recovery import open_recovery, use_recovery
from ikkan.people.staffing import close_account, end_posting, open_staff_account, post_account
from ikkan.people.tokens import account_of_token, make_token, revoke_token

__all__ = [
    "account_of_token",
    "add_passkey",
    "close_account",
    "end_posting",
    "grant_mandate",
    "link_sign_in",
    "make_token",
    "open_account_by_passkey",
    "open_account_for",
    "open_recovery",
    "open_staff_account",
    "post_account",
    "remove_passkey",
    "rename_passkey",
    "revoke_token",
    "sign_in_by",
    "unlink_sign_in",
    "use_recovery",
    "withdraw_mandate",
]
