"""Who of a case only bears a surname like that of somebody who must not know, or is behind the
danger: what was written that means them by it, and whom the team told apart."""

from amparo.foundations.intake.exclusions import feared_in, inherited_in, who_is_excluded
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.models import Paper
from amparo.foundations.intake.names.matching import is_named, named_in, spelled_same

ALIKE = "told_alike"
"""The paper that says whether somebody of a case is whoever bears such a name, and how that is
known. It is the team's: her page may be in other hands."""


def written_of(folder: Folder) -> list[str]:
    """What was written of each person who must not know, or is said to be behind the danger."""
    inherited = [str(body.get("names") or "") for body in inherited_in(folder)]
    texts = [who_is_excluded(folder)[1], *inherited, *feared_in(folder)]
    return [part for text in texts for part in named_in(text)]


def meaning(folder: Folder, name: str) -> list[str]:
    """Of these whatever means somebody of this name, be it by a surname alone."""
    return [part for part in written_of(folder) if is_named(name, part) or is_named(part, name)]


def is_told_apart(folder: Folder, name: str) -> bool:
    """Whether the team said of everything that means this name that it is somebody else. What is
    written afterwards is asked about anew."""
    meant = {part.strip() for part in meaning(folder, name)}
    if not meant:
        return False
    papers = Paper.objects.filter(filing=folder.filing, kind=ALIKE, current=True)
    said = [folder.words(paper) for paper in papers]
    apart = {
        str(one)
        for body in said
        if not body.get("same") and spelled_same(str(body.get("name", "")), name)
        for one in _names(body)
    }
    return meant <= apart


def _names(body: dict[str, object]) -> list[object]:
    names = body.get("names")
    return list(names) if isinstance(names, list) else []
