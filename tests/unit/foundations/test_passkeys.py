"""Passkeys beside the codes: adding one, signing in and proving with it, taking it away; and what
whoever has only a part of it can do."""

import html
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from amparo.crypto import one_time_codes as codes
from amparo.crypto import passkeys as sealing_passkeys
from amparo.foundations.accounts import services
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.credentials import lost_phone as another_phone
from amparo.foundations.accounts.credentials import passkeys
from amparo.foundations.accounts.models import Credentials, Member, PhoneChange, Session
from amparo.foundations.accounts.own_account import account_changes as own_account
from amparo.foundations.accounts.own_account.account_changes import account_of
from amparo.foundations.accounts.sign_in import reauthenticated_forms as filling
from amparo.foundations.accounts.sign_in.account_unlock import known_by_password
from amparo.foundations.accounts.sign_in.history import last_sign_ins
from amparo.foundations.ledger.models import Entry
from tests.authenticator import Device
from tests.people import PASSWORD
from tests.unit.foundations.test_own_account import ANOTHER, code

HERE = "http://testserver"
WRONG = "no corresponden"


@pytest.fixture
def hers(ana: Actor, signed_in: Callable[[Actor], Client]) -> Client:
    return signed_in(ana)


@pytest.fixture
def device() -> Device:
    return Device(HERE)


def asked_of(page: Any) -> str:
    """What the page's script reads."""
    assert page.status_code == 200, page.content.decode()
    return html.unescape(page.content.decode().partition('data-asked="')[2].partition('"')[0])


def begun(client: Client, actor: Actor, name: str = "llave azul", **typed: str) -> Any:
    right = {"k-label": name, "k-password": PASSWORD, "k-code": code(actor)}
    return client.post("/desk/account/", {"act": "passkey", **right, **typed})


def added(client: Client, actor: Actor, device: Device, name: str = "llave azul") -> Any:
    Credentials.objects.filter(member=actor.member).update(last_code_step=0)
    answer = device.make(asked_of(begun(client, actor, name)))
    page = client.post("/desk/account/", {"act": "passkey-made", "passkey": answer})
    assert "abre ahora su cuenta" in page.content.decode()
    return page


def ask(client: Client, name: str = "ana", password: str = PASSWORD, at: str = "/desk/in/") -> Any:
    return client.post(at, {"name": name, "password": password, "by": "passkey"})


def show(client: Client, answer: str, at: str = "/desk/in/", **more: str) -> Any:
    return client.post(at, {"by": "shown", "passkey": answer, **more})


def is_in(client: Client, at: str = "/desk/") -> bool:
    return client.get(at).status_code == 200


def own(actor: Actor) -> list[passkeys.Own]:
    return passkeys.passkeys_of(actor)


def test_a_passkey_opens_her_account_with_the_password(
    ana: Actor, hers: Client, device: Device, signed_in: Callable[[Actor], Client]
) -> None:
    elsewhere = signed_in(ana)
    page = added(hers, ana, device).content.decode()
    assert "llave azul" in page
    assert "desde el" in page
    assert not is_in(elsewhere)
    assert is_in(hers)
    there = Client()
    page = show(there, device.show(asked_of(ask(there))))
    assert (page.status_code, page["Location"]) == (302, "/desk/")
    assert is_in(there)
    assert there.cookies["amparo_passkey"].value == ""
    assert Entry.objects.filter(event="PasskeyAdded", about=ana.member.code).count() == 1
    assert [one.passkey.count for one in own(ana)] == [1]


def test_a_sitting_that_it_opened_is_proved_by_it_and_takes_it_away_by_a_code(
    ana: Actor, hers: Client, device: Device
) -> None:
    added(hers, ana, device)
    there, at = Client(), "/desk/account/again/"
    assert show(there, device.show(asked_of(ask(there)))).status_code == 302
    asked = asked_of(there.post(at, {"by": "passkey", "password": PASSWORD}))
    assert show(there, device.show(asked), at=at).status_code == 302
    Credentials.objects.filter(member=ana.member).update(last_code_step=0)
    typed = {"e-which": own(ana)[0].passkey.mark, "e-password": PASSWORD, "e-code": code(ana)}
    assert there.post("/desk/account/", {"act": "passkey-end", **typed}).status_code == 200
    assert own(ana) == []


