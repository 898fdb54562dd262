"""Attacks on one's own account: what somebody does who knows her password, has her browser, or has
found her words."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amparo.crypto import one_time_codes as codes
from amparo.crypto import public_key_sealing as boxes
from amparo.foundations.accounts import services
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.credentials import lost_phone as another_phone
from amparo.foundations.accounts.membership.after_backup_restore import begin_again
from amparo.foundations.accounts.models import Credentials, Member, PhoneChange, Session
from amparo.foundations.accounts.own_account import account_changes as own_account
from amparo.foundations.accounts.own_account.account_changes import account_of
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.accounts.sign_in.account_unlock import known_by_password
from amparo.foundations.ledger.models import Entry
from tests.laid_out import laid_out
from tests.people import CODE_SECRETS, PASSWORD

ANOTHER = "nine herons keep a still backwater green"
OWN = {"origin": "http://testserver"}  # a form of this very site, open for too long
HIDDEN = "tres garzas miran el remanso verde"


def code(actor: Actor, steps: int = 0) -> str:
    at = timezone.now() + timedelta(seconds=30 * steps)
    return codes.code_at(CODE_SECRETS[actor.member.sign_in_name], at)


def asks_for_a_phone(actor: Actor) -> Client:
    browser = Client()
    typed = {"name": actor.member.sign_in_name, "password": PASSWORD}
    assert browser.post("/desk/in/phone/", typed).status_code == 302
    return browser


def confirmed(browser: Client, by: Actor) -> str:
    """A second person confirms it; the code of the new phone comes back."""
    another_phone.confirm_phone_change(PhoneChange.objects.get().code, by=by, at=timezone.now())
    secret = browser.get("/desk/in/phone/").context["secret"].replace(" ", "")
    return codes.code_at(secret, timezone.now())


def opened_now(actor: Actor) -> Any:
    found = known_by_password(account_of(actor.member), PASSWORD)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("act", "typed"),
    [
        ("password", {"p-now": HIDDEN, "p-password": HIDDEN, "p-again": HIDDEN}),
        ("words", {"w-password": HIDDEN}),
        ("phone", {"f-password": HIDDEN, "f-first": HIDDEN, "f-secret": HIDDEN}),
        ("none", {"p-now": HIDDEN, "words": HIDDEN}),
    ],
)
def test_no_secret_of_the_account_is_carried_or_read_back(
    ana: Actor, signed_in: Callable[[Actor], Client], act: str, typed: dict[str, str]
) -> None:
    """The sitting ended meanwhile, the form expired, or no such act is there."""
    hers = signed_in(ana)
    strict = Client(enforce_csrf_checks=True, headers=OWN)
    strict.cookies = hers.cookies
    sent = {"act": act, **typed}
    told = [strict.post("/desk/account/", sent), hers.post("/desk/account/", sent)]
    Session.objects.all().delete()
    told.append(hers.post("/desk/account/", sent))
    assert told[0].status_code == 403
    assert told[2].status_code == 401
    assert all(HIDDEN not in answer.content.decode() for answer in told)


@pytest.mark.parametrize("page", ["/desk/in/password/", "/desk/in/phone/", "/desk/join/"])
def test_an_expired_form_reads_back_no_words_of_hers_and_no_invitation(page: str) -> None:
    sent = {"name": "ana", "words": HIDDEN, "invitation": HIDDEN, "password": HIDDEN}
    answer = Client(enforce_csrf_checks=True, headers=OWN).post(page, sent)
    assert answer.status_code == 403
    assert HIDDEN not in answer.content.decode()


def test_what_was_carried_outlives_a_sitting_that_ends_before_it_is_proved(
    saul: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    sauls = signed_in(saul)
    carried = {"kept-act": "invite", "kept-name": "Rosa del Valle", "kept-password": HIDDEN}
    sent = {**carried, "next": "/desk/team/", "password": PASSWORD, "code": "000000"}
    strict = Client(enforce_csrf_checks=True, headers=OWN)
    strict.cookies = sauls.cookies
    assert "Rosa del Valle" in strict.post("/desk/account/again/", sent).content.decode()
    Session.objects.all().delete()
    asked = sauls.post("/desk/account/again/", sent)
    assert dict(asked.context["kept"]) == {"kept-act": "invite", "kept-name": "Rosa del Valle"}
    assert asked.context["next"] == "/desk/team/"
    assert HIDDEN not in asked.content.decode()


def test_a_wrong_first_try_sends_nothing_to_the_page_that_was_meant(
    case: str, ana: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    hers, page = signed_in(ana), f"/desk/cases/{case}/words/"
    wrong = hers.post("/desk/account/again/", {"next": page, "password": "no", "code": "000000"})
    assert wrong.context["kept"] == []
    right = {"next": page, "password": PASSWORD, "code": code(ana)}
    assert hers.post("/desk/account/again/", right)["Location"] == page


def test_the_code_she_reads_is_typed_and_stands_on_no_page_of_the_team(
    ana: Actor, saul: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    """Whoever stole her password asked in her name a moment later; she reads the code of hers."""
    asks_for_a_phone(ana)
    hers = PhoneChange.objects.get().code
    asks_for_a_phone(ana)
    sauls = signed_in(saul)
    assert PhoneChange.objects.get().code not in sauls.get("/desk/team/").content.decode()
    assert sauls.post("/desk/team/", {"act": "phone", "heard": hers}).status_code == 409
    assert not PhoneChange.objects.exclude(confirmed_at=None).exists()


def test_the_code_that_was_typed_goes_on_after_password_and_code(
    ana: Actor, saul: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    asks_for_a_phone(ana)
    sent = {"act": "phone", "heard": PhoneChange.objects.get().code}
    sauls = signed_in(saul)
    Session.objects.update(proved_at=None)
    carried = dict(sauls.post("/desk/team/", sent).context["kept"])
    again = {**carried, "next": "/desk/team/", "password": PASSWORD, "code": code(saul)}
    on = sauls.post("/desk/account/again/", again)
    assert (on.status_code, on["Location"]) == (307, "/desk/team/")
    sauls.post("/desk/team/", again)  # as a browser does on 307
    assert PhoneChange.objects.exclude(confirmed_at=None).exists()


def test_a_phone_asked_for_by_an_older_password_is_never_changed(ana: Actor, saul: Actor) -> None:
    """It was sealed by the older one, and would have shut her out of her own account."""
    browser = asks_for_a_phone(ana)
    first = confirmed(browser, saul)
    rows = list(PhoneChange.objects.values())
    sitting = Session.objects.get(kind="phone")
    own_account.change_password(ana, opened_now(ana), ANOTHER, at=timezone.now())
    PhoneChange.objects.bulk_create(PhoneChange(**row) for row in rows)
    sitting.save(force_insert=True)  # as where both happen in the same moment
    assert browser.post("/desk/in/phone/", {"code": first}).status_code == 422
    services.sign_in("ana", ANOTHER, code(ana), at=timezone.now())


def test_a_changed_password_ends_what_waits_in_another_browser(ana: Actor, saul: Actor) -> None:
    browser = asks_for_a_phone(ana)
    confirmed(browser, saul)
    own_account.change_password(ana, opened_now(ana), ANOTHER, at=timezone.now())
    assert not PhoneChange.objects.exists()
    assert not Session.objects.filter(kind="phone").exists()
    assert "secret" not in (browser.get("/desk/in/phone/").context or {})


@pytest.mark.parametrize("second", ["password", "phone", "words"])
def test_what_was_opened_before_a_change_changes_nothing_after_it(ana: Actor, second: str) -> None:
    """Two requests in the same moment, each with a code: the later would seal by the older key."""
    older, secret = opened_now(ana), codes.new_secret()
    own_account.change_password(ana, opened_now(ana), ANOTHER, at=timezone.now())
    first = codes.code_at(secret, timezone.now())
    acts: dict[str, Callable[[], object]] = {
        "password": lambda: own_account.change_password(ana, older, PASSWORD, at=timezone.now()),
        "phone": lambda: own_account.change_phone(
            ana, older, secret=secret, code=first, at=timezone.now()
        ),
        "words": lambda: own_account.make_own_words(ana, older, at=timezone.now()),
    }
    with pytest.raises(services.NotSignedIn):
        acts[second]()
    services.sign_in("ana", ANOTHER, code(ana), at=timezone.now())


def test_whoever_signs_in_with_a_code_hears_that_somebody_asked_for_another_phone(
    ana: Actor, saul: Actor
) -> None:
    thief = asks_for_a_phone(ana)
    first = confirmed(thief, saul)
    typed = {"name": "ana", "password": PASSWORD, "code": code(ana)}
    assert "pidió otro teléfono" in Client().post("/desk/in/", typed).content.decode()
    assert thief.post("/desk/in/phone/", {"code": first}).status_code == 422
    Credentials.objects.filter(member=ana.member).update(last_code_step=0)
    assert Client().post("/desk/in/", typed).status_code == 302


def test_nobody_confirms_for_an_account_that_ended_or_after_the_hour(
    ana: Actor, olga: Actor, saul: Actor
) -> None:
    asks_for_a_phone(olga)
    asked = PhoneChange.objects.get()
    Member.objects.filter(pk=olga.member.pk).update(active=False)
    assert another_phone.phone_changes_asked(seen_by=saul, at=timezone.now()) == []
    for at in (timezone.now(), timezone.now() + timedelta(minutes=61)):
        with pytest.raises(Refused):
            another_phone.confirm_phone_change(asked.code, by=saul, at=at)
        Member.objects.filter(pk=olga.member.pk).update(active=True)


def test_an_account_that_ends_and_a_site_put_back_leave_nobody_waiting(
    ana: Actor, olga: Actor, saul: Actor
) -> None:
    asks_for_a_phone(olga)
    services.deactivate(olga.member, by=saul, at=timezone.now())
    assert not PhoneChange.objects.exists()
    assert not Session.objects.filter(kind="phone").exists()
    asks_for_a_phone(ana)
    begin_again(1, by=saul, at=timezone.now())
    assert not PhoneChange.objects.exists()


def test_the_password_alone_forgives_no_wrong_code(ana: Actor) -> None:
    """Nine guesses, a phone asked for, nine more: the limit of an address would never come."""
    wrong = {"name": "ana", "password": PASSWORD, "code": "000000"}
    for _ in range(9):
        assert Client().post("/desk/in/", wrong).status_code == 401
    asks_for_a_phone(ana)
    assert Client().post("/desk/in/", wrong).status_code == 401
    assert Client().post("/desk/in/", wrong).status_code == 429


def test_words_that_were_found_do_not_show_whose_they_are_by_a_weak_password(ana: Actor) -> None:
    words = " ".join(own_account.make_own_words(ana, opened_now(ana), at=timezone.now()))
    weak = f"{ana.member.name} 2026 garza"
    typed = {"words": words, "code": "000000", "password": weak, "again": weak}
    for name in ("ana", "beto", "nobody"):
        with pytest.raises(services.NotSignedIn):
            own_account.set_password_by_words(
                name, words, "000000", weak, at=timezone.now(), address=""
            )
    answer = Client().post("/desk/in/password/", {**typed, "name": "ana"})
    assert "no corresponden entre sí" in answer.content.decode()
    assert Member.objects.get(pk=ana.member.pk).wrong_tries == 2


def test_a_name_without_words_costs_as_much_as_one_that_is_unknown(
    ana: Actor, beto: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = " ".join(own_account.make_own_words(ana, opened_now(ana), at=timezone.now()))
    tried: list[str] = []
    whole = boxes.open_with

    def counted(*given: Any, **named: Any) -> bytes:
        tried.append("box")
        return whole(*given, **named)

    monkeypatch.setattr(boxes, "open_with", counted)
    costs = set()
    for name in ("beto", "nobody", "no-one"):
        tried.clear()
        with CaptureQueriesContext(connection) as queries, pytest.raises(services.NotSignedIn):
            own_account.set_password_by_words(
                name, words, "000000", ANOTHER, at=timezone.now(), address=name
            )
        costs.add((len(queries), len(tried)))
    assert len(costs) == 1


def test_the_sitting_of_a_lost_phone_is_no_sitting_of_a_member(ana: Actor) -> None:
    browser = asks_for_a_phone(ana)
    browser.cookies["amparo_sitting"] = browser.cookies["amparo_phone"].value
    assert browser.get("/desk/").status_code == 302
    token = bytes.fromhex(browser.cookies["amparo_phone"].value)
    assert sittings.resume("member", token, at=timezone.now()) is None


@pytest.mark.parametrize("target", ["//evil.example/", "https://evil.example/", "/\\evil.example"])
def test_nobody_is_led_away_after_proving_who_she_is(
    ana: Actor, signed_in: Callable[[Actor], Client], target: str
) -> None:
    sent = {"next": target, "password": PASSWORD, "code": code(ana)}
    assert signed_in(ana).post("/desk/account/again/", sent)["Location"] == "/desk/"
    Member.objects.filter(pk=ana.member.pk).update(wrong_tries=5)
    Credentials.objects.update(last_code_step=0)
    typed = {"name": "ana", **sent}
    assert 'action="/desk/"' in Client().post("/desk/in/", typed).content.decode()


def test_a_code_opens_one_of_the_ways_and_never_a_second(
    ana: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    words = " ".join(own_account.make_own_words(ana, opened_now(ana), at=timezone.now()))
    once = code(ana)
    sent = {"next": "/desk/", "password": PASSWORD, "code": once}
    hers = signed_in(ana)
    assert hers.post("/desk/account/again/", sent).status_code == 302
    assert hers.post("/desk/account/again/", sent).status_code == 422
    by_words = {"name": "ana", "words": words, "code": once, "password": ANOTHER, "again": ANOTHER}
    assert Client().post("/desk/in/password/", by_words).status_code == 422
    typed = {"name": "ana", "password": PASSWORD, "code": once}
    assert Client().post("/desk/in/", typed).status_code == 401


def test_an_officer_proves_nothing_at_the_desk(
    carla: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    hers = signed_in(carla)
    sent = {"next": "/duties/", "password": PASSWORD, "code": code(carla)}
    assert hers.post("/desk/account/again/", sent).status_code == 404
    assert hers.post("/duties/account/again/", sent)["Location"] == "/duties/"


def test_a_browser_that_was_found_open_makes_no_words_for_the_person(
    case: str, ana: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    """The page asked for password and code, and what it would send was taken for an hour all the
    same."""
    hers = signed_in(ana)
    Session.objects.update(proved_at=timezone.now() - timedelta(minutes=11))
    asked = hers.post(f"/desk/cases/{case}/words/", {"reason": "words_lost"})
    assert asked.status_code == 401
    assert not Entry.objects.filter(event="WayIssued", about=case, by=ana.signature).exists()


def test_a_name_shows_the_same_on_a_page_and_in_a_terminal(saul: Actor) -> None:
    """It stands in what the keyholders read aloud before they type a share."""
    word = services.invite(
        name="Olga\x1b[2J\u202e\n Paredes",
        sign_in_name="olga2",
        roles=["analyst"],
        unit=saul.member.unit,
        by=saul,
        at=timezone.now(),
    )
    assert services.invitation_for(word, at=timezone.now()).name == "Olga [2J Paredes"


def test_whoever_guesses_from_outside_keeps_nobody_from_proving_who_she_is(
    ana: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    """Over an onion address all have one address: ten wrong sign-ins with her name were enough to
    keep her from deciding for a quarter of an hour, again and again."""
    hers = signed_in(ana)
    wrong = {"name": "ana", "password": "no", "code": "000000"}
    answers = [Client().post("/desk/in/", wrong).status_code for _ in range(11)]
    assert answers[-1] == 429
    sent = {"next": "/desk/team/", "password": PASSWORD, "code": code(ana)}
    assert hers.post("/desk/account/again/", sent)["Location"] == "/desk/team/"


def test_whoever_found_her_browser_open_guesses_ten_times(
    ana: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    hers, elsewhere = signed_in(ana), signed_in(ana)
    wrong = {"next": "/desk/", "password": "no", "code": "000000"}
    for _ in range(10):
        assert "no corresponden" in hers.post("/desk/account/again/", wrong).content.decode()
    right = {"next": "/desk/", "password": PASSWORD, "code": code(ana)}
    assert "Espere quince minutos" in hers.post("/desk/account/again/", right).content.decode()
    assert elsewhere.post("/desk/account/again/", right).status_code == 302


def test_whoever_hears_of_wrong_tries_hears_that_files_were_not_kept(ana: Actor) -> None:
    Member.objects.filter(pk=ana.member.pk).update(wrong_tries=5)
    typed = {"name": "ana", "password": PASSWORD, "code": code(ana)}
    carried = {"kept-note": "lo que vi", "had_files": "files", "next": "/desk/team/"}
    page = Client().post("/desk/in/", {**typed, **carried}).content.decode()
    assert "lo que vi" in page
    assert 'type="file" id="again-1" name="files"' in laid_out(page)
