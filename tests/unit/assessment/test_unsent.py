"""Drafts that nobody sends are forgotten by schedule: exactly those, and with a word before."""

from datetime import timedelta

import pytest
from django.apps import apps

from amparo.casework.assessment import draft_deletion as unsent
from amparo.casework.assessment import services
from amparo.casework.assessment.models import Assessment
from amparo.casework.assessment.queries import draft_of
from amparo.cli.commands.site import tick
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.cases.models import Case
from amparo.foundations.intake.models import Document, Draft
from amparo.foundations.intake.requests.drafts import (
    KEPT_FOR,
    begin_draft,
    forget_old_drafts,
    resume_draft,
    save_draft,
)
from amparo.foundations.ledger.models import Entry
from tests import plans
from tests.people import MONDAY

pytestmark = pytest.mark.django_db
MOMENT = timedelta(microseconds=1)
DAYS = timedelta(days=30)
UNSENT = ("submitted_at", "sent_at", "saved_at")


# --- the door ---


def test_a_request_that_was_never_sent_is_forgotten_to_the_moment():
    begin_draft({"step": 1}, at=MONDAY)
    assert forget_old_drafts(at=MONDAY + KEPT_FOR - MOMENT) == 0
    assert forget_old_drafts(at=MONDAY + KEPT_FOR) == 1
    assert not Draft.objects.exists()


def test_the_day_counts_from_the_last_step_and_each_draft_alone():
    older = begin_draft({"step": 1}, at=MONDAY)
    later = MONDAY + timedelta(hours=20)
    begin_draft({"step": 1}, at=MONDAY)
    opened = resume_draft(older, at=later)
    assert opened
    save_draft(opened, {"step": 2}, at=later)
    assert forget_old_drafts(at=MONDAY + KEPT_FOR) == 1
    left = resume_draft(older, at=MONDAY + KEPT_FOR)
    assert left
    assert left.content == {"step": 2}


def test_the_scheduled_command_forgets_both_kinds(anas, ana):
    begin_draft({"step": 1}, at=MONDAY)
    saved(anas, ana)
    assert tick.tick(MONDAY + timedelta(days=1) - MOMENT)
    assert Draft.objects.exists()
    assert tick.tick(plans.TUESDAY + DAYS)
    assert not Draft.objects.exists()
    assert not Assessment.objects.exists()


KINDS_AT_THE_DOOR = {
    "a request": {"answers": {"facts": "x"}},
    "what is missing in one": {"answers": {"facts": "x"}, "completes": "AAAA"},
    "words that wait to be written down": {"filed": {"way": 1}, "words": ["uno"]},
}


@pytest.mark.parametrize("content", KINDS_AT_THE_DOOR.values(), ids=KINDS_AT_THE_DOOR)
def test_whatever_waits_at_the_door_goes_by_the_same_schedule(content):
    token = begin_draft(content, at=MONDAY)
    assert tick.tick(MONDAY + KEPT_FOR - MOMENT)
    assert resume_draft(token, at=MONDAY + KEPT_FOR - MOMENT)
    assert resume_draft(token, at=MONDAY + KEPT_FOR) is None
    assert tick.tick(MONDAY + KEPT_FOR)
    assert not Draft.objects.exists()


def test_nothing_else_that_was_not_sent_is_kept():
    """A new table or column for it needs a day of its own in the tick, and a line here."""
    kept = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if model.__module__.startswith("amparo.")
        and ("draft" in f"{model.__name__}{field.name}".casefold() or field.name in UNSENT)
    }
    of_the_door = {f"Draft.{name}" for name in ("id", "id_hash", "sealed", "changed_at")}
    of_the_team = ("id", "case", "member", "form", "sealed", "sent", "changed_at")
    of_forms = {"Case.form_drafts", *(f"FormDraft.{name}" for name in of_the_team)}
    of_attacks = ("id", "attack", "member", "form", "sealed", "sent", "changed_at")
    of_forms |= {"Attack.drafts", *(f"AttackDraft.{name}" for name in of_attacks)}
    # A mail that waits holds no word of anybody: it goes, or its receiver does.
    assert kept == of_the_door | of_forms | {"Assessment.submitted_at", "OutgoingMail.sent_at"}
    jobs = {name for name, _ in tick.JOBS}
    assert {"old drafts", "old drafts of forms", "old drafts of attacks", "mails"} <= jobs
    assert "assessments that nobody recorded" in jobs


