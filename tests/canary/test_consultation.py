"""Known secret words are proposed on a draft; while nobody has looked, nothing that lies there
holds one of them, and her own page does."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from amparo.cli.walk.scenes.fictional_law_draft import LAW, NAME, draft_in
from tests.canary.journey import STEM, looked_through
from tests.canary.search import Hunt
from tests.sites import site_in

WRITE = f"/public/consultations/{NAME}/propose/"
MINE = "/public/my-proposal/"
TYPED = {
    "article": "whole",
    "kind": "change",
    "text": f"Que decidan pronto, firma {STEM}texto.",
    "organisation": f"Red {STEM}nombre",
}


@pytest.fixture
def site(tmp_path: Path):
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    with site_in(tmp_path / "site", "ana", TMPDIR=str(temporary)) as site:
        until = (timezone.localdate() + timedelta(days=20)).isoformat()
        draft = str(draft_in(tmp_path))
        site.place.command(
            ["consult", "open", draft, "--beside", LAW, "--until", until, "--about", "x"]
        )
        yield site


def test_what_waits_for_a_look_stands_nowhere_in_the_open(site):
    browser = site.browser()
    page = browser.open(WRITE)
    preview = browser.submit(page, page.form(*TYPED), TYPED)
    assert STEM in preview.text, "she looks it over"
    received = browser.submit(preview, preview.form("text"), {"go": "send"})
    assert len(received.words) == 10
    browser.submit(received, received.form("act"), {})
    assert STEM in browser.open(MINE).text, "the words really arrived"
    for path in (f"/public/consultations/{NAME}/", f"/public/consultations/{NAME}/record.json"):
        assert STEM not in browser.open(path).text
    assert STEM not in site.place.command(["consult", "print", NAME, "--json"])
    found = looked_through(site, Hunt([STEM]))
    assert {where: lies for where, lies in found.items() if lies} == {}
