"""`amparo backup`: its key, what it refuses, what it keeps and what it throws away."""

import re
from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from amparo.cli.backups import expired_backups as expiring
from amparo.cli.backups import sealed_file as container
from amparo.cli.backups import site_restoration as restoring
from amparo.cli.backups.sealed_file import Contents
from amparo.cli.backups.site_restoration import Place
from amparo.cli.command_errors import Mistake
from amparo.cli.commands.copies import backup, restore
from amparo.cli.commands.site.tick import JOBS
from amparo.crypto import shares
from amparo.crypto.keys import new_pair, pair_of
from amparo.foundations.accounts.models import GroupKey
from amparo.foundations.ledger.models import PublishedHead
from tests.terminals import on_a_terminal

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=30)


def run(*words):
    parser = ArgumentParser()
    backup.add_arguments(parser)
    return backup.run(parser.parse_args([str(word) for word in words]))


@pytest.fixture
def away(tmp_path):
    (tmp_path / "away").mkdir()
    return tmp_path / "away"


@pytest.fixture
def key(capsys, settings):
    """The secret of the backup key, from two of the printed shares."""
    settings.ALLOWED_HOSTS = ["localhost"]
    run("key")
    parts = re.findall(r"^Share \d+ of 3:\n {2}(.+)$", capsys.readouterr().out, re.MULTILINE)
    return shares.combine(parts[1:])


def test_its_shares_make_the_key_and_a_second_run_prints_none(key, capsys):
    assert pair_of(key).public == bytes(GroupKey.objects.get(kind="backup").public)
    with pytest.raises(Mistake, match="its shares were printed"):
        run("key")
    assert "Share" not in capsys.readouterr().out


def test_lost_shares_are_answered_by_another_key(key):
    run("key", "--anew")
    older, newer = GroupKey.objects.filter(kind="backup").order_by("number")
    assert (older.current, newer.current) == (False, True)
    assert pair_of(key).public == bytes(older.public)


def test_a_site_for_people_makes_no_key_whose_shares_nobody_answers_for(site, settings, capsys):
    settings.ALLOWED_HOSTS = ["amparo.example"]
    with pytest.raises(Mistake, match="Say who keeps each share"):
        run("key")
    with pytest.raises(Mistake, match="only being made"):
        run("key", *["--keyholder", "lost"] * 3)
    assert not GroupKey.objects.filter(kind="backup").exists()
    named = ["Defensoría:autonomous", "Red:civil_society", "Sala:judicial"]
    assert run("key", *(word for one in named for word in ("--keyholder", one))) == 0


def test_without_a_key_or_a_folder_nothing_is_made(tmp_path, site, settings):
    settings.ALLOWED_HOSTS = ["localhost"]
    with pytest.raises(Mistake, match="amparo backup key"):
        run("make", tmp_path)
    run("key")
    for folder in (tmp_path / "none", "/dev/null"):
        with pytest.raises(Mistake, match="is no folder"):
            run("make", folder)
    for days in ("0", "36501", "9" * 40):
        with pytest.raises(Mistake, match="1 to 36500"):
            run("make", tmp_path, "--keep", days)
    assert not list(tmp_path.iterdir())


