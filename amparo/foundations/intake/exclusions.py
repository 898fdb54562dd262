"""Excluded people and institutions: institutions are hashed under the case key, names are
sealed."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import BooleanField, F, Func, Model, Q
from django.utils.translation import get_language

from amparo.foundations.accounts.models import Member
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.queries import command_of, units
from amparo.foundations.intake.conflicts_of_interest import (
    End,
    Tie,
    ends_of,
    said_of_themselves,
    stands,
    ties_of,
    without_ended,
    without_ties,
)
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.keys.sealed_messages import dropped_of
from amparo.foundations.intake.models import Document, Exclusion, Filing, SealedMessage
from amparo.foundations.intake.names.matching import (
    PARTS,
    is_called,
    is_named,
    named_in,
    names_body,
    same_body,
    same_name,
    telling_words,
)
from amparo.foundations.intake.names.state_bodies_in_text import bodies_in, bodies_meant, own_name
from amparo.foundations.ledger.services import Signs
from amparo.law.recipients import KnownBody, known_recipients

KEPT = "exclusions"
"""Kind of the document that lists who is excluded."""
WHO = "other"
"""Kind of the document that describes a related person."""
BEHIND = "aggressor"
"""Relation, in that document, of a person said to be behind the danger."""
APART = "told_apart"
"""Kind of the document that says that a member is not the feared person with the same name."""
INHERITED = "kept_from"
"""Kind of the message with the exclusions of a linked case, left until a member opens this one."""
_WORD = re.compile("[a-z_]+")


def must_not_know(folder: Folder, member: Member, *, by: Signs) -> bool:
    """Return whether a member is excluded: belongs to an excluded institution, is named by the
    person, is said to be behind the danger, or declared a conflict of interest."""
    return _is_among(_written(folder), folder, member, by=by)


def kept_away_by_others(folder: Folder, member: Member, *, by: Signs) -> bool:
    """Return whether a member is excluded for a reason other than their own declaration. A declared
    conflict removes the member's access and says nothing of their unit. Use this before barring a
    unit, a question or a channel of the person."""
    return _is_among(map(without_ties, _written(folder)), folder, member, by=by)


def _is_among(
    bodies: Iterable[Mapping[str, Any]], folder: Folder, member: Member, *, by: Signs
) -> bool:
    if folder.excludes_any(command_of(member.unit, seen_by=by)):
        return True
    meant = [body for body in bodies if is_kept_away(member, body, by=by)]
    apart = _apart(folder, member) if meant and all("feared" in one for one in meant) else set()
    return any(body.get("feared") not in apart for body in meant)


def _apart(folder: Folder, member: Member) -> set[str]:
    """Return the feared names from whom the team told this member apart."""
    data = [folder.words(paper)["data"] for paper in _papers(folder, APART)]
    said = [one for one in data if isinstance(one, dict)]
    return {name for one in said if one["member"] == member.code for name in one["names"]}


def feared_by_surname(folder: Folder, member: Member, *, by: Signs) -> list[str]:
    """Return the feared names that match a member, if that match by surname is the only ground of
    exclusion. Empty if one of them is the member's full name, or if any other ground applies."""
    if folder.excludes_any(command_of(member.unit, seen_by=by)):
        return []
    meant = [body for body in _written(folder) if is_kept_away(member, body, by=by)]
    names = [str(body.get("feared", "")) for body in meant]
    hers = any(not name or same_name(member.name, name) for name in names)
    return [] if hers else names


def is_kept_away(member: Member, body: Mapping[str, Any], *, by: Signs) -> bool:
    """Return whether this exclusion matches a member, by declaration, name or unit."""
    if member.code in said_of_themselves(body):
        return True
    if is_named(member.name, str(body.get("names") or "")):
        return True
    chosen = {str(unit[0]) for unit in _listed(body) if unit}
    return bool(chosen and chosen & command_of(member.unit, seen_by=by))


