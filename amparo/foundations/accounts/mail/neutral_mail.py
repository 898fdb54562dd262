"""The form of every mail: the same for every member and for every reason. No name, no code, no
place, no name of the service or of this machine, in no header either."""

from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.utils.translation import gettext as _
from django.utils.translation import override

NOBODY = "[127.0.0.1]"
"""The name that a mail server gets from its client, because it writes that into every mail."""


class QuietBackend(EmailBackend):
    """An SMTP backend that does not send the name of this machine."""

    @property
    def connection_class(self) -> Any:
        made = super().connection_class

        def connect(host: str, port: int, **given: Any) -> Any:
            return made(host, port, **{**given, "local_hostname": NOBODY})

        return connect


def sender() -> str:
    """Return the bare address: a name beside it could be read by bystanders."""
    return parseaddr(settings.MAIL_FROM)[1] or settings.MAIL_FROM


def neutral(address: str, mark: str) -> EmailMessage:
    """Return the mail that says something waits. `mark` is the same at each try of this very mail,
    so that a duplicate is recognised."""
    where = sender().rpartition("@")[2] or "localhost"
    with override(settings.LANGUAGE_CODE):
        return EmailMessage(
            subject=_("Something waits"),
            body=_("Please sign in."),
            from_email=sender(),
            to=[address],
            headers={"Message-ID": f"<{mark}@{where}>", "Auto-Submitted": "auto-generated"},
        )
