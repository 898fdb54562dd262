"""Errors of this package. Their messages hold no content and no hint for guessing."""

from typing import Literal

ShareTrouble = Literal["too_few", "not_a_share", "from_different_sets"]


class Unsealable(Exception):
    """Wrong key, wrong context or damaged: the error never says which."""

    def __init__(self) -> None:
        super().__init__("This cannot be opened.")


class NotAPhrase(Exception):
    """The text is not a valid phrase; the error does not say which word is wrong."""

    def __init__(self) -> None:
        super().__init__("This is not a phrase.")


class BadShares(Exception):
    """These shares give no secret; `reason` says why, without any of their words."""

    def __init__(self, reason: ShareTrouble) -> None:
        super().__init__(reason)
        self.reason: ShareTrouble = reason


class NotAPasskey(Exception):
    """The answer is not from a passkey of this account; the error does not say why."""

    def __init__(self) -> None:
        super().__init__("This is not a passkey.")
