"""A complaint about delay: ready the day a term is missed, filed by one act, ruled on by who stands
above and may know, who sees the delay's dates and nothing of her."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from amparo.casework.review.complaints import mails
from amparo.casework.review.complaints import queries as complaints
from amparo.casework.review.complaints import services as complaining
from amparo.casework.review.complaints.mails import mail_who_rules
from amparo.casework.review.models import Complaint, ComplaintAddressee, ComplaintRuling
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.mail import outbox
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.dates_outside_terms import waiting_in
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import give_seat, take_seat
from amparo.foundations.institutions.services import add_unit
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.files.attachments import SealedUpload, attachments_in
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.keys.sealed_messages import dropped_in
from amparo.foundations.intake.models import Filing, SealedMessage
from amparo.foundations.intake.procedure.complaints import (
    RULING,
    ComplainedAlready,
    NotLate,
    complain,
    complainable,
    complaints_in,
    draft,
    reasons_in,
)
from amparo.foundations.intake.queries import standing, visit_by_phrase
from amparo.foundations.intake.services import exclude, shut_out, withdraw_procedure
from amparo.foundations.ledger.models import Entry
from amparo.law import UnknownProtocol
from tests.laid_out import laid_out
from tests.people import BODY, MONDAY
from tests.plans import preliminary

ENGLISH = {"accept-language": "en"}
IN_TIME = MONDAY + timedelta(days=2)  # Wednesday, the last day of the preliminary report
THURSDAY = MONDAY + timedelta(days=3)
TERM = "preliminary_report"
WHY = "nadie puede dejar pasar estos días"


def events(name):
    return list(Entry.objects.filter(event=name))


def founded(ref, by, at=THURSDAY, **changes):
    said = {"outcome": "founded", "do_by": date(2026, 11, 16), "another_officer": False}
    ruling = complaining.Ruling(**{**said, "text": WHY, **changes})
    complaining.rule(ref, ruling, by=by, at=at)


@pytest.fixture
def hers(case, delia, flor):
    """Her complaint of the preliminary report, which is a day late."""
    return complain(flor.folder, TERM, by=flor, at=THURSDAY)


# --- when there is ground for it ---


def test_before_the_day_has_passed_there_is_nothing_to_complain_of(flor, case):
    assert complainable(flor.folder.filing, at=IN_TIME) == []
    with pytest.raises(NotLate):
        complain(flor.folder, TERM, by=flor, at=IN_TIME)
    assert not Complaint.objects.exists()


def test_the_day_a_term_is_missed_it_is_drafted_from_the_record(flor, case):
    [term] = complainable(flor.folder.filing, at=THURSDAY)
    text = draft(flor.folder.filing, term)
    assert term.late_by == 1
    for fact in (
        flor.folder.code,
        "Informe preliminar",
        "miércoles 11 de noviembre de 2026",
        "anexo, art. 18",
        "1 día hábil",
        "LPAG, art. 158",
        "Viceministerio",
    ):
        assert fact in text


def test_what_is_done_gives_no_ground_any_more(flor, case, anas, ana):
    preliminary(anas, ana)
    flor.folder.filing.refresh_from_db()
    assert complainable(flor.folder.filing, at=THURSDAY) == []


def test_who_left_complains_of_nothing(flor, case):
    withdraw_procedure(flor, at=THURSDAY)
    assert complainable(flor.folder.filing, at=THURSDAY) == []


# --- filed ---


def test_it_is_on_record_with_the_day_and_the_delay(hers, case):
    row = Complaint.objects.get()
    assert (row.term, row.owed_by, row.due, row.late_by) == (TERM, "processor", "2026-11-11", 1)
    assert events("ComplaintFiled")[0].by == "person"
    assert '"members":1' in events("ComplaintPut")[0].facts


def test_it_stops_nothing(hers, flor):
    filing = Filing.objects.get(pk=flor.folder.filing.pk)
    state = standing(filing, at=THURSDAY)
    assert state.stage == "preliminary_evaluation"
    assert [one.term for one in state.late] == [TERM]
    assert "complaint_filed" not in filing.happened


def test_twice_is_once_until_what_was_ordered_is_late_too(hers, flor, delia):
    with pytest.raises(ComplainedAlready):
        complain(flor.folder, TERM, by=flor, at=THURSDAY)
    founded(hers.ref, delia)
    with pytest.raises(ComplainedAlready):
        complain(flor.folder, TERM, by=flor, at=THURSDAY + timedelta(days=1))
    complain(flor.folder, TERM, by=flor, at=THURSDAY + timedelta(days=7))
    assert Complaint.objects.count() == 2


def test_one_that_was_not_founded_stands_in_the_way_of_none(hers, flor, delia):
    founded(hers.ref, delia, outcome="unfounded")
    complain(flor.folder, TERM, by=flor, at=THURSDAY + timedelta(days=1))
    assert Complaint.objects.count() == 2


def test_a_request_that_nobody_opened_is_ground_enough(filed, flor, delia, rosa):
    complain(flor.folder, TERM, by=flor, at=THURSDAY)
    [one] = complaints.heard_by(at=THURSDAY, seen_by=delia)
    assert one.delay.code == filed.folder.code
    founded(one.row.ref, delia)


# --- by whom it is ruled on ---


def test_who_stands_above_sees_the_delay_and_nothing_of_her(hers, case, delia, signed_in):
    browser = signed_in(delia)
    page = browser.get(reverse("complaints:rule", args=[hers.ref]), headers=ENGLISH).text
    assert case in page
    assert "anexo, art. 18" in page
    assert all(str(words) not in page for words in (BODY["where"], BODY["who"]["name"]))
    assert browser.get(reverse("desk:case", args=[case])).status_code == 404
    assert Entry.objects.filter(about=case, event="ComplaintRead").count() == 1
    browser.get(reverse("complaints:rule", args=[hers.ref]))
    assert Entry.objects.filter(about=case, event="ComplaintRead").count() == 1


def test_nobody_else_finds_it(hers, case, rosa, ana, saul, olga, carla, signed_in):
    address = reverse("complaints:rule", args=[hers.ref])
    for who in (rosa, ana, saul, olga):
        assert signed_in(who).get(address).status_code == 404
        assert (
            signed_in(who).post(address, {"outcome": "unfounded", "text": "x"}).status_code == 404
        )
    assert not ComplaintRuling.objects.exists()


def test_her_list_says_until_when(hers, delia, ana, signed_in):
    page = signed_in(delia).get(reverse("complaints:heard"), headers=ENGLISH).text
    assert hers.ref in page
    assert hers.ref not in signed_in(ana).get(reverse("complaints:heard")).text
    term = complaints.ruling_term(Complaint.objects.get(), at=THURSDAY)
    assert (str(term.due), term.source) == (
        "2026-11-17",
        "LPAG (TUO, DS 006-2026-JUS), arts. 134.1 y 158.2",
    )


def test_the_ruling_has_its_day_and_only_she_and_the_team_read_why(hers, flor, anas, ana, delia):
    founded(hers.ref, delia)
    assert WHY not in str(list(SealedMessage.objects.values()))
    assert dropped_in(flor.folder, RULING)[hers.ref][1]["text"] == WHY
    [shown] = complaints.on_case(anas, at=THURSDAY, seen_by=ana)
    assert shown.reasons == WHY
    assert '"outcome":"founded"' in events("ComplaintRuled")[0].facts
    assert WHY not in events("WordsDropped")[0].facts


def test_the_reasons_stay_readable_when_the_case_is_sealed_anew(
    hers, flor, filed, anas, ana, rosa, delia
):
    founded(hers.ref, delia)
    take_seat(anas.case, anas.folder, rosa.member, reason="leaves_the_team", by=ana, at=THURSDAY)
    newer = opened(anas.code, seen_by=ana)
    [shown] = complaints.on_case(newer, at=THURSDAY, seen_by=ana)
    assert shown.reasons == WHY
    again, _ = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    assert dropped_in(again.folder, RULING)[hers.ref][1]["text"] == WHY


def test_a_founded_one_names_a_day_and_any_ruling_its_reasons(hers, delia, signed_in):
    address, browser = reverse("complaints:rule", args=[hers.ref]), signed_in(delia)
    for sent in (
        {"outcome": "founded", "text": "sí"},
        {"outcome": "founded", "do_by": "2020-01-01", "text": "sí"},
        {"outcome": "unfounded", "text": " "},
        {},
    ):
        answer = browser.post(address, sent)
        assert answer.status_code == 422
    assert not ComplaintRuling.objects.exists()


def test_an_unfounded_one_orders_nothing(hers, delia):
    founded(hers.ref, delia, outcome="unfounded", another_officer=True)
    ruling = ComplaintRuling.objects.get()
    assert (ruling.do_by, ruling.another_officer) == (None, False)


def test_it_is_ruled_on_once(hers, delia):
    founded(hers.ref, delia)
    with pytest.raises(complaining.RuledAlready):
        founded(hers.ref, delia, outcome="unfounded")
    assert ComplaintRuling.objects.get().outcome == "founded"


def test_two_who_rule_at_once_leave_one_ruling(hers, delia, signed_in):
    browser, address = signed_in(delia), reverse("complaints:rule", args=[hers.ref])
    sent = {"outcome": "unfounded", "text": "no"}
    assert browser.post(address, sent).headers["Location"] == reverse("complaints:heard")
    told = browser.post(address, {"outcome": "founded", "do_by": "2026-12-30", "text": "sí, tarde"})
    assert told.status_code == 409
    assert "sí, tarde" in told.text
    assert "<ins>" in told.text
    assert ComplaintRuling.objects.count() == 1
    assert SealedMessage.objects.count() == 1


def test_who_lost_the_role_meanwhile_rules_on_nothing(hers, delia, signed_in):
    Member.objects.filter(pk=delia.member.pk).update(roles=["supervisor"])
    address = reverse("complaints:rule", args=[hers.ref])
    sent = {"outcome": "unfounded", "text": "no"}
    assert signed_in(delia).post(address, sent).status_code == 404
    assert not ComplaintRuling.objects.exists()


# --- never by who is complained of ---


@pytest.fixture
def late_decision(anas, ana, delia, flor):
    """Delia sits on the case and has let the decision's term pass."""
    preliminary(anas, ana)
    give_seat(anas.case, anas.folder, delia.member, reason="decides", by=ana, at=THURSDAY)
    flor.folder.filing.refresh_from_db()
    return MONDAY + timedelta(days=40)


