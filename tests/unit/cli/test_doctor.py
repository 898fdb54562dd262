"""`amparo doctor` names each danger and what to do; `amparo serve` refuses what is unsafe."""

import os
import socket
from argparse import ArgumentParser, Namespace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import environ
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from amparo.cli.command_errors import Mistake
from amparo.cli.commands.site import doctor, serve
from amparo.cli.commands.site.tick import BEAT, tick
from amparo.cli.health import dated_findings as time
from amparo.cli.health import key_findings as keys
from amparo.cli.health import setup_findings as place
from amparo.cli.health import start_up_findings as start
from amparo.crypto.keys import new_pair
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.credentials.keyholders import (
    PROPOSED_FOR,
    Holder,
    hold_shares,
    propose_key,
)
from amparo.foundations.accounts.events import BackupMade
from amparo.foundations.accounts.models import (
    GroupKey,
    Keyholder,
    Member,
    OutgoingMail,
    ProposedKey,
    ShareSet,
)
from amparo.foundations.accounts.services import make_group
from amparo.foundations.intake.events import KeyLeftOut
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import record
from amparo.law import load_protocol
from tests.unit.cli.test_ledger import unguarded  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db

PLAINLY = Namespace(
    host="127.0.0.1",
    port=0,
    no_tick=True,
    surface=None,
    known_break=[],
    clock_is_right=False,
)
"""What `amparo serve` is given where somebody types nothing more."""


@pytest.fixture
def healthy(rosa, olga, settings, tmp_path, monkeypatch):
    """A site on which nothing is wrong, in a folder of its own."""
    settings.STATE = settings.RUN = tmp_path / "site"
    settings.UPLOADS = settings.STATE / "uploads"
    settings.UPLOADS.mkdir(parents=True, mode=0o700)
    settings.STATE.chmod(0o700)
    (settings.STATE / "site.toml").touch(mode=0o600)
    settings.SIGN_IN_COST = "default"
    settings.ALLOWED_HOSTS = ["amparo.example", "localhost"]
    settings.SECURE_TRANSPORT = True
    settings.ELSEWHERE = "https://elsewhere.example/"
    now = timezone.now()
    make_group("backup", "", public=new_pair().public, by=SYSTEM, at=now)
    holders = [Holder("Red", "civil_society"), Holder("Sala", "judicial")]
    recovery = GroupKey.objects.get(kind="recovery")
    hold_shares(recovery, needed=2, holders=holders, by=SYSTEM, at=now)
    monkeypatch.setattr(time, "_follows_another", lambda: True)
    until = (now + timedelta(days=30)).date()
    record(BackupMade(about="backup", number=1, until=until), by=SYSTEM, at=now)
    assert tick(now)
    return settings


def looked_over(capsys, *words):
    parser = ArgumentParser()
    doctor.add_arguments(parser)
    code = doctor.run(parser.parse_args(words))
    return code, capsys.readouterr().out


def dangers(said):
    return [line for line in said.splitlines() if line.startswith("DANGER")]


def test_a_healthy_site_has_no_danger_and_one_advice_at_most(healthy, capsys):
    code, said = looked_over(capsys)
    assert dangers(said) == []
    assert code == 0


def test_advice_alone_is_no_danger(healthy, capsys):
    healthy.ELSEWHERE = ""
    code, said = looked_over(capsys)
    assert "Advice: Where nobody can read a letter" in said
    assert code == 0


def test_a_site_that_names_nobody_to_whom_holes_are_told_is_advised_to(healthy, capsys):
    assert "whom to tell" in looked_over(capsys)[1]
    healthy.SECURITY_CONTACT = ["mailto:seguridad@site.example"]
    code, said = looked_over(capsys)
    assert "whom to tell" not in said
    assert code == 0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"ALLOWED_HOSTS": ["*"]}, "lets any name in"),
        ({"SECURE_TRANSPORT": False}, "amparo.example would be served without HTTPS"),
        ({"SIGN_IN_COST": "test"}, "kept at the cost of tests"),
    ],
)
def test_settings_that_are_unsafe(change, sentence, healthy, capsys):
    for name, value in change.items():
        setattr(healthy, name, value)
    code, said = looked_over(capsys)
    assert [sentence in line for line in dangers(said)] == [True]
    assert code == 1
    with pytest.raises(Mistake, match=sentence):
        serve.run(PLAINLY)


