"""The examples of a site whose surfaces run apart are read by the programs they are for."""

import os
import re
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from amparo.cli.backups import sealed_file as container
from amparo.crypto.keys import new_pair
from tests.architecture.source import ROOT

EXAMPLES = ROOT / "docs" / "how-to" / "apart"
ONION = ROOT / "docs" / "how-to" / "onion-service.md"
# Where the example of a machine says one path, what lies there on this one.
AMPARO = "/opt/amparo/bin/amparo"
FILES = ["files.conf"]
DROP_INS = {"door": FILES, "desk": FILES, "portal": FILES, "onion": ["files.conf", "onion.conf"]}
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
SAFE_ENOUGH = 20  # of 100, as `systemd-analyze security` counts exposure: 13 is what they have


def tool(name):
    """The program, also where it lies among those of the superuser."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
    found = shutil.which(name, path=path)
    if found is None:
        pytest.skip(f"{name} is not installed here: apt-get install {name}")
    return found


def asked(*words, **more):
    return subprocess.run(words, capture_output=True, text=True, check=False, **more)


def with_paths(text, **paths):
    for before, after in paths.values():
        text = text.replace(before, str(after))
    return text


@pytest.fixture
def units(tmp_path):
    """The units of systemd as they would lie on a machine, of each surface one."""
    here = Path(sys.executable).with_name("amparo")
    made = []
    for path in sorted(EXAMPLES.glob("*.service")) + sorted(EXAMPLES.glob("*.timer")):
        text = path.read_text().replace(AMPARO, str(here))
        surfaces = ("door", "desk", "portal", "site", "onion") if "@" in path.name else ("",)
        for surface in surfaces:
            unit = tmp_path / path.name.replace("@", f"@{surface}")
            unit.write_text(text)
            made.append(unit)
    for surface, parts in DROP_INS.items():
        folder = tmp_path / f"amparo@{surface}.service.d"
        folder.mkdir()
        for part in parts:
            (folder / part).write_text((EXAMPLES / part).read_text().replace(AMPARO, str(here)))
    return made


def test_systemd_understands_the_units(units):
    said = asked(tool("systemd-analyze"), "verify", "--man=no", *map(str, units))
    assert (said.returncode, said.stderr) == (0, "")


def test_the_services_are_shut_in(units):
    for unit in (one for one in units if one.suffix == ".service"):
        said = asked(
            tool("systemd-analyze"),
            "security",
            "--offline=true",
            "--no-pager",
            f"--threshold={SAFE_ENOUGH}",
            str(unit),
        )
        assert said.returncode == 0, said.stdout[-300:]


def test_each_surface_has_an_account_and_secrets_of_its_own():
    unit = (EXAMPLES / "amparo@.service").read_text()
    for needed in (
        "User=amparo-%i",
        "LoadCredential=surface.toml:/srv/amparo/surfaces/%i.toml",
        "IPAddressDeny=any",
        "OOMPolicy=continue",
        "-/srv/amparo/site.toml",
        "-/srv/amparo/surfaces",
    ):
        assert needed in unit


@pytest.fixture
def pruning(tmp_path):
    """What the unit that removes backups does, in the place that it sees: of the site's folder a
    list of folders and nothing else. Five backups lie there; the day of four is over."""
    state, away = tmp_path / "state", tmp_path / "away"
    for folder in (state, away):
        folder.mkdir()
    now, key = timezone.now(), new_pair()
    for days in (50, 40, 35, 31, 1):
        at = now - timedelta(days=days)
        line = container.Line(made_at=at, until=at + timedelta(days=30), key="KEY", number=1)
        with (away / f"amparo-{days}.backup").open("xb") as sink:
            container.Writer(sink, line, public=key.public)
    (state / "backup.folders").write_text(f"{away}\n")
    unit = with_paths(
        (EXAMPLES / "amparo-prune.service").read_text(),
        program=(AMPARO, Path(sys.executable).with_name("amparo")),
        state=("/srv/amparo", state),
        away=("/srv/away", away),
    )
    return unit, state, away


def test_backups_are_removed_without_a_secret_a_database_or_a_network(pruning):
    unit, state, away = pruning
    said = dict(line.split("=", 1) for line in unit.splitlines() if "=" in line)
    assert (said["TemporaryFileSystem"], said["User"]) == (f"{state}:ro", "amparo")
    assert said["BindReadOnlyPaths"] == f"-{state}/backup.folders"
    assert (said["PrivateNetwork"], said["ReadWritePaths"]) == ("yes", str(away))
    assert {"LoadCredential", "EnvironmentFile"}.isdisjoint(said)
    env = dict([said["Environment"].split("=", 1)])
    done = asked(*said["ExecStart"].split(), env={"PATH": os.environ["PATH"], **env})
    assert done.returncode == 0, done.stderr
    left = {path.name for path in away.iterdir()}
    assert left == {"amparo-31.backup", "amparo-1.backup"}  # the newest two
    assert [path.name for path in state.iterdir()] == ["backup.folders"]


def test_the_guides_say_which_unit_removes_backups():
    for page in ("backup-and-restore.md", "separate-services.md"):
        assert "apart/amparo-prune.timer" in (ROOT / "docs" / "how-to" / page).read_text()


def test_nginx_understands_the_proxy(tmp_path):
    nginx, openssl = tool("nginx"), tool("openssl")
    pair = [tmp_path / "amparo.key", tmp_path / "amparo.pem"]
    made = asked(
        openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
        "-subj", "/CN=door.example", "-keyout", str(pair[0]), "-out", str(pair[1]),
    )  # fmt: skip
    assert made.returncode == 0
    text = with_paths(
        (EXAMPLES / "nginx.conf").read_text(),
        key=("/etc/ssl/private/amparo.key", pair[0]),
        certificate=("/etc/ssl/amparo.pem", pair[1]),
        log=("/var/log/nginx", tmp_path),
    )
    whole = tmp_path / "nginx.conf"
    kept = "".join(f"{one}_temp_path {tmp_path}/{one};\n" for one in TEMPORARY)
    whole.write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{kept}{text}\n}}\n")
    said = asked(nginx, "-t", "-e", str(tmp_path / "error"), "-c", str(whole))
    assert said.returncode == 0, said.stderr


def test_the_proxy_writes_nobody_down():
    for name in ("nginx.conf", "Caddyfile"):
        text = (EXAMPLES / name).read_text()
        logs = [line for line in text.splitlines() if "access_log" in line or "output file" in line]
        assert [line for line in logs if line.strip() != "access_log off;"] == []


def test_no_error_log_names_who_asked():
    """Below `emerg` each line of nginx ends with the client; Caddy's `http` logs hold it too."""
    for text in ((EXAMPLES / "nginx.conf").read_text(), ONION.read_text()):
        levels = re.findall(r"^\s*error_log \S+ (\w+);", text, re.MULTILINE)
        assert levels
        assert set(levels) == {"emerg"}
    caddy = (EXAMPLES / "Caddyfile").read_text()
    assert re.search(r"log default \{[^}]*\bexclude http\n", caddy)