# --- an assessment ---


def saved(open_case, by, *, at=plans.TUESDAY, seen=0, **changes):
    services.save_draft(open_case, {**plans.FOUND, **changes}, seen=seen, by=by, at=at)
    return draft_of(open_case, seen_by=by)


def test_an_assessment_that_nobody_recorded_goes_with_all_its_versions(anas, ana):
    saved(anas, ana)
    draft = saved(anas, ana, at=plans.WEDNESDAY, seen=1, own_view="otra cosa")
    assert unsent.forget_unsent(by=SYSTEM, at=plans.WEDNESDAY + DAYS - MOMENT) == 0
    assert Document.objects.filter(ref=draft.paper.ref).count() == 2
    assert unsent.forget_unsent(by=SYSTEM, at=plans.WEDNESDAY + DAYS) == 1
    assert not Document.objects.filter(ref=draft.paper.ref).exists()
    assert draft_of(anas, seen_by=ana) is None
    entry = Entry.objects.get(event="DraftForgotten")
    assert (entry.about, entry.by) == (anas.code, SYSTEM.signature)


def test_what_was_recorded_is_never_forgotten_nor_any_other_paper(anas, ana):
    recorded = plans.assessed(anas, ana)
    before = Document.objects.count()
    draft = saved(anas, ana)
    assert unsent.forget_unsent(by=SYSTEM, at=plans.TUESDAY + DAYS) == 1
    assert Assessment.objects.get() == recorded
    assert Document.objects.count() == before
    assert not Document.objects.filter(ref=draft.paper.ref).exists()


def test_what_was_saved_again_while_the_schedule_ran_stays(anas, ana, monkeypatch):
    saved(anas, ana)
    old = unsent._drafts()  # noqa: SLF001 - read before, as the schedule does
    saved(anas, ana, at=plans.TUESDAY + DAYS - MOMENT, seen=1)
    monkeypatch.setattr(unsent, "_drafts", lambda: old)
    assert unsent.forget_unsent(by=SYSTEM, at=plans.TUESDAY + DAYS) == 0
    assert draft_of(anas, seen_by=ana)


def test_what_was_recorded_while_the_schedule_ran_stays(anas, ana, monkeypatch):
    saved(anas, ana)
    old = unsent._drafts()  # noqa: SLF001 - read before, as the schedule does
    services.submit(anas, seen=1, by=ana, at=plans.TUESDAY + DAYS)
    monkeypatch.setattr(unsent, "_drafts", lambda: old)
    assert unsent.forget_unsent(by=SYSTEM, at=plans.TUESDAY + DAYS) == 0
    assert Assessment.objects.get().submitted_at


def test_an_analyst_can_begin_anew_after_it(anas, ana):
    saved(anas, ana)
    unsent.forget_unsent(by=SYSTEM, at=plans.TUESDAY + DAYS)
    assert saved(anas, ana, at=plans.TUESDAY + DAYS).paper.version == 1


def test_how_long_is_the_sites_own(anas, ana, settings):
    settings.DRAFT_DAYS = 2
    saved(anas, ana)
    assert unsent.forget_unsent(by=SYSTEM, at=plans.TUESDAY + timedelta(days=2)) == 1


def test_the_officer_is_told_the_day_before_it_comes(anas, ana, signed_in, monkeypatch):
    """On the worklist where nothing comes earlier, on the case and on the form."""
    saved(anas, ana)
    [waiting] = unsent.drafts_due(Case.objects.get())
    assert (waiting.due_on, waiting.task) == (plans.TUESDAY + DAYS, unsent.TASK)
    client = signed_in(ana)
    for page in ("?tab=risk", "assessment/"):
        shown = client.get(f"/desk/cases/{anas.code}/{page}").text
        assert "se borra con todas sus versiones" in shown
        assert "10 dic" in shown


def test_where_nothing_is_saved_nothing_waits(anas):
    assert unsent.drafts_due(Case.objects.get()) == []
