"""How commands refuse, and how they are stopped."""

import signal


class Mistake(Exception):
    """Wrong usage: one sentence that says what is allowed. Exit code 2."""


def end_as_by_hand() -> None:
    """Handle a closed terminal or a stopped service like Ctrl-C: the command removes what it made
    so far."""
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