def test_over_tor_each_circuit_is_counted_and_not_this_machine():
    text = (EXAMPLES / "nginx.conf").read_text()
    assert "limit_conn_zone $proxy_protocol_addr zone=circuits:" in text
    assert "limit_conn circuits" in text.partition("proxy_protocol;")[2]


def test_what_everybody_reads_reaches_no_sealed_file():
    unit = (EXAMPLES / "amparo@.service").read_text()
    assert "SupplementaryGroups" not in unit
    assert "ReadWritePaths" not in unit
    assert "site" not in DROP_INS
    page = (ROOT / "docs" / "how-to" / "separate-services.md").read_text()
    assert "--groups amparo-files" not in page
    for surface in DROP_INS:
        assert f"amparo@{surface}.service.d/" in page


def test_the_second_door_shares_no_folder_with_the_first():
    text = (EXAMPLES / "onion.conf").read_text()
    assert "AMPARO_RUN=/run/amparo-onion" in text
    assert "amparo-door" not in text
    assert "AMPARO_HTTPS=" not in text


def test_tor_understands_the_onion_service(tmp_path):
    tor = tool("tor")
    text = (EXAMPLES / "torrc").read_text().replace("/var/lib/tor/amparo-door/", f"{tmp_path}/hs/")
    (tmp_path / "torrc").write_text(text)
    words = ("--defaults-torrc", os.devnull, "--DataDirectory", str(tmp_path / "data"))
    said = asked(tor, "--verify-config", "-f", str(tmp_path / "torrc"), *words)
    assert said.returncode == 0, said.stdout


def test_caddy_understands_the_other_proxy(tmp_path):
    caddy = tool("caddy")
    home = {**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    words = ("validate", "--adapter", "caddyfile", "--config", str(EXAMPLES / "Caddyfile"))
    said = asked(caddy, *words, env=home)
    assert said.returncode == 0, said.stderr[-500:]