def test_who_decides_the_case_does_not_rule_on_the_delay_of_the_decision(
    late_decision, flor, delia, enrolled
):
    fidel = enrolled("Fidel Salas", "decision_maker", unit="minjusdh")
    paper = complain(flor.folder, "decision", by=flor, at=late_decision)
    assert [one.member for one in ComplaintAddressee.objects.all()] == [fidel.member]
    with pytest.raises(complaining.NotYours):
        founded(paper.ref, delia, at=late_decision)
    founded(paper.ref, fidel, at=late_decision)


def test_whoever_sits_down_on_the_case_later_does_not_either(
    late_decision, flor, enrolled, anas, ana
):
    fidel = enrolled("Fidel Salas", "decision_maker", unit="minjusdh")
    paper = complain(flor.folder, "decision", by=flor, at=late_decision)
    give_seat(anas.case, anas.folder, fidel.member, reason="decides", by=ana, at=late_decision)
    with pytest.raises(complaining.NotYours):
        founded(paper.ref, fidel, at=late_decision)


def test_a_unit_below_does_not_rule_on_what_is_above(late_decision, flor, enrolled):
    enrolled("Fidel Salas", "decision_maker", unit="dgdh")
    complain(flor.folder, "decision", by=flor, at=late_decision)
    assert not ComplaintAddressee.objects.exists()
    assert '"members":0' in events("ComplaintPut")[0].facts


