# ---
# jupyter:
#   accelerator: GPU
#   colab:
#     gpuType: T4
#     provenance: []
#   jupytext:
#     notebook_metadata_filter: accelerator,colab
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---


# %% [markdown]
# # Whose guitar is it?
#
# Two men wrote for the guitar, and somebody recorded their pieces. Can a network hear who wrote what it hears, from one
# second of sound? It can, with 9 of 10 seconds right. Then you find out *what* it heard, and the answer is embarrassing:
# not the music.
#
# This notebook is a **controlled experiment**. The same pieces were recorded twice: once each piece in a room of its
# own, once all pieces of an author in one room. And the clips are split twice: at random, and by recording. That makes
# four experiments with the same networks, and four very different answers. In the literature this is known as the
# *album effect*: a network that seems to know a singer may know the studio.
#
# You will be able to
#
# * turn a recording into numbers that a network can take: sampled, scaled, quantised, one-hot, and say what is lost,
# * resample without inventing tones that were never played,
# * split data by recording, and say why splitting at random lies,
# * write the forward pass of an RNN and of a GRU by hand, and get exactly what PyTorch gets,
# * measure how fast a gradient fades on its way back through a thousand steps,
# * build a recurrent network for sounds of different lengths,
# * report recall, precision and F1 of a class that you *name*,
# * put an interval around a result that rests on a handful of recordings, and say "this cannot be told" when it cannot.
#
# | | section | minutes | points |
# |---|---|---|---|
# | 1 | Before you start | 10 | |
# | 2 | The recordings | 20 | |
# | 3 | One second of sound | 60 | 28 |
# | 4 | Who is in the test? | 25 | 8 |
# | 5 | Right, and right about what? | 25 | 9 |
# | 6 | What must be beaten | 15 | |
# | 7 | Networks with and without memory | 80 | 32 |
# | 8 | What 10 000 steps cost | 25 | 4 |
# | 9 | Four experiments | 40 | 13 |
# | 10 | Recordings that nobody has heard | 25 | 6 |
# | 11 | Better (if you like) | 25 | |
# | 12 | Hand in | 5 | |
# | | **together** | **355** | **100** |
#
# The minutes are for reading, thinking and writing. Waiting for the computer comes on top, mostly in section 9.
# You need Python, NumPy, PyTorch, and to have trained a small network before.
#
# *The exercise goes back to an example of the teaching library* [EpyNN](https://github.com/Synthaze/EpyNN) *(2021), which
# we call "the original". We quote its results and learn from its detours. Text and code are new.*

# %% [markdown]
# ## 1. Before you start
#
# {tools/before_you_start.md compute_from="the arguments" energy="section 8" data="section 2"}

# %% toy="skip" cellView="form"
from tools.this_computer import *

install_zeus(section=8)
check_versions()
check_gpu(without="All sections work without one. In section 8 you measure time only, and wait for some minutes.")

# %% [markdown]
# Who are you?

# %%
NET_ID = ""  # for example "ab1234"
NAME = ""  # for example "Ada Lovelace"

# %%
import ast
import contextlib
import functools
import hashlib
import importlib.metadata
import importlib.util
import inspect
import io
import json
import math
import os
import platform
import subprocess
import sys
import tempfile
import textwrap
import time
import urllib.request
import zipfile
from pathlib import Path
from types import SimpleNamespace

import librosa
import librosa.feature
import matplotlib.pyplot as plt
import numpy as np
import scipy
import scipy.signal
import seaborn as sns
import soundfile
import torch
import torch.nn as nn
import torch.optim as optim
from IPython.display import Audio, display

SEED = 42
torch.manual_seed(SEED)
sns.set_theme(style="whitegrid", palette="colorblind")
print("PyTorch", torch.__version__)
print("GPU:", torch.cuda.get_device_name(0) if torch.cuda.is_available() else "none, training will run on the CPU")

# %% [markdown]
# {tools/helpers.md}

# %% cellView="form"
from tools.helpers import *

RELEASE = "2026.1"
DRIVE = Path("/content/drive/MyDrive/author_music")  # on Colab, if Google Drive is mounted
SHOWN = set()  # names of the plots and records that were printed, for the check in the last cell
find_file = functools.partial(find_in, DRIVE)
show_evidence = functools.partial(show_figure, release=RELEASE, shown=SHOWN)  # stands in place of plt.show()
show_record = functools.partial(show_rows, release=RELEASE, shown=SHOWN)


# %% [markdown]
# ## 2. The recordings
#
# Unless your instructor handed out others, the recordings are **rendered**: a synthesizer with the samples of a guitar
# plays pieces by Fernando Sor (1778–1839) and Matteo Carcassi (1792–1853) from scores of the
# [Mutopia Project](https://www.mutopiaproject.org). `LICENCES.csv` beside the data names who typeset each score, and its
# licence. Of each piece we have the first 30 seconds, with a second of silence before and after. How hard a note is
# plucked is drawn by chance, and so is the tuning of each recording: those of the scores would tell you who had typeset
# them.
#
# Each recording exists twice, in two **sets**:
#
# | set | where the recordings were made |
# |---|---|
# | `"varying"` | each recording in another room |
# | `"one_room"` | all recordings of an author in one room, the other author's in another room |
#
# A "room" has an echo, a colour (it makes high tones louder or softer) and a noise of its own: the hum that a microphone
# hears when nobody plays. All three are formulas here. So the music is the *same* in both sets, note by note, and we
# know that. That is what makes the experiment a controlled one.
#
# (With real recordings the set `"varying"` holds them as they are, and `"one_room"` the same recordings as if they had
# been played back in an author's room and recorded again.)
#
# **The original had one recording of its second author**, cut into clips, and 14 of the first. Whatever was special about
# that one recording, its room, its microphone, its hum, was special about that author.
#
# **Where the data come from.** You need the folders `author-varying` and `author-one_room`, or the archive
# `author_music.zip` that holds them. The next cell looks for them
#
# 1. in the folder that the environment variable `MUSIC_DATA` names, if there is one,
# 2. in the folder `data/` beside this notebook,
# 3. beside this notebook. On Colab that is where an upload lands: open the folder symbol on the left, and drag the
#    archive into the list,
# 4. on your Google Drive, in the folder `author_music`, if Drive is mounted. (There it outlives the runtime.)
#
# If they are nowhere, it fetches the archive from your course, if the course has put it on the web. If that fails too,
# it tells you what to upload. Run the cell again as often as you like.

# %% toy="data" cellView="form"
# @title Find, fetch and load the data
STUDENT_FILES = ""  # where the course keeps author_music.zip and its SHA256SUMS; "": nowhere

ARCHIVE = "author_music.zip"
RECORD_OF_DATA = "author_source.json"
SETS = ["varying", "one_room"]
FOLDERS = [f"author-{name}" for name in SETS]

from tools.fetching import *
from tools.unpacking import *


def read_recording(path):
    """Return the samples of a recording, whole numbers of 16 bits, shape (samples,), and its sample rate in Hz."""
    try:
        sound, rate = soundfile.read(path, dtype="int16", always_2d=True)
    except (OSError, soundfile.SoundFileError) as problem:
        raise ValueError(f"{path} cannot be read ({problem}): is the folder complete?") from None
    return sound[:, 0], rate


def read_set(folder, listed):
    """Return [(samples, rate)] of the recordings of a set, in the order of the list."""
    return [read_recording(Path(folder, one["author"], f"{one['name']}.flac")) for one in listed]


missing = bring_parts([*FOLDERS, RECORD_OF_DATA], archive=ARCHIVE, address=STUDENT_FILES, find=find_file,
                      assignment="author_music")
if not missing:
    made = json.loads(find_file(RECORD_OF_DATA).read_text(encoding="utf-8"))
    recordings = made["recordings"]
    AUTHORS = made["authors"]
    sounds = {name: read_set(find_file(folder), recordings) for name, folder in zip(SETS, FOLDERS, strict=True)}
    SOURCE = {"rendered": "RENDERED from scores"}.get(made["source"], made["source"])
    print("Source:", SOURCE, f"({made['made_by']})")
    for number, author in enumerate(AUTHORS):
        own = [one["seconds"] for one in recordings if one["author"] == author]
        print(f"class {number}: {author}, {len(own)} recordings, {sum(own):.0f} s")

# %% [markdown]
# `recordings` lists them: name, author, seconds. `sounds["varying"][i]` holds the samples of number `i`, whole numbers of
# 16 bits, and the sample rate; `sounds["one_room"][i]` the same music in the author's room. Listen to the same piece in
# both rooms, and then to nothing: the first second, in which nobody plays, made a hundred times louder.

# %% toy="skip"
for name in SETS:
    samples, rate = sounds[name][0]
    print(f"{recordings[0]['name']} ({recordings[0]['author']}), {name}: seconds 1 to 7")
    display(Audio(data=samples[rate : 7 * rate] / 32768, rate=rate, normalize=False))
    print(f"{name}: the second before the first note, 100 times louder")
    display(Audio(data=np.clip(samples[:rate] / 327.68, -1, 1), rate=rate, normalize=False))

# %% [markdown]
# ## 3. One second of sound
#
# One second of a recording on a CD is 44 100 numbers. A network that takes them as they are has 44 100 inputs, or
# 44 100 steps. So the original made them fewer and smaller, in five moves. Each has a price:
#
# | move | what is left of a second | what is lost |
# |---|---|---|
# | sample | 44 100 whole numbers of 16 bits | tones above 22 050 Hz: half of the sample rate, the **Nyquist frequency** |
# | scale | 44 100 numbers from 0 to 1 | how loud the recording was |
# | resample | 10 000 numbers | tones above 5000 Hz |
# | quantise to 4 bits | 10 000 whole numbers from 0 to 15 | what is softer than a sixteenth of the range |
# | one-hot | 10 000 × 16 zeros and ones | that level 7 lies beside level 8 |
#
# ### Task: scale (5 points)
#
# Write `normalize01(x)`. It scales **one recording** so that its smallest sample becomes 0 and its largest 1.
#
# **Rules**
#
# * `x` is a NumPy array of any shape, whole numbers (of any integer type, signed or not) or floats. The result is a NumPy
#   array of the same shape. {rule=same_shape}
# * The smallest number of `x` becomes 0 and the largest 1. What lies between them keeps its place: the number in the
#   middle between smallest and largest becomes 0.5, and so on. This holds wherever the numbers lie: around zero, all
#   above it, all below it, or very close together, such as 0 and 0.0000003, or 1000 and 1000.001. (So compute with 64
#   bits, and add nothing to what you divide by.) {rule=smallest_to_largest}
# * Whole numbers of 8, 16 or 32 bits may use the full range of their type, such as −32768 to 32767. No number may wrap
#   around. {rule=no_wrapping}
# * The result holds floats of 32 or 64 bits, whatever `x` holds. {rule=floats}
# * If all numbers of `x` are equal, the result is all zeros. {rule=constant_is_zero}
# * `x` itself stays as it is. {rule=input_kept}
#
# <details><summary>Hint</summary>
#
# `np.int16(32767) - np.int16(-32768)` is −1, since 65535 has no place in 16 bits. Make floats first, then subtract.
#
# </details>

