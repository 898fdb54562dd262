"""Recovery codes: making them, signing in with one where the phone is not there, whom each use is
told; and what whoever has the paper, the password or the tables can do."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amparo.cli.commands.site.tick import tick
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import one_time_codes as codes
from amparo.crypto import shared_key_sealing as envelopes
from amparo.foundations.accounts import services
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.credentials import lost_phone as another_phone
from amparo.foundations.accounts.credentials import recovery_codes as recovery
from amparo.foundations.accounts.membership.after_backup_restore import begin_again
from amparo.foundations.accounts.membership.suspension_services import reinstate, suspend
from amparo.foundations.accounts.models import (
    Credentials,
    FailedAttempts,
    Member,
    OutgoingMail,
    PhoneChange,
    Session,
)
from amparo.foundations.accounts.own_account import account_changes as own_account
from amparo.foundations.accounts.own_account.account_changes import account_of
from amparo.foundations.accounts.sign_in import disowned_sign_ins as not_me
from amparo.foundations.accounts.sign_in.account_unlock import known_by_password
from amparo.foundations.accounts.sign_in.history import last_sign_ins, read_tries, unread
from amparo.foundations.ledger.models import Entry
from tests.laid_out import laid_out
from tests.people import PASSWORD
from tests.unit.foundations.test_own_account import ANOTHER, code

ENGLISH = {"accept-language": "en"}
SHOWN = re.compile(r'<li class="code">([0-9A-Z-]+)</li>')
WRONG, WAIT = 401, 429
SHAPED = "AAAA-BBBB-CCCC"

type SignIn = Callable[[Actor], Client]


@pytest.fixture
def hers(ana: Actor, signed_in: SignIn) -> Client:
    return signed_in(ana)


def opened_now(actor: Actor, password: str = PASSWORD) -> Any:
    found = known_by_password(account_of(actor.member), password)
    assert found is not None
    return found


def made(actor: Actor, at: Any = None) -> tuple[str, ...]:
    return recovery.make(actor, opened_now(actor), at=at or timezone.now())


def own(actor: Actor, at: Any = None) -> Any:
    return recovery.codes_of(actor, at=at or timezone.now())


def kept(actor: Actor) -> bytes:
    return bytes(Credentials.objects.get(member=actor.member).sealed_recovery)


def put_back(actor: Actor, row: bytes) -> None:
    Credentials.objects.filter(member=actor.member).update(sealed_recovery=row)


def asks(client: Client, typed: str, at: str = "/desk/in/", **more: str) -> Any:
    sent = {"name": "ana", "password": PASSWORD, "code": typed, "by": "paper", **more}
    return client.post(at, sent, headers=ENGLISH)


def is_in(client: Client, at: str = "/desk/") -> bool:
    return client.get(at).status_code == 200


def comes_in(typed: str, **more: str) -> Client:
    client = Client()
    answer = asks(client, typed, **more)
    assert answer.status_code == 200, answer.status_code
    assert is_in(client)
    return client


def refused(typed: str, **more: str) -> bool:
    client = Client()
    return asks(client, typed, **more).status_code == WRONG and not is_in(client)


def entries(event: str) -> int:
    return Entry.objects.filter(event=event).count()


def by_form(client: Client, actor: Actor, act: str, prefix: str, surface: str = "desk") -> Any:
    Credentials.objects.filter(member=actor.member).update(last_code_step=0)
    sent = {"act": act, f"{prefix}-password": PASSWORD, f"{prefix}-code": code(actor)}
    return client.post(f"/{surface}/account/", sent, headers=ENGLISH)


# --- as she makes and uses them ---


def test_she_makes_eight_and_each_opens_her_account_once(ana: Actor, hers: Client) -> None:
    page = by_form(hers, ana, "recovery", "c")
    shown = SHOWN.findall(page.text)
    assert len({*shown}) == recovery.MANY
    assert all(len(one) == len(SHAPED) for one in shown)
    assert shown[0] not in hers.get("/desk/account/").text
    for number, one in enumerate(shown, start=1):
        comes_in(one)
        assert refused(one)
        assert own(ana).left == recovery.MANY - number
        FailedAttempts.objects.all().delete()
    assert entries("RecoveryCodesMade") == 1
    assert entries("RecoveryCodeUsed") == recovery.MANY
    told = [(one.on_paper, one.by_passkey) for one in last_sign_ins(seen_by=ana)]
    assert told == [(True, False)] * recovery.MANY


@pytest.mark.parametrize("write", [str.lower, lambda one: one.replace("-", ""), "  {} ".format])
def test_it_may_be_written_as_it_is_read(ana: Actor, write: Callable[[str], str]) -> None:
    comes_in(write(made(ana)[2]))


def test_the_sheet_says_neither_the_site_nor_whose_it_is(ana: Actor, hers: Client) -> None:
    page = by_form(hers, ana, "recovery", "c").text
    assert "<title>List</title>" in page
    assert "Printed from the screen of" not in page
    main = page.partition("<main")[2].partition("</main>")[0]
    on_paper = re.sub(r'<div class="off-paper flow">.*?</div>', "", main, flags=re.DOTALL)
    until = timezone.localdate(timezone.now() + recovery.LASTS).isoformat()
    words = re.sub(r"<[^>]+>", " ", on_paper.partition(">")[2]).split()
    assert [one for one in words if not re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}", one)] == [
        "until",
        until,
    ]


def test_her_page_says_how_many_are_left_since_when_and_when_the_last_was_used(
    ana: Actor, hers: Client
) -> None:
    def says() -> str:
        return hers.get("/desk/account/", headers=ENGLISH).text

    assert "You have no codes." in says()
    first = made(ana)[0]
    assert f"{recovery.MANY} of yours are left." in says()
    assert "The last was used on" not in says()
    comes_in(first)
    assert f"{recovery.MANY - 1} of yours are left." in says()
    assert "The last was used on" in says()
    assert "with a recovery code" in says()


def test_new_ones_end_the_older_and_she_ends_all_without_making_others(
    ana: Actor, hers: Client
) -> None:
    older = made(ana)
    newer = SHOWN.findall(by_form(hers, ana, "recovery", "c").text)
    assert refused(older[0])
    comes_in(newer[0])
    page = by_form(hers, ana, "recovery-end", "x").text
    assert "Your recovery codes open nothing any more." in page
    assert refused(newer[1])
    assert own(ana) is None
    assert entries("RecoveryCodesEnded") == 1
    by_form(hers, ana, "recovery-end", "x")
    assert entries("RecoveryCodesEnded") == 1


def test_they_end_after_a_year_and_her_page_says_so(ana: Actor, hers: Client) -> None:
    now = timezone.now()
    first, second, *_ = made(ana, at=now - recovery.LASTS + timedelta(minutes=5))
    comes_in(first)
    made_then = made(ana, at=now - recovery.LASTS)
    assert refused(made_then[0])
    assert refused(second)
    assert own(ana).over
    assert "a year after they were made" in hers.get("/desk/account/", headers=ENGLISH).text


def test_an_officer_makes_and_uses_them_on_her_own_surface(carla: Actor, signed_in: SignIn) -> None:
    page = by_form(signed_in(carla), carla, "recovery", "c", "duties")
    typed, there = SHOWN.findall(page.text)[0], Client()
    assert asks(there, typed, at="/duties/in/", name="carla").status_code == 200
    assert is_in(there, "/duties/")
    assert 'href="/duties/account/"' in page.text


def test_whoever_does_not_have_her_phone_goes_on_with_what_she_had_written(ana: Actor) -> None:
    typed = {"name": "ana", "password": PASSWORD, "kept-text": "lo que vi", "next": "/desk/team/"}
    page = Client().post("/desk/in/", {**typed, "by": "no-phone"}, headers=ENGLISH)
    assert page.status_code == 200
    assert 'name="kept-text" value="lo que vi"' in page.text
    assert 'name="next" value="/desk/team/"' in page.text
    assert 'value="ana"' in page.text
    assert PASSWORD not in page.text
    wrong = asks(Client(), SHAPED, **{"kept-text": "lo que vi", "next": "/desk/team/"})
    assert wrong.status_code == WRONG
    assert 'name="kept-text" value="lo que vi"' in wrong.text
    assert 'value="ana"' in wrong.text
    assert (PASSWORD in wrong.text, SHAPED in wrong.text) == (False, True)
    back = Client().post("/desk/in/", {**typed, "by": "code"}, headers=ENGLISH).text
    assert 'value="ana"' in back
    first = made(ana)[0]
    told = asks(Client(), first, **{"kept-text": "lo que vi", "next": "/desk/team/"}).text
    assert 'action="/desk/team/"' in told
    assert "lo que vi" in told


def test_an_expired_form_reads_back_no_code_of_hers(ana: Actor) -> None:
    one = made(ana)[0]
    strict = Client(enforce_csrf_checks=True, headers={"origin": "http://testserver"})
    answer = asks(strict, one)
    assert answer.status_code == 403
    assert one not in answer.text


# --- what it does not open ---


def test_after_one_all_that_is_asked_again_is_asked_at_once(saul: Actor) -> None:
    there = comes_in(made(saul)[0], name="saul")
    assert Session.objects.get(member=saul.member).proved_at is None
    answer = there.post("/desk/team/", {"act": "invite", "name": "Nora"}, headers=ENGLISH)
    assert answer.status_code == WRONG
    assert "You signed in with a recovery code. None is taken here" in answer.text
    assert 'name="kept-name" value="Nora"' in answer.text


def test_none_is_taken_where_password_and_code_are_asked_again(saul: Actor) -> None:
    first, second, *_ = made(saul)
    there = comes_in(first, name="saul")
    for typed in (first, second, second.replace("-", "")):
        sent = {"password": PASSWORD, "code": typed, "next": "/desk/team/"}
        assert there.post("/desk/account/again/", sent).status_code == 422
        there.post("/desk/account/again/", {**sent, "by": "paper"})
    assert Session.objects.get(member=saul.member).proved_at is None
    assert own(saul).left == recovery.MANY - 1
    there.post("/desk/account/again/", {"password": PASSWORD, "code": code(saul), "next": "/desk/"})
    assert Session.objects.get(member=saul.member).proved_at is not None


WAYS_IN = (
    ("password", "p", {"p-now": PASSWORD, "p-password": ANOTHER, "p-again": ANOTHER}),
    ("not-me", "n", {"n-now": PASSWORD, "n-password": ANOTHER, "n-again": ANOTHER}),
    ("words", "w", {"w-password": PASSWORD}),
    ("phone", "f", {"f-password": PASSWORD, "f-secret": codes.new_secret()}),
    ("passkey", "k", {"k-password": PASSWORD, "k-label": "x"}),
    ("recovery", "c", {"c-password": PASSWORD}),
    ("recovery-end", "x", {"x-password": PASSWORD}),
    ("read", "r", {"r-password": PASSWORD}),
)


@pytest.mark.parametrize(("act", "prefix", "typed"), WAYS_IN)
def test_none_changes_a_way_in(ana: Actor, act: str, prefix: str, typed: dict[str, str]) -> None:
    first, second, *_ = made(ana)
    there = comes_in(first)
    before = Credentials.objects.filter(member=ana.member).values().get()
    for one in (second, "", first):
        sent = {"act": act, f"{prefix}-code": one, **typed}
        if act == "phone":
            sent["f-first"] = codes.code_at(typed["f-secret"], timezone.now())
        assert there.post("/desk/account/", sent).status_code == 422
    assert Credentials.objects.filter(member=ana.member).values().get() == before


def test_none_sets_another_password_by_own_words(ana: Actor) -> None:
    one = made(ana)[0]
    words = " ".join(own_account.make_own_words(ana, opened_now(ana), at=timezone.now()))
    sent = {"name": "ana", "words": words, "code": one, "password": ANOTHER, "again": ANOTHER}
    assert Client().post("/desk/in/password/", sent).status_code == 422
    assert own(ana).left == recovery.MANY


def test_it_ends_nothing_that_she_asked_for_her_lost_phone(ana: Actor, saul: Actor) -> None:
    """It shows nobody's phone. She hears of it, and a code, which does, ends it."""
    first = made(ana)[0]
    Client().post("/desk/in/phone/", {"name": "ana", "password": PASSWORD})
    told = asks(Client(), first).text
    assert "asked for another phone" in told
    assert PhoneChange.objects.filter(member=ana.member).exists()


