"""The ten words of a proposal, and what they give: by secrets of their own, so that the public
pages, served alone, hold none that persons' words need."""

from django.conf import settings

from amparo.crypto import phrases
from amparo.crypto.phrases import PhraseKeys


def proposal_keys(words: tuple[str, ...]) -> PhraseKeys:
    return phrases.keys_of(
        words,
        identity_pepper=settings.SITE.proposal_identity_pepper,
        key_pepper=settings.SITE.proposal_key_pepper,
    )