def test_a_key_that_somebody_exchanged_seals_nothing(key, tmp_path):
    GroupKey.objects.filter(kind="backup").update(public=new_pair().public)
    with pytest.raises(Mistake, match="exchanged"):
        run("make", tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("what", ["check", "restored"])
def test_a_site_that_was_never_put_back_says_so(what, site):
    with pytest.raises(Mistake, match="not put back"):
        run(what)


@pytest.mark.parametrize("content", [b"", b"x" * 9000, b"amparo-backup/1 {}\n", b"amparo-backup/1"])
def test_what_is_no_backup_is_refused_before_a_share_is_asked_for(content, tmp_path, site):
    path = tmp_path / "one"
    path.write_bytes(content)
    parser = ArgumentParser()
    restore.add_arguments(parser)
    with pytest.raises(Mistake, match=r"no backup|cut or changed"):
        restore.run(parser.parse_args([str(path), "--rehearse"]))
    with pytest.raises(Mistake, match="No such file"):
        restore.run(parser.parse_args([str(tmp_path / "none"), "--rehearse"]))
    with pytest.raises(Mistake, match="goes with --rehearse"):
        restore.run(parser.parse_args([str(path), "--database", "postgres://x"]))


MADE = datetime(2020, 1, 1, tzinfo=UTC)
LINE = container.Line(made_at=MADE, until=MADE + MONTH, key="AAAA", number=1)


def written(away, name, made):
    line = container.Line(made_at=made, until=made + MONTH, key="AAAA", number=1)
    with (away / f"amparo-{name}.backup").open("wb") as sink:
        container.Writer(sink, line, public=new_pair().public)


def test_those_whose_time_is_over_go_and_what_is_not_ours_stays(away):
    made = MADE
    written(away, "old", made)
    for day, name in enumerate(("newer", "newest"), 1):
        written(away, name, made + timedelta(days=day))
    (away / "amparo-other.backup").write_bytes(b"something else")
    (away / "notes.txt").write_bytes(b"mine")
    moment = timedelta(seconds=1)
    assert expiring.throw_away([away], at=made + MONTH - moment) == []
    assert expiring.throw_away([away], at=made + MONTH) == [away / "amparo-old.backup"]
    assert {path.name for path in away.iterdir()} == {
        "amparo-newer.backup",
        "amparo-newest.backup",
        "amparo-other.backup",
        "notes.txt",
    }


@pytest.mark.sqlite("a backup of a server is made by pg_dump, which sees no open transaction")
def test_a_clock_that_is_set_ahead_leaves_the_newest_two(key, away, monkeypatch, capsys):
    for day in range(5):
        written(away, f"2020010{day}", MADE + timedelta(days=day))
    monkeypatch.setattr(timezone, "now", lambda: MADE + timedelta(days=4000))
    assert run("make", away) == 0
    said = capsys.readouterr().out
    left = sorted(path.name for path in away.glob("*.backup"))
    assert len(left) == 2
    assert left[0] == "amparo-20200104.backup"
    assert "amparo-20200104.backup: its time is over, and it is still here" in said
    assert said.count("its time is over, removed") == 4


def test_a_folder_or_what_may_not_be_read_keeps_no_old_one_from_going(away, monkeypatch):
    for day in range(3):
        written(away, f"2020010{day}", MADE + timedelta(days=day))
    (away / "amparo-folder.backup").mkdir()
    (away / "amparo-gone.backup").symlink_to(away / "nowhere")
    over = MADE + timedelta(days=90)
    assert expiring.throw_away([away], at=over) == [away / "amparo-20200100.backup"]
    written(away, "20200100", MADE)
    monkeypatch.setattr(Path, "unlink", lambda _path: (_ for _ in ()).throw(PermissionError()))
    assert expiring.throw_away([away], at=over) == []


@pytest.fixture
def state(settings, tmp_path):
    settings.STATE = settings.RUN = tmp_path / "site"
    settings.STATE.mkdir()
    return settings.STATE


def head_of(day):
    content = {"root": b"r" * 32, "begins": b"b" * 32, "key": b"k" * 32, "signature": b"s" * 64}
    size = (day - MADE).days * 256 + 256
    PublishedHead.objects.create(size=size, day=day.date(), after=0, path="", **content)


def test_where_no_backup_is_made_any_more_the_jobs_remove_those_whose_day_is_over(state, away):
    """In every folder that backups were written to; the newest two of all stay."""
    elsewhere = away.with_name("elsewhere")
    elsewhere.mkdir()
    for folder in (away, elsewhere, away):
        expiring.note_folder(folder)
    assert expiring.folders() == [away, elsewhere]
    for day in range(3):
        written(away, f"2020010{day}", MADE + timedelta(days=day))
        written(elsewhere, f"2020011{day}", MADE + timedelta(days=10 + day))
    now = MADE + timedelta(days=90, hours=12)
    for days in (1, 0):
        head_of(now - timedelta(days=days))
    job = dict(JOBS)["backups whose day is over"]
    job(at=now)
    assert not list(away.iterdir())
    assert {one.name for one in elsewhere.iterdir()} == {
        "amparo-20200111.backup",
        "amparo-20200112.backup",
    }
    job(at=now + timedelta(days=900))
    assert len(list(elsewhere.iterdir())) == 2


def test_a_clock_that_jumped_is_believed_by_no_job_before_a_day_went_by(state, away):
    expiring.note_folder(away)
    for day in range(5):
        written(away, f"2020010{day}", MADE + timedelta(days=day))
    head_of(MADE + timedelta(days=4))
    head_of(MADE + timedelta(days=5))
    ahead = MADE + timedelta(days=4000, hours=12)
    assert expiring.expire(at=ahead) == []
    head_of(ahead)
    assert expiring.expire(at=ahead + timedelta(hours=5)) == []
    head_of(ahead + timedelta(days=1))
    assert len(expiring.expire(at=ahead + timedelta(days=1))) == 3


def test_before_two_days_were_signed_no_job_removes_any(state, away):
    expiring.note_folder(away)
    for day in range(5):
        written(away, f"2020010{day}", MADE + timedelta(days=day))
    assert expiring.expire(at=MADE + timedelta(days=90)) == []


def test_whose_day_is_over_may_be_removed_by_hand_where_jobs_may_not(state, away, capsys, settings):
    expiring.note_folder(away)
    for day in range(3):
        written(away, f"2020010{day}", MADE + timedelta(days=day))
    settings.SURFACE = "jobs"
    assert expiring.expire(at=timezone.now()) == []
    settings.SURFACE = ""
    assert run("prune") == 0
    said = capsys.readouterr().out
    assert "amparo-20200100.backup: its time is over, removed." in said
    assert (
        "amparo-20200102.backup: its time is over, and it is still here: the newest 2 stay" in said
    )
    with pytest.raises(Mistake, match="is no folder"):
        run("prune", away / "none")


@pytest.mark.sqlite("a backup of a server is made by pg_dump, which sees no open transaction")
def test_a_folder_that_a_backup_was_written_to_is_kept_in_mind(key, away, state, settings):
    (state / "site.toml").touch()
    (state / "signing.key").touch()
    assert run("make", away) == 0
    assert expiring.folders() == [away]


@pytest.mark.sqlite("a backup of a server is made by pg_dump, which sees no open transaction")
def test_on_a_terminal_a_backup_and_its_way_back_say_how_far_they_are(
    key, away, state, tmp_path, capsys
):
    (state / "site.toml").write_bytes(bytes(3_000_000))
    (state / "signing.key").touch()
    with on_a_terminal() as terminal:
        assert run("make", away) == 0
        lines = terminal.lines()
        [path] = away.glob("*.backup")
        line, own_key = restoring.open_line(path, key)
        restoring.put_back(path, line, own_key, Place(tmp_path / "back", ""))
        lines += terminal.lines()
    for said in ("Sealed", "Read back", "Compared", "Unpacked"):
        first, *_between, last = [one for one in lines if one.startswith(f"{said}: ")]
        assert re.fullmatch(rf"{said}: 0\.0/\d\.\d MB \(0 %\)", first)
        assert re.fullmatch(rf"{said}: (\d\.\d)/\1 MB \(100 %\)", last)
    assert lines[-1] == ""
    path.unlink()
    capsys.readouterr()
    assert run("make", away) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("words", "code"), [("", 1), ("ten words", 0)])
def test_a_rehearsal_in_which_no_words_were_tried_is_none(words, code, monkeypatch, tmp_path):
    tried = []

    def run_there(_place, *typed, **_more):
        tried.append(typed)
        return 0

    monkeypatch.setattr(Place, "run", run_there)
    monkeypatch.setattr(restoring, "read_line", lambda _: (LINE, b""))
    monkeypatch.setattr(restoring, "open_line", lambda *_: (LINE, b""))
    monkeypatch.setattr(restoring, "put_back", lambda *_: Contents("1", "sqlite", "1:00", {}))
    monkeypatch.setattr("amparo.cli.ceremony.share_input.combined", lambda: b"")
    monkeypatch.setattr("amparo.cli.ceremony.share_input.line", lambda _: words)
    parser = ArgumentParser()
    restore.add_arguments(parser)
    assert restore.run(parser.parse_args([str(tmp_path / "x.backup"), "--rehearse"])) == code
    assert (("backup", "words") in tried) is bool(words)
