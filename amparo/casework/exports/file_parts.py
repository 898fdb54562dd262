"""Parts of a file that may be exported, in the words on file. No text is written for an export."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import override

from amparo.casework.assessment.queries import latest_submitted
from amparo.casework.measures.catalogue import known_values
from amparo.casework.measures.queries import decisions, plan
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.ledger.services import Signs
from amparo.foundations.web.dates import day_in_words
from amparo.foundations.web.law.wording import say
from amparo.law import Protocol, load_protocol
from amparo.law.admission import Known

OF_THE_PERSON = ("chosen_name", "contact_channel", "coarse_place", "language")
"""What the request says about the person, each a part of its own; the law gives the names."""
REQUEST, RISK, MEASURES, DECISION, DATES = "request", "risk", "measures", "decision", "dates"
NAMES = {
    REQUEST: later("What the person told"),
    RISK: later("How grave the danger was found to be, and why"),
    MEASURES: later("The measures, who must do them, and how each stands"),
    DECISION: later("The decisions"),
    DATES: later("What happened in the procedure, and when"),
}
PARTS = (*OF_THE_PERSON, *NAMES)
"""The closed list of text parts. Messages, notes of the team, exclusions, traits and what related
persons told are not in it: they cannot be exported."""
FILE = "files"
"""One photo, recording or document: it is exported alone, never with parts of text."""
# Answers of the request that are not exported with it: the exclusions above all.
NOT_TOLD = frozenset({*Known, "language", "interpreter"}) - {Known.FACTS}
FIRST_TOLD_IN = ("urgent", "request")
TOLD_IN = (*FIRST_TOLD_IN, "answer")

type Told = list[tuple[datetime, dict[str, object] | None]]
"""What was told, and when; None for a document that does not open."""


@dataclass(frozen=True, slots=True, repr=False)
class Part:
    """One part with the words that would leave."""

    id: str
    name: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Wanted:
    """What is asked for. `parts`: of the closed list, or `file` alone, in that `form`; `order`: the
    court's demand on which it is asked, or empty where the person is asked."""

    name: str
    unit: Unit | None
    purpose: str
    parts: tuple[str, ...] = ()
    order: str = ""
    file: str = ""
    form: str = ""


def parts_of(open_case: OpenCase, *, seen_by: Signs) -> list[Part]:
    """Every part with content, in the language of the norm."""
    law = load_protocol(open_case.folder.filing.protocol)
    with override(law.languages[0]):
        found = [_of_the_person(open_case, law, one, seen_by) for one in OF_THE_PERSON]
        found += [Part(one, str(NAMES[one]), READ[one](open_case, law, seen_by)) for one in NAMES]
    return [one for one in found if one.words]


def name_of(open_case: OpenCase, part: str) -> str:
    """The name of a part, in the reader's language."""
    if part == FILE:
        return _("One file of the case")
    law = load_protocol(open_case.folder.filing.protocol)
    return str(NAMES[part]) if part in NAMES else _called(law, part)


def _called(law: Protocol, part: str) -> str:
    return capfirst(say(law, f"fields.{part}", otherwise=part))


def _of_the_person(open_case: OpenCase, law: Protocol, part: str, reader: Signs) -> Part:
    words = known_values(open_case, seen_by=reader).get(part, "")
    said = say(law, f"options.{words}", otherwise=words).strip()
    # Older values stand, except the contact channel: where a document does not open, it is left
    # out.
    kinds = TOLD_IN if part == "contact_channel" else FIRST_TOLD_IN
    unread = _unread(_told(open_case, kinds, reader))
    return Part(part, _called(law, part), "\n".join(filter(None, (said, unread))))


def _told(open_case: OpenCase, kinds: Sequence[str], reader: Signs) -> Told:
    papers = papers_in(open_case.folder, seen_by=reader, kinds=kinds)
    return [(one.written_at, open_case.folder.words_if_they_open(one)) for one in papers]


def _unread(told: Told) -> str:
    """Lines that tell the reader what is missing here because it does not open."""
    return "\n".join(
        _("The account of %(day)s cannot be opened: it is missing here.")
        % {"day": day_in_words(timezone.localtime(at).date())}
        for at, body in told
        if body is None
    )


def _request(open_case: OpenCase, law: Protocol, reader: Signs) -> str:
    """What was told, question by question, verbatim."""
    said: dict[str, Any] = {}
    read = _told(open_case, TOLD_IN, reader)
    for _at, body in read:
        said.update({name: words for name, words in (body or {}).items() if words})
    asked = [one.id for step in law.admission.step for one in step.question]
    told = []
    for name in dict.fromkeys([Known.FACTS.value, *asked]):
        words = said.get(f"{name}-own_words") or said.get(name)
        if name not in NOT_TOLD and words:
            told.append(f"{say(law, f'questions.{name}', otherwise=name)}\n{_plain(law, words)}")
    return "\n\n".join(filter(None, [*told, _unread(read)]))


def _plain(law: Protocol, words: Any) -> str:
    if isinstance(words, (list, tuple)):
        return "\n".join(_plain(law, one) for one in words)
    if isinstance(words, Mapping):
        return "\n".join(_plain(law, one) for one in words.values() if one)
    return say(law, f"options.{words}", otherwise=str(words))


def _risk(open_case: OpenCase, _law: Protocol, reader: Signs) -> str:
    """The newest recorded assessment: the reasons, then the level."""
    found = latest_submitted(open_case, seen_by=reader)
    weighed = found.weighed if found else None
    if weighed is None:
        return ""
    # All items of a table's group have the same answer, which a page shows once above them.
    alike = _("Yes") if weighed.rows else ""
    lines = []
    for group in weighed.groups:
        items = [_weighed(it.what, it.answer or alike, it.words) for it in group.items]
        lines += [group.title, *items] if items else []
    lines += [_weighed(it.what, it.answer, it.words) for it in weighed.facts]
    if weighed.grade:
        lines.append(_("Level: %(level)s") % {"level": weighed.grade.level})
    return "\n".join(lines)


def _weighed(what: str, *said: str) -> str:
    """The question and its answers, without empty ones."""
    return ": ".join(one for one in (what, ". ".join(one for one in said if one)) if one)


def _measures(open_case: OpenCase, _law: Protocol, reader: Signs) -> str:
    found = plan(open_case, seen_by=reader)
    return "\n".join(_weighed(one.entry.label, one.who, str(one.word)) for one in found)


def _decisions(open_case: OpenCase, _law: Protocol, reader: Signs) -> str:
    """Each resolution as the person reads it."""
    found = []
    for one in decisions(open_case, seen_by=reader):
        body = one.body
        told = [str(body.get("outcome", "")), str(body.get("changed", ""))]
        told += [str(line) for line in body.get("measures", [])]
        told += [str(body.get("reasons", "")), str(body.get("remedy", ""))]
        found.append("\n".join(line for line in told if line))
    return "\n\n".join(found)


def _dates(open_case: OpenCase, law: Protocol, _reader: Signs) -> str:
    happened = open_case.folder.filing.happened.items()
    return "\n".join(
        f"{capfirst(say(law, f'events.{name}', otherwise=name))}:"
        f" {day_in_words(datetime.fromisoformat(moment).astimezone(law.zone).date())}"
        for name, moment in happened
    )


READ: Mapping[str, Callable[[OpenCase, Protocol, Signs], str]] = {
    REQUEST: _request,
    RISK: _risk,
    MEASURES: _measures,
    DECISION: _decisions,
    DATES: _dates,
}
