"""Load the retention schedule: the site's own file if it can be read, otherwise the shipped one,
which erases no closed file by itself."""

from pathlib import Path

from django.conf import settings

from amparo.law.errors import MistakenProtocol
from amparo.law.retention import Schedule, digest_of_schedule, read_schedule, shipped_schedule


def schedule() -> Schedule:
    try:
        return read_schedule(place_of_schedule())
    except MistakenProtocol:  # `amparo retention status` says what is wrong with it
        return read_schedule(shipped_schedule())


def place_of_schedule() -> Path:
    own = Path(settings.RETENTION)
    return own if own.is_file() else shipped_schedule()


def digest() -> str:
    return digest_of_schedule(place_of_schedule())
