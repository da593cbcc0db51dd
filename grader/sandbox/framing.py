"""Whole messages over a stream socket: one length, then the codec's bytes; a control message may carry a socket."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

from grader.sandbox import codec

_LENGTH = struct.Struct("!I")
_Done = TypeVar("_Done")

# A time.monotonic() value; a function is asked again when its value has passed, and may name a later one.
Deadline: TypeAlias = float | Callable[[], float]


class Closed(ConnectionError):
    """The other side is gone."""


class TimedOut(TimeoutError):
    """No whole message came before the deadline."""


def send(
    connection: socket.socket, value: Any, descriptor: int | None = None, deadline: Deadline | None = None
) -> None:
    """Send `value`, and with it an open file descriptor if one is given. Raises Closed, TimedOut, CodecError."""
    data = codec.encode(value)
    head = _LENGTH.pack(len(data))
    try:
        if descriptor is not None:
            _patiently(connection, deadline, lambda: socket.send_fds(connection, [head], [descriptor]))
            head = b""
        left = memoryview(head + data)
        while left:
            left = left[_patiently(connection, deadline, lambda: connection.send(left)) :]  # noqa: B023
    except TimedOut:
        raise
    except OSError as error:
        raise Closed(str(error)) from None


def receive(connection: socket.socket, deadline: Deadline | None = None) -> Any:
    """Return the next message. Raises Closed, TimedOut, CodecError."""
    return receive_with_descriptor(connection, deadline, descriptors=0)[0]


def receive_with_descriptor(
    connection: socket.socket, deadline: Deadline | None = None, descriptors: int = 1
) -> tuple[Any, int | None]:
    """Return (message, descriptor or None). Raises Closed, TimedOut, CodecError."""
    try:
        received: list[int] = []
        if descriptors:
            head, received, _, _ = _patiently(
                connection, deadline, lambda: socket.recv_fds(connection, _LENGTH.size, descriptors)
            )
        else:
            head = _patiently(connection, deadline, lambda: connection.recv(_LENGTH.size))
        head += _receive_exactly(connection, _LENGTH.size - len(head), deadline) if head else b""
        if not head:
            raise Closed("end of stream")
        (length,) = _LENGTH.unpack(head)
        if length > codec.MAX_BYTES:
            raise codec.CodecError("message too long")
        data = _receive_exactly(connection, length, deadline)
    except (Closed, TimedOut):
        raise
    except OSError as error:
        raise Closed(str(error)) from None
    return codec.decode(data), (received[0] if received else None)


def _receive_exactly(connection: socket.socket, length: int, deadline: Deadline | None) -> bytes:
    data = bytearray()
    while len(data) < length:
        most = min(length - len(data), 1 << 20)
        part = _patiently(connection, deadline, lambda: connection.recv(most))  # noqa: B023
        if not part:
            raise Closed("end of stream")
        data += part
    return bytes(data)


def _patiently(connection: socket.socket, deadline: Deadline | None, act: Callable[[], _Done]) -> _Done:
    """Do one thing with the socket, once it can be done. Raises TimedOut."""
    while True:
        if deadline is None:
            connection.settimeout(None)
        else:
            left = (deadline() if callable(deadline) else deadline) - time.monotonic()
            if left <= 0:
                raise TimedOut
            connection.settimeout(left)
        try:
            return act()
        except TimeoutError:
            continue
