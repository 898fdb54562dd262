"""A long form saves itself: sealed to its author, no entry of the case, gone once it is sent."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.models import Measure
from amparo.cli.walk.page_reader import read_page
from amparo.crypto import public_key_sealing as boxes
from amparo.crypto.errors import Unsealable
from amparo.foundations.accounts.models import Session
from amparo.foundations.accounts.sign_in.sessions import IDLE
from amparo.foundations.cases.access.excluded_member_seats import empty_seats, keep_apart
from amparo.foundations.cases.form_drafts.sealed_drafts import (
    KEPT_FOR,
    forget_old_form_drafts,
)
from amparo.foundations.cases.models import FormDraft
from amparo.foundations.cases.services import take_seat
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.keys.key_at_hand_callbacks import hand_over_left_out
from amparo.foundations.ledger.models import Entry

WORDS = "siguieron a su hija desde el colegio"
TYPED = {"when": "ayer, de noche", "text": WORDS, "behind": ""}
SAVE = {"form_draft": "save"}
SAVED, DISCARDED, SENT_BEFORE = (
    "Borrador guardado",
    "Se descartó el borrador",
    "<h1>Ya envió esto</h1>",
)
PROPOSED = "una puerta de hierro, con dos chapas"


@pytest.fixture
def page(case):
    return reverse("review:incident", args=[case])


def read(answer):
    return read_page("", answer.status_code, answer.content, answer["Content-Type"])


def form_on(browser, page, *names):
    return read(browser.get(page)).form(*(names or ("text",)))


def sent_from(form, **typed):
    """What a browser sends of this very page."""
    return dict(form.filled(typed))


def incidents(open_case, reader):
    return papers_in(open_case.folder, seen_by=reader, kinds=["incident"])


def drafts():
    return FormDraft.objects.exclude(sealed=b"")


# --- saved ---


def test_without_a_script_the_button_saves_and_the_words_come_back(page, ana, signed_in):
    browser = signed_in(ana)
    assert browser.post(page, {**TYPED, **SAVE})["Location"] == page
    form = form_on(browser, page)
    assert form.value("text").strip() == WORDS
    assert form.value("when") == TYPED["when"]
    text = read(browser.get(page)).text
    assert SAVED in text
    assert "mié 25 nov, 10:00" in text


def test_before_anything_is_typed_no_draft_is_spoken_of(page, ana, signed_in):
    assert SAVED not in signed_in(ana).get(page).text


def test_the_script_is_told_when_it_was_saved_and_the_case_knows_nothing(
    page, anas, ana, signed_in
):
    browser = signed_in(ana)
    browser.get(page)
    entries, told = Entry.objects.count(), browser.post(f"{page}?auto=1", {**TYPED, **SAVE})
    assert told.text == f"{SAVED} mié 25 nov, 10:00"
    assert Entry.objects.count() == entries
    assert incidents(anas, ana) == []


def test_an_incomplete_form_is_saved_as_it_is(page, ana, signed_in):
    browser = signed_in(ana)
    browser.post(page, {"text": WORDS, **SAVE})
    assert form_on(browser, page).value("text").strip() == WORDS


def test_what_is_stored_opens_for_its_author_alone(page, anas, ana, beto, signed_in):
    signed_in(ana).post(page, {**TYPED, **SAVE})
    [row] = drafts()
    sealed = bytes(row.sealed)
    assert WORDS.encode() not in sealed
    context = f"form_draft/{ana.member.code}/{anas.code}/{bytes(row.form).hex()}"
    assert WORDS.encode() in boxes.open_with(ana.pair.secret, sealed, context=context)
    with pytest.raises(Unsealable):
        boxes.open_with(beto.pair.secret, sealed, context=context)


def test_only_a_page_that_saves_itself_may_ask_the_server_by_a_script(page, case, ana, signed_in):
    browser = signed_in(ana)
    policy = "Content-Security-Policy"
    assert "connect-src 'self'" in browser.get(page)[policy]
    assert "connect-src" not in browser.get(reverse("desk:case", args=[case]))[policy]
    assert "autosave.js" not in browser.get(reverse("desk:case", args=[case])).text


# --- two officers, and another's case ---


def test_two_officers_on_one_form_each_have_their_own_draft(page, ana, rosa, signed_in):
    anas, rosas = signed_in(ana), signed_in(rosa)
    anas.post(page, {**TYPED, **SAVE})
    assert WORDS not in rosas.get(page).text
    rosas.post(page, {**TYPED, "text": "otra versión", **SAVE})
    assert form_on(anas, page).value("text").strip() == WORDS
    assert form_on(rosas, page).value("text").strip() == "otra versión"


def test_who_has_no_access_saves_nothing_and_learns_nothing(page, case, olga, signed_in):
    browser, missing = signed_in(olga), page.replace(case, "AAAA-AAAA")
    there, nowhere = browser.post(page, {**TYPED, **SAVE}), browser.post(missing, {**TYPED, **SAVE})
    assert there.status_code == nowhere.status_code == 404
    assert there.text.replace(case, "") == nowhere.text.replace("AAAA-AAAA", "")
    assert not FormDraft.objects.exists()
    assert Entry.objects.filter(event="CodeRefused").exists()


# --- a dropped line, and a night ---


def test_after_a_dropped_line_the_last_save_is_there_in_another_browser(page, ana, signed_in):
    signed_in(ana).post(f"{page}?auto=1", {**TYPED, **SAVE})
    assert form_on(signed_in(ana), page).value("text").strip() == WORDS


def test_after_a_night_the_words_come_back_once_signed_in_again(page, ana, signed_in, clock):
    browser = signed_in(ana)
    browser.post(f"{page}?auto=1", {**TYPED, **SAVE})
    clock.move(timedelta(hours=14))
    assert browser.get(page).status_code == 302
    assert browser.post(f"{page}?auto=1", {**TYPED, **SAVE}).status_code == 401
    assert form_on(signed_in(ana), page).value("text").strip() == WORDS


def test_what_is_pressed_after_a_night_is_carried_over_the_sign_in(page, ana, signed_in, clock):
    browser = signed_in(ana)
    browser.get(page)
    clock.move(timedelta(hours=14))
    asked = browser.post(page, {**TYPED, **SAVE})
    assert asked.status_code == 401
    assert WORDS in asked.text
    assert 'name="kept-form_draft" value="save"' in asked.text


def test_saving_by_script_does_not_keep_a_session_awake(page, ana, signed_in, clock):
    browser = signed_in(ana)
    browser.get(page)
    answers = []
    for _ in range(4):
        clock.move(IDLE[Session.Kind.MEMBER] / 3)
        answers.append(browser.post(f"{page}?auto=1", {**TYPED, **SAVE}).status_code)
    assert answers[0] == 200
    assert answers[-1] == 401


def test_the_button_counts_as_an_act_of_the_member(page, ana, signed_in, clock):
    browser = signed_in(ana)
    for _ in range(4):
        clock.move(IDLE[Session.Kind.MEMBER] / 3)
        assert browser.post(page, {**TYPED, **SAVE}).status_code == 302


# --- sent ---


def test_what_is_sent_leaves_no_draft(page, anas, ana, signed_in):
    browser = signed_in(ana)
    browser.post(page, {**TYPED, **SAVE})
    sent = browser.post(page, sent_from(form_on(browser, page), text="de otro modo"))
    assert sent.status_code == 302
    assert len(incidents(anas, ana)) == 1
    assert not drafts().exists()
    assert WORDS not in browser.get(page).text


def test_what_is_refused_stays_a_draft(page, ana, signed_in):
    browser = signed_in(ana)
    browser.post(page, {**TYPED, **SAVE})
    assert browser.post(page, sent_from(form_on(browser, page), text="")).status_code == 422
    assert form_on(browser, page).value("text").strip() == WORDS


def test_the_same_page_sent_twice_has_one_effect_and_says_so(page, anas, ana, signed_in):
    browser = signed_in(ana)
    typed = sent_from(form_on(browser, page), **TYPED)
    assert browser.post(page, typed).status_code == 302
    again = browser.post(page, {**typed, "text": "y además esto"})
    assert again.status_code == 409
    assert SENT_BEFORE in again.text
    assert "y además esto" in again.text
    assert len(incidents(anas, ana)) == 1


def test_what_came_the_second_time_may_be_sent_as_something_new(page, anas, ana, signed_in):
    browser = signed_in(ana)
    typed = sent_from(form_on(browser, page), **TYPED)
    browser.post(page, typed)
    form = read(browser.post(page, {**typed, "text": "y además esto"})).form("text")
    assert browser.post(page, dict(form.filled({}))).status_code == 302
    assert len(incidents(anas, ana)) == 2


def test_a_save_that_arrives_after_the_form_was_sent_brings_nothing_back(page, ana, signed_in):
    browser = signed_in(ana)
    typed = sent_from(form_on(browser, page), **TYPED)
    browser.post(page, typed)
    assert browser.post(f"{page}?auto=1", {**typed, **SAVE}).status_code == 409
    assert not drafts().exists()


def test_a_draft_that_stayed_behind_goes_with_the_act_or_neither(
    page, anas, ana, signed_in, monkeypatch
):
    """The act and the end of its draft are one transaction."""
    browser = signed_in(ana)
    typed = sent_from(form_on(browser, page), **TYPED)
    browser.post(page, {**typed, **SAVE})
    browser.raise_request_exception = False

    def fails(*_args, **_named):
        raise OSError

    where = "amparo.foundations.cases.form_drafts.pages.drafts.forget_sent"
    with monkeypatch.context() as broken:
        broken.setattr(where, fails)
        assert browser.post(page, typed).status_code == 500
    assert incidents(anas, ana) == []
    assert browser.post(page, typed).status_code == 302
    assert len(incidents(anas, ana)) == 1


# --- discarded, and forgotten ---


def test_what_is_discarded_is_gone_and_the_next_page_says_so(page, anas, ana, signed_in):
    browser = signed_in(ana)
    browser.post(page, {**TYPED, **SAVE})
    assert browser.post(page, {"form_draft": "discard"})["Location"] == page
    shown = browser.get(page).text
    assert DISCARDED in shown
    assert WORDS not in shown
    assert not drafts().exists()
    assert incidents(anas, ana) == []


def test_a_draft_goes_with_the_access_of_its_author(page, anas, ana, rosa, signed_in):
    signed_in(rosa).post(page, {**TYPED, **SAVE})
    signed_in(ana).post(page, {**TYPED, **SAVE})
    take_seat(anas.case, anas.folder, rosa.member, reason="moved", by=ana, at=timezone.now())
    assert [row.member for row in FormDraft.objects.all()] == [ana.member]


def test_a_draft_goes_with_a_member_who_is_kept_apart(page, anas, ana, rosa, signed_in):
    signed_in(rosa).post(page, {**TYPED, **SAVE})
    signed_in(ana).post(page, {**TYPED, **SAVE})
    keep_apart(anas.case, rosa.member, reason="leak", by=ana, at=timezone.now())
    assert [row.member for row in FormDraft.objects.all()] == [ana.member]


def test_drafts_go_when_a_person_is_left_out_of_what_is_written(page, anas, ana, signed_in):
    signed_in(ana).post(page, {**TYPED, **SAVE})
    hand_over_left_out(anas.folder, lambda said: said, by=ana, at=timezone.now())
    assert not FormDraft.objects.exists()


def test_a_draft_goes_with_an_erased_case(page, anas, ana, signed_in):
    signed_in(ana).post(page, {**TYPED, **SAVE})
    empty_seats(anas.case)
    assert not FormDraft.objects.exists()


def test_a_draft_is_kept_for_some_days_and_no_longer(page, ana, signed_in, clock):
    signed_in(ana).post(page, {**TYPED, **SAVE})
    clock.move(KEPT_FOR - timedelta(minutes=1))
    assert forget_old_form_drafts(at=timezone.now()) == 0
    assert WORDS in signed_in(ana).get(page).text
    clock.move(timedelta(minutes=2))
    assert WORDS not in signed_in(ana).get(page).text
    assert forget_old_form_drafts(at=timezone.now()) == 1


def test_a_draft_of_a_member_who_left_is_forgotten_at_once(page, ana, signed_in):
    signed_in(ana).post(page, {**TYPED, **SAVE})
    type(ana.member).objects.filter(pk=ana.member.pk).update(active=False)
    assert forget_old_form_drafts(at=timezone.now()) == 1


# --- the other long forms ---


def test_the_preliminary_report_comes_back_with_its_choices(case, ana, signed_in):
    browser, page = signed_in(ana), reverse("admission:report", args=[case])
    first = next(name for name in form_on(browser, page).fields if name.endswith("-why"))
    finding = first.removesuffix("-why")
    browser.post(page, {finding: "yes", first: "la nota", "text": WORDS, **SAVE})
    form = form_on(browser, page)
    assert form.value(finding) == "yes"
    assert form.value(first).strip() == "la nota"


def test_each_measure_of_the_catalogue_has_a_draft_of_its_own(case, ana, signed_in):
    browser, plan = signed_in(ana), reverse("measures:plan", args=[case])
    links = read(browser.get(plan)).links_to("/plan/new/")
    first, second = links[:2]
    browser.post(first, {"what": PROPOSED, "fits-work": "no lo limita", **SAVE})
    form = form_on(browser, first, "what")
    assert form.value("what").strip() == PROPOSED
    assert form.value("fits-work").strip() == "no lo limita"
    assert PROPOSED not in browser.get(second).text
    assert not Measure.objects.exists()


def test_an_assessment_comes_back_by_the_method_it_was_begun_with(case, ana, rosa, signed_in):
    browser, page = signed_in(ana), reverse("assessment:assess", args=[case])
    typed = sent_from(form_on(browser, page, "own_view"), own_view="tiene miedo")
    browser.post(f"{page}?auto=1", {**typed, "direct_threat": "yes", **SAVE})
    form = form_on(browser, page, "own_view")
    assert form.value("own_view").strip() == "tiene miedo"
    assert form.value("direct_threat") == "yes"
    assert form.value("method") == typed["method"]
    assert browser.post(page, {**sent_from(form), "later": "1"}).status_code == 302
    assert not drafts().exists()


def test_a_draft_of_an_assessment_that_another_saved_meanwhile_is_shown_beside(
    beto, case, ana, signed_in
):
    browser, page = signed_in(ana), reverse("assessment:assess", args=[case])
    typed = sent_from(form_on(browser, page, "own_view"), own_view="tiene miedo")
    browser.post(f"{page}?auto=1", {**typed, **SAVE})
    signed_in(beto).post(page, {**typed, "own_view": "está tranquila", "once": ""})
    told = browser.post(page, sent_from(form_on(browser, page, "own_view")))
    assert told.status_code == 409
    assert "está tranquila" in told.text
    assert "tiene miedo" in told.text


def test_a_page_with_a_version_that_is_sent_twice_says_so_and_compares_other_words(
    case, ana, signed_in
):
    browser, page = signed_in(ana), reverse("assessment:assess", args=[case])
    typed = sent_from(form_on(browser, page, "own_view"), own_view="tiene miedo")
    assert browser.post(page, typed).status_code == 302
    again = browser.post(page, typed)
    assert again.status_code == 409
    assert SENT_BEFORE in again.text
    other = browser.post(page, {**typed, "own_view": "está tranquila"})
    assert other.status_code == 409
    assert SENT_BEFORE not in other.text
    assert "<ins>" in other.text


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("admission:note", "text"),
        ("referral:hand_on", "stands"),
        ("referral:demanded", "what"),
        ("disappearances:happened", "text"),
    ],
)
def test_notes_save_themselves_too(name, field, case, ana, signed_in):
    browser, page = signed_in(ana), reverse(name, args=[case])
    browser.post(page, {field: WORDS, **SAVE})
    assert form_on(browser, page, field).value(field).strip() == WORDS