# %% answer="normalize01"
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def normalize01(x):
    """Return one recording scaled to the range from 0 to 1, as floats of the same shape."""
    ### BEGIN SOLUTION
    x = np.asarray(x, dtype=np.float64)
    span = x.max() - x.min()
    if span == 0:
        return np.zeros_like(x)
    return (x - x.min()) / span
    ### END SOLUTION

# %% check="normalize01" points=5
def check_normalize01():
    with should_work("`normalize01(x)` should take an array of 5 floats."):
        found = normalize01(np.array([2.0, 4.0, 3.0, 2.5, 2.0]))
    assert isinstance(found, np.ndarray), f"It should return a NumPy array, not: {type(found).__name__}."
    assert found.shape == (5,), f"5 numbers in, 5 numbers out: the shape should be (5,), not {found.shape}."
    assert found.dtype in (np.float32, np.float64), f"The result should hold floats, but it holds {found.dtype}."
    assert found.min() == 0 and found.max() == 1, "From 2 to 4: the smallest should become 0, the largest 1."
    assert abs(found[2] - 0.5) < 1e-6, "3 lies in the middle between 2 and 4, so it should become 0.5."
    full = normalize01(np.array([-32768, 0, 32767], dtype=np.int16))
    assert full.min() == 0 and full.max() == 1, "With whole numbers of 16 bits something wraps around."
    assert not normalize01(np.full(4, 7.0)).any(), "If all numbers are equal, the result should be all zeros."
    print("Good: from 0 to 1, and nothing wraps around.")


check_normalize01()

# %% [markdown]
# <details><summary>Stuck? A stand-in</summary>
#
# It lets the notebook go on (put it into a new cell below the task). You lose this cell only:
# `def normalize01(x): return np.interp(x, [float(x.min()), float(x.max()) + 1e-12], [0, 1])`
#
# </details>
#
# ### Hear what resampling without a filter does
#
# To go from 44 100 to 10 000 numbers a second, the original took every fourth number. That does two things that nobody
# asked for. First, 44 100 / 4 is 11 025 and not 10 000: its clips of "one second" were 10 000 / 11 025 = 0.907 s long.
# Second, it **invents tones**. A tone above the new Nyquist frequency does not vanish; it comes back as a wrong, lower
# one, an *alias*. Play a tone that rises from 100 Hz to 12 kHz, once with every fourth sample and once resampled
# properly. In the first one the tone comes *down* again.

# %% toy="skip"
SWEEP_RATE = 44_100
rising = scipy.signal.chirp(np.arange(4 * SWEEP_RATE) / SWEEP_RATE, 100, 4, 12_000)
resampled = {"every 4th sample (11 025 Hz)": (rising[::4], SWEEP_RATE / 4),
             "low-pass filter, then 10 000 Hz": (librosa.resample(rising, orig_sr=SWEEP_RATE, target_sr=10_000), 10_000)}
fig, axes = plt.subplots(1, 2, figsize=(10, 3.5), sharey=True, layout="constrained")
for ax, (title, (sound, rate)) in zip(axes, resampled.items(), strict=True):
    print(title)
    display(Audio(data=0.3 * sound, rate=int(rate), normalize=False))
    ax.specgram(sound, NFFT=512, Fs=rate, cmap="cividis", vmin=-120)
    ax.set(title=title, xlabel="time (s)")
axes[0].set_ylabel("frequency (Hz)")
plt.show()

# %% [markdown]
# ### Task: clips (11 points)
#
# Write `make_clips(x, sr, target_sr=10_000, seconds=1.0)`. It resamples a recording and cuts it into clips.
#
# **Rules**
#
# * `x` is a NumPy array of floats, shape `(samples,)`, with `sr` samples per second. The result is a NumPy array of
#   floats, of shape `(clips, length)` with `length = round(target_sr * seconds)`: exactly. {rule=exact_length}
# * It works for any whole numbers `sr` and `target_sr` with `sr >= target_sr`, also if one is no multiple of the other,
#   and for any length of a clip, such as half a second. {rule=any_rate}
# * Clip 0 is the sound from 0 to `seconds`, clip 1 that from `seconds` to `2 * seconds`, and so on: no gap, no overlap,
#   no drift. {rule=no_gap}
# * A rest at the end that is too short for a clip is left out. All that is not such a rest is used: three seconds and a
#   half are three clips of a second, and exactly three seconds are three, too. {rule=rest_left_out}
# * A recording that is shorter than a clip gives an array of shape `(0, length)`. {rule=too_short}
# * Tones keep their pitch, and those below `0.35 * target_sr` keep their loudness to within 10 %. {rule=tones_stay}
# * Tones above `0.7 * target_sr` become at least 20 times softer: they do not come back as other tones. (Between the two
#   limits anything goes: no filter is perfectly steep.) {rule=no_alias}
# * The recording is resampled **as a whole**, before it is cut: across the edge between two clips a tone goes on as if
#   there were no edge. (At the very start and end of the recording, 20 ms may be off.) {rule=whole_first}
# * `x` itself stays as it is. {rule=input_kept}
#
# <details><summary>Hint</summary>
#
# `librosa.resample(x, orig_sr=sr, target_sr=target_sr)` filters and resamples; `scipy.signal.resample_poly` does, too.
# Then cut what is left over and `reshape`.
#
# </details>

# %% answer="make_clips"
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    """Return a recording x (samples,) at sr Hz as clips: (clips, round(target_sr * seconds)) at target_sr Hz."""
    ### BEGIN SOLUTION
    length = round(target_sr * seconds)
    sound = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    n_clips = len(sound) // length
    return sound[: n_clips * length].reshape(n_clips, length)
    ### END SOLUTION

# %% check="make_clips" points=11
def check_make_clips():
    t = np.arange(int(3.5 * 44_100)) / 44_100
    with should_work("`make_clips(x, 44_100)` should take 3.5 seconds of a tone."):
        clips = make_clips(np.sin(2 * np.pi * 440 * t), 44_100)
    assert isinstance(clips, np.ndarray), f"It should return a NumPy array, not: {type(clips).__name__}."
    assert clips.shape == (3, 10_000), f"3.5 s are 3 clips of 10 000 samples, shape (3, 10000), not {clips.shape}."
    strongest = np.abs(np.fft.rfft(clips[1])).argmax()
    assert abs(strongest - 440) <= 1, f"A tone of 440 Hz became one of {strongest} Hz: is the new rate exactly 10 000?"
    high = make_clips(np.sin(2 * np.pi * 8000 * t), 44_100)
    assert high.std() < 0.05, "A tone of 8000 Hz should vanish at 10 000 Hz. Yours comes back as a lower one."
    assert make_clips(np.zeros(100), 44_100).shape == (0, 10_000), "Too short for a clip: the shape should be (0, 10000)."
    print("Good: clips of exactly a second, and no alias.")


check_make_clips()

# %% [markdown]
# <details><summary>Stuck? A stand-in</summary>
#
# It lets the notebook go on, with aliases. You lose this cell only:
# `def make_clips(x, sr, target_sr=10_000, seconds=1.0): n = int(len(x) / sr / seconds); length = round(target_sr *
# seconds); return x[(np.arange(n * length) * sr / target_sr).astype(int)].reshape(n, length)`
#
# </details>
#
# ### Task: quantise (7 points)
#
# Write `quantize(x, bits=4)`. It replaces each number from 0 to 1 by the number of its **level**.
#
# **Rules**
#
# * With `bits` bits there are `L = 2 ** bits` levels, 0 to `L - 1`, **all equally wide**: level `k` is what lies from
#   `k / L` up to, but without, `(k + 1) / L`. {rule=equal_widths}
# * 1 itself belongs to the top level, `L - 1`. {rule=one_is_top}
# * A number a little below 0 or above 1, as resampling leaves it, gets the nearest level. {rule=outside_is_clipped}
# * `x` is a NumPy array of floats of any shape. The result is a NumPy array of the same shape of an integer type, signed
#   or not. {rule=whole_numbers}
# * It works for 1 to 12 bits. Mind that 4095 has no place in 8 bits, and 255 none in 8 bits with a sign. {rule=any_bits}
# * If `bits` is not given, it is 4. {rule=four_by_default}
# * `x` itself stays as it is. {rule=input_kept}
#
# (The original's levels were not equally wide: its level 0 was the smallest sample and nothing else.)
#
# <details><summary>Hint</summary>
#
# `np.floor(x * L)` gives the level, but for one number. `np.clip` sees to that one and to those outside.
#
# </details>

# %% answer="quantize"
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def quantize(x, bits=4):
    """Return the level of each number of x, from 0 to 2**bits - 1, as whole numbers of the same shape."""
    ### BEGIN SOLUTION
    levels = 2**bits
    return np.clip(np.floor(x * levels), 0, levels - 1).astype(np.int64)
    ### END SOLUTION

# %% check="quantize" points=7
def check_quantize():
    with should_work("`quantize(x)` should take an array of 4 floats."):
        found = quantize(np.array([0.0, 0.05, 0.99, 1.0]))
    assert isinstance(found, np.ndarray), f"It should return a NumPy array, not: {type(found).__name__}."
    assert np.issubdtype(found.dtype, np.integer), f"Levels are whole numbers, but yours are {found.dtype}."
    assert found.min() >= 0, "Levels are counted from 0."
    assert found.max() < 16, "With 4 bits there is no level 16: the top level is 15, and 1.0 belongs to it."
    assert found[1] == 0, "0.05 is less than 1/16: it belongs to level 0."
    counts = np.bincount(quantize((np.arange(1600) + 0.5) / 1600), minlength=16)
    assert (counts == 100).all(), "1600 numbers, evenly from 0 to 1, should give 100 in each level: equally wide ones."
    assert quantize(np.array([0.999]), bits=9)[0] == 511, "With 9 bits the top level should be 511."
    print("Good: 16 levels, equally wide.")


check_quantize()

# %% [markdown]
# <details><summary>Stuck? A stand-in</summary>
#
# It lets the notebook go on. You lose this cell only:
# `def quantize(x, bits=4): return np.round(np.clip(x, 0, 1) * (2**bits - 1)).astype(int)`
#
# </details>
#
# Listen to 8, 4 and 2 bits, and to what was lost: the **quantisation noise**, the difference from the sound. In theory
# each bit halves it: 6.02 dB a bit, as long as the signal crosses many levels. With 2 bits it does not.

