"""Evidence of attacks: sealed, with its hash on record, shown without its traces, erased whole."""

from hashlib import blake2b
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from amparo.foundations.intake.files.uploads import path_of
from amparo.foundations.ledger.models import Entry
from amparo.observatory.attacks import services as attacks
from amparo.observatory.attacks.attack_keys import opened
from amparo.observatory.attacks.models import Attack
from amparo.observatory.attacks.texts import AttackText
from amparo.observatory.evidence import queries
from amparo.observatory.evidence.models import Evidence
from tests import attacking
from tests.sent_files import photo as picture_of

PNG = picture_of("PNG")
HASH = blake2b(PNG, digest_size=32).hexdigest()


@pytest.fixture
def desk(irma, signed_in):
    return signed_in(irma)


@pytest.fixture
def attack(desk, irma):
    row = Attack(**attacking.CODES)
    attacks.record_attack(row, AttackText(title="x"), by=irma, at=timezone.now())
    return row


@pytest.fixture
def here(attack):
    return f"/desk/attacks/{attack.code}/evidence/"


@pytest.fixture
def photo(desk, here):
    sent = SimpleUploadedFile("camino.png", PNG)
    assert desk.post(here, {"title": "El camino", "attached": [sent]}).status_code == 302
    row = Evidence.objects.get()
    yield row
    path_of(row.stored_as).unlink(missing_ok=True)


def events(attack):
    return [one.event for one in Entry.objects.filter(about=attack.code).order_by("sequence")][1:]


def test_a_file_is_sealed_with_its_hash_on_record(desk, attack, here, photo, irma):
    assert b"PNG" not in path_of(photo.stored_as).read_bytes()
    assert b"camino" not in bytes(photo.sealed)
    piece = queries.piece_called(opened(attack, seen_by=irma), photo.ref, seen_by=irma)
    assert piece.text.digest == HASH
    entry = Entry.objects.get(about=attack.code, event="EvidenceAdded")
    assert bytes(entry.digest) == piece.committed()
    assert queries.custody_of(piece, seen_by=irma).unchanged
    page = desk.get(f"{here}{photo.ref}/").text
    assert bytes.fromhex(HASH).hex(" ", 4) in page
    assert "Sin cambios" in page
    assert "Sí: tiene la huella" in page


def test_a_file_that_is_missing_or_changed_says_so(desk, attack, here, photo):
    stored = Path(path_of(photo.stored_as))
    stored.write_bytes(stored.read_bytes()[:-1] + b"x")
    assert "No: no es lo que llegó" in desk.get(f"{here}{photo.ref}/").text
    stored.unlink()
    assert "No: no es lo que llegó" in desk.get(f"{here}{photo.ref}/").text
    assert "No se puede mostrar aquí" in desk.get(f"{here}{photo.ref}/?look=1").text
    assert events(attack) == ["EvidenceAdded"]


def test_who_looked_and_who_took_it_is_one_list(desk, attack, here, photo):
    address = f"{here}{photo.ref}/"
    for _ in range(2):
        assert "data:image/jpeg;base64," in desk.get(f"{address}?look=1").text
    taken = desk.post(f"{address}original/")
    assert taken.getvalue() == PNG
    assert taken["Content-Disposition"] == f'attachment; filename="{photo.ref}.png"'
    assert events(attack) == ["EvidenceAdded", "EvidenceShown", "EvidenceTaken"]
    page = desk.get(address).text
    places = [page.index(said) for said in ("La trajo", "La vio", "La descargó como llegó")]
    assert places == sorted(places)


def test_a_web_page_is_kept_as_its_text_and_its_picture_and_a_masked_copy_beside(desk, here):
    sent = {
        "title": "Nota del diario",
        "page_url": "https://diario.example/nota",
        "text": "Dijo que los echaría.",
        "attached": [SimpleUploadedFile("nota.png", PNG)],
    }
    assert desk.post(here, sent)["Location"] == f"{here}?done=stored"
    assert "Está guardado" in desk.get(f"{here}?done=stored").text
    text, picture = Evidence.objects.order_by("pk")
    assert b"diario" not in bytes(text.sealed)
    page = desk.get(f"{here}{text.ref}/").text
    assert "Dijo que los echaría." in page
    assert "https://diario.example/nota" in page
    masked = {"title": "Sin rostros", "masked_of": picture.ref}
    desk.post(here, {**masked, "attached": [SimpleUploadedFile("m.png", PNG)]})
    copy = Evidence.objects.last()
    assert copy.masked_of == picture.ref
    assert f"{here}{picture.ref}/" in desk.get(f"{here}{copy.ref}/").text
    assert desk.post(f"{here}{text.ref}/original/").status_code == 404


def test_nothing_is_kept_of_a_refused_file_or_of_no_file(desk, here):
    for files in ([], [SimpleUploadedFile("x.exe", b"MZ" * 40)]):
        assert desk.post(here, {"title": "x", "attached": files}).status_code == 422
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("whole", [False, True])
def test_what_is_erased_is_gone_from_the_disk_too(
    desk, attack, here, photo, whole, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        if whole:
            desk.post(f"/desk/attacks/{attack.code}/erase/")
        else:
            desk.post(f"{here}{photo.ref}/erase/")
    assert not Evidence.objects.exists()
    assert not path_of(photo.stored_as).exists()
    assert Attack.objects.exists() is not whole
