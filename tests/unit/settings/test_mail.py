"""Where neutral alerts go: a mail server that the environment names, or files."""

import subprocess
import sys

import pytest
from django.core.mail.backends.smtp import EmailBackend

from amparo.settings import env  # noqa: TID251 - it is what is tried


def test_without_a_server_mails_become_files(tmp_path, monkeypatch):
    monkeypatch.delenv("AMPARO_MAIL_SERVER", raising=False)
    assert env.mailer(tmp_path)["OPTIONS"] == {"file_path": str(tmp_path)}


@pytest.mark.parametrize(
    ("named", "tls", "ssl"),
    [("smtp+tls", True, False), ("smtp+ssl", False, True), ("smtp", False, False)],
)
def test_a_server_is_asked_as_it_is_named(tmp_path, monkeypatch, named, tls, ssl):
    monkeypatch.setenv("AMPARO_MAIL_SERVER", f"{named}://aviso:two%20words@mail.example:2525")
    asked = EmailBackend(alias="default", **env.mailer(tmp_path)["OPTIONS"])
    assert (asked.host, asked.port) == ("mail.example", 2525)
    assert (asked.username, asked.password) == ("aviso", "two words")
    assert (asked.use_tls, asked.use_ssl) == (tls, ssl)


def test_the_real_settings_know_the_server(tmp_path):
    """Tests keep mails in memory: the real settings are asked in a process of their own."""
    code = "from django.conf import settings; print(settings.MAILERS['default']['OPTIONS']['host'])"
    environment = {
        "AMPARO_MAIL_SERVER": "smtp://mail.example:25",
        "AMPARO_STATE": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "amparo.settings.main",
    }
    said = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert said.stdout == "mail.example\n"
