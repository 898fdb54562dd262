"""One's own account: sittings, another password, words for a forgotten one, another phone; proof
before what cannot be undone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from amparo.crypto import one_time_codes as codes
from amparo.foundations.accounts import services
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.credentials import lost_phone as another_phone
from amparo.foundations.accounts.events import SignedIn
from amparo.foundations.accounts.models import Credentials, Member, PhoneChange, Session
from amparo.foundations.accounts.own_account import account_changes as own_account
from amparo.foundations.accounts.own_account.account_changes import account_of
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.accounts.sign_in.account_unlock import known_by_password
from amparo.foundations.accounts.sign_in.history import ADDED_UP, last_sign_ins, unread
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import record
from amparo.foundations.web.dates import compact_day
from tests.people import CODE_SECRETS, PASSWORD

ANOTHER = "nine herons keep a still backwater green"


def code(actor: Actor, steps: int = 0) -> str:
    """A code of her phone; each is taken once, so later ones are asked for by step."""
    at = timezone.now() + timedelta(seconds=30 * steps)
    return codes.code_at(CODE_SECRETS[actor.member.sign_in_name], at)


def can_sign_in(actor: Actor, password: str, typed: str) -> bool:
    try:
        services.sign_in(actor.member.sign_in_name, password, typed, at=timezone.now())
    except services.NotSignedIn:
        return False
    return True


@pytest.fixture
def hers(ana: Actor, signed_in: Callable[[Actor], Client]) -> Client:
    return signed_in(ana)


def sent(client: Client, act: str, **typed: str) -> Any:
    return client.post("/desk/account/", {"act": act, **typed})


def test_the_page_shows_where_she_is_signed_in_and_ends_the_others(
    ana: Actor, beto: Actor, hers: Client, signed_in: Callable[[Actor], Client]
) -> None:
    elsewhere, betos = signed_in(ana), signed_in(beto)
    page = hers.get("/desk/account/").content.decode()
    assert page.count("En otro navegador") == 1
    assert sent(hers, "end").status_code == 302
    assert elsewhere.get("/desk/").status_code == 302
    assert hers.get("/desk/").status_code == betos.get("/desk/").status_code == 200
    assert Entry.objects.filter(event="SittingsEnded", about=ana.member.code).exists()


def test_its_days_are_written_out_in_the_language_of_the_reader(ana: Actor, hers: Client) -> None:
    today = timezone.localdate()
    record(SignedIn(about=ana.member.code, factor="code", tries=0), by=ana, at=timezone.now())
    for language in ("es", "en"):
        page = hers.get("/desk/account/", headers={"accept-language": language}).text
        with override(language):
            said = compact_day(today)
        assert page.count(said) >= 2
        assert f"{today.isoformat()} " not in page


def test_nobody_ends_the_sitting_of_somebody_else(
    beto: Actor, hers: Client, signed_in: Callable[[Actor], Client]
) -> None:
    betos = signed_in(beto)
    of_beto = Session.objects.get(member=beto.member)
    sent(hers, "end", sitting=str(of_beto.pk))
    assert betos.get("/desk/").status_code == 200
    assert sent(hers, "end", sitting="x").status_code == 404


def test_another_password_holds_and_ends_every_other_sitting(
    ana: Actor, hers: Client, signed_in: Callable[[Actor], Client]
) -> None:
    elsewhere = signed_in(ana)
    typed = {"p-now": PASSWORD, "p-code": code(ana), "p-password": ANOTHER, "p-again": ANOTHER}
    assert "Su contraseña nueva ya vale" in sent(hers, "password", **typed).content.decode()
    assert elsewhere.get("/desk/").status_code == 302
    assert hers.get("/desk/").status_code == 200
    assert not can_sign_in(ana, PASSWORD, code(ana, 1))
    assert can_sign_in(ana, ANOTHER, code(ana, 1))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"p-now": "wrong"}, "no corresponden entre sí"),
        ({"p-code": "000000"}, "no corresponden entre sí"),
        ({"p-password": "abcdefgh", "p-again": "abcdefgh"}, "serie"),
        ({"p-again": "other"}, "iguales"),
    ],
    ids=["password", "code", "guessable", "mistyped"],
)
def test_a_password_is_changed_by_nobody_else(
    ana: Actor, hers: Client, typed: dict[str, str], told: str
) -> None:
    right = {"p-now": PASSWORD, "p-code": code(ana), "p-password": ANOTHER, "p-again": ANOTHER}
    answer = sent(hers, "password", **{**right, **typed})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Entry.objects.filter(event="PasswordChanged").exists()


def made_words(client: Client, actor: Actor) -> str:
    page = sent(client, "words", **{"w-password": PASSWORD, "w-code": code(actor)})
    assert page.status_code == 200
    return " ".join(page.context["words"])


def forgotten(actor: Actor, own_words: str, **changed: str) -> Any:
    typed = {
        "name": actor.member.sign_in_name,
        "words": own_words,
        "code": code(actor, 1),
        "password": ANOTHER,
        "again": ANOTHER,
    }
    return Client().post("/desk/in/password/", {**typed, **changed})


def test_her_own_words_and_a_code_set_another_password(ana: Actor, hers: Client) -> None:
    words = made_words(hers, ana)
    assert forgotten(ana, words).status_code == 200
    assert hers.get("/desk/").status_code == 302
    opened = services.sign_in(
        "ana", ANOTHER, code(ana, 2), at=timezone.now() + timedelta(seconds=40)
    )
    sitting = sittings.resume("member", opened[1], at=timezone.now() + timedelta(seconds=41))
    assert sitting is not None
    assert sitting.content["secret"] == ana.pair.secret.hex()
    entry = Entry.objects.get(event="PasswordChanged")
    assert '"by_words":true' in entry.facts


def test_neither_words_nor_code_nor_name_alone_do(ana: Actor, beto: Actor, hers: Client) -> None:
    words = made_words(hers, ana)
    wrong = [{"code": "000000"}, {"name": "beto"}, {"name": "nobody"}, {"words": "uno dos tres"}]
    answers = [forgotten(ana, words, **changed) for changed in wrong]
    assert {answer.status_code for answer in answers} == {422}
    assert (
        len({answer.content.decode().count("no corresponden entre sí") for answer in answers}) == 1
    )
    assert not Entry.objects.filter(event="PasswordChanged").exists()


def test_a_weak_password_costs_no_code(ana: Actor, hers: Client) -> None:
    words = made_words(hers, ana)
    assert forgotten(ana, words, password="12345678", again="12345678").status_code == 422
    assert forgotten(ana, words).status_code == 200


def test_other_words_take_the_place_of_the_older(ana: Actor, hers: Client) -> None:
    older = made_words(hers, ana)
    Credentials.objects.filter(member=ana.member).update(last_code_step=0)
    made_words(hers, ana)
    assert forgotten(ana, older).status_code == 422


def test_the_tables_hold_no_word_and_nothing_that_opens_without_the_secrets_of_the_site(
    ana: Actor, hers: Client, settings: Any
) -> None:
    words = made_words(hers, ana)
    row = Member.objects.filter(pk=ana.member.pk).values().get()
    kept = b"".join(bytes(value) for value in row.values() if isinstance(value, bytes | memoryview))
    assert not any(word.encode() in kept for word in words.split())
    settings.SITE = settings.SITE.__class__(
        **{**vars_of(settings.SITE), "key_pepper": b"\x01" * 32}
    )
    assert forgotten(ana, words).status_code == 422


def vars_of(site: Any) -> dict[str, Any]:
    return {name: getattr(site, name) for name in site.__dataclass_fields__}


def test_another_phone_while_she_has_the_older_one(
    ana: Actor, hers: Client, signed_in: Callable[[Actor], Client]
) -> None:
    elsewhere, secret = signed_in(ana), codes.new_secret()
    assert elsewhere.get("/desk/").status_code == 200
    typed = {
        "f-password": PASSWORD,
        "f-code": code(ana),
        "f-secret": secret,
        "f-first": codes.code_at(secret, timezone.now()),
    }
    assert "teléfono nuevo" in sent(hers, "phone", **typed).content.decode()
    assert elsewhere.get("/desk/").status_code == 302
    assert hers.get("/desk/").status_code == 200
    assert not can_sign_in(ana, PASSWORD, code(ana, 1))
    later = timezone.now() + timedelta(seconds=30)
    assert can_sign_in(ana, PASSWORD, codes.code_at(secret, later))


def test_words_still_work_with_the_new_phone(ana: Actor, hers: Client) -> None:
    words, secret = made_words(hers, ana), codes.new_secret()
    opens = known_by_password(account_of(ana.member), PASSWORD)
    assert opens is not None
    first = codes.code_at(secret, timezone.now())
    own_account.change_phone(ana, opens, secret=secret, code=first, at=timezone.now())
    later = timezone.now() + timedelta(seconds=30)
    assert forgotten(ana, words).status_code == 422
    assert forgotten(ana, words, code=codes.code_at(secret, later)).status_code == 200


def lost(actor: Actor, password: str = PASSWORD) -> tuple[Client, Any]:
    browser = Client()
    typed = {"name": actor.member.sign_in_name, "password": password}
    return browser, browser.post("/desk/in/phone/", typed)


def test_a_lost_phone_is_changed_once_a_second_person_heard_from_her(
    ana: Actor, saul: Actor, hers: Client, signed_in: Callable[[Actor], Client]
) -> None:
    browser, _ = lost(ana)
    asked = PhoneChange.objects.get()
    assert asked.code in browser.get("/desk/in/phone/").content.decode()
    assert browser.post("/desk/in/phone/", {"code": "123456"}).status_code == 422
    sauls = signed_in(saul)
    assert 'name="heard"' in sauls.get("/desk/team/").content.decode()
    assert 'name="heard"' not in hers.get("/desk/team/").content.decode()
    assert sauls.post("/desk/team/", {"act": "phone", "heard": asked.code}).status_code == 302
    page = browser.get("/desk/in/phone/")
    secret = page.context["secret"].replace(" ", "")
    done = browser.post("/desk/in/phone/", {"code": codes.code_at(secret, timezone.now())})
    assert done.status_code == 200
    assert hers.get("/desk/").status_code == 302
    assert not can_sign_in(ana, PASSWORD, code(ana))
    assert can_sign_in(ana, PASSWORD, codes.code_at(secret, timezone.now() + timedelta(seconds=30)))
    entry = Entry.objects.get(event="PhoneChanged")
    assert f'"confirmed_by":"{saul.member.code}"' in entry.facts
    assert not PhoneChange.objects.exists()


def test_a_lost_phone_is_confirmed_by_no_colleague_and_not_by_herself(
    ana: Actor, beto: Actor, saul: Actor
) -> None:
    lost(ana)
    lost(saul)
    for who, actor in ((ana, beto), (ana, ana), (saul, saul)):
        asked = PhoneChange.objects.get(member=who.member)
        with pytest.raises(Refused):
            another_phone.confirm_phone_change(asked.code, by=actor, at=timezone.now())
    assert not PhoneChange.objects.exclude(confirmed_at=None).exists()


def test_whoever_knows_no_password_asks_for_no_phone(ana: Actor) -> None:
    _, answer = lost(ana, "wrong")
    assert answer.status_code == 422
    assert not PhoneChange.objects.exists()


def test_what_was_confirmed_holds_for_an_hour_and_in_that_browser_alone(
    ana: Actor, saul: Actor
) -> None:
    first, _ = lost(ana)
    second, _ = lost(ana)
    asked = PhoneChange.objects.get()
    another_phone.confirm_phone_change(asked.code, by=saul, at=timezone.now())
    assert "qr" in second.get("/desk/in/phone/").content.decode()
    assert 'class="qr"' not in first.get("/desk/in/phone/").content.decode()
    old = timezone.now() - timedelta(minutes=61)
    PhoneChange.objects.update(confirmed_at=old, asked_at=old)
    assert 'class="qr"' not in second.get("/desk/in/phone/").content.decode()
    assert another_phone.forget_phone_changes(at=timezone.now()) == 1


def test_she_hears_of_wrong_tries_before_all_else(ana: Actor) -> None:
    browser = Client()
    typed = {"name": "ana", "password": "wrong", "code": "000000"}
    for _ in range(3):
        browser.post("/desk/in/", typed)
    right = {"name": "ana", "password": PASSWORD, "code": code(ana)}
    page = browser.post("/desk/in/", {**right, "next": "/desk/team/"}).content.decode()
    assert "3 intentos fallidos" in page
    assert 'action="/desk/team/"' in page
    Credentials.objects.filter(member=ana.member).update(last_code_step=0)
    assert "3 intentos fallidos" in Client().post("/desk/in/", right).content.decode()


def test_whoever_came_in_by_guessing_takes_no_alarm_away(ana: Actor, hers: Client) -> None:
    guessed = Client()
    for _ in range(4):
        guessed.post("/desk/in/", {"name": "ana", "password": PASSWORD, "code": "000000"})
    once = code(ana)
    in_by_it = {"name": "ana", "password": PASSWORD, "code": once}
    assert "4 intentos fallidos" in guessed.post("/desk/in/", in_by_it).content.decode()
    for typed in ({}, {"r-password": PASSWORD, "r-code": once}):
        assert sent(guessed, "read", **typed).status_code == 422
    page = hers.get("/desk/account/").content.decode()
    assert "4 intentos fallidos" in page
    assert "después de 4 intentos fallidos" in page
    read = sent(hers, "read", **{"r-password": PASSWORD, "r-code": code(ana, 1)})
    assert "Quedó registrado que lo leyó" in read.content.decode()
    assert unread(ana.member).tries == 0
    assert 'id="tries"' not in hers.get("/desk/account/").content.decode()


def test_a_slip_is_no_alarm_and_stays_in_the_list(ana: Actor) -> None:
    browser, right = Client(), {"name": "ana", "password": PASSWORD}
    for _ in range(2):
        browser.post("/desk/in/", {**right, "code": "000000"})
    assert browser.post("/desk/in/", {**right, "code": code(ana)}).status_code == 302
    assert [(one.by_passkey, one.tries) for one in last_sign_ins(seen_by=ana)] == [(False, 2)]


def test_wrong_tries_stand_on_record_once_where_two_sign_in_at_once(ana: Actor) -> None:
    """Each read of her before either came in; and one more try was made meanwhile."""
    Member.objects.filter(pk=ana.member.pk).update(wrong_tries=4)
    first, second = (Member.objects.get(pk=ana.member.pk) for _ in range(2))
    Member.objects.filter(pk=ana.member.pk).update(wrong_tries=5)
    for one in (first, second):
        services.admit(one, ana.pair, factor="code", at=timezone.now())
    assert [one.tries for one in last_sign_ins(seen_by=ana)] == [0, 5]
    assert unread(ana.member).tries == 5


def test_what_she_has_not_read_of_is_added_up_from_few_rows(ana: Actor) -> None:
    def came_in(tries: int) -> None:
        signed_in = SignedIn(about=ana.member.code, factor="code", tries=tries)
        record(signed_in, by=ana, at=timezone.now())

    for tries in (3, 0, 1, 2, 10, 12):
        came_in(tries)
    assert unread(ana.member).tries == 25
    for _ in range(ADDED_UP):
        came_in(20)
    with CaptureQueriesContext(connection) as queries:
        assert unread(ana.member).tries == 20 * ADDED_UP
    assert f"LIMIT {ADDED_UP}" in queries[-1]["sql"]


def stale(client: Client, minutes: int) -> None:
    Session.objects.update(proved_at=timezone.now() - timedelta(minutes=minutes))


def test_what_cannot_be_undone_asks_for_password_and_code_again_and_loses_nothing(
    saul: Actor, olga: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    sauls = signed_in(saul)
    stale(sauls, 11)
    leaving = {"act": "leave", "member": olga.member.code, "sure": "yes"}
    asked = sauls.post("/desk/team/", leaving)
    assert asked.status_code == 401
    assert Member.objects.get(pk=olga.member.pk).active
    carried = dict(asked.context["kept"])
    again = {**carried, "next": "/desk/team/", "password": PASSWORD}
    wrong = sauls.post("/desk/account/again/", {**again, "code": "000000"})
    assert wrong.status_code == 422
    assert dict(wrong.context["kept"]) == carried
    right = sauls.post("/desk/account/again/", {**again, "code": code(saul)})
    assert (right.status_code, right["Location"]) == (307, "/desk/team/")
    assert sauls.post("/desk/team/", again).status_code == 302  # as a browser does on 307
    assert not Member.objects.get(pk=olga.member.pk).active


def test_a_form_asks_before_it_is_filled_in(case: str, ana: Actor, hers: Client) -> None:
    stale(hers, 11)
    asked = hers.get(f"/desk/cases/{case}/words/")
    assert asked.status_code == 401
    went = hers.post(
        "/desk/account/again/",
        {"next": f"/desk/cases/{case}/words/", "password": PASSWORD, "code": code(ana)},
    )
    assert went.status_code == 302
    assert went["Location"] == f"/desk/cases/{case}/words/"
    stale(hers, 9)
    assert hers.post(f"/desk/cases/{case}/words/", {"reason": "words_lost"}).status_code == 200


def test_a_colleague_s_password_proves_nothing_here(beto: Actor, hers: Client, ana: Actor) -> None:
    stale(hers, 11)
    answer = hers.post("/desk/account/again/", {"password": ANOTHER, "code": code(beto)})
    assert answer.status_code == 422
    proved_at = Session.objects.get(member=ana.member).proved_at
    assert proved_at
    assert proved_at < timezone.now() - timedelta(minutes=10)


def test_an_officer_has_the_same_on_her_own_pages(
    carla: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    hers = signed_in(carla)
    assert hers.get("/duties/account/").status_code == 200
    assert hers.get("/desk/account/").status_code == 404
    assert Client().get("/duties/in/password/").status_code == 200
