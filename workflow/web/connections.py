"""Connections that come slowly, or in crowds.

uvicorn waits for the head of a request for ever, and counts connections on which nothing was asked. Here a request must
arrive within some seconds, an answer must be read, and where there are too many connections, those that wait for
nothing are closed, the oldest first.
"""

import asyncio
from collections.abc import Iterator
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE = 20.0
"""For how many seconds a browser may be sending a request, its head and its body together."""

READING = 30.0
"""After how many seconds a browser must have read something of what waits for it."""

MOST = 400
"""How many connections may be open before idle ones are closed."""


class Connection(H11Protocol):
    """A connection that ends if a request does not arrive in time, or if an answer is not read."""

    _deadline: asyncio.TimerHandle | None = None
    _next_look: asyncio.TimerHandle | None = None
    _unread: int | None = None
    opened = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a request, but not for ever."""
        super().connection_made(transport)
        self.opened = self.loop.time()
        self._hurry()
        if len(self.connections) > MOST:
            for other in sorted(self._idle(), key=lambda each: each.opened)[: len(self.connections) - MOST]:
                other.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        super().connection_lost(exc)
        self._calm()
        if self._next_look is not None:
            self._next_look.cancel()

    def data_received(self, data: bytes) -> None:
        """Pass on what arrived, and see whether the request is whole."""
        super().data_received(data)
        if self.conn.their_state in (h11.IDLE, h11.SEND_BODY):
            self._hurry()
        else:
            self._calm()

    def on_response_complete(self) -> None:
        """Begin to wait for the next request; uvicorn waits for its first byte, this for all of it."""
        super().on_response_complete()
        self._expect_reading()
        if self.conn.their_state is not h11.SEND_BODY:
            self._calm()

    def pause_writing(self) -> None:
        """Stop sending, because much waits to be read, and see to it that it is."""
        super().pause_writing()
        self._expect_reading()

    def resume_writing(self) -> None:
        """Go on sending, because most was read."""
        super().resume_writing()
        self._unread = None

    @property
    def waits_for_nothing(self) -> bool:
        """Whether no answer is due on this connection, because nothing was asked or not the whole of it."""
        answering = self.conn.our_state in (h11.SEND_RESPONSE, h11.SEND_BODY)
        return not answering or self.conn.their_state is h11.SEND_BODY

    def _idle(self) -> Iterator["Connection"]:
        others: set[Any] = self.connections
        for other in others:
            if isinstance(other, Connection) and other is not self and other.waits_for_nothing:
                yield other

    def _hurry(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(PATIENCE, self._too_late)

    def _calm(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _expect_reading(self) -> None:
        if self._next_look is None and self.transport.get_write_buffer_size():
            self._next_look = self.loop.call_later(READING, self._look_at_reading)

    def _look_at_reading(self) -> None:
        """End the connection if as much waits to be read as the last time. A stream is read while it goes on."""
        before, self._unread, self._next_look = self._unread, self.transport.get_write_buffer_size(), None
        if before is not None and self._unread >= before:
            self.transport.abort()
        elif self._unread:
            self._expect_reading()
        else:
            self._unread = None

    def _too_late(self) -> None:
        self._deadline = None
        if not self.transport.is_closing():
            self.transport.abort()
