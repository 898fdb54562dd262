"""How many examples Hypothesis draws: few in script/test, more by `script/slow examples`."""

import os
from typing import Any

from hypothesis import settings

TIMES = int(os.environ.get("AMPARO_EXAMPLES", "1"))
UNNAMED = 100
"""Of a test that names no number."""


def examples(number: int, **more: Any) -> settings:
    """The settings of a test that draws so many, `TIMES` as many in a long run."""
    return settings(max_examples=number * TIMES, **more)