def test_the_code_works_as_before_and_what_was_typed_goes_on(
    ana: Actor, hers: Client, device: Device
) -> None:
    added(hers, ana, device)
    there = Client()
    page = there.post(
        "/desk/in/",
        {
            "name": "ana",
            "password": PASSWORD,
            "by": "passkey",
            "kept-text": "a",
            "next": "/desk/x/",
        },
    )
    carried = page.content.decode()
    assert 'name="kept-text" value="a"' in carried
    assert 'name="next" value="/desk/x/"' in carried
    page = there.post("/desk/in/", {"by": "code", "kept-text": "a", "next": "/desk/x/"})
    assert page.status_code == 200
    assert 'name="kept-text" value="a"' in page.content.decode()
    Credentials.objects.filter(member=ana.member).update(last_code_step=0)
    there.post("/desk/in/", {"name": "ana", "password": PASSWORD, "code": code(ana)})
    assert is_in(there)


def test_an_officer_signs_in_with_one_on_her_own_surface(
    carla: Actor, device: Device, signed_in: Callable[[Actor], Client]
) -> None:
    client = signed_in(carla)
    typed = {"k-label": "x", "k-password": PASSWORD, "k-code": code(carla)}
    answer = device.make(asked_of(client.post("/duties/account/", {"act": "passkey", **typed})))
    client.post("/duties/account/", {"act": "passkey-made", "passkey": answer})
    there = Client()
    asked = asked_of(ask(there, "carla", at="/duties/in/"))
    assert show(there, device.show(asked), at="/duties/in/").status_code == 302
    assert is_in(there, "/duties/")


def test_the_tables_hold_nothing_of_it(ana: Actor, hers: Client, device: Device) -> None:
    added(hers, ana, device)
    row = Member.objects.filter(pk=ana.member.pk).values().get()
    kept = b"".join(bytes(value) for value in row.values() if isinstance(value, bytes | memoryview))
    kept += b"".join(bytes(one) for one in Session.objects.values_list("sealed", flat=True))
    kept += "".join(Entry.objects.values_list("facts", flat=True)).encode()
    for known in (device.id, device.id.hex().encode(), b"llave azul", b"testserver"):
        assert known not in kept


def test_whoever_writes_to_the_tables_gives_her_no_passkey(
    ana: Actor, beto: Actor, hers: Client, signed_in: Callable[[Actor], Client], device: Device
) -> None:
    betos = signed_in(beto)
    added(betos, beto, device)
    sealed = Credentials.objects.get(member=beto.member).sealed_passkeys
    Credentials.objects.filter(member=ana.member).update(sealed_passkeys=sealed)
    hers.raise_request_exception = False
    assert ask(hers).status_code != 200


@pytest.mark.parametrize(
    "typed",
    [{"k-password": "wrong"}, {"k-code": "000000"}, {"k-label": ""}, {"k-label": "x" * 41},
     {"k-label": "a\nb"}, {"k-label": "a\u202eb"}],
    ids=["password", "code", "nameless", "too long", "two lines", "turned letters"],
)  # fmt: skip
def test_none_is_added_without_password_code_and_a_name(
    ana: Actor, hers: Client, typed: dict[str, str]
) -> None:
    assert begun(hers, ana, **typed).status_code == 422
    assert not Session.objects.filter(kind="passkey").exists()


def test_a_signed_in_browser_alone_adds_and_removes_none(
    ana: Actor, hers: Client, device: Device
) -> None:
    """A colleague at her unlocked machine."""
    added(hers, ana, device)
    other = Device(HERE)
    asked = sealing_passkeys.ask_to_make(HERE, "x", [])[0]
    sent = {"act": "passkey-made", "passkey": other.make(asked)}
    assert hers.post("/desk/account/", sent).status_code == 422
    mark = own(ana)[0].passkey.mark
    for password, typed in (("", ""), (PASSWORD, "000000"), ("wrong", code(ana, 1))):
        sent = {"act": "passkey-end", "e-which": mark, "e-password": password, "e-code": typed}
        assert hers.post("/desk/account/", sent).status_code == 422
    assert len(own(ana)) == 1


def test_what_was_asked_in_one_browser_is_answered_in_no_other(
    ana: Actor, hers: Client, device: Device, signed_in: Callable[[Actor], Client]
) -> None:
    added(hers, ana, device)
    there, thief = Client(), Client()
    answer = device.show(asked_of(ask(there)))
    assert show(thief, answer).status_code == 401
    Credentials.objects.filter(member=ana.member).update(last_code_step=0)
    made = Device(HERE).make(asked_of(begun(hers, ana)))
    again = signed_in(ana)
    again.cookies["amparo_passkey"] = hers.cookies["amparo_passkey"].value
    sent = {"act": "passkey-made", "passkey": made}
    assert again.post("/desk/account/", sent).status_code == 422
    assert len(own(ana)) == 1


