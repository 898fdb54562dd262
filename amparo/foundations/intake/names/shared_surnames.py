"""Related people who share a surname with an excluded or feared person: which written entries match
them, and which of these the team told apart."""

from amparo.foundations.intake.exclusions import feared_in, inherited_in, who_is_excluded
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.names.matching import is_named, named_in, spelled_same

ALIKE = "told_alike"
"""Kind of the document that says whether a related person is the one with that name, and how the
team knows. Only the team reads it: others may have access to the person's page."""


def written_of(folder: Folder) -> list[str]:
    """Return each name written down as excluded, or as said to be behind the danger."""
    inherited = [str(body.get("names") or "") for body in inherited_in(folder)]
    texts = [who_is_excluded(folder)[1], *inherited, *feared_in(folder)]
    return [part for text in texts for part in named_in(text)]


def meaning(folder: Folder, name: str) -> list[str]:
    """Return the written names that match this name, even by a surname alone."""
    return [part for part in written_of(folder) if is_named(name, part) or is_named(part, name)]


def is_told_apart(folder: Folder, name: str) -> bool:
    """Return whether the team recorded, for every written name that matches, that it is another
    person. False where none matches, and again after a new matching name is written."""
    meant = {part.strip() for part in meaning(folder, name)}
    if not meant:
        return False
    papers = Document.objects.filter(filing=folder.filing, kind=ALIKE, current=True)
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
