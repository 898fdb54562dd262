"""The keyholders' way: asked on the site, opened on a machine of theirs, taken by one member."""

import io
import json
import subprocess
import sys
from argparse import ArgumentParser
from datetime import timedelta

import pytest
from django.utils import timezone

from amparo.casework.referral.blanket_demands.services import tell_everybody
from amparo.cli.command_errors import Mistake
from amparo.cli.commands.accounts import keys
from amparo.cli.commands.accounts import shares as offline
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import shares
from amparo.crypto.keys import KEY_SIZE, new_pair, pair_of
from amparo.door.my_data.access_log import looks_of
from amparo.foundations.accounts.actors import SYSTEM, Refused
from amparo.foundations.accounts.credentials.keyholders import keys_in_shares
from amparo.foundations.accounts.models import GroupKey, Member
from amparo.foundations.cases import services
from amparo.foundations.cases.access.case_key_renewal import assent, seal_waiting
from amparo.foundations.cases.access.recovered_case_keys import take_recovered
from amparo.foundations.cases.emergency_access import prepared_keys as ready
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import open_case, take_seat
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.keys.recovery import Replaced, recovered_for
from amparo.foundations.intake.models import CaseKey, PublishedBlanketDemand, RecoveredCaseKey
from amparo.foundations.intake.queries import filing_to_open
from amparo.foundations.intake.requests.services import file_request
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import entries_about
from tests.elsewhere import wide_demand
from tests.people import MONDAY

THREE = (
    "Defensoría de la Quebrada:autonomous",
    "Red del Valle:civil_society",
    "Sala Tres:judicial",
)


def holders(*names):
    return [word for name in names for word in ("--keyholder", name)]


@pytest.fixture
def parts(recovery_pair):
    """The printed shares: any two of these three make the recovery key."""
    return shares.split(recovery_pair.secret, needed=2, of=3)


@pytest.fixture
def command(capsys):
    """Run `amparo keys` or `amparo shares`; what it printed comes back."""

    def run(which, *words):
        parser = ArgumentParser()
        which.add_arguments(parser)
        assert which.run(parser.parse_args([str(word) for word in words])) == 0
        return capsys.readouterr().out

    return run


@pytest.fixture
def typing(monkeypatch):
    """Type these lines at the prompts, then a blank one."""

    def lines(*words):
        monkeypatch.setattr("sys.stdin", io.StringIO("\n".join([*words, "", ""])))

    return lines


@pytest.fixture
def recover(command, typing, tmp_path, parts):
    """The whole way up to the member's own act: asked, opened with two shares, taken in."""

    def run(*codes, to="olga", reason="password_lost", typed=None, told=()):
        asked, answer = tmp_path / "asked", tmp_path / "answer"
        for path in (asked, answer):
            path.unlink(missing_ok=True)
        command(keys, "ask", *codes, "--to", to, "--reason", reason, *told, "--out", asked)
        typing("yes", *(parts[:2] if typed is None else typed))
        command(offline, "open", asked, answer)
        return command(keys, "take", answer)

    return run


@pytest.fixture
def propose(command):
    """The keyholders make another key away from the site, and it is proposed there. Gives its
    shares and how it is recognised."""

    def make(*named):
        said = command(offline, "new")
        parts = [line.strip() for line in said.splitlines() if len(line.split()) > 30]
        public = pair_of(shares.combine(parts[:2])).public
        assert public.hex() in said
        command(keys, "another", public.hex(), *holders(*(named or THREE)))
        return parts, marks.fingerprint(public)

    return make


@pytest.fixture
def another(propose, saul, delia):
    """The same, with the word of two members who heard it from the keyholders."""

    def make():
        parts, recognised = propose()
        assert assent(recognised, by=saul, at=MONDAY) is False
        assert assent(recognised, by=delia, at=MONDAY) is True
        return parts

    return make


def take_all(actor):
    return [take_recovered(one, by=actor, at=MONDAY) for one in recovered_for(actor.member)]


def open_for(code, receptionist, hours=1):
    """Reception opens a request."""
    folder = filing_to_open(code, seen_by=receptionist)
    assert folder is not None
    open_case(folder, by=receptionist, at=MONDAY + timedelta(hours=hours))


