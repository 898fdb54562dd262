"""The ten words of a proposal, and what they give: by secrets of their own, so that the public
pages, served alone, hold none that persons' words need."""

from django.conf import settings

from amparo.foundations.letterbox.filings import phrase_keys
from amparo.observatory.consultations.models import Proposal
from amparo.sealing import phrases
from amparo.sealing.phrases import PhraseKeys

State = Proposal.State


def proposal_keys(words: tuple[str, ...]) -> PhraseKeys:
    return phrases.keys_of(
        words,
        identity_pepper=settings.SITE.proposal_identity_pepper,
        key_pepper=settings.SITE.proposal_key_pepper,
    )


def either_keys(words: tuple[str, ...]) -> tuple[PhraseKeys, PhraseKeys]:
    """And those that were given with the secrets of persons' words. Where this process has these no
    more, they find nothing."""
    return proposal_keys(words), phrase_keys(words)


def need_those_of_persons() -> list[str]:
    """Names of consultations that go on and in which somebody proposed something before there were
    secrets of proposals: to come back to it, she needs the others."""
    older = Proposal.objects.filter(own_secrets=False, consultation__closed_at=None)
    found = older.exclude(state=State.WITHDRAWN).values_list("consultation__name", flat=True)
    return sorted(set(found))
