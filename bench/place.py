"""A site of its own for a measurement."""

import os
import subprocess
import sys
from pathlib import Path

import django

AMPARO = Path(sys.executable).with_name("amparo")


def set_up(state: Path) -> None:
    """Set up a site in `state` with `amparo init`, and let Django read it: init itself begins
    before there are secrets, so it runs as a process of its own."""
    os.environ["AMPARO_STATE"] = str(state.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    subprocess.run([AMPARO, "init"], check=True, stdout=subprocess.DEVNULL)
    django.setup()