def test_what_was_drawn_is_answered_once(ana: Actor, hers: Client, device: Device) -> None:
    added(hers, ana, device)
    there = Client()
    answer, token = device.show(asked_of(ask(there))), there.cookies["amparo_passkey"].value
    assert show(there, answer).status_code == 302
    again = Client()
    again.cookies["amparo_passkey"] = token
    assert show(again, answer).status_code == 401
    # And a wrong answer uses it up too.
    there = Client()
    asked = asked_of(ask(there))
    token = there.cookies["amparo_passkey"].value
    assert show(there, "{}").status_code == 401
    there.cookies["amparo_passkey"] = token
    assert show(there, device.show(asked)).status_code == 401
    assert not is_in(there)


def test_what_was_drawn_for_one_purpose_serves_no_other(
    ana: Actor, hers: Client, device: Device
) -> None:
    added(hers, ana, device)
    asked = asked_of(hers.post("/desk/account/again/", {"by": "passkey", "password": PASSWORD}))
    assert show(hers, device.show(asked)).status_code == 401
    asked = asked_of(ask(hers))
    before = Session.objects.get(kind="member", member=ana.member).proved_at
    assert show(hers, device.show(asked), at="/desk/account/again/").status_code == 422
    assert Session.objects.get(kind="member", member=ana.member).proved_at == before


def test_it_waits_five_minutes(ana: Actor, hers: Client, device: Device) -> None:
    added(hers, ana, device)
    there = Client()
    asked = asked_of(ask(there))
    waiting = Session.objects.get(kind="passkey")
    assert waiting.ends_at - waiting.began_at == timedelta(minutes=5)
    Session.objects.filter(pk=waiting.pk).update(ends_at=timezone.now())
    assert show(there, device.show(asked)).status_code == 401


def test_the_answer_is_the_same_whatever_is_wrong(
    ana: Actor, beto: Actor, hers: Client, device: Device
) -> None:
    """Who has no passkey: nobody learns that, nor whether the password was right."""
    added(hers, ana, device)
    wrong = [("ana", "wrong"), ("nobody", PASSWORD), ("beto", PASSWORD), ("beto", "wrong")]
    answers = [ask(Client(), *one) for one in wrong]
    assert {answer.status_code for answer in answers} == {401}
    told = {
        answer.content.decode().partition('role="alert"')[2].partition("</ul>")[0]
        for answer in answers
    }
    assert len(told) == 1
    assert WRONG in told.pop()
    assert not Session.objects.filter(kind="passkey").exists()


def test_a_removed_passkey_opens_nothing(
    ana: Actor, hers: Client, device: Device, signed_in: Callable[[Actor], Client]
) -> None:
    added(hers, ana, device)
    added(hers, ana, other := Device(HERE), "la otra")
    elsewhere, there = signed_in(ana), Client()
    asked = asked_of(ask(there))
    mark = next(one.passkey.mark for one in own(ana) if one.name == "llave azul")
    Credentials.objects.filter(member=ana.member).update(last_code_step=0)
    typed = {"e-which": mark, "e-password": PASSWORD, "e-code": code(ana)}
    page = hers.post("/desk/account/", {"act": "passkey-end", **typed}).content.decode()
    assert "ya no abre nada" in page
    assert not is_in(elsewhere)
    assert show(there, device.show(asked)).status_code == 401
    there = Client()
    asked = asked_of(ask(there))
    assert len(json.loads(asked)["allowCredentials"]) == 1
    assert show(there, device.sign("testserver", json.loads(asked)["challenge"])).status_code == 401
    there = Client()
    assert show(there, other.show(asked_of(ask(there)))).status_code == 302
    assert '"count":1' in Entry.objects.get(event="PasskeysEnded").facts


def test_one_that_is_not_hers_is_not_removed(ana: Actor, hers: Client, device: Device) -> None:
    added(hers, ana, device)
    typed = {"e-which": "0" * 16, "e-password": PASSWORD, "e-code": code(ana, 1)}
    assert hers.post("/desk/account/", {"act": "passkey-end", **typed}).status_code == 422
    opens = known_by_password(account_of(ana.member), PASSWORD)
    assert opens is not None
    passkeys.remove(ana, opens, "0" * 16, at=timezone.now())
    assert len(own(ana)) == 1
    assert not Entry.objects.filter(event="PasskeysEnded").exists()


