"""Checks before one surface is served alone."""

from pathlib import Path

from django.conf import settings
from django.db import connection

from amparo.cli.apart import database_roles as roles
from amparo.cli.apart import rights
from amparo.cli.command_errors import Mistake

FOLDER = "surfaces"
MAKE = "Run as the account of the whole site: amparo surfaces"


def secrets_of_parts() -> dict[str, Path]:
    """Paths of the secrets of each part, existing or not, as the account of the whole site sees
    them."""
    folder = Path(settings.STATE) / FOLDER
    return {part: folder / f"{part}.toml" for part in rights.PARTS}


def are_prepared() -> bool:
    """Whether the surfaces of this site can be served apart."""
    return any(path.exists() for path in secrets_of_parts().values())


def must_stand_apart(*, whole: bool = True) -> None:
    """Raise Mistake where the surface is not one of this site, has no secrets of its own, or its
    database role has more rights than intended. `whole`: or fewer. Jobs with a missing right fail
    one by one, so that a missing right stops no alert."""
    part = settings.SURFACE
    if part in {"portal", "site"} and settings.ORGANISATION:
        raise Mistake(f"An organisation's site has no {part}.")
    if not settings.PART.site.sitting_pepper:
        raise Mistake(f"The {part} has no secrets of its own yet. {MAKE}")
    Path(settings.RUN).mkdir(parents=True, exist_ok=True, mode=0o711)
    if connection.vendor == "postgresql":
        must_have_its_role(part, whole=whole)
    elif whole:
        print("SQLite knows no roles: whoever takes this process over has every table.")


def must_have_its_role(part: str, *, whole: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (who,) = cursor.fetchone()
    if who != roles.name_of(part):
        raise Mistake(f"The {part} would ask the database as {who}, with all its rights. {MAKE}")
    found = roles.compared(part)
    if found.strong or found.more:
        raise Mistake(f"The role {who} may do more than the {part} needs. {MAKE}")
    if whole and (found.less or not roles.are_of_this_version()):
        raise Mistake(f"The role {who} is not of this version: it lacks what that needs. {MAKE}")