def test_they_cannot_take_it_out_of_the_way(hers, case, ana, anas, signed_in):
    """Whoever is late sees it on the case page, may say why, and can do nothing else to it."""
    [shown] = complaints.on_case(anas, at=THURSDAY, seen_by=ana)
    assert shown.answerable
    address = reverse("complaints:answer", args=[case, hers.ref])
    assert signed_in(ana).post(address, {"reason": "no_such_reason"}).status_code == 422
    assert signed_in(ana).post(address, {"reason": "mistake"}).status_code == 302
    assert Complaint.objects.get().reason == "mistake"
    assert signed_in(ana).post(address, {"reason": "no_reason"}).status_code == 404
    assert events("ComplaintAnswered")


def test_the_answer_reaches_who_rules_in_codes(hers, anas, ana, delia, signed_in):
    promised = timezone.localdate() + timedelta(days=3)
    row = Complaint.objects.get()
    complaining.answer(anas, row, reason="mistake", promised_on=promised, by=ana, at=THURSDAY)
    page = signed_in(delia).get(reverse("complaints:rule", args=[hers.ref]), headers=ENGLISH).text
    assert "It was overlooked" in page


def waits(case):
    return {one.task: one.due_on for one in waiting_in(Case.objects.get(filing__code=case))}


def test_what_is_promised_is_on_the_list_until_the_ruling_and_then_what_it_orders(
    hers, anas, ana, delia, case, flor, signed_in
):
    [row] = Complaint.objects.all()
    promised = date(2026, 11, 13)
    complaining.answer(anas, row, reason="mistake", promised_on=promised, by=ana, at=THURSDAY)
    assert timezone.localtime(waits(case)["complaint.promised"]).date() == promised
    page = signed_in(ana).get(reverse("desk:case", args=[case]), headers=ENGLISH).text
    assert "Do what was promised in answer to a complaint: Preliminary report" in laid_out(page)
    founded(hers.ref, delia)
    assert "complaint.promised" not in waits(case)
    assert timezone.localtime(waits(case)["complaint.ordered"]).date() == date(2026, 11, 16)
    preliminary(opened(case, seen_by=ana), ana)
    assert "complaint.ordered" not in waits(case)


