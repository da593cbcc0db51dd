"""The bytes that cross the wall between the trusted side and a student's process.

Only plain data passes: None, bool, int, float, str, bytes, list, dict with str keys, and NumPy arrays of
booleans or numbers. Torch tensors leave as arrays, NumPy scalars as Python numbers, anything else as
`Opaque(type name)`. Nothing is ever unpickled. Sizes and depth are bounded on both sides, because the
student's side may send any bytes it likes.
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
_ARRAY, _OPAQUE, _BIG_INT = 1, 2, 3


class CodecError(ValueError):
    """The value cannot be sent, or the bytes are not a message of ours."""


def encode(value: Any) -> bytes:
    """Return `value` as bytes. Raises CodecError if it is too deep or too large."""
    packed = msgpack.packb(_plain(value, 0), use_bin_type=True)
    if len(packed) > MAX_BYTES:
        raise CodecError(f"the value takes {len(packed)} bytes; at most {MAX_BYTES} can be sent")
    return packed


def decode(data: bytes) -> Any:
    """Return the value in `data`. Raises CodecError for anything that `encode` cannot have written."""
    if len(data) > MAX_BYTES:
        raise CodecError("message too long")
    try:
        value = msgpack.unpackb(
            data,
            raw=False,
            strict_map_key=True,
            ext_hook=_read_extension,
            max_array_len=MAX_ITEMS,
            max_map_len=MAX_ITEMS,
        )
    except CodecError:
        raise
    except Exception as error:
        raise CodecError(f"not a message: {error}") from None
    _check(value, 0)
    return value


def _plain(value: Any, depth: int) -> Any:
    """Turn `value` into what msgpack can carry, by exact type, so that no method of a student's class runs."""
    if depth > MAX_DEPTH:
        raise CodecError(f"nested deeper than {MAX_DEPTH} levels")
    kind = type(value)
    if value is None or kind in (bool, float, bytes, str):
        return value.encode("utf-8", "replace").decode() if kind is str else value
    if kind is int:
        if -(2**63) <= value < 2**64:
            return value
        return msgpack.ExtType(_BIG_INT, str(float(value) if abs(value) < 10**308 else math.inf).encode())
    if kind in (list, tuple):
        if len(value) > MAX_ITEMS:
            raise CodecError(f"a list of more than {MAX_ITEMS} items")
        return [_plain(item, depth + 1) for item in value]
    if kind is dict:
        if any(type(key) is not str for key in value):
            return msgpack.ExtType(_OPAQUE, b"dict")
        return {key: _plain(item, depth + 1) for key, item in value.items()}
    if kind is Opaque:
        return msgpack.ExtType(_OPAQUE, value.type_name.encode()[:200])
    if isinstance(value, np.generic) and value.dtype.kind in "biuf":
        return _plain(value.item(), depth)
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        value = _tensor_to_array(value, torch)
    if type(value) is np.ndarray and value.dtype.kind in "biuf" and value.dtype.itemsize <= 8:
        header = msgpack.packb([value.dtype.str, list(value.shape)])
        return msgpack.ExtType(_ARRAY, len(header).to_bytes(2, "little") + header + value.tobytes())
    return msgpack.ExtType(_OPAQUE, kind.__name__.encode("utf-8", "replace")[:200])


def _tensor_to_array(value: Any, torch: Any) -> Any:
    plain = value.detach().cpu()
    if plain.dtype in (torch.bfloat16, torch.float16):
        plain = plain.float()
    return plain.as_subclass(torch.Tensor).numpy()


def _read_extension(code: int, data: bytes) -> Any:
    if code == _OPAQUE:
        return Opaque(data.decode("utf-8", "replace"))
    if code == _BIG_INT:
        return float(data.decode())
    if code != _ARRAY or len(data) < 2:
        raise CodecError("unknown extension")
    cut = 2 + int.from_bytes(data[:2], "little")
    kind, shape = msgpack.unpackb(data[2:cut])
    dtype = np.dtype(kind) if isinstance(kind, str) and len(kind) == 3 else None
    if dtype is None or dtype.kind not in "biuf" or not isinstance(shape, list) or len(shape) > 32:
        raise CodecError("not an array of numbers")
    if (
        any(type(n) is not int or n < 0 for n in shape)
        or math.prod(shape) * dtype.itemsize != len(data) - cut
    ):
        raise CodecError("the array's shape and its bytes disagree")
    return np.frombuffer(data, dtype, offset=cut).reshape(shape).copy()


def _check(value: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise CodecError(f"nested deeper than {MAX_DEPTH} levels")
    if isinstance(value, list):
        for item in value:
            _check(item, depth + 1)
    elif isinstance(value, dict):
        for item in value.values():
            _check(item, depth + 1)