def test_another_members_passkey_is_not_taken(
    ana: Actor, beto: Actor, hers: Client, signed_in: Callable[[Actor], Client], device: Device
) -> None:
    added(hers, ana, device)
    betos = Device(HERE)
    added(signed_in(beto), beto, betos)
    there = Client()
    asked = json.loads(asked_of(ask(there)))
    assert show(there, betos.sign("testserver", asked["challenge"])).status_code == 401


def test_the_page_of_a_phisher_gets_nothing(ana: Actor, hers: Client, device: Device) -> None:
    """He knows her password, asks here, and puts what was drawn before her on a page of his own."""
    added(hers, ana, device)
    his = Client()
    asked = asked_of(ask(his))
    device.origin = "https://testserver.example"
    assert show(his, device.show(asked)).status_code == 401
    assert not is_in(his)


def test_the_device_of_a_thief_wants_the_password_and_its_own_pin(
    ana: Actor, hers: Client, device: Device
) -> None:
    added(hers, ana, device)
    thief = Client()
    assert ask(thief, password="").status_code == 422
    assert ask(thief, password="guessed").status_code == 401
    asked = asked_of(ask(thief))
    device.flags = 1  # touched, and no PIN
    assert show(thief, device.show(asked)).status_code == 401


def test_a_copied_passkey_opens_nothing_once_the_other_was_used(
    ana: Actor, hers: Client, device: Device
) -> None:
    added(hers, ana, device)
    for _time in range(2):
        there = Client()
        assert show(there, device.show(asked_of(ask(there)))).status_code == 302
    device.count = 0
    there = Client()
    page = show(there, device.show(asked_of(ask(there))))
    assert page.status_code == 401
    assert "copiado" in page.content.decode()


def test_wrong_answers_are_slowed_down_as_wrong_codes_are(
    ana: Actor, hers: Client, device: Device
) -> None:
    """Whoever knows the password and has no passkey: each half counts, though none was wrong."""
    added(hers, ana, device)
    thief = Client()
    told = [ask(thief).status_code for _try in range(services.WRONG_SIGN_INS + 1)]
    assert told == [200] * services.WRONG_SIGN_INS + [429]
    from_elsewhere = Client(REMOTE_ADDR="127.0.0.9")
    page = show(from_elsewhere, device.show(asked_of(ask(from_elsewhere))))
    assert "10 intentos fallidos" in page.content.decode()
    there = Client(REMOTE_ADDR="127.0.0.9")
    page = show(there, device.show(asked_of(ask(there))))
    assert "10 intentos fallidos" in page.content.decode()
    assert there.get("/desk/").status_code == 200
    assert [one.by_passkey for one in last_sign_ins(seen_by=ana)] == [True, True]


def test_her_own_tries_are_forgiven(ana: Actor, hers: Client, device: Device) -> None:
    added(hers, ana, device)
    there = Client()
    for _time in range(services.WRONG_SIGN_INS + 2):
        assert show(there, device.show(asked_of(ask(there)))).status_code == 302
    assert Member.objects.get(pk=ana.member.pk).wrong_tries == 0


def grow_stale() -> None:
    Session.objects.filter(kind="member").update(proved_at=timezone.now() - filling.TO_FILL_IN)


def proved_since(span: timedelta) -> bool:
    since = timezone.now() - span
    return Session.objects.filter(kind="member", proved_at__gt=since).exists()


def test_it_is_fresh_proof_before_what_cannot_be_undone(
    saul: Actor, device: Device, signed_in: Callable[[Actor], Client]
) -> None:
    sauls = signed_in(saul)
    added(sauls, saul, device)
    grow_stale()
    page = sauls.post("/desk/team/", {"act": "invite", "name": "Nora", "next": "x"})
    assert page.status_code == 401
    assert 'value="passkey"' in page.content.decode()
    sent = {"by": "passkey", "password": PASSWORD, "next": "/desk/team/", "kept-name": "Nora"}
    page = sauls.post("/desk/account/again/", sent)
    asked = asked_of(page)
    assert 'name="kept-name" value="Nora"' in page.content.decode()
    more = {"next": "/desk/team/", "kept-name": "Nora"}
    page = show(sauls, device.show(asked), at="/desk/account/again/", **more)
    assert (page.status_code, page["Location"]) == (307, "/desk/team/")
    assert proved_since(timedelta(minutes=1))