def test_two_of_three_shares_open_the_named_case_to_one_member(case, olga, parts, recover):
    recover(case, typed=[parts[2], parts[0]])
    assert take_all(olga) == [True]
    open_to_olga = opened(case, seen_by=olga)
    papers = papers_in(open_to_olga.folder, seen_by=olga)
    assert open_to_olga.folder.words(papers[0])["defends"] == "el agua del valle"
    assert not RecoveredCaseKey.objects.exists()


def test_nothing_is_open_before_she_takes_it(case, olga, recover):
    assert "waits for" in recover(case)
    assert not CaseAccess.objects.filter(member=olga.member).exists()


def test_the_person_reads_who_asked_who_opened_and_who_took_it(case, olga, recover):
    recover(case, reason="court_order", told=["--may-be-told"])
    take_all(olga)
    events = ["RecoveryAsked", "RecoveryAnswered", "FileRecovered"]
    entries = [Entry.objects.get(event=event, about=case) for event in events]
    assert [entry.by for entry in entries] == ["system", "system", olga.signature]
    assert all('"reason":"court_order"' in entry.facts for entry in entries)
    told = [(one.who, one.why) for one in looks_of(entries_about(case, seen_by=olga))]
    assert ("Analista", "Lo ordenó un juzgado") in told
    assert sum(who == "Quienes custodian la clave de recuperación" for who, _why in told) == 2


def test_for_a_court_nothing_is_asked_before_somebody_says_that_the_person_may_be_told(
    case, olga, command, typing, tmp_path
):
    asked, answer = tmp_path / "asked", tmp_path / "answer"
    words = ("ask", case, "--to", "olga", "--reason", "court_order", "--out", asked)
    with pytest.raises(Mistake, match=r"reads at once .* Nothing was asked yet"):
        command(keys, *words)
    assert not Entry.objects.filter(event="RecoveryAsked").exists()
    command(keys, *words, "--may-be-told")
    typing("no")
    with pytest.raises(Mistake, match="Nothing was opened"):
        command(offline, "open", asked, answer)


def test_while_an_order_is_kept_silent_the_keyholders_are_not_asked_because_of_a_court(
    case, olga, command, tmp_path, monkeypatch
):
    monkeypatch.setattr(keys, "keeps_something", lambda filing: filing.code == case)
    asked = tmp_path / "asked"
    words = ("ask", case, "--to", "olga", "--out", asked, "--reason")
    with pytest.raises(Mistake, match=r"keeps something of .* would read that today"):
        command(keys, *words, "court_order", "--may-be-told")
    assert not asked.exists()
    assert not Entry.objects.filter(event="RecoveryAsked").exists()
    command(keys, *words, "member_gone")


def test_nor_while_a_demand_that_names_no_single_case_is_kept_silent(
    case, olga, saul, command, tmp_path
):
    """By the very same order the operator was asked for some of them."""
    row = wide_demand(by=saul, at=timezone.now(), silent=60)
    asked = tmp_path / "asked"
    words = ("ask", case, "--to", "olga", "--out", asked, "--reason")
    with pytest.raises(Mistake, match=r"names no single case, .* would read that today"):
        command(keys, *words, "court_order", "--may-be-told")
    assert not asked.exists()
    assert not Entry.objects.filter(event="RecoveryAsked").exists()
    command(keys, *words, "member_gone")
    tell_everybody(by=SYSTEM, at=timezone.now() + timedelta(days=5))
    assert PublishedBlanketDemand.objects.filter(ref=row.ref).exists()
    asked.unlink()
    command(keys, *words, "court_order", "--may-be-told")


def test_only_the_named_case_opens(case, olga, rosa, letter, recover):
    other = file_request(letter(), by=STRANGER, at=MONDAY).folder.code
    open_for(other, rosa, hours=2)
    recover(case)
    take_all(olga)
    assert [seat.case.code for seat in CaseAccess.objects.filter(member=olga.member)] == [case]


def test_what_was_sealed_to_one_member_opens_for_no_other(case, olga, beto, recover):
    recover(case)
    CaseAccess.objects.filter(member=beto.member).delete()
    RecoveredCaseKey.objects.update(member=beto.member.code)
    with pytest.raises(Replaced):
        take_recovered(RecoveredCaseKey.objects.get(), by=beto, at=MONDAY)
    assert not CaseAccess.objects.filter(member=beto.member).exists()


def test_what_is_carried_holds_no_word_and_no_key_of_a_case(anas, olga, recover, tmp_path):
    recover(anas.code)
    for name in ("asked", "answer"):
        path = tmp_path / name
        assert path.stat().st_mode & 0o777 == 0o600
        content = path.read_text()
        assert anas.folder.key.hex() not in content
        assert "agua" not in content


