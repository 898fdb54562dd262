"""Services for linked cases: a case of their own for the family, the lawyer or the collective. It
has its own key, passphrase and team; the link is in sealed documents of both cases."""

from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db import transaction

from amparo.casework.disappearances import events
from amparo.casework.disappearances.follow_up_tasks import DEATHS, Kind, close_vigils
from amparo.casework.disappearances.incident_display import OPENS_A_CASE
from amparo.casework.disappearances.models import Party
from amparo.casework.disappearances.queries import happening_called
from amparo.casework.measures.states import Hindered, must
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.services import open_case as open_the_case
from amparo.foundations.consent.queries import excluded_as
from amparo.foundations.intake.documents.redacted_data_detection import carry
from amparo.foundations.intake.documents.schemas.disappearances import LinkedCaseText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.exclusions import names_person
from amparo.foundations.intake.inherited_exclusions import Kept, kept_from, tell_linked
from amparo.foundations.intake.keys.case_keys import Folder, hold
from amparo.foundations.intake.requests.services import Letter, file_request
from amparo.foundations.ledger.services import record
from amparo.foundations.related_people.queries import is_barred, is_barred_relative
from amparo.law import load_protocol
from amparo.law.disappearances import Befell


@transaction.atomic
def open_linked(
    open_case: OpenCase,
    ref: str,
    letter: Letter,
    *,
    party: str,
    applicant: str,
    by: Actor,
    at: datetime,
) -> str:
    """File the request of the relatives, lawyer or collective and open it, on the track that the
    protocol gives such a case. Return its code.

    Members and units that must not know of the first case get no part in this one either. Raises
    Hindered, and what filing and opening a request raise.
    """
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    found = happening_called(open_case, ref, seen_by=by)
    if found is None or found.row.set_aside_at or found.row.what not in OPENS_A_CASE:
        raise Hindered("nothing_open")
    kept = kept_from(open_case.folder, seen_by=by)
    _refuse_who_must_not_know(open_case, party, applicant, by=by)
    befell = Befell.DIED if found.row.what in DEATHS else Befell.DISAPPEARED
    finds = load_protocol(settings.PROTOCOL).fate.found_after(befell)
    theirs = replace(
        letter,
        facts={**letter.facts, **dict.fromkeys(finds, True)},
        inherited_units=kept.units,
        inherited_names=kept.names,
    )
    folder = file_request(theirs, by=by, at=at).folder
    _tell_ties(folder, kept, at=at)
    opened = open_the_case(folder, by=by, at=at)
    mine = LinkedCaseText(code=folder.code, party=Party(party).value)
    write_paper(open_case.folder, body=mine, by=by, at=at)
    write_paper(folder, body=LinkedCaseText(code=open_case.code), by=by, at=at)
    if Party(party) == Party.COLLECTIVE:
        carry(open_case.folder, folder, by=by, at=at)
    event = events.LinkedCaseOpened(about=open_case.code, happening=found.row.ref, party=party)
    record(event, by=by, at=at)
    close_vigils(found.row, Kind.LINKED, outcome="opened", by=by, at=at)
    refresh(open_case.case, at=at)
    refresh(opened, at=at)
    return folder.code


def _tell_ties(folder: Folder, kept: Kept, *, at: datetime) -> None:
    """Carry over conflicts of interest before the case is opened: those members get no
    seat on it."""
    if kept.tied:
        tell_linked(folder.filing, replace(kept, units=(), names=""), at=at)


def _refuse_who_must_not_know(
    open_case: OpenCase, party: str, applicant: str, *, by: Actor
) -> None:
    """Raise Hindered where the person excluded the applicant, or the danger comes from them.

    A relative bears the surname of others, so a surname alone matches only applicants who are not
    relatives.
    """
    folder = open_case.folder
    if Party(party) == Party.RELATIVES:
        meant = is_barred_relative(folder, applicant, seen_by=by)
    else:
        meant = is_barred(folder, applicant, seen_by=by) or names_person(folder, applicant)
    if meant:
        raise Hindered("applicant_excluded")
    if against := excluded_as(folder, None, applicant, seen_by=by):
        raise Hindered(*against)
