"""The record as everybody may read it: a page, a file, a feed; and the proof of one filing."""

import json
from datetime import timedelta
from xml.etree import ElementTree as ET

from amparo.crypto.signed_heads import Inclusion, heads_in
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.ledger.daily_publication import publish_daily
from tests.people import MONDAY

ENGLISH = {"accept-language": "en"}
ATOM = "{http://www.w3.org/2005/Atom}"


def feed_of(client):
    return ET.fromstring(client.get("/public/ledger.atom").content)  # noqa: S314 - our own


def test_before_the_first_head_the_page_says_so(client, site):
    page = client.get("/public/ledger/", headers=ENGLISH).content.decode()
    assert "Nothing was published yet" in page
    assert json.loads(client.get("/public/ledger.json").content) == {"heads": []}
    assert feed_of(client).findall(f"{ATOM}entry") == []


def test_the_page_the_file_and_the_feed_show_the_same_heads(client, filed):
    heads = [publish_daily(by=SYSTEM, at=MONDAY + timedelta(days=day)) for day in range(3)]
    page = client.get("/public/ledger/", headers=ENGLISH).content.decode()
    assert heads[-1].root.hex() in page
    assert "Wednesday 11 November 2026" in page
    assert "always a multiple of 256, filled" in page
    assert heads_in(client.get("/public/ledger.json").content.decode()) == heads
    feed = feed_of(client)
    told = [one.text for one in feed.iterfind(f"{ATOM}entry/{ATOM}content")]
    assert [heads_in(text)[0] for text in told] == heads[::-1]
    for part in (feed, *feed.iterfind(f"{ATOM}entry")):
        assert all(part.find(f"{ATOM}{name}").text for name in ("id", "title", "updated"))


def test_none_of_them_says_anything_of_a_case(client, filed):
    publish_daily(by=SYSTEM, at=MONDAY)
    filing = filed.folder.filing
    for path in ("/public/ledger/", "/public/ledger.json", "/public/ledger.atom"):
        said = client.get(path).content.decode()
        assert not any(one in said for one in (filing.code, filing.fingerprint, "RequestFiled"))


def test_whoever_holds_the_proof_sees_that_it_is_in_the_published_record(client, filed):
    filing = filed.folder.filing
    asked = {"number": filing.proof_number, "fingerprint": filing.fingerprint}
    before = client.post("/check/", asked, headers=ENGLISH).content.decode()
    assert "It will be in the record that is published tomorrow" in before
    publish_daily(by=SYSTEM, at=MONDAY + timedelta(days=1))
    answer = client.post("/check/", asked, headers=ENGLISH)
    page = answer.content.decode()
    assert "signed and published on Tuesday 10 November 2026 contains it" in page
    assert filing.code not in page
    proof = Inclusion.parsed(answer.context["included"].text)
    assert proof.head.is_signed


def test_a_wrong_fingerprint_is_given_no_proof(client, filed):
    publish_daily(by=SYSTEM, at=MONDAY)
    asked = {"number": filed.folder.filing.proof_number, "fingerprint": "0000-0000-0000-0000"}
    answer = client.post("/check/", asked, headers=ENGLISH)
    assert "included" not in answer.context
    assert "published record" not in answer.content.decode()