def test_a_case_that_was_sealed_anew_meanwhile_is_asked_for_again(anas, ana, rosa, olga, recover):
    recover(anas.code)
    take_seat(anas.case, anas.folder, rosa.member, reason="moved", by=ana, at=MONDAY)
    with pytest.raises(Replaced):
        take_all(olga)
    assert not RecoveredCaseKey.objects.exists()
    recover(anas.code)
    assert take_all(olga) == [True]
    newer = opened(anas.code, seen_by=olga).folder
    assert newer.words(papers_in(newer, seen_by=olga)[0])["defends"] == "el agua del valle"


def test_an_answer_to_a_case_that_was_sealed_anew_is_not_taken(
    anas, ana, rosa, olga, recover, command, tmp_path
):
    recover(anas.code)
    take_seat(anas.case, anas.folder, rosa.member, reason="moved", by=ana, at=MONDAY)
    with pytest.raises(Mistake, match="ask again"):
        command(keys, "take", tmp_path / "answer")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (lambda parts: parts[:1], "too few"),
        (lambda parts: [parts[0], parts[0]], "too few"),
        (lambda _: shares.split(new_pair().secret, needed=2, of=3)[:2], "another key"),
        (
            lambda parts: [parts[0], shares.split(new_pair().secret, needed=2, of=3)[1]],
            r"different keys|do not combine",
        ),
        (lambda parts: [parts[0].replace(parts[0].split()[5], "zebra"), parts[1]], "not a share"),
    ],
    ids=["one", "one twice", "of another key", "of two keys", "mistyped"],
)
def test_whatever_is_not_enough_shares_of_this_key_opens_nothing(
    case, olga, parts, recover, tmp_path, typed, told
):
    with pytest.raises(Mistake, match=told) as refused:
        recover(case, typed=typed(parts))
    secret = " ".join(parts[0].split()[5:8])  # one word alone may be in any sentence
    assert secret not in str(refused.value)
    assert not (tmp_path / "answer").exists()


def test_whom_it_is_about_is_said_before_any_share_is_typed(
    case, olga, command, typing, tmp_path, monkeypatch
):
    command(keys, "ask", case, "--to", "olga", "--reason", "member_gone", "--out", tmp_path / "one")
    typing("no")
    asked: list[str] = []
    monkeypatch.setattr("builtins.print", lambda *said, **_: asked.append(" ".join(said)))
    with pytest.raises(Mistake, match="Nothing was opened"):
        command(offline, "open", tmp_path / "one", tmp_path / "two")
    said = "\n".join(asked)
    for told in (olga.member.name, "member_gone", case, marks.fingerprint(olga.pair.public)):
        assert told in said
    assert not (tmp_path / "two").exists()


def test_a_key_that_was_exchanged_on_the_site_shows_another_fingerprint(
    case, olga, command, signed_in, tmp_path
):
    """Whoever runs the site could put a key of their own into what is carried; the keyholders
    compare it with what the member reads."""
    shown = marks.fingerprint(olga.pair.public)
    assert shown in signed_in(olga).get("/desk/keys/").content.decode()
    Member.objects.filter(pk=olga.member.pk).update(public=new_pair().public)
    with pytest.raises(Mistake, match="not the one on record"):
        command(
            keys, "ask", case, "--to", "olga", "--reason", "member_gone", "--out", tmp_path / "a"
        )


@pytest.mark.parametrize("kept", [{"excluded_units": ["pnp"]}, {"excluded_names": "Carla Rojas"}])
def test_whoever_must_not_know_is_refused_in_spite_of_the_shares(
    rosa, ana, enrolled, letter, units, recover, kept
):
    carla = enrolled("Carla Rojas", "analyst", unit="pnp", on_duty=False)
    said = {"excluded_units": [units["pnp"]]} if "excluded_units" in kept else kept
    code = file_request(letter(**said), by=STRANGER, at=MONDAY).folder.code
    open_for(code, rosa)
    recover(code, to="carla")
    assert take_all(carla) == [False]
    assert not CaseAccess.objects.filter(member=carla.member).exists()
    assert not RecoveredCaseKey.objects.exists()
    assert Entry.objects.filter(event="RecoveryRefused", about=code).exists()
    assert not Entry.objects.filter(event="FileRecovered").exists()


