"""The person may agree until a day: it stands on their pages, ends by itself, and they may answer
again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import answer
from amparo.foundations.intake.services import withdraw_procedure
from tests.laid_out import laid_out
from tests.last_days import its_day_passes, jobs_run

ENGLISH = {"accept-language": "en"}
TODAY, LATER = "2026-11-25", "2026-12-16"


def decide(browser, question, word="agree", **more):
    told = {"answer": word, **more}
    return browser.post(f"/mine/decisions/{question.ref}/", told, headers=ENGLISH)


def read(browser, path="/mine/"):
    return laid_out(browser.get(path, headers=ENGLISH).text)


def ends_on(question):
    return str(Question.objects.get(pk=question.pk).ends_on)


# --- the field ---


def test_a_yes_until_a_day_is_stored_and_said_back(her, question):
    assert 'name="until"' in read(her)
    assert decide(her, question, until=LATER).status_code == 302
    assert ends_on(question) == LATER
    assert "It holds until Wednesday 16 December 2026." in read(her)
    page = read(her, "/mine/allowed/")
    assert f'It holds until <time datetime="{LATER}">' in page


def test_without_a_day_it_goes_on(her, question):
    decide(her, question, until="")
    assert ends_on(question) == "None"
    assert "It holds until" not in read(her) + read(her, "/mine/allowed/")


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-11-24", "That day has passed"),
        ("2100-01-01", "That day is too far away"),
        ("mañana", "This is no day"),
    ],
)
def test_a_day_that_is_a_slip_stores_nothing_and_keeps_what_was_written(day, why, her, question):
    refused = decide(her, question, until=day, note="De noche no.")
    page = laid_out(refused.text)
    assert refused.status_code == 400
    assert why in page
    assert "De noche no." in page
    assert f'value="{day}"' in page
    assert Question.objects.get().answer == ""


@pytest.mark.parametrize("word", ["refuse", "discuss"])
def test_a_day_beside_another_answer_means_nothing(word, her, question):
    assert decide(her, question, word, until="2020-01-01").status_code == 302
    assert ends_on(question) == "None"


def test_the_day_stands_in_the_form_and_may_be_moved_or_dropped(her, question):
    address = f"/mine/decisions/{question.ref}/"
    decide(her, question, until=TODAY)
    assert f'value="{TODAY}"' in read(her, address)
    decide(her, question, until=LATER)
    assert ends_on(question) == LATER
    decide(her, question, until="")
    assert ends_on(question) == "None"


def test_it_may_be_withdrawn_before(her, question):
    decide(her, question, until=LATER)
    assert her.post(f"/mine/allowed/{question.ref}/withdraw/").status_code == 302
    assert "You took it back." in read(her, "/mine/allowed/")


# --- its end ---


@pytest.fixture
def ended(question, flor, clock):
    """Stands first among what a test asks for: a browser signs in after that day."""
    told = {"answer": "agreed", "until": timezone.localdate(), "by": flor, "at": timezone.now()}
    answer(flor.folder, question.ref, **told)
    its_day_passes(clock)
    return question


@pytest.mark.parametrize("jobs", ["before the jobs", "after the jobs"])
def test_the_person_reads_that_it_ended_and_may_answer_again(jobs, ended, her):
    if jobs == "after the jobs":
        jobs_run()
    address = f"/mine/decisions/{ended.ref}/"
    for path in ("/mine/", "/mine/allowed/", address):
        assert f'It ended on <time datetime="{TODAY}">' in read(her, path), path
    assert address in read(her)
    assert decide(her, ended, until=LATER).headers["Location"] == "/mine/"
    again = Question.objects.standing().get()
    assert (again.answer, str(again.ends_on), again.fields) == ("agreed", LATER, ended.fields)
    assert Question.objects.get(pk=ended.pk).ended
    assert "It ended on" not in read(her)


def test_a_no_to_it_stays_a_no(ended, her):
    decide(her, ended, "refuse", note="Ya no.")
    again = Question.objects.standing().get()
    assert again.answer == "refused"
    assert "Your authorization ended" not in read(her)


def test_only_the_last_one_may_be_answered_again(ended, her):
    decide(her, ended)
    assert decide(her, ended).status_code == 409
    page = read(her, f"/mine/decisions/{ended.ref}/")
    assert "This question is closed" in page
    assert Question.objects.filter(answer="agreed").count() == 2


def test_nobody_else_answers_it_again(ended, another):
    assert decide(another, ended).status_code == 404
    assert not Question.objects.standing().exists()


def test_who_left_the_procedure_is_not_asked_again(ended, her, flor):
    withdraw_procedure(flor, at=timezone.now())
    assert "Answer again" not in read(her) + read(her, "/mine/allowed/")
    decide(her, ended)
    assert not Question.objects.standing().exists()


@pytest.mark.parametrize("kind", ["export", "referral", "interpreter"])
def test_what_was_destroyed_with_it_the_team_proposes_anew(kind, ended, her):
    Question.objects.update(kind=kind, unit=None)
    page = read(her, "/mine/allowed/")
    assert "To authorize it again, write to the team." in page
    assert "Answer again" not in page
    assert decide(her, ended).status_code == 409
    assert not Question.objects.standing().exists()


def test_a_day_of_another_year_is_said_with_its_year(her, question):
    day = timezone.localdate() + timedelta(days=400)
    decide(her, question, until=day.isoformat())
    assert str(day.year) in read(her, "/mine/allowed/")
