"""What can be done with people's accounts, in one place."""

from ikkan.people.mandates import grant_mandate, withdraw_mandate
from ikkan.people.national_sign_in import link_sign_in, open_account_for, sign_in_by, unlink_sign_in
from ikkan.people.staffing import close_account, end_posting, open_staff_account, post_account
from ikkan.people.tokens import account_of_token, make_token, revoke_token

__all__ = [
    "account_of_token",
    "close_account",
    "end_posting",
    "grant_mandate",
    "link_sign_in",
    "make_token",
    "open_account_for",
    "open_staff_account",
    "post_account",
    "revoke_token",
    "sign_in_by",
    "unlink_sign_in",
    "withdraw_mandate",
]
