"""Whoever finds a hole in a site reads whom to tell, at the address that RFC 9116 names."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from amparo.settings import env, one_surface  # noqa: TID251 - what a site names is read there
from amparo.urls.surface_addresses import LAYOUT, pages_of
from tests.architecture.access_matrix import walk

WHERE = "/.well-known/security.txt"
MAIL, PAGE = "mailto:seguridad@site.example", "https://site.example/seguridad"


def test_it_names_whom_the_site_names_and_for_how_long_that_holds(client, db, settings):
    settings.SECURITY_CONTACT = [MAIL, PAGE]
    answer = client.get(WHERE)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    first, second, expires, languages = answer.text.splitlines()
    assert (first, second) == (f"Contact: {MAIL}", f"Contact: {PAGE}")
    assert languages == "Preferred-Languages: es, en"
    until = datetime.strptime(expires, "Expires: %Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert timedelta(days=30) < until - timezone.now() < timedelta(days=365)


def test_it_holds_anew_each_day(client, db, settings, clock):
    settings.SECURITY_CONTACT = [MAIL]
    before = client.get(WHERE).text
    clock.move(timedelta(days=300))
    after = client.get(WHERE).text
    assert before != after
    assert f"{timezone.now():%Y-%m-%d}" < after.partition("Expires: ")[2][:10]


def test_where_nobody_is_named_there_is_no_such_page(client, db):
    assert client.get(WHERE).status_code == 404
    assert client.get(WHERE).text == client.get("/.well-known/another.txt").text


def test_nothing_is_sent_there(client, db, settings):
    settings.SECURITY_CONTACT = [MAIL]
    assert client.post(WHERE, {"text": "x"}).status_code == 405


@pytest.mark.parametrize("surface", LAYOUT)
def test_each_surface_says_it(surface):
    routes = [route for _, route, _ in walk(pages_of([surface]))]
    assert routes.count(WHERE.removeprefix("/")) == 1


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (f'"{MAIL}"', [MAIL]),
        (f'["{MAIL}"]', [MAIL]),
        (f'["{MAIL}", "{PAGE}", "tel:+51-1-0000000"]', [MAIL, PAGE, "tel:+51-1-0000000"]),
        ('""', []),
    ],
)
def test_one_contact_or_several_are_handed_to_each_surface(tmp_path, written, said):
    site = env.make_site(tmp_path)
    site.write_text(f"{site.read_text()}\n[security]\ncontact = {written}\n")
    assert list(one_surface.read_whole(tmp_path, b"").contacts) == said
    for part in one_surface.PARTS:
        one_surface.make_part(tmp_path, part, database="")
        assert list(one_surface.read_part(tmp_path, part).contacts) == said


def test_a_site_that_names_nobody_hands_on_nothing(tmp_path):
    env.make_site(tmp_path)
    path = one_surface.make_part(tmp_path, "door", database="")
    assert "security" not in path.read_text()
    assert list(one_surface.read_part(tmp_path, "door").contacts) == []


@pytest.mark.parametrize(
    "given",
    [
        "seguridad@site.example",
        "mailto:",
        "mailto:nobody",
        "http://site.example/",
        "javascript:alert(1)",
        "mailto:a@b.example\nContact: mailto:c@d.example",
        "mailto:a@b.example\rX: y",
        'mailto:"a"@b.example',
        "mailto:ñ@b.example",
        "mailto:a@b.example and others",
        7,
        {"mail": MAIL},
    ],
)
def test_what_is_no_address_is_refused_and_called_by_its_name(given):
    with pytest.raises(env.BrokenSite, match=r"\[security\] contact"):
        one_surface.contacts_in({"security": {"contact": given}})


def test_so_is_what_is_no_table():
    with pytest.raises(env.BrokenSite, match=r"\[security\] contact"):
        one_surface.contacts_in({"security": "whom"})