def test_a_browser_that_was_found_open_makes_none(ana: Actor, hers: Client) -> None:
    for password, typed in (("", ""), (PASSWORD, "000000"), ("wrong", code(ana))):
        for act, prefix in (("recovery", "c"), ("recovery-end", "x")):
            sent = {"act": act, f"{prefix}-password": password, f"{prefix}-code": typed}
            assert hers.post("/desk/account/", sent).status_code == 422
    assert kept(ana) == b""


# --- who hears of it ---


def test_she_hears_of_each_use_until_she_says_with_a_code_that_she_read_it(ana: Actor) -> None:
    first, second, *_ = made(ana)
    told = asks(Client(), first).text
    assert "You are signed in without your phone" in told
    assert "one of your recovery codes:" not in told
    thief = Client()
    told = asks(thief, second).text
    assert "one of your recovery codes:" in told
    assert thief.post("/desk/account/", {"act": "read", "r-password": PASSWORD}).status_code == 422
    typed = {"name": "ana", "password": PASSWORD, "code": code(ana)}
    noticed = Client().post("/desk/in/", typed, headers=ENGLISH).text
    assert "Did you try to sign in?" in noticed
    assert "one of your recovery codes:" in noticed
    assert noticed.count("; ") == 1
    assert len(unread(ana.member).on_paper) == 2
    read_tries(by=ana, at=timezone.now())
    assert not unread(ana.member)


