"""The years of the attacks of a scratch site."""

from datetime import UTC, datetime

YEARS = tuple(range(datetime.now(UTC).year - 4, datetime.now(UTC).year))
