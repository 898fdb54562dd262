"""The site that the readers of a tutorial make for themselves: walked once, and served anew for
each who follows it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from amparo.cli.commands.site import demo
from amparo.cli.walk.cast import Cast
from amparo.cli.walk.demo_site import Place, free_port, fresh_folder
from amparo.cli.walk.story import Story
from tests.browser.conftest import MORE, Site

type Walk = Callable[[Place, Story], tuple[Cast, ...]]


def site_of(folder: Path, walk: Walk, **more: str) -> Site:
    """The site of `script/demo`, after its walk; nobody serves it."""
    place = Place(folder, free_port(), {**MORE, **more})
    fresh_folder(folder)
    try:
        demo.keep(place, *walk(place, Story.read()))
    finally:
        place.stop()
    return Site(place)


def kept(site: Site) -> dict[str, Any]:
    """What the demo printed at its end."""
    read: dict[str, Any] = json.loads((site.place.state / demo.KEPT).read_text(encoding="utf-8"))
    return read


def words_of(site: Site) -> list[str]:
    """The first ten words of it."""
    words: list[str] = kept(site)["words"]
    return words