def test_her_account_page_says_it_and_leads_to_saying_that_it_was_not_she(
    ana: Actor, hers: Client
) -> None:
    comes_in(made(ana)[0])
    page = hers.get("/desk/account/", headers=ENGLISH).text
    assert "Signed in without your phone" in page
    assert "Wrong tries with your name</h2>" not in laid_out(page)
    by_form(hers, ana, "read", "r")
    assert "Signed in without your phone" not in hers.get("/desk/account/", headers=ENGLISH).text


def test_whoever_manages_the_team_hears_of_each_use_once_and_for_a_week(
    ana: Actor, saul: Actor, olga: Actor, signed_in: SignIn
) -> None:
    Member.objects.update(mail="")
    for one in (saul, olga):
        Member.objects.filter(pk=one.member.pk).update(mail="somebody@example.org")
    sauls, title = signed_in(saul), "Signed in without their phone"
    assert title not in sauls.get("/desk/", headers=ENGLISH).text
    comes_in(made(ana)[0])
    now = timezone.now()
    assert tick(now)
    assert not_me.tell_who_disowned(at=now) == 0
    assert [one.member_id for one in OutgoingMail.objects.all()] == [saul.member.pk]
    assert [(one.subject, one.body) for one in mail.outbox] == [
        ("Tiene algo pendiente", "Por favor, inicie sesión.")
    ]
    page = sauls.get("/desk/", headers=ENGLISH).text
    assert title in page
    assert f"{ana.member.name}, on " in page
    assert title not in signed_in(olga).get("/desk/", headers=ENGLISH).text
    assert not_me.tell_who_disowned(at=now + timedelta(days=8)) == 0