def is_kept_unit(unit: Unit, body: Mapping[str, Any], *, by: Signs) -> bool:
    """Return whether this exclusion matches an institution: itself, one above it or one below
    it."""
    said = {str(one[0]) for one in _listed(body) if one}
    return bool(said & command_of(unit, seen_by=by))


def guarded(filing: str) -> Q:
    """Return a condition: the row's filing has exclusions, of its own or from a linked case."""
    return excludes(filing) | Q(inherits(filing))


def excludes(filing: str) -> Q:
    """Return a condition: the filing has exclusions of its own."""
    return Q(has(Exclusion, filing)) | Q(has(Document, filing, kind=KEPT))


def inherits(filing: str) -> Func:
    """Return a condition: a linked case left exclusions here that are not yet the case's own."""
    return has(SealedMessage, filing, kind=INHERITED)


def has(model: type[Model], filing: str, **words: str) -> Func:
    """Return a condition: the row's filing has a row in that model with these words in its columns.
    The words are literals in the statement, because PostgreSQL uses a partial index on a word only
    so once it has a generic plan. Raises ValueError for anything but small letters and `_`."""
    if any(not _WORD.fullmatch(word) for word in words.values()):
        raise ValueError("Only a word of the program's own is written into a statement.")
    table = model._meta.db_table
    asked = [f"{table}.filing_id = %(expressions)s"]
    asked += [f"{table}.{column} = '{word}'" for column, word in words.items()]
    template = f"EXISTS (SELECT 1 FROM {table} WHERE {' AND '.join(asked)})"  # noqa: S608 - our names
    return Func(F(filing), template=template, output_field=BooleanField())


def names_anybody(filing: Filing) -> bool:
    """Return whether anyone is excluded. Only the open case says who."""
    return Filing.objects.filter(guarded("pk"), pk=filing.pk).exists()


def names_person(folder: Folder, name: str, *, whole: bool = False) -> bool:
    """Return whether a name matches one written down as excluded or feared. `whole`: only the full
    name counts, for a child, who shares the surnames of others."""
    meant = is_called if whole else is_named
    return any(meant(name, str(body.get("names") or "")) for body in _written(folder))


def taken_for(folder: Folder, unit: Unit | None, name: str, *, by: Signs) -> str | None:
    """Return the name of the excluded body that a unit or a written name is taken for, or None. ""
    where it matches a feared person, whose name is not repeated.

    A name is compared with the chosen institutions, those above and below them, and the person's
    own text; the register of known bodies adds other names. The comparison prefers a false match to
    a missed one.
    """
    for one in [*([unit] if unit else ()), *(units_meant(name, by=by) if name else ())]:
        if found := _excluded_near(folder, one, by=by):
            return found.name
    if not name:
        return None
    names, known = known_recipients().names_of(name, alike=same_body), bodies_in(name)
    for body in _written(folder):
        ways = (*(_means(one, body) for one in names), *(_said_of(one, body) for one in known))
        said = next((one for one in ways if one is not None), None)
        if said is not None:
            return "" if "feared" in body else said
    return None


def units_meant(name: str, *, by: Signs) -> list[Unit]:
    """Return the institutions that a written name could mean, or be a part of. Prefers a false
    match to a missed one."""
    found = units(seen_by=by) if telling_words(name) else ()
    known = {code for body in bodies_in(name) for code in body.units}
    return [unit for unit in found if unit.code in known or _could_be(unit, name)]


def units_called(name: str, *, by: Signs) -> list[Unit]:
    """Return the institutions of which this is the full name or the code."""
    found = units(seen_by=by) if telling_words(name) else ()
    return [one for one in found if same_body(name, one.name) or same_body(name, one.code)]


def units_in(text: str, *, by: Signs) -> list[Unit]:
    """Return the institutions named in a text of names: an institution typed among persons is meant
    as one."""
    return [unit for part in named_in(text) for unit in units_called(part, by=by)]


