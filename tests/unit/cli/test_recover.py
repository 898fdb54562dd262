"""The way in of last resort: named cases, one member, on record."""

import io
from argparse import ArgumentParser, Namespace
from datetime import timedelta

import pytest

from amparo.cli import recover
from amparo.cli.mistakes import Mistake
from amparo.foundations.cases.models import Seat
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import open_case, take_seat
from amparo.foundations.ledger.models import Entry
from amparo.foundations.letterbox.filings import file_request
from amparo.foundations.letterbox.folders import STRANGER
from amparo.foundations.letterbox.models import Key
from amparo.foundations.letterbox.papers import papers_in
from amparo.foundations.letterbox.queries import filing_to_open
from amparo.sealing import shares
from amparo.sealing.keys import new_pair
from tests.people import MONDAY


@pytest.fixture
def parts(recovery_pair):
    """The printed shares: any two of these three open the recovery key."""
    return shares.split(recovery_pair.secret, needed=2, of=3)


@pytest.fixture
def typing(monkeypatch):
    """Type these lines at the prompts, then a blank one."""

    def lines(*words):
        monkeypatch.setattr("sys.stdin", io.StringIO("\n".join([*words, "", ""])))

    return lines


def open_for(code, receptionist, hours=1):
    """Reception opens a request."""
    folder = filing_to_open(code, seen_by=receptionist)
    assert folder is not None
    open_case(folder, by=receptionist, at=MONDAY + timedelta(hours=hours))


def recovering(*codes, to="olga", reason="password_lost"):
    return recover.run(Namespace(case=list(codes), to=to, reason=reason))


def test_two_of_three_shares_open_the_named_case_to_one_member(case, olga, parts, typing, capsys):
    typing(parts[2], parts[0])
    assert recovering(case) == 0
    open_to_olga = opened(case, seen_by=olga)
    papers = papers_in(open_to_olga.folder, seen_by=olga)
    assert open_to_olga.folder.words(papers[0])["defends"] == "el agua del valle"
    assert "it is on record" in capsys.readouterr().out


def test_recovering_is_on_record_with_member_and_reason(case, olga, parts, typing):
    typing(*parts[:2])
    recovering(case, reason="court_order")
    entry = Entry.objects.get(event="FileRecovered")
    assert (entry.about, entry.by) == (case, "system")
    assert '"reason":"court_order"' in entry.facts
    assert olga.member.code in entry.facts


def test_only_the_named_case_opens(case, olga, rosa, ana, letter, parts, typing):
    other = file_request(letter(), by=STRANGER, at=MONDAY).folder.code
    open_for(other, rosa, hours=2)
    typing(*parts[:2])
    recovering(case)
    assert [seat.case.code for seat in Seat.objects.filter(member=olga.member)] == [case]


def test_only_the_named_member_gets_a_seat(case, olga, beto, parts, typing):
    before = set(Seat.objects.values_list("member__sign_in_name", flat=True))
    typing(*parts[:2])
    recovering(case)
    after = set(Seat.objects.values_list("member__sign_in_name", flat=True))
    assert after - before == {"olga"}


def test_a_case_that_was_sealed_anew_still_opens(anas, ana, rosa, olga, parts, typing):
    take_seat(anas.case, anas.folder, rosa.member, reason="moved", by=ana, at=MONDAY)
    typing(*parts[:2])
    recovering(anas.code)
    newer = opened(anas.code, seen_by=olga).folder
    assert newer.key != anas.folder.key
    assert newer.words(papers_in(newer, seen_by=olga)[0])["defends"] == "el agua del valle"


def test_one_share_opens_nothing(case, olga, parts, typing):
    typing(parts[0])
    with pytest.raises(Mistake, match="too few"):
        recovering(case)
    assert not Seat.objects.filter(member=olga.member).exists()
    assert not Entry.objects.filter(event="FileRecovered").exists()


def test_the_same_share_twice_is_one_share(case, olga, parts, typing):
    typing(parts[0], parts[0])
    with pytest.raises(Mistake, match="too few"):
        recovering(case)


