"""What leaves by mail is asked for again when it leaves, and says nothing, however it is read."""

import socketserver
import threading
from datetime import timedelta
from email import message_from_bytes, policy
from importlib import import_module

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils.translation import gettext as _
from django.utils.translation import override

from amparo.casework.admission.unopened_request_alerts import alert_unopened
from amparo.cli.health.dated_findings import mails
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.mail import neutral_mail as mailing
from amparo.foundations.accounts.mail import outbox
from amparo.foundations.accounts.models import Member, OutgoingMail
from amparo.foundations.accounts.services import deactivate, give_group_seat, set_on_duty
from amparo.foundations.cases.services import open_case
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.queries import filing_to_open, visit_by_phrase
from amparo.foundations.intake.requests.services import file_request
from amparo.foundations.intake.services import exclude, withdraw_procedure
from tests.people import MONDAY

NO_HOST = {"ALLOWED_HOSTS": ["amparo.example.org"], "MAIL_FROM": "Amparo <aviso@correo.example>"}


@pytest.fixture
def mailed(rosa, saul):
    for one in (rosa, saul):
        mail_of = f"{one.member.sign_in_name}@example.org"
        Member.objects.filter(pk=one.member.pk).update(mail=mail_of)


@pytest.fixture
def queued(mailed, letter):
    """A mail for rosa waits, of an urgent request that nobody opened."""
    filed = file_request(letter(urgent=True), by=STRANGER, at=MONDAY)
    alert_unopened(by=SYSTEM, at=after(15))
    assert OutgoingMail.objects.filter(sent_at=None).count() == 1
    return filed


def after(minutes):
    return MONDAY + timedelta(minutes=minutes)


def opened_by(actor, filed):
    folder = filing_to_open(filed.folder.code, seen_by=actor)
    assert folder
    open_case(folder, by=actor, at=after(15))


def told():
    return [one.to[0] for one in mail.outbox]


def dropped():
    return list(OutgoingMail.objects.exclude(dropped_at=None).values_list("trouble", flat=True))


# --- what was queued is not yet allowed ---


def test_what_was_opened_meanwhile_wakes_nobody(queued, rosa):
    opened_by(rosa, queued)
    assert outbox.send_out(at=after(16)) == 0
    assert told() == []
    assert dropped() == ["over"]


def test_what_she_took_back_meanwhile_wakes_nobody(queued):
    hers, _way = visit_by_phrase(" ".join(queued.words), seen_by=STRANGER)
    withdraw_procedure(hers, at=after(15))
    assert outbox.send_out(at=after(16)) == 0
    assert dropped() == ["over"]


def test_whoever_must_not_know_of_it_meanwhile_is_not_woken_and_another_is(
    mailed, rosa, enrolled, site, letter
):
    """The mail was queued before she said it; the reason that is kept does not tell of that."""
    seconded = enrolled("Paco Leon", "reception", unit="pnp-selva")
    give_group_seat(seconded.member, kind="reception", by=rosa, at=MONDAY)
    Member.objects.filter(pk=seconded.member.pk).update(mail="paco@example.org")
    filed = file_request(letter(urgent=True), by=STRANGER, at=MONDAY)
    Member.objects.exclude(pk=seconded.member.pk).update(on_duty=False)
    alert_unopened(by=SYSTEM, at=after(15))
    hers, _way = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    exclude(hers.folder, site["pnp"], by=hers, at=after(15))
    outbox.send_out(at=after(16))
    assert told() == []
    assert dropped() == ["over"]
    alert_unopened(by=SYSTEM, at=after(17))
    outbox.send_out(at=after(17))
    assert told() == ["saul@example.org"]


def test_whoever_goes_off_duty_is_not_woken_and_the_next_is(queued, rosa, saul):
    set_on_duty(rosa.member, on_duty=False, by=saul, at=after(15))
    outbox.send_out(at=after(16))
    assert told() == []
    alert_unopened(by=SYSTEM, at=after(17))
    outbox.send_out(at=after(17))
    assert told() == ["saul@example.org"]


def test_whoever_comes_back_on_duty_is_woken_after_all(queued, rosa, saul):
    Member.objects.update(on_duty=False, mail="")
    outbox.send_out(at=after(16))
    assert dropped() == ["no_address"]
    Member.objects.filter(pk=rosa.member.pk).update(on_duty=True, mail="rosa@example.org")
    alert_unopened(by=SYSTEM, at=after(17))
    outbox.send_out(at=after(17))
    assert told() == ["rosa@example.org"]


def test_nothing_leaves_to_an_account_that_ended(queued, rosa, saul):
    deactivate(rosa.member, by=saul, at=after(15))
    assert outbox.send_out(at=after(16)) == 0
    assert told() == []
    assert dropped() == ["left"]


def test_the_address_of_the_moment_counts_and_not_that_of_yesterday(queued, rosa):
    Member.objects.filter(pk=rosa.member.pk).update(mail="elsewhere@example.org")
    outbox.send_out(at=after(16))
    assert told() == ["elsewhere@example.org"]


