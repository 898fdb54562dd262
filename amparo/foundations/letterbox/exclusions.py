"""Who must not know: by institution, hashed under the file's key, and by name, in sealed words."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef
from django.db.models.expressions import Combinable

from amparo.foundations.access.models import Member
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.queries import command_of, units
from amparo.foundations.ledger.services import Signs
from amparo.foundations.letterbox.drops import dropped_of
from amparo.foundations.letterbox.folders import Folder
from amparo.foundations.letterbox.models import Drop, Exclusion, Filing, Paper
from amparo.rules.recipients import known_recipients

_WORD = re.compile(r"[^\W\d_]+")
_PARTS = re.compile(r"[\n,;.]")
_SURNAMES = 2
_TELLING = 4  # letters from which a surname alone is enough
# What stands before a surname, and is nobody's name.
_BEFORE = frozenset({
    "brothers", "clan", "don", "dona", "el", "esposos", "familia", "familiares", "family", "her",
    "hermanas", "hermanos", "hijas", "hijos", "his", "la", "las", "los", "mi", "mis", "mr", "mrs",
    "my", "padres", "parientes", "primas", "primos", "senor", "senora", "senores", "sobrinos",
    "su", "sus", "the", "tias", "tios", "toda", "todos",
})  # fmt: skip
# What stands between the parts of a name, and names nobody.
_LINKS = frozenset({
    "da", "das", "de", "del", "do", "dos", "e", "la", "las", "los",
    "van", "vda", "viuda", "von", "y",
})  # fmt: skip
KEPT = "exclusions"
"""The paper that says who must not know."""
WHO = "other"
"""The paper that says who somebody of the case is besides the person."""
BEHIND = "aggressor"
"""What it says there of whoever is said to be behind the danger."""
APART = "told_apart"
"""The paper that says that a member is somebody else than whoever bears such a name."""
INHERITED = "kept_from"
"""What a linked case left here of who must not know, until somebody opens the file."""


def must_not_know(folder: Folder, member: Member, *, by: Signs) -> bool:
    """Whether a member is of an excluded institution, is named by the person, or is said to be
    behind the danger."""
    if folder.excludes_any(command_of(member.unit, seen_by=by)):
        return True
    meant = [body for body in _written(folder) if is_kept_away(member, body, by=by)]
    apart = _apart(folder, member) if meant and all("feared" in one for one in meant) else set()
    return any(body.get("feared") not in apart for body in meant)


def _apart(folder: Folder, member: Member) -> set[str]:
    """Names of whoever is said to be behind the danger from whom a member was told apart."""
    data = [folder.words(paper)["data"] for paper in _papers(folder, APART)]
    said = [one for one in data if isinstance(one, dict)]
    return {name for one in said if one["member"] == member.code for name in one["names"]}


def feared_by_surname(folder: Folder, member: Member, *, by: Signs) -> list[str]:
    """Names of whoever is said to be behind the danger that mean a member too, where that is all
    that keeps her away; none where one of them is her very name, or anything else means her."""
    if folder.excludes_any(command_of(member.unit, seen_by=by)):
        return []
    meant = [body for body in _written(folder) if is_kept_away(member, body, by=by)]
    names = [str(body.get("feared", "")) for body in meant]
    hers = any(not name or same_name(member.name, name) for name in names)
    return [] if hers else names


def is_kept_away(member: Member, body: Mapping[str, Any], *, by: Signs) -> bool:
    """Whether these words mean a member: by name, or by where she works."""
    if is_named(member.name, str(body.get("names") or "")):
        return True
    chosen = {str(unit[0]) for unit in _listed(body) if unit}
    return bool(chosen and chosen & command_of(member.unit, seen_by=by))


def is_kept_unit(unit: Unit, body: Mapping[str, Any], *, by: Signs) -> bool:
    """Whether these words mean an institution: it, one above it or one below it."""
    said = {str(one[0]) for one in _listed(body) if one}
    return bool(said & command_of(unit, seen_by=by))


def guarded(filing: str) -> Combinable:
    """Of a row with this filing: whether somebody must not know, as far as the letterbox says."""
    here = OuterRef(filing)
    return (
        Exists(Exclusion.objects.filter(filing=here))
        | Exists(Paper.objects.filter(filing=here, kind=KEPT))
        | inherits(filing)
    )


def inherits(filing: str) -> Exists:
    """Whether a linked case left words of it here that are not its own yet."""
    return Exists(Drop.objects.filter(filing=OuterRef(filing), kind=INHERITED))


def names_anybody(filing: Filing) -> bool:
    """Whether anybody must not know. Who it is, only the open file says."""
    return Filing.objects.filter(guarded("pk"), pk=filing.pk).exists()


def names_person(folder: Folder, name: str, *, whole: bool = False) -> bool:
    """Whether somebody is meant by what was written of persons who must not know, or are said to be
    behind the danger. `whole`: only by the whole name, for a child, who bears the surnames of
    others."""
    meant = is_called if whole else is_named
    return any(meant(name, str(body.get("names") or "")) for body in _written(folder))


def names_recipient(folder: Folder, recipient: str) -> bool:
    """Whether a body that is called so is meant by what the person wrote: by the name of an
    institution that she excluded, or in her own words; or is said to be behind the danger.

    As with persons, it rather takes one too many for meant than one too few.
    """
    names = known_recipients().names_of(recipient)
    return any(_means(name, body) for body in _written(folder) for name in names)


def names_somebody(folder: Folder, name: str) -> bool:
    """Whether whoever is called so, a person or a post, is meant by it."""
    return any(
        is_named(name, str(body.get("names") or "")) or _means(name, body)
        for body in _written(folder)
    )


def is_excluded_unit(folder: Folder, name: str, *, by: Signs) -> bool:
    """Whether a written name is that of an institution of the tree that must not know: whoever
    types it instead of choosing it passes no gate by that."""
    return any(
        folder.excludes_any(command_of(unit, seen_by=by)) for unit in units_meant(name, by=by)
    )


def units_meant(name: str, *, by: Signs) -> list[Unit]:
    """The institutions of the tree that a written name could mean: one too many rather than one
    too few."""
    said = _telling(name)
    return [
        unit
        for unit in (units(seen_by=by) if said else ())
        if any(words <= said or said <= words for words in _called(unit))
    ]


def units_called(name: str, *, by: Signs) -> list[Unit]:
    """The institutions of which this is the whole name, or the code."""
    said = _words(name)
    called = ((unit, _words(unit.name), _words(unit.code)) for unit in units(seen_by=by))
    return [unit for unit, *names in called if said and said in names]


def units_in(text: str, *, by: Signs) -> list[Unit]:
    """The same of every name in a text: whoever types an institution among persons means it."""
    return [unit for part in named_in(text) for unit in units_called(part, by=by)]


def feared_in(folder: Folder) -> list[str]:
    """Names of those who are said to be behind the danger, as they are written now."""
    said = (folder.words(paper) for paper in _papers(folder, WHO))
    return [str(body.get("name", "")) for body in said if body.get("relation") == BEHIND]


def _written(folder: Folder) -> list[Mapping[str, Any]]:
    """Who must not know, however it was noted."""
    kept: list[Mapping[str, Any]] = [*inherited_in(folder)]
    for paper in _papers(folder, KEPT, WHO):
        body = folder.words(paper)
        if paper.kind == KEPT:
            kept.append(body)
        elif body.get("relation") == BEHIND:
            kept.append({"names": body.get("name", ""), "feared": body.get("name", "")})
    return kept


def inherited_in(folder: Folder) -> list[Mapping[str, Any]]:
    """What a linked case left here, oldest first."""
    return dropped_of(folder, INHERITED)


def _papers(folder: Folder, *kinds: str) -> Iterable[Paper]:
    return Paper.objects.filter(filing=folder.filing, kind__in=kinds, current=True).order_by("pk")


def _called(unit: Unit) -> list[set[str]]:
    return [words for words in (_telling(unit.name), set(_words(unit.code))) if words]


def _means(recipient: str, body: Mapping[str, Any]) -> bool:
    said = _telling(recipient)
    units = [str(unit[-1]) for unit in body.get("units") or [] if unit]
    institutions = [words for unit in units if (words := _telling(unit))]
    if any(words <= said or (said and said <= words) for words in institutions):
        return True
    text = str(body.get("names") or "")
    parts = [words for part in _PARTS.split(text) if (words := _telling(part))]
    return any(words <= said for words in parts) or (bool(said) and said <= set(_words(text)))


def _telling(name: str) -> set[str]:
    """The words that tell one body from another; all of them where each is short."""
    words = set(_words(name))
    return {word for word in words if len(word) >= _TELLING} or words


def is_named(name: str, text: str) -> bool:
    """Whether somebody is meant by what was written: by one of her surnames, or, where that is
    short, by it and her first name. Accents, capitals and punctuation do not matter.

    It rather takes one person too many for meant than one too few.
    """
    written, own = set(_words(text)), _words(name)
    surnames = _surnames(own)
    return any(
        written & _plural(surname) and (len(surname) >= _TELLING or _is_first(own[0], written))
        for surname in surnames
    ) or (bool(own) and set(own) <= written)


def _is_first(first: str, written: set[str]) -> bool:
    """Whether a first name stands there, or one of the two is an initial of the other."""
    initials = (word for word in written if 1 in {len(word), len(first)})
    return first in written or any(word[0] == first[0] for word in initials)


def _surnames(own: list[str]) -> list[str]:
    """The last two words of a name that stand for a family."""
    return [word for word in own[1:] if word not in _LINKS][-_SURNAMES:]


def _plural(surname: str) -> set[str]:
    """A surname, and as all of a family are called by it."""
    return {surname, f"{surname}s", f"{surname}es"}


def same_name(one: str, other: str) -> bool:
    """Whether two ways of writing are one name: order, accents and capitals do not matter."""
    return bool(_words(one)) and sorted(_words(one)) == sorted(_words(other))


def is_called(name: str, text: str) -> bool:
    """Whether somebody's whole name was written, as one of the names of a text."""
    return any(same_name(name, part) for part in _PARTS.split(text))