def test_of_her_own_use_she_reads_as_she_does_of_wrong_tries_and_gets_no_mail(saul: Actor) -> None:
    Member.objects.filter(pk=saul.member.pk).update(mail="somebody@example.org")
    there = comes_in(made(saul)[0], name="saul")
    assert "Signed in without their phone" not in there.get("/desk/", headers=ENGLISH).text
    assert not_me.tell_who_disowned(at=timezone.now()) == 0


# --- what ends them ---


def test_a_lost_phone_ends_them_once_a_second_person_heard_it(ana: Actor, saul: Actor) -> None:
    one = made(ana)[0]
    lost = Client()
    lost.post("/desk/in/phone/", {"name": "ana", "password": PASSWORD})
    asked = PhoneChange.objects.get()
    another_phone.confirm_phone_change(asked.code, by=saul, at=timezone.now())
    secret = lost.get("/desk/in/phone/").context["secret"].replace(" ", "")
    assert own(ana).left == recovery.MANY
    lost.post("/desk/in/phone/", {"code": codes.code_at(secret, timezone.now())})
    assert kept(ana) == b""
    assert refused(one)
    assert entries("RecoveryCodesEnded") == 1


def test_that_it_was_not_she_ends_them(ana: Actor) -> None:
    one = made(ana)[0]
    not_me.disown(ana, opened_now(ana), ANOTHER, at=timezone.now())
    assert refused(one, password=ANOTHER)
    assert entries("RecoveryCodesEnded") == 1