def test_a_mail_that_nobody_answers_for_does_not_leave(queued, monkeypatch):
    monkeypatch.setattr(outbox, "_asked", {})
    assert outbox.send_out(at=after(16)) == 0
    with pytest.raises(LookupError):
        outbox.put(Member.objects.all()[0], "anything/1", at=MONDAY)


def test_what_is_asked_again_is_asked_between_two_mails_too(mailed, letter, saul, monkeypatch):
    """The first takes its time at the mail server; meanwhile the account of the second ends."""
    file_request(letter(urgent=True), by=STRANGER, at=MONDAY)
    alert_unopened(by=SYSTEM, at=after(60))
    real = EmailBackend.send_messages

    def slow(backend, messages):
        Member.objects.exclude(mail=messages[0].to[0]).update(active=False)
        return real(backend, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", slow)
    assert outbox.send_out(at=after(60)) == 1
    assert dropped() == ["left"]


def test_what_went_or_was_dropped_is_forgotten_after_its_days(queued, rosa):
    outbox.send_out(at=after(15))
    OutgoingMail.objects.create(
        member=rosa.member, why=b"y" * 32, put_at=after(15), next_at=after(15), dropped_at=after(15)
    )
    assert outbox.forget_sent(at=after(15) + timedelta(days=29)) == 0
    assert outbox.forget_sent(at=after(15) + timedelta(days=30)) == 2


def test_what_became_of_the_mails_is_counted_without_a_name(queued, rosa, saul):
    deactivate(rosa.member, by=saul, at=after(15))
    outbox.send_out(at=after(16))
    alert_unopened(by=SYSTEM, at=after(17))
    outbox.send_out(at=after(17))
    found = outbox.delivery(until=after(18))
    assert (found.went, found.stayed, found.unaddressed) == (1, 1, 0)
    assert outbox.delivery(until=after(15)).stayed == 0


# --- a machine that dies, and two that send ---


def test_a_machine_that_dies_between_sending_and_noting_sends_the_same_mail_again(
    queued, monkeypatch
):
    """Twice rather than never: it wakes somebody. The second is known by its number as the first,
    and never follows at once."""
    real = EmailBackend.send_messages

    def dies(backend, messages):
        real(backend, messages)
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(EmailBackend, "send_messages", dies)
        with pytest.raises(SystemExit):
            outbox.send_out(at=after(15))
    assert OutgoingMail.objects.get().trouble == outbox.BEGUN
    assert outbox.send_out(at=after(15)) == 0
    assert outbox.send_out(at=after(16)) == 1
    first, second = mail.outbox
    assert first.message()["Message-ID"] == second.message()["Message-ID"]
    assert outbox.send_out(at=after(600)) == 0


def test_two_that_send_in_the_same_minute_send_it_once(queued, monkeypatch):
    real = EmailBackend.send_messages

    def other_is_quicker(backend, messages):
        assert outbox.send_out(at=after(15)) == 0
        return real(backend, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", other_is_quicker)
    assert outbox.send_out(at=after(15)) == 1
    assert len(mail.outbox) == 1


def test_what_was_dropped_is_no_alarm(queued, rosa, monkeypatch):
    def down(*_arguments):
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", down)
        outbox.send_out(at=after(15))
    opened_by(rosa, queued)
    outbox.send_out(at=after(20))
    assert outbox.stuck_since(at=after(15) + timedelta(days=2)) is None


# --- read raw, as whoever carries it reads it ---


class Server(socketserver.TCPServer):
    heard: list[bytes]


class Carrier(socketserver.StreamRequestHandler):
    """A mail server that keeps every byte that it was told."""

    def handle(self):
        self.say("220 ready")
        assert isinstance(self.server, Server)
        heard, body = self.server.heard, False
        for line in self.rfile:
            heard.append(line)
            if body:
                if line == b".\r\n":
                    body = False
                    self.say("250 kept")
                continue
            word = line[:4].upper()
            if word == b"DATA":
                body = True
                self.say("354 go on")
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def carrier(settings):
    with Server(("127.0.0.1", 0), Carrier) as server:
        server.heard = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        options = {"host": "127.0.0.1", "port": server.server_address[1], "timeout": 5}
        backend = f"{mailing.__name__}.{mailing.QuietBackend.__name__}"
        settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": options}}
        yield server.heard
        server.shutdown()


@pytest.mark.parametrize("language", ["es", "en"])
def test_no_byte_that_the_mail_server_is_told_says_who_where_or_what(
    queued, carrier, settings, monkeypatch, language
):
    settings.LANGUAGE_CODE = language
    settings.ALLOWED_HOSTS, settings.MAIL_FROM = NO_HOST["ALLOWED_HOSTS"], NO_HOST["MAIL_FROM"]
    monkeypatch.setattr("django.core.mail.backends.smtp.DNS_NAME._fqdn", "amparo-1", raising=False)
    monkeypatch.setattr("socket.getfqdn", lambda *_: "amparo-1.example.org")
    assert outbox.send_out(at=after(15)) == 1
    raw = b"".join(carrier)
    words = ("amparo", "rosa quispe", "selva", "urgent", "django", "python")
    for word in (queued.folder.code, *words):
        assert word.casefold() not in raw.decode().casefold()
    assert raw.splitlines()[0].split()[1] == mailing.NOBODY.encode()
    start = next(i for i, line in enumerate(carrier) if line.upper().startswith(b"DATA")) + 1
    sent = message_from_bytes(b"".join(carrier[start:]), policy=policy.default)
    assert set(sent.keys()) == {
        "Content-Type", "Content-Transfer-Encoding", "MIME-Version", "Subject", "From", "To",
        "Date", "Message-ID", "Auto-Submitted",
    }  # fmt: skip
    assert sent["From"] == "aviso@correo.example"
    assert sent["To"] == "rosa@example.org"
    assert str(sent["Message-ID"]).endswith("@correo.example>")
    assert sent["Date"].datetime.utcoffset() in (None, timedelta(0))
    with override(language):
        assert sent["Subject"] == _("Something waits")
        assert sent.get_content().startswith(_("Please sign in."))


@pytest.mark.parametrize("server", ["smtp://h:25", "smtp+tls://a:b@h:587", "smtp+ssl://a:b@h:465"])
def test_every_mail_server_is_spoken_to_so(server, monkeypatch, tmp_path):
    monkeypatch.setenv("AMPARO_MAIL_SERVER", server)
    env = import_module("amparo.settings.env")
    assert env.mailer(tmp_path)["BACKEND"].endswith("QuietBackend")


# --- a question that cannot be answered ---


def test_where_one_kind_cannot_be_asked_the_mails_of_the_others_go(queued, rosa, monkeypatch):
    """It may be over, or still to go: that one waits, longer each time, and somebody is told."""

    def raises(_at):
        yield rosa.member.pk, "norm/1"
        raise LookupError

    monkeypatch.setitem(outbox._asked, "norm", raises)  # noqa: SLF001 - as at start
    outbox.put(rosa.member, "norm/1", at=after(10))
    outbox.put(rosa.member, "norm/2", at=after(11))
    with pytest.raises(outbox.NotSent):
        outbox.send_out(at=after(15))
    assert told() == ["rosa@example.org"] * 2
    waits = OutgoingMail.objects.get(sent_at=None)
    assert (waits.tries, waits.trouble, waits.dropped_at) == (1, "LookupError", None)
    assert waits.next_at == after(16)
    assert outbox.unanswered(at=after(15)) == {"norm": "LookupError"}
    assert outbox.delivery(until=after(15)).troubles == ("LookupError",)
    assert [one.says for one in mails(after(15))] == [
        "Who is still to be told of norm cannot be asked (LookupError): such mails wait."
    ]
    monkeypatch.setitem(outbox._asked, "norm", lambda _at: [(rosa.member.pk, "norm/2")])  # noqa: SLF001
    assert outbox.send_out(at=after(16)) == 1
    assert list(mails(after(16))) == []


def test_an_address_that_is_none_is_a_trouble_of_its_own_mail(queued, rosa, saul, monkeypatch):
    def refuses(_backend, messages):
        if messages[0].to == ["rosa@example.org"]:
            raise ValueError("Invalid address")
        return 1

    monkeypatch.setattr(EmailBackend, "send_messages", refuses)
    alert_unopened(by=SYSTEM, at=after(60))
    assert outbox.send_out(at=after(60)) == 1
    waits = OutgoingMail.objects.get(sent_at=None)
    assert (waits.member.pk, waits.trouble) == (rosa.member.pk, "ValueError")


def test_a_mail_that_breaks_in_another_way_keeps_no_other_back(queued, monkeypatch):
    alert_unopened(by=SYSTEM, at=after(60))
    real = outbox._send  # noqa: SLF001 - nothing else could break there

    def breaks(one):
        if one.member.sign_in_name == "rosa":
            raise RuntimeError
        return real(one)

    monkeypatch.setattr(outbox, "_send", breaks)
    with pytest.raises(outbox.NotSent):
        outbox.send_out(at=after(60))
    assert told() == ["saul@example.org"]


def test_each_kind_is_asked_once_in_a_run_and_anew_where_that_takes_long(
    queued, rosa, saul, monkeypatch
):
    asked = []

    def still_told(_at):
        asked.append(1)
        return [(one.member.pk, "x/1") for one in (rosa, saul)]

    monkeypatch.setattr(outbox, "_asked", {"x": still_told})
    for one in (rosa, saul):
        outbox.put(one.member, "x/1", at=after(15))
    outbox.send_out(at=after(15))
    assert len(asked) == 1
    OutgoingMail.objects.update(sent_at=None)
    monkeypatch.setattr(outbox, "AN_ANSWER_HOLDS", 0.0)
    outbox.send_out(at=after(20))
    assert len(asked) == 3
