"""`amparo init`: what it makes, what it prints once, and what a second run leaves alone."""

import os
import re
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import timezone

from amparo.cli.command_errors import Mistake
from amparo.cli.commands.accounts import shares as offline
from amparo.cli.commands.site import init
from amparo.cli.health import key_findings as keys
from amparo.cli.walk.demo_site import INVITED
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import one_time_codes as codes
from amparo.crypto import shares
from amparo.crypto.keys import new_pair, pair_of
from amparo.foundations.accounts.credentials.keyholders import keys_in_shares
from amparo.foundations.accounts.models import GroupKey, Invitation
from amparo.foundations.accounts.services import enrol
from amparo.foundations.institutions.models import Unit
from amparo.law import load_protocol
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def state(settings, tmp_path):
    """A folder for one more site; its tables are the test's."""
    settings.STATE = tmp_path / "site"
    settings.ALLOWED_HOSTS = ["localhost"]
    settings.UPLOADS = settings.STATE / "uploads"
    settings.STATIC_ROOT = settings.STATE / "static"
    return settings.STATE


@pytest.fixture
def run(state, capsys):
    """Run `amparo init` with these arguments; what it printed comes back."""

    def make(*words):
        parser = ArgumentParser()
        init.add_arguments(parser)
        assert init.run(parser.parse_args(words)) == 0
        return capsys.readouterr().out

    return make


def printed_shares(said):
    return re.findall(r"^Share \d+ of \d+:\n {2}(.+)$", said, re.MULTILINE)


def test_it_makes_a_folder_that_only_its_owner_may_read(run, state):
    run()
    assert (state / "site.toml").stat().st_mode & 0o777 == 0o600
    for folder in (state, state / "uploads", state / "mail"):
        assert folder.stat().st_mode & 0o777 == 0o700, folder


def test_it_adds_the_institutions_of_the_protocol_as_a_tree(run, settings):
    run()
    named = load_protocol(settings.PROTOCOL).obligations.institution
    assert set(Unit.objects.values_list("code", flat=True)) == {one.id for one in named}
    parts = {unit.code: unit.parent.code for unit in Unit.objects.exclude(parent=None)}
    assert parts == {one.id: one.part_of for one in named if one.part_of}


def test_any_two_of_its_three_shares_make_the_recovery_key(run):
    parts = printed_shares(run())
    assert len(parts) == 3
    public = bytes(GroupKey.objects.get(kind="recovery").public)
    for pair in (parts[:2], parts[1:], [parts[2], parts[0]]):
        assert pair_of(shares.combine(pair)).public == public


def test_other_numbers_of_shares_may_be_asked_for(run):
    parts = printed_shares(run("--shares", "3of5"))
    assert len(parts) == 5
    assert pair_of(shares.combine(parts[1:4])).public == bytes(GroupKey.objects.get().public)


@pytest.mark.parametrize("typed", ["1of3", "4of3", "two of three", "2", "2of17", "2of", ""])
def test_shares_that_make_no_sense_are_refused_before_anything_is_made(state, typed):
    with pytest.raises(Mistake, match="2of3"):
        init.run(Namespace(shares=typed, supervisor=None, unit=None))
    assert not state.exists()
    assert not Unit.objects.exists()


def test_a_supervisor_without_a_name_is_refused_before_anything_is_made(state):
    with pytest.raises(Mistake, match="takes a name"):
        init.run(Namespace(shares="2of3", keyholder=[], supervisor="  ", unit=None))
    assert not state.exists()


def test_no_share_is_kept_anywhere(run, state):
    parts = printed_shares(run())
    for path in state.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not any(part.encode() in content for part in parts), path


@pytest.fixture
def made_away(capsys):
    """The keyholders' machine: the public half, how it is recognised, the shares, the secret."""
    parser = ArgumentParser()
    offline.add_arguments(parser)
    assert offline.run(parser.parse_args(["new"])) == 0
    said = capsys.readouterr().out
    parts = printed_shares(said)
    pair = pair_of(shares.combine(parts[:2]))
    assert f"amparo init --recovery {pair.public.hex()} --shares 2of3" in said
    return pair, parts


KEYHOLDERS = [
    word
    for name in ("Defensoría:autonomous", "Red:civil_society", "Sala:judicial")
    for word in ("--keyholder", name)
]


def test_a_site_is_made_with_a_key_whose_secret_was_never_there(run, state, made_away):
    pair, parts = made_away
    said = run("--recovery", pair.public.hex(), *KEYHOLDERS)
    key = GroupKey.objects.get(kind="recovery", current=True)
    assert bytes(key.public) == pair.public
    assert marks.fingerprint(pair.public) in said
    assert [one.shares.needed for one in keys_in_shares()] == [2]
    hidden = [*parts, pair.secret.hex(), *(" ".join(part.split()[3:6]) for part in parts)]
    assert printed_shares(said) == []
    assert not any(one in said for one in hidden)
    written = b"".join(path.read_bytes() for path in state.rglob("*") if path.is_file())
    rows = "".join(repr(list(model.objects.values())) for model in apps.get_models())
    for one in hidden:
        assert one.encode() not in written
        assert one not in rows
    assert pair.secret not in written
    assert repr(pair.secret)[2:-1] not in rows
    assert [one.says for one in keys.in_shares(timezone.now())] == [
        "The recovery key: its shares were not tried within a year."
    ]


