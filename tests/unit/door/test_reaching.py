"""How nobody is to reach her: said on her page, and the page betrays nothing."""

from datetime import time

from django.urls import reverse
from django.utils import timezone

from amparo.casework.admission import carrying
from amparo.foundations.cases.queries import opened
from amparo.foundations.letterbox.models import DIED, Filing
from amparo.foundations.letterbox.reaching import rule_of
from amparo.foundations.letterbox.safe_way import HEARD, SafeWay

AGREED = SafeWay(
    ways=("telephone",), how=HEARD, begins=time(8), ends=time(18), text="preguntar por la canoa"
)


def test_her_page_shows_what_she_ruled_out_and_nothing_that_was_agreed(case, ana, her, filed):
    team = opened(case, seen_by=ana)
    carrying.agree(team, AGREED, by=ana, at=timezone.now())
    carrying.put(team, text="que no vaya al puerto", by=ana, at=timezone.now())
    page = reverse("door:reached")
    assert her.post(page, {"never": ["telephone"], "begins": "09:00"}).status_code == 422
    sent = {"never": ["telephone"], "begins": "09:00", "ends": "11:00"}
    assert her.post(page, sent).status_code == 302
    shown = her.get(page)
    assert shown.context["form"].initial["never"] == ("telephone",)
    for one in (shown, her.get(reverse("door:mine")), her.get(reverse("door:letters"))):
        assert "canoa" not in one.text
        assert "puerto" not in one.text


def test_it_holds_for_the_team_from_that_moment(case, ana, her):
    team = opened(case, seen_by=ana)
    carrying.agree(team, AGREED, by=ana, at=timezone.now())
    her.post(reverse("door:reached"), {"nothing": "on"})
    now = timezone.now()
    assert rule_of(team.folder, seen_by=ana).against("telephone", now) == ("said_nothing_now",)


def test_after_her_death_nobody_says_it_here(case, her):
    Filing.objects.update(impediment=DIED)
    assert her.get(reverse("door:reached")).status_code == 409
