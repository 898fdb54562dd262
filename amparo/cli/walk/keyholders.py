"""The keyholders open a case that no member could open any more: requested on the site, opened away
from it with two of three shares, taken by one member on their page."""

import re

from amparo.cli.walk.browser import Unexpected, well
from amparo.cli.walk.cast import Cast
from amparo.cli.walk.demo_site import Place

# Fictional, as everyone here. None of them commands another.
HOLDERS = (
    "Veeduría de la Quebrada:autonomous",
    "Red de Comunidades del Valle:civil_society",
    "Sala de Guardia del Sur:judicial",
)
FINGERPRINT = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")


def named() -> list[str]:
    return [word for one in HOLDERS for word in ("--keyholder", one)]


def rehearse(place: Place, parts: list[str]) -> None:
    """Rehearse with two of the shares away from the site; then note it on the site."""
    said = place.command(["shares", "rehearse"], typed="\n".join([*parts[:2], "", ""]))
    found = FINGERPRINT.search(said)
    if found is None:
        raise Unexpected("amparo shares rehearse: no fingerprint")
    place.command(["keys", "rehearsed", found.group()])


def open_again(place: Place, parts: list[str], cast: Cast) -> None:
    """Open the case of this cast to the supervisor, who has no seat on it."""
    asked, answer = place.state / "asked", place.state / "answered"
    member = cast.accounts[cast.story.supervisor]
    words = ["--to", member.part.sign_in_name, "--reason", "member_gone", "--out", str(asked)]
    place.command(["keys", "ask", cast.code, *words])
    typed = "\n".join(["yes", parts[0], parts[2], "", ""])
    place.command(["shares", "open", str(asked), str(answer)], typed=typed)
    place.command(["keys", "take", str(answer)])
    page = well(member.browser.open("/desk/keys/"))
    taken = member.browser.fill(page, {"act": "take"})
    if cast.code not in taken.text:
        raise Unexpected("/desk/keys/: what the keyholders opened was not taken")
    well(member.browser.open(f"/desk/cases/{cast.code}/"))
    print(f"Two of three keyholders open {cast.code} to {member.part.name}, who takes it:")
    print(place.command(["keys", "status"]).rstrip())
