"""A process that dies in the middle of what it does, as of `kill -9`."""

import os
import signal
from collections.abc import Callable

import pytest
from django.db import connections


def die_at(place: str, act: Callable[[], object]) -> None:
    """Do it in a process of its own, which is killed once it comes to that place."""
    connections.close_all()
    child = os.fork()
    if not child:
        patch = pytest.MonkeyPatch()
        patch.setattr(place, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
        try:
            act()
        finally:
            os._exit(0)  # it never came there, and whoever waits says so
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"it did not come to {place}"
