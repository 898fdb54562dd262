"""What happened leads an organisation's worklist until somebody says what was done, or assesses
the risk again."""

from django.urls import reverse
from django.utils import timezone

from amparo.casework.review.models import ReviewTask
from amparo.foundations.cases.dates_outside_terms import waiting_in
from amparo.foundations.cases.models import Case
from amparo.foundations.intake.contact.follow_up_reports import tell_incident

ENGLISH = {"accept-language": "en"}


def tell(flor):
    tell_incident(flor.folder, words="la siguieron", by=flor, at=timezone.now())


def test_what_happened_leads_to_a_page_on_which_it_is_done(anas, ana, flor, signed_in):
    tell(flor)
    browser, page = signed_in(ana), reverse("followed:looked_at", args=[anas.code])
    case = browser.get(reverse("desk:case", args=[anas.code]), headers=ENGLISH).text
    assert page in case
    assert browser.get(page, headers=ENGLISH).status_code == 200
    assert browser.post(page, {"text": " "}, headers=ENGLISH).status_code == 422
    assert browser.post(page, {"text": "hablamos con ella"}, headers=ENGLISH).status_code == 302
    task = ReviewTask.objects.get()
    assert (task.outcome, bool(task.done_at)) == ("looked_at", True)
    assert "task.reassess" not in {one.task for one in waiting_in(Case.objects.get())}
    assert browser.post(page, {"text": "otra vez"}).status_code == 409


def test_nothing_of_it_stands_in_the_open(anas, ana, flor, signed_in):
    tell(flor)
    page = reverse("followed:looked_at", args=[anas.code])
    signed_in(ana).post(page, {"text": "hablamos con ella"})
    assert "hablamos" not in str(list(ReviewTask.objects.values()))


def test_an_authority_has_no_such_page(anas, ana, flor, signed_in, settings):
    tell(flor)
    settings.ORGANISATION = ""
    page = reverse("followed:looked_at", args=[anas.code])
    assert signed_in(ana).get(page).status_code == 404
