"""Referrals, promises, measures ordered elsewhere, and what authorities demand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from amparo.foundations.intake.documents.schemas.document_text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralText(Text):
    KIND: ClassVar = "referral"

    label: str
    who: str
    what: str
    purpose: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralGivenText(Text):
    KIND: ClassVar = "referral_given"

    label: str
    taken_by: str
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralReplyText(Text):
    KIND: ClassVar = "referral_reply"

    label: str
    outcome: str
    on: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralOffText(Text):
    KIND: ClassVar = "referral_off"

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralToldText(Text):
    KIND: ClassVar = "referral_told"

    label: str
    outcome: str
    on: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralWishText(Text):
    KIND: ClassVar = "referral_wish"

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseText(Text):
    KIND: ClassVar = "promise"

    text: str
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseKeptText(Text):
    KIND: ClassVar = "promise_kept"

    outcome: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOnText(Text):
    KIND: ClassVar = "handed_on"

    stands: str
    care: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalMeasureText(Text):
    KIND: ClassVar = "external_measure"

    kind: str
    issuer: str
    ordered_by: str
    what: str
    on: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalAgreedText(Text):
    KIND: ClassVar = "external_agreed"

    label: str
    on: str
    outcome: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalEndedText(Text):
    KIND: ClassVar = "external_ended"

    label: str
    on: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandText(Text):
    KIND: ClassVar = "demand"

    kind: str
    demanded_by: str
    on: str
    what: str
    ground: str
    answered: str
    handed: str
    still_holds: str
    forbidden_by: str
