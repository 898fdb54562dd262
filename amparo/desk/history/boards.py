"""Earlier representatives of the collective of one case, and what was put to it. Reads nothing of
another board's case."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from django.utils.translation import gettext as _

from amparo.casework.collectives.presentation import Speaking
from amparo.casework.collectives.queries import betweens_of, board_of
from amparo.casework.measures.queries import plan
from amparo.desk.history.answers import STANDS, Recorded, recorded
from amparo.desk.history.document_versions import Changed
from amparo.desk.history.people_and_measure_dates import Step
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.web.dates import day_in_words

type Said = tuple[str, str, list[Changed]]
"""Subject, reason, and what it changed."""


def steps_of_boards(open_case: OpenCase, *, seen_by: Actor) -> Iterator[Step] | None:
    """Return the steps, oldest first; None where no collective is involved in this case."""
    speaking = board_of(open_case, seen_by=seen_by)
    return None if speaking is None else _SoFar(open_case, speaking, seen_by).steps()


class _SoFar:
    """The state so far, while the record is read from its beginning."""

    def __init__(self, open_case: OpenCase, speaking: Speaking, reader: Actor) -> None:
        self.open_case, self.speaking, self.reader = open_case, speaking, reader
        self.decided: dict[str, str] = {}
        folder = open_case.folder
        papers = papers_in(folder, seen_by=reader, kinds=["board_ended"])
        self.ended = [str(folder.words(paper).get("text", "")) for paper in papers]
        found = betweens_of(open_case, speaking, seen_by=reader)
        self.between = {one.row.ref: one for one in found}
        self.measures = {one.ref: one.entry.label for one in plan(open_case, seen_by=reader)}
        self.says: Mapping[str, Callable[[Recorded], Said]] = {
            "CollectiveNoted": self._noted,
            "BoardJoined": self._joined,
            "BoardEnded": self._over,
            "PutToBoards": self._put,
            "BoardAsked": self._put,
            "ActaLaid": self._laid,
            "BetweenProposed": self._between,
            "BetweenEnded": self._between,
            "MemberLeftOut": self._left_out,
        }

    def steps(self) -> Iterator[Step]:
        for one in recorded(self.open_case, self.says, seen_by=self.reader):
            about, why, changed = self.says[one.event](one)
            yield Step(one.at, one.author, about, tuple(changed), why)

    def _noted(self, _one: Recorded) -> Said:
        return "", "", [Changed(_("What kind of collective"), "", self.speaking.kind)]

    def _joined(self, _one: Recorded) -> Said:
        who = Changed(_("Who speaks for it here"), "", self.speaking.who)
        return "", "", [who, Changed(_("How it decides"), "", self.speaking.procedure)]

    def _over(self, one: Recorded) -> Said:
        since = day_in_words(date.fromisoformat(one.facts["day"]))
        newer = _("Somebody else, since %(day)s") % {"day": since}
        changed = Changed(_("Who speaks for it here"), self.speaking.who, newer)
        return "", self.ended.pop(0) if self.ended else "", [changed]

    def _put(self, one: Recorded) -> Said:
        about = self.measures.get(one.facts["measure"], _("A measure of another board's case"))
        return about, "", [Changed(_("Asked of"), "", _("The whole collective, by acta"))]

    def _laid(self, one: Recorded) -> Said:
        question, newer = one.facts["question"], str(STANDS[one.facts["decided"]])
        older = self.decided.get(question, "")
        self.decided[question] = newer
        changed = [Changed(_("What the board decided"), older, newer)] if older != newer else []
        return self.measures.get(one.facts["subject"], ""), "", changed

    def _between(self, one: Recorded) -> Said:
        found = self.between[one.facts["between"]]
        scope = "\n".join(str(label) for label in found.scope)
        ends = one.event == "BetweenEnded"
        changed = Changed(_("What it may know"), scope if ends else "", "" if ends else scope)
        return found.name, str(found.row.get_ended_display()) if ends else "", [changed]

    def _left_out(self, one: Recorded) -> Said:
        changed = Changed(_("Papers that held it"), str(one.facts["papers"]), "0")
        return _("A member's own data"), "", [changed]