def test_a_second_run_with_it_changes_nothing_and_another_is_refused(run, made_away):
    pair, _ = made_away
    run("--recovery", pair.public.hex(), *KEYHOLDERS)
    again = run("--recovery", pair.public.hex(), *KEYHOLDERS)
    assert "exists, and nothing of it was changed" in again
    assert marks.fingerprint(pair.public) in again
    assert "printed" not in again
    with pytest.raises(Mistake, match="has another recovery key already"):
        run("--recovery", new_pair().public.hex(), *KEYHOLDERS)
    assert GroupKey.objects.filter(kind="recovery").count() == 1


@pytest.mark.parametrize("typed", ["xyz", "ab" * 31, "00" * 32, "ab" * 33])
def test_what_is_no_public_key_is_refused_before_anything_is_made(typed, state, run):
    with pytest.raises(Mistake, match="64 digits"):
        run("--recovery", typed, *KEYHOLDERS)
    assert not state.exists()


def test_whoever_names_a_key_made_away_names_its_keyholders(state, run, made_away):
    with pytest.raises(Mistake, match="--keyholder stands once for each"):
        run("--recovery", made_away[0].public.hex())
    assert not state.exists()


@pytest.mark.parametrize("named", [("lost",) * 3, ("Red:civil_society", "lost", "lost")])
def test_no_share_is_lost_of_a_key_that_is_only_being_made(named, state, run, made_away):
    words = [word for one in named for word in ("--keyholder", one)]
    for more in ([], ["--recovery", made_away[0].public.hex()]):
        with pytest.raises(Mistake, match="only being made"):
            run(*more, *words)
    assert not state.exists()


def test_a_second_run_prints_no_share_and_changes_nothing(run, state):
    run()
    before = (state / "site.toml").read_text(), Unit.objects.count(), GroupKey.objects.count()
    said = run()
    assert printed_shares(said) == []
    assert "0 institutions" in said
    assert before == (
        (state / "site.toml").read_text(),
        Unit.objects.count(),
        GroupKey.objects.count(),
    )


def test_two_sites_have_no_secret_in_common(run, state, settings, tmp_path):
    """What is made is made by chance: nothing that opens a site is shipped with it."""
    said = [run()]
    first = {path.name: path.read_bytes() for path in state.iterdir() if path.is_file()}
    GroupKey.objects.all().delete()
    settings.STATE = tmp_path / "other"
    settings.UPLOADS = settings.STATE / "uploads"
    said.append(run())
    second = {path.name: path.read_bytes() for path in settings.STATE.iterdir() if path.is_file()}
    assert {"site.toml", "signing.key"} <= first.keys() & second.keys()
    assert first["signing.key"] != second["signing.key"]
    long = re.compile(rb'= "([0-9a-zA-Z+/_=-]{32,})"')
    keys, others = (set(long.findall(one["site.toml"])) for one in (first, second))
    assert keys
    assert not keys & others
    assert not set(printed_shares(said[0])) & set(printed_shares(said[1]))


def test_the_supervisor_joins_with_the_code_that_it_prints(run):
    (word,) = INVITED.findall(run("--supervisor", "Saul Medina"))
    secret = codes.new_secret()
    member = enrol(
        word,
        password=PASSWORD,
        code_secret=secret,
        code=codes.code_at(secret, timezone.now()),
        at=timezone.now(),
    )
    assert (member.name, member.roles) == ("Saul Medina", ["supervisor"])


def test_a_supervisor_is_invited_again_until_there_is_one(run, enrolled, state):
    assert INVITED.findall(run("--supervisor", "Saul Medina"))
    assert INVITED.findall(run("--supervisor", "Saul Medina"))
    assert Invitation.objects.count() == 2


def test_where_there_is_a_supervisor_the_others_are_invited_by_her(saul, run):
    said = run("--supervisor", "Somebody Else")
    assert INVITED.findall(said) == []
    assert not Invitation.objects.filter(name="Somebody Else").exists()


def test_an_unknown_unit_is_said_with_those_that_there_are(run):
    with pytest.raises(Mistake, match=r"there are: .*pnp"):
        run("--supervisor", "Saul Medina", "--unit", "nowhere")


def test_a_mistaken_protocol_is_one_sentence(tmp_path: Path) -> None:
    """The site is not set up, and the sentence names the protocols that there are."""
    environment = {**os.environ, "AMPARO_STATE": str(tmp_path), "AMPARO_PROTOCOL": "atlantis"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [Path(sys.executable).with_name("amparo"), "init"]
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 2
    assert len(answer.stderr.strip().splitlines()) == 1
    assert "pe-2021" in answer.stderr


def test_a_trial_hears_at_once_that_nobody_keeps_the_shares(run):
    assert "Advice: This site has no recovery that anybody answers for" in run()
    assert "Advice: This site has no recovery that anybody answers for" in run()


@pytest.mark.parametrize(
    "asked_under",
    [
        {"ALLOWED_HOSTS": ["amparo.example"]},
        {"ALLOWED_HOSTS": ["abcdef.onion"]},
        {"SECURE_TRANSPORT": True},
        {"ADDRESSES": {"door": "https://door.example"}},
    ],
)
def test_a_site_for_people_prints_no_share_that_nobody_answers_for(run, settings, asked_under):
    for name, value in asked_under.items():
        setattr(settings, name, value)
    with pytest.raises(Mistake, match="Say who keeps each share"):
        run()
    assert not GroupKey.objects.exists()
    one_branch = ["Defensoría:autonomous", "Registro:autonomous", "Red:civil_society"]
    with pytest.raises(Mistake, match="Within one branch"):
        run(*(word for one in one_branch for word in ("--keyholder", one)))
    assert not GroupKey.objects.exists()
    said = run(*KEYHOLDERS)
    assert len(printed_shares(said)) == 3
    assert "no recovery" not in said
