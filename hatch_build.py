"""Compile the translations. Run by script/setup, and by every build of the wheel."""

import sys
from pathlib import Path
from typing import Any

import polib
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CATALOGUES = "amparo/locale/*/LC_MESSAGES/*.po"


def compile_translations(root: Path) -> list[Path]:
    """Write a .mo file beside each .po file that is newer; say which translations there are."""
    sources = sorted(root.glob(CATALOGUES))
    for source in sources:
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(compiled))
    return sources


class TranslationsHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling does not say of what
    """A wheel without Spanish would greet the people it is for in English: refuse to build it."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        del build_data
        compiled = compile_translations(Path(self.root))
        if not compiled and version != "editable":
            raise SystemExit(f"No translations at {CATALOGUES}: Amparo is not built so.")


if __name__ == "__main__":
    compile_translations(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