def test_a_request_that_nobody_opened_is_recovered_for_a_receptionist(filed, rosa, recover):
    CaseKey.objects.filter(filing=filed.folder.filing, holder="reception").delete()
    assert filing_to_open(filed.folder.code, seen_by=rosa) is None
    recover(filed.folder.code, to="rosa")
    assert take_all(rosa) == [True]
    folder = filing_to_open(filed.folder.code, seen_by=rosa)
    assert folder is not None
    assert folder.words(papers_in(folder, seen_by=rosa)[0])["asks"] == "que alguien venga"


def test_an_unopened_request_goes_to_the_reception_and_to_nobody_else(filed, olga, recover):
    recover(filed.folder.code)
    assert take_all(olga) == [False]
    assert not CaseKey.objects.filter(member=olga.member.code).exists()


def test_an_unknown_case_and_an_unknown_member_are_said_so(case, olga, recover):
    with pytest.raises(Mistake, match="no case"):
        recover("0000-0000")
    with pytest.raises(Mistake, match="signs in as"):
        recover(case, to="nobody")
    assert not Entry.objects.filter(event="RecoveryAsked").exists()


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"form": "amparo/keys/asked/1"}', "\x00", "[" * 100_000]
)
def test_a_file_that_is_none_of_ours_is_refused_in_a_sentence(command, tmp_path, content):
    path = tmp_path / "one"
    path.write_text(content)
    with pytest.raises(Mistake, match=r"is not .* or it was changed"):
        command(offline, "open", path, tmp_path / "two")
    with pytest.raises(Mistake, match=r"is not .* or it was changed"):
        command(keys, "take", path)


def test_a_request_that_was_changed_on_the_way_opens_nothing(
    case, olga, command, typing, tmp_path, parts
):
    path = tmp_path / "asked"
    command(keys, "ask", case, "--to", "olga", "--reason", "member_gone", "--out", path)
    read = json.loads(path.read_text())
    read["cases"][0]["code"] = "0000-0000"
    path.write_text(json.dumps(read))
    typing("yes", *parts[:2])
    with pytest.raises(Mistake, match="not sealed to this key"):
        command(offline, "open", path, tmp_path / "answer")


def test_nothing_that_was_there_is_written_over(case, olga, command, tmp_path):
    there = tmp_path / "asked"
    there.write_text("mine")
    with pytest.raises(Mistake, match="there already"):
        command(keys, "ask", case, "--to", "olga", "--reason", "member_gone", "--out", there)
    assert there.read_text() == "mine"
    assert not Entry.objects.filter(event="RecoveryAsked").exists()


def test_the_shares_are_never_arguments_and_need_no_site(tmp_path, parts):
    """Arguments of a process are there for every user of the machine to read."""
    done = subprocess.run(
        [sys.executable, "-c", "from amparo.cli.main import main; main()", "shares", "rehearse"],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        input="\n".join([*parts[:2], "", ""]),
        env={"PATH": "", "PYTHONPATH": ":".join(sys.path)},
    )
    assert done.returncode == 0, done.stderr
    assert marks.fingerprint(pair_of(shares.combine(parts[:2])).public) in done.stdout
    assert not list(tmp_path.iterdir())


def test_other_shares_of_the_same_key_touch_no_case(case, olga, parts, command, typing):
    before = [bytes(key.sealed) for key in CaseKey.objects.order_by("pk")]
    typing(*parts[1:])
    said = command(offline, "anew", "--shares", "3of5")
    newer = [line.strip() for line in said.splitlines() if len(line.split()) > 30]
    assert len(newer) == 5
    assert shares.combine(newer[:3]) == shares.combine(parts[:2])
    assert before == [bytes(key.sealed) for key in CaseKey.objects.order_by("pk")]


def fingerprint():
    return marks.fingerprint(bytes(GroupKey.objects.get(kind="recovery", current=True).public))


def test_the_status_says_who_keeps_what_and_what_would_be_lost(case, ana, olga, command):
    assert "Nobody has noted" in command(keys, "status")
    command(keys, "held", fingerprint(), *holders(*THREE))
    said = command(keys, "status")
    assert "Share 2: Red del Valle (civil_society)" in said
    assert "If more than 1 of them are lost" in said
    assert "Never tried" in said
    command(keys, "held", fingerprint(), *holders(*THREE[:2], "lost"))
    assert "If any of them is lost" in command(keys, "status")
    command(keys, "held", fingerprint(), *holders(THREE[0], "lost", "lost"))
    assert "LOST: too few" in command(keys, "status")


