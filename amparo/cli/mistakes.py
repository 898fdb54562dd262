"""What every command shares: how it refuses, and how it is ended."""

import signal


class Mistake(Exception):
    """What was typed makes no sense: one sentence that says what is allowed. Exit code 2."""


def end_as_by_hand() -> None:
    """A closed terminal, or a service that is stopped, ends a command as Ctrl-C does: what it made
    on the way is taken away."""
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
