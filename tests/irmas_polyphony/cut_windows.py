"""Hidden tests of `cut_windows`: windows that overlap and cover a wave.

Accepted: arrays or tensors; any way of cutting. The samples of a wave are numbers from 1 up, so that zeros come from
padding only. Tests of one property use waves for which the others cannot matter: a wave that the windows cover exactly
has nothing to pad, and the first windows do not tell how many there should be.
"""

import math

import numpy as np

from grader.testing import array, enforces, weight

DEFINES = ("cut_windows",)


@weight(1.25)
@enforces("shape_and_type")
def test_the_result_is_windows_by_channels_by_samples_of_32_bit_floats(student, rng):
    for channels in (2, 3):
        size, hop = 8, 6
        wave = _wave(rng, channels, size + 3 * hop)
        found = student.cut(wave=wave, size=size, overlap=0.25)
        values = _values(found)
        assert values.shape[1:] != (size, channels), "Channels and samples are exchanged: (windows, channels, size)."
        assert values.ndim != 3 or values.shape[0] != channels or values.shape[1] == channels, (
            "The channels should be the second axis: (windows, channels, size)."
        )
        assert values.ndim == 3 and values.shape[1:] == (channels, size), (
            "The shape should be (windows, channels, size)."
        )
        assert found["dtype"] == "float32", f"The result should be of type float32, but it is {found['dtype']}."
        _varies(values)


@weight(2.25)
@enforces("hop")
def test_each_window_begins_one_hop_after_the_one_before(student, rng):
    for size, overlap, hop in (
        (10, 0.0, 10),
        (20, 0.25, 15),
        (16, 0.75, 4),
        (30, 0.9, 3),
        (7, 0.4, 4),
        (8, 0.3, 6),
        (7, 0.5, 4),
    ):
        wave = _wave(rng, 2, size + 4 * hop)
        values = _three(student, wave, size, overlap)
        windows = _right_axes(values, 2, size)
        assert len(windows) >= 2, "There should be more than one window here: window i begins at sample i * hop."
        expected = np.stack([wave[:, i * hop : i * hop + size] for i in range(min(3, len(windows)))])
        if np.allclose(windows[: len(expected)], expected):
            continue
        starts = [np.flatnonzero(np.isclose(wave[0], window[0, 0])) for window in windows[:3]]
        found = [int(start[0]) if len(start) else None for start in starts]
        assert found[:2] != [0, round(size * overlap)] or round(size * overlap) == hop, (
            "The hop is size * overlap. That is how much two windows share: the hop is the rest of the size."
        )
        assert found[:2] != [0, size - round(size * overlap)] or size - round(size * overlap) == hop, (
            "The overlap is rounded, and not the hop: the hop is `round(size * (1 - overlap))`."
        )
        assert found[:2] != [0, math.floor(size * (1 - overlap))] or math.floor(size * (1 - overlap)) == hop, (
            "The hop is cut off to a whole number. `round` it."
        )
        assert found[:2] != [0, size], "The windows do not overlap: use `overlap`."
        raise AssertionError("Window i should begin at sample i * hop, and hold `size` samples of the wave in order.")


@weight(2.25)
@enforces("cover_all")
def test_there_are_as_many_windows_as_it_takes_to_cover_the_wave(student, rng):
    for size, overlap, hop in ((20, 0.25, 15), (16, 0.5, 8), (12, 0.0, 12)):
        for more in (0, 1, hop - 1, hop, hop + 1, 3 * hop, 3 * hop + 2):
            wave = _wave(rng, 2, size + more)
            many = len(_right_axes(_three(student, wave, size, overlap), 2, size))
            needed = 1 + math.ceil(more / hop)
            assert many >= needed, "The end of the wave is in no window: every sample should be covered."
            assert many <= needed, "There is a window more than it takes to cover every sample."


