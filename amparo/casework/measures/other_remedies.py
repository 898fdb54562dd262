"""Services and queries for the remedies of other laws that are open beside the procedure, and for
what may never be a reason to refuse."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from amparo.casework.measures.states import Hindered, must
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.schemas.measures import OtherRemedyText
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.web.law.wording import language_of, say
from amparo.law import load_protocol
from amparo.law.admission import NeverAGround, Road

KIND = "road"


@dataclass(frozen=True, slots=True)
class Never:
    """What may never be a reason to refuse. `road`: the remedy that is open instead. `noted`: the
    team noted that it applies in this case; `text` and `at` say in which words and when."""

    row: NeverAGround
    words: str
    road: Road | None
    road_words: str
    told: str
    noted: bool = False
    text: str = ""
    at: datetime | None = None


def never_grounds(open_case: OpenCase, *, seen_by: Actor) -> list[Never]:
    """All that the law of the case names, each with its latest note."""
    law = load_protocol(open_case.folder.filing.protocol)
    if not law.admission.never_a_ground:
        return []
    last = _noted(open_case.folder, seen_by)
    roads = {road.id: road for road in law.admission.road}
    told = law.texts[language_of(law)].told.get("roads", {})
    return [
        Never(
            one,
            words=say(law, f"never_grounds.{one.id}"),
            road=roads.get(one.beside or ""),
            road_words=say(law, f"roads.{one.beside}"),
            told=told.get(one.beside or "", ""),
            **last.get(one.id, {}),
        )
        for one in law.admission.never_a_ground
    ]


@transaction.atomic
def note_road(
    open_case: OpenCase, never: str, *, applies: bool, text: str, by: Actor, at: datetime
) -> None:
    """Note that it applies in this case, or does not. Sealed for the team alone: the person's page
    may be read by the aggressor. Raises Hindered, KeyChanged."""
    must(by, Permission.CASE_WORK)
    law = load_protocol(open_case.folder.filing.protocol)
    if never not in {one.id for one in law.admission.never_a_ground}:
        raise Hindered("gone")
    body = OtherRemedyText(never=never, applies=applies, text=text)
    write_paper(open_case.folder, body=body, by=by, at=at)


def _noted(folder: Folder, reader: Actor) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for paper in papers_in(folder, seen_by=reader, kinds=[KIND]):
        body = folder.words(paper)
        found[str(body["never"])] = {
            "noted": bool(body["applies"]),
            "text": str(body["text"]),
            "at": paper.written_at,
        }
    return found