def test_another_password_leaves_them_as_it_leaves_passkeys(ana: Actor) -> None:
    one = made(ana)[0]
    own_account.change_password(ana, opened_now(ana), ANOTHER, at=timezone.now())
    assert refused(one)
    comes_in(one, password=ANOTHER)


def test_another_phone_while_she_has_the_older_leaves_them(ana: Actor) -> None:
    one, secret = made(ana)[0], codes.new_secret()
    first = codes.code_at(secret, timezone.now())
    at = timezone.now()
    own_account.change_phone(ana, opened_now(ana), secret=secret, code=first, at=at)
    comes_in(one)


def test_an_account_that_ends_or_is_suspended_takes_them_along(ana: Actor, saul: Actor) -> None:
    one = made(ana)[0]
    row, now = kept(ana), timezone.now()
    suspend(ana.member, by=SYSTEM, at=now)
    assert kept(ana) == b""
    assert refused(one)
    reinstate(ana.member, by=SYSTEM, at=now)
    assert refused(one)
    put_back(ana, row)
    assert refused(one)
    two = made(ana)[0]
    services.deactivate(ana.member, by=saul, at=now)
    assert kept(ana) == b""
    assert refused(two)


def test_a_site_that_is_put_back_has_none(ana: Actor, saul: Actor) -> None:
    """Which of them were used since the backup nobody knows there."""
    one = made(ana)[0]
    begin_again(1, by=SYSTEM, at=timezone.now())
    assert kept(ana) == b""
    assert refused(one)


# --- attacks ---


def test_the_tables_hold_nothing_of_them(ana: Actor, hers: Client) -> None:
    shown = SHOWN.findall(by_form(hers, ana, "recovery", "c").text)
    comes_in(shown[0])
    row = Credentials.objects.filter(member=ana.member).values().get()
    lies = b"".join(bytes(value) for value in row.values() if isinstance(value, bytes | memoryview))
    lies += b"".join(bytes(one) for one in Session.objects.values_list("sealed", flat=True))
    lies += "".join(Entry.objects.values_list("facts", flat=True)).encode()
    for one in shown:
        assert one.encode() not in lies
        assert one.replace("-", "").encode() not in lies


def test_how_long_the_row_is_tells_not_how_many_are_left(ana: Actor) -> None:
    sizes = set()
    for one in made(ana):
        sizes.add(len(kept(ana)))
        comes_in(one)
    sizes.add(len(kept(ana)))
    assert len(sizes) == 1


def test_whoever_writes_to_the_tables_opens_no_used_one_and_no_older_set(ana: Actor) -> None:
    first, second, *_ = made(ana)
    whole = kept(ana)
    comes_in(first)
    put_back(ana, whole)
    assert refused(first)
    assert refused(second)
    assert own(ana) is None
    made(ana)
    put_back(ana, whole)
    assert refused(second)
    recovery.end(ana, opened_now(ana), at=timezone.now())
    put_back(ana, whole)
    assert refused(second)