@weight(1.25)
@enforces("padded_end")
def test_the_last_window_is_filled_with_zeros_at_its_end(student, rng):
    for size, hop in ((20, 15), (12, 9)):
        wave = _wave(rng, 2, size + 2 * hop - 4)
        windows = _right_axes(_three(student, wave, size, 0.25), 2, size)
        first = [np.flatnonzero(np.isclose(wave[0], window[0, 0])) for window in windows]
        last = next((window for window in windows[::-1] if not np.allclose(window, 0)), windows[-1])
        assert np.isfinite(last).all(), "The end of the last window holds numbers that are none."
        zeros = np.isclose(last[0], 0)
        tail = wave[:, -4:]
        assert not (np.allclose(last[:, -4:], tail) and not zeros.any()), (
            "The last window is moved back to the end of the wave, or filled by samples. Fill its end with zeros."
        )
        assert not zeros[0], "The last window has its zeros in front. They belong behind the end of the wave."
        assert zeros[-4:].all() and len(first), "What the last window lacks should be filled with zeros, at its end."
    for length in (3, 7, 11):  # a wave that is shorter than a window: the last window is the only one
        windows = _right_axes(_three(student, _wave(rng, 2, length), 12, 0.25), 2, 12)
        if len(windows) and windows[0].any():  # a test of its own asks for the window and its samples
            assert windows[0][:, 0].all(), "A short wave has its zeros in front. They belong behind its end."
            assert np.allclose(windows[0][:, length:], 0), (
                "A wave that is shorter than `size` should be followed by zeros, to the end of its window."
            )


@weight(0.75)
@enforces("short_wave")
def test_a_short_wave_gives_one_window(student, rng):
    for length in (1, 3, 9, 10):
        wave = _wave(rng, 2, length)
        for overlap in (0.0, 0.5, 0.75):
            windows = _right_axes(_three(student, wave, 10, overlap), 2, 10)
            assert len(windows) == 1, "A wave that is not longer than `size` should give one window."
            assert not np.allclose(windows, 0), "The window of a short wave holds zeros only: its samples are lost."


@weight(0.75)
@enforces("mono")
def test_a_wave_without_channels_is_one_channel(student, rng):
    wave = _wave(rng, 1, 20 + 2 * 15)
    two = _three(student, wave, 20, 0.25)
    one = _three(student, wave[0], 20, 0.25)
    _varies(two)
    assert one.ndim == 3 and one.shape[1] == 1, (
        "A wave of shape (samples,) should give windows of shape (windows, 1, size)."
    )
    assert one.shape == two.shape and np.allclose(one, two), (
        "The same wave with and without its axis of channels differs."
    )


@weight(0.5)
@enforces("input_kept")
def test_the_wave_is_not_changed(student, rng):
    for dtype in (np.float64, np.float32):
        for length in (8, 20, 33, 50):
            for wave in (_wave(rng, 2, length), _wave(rng, 1, length)[0]):
                found = student.cut(wave=wave.astype(dtype), size=20, overlap=0.25)
                values = _values(found)
                if length >= 20:  # what becomes of a short wave has a test of its own
                    _varies(values)
                assert not found["changed"], "`wave` is changed. Leave it as it is: somebody may still need it."


def _wave(rng, channels, length):
    """Return samples (channels, length), all different, none of them 0."""
    return rng.permutation(np.arange(1.0, 1 + channels * length)).reshape(channels, length)


def _values(found):
    assert found["value"] is not None, "The function returns nothing: end it with `return`."
    values = array(found["value"])
    assert values is not None, "The function should return one array or tensor of numbers."
    return values.astype(float)


def _three(student, wave, size, overlap):
    return _values(student.cut(wave=wave, size=size, overlap=overlap))


def _right_axes(values, channels, size):
    """Return windows as (windows, channels, size), also where two axes are exchanged: that has a test of its own."""
    if values.ndim == 3 and values.shape[1:] == (channels, size):
        return values
    if values.ndim == 3 and values.shape[1:] == (size, channels):
        return values.transpose(0, 2, 1)
    if values.ndim == 3 and values.shape[::2] == (channels, size):
        return values.transpose(1, 0, 2)
    raise AssertionError("The shape should be (windows, channels, size).")


def _varies(values):
    assert values.size and np.ptp(values) > 1e-6, "The result does not depend on `wave`."