def test_the_status_names_whoever_alone_reads_a_case(anas, ana, command):
    CaseAccess.objects.filter(case=anas.case).exclude(member=ana.member).delete()
    said = command(keys, "status")
    assert f"{ana.member.name} alone reads 1 open cases" in said
    Member.objects.filter(pk=ana.member.pk).update(active=False)
    assert "Nobody who works here reads 1 open cases or new requests" in command(keys, "status")


@pytest.mark.parametrize(
    ("named", "told"),
    [
        (["Ministerio A:executive", "Ministerio B:executive", THREE[1]], "one branch"),
        ([THREE[1], THREE[1], THREE[0]], "two shares"),
        ([THREE[0], THREE[1], "olga  PAREDES:international"], "signs in here"),
        ([THREE[0], THREE[1]], "3 shares"),
        ([THREE[0], THREE[1], "Sala Tres:moon"], "is not NAME:BRANCH"),
        ([THREE[0], THREE[1], ":judicial"], "is not NAME:BRANCH"),
    ],
)
def test_shares_never_lie_where_one_order_reaches_enough_of_them(olga, command, named, told):
    with pytest.raises(Mistake, match=told):
        command(keys, "held", fingerprint(), *holders(*named))
    assert all(held.shares is None for held in keys_in_shares())


def test_enough_shares_may_lie_outside_the_state(olga, command):
    outside = ["Red del Valle:civil_society", "Federación:civil_society", "Relatoría:international"]
    assert "On record" in command(keys, "held", fingerprint(), *holders(*outside))


def test_a_rehearsal_is_on_record_and_an_unknown_key_is_not(olga, command):
    command(keys, "held", fingerprint(), *holders(*THREE))
    command(keys, "rehearsed", fingerprint().lower())
    assert f"Tried on {timezone.now():%Y-%m-%d}" in command(keys, "status")
    with pytest.raises(Mistake, match="No key of this site"):
        command(keys, "rehearsed", marks.fingerprint(new_pair().public))


def test_no_key_is_proposed_of_which_a_share_is_lost(anas, propose):
    with pytest.raises(Mistake, match="only being made"):
        propose(*THREE[:2], "lost")
    assert GroupKey.objects.filter(kind="recovery").count() == 1


def test_a_proposed_key_holds_for_nothing_before_two_members_heard_of_it_from_the_keyholders(
    anas, ana, saul, delia, propose, signed_in
):
    before = GroupKey.objects.get(kind="recovery", current=True)
    _, recognised = propose()
    with pytest.raises(Refused):
        assent(recognised, by=ana, at=MONDAY)
    with pytest.raises(Refused):
        assent(marks.fingerprint(new_pair().public), by=saul, at=MONDAY)
    hers = signed_in(saul)
    page = hers.get("/desk/keys/").content.decode()
    assert "Se propone otra clave de recuperación" in page
    assert recognised not in page
    wrong = hers.post("/desk/keys/", {"act": "assent", "fingerprint": "AAAA-BBBB-CCCC-DDDD"})
    assert "Esa no es la clave que se propone" in wrong.content.decode()
    for _ in range(2):
        hers.post("/desk/keys/", {"act": "assent", "fingerprint": recognised.lower()})
    assert "Se propone otra clave" not in signed_in(ana).get("/desk/keys/").content.decode()
    assert GroupKey.objects.get(kind="recovery", current=True) == before
    assert not Case.objects.filter(seal_anew=True).exists()
    assert assent(recognised, by=delia, at=MONDAY) is True
    assert GroupKey.objects.get(kind="recovery", current=True) != before
    assert Case.objects.filter(seal_anew=True).exists()
    assert Entry.objects.filter(event="KeyAssented").count() == 3


def test_a_key_that_is_proposed_in_its_place_needs_both_words_anew(saul, delia, propose):
    _, first = propose()
    assent(first, by=saul, at=MONDAY)
    _, second = propose()
    assert assent(second, by=delia, at=MONDAY) is False
    with pytest.raises(Refused):
        assent(first, by=delia, at=MONDAY)


