"""What can be done with people's accounts, in one place."""

from ikkan.people.mandates import grant_mandate, withdraw_mandate
from ikkan.people.staffing import close_account, end_posting, open_staff_account, post_account
from ikkan.people.tokens import account_of_token, make_token, revoke_token

__all__ = [
    "account_of_token",
    "close_account",
    "end_posting",
    "grant_mandate",
    "make_token",
    "open_staff_account",
    "post_account",
    "revoke_token",
    "withdraw_mandate",
]
