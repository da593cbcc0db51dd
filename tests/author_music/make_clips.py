"""Hidden tests of `make_clips`: resampled as a whole, then cut.

Accepted: any resampler with a filter (librosa, soxr, SciPy by polyphase or Fourier, an own low-pass and interpolation), of
float32 or float64, whatever its edges look like. Each test looks at one property on sounds that the others do not need.
"""

import numpy as np

from grader.testing import array, enforces, weight

DEFINES = ("make_clips",)

IN_TURN = "Clip i should be the sound from i * seconds to (i + 1) * seconds."


@weight(1.5)
@enforces("exact_length")
def test_a_clip_has_exactly_target_sr_times_seconds_samples(student, rng):
    for sr, target, seconds in (
        (8000, 3000, 0.5),
        (12_000, 8000, 1.0),
        (11_025, 4410, 0.1),
        (9000, 1250, 0.3),
        (8000, 1200, 0.57),
    ):
        found = _clips(student, _noise(rng, 2.75 * seconds, sr), sr, target, seconds)
        length = round(target * seconds)
        assert found.ndim == 2, "The result should have two axes: (clips, length)."
        assert found.shape[1] != round(sr * seconds), (
            "A clip has as many samples as before resampling: its length is `round(target_sr * seconds)`."
        )
        assert found.shape[1] == length, "Each clip should have exactly `round(target_sr * seconds)` samples."
        assert found.dtype.kind == "f", f"The clips should hold floats, not {found.dtype}."
        _not_flat(found)


@weight(1)
@enforces("any_rate")
def test_any_pair_of_sample_rates_will_do(student, rng):
    for sr, target in ((16_000, 10_000), (48_000, 10_000), (8000, 8000), (22_050, 7000), (11_000, 3999)):
        hertz = 0.1 * target
        found = _clips(student, _tone(hertz, 1.25, sr), sr, target, 0.5)
        _not_flat(found)
        seen = _frequency(found.ravel(), target)
        assert abs(seen - hertz) < 0.02 * hertz, (
            f"From {sr} to {target} samples per second a tone does not keep its pitch: compute with the rates that come in."
        )


@weight(2)
@enforces("no_gap")
def test_clips_follow_each_other_without_gap_overlap_or_drift(student, rng):
    sr, target, seconds, count = 12_000, 4000, 0.5, 7
    places = rng.uniform(0.12, 0.38, size=count)
    times = np.arange(round(sr * seconds * (count + 0.4))) / sr
    loudness = np.zeros_like(times)
    for number, place in enumerate(places):
        loudness += (1 + number / 3) * np.exp(-(((times - number * seconds - place) / 0.01) ** 2))
    found = _clips(student, loudness * np.sin(2 * np.pi * 300 * times), sr, target, seconds)
    _not_flat(found)
    energy = found**2
    moments = (energy * np.arange(found.shape[1]) / target).sum(axis=1) / np.maximum(energy.sum(axis=1), 1e-9)
    seen = min(len(moments), count)
    assert seen >= count - 1, (
        "There are too few clips: the beginning, the middle or the end of the recording is missing."
    )
    off = np.abs(moments[:seen] - places[:seen])
    loud = np.abs(found[:seen]).max(axis=1)
    rising = (np.diff(loud) > 0).all()
    assert rising or off[0] < 0.02, "The first clip does not begin at the start of the recording. " + IN_TURN
    assert rising, "The clips are not in the order of time, or a part of the sound is missing or doubled. " + IN_TURN
    assert off[-1] < 0.005, (
        "The later the clip, the more it is off: the clips drift. Is the new sample rate exactly `target_sr`? "
        + IN_TURN
    )
    assert off.max() < 0.005, IN_TURN


@weight(1.5)
@enforces("rest_left_out")
def test_only_a_rest_that_is_too_short_for_a_clip_is_left_out(student, rng):
    for clips, sr, target in ((3.5, 8000, 4000), (3.85, 44_100, 10_000), (2.2, 6000, 2500)):
        found = _clips(student, _noise(rng, 0.5 * clips, sr), sr, target, 0.5)
        _not_flat(found)
        assert len(found) != int(clips) + 1, "The rest at the end is too short for a clip, and should be left out."
        assert len(found) == int(clips), "All complete clips should be there, and no others."
    whole = ((3, 44_100, 10_000), (2, 8000, 4000), (4, 22_050, 10_000), (1, 16_000, 8000), (2, 11_025, 5000))
    for clips, sr, target in whole:
        found = _clips(student, _noise(rng, 0.5 * clips, sr), sr, target, 0.5)
        _not_flat(found)
        assert len(found) == clips, (
            "If the recording is exactly as long as some clips, all of them should be there: none is left out."
        )


