"""Whole messages over a stream socket: one length, then the codec's bytes; a control message may carry a socket."""

from __future__ import annotations

import socket
import struct
import time
from typing import Any

from grader.sandbox import codec

_LENGTH = struct.Struct("!I")


class Closed(ConnectionError):
    """The other side is gone."""


class TimedOut(TimeoutError):
    """No whole message came before the deadline."""


def send(connection: socket.socket, value: Any, descriptor: int | None = None, deadline: float | None = None) -> None:
    """Send `value`, and with it an open file descriptor if one is given.

    `deadline` is a time.monotonic() value. Raises Closed, TimedOut, CodecError.
    """
    data = codec.encode(value)
    try:
        _set_timeout(connection, deadline)
        if descriptor is None:
            connection.sendall(_LENGTH.pack(len(data)) + data)
        else:
            socket.send_fds(connection, [_LENGTH.pack(len(data))], [descriptor])
            connection.sendall(data)
    except TimeoutError:
        raise TimedOut from None
    except OSError as error:
        raise Closed(str(error)) from None


def receive(connection: socket.socket, deadline: float | None = None) -> Any:
    """Return the next message; `deadline` is a time.monotonic() value. Raises Closed, TimedOut, CodecError."""
    return receive_with_descriptor(connection, deadline, descriptors=0)[0]


def receive_with_descriptor(
    connection: socket.socket, deadline: float | None = None, descriptors: int = 1
) -> tuple[Any, int | None]:
    """Return (message, descriptor or None). Raises Closed, TimedOut, CodecError."""
    try:
        _set_timeout(connection, deadline)
        if descriptors:
            head, received, _, _ = socket.recv_fds(connection, _LENGTH.size, descriptors)
        else:
            head, received = connection.recv(_LENGTH.size), []
        head += _receive_exactly(connection, _LENGTH.size - len(head), deadline) if head else b""
        if not head:
            raise Closed("end of stream")
        (length,) = _LENGTH.unpack(head)
        if length > codec.MAX_BYTES:
            raise codec.CodecError("message too long")
        data = _receive_exactly(connection, length, deadline)
    except TimeoutError:
        raise TimedOut from None
    except Closed:
        raise
    except OSError as error:
        raise Closed(str(error)) from None
    return codec.decode(data), (received[0] if received else None)


def _receive_exactly(connection: socket.socket, length: int, deadline: float | None) -> bytes:
    data = bytearray()
    while len(data) < length:
        _set_timeout(connection, deadline)
        part = connection.recv(min(length - len(data), 1 << 20))
        if not part:
            raise Closed("end of stream")
        data += part
    return bytes(data)


def _set_timeout(connection: socket.socket, deadline: float | None) -> None:
    if deadline is None:
        connection.settimeout(None)
        return
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimedOut
    connection.settimeout(left)
