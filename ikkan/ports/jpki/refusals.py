"""Why a certificate or a signature is not accepted: one code a cause, in words that the signer can act on."""

from enum import StrEnum
from typing import Final

from ikkan.kernel.outcome import Refused


class Cause(StrEnum):
    """Name the cause of a refusal; the value is the code of the Refused."""

    UNREADABLE = "unreadable"
    WRONG_POLICY = "wrong_policy"
    WRONG_CA = "wrong_ca"
    ALTERED_CERTIFICATE = "altered_certificate"
    WRONG_ALGORITHM = "wrong_algorithm"
    WRONG_USAGE = "wrong_usage"
    UNKNOWN_EXTENSION = "unknown_extension"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    CA_NOT_IN_FORCE = "ca_not_in_force"
    BROKEN_SIGNATURE = "broken_signature"
    REVOKED = "revoked"
    REVOCATION_UNKNOWN = "revocation_unknown"


_ASK_TOWN_JA: Final = "市役所の窓口に、この画面を見せてください。"
_ASK_TOWN_EN: Final = "Show this page at the counter of the town hall."
_WORDS: Final[dict[Cause, tuple[str, str]]] = {
    Cause.UNREADABLE: (
        "電子証明書を読み取れませんでした。カードを置き直して、もう一度署名してください。",
        "The certificate could not be read. Place the card again and sign once more.",
    ),
    Cause.WRONG_POLICY: (
        "この手続きで使える電子証明書ではありません。マイナンバーカードの署名用電子証明書で署名してください。",
        "This certificate cannot be used here. Sign with the signing certificate of a My Number card.",
    ),
    Cause.WRONG_CA: (
        "公的個人認証サービスが発行した電子証明書だと確かめられませんでした。マイナンバーカードで署名してください。",
        "The certificate was not issued by the public personal authentication service. Sign with a My Number card.",
    ),
    Cause.ALTERED_CERTIFICATE: (
        "電子証明書が、発行されたときのものから変わっています。カードを置き直して、もう一度署名してください。",
        "The certificate is not as it was issued. Place the card again and sign once more.",
    ),
    Cause.WRONG_ALGORITHM: (
        f"電子証明書の暗号の方式に、このシステムはまだ対応していません。{_ASK_TOWN_JA}",
        f"This system does not know the cryptography of the certificate yet. {_ASK_TOWN_EN}",
    ),
    Cause.WRONG_USAGE: (
        "署名用ではない電子証明書が使われました。署名用パスワード（6〜16文字）を使う方法で、もう一度署名してください。",
        "A certificate that is not for this use was given. Sign again in the way that asks for the signing password "
        "(6 to 16 characters).",
    ),
    Cause.UNKNOWN_EXTENSION: (
        f"電子証明書に、このシステムの知らない条件が付いています。{_ASK_TOWN_JA}",
        f"The certificate carries a condition that this system does not know. {_ASK_TOWN_EN}",
    ),
    Cause.NOT_YET_VALID: (
        "電子証明書の有効期間が、まだ始まっていません。始まってから、もう一度署名してください。",
        "The certificate is not valid yet. Sign again when its time has begun.",
    ),
    Cause.EXPIRED: (
        "電子証明書の有効期限が切れています。市役所で更新してから、もう一度署名してください。",
        "The certificate has expired. Renew it at the town hall and sign again.",
    ),
    Cause.CA_NOT_IN_FORCE: (
        f"電子証明書を発行した認証局の期間の外です。{_ASK_TOWN_JA}",
        f"The authority that issued the certificate is outside its own period. {_ASK_TOWN_EN}",
    ),
    Cause.BROKEN_SIGNATURE: (
        "署名が、送られた内容のものではありません。内容を確かめて、もう一度署名してください。",
        "The signature is not of what was sent. Look at what you send and sign again.",
    ),
    Cause.REVOKED: (
        "電子証明書が失効しています。引っ越しや氏名の変更のあとは、市役所で新しい電子証明書を受け取ってください。",
        "The certificate has been revoked. After a move or a change of name, get a new one at the town hall.",
    ),
    Cause.REVOCATION_UNKNOWN: (
        "電子証明書が失効していないかを、いまは確かめられませんでした。申請は預かっています。あとで自動で確かめ直します。"
        "もう一度送る必要はありません。",
        "Whether the certificate has been revoked could not be checked now. Your request is kept and will be checked "
        "again by itself. You need not send it again.",
    ),
}


def refuse(cause: Cause) -> Refused:
    """Return the refusal of a cause, in Japanese and English."""
    ja, en = _WORDS[cause]
    return Refused(cause.value, ja, en)
