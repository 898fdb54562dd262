"""A norm after Peru's own, which exists for these lives alone: the same gates, one measure by its
other name, a decision sooner, and a transitory rule by which open cases pass."""

import re
import shutil
from pathlib import Path

from amparo.law import load_protocol
from amparo.law.checks.transitory import names_of
from tests.architecture.source import ROOT

OLDER, NEWER = "pe-2021", "pe-next"
SINCE = "2026-11-16"
PATROL = {OLDER: "pe21_patrol", NEWER: "patrol"}
RECORDED = "passed_over"
SOURCE = "una norma que no existe"


def write_newer(root: Path) -> Path:
    """The folder of it, made of the older one."""
    folder = root / NEWER
    shutil.copytree(ROOT / "protocols" / OLDER, folder, ignore=shutil.ignore_patterns("examples"))
    for path in folder.rglob("*.toml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(rf"\b{PATROL[OLDER]}\b", PATROL[NEWER], text), encoding="utf-8")
    protocol = folder / "protocol.toml"
    _edit(protocol, f'id = "{OLDER}"', f'id = "{NEWER}"')
    _edit(protocol, "in_force_from = 2021-04-23", f"in_force_from = {SINCE}")
    text = protocol.read_text(encoding="utf-8")
    text = re.sub(r"\[\[transitory\]\]\n(?:.+\n)+", "", text, count=1)
    first = "[[event]]\n"
    own = f'{first}id = "{RECORDED}"\nsource = "{SOURCE}"\n\n'
    protocol.write_text(text.replace(first, own + first, 1) + "\n" + _rule(), encoding="utf-8")
    _edit(folder / "terms.toml", "amount = 30\n", "amount = 20\n")
    for language, said in (("en", "it came over"), ("es", "pasó a esta norma")):
        _edit(folder / f"texts/{language}.toml", "[events]\n", f'[events]\n{RECORDED} = "{said}"\n')
    return folder


def _rule() -> str:
    """Everything by its own name, but one measure."""
    lines = [
        "[[transitory]]", 'id = "open_cases"', f'from = "{OLDER}"', 'pending = "pass"',
        f"since = {SINCE}", 'by = ["decider"]', f'recorded_as = "{RECORDED}"',
        'counted_from = "event"', f'source = "{SOURCE}"',
    ]  # fmt: skip
    for kind, names in names_of(load_protocol(OLDER)).items():
        lines.append(f"\n[transitory.{kind}]")
        newer = {PATROL[OLDER]: PATROL[NEWER]}
        lines += [f'{name} = "{newer.get(name, name)}"' for name in names]
    return "\n".join(lines) + "\n"


def _edit(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text, (path, before)
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