@weight(0.75)
@enforces("too_short")
def test_a_recording_shorter_than_a_clip_gives_no_clip(student, rng):
    _not_flat(_clips(student, _noise(rng, 1.2, 8000), 8000, 4000, 0.5))
    for samples in (3900, 1000, 40):
        found = array(student.clips(x=_noise(rng, samples / 8000, 8000), arguments=[8000, 4000, 0.5])["value"])
        assert found is not None and found.shape == (0, 2000), (
            "A recording that is shorter than a clip should give an array of shape (0, length)."
        )


@weight(1.25)
@enforces("tones_stay")
def test_tones_that_fit_keep_pitch_and_loudness(student, rng):
    cases = ((44_100, 10_000, (110.0, 440.0, 3300.0)), (44_100, 22_050, (7200.0,)), (22_050, 4000, (1320.0,)))
    for sr, target, tones in cases:
        rates = [sr] if target == 10_000 else [sr, target]  # 10 000 need not be given
        for hertz in tones:
            found = _clips(student, _tone(hertz, 2.3, sr), *rates).ravel()
            _not_flat(found)
            seen = _frequency(found, target)
            assert abs(seen - hertz) < max(3, 0.004 * hertz), (
                "A tone has another pitch in the clips: is the new sample rate exactly `target_sr`? Every fourth of 44 100 "
                "samples would be 11 025 a second."
            )
            loud = np.sqrt(2 * np.mean(found[target // 5 : -target // 5] ** 2))
            assert abs(loud - 0.5) < 0.05, (
                "A tone below 0.35 * target_sr should keep its loudness to within 10 %, whatever `target_sr` is."
            )


@weight(2)
@enforces("no_alias")
def test_tones_that_do_not_fit_vanish_and_come_back_as_no_other(student, rng):
    cases = ((44_100, 10_000, (7200.0, 8800.0, 13_000.0, 19_400.0)), (16_000, 4000, (2900.0, 5200.0)))
    for sr, target, tones in cases:
        low = _clips(student, _tone(0.04 * target, 1.3, sr), sr, target).ravel()
        _not_flat(low)
        edge = target // 20
        for hertz in tones:
            high = _clips(student, _tone(hertz, 1.3, sr), sr, target).ravel()
            assert high.size > 4 * edge and high[edge:-edge].std() < low[edge:-edge].std() / 18, (
                "A tone above 0.7 * target_sr comes back as a wrong, lower one: filter before you take fewer samples, at a limit "
                "that fits `target_sr`. A resampler of librosa or SciPy does that."
            )


@weight(0.75)
@enforces("whole_first")
def test_a_tone_goes_on_across_the_edges_of_clips(student, rng):
    sr, target = 11_025, 4000
    x = 0.3 + _tone(rng.uniform(205, 395), 3.3, sr)
    short, long = (_clips(student, x, sr, target, seconds) for seconds in (0.5, 1.5))
    _not_flat(short)
    short, long = short.ravel(), long.ravel()
    inside = slice(target // 10, min(short.size, long.size) - target // 10)
    assert np.abs(short[inside] - long[inside]).max() < 0.02, (
        "At the edges between clips the sound is bent: resample the whole recording first, then cut it."
    )


@weight(0.25)
@enforces("input_kept")
def test_the_recording_itself_stays_as_it_is(student, rng):
    shown = student.clips(x=_noise(rng, 1.3, 8000), arguments=[8000, 4000, 0.5])
    _not_flat(array(shown["value"]))
    assert shown["kept"], "`x` was changed: compute a new array."


def _clips(student, x, *arguments):
    shown = student.clips(x=x, arguments=list(arguments))
    assert shown["value"] is not None, "The function returns nothing: end it with `return`."
    found = array(shown["value"])
    assert found is not None, "The function should return one array of numbers."
    assert found.ndim == 2 and found.size, "The result should hold clips: an array of shape (clips, length)."
    return found


def _not_flat(found):
    assert found is not None and found.size and np.ptp(found.astype(float)) > 1e-3, (
        "The clips do not depend on the sound."
    )


def _tone(hertz, seconds, sr):
    return 0.5 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * sr)) / sr)


def _noise(rng, seconds, sr):
    return np.cumsum(rng.normal(size=round(seconds * sr))) / 100


def _frequency(sound, rate):
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 4 * len(sound)))
    spectrum[: max(2, int(8 * len(sound) / rate))] = 0  # below 2 Hz
    return spectrum.argmax() * rate / (4 * len(sound))
