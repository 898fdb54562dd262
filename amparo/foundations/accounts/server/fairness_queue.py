"""Fairness in a flood: many requests from one address come behind those from others. Nothing of it
is stored: addresses are blinded under a key that lives as long as this process, and forgotten after
a quarter of an hour."""

import ipaddress
from collections import Counter
from datetime import datetime

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.sign_in.limits import WINDOW

ONION = "onion"
"""The lane of all requests by the site's onion address, which come from the machine itself."""
_HOUSE_BITS = 64  # of IPv6, one line has as many addresses as it likes


class Lanes:
    """Counts in memory, by address, since the flood began. `one`: how many one address may send,
    which may be a whole office; `onion`: how many may come by the onion address."""

    def __init__(self, *, one: int, onion: int) -> None:
        self.one, self.onion = one, onion
        self._key = marks.token()
        self._since: datetime | None = None
        self._came: Counter[bytes] = Counter()

    def is_full(self, address: str, *, at: datetime) -> bool:
        self._forget(at)
        lane = lane_of(address)
        return self._came[self._blinded(lane)] >= (self.onion if lane == ONION else self.one)

    def came(self, address: str, *, at: datetime) -> None:
        self._forget(at)
        self._came[self._blinded(lane_of(address))] += 1

    def _forget(self, at: datetime) -> None:
        if self._since is None or not WINDOW > at - self._since >= -WINDOW:
            self._since, self._key, self._came = at, marks.token(), Counter()

    def _blinded(self, lane: str) -> bytes:
        return marks.blinded(self._key, "lane", lane)


def lane_of(address: str) -> str:
    """Return the lane of an address: the onion lane for loopback, the network of one line for
    IPv6."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found
    if found.is_loopback:
        return ONION
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, _HOUSE_BITS), strict=False))
    return str(found)
