"""The fault of a lottery, in words for people."""


class LotteryError(ValueError):
    """Say why a lottery cannot go on as asked; nothing was changed.

    Args:
        code: stable machine word.
        ja: what happened and what to do, in Japanese.
        en: the same in English.
    """

    def __init__(self, code: str, ja: str, en: str) -> None:
        super().__init__(f"{code}: {en}")
        self.code, self.ja, self.en = code, ja, en
