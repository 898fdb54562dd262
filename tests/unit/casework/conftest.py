"""A case that can be walked under any law."""

from tests.walking import law, team, units, walk

__all__ = ["law", "team", "units", "walk"]
