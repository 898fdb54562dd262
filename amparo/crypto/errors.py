"""What can go wrong, in words that hold no content and help nobody who guesses."""

from typing import Literal

ShareTrouble = Literal["too_few", "not_a_share", "from_different_sets"]


class Unsealable(Exception):
    """Wrong key, wrong context or damaged: the answer never says which."""

    def __init__(self) -> None:
        super().__init__("This cannot be opened.")


class NotAPhrase(Exception):
    """The text is no phrase of ours; which word is wrong is not said."""

    def __init__(self) -> None:
        super().__init__("This is not a phrase.")


class BadShares(Exception):
    """These shares give no secret; `reason` says why, without a word of them."""

    def __init__(self, reason: ShareTrouble) -> None:
        super().__init__(reason)
        self.reason: ShareTrouble = reason


class NotAPasskey(Exception):
    """What came is no answer of a passkey of hers; in what it fails is not said."""

    def __init__(self) -> None:
        super().__init__("This is not a passkey.")