# %% toy="skip"
piece, piece_rate = sounds["varying"][len(recordings) // 2]
loud = normalize01(piece[: 6 * piece_rate])
for bits in (8, 4, 2):
    levels = quantize(loud, bits)
    rebuilt = (levels + 0.5) / 2**bits
    noise = rebuilt - loud
    ratio = 10 * np.log10(np.var(loud) / np.var(noise))
    print(f"{bits} bits: signal {ratio:.1f} dB above the noise. The sound, then its noise alone:")
    display(Audio(data=rebuilt - rebuilt.mean(), rate=piece_rate, normalize=False))
    display(Audio(data=noise - noise.mean(), rate=piece_rate, normalize=False))

# %% [markdown]
# ### Task: one-hot (5 points)
#
# A network that gets the level as a *number* can compute with it. The original gave it 16 numbers in its place, all zero
# but for one. That throws the order of the levels away: 7 is as far from 8 as from 15, and the first layer must learn
# anew that they are neighbours. It is right for letters and words. For sound it is a choice, and you will see its price.
#
# Write `one_hot(q, levels=16)`.
#
# **Rules**
#
# * `q` is a NumPy array of whole numbers, of any shape and of **any integer type**, also of 8 bits and
#   unsigned. {rule=any_integer_type}
# * The result is a PyTorch tensor of type `float32`, with one more axis at the **end**: shape `(..., levels)`.
#   {rule=new_axis_at_the_end} {rule=float32_tensor}
# * At the place of the level it holds 1, elsewhere 0. {rule=one_at_the_level}
# * The width is always `levels`, whichever levels occur in `q`. {rule=fixed_width}
# * If a number in `q` is below 0 or above `levels - 1`, raise a `ValueError`: never count from the end, never
#   clip. {rule=outside_is_refused}
#
# <details><summary>Hint</summary>
#
# `torch.eye(levels)` has the rows that you need. Convert `q` to 64-bit integers first: PyTorch takes an index of unsigned
# 8 bits for a mask.
#
# </details>

# %% answer="one_hot"
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def one_hot(q, levels=16):
    """Return whole numbers q (...) as zeros and ones: a float32 tensor of shape (..., levels)."""
    ### BEGIN SOLUTION
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    if q.numel() and (q.min() < 0 or q.max() >= levels):
        raise ValueError(f"Levels are from 0 to {levels - 1}.")
    return torch.eye(levels)[q]
    ### END SOLUTION

# %% check="one_hot" points=5
def check_one_hot():
    with should_work("`one_hot(q, 4)` should take an array of shape (2, 3) of unsigned 8-bit numbers."):
        found = one_hot(np.array([[0, 2, 1], [1, 1, 0]], dtype=np.uint8), 4)
    assert torch.is_tensor(found), f"It should return a tensor, not: {type(found).__name__}."
    assert found.dtype == torch.float32, f"The tensor should be float32, but it is {found.dtype}."
    assert found.shape == (2, 3, 4), f"The shape should be (2, 3, 4), not {tuple(found.shape)}: 4 levels, always."
    assert found[0, 1].tolist() == [0, 0, 1, 0], "Level 2 should become 0, 0, 1, 0."
    for outside in (-1, 4):
        try:
            one_hot(np.array([outside]), 4)
        except ValueError:
            continue
        raise AssertionError(f"There is no level {outside} of 4: a ValueError should be raised.")
    print("Good: one 1 at the place of the level, in a row of fixed width.")


check_one_hot()

# %% [markdown]
# <details><summary>Stuck? A stand-in</summary>
#
# It lets the notebook go on. You lose this cell only:
# `def one_hot(q, levels=16): return (torch.as_tensor(q.astype(int))[..., None] == torch.arange(levels)).float()`
#
# </details>
#
# ### All clips
#
# Now all recordings, in both sets. A clip keeps in mind from which recording it comes: that is its **group**. We keep the
# levels in 8 bits and make one-hot rows only batch by batch. How much memory would all of them take?

# %%
CLIP_RATE = 10_000  # Hz
CLIP_LENGTH = 10_000  # samples


def clips_of(name):
    """Return levels (clips, samples), classes (clips,) and groups (clips,), the numbers of recordings, of a set."""
    levels, classes, groups = [], [], []
    for number, (one, (samples, rate)) in enumerate(zip(recordings, sounds[name], strict=True)):
        found = quantize(make_clips(normalize01(samples), rate, CLIP_RATE, CLIP_LENGTH / CLIP_RATE))
        levels.append(found.astype(np.uint8))
        classes += [AUTHORS.index(one["author"])] * len(found)
        groups += [number] * len(found)
    return np.concatenate(levels), np.array(classes), np.array(groups)


clips = {name: clips_of(name) for name in SETS}
levels, classes, groups = clips["varying"]
print(f"{len(classes)} clips of {len(set(groups))} recordings, {classes.mean():.1%} of them by {AUTHORS[1]}")
print(f"as 16-bit sound {2 * 44_100 * len(levels) / 1e6:.0f} MB, as levels {levels.nbytes / 1e6:.0f} MB,"
      f" one-hot in float32 {levels.nbytes * 16 * 4 / 1e6:.0f} MB")

# %% [markdown]
# ## 4. Who is in the test?
#
# Split the clips at random, and of almost every recording there are clips on both sides. A network that knows a recording
# by its hum, by its key, by the one loud note in it, passes the test and has learned nothing about the author. (Two
# seconds of the same recording are also just alike.) What one wants to know is how it does on **recordings that it has
# never heard**. So whole recordings must go to one side or the other.
#
# ### Task: split by recording (8 points)
#
# Write `group_split(groups, classes, test_share=0.3, seed=0)`. It returns two arrays, `train` and `test`: the
# places (indices) of the clips that go to each side.
#
# **Rules**
#
# * `groups` and `classes` are NumPy arrays of equal length: the recording and the author of each clip. Both hold whole
#   numbers or texts, in any order; clips of a recording need not stand together. All clips of a recording are by the same
#   author. {rule=any_labels}
# * Each clip is in exactly one of the two arrays, once. They hold whole numbers, so that `classes[test]` works. The order
#   within an array does not matter. {rule=each_clip_once}
# * No recording has clips on both sides. {rule=recordings_whole}
# * First comes `train`, then `test`. {rule=train_first}
# * Of **each author's** `n` recordings, about `test_share * n` go to the test: rounded up or down, as you like, but at
#   least one and at most `n - 1`. The number of clips does not matter. {rule=share_of_recordings}
# * Which recordings go to the test is drawn by chance. The same `seed` gives the same split every time, whatever other
#   random numbers were drawn before. Among ten seeds there are at least three different splits, if there are
#   enough recordings. {rule=seeded}
# * An author with one recording cannot be on both sides: raise a `ValueError`. {rule=lone_recording}
#
# <details><summary>Hint</summary>
#
# `rng = np.random.default_rng(seed)`. For each author: `np.unique(groups[classes == author])`, `rng.permutation` of it,
# and the first few go to the test. `np.isin(groups, chosen)` says which clips those are, `np.flatnonzero` where they are.
#
# </details>

# %% answer="group_split"
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def group_split(groups, classes, test_share=0.3, seed=0):
    """Return the indices of training and test clips. No recording is on both sides, each author is on both."""
    ### BEGIN SOLUTION
    rng = np.random.default_rng(seed)
    chosen = []
    for author in np.unique(classes):
        own = rng.permutation(np.unique(groups[classes == author]))
        if len(own) < 2:
            raise ValueError(f"There is only one recording of {author}.")
        many = min(max(round(test_share * len(own)), 1), len(own) - 1)
        chosen.extend(own[:many])
    in_test = np.isin(groups, chosen)
    return np.flatnonzero(~in_test), np.flatnonzero(in_test)
    ### END SOLUTION

# %% check="group_split" points=8
def check_group_split():
    owners = np.repeat(np.arange(10), 3)
    labels = np.repeat([0, 1], [18, 12])
    with should_work("`group_split(groups, classes)` should take 30 clips of 10 recordings."):
        train, test = group_split(owners, labels)
    train, test = np.asarray(train), np.asarray(test)
    assert sorted([*train.tolist(), *test.tolist()]) == list(range(30)), "Each of the 30 clips should be there once."
    both = set(owners[train]) & set(owners[test])
    assert not both, f"Recordings {sorted(both)} are on both sides."
    found = len(set(owners[test]))
    assert len(set(labels[test])) == 2, "Both authors should be in the test."
    assert 2 <= found <= 4, f"About 30 % of the 10 recordings should be in the test, but there are {found}."
    for _ in range(5):  # by chance, two draws of so few recordings are often the same
        _, again = group_split(owners, labels)
        assert set(np.asarray(again).tolist()) == set(test.tolist()), "The same seed should give the same split."
    try:
        group_split(np.array([0, 1, 2]), np.array([0, 0, 1]))
    except ValueError:
        print("Good: recordings stay whole.")
        return
    raise AssertionError("An author with one recording cannot be on both sides: a ValueError should be raised.")


check_group_split()


# %% [markdown]
# <details><summary>Stuck? A stand-in</summary>
#
# It lets the notebook go on, always with the same split. You lose this cell only:
# `def group_split(groups, classes, test_share=0.3, seed=0): keep = np.array([hash((int(g), 1)) % 3 > 0 for g in groups]);
# return np.flatnonzero(keep), np.flatnonzero(~keep)`
#
# </details>

# %%
def clip_split(groups, classes, test_share=0.3, seed=0):
    """Return the indices of training and test clips, drawn at random: what one should *not* do."""
    order = np.random.default_rng(seed).permutation(len(groups))
    many = round(test_share * len(groups))
    return order[many:], order[:many]


SPLITS = {"clip": clip_split, "recording": group_split}
for name, split in SPLITS.items():
    train, test = split(groups, classes)
    shared = len(set(groups[train]) & set(groups[test]))
    print(f"split by {name:9s}: {len(train)} clips to learn from, {len(test)} for the test; of {shared} recordings"
          f" there are clips on both sides; {classes[test].mean():.0%} of the test clips are by {AUTHORS[1]}")

# %% [markdown]
# ## 5. Right, and right about what?
#
# The original printed a recall of 0.49 and a precision of 0.94, and called the author of 14 recordings the *positive*
# class. Its code counted the **other** class as positive. Nothing told: both numbers look like numbers. So say of *which*
# class you speak, every time, and let the code take the class as an argument.
#
# With one class called positive, a clip is one of four things: a true positive (it is, and it was said), a false positive
# (it was said, but it is not), a false negative (it is, but it was not said), or a true negative. Then
#
# $$\text{precision} = \frac{tp}{tp + fp} \qquad \text{recall} = \frac{tp}{tp + fn} \qquad
# F_1 = \frac{2 \cdot \text{precision} \cdot \text{recall}}{\text{precision} + \text{recall}}$$
#
# ### Task: precision, recall, F1 (9 points)
#
# Write `prf_binary(y, p, pos_label=1)`.
#
# **Rules**
#
# * `y` holds the right labels and `p` the predicted ones: NumPy arrays of equal length. There are two labels, numbers or
#   texts, such as 0 and 1, or `"carcassi"` and `"sor"`. `pos_label` is the one that counts as positive. {rule=any_labels}
# * It returns three numbers, each between 0 and 1, in this order: precision, recall, F1. {rule=order}
# * Precision: of all clips that were *called* positive, the share that is. {rule=precision}
# * Recall: of all clips that *are* positive, the share that was called so. {rule=recall}
# * F1 as in the formula above. {rule=f1}
# * The positive class is `pos_label`, whichever it is, and 1 if it is not given. {rule=positive_class}
# * Where nothing was called positive, precision is 0; where nothing is positive, recall is 0; where both are 0, F1 is 0.
#   Never `nan`, and no error. {rule=zero_instead_of_nan}
#
# <details><summary>Hint</summary>
#
# `said = p == pos_label` and `there = y == pos_label` are two arrays of True and False. `(said & there).sum()` counts the
# true positives.
#
# </details>

# %% answer="prf_binary"
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def prf_binary(y, p, pos_label=1):
    """Return precision, recall and F1 of the class pos_label, three numbers from 0 to 1."""
    ### BEGIN SOLUTION
    said, there = p == pos_label, y == pos_label
    hits = (said & there).sum()
    precision = hits / said.sum() if said.any() else 0.0
    recall = hits / there.sum() if there.any() else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall > 0 else 0.0
    return float(precision), float(recall), float(f1)
    ### END SOLUTION

# %% check="prf_binary" points=9
def check_prf_binary():
    y, p = np.array([1, 1, 1, 1, 0, 0, 0, 0]), np.array([1, 0, 0, 0, 1, 0, 0, 0])
    with should_work("`prf_binary(y, p)` should take two arrays of 8 labels."):
        found = prf_binary(y, p)
    assert isinstance(found, (tuple, list, np.ndarray)) and len(found) == 3, "It should return three numbers."
    precision, recall, f1 = (float(value) for value in found)
    assert abs(precision - 1 / 2) < 1e-6, "2 clips were called positive and 1 of them is: precision 1/2."
    assert abs(recall - 1 / 4) < 1e-6, "4 clips are positive and 1 of them was found: recall 1/4."
    assert abs(f1 - 1 / 3) < 1e-6, "With precision 1/2 and recall 1/4, F1 is 1/3."
    other = prf_binary(y, p, pos_label=0)
    assert abs(float(other[1]) - 3 / 4) < 1e-6, "With pos_label=0: 4 clips are of class 0 and 3 of them were found."
    assert tuple(map(float, prf_binary(y, np.zeros(8)))) == (0, 0, 0), "Where nothing is called positive, all three are 0."
    print("Good: three numbers, of the class that you name.")


check_prf_binary()

# %% [markdown]
# <details><summary>Stuck? A stand-in</summary>
#
# It lets the notebook go on. You lose this cell only: `def prf_binary(y, p, pos_label=1): tp, said, there = sum((p ==
# pos_label) & (y == pos_label)), sum(p == pos_label), sum(y == pos_label); return tp / max(said, 1), tp / max(there, 1),
# 2 * tp / max(said + there, 1)`
#
# </details>
#
# Below we use one number that treats both authors alike: **balanced accuracy**, the mean of the two recalls. Whoever always
# says the same gets 0.5, however many clips there are of each. And a result on a few recordings is uncertain, however many
# clips they are cut into: so its **interval** comes from drawing whole *recordings* anew, of each author as many as there
# are, with replacement (a group bootstrap). With a single recording of each author in the test there is nothing to draw:
# then the interval has no width, and says nothing.

# %%
def balanced(y, p):
    """Return the mean of the recalls of both classes."""
    return float(np.mean([prf_binary(y, p, pos_label=one)[1] for one in (0, 1)]))


def recording_interval(y, p, groups, draws=1000):
    """Return the ends of the 95 % interval of the balanced accuracy, if whole recordings are drawn anew."""
    rng = np.random.default_rng(SEED)
    recalls = []
    for one in (0, 1):
        names = np.unique(groups[y == one])
        if not len(names):
            return 0.0, 1.0
        right = np.array([(p[groups == name] == one).sum() for name in names])
        many = np.array([(groups == name).sum() for name in names])
        drawn = rng.integers(0, len(names), size=(draws, len(names)))
        recalls.append(right[drawn].sum(axis=1) / many[drawn].sum(axis=1))
    return tuple(np.percentile(np.mean(recalls, axis=0), [2.5, 97.5]).tolist())


# %% [markdown]
# ## 6. What must be beaten
#
# Before any network: what do simple methods reach? Three of them.
#
# * **Always the same**: 0.5 by definition.
# * **Bands**: how much energy is there in 24 bands of frequency, its mean and its spread over the second? 48 numbers, and
#   a logistic regression on them. It knows the colour of a sound and nothing of the order in which things happen.
# * **Markov chain**: how often does level *j* follow level *i*? One 16 × 16 table for each author; a clip belongs to the
#   author whose table makes it more probable. (A first-order chain over *notes* told four guitarists apart better than
#   chance: Das, Kaneshiro and Collins, ISMIR 2018. Ours is over samples: it knows little more than how steep a wave is.)

# %%
def bands(q):
    """Return mean and spread of the log energy in 24 bands of frequency: levels (clips, samples) -> (clips, 48)."""
    steps = ((q.astype(np.float32) - 7.5) / 8).reshape(len(q), 50, -1)
    spectrum = np.abs(np.fft.rfft(steps * np.hanning(steps.shape[2]).astype(np.float32)))
    edges = np.linspace(1, spectrum.shape[2], 25).astype(int)
    energy = np.log(np.add.reduceat(spectrum, edges[:-1], axis=2) + 0.05)
    return np.concatenate([energy.mean(axis=1), energy.std(axis=1)], axis=1)


def logistic(features, y, train, steps=300):
    """Fit a logistic regression on the rows `train` of features (clips, n); return the classes of all rows."""
    x = (features - features[train].mean(axis=0)) / (features[train].std(axis=0) + 1e-6)
    x, target = torch.tensor(x, dtype=torch.float32), torch.as_tensor(y)
    line = nn.Linear(x.shape[1], 2)
    optimizer = optim.Adam(line.parameters(), lr=0.02, weight_decay=0.001)
    for _ in range(steps):
        optimizer.zero_grad()
        nn.functional.cross_entropy(line(x[train]), target[train]).backward()
        optimizer.step()
    return line(x).argmax(dim=1).numpy()


def markov(q, y, train, count=16):
    """Fit a first-order Markov chain over levels for each class on the rows `train`; return the classes of all rows."""
    tables = np.stack([np.bincount(one[:-1].astype(int) * count + one[1:], minlength=count**2) for one in q])
    scores = []
    for one in (0, 1):
        counts = tables[train][y[train] == one].sum(axis=0).reshape(count, count) + 1.0
        scores.append(tables @ np.log(counts / counts.sum(axis=1, keepdims=True)).ravel())
    return np.argmax(scores, axis=0)


for name, split in SPLITS.items():
    train, test = split(groups, classes)
    torch.manual_seed(SEED)
    for title, p in [("bands", logistic(bands(levels), classes, train)), ("Markov chain", markov(levels, classes, train))]:
        low, high = recording_interval(classes[test], p[test], groups[test])
        precision, recall, f1 = prf_binary(classes[test], p[test], pos_label=1)
        print(f"split by {name:9s} {title:12s} balanced accuracy {balanced(classes[test], p[test]):.2f}, 95 % interval"
              f" {low:.2f} to {high:.2f}; of {AUTHORS[1]}: precision {precision:.2f}, recall {recall:.2f}, F1 {f1:.2f}")

# %% [markdown]
# ## 7. Networks with and without memory
#
# ### Without: a dense network
#
# The original's first network takes the 160 000 zeros and ones of a clip at once: flatten, a dense layer of 64 units,
# dropout, a dense layer of 2. Count its weights before you look.

# %%
def count_weights(net):
    """Return the number of weights of a network."""
    return sum(weights.numel() for weights in net.parameters())


class FlattenDense(nn.Module):
    """All steps of a one-hot clip at once: dense layer, dropout, dense layer. It takes one length of clips only."""

    def __init__(self, steps, input_size, units=64, n_class=2, dropout=0.5):
        super().__init__()
        self.layers = nn.Sequential(nn.Flatten(), nn.Linear(steps * input_size, units), nn.ReLU(), nn.Dropout(dropout),
                                    nn.Linear(units, n_class))

    def forward(self, x):
        return self.layers(x)


class RecurrentFlatten(nn.Module):
    """The original's recurrent network: one recurrent unit, and a dense layer on its outputs at all steps."""

    def __init__(self, kind, steps, input_size, units=64, n_class=2):
        super().__init__()
        self.recurrent = {"rnn": nn.RNN, "gru": nn.GRU}[kind](input_size, 1, batch_first=True)
        self.layers = nn.Sequential(nn.Flatten(), nn.Linear(steps, units), nn.ReLU(), nn.Linear(units, n_class))

    def forward(self, x):
        return self.layers(self.recurrent(x)[0])


print("dense:", count_weights(FlattenDense(CLIP_LENGTH, 16)))
for kind in ("rnn", "gru"):
    net = RecurrentFlatten(kind, CLIP_LENGTH, 16)
    print(f"{kind}, one unit, then dense:", count_weights(net), "of them in the recurrent layer:",
          count_weights(net.recurrent))

# %% [markdown]
# (The original counts 10 240 194, 640 212 and 640 248. PyTorch's recurrent layers have two vectors of biases where the
# original's have one, which makes 1 and 3 more.)
#
# So what is called a recurrent network there has 19 recurrent weights of 640 213. Its one unit turns 16 inputs into *one*
# number per step, a kind of filter. All the rest is a dense layer that reads 10 000 numbers at fixed places. Its length
# is fixed, too, although one reads that such networks "handle sequences of any length". A recurrent network in earnest
# has many units, and decides by the **state** that is left at the end.
#
# ### Task: a recurrent network by hand (9 points)
#
# A simple recurrent network (Elman 1990) reads `X`, one step after the other, and keeps a state `h`:
#
# $$h_t = \tanh(X_t\,U + h_{t-1}\,V + b)$$
#
# Write `rnn_forward(X, U, V, b, h0=None)`.
#
# **Rules**
#
# * `X` is a tensor of shape `(clips, steps, inputs)`, `U` of `(inputs, hidden)`, `V` of `(hidden, hidden)`, `b` of
#   `(hidden,)`, and `h0`, the state before the first step, of `(clips, hidden)`. It works for all sizes, for one step and
#   for one clip, too. {rule=any_size}
# * It returns two tensors in this order: the states after **all** steps, shape `(clips, steps, hidden)`, and the state
#   after the last step, shape `(clips, hidden)`. {rule=all_steps} {rule=last_state}
# * Each state follows from the one before by the formula above. {rule=formula}
# * The first step starts from `h0`. If `h0` is not given, it is all zeros. {rule=starts_from_h0} {rule=zeros_if_not_given}
# * From both results gradients flow back through all steps, however many, to `X`, `U`, `V`, `b` and `h0`: compute with
#   tensors, without `detach`, `no_grad`, or NumPy in between. {rule=gradients_flow}
# * The arguments stay as they are. {rule=arguments_kept}

# %% answer="rnn_forward"
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def rnn_forward(X, U, V, b, h0=None):
    """Return the states of a simple RNN after all steps (clips, steps, hidden), and the last one (clips, hidden)."""
    ### BEGIN SOLUTION
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh(X[:, t] @ U + h @ V + b)
        states.append(h)
    return torch.stack(states, dim=1), h
    ### END SOLUTION

# %% check="rnn_forward" points=9
def check_rnn_forward():
    X, U, V, b = torch.ones(2, 3, 1), torch.tensor([[0.5]]), torch.tensor([[2.0]]), torch.tensor([-0.5])
    with should_work("`rnn_forward(X, U, V, b)` should take 2 clips of 3 steps with 1 input, and 1 hidden unit."):
        returned = rnn_forward(X, U, V, b)
    assert isinstance(returned, (tuple, list)) and len(returned) == 2, "It should return two tensors."
    states, last = returned
    assert states.shape == (2, 3, 1), f"The states should have the shape (2, 3, 1), not {tuple(states.shape)}."
    assert last.shape == (2, 1), f"The last state should have the shape (2, 1), not {tuple(last.shape)}."
    assert torch.allclose(states, torch.zeros(2, 3, 1)), "0.5 · 1 + 2 · 0 − 0.5 is 0: all states of this check are 0."
    states, last = rnn_forward(X, U, V, b, torch.full((2, 1), 0.25))
    assert abs(states[0, 0, 0] - math.tanh(0.5)) < 1e-6, "From h0 = 0.25 the first state should be tanh(0.5)."
    assert abs(states[0, 1, 0] - math.tanh(2 * math.tanh(0.5))) < 1e-6, "The second state should follow from the first."
    assert torch.equal(last, states[:, -1]), "The second result should be the state after the last step."
    print("Good: each state follows from the one before.")


check_rnn_forward()

# %% [markdown]
# <details><summary>Stuck? A stand-in</summary>
#
# It lets the notebook go on, but nothing is learned through it. You lose this cell only:
# `def rnn_forward(X, U, V, b, h0=None): states = torch.tanh(X @ U + b); return states, states[:, -1]`
#
# </details>
#
# Is it what `nn.RNN` does? Copy its weights and compare. (PyTorch keeps matrices turned around, and two biases.)

# %%
torch.manual_seed(SEED)
theirs = nn.RNN(5, 4, batch_first=True)
some_steps = torch.randn(3, 20, 5)
with torch.no_grad():
    U, V, b = theirs.weight_ih_l0.T, theirs.weight_hh_l0.T, theirs.bias_ih_l0 + theirs.bias_hh_l0
    print("largest difference from nn.RNN:", float((rnn_forward(some_steps, U, V, b)[0] - theirs(some_steps)[0]).abs().max()))

# %% [markdown]
# ### Task: a GRU by hand, in both conventions (11 points)
#
# A **gated recurrent unit** (Cho and others 2014, [arXiv 1406.1078](https://arxiv.org/abs/1406.1078)) has two gates with
# values from 0 to 1. The update gate $z$ says how much of the old state is *kept*, the reset gate $r$ how much of it is
# seen when the new state is proposed:
#
# $$r = \sigma(x W_r + b_r + h R_r + c_r) \qquad z = \sigma(x W_z + b_z + h R_z + c_z)$$
# $$h_{new} = (1 - z) \odot n + z \odot h$$
#
# For the proposal $n$ there are **two conventions**. They give different numbers, so weights that were trained in one are
# wrong in the other:
#
# | `reset` | proposal | who |
# |---|---|---|
# | `"after"` | $n = \tanh(x W_n + b_n + r \odot (h R_n + c_n))$ | PyTorch; fast, since all of $hR$ is one product |
# | `"before"` | $n = \tanh(x W_n + b_n + (r \odot h) R_n + c_n)$ | the paper of 2014, the original |
#
# Write `gru_forward(X, W, R, b, c, h0=None, reset="after")`.
#
# **Rules**
#
# * `X` and `h0` are as for the RNN. `W` has the shape `(inputs, 3 * hidden)`, `R` `(hidden, 3 * hidden)`, `b` and `c`
#   `(3 * hidden,)`. In each the columns of $r$ come first, then those of $z$, then those of $n$, as in
#   PyTorch. It works for all sizes, for one step and for one clip, too. {rule=order_of_gates} {rule=any_size}
# * It returns the states after all steps and the last state, in the shapes and the order of
#   `rnn_forward`. {rule=all_steps_and_last}
# * $z$ says how much of the old state is kept: $h_{new} = (1 - z) n + z h$. {rule=update_keeps_the_old}
# * With `reset="after"`, and if it is not given, the reset gate multiplies what the matrix product and the bias $c_n$
#   gave. {rule=reset_after}
# * With `reset="before"` it multiplies the state, before the matrix product. $c_n$ is added untouched. {rule=reset_before}
# * For any other `reset` raise a `ValueError`. {rule=unknown_convention}
# * If `h0` is not given, it is all zeros. {rule=zeros_if_not_given}
# * From both results gradients flow back through all steps to all tensors that came in. {rule=gradients_flow}

# %% answer="gru_forward"
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    """Return the states of a GRU after all steps (clips, steps, hidden), and the last one (clips, hidden)."""
    ### BEGIN SOLUTION
    if reset not in ("after", "before"):
        raise ValueError(f"There is no convention {reset!r}.")
    hidden = R.shape[0]
    h = X.new_zeros(len(X), hidden) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        from_input = (X[:, t] @ W + b).split(hidden, dim=1)
        from_state = (h @ R + c).split(hidden, dim=1)
        r, z = (torch.sigmoid(from_input[i] + from_state[i]) for i in (0, 1))
        seen = r * from_state[2] if reset == "after" else (r * h) @ R[:, 2 * hidden :] + c[2 * hidden :]
        n = torch.tanh(from_input[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h
    ### END SOLUTION

# %% check="gru_forward" points=11
def check_gru_forward():
    torch.manual_seed(0)
    net, X, h0 = nn.GRU(3, 4, batch_first=True), torch.randn(2, 5, 3), torch.randn(2, 4)
    weights = [w.detach() for w in (net.weight_ih_l0.T, net.weight_hh_l0.T, net.bias_ih_l0, net.bias_hh_l0)]
    with should_work("`gru_forward(X, W, R, b, c, h0)` should take 2 clips of 5 steps with 3 inputs, and 4 hidden units."):
        returned = gru_forward(X, *weights, h0)
    assert isinstance(returned, (tuple, list)) and len(returned) == 2, "It should return two tensors."
    states, last = returned
    assert states.shape == (2, 5, 4), f"The states should have the shape (2, 5, 4), not {tuple(states.shape)}."
    assert last.shape == (2, 4), f"The last state should have the shape (2, 4), not {tuple(last.shape)}."
    right = net(X, h0[None])[0]
    assert not torch.allclose(gru_forward(X, *weights, -h0)[0], states), "The result should depend on `h0`."
    assert torch.allclose(states, right, atol=1e-5), "With reset=\"after\" it should give what nn.GRU gives."
    before = gru_forward(X, *weights, h0, reset="before")[0]
    assert not torch.allclose(before, right, atol=1e-4), "With reset=\"before\" the result should differ from nn.GRU."
    try:
        gru_forward(X, *weights, h0, reset="never")
    except ValueError:
        print("Good: just what nn.GRU gives, and another convention beside it.")
        return
    raise AssertionError('There is no convention "never": a ValueError should be raised.')


check_gru_forward()

# %% [markdown]
# <details><summary>Stuck? A stand-in</summary>
#
# It lets the notebook go on. You lose this cell only:
# `def gru_forward(X, W, R, b, c, h0=None, reset="after"): return rnn_forward(X, W[:, -len(R):], R[:, -len(R):],
# (b + c)[-len(R):], h0)`
#
# </details>
#
# ### How far back does the gradient reach?
#
# A clip has 10 000 steps. To learn that something at the start matters, the gradient of the end with respect to the
# start must be more than nothing. On its way back it is multiplied once for each step. Measure it: the norm of the
# gradient of the last state with respect to the input, by the distance between the two. Untrained networks with PyTorch's
# initial weights, and your two functions.

# %% toy="skip"
def gradient_by_distance(kind, hidden, steps=1000):
    """Return the norm of the gradient of the last state with respect to the input at each distance from the end."""
    torch.manual_seed(SEED)
    net = {"rnn": nn.RNN, "gru": nn.GRU}[kind](16, hidden, batch_first=True)
    weights = [w.detach() for w in (net.weight_ih_l0.T, net.weight_hh_l0.T, net.bias_ih_l0, net.bias_hh_l0)]
    X = one_hot(levels[:4, :steps]).requires_grad_()
    if kind == "rnn":
        _, last = rnn_forward(X, weights[0], weights[1], weights[2] + weights[3])
    else:
        _, last = gru_forward(X, *weights)
    last.sum().backward()
    return X.grad.norm(dim=2).mean(dim=0).flip(0).numpy()


fig, ax = plt.subplots(figsize=(7, 4), layout="constrained")
for kind, hidden, style in [("rnn", 1, ":"), ("rnn", 32, "-"), ("gru", 1, "-."), ("gru", 32, "--")]:
    norms = gradient_by_distance(kind, hidden)
    shown = np.flatnonzero(norms > 1e-30)
    ax.plot(shown + 1, norms[shown], style, label=f"{kind}, {hidden} unit{'s' if hidden > 1 else ''}")
    half = norms[:-10].max() / 1000
    reach = np.flatnonzero(norms > half).max() + 1
    print(f"{kind}, {hidden:2d} units: a thousandth of the largest gradient is left after {reach} steps,"
          f" {1000 * reach / CLIP_RATE:.1f} ms")
ax.set(xscale="log", yscale="log", xlabel="distance from the end (steps of 0.1 ms)", ylabel="norm of the gradient",
       ylim=(1e-20, 10))
ax.legend()
plt.show()

# %% [markdown]
# After some ten steps, a *thousandth* of a second, a thousandth of the gradient is left. So on 10 000 steps these networks learn
# from the last moments only, whatever comes before. The original's network learns, because a dense layer reads its
# outputs at *every* step. There are two ways out: a gate that keeps what it has (training must open it first), or
# **fewer steps**. We take 100 steps of 100 samples each, a hundredth of a second per step.
#
# ### Task: decide by the last state (12 points)
#
# Complete the class `RecurrentLast`, for steps of any number of inputs and for clips of **any length**. Clips of
# different lengths share a batch if the shorter ones are filled up at their end. Then `lengths` says how many steps
# of each clip count.
#
# **Rules**
#
# * `RecurrentLast(kind, input_size, hidden, n_class, dropout=0.0)` works for all sizes. {rule=sizes_from_arguments}
# * It consists of a recurrent layer of `hidden` units, `nn.RNN` if `kind` is `"rnn"` and `nn.GRU` if it is `"gru"`, in
#   one direction and with its biases, and of **one** linear layer with bias from the state to `n_class` logits. Nothing
#   else has weights. {rule=two_layers}
# * For any other `kind` raise a `ValueError` when the network is made. {rule=unknown_kind}
# * For an input of shape `(clips, steps, input_size)` it returns **logits**, shape `(clips, n_class)`: what the linear
#   layer puts out, without a softmax. For any number of steps, and for a single clip. {rule=logits} {rule=any_length}
# * Without `lengths` the linear layer gets the state after the last step. {rule=last_state}
# * With `lengths`, a tensor of whole numbers from 1 to `steps`, one for each clip and in any order, it gets for clip `i`
#   the state after `lengths[i]` steps. What stands behind that makes no difference. {rule=lengths}
# * `dropout` is the share of the **state** that is set to 0 before the linear layer (as `nn.Dropout` does it), in
#   training mode only. {rule=dropout_of_the_state} {rule=no_dropout_in_eval}
# * Each clip is judged by itself: its logits depend neither on the other clips of the batch nor on clips that the network
#   has seen before. {rule=clips_apart}
# * All weights can learn: compute with tensors from input to output, without `detach`, `no_grad` or NumPy in
#   between. {rule=weights_learn}
#
# <details><summary>Hint</summary>
#
# `outputs, _ = self.recurrent(x)` holds the state after every step, shape `(clips, steps, hidden)`.
# `outputs[torch.arange(len(x)), lengths - 1]` picks one step of each clip. Is the last of them what you want if no
# `lengths` are given?
#
# </details>

# %% answer="recurrent_last"
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
class RecurrentLast(nn.Module):
    """A recurrent layer, and a linear layer on its last state. It returns logits."""

    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        ### BEGIN SOLUTION
        if kind not in ("rnn", "gru"):
            raise ValueError(f"There is no recurrent layer {kind!r}.")
        layer = nn.RNN if kind == "rnn" else nn.GRU
        self.recurrent = layer(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)
        ### END SOLUTION

    def forward(self, x, lengths=None):
        ### BEGIN SOLUTION
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))
        ### END SOLUTION

# %% check="recurrent_last" points=12
def check_recurrent_last():
    for kind, gates in (("rnn", 1), ("gru", 3)):
        with should_work(f"`RecurrentLast({kind!r}, 5, 4, 3)` should take 2 clips of 6 steps with 5 inputs."):
            net = RecurrentLast(kind, 5, 4, 3)
            x = torch.randn(2, 6, 5)
            logits = net(x)
        assert torch.is_tensor(logits), "`forward` should return a tensor: is there a `return`?"
        assert logits.shape == (2, 3), f"2 clips, 3 classes: shape (2, 3), not {tuple(logits.shape)}."
        expected = gates * 4 * (5 + 4 + 2) + 4 * 3 + 3
        found = count_weights(net)
        assert found == expected, f"A layer {kind!r} of 4 units and the linear layer have {expected} weights, not {found}."
        assert not torch.allclose(logits.sum(dim=1), torch.ones(2)), "The output should be logits, not probabilities."
        other = torch.cat([x[:, :4], torch.randn(2, 2, 5)], dim=1)
        with should_work("`lengths` should be a tensor of whole numbers, one for each clip."):
            shorter, again = (net(one, lengths=torch.tensor([4, 4])) for one in (x, other))
        assert torch.allclose(shorter, again, atol=1e-6), "With lengths of 4, what stands in steps 4 and 5 should not matter."
        assert torch.allclose(shorter, net(x[:, :4]), atol=1e-6), "With lengths of 4 it should be as if the clips ended there."
        leaky = RecurrentLast(kind, 5, 4, 3, dropout=0.5).eval()
        assert torch.equal(leaky(x), leaky(x)), "In evaluation mode nothing should be dropped."
    print("Good: logits from the last state, also of clips that end earlier.")


check_recurrent_last()

# %% [markdown]
# <details><summary>Stuck? A stand-in</summary>
#
# It lets the notebook go on, with a network without memory. You lose this cell only: a class `RecurrentLast(nn.Module)`
# whose `__init__(self, kind, input_size, hidden, n_class, dropout=0.0)` makes `self.output = nn.Linear(input_size,
# n_class)`, and whose `forward(self, x, lengths=None)` returns `self.output(x.mean(dim=1))`.
#
# </details>
#
# ### Training
#
# Given: what each network takes, and a training loop. It uses cross-entropy. The original took the squared error of a
# softmax, which hardly moves where the network is wrong and sure: its gradient there is next to zero.

# %%
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
if device.type == "cpu":
    torch.set_num_threads(1)  # a step is so little work that several threads mostly wait for each other
print("Networks will be trained on", device)

BATCH_SIZE = 32
HIDDEN = 32
EPOCHS = {"dense": 2, "rnn": 10, "gru": 10}
LEARNING_RATES = {"dense": 1e-4, "rnn": 2e-3, "gru": 3e-3}


def frames(q, size=100):
    """Return levels (clips, samples) as steps of `size` samples, each clip with mean 0 and deviation 1."""
    x = torch.from_numpy(q.astype(np.float32)).reshape(len(q), -1, size)
    return (x - x.mean(dim=(1, 2), keepdim=True)) / x.std(dim=(1, 2), keepdim=True).clamp(min=1e-3)


def make_reader(kind):
    """Return a new network with random weights, and what makes its input of levels. kind: "dense", "rnn" or "gru"."""
    if kind == "dense":
        return FlattenDense(CLIP_LENGTH, 16), one_hot
    return RecurrentLast(kind, 100, HIDDEN, 2, dropout=0.2), frames


def fit_reader(net, prepare, q, y, optimizer, epochs, loss_of=nn.functional.cross_entropy, batch_size=BATCH_SIZE):
    """Train `net` on levels q (clips, samples) and classes y. `prepare` makes a batch of levels into its input."""
    net.train()
    for _ in range(epochs):
        for batch in torch.randperm(len(q)).split(batch_size):
            x, target = prepare(q[batch.numpy()]).to(device), torch.as_tensor(y[batch.numpy()]).to(device)
            optimizer.zero_grad()
            loss_of(net(x), target).backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()


def reader_logits(net, prepare, q):
    """Return the logits of all clips: levels (clips, samples) -> (clips, 2), on the CPU."""
    net.eval()
    with torch.no_grad():
        return torch.cat([net(prepare(part).to(device)).cpu() for part in np.array_split(q, max(1, len(q) // 64))])


# %% [markdown]
# **The original's setting, once.** One recurrent unit and a dense layer on 10 000 steps, squared error of a softmax, plain
# gradient descent, batches of 16. In its file stand three learning rates, two of them commented out: 0.00001, 0.01 and 1.
# Try all three with the dense network (two epochs each), and 0.01 with the recurrent one.

# %% toy="skip"
def squared_error(logits, target):
    """Return the mean squared error of the softmax, as the original has it."""
    return (logits.softmax(dim=1) - nn.functional.one_hot(target, 2)).square().mean()


train, test = group_split(groups, classes, seed=SEED)
some = np.random.default_rng(SEED).permutation(train)[:171]  # as many as the original had
for kind, rate in [("dense", 1e-5), ("dense", 0.01), ("dense", 1.0), ("rnn", 0.01)]:
    torch.manual_seed(SEED)
    net = (FlattenDense if kind == "dense" else functools.partial(RecurrentFlatten, kind))(CLIP_LENGTH, 16).to(device)
    fit_reader(net, one_hot, levels[some], classes[some], optim.SGD(net.parameters(), lr=rate), 2, squared_error, 16)
    known, new = (balanced(classes[part], reader_logits(net, one_hot, levels[part]).argmax(dim=1).numpy())
                  for part in (some, test))
    print(f"{kind:5s} learning rate {rate:<7g} balanced accuracy {known:.2f} on clips that it learned from, {new:.2f} on others")

# %% [markdown]
# ## 8. What 10 000 steps cost
#
# A recurrent network must take its steps one after the other: step 2 needs the state after step 1. A GPU that can do ten
# thousand things at once then does one. Measure it: one epoch of training on 32 clips, in batches of 16, for five networks.
#
# | name | network | steps |
# |---|---|---|
# | `"dense"` | `FlattenDense` | none |
# | `"rnn_by_hand"` | your `rnn_forward`, one unit, and a linear layer | 10 000 |
# | `"rnn"` | `RecurrentLast("rnn", ...)`, one unit | 10 000 |
# | `"gru"` | `RecurrentLast("gru", ...)`, one unit | 10 000 |
# | `"gru_on_frames"` | `RecurrentLast("gru", ...)`, `HIDDEN` units | 100 |
#
# [Zeus](https://ml.energy/zeus) reads the energy counter of the GPU. You open a **window** with
# `monitor.begin_window(key)`, do the work, and close it with `measurement = monitor.end_window(key)`. Then
# `measurement.time` holds seconds and `measurement.total_energy` joules. Only the GPU counts, not CPU and memory. The
# key must be a new one each time. Where no GPU can be measured, a stopwatch with the same two functions takes the place
# of Zeus. It measures time and reports **0 J**.

# %% toy="skip"
from tools.energy import *

monitor, ENERGY_MEASURED = start_monitor()

# %% [markdown]
# {tools/nothing_gets_lost.md record="album_runs"}

# %% cellView="form"
from tools.sweeps import *

REPEATS = 3
sweep, forget = sweeps(
    folder=lambda: results_folder(DRIVE),
    repeats=lambda: REPEATS,
    depends_on=lambda: [RELEASE, gpu_name(), ENERGY_MEASURED, SOURCE, len(classes), SEED, EPOCHS, LEARNING_RATES,
                        BATCH_SIZE, HIDDEN],
    code=lambda: [normalize01, make_clips, quantize, one_hot, group_split, prf_binary, rnn_forward,
                  RecurrentLast.__init__, RecurrentLast.forward],
)

# %%
COST_CLIPS = 32
COST_MODELS = ["dense", "rnn_by_hand", "rnn", "gru", "gru_on_frames"]


class ByHand(nn.Module):
    """Your rnn_forward with one unit, and a linear layer on the last state."""

    def __init__(self, input_size=16, hidden=1, n_class=2):
        super().__init__()
        self.U, self.V = nn.Parameter(torch.randn(input_size, hidden)), nn.Parameter(torch.randn(hidden, hidden))
        self.b, self.output = nn.Parameter(torch.zeros(hidden)), nn.Linear(hidden, n_class)

    def forward(self, x):
        return self.output(rnn_forward(x, self.U, self.V, self.b)[1])


def make_cost_model(kind):
    """Return a new network of COST_MODELS, what makes its input of levels, and its number of steps."""
    if kind == "dense":
        return FlattenDense(CLIP_LENGTH, 16), one_hot, 0
    if kind == "rnn_by_hand":
        return ByHand(), one_hot, CLIP_LENGTH
    if kind == "gru_on_frames":
        return RecurrentLast("gru", 100, HIDDEN, 2), frames, 100
    return RecurrentLast(kind, 16, 1, 2), one_hot, CLIP_LENGTH


def one_epoch(net, prepare, clips_used):
    """Train `net` for one epoch on the first `clips_used` clips."""
    fit_reader(net, prepare, levels[:clips_used], classes[:clips_used], optim.Adam(net.parameters()), 1, batch_size=16)


# %% [markdown]
# Make the list `cost_runs`, **one new dict per run**, with these keys:
#
# | key | value |
# |---|---|
# | `"model"`, `"repeat"` | `kind` and `repeat` of this run |
# | `"parameters"` | the number of weights of the network |
# | `"steps"` | its number of steps, as `make_cost_model` says |
# | `"clips"` | `COST_CLIPS` |
# | `"total_energy"`, `"train_time"` | joules and seconds, from the window |
#
# The window goes around the call of `one_epoch` with `COST_CLIPS` clips and nothing else. On a GPU the first work of a
# kind loads libraries; the cell does that before, with a spare network.

# %% answer="sweep_costs" toy="skip"
cost_runs = []

for kind, repeat in sweep("cost_runs", cost_runs, COST_MODELS):
    if device.type == "cuda":
        spare, prepare, _ = make_cost_model(kind)
        one_epoch(spare.to(device), prepare, 16)
    torch.manual_seed(SEED + repeat)
    new_model, prepare, steps = make_cost_model(kind)
    new_model = new_model.to(device)
    key = f"cost of {kind}, repeat {repeat}, {time.time()}"

    # Open the window `key`, call `one_epoch`, close the window. Then append one new dict to cost_runs.
    ### BEGIN SOLUTION
    monitor.begin_window(key)
    one_epoch(new_model, prepare, COST_CLIPS)
    measurement = monitor.end_window(key)
    cost_runs.append({
        "model": kind,
        "repeat": repeat,
        "parameters": count_weights(new_model),
        "steps": steps,
        "clips": COST_CLIPS,
        "total_energy": measurement.total_energy,
        "train_time": measurement.time,
        "energy_measured": ENERGY_MEASURED,
    })
    ### END SOLUTION

# %% [markdown]
# ### Record: costs (4 points)
#
# Run the next cell. It prints your record as a table and once more for the grader. Before you go on, check: one row per
# run, each of the five networks three times, in the order of `COST_MODELS`; times greater than 0. The record is graded
# from this output.

# %% evidence="cost_runs" points=4 toy="skip"
show_record("cost_runs", cost_runs)

# %% [markdown] rubric="cost_runs"
# **cost_runs, 4 points.** Rules look at the printed record. Where they cannot:
#
# - [1] One row per run, all keys spelt as given.
# - [1] All five networks, each at least three times, in the order of the text.
# - [1] Numbers of weights and steps that fit the networks, 32 clips.
# - [1] Positive times, energies not negative, each run measured on its own.
#
# Without a GPU all energies are 0.0 and `energy_measured` is False: full points for the structure. `SIMULATED` in the
# name of the GPU: the joules are invented, talk to the student.
#
# Typical mistakes: the same dict appended again and again; the window around the making of the network too (no
# deduction); the number of weights of the dense network in every row.

# %% [markdown]
# Seconds per clip and per step, from your record:

# %% toy="skip"
for kind in COST_MODELS:
    times = [row["train_time"] / COST_CLIPS for row in cost_runs if row["model"] == kind]
    steps = make_cost_model(kind)[2]
    per_step = f", {1e6 * 16 * np.mean(times) / steps:6.1f} µs per step of a batch" if steps else ""
    print(f"{kind:14s} {1000 * np.mean(times):8.2f} ms per clip{per_step}")

# %% [markdown]
# ## 9. Four experiments
#
# Two sets times two splits. In each experiment we train the same four methods, three times, with other splits and other
# random weights: `"bands"` (section 6), `"dense"`, `"rnn"` and `"gru"`.
#
# | | split by clip | split by recording |
# |---|---|---|
# | `"varying"`: each recording in its own room | has heard the recording | **the honest one** |
# | `"one_room"`: one room an author | has heard recording and room | has heard the room |
#
# Before you run it, write down what you expect for each of the four.
#
# Make the list `album_runs`, **one new dict per run**, with these keys:
#
# | key | value |
# |---|---|
# | `"model"`, `"rooms"`, `"split"`, `"repeat"` | which run it is |
# | `"parameters"` | the number of weights; for `"bands"` 98 |
# | `"train_accuracy"` | balanced accuracy on the training clips |
# | `"test_accuracy"` | balanced accuracy on the test clips |
# | `"low"`, `"high"` | its interval, as `recording_interval` says (test clips) |
# | `"total_energy"`, `"train_time"` | joules and seconds, from a window around `logistic` or `fit_reader` |
#
# On a CPU this takes some minutes. (To try your code, set `REPEATS = 1` for a moment, and set it back.)

# %%
MODELS = ["bands", "dense", "rnn", "gru"]
EXPERIMENTS = [f"{kind}, {rooms}, {split}" for kind in MODELS for rooms in SETS for split in SPLITS]
band_features = {name: bands(clips[name][0]) for name in SETS}

# %% answer="sweep_album" toy="skip"
album_runs = []

for experiment, repeat in sweep("album_runs", album_runs, EXPERIMENTS):
    kind, rooms, split = experiment.split(", ")
    q, y, owners = clips[rooms]
    train, test = SPLITS[split](owners, y, seed=SEED + repeat)
    torch.manual_seed(SEED + repeat)
    key = f"{experiment}, repeat {repeat}, {time.time()}"

    # 1. Train, inside of a window. p holds the predicted class of every clip (training and test).
    #    "bands": p = logistic(band_features[rooms], y, train)
    #    else: a new network on `device`, Adam with LEARNING_RATES[kind], `fit_reader` on the training clips for EPOCHS[kind]
    #    epochs; then, after the window, p from `reader_logits` on all clips.
    ### BEGIN SOLUTION
    if kind == "bands":
        n_weights = 98
        monitor.begin_window(key)
        p = logistic(band_features[rooms], y, train)
        measurement = monitor.end_window(key)
    else:
        net, prepare = make_reader(kind)
        net, n_weights = net.to(device), count_weights(net)
        optimizer = optim.Adam(net.parameters(), lr=LEARNING_RATES[kind])
        monitor.begin_window(key)
        fit_reader(net, prepare, q[train], y[train], optimizer, EPOCHS[kind])
        measurement = monitor.end_window(key)
        p = reader_logits(net, prepare, q).argmax(dim=1).numpy()
    ### END SOLUTION

    # 2. Append one new dict to album_runs.
    ### BEGIN SOLUTION
    low, high = recording_interval(y[test], p[test], owners[test])
    album_runs.append({
        "model": kind,
        "rooms": rooms,
        "split": split,
        "repeat": repeat,
        "parameters": n_weights,
        "train_accuracy": balanced(y[train], p[train]),
        "test_accuracy": balanced(y[test], p[test]),
        "low": low,
        "high": high,
        "total_energy": measurement.total_energy,
        "train_time": measurement.time,
        "energy_measured": ENERGY_MEASURED,
    })
    ### END SOLUTION

# %% [markdown]
# ### Record: four experiments (5 points)
#
# Run the next cell. Before you go on, check: one row per run; each of the four methods in each of the four experiments,
# three times; accuracies between 0 and 1, and between `low` and `high`, or nearly. The record is graded from this output.

# %% evidence="album_runs" points=5 toy="skip"
show_record("album_runs", album_runs)

# %% [markdown] rubric="album_runs"
# **album_runs, 5 points.** Rules look at the printed record. Where they cannot:
#
# - [1] One row per run, all keys spelt as given.
# - [1.5] All four methods in all four experiments, each at least three times.
# - [1] Accuracies from 0 to 1, an interval around each.
# - [0.75] Numbers of weights that fit.
# - [0.75] Positive times, energies not negative, each run measured on its own.
#
# Typical mistakes: the accuracy on training clips stored as that of the test; the same split in all repeats (the same
# `test_accuracy` of `"bands"` three times); `q` of one set with the groups of the other.

# %% [markdown]
# ### Plot: the album effect (4 points)
#
# One panel. On the horizontal axis the four experiments, with the names of rooms and split; on the vertical axis the
# balanced accuracy on the test clips. For each of the four methods a dot at the mean of its repeats, with an error bar
# from the smallest `low` to the largest `high` of its repeats. Methods stand a little beside each other, so that nothing
# hides. Draw a line at what guessing reaches. Axis labels, and a legend.

# %% plot="plot_album" points=4 toy="skip"
### BEGIN SOLUTION
fig, ax = plt.subplots(figsize=(9, 4.5), layout="constrained")
places = [(rooms, split) for rooms in SETS for split in SPLITS]
for number, kind in enumerate(MODELS):
    means, lows, highs = [], [], []
    for rooms, split in places:
        rows = [row for row in album_runs if (row["model"], row["rooms"], row["split"]) == (kind, rooms, split)]
        means.append(np.mean([row["test_accuracy"] for row in rows]))
        lows.append(min(row["low"] for row in rows))
        highs.append(max(row["high"] for row in rows))
    x = np.arange(len(places)) + 0.12 * (number - 1.5)
    bars = np.maximum(0, [np.subtract(means, lows), np.subtract(highs, means)])
    ax.errorbar(x, means, yerr=bars, fmt="osD^"[number], capsize=3, label=kind)
ax.axhline(0.5, color="black", linestyle=":", linewidth=1, label="guessing")
ax.set_xticks(range(len(places)), [f"{rooms},\nsplit by {split}" for rooms, split in places])
ax.set_xlabel("rooms and split")
ax.set_ylabel("balanced accuracy on test clips")
ax.set_ylim(-0.03, 1.03)
ax.legend(ncols=5, loc="lower center", bbox_to_anchor=(0.5, 1), fontsize="small")  # above the axes: it hides no dot
### END SOLUTION
show_evidence("plot_album")

# %% [markdown] rubric="plot_album"
# **plot_album, 4 points.**
#
# - [1] Four experiments, named by rooms and split.
# - [1] Four methods in each, as dots (bars: no deduction if the axis starts at 0).
# - [1] Intervals, wider where recordings are kept together.
# - [0.5] The line at 0.5.
# - [0.5] Labels on both axes, a legend.
#
# Typical mistakes: training accuracies; the standard deviation of three repeats in place of the interval (½ of the third
# point).

# %% [markdown]
# ### Nobody plays
#
# What did the networks hear in `"one_room"`? Take the music away. The first second of each recording is silence: no note,
# only the noise of the room. Let logistic regression learn from the first seconds of some recordings, and test it on the
# first seconds of others. (Not from the 4 bits: in them a second of hum is a straight line. From the sound itself.)

# %% toy="skip"
def first_seconds(name):
    """Return the log energy in 24 bands of the first second of each recording of a set: (recordings, 24)."""
    found = []
    for samples, rate in sounds[name]:
        second = samples[: int(0.9 * rate)].astype(np.float64)
        spectrum = np.abs(np.fft.rfft(second * np.hanning(len(second))))[: int(0.9 * 5000)]
        found.append(np.log(np.add.reduceat(spectrum, np.linspace(20, len(spectrum), 25).astype(int)[:-1]) + 1e-3))
    return np.array(found)


owners = np.arange(len(recordings))
authors_of = np.array([AUTHORS.index(one["author"]) for one in recordings])
for name in SETS:
    features, right = first_seconds(name), []
    for seed in range(10):
        train, test = group_split(owners, authors_of, seed=seed)
        torch.manual_seed(seed)
        right.append(balanced(authors_of[test], logistic(features, authors_of, train)[test]))
    print(f"{name:9s} silence alone: balanced accuracy {np.mean(right):.2f} (ten splits, {min(right):.2f} to {max(right):.2f})")

# %% [markdown]
# ### Comment: what the network heard (4 points)
#
# In six to twelve sentences: How much of its accuracy does the `"gru"` owe to hearing the same *recordings* again, how
# much to the *room*, and what is left for the music? Compare experiments that differ in one thing only, with numbers from
# *your* record and their intervals. Does `"dense"` hear the room as well, and why (not)? What does the silence say? "The
# authors cannot be told apart by this" earns full points if your numbers say so.

# %% [markdown] written="comment_heard" points=4
# **Your comment on what the network heard:**
#
# ### BEGIN SOLUTION
# (Rendered recordings, 14 of each author; means of three repeats, and the widest ends of their intervals.) In rooms
# that vary the GRU is right on 0.68 of the clips (0.61 to 0.76) if clips are split at random, and on 0.46 (0.35 to
# 0.61) if recordings are kept together: hearing the same recordings again is worth 0.22, and without it nothing is
# left that I could show, since 0.5 lies in the interval. With one room an author, recordings kept together, it is
# right on 0.77 (0.64 to 0.91): nothing changed but the room, and that is worth 0.32. Both advantages at once give
# 0.83. So on these data the two authors cannot be told apart by a second of their music, not by this network, and not
# by the bands either (0.47, 0.24 to 0.69), though these reach 0.90 with one room an author: a room is a colour, and
# the bands measure colours. The dense network hears it less (0.63 and 0.54 by recording, with intervals from 0.32 to
# 0.88 and from 0.34 to 0.67): it knows samples at fixed places, and a colour is nowhere in particular, so it learns
# its clips by heart (0.96 on training clips). The silence says the rest: with one room an author, the first second of
# a recording, in which nobody plays, names the author of every test recording (1.00); in rooms that vary it does not
# (0.36). Who gets 90 % in "one_room" need not have heard a note.
# ### END SOLUTION

# %% [markdown] rubric="comment_heard"
# **comment_heard, 4 points.**
#
# - [1] The price of the split: clip against recording in the same set, with own numbers.
# - [1] The price of the room: varying against one_room in the same split, with own numbers.
# - [1] What is left in the honest experiment, with its interval; 0.5 in it means "not shown", and this is said.
# - [0.5] Dense compared: it hardly hears the room, with a reason (it knows samples at fixed places, and a room is a
#   colour).
# - [0.5] The silence: with one room an author it is enough, so the music need not be heard.
#
# Typical mistakes: two things changed at once (varying by recording against one_room by clip; at most 1 of the first two
# points); "the GRU recognises the style" in one_room; a mean without its interval.

# %% [markdown]
# ## 10. Recordings that nobody has heard
#
# The last thing that the original does: write the network to disk, read it back, and use it on ten clips. They came from
# the same recordings as its training clips. Yours come from recordings that the network has never heard. And as your
# network takes any length, it may listen to half a second, to a second, or to all of a recording: the clips of a recording
# vote, by the mean of their logits.

# %% toy="skip"
q, y, owners = clips["varying"]
train, test = group_split(owners, y, seed=SEED)
torch.manual_seed(SEED)
net, prepare = make_reader("gru")
net = net.to(device)
fit_reader(net, prepare, q[train], y[train], optim.Adam(net.parameters(), lr=LEARNING_RATES["gru"]), EPOCHS["gru"])

results_folder(DRIVE).mkdir(parents=True, exist_ok=True)
torch.save(net.state_dict(), results_folder(DRIVE) / "gru.pt")
read_back = make_reader("gru")[0].to(device)
read_back.load_state_dict(torch.load(results_folder(DRIVE) / "gru.pt", weights_only=True))
logits = reader_logits(read_back, prepare, q[test])
print("largest difference of the logits after reading back:",
      float((logits - reader_logits(net, prepare, q[test])).abs().max()))

half = torch.full((len(test),), 50)
with torch.no_grad():
    halves = read_back(prepare(q[test]).to(device), lengths=half.to(device)).cpu()
for title, found in [("half a second", halves), ("a second", logits)]:
    p = found.argmax(dim=1).numpy()
    precision, recall, f1 = prf_binary(y[test], p, pos_label=1)
    print(f"{title:13s} balanced accuracy {balanced(y[test], p):.2f}; of {AUTHORS[1]}: precision {precision:.2f},"
          f" recall {recall:.2f}, F1 {f1:.2f}")
votes = {one: int(logits[owners[test] == one].mean(dim=0).argmax()) for one in np.unique(owners[test])}
for one, vote in votes.items():
    mark = "right" if AUTHORS[vote] == recordings[one]["author"] else "wrong"
    print(f"{recordings[one]['name']:28s} by {recordings[one]['author']:10s} called {AUTHORS[vote]:10s} {mark}")

# %% [markdown]
# ### Comment: recurrent or not (3 points)
#
# In four to eight sentences: Would you use a recurrent network for this, and on which steps? Use the reach of the gradient
# (section 7), the costs in weights, time and energy (section 8) and the accuracies (section 9). Does any network beat
# `"bands"` in the honest experiment? Why is the original's recurrent layer no evidence that memory helps?

# %% [markdown] written="comment_recurrent" points=3
# **Your comment, recurrent or not:**
#
# ### BEGIN SOLUTION
# For this task I would use none of them, but the bands: in the honest experiment no network is better than they are
# beyond the intervals (bands 0.47, dense 0.63, RNN 0.52, GRU 0.46; all intervals hold 0.5). If I needed a recurrent
# network, then on frames. On 32 clips an epoch of the GRU takes 2.5 s with 10 000 steps and 0.031 s with 100 steps on
# my CPU, about 80 times as long, although it has 61 weights against 12 930: it cannot begin a step before the last
# one is done. The joules in my record are simulated. I expect energy to follow the time: a GPU that waits for one small
# step after the other is mostly idle and still takes power. And the long one could not even use its steps: a thousandth of
# the gradient is left after 14 of them, 1.4 ms, so nothing that happened before is learned from. The original's
# network does learn, but its recurrent layer has 19 of 640 213 weights and one unit: it filters, and the dense layer
# behind reads its output at all 10 000 places. That is no evidence that memory helps.
# ### END SOLUTION

# %% [markdown] rubric="comment_recurrent"
# **comment_recurrent, 3 points.**
#
# - [1] Costs: own times (and energies, or what is expected of them) of steps against frames, as a ratio, and the reason.
# - [1] The reach of the gradient, in steps or ms, and what follows for 10 000 steps; the original's layer is 19 of 640 213
#   weights, and a dense layer reads all its steps.
# - [1] A decision that fits the accuracies: in the honest experiment none beats the bands beyond the intervals.
#
# Typical mistakes: "recurrent is better since music is a sequence" (0 of the last point).

# %% [markdown]
# ### Comment: what would convince you (3 points)
#
# In four to eight sentences: a friend says that her network tells Sor from Carcassi with 90 % of clips right. Which three
# questions do you ask first? Which recordings would you make, and how would you split them, so that only the music can
# give the answer? How many recordings would you want, given the widths of your intervals?

# %% [markdown] written="comment_convince" points=3
# **Your comment, what would convince you:**
#
# ### BEGIN SOLUTION
# I would ask: were whole recordings kept apart? Were both authors recorded in the same rooms, by the same players on
# the same guitars, at the same level? And what do simple bands, and the silence before the music, reach on the same
# split? To convince me, each of several players records pieces of both authors in each of several rooms, so that
# room, player and guitar are crossed with the author and can tell nothing; pieces in the same keys and tempi as far
# as there are any. The test holds pieces that are not in the training, better still in a room and by a player that
# are not in it either. With four recordings of each author in the test my intervals are about 0.2 to 0.3 wide (0.35
# to 0.61 for the GRU). The width goes with one over the root of the number of recordings: to be 0.07 wide I need some
# 16 times as many, about 60 of each author in the test and 200 in all. And if 0.5 is still in the interval then, I
# would say that a second of sound does not tell them apart, and be content with that.
# ### END SOLUTION

# %% [markdown] rubric="comment_convince"
# **comment_convince, 3 points.**
#
# - [1] Questions about split and room (or microphone, player, edition, loudness), and a baseline or the class counts.
# - [1] A design in which only the music differs: the same rooms, players, guitars for both authors, crossed, and a test on
#   new recordings (better: new rooms too).
# - [1] A number of recordings with a reason from the own intervals: four times as many halve the width.

# %% [markdown]
# ## 11. Better (if you like)
#
# Not graded. What could still be heard in a second of guitar? Pitch, chords, how fast notes follow. A **log-mel** picture
# shows them, in 50 steps of 64 bands, and a small convolutional network looks for shapes in it, wherever they are. Will
# it do better on recordings that it has never heard, and will it hear the room even better? Try both sets.

# %% answer="better" toy="skip"
better = []
for rooms in SETS:
    q, y, owners = clips[rooms]
    train, test = group_split(owners, y, seed=SEED)
    mel = librosa.feature.melspectrogram(y=(q.astype(np.float32) - 7.5) / 8, sr=CLIP_RATE, n_fft=512, hop_length=200,
                                         n_mels=64)
    picture = torch.tensor(librosa.power_to_db(mel, ref=1.0, top_db=None), dtype=torch.float32)[:, None] / 20
    torch.manual_seed(SEED)
    # Train a small CNN on the pictures of the training clips. Append (rooms, balanced accuracy on the test clips).
    ### BEGIN SOLUTION
    net = nn.Sequential(nn.Conv2d(1, 8, 3, stride=2), nn.ReLU(), nn.Conv2d(8, 16, 3, stride=2), nn.ReLU(),
                        nn.AdaptiveAvgPool2d(4), nn.Flatten(), nn.Linear(256, 2)).to(device)
    optimizer = optim.Adam(net.parameters(), lr=0.002)
    for _ in range(8):
        for batch in torch.randperm(len(train)).split(BATCH_SIZE):
            rows = train[batch.numpy()]
            optimizer.zero_grad()
            nn.functional.cross_entropy(net(picture[rows].to(device)), torch.as_tensor(y[rows]).to(device)).backward()
            optimizer.step()
    with torch.no_grad():
        p = net.eval()(picture[test].to(device)).argmax(dim=1).cpu().numpy()
    better.append((rooms, balanced(y[test], p)))
    ### END SOLUTION
    print(f"{rooms:9s} split by recording: balanced accuracy {better[-1][1]:.2f}")

# %% [markdown]
# What others have found. Twenty *singers and bands* were told apart with an F1 of 0.94 when songs of the same albums
# were on both sides, and of 0.65 when albums were kept apart (Nasrullah and Zhao 2019, [arXiv
# 1901.04555](https://arxiv.org/abs/1901.04555), clips of 3 s). *Genres* went from 71 % to 27 % when no artist was on both
# sides (Pampalk, Flexer and Widmer 2005, as Flexer and Schnitzer quote it, Computer Music Journal 2010). From *scores*,
# where no room can be heard, thirteen composers of piano music were told apart with an F1 of 0.83 ([arXiv
# 2010.00823](https://arxiv.org/abs/2010.00823)). So music does tell, but not in a second of sound and 28 recordings.
#
# Further: let `--recordings` of `python -m data_fetch author_music` read recordings of two players of your own, in rooms
# that you swap. Which of the four experiments can you do, and which would you believe?

# %% [markdown]
# ## 12. Hand in
#
# {tools/hand_in.md}
#
# *Texts: CC BY 4.0. Code: MIT. Scores: the Mutopia Project, each under the licence that `LICENCES.csv` names.*

# %% toy="skip" cellView="form"
from tools.hand_in import *

# The names of cells, as their roles say.
GRADED_CELLS = []
PLOTS_AND_RECORDS = []
WRITTEN_TEXTS = []

COSTS = ["model", "repeat", "parameters", "steps", "clips", "total_energy", "train_time"]
MEASURED = ["model", "rooms", "split", "repeat", "parameters", "train_accuracy", "test_accuracy", "low", "high",
            "total_energy", "train_time"]
RECORDS = {
    "cost_runs": dict(keys=COSTS, key="model", settings=["dense", "rnn_by_hand", "rnn", "gru", "gru_on_frames"], times=3),
    "album_runs": dict(keys=MEASURED, key="model", settings=["bands", "dense", "rnn", "gru"], times=12),
}
ASKED = {"REPEATS": 3, "BATCH_SIZE": 32, "HIDDEN": 32, "COST_CLIPS": 32, "EPOCHS": {"dense": 2, "rnn": 10, "gru": 10},
         "LEARNING_RATES": {"dense": 1e-4, "rnn": 2e-3, "gru": 3e-3}}

with contextlib.suppress(Exception):  # this cell only helps: it never stands in your way
    say_what_is_missing(globals(), GRADED_CELLS, PLOTS_AND_RECORDS, WRITTEN_TEXTS, RECORDS, ASKED)
