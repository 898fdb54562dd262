"""Request bodies while they arrive. They wait in the event loop, where waiting costs no thread.

A body that stops, or arrives slower than any telephone sends, is ended. When all places are taken,
the address that holds most of them gives one up: an address that floods ends its own bodies.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress

PORTION = 16 * 1024  # bytes
# For each portion. Half a kilobyte a second: a tenth of a bad line, and a line may stand still.
PATIENCE = 30.0
LAST_WORDS = 10.0  # seconds to read on after a refusal, so that the answer is not cut off


class Ended(OSError):
    """A body was not received to its end. `reason`: too_slow or crowded."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Incoming:
    """One body as it arrives; part of its announced length may never come."""

    def __init__(
        self, chunks: AsyncIterator[bytes], length: int, patience: float = PATIENCE
    ) -> None:
        self.chunks = aiter(chunks)
        self.left = length
        self.ended = ""  # why
        self._patience = patience
        self._rest = b""
        self._deadline: asyncio.Timeout | None = None

    async def take(self, size: int) -> bytes:
        """Return so many bytes; fewer if the body, or the connection, has ended. Raises Ended."""
        taken = bytearray()
        while len(taken) < size and self.left and not self.ended:
            wanted = min(len(taken) + PORTION, size)
            try:
                async with asyncio.timeout(self._patience) as self._deadline:
                    await self._until(taken, wanted)
            except TimeoutError as problem:
                self.end("too_slow")
                raise Ended(self.ended) from problem
        if self.ended:
            raise Ended(self.ended)
        return bytes(taken)

    def end(self, reason: str) -> None:
        """End the body and wake the reader that waits for more of it."""
        self.ended = self.ended or reason
        if self._deadline is not None:
            with suppress(RuntimeError):  # no reader waits now: the next one gets Ended
                self._deadline.reschedule(0)

    async def drain(self) -> None:
        """Read on for a moment without keeping anything."""
        with suppress(Exception):
            async with asyncio.timeout(LAST_WORDS):
                while await self._next():
                    pass

    async def _until(self, taken: bytearray, wanted: int) -> None:
        while len(taken) < wanted and self.left and not self.ended:
            part = self._rest or await self._next()
            if not part:
                self.left = 0
                return
            here = min(wanted - len(taken), self.left)
            taken += part[:here]
            self._rest = part[here:]
            self.left -= len(part[:here])

    async def _next(self) -> bytes:
        """Return the next chunk; empty at the end. `anext` cannot wrap the server's own future."""
        try:
            return await self.chunks.__anext__()
        except StopAsyncIteration:
            return b""


class Places:
    """A limited number of places for bodies, shared among the addresses they come from."""

    def __init__(self, most: int, *, of_one: int, oldest_goes: bool) -> None:
        """Set the limits. `of_one`: how many places one address may have. `oldest_goes`: at its
        limit an address loses its oldest one for the new one; otherwise the new one is refused."""
        self.most = most
        self.of_one = of_one
        self.oldest_goes = oldest_goes
        self.inside: dict[Incoming, str] = {}

    @contextmanager
    def one(self, incoming: Incoming, address: str) -> Iterator[None]:
        """Hold a place for this body. Raises Ended."""
        held = Counter(self.inside.values())
        if held[address] >= self.of_one:
            self._make_room(address, allowed=self.oldest_goes)
        elif len(self.inside) >= self.most:
            biggest, places = held.most_common(1)[0]
            self._make_room(biggest, allowed=self.oldest_goes or places > held[address] + 1)
        self.inside[incoming] = address
        try:
            yield
        finally:
            self.inside.pop(incoming, None)

    def _make_room(self, address: str, *, allowed: bool) -> None:
        if not allowed:
            raise Ended("crowded")
        oldest = next(one for one, whose in self.inside.items() if whose == address)
        del self.inside[oldest]
        oldest.end("crowded")
