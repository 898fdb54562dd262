"""Locks: one server for each address, and one for each surface of a site.

The server's workers share their port (SO_REUSEPORT), so the system would silently give the server
of another site a share of the requests: senders would be told that their data was stored, and it
would be in the other site.
"""

import errno
import fcntl
import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from amparo.cli.command_errors import Mistake

CREDENTIALS = struct.Struct("3i")  # process, user and group that hold a local socket


@contextmanager
def alone_on(host: str, port: int, surfaces: list[str], run: Path) -> Iterator[None]:
    """Hold this address and these surfaces of the site with this run folder until the end.

    The system releases each lock with the process. Raises Mistake, which names the holder.
    """
    with _port(host, port):
        held = [_surface(name, run, f"http://{host}:{port}/") for name in surfaces]
        try:
            yield
        finally:
            for one in held:
                os.close(one)


@contextmanager
def _port(host: str, port: int) -> Iterator[None]:
    """Bind a local name for the port, so that of two servers that start at once one finds the
    other; then the address itself, exclusively."""
    with socket.socket(socket.AF_UNIX) as name:
        try:
            name.bind(f"\0amparo-port-{port}")
        except OSError as problem:
            raise Mistake(_taken(port, _holder(port))) from problem
        name.listen(1)
        _try_address(host, port)
        yield


def _try_address(host: str, port: int) -> None:
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as problem:
        raise Mistake(f"{host} is no address of this machine: --host takes one.") from problem
    with socket.socket(family, kind) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a closed server does not count
        try:
            one.bind(address)
            one.listen(1)
        except OSError as problem:
            raise Mistake(_refused(host, port, problem.errno)) from problem


def _refused(host: str, port: int, code: int | None) -> str:
    if code == errno.EADDRINUSE:
        return _taken(port, "another program")
    if code == errno.EACCES:
        return (
            f"Port {port} may be opened by root alone. Serve on a higher one (--port 8000) behind"
            " a proxy."
        )
    return f"{host}:{port} cannot be opened: {os.strerror(code or 0)}."


def _taken(port: int, by: str) -> str:
    return (
        f"Port {port} is already in use by {by}. Nothing was started: end that one first, or name"
        " another port (--port)."
    )


def _holder(port: int) -> str:
    """Which `amparo serve` it is, and its site where this user may see that."""
    with socket.socket(socket.AF_UNIX) as one, suppress(OSError):
        one.connect(f"\0amparo-port-{port}")
        told = one.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, CREDENTIALS.size)
        process = CREDENTIALS.unpack(told)[0]
        return f"amparo serve, process {process}{_site_of(process)}"
    return "another amparo serve"


def _site_of(process: int) -> str:
    with suppress(OSError):
        for entry in Path(f"/proc/{process}/environ").read_bytes().split(b"\0"):
            name, _, value = entry.partition(b"=")
            if name == b"AMPARO_STATE":
                return f", of the site in {value.decode(errors='replace')}"
    return ""


def _surface(name: str, run: Path, address: str) -> int:
    """Lock a surface of the site; the file says who holds it."""
    path = run / f"serving-{name}"
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as problem:
        said = os.read(file, 200).decode(errors="replace")
        os.close(file)
        raise Mistake(
            f"{name} of this site is already served: {said}. Nothing was started: end that one"
            " first. A second server on another port leaves the jobs to it: --no-tick."
        ) from problem
    os.truncate(file, 0)
    os.write(file, f"process {os.getpid()} on {address}".encode())
    return file


def served(surfaces: list[str], run: Path) -> dict[str, str]:
    """The surfaces among these that are served now, with the process and address of each server."""
    found = {}
    for name in surfaces:
        path = run / f"serving-{name}"
        if not path.exists():
            continue
        with path.open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                found[name] = file.read()
    return found