FAR = {"ENGINE": "django.db.backends.postgresql", "HOST": "db.example", "PASSWORD": "x"}
SEALED = {"OPTIONS": {"sslmode": "verify-full"}}


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"OPTIONS": {}}, "db.example is asked without TLS"),
        ({"OPTIONS": {"sslmode": "disable"}}, "db.example is asked without TLS"),
        ({"OPTIONS": {"sslmode": "prefer"}}, "db.example is asked without TLS"),
        ({"OPTIONS": {}, "HOST": "127.0.0.1,10.0.0.7"}, "The database at 10.0.0.7 is asked"),
        ({"OPTIONS": {"host": "10.0.0.8"}, "HOST": ""}, "The database at 10.0.0.8 is asked"),
        ({**SEALED, "PASSWORD": ""}, "db.example is asked without a password"),
    ],
)
def test_a_database_elsewhere_that_is_asked_in_the_open(
    more, sentence, healthy, capsys, monkeypatch
):
    for name, value in {**FAR, **more}.items():
        monkeypatch.setitem(connection.settings_dict, name, value)
    code, said = looked_over(capsys)
    assert [sentence in line for line in dangers(said)] == [True]
    assert code == 1
    with pytest.raises(Mistake, match=sentence):
        serve.run(PLAINLY)


@pytest.mark.parametrize(
    "more",
    [
        SEALED,
        {"OPTIONS": {"sslmode": "require"}},
        {"OPTIONS": {"sslmode": "verify-ca", "sslcert": "/etc/amparo.crt"}, "PASSWORD": ""},
        {"OPTIONS": {}, "HOST": "", "PASSWORD": ""},
        {"OPTIONS": {}, "HOST": "/run/postgresql", "PASSWORD": ""},
        {"OPTIONS": {}, "HOST": "localhost"},
        {"OPTIONS": {}, "HOST": "::1"},
    ],
)
def test_a_database_here_or_by_tls_may_be_served(more, healthy, capsys, monkeypatch):
    for name, value in {**FAR, **more}.items():
        monkeypatch.setitem(connection.settings_dict, name, value)
    code, said = looked_over(capsys)
    assert code == 0, said
    assert ("does not show who it is" in said) is ("require" in str(more))


def test_the_address_of_a_database_is_read_as_it_is_written():
    """What `?sslmode=` becomes, and that without it nothing stands there."""
    for query, mode in (("?sslmode=require", "require"), ("", None)):
        asked = environ.Env.db_url_config(f"postgres://amparo:x@db.example/amparo{query}")
        assert (asked["HOST"], asked.get("OPTIONS", {}).get("sslmode")) == ("db.example", mode)


@pytest.mark.parametrize("hosts", [["127.0.0.1", "[::1]", "localhost"], ["abcdef.onion"]])
def test_what_stays_here_or_is_sealed_on_the_way_needs_no_https(hosts, healthy, capsys):
    healthy.ALLOWED_HOSTS, healthy.SECURE_TRANSPORT = hosts, False
    assert looked_over(capsys)[0] == 0


@pytest.mark.parametrize(
    ("name", "mode"), [(".", 0o020), (".", 0o002), ("site.toml", 0o040), ("uploads", 0o001)]
)
def test_files_that_others_may_open_or_replace(name, mode, healthy, capsys):
    path = Path(healthy.STATE) / name
    path.chmod(path.stat().st_mode | mode)
    code, said = looked_over(capsys)
    assert "Other accounts of this machine may open or replace" in dangers(said)[0]
    assert code == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a file away")
