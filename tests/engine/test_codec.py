"""Only plain data crosses the wall, and nonsense from the other side is refused."""

from __future__ import annotations

import random

import numpy as np
import pytest
import torch

from grader.sandbox.codec import CodecError, decode, encode
from grader.testing import Opaque


def test_plain_data_arrives_as_it_left():
    value = {"a": [1, 2.5, None, True, "ü", b"\x00"], "b": {"c": []}}
    assert decode(encode(value)) == value


def test_arrays_keep_their_shape_and_type():
    for made in (np.zeros((2, 0, 3), np.float32), np.array(3), np.arange(4)[::-1], np.array([True])):
        found = decode(encode(made))
        assert found.dtype == made.dtype
        assert found.shape == made.shape
        assert np.array_equal(found, made)


def test_tensors_leave_as_arrays_without_their_graph():
    found = decode(encode(torch.ones(2, 3, requires_grad=True, dtype=torch.bfloat16)))
    assert found.shape == (2, 3)
    assert found.dtype == np.float32


def test_anything_else_arrives_as_the_name_of_its_type():
    class Equal(float):
        def __eq__(self, other):
            return True

        __hash__ = None

    assert decode(encode([object(), Equal(1.0), {1: 2}])) == [Opaque("object"), Opaque("Equal"), Opaque("dict")]


def test_a_cycle_is_refused():
    cycle = []
    cycle.append(cycle)
    with pytest.raises(CodecError):
        encode(cycle)


def test_random_bytes_are_refused_or_read_and_never_crash():
    rng = random.Random(0)
    good = encode({"a": np.arange(6).reshape(2, 3), "b": ["x", 1.5, None]})
    for _ in range(3000):
        data = bytearray(good)
        for _ in range(rng.randint(1, 8)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        try:
            decode(bytes(data[: rng.randint(0, len(data))]))
        except CodecError:
            continue