def test_another_members_row_opens_nothing(ana: Actor, beto: Actor) -> None:
    betos = made(beto)[0]
    put_back(ana, kept(beto))
    client = Client()
    client.raise_request_exception = False
    assert asks(client, betos).status_code not in {200, 302}
    assert not is_in(client)
    assert entries("RecoveryCodeUsed") == 0


def test_nobody_comes_in_by_another_members_code(ana: Actor, beto: Actor) -> None:
    made(ana)
    betos = made(beto)[0]
    assert refused(betos)
    assert own(beto).left == recovery.MANY


def test_a_code_of_her_phone_is_none_on_paper_and_the_reverse(ana: Actor) -> None:
    one = made(ana)[0]
    assert refused(code(ana))
    typed = {"name": "ana", "password": PASSWORD, "code": one}
    assert Client().post("/desk/in/", typed).status_code in {WRONG, 422}
    comes_in(one)


def test_without_the_password_it_opens_nothing_and_is_not_used_up(ana: Actor) -> None:
    one = made(ana)[0]
    assert refused(one, password="guessed")
    assert asks(Client(), one, password="").status_code == 422
    assert own(ana).left == recovery.MANY


def test_wrong_ones_count_with_wrong_codes_within_the_same_limits(ana: Actor) -> None:
    """Five with the right password, from wherever, of either kind: then a right one is refused."""
    one = made(ana)[0]
    for _try in range(3):
        assert refused(SHAPED)
    for _try in range(2):
        typed = {"name": "ana", "password": PASSWORD, "code": "000000"}
        assert Client().post("/desk/in/", typed).status_code == WRONG
    elsewhere = Client(REMOTE_ADDR="127.0.0.9")
    assert asks(elsewhere, one).status_code == WRONG
    assert own(ana).left == recovery.MANY
    assert Member.objects.get(pk=ana.member.pk).wrong_tries == 6


def test_from_one_address_the_eleventh_waits(ana: Actor) -> None:
    told = [asks(Client(), SHAPED, password="guessed").status_code for _try in range(11)]
    assert told == [WRONG] * services.WRONG_SIGN_INS + [WAIT]


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    tried: list[str] = []
    with monkeypatch.context() as patched:
        for module, name in ((envelopes, "unseal"), (marks, "blinded")):
            whole = getattr(module, name)

            def count(*given: Any, _whole: Any = whole, _name: str = name, **named: Any) -> Any:
                tried.append(_name)
                return _whole(*given, **named)

            patched.setattr(module, name, count)
        yield tried


def test_whatever_is_wrong_the_same_is_asked_and_the_same_answered(ana: Actor, beto: Actor) -> None:
    """Also whether she has any, whether it was used, and whether it is over."""
    used, *_ = made(ana)
    comes_in(used)
    over = made(beto, at=timezone.now() - recovery.LASTS)[0]
    wrong = [
        ("nobody", PASSWORD, SHAPED),
        ("ana", "guessed", SHAPED),
        ("ana", PASSWORD, SHAPED),
        ("ana", PASSWORD, used),
        ("ana", PASSWORD, "x"),
        ("beto", PASSWORD, over),
        ("beto", PASSWORD, SHAPED),
    ]
    told, asked_for = set(), set()
    for name, password, typed in wrong:
        FailedAttempts.objects.all().delete()
        with CaptureQueriesContext(connection) as asked:
            answer = asks(Client(), typed, name=name, password=password)
        alert = answer.text.partition('role="alert"')[2].partition("</ul>")[0]
        told.add((answer.status_code, alert))
        asked_for.add(tuple(one["sql"].split()[0] for one in asked))
    assert len(told) == len(asked_for) == 1
    assert "These three do not belong together" in told.pop()[1]


def test_a_right_password_costs_the_same_with_wrong_codes_of_whatever_kind(
    ana: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    used, *_ = made(ana)
    comes_in(used)
    costs = set()
    for typed in (SHAPED, used, "0000-0000-0000", "x", "ñ" * 40):
        FailedAttempts.objects.all().delete()
        with CaptureQueriesContext(connection) as asked, counted(monkeypatch) as work:
            asks(Client(), typed)
        costs.add((len(asked), tuple(work)))
    assert len(costs) == 1
