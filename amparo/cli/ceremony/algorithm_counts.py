"""Counts of what is sealed by which algorithm: what is left after a change of algorithm, and whose
act seals each kind again."""

from collections import Counter
from collections.abc import Iterator
from types import ModuleType

from django.db.models import Model, QuerySet

from amparo.casework.obligations.models import Obligation, ObligationAnswer
from amparo.casework.obligations.stations.models import HandedOn
from amparo.casework.referral.models import BlanketDemand, BlanketDemandReader, BlanketDemandStep
from amparo.foundations.accounts.models import Credentials, GroupKeyHolder
from amparo.foundations.cases.models import FormDraft, NameIndexBucket, SimilarityResult
from amparo.foundations.cases.outdated_algorithms import SEALED_WITH_ITS_KEY, of_another_algorithm
from amparo.foundations.intake.keys.algorithms import BOX, ENVELOPE, counted
from amparo.foundations.intake.models import RecoveredCaseKey, TraitBatch, TraitSlip
from amparo.foundations.related_people.models import CredentialCopy
from amparo.obligations.recommendations.models import (
    Answer,
    Recommendation,
    RecommendationReader,
)
from amparo.observatory.attacks.models import (
    Act,
    Attack,
    AttackDraft,
    Fact,
    PartyConsent,
    Perpetrator,
    Response,
    Source,
    Victim,
)
from amparo.observatory.consultations.models import ConsultationReader, Proposal
from amparo.observatory.data_rights.models import DataRequest
from amparo.observatory.duplicates.models import Comparison, PairAnswer
from amparo.observatory.evidence.models import Evidence

type Sealed = tuple[type[Model], str, ModuleType]

PARTS = (Victim, Act, Perpetrator, Source, Fact, Response)

OF_CASES: tuple[Sealed, ...] = (
    *((model, column, sealing) for model, column, _way, sealing in SEALED_WITH_ITS_KEY),
    (Obligation, "key_under_case", ENVELOPE),
)
BY_THEMSELVES: dict[str, tuple[Sealed, ...]] = {
    "of the accounts of members: with another password, other words, passkeys or recovery codes": (
        (Credentials, "sealed_secret", ENVELOPE),
        (Credentials, "sealed_code_secret", ENVELOPE),
        (Credentials, "sealed_by_words", BOX),
        (Credentials, "sealed_passkeys", ENVELOPE),
        (Credentials, "sealed_recovery", ENVELOPE),
    ),
    "of keys that several hold: whoever holds one renews it on the team page": (
        (GroupKeyHolder, "sealed", BOX),
    ),
    "of what institutions owe: with another key of their unit, or when the duty ends": (
        (Obligation, "key_for_unit", BOX),
        (Obligation, "extract", ENVELOPE),
        (ObligationAnswer, "sealed", ENVELOPE),
        (HandedOn, "key_for_unit", BOX),
        (HandedOn, "limitation", ENVELOPE),
        (HandedOn, "reply", ENVELOPE),
    ),
    "copies for others of a case, and keys that wait for a member: they go with their words, or"
    " when they are taken": (
        (CredentialCopy, "sealed", BOX),
        (RecoveredCaseKey, "sealed", BOX),
    ),
    "of traits: whoever holds the statistics key renews it on the team page": (
        (TraitSlip, "sealed", BOX),
        (TraitBatch, "sealed", BOX),
    ),
    "of recommendations, which are never written over and stay so": (
        (RecommendationReader, "sealed", BOX),
        (Recommendation, "sealed", ENVELOPE),
        (Answer, "sealed", ENVELOPE),
    ),
    "of recommendations, for institutions: with another key of their unit": (
        (Recommendation, "key_for_unit", BOX),
    ),
    "of attacks: they stay so until they are changed": (
        *((model, "sealed", ENVELOPE) for model in (Attack, *PARTS, PartyConsent, Evidence)),
    ),
    "of keys of attacks and of what people ask of monitors: one renews them on the team page": (
        (Attack, "sealed_key", BOX),
        (DataRequest, "sealed", BOX),
    ),
    "of possible duplicates: a monitor compares the records once more": (
        (Comparison, "sealed", BOX),
    ),
    "of reasons why records are the same: they stay so until a record is erased": (
        (PairAnswer, "sealed", ENVELOPE),
    ),
    "of consultations, for their readers: each of them on the page Your keys": (
        (ConsultationReader, "sealed", BOX),
        (Proposal, "for_readers", BOX),
        (Proposal, "left_out", BOX),
    ),
    "of consultations, for authors alone: with a change of theirs, or taken back": (
        (Proposal, "for_author", BOX),
    ),
    "of demands for every file, which are never written over and stay so": (
        (BlanketDemand, "sealed", BOX),
        (BlanketDemandReader, "sealed", BOX),
        (BlanketDemandStep, "sealed", BOX),
    ),
    "of the names, looks and unsent forms of members: with time": (
        (NameIndexBucket, "sealed", ENVELOPE),
        (SimilarityResult, "sealed", BOX),
        (FormDraft, "sealed", BOX),
        (AttackDraft, "sealed", BOX),
    ),
}
SHORT_LIVED = frozenset({"accounts.Session.sealed", "intake.Draft.sealed"})
"""Deleted within a day, and not counted."""


def standing() -> Iterator[str]:
    """Sentences on the algorithms; one sentence where everything uses the current one."""
    whole = _counts(OF_CASES)
    waiting = sum(many for (_, old), many in whole.items() if old)
    yield from _said("of cases and requests", whole)
    if waiting:
        yield (
            f"  {of_another_algorithm().count()} cases are left, and requests that nobody opened"
            " yet: amparo keys reseal"
        )
    for what, sealed in BY_THEMSELVES.items():
        found = _counts(sealed)
        if any(old for _, old in found):
            yield from _said(what, found)


def _said(what: str, found: Counter[tuple[str, bool]]) -> Iterator[str]:
    for (name, old), many in sorted(found.items()):
        today = "as today" if not old else "NOT as today"
        yield f"Sealed by {name}, {today}: {many} rows {what}."


def _counts(sealed: tuple[Sealed, ...]) -> Counter[tuple[str, bool]]:
    """Number of rows by name of the algorithm, and whether it is an older one."""
    found: Counter[tuple[str, bool]] = Counter()
    for model, column, sealing in sealed:
        kind = "box" if sealing is BOX else "envelope"
        for byte, many in counted(QuerySet(model), column).items():
            found[f"{kind} 0x{byte.hex()}", byte != sealing.ALGORITHM] += many
    return found


def left() -> int:
    """Number of rows sealed by an older algorithm."""
    every = (OF_CASES, *BY_THEMSELVES.values())
    return sum(many for one in every for (_, old), many in _counts(one).items() if old)
