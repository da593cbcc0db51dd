"""The bytes that cross the wall between the trusted side and a student's process.

Only plain data passes: None, bool, int, float, str, bytes, list, dict with str keys, and NumPy arrays of
booleans or numbers. Torch tensors leave as arrays, NumPy scalars as Python numbers, anything else as
`Opaque(type name)`. Nothing is ever unpickled. Sizes, depth and the number of items are bounded on both sides,
because the student's side may send any bytes it likes, and a few of them can stand for gigabytes of lists.
"""

from __future__ import annotations

import math
import sys
from typing import Any

import msgpack
import numpy as np

from grader.testing import Opaque

MAX_BYTES = 64 * 2**20
MAX_DEPTH = 16
MAX_ITEMS = 200_000
MAX_NAME = 200
_ARRAY, _OPAQUE, _BIG_INT = 1, 2, 3
_SCALARS = (bool, int, float, str, bytes, np.ndarray, Opaque)


class CodecError(ValueError):
    """The value cannot be sent, or the bytes are not a message of ours."""


def encode(value: Any) -> bytes:
    """Return `value` as bytes. Raises CodecError if it is too deep, too large, or fails when it is looked at."""
    try:
        packed = msgpack.packb(_plain(value, 0, _ItemCount()), use_bin_type=True)
    except CodecError:
        raise
    except Exception as error:  # raised by a student's own class, or there is no memory for a copy
        raise CodecError(f"the value cannot be sent: {type(error).__name__}") from error
    if len(packed) > MAX_BYTES:
        raise CodecError(f"the value takes {len(packed)} bytes; at most {MAX_BYTES} can be sent")
    return packed


def decode(data: bytes) -> Any:
    """Return the value in `data`. Raises CodecError for anything that `encode` cannot have written."""
    if len(data) > MAX_BYTES:
        raise CodecError("message too long")
    try:
        return _MessageReader(data).message()
    except CodecError:
        raise
    except Exception as error:
        raise CodecError(f"not a message: {error}") from None


class _ItemCount:
    """Counts the items of a message, those of nested lists included."""

    def __init__(self) -> None:
        self.left = MAX_ITEMS

    def spend(self, items: int, depth: int) -> None:
        self.left -= items
        if self.left < 0:
            raise CodecError(f"more than {MAX_ITEMS} items")
        if depth > MAX_DEPTH:
            raise CodecError(f"nested deeper than {MAX_DEPTH} levels")


class _MessageReader:
    """Reads one message. Lists and dicts are counted before room is made for what they claim to hold."""

    def __init__(self, data: bytes):
        self.data, self.budget = data, _ItemCount()
        self.unpacker = msgpack.Unpacker(raw=False, ext_hook=_read_extension, max_buffer_size=MAX_BYTES)
        self.unpacker.feed(data)

    def message(self) -> Any:
        value = self._value(0)
        if self.unpacker.tell() != len(self.data):
            raise CodecError("bytes after the message")
        return value

    def _value(self, depth: int) -> Any:
        first = self.data[self.unpacker.tell()]
        if 0x90 <= first <= 0x9F or first in (0xDC, 0xDD):
            count = self.unpacker.read_array_header()
            self.budget.spend(count, depth)
            return [self._value(depth + 1) for _ in range(count)]
        if 0x80 <= first <= 0x8F or first in (0xDE, 0xDF):
            count = self.unpacker.read_map_header()
            self.budget.spend(count, depth)
            return {self._key(): self._value(depth + 1) for _ in range(count)}
        value = self.unpacker.unpack()
        if value is not None and type(value) not in _SCALARS:
            raise CodecError(f"{type(value).__name__} is not plain data")
        return value

    def _key(self) -> str:
        key = self._value(MAX_DEPTH)
        if type(key) is not str:
            raise CodecError("a key that is no text")
        return key


def _plain(value: Any, depth: int, budget: _ItemCount) -> Any:
    """Turn `value` into what msgpack can carry, by exact type."""
    kind = type(value)
    if value is None or kind in (bool, float, bytes, str):
        return value.encode("utf-8", "replace").decode() if kind is str else value
    if kind is int:
        if -(2**63) <= value < 2**64:
            return value
        return msgpack.ExtType(_BIG_INT, str(float(value) if abs(value) < 10**308 else math.inf).encode())
    if kind in (list, tuple):
        budget.spend(len(value), depth)
        return [_plain(item, depth + 1, budget) for item in value]
    if kind is dict:
        if any(type(key) is not str for key in value):
            return msgpack.ExtType(_OPAQUE, b"dict")
        budget.spend(len(value), depth)
        return {_plain(key, depth, budget): _plain(item, depth + 1, budget) for key, item in value.items()}
    if kind is Opaque:
        return msgpack.ExtType(_OPAQUE, value.type_name.encode("utf-8", "replace")[:MAX_NAME])
    if isinstance(value, np.generic) and value.dtype.kind in "biuf":
        return _plain(value.item(), depth, budget)
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        value = _tensor_to_array(value, torch)
    if type(value) is np.ndarray and value.dtype.kind in "biuf" and value.dtype.itemsize <= 8:
        header = msgpack.packb([value.dtype.str, list(value.shape)])
        return msgpack.ExtType(_ARRAY, len(header).to_bytes(2, "little") + header + value.tobytes())
    return msgpack.ExtType(_OPAQUE, kind.__name__.encode("utf-8", "replace")[:MAX_NAME])


def _tensor_to_array(value: Any, torch: Any) -> Any:
    plain = value.detach().cpu()
    if plain.dtype in (torch.bfloat16, torch.float16):
        plain = plain.float()
    return plain.as_subclass(torch.Tensor).numpy()


def _read_extension(code: int, data: bytes) -> Any:
    if code == _OPAQUE:
        return Opaque(data[:MAX_NAME].decode("utf-8", "replace"))
    if code == _BIG_INT:
        return float(data.decode())
    if code != _ARRAY or len(data) < 2:
        raise CodecError("unknown extension")
    cut = 2 + int.from_bytes(data[:2], "little")
    kind, shape = msgpack.unpackb(data[2:cut])
    dtype = np.dtype(kind) if isinstance(kind, str) and len(kind) == 3 else None
    if dtype is None or dtype.kind not in "biuf" or not isinstance(shape, list) or len(shape) > 32:
        raise CodecError("not an array of numbers")
    if any(type(n) is not int or n < 0 for n in shape) or math.prod(shape) * dtype.itemsize != len(data) - cut:
        raise CodecError("the array's shape and its bytes disagree")
    return np.frombuffer(data, dtype, offset=cut).reshape(shape).copy()