def test_files_of_another_account(healthy, capsys):
    os.chown(Path(healthy.STATE) / "site.toml", 65534, -1)
    assert "belongs to another account" in looked_over(capsys)[1]


def test_a_disk_that_is_nearly_full(healthy, monkeypatch):
    monkeypatch.setattr(place, "ROOM", 10**15)
    (found,) = [one for one in place.crowded() if "MiB left" in one.says]
    assert found.danger


def test_files_that_are_on_record_and_gone_from_the_disk(healthy, client, capsys):
    healthy.ALLOWED_HOSTS = ["testserver"]
    photo = SimpleUploadedFile("carta.jpg", b"\xff\xd8\xff\xe0" + b"ink" * 40)
    client.post("/urgent/", {"facts": "Me siguen.", "recording": photo})
    assert not list(place.torn())
    for path in healthy.UPLOADS.glob("??/*"):
        path.unlink()
    code, said = looked_over(capsys)
    assert Filing.objects.get().code in next(one for one in said.splitlines() if "on record" in one)
    assert code == 1


def test_a_key_that_was_left_out_is_a_danger_for_a_month(healthy):
    now = timezone.now()
    record(KeyLeftOut(about="AAAA-0001", holder="person", whom=""), by=SYSTEM, at=now)
    [found] = keys.left_out(now + timedelta(days=29))
    assert found.danger
    assert "beside 1 cases" in found.says
    assert list(keys.left_out(now + timedelta(days=31))) == []


def test_a_key_that_was_exchanged_is_a_danger_and_stops_the_site(healthy, capsys):
    GroupKey.objects.filter(kind="recovery").update(public=new_pair().public)
    code, said = looked_over(capsys)
    assert "The key of recovery is not the one on record." in said
    assert code == 1
    with pytest.raises(Mistake, match="not the one on record"):
        serve.run(PLAINLY)


def test_keys_that_are_missing(healthy, capsys):
    Keyholder.objects.all().delete()
    ShareSet.objects.all().delete()
    GroupKey.objects.filter(kind__in=["recovery", "backup"]).delete()
    said = looked_over(capsys)[1]
    assert "There is no recovery key. Run: amparo init" in said
    assert "There is no backup key" in said
    assert "Requests are closed" in said


def test_a_key_that_who_left_still_knows(healthy, rosa, capsys):
    Member.objects.filter(pk=rosa.member.pk).update(active=False)
    said = looked_over(capsys)[1]
    assert "Who left still knows the key reception" in said
    assert "Requests are closed" in said


def test_one_alone_with_the_key_of_the_reception(healthy):
    assert "One person alone" in next(iter(keys.known_or_alone())).says


def test_one_who_manages_the_team_alone(healthy, saul, enrolled):
    def told():
        return [one for one in keys.known_or_alone() if "alone manages" in one.says]

    assert len(told()) == 1
    assert not told()[0].danger
    enrolled("Sara Luna", "supervisor")
    assert told() == []


def test_a_clock_behind_the_record(healthy):
    now = timezone.now()
    assert list(time.clock(now)) == []
    (found,) = time.clock(now - timedelta(hours=2))
    assert "the record ends at" in found.says


@pytest.mark.parametrize(
    ("kernel", "danger", "sentence"),
    [(True, None, ""), (False, False, "No other clock keeps"), (None, False, "is unknown")],
)
def test_a_clock_that_nobody_keeps_right(healthy, monkeypatch, kernel, danger, sentence):
    """Ahead of the record it contradicts nothing here: who sets it is asked."""
    monkeypatch.setattr(time, "_follows_another", lambda: kernel)
    found = list(time.kept_right(timezone.now()))
    assert [one.danger for one in found] == ([] if danger is None else [danger])
    assert all(sentence in one.says for one in found)


