"""The browser of one person: cookies, pages, forms. Loopback only, no JavaScript."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

from amparo.cli.walk.page_reader import Form, Given, Page, read_page

REDIRECTS = frozenset({301, 302, 303, 307, 308})
SENT_AGAIN = frozenset({307, 308})  # the same method and body once more
MOST_REDIRECTS = 5
PATIENCE = 60  # seconds


class Unexpected(Exception):
    """A page's answer differs from what the demo needs; carries the page and its content."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to send."""

    name: str
    content: bytes
    kind: str = "application/octet-stream"


type Files = Mapping[str, Upload | Sequence[Upload]]


@dataclass
class Browser:
    """`host` and `port` of the site; `language` is the browser's preferred language."""

    host: str
    port: int
    language: str = "es"
    cookies: dict[str, str] = field(default_factory=dict)
    of_pages: dict[str, dict[str, str]] = field(default_factory=dict)  # sent with that page only

    def open(self, path: str) -> Page:
        """Request a page and follow redirects."""
        return self._go("GET", path, b"", {})

    def submit(self, page: Page, form: Form, given: Given, files: Files | None = None) -> Page:
        """Send a form as it is on its page, with `given` typed into it."""
        path = urljoin(page.path, form.action or page.path)
        sent = form.filled(given)
        if form.method == "get":
            return self.open(f"{path}?{urlencode(sent)}")
        body, kind = encoded(sent, files or {}) if form.multipart else _plain(sent)
        return self._go("POST", path, body, {"Content-Type": kind, "Referer": self._url(page.path)})

    def fill(
        self, page: Page, given: Given, files: Files | None = None, *, action: str = ""
    ) -> Page:
        """Send the one form of the page that has all these fields. Raises Unexpected when the page
        returns with errors."""
        form = page.form(*given, *(files or {}), action=action)
        answer = self.submit(page, form, given, files)
        return well(answer)

    def ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Page:
        """One exchange without following redirects."""
        answer, content = self._exchange(method, path, body, headers)
        return read_page(path, answer.status, content, answer.getheader("Content-Type", ""))

    def _go(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Page:
        for _ in range(MOST_REDIRECTS):
            answer, content = self._exchange(method, path, body, headers)
            if answer.status not in REDIRECTS:
                return read_page(path, answer.status, content, answer.getheader("Content-Type", ""))
            path = _path_of(urljoin(self._url(path), answer.getheader("Location", "/")))
            if answer.status not in SENT_AGAIN:
                method, body, headers = "GET", b"", {}
        raise Unexpected(f"{path}: it leads round in circles")

    def _exchange(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[HTTPResponse, bytes]:
        connection = HTTPConnection(self.host, self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body or None, {**self.headers(path), **headers})
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        self._keep(answer.headers.get_all("Set-Cookie") or [])
        return answer, content

    def headers(self, path: str = "/") -> dict[str, str]:
        """Headers of every request of this browser, and those of this page."""
        cookies = {**self.cookies, **self.of_pages.get(urlsplit(path).path, {})}
        kept = "; ".join(f"{name}={value}" for name, value in cookies.items())
        own = {"Accept-Language": self.language, "Accept": "text/html"}
        return {**own, "Cookie": kept} if kept else own

    def _keep(self, lines: Sequence[str]) -> None:
        for line in lines:
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0" or not morsel.value:
                    self.cookies.pop(name, None)
                elif morsel["path"] not in {"", "/"}:
                    self.of_pages[morsel["path"]] = {name: morsel.value}
                else:
                    self.cookies[name] = morsel.value

    def _url(self, path: str) -> str:
        return f"http://{self.host}:{self.port}{path}"


def well(page: Page) -> Page:
    """Return the page. Raises Unexpected where it has errors."""
    if page.status >= 400 or page.problems:  # noqa: PLR2004 - from here on HTTP says no
        said = "; ".join(page.problems) or page.heading or page.text[:200]
        raise Unexpected(f"{page.path}: {page.status} {said}")
    return page


def encoded(sent: Sequence[tuple[str, str]], files: Files) -> tuple[bytes, str]:
    """Fields and files as multipart/form-data, with its content type."""
    boundary = secrets.token_hex(16)
    parts = [_part(boundary, f'name="{name}"', value.encode()) for name, value in sent]
    for name, given in files.items():
        for upload in [given] if isinstance(given, Upload) else given:
            quoted = upload.name.replace('"', "%22")
            about = f'name="{name}"; filename="{quoted}"\r\nContent-Type: {upload.kind}'
            parts.append(_part(boundary, about, upload.content))
    parts.append(f"--{boundary}--\r\n".encode())
    return b"".join(parts), f"multipart/form-data; boundary={boundary}"


def _part(boundary: str, about: str, content: bytes) -> bytes:
    head = f"--{boundary}\r\nContent-Disposition: form-data; {about}\r\n\r\n"
    return head.encode() + content + b"\r\n"


def _plain(sent: Sequence[tuple[str, str]]) -> tuple[bytes, str]:
    return urlencode(sent).encode(), "application/x-www-form-urlencoded"


def _path_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
