"""A second norm of the country that does not exist, made of its first, with the transitory rule of
docs/how-to/pass-open-cases.md: other names, another term, one thing that is asked no more."""

import re
import shutil
import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from amparo import rules
from amparo.foundations.access.actors import Actor
from amparo.foundations.cases.passing import pass_over, plan_to
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import give_seat, open_case
from amparo.foundations.letterbox.filings import Filed, file_request
from amparo.foundations.letterbox.folders import STRANGER, Visitor
from amparo.foundations.letterbox.papers import Paper
from amparo.foundations.letterbox.queries import filing_to_open, visit_by_phrase
from amparo.rules import loading
from tests.architecture.source import ROOT
from tests.clock import TODAY
from tests.people import MONDAY

OLDER, NEWER = "xx-example", "xx-example-2"
WHY = "Su caso sigue mejor con la norma de ahora"
HOW_TO = ROOT / "docs/how-to/pass-open-cases.md"
RENAMED = {"visit_made": "home_visited", "on_the_way": "under_way", "watch": "escort"}
GONE = ("shelter_offered", "offer_shelter", "shelter")
CAME = (
    '[[event]]\nid = "came_over"\nsource = "Example Act 4, s. 20"\n\n[[event]]\nid = "home_visited"'
)


def transitory() -> str:
    """The rule as the how-to writes it."""
    blocks = re.findall(r"```toml\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL)
    found: str = next(one for one in blocks if tomllib.loads(one)["transitory"][0]["from"] == OLDER)
    return found


def write_norms(root: Path, rule: str | None = None) -> tuple[Path, Path]:
    """Both norms as folders, `rule` in place of the how-to's."""
    older, newer = root / OLDER, root / NEWER
    shutil.copytree(ROOT / "protocols" / OLDER, older)
    _edit(older / "protocol.toml", "in_force_until = 2026-12-31", KEEPS)
    for path in older.rglob("*.toml"):
        target = newer / path.relative_to(older)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_newer(path.read_text(encoding="utf-8")), encoding="utf-8")
    shutil.rmtree(newer / "examples")
    protocol = newer / "protocol.toml"
    _edit(protocol, f'id = "{OLDER}"', f'id = "{NEWER}"')
    _edit(protocol, "in_force_from = 2024-01-01", "in_force_from = 2026-11-20")
    _edit(protocol, KEEPS, "")
    _edit(protocol, "{ happened = [] }, ", "")
    _edit(protocol, '[[event]]\nid = "home_visited"', CAME)
    with protocol.open("a", encoding="utf-8") as file:
        file.write("\n" + (transitory() if rule is None else rule))
    _edit(newer / "terms.toml", "amount = 7\n", "amount = 5\n")
    for language, said in (("en", "the call came over"), ("es", "la llamada pasó a esta norma")):
        _edit(newer / f"texts/{language}.toml", "[events]\n", f'[events]\ncame_over = "{said}"\n')
    return older, newer


KEEPS = "in_force_until = 2026-11-19\nkeeps_pending = true"


def _newer(text: str) -> str:
    """Without what the newer norm no longer has, and with its own names."""
    tables = re.split(r"\n(?=\[)", text)
    dropped: list[str] = []
    inside = False
    for table in tables:
        head = table.split("\n")[0]
        if not (inside and head.startswith(("[[term.", "[term."))):
            inside = any(f'id = "{name}"\n' in table for name in GONE) and head.startswith("[[")
        if not inside:
            dropped.append(table)
    text = "\n".join(dropped)
    for name in GONE:
        text = re.sub(rf"^{name} = .*\n", "", text, flags=re.MULTILINE)
        text = text.replace(f'"{name}"', "").replace("[, ", "[")
    for name, other in RENAMED.items():
        text = re.sub(rf'(?<=["\n]){name}(?=["\s])', other, text)
    return text.replace("Example Act 1", "Example Act 4")


def _edit(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text, (path, before)
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


@pytest.fixture
def norms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, Path]]:
    """Both are laws of this site. Whoever removes a folder must clear `rules.load`."""
    found = write_norms(tmp_path / "norms")
    kept = [one for one in loading._folders() if one.name != OLDER]  # noqa: SLF001
    monkeypatch.setattr(
        loading, "_folders", lambda: [*kept, *(one for one in found if one.is_dir())]
    )
    rules.load.cache_clear()
    yield found
    rules.load.cache_clear()


@pytest.fixture
def of_older(norms, settings, rosa, ana, letter) -> Filed:
    """A call under the older norm, taken in by rosa; ana is of its team."""
    settings.PROTOCOL = OLDER
    found = file_request(letter(channel="page"), by=STRANGER, at=MONDAY)
    folder = filing_to_open(found.folder.code, seen_by=rosa)
    assert folder is not None
    open_case(folder, by=rosa, at=MONDAY + timedelta(hours=1))
    return found


@pytest.fixture
def delias(of_older, ana, delia) -> OpenCase:
    """The same case as delia has it open, who decides."""
    anas = opened(of_older.folder.code, seen_by=ana)
    give_seat(anas.case, anas.folder, delia.member, reason="decides", by=ana, at=MONDAY)
    return opened(of_older.folder.code, seen_by=delia)


@pytest.fixture
def caller(of_older) -> Visitor:
    """Whoever called, back with her words."""
    visitor, _ = visit_by_phrase(" ".join(of_older.words), seen_by=STRANGER)
    return visitor


def pass_now(open_case: OpenCase, by: Actor, at: datetime = TODAY) -> Paper:
    """As the page does it, with the difference that was shown."""
    seen = plan_to(open_case.folder.filing, NEWER, at=at).mark
    told: dict[str, Any] = {"reason": WHY, "seen": seen, "by": by, "at": at}
    return pass_over(open_case.case, open_case.folder, NEWER, **told)
