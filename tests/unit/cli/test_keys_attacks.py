"""Attacks on the keyholders' way: what somebody does with the files that are carried, with the
tables, and with what waits."""

import json
from datetime import timedelta

import pytest

from amparo.cli.ceremony import carried_files as carrying
from amparo.cli.command_errors import Mistake
from amparo.cli.commands.accounts import keys
from amparo.cli.commands.accounts import shares as offline
from amparo.crypto.keys import new_pair
from amparo.foundations.accounts.models import GroupKey
from amparo.foundations.cases.access.former_member_seats import let_go
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import seal_anew
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.keys.recovery import Replaced
from amparo.foundations.intake.models import CaseKey, Filing, RecoveredCaseKey
from amparo.foundations.intake.requests.services import file_request
from amparo.foundations.intake.services import keep_from
from amparo.foundations.ledger.models import Entry
from tests.people import MONDAY
from tests.unit.cli.test_keys import (  # noqa: F401 - fixtures of the same walk
    THREE,
    another,
    command,
    holders,
    open_for,
    parts,
    propose,
    recover,
    take_all,
    typing,
)


def asked_for(command, path, *codes):  # noqa: F811
    """What the site writes down, as it is carried."""
    command(keys, "ask", *codes, "--to", "olga", "--reason", "password_lost", "--out", path)
    return json.loads(path.read_text())


def test_a_request_names_the_case_whose_key_it_carries(
    case,
    olga,
    rosa,
    letter,
    command,  # noqa: F811
    typing,  # noqa: F811
    tmp_path,
    parts,  # noqa: F811
):
    """The keyholders would read one code aloud and open another case to an accomplice."""
    other = file_request(letter(), by=STRANGER, at=MONDAY).folder.code
    path = tmp_path / "asked"
    asked = asked_for(command, path, case)
    key = CaseKey.objects.get(filing__code=other, holder="recovery")
    asked["cases"][0] |= {"context": f"filing/{other}", "sealed": bytes(key.sealed).hex()}
    path.write_text(json.dumps(asked))
    typing("yes", *parts[:2])
    with pytest.raises(Mistake, match="not sealed to this key"):
        command(offline, "open", path, tmp_path / "answer")
    assert not (tmp_path / "answer").exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "Olga\x1b[2J\x1b[HAna"},
        {"works_at": "\u202eanA"},
        {"name": "x" * 201},
        {"public": "00" * 31},
        {"cases": []},
        {"cases": "twice"},
        {"code": "K7Q2-AAAA, and nothing else"},
        {"code": "\x1b[1A"},
        {"version": 1e400},
    ],
)
def test_nothing_that_shows_otherwise_than_it_is_gets_as_far_as_the_shares(
    case,
    olga,
    command,  # noqa: F811
    tmp_path,
    changed,
):
    path = tmp_path / "asked"
    asked = asked_for(command, path, case)
    if "cases" in changed:
        asked["cases"] = changed["cases"] and asked["cases"] * 2
    elif changed.keys() & {"code", "version"}:
        asked["cases"][0] |= changed
    else:
        asked |= changed
    path.write_text(json.dumps(asked))
    with pytest.raises(Mistake, match="changed on the way"):
        command(offline, "open", path, tmp_path / "answer")


CODES = [f"AAAA-{number:04d}" for number in range(carrying.MOST + 1)]


def test_no_request_names_all_cases(case, olga, command, tmp_path):  # noqa: F811
    """In one ceremony the keyholders would open whatever was named; nobody reads so long a list."""
    path = tmp_path / "asked"
    with pytest.raises(Mistake, match=r"These are 21 cases: one request names 20 at most"):
        asked_for(command, path, *CODES)
    assert not path.exists()
    assert not Entry.objects.filter(event="RecoveryAsked").exists()
    with pytest.raises(Mistake, match="There is no case AAAA-0000"):
        asked_for(command, path, *CODES[:20])  # not too many: asked for one by one
    assert asked_for(command, path, *[case] * 30)["cases"][0]["code"] == case  # the same one


def test_nor_does_the_keyholders_machine_open_so_many_whatever_the_site_wrote(
    case,
    olga,
    command,  # noqa: F811
    tmp_path,
):
    path = tmp_path / "asked"
    asked = asked_for(command, path, case)
    asked["cases"] = [asked["cases"][0] | {"code": code} for code in CODES]
    path.write_text(json.dumps(asked))
    with pytest.raises(Mistake, match="one request names 20 at most"):
        command(offline, "open", path, tmp_path / "answer")
    assert not (tmp_path / "answer").exists()


def test_a_recovery_key_whose_shares_nobody_may_keep_is_never_made(anas, olga, command):  # noqa: F811
    """It would have taken in every filing from then on, and its shares were never printed."""
    before = GroupKey.objects.get(kind="recovery", current=True)
    ministries = ["Ministerio A:executive", "Ministerio B:executive", THREE[1]]
    with pytest.raises(Mistake, match="one branch"):
        command(keys, "another", new_pair().public.hex(), *holders(*ministries))
    assert GroupKey.objects.get(kind="recovery", current=True) == before
    assert not Case.objects.filter(seal_anew=True).exists()


