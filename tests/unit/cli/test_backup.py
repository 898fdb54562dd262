"""`amparo backup`: its key, what it refuses, what it keeps and what it throws away."""

import re
from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from amparo.cli import backup, restore
from amparo.cli.backups import container, taking
from amparo.cli.mistakes import Mistake
from amparo.foundations.access.models import GroupKey
from amparo.sealing import shares
from amparo.sealing.keys import new_pair, pair_of

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
def key(capsys):
    """The secret of the backup key, from two of the printed shares."""
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


def test_without_a_key_or_a_folder_nothing_is_made(tmp_path, site):
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
    assert taking.throw_away(away, at=made + MONTH - moment) == []
    assert taking.throw_away(away, at=made + MONTH) == [away / "amparo-old.backup"]
    assert {path.name for path in away.iterdir()} == {
        "amparo-newer.backup",
        "amparo-newest.backup",
        "amparo-other.backup",
        "notes.txt",
    }


@pytest.mark.sqlite
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
    assert taking.throw_away(away, at=over) == [away / "amparo-20200100.backup"]
    written(away, "20200100", MADE)
    monkeypatch.setattr(Path, "unlink", lambda _path: (_ for _ in ()).throw(PermissionError()))
    assert taking.throw_away(away, at=over) == []