def test_what_the_kernel_says_of_its_clock(monkeypatch):
    for said, meant in ((0, True), (4, True), (5, False), (-1, None)):
        kernel = SimpleNamespace(adjtimex=lambda _, said=said: said)
        monkeypatch.setattr("ctypes.CDLL", lambda _, kernel=kernel: kernel)
        assert time._follows_another() is meant  # noqa: SLF001
    monkeypatch.setattr("ctypes.CDLL", lambda _: SimpleNamespace())
    assert time._follows_another() is None  # noqa: SLF001


def test_keyholders_that_nobody_noted_are_a_danger_once_the_key_is_two_weeks_old(healthy):
    now = timezone.now()
    assert [one.danger for one in keys.in_shares(now) if "nobody has noted" in one.says] == [False]
    late = now + timedelta(days=15)
    found = [one for one in keys.in_shares(late) if "nobody has noted" in one.says]
    assert [(one.danger, "backup" in one.says) for one in found] == [(True, True)]


def test_jobs_that_do_not_run(healthy):
    now = timezone.now()
    beat = Path(healthy.STATE) / BEAT
    past = now.timestamp() - 600
    os.utime(beat, (past, past))
    assert "have not run whole for 10 minutes" in next(time.jobs(now)).says
    beat.unlink()
    assert "never ran whole" in next(time.jobs(now)).says


def test_a_job_that_fails_is_no_heartbeat(healthy, monkeypatch):
    def broken(*, at):
        raise OSError

    (Path(healthy.STATE) / BEAT).unlink()
    monkeypatch.setattr("amparo.cli.commands.site.tick.JOBS", (("broken", broken),))
    assert not tick(timezone.now())
    assert not (Path(healthy.STATE) / BEAT).exists()


def test_backups_that_are_old_or_gone(healthy):
    now = timezone.now()
    assert list(time.backups(now + timedelta(days=1))) == []
    assert "The last backup is of" in next(time.backups(now + timedelta(days=3))).says
    record(BackupMade(about="backup", number=1, until=now.date()), by=SYSTEM, at=now)
    assert "The day of the last backup is over" in next(time.backups(now)).says


def test_no_backup_was_ever_made(site):
    assert "No backup was ever made." in next(time.backups(timezone.now())).says


def test_a_calendar_that_ends_soon(healthy):
    until = load_protocol(healthy.PROTOCOL).known_until
    now = timezone.now()
    (soon,) = time.calendar(now + (until - now.date()) - timedelta(days=30))
    (over,) = time.calendar(now + (until - now.date()) + timedelta(days=1))
    assert (soon.danger, over.danger) == (False, True)
    assert list(time.calendar(now)) == []


def test_a_record_that_was_changed(healthy, unguarded, capsys):  # noqa: F811 - the fixture
    unguarded.execute("UPDATE ledger_entry SET about = 'other' WHERE sequence = 2")
    code, said = looked_over(capsys)
    assert "The record does not hold at 2" in said
    assert code == 1
    assert "does not hold" not in looked_over(capsys, "--quick")[1]


@pytest.mark.postgresql("migrations")
def test_tables_that_are_older_than_this_version(healthy, capsys):
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE app = 'accounts' AND name ="
            " (SELECT max(name) FROM django_migrations WHERE app = 'accounts')"
        )
    code, said = looked_over(capsys)
    assert dangers(said) == ["DANGER: The tables are older than this version. Run: amparo init"]
    assert code == 1


def test_a_certificate_that_nothing_shows(healthy, capsys):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
    code, said = looked_over(capsys, "--certificate", f"127.0.0.1:{port}")
    assert f"127.0.0.1:{port} does not answer as a browser asks" in said
    assert code == 1


