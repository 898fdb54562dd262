"""Fairness while very many proposals come in: whoever sends from one address waits for those who
send from others. Nothing of it is stored: addresses are blinded under a key that lives as long as
this process, and forgotten after a quarter of an hour."""

import ipaddress
from collections import Counter
from datetime import datetime

from amparo.foundations.access.limits import WINDOW
from amparo.sealing import marks

A_LANE_MAY = 40
"""One address may be a whole office."""
ONION_MAY = 400
"""All who come by the site's onion address come from the machine itself."""
_HOUSE_BITS = 64  # of IPv6, one line has as many addresses as it likes


class Lanes:
    """Counts in memory, by address, since the flood began."""

    def __init__(self) -> None:
        self._key = marks.token()
        self._since: datetime | None = None
        self._came: Counter[bytes] = Counter()

    def is_full(self, address: str, *, at: datetime) -> bool:
        self._forget(at)
        lane, may = _lane(address)
        return self._came[self._blinded(lane)] >= may

    def came(self, address: str, *, at: datetime) -> None:
        self._forget(at)
        self._came[self._blinded(_lane(address)[0])] += 1

    def _forget(self, at: datetime) -> None:
        if self._since is None or not WINDOW > at - self._since >= -WINDOW:
            self._since, self._key, self._came = at, marks.token(), Counter()

    def _blinded(self, lane: str) -> bytes:
        return marks.blinded(self._key, "lane", lane)


def _lane(address: str) -> tuple[str, int]:
    """What counts as one, and how many it may send."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address, A_LANE_MAY
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found
    if found.is_loopback:
        return "onion", ONION_MAY
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, _HOUSE_BITS), strict=False)), A_LANE_MAY
    return str(found), A_LANE_MAY


LANES = Lanes()