def is_meant(name: str, text: str) -> bool:
    """As `is_named`, for whoever bears the surname of others: by first name and surname, by the
    first name where nothing more was written of that person, or by a surname beside which nobody
    else's name stands."""
    own = _words(name)
    return bool(own) and any(_is_this_one(own, part) for part in _PARTS.split(text))


def named_in(text: str) -> list[str]:
    """What was written of each person of a text."""
    return [part for part in _PARTS.split(text) if _words(part)]


def _is_this_one(own: list[str], part: str) -> bool:
    written = _words(part)
    if own[0] not in written:
        return (len(written) > 1 and set(written) <= set(own)) or _by_surname(own, part)
    named = {word for word in _WORD.findall(part) if word[0].isupper()}
    more = {_words(word)[0] for word in named if _words(word)} - {own[0]}
    return not more or bool(more & set(own[1:]))


def _by_surname(own: list[str], part: str) -> bool:
    """Whether a surname stands there with no name of somebody else right before or after it."""
    spelled = [(word[0].isupper(), (_words(word) or [""])[0]) for word in _WORD.findall(part)]
    known = _BEFORE.union(own, *(_plural(word) for word in _surnames(own)))
    others = [capital and word not in known for capital, word in spelled]
    return any(
        any(word in _plural(surname) for surname in _surnames(own))
        and len(word) >= _TELLING
        and not any(others[max(at - 1, 0) : at + 2])
        for at, (_capital, word) in enumerate(spelled)
    )


def who_is_excluded(folder: Folder) -> tuple[frozenset[str], str]:
    """Codes of the institutions, and the names, as the person wrote them down."""
    bodies = [folder.words(paper) for paper in _papers(folder, KEPT)]
    units = {str(unit[0]) for body in bodies for unit in _listed(body) if unit}
    return frozenset(units), "\n".join(str(body["names"]) for body in bodies if body.get("names"))


def _listed(body: Mapping[str, Any]) -> list[list[str]]:
    return list(body.get("units") or [])


def _words(text: str) -> list[str]:
    letters = unicodedata.normalize("NFKD", text).casefold()
    return _WORD.findall("".join(one for one in letters if not _is_unseen(one)))


def _is_unseen(letter: str) -> bool:
    """An accent, or what stands within a word and shows as nothing."""
    return bool(unicodedata.combining(letter)) or unicodedata.category(letter) == "Cf"