@pytest.mark.parametrize(("days", "told"), [(13, True), (15, False), (-1, True)])
def test_a_certificate_that_ends_soon_of_each_address_of_the_site(
    days, told, healthy, capsys, monkeypatch
):
    healthy.ADDRESSES = {
        "door": "https://door.example",
        "desk": "https://desk.example:8443",
        "site": "http://abcdef.onion",
    }
    ends, asked = timezone.now() + timedelta(days=days, minutes=5), []

    def answer(host, port):
        asked.append((host, port))
        return ends

    monkeypatch.setattr(time, "_ends", answer)
    code, said = looked_over(capsys)
    assert asked == [("door.example", 443), ("desk.example", 8443)]
    sentence = f"The certificate of desk.example:8443 ends on {ends:%Y-%m-%d}"
    assert (sentence in said, code) == (told, int(told))
    asked.clear()
    looked_over(capsys, "--quick", "--certificate", "other.example")
    assert asked == [("other.example", 443)]


def test_a_site_that_is_not_set_up_says_so(settings, tmp_path):
    settings.STATE = tmp_path
    with pytest.raises(Mistake, match="amparo init"):
        doctor.run(Namespace(certificate=None, quick=True))


def test_a_record_that_nobody_signs_is_a_danger(healthy, capsys):
    later = timezone.now() + timedelta(days=3)
    assert next(one.says for one in time.published(later)).startswith("No head of the record")
    assert list(time.published(timezone.now())) == []
    healthy.SIGNING_KEY = b""
    _, said = looked_over(capsys)
    assert "DANGER: There is no key to sign the record with. Run: amparo init" in said


def test_a_mail_that_nobody_could_send_for_a_day(healthy, rosa, capsys):
    now = timezone.now()
    waits = {"tries": 9, "put_at": now - timedelta(hours=25), "next_at": now}
    OutgoingMail.objects.create(member=rosa.member, why=b"x" * 32, trouble="SMTPException", **waits)
    code, said = looked_over(capsys)
    assert code == 1
    assert "cannot be sent" in "".join(dangers(said))


def test_a_site_that_names_no_mail_server_wakes_nobody(healthy, capsys):
    """As dangerous as one that has sent none for a day, and it never says so by itself."""
    healthy.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.filebased.EmailBackend"}}
    code, said = looked_over(capsys)
    assert [line for line in dangers(said) if "nobody is woken" in line] == dangers(said)
    assert code == 1


@pytest.mark.parametrize(
    ("address", "tells"),
    [
        ("aviso@correo.example", False),
        ("Amparo <aviso@correo.example>", False),  # a name beside it never leaves
        ("amparo@correo.example", True),
        ("aviso@amparo.example", True),
        ("aviso@mail.amparo.example", True),
    ],
)
def test_a_sender_that_says_what_this_is(healthy, capsys, address, tells):
    healthy.MAIL_FROM = address
    code, said = looked_over(capsys)
    assert ("Mails come from" in said) is tells
    assert code == 0


def starting():
    return [one.says for one in start.refused(timezone.now())]


def test_nothing_of_a_healthy_site_keeps_it_from_starting(healthy):
    assert starting() == []
    assert list(start.told(timezone.now())) == []


def typed(*words):
    parser = ArgumentParser()
    serve.add_arguments(parser)
    return parser.parse_args(words)


def test_all_at_which_it_does_not_hold_is_said_and_typed_as_ranges(healthy, monkeypatch):
    """However many there are, one more start is enough."""
    torn = [-4, -3, 7, *range(120, 420), *range(500, 600, 2)]
    monkeypatch.setattr(start, "torn_at", lambda: torn)
    [found] = start.refused(timezone.now())
    assert "does not hold at -4--3, 7, 120-419, 500, 502, " in found.says
    words = found.do.partition("amparo serve ")[2].partition(start.DOOR_ALONE)[0].split()
    assert words[:5] == ["--known-break=-4--3", *("--known-break", "7", "--known-break", "120-419")]
    known = typed(*words).known_break
    assert list(start.refused(timezone.now(), known=known)) == []
    [said] = start.told(timezone.now(), known=known)
    assert "does not hold at -4--3, 7, 120-419, 500" in said.says
    torn.append(601)
    [found] = start.refused(timezone.now(), known=known)
    assert "does not hold at 601:" in found.says


