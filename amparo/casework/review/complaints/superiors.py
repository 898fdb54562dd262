"""Members above a late role who may rule on its delay: not those complained of, nor those who must
not know of the file."""

from dataclasses import dataclass

from amparo.casework.review.complaints.due_days import may_say_done
from amparo.casework.review.models import Complaint
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.deferred_fields import her_own
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.queries import colleagues
from amparo.foundations.cases.case_of_filing import case_of_filing
from amparo.foundations.cases.models import CaseAccess
from amparo.foundations.cases.queries import kept_apart
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.exclusions import kept_away_by_others, must_not_know
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.procedure.law_of_filing import law_at
from amparo.foundations.ledger.chain import Signs
from amparo.law import Protocol


@dataclass(frozen=True, slots=True)
class Rulers:
    """Who may rule on a delay. `withheld`: no member, because the person said that they must not
    know. False where they only declared a tie themselves: then it goes to the superior on paper."""

    members: tuple[Member, ...]
    withheld: bool


def who_may_rule(row: Complaint, *, folder: Folder | None, seen_by: Signs) -> Rulers:
    """Return the members of the role above the late one, without those who may not know of the
    file, belong to a unit that is not above, or act on this case for the late role. Call it without
    the open `folder` only where no member is excluded."""
    law = law_at(row.filing, row.filed_at)
    superior = law.roles[row.owed_by].superior
    if superior is None:
        return Rulers((), withheld=False)
    above = _units_of(law.roles[superior].institution)
    desks = desks_of(law, superior)
    blamed = complained_of(row)
    standing_above = tuple(
        one
        for one in colleagues(seen_by=seen_by)
        if desks & set(one.roles) and one.pk not in blamed and (not above or one.unit.code in above)
    )
    if folder is None:
        return Rulers(standing_above, withheld=False)
    may_know = tuple(one for one in standing_above if not must_not_know(folder, one, by=seen_by))
    if may_know:
        return Rulers(may_know, withheld=False)
    said = any(kept_away_by_others(folder, one, by=seen_by) for one in standing_above)
    return Rulers((), withheld=said or folder.excludes_any(above))


def complained_of(row: Complaint) -> set[int]:
    """Return the members with a seat on the case who act for the late role, and those who are kept
    apart from it, alone or with their whole institution."""
    desks = desks_of(law_at(row.filing, row.filed_at), row.owed_by)
    seats = CaseAccess.objects.filter(case__filing=row.filing).values_list(
        "member_id", "member__roles"
    )
    blamed = {member for member, roles in seats if desks & set(roles)}
    case = case_of_filing(row.filing.code)
    everybody = Member.objects.select_related("unit").defer(*her_own())
    return blamed | (kept_apart(case, everybody, seen_by=SYSTEM) if case else set())


def desks_of(law: Protocol, role: str) -> set[str]:
    return {str(desk) for desk in law.roles[role].desks}


def _units_of(institution: str | None) -> frozenset[str]:
    """Return the codes of an institution and of all above it; empty where the institution does not
    exist here."""
    unit = Unit.objects.filter(code=institution or "").first()
    return frozenset({unit.code, *unit.above}) if unit else frozenset()


def may_rule(row: Complaint, *, reader: Actor) -> bool:
    """Return whether the reader may still rule: roles and seats may have changed since the
    complaint was put before them."""
    law = law_at(row.filing, row.filed_at)
    superior = law.roles[row.owed_by].superior
    desks = desks_of(law, superior) if superior else set()
    acts = bool(desks & set(reader.roles))
    return acts and reader.member.pk not in complained_of(row)


def to_be_noted(row: Complaint) -> bool:
    """Return whether the ruling can only come on paper, because no active member may rule."""
    if getattr(row, "ruling", None) is not None:
        return False
    left = [one for one in row.addressees.all() if one.member.active]
    law = law_at(row.filing, row.filed_at)
    superior = law.roles[row.owed_by].superior or ""
    blamed = complained_of(row)
    return not any(
        desks_of(law, superior) & set(one.member.roles) and one.member_id not in blamed
        for one in left
    )


def may_answer(row: Complaint, *, reader: Actor) -> bool:
    """Return whether the reader may answer, as a member of the late role: once before the ruling,
    and once that what it orders is done, where nothing else shows that."""
    law = law_at(row.filing, row.filed_at)
    acts = bool(desks_of(law, row.owed_by) & {str(one) for one in reader.roles})
    if getattr(row, "ruling", None) is not None:
        return acts and may_say_done(row)
    return acts and row.answered_at is None
