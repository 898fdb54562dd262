"""Keys from the phrase of a proposal. Its derivation uses secrets of its own, so that the public
pages, running alone, hold no secret of persons' phrases."""

from django.conf import settings

from amparo.crypto import phrases
from amparo.crypto.phrases import PhraseKeys


def proposal_keys(words: tuple[str, ...]) -> PhraseKeys:
    return phrases.keys_of(
        words,
        identity_pepper=settings.SITE.proposal_identity_pepper,
        key_pepper=settings.SITE.proposal_key_pepper,
    )
