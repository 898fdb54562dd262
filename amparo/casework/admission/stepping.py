"""Noting a step of the law that somebody else took: on which day, and how that is known."""

from datetime import datetime

from django.db import transaction

from amparo import rules
from amparo.casework.admission.services import keep_note
from amparo.casework.admission.steps import steps_of
from amparo.foundations.access.actors import Actor, Refused
from amparo.foundations.access.permissions import Permission
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.letterbox.deeds import NotInOrder, happen
from amparo.foundations.letterbox.folders import hold
from amparo.foundations.letterbox.queries import standing
from amparo.foundations.look.law import say


@transaction.atomic
def note_step(
    open_case: OpenCase, act: str, *, when: datetime, text: str, by: Actor, at: datetime
) -> None:
    """Note that it was done at that moment, and how that is known. Raises NotInOrder, with the
    engine's own refusal behind it where the moment does not fit."""
    if not by.may(Permission.CASE_WORK):
        raise Refused("not_on_the_case")
    hold(open_case.folder)
    filing = open_case.folder.filing
    law, state = rules.load(filing.protocol), standing(filing, at=at)
    if act not in {one.id for one in steps_of(open_case, state, seen_by=by)}:
        raise NotInOrder(act)
    step = say(law, f"acts.{act}")
    happen(filing, str(law.acts[act].records), when=when, by=by, at=at)
    keep_note(open_case, text=f"{step}\n\n{text}", by=by, at=at)
