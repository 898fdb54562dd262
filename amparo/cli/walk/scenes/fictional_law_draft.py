"""A draft of the law of a fictional country, put to the public."""

import shutil
from pathlib import Path

from amparo.law import protocol_folder

LAW = "xx-example"
NAME = "xx-example-draft"
# Changes of the draft: file, text in the law, text in the draft.
CHANGES = (
    ("protocol.toml", f'id = "{LAW}"', f'id = "{NAME}"'),
    ("protocol.toml", "in_force_from = 2024-01-01", "in_force_from = 2026-01-01"),
    ("terms.toml", 'amount = 4\nunit = "business_day"', 'amount = 2\nunit = "business_day"'),
    ("terms.toml", 'amount = 7\nunit = "calendar_day"', 'amount = 3\nunit = "calendar_day"'),
    ("terms.toml", 'amount = 72\nunit = "hour"', 'amount = 240\nunit = "hour"'),
    ("texts/es.toml", "Mecanismo de ejemplo", "Borrador ficticio: mecanismo de ejemplo"),
    ("texts/en.toml", "Example mechanism", "Fictional draft: example mechanism"),
)


def draft_in(place: Path) -> Path:
    """The folder of the draft: the example law with a few terms rewritten."""
    folder = place / NAME
    shutil.copytree(protocol_folder(LAW), folder)
    shutil.rmtree(folder / "examples")  # they state what follows from the present law
    for file, before, after in CHANGES:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        if before not in text:
            raise ValueError(f"{path}: {before!r} does not stand there.")
        path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return folder
