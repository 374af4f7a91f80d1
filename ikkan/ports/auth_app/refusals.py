"""Why a sign-in or a signature was not accepted, in words for the person; the code tells the operator which check."""

from typing import Final

from ikkan.kernel.outcome import Refused

DOWN: Final = Refused(
    "auth_app_down",
    "デジタル認証アプリにつながりません。入力した内容は残っています。しばらくしてから、もう一度押してください。",
    "The national sign-in cannot be reached. What you entered is kept. Please try again in a while.",
)
CANCELLED: Final = Refused(
    "auth_app_cancelled",
    "デジタル認証アプリで中止されました。入力した内容は残っています。続けるときは、もう一度押してください。",
    "It was cancelled in the national sign-in app. What you entered is kept. Try again to go on.",
)
NOT_BEGUN_HERE: Final = Refused(
    "auth_app_not_begun_here",
    "この画面から始めたものではないか、もう使われています。はじめから、もう一度押してください。",
    "This was not begun in this browser, or was used already. Please begin again.",
)
LATE: Final = Refused(
    "auth_app_late",
    "時間がたちすぎました。入力した内容は残っています。もう一度押してください。",
    "It took too long. What you entered is kept. Please begin again.",
)
ACR_TOO_LOW: Final = Refused(
    "auth_app_acr_too_low",
    "マイナンバーカードでの確認になっていません。アプリでカードを読み取って、もう一度試してください。",
    "The check was not made with the My Number card. Read the card in the app and try again.",
)
NOT_A_DIGEST: Final = Refused(
    "auth_app_digest",
    "署名する内容の要約（SHA-256）が32バイトではありません。",
    "What is to be signed is no SHA-256 digest: it must have 32 bytes.",
    "digest",
)


def unproved(check: str) -> Refused:
    """Return the refusal of an answer that fails a check; the sentence is one, the code names the check.

    Args:
        check: word of the check, such as ``nonce``.
    """
    return Refused(
        f"auth_app_{check}",
        "デジタル認証アプリからの返事が正しいことを確かめられませんでした。何も変えていません。"
        "もう一度はじめから試し、同じことが続くときは、下の番号を市役所に伝えてください。",
        "The answer of the national sign-in could not be proved right. Nothing was changed. "
        "Please begin again; if it happens again, tell the town hall the code below.",
    )