def test_after_the_ruling_nobody_answers(hers, anas, ana, delia):
    row = Complaint.objects.get()
    founded(hers.ref, delia)
    with pytest.raises(complaining.NotYours):
        complaining.answer(anas, row, reason="mistake", promised_on=None, by=ana, at=THURSDAY)


# --- who must not know ---


def test_whom_she_excluded_never_hears_of_it(case, flor, delia, site):
    body = {"units": [], "names": "Delia Campos"}
    write_paper(flor.folder, kind="exclusions", body=body, by=flor, at=THURSDAY, for_person=True)
    complain(flor.folder, TERM, by=flor, at=THURSDAY)
    assert not ComplaintAddressee.objects.exists()
    assert complaints.heard_by(at=THURSDAY, seen_by=delia) == []
    assert '"withheld":true' in events("ComplaintPut")[0].facts


def test_it_is_not_to_be_handed_on_paper_to_who_must_not_know(case, flor, delia, ana, signed_in):
    body = {"units": [], "names": "Delia Campos"}
    write_paper(flor.folder, kind="exclusions", body=body, by=flor, at=THURSDAY, for_person=True)
    complain(flor.folder, TERM, by=flor, at=THURSDAY)
    page = signed_in(ana).get(reverse("desk:case", args=[case]) + "?tab=all", headers=ENGLISH).text
    assert "Hand it to nobody before the person has told you so." in page
    assert "Hand it on paper" not in page


def test_an_excluded_institution_above_is_withheld_even_where_nobody_of_it_has_an_account(
    case, flor, site
):
    vice = add_unit(
        code="vmdhaj",
        name="VMDHAJ",
        parent=None,
        branch="executive",
        level="national",
        by=SYSTEM,
        at=MONDAY,
    )
    exclude(flor.folder, vice, by=flor, at=THURSDAY)
    complain(flor.folder, TERM, by=flor, at=THURSDAY)
    assert Complaint.objects.get().withheld


def test_whom_she_excludes_later_rules_on_it_no_more(hers, flor, delia, signed_in):
    body = {"units": [], "names": "Delia Campos"}
    write_paper(flor.folder, kind="exclusions", body=body, by=flor, at=THURSDAY, for_person=True)
    shut_out(flor.folder, by=flor, at=THURSDAY)
    assert signed_in(delia).get(reverse("complaints:rule", args=[hers.ref])).status_code == 404
    assert events("ComplaintTakenFrom")
    assert Complaint.objects.get().withheld


# --- where she asks for it in a call ---


def sent_for_her(**changes):
    said = {"term": TERM, "way": "telephone", "words": "que se quejen por mí", "read_back": "on"}
    return {**said, **changes}


def test_reception_files_it_in_her_words_and_on_record_as_its_writer(
    case, rosa, delia, flor, signed_in
):
    address = reverse("complaints:complain", args=[case])
    assert signed_in(rosa).get(address, headers=ENGLISH).status_code == 200
    assert signed_in(rosa).post(address, sent_for_her()).status_code == 302
    [one] = complaints_in(flor.folder, seen_by=flor)
    assert (one.author, one.words, one.way) == (
        rosa.signature,
        "que se quejen por mí",
        "telephone",
    )
    assert Complaint.objects.get().how == "oral"