def test_an_answer_that_nobody_asked_for_is_not_taken(case, olga, recover, command, tmp_path):  # noqa: F811
    recover(case)
    assert take_all(olga) == [True]
    CaseAccess.objects.filter(member=olga.member).delete()
    with pytest.raises(Mistake, match="taken in already"):
        command(keys, "take", tmp_path / "answer")
    assert not RecoveredCaseKey.objects.exists()
    assert Entry.objects.filter(event="RecoveryAnswered").count() == 1


def test_an_answer_for_another_member_than_was_asked_for_is_not_taken(
    case,
    olga,
    beto,
    command,  # noqa: F811
    typing,  # noqa: F811
    tmp_path,
    parts,  # noqa: F811
):
    asked_for(command, tmp_path / "asked", case)
    typing("yes", *parts[:2])
    command(offline, "open", tmp_path / "asked", tmp_path / "answer")
    answered = json.loads((tmp_path / "answer").read_text())
    (tmp_path / "answer").write_text(json.dumps(answered | {"member": beto.member.code}))
    with pytest.raises(Mistake, match="was not asked for"):
        command(keys, "take", tmp_path / "answer")


def test_the_reason_is_the_one_on_record(
    case,
    olga,
    command,  # noqa: F811
    typing,  # noqa: F811
    tmp_path,
    parts,  # noqa: F811
):
    asked_for(command, tmp_path / "asked", case)
    typing("yes", *parts[:2])
    command(offline, "open", tmp_path / "asked", tmp_path / "answer")
    answered = json.loads((tmp_path / "answer").read_text())
    (tmp_path / "answer").write_text(json.dumps(answered | {"reason": "person_asked"}))
    command(keys, "take", tmp_path / "answer")
    assert RecoveredCaseKey.objects.get().reason == "password_lost"


def test_what_waits_is_gone_once_the_person_says_that_she_must_not_know(
    anas,
    olga,
    units,
    recover,  # noqa: F811
):
    recover(anas.code)
    keep_from(anas.folder, [], names=olga.member.name, by=STRANGER, at=MONDAY)
    assert bytes(RecoveredCaseKey.objects.get().sealed) == b""
    with pytest.raises(Replaced):
        take_all(olga)
    assert Case.objects.get(pk=anas.case.pk).seal_anew


def test_what_waits_is_gone_with_the_older_key_and_with_an_account_that_ends(
    anas,
    ana,
    olga,
    saul,
    recover,  # noqa: F811
):
    recover(anas.code)
    seal_anew(anas.case, anas.folder, by=ana, at=MONDAY)
    assert bytes(RecoveredCaseKey.objects.get().sealed) == b""
    recover(anas.code)
    let_go(olga.member, alone=0, by=saul, at=MONDAY)
    assert not RecoveredCaseKey.objects.exists()


def test_whoever_must_not_know_is_told_no_more_than_where_the_key_is_another(
    rosa,
    enrolled,
    letter,
    units,
    recover,  # noqa: F811
    signed_in,
):
    """Her page said that the person of this case had named her."""
    carla = enrolled("Carla Rojas", "analyst", unit="pnp", on_duty=False)
    named = file_request(letter(excluded_names="Carla Rojas"), by=STRANGER, at=MONDAY).folder.code
    plain = file_request(letter(), by=STRANGER, at=MONDAY).folder.code
    told = []
    for code in (named, plain):
        open_for(code, rosa)
        recover(code, to="carla")
        if code == plain:
            Filing.objects.filter(code=code).update(key_version=7)
        page = signed_in(carla).post("/desk/keys/", {"act": "take"}).content.decode()
        told.append(page.partition("<main")[2].partition("</main>")[0])
    assert told[0] == told[1]
    assert "no debe saber" not in told[0]


def test_a_request_that_came_before_another_recovery_key_passes_to_it_too(
    filed,
    rosa,
    ana,
    command,  # noqa: F811
    another,  # noqa: F811
):
    another()
    assert "1 cases and requests are still sealed to an older" in command(keys, "status")
    open_for(filed.folder.code, rosa)
    case = Case.objects.get()
    assert case.seal_anew
    open_case = opened(case.code, seen_by=ana)
    seal_anew(case, open_case.folder, by=ana, at=MONDAY + timedelta(hours=2))
    assert "older recovery key" not in command(keys, "status")


def test_the_status_counts_a_request_whose_person_left(filed, rosa, command, another):  # noqa: F811
    """Whoever burned the older shares by that count could open it no more."""
    another()
    Filing.objects.update(withdrawn_at=MONDAY)
    assert "1 cases and requests are still sealed to an older" in command(keys, "status")


def test_a_request_that_was_opened_under_the_present_key_waits_for_nothing(case):
    assert not Case.objects.filter(seal_anew=True).exists()
