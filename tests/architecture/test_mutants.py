"""The suite that tries the tests (`script/slow mutants`) changes what it says and nothing else."""

import ast
import shutil
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, modules
from tests.mutants import is_noticed, mutants_of

FILE = "amparo/law/sourced_values.py"
SOME = modules(ROOT / "amparo" / "law")[::8]


@pytest.mark.parametrize("module", SOME, ids=lambda one: one.place)
def test_a_changed_file_can_still_be_read(module):
    source = (ROOT / module.place).read_bytes()
    for mutant in mutants_of(module.place):
        changed = source[: mutant.start] + mutant.instead.encode() + source[mutant.end :]
        assert ast.dump(ast.parse(changed)) != ast.dump(module.tree), str(mutant)


def test_a_change_is_undone_by_what_was_there(tmp_path: Path):
    (tmp_path / FILE).parent.mkdir(parents=True)
    shutil.copy(ROOT / FILE, tmp_path / FILE)
    mutant = next(mutants_of(FILE))
    before = mutant.put_into(tmp_path)
    assert (tmp_path / FILE).read_bytes() != before == (ROOT / FILE).read_bytes()


@pytest.mark.parametrize(("said", "seen"), [("assert True", False), ("assert False", True)])
def test_a_change_is_noticed_where_a_test_fails(tmp_path: Path, said: str, seen: object):
    (tmp_path / "pyproject.toml").write_text("[tool.pytest]\n", encoding="utf-8")
    (tmp_path / "test_it.py").write_text(f"def test_it(): {said}\n", encoding="utf-8")
    assert is_noticed(tmp_path, ["test_it.py::test_it"]) is seen
