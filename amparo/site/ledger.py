"""The published record: its signed heads as a page, as JSON and as a feed."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, TypedDict
from xml.etree import ElementTree as ET

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto.signed_heads import Head, HeadSaid, Inclusion
from amparo.foundations.accounts.decorators import anyone
from amparo.foundations.accounts.queries import newcomers_announced
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.ledger.queries import BLOCK, published_heads
from amparo.site.api.openapi_document import JSON, for_programs

TOLD_FOR = timedelta(days=90)
"""How long the page shows that the operator invited a member."""
SHOWN = 30
KEPT = 400
"""Heads in the JSON: more than a year. An export has all of them."""
CHECKS: Final = {
    "feed": "amparo ledger verify --feed ledger.json --head kept.json",
    "export": "amparo ledger verify --export record.txt --head kept.json",
    "proof": "amparo ledger verify --proof proof.json",
}
"""Commands that check what is shown here."""
ATOM = "http://www.w3.org/2005/Atom"
FEED = "application/atom+xml; charset=utf-8"


class HeadsSaid(TypedDict):
    heads: list[HeadSaid]


@dataclass(frozen=True, slots=True)
class Included:
    """Proof that an entry is in a published record, and since which day."""

    day: date
    text: str
    command: str = CHECKS["proof"]


def included_in(proof: Inclusion | None) -> Included | None:
    if proof is None:
        return None
    return Included(date.fromisoformat(proof.head.day), json.dumps(proof.said()))


@anyone
def ledger(request: HttpRequest) -> HttpResponse:
    heads = published_heads(newest=SHOWN, seen_by=STRANGER)
    last = heads[-1] if heads else None
    context = {
        "announced": _announced(),
        "alone": _alone(),
        "last": last,
        "key": marks.fingerprint(last.key) if last else "",
        "heads": [(date.fromisoformat(one.day), one) for one in reversed(heads)],
        "rounded": BLOCK,
        "checks": CHECKS,
    }
    return render(request, "site/ledger.html", context)


def _alone() -> bool:
    """Whether this site publishes only its heads, as an organisation's site does."""
    return "site" not in settings.SURFACES


def _announced() -> list[datetime]:
    since = timezone.now() - TOLD_FOR
    return newcomers_announced(since=since, seen_by=STRANGER)


@anyone
@for_programs(gettext_lazy("The signed heads of the record, the oldest first"), shape=HeadsSaid)
def ledger_json(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """Return each head with the proof that it extends the one before."""
    heads = published_heads(newest=KEPT, seen_by=STRANGER)
    said: HeadsSaid = {"heads": [one.said() for one in heads]}
    return HttpResponse(json.dumps(said, indent=1), content_type=JSON)


@anyone
@for_programs(gettext_lazy("The last of them, for a reader of feeds"), media=FEED, spoken=True)
def ledger_feed(request: HttpRequest) -> HttpResponse:
    """Return the same as a feed."""
    heads = published_heads(newest=SHOWN, seen_by=STRANGER)
    page = request.build_absolute_uri(reverse("site:ledger"))
    own = request.build_absolute_uri(request.path)
    feed = ET.Element("feed", xmlns=ATOM)
    begins = heads[-1].begins.hex() if heads else "none"
    _told(feed, _("The record, signed"), f"urn:amparo:record:{begins}", heads[-1:])
    ET.SubElement(feed, "link", rel="self", href=own)
    ET.SubElement(feed, "link", href=page)
    ET.SubElement(ET.SubElement(feed, "author"), "name").text = "Amparo"
    for head in reversed(heads):
        entry = ET.SubElement(feed, "entry")
        title = _("%(size)d entries on %(day)s") % {"size": head.size, "day": head.day}
        _told(entry, title, f"urn:amparo:head:{head.root.hex()}", [head])
        ET.SubElement(entry, "link", href=page)
        ET.SubElement(entry, "content", type="text").text = head.text()
    text = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return HttpResponse(text, content_type=FEED)


def _told(part: ET.Element, title: str, name: str, heads: list[Head]) -> None:
    """Add what Atom requires of a feed and an entry; the time is the start of the day, never
    finer."""
    ET.SubElement(part, "title").text = title
    ET.SubElement(part, "id").text = name
    day = heads[-1].day if heads else "1970-01-01"
    ET.SubElement(part, "updated").text = f"{day}T00:00:00Z"
