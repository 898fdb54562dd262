"""How a person of a case can be contacted safely, as agreed: ways and hours. The last agreement
counts; earlier ones stay readable.

Only the team reads it: others with the person's passphrase see the page and must not see this.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.foundations.intake.documents.schemas.request import (
    Agreement,
    SafeWayOfAnotherText,
    SafeWayText,
)
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.models import Document
from amparo.foundations.ledger.services import Signs

KIND, OF_ANOTHER = "safe_way", "safe_way_of"
PAGE = "page"
WAYS: dict[str, Promise] = {
    PAGE: _("On their own page: they say that nobody else opens it"),
    "telephone": _("By telephone"),
    "messenger": _("By messenger"),
    "radio": _("By radio"),
    "in_person": _("In person"),
    "through_others": _("Through somebody they trust"),
}
BY_THE_TEAM: dict[str, Promise] = {code: word for code, word in WAYS.items() if code != PAGE}
"""Ways in which a member can contact a person."""
HEARD, THROUGH, WRITTEN = "heard", "through", "written"
HOW: dict[str, Promise] = {
    HEARD: _("Somebody of the team saw them, or heard a voice that is known"),
    THROUGH: _("Through somebody whom they had named for this"),
    WRITTEN: _("They wrote it themselves, in words that only they could write"),
}
"""How the way was agreed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeWay:
    """An agreed way. `begins` and `ends`: hours in the time zone of the law; equal means the whole
    day. `text`: number, word to say, intermediary. `how` it was agreed; empty where a way was only
    taken away."""

    ways: tuple[str, ...]
    how: str
    begins: time
    ends: time
    text: str = field(repr=False)

    def against(self, way: str, moment: datetime) -> tuple[str, ...]:
        """Return codes of what forbids this contact; empty if it is as agreed. The page has no
        hours: the person opens it."""
        found = () if way in self.ways else ("way_not_agreed",)
        return found if way == PAGE or self._holds(moment.time()) else (*found, "hour_not_agreed")

    def _holds(self, now: time) -> bool:
        if self.begins == self.ends:
            return True
        if self.begins < self.ends:
            return self.begins <= now <= self.ends
        return now >= self.begins or now <= self.ends  # past midnight


type Agreed = Callable[..., None]
_agreed: list[Agreed] = []


def when_way_changed[F: Agreed](function: F) -> F:
    """Register a function called with the folder and the new way, once it is written."""
    if function not in _agreed:
        _agreed.append(function)
    return function


@transaction.atomic
def agree_on_way(
    folder: Folder, way: SafeWay, *, whose: str = "", by: Signs, at: datetime
) -> Document:
    """Store an agreement. `whose`: ref of a related person; empty means the person. Raises
    KeyChanged."""
    data: Agreement = {
        "ways": list(way.ways),
        "how": way.how,
        "begins": way.begins.isoformat("minutes"),
        "ends": way.ends.isoformat("minutes"),
    }
    body: SafeWayText | SafeWayOfAnotherText = (
        SafeWayOfAnotherText(text=way.text, data=data, other=whose)
        if whose
        else SafeWayText(text=way.text, data=data)
    )
    paper = write_paper(folder, body=body, by=by, at=at)
    for function in _agreed:
        function(folder, way, whose=whose, by=by, at=at)
    return paper


def way_of(
    folder: Folder,
    *,
    whose: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    seen_by: Signs,
) -> SafeWay | None:
    """Return the last agreement, or None. `since`: ignore older ones, which others may know by now.
    `until`: as it stood at that moment."""
    papers = papers_in(folder, seen_by=seen_by, kinds=[OF_ANOTHER if whose else KIND])
    recent = [one for one in papers if since is None or one.written_at >= since]
    known = [one for one in recent if until is None or one.written_at <= until]
    if not whose:
        return _read(folder.read(known[-1], SafeWayText)) if known else None
    said = (folder.read(paper, SafeWayOfAnotherText) for paper in reversed(known))
    found = next((one for one in said if one.other == whose), None)
    return _read(found) if found else None


def _read(body: SafeWayText | SafeWayOfAnotherText) -> SafeWay:
    data = body.data
    return SafeWay(
        ways=tuple(data["ways"]),
        how=data["how"],
        begins=time.fromisoformat(data["begins"]),
        ends=time.fromisoformat(data["ends"]),
        text=body.text,
    )
