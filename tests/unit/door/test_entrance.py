"""The first page, the way out, the language."""

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from amparo.foundations.intake.models import Draft


def test_the_first_page_has_three_ways_in(client, rosa):
    page = client.get("/").content.decode()
    for name in ("urgent", "request", "return"):
        assert f'href="{reverse(f"door:{name}")}"' in page


def test_one_link_leads_to_what_is_safe(client, rosa):
    page = client.get("/", headers={"accept-language": "en"}).content.decode()
    assert f'href="{reverse("door:safe")}"' in page
    assert "Whoever alters the running code can" not in page


@pytest.mark.parametrize(
    "said",
    [
        "Whoever alters the running code can",
        "has read cannot be unread",
        "copy it by hand, or be forced to tell",
        "looks at your screen or holds your phone",
        "has your ten words can read your page",
        "Keyholders of different institutions",
        "A court may order the team",
        "can see that you visited this address",
    ],
)
def test_it_says_what_nobody_can_prevent(client, rosa, said):
    """Each thing that THREAT_MODEL.md says Amparo cannot do, one link from the first page."""
    page = client.get(reverse("door:safe"), headers={"accept-language": "en"}).content.decode()
    assert said in unescape(page)


def test_the_door_is_shut_without_a_reader_and_says_where_else(client, site, settings):
    settings.ELSEWHERE = "Casa de la Memoria (ficticia)"
    page = client.get("/").content.decode()
    assert "Casa de la Memoria" in page
    assert reverse("door:urgent") not in page
    assert reverse("door:return") in page


def test_the_shut_door_takes_nothing_in(client, site):
    assert client.get(reverse("door:step", args=["filed_for"])).status_code == 503
    answer = client.post(reverse("door:urgent"), {"facts": "me siguen"})
    assert answer.status_code == 503
    assert "me siguen" in answer.content.decode()


@pytest.mark.parametrize("how", ["get", "post"])
def test_leaving_ends_the_visit_and_goes_elsewhere(her, settings, how):
    answer = getattr(her, how)(reverse("door:exit"))
    assert answer.headers["Location"] == settings.EXIT_TO
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.cookies["amparo_visit"].value == ""


def test_after_leaving_the_old_cookie_opens_nothing(her):
    kept = her.cookies["amparo_visit"].value
    her.get(reverse("door:exit"))
    thief = Client()
    thief.cookies["amparo_visit"] = kept
    assert thief.get(reverse("door:mine")).status_code == 302


def test_leaving_forgets_the_draft(client, rosa):
    client.post(reverse("door:step", args=["facts"]), {"facts": "me siguen"})
    assert Draft.objects.count() == 1
    client.get(reverse("door:exit"))
    assert not Draft.objects.exists()


def test_the_language_changes_and_one_stays_where_one_was(client, rosa):
    answer = client.get(reverse("door:language", args=["en"]), {"next": "/urgent/"})
    assert answer.headers["Location"] == "/urgent/"
    assert 'lang="en"' in client.get("/urgent/").content.decode()


@pytest.mark.parametrize("path", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_a_change_of_language_leads_nowhere_else(client, rosa, path):
    answer = client.get(reverse("door:language", args=["en"]), {"next": path})
    assert answer.headers["Location"] == "/"


def test_a_language_that_is_not_spoken_is_no_page(client, rosa):
    assert client.get(reverse("door:language", args=["xx"])).status_code == 404
