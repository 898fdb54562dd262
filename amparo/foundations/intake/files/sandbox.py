"""Sandbox for the process that parses untrusted files. Each layer works without the others.

Resource limits, on every machine: memory, CPU time, no byte written to a file, and no new
descriptor, so neither a file nor a socket. A namespace without a network, where this machine
permits unprivileged namespaces. A seccomp filter that allows only the system calls of a
computation: no reading of another process's memory, no signal to another process, and no new
program.
"""

import ctypes
import os
import platform
import resource
import socket
import struct
import sys
from collections.abc import Callable
from contextlib import suppress

MEMORY = 512 * 1024 * 1024

# System calls that are allowed, by architecture: to read and write open descriptors (read, write,
# writev, close, fstat, lseek), memory (mmap, mprotect, munmap, mremap, brk, madvise), signals to
# itself (rt_sigaction, rt_sigprocmask, rt_sigreturn, sigaltstack), waiting and ending (futex,
# sched_yield, exit, exit_group), clock_gettime, getrandom, getpid and gettid.
PASSES: dict[str, tuple[int, tuple[int, ...]]] = {
    "x86_64": (0xC000003E, (
        0, 1, 20, 3, 5, 8, 9, 10, 11, 25, 12, 28, 13, 14, 15, 131, 202, 24, 60, 231, 228, 318, 39,
        186,
    )),
    "aarch64": (0xC00000B7, (
        63, 64, 66, 57, 80, 62, 222, 226, 215, 216, 214, 233, 134, 135, 139, 132, 98, 124, 93, 94,
        113, 278, 172, 178,
    )),
}  # fmt: skip
_PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _BY_FILTER = 4, 22, 38, 2
_LOAD, _IF_EQUAL, _ANSWER = 0x20, 0x15, 0x06  # BPF opcodes
_NUMBER, _KIND = 0, 4  # offsets in struct seccomp_data
_KILL, _REFUSE, _PASS = 0x80000000, 0x00050001, 0x7FFF0000  # refused as EPERM
_READS_MEMORY = {"x86_64": 310, "aarch64": 270}  # process_vm_readv, for the self-test
ATTEMPTS = ("file", "network", "others", "memory")


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def confine(*, seconds: int) -> None:
    """Apply every restriction that this machine supports. Call it after all imports and after the
    input is read: from then on nothing can be opened."""
    _apart()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    for nothing in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE, resource.RLIMIT_NOFILE):
        resource.setrlimit(nothing, (0, 0))
    _filtered()


def _apart() -> None:
    """Enter new user, network and IPC namespaces, without a network card."""
    with suppress(OSError):  # not permitted here: the limits and the filter work without it
        os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET | os.CLONE_NEWIPC)


def _filtered() -> None:
    kind, passes = PASSES.get(platform.machine(), (0, ()))
    if not passes:
        return
    last = len(passes)
    steps = [(_LOAD, 0, 0, _KIND), (_IF_EQUAL, 1, 0, kind), (_ANSWER, 0, 0, _KILL)]
    steps.append((_LOAD, 0, 0, _NUMBER))
    steps += [(_IF_EQUAL, last - place, 0, number) for place, number in enumerate(passes)]
    steps += [(_ANSWER, 0, 0, _REFUSE), (_ANSWER, 0, 0, _PASS)]
    program = b"".join(struct.pack("=HBBI", *step) for step in steps)
    filtered = _Program(len(steps), program)
    ask = ctypes.CDLL(None).prctl
    ask.argtypes = (ctypes.c_int, *[ctypes.c_ulong] * 4)
    ask(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    ask(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    ask(_PR_SET_SECCOMP, _BY_FILTER, ctypes.addressof(filtered), 0, 0)


def reached() -> list[str]:
    """Return the attempts of ATTEMPTS that succeed in a confined process. For the self-test."""
    other = os.getppid()
    tries: dict[str, Callable[[], object]] = {
        "file": lambda: os.open("/", os.O_RDONLY),
        "network": socket.socket,
        "others": lambda: _look_at(other),
        "memory": lambda: bytearray(2 * MEMORY),
    }
    os.close(sys.stdin.fileno())  # the freed descriptor must not be reusable either
    found = []
    for name in ATTEMPTS:
        try:
            tries[name]()
        except (OSError, MemoryError):
            continue
        found.append(name)
    return found


def _look_at(other: int) -> None:
    """Try to read another process's memory. Raises PermissionError where that is refused."""
    number = _READS_MEMORY.get(platform.machine())
    this = ctypes.CDLL(None, use_errno=True)
    if number is not None:
        this.syscall(number, other, 0, 0, 0, 0, 0)
        if ctypes.get_errno():
            raise PermissionError
    os.kill(other, 0)
