"""One row per measure: proposal, the person's answer, decision, forwarding, the institution's
reply, the person's word."""

from dataclasses import dataclass

from django.utils.functional import Promise

from amparo.casework.measures.presentation import ARRIVED
from amparo.casework.measures.queries import OnCase, Shown
from amparo.casework.obligations.queries import OpenDuty
from amparo.foundations.consent.beneficiary_shares import Protected


@dataclass(frozen=True, slots=True)
class Row:
    """`duties`: what its institutions owe, each with its answers."""

    shown: Shown
    duties: list[OpenDuty]

    @property
    def word(self) -> tuple[str, Promise] | None:
        """The person's last word on whether it arrived; None where it protects others only."""
        return ARRIVED[self.own.last_word] if self.own else None

    @property
    def own(self) -> Protected | None:
        """The person's share in it; None where it protects others only."""
        return next((one for one in self.shown.protects if one.row.is_her), None)


def rows_of(measures: OnCase, owed: list[OpenDuty]) -> list[Row]:
    return [
        Row(shown, [one for one in owed if one.duty.measure_id == shown.measure.pk])
        for shown in measures.measures
    ]