def test_a_colleague_at_her_unlocked_machine_proves_nothing(
    ana: Actor, hers: Client, device: Device
) -> None:
    """The key is still plugged in: without the password it is asked nothing, without PIN it says
    nothing."""
    added(hers, ana, device)
    grow_stale()
    for typed in ({"password": ""}, {"password": "guessed"}):
        page = hers.post("/desk/account/again/", {"by": "passkey", **typed})
        assert page.status_code == 422
        assert "data-asked" not in page.content.decode()
    page = hers.post("/desk/account/again/", {"by": "code", "next": "/desk/team/", "kept-x": "y"})
    assert 'name="kept-x" value="y"' in page.content.decode()
    asked = asked_of(hers.post("/desk/account/again/", {"by": "passkey", "password": PASSWORD}))
    device.flags = 1
    assert show(hers, device.show(asked), at="/desk/account/again/").status_code == 422
    assert not proved_since(timedelta(minutes=30))


def test_another_password_leaves_her_passkeys_and_ends_what_was_begun(
    ana: Actor, hers: Client, device: Device
) -> None:
    added(hers, ana, device)
    there = Client()
    asked = asked_of(ask(there))
    opens = known_by_password(account_of(ana.member), PASSWORD)
    assert opens is not None
    own_account.change_password(ana, opens, ANOTHER, at=timezone.now())
    assert show(there, device.show(asked)).status_code == 401
    assert ask(there).status_code == 401
    assert show(there, device.show(asked_of(ask(there, password=ANOTHER)))).status_code == 302


def test_what_was_begun_with_an_older_password_adds_none(
    ana: Actor, hers: Client, device: Device
) -> None:
    asked = asked_of(begun(hers, ana))
    opens = known_by_password(account_of(ana.member), PASSWORD)
    assert opens is not None
    here = replace(ana, sitting_id=Session.objects.get(kind="member").pk)
    own_account.change_password(here, opens, ANOTHER, at=timezone.now())
    sent = {"act": "passkey-made", "passkey": device.make(asked)}
    assert hers.post("/desk/account/", sent).status_code == 422
    assert own(ana) == []


def test_a_lost_phone_ends_every_passkey_once_a_second_person_heard_it(
    ana: Actor, saul: Actor, hers: Client, device: Device
) -> None:
    added(hers, ana, device)
    lost = Client()
    lost.post("/desk/in/phone/", {"name": "ana", "password": PASSWORD})
    asked = PhoneChange.objects.get()
    assert len(own(ana)) == 1
    another_phone.confirm_phone_change(asked.code, by=saul, at=timezone.now())
    secret = lost.get("/desk/in/phone/").context["secret"].replace(" ", "")
    lost.post("/desk/in/phone/", {"code": codes.code_at(secret, timezone.now())})
    assert Entry.objects.filter(event="PhoneChanged").exists()
    assert own(ana) == []
    assert Entry.objects.filter(event="PasskeysEnded", about=ana.member.code).exists()
    assert ask(Client()).status_code == 401


def test_a_passkey_takes_no_codes_place(ana: Actor, hers: Client, device: Device) -> None:
    """Password, words, phone and passkeys change with a code alone."""
    added(hers, ana, device)
    asked = asked_of(hers.post("/desk/account/again/", {"by": "passkey", "password": PASSWORD}))
    show(hers, device.show(asked), at="/desk/account/again/")
    for act, prefix in (("words", "w"), ("phone", "f"), ("password", "p"), ("passkey", "k")):
        sent = {"act": act, f"{prefix}-password": PASSWORD, f"{prefix}-code": ""}
        secret = {"f-secret": codes.new_secret()}
        assert hers.post("/desk/account/", {**sent, **secret}).status_code == 422


def test_she_has_ten_at_most(ana: Actor, hers: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passkeys, "MOST", 1)
    added(hers, ana, Device(HERE))
    Credentials.objects.filter(member=ana.member).update(last_code_step=0)
    assert "diez" in begun(hers, ana).content.decode()


def test_the_same_device_is_not_added_twice(ana: Actor, hers: Client, device: Device) -> None:
    added(hers, ana, device)
    Credentials.objects.filter(member=ana.member).update(last_code_step=0)
    sent = {"act": "passkey-made", "passkey": device.make(asked_of(begun(hers, ana)))}
    assert hers.post("/desk/account/", sent).status_code == 422
    assert len(own(ana)) == 1