@pytest.mark.parametrize("odd", ["", "x", "419-120", "1-", "1-2-3", "1,2", "1" * 5000])
def test_what_is_no_number_and_no_range_of_them_is_no_known_break(odd, capsys):
    with pytest.raises(SystemExit):
        typed(f"--known-break={odd}")
    assert "--known-break" in capsys.readouterr().err


def test_parsers_without_fences_start_no_desk_and_the_door_alone(healthy, monkeypatch):
    monkeypatch.setattr(place, "reached_all_the_same", lambda: ["network", "others"])
    with pytest.raises(Mistake, match="could open a connection") as refused:
        serve.run(PLAINLY)
    assert "where it has them" in str(refused.value)
    assert "other processes" not in str(refused.value)
    healthy.SURFACES = ["door", "site"]
    assert starting() == []


@pytest.mark.parametrize(
    ("part", "asks"),
    [
        ("door", set()),
        ("desk", {"record", "clock", "fences", "keyholders"}),
        ("portal", {"clock"}),
        ("site", set()),
        ("", {"record", "clock", "fences", "signs", "keyholders"}),
    ],
)
def test_each_surface_asks_what_it_may_read(part, asks, healthy, monkeypatch):
    asked = set()

    def put(where, name, what):
        def look(*_):
            asked.add(what)
            return []

        monkeypatch.setattr(where, name, look)

    put(start, "torn_at", "record")
    put(time, "clock", "clock")
    put(time, "unsigned", "signs")
    put(place, "fences", "fences")
    put(keys, "without_keyholders", "keyholders")
    healthy.SURFACE, healthy.SURFACES = part, [part] if part else healthy.SURFACES
    list(start.refused(timezone.now()))
    assert asked == asks


@pytest.mark.postgresql("moments that only one database holds")
def test_a_newest_entry_whose_moment_nobody_can_read_starts_no_desk_and_says_why(
    healthy,
    unguarded,  # noqa: F811 - the fixture
    capsys,
):
    """No flag would help a process that ends in an error of its own."""
    odd = "2026-13-45 00:00:00" if connection.vendor == "sqlite" else "infinity"
    last = Entry.objects.latest("sequence").sequence
    unguarded.execute("UPDATE ledger_entry SET at = %s WHERE sequence = %s", [odd, last])
    at, known = timezone.now(), [range(last, last + 1)]
    [found] = start.refused(at, known=known)
    assert ("cannot be read" in found.says, "--clock-is-right" in found.do) == (True, True)
    assert list(start.refused(at, known=known, clock_is_right=True)) == []
    [clock, broken] = start.told(at, known=known)
    assert ("cannot be read" in clock.says, "for known" in broken.says) == (True, True)
    every, healthy.SURFACES = healthy.SURFACES, ["door", "site"]
    assert (starting(), list(start.told(at))) == ([], [])
    healthy.SURFACES = every
    code, said = looked_over(capsys, "--quick")
    assert code == 1
    assert "The moment of the newest entry cannot be read" in said


@pytest.mark.postgresql("moments that only one database holds")
def test_what_is_on_record_of_keys_is_read_whatever_moment_somebody_wrote_beside_it(
    healthy,
    unguarded,  # noqa: F811 - the fixture
):
    odd = "2026-13-45 00:00:00" if connection.vendor == "sqlite" else "infinity"
    unguarded.execute("UPDATE ledger_entry SET at = %s WHERE event = 'GroupKeyMade'", [odd])
    assert list(keys.exchanged()) == []
    assert list(keys.without_two()) == []


