"""How nobody is to reach her: said on her page, and the page betrays nothing."""

from datetime import time

from django.urls import reverse
from django.utils import timezone

from amparo.casework.admission.spoken_messages import services as carrying
from amparo.foundations.cases.queries import opened
from amparo.foundations.intake.contact.may_contact import rule_of
from amparo.foundations.intake.contact.safe_way import HEARD, SafeWay
from amparo.foundations.intake.models import DIED, Filing

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
    assert [one.never for one in shown.context["limits"]] == [("telephone",)]
    for one in (shown, her.get(reverse("door:mine")), her.get(reverse("door:letters"))):
        assert "canoa" not in one.text
        assert "puerto" not in one.text


def test_it_holds_for_the_team_from_that_moment(case, ana, her):
    team = opened(case, seen_by=ana)
    carrying.agree(team, AGREED, by=ana, at=timezone.now())
    her.post(reverse("door:reached"), {"nothing": "on"})
    now = timezone.now()
    assert rule_of(team.folder, seen_by=ana).against("telephone", now) == ("said_nothing_now",)


def test_whoever_has_her_words_takes_back_nothing_that_she_ruled_out(case, ana, her):
    team = opened(case, seen_by=ana)
    carrying.agree(team, AGREED, by=ana, at=timezone.now())
    page = reverse("door:reached")
    her.post(page, {"nothing": "on"})
    assert her.post(page, {}).status_code == 422
    her.post(page, {"never": ["radio"]})
    her.post(page, {"begins": "00:00", "ends": "23:59"})
    rule = rule_of(team.folder, seen_by=ana)
    assert "said_nothing_now" in rule.against("telephone", timezone.now())
    assert len(her.get(page).context["limits"]) == 3


def test_her_page_does_not_tell_whether_anything_was_agreed_since(case, ana, her):
    """Or whoever has her words learns that she spoke with the team."""
    team, page = opened(case, seen_by=ana), reverse("door:reached")
    her.post(page, {"nothing": "on"})
    before = her.get(page).context["limits"]
    mark = rule_of(team.folder, seen_by=ana).said.mark
    carrying.agree(team, AGREED, seen=mark, by=ana, at=timezone.now())
    after = her.get(page, headers={"accept-language": "en"})
    assert after.context["limits"] == before
    assert "If you did so since, that counts" in after.text


def test_after_her_death_nobody_says_it_here(case, her):
    Filing.objects.update(impediment=DIED)
    assert her.get(reverse("door:reached")).status_code == 409