def test_whoever_leaves_takes_her_passkeys_along(
    ana: Actor, saul: Actor, hers: Client, device: Device
) -> None:
    added(hers, ana, device)
    there = Client()
    asked = asked_of(ask(there))
    services.deactivate(ana.member, by=saul, at=timezone.now())
    assert show(there, device.show(asked)).status_code == 401
    assert bytes(Credentials.objects.get(member=ana.member).sealed_passkeys) == b""


@pytest.mark.parametrize(
    ("host", "offered"),
    [("testserver", True), ("127.0.0.1", False), ("[::1]:8000", False), ("x.wild.example", False),
     ("named.example", True), ("quiet.onion", True)],
)  # fmt: skip
def test_it_is_offered_where_the_site_has_a_name(
    settings: Any, host: str, *, offered: bool
) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1", "[::1]", ".wild.example", "quiet.onion"]
    settings.ALLOWED_HOSTS += [".example"]
    settings.ADDRESSES = {"desk": "http://named.example"}
    page = Client().get("/desk/in/", headers={"host": host}).content.decode()
    assert ('value="passkey"' in page) is offered
    assert ("passkey.js" in page) is offered


def test_where_the_site_has_only_a_number_none_is_added(ana: Actor, hers: Client) -> None:
    page = hers.get("/desk/account/", headers={"host": "127.0.0.1"}).content.decode()
    assert 'value="passkey"' not in page
    right = {"k-label": "x", "k-password": PASSWORD, "k-code": code(ana)}
    sent = {"act": "passkey", **right}
    assert hers.post("/desk/account/", sent, headers={"host": "127.0.0.1"}).status_code == 404


def test_at_another_address_of_the_site_it_is_not_asked(
    ana: Actor, hers: Client, device: Device, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "quiet.onion"]
    added(hers, ana, device)
    typed = {"name": "ana", "password": PASSWORD, "by": "passkey"}
    page = Client().post("/desk/in/", typed, headers={"host": "quiet.onion"})
    assert page.status_code == 401
    assert "testserver" in hers.get("/desk/account/").content.decode()


AGAIN = "/desk/account/again/"


def test_the_password_alone_forgives_no_wrong_code_of_a_sitting(
    ana: Actor, hers: Client, device: Device
) -> None:
    """Whoever found her browser open, and knows her password, asks for a passkey now and then."""
    added(hers, ana, device)
    grow_stale()
    wrong, half = {"code": "000000"}, {"by": "passkey"}
    sent = [wrong] * 4 + [half] + [wrong] * 4 + [half] + [wrong]
    told = [hers.post(AGAIN, {"password": PASSWORD, **one}) for one in sent]
    assert "data-asked" in told[4].content.decode()
    assert "data-asked" in told[9].content.decode()
    Credentials.objects.filter(member=ana.member).update(last_code_step=0)
    assert hers.post(AGAIN, {"password": PASSWORD, "code": code(ana)}).status_code == 422
    assert not proved_since(timedelta(minutes=30))


def test_a_passkey_that_is_shown_forgives_the_tries_before_it(
    ana: Actor, hers: Client, device: Device
) -> None:
    added(hers, ana, device)
    for _time in range(services.WRONG_SIGN_INS + 2):
        asked = asked_of(hers.post(AGAIN, {"by": "passkey", "password": PASSWORD}))
        assert show(hers, device.show(asked), at=AGAIN).status_code == 302
    assert Member.objects.get(pk=ana.member.pk).wrong_tries == 0


def test_a_sign_in_by_passkey_leaves_what_she_asked_for_her_lost_phone(
    ana: Actor, saul: Actor, hers: Client, device: Device
) -> None:
    """It shows nobody's phone. She hears of it, and a code, which does, still ends it."""
    added(hers, ana, device)
    lost, there = Client(), Client()
    lost.post("/desk/in/phone/", {"name": "ana", "password": PASSWORD})
    page = show(there, device.show(asked_of(ask(there)))).content.decode()
    assert "sigue esperando a una segunda persona" in page
    asked = PhoneChange.objects.get()
    another_phone.confirm_phone_change(asked.code, by=saul, at=timezone.now())
    assert "qr" in lost.get("/desk/in/phone/").content.decode()
    Credentials.objects.filter(member=ana.member).update(last_code_step=0)
    page = Client().post("/desk/in/", {"name": "ana", "password": PASSWORD, "code": code(ana)})
    assert "Eso ya terminó" in page.content.decode()
    assert not PhoneChange.objects.exists()
