"""Why an attack is kept, and what people ask about data on them: sealed, answered, erased."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.utils import timezone

from amparo.cli.walk.page_reader import read_page
from amparo.foundations.ledger.models import Entry
from amparo.observatory.attacks import services as attacks
from amparo.observatory.attacks.models import Attack
from amparo.observatory.attacks.texts import AttackText
from amparo.observatory.data_rights import queries
from amparo.observatory.data_rights.models import DataRequest, Holding
from tests import attacking
from tests.clock import TODAY

HERE = "/desk/attacks/"
RIGHTS = f"{HERE}rights/"
ASKED = {
    "kind": "reply",
    "asked_by": "named",
    "who": "Anselmo Quispe, por su abogado",
    "asks": "Dice que no estuvo allí",
    "received_on": f"{TODAY:%Y-%m-%d}",
    "answer_by": f"{TODAY + timedelta(days=10):%Y-%m-%d}",
}


@pytest.fixture
def desk(irma, signed_in):
    return signed_in(irma)


@pytest.fixture
def attack(desk, irma):
    row = Attack(**attacking.CODES)
    attacks.record_attack(row, AttackText(title="x"), by=irma, at=timezone.now())
    return row


@pytest.fixture
def asked(desk):
    assert desk.post(RIGHTS, ASKED).status_code == 302
    return DataRequest.objects.get()


def read(answer):
    return read_page("", answer.status_code, answer.content, answer["Content-Type"])


def test_an_attack_is_looked_at_again_by_the_day_of_its_class_and_keeps_its_ground(desk, attack):
    waits, now = "1 ataque debe volver a revisarse", timezone.now()
    Attack.objects.update(recorded_at=now - timedelta(days=364))
    assert waits not in desk.get(HERE).text
    Attack.objects.update(recorded_at=now - timedelta(days=365, seconds=1))
    assert waits in desk.get(HERE).text
    said = {"ground": "public_source", "retention": "ordinary"}
    assert desk.post(f"{HERE}{attack.code}/kept/", said).status_code == 302
    assert (Holding.objects.get().look_again_on - timezone.localdate()).days in {1095, 1096}
    assert "Otros lo publicaron" in desk.get(f"{HERE}{attack.code}/").text
    assert waits not in desk.get(HERE).text
    Holding.objects.update(look_again_on=timezone.localdate())
    assert attack.code in desk.get(RIGHTS).text
    desk.post(f"{HERE}{attack.code}/erase/")
    assert not Holding.objects.exists()


def test_who_asks_is_sealed_and_a_new_key_of_the_monitors_opens_it(desk, asked, irma, ana):
    assert b"Anselmo" not in bytes(asked.sealed)
    assert "Anselmo" not in desk.get(RIGHTS).text
    assert "1 solicitud de rectificación" in desk.get(HERE).text
    assert attacks.renew_documentation_key(by=irma, at=timezone.now()) == 0
    again = DataRequest.objects.get()
    assert bytes(again.sealed_to) != bytes(asked.sealed_to)
    assert "Anselmo Quispe" in desk.get(f"{RIGHTS}{asked.ref}/").text
    recorded = str(list(Entry.objects.filter(about=asked.ref).values()))
    assert "reply" in recorded
    assert "named" not in recorded
    with pytest.raises(Http404):
        queries.request_called(asked.ref, seen_by=ana)


def test_the_answer_is_the_same_whether_something_is_kept_or_not(desk, asked, attack):
    desk.post(RIGHTS, {**ASKED, "attack": attack.code, "kind": "erasure"})
    about = DataRequest.objects.get(kind="erasure")
    pages = [read(desk.get(f"{RIGHTS}{one.ref}/")).form("answer") for one in (asked, about)]
    texts = [page.value("answer").strip() for page in pages]
    assert texts[0] == texts[1]
    assert "ni que sí, ni que no" in texts[0]
    assert [page.value("outcome") for page in pages] == ["neither", "neither"]


def test_a_reply_is_given_to_what_was_published_alone(desk, asked):
    address = f"{RIGHTS}{asked.ref}/"
    done = {"outcome": "done", "answer": "Su réplica está junto a la nota."}
    assert desk.post(address, done).status_code == 422
    answered = desk.post(address, {**done, "published_at": "boletín 3"})
    assert "La respuesta está registrada" in desk.get(answered["Location"]).text
    assert "boletín 3" in desk.get(address).text
    assert desk.post(address, {**done, "published_at": "otro"}).status_code == 409


def test_a_request_is_erased_once_it_is_answered(desk, asked):
    address = f"{RIGHTS}{asked.ref}/"
    assert desk.post(f"{address}erase/").status_code == 404
    desk.post(address, {"outcome": "neither", "answer": "Lo mismo que a todos."})
    assert desk.post(f"{address}erase/")["Location"].startswith(RIGHTS)
    assert not DataRequest.objects.exists()
    assert desk.get(address).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"attack": "AAAA-BBBB-CCCC"},
        {"received_on": f"{TODAY + timedelta(days=2):%Y-%m-%d}"},
        {"answer_by": f"{TODAY - timedelta(days=2):%Y-%m-%d}"},
    ],
)
def test_what_cannot_be_is_not_recorded(desk, wrong):
    assert desk.post(RIGHTS, {**ASKED, **wrong}).status_code == 422
    assert not DataRequest.objects.exists()
