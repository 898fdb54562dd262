"""An obligation that is unlocked: what was told, what was answered, and the files that came."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from amparo.casework.obligations.models import (
    OF_TEAM,
    OPINIONS,
    STRENGTHS,
    Obligation,
    ObligationAnswer,
)
from amparo.casework.obligations.titles_and_grounds import (
    ASKED_FOR,
    cause_in_words,
    ground_of_time,
    title_of_duty,
)
from amparo.crypto import file_sealing as streams
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.intake.files.uploads import file_context, path_of
from amparo.foundations.intake.procedure.law_of_filing import law_at
from amparo.foundations.ledger.models import Entry
from amparo.law import Term, asked_term

SAID = {
    **dict(ObligationAnswer.Kind.choices),
    ObligationAnswer.Kind.ACKNOWLEDGED.value: _("Receipt acknowledged"),
    ObligationAnswer.Kind.OBJECTED.value: _("Justified limitation reported"),
    ObligationAnswer.Kind.REPORTED.value: _("Execution reported"),
}
"""How each message is named in the history: the resolution binds, so that receipt is no consent."""
WORDS = dict((*OPINIONS, *STRENGTHS))
ON_EXECUTION = frozenset({
    ObligationAnswer.Kind.ACKNOWLEDGED.value,
    ObligationAnswer.Kind.OBJECTED.value,
    ObligationAnswer.Kind.REPORTED.value,
    ObligationAnswer.Kind.CONTESTED.value,
})  # fmt: skip
"""Messages that say whether the measure is carried out."""


@dataclass(frozen=True, slots=True)
class Said:
    """One answer in words."""

    ref: str
    kind: str
    of_unit: bool
    at: datetime
    text: str
    word: str
    proof: bool
    ground: str = ""
    """The ground for more time, in the law's words; or that there is no budget, and how much."""
    responsible: str = ""
    received_on: date | None = None
    by_unit: str = ""
    """The code of the unit that said it; empty for the team."""

    @property
    def label(self) -> str:
        return str(SAID[self.kind])

    @property
    def word_label(self) -> str:
        return self.ground or str(WORDS.get(self.word, ""))


@dataclass(frozen=True, slots=True)
class OpenDuty:
    """An obligation unlocked by its unit, or by the team under the case key. Key and content are
    empty where consent no longer allows them."""

    duty: Obligation
    key: bytes = field(repr=False)
    extract: dict[str, Any] = field(repr=False)
    said: tuple[Said, ...] = field(repr=False)

    @property
    def title(self) -> str:
        return title_of_duty(self.duty)

    @property
    def shown(self) -> bool:
        return bool(self.key)

    @property
    def answered_at(self) -> datetime | None:
        """When the unit first answered what it was asked."""
        return self.first_at(self.duty.kind)

    def first_at(self, kind: str) -> datetime | None:
        return next((one.at for one in self.said if one.kind == kind), None)

    @property
    def asks_time(self) -> Said | None:
        """The unit's request for more time, if it is not decided yet."""
        answered = {
            ObligationAnswer.Kind.TIME_GIVEN.value,
            ObligationAnswer.Kind.TIME_REFUSED.value,
        }
        if any(one.kind in answered for one in self.said):
            return None
        return next((one for one in self.said if one.kind == ObligationAnswer.Kind.MORE_TIME), None)

    @property
    def last(self) -> Said | None:
        """The last message about the obligation, without incidents."""
        owed = [one for one in self.said if one.kind != ObligationAnswer.Kind.INCIDENT]
        return owed[-1] if owed else None

    @property
    def may_be_contested(self) -> bool:
        """Whether the unit reported that it was carried out, and neither the unit nor the team has
        said otherwise since. The word of the person that it arrived stands."""
        waits = self.duty.running or self.duty.state == Obligation.State.OPEN
        if not waits or self.duty.state == Obligation.State.VERIFIED or not self.shown:
            return False
        return self._on_execution == ObligationAnswer.Kind.REPORTED

    @property
    def is_undone(self) -> bool:
        """Whether the unit reported that it was carried out, and the person's word undid it."""
        return self.may_be_contested and self.duty.state != Obligation.State.REPORTED

    @property
    def is_contested(self) -> bool:
        """Whether the team contests the last report, and the unit has not answered since."""
        return self._on_execution == ObligationAnswer.Kind.CONTESTED

    @property
    def _on_execution(self) -> str:
        """The kind of the last message that says whether the measure is carried out."""
        return next((one.kind for one in reversed(self.said) if one.kind in ON_EXECUTION), "")

    @property
    def asked(self) -> bool:
        """Whether the last message is the team's and waits for an answer."""
        return self.last is not None and self.last.kind in OF_TEAM