def test_shares_of_another_key_open_nothing(case, olga, typing):
    typing(*shares.split(new_pair().secret, needed=2, of=3)[:2])
    with pytest.raises(Mistake, match="another key"):
        recovering(case)
    assert not Seat.objects.filter(member=olga.member).exists()
    assert not Entry.objects.filter(event="FileRecovered").exists()


def test_shares_of_two_keys_do_not_combine(case, olga, parts, typing):
    typing(parts[0], shares.split(new_pair().secret, needed=2, of=3)[1])
    with pytest.raises(Mistake, match=r"different keys|do not combine"):
        recovering(case)


def test_a_mistyped_share_is_named_without_being_repeated(case, olga, parts, typing):
    typing(parts[0].replace(parts[0].split()[5], "zebra"), parts[1])
    with pytest.raises(Mistake, match="not a share") as refused:
        recovering(case)
    assert parts[0].split()[6] not in str(refused.value)


def test_whoever_must_not_know_is_refused_in_spite_of_the_shares(
    rosa, ana, carla, letter, units, parts, typing
):
    filed = file_request(letter(excluded_units=[units["pnp"]]), by=STRANGER, at=MONDAY)
    code = filed.folder.code
    open_for(code, rosa)
    typing(*parts[:2])
    with pytest.raises(Mistake, match="must not know"):
        recovering(code, to="carla")
    assert not Seat.objects.filter(member=carla.member).exists()
    assert not Entry.objects.filter(event="FileRecovered").exists()


def test_a_member_whom_the_person_named_is_refused_too(rosa, ana, olga, letter, parts, typing):
    filed = file_request(letter(excluded_names="Olga Paredes"), by=STRANGER, at=MONDAY)
    code = filed.folder.code
    open_for(code, rosa)
    typing(*parts[:2])
    with pytest.raises(Mistake, match="must not know"):
        recovering(code)


def test_a_request_that_nobody_opened_is_recovered_for_a_receptionist(filed, rosa, parts, typing):
    typing(*parts[:2])
    Key.objects.filter(filing=filed.folder.filing, holder="reception").delete()
    assert filing_to_open(filed.folder.code, seen_by=rosa) is None
    recovering(filed.folder.code, to="rosa")
    folder = filing_to_open(filed.folder.code, seen_by=rosa)
    assert folder is not None
    assert folder.words(papers_in(folder, seen_by=rosa)[0])["asks"] == "que alguien venga"


def test_whoever_must_not_know_gets_no_unopened_request_either(
    rosa, enrolled, letter, parts, typing
):
    named = enrolled("Rita Salas", "reception")
    filed = file_request(letter(excluded_names="Rita Salas"), by=STRANGER, at=MONDAY)
    typing(*parts[:2])
    with pytest.raises(Mistake, match="must not know"):
        recovering(filed.folder.code, to="rita")
    assert not Key.objects.filter(filing=filed.folder.filing, member=named.member.code).exists()


def test_an_unopened_request_goes_to_the_reception_and_to_nobody_else(filed, olga, parts, typing):
    typing(*parts[:2])
    with pytest.raises(Mistake, match="somebody of the reception"):
        recovering(filed.folder.code, to="olga")
    assert not Key.objects.filter(member=olga.member.code).exists()


def test_an_unknown_case_and_an_unknown_member_are_said_so(case, olga, parts, typing):
    typing(*parts[:2])
    with pytest.raises(Mistake, match="no case"):
        recovering("0000-0000")
    with pytest.raises(Mistake, match="signs in as"):
        recovering(case, to="nobody")


def test_the_shares_are_never_arguments():
    """Arguments of a process are there for every user of the machine to read."""
    parser = ArgumentParser()
    recover.add_arguments(parser)
    taken = vars(parser.parse_args(["K7Q2-9F3M", "--to", "olga", "--reason", "rehearsal"]))
    assert set(taken) == {"case", "to", "reason"}
