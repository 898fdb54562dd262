"""Asking under each law that ships, from the first page to her own: what a law leaves out keeps
nobody from asking."""

from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.queries import standing
from amparo.law import known_protocols, load_protocol

ENGLISH = {"accept-language": "en"}
KNOWN = known_protocols()


@pytest.mark.parametrize("name", KNOWN)
def test_somebody_asks_and_comes_to_her_own_page(client, rosa, settings, name):
    settings.PROTOCOL = name
    first = urlsplit(client.get("/request/").headers["Location"]).path
    assert client.get(first, headers=ENGLISH).status_code == 200
    client.post("/urgent/", {"facts": "Me siguen.", "safe_contact": "sms"})
    filing = Filing.objects.get()
    assert filing.protocol == name
    assert list(filing.happened) == [load_protocol(name).procedure.filing]
    assert standing(filing, at=timezone.now()).received
    for path in ("/urgent/", "/words/", "/received/", "/mine/"):
        assert client.get(path, headers=ENGLISH, follow=True).status_code == 200