def test_a_key_that_was_there_and_what_is_no_key_are_not_proposed(recovery_pair, site, command):
    with pytest.raises(Mistake, match="already"):
        command(keys, "another", recovery_pair.public.hex(), *holders(*THREE))
    for typed in ("", "xyz", "ab" * 31):
        with pytest.raises(Mistake, match="64 digits"):
            command(keys, "another", typed, *holders(*THREE))


def test_another_recovery_key_takes_over_case_by_case(anas, ana, recovery_pair, command, another):
    newer = another()
    secret = shares.combine(newer[:2])
    assert len(secret) == KEY_SIZE
    told = command(keys, "status")
    assert "1 cases and requests are still sealed to an older" in told
    assert "1 cases wait to be sealed anew" in told
    assert list(seal_waiting(by=ana, at=MONDAY)) == [anas.code]
    told = command(keys, "status")
    assert "older recovery key" not in told
    assert "sealed anew" not in told
    key = CaseKey.objects.get(filing=anas.case.filing, holder="recovery")
    assert bytes(key.public) == pair_of(secret).public
    assert not Case.objects.filter(seal_anew=True).exists()
    assert list(seal_waiting(by=ana, at=MONDAY)) == []


def test_her_page_takes_them_and_seals_what_waits(case, olga, recover, signed_in):
    recover(case)
    hers = signed_in(olga)
    assert case in hers.get("/desk/keys/").content.decode()
    page = hers.post("/desk/keys/", {"act": "take"}).content.decode()
    assert "Ahora usted tiene acceso" in page
    assert opened(case, seen_by=olga).code == case
    Case.objects.update(seal_anew=True)
    assert "Falta cifrar de nuevo un caso" in hers.get("/desk/keys/").content.decode()
    assert "Un caso se cifró de nuevo" in hers.post("/desk/keys/", {"act": "seal"}).content.decode()
    assert hers.post("/desk/keys/", {"act": "other"}).status_code == 404


class Died(BaseException):
    """The process ends, in the middle of one case."""


@pytest.fixture
def many(rosa, ana, beto, letter, another):
    """Five cases that two read, and another recovery key: each waits to be sealed to it. Gives the
    codes, and what asks which are under the newer key; every other one still waits."""
    codes = [file_request(letter(), by=STRANGER, at=MONDAY).folder.code for _ in range(5)]
    for number, code in enumerate(codes, start=1):
        open_for(code, rosa, hours=number)
    newer = pair_of(shares.combine(another()[:2])).public

    def done():
        rows = CaseKey.objects.filter(filing__code__in=codes, holder="recovery")
        found = {one.filing.code for one in rows if bytes(one.public) == newer}
        waiting = Case.objects.filter(seal_anew=True).values_list("filing__code", flat=True)
        assert sorted([*found, *waiting]) == sorted(codes)
        return found

    return codes, done


def dying_at(number):
    """Within the case of this number, when its keys are other ones already."""
    keep, calls = ready.keep_ready_anew, []

    def dies(*given, **named):
        calls.append(given)
        if len(calls) == number:
            raise Died
        return keep(*given, **named)

    return dies


def test_sealing_many_anew_stops_in_the_middle_and_goes_on_by_whoever_comes_next(
    many, ana, beto, signed_in, monkeypatch
):
    """Cut short by the clock of the page, then by the machine within one case: what is done stays,
    each case is whole under one of the two keys, and a colleague goes on."""
    codes, done = many
    page, seal, hers = "/desk/keys/", {"act": "seal"}, signed_in(ana)
    monkeypatch.setattr("amparo.desk.team.own_keys.PATIENCE", -1.0)  # no time for a second one
    shown = hers.post(page, seal).context
    assert (shown["done"], shown["waiting"], len(done())) == (
        {"sealed": 1, "consultations": 0},
        4,
        1,
    )
    first = done()

    monkeypatch.setattr("amparo.desk.team.own_keys.PATIENCE", 60.0)
    with monkeypatch.context() as broken:
        broken.setattr(services, "keep_ready_anew", dying_at(2))
        with pytest.raises(Died):
            hers.post(page, seal)
    assert first < done()
    assert len(done()) == 2

    shown = signed_in(beto).post(page, seal).context
    assert (shown["done"], shown["waiting"]) == ({"sealed": 3, "consultations": 0}, 0)
    assert done() == set(codes)
    for reader in (ana, beto):
        folders = [opened(code, seen_by=reader).folder for code in codes]
        assert all(one.words(papers_in(one, seen_by=reader)[0])["defends"] for one in folders)
