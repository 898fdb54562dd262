"""The RSGI gateway from the server to the pages and back. A thread gets only what has already come.

A short body - a page that is asked for, a form, an urgent request in words - is received whole
before a thread sees it. A file gets a thread of a separate pool, so that slow uploads block no
page.
"""

import asyncio
import ctypes
import io
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from django.conf import settings

from amparo.foundations.accounts.decorators import address_in
from amparo.foundations.accounts.server.incoming_request_bodies import Ended, Incoming, Places
from amparo.foundations.accounts.server.load_balance import Balance

type Pages = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

SHORT = 64 * 1024  # bytes of a body that needs no thread while it comes
SHORT_ONES = 256  # at once, in one process
REFUSED = "amparo.refused"
# M_ARENA_MAX and M_MMAP_THRESHOLD of glibc's malloc.h, each with its value.
_MEMORY = ((-8, 2), (-3, 256 * 1024))


def share_freed_memory() -> None:
    """Let all threads of this process share freed memory, and return large blocks to the system.
    glibc keeps freed memory for each thread, and every one would hold the largest file that it ever
    received; other C libraries have no such setting."""
    with suppress(AttributeError, OSError):
        for setting, value in _MEMORY:
            ctypes.CDLL(None).mallopt(setting, value)


class Gateway:
    def __init__(
        self, pages: Pages, *, threads: int, files: int, balance: Balance | None = None
    ) -> None:
        self.pages = pages
        self.balance = balance
        self.threads = ThreadPoolExecutor(threads, "page")
        self.file_threads = ThreadPoolExecutor(files, "file")
        self.short = Places(SHORT_ONES, of_one=SHORT_ONES, oldest_goes=True)
        self.files = Places(files, of_one=max(1, files // 2), oldest_goes=False)

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        environ = environ_of(scope)
        length = environ.get("CONTENT_LENGTH", "")
        if not length.isdecimal() or not int(length):
            await self._answer(self.threads, environ, io.BytesIO(), protocol)
            return
        incoming = Incoming(protocol, int(length))
        try:
            await self._take_in(incoming, environ, protocol)
        except Ended as ended:
            await self._answer(self.threads, refused(environ, ended), io.BytesIO(), protocol)
            await incoming.drain()

    async def _take_in(self, incoming: Incoming, environ: dict[str, Any], protocol: Any) -> None:
        address = address_in(environ)
        if incoming.left <= SHORT:
            with self.short.one(incoming, address):
                whole = await incoming.take(incoming.left)
            await self._answer(self.threads, environ, io.BytesIO(whole), protocol)
            return
        with self.files.one(incoming, address):
            begun = await incoming.take(SHORT)
            body = io.BufferedReader(Blocking(begun, incoming, asyncio.get_running_loop()), SHORT)
            await self._answer(self.file_threads, environ, body, protocol, incoming)

    async def _answer(
        self,
        threads: ThreadPoolExecutor,
        environ: dict[str, Any],
        body: Any,
        protocol: Any,
        incoming: Incoming | None = None,
    ) -> None:
        """Run the page in a thread, which sends the answer itself. Raises Ended."""
        environ["wsgi.input"] = body
        loop = asyncio.get_running_loop()
        counted = self.balance if threads is self.threads else None
        if counted is None:
            await loop.run_in_executor(threads, self._run, environ, protocol, incoming)
            return
        counted.begin()
        try:
            await loop.run_in_executor(threads, self._run, environ, protocol, incoming)
        finally:
            counted.end()

    def _run(self, environ: dict[str, Any], protocol: Any, incoming: Incoming | None) -> None:
        head: list[Any] = []
        answer = self.pages(environ, lambda *said: head.extend(said))
        try:
            if incoming is not None and incoming.ended:
                raise Ended(incoming.ended)
            status = int(head[0].partition(" ")[0])
            if self.balance is not None and self.balance.should_let_go():
                head[1].append(("Connection", "close"))
            if getattr(answer, "streaming", False):
                stream = protocol.response_stream(status, head[1])
                for piece in answer:
                    stream.send_bytes(piece)
            else:
                protocol.response_bytes(status, head[1], b"".join(answer))
        finally:
            if hasattr(answer, "close"):
                answer.close()


class Blocking(io.RawIOBase):
    """A body that is still arriving, for a thread that waits for it."""

    def __init__(self, begun: bytes, incoming: Incoming, loop: asyncio.AbstractEventLoop) -> None:
        self.begun = begun
        self.incoming = incoming
        self.loop = loop

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        if not self.begun and self.incoming.left:
            coming = self.incoming.take(len(into))
            self.begun = asyncio.run_coroutine_threadsafe(coming, self.loop).result()
        part, self.begun = self.begun[: len(into)], self.begun[len(into) :]
        into[: len(part)] = part
        return len(part)


def environ_of(scope: Any) -> dict[str, Any]:
    """Return the WSGI environment (PEP 3333) of a request."""
    name, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": name,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "HTTP_HOST": "",  # a request without a Host header has no host
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.errors": io.StringIO(),  # errors are logged by code, never in words
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    from_proxy = environ["REMOTE_ADDR"] in settings.PROXIES
    for header, value in scope.headers.items():
        if "_" in header or (header.startswith("x-forwarded-") and not from_proxy):
            continue  # the first could pass for another header, the second is not from our proxy
        key = _named(header)
        between = "; " if header == "cookie" else ","
        environ[key] = f"{environ[key]}{between}{value}" if environ.get(key) else value
    return environ


def refused(environ: dict[str, Any], ended: Ended) -> dict[str, Any]:
    """Return the same request without its body, for the page that says why it was not accepted."""
    return {**environ, "REQUEST_METHOD": "GET", "CONTENT_LENGTH": "", REFUSED: ended.reason}


def _named(header: str) -> str:
    key = header.upper().replace("-", "_")
    return key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"