def test_nobody_files_it_for_her_without_her_words_and_reading_it_to_her(case, rosa, signed_in):
    address = reverse("complaints:complain", args=[case])
    for sent in (sent_for_her(words=""), sent_for_her(read_back=""), sent_for_her(term="decision")):
        assert signed_in(rosa).post(address, sent).status_code == 422
    assert not Complaint.objects.exists()


def test_a_colleague_of_another_team_cannot_file_in_her_name(case, olga, signed_in):
    address = reverse("complaints:complain", args=[case])
    assert signed_in(olga).post(address, sent_for_her()).status_code == 404
    assert not Complaint.objects.exists()


def test_a_second_one_for_her_is_not_filed(hers, case, rosa, signed_in):
    address = reverse("complaints:complain", args=[case])
    assert signed_in(rosa).post(address, sent_for_her()).status_code in {200, 409, 422}
    assert Complaint.objects.count() == 1


def test_it_is_offered_at_any_time(anas, rosa, case):
    hers = opened(case, seen_by=rosa)
    for at in (IN_TIME, THURSDAY):
        state = standing(hers.folder.filing, at=at)
        acts = [one.act for one in complaints.offers(hers, state, seen_by=rosa)]
        assert "complain" in acts


# --- woken ---


def test_who_rules_is_told_by_a_neutral_mail_once(hers, delia, mailoutbox):
    Member.objects.filter(pk=delia.member.pk).update(mail="delia@example.org")
    assert mail_who_rules(at=THURSDAY) == 1
    assert mail_who_rules(at=THURSDAY) == 0
    outbox.send_out(at=THURSDAY)
    [mail] = mailoutbox
    assert hers.ref not in mail.subject + mail.body
    assert Complaint.objects.get().filing.code not in mail.subject + mail.body


def test_a_complaint_whose_norm_is_gone_holds_no_mail_of_another_back(
    hers, delia, rosa, mailoutbox, monkeypatch
):
    """Whether it may still go nobody can say: it waits until that folder is back."""
    for one in (delia, rosa):
        mail_of = f"{one.member.sign_in_name}@example.org"
        Member.objects.filter(pk=one.member.pk).update(mail=mail_of)
    row = ComplaintAddressee.objects.get(member=delia.member)
    ComplaintAddressee.objects.create(complaint=row.complaint, member=rosa.member)
    mail_who_rules(at=THURSDAY)

    def law(complaint, *, gone=[row.complaint_id]):  # noqa: B006 - once
        if gone:
            gone.pop()
            raise UnknownProtocol(given="xx-gone", allowed=[])
        return set()

    with monkeypatch.context() as missing:
        missing.setattr(mails, "complained_of", law)
        with pytest.raises(outbox.NotSent):
            outbox.send_out(at=THURSDAY)
    assert len(mailoutbox) == 1
    outbox.send_out(at=THURSDAY + timedelta(minutes=1))
    assert len(mailoutbox) == 2


# --- on the pages ---


def test_the_team_sees_it_on_the_case_page_and_files_it_from_there(hers, case, ana, signed_in):
    page = signed_in(ana).get(reverse("desk:case", args=[case]) + "?tab=all", headers=ENGLISH).text
    assert "Complaint about delay" in page
    assert reverse("complaints:answer", args=[case, hers.ref]) in page


def test_where_nobody_here_may_rule_the_team_is_told_to_hand_it_over(case, flor, ana, signed_in):
    complain(flor.folder, TERM, by=flor, at=THURSDAY)
    page = signed_in(ana).get(reverse("desk:case", args=[case]) + "?tab=all", headers=ENGLISH).text
    assert "Nobody with an account here may rule on it" in page


# --- where nobody with an account may rule ---


@pytest.fixture
def on_paper(case, flor):
    """Nobody here stands above: the ruling can only come on paper."""
    return complain(flor.folder, TERM, by=flor, at=THURSDAY)


def paper_ruling(**changes):
    said = {
        "outcome": "founded",
        "ruled_on": "2026-11-24",
        "do_by": "2026-11-30",
        "text": WHY,
        "proof": SimpleUploadedFile("r.pdf", b"%PDF-1.4 " + b"firmado " * 60),
    }
    return {name: value for name, value in {**said, **changes}.items() if value is not None}