def opened(duty: Obligation, key: bytes) -> OpenDuty:
    said = tuple(
        _said(duty, answer, answer.says(duty, key))
        for answer in ObligationAnswer.objects.filter(duty=duty).order_by("at", "pk")
    )
    return OpenDuty(duty, key, duty.says(key), said)


def _said(duty: Obligation, answer: ObligationAnswer, body: dict[str, Any]) -> Said:
    ground = cause_in_words(duty, answer.cause, answer.amount)
    if answer.kind == ObligationAnswer.Kind.MORE_TIME:
        ground = ground_of_time(duty, str(body.get("word", "")))
    received = str(body.get("received_on", ""))
    return Said(
        ref=answer.ref,
        kind=answer.kind,
        of_unit=answer.of_unit,
        at=answer.at,
        text=str(body.get("text", "")),
        word=str(body.get("word", "")),
        proof=bool(answer.stored_as),
        ground=ground,
        responsible=str(body.get("responsible", "")),
        received_on=date.fromisoformat(received) if received else None,
        by_unit=answer.author.partition(":")[2],
    )


def term_of(open_duty: OpenDuty, *, at: datetime) -> Term | None:
    """The term of a question to an institution; None for a measure, whose dates the
    decision sets."""
    duty = open_duty.duty
    if not duty.only_asked:
        return None
    asked = open_duty.first_at(ObligationAnswer.Kind.MORE_TIME)
    given = open_duty.first_at(ObligationAnswer.Kind.TIME_GIVEN)
    law = law_at(duty.case.filing, duty.forwarded_at)
    return asked_term(
        law,
        law.term_to_answer(ASKED_FOR[Obligation.Kind(duty.kind)]),
        duty.forwarded_at,
        at,
        answered_at=open_duty.answered_at,
        extended=(asked, given) if asked and given else None,
        calendar=settings.CALENDAR,
    )


def copies_printed(duty: Obligation) -> int:
    entries = Entry.objects.filter(about=duty.case.code, event="DutyPrinted")
    return entries.filter(facts__contains=f'"{duty.alias}"').count()


@dataclass(frozen=True, slots=True)
class Proof:
    """A file that came with an answer, read from its envelope in pieces."""

    ref: str
    kind: str
    size: int
    stored_as: str
    key: bytes = field(repr=False)

    def pieces(self) -> Iterator[bytes]:
        with path_of(self.stored_as).open("rb") as source:
            yield from streams.unseal_stream(self.key, source, context=file_context(self.stored_as))


def proof_called(open_duty: OpenDuty, ref: str) -> Proof:
    """The file of an answer to this obligation; raises Http404 otherwise."""
    found = ObligationAnswer.objects.filter(duty=open_duty.duty, ref=marks.code_normalised(ref))
    answer = found.exclude(stored_as="").first()
    if answer is None or not open_duty.shown:
        raise Http404
    about = answer.says(open_duty.duty, open_duty.key)["file"]
    return Proof(
        ref=answer.ref,
        kind=str(about["kind"]),
        size=int(about["size"]),
        stored_as=answer.stored_as,
        key=bytes.fromhex(about["key"]),
    )