def test_a_site_for_people_of_which_nobody_keeps_the_shares_is_in_danger_at_once(healthy, capsys):
    Keyholder.objects.all().delete()
    ShareSet.objects.all().delete()
    said = looked_over(capsys)[1]
    assert "DANGER: This site has no recovery that anybody answers for" in said
    with pytest.raises(Mistake, match=r"no recovery .* amparo keys held"):
        serve.run(PLAINLY)
    healthy.ALLOWED_HOSTS, healthy.SECURE_TRANSPORT = ["localhost"], False
    assert starting() == []
    assert "Advice: This site has no recovery" in looked_over(capsys)[1]


def test_without_the_desk_or_with_another_key_proposed_such_a_site_starts_and_says_it(healthy):
    Keyholder.objects.all().delete()
    ShareSet.objects.all().delete()
    [said] = start.refused(timezone.now())
    assert "amparo keys another" in said.do
    assert "AMPARO_SURFACES=door,site amparo serve" in said.do
    every, healthy.SURFACES = healthy.SURFACES, ["door", "site"]
    assert starting() == []
    healthy.SURFACES = every
    holders = [Holder("Red", "civil_society"), Holder("Sala", "judicial")]
    now = timezone.now()
    propose_key(new_pair().public, needed=2, holders=holders, by=SYSTEM, at=now)
    assert starting() == []
    said, waits = start.told(now)
    assert (said.danger, "no recovery that anybody answers for" in said.says) == (True, True)
    assert f"until {now + PROPOSED_FOR:%Y-%m-%d}, and no longer" in waits.says
    ProposedKey.objects.all().delete()
    assert len(starting()) == 1


@pytest.fixture
def unanswered(healthy):
    """A site of which nobody keeps the shares, for which another key is proposed."""
    Keyholder.objects.all().delete()
    ShareSet.objects.all().delete()

    def propose(at, public=new_pair().public):  # noqa: B008 - the same one each time
        holders = [Holder("Red", "civil_society"), Holder("Sala", "judicial")]
        propose_key(public, needed=2, holders=holders, by=SYSTEM, at=at)

    return propose


def test_a_key_that_nobody_signs_for_starts_a_desk_for_a_while_and_not_for_ever(unanswered, capsys):
    now = timezone.now()
    unanswered(now - PROPOSED_FOR + timedelta(hours=1))
    assert starting() == []
    assert "two members have not signed for it yet" in looked_over(capsys)[1]
    unanswered(now - PROPOSED_FOR - timedelta(hours=1))
    [said] = start.refused(timezone.now())
    assert "starts no desk any more" in said.do
    assert "propose that very key again (amparo keys another)" in said.do
    assert "starts no desk any more" in looked_over(capsys)[1]
    unanswered(now)
    assert starting() == []


@pytest.mark.postgresql("moments that only one database holds")
def test_nor_does_one_of_a_moment_that_is_none_or_is_to_come(unanswered, capsys):
    unanswered(timezone.now())
    ProposedKey.objects.update(proposed_at=timezone.now() + timedelta(days=400))
    assert len(starting()) == 1
    odd = ("rubbish", "2026-13-45 00:00:00") if connection.vendor == "sqlite" else ("infinity",)
    for moment in odd:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE accounts_proposedkey SET proposed_at = %s", [moment])
        assert len(starting()) == 1
        assert "or nobody can read since when" in looked_over(capsys)[1]


def test_a_proposal_is_no_danger_where_the_shares_of_the_present_key_are_kept(healthy, capsys):
    at = timezone.now() - timedelta(days=900)
    holders = [Holder("Red", "civil_society"), Holder("Sala", "judicial")]
    propose_key(new_pair().public, needed=2, holders=holders, by=SYSTEM, at=at)
    assert starting() == []
    code, said = looked_over(capsys)
    assert (code, "Advice: Another recovery key was proposed" in said) == (0, True)


def test_shares_that_are_lost_start_a_site_and_are_said_each_time(healthy):
    Keyholder.objects.update(lost=True)
    assert starting() == []
    [said] = start.told(timezone.now())
    assert "too few shares are left" in said.says
