"""All processes of a served site do their part."""

import os
import time
from pathlib import Path

from amparo.foundations.accounts.server.load_balance import PLACE

WORKERS = 3
PATIENCE = 60  # seconds


def test_every_process_takes_its_place(laid):
    place = laid.place
    laid.serve("--workers", str(WORKERS))
    file = Path(place.state) / f"busy-{place.port}"
    until = time.monotonic() + PATIENCE
    while len(serving(file)) < WORKERS and time.monotonic() < until:
        time.sleep(0.1)
    found = serving(file)
    assert len(found) == WORKERS
    for process in found:
        os.kill(process, 0)


def serving(file):
    return {whose for whose, _pages in PLACE.iter_unpack(file.read_bytes()) if whose}
