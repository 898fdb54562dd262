"""Nobody opened an urgent request: the officer is woken, then the supervisor. Each once."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amparo.casework.admission import unopened_request_alerts as waking
from amparo.casework.admission.models import UnopenedRequestAlert
from amparo.casework.admission.unopened_request_alerts import alert_unopened
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.mail import outbox
from amparo.foundations.accounts.models import Member, OutgoingMail
from amparo.foundations.accounts.services import give_group_seat
from amparo.foundations.cases.services import open_case
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.queries import filing_to_open
from amparo.foundations.intake.requests.services import file_request
from amparo.foundations.ledger.models import Entry
from tests.flooding import flood
from tests.people import MONDAY


@pytest.fixture
def urgent(rosa, saul, letter):
    """An urgent request; rosa and saul have mail."""
    for one in (rosa, saul):
        mail_of = f"{one.member.sign_in_name}@example.org"
        Member.objects.filter(pk=one.member.pk).update(mail=mail_of)
    return file_request(letter(urgent=True), by=STRANGER, at=MONDAY)


def after(minutes):
    return MONDAY + timedelta(minutes=minutes)


def alert(minutes):
    """The tick: what is new, and the mails of it."""
    new = alert_unopened(by=SYSTEM, at=after(minutes))
    outbox.send_out(at=after(minutes))
    return new


def woken():
    return [one.to for one in mail.outbox]


def test_for_a_quarter_of_an_hour_nobody_is_woken(urgent):
    assert alert(14) == 0
    assert mail.outbox == []


def test_then_the_officer_on_duty_is(urgent):
    assert alert(15) == 1
    assert woken() == [["rosa@example.org"]]


def test_after_an_hour_the_supervisor_too(urgent):
    alert(15)
    assert alert(60) == 1
    assert woken() == [["rosa@example.org"], ["saul@example.org"]]


def test_each_once_however_often_it_runs(urgent):
    for minutes in (15, 16, 60, 61, 600):
        alert(minutes)
    assert len(mail.outbox) == UnopenedRequestAlert.objects.count() == 2
    assert Entry.objects.filter(event="UnopenedAlerted").count() == 2


def test_the_mail_says_nothing_of_anybody(urgent):
    alert(60)
    for sent in mail.outbox:
        said = f"{sent.subject} {sent.body} {sent.from_email}"
        for word in (urgent.folder.code, "Rosa", "Quispe", "río", "selva", "Amparo", "urgent"):
            assert word.casefold() not in said.casefold()


def test_what_is_opened_wakes_nobody(urgent, rosa):
    open_case(filing_to_open(urgent.folder.code, seen_by=rosa), by=rosa, at=MONDAY)
    assert alert(600) == 0


def test_what_is_not_urgent_wakes_nobody(filed):
    assert alert(600) == 0


def test_off_duty_is_not_woken_and_the_supervisor_is_at_once(urgent, rosa):
    Member.objects.filter(pk=rosa.member.pk).update(on_duty=False)
    alert(15)
    assert woken() == [["saul@example.org"]]


def test_where_nobody_can_be_woken_whoever_comes_on_duty_is(urgent, rosa):
    Member.objects.update(on_duty=False, mail="")
    alert(15)
    assert woken() == []
    Member.objects.filter(pk=rosa.member.pk).update(on_duty=True, mail="rosa@example.org")
    alert(20)
    assert woken() == [["rosa@example.org"]]


def down(*_arguments):
    raise ConnectionRefusedError


def test_a_mail_that_could_not_go_out_is_tried_again(urgent, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", down)
        assert alert(15) == 1
    assert alert(20) == 0
    assert woken() == [["rosa@example.org"]]
    alert(30)
    assert len(mail.outbox) == 1


def test_an_address_that_is_refused_keeps_no_other_from_being_woken(urgent, rosa, enrolled):
    rita = enrolled("Rita Salas", "reception")
    Member.objects.filter(pk=rosa.member.pk).update(mail="nobody@refused.example")
    Member.objects.filter(pk=rita.member.pk).update(mail="rita@example.org")
    give_group_seat(rita.member, kind="reception", by=rosa, at=MONDAY)
    real = EmailBackend.send_messages

    def refuses(backend, messages):
        if "refused" in messages[0].to[0]:
            raise SMTPRecipientsRefused({})
        return real(backend, messages)

    with patch.object(EmailBackend, "send_messages", refuses):
        alert(15)
    assert woken() == [["rita@example.org"]]
    assert OutgoingMail.objects.get(sent_at=None).trouble == "SMTPRecipientsRefused"


def test_a_mail_that_cannot_be_sent_waits_longer_each_time_and_is_an_alarm_after_a_day(
    urgent, monkeypatch
):
    monkeypatch.setattr(EmailBackend, "send_messages", down)
    for minutes in range(15, 15 + 24 * 60):
        outbox.send_out(at=after(minutes)) if minutes > 15 else alert(15)
    waits = OutgoingMail.objects.get(member__sign_in_name="rosa")
    assert 20 < waits.tries < 40
    assert outbox.stuck_since(at=after(15 + 23 * 60)) is None
    assert outbox.stuck_since(at=after(15 + 24 * 60)) == after(15)


def test_no_row_of_the_outbox_names_the_request(urgent):
    alert(15)
    [row] = OutgoingMail.objects.values()
    assert urgent.folder.code not in str(row)


def test_every_page_of_the_desk_says_that_something_waits(urgent, ana, signed_in):
    Filing.objects.update(filed_at=timezone.now() - timedelta(minutes=16))
    page = signed_in(ana).get("/desk/team/")
    assert "notice-danger alert" in page.text
    assert urgent.folder.code not in page.text


def test_and_does_not_before_it_is_time(urgent, ana, signed_in):
    Filing.objects.update(filed_at=timezone.now())
    assert "notice-danger alert" not in signed_in(ana).get("/desk/team/").text


# --- very many ---


def opened_by(actor, filing, minutes):
    folder = filing_to_open(filing.code, seen_by=actor)
    assert folder
    open_case(folder, by=actor, at=after(minutes))


def test_very_many_wake_her_as_one_does(urgent):
    flood(urgent.folder.filing, 60, at=MONDAY - timedelta(minutes=1))
    for minutes in range(15, 59):
        alert(minutes)
    assert woken() == [["rosa@example.org"]]
    for minutes in range(60, 120):
        alert(minutes)
    assert woken() == [["rosa@example.org"], ["saul@example.org"]]


def test_those_that_go_on_coming_wake_her_once_in_a_quarter_of_an_hour(urgent):
    for minutes in range(60):
        flood(urgent.folder.filing, 1, at=after(minutes))
    for minutes in range(15, 59):
        alert(minutes)
    assert woken() == [["rosa@example.org"]] * 3
    assert UnopenedRequestAlert.objects.filter(rung="officer").exclude(mailed_at=None).count() > 30


def test_what_comes_once_the_first_was_opened_wakes_her_at_once(urgent, rosa, letter):
    second = file_request(letter(urgent=True), by=STRANGER, at=after(3))
    alert(15)
    opened_by(rosa, urgent.folder.filing, 16)
    alert(18)
    assert woken() == [["rosa@example.org"]] * 2
    assert not second.folder.filing.opened_at


def test_an_older_one_that_she_must_not_know_of_keeps_no_mail_from_her(
    urgent, rosa, enrolled, letter
):
    """Once what she was told of was opened, the next wakes her at once."""
    rita = enrolled("Rita Salas", "reception", on_duty=False)
    give_group_seat(rita.member, kind="reception", by=rosa, at=MONDAY)
    kept = letter(urgent=True, excluded_names="Rosa Quispe")
    file_request(kept, by=STRANGER, at=MONDAY - timedelta(minutes=1))
    file_request(letter(urgent=True), by=STRANGER, at=after(3))
    alert(15)
    opened_by(rosa, urgent.folder.filing, 16)
    alert(18)
    assert woken().count(["rosa@example.org"]) == 2


def test_a_mail_of_two_goes_while_one_of_them_waits(urgent, rosa, letter, monkeypatch):
    second = file_request(letter(urgent=True), by=STRANGER, at=MONDAY)
    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", down)
        alert(15)
    opened_by(rosa, second.folder.filing, 16)
    alert(20)
    assert woken() == [["rosa@example.org"]]


def test_whoever_comes_on_duty_for_her_is_told_of_what_waits(urgent, rosa, enrolled):
    rita = enrolled("Rita Salas", "reception", on_duty=False)
    give_group_seat(rita.member, kind="reception", by=rosa, at=MONDAY)
    Member.objects.filter(pk=rita.member.pk).update(mail="rita@example.org")
    alert(15)
    Member.objects.filter(pk=rosa.member.pk).update(on_duty=False)
    Member.objects.filter(pk=rita.member.pk).update(on_duty=True)
    alert(20)
    assert woken() == [["rosa@example.org"], ["rita@example.org"]]


def test_whoever_has_not_got_the_key_of_the_reception_is_not_woken_for_it(urgent, rosa, enrolled):
    rita = enrolled("Rita Salas", "reception")
    Member.objects.filter(pk=rita.member.pk).update(mail="rita@example.org")
    Member.objects.filter(pk=rosa.member.pk).update(on_duty=False)
    alert(15)
    assert woken() == [["saul@example.org"]]


def test_one_that_cannot_be_alerted_of_keeps_no_other_from_it(urgent, letter, monkeypatch):
    broken = file_request(letter(urgent=True), by=STRANGER, at=MONDAY - timedelta(hours=2))
    real = waking.record

    def raises(event, **told):
        if event.about == broken.folder.code:
            raise LookupError
        return real(event, **told)

    monkeypatch.setattr(waking, "record", raises)
    with pytest.raises(waking.NotAlerted):
        alert_unopened(by=SYSTEM, at=after(15))
    outbox.send_out(at=after(15))
    assert woken() == [["rosa@example.org"]]


def statements(act):
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


def test_five_hundred_cost_a_run_of_the_jobs_as_many_statements_as_fifty(urgent):
    """Each is put on record once, a hundred of a rung in one run; what is asked again and again
    does not grow."""
    flood(urgent.folder.filing, 50, at=MONDAY - timedelta(minutes=9))
    alert(60)
    few = statements(lambda: alert(61))
    flood(urgent.folder.filing, 450, at=MONDAY - timedelta(minutes=9))
    first = statements(lambda: alert(62))
    assert first <= 2 * waking.AT_ONCE * 10 + 30
    for minutes in range(63, 80):
        alert(minutes)
    assert UnopenedRequestAlert.objects.count() == 2 * 501
    assert statements(lambda: alert(80)) <= few + 2 <= 20
    OutgoingMail.objects.update(sent_at=None, dropped_at=None, next_at=after(81))
    assert (
        statements(lambda: outbox.send_out(at=after(81))) <= 20 + 6 * OutgoingMail.objects.count()
    )