def feared_in(folder: Folder) -> list[str]:
    """Return the current names of those said to be behind the danger."""
    said = (folder.words(paper) for paper in _papers(folder, WHO))
    return [str(body.get("name", "")) for body in said if body.get("relation") == BEHIND]


def _written(folder: Folder) -> list[Mapping[str, Any]]:
    """Return all current exclusions, from every source, without ties that two members ended."""
    papers = [(paper, folder.words(paper)) for paper in _papers(folder, KEPT, WHO)]
    ends = ends_of(body for paper, body in papers if paper.kind == KEPT)
    kept = [without_ended(body, ends) for body in inherited_in(folder)]
    for paper, body in papers:
        if paper.kind == KEPT:
            kept.append(without_ended(body, ends))
        elif body.get("relation") == BEHIND:
            kept.append({"names": body.get("name", ""), "feared": body.get("name", "")})
    return kept


def inherited_in(folder: Folder) -> list[Mapping[str, Any]]:
    """Return the exclusions that a linked case left here, oldest first."""
    return dropped_of(folder, INHERITED)


def _papers(folder: Folder, *kinds: str) -> Iterable[Document]:
    return Document.objects.filter(filing=folder.filing, kind__in=kinds, current=True).order_by(
        "pk"
    )


def _could_be(unit: Unit, name: str) -> bool:
    return (
        names_body(unit.name, name)
        or names_body(name, unit.name)
        or names_body(unit.code, name, whole=True)
        or names_body(name, unit.code, short=True)
    )


def _excluded_near(folder: Folder, unit: Unit, *, by: Signs) -> Unit | None:
    """Return the excluded unit among this unit and those above and below it, or None."""
    codes = command_of(unit, seen_by=by)
    if not folder.excludes_any(codes):
        return None
    near = [unit, *Unit.objects.filter(code__in=codes).order_by("line")]
    return next(one for one in near if folder.excludes_any(frozenset({one.code})))


def _means(recipient: str, body: Mapping[str, Any]) -> str | None:
    """Return the part of this exclusion that matches a recipient's name, or None."""
    for unit in (str(one[-1]) for one in _listed(body) if one):
        if names_body(unit, recipient) or names_body(recipient, unit):
            return unit
    text = str(body.get("names") or "")
    for part in PARTS.split(text):
        if bodies_meant(part):
            continue  # compared by its register entry, which tells a street of that name apart
        if names_body(part, recipient) or names_body(own_name(part), recipient):
            return part.strip()
    return text.strip() if names_body(recipient, text, short=True) else None


def _said_of(known: KnownBody, body: Mapping[str, Any]) -> str | None:
    """Return the name of a register body if this exclusion selected it or has a part that begins
    with one of its words, else None."""
    chosen = {str(one[0]) for one in _listed(body) if one}
    parts = named_in(str(body.get("names") or ""))
    if chosen.isdisjoint(known.units) and not any(known in bodies_meant(one) for one in parts):
        return None
    return known.en if get_language() == "en" else known.es


def ends_in(folder: Folder) -> list[End]:
    """Return the ties of this case that two members ended."""
    return ends_of(folder.words(paper) for paper in _papers(folder, KEPT))


def tied_in(folder: Folder) -> tuple[Tie, ...]:
    """Return the declared ties that are already the case's own and not ended."""
    written = [folder.words(paper) for paper in _papers(folder, KEPT)]
    ends = ends_of(written)
    said = (tie for body in written for tie in ties_of(body) if stands(tie, ends))
    return tuple(dict.fromkeys(said))


def who_is_excluded(folder: Folder) -> tuple[frozenset[str], str]:
    """Return the codes of the excluded institutions, and the names as the person wrote them."""
    bodies = [folder.words(paper) for paper in _papers(folder, KEPT)]
    units = {str(unit[0]) for body in bodies for unit in _listed(body) if unit}
    return frozenset(units), "\n".join(str(body["names"]) for body in bodies if body.get("names"))


def _listed(body: Mapping[str, Any]) -> list[list[str]]:
    return list(body.get("units") or [])
