"""Another algorithm came: what is not sealed by it is found, marked, sealed anew by its team, and
counted until nothing is left. The second algorithm is known in these tests alone."""

from argparse import ArgumentParser
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from django.apps import apps
from django.db.models import BinaryField

from amparo.cli.ceremony import algorithm_counts as algorithms
from amparo.cli.commands.accounts import keys
from amparo.cli.commands.site import doctor
from amparo.crypto import public_key_sealing as boxes
from amparo.foundations.cases.access import case_key_renewal as sealing_anew
from amparo.foundations.cases.access.access_log import look_into
from amparo.foundations.cases.access.case_key_renewal import seal_waiting
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.outdated_algorithms import of_another_algorithm
from amparo.foundations.cases.services import open_case
from amparo.foundations.intake import voluntary_traits as slips
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import CaseKey, Document, TraitBatch, TraitSlip
from amparo.foundations.intake.queries import filing_to_open
from amparo.foundations.intake.requests.services import file_request
from tests.people import MONDAY
from tests.terminals import on_a_terminal

pytestmark = pytest.mark.django_db
OTHER = b"\x7f"


@pytest.fixture
def status(capsys):
    def run(*words):
        parser = ArgumentParser()
        keys.add_arguments(parser)
        assert keys.run(parser.parse_args(words or ["status"])) == 0
        return capsys.readouterr().out

    return run


@pytest.fixture
def second(monkeypatch):
    """From then on boxes are sealed by another algorithm; older ones open all the same."""

    def comes():
        suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
        monkeypatch.setattr(boxes, "_SUITES", {**boxes._SUITES, OTHER: suite})  # noqa: SLF001
        monkeypatch.setattr(boxes, "ALGORITHM", OTHER)

    return comes


@pytest.fixture
def another(case, second):
    second()


def first_bytes(rows):
    return {bytes(sealed)[:1] for sealed in rows.values_list("sealed", flat=True)}


def test_as_long_as_there_is_one_algorithm_nothing_is_left(case, status):
    assert "Sealed by box 0x01, as today" in status()
    assert "NOT as today" not in status()
    assert "0 cases were marked now" in status("reseal")
    assert not Case.objects.filter(seal_anew=True).exists()
    assert list(doctor.sealed_otherwise()) == []


def test_each_case_is_marked_and_sealed_anew_until_none_is_left(another, case, ana, status):
    assert "Sealed by box 0x01, NOT as today" in status()
    assert "1 cases are left" in status()
    [found] = doctor.sealed_otherwise()
    assert not found.danger
    assert "amparo keys reseal" in found.do
    said = status("reseal")
    assert "1 cases were marked now, and 1 wait in all" in said
    assert list(seal_waiting(by=ana, at=MONDAY + timedelta(days=2))) == [case]
    for rows in (CaseKey.objects.all(), CaseAccess.objects.all()):
        assert first_bytes(rows) == {OTHER}
    said = status()
    assert "of cases and requests" in said
    assert "cases are left" not in said
    assert "Sealed by box 0x7f, as today" in said
    assert "0 cases were marked now" in status("reseal")


def test_it_is_sealed_anew_when_somebody_of_the_team_opens_it(another, case, ana, status):
    status("reseal")
    found = look_into(case, seen_by=ana, at=MONDAY + timedelta(days=2))
    words = found.folder.words(papers_in(found.folder, seen_by=ana)[0])
    assert words["defends"] == "el agua del valle"
    assert first_bytes(CaseKey.objects.all()) == {OTHER}
    assert not of_another_algorithm().exists()


def test_it_may_be_ended_and_begun_again(case, rosa, letter, second, status, monkeypatch):
    code = file_request(letter(), by=STRANGER, at=MONDAY).folder.code
    folder = filing_to_open(code, seen_by=rosa)
    assert folder is not None
    open_case(folder, by=rosa, at=MONDAY)
    second()
    monkeypatch.setattr(sealing_anew, "AT_ONCE", 1)
    assert next(sealing_anew.seal_what_is_of_another_algorithm()) == 1
    assert Case.objects.filter(seal_anew=True).count() == 1
    assert "1 cases were marked now, and 2 wait in all" in status("reseal")


def test_on_a_terminal_it_says_how_many_cases_were_marked(another, case, status):
    with on_a_terminal() as terminal:
        said = status("reseal")
        assert terminal.lines() == [
            "Marked: 0/1 cases (0 %)",
            "",
            "",
            "Marked: 1/1 cases (100 %)",
            "",
            "",
        ]
    Case.objects.update(seal_anew=False)
    assert status("reseal") == said
    assert said.startswith("1 cases marked.\n1 cases were marked now")


def test_a_request_from_before_becomes_a_case_that_waits(rosa, letter, second, status):
    code = file_request(letter(), by=STRANGER, at=MONDAY).folder.code
    second()
    assert "0 cases were marked now" in status("reseal")
    folder = filing_to_open(code, seen_by=rosa)
    assert folder is not None
    made = open_case(folder, by=rosa, at=MONDAY)
    assert made.seal_anew


def test_traits_are_sealed_anew_with_another_statistics_key(second, rosa, ana, status):
    for _ in range(slips.BATCH + 1):
        slips.drop_later({"gender": "woman"}, by=STRANGER)
    second()
    assert "NOT as today: 21 rows of traits: whoever holds the statistics key renews it" in status()
    slips.renew_statistics_key(by=ana, at=MONDAY + timedelta(days=2))
    for rows in (TraitSlip.objects.all(), TraitBatch.objects.all()):
        assert first_bytes(rows) == {OTHER}
    assert "rows of traits" not in status()


def test_words_under_a_shared_key_are_found_too(case, status):
    Document.objects.update(sealed=b"\x7e" + b"x" * 100)
    assert [one.code for one in of_another_algorithm()] == [case]
    assert "Sealed by envelope 0x7e, NOT as today" in status()


def test_every_sealed_column_is_counted_or_short_lived():
    """A new one: say in amparo/cli/ceremony/algorithm_counts.py by whose act it is sealed anew."""
    columns = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, BinaryField) and not field.max_length
    }
    every = (algorithms.OF_CASES, *algorithms.BY_THEMSELVES.values())
    counted = [f"{model._meta.label}.{column}" for one in every for model, column, _ in one]
    assert len(counted) == len(set(counted))
    assert columns == {*counted} | algorithms.SHORT_LIVED
