"""An opened file: its row and its key. The team's side and the person's side both work on it."""

from dataclasses import dataclass, field

from amparo.foundations.letterbox.models import Exclusion, Filing, Key, Paper
from amparo.sealing import envelopes, marks


@dataclass(frozen=True, slots=True)
class Folder:
    """A filing whose key is unlocked in this request."""

    filing: Filing
    key: bytes = field(repr=False)

    @property
    def code(self) -> str:
        return self.filing.code

    def words(self, paper: Paper) -> dict[str, object]:
        """What a paper says."""
        return dict(
            envelopes.unseal_json(
                self.key, bytes(paper.sealed), context=paper_context(self.code, paper)
            )
        )

    def blinded(self, unit_code: str) -> bytes:
        return marks.blinded(self.key, f"excluded/{self.filing.code}", unit_code)

    def excludes_any(self, unit_codes: frozenset[str]) -> bool:
        """Whether one of these institutions must not know."""
        blinded = [self.blinded(code) for code in unit_codes]
        return Exclusion.objects.filter(filing=self.filing, blinded__in=blinded).exists()


@dataclass(frozen=True, slots=True)
class Visitor:
    """The person at risk, or somebody for her, who came back with the words."""

    folder: Folder
    way: Key

    @property
    def signature(self) -> str:
        return "person"


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody at the door who has filed nothing yet."""

    @property
    def signature(self) -> str:
        return "person"


STRANGER = Stranger()


def paper_context(code: str, paper: Paper) -> str:
    return f"paper/{code}/{paper.ref}/{paper.version}/{paper.kind}"


def key_context(filing: Filing) -> str:
    return f"filing/{filing.code}"
