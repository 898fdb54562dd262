"""Statistics on what persons state about themselves. Only analysts hold the key, so an analyst
starts the count."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from amparo.casework.figures.edition_counts import TRAIT
from amparo.casework.figures.queries import Published, traits, year_to_count
from amparo.casework.figures.services import publish_traits
from amparo.foundations.accounts.actors import Refused
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.intake.voluntary_traits import BATCH, Unreadable
from amparo.foundations.web.law.wording import say
from amparo.law import Protocol, load_protocol


@dataclass(frozen=True, slots=True)
class Picture:
    key: str
    title: str
    counted: list[tuple[str, int, str]]


@needs(Permission.CASE_ASSESS)
@afresh(on_sending=True)
def figures(request: StaffRequest) -> HttpResponse:
    """Show what would be counted and what was; once after each year, count and publish."""
    if settings.ORGANISATION:
        raise Http404  # it publishes no figures
    now = timezone.now()
    told = _published(request, now) if request.method == "POST" else None
    if told == "":
        return redirect("desk:figures")
    law, last = load_protocol(settings.PROTOCOL), traits(seen_by=request.actor)
    context = {
        "here": "team",
        "told": told,
        "year": year_to_count(at=now, seen_by=request.actor),
        "last": last,
        "pictures": _pictures(law, last) if last else [],
        "asked": [say(law, f"traits.{one.id}") for one in law.admission.trait if one.options],
        "batch": BATCH,
    }
    return render(request, "desk/figures.html", context, status=409 if told else 200)


def _pictures(law: Protocol, last: Published) -> list[Picture]:
    """Return what was published last. Hidden numbers are not drawn."""
    return [
        Picture(
            key=split["id"],
            title=say(law, f"traits.{split['id'].removeprefix(TRAIT)}"),
            counted=[
                (
                    say(law, f"options.{row}") if row else _("not told, or in own words"),
                    number,
                    str(number),
                )
                for row, (number,) in zip(split["rows"], split["cells"], strict=True)
                if number
            ],
        )
        for each in last.content["laws"]
        for split in each["splits"]
    ]


def _published(request: StaffRequest, now: datetime) -> str:
    """Count and publish. Returns why that was not done, or ""."""
    try:
        made = publish_traits(by=request.actor, at=now)
    except Unreadable:
        return _(
            "Nothing was published: some answers are encrypted to a key that you never held."
            " Somebody who held it renews the key of the statistics on the team page first."
        )
    except Refused:
        return _("Nothing was published: you do not hold the key of the statistics.")
    if made is None:
        return _("Nothing was published: nothing is due, or nothing can be counted yet.")
    return ""
