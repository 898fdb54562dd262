"""Build the request from a draft, file it, and begin the session that follows."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Literal

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from amparo.crypto import phrases
from amparo.door.request import known_question_keys as known
from amparo.door.request import uploads as uploading
from amparo.door.request.drafts import Writing
from amparo.door.request.question_pages import OWN_WORDS, relevant, traits_of
from amparo.door.request.question_pages import steps as all_steps
from amparo.door.request.unit_choice import chosen_units
from amparo.door.site_protocol import consent_to_file, door_channel, language_of, law_of
from amparo.foundations.intake.files.uploads import SealedUpload
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.requests.flood_fairness import comes_in_a_flood
from amparo.foundations.intake.requests.services import Filed, Letter, file_request

ASKED_BACK = 3
"""Number of words asked for, to check that the access phrase was noted."""

type Keep = Callable[[dict[str, Any]], None]


def deliver(letter: Letter, *, address: str, keep: Keep, more: Mapping[str, Any]) -> None:
    """Store a request, and let `keep` store the content of the session that follows: both or
    neither. The IP address is not stored.

    With `keep` storing it under a token of the browser too, a form sent twice finds its access
    phrase the second time. Raises DoorShut, NobodyMayRead, FiledAlready.
    """

    def then(filed: Filed) -> None:
        keep({**visit_of(filed), "words": list(filed.words), "places": places_to_ask(), **more})

    at = timezone.now()
    counted = replace(letter, in_flood=comes_in_a_flood(address, at=at))
    file_request(counted, by=STRANGER, at=at, then=then)


def visit_of(filed: Filed) -> dict[str, Any]:
    if not filed.way or not filed.pair:
        raise ValueError("A letter from the door comes with words.")
    return {"way": filed.way.pk, "secret": filed.pair.secret.hex()}


def places_to_ask() -> list[int]:
    """Return the positions of the words to ask for."""
    return sorted(secrets.SystemRandom().sample(range(phrases.LENGTH), ASKED_BACK))


def written_language() -> Literal["es", "en"]:
    """Return the language of the word list."""
    return "en" if get_language() == "en" else "es"


def letter_of(draft: Writing) -> Letter:
    """Return the request with everything that was written."""
    answers = relevant(draft.answers)
    for_another = answers.get(known.FILED_FOR) == known.SOMEBODY_ELSE
    not_asked = for_another and answers.get(known.CONSENT) == known.CANNOT_BE_ASKED
    return Letter(
        body=body_of(draft),
        channel=door_channel(),
        once=draft.once,
        on_behalf=for_another,
        impediment=answers.get(known.IMPEDIMENT, "") if not_asked else "",
        traits=coded_traits(answers),
        excluded_units=chosen_units(answers.get(known.EXCLUDED_UNITS, [])),
        excluded_names=answers.get(known.EXCLUDED_NAMES, ""),
        uploads=files_of(draft),
        language=written_language(),
    )


def body_of(draft: Writing) -> dict[str, Any]:
    """Return the content of a request: answers by the protocol's ids, and the consent text that was
    agreed to.

    Those who must not know are not included; they are stored in a separate document.
    """
    law = law_of()
    said = {
        name: value
        for name, value in relevant(draft.answers).items()
        if value and name not in {known.EXCLUDED_UNITS, known.EXCLUDED_NAMES}
    }
    traits = {name: said.pop(name) for name in trait_names() if name in said}
    agreed = consent_to_file(law)
    consent = agreed and {
        "id": agreed.id,
        "version": agreed.version,
        "language": language_of(law),
    }
    return {
        **said,
        "traits": traits,
        **({"consent": consent} if consent else {}),
        "written_in": get_language() or settings.LANGUAGE_CODE,
    }


def trait_names() -> list[str]:
    traits = [trait.id for step in all_steps() for trait in traits_of(step)]
    return [*traits, *(f"{trait}{OWN_WORDS}" for trait in traits)]


def coded_traits(answers: Mapping[str, Any]) -> dict[str, str]:
    """Return the answers for statistics: from the list only, never free text."""
    traits = [trait.id for step in all_steps() for trait in traits_of(step)]
    return {trait: answers[trait] for trait in traits if answers.get(trait)}


def files_of(draft: Writing) -> list[SealedUpload]:
    """Return the files that are still on disk."""
    found = [uploading.unpacked(one) for one in draft.files]
    return [one for one in found if one is not None]
