"""A second norm of the country that does not exist, made of its first, with the transitory rule of
docs/how-to/move-open-cases-to-a-newer-norm.md: other names, another term, one thing that is asked
no more.

Folders alone: whoever tries the law without a site reads these. `tests.norms` has the cases."""

import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from amparo.law import load_protocol
from amparo.law.loading import protocols as loading
from tests.architecture.source import ROOT
from tests.own_law import OWN_LAW

OLDER, NEWER = "xx-example", "xx-example-2"
HOW_TO = ROOT / "docs/how-to/move-open-cases-to-a-newer-norm.md"
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
    shutil.copytree(OWN_LAW, older)
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
    """Both are laws of this site. Whoever removes a folder must clear `load_protocol`."""
    found = write_norms(tmp_path / "norms")
    kept = [one for one in loading._folders() if one.name != OLDER]  # noqa: SLF001
    monkeypatch.setattr(
        loading, "_folders", lambda: [*kept, *(one for one in found if one.is_dir())]
    )
    load_protocol.cache_clear()
    yield found
    load_protocol.cache_clear()