def test_a_ruling_on_paper_is_written_down_with_the_paper_that_she_gets(
    on_paper, case, ana, flor, signed_in
):
    address = reverse("complaints:note", args=[case, on_paper.ref])
    assert signed_in(ana).post(address, paper_ruling()).status_code == 302
    row = ComplaintRuling.objects.get()
    assert (row.on_paper, row.outcome, str(row.do_by)) == (True, "founded", "2026-11-30")
    [kept] = attachments_in(flor.folder, seen_by=flor)
    assert kept.for_person
    assert reasons_in(flor.folder, seen_by=flor) == {on_paper.ref: WHY}
    assert signed_in(ana).get(address).status_code == 404


def test_who_writes_the_same_ruling_down_a_second_time_sees_what_differs(
    on_paper, case, ana, flor, signed_in
):
    address = reverse("complaints:note", args=[case, on_paper.ref])
    browser = signed_in(ana)
    assert browser.post(address, paper_ruling()).status_code == 302
    other = {"text": "otra razón", "do_by": "2026-12-02", "ruled_on": "2026-11-20"}
    told = browser.post(address, paper_ruling(**other), headers=ENGLISH)
    assert told.status_code == 409
    found = {one.name: one.theirs for one in told.context["differences"]}
    assert found == {"text": WHY, "do_by": "2026-11-30", "ruled_on": "2026-11-24"}
    assert "otra razón" in told.text
    assert "<ins>" in told.text
    same = browser.post(address, paper_ruling(), headers=ENGLISH)
    assert (same.status_code, "Both say the same." in same.text) == (409, True)
    assert ComplaintRuling.objects.count() == 1
    assert len(attachments_in(flor.folder, seen_by=flor)) == 1


@pytest.mark.parametrize(
    "changes",
    [{"proof": None}, {"ruled_on": "2026-11-01"}, {"ruled_on": "2036-11-01"}, {"text": ""}],
)
def test_without_the_paper_its_day_and_its_words_nothing_is_written_down(
    changes, on_paper, case, ana, signed_in
):
    address = reverse("complaints:note", args=[case, on_paper.ref])
    assert signed_in(ana).post(address, paper_ruling(**changes)).status_code == 422
    assert not ComplaintRuling.objects.exists()


def test_where_somebody_here_may_rule_the_team_cannot_do_it_for_them(hers, case, ana, signed_in):
    address = reverse("complaints:note", args=[case, hers.ref])
    assert signed_in(ana).post(address, paper_ruling()).status_code == 404
    assert not ComplaintRuling.objects.exists()

    upload = SealedUpload(name="r.pdf", stored_as="x", key=b"", kind="pdf", problem="")
    ruling = complaining.Ruling(outcome="unfounded", do_by=None, another_officer=False, text="no")
    told = {"ruled_on": date(2026, 11, 13), "proof": upload, "by": ana, "at": THURSDAY}
    with pytest.raises(complaining.NotYours):
        complaining.note_ruling(opened(case, seen_by=ana), Complaint.objects.get(), ruling, **told)


# --- under another law ---


def test_where_hours_count_they_are_said_and_who_has_nobody_above_is_not_complained_of(
    flor, filed, delia
):
    Filing.objects.update(
        protocol="xx-example", happened={"call_logged": MONDAY.isoformat()}, facts={}
    )
    flor.folder.filing.refresh_from_db()
    at = MONDAY + timedelta(hours=60)
    late = {one.term for one in complainable(flor.folder.filing, at=at)}
    assert late == {"shelter"}
    paper = complain(flor.folder, "shelter", by=flor, at=at)
    assert "Example Act 1, s. 9" in flor.folder.words(paper)["text"]
    term = complaints.ruling_term(Complaint.objects.get(), at=at)
    assert term.due == at + timedelta(hours=24)
    assert [one.member for one in ComplaintAddressee.objects.all()] == [delia.member]
    happened = {"call_logged": MONDAY, "shelter_offered": at, "visit_made": at}
    told = {name: moment.isoformat() for name, moment in happened.items()}
    Filing.objects.update(happened=told, facts={"caller_agrees": True})
    flor.folder.filing.refresh_from_db()
    assert standing(flor.folder.filing, at=at + timedelta(days=30)).late
    assert complainable(flor.folder.filing, at=at + timedelta(days=30)) == []
