"""The danger flag stays until a member lifts it with a reason; what happens raises it again."""

import pytest
from django.urls import reverse
from django.utils import timezone

from amparo.casework.admission.services import lift_danger_flag
from amparo.foundations.accounts.actors import Refused
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.dates_outside_terms import FLAG_LIFTED, UNWEIGHED
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import close_case, give_seat
from amparo.foundations.intake.contact.follow_up_reports import tell_incident
from amparo.foundations.intake.models import Document
from amparo.foundations.ledger.models import Entry
from tests.people import MONDAY
from tests.plans import assessed, preliminary

ENGLISH = {"accept-language": "en"}
WHY = "hablé con ella y está en casa de su hermana"


@pytest.fixture
def letter(letter):
    """The person says that they are in danger now."""

    def make(**changes):
        return letter(**{"urgent": True, **changes})

    return make


def danger():
    seats = {seat.danger for seat in CaseAccess.objects.all()}
    assert seats == {Case.objects.get().danger}
    return Case.objects.get().danger


def lifts(browser, case, text=WHY):
    return browser.post(reverse("admission:lift_flag", args=[case]), {"text": text})


def test_no_finding_and_no_stage_lifts_it(anas, ana):
    assert danger() == UNWEIGHED
    preliminary(anas, ana)
    assert danger() == UNWEIGHED
    assessed(anas, ana)
    refresh(Case.objects.get(), at=timezone.now())
    assert danger() == UNWEIGHED


def test_it_is_lifted_with_a_reason_that_the_team_alone_reads(case, ana, flor, signed_in):
    browser = signed_in(ana)
    assert lifts(browser, case, text=" ").status_code == 422
    assert danger() == UNWEIGHED
    assert lifts(browser, case).status_code == 302
    assert danger() == 0
    [paper] = Document.objects.filter(kind=FLAG_LIFTED)
    assert not paper.for_person
    assert WHY.encode() not in bytes(paper.sealed)
    [entry] = Entry.objects.filter(event="DangerFlagLifted")
    assert (entry.about, WHY in entry.facts) == (case, False)
    page = browser.get(reverse("desk:case", args=[case]) + "?tab=all", headers=ENGLISH).text
    assert WHY in page
    assert "Lift the danger flag" not in page
    assert lifts(browser, case).status_code == 409
    refresh(Case.objects.get(), at=timezone.now())
    assert danger() == 0


def test_what_happens_anew_raises_it_and_is_looked_at_before_it_is_lifted(
    case, anas, ana, flor, signed_in
):
    browser = signed_in(ana)
    lifts(browser, case)
    tell_incident(flor.folder, words="volvieron", urgent=True, by=flor, at=timezone.now())
    assert danger() == UNWEIGHED
    with pytest.raises(Refused, match="happened_since"):
        lift_danger_flag(opened(case, seen_by=ana), text=WHY, by=ana, at=timezone.now())
    assert lifts(browser, case).status_code == 409
    preliminary(opened(case, seen_by=ana), ana)
    assessed(opened(case, seen_by=ana), ana)
    assert danger() == UNWEIGHED
    assert lifts(browser, case).status_code == 302
    assert danger() == 0


def test_it_is_on_list_board_case_and_sheet(case, anas, ana, saul, signed_in):
    give_seat(anas.case, anas.folder, saul.member, reason="supervises", by=ana, at=MONDAY)
    browser = signed_in(saul)
    sheets = [reverse("desk:handed_on", args=[case]), f"/desk/hand-on/?case={case}"]
    places = ["/desk/?held=all", "/desk/board/", f"/desk/cases/{case}/", *sheets]
    for lifted in (False, True):
        for place in places:
            assert ("In danger now" in browser.get(place, headers=ENGLISH).text) is not lifted, (
                place
            )
        if not lifted:
            lift_danger_flag(anas, text=WHY, by=ana, at=timezone.now())


def test_who_may_not_work_on_the_case_lifts_nothing(case, anas, ana, delia, olga, signed_in):
    give_seat(anas.case, anas.folder, delia.member, reason="decides", by=ana, at=MONDAY)
    for member in (delia, olga):
        assert lifts(signed_in(member), case).status_code == 404
    assert danger() == UNWEIGHED


def test_a_closed_case_has_no_flag(anas, ana):
    close_case(anas.case, reason="ended", by=ana, at=timezone.now())
    assert Case.objects.get().danger == 0
