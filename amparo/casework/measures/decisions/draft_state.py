"""How the draft of a resolution stands: drafted, returned with observations, or approved."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.models import Document
from amparo.foundations.ledger.chain import Signs

KIND = "decision_draft"


class Stands(StrEnum):
    DRAFTED = "drafted"
    RETURNED = "returned"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True, repr=False)
class Draft:
    paper: Document
    body: Mapping[str, Any]

    @property
    def stands(self) -> str:
        return str(self.body["stands"])

    @property
    def typed(self) -> Mapping[str, str]:
        """The fields of the decision page, by name."""
        return dict(self.body["typed"])

    @property
    def observations(self) -> str:
        return str(self.body["observations"])

    @property
    def by(self) -> str:
        """The member who wrote this version."""
        return str(self.body["by"])

    @property
    def returned(self) -> bool:
        return self.stands == Stands.RETURNED

    @property
    def approved(self) -> bool:
        return self.stands == Stands.APPROVED

    @property
    def approved_by(self) -> Member:
        return Member.objects.get(code=self.body["code"])


def draft_of(open_case: OpenCase, *, seen_by: Signs) -> Draft | None:
    """The draft as it stands now; None where there is none."""
    found = papers_in(open_case.folder, seen_by=seen_by, kinds=[KIND])
    return Draft(found[-1], open_case.folder.words(found[-1])) if found else None


def version_of(draft: Draft | None) -> int:
    return draft.paper.version if draft else 0
