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
# # Who plays? Networks that listen to several instruments at once
#
# A clarinet above a piano, a singer in front of a guitar: you hear at once who plays. In this notebook three networks
# learn it, from clips in which *one* instrument stands out, and are then asked about music in which *several* do. They
# look at the sound as a picture: time from left to right, pitch from bottom to top.
#
# The networks are half of the story. The other half is a question that reports seldom answer: **how many points of
# your F1 are the network's, and how many come from the way you split, vote and count?** You measure each of them, on
# the same network, with an interval, and what a point costs in seconds and joules.
#
# You will be able to
#
# * turn sound into a mel spectrogram in decibels that does not depend on how loud the recording is, nor on its
#   neighbours in the batch,
# * split a data set so that no recording is on both sides, and say what happens if you do not,
# * build a convolutional network, one with a GRU over time, and the attention of a small CoAtNet,
# * get from windows of three seconds to one answer for a whole recording,
# * count with precision, recall and F1 when a recording has several labels, and see through a count that flatters,
# * choose a threshold honestly, and put an interval around a difference.
#
# | | section | minutes | points |
# |---|---|---|---|
# | 1 | Before you start | 10 | |
# | 2 | The data set and its labels | 25 | 5 |
# | 3 | From sound to picture | 50 | 19 |
# | 4 | A split that holds | 25 | 9 |
# | 5 | Three networks | 60 | 23 |
# | 6 | Train | 20 | |
# | 7 | From windows to a recording | 30 | 10 |
# | 8 | Count honestly | 40 | 16 |
# | 9 | What is a point of F1 made of? | 45 | 10 |
# | 10 | What does a point cost? | 30 | 8 |
# | 11 | Further (if you like) | 25 | |
# | 12 | Hand in | 5 | |
# | | **together** | **365** | **100** |
#
# The minutes are for reading, thinking and writing. Waiting for the computer comes on top, mostly in sections 9 and
# 10. You need Python, NumPy, PyTorch, and to have trained a small convolutional network before.
#
# *The exercise follows a published student project (Assaf and Abu Elzalaf) that trained such networks on IRMAS. We
# learn from its ideas and from its detours. Text and code are new.*

# %% [markdown]
# ## 1. Before you start
#
# {tools/before_you_start.md compute_from="the arguments" energy="section 9" data="section 2"}

# %% toy="skip" cellView="form"
from tools.this_computer import *

install_zeus(section=9)
check_versions()
check_gpu(without="All sections work without one, with smaller pictures. You then measure time only.")

# %% [markdown]
# Who are you?

# %%
NET_ID = ""  # for example "ab1234"
NAME = ""  # for example "Ada Lovelace"

# %%
import ast
import contextlib
import dataclasses
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
import seaborn as sns
import soundfile
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from IPython.display import Audio, display
from torch.utils.data import DataLoader, Dataset

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
DRIVE = Path("/content/drive/MyDrive/irmas_polyphony")  # on Colab, if Google Drive is mounted
SHOWN = set()  # names of the plots and records that were printed, for the check in the last cell
find_file = functools.partial(find_in, DRIVE)
show_evidence = functools.partial(show_figure, release=RELEASE, shown=SHOWN)  # stands in place of plt.show()
show_record = functools.partial(show_rows, release=RELEASE, shown=SHOWN)


# %% [markdown]
# ## 2. The data set and its labels
#
# **IRMAS** is a collection of excerpts from more than two thousand recordings, in which people have named the
# predominant instruments: cello, clarinet, flute, acoustic and electric guitar, organ, piano, saxophone, trumpet,
# violin and the singing voice. (Bosch, Janer, Fuhrmann and Herrera, *A Comparison of Sound Segregation Techniques for
# Predominant Instrument Recognition in Musical Audio Signals*, ISMIR 2012;
# [Zenodo 1290750](https://zenodo.org/records/1290750). Licence: CC BY-NC-SA 3.0.)
#
# | | files | length | labels |
# |---|---|---|---|
# | `IRMAS-TrainingData` | 6 705 | 3 s | **one**: the folder that the file lies in |
# | `IRMAS-TestingData` | 2 874 | 5 to 20 s | **one or more**: the text file beside it, one in each line |
#
# Two things make it hard. The networks learn from single labels and are tested on several. And many training clips are
# cut from the *same song*: `[cla][cla]0189__1.wav`, `[cla][cla]0189__2.wav` and `[cla][cla]0189__3.wav` are three
# pieces of one recording, with one player, one room and one microphone.
#
# **Rendered songs.** IRMAS may not be handed on. So your instructor may have handed out songs that a synthesizer has
# played from scores, with the same layout and the same names: 11 classes, two or three cuts of a song, a leading
# instrument and softer ones. The cell below names the source. Everything works in the same way, but a sampled
# clarinet sounds alike in all songs: do not compare your numbers with those that others report for IRMAS. (A third
# source, **BabySlakh**, is 20 pop songs played by better samplers. Not all classes play in them.)
#
# The next cell looks for the two folders, or for `irmas_small.zip` that holds them: in the folder that the environment
# variable `MUSIC_DATA` names, in `data/` beside this notebook, beside this notebook, and on your Google Drive in
# `irmas_polyphony`. If they are nowhere, it fetches the archive from your course, if the course has put it on the web.

# %% toy="data" cellView="form"
# @title Find and fetch the data
STUDENT_FILES = ""  # where the course keeps irmas_small.zip and its SHA256SUMS; "": nowhere

ARCHIVE = "irmas_small.zip"
FOLDERS = ["IRMAS-TrainingData", "IRMAS-TestingData"]
CLASSES = ["cel", "cla", "flu", "gac", "gel", "org", "pia", "sax", "tru", "vio", "voi"]

from tools.fetching import *


def bring_songs():
    """Fetch the archive, if it is not here and the course has it, and unpack it: each folder whole, or not at all."""
    if find_file(ARCHIVE) is None and STUDENT_FILES:
        checksums = read_checksums(STUDENT_FILES)
        if ARCHIVE not in checksums:
            raise ValueError(f"SHA256SUMS does not name {ARCHIVE}.")
        print("fetching", ARCHIVE, "...")
        fetch_file(STUDENT_FILES, ARCHIVE, checksums[ARCHIVE])
    archive = find_file(ARCHIVE)
    if archive is None:
        return
    print("unpacking", archive, "...")
    Path("data").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir="data") as place:
        try:
            zipfile.ZipFile(archive).extractall(place)
        except zipfile.BadZipFile:
            raise ValueError(f"{archive} is damaged: was the upload finished? Delete it, and get it again.") from None
        for name in [*FOLDERS, "irmas_source.json"]:
            if find_file(name) is None and Path(place, name).exists():
                os.replace(Path(place, name), Path("data", name))


def audio_in(folder):
    """Return the sound files in `folder` and below, in the order of their names."""
    return sorted(path for path in Path(folder).rglob("*") if path.suffix.lower() in (".wav", ".flac"))


if None in map(find_file, FOLDERS):
    try:
        bring_songs()
    except Exception as problem:  # no network, no such page, damaged, disk full: each has its own kind of error
        print("The songs could not be fetched or unpacked:", problem)

missing = [name for name in FOLDERS if find_file(name) is None]
if missing:
    print("These folders are missing:", ", ".join(missing))
    print(f"Get {ARCHIVE} from your course, and upload it beside this notebook. Then run this cell again.")
    print("(Whoever has the course repository makes them there with  python -m data_fetch irmas_polyphony --to data )")
else:
    train_paths = [path for path in audio_in(find_file(FOLDERS[0])) if path.parent.name in CLASSES]
    train_labels = [[path.parent.name] for path in train_paths]
    test_paths = [path for path in audio_in(find_file(FOLDERS[1])) if path.with_suffix(".txt").exists()]
    test_labels = [path.with_suffix(".txt").read_text().split() for path in test_paths]
    made = json.loads(find_file("irmas_source.json").read_text()) if find_file("irmas_source.json") else {}
    named = {"rendered": "RENDERED songs, not IRMAS", "irmas": "IRMAS", "babyslakh": "BabySlakh, not IRMAS"}
    SOURCE = named.get(made.get("source"), "not named")
    print("Source:", SOURCE, f"({made['made_by']})" if "made_by" in made else "")
    print(f"{len(train_paths)} training clips, {len(test_paths)} test excerpts")

# %% [markdown]
# ### Task: labels (5 points)
#
# A network puts out one number for each class. So the labels of a recording become a row of zeros and ones, one for
# each class: **multi-hot**. The project that we follow took the order of its classes from the order in which the
# operating system listed the folders. On another computer `cla` was another number, and a saved network named
# everything wrong. So the order comes in as an argument here.
#
# Write `encode_labels(labels, classes)` and its inverse `decode_labels(row, classes)`.
#
# **Rules**
#
# * `labels` is a list of texts, `classes` a list of all classes. `encode_labels` returns a PyTorch tensor of type
#   `float32` and of shape `(len(classes),)`. {rule=tensor}
# * Entry `i` is 1 if `classes[i]` is among the labels, else 0. The order in which the labels come does not
#   matter. {rule=ones_by_class}
# * It works for any list of classes, in the order in which they stand there: do not sort them. {rule=own_classes}
# * A label that comes twice counts once: the entry is 1. {rule=twice_is_once}
# * No label at all gives zeros only. {rule=no_label}
# * A label that is not among the classes raises a `KeyError`. {rule=unknown_label}
# * `decode_labels` takes such a row, or a row of probabilities, as a tensor or a NumPy array, and returns a list of the
#   classes whose entry is **greater than 0.5**, in the order of `classes`. {rule=decoded}
#
# <details><summary>Hint</summary>
#
# `classes.index(label)` finds the place of a label, but for an unknown one it raises a `ValueError`. A dict
# `{label: place}` raises a `KeyError` by itself.
#
# </details>

# %% answer="encode_labels"
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def encode_labels(labels, classes):
    """Return a multi-hot row: float32, (len(classes),), 1 where the class is among `labels`."""
    ### BEGIN SOLUTION
    place = {name: i for i, name in enumerate(classes)}
    row = torch.zeros(len(classes))
    for label in labels:
        row[place[label]] = 1
    return row
    ### END SOLUTION


def decode_labels(row, classes):
    """Return the list of classes whose entry in `row` is greater than 0.5, in the order of `classes`."""
    ### BEGIN SOLUTION
    return [name for name, value in zip(classes, row, strict=True) if value > 0.5]
    ### END SOLUTION

# %% check="encode_labels" points=5
def check_encode_labels():
    names = ["pia", "cel", "voi"]
    with should_work("`encode_labels(['voi', 'pia'], names)` should take two labels and three classes."):
        row = encode_labels(["voi", "pia"], names)
    assert torch.is_tensor(row) and row.dtype == torch.float32, "It should return a tensor of type float32."
    assert row.tolist() == [1, 0, 1], f"With the classes {names} the row should be 1, 0, 1, not {row.tolist()}."
    try:
        problem = encode_labels(["oboe"], names)
    except Exception as error:
        problem = error
    assert isinstance(problem, KeyError), "A label that is not among the classes should raise a `KeyError`."
    back = decode_labels(np.array([0.2, 0.9, 0.6]), names)
    assert back == ["cel", "voi"], f"The row 0.2, 0.9, 0.6 should give ['cel', 'voi'], not {back}."
    print("Good: from labels to ones, and back.")


check_encode_labels()

# %% [markdown]
# <details><summary>Stuck? A stand-in for this cell</summary>
#
# If you do not find it, put this into a cell *below* the check, so that the notebook goes on (you lose this cell only):
#
# ```python
# from sklearn.preprocessing import MultiLabelBinarizer
# encode_labels = lambda labels, classes: torch.tensor(MultiLabelBinarizer(classes=classes).fit_transform([labels])[0]).float()
# decode_labels = lambda row, classes: list(np.array(classes)[np.asarray(row) > 0.5])
# ```
#
# It does not follow all the rules.
#
# </details>

# %% toy="skip"
Y_train = torch.stack([encode_labels(labels, CLASSES) for labels in train_labels])
Y_test = torch.stack([encode_labels(labels, CLASSES) for labels in test_labels])
for i, name in enumerate(CLASSES):
    print(f"{name}  {int(Y_train[:, i].sum()):4d} training clips, {int(Y_test[:, i].sum()):4d} test excerpts")
for many, excerpts in enumerate(np.bincount(Y_test.sum(dim=1).int().numpy())):
    if excerpts:
        print(f"{excerpts} test excerpts have {many} label{'s' if many > 1 else ''}")

# %% [markdown]
# ## 3. From sound to picture
#
# ### Settings
#
# The project worked with 44 100 samples per second, windows of 4096 samples (93 ms) for each spectrum, 224 mel bands
# and 256 frames: pictures of the size that networks for photographs take. With a GPU you do the same, at the sample
# rate of the files. On a CPU we use **small pictures**: 16 000 samples per second, 64 bands and 64 frames.

# %%
@dataclasses.dataclass(frozen=True)
class Setting:
    """How pictures are made, and how wide the networks are."""

    name: str
    rate: int  # samples per second; files that have more are resampled
    n_fft: int  # samples in the window of a spectrum
    n_mels: int  # bands
    frames: int  # columns
    width: int  # channels of the first convolution
    attention_width: int  # and of the CoAtNet


SMALL = Setting("small", 16_000, 1024, 64, 64, 16, 16)
LARGE = Setting("large", 44_100, 4096, 224, 256, 32, 48)
SETTING = LARGE if torch.cuda.is_available() else SMALL
SECONDS = 3.0  # of a window

# %% [markdown]
# ### Listen and look
#
# `load_wave` (given) reads a file and returns `float32` samples of shape `(2, samples)`. It divides them by the
# largest **absolute** value, and leaves silence alone. (The project divided by `wave.max()`: a wave whose largest
# swing is negative came out louder than 1, and silence as `nan`.)

# %%
def load_wave(path, rate):
    """Return (samples, rate): float32 (2, n), the loudest sample 1, resampled to `rate` if the file has more."""
    wave, own_rate = soundfile.read(path, dtype="float32", always_2d=True)
    wave = wave.T
    if own_rate > rate:
        wave, own_rate = librosa.resample(wave, orig_sr=own_rate, target_sr=rate), rate
    if len(wave) == 1:
        wave = np.repeat(wave, 2, axis=0)
    return np.ascontiguousarray(wave[:2] / max(np.abs(wave).max(), 1e-9), dtype=np.float32), own_rate


# %% toy="skip"
present = [name for name in dict.fromkeys(["cla", "cel", "gel", "org", "pia", "voi", *CLASSES]) if [name] in train_labels]
example_path = train_paths[train_labels.index([present[0]])]
example, rate = load_wave(example_path, SETTING.rate)
print(example_path.name, example.shape, rate, "samples per second; left and right differ by up to",
      f"{np.abs(example[0] - example[1]).max():.2f}")
display(Audio(data=example, rate=rate))

mono = example.mean(axis=0)
linear = np.abs(librosa.stft(mono, n_fft=SETTING.n_fft, hop_length=len(mono) // SETTING.frames))
crossings = librosa.feature.zero_crossing_rate(mono, frame_length=SETTING.n_fft, hop_length=len(mono) // SETTING.frames)
fig, axes = plt.subplots(2, 2, figsize=(11, 6.5), layout="constrained")
axes[0, 0].plot(np.arange(len(mono)) / rate, mono, linewidth=0.4)
axes[0, 0].set(xlabel="time (s)", ylabel="sample (largest: 1)", title="waveform")
for start in (0.5, 1.5, 2.5):
    piece = mono[round(start * rate) :][: SETTING.n_fft] * np.hanning(SETTING.n_fft)
    axes[0, 1].plot(np.fft.rfftfreq(SETTING.n_fft, 1 / rate) / 1000,
                    20 * np.log10(np.abs(np.fft.rfft(piece)) + 1e-6), linewidth=0.8, label=f"at {start} s")
axes[0, 1].set(xlabel="frequency (kHz)", ylabel="level (dB)", title="spectra of three windows")
axes[0, 1].legend()
image = axes[1, 0].imshow(20 * np.log10(linear / linear.max() + 1e-4), origin="lower", aspect="auto", cmap="magma",
                          extent=(0, len(mono) / rate, 0, rate / 2000))
axes[1, 0].set(xlabel="time (s)", ylabel="frequency (kHz)", title=f"linear spectrogram, {linear.shape[0]} rows")
axes[1, 0].grid(False)
fig.colorbar(image, ax=axes[1, 0], label="level (dB)")
axes[1, 1].plot(np.linspace(0, len(mono) / rate, crossings.shape[1]), crossings[0])
axes[1, 1].set(xlabel="time (s)", ylabel="zero crossings per sample", title="zero-crossing rate", ylim=(0, None))
plt.show()

# %% [markdown]
# Most of the linear picture is dark: its rows are equally wide in hertz, and the ear's are not. Each octave doubles the
# frequency, so half of all rows belong to the highest octave. The **mel** scale gives low notes more rows. (A row is
# not a frequency in hertz, by the way: it is a *bin*. The project read "500" on such an axis as 500 Hz. At 44 100
# samples per second and 4096 samples in a window, bin 500 is at 500 · 44 100 / 4096 = 5.4 kHz.)
#
# ### Task: windows (9 points)
#
# A test excerpt lasts 5 to 20 seconds, a network takes 3. So we cut it into windows that overlap. The project computed
# the number of windows so that the end was left out: of an excerpt of 5 s the last 2 s were never heard. Yours
# cover every sample.
#
# Write `cut_windows(wave, size, overlap)`.
#
# **Rules**
#
# * `wave` is a NumPy array of shape `(channels, samples)`, or `(samples,)`: that is one channel. {rule=mono}
# * The result has the shape `(windows, channels, size)` and type `float32`, as a NumPy array or a tensor.
#   {rule=shape_and_type}
# * Window `i` begins at sample `i * hop`, where `hop` is `round(size * (1 - overlap))`; `overlap` is at least 0 and
#   less than 1. Inside the wave its samples are those of the wave, unchanged and in their order. {rule=hop}
# * There are as many windows as it takes to cover **every** sample, and not one more. {rule=cover_all}
# * What the last window lacks behind the end of the wave is filled with zeros. {rule=padded_end}
# * A wave that is shorter than `size` gives one window, filled up in the same way. {rule=short_wave}
# * `wave` itself is not changed. {rule=input_kept}
#
# <details><summary>Hint: how many?</summary>
#
# The first window covers `size` samples, each further one adds `hop`. `math.ceil` rounds up. For a wave that is shorter
# than `size`, what is left to cover is negative.
#
# </details>

# %% answer="cut_windows"
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def cut_windows(wave, size, overlap):
    """Cut a wave, (channels, samples) or (samples,), into windows that cover it: (windows, channels, size), float32."""
    ### BEGIN SOLUTION
    wave = np.atleast_2d(wave)
    hop = round(size * (1 - overlap))
    count = 1 + max(0, math.ceil((wave.shape[1] - size) / hop))
    windows = np.zeros((count, len(wave), size), dtype=np.float32)
    for i in range(count):
        piece = wave[:, i * hop : i * hop + size]
        windows[i, :, : piece.shape[1]] = piece
    return windows
    ### END SOLUTION

# %% check="cut_windows" points=9
def check_cut_windows():
    with should_work("`cut_windows(wave, 8, 0.25)` should take two channels of 22 samples."):
        windows = np.asarray(cut_windows(np.stack([np.arange(1.0, 23.0), -np.arange(1.0, 23.0)]), 8, 0.25))
    assert windows.ndim == 3 and windows.shape[1:] == (2, 8), (
        f"The shape should be (windows, 2, 8), not {windows.shape}.")
    assert windows.dtype == np.float32, f"The type should be float32, not {windows.dtype}."
    assert windows[1, 0, 0] == 7, "With `overlap=0.25` the hop is 6: window 1 should begin at sample 6."
    assert len(windows) == 4, f"22 samples, size 8, hop 6: it takes 4 windows to cover all, not {len(windows)}."
    assert windows[3, 0].tolist() == [19, 20, 21, 22, 0, 0, 0, 0], "The last window should be filled with zeros."
    assert np.asarray(cut_windows(np.ones(5), 8, 0.5)).shape == (1, 1, 8), "A short mono wave gives one window."
    print("Good: every sample is in a window.")


check_cut_windows()

# %% [markdown]
# <details><summary>Stuck? A stand-in for this cell</summary>
#
# In a cell below the check (you lose this cell only). It leaves the end out and knows no overlap:
#
# ```python
# def cut_windows(wave, size, overlap):
#     wave = np.atleast_2d(wave)
#     wave = np.pad(wave, ((0, 0), (0, max(0, size - wave.shape[1]))))
#     count = wave.shape[1] // size
#     return wave[:, : count * size].reshape(len(wave), count, size).swapaxes(0, 1).astype(np.float32)
# ```
#
# </details>
#
# ### Task: mel spectrograms in decibels (10 points)
#
# Loudness tells nothing about who plays: a recording can be turned up or down. So 0 dB will be the loudest place of
# **each window**, everything else lies below, and what is more than 80 dB below is cut off at −80. In the project the
# reference was the loudest place of the *whole batch* of windows when it tested, and of the single clip when it
# trained. So a soft window looked darker in the test than any picture that the network had learned from.
#
# Write `mel_db(windows, rate, n_fft, n_mels, frames)`.
#
# **Rules**
#
# * `windows` is an array of shape `(windows, channels, samples)`, the result a PyTorch tensor of type `float32` and of
#   shape `(windows, channels, n_mels, frames)`. {rule=shape_and_type}
# * The power in mel bands is that of `librosa.feature.melspectrogram` with the given `rate`, `n_fft` and `n_mels`, with
#   `hop_length = samples // frames`, and else with its defaults. Of its columns the **first** `frames` are
#   kept. {rule=mel_power}
# * Decibels: 10 · log₁₀ of power divided by the largest power **of this window**, in the columns that are kept. Its
#   channels share the largest one, so that it can still be seen which side is louder. So the largest value of each
#   window is 0. {rule=own_reference}
# * Nothing is lower than −80. {rule=floor}
# * The other windows of the batch make no difference to a window's picture. {rule=alone}
# * A window that is ten times softer, or ten thousand times, gives the same picture. {rule=loudness}
# * A window of zeros has no largest power. Its picture is −80 everywhere. {rule=silence}
#
# <details><summary>Hint: which function?</summary>
#
# `melspectrogram` takes arrays with leading axes. What it returns is *power*, so it is `librosa.power_to_db` and not
# `amplitude_to_db`, or two lines of NumPy. Careful: of silence `power_to_db` makes 0 dB, and it takes any power below
# 1e-10 (its `amin`) for 1e-10. A soft window is over it if you divide first.
#
# </details>

# %% answer="mel_db"
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def mel_db(windows, rate, n_fft, n_mels, frames):
    """Return mel spectrograms in dB, 0 at the loudest place of each window: (windows, channels, n_mels, frames)."""
    ### BEGIN SOLUTION
    windows = np.asarray(windows)
    hop = windows.shape[-1] // frames
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels)
    power = power[..., :frames]
    loudest = power.max(axis=(1, 2, 3), keepdims=True)
    decibels = 10 * np.log10(np.maximum(power / np.maximum(loudest, 1e-30), 1e-8))
    return torch.tensor(decibels, dtype=torch.float32)
    ### END SOLUTION

# %% check="mel_db" points=10
def check_mel_db():
    moments = np.arange(4800) / 16_000
    tone = np.sin(2 * np.pi * 440 * moments).astype(np.float32)
    both = np.stack([np.stack([tone, 0.1 * tone]), np.zeros((2, 4800), np.float32)])
    with should_work("`mel_db(windows, 16_000, 512, 20, 10)` should take two windows of two channels."):
        picture = mel_db(both, 16_000, 512, 20, 10)
    assert torch.is_tensor(picture) and picture.dtype == torch.float32, "It should return a tensor of type float32."
    assert picture.shape == (2, 2, 20, 10), f"The shape should be (2, 2, 20, 10), not {tuple(picture.shape)}."
    assert torch.isfinite(picture).all(), "All values should be finite, also those of silence."
    assert abs(picture[0].max()) < 0.01, "The largest value of a window should be 0 dB."
    assert picture.min() >= -80.001, "Nothing should be lower than -80 dB."
    assert abs(picture[0, 1].max() + 20) < 0.1, "A channel with a tenth of the amplitude should lie 20 dB lower."
    assert (picture[1] + 80).abs().max() < 0.01, "The picture of silence should be -80 everywhere."
    soft = mel_db(1e-4 * both, 16_000, 512, 20, 10)
    assert (soft - picture).abs().max() < 0.1, "A window that is 10 000 times softer should give the same picture."
    print("Good: 0 dB is the loudest place of each window.")


check_mel_db()

# %% [markdown]
# <details><summary>Stuck? A stand-in for this cell</summary>
#
# In a cell below the check (you lose this cell only). It takes one reference for all windows:
#
# ```python
# def mel_db(windows, rate, n_fft, n_mels, frames):
#     power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, n_mels=n_mels,
#                                            hop_length=windows.shape[-1] // frames)[..., :frames]
#     return torch.tensor(10 * np.log10(power / power.max() + 1e-8)).float()
# ```
#
# </details>
#
# ### Pictures that are made once
#
# Making a picture takes longer than looking at it. So each file is read once, and its pictures go into one big array
# **on disk**, which NumPy maps into memory: as much of it is in RAM as there is room for, and a lost runtime costs
# nothing if the folder is on your Drive. `pictures_of` (given) makes them: mono, stereo, and the zero-crossing
# rate of each column. Watch what the second reading costs.

# %%
SIZE = None  # samples in a window, set when the first file is read
OVERLAP = 0.25  # of neighbouring windows of a test excerpt


def pictures_of(paths):
    """Yield for each file: pictures of left, right and middle, (windows, 3, n_mels, frames), and crossing rates."""
    for path in paths:
        wave, rate = load_wave(path, SETTING.rate)
        n_fft = SETTING.n_fft if rate >= SETTING.rate else 2 ** round(math.log2(SETTING.n_fft * rate / SETTING.rate))
        windows = np.asarray(cut_windows(wave, round(SECONDS * rate), OVERLAP))
        middle = windows.mean(axis=1, keepdims=True)
        crossings = librosa.feature.zero_crossing_rate(middle, frame_length=n_fft,
                                                       hop_length=windows.shape[-1] // SETTING.frames)
        sizes = dict(rate=rate, n_fft=n_fft, n_mels=SETTING.n_mels, frames=SETTING.frames)
        yield torch.cat([mel_db(windows, **sizes), mel_db(middle, **sizes)], dim=1), crossings[:, 0, 0, : SETTING.frames]


def cached(name, paths):
    """Return pictures (float16), crossing rates and the number of each window's file; from disk if they are there."""
    facts = [SETTING.name, OVERLAP, SOURCE, [path.name for path in paths]]
    for function in (cut_windows, mel_db):
        with contextlib.suppress(OSError, TypeError):
            facts.append(inspect.getsource(function))
    stem = f"pictures-{name}-{hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:10]}"
    folder = results_folder(DRIVE)
    files = [folder / f"{stem}-{part}.npy" for part in ("pictures", "crossings", "owner")]
    if not all(file.exists() for file in files):
        folder.mkdir(parents=True, exist_ok=True)
        pictures, crossings, owner = [], [], []
        for i, (picture, crossing) in enumerate(pictures_of(paths)):
            pictures.append(picture.numpy().astype(np.float16))
            crossings.append(crossing.astype(np.float16))
            owner += [i] * len(picture)
        for file, values in zip(files, (pictures, crossings, [np.array(owner)]), strict=True):
            np.save(file, np.concatenate(values))
    return [np.load(file, mmap_mode="r") for file in files]


# %% cellView="form"
from tools.sweeps import *

# %% toy="skip"
for attempt in ("first", "second"):
    start = time.perf_counter()
    train_pictures, train_crossings, train_owner = cached("train", train_paths)
    float(train_pictures[:, 2].mean(dtype=np.float32))  # look at each picture once
    print(f"{attempt} time: {time.perf_counter() - start:.2f} s for {len(train_pictures)} training pictures")
test_pictures, test_crossings, test_owner = cached("test", test_paths)
print(f"{len(test_pictures)} windows of {len(test_paths)} test excerpts; one picture: {test_pictures.shape[2:]}")
assert np.array_equal(train_owner, np.arange(len(train_paths))), "Each training clip should give one window."

fig, axes = plt.subplots(2, 3, figsize=(12, 6), layout="constrained", sharex=True, sharey=True)
for ax, name in zip(axes.flat, present[:6], strict=False):
    place = train_labels.index([name])
    image = ax.imshow(train_pictures[place, 2].astype(np.float32), origin="lower", aspect="auto", cmap="magma",
                      vmin=-80, vmax=0, extent=(0, SECONDS, 0, SETTING.n_mels))
    ax.set_title(f"{name}: {train_paths[place].stem}", fontsize="small")
    ax.grid(False)
fig.supxlabel("time (s)")
fig.supylabel("mel band")
fig.colorbar(image, ax=axes, label="level (dB)")
plt.show()

# %% [markdown]
# ## 4. A split that holds
#
# We keep some training clips aside, to see when a network begins to learn by heart: the **validation** clips. Which?
# The project took every tenth training clip, and *trained on it too*. Drawing every fifth clip by chance is better, but
# still wrong here: two cuts of one song have the same player, the same room, the same accompaniment. With one of them in
# training, the other is no new music.
#
# ### Task: split by song (9 points)
#
# Write `song_split(paths, fraction, seed)`. It returns two lists of whole numbers, places in `paths`: those of the
# training clips and those of the validation clips.
#
# **Rules**
#
# * `paths` is a list of paths, as texts or `Path` objects: `…/cla/[cla][cla]0189__2.wav`. The **class** is the name of
#   the folder that the file lies in. The **song** is the file name up to its last double underscore; a name without
#   one is a song of its own. {rule=song_name}
# * No song is on both sides. {rule=no_song_on_both_sides}
# * Each place is in exactly one of the two lists, and each list is in ascending order. {rule=every_place_once}
# * Of each class, `round(fraction * number of its songs)` songs are for validation, drawn by chance, but at least one,
#   and at least one stays for training. (Each class in the tests has two songs at least, with the same number of
#   cuts in no way guaranteed: count songs, not clips.) {rule=share_of_each_class}
# * The same `seed` gives the same split, another one in general another split. {rule=seed}
# * Which songs are drawn does not depend on the order of `paths`: a folder may be listed in any
#   order. {rule=order_of_paths}
# * The function leaves the global random state of NumPy, Python and PyTorch alone. {rule=own_generator}
#
# <details><summary>Hint</summary>
#
# `Path(path).name.rpartition("__")[0]` is empty for a name without a double underscore. Sort the songs before you draw:
# a `set` has no order, and texts come out of it in another one in every session.
#
# </details>

# %% answer="song_split"
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def song_split(paths, fraction, seed):
    """Return two ascending lists of places in `paths`: for training and for validation. No song is in both."""
    ### BEGIN SOLUTION
    def song_of(path):
        return Path(path).parent.name, Path(path).name.rpartition("__")[0] or Path(path).name

    songs = {}
    for path in paths:
        songs.setdefault(Path(path).parent.name, set()).add(song_of(path))
    rng = np.random.default_rng(seed)
    held_out = set()
    for name in sorted(songs):
        of_class = sorted(songs[name])
        many = min(max(1, round(fraction * len(of_class))), len(of_class) - 1)
        held_out |= {of_class[i] for i in rng.permutation(len(of_class))[:many]}
    train = [i for i, path in enumerate(paths) if song_of(path) not in held_out]
    return train, [i for i, path in enumerate(paths) if song_of(path) in held_out]
    ### END SOLUTION

# %% check="song_split" points=9
def check_song_split():
    paths = [f"x/{name}/[{name}]{song:04d}__{cut}.wav" for name in ("cel", "voi") for song in range(10)
             for cut in (1, 2, 3)][:-1]
    with should_work("`song_split(paths, 0.2, 1)` should take a list of 59 paths."):
        train, val = song_split(paths, 0.2, 1)
    assert sorted([*train, *val]) == list(range(59)), "Each of the 59 places should be in exactly one list."
    songs = [{paths[i].rpartition("__")[0] for i in part} for part in (train, val)]
    assert not songs[0] & songs[1], f"These songs are on both sides: {sorted(songs[0] & songs[1])[:2]} …"
    for name in ("cel", "voi"):
        count = sum(f"/{name}/" in song for song in songs[1])
        assert count == 2, f"A fifth of the 10 songs of {name} are 2, but {count} are for validation."
    again = [list(part) for part in song_split(paths, 0.2, 1)]
    assert again == [list(train), list(val)], "The same seed should give the same split."
    print("Good: no song is on both sides.")


check_song_split()

# %% [markdown]
# <details><summary>Stuck? A stand-in for this cell</summary>
#
# In a cell below the check (you lose this cell only). It takes whole songs, but the last of each class:
#
# ```python
# def song_split(paths, fraction, seed):
#     song = [Path(path).name.rpartition("__")[0] for path in paths]
#     last = {}
#     for path, name in zip(paths, song):
#         last[Path(path).parent.name] = name
#     return ([i for i, name in enumerate(song) if name not in last.values()],
#             [i for i, name in enumerate(song) if name in last.values()])
# ```
#
# </details>
#
# `row_split` (given) is the split that most reports use: it draws clips. How many of its validation clips have a
# sister in training?

# %%
FRACTION = 0.2  # of the songs, or clips, for validation


def row_split(paths, fraction, seed):
    """Return places for training and validation, drawn clip by clip."""
    order = np.random.default_rng(seed).permutation(len(paths))
    many = round(fraction * len(paths))
    return sorted(order[many:].tolist()), sorted(order[:many].tolist())


SPLITS = {"song": song_split, "row": row_split}

# %% toy="skip"
for name, split in SPLITS.items():
    train, val = split(train_paths, FRACTION, SEED)
    songs = {train_paths[i].name.rpartition("__")[0] for i in train}
    sisters = sum(train_paths[i].name.rpartition("__")[0] in songs for i in val)
    print(f"{name} split: {len(train)} clips for training, {len(val)} for validation, {sisters} of them with a sister")

# %% [markdown]
# ## 5. Three networks
#
# ### A convolutional network, and one with a memory
#
# Both begin with four **blocks**. Each halves the picture and doubles the channels. Then the first network takes the
# mean over all places of the last map: it asks *how much* of each pattern there is. The second one reads the map from
# left to right with a **GRU**: it can ask *in which order*. For that it keeps more columns: its last two blocks halve
# the height only.
#
# (In the project the GRU ran over the *mel* axis, from low to high, and the report called it time. Nothing failed: to
# a GRU every axis looks the same.)
#
# ### Task: the network (12 points)
#
# Complete the class `ConvNet`.
#
# **Rules**
#
# * `ConvNet(in_channels, n, n_class, rnn=False, slope=0.0)` works for all sizes. It uses its arguments and no variable
#   from outside. {rule=arguments}
# * Four blocks with `n`, `2n`, `4n` and `8n` channels. Each is, in this order: `nn.Conv2d` with a kernel of 3×3, stride 2
#   and padding 1; `nn.BatchNorm2d`; and the activation: leaky ReLU with the negative slope `slope` (with 0 it is the plain
#   ReLU). Whether the convolution has a bias does not matter. {rule=blocks} {rule=slope}
# * With `rnn=False`: the mean over all places of the last map, `8n` numbers, then **one** `nn.Linear` to `n_class`
#   logits. {rule=pooled_head}
# * With `rnn=True`: blocks 3 and 4 have the stride (2, 1) instead: they halve the mel axis only. The mean over the
#   **mel** axis makes a sequence over **time** of the last map. An `nn.GRU` with one layer, one direction and `8n`
#   units reads it from left to right. Its output at the last step goes into one `nn.Linear` to `n_class`
#   logits. {rule=gru_over_time}
# * For an input of shape `(windows, in_channels, n_mels, frames)` it returns logits of shape `(windows, n_class)`: for
#   any height and width from 16 on, also for a single window, in evaluation mode. {rule=any_size}
# * Nothing else: no softmax or sigmoid at the end, no dropout, no further layers. {rule=logits}
# * In evaluation mode each window is judged by itself. {rule=alone}
# * All weights can learn. {rule=all_learn}
#
# The axes of a map are `(windows, channels, mel, time)`. How you name and group the layers is up to you.
#
# <details><summary>Hint: the GRU</summary>
#
# `map.mean(dim=2)` is `(windows, channels, time)`. A GRU with `batch_first=True` wants `(windows, time, channels)`:
# exchange the axes with `transpose(1, 2)`. (`reshape` would give the right shape too, and mix everything up.)
#
# </details>

# %% answer="conv_net"
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
class ConvNet(nn.Module):
    """Four blocks of convolution, then a mean or a GRU over time, then a linear layer. It returns logits."""

    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        ### BEGIN SOLUTION
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])
        ### END SOLUTION

# %% check="conv_net" points=12
def check_conv_net():
    for rnn in (False, True):
        way = f"rnn={rnn}"
        with should_work(f"`ConvNet(2, 4, 3, {way})` should take 5 windows of 2 channels, 32 by 48."):
            net = ConvNet(2, 4, 3, rnn=rnn).eval()
            assert isinstance(net, nn.Module), "`ConvNet` should be a subclass of `nn.Module`."
            x = torch.randn(5, 2, 32, 48, generator=torch.Generator().manual_seed(1))
            logits = net(x)
        assert torch.is_tensor(logits), "`forward` should return a tensor: is there a `return`?"
        assert logits.shape == (5, 3), f"5 windows, 3 classes: shape (5, 3), not {tuple(logits.shape)} ({way})."
        convolutions = [tuple(w.shape) for w in net.parameters() if w.ndim == 4]
        expected = [(4, 2, 3, 3), (8, 4, 3, 3), (16, 8, 3, 3), (32, 16, 3, 3)]
        assert sorted(convolutions) == expected, (
            f"The four convolutions should have weights of the shapes {expected}, not {convolutions} ({way}).")
        grus = [layer for layer in net.modules() if isinstance(layer, nn.GRU)]
        assert len(grus) == int(rnn), f"There should be {int(rnn)} GRUs with {way}, but there are {len(grus)}."
        if rnn:
            seen = []
            grus[0].register_forward_pre_hook(lambda module, given, seen=seen: seen.append(given[0].shape))
            net(x)
            steps = seen[0][1 if grus[0].batch_first else 0]
            assert steps == 12, f"48 frames should give a sequence of 12 steps, not {steps}: blocks 3 and 4 keep the time."
    print("Good: shapes and layers are right.")


check_conv_net()

# %% [markdown]
# <details><summary>Stuck? A stand-in for this cell</summary>
#
# In a cell below the check (you lose this cell only). It is another network, without a GRU:
#
# ```python
# class ConvNet(nn.Sequential):
#     def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
#         super().__init__(nn.Conv2d(in_channels, 4 * n, 5, 4), nn.BatchNorm2d(4 * n), nn.LeakyReLU(slope),
#                          nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4 * n, n_class))
# ```
#
# </details>
#
# ### Attention that knows where things are
#
# A convolution sees a neighbourhood. **Attention** lets every place of a map look at every other one: a *query* at one
# place is compared with the *keys* of all places, and a softmax over the keys says how much of each *value* it takes.
# By itself it does not know where a place is: shuffle all places, and each still finds the same partners. A
# **relative position bias** tells it: one learned number for each offset, "three rows up, one column to the right",
# shared by all pairs with that offset. A **CoAtNet** puts convolutions first and such attention behind them (Dai, Liu,
# Le and Tan 2021, [arXiv 2106.04803](https://arxiv.org/abs/2106.04803)). (The project's report explained the name as
# "context-aware attention network" with an encoder and a decoder. It is *convolution and attention*, and there is
# neither.)
#
# ### Task: relative attention (11 points)
#
# Write `relative_attention(q, k, v, bias, height, width)`.
#
# **Rules**
#
# * `q`, `k` and `v` are tensors of shape `(windows, heads, height * width, d)`: the places of a map with `height` rows
#   and `width` columns, row by row. The result has the same shape. {rule=same_shape}
# * `bias` has the shape `(heads, 2 * height - 1, 2 * width - 1)`.
# * The **score** of a query at row `i`, column `j` and a key at row `m`, column `l` is their dot product divided by √d,
#   plus `bias[head, i - m + height - 1, j - l + width - 1]`. {rule=scaled_scores} {rule=offset}
# * Each head has its own bias, and reads its own queries, keys and values. {rule=heads}
# * A softmax **over the keys** makes weights of the scores of each query. The result at a query is the sum of all values
#   with these weights. {rule=softmax_over_keys} It is right for scores of some hundreds too. {rule=large_scores}
# * `d` is the last axis of `q`: it, the number of heads and the map may be of any size, also one that is not
#   square. {rule=any_map}
# * Each window is treated by itself. {rule=alone}
# * Gradients reach `q`, `k`, `v` and `bias`, and none of them is changed. {rule=gradients} {rule=inputs_kept}
#
# <details><summary>Hint: the index</summary>
#
# `place = torch.arange(height * width)`; `row = place // width`, `column = place % width`. Then
# `row[:, None] - row[None, :]` holds the offset of every query (first axis) and every key (second axis).
# `bias[:, a, b]` with two tables of indices gives `(heads, places, places)`.
#
# </details>

# %% answer="relative_attention"
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def relative_attention(q, k, v, bias, height, width):
    """Return what each place takes from all places: (windows, heads, height * width, d). bias: one per offset."""
    ### BEGIN SOLUTION
    place = torch.arange(height * width, device=q.device)
    row, column = place // width, place % width
    rows = row[:, None] - row[None, :] + height - 1
    columns = column[:, None] - column[None, :] + width - 1
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1]) + bias[:, rows, columns]
    return scores.softmax(dim=-1) @ v
    ### END SOLUTION

# %% check="relative_attention" points=11
def check_relative_attention():
    generator = torch.Generator().manual_seed(1)
    q, k, v = (torch.randn(2, 3, 8, 5, generator=generator) for _ in range(3))
    bias = torch.zeros(3, 3, 7)
    with should_work("`relative_attention(q, k, v, bias, 2, 4)` should take a map of 2 by 4 places and 3 heads."):
        found = relative_attention(q, k, v, bias, 2, 4)
    assert torch.is_tensor(found) and found.shape == q.shape, "The result should be a tensor of the shape of `q`."
    plain = F.scaled_dot_product_attention(q, k, v)
    assert torch.allclose(found, plain, atol=1e-5), "With a bias of zeros it should be plain scaled attention."
    bias[1, 1, 3 + 1] = 1000.0  # of head 1: the key is in the same row, one column to the left of the query
    found = relative_attention(q, k, v, bias, 2, 4)
    assert torch.allclose(found[:, 1, 2], v[:, 1, 1], atol=1e-4), (
        "With a huge bias for offset (0, 1) each query of head 1 should take the value to its left.")
    assert torch.allclose(found[:, 0], plain[:, 0], atol=1e-5), "The bias of head 1 should not change head 0."
    print("Good: softmax over the keys, one bias for each head and offset.")


check_relative_attention()

# %% [markdown]
# <details><summary>Stuck? A stand-in for this cell</summary>
#
# In a cell below the check (you lose this cell only). It does not know where places are:
#
# ```python
# def relative_attention(q, k, v, bias, height, width):
#     return F.scaled_dot_product_attention(q, k, v) + 0 * bias.sum()
# ```
#
# </details>
#
# The small CoAtNet below (given) is our own: three convolution stages, then two blocks of your attention. Read it once:
# the attention map has at most 14 rows, so that the number of *pairs* of places stays small.

# %%
class AttentionBlock(nn.Module):
    """Relative attention on a map and a small network on each place, both added to what was there."""

    def __init__(self, channels, heads, height, width):
        super().__init__()
        self.heads, self.height, self.width = heads, height, width
        self.before, self.after = nn.LayerNorm(channels), nn.LayerNorm(channels)
        self.to_qkv, self.out = nn.Linear(channels, 3 * channels), nn.Linear(channels, channels)
        self.bias = nn.Parameter(torch.zeros(heads, 2 * height - 1, 2 * width - 1))
        self.mix = nn.Sequential(nn.Linear(channels, 4 * channels), nn.GELU(), nn.Linear(4 * channels, channels))

    def forward(self, x):  # (windows, places, channels)
        q, k, v = self.to_qkv(self.before(x)).unflatten(2, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        seen = relative_attention(q, k, v, self.bias, self.height, self.width)
        x = x + self.out(seen.transpose(1, 2).flatten(2))
        return x + self.mix(self.after(x))


class CoAtNet(nn.Module):
    """Convolutions, then relative attention, then a linear layer. It returns logits."""

    def __init__(self, in_channels, n, n_class, n_mels, frames, blocks=2):
        super().__init__()
        stages, channels = [], in_channels
        height, width = n_mels, frames
        for out_channels in (n, 2 * n, 4 * n):
            stages += [nn.Conv2d(channels, out_channels, 3, stride=2, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.GELU()]
            channels, height, width = out_channels, (height + 1) // 2, (width + 1) // 2
        if height > 14:
            stages.append(nn.AvgPool2d(2))
            height, width = height // 2, width // 2
        self.stages = nn.Sequential(*stages)
        self.blocks = nn.Sequential(*[AttentionBlock(channels, 4, height, width) for _ in range(blocks)])
        self.output = nn.Sequential(nn.LayerNorm(channels), nn.Linear(channels, n_class))

    def forward(self, x):
        x = self.stages(x).flatten(2).transpose(1, 2)
        return self.output(self.blocks(x).mean(dim=1))


MODELS = ["cnn", "cnn_gru", "coatnet"]


def new_network(kind, in_channels=1, n=None, slope=0.0):
    """Return a new network with random weights. kind: one of MODELS."""
    if kind == "coatnet":
        return CoAtNet(in_channels, n or SETTING.attention_width, len(CLASSES), SETTING.n_mels, SETTING.frames)
    return ConvNet(in_channels, n or SETTING.width, len(CLASSES), rnn=kind == "cnn_gru", slope=slope)


for kind in MODELS:
    print(f"{kind:8s} {sum(weights.numel() for weights in new_network(kind).parameters()):9,d} weights")

# %% [markdown]
# ## 6. Train
#
# `Pictures` (given) hands out pictures from the array on disk, with or without stereo and zero-crossing rate. The
# decibels become numbers between 0 and 1. The rate of zero crossings comes as a channel of its own, in the same range.
# (The project wrote it over the last mel row, where numbers near 0 stood beside decibels down to −80, and found that
# it hurts.)

# %%
class Pictures(Dataset):
    """Pictures of windows and their multi-hot labels. `rows`: which windows."""

    def __init__(self, pictures, crossings, labels, rows, stereo=False, zcr=False):
        self.pictures, self.crossings, self.labels = pictures, crossings, labels
        self.rows, self.channels, self.zcr = np.asarray(rows), [0, 1] if stereo else [2], zcr

    def __len__(self):
        return len(self.rows)

    def __getitems__(self, places):  # a whole batch at once
        rows = np.sort(self.rows[places])
        x = torch.from_numpy(self.pictures[rows][:, self.channels].astype(np.float32)) / 80 + 1
        if self.zcr:
            crossings = torch.from_numpy(self.crossings[rows].astype(np.float32))[:, None, None]
            x = torch.cat([x, crossings.expand(-1, 1, x.shape[2], -1)], dim=1)
        return x, self.labels[rows]


def loader_of(data, shuffle=False):
    """Return a loader that hands out batches of `data`."""
    return DataLoader(data, batch_size=BATCH_SIZE, shuffle=shuffle, collate_fn=lambda batch: batch)


# %% [markdown]
# Each class is a yes-or-no question of its own: *is there a clarinet?* So the loss is the **binary cross-entropy** of
# each logit, and not a softmax over classes: a softmax would say that a second instrument makes the first one less
# likely.
#
# `train_until_settled` (given) trains with Adam, looks at the validation loss after each epoch, keeps the weights of the
# best one, and
# stops when nothing has become better for `PATIENCE` epochs: **early stopping**. (To try your code, set `MAX_EPOCHS = 1`
# and `REPEATS = 1` for a moment, and set them back.)

# %%
BATCH_SIZE = 32
LEARNING_RATE = 0.001
MAX_EPOCHS = 25
PATIENCE = 4
REPEATS = 2
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
if device.type == "cpu":
    torch.set_num_threads(1)  # with pictures this small, a second thread mostly waits for the first
print("Networks will be trained on", device)


def logits_for(model, loader):
    """Return the logits of all windows of `loader`, in their order, on the CPU."""
    model.eval()
    with torch.no_grad():
        return torch.cat([model(x.to(device)).cpu() for x, _ in loader])


def train_until_settled(model, train_loader, val_loader):
    """Train until the validation loss has not become smaller for PATIENCE epochs; load the best weights.

    Return the history: two lists, one loss per epoch each.
    """
    optimizer = optim.Adam(model.parameters(), lr=LEARNING_RATE)
    val_labels = torch.cat([y for _, y in val_loader])
    history, best, kept = {"train_loss": [], "val_loss": []}, math.inf, None
    while len(history["val_loss"]) < MAX_EPOCHS:
        model.train()
        losses = []
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = F.binary_cross_entropy_with_logits(model(x.to(device)), y.to(device))
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        history["train_loss"].append(float(np.mean(losses)))
        history["val_loss"].append(F.binary_cross_entropy_with_logits(logits_for(model, val_loader), val_labels).item())
        if history["val_loss"][-1] < best:
            best = history["val_loss"][-1]
            kept = {name: value.detach().clone() for name, value in model.state_dict().items()}
        if len(history["val_loss"]) - 1 - int(np.argmin(history["val_loss"])) >= PATIENCE:
            break
    model.load_state_dict(kept)
    return history


# %% [markdown]
# ## 7. From windows to a recording
#
# A network answers for three seconds. A test excerpt has several windows, so their logits must be put together. Three
# rules, of which the last two are those of Han, Kim and Lee (2016, [arXiv 1605.09507](https://arxiv.org/abs/1605.09507)):
#
# | rule | the recording has a class if |
# |---|---|
# | `"majority"` | at least **one third** of the windows say so: their probability is greater than `threshold`. (The project's name for it. A third is no majority.) |
# | `"s1"` | the **mean** of the windows' probabilities is greater than `threshold` |
# | `"s2"` | the mean of this class, **divided by the largest mean** of all classes, is greater than `threshold` |
#
# The project's S1 said mean and computed the *sum*: with six windows a threshold of 0.1 on the sum is 0.017 on the mean,
# and nearly every class was over it. Its majority rounded a third *down*: with five windows one vote was enough, with
# two windows none.
#
# ### Task: vote (10 points)
#
# Write `vote(logits, rule, threshold)`.
#
# **Rules**
#
# * `logits` has the shape `(windows, classes)`, as a tensor or a NumPy array, with at least one window. The result is
#   a NumPy array or tensor of **truth values** (`bool`) of shape `(classes,)`. {rule=truth_values}
# * The probability of a class in a window is the sigmoid of its logit. {rule=sigmoid}
# * The three rules are those of the table. {rule=majority} {rule=s1} {rule=s2}
# * "Greater than" is strict: equal is not enough. "At least one third" includes a third. {rule=strict} {rule=a_third}
# * If every window is there twice, nothing changes. {rule=twice}
# * For any other `rule` raise a `ValueError`. {rule=unknown_rule}
# * `logits` is not changed. {rule=input_kept}
#
# <details><summary>Hint: a third of the windows</summary>
#
# With `votes` of `n` windows, ask `3 * votes >= n`: whole numbers, and nothing to round.
#
# </details>

# %% answer="vote"
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def vote(logits, rule, threshold):
    """Return which classes a recording has, bool (classes,), from its windows' logits, (windows, classes)."""
    ### BEGIN SOLUTION
    probability = torch.sigmoid(torch.as_tensor(logits)).numpy()
    if rule == "majority":
        return 3 * (probability > threshold).sum(axis=0) >= len(probability)
    if rule == "s1":
        return probability.mean(axis=0) > threshold
    if rule == "s2":
        mean = probability.mean(axis=0)
        return mean / mean.max() > threshold
    raise ValueError(f"There is no rule {rule!r}.")
    ### END SOLUTION

# %% check="vote" points=10
def check_vote():
    probability = np.array([[0.9, 0.6, 0.1], [0.8, 0.2, 0.1], [0.7, 0.2, 0.2], [0.6, 0.2, 0.1], [0.9, 0.1, 0.1]])
    logits = np.log(probability / (1 - probability))
    for rule, threshold, expected in [("majority", 0.5, [1, 0, 0]), ("s1", 0.25, [1, 1, 0]), ("s2", 0.5, [1, 0, 0]),
                                      ("s2", 0.2, [1, 1, 0]), ("majority", 0.15, [1, 1, 0])]:
        with should_work(f'`vote(logits, "{rule}", {threshold})` should take 5 windows of 3 classes.'):
            found = np.asarray(vote(logits, rule, threshold))
        assert found.dtype == bool and found.shape == (3,), "It should return three truth values."
        assert found.tolist() == [bool(value) for value in expected], (
            f'"{rule}" with the threshold {threshold} should give {expected}, not {found.astype(int).tolist()}.')
    twice = np.concatenate([logits, logits])
    assert np.array_equal(vote(twice, "s1", 0.25), vote(logits, "s1", 0.25)), "The same windows twice: no change."
    print("Good: three rules, in probabilities.")


check_vote()

# %% [markdown]
# <details><summary>Stuck? A stand-in for this cell</summary>
#
# In a cell below the check (you lose this cell only). It knows one rule:
#
# ```python
# def vote(logits, rule, threshold):
#     return np.asarray(logits).max(axis=0) > math.log(threshold / (1 - threshold))
# ```
#
# </details>
#
# ## 8. Count honestly
#
# ### A count that flatters
#
# The project's table had a macro precision of 0.917 for *every* network and every rule, and did not know why. Here is
# its count in five lines: a class that an excerpt does **not** have is given the number 0, and the library was told to
# ignore all places where the right number is 0. So a false alarm could never be counted.

# %%
def count_of_the_project(Y, P):
    """Return the share of an excerpt's labels that were found, as the project counted F1. Y, P: bool (excerpts, classes)."""
    right = np.where(Y, np.arange(1, Y.shape[1] + 1), 0)
    said = np.where(P, np.arange(1, Y.shape[1] + 1), 0)
    counted = right != 0  # ignore_index=0
    return float((right[counted] == said[counted]).mean())


_shown = np.random.default_rng(SEED).random((50, 11)) < 0.2
print(f"Predict everything, counted as the project did: F1 = {count_of_the_project(_shown, np.ones_like(_shown)):.3f}")

# %% [markdown]
# Whoever says "all eleven instruments" about every recording is perfect by this count. And "S1 is best" meant that S1
# said nearly everything.
#
# ### Task: precision, recall, F1 (10 points)
#
# For one class let *hits* be the recordings that have it and are said to have it. **Precision** is hits divided by all
# recordings that are *said* to have it, **recall** is hits divided by all that *have* it, and **F1** is
# 2 · hits / (said + have). **Macro**: compute the three for each class and take the mean over classes: all classes count
# the same. **Micro**: add up hits, said and have over all classes, and compute once: all labels count the same.
#
# Write `prf(Y, P, average)`. It returns three numbers **in this order**: precision, recall, F1.
#
# **Rules**
#
# * `Y` (right) and `P` (said) have the shape `(recordings, classes)` and hold 0 and 1, or truth values, as NumPy arrays
#   or tensors, of any type. {rule=any_type}
# * `average` is `"micro"` or `"macro"`, as above. For anything else raise a `ValueError`. {rule=micro} {rule=macro}
#   {rule=unknown_average}
# * The macro F1 is the mean of the classes' F1, not the F1 of the mean precision and recall. {rule=macro_f1}
# * Where nothing is said, precision is 0. Where nothing is there, recall is 0. Where neither, F1 is 0. Such a class
#   counts in the macro mean like any other. No warning, no `nan`. {rule=empty_class}
# * Three plain numbers between 0 and 1. {rule=three_numbers}
# * `Y` and `P` are not changed. {rule=input_kept}
#
# <details><summary>Hint: no division by zero</summary>
#
# If the denominator is 0, the numerator is 0 too. `hits / np.maximum(said, 1)` is then 0, and for all other classes
# nothing changes.
#
# </details>

# %% answer="prf"
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def prf(Y, P, average):
    """Return precision, recall and F1 of 0/1 arrays (recordings, classes). average: "micro" or "macro"."""
    ### BEGIN SOLUTION
    Y, P = np.asarray(Y).astype(bool), np.asarray(P).astype(bool)
    hits, said, have = ((Y & P).sum(axis=0), P.sum(axis=0), Y.sum(axis=0))
    if average == "micro":
        hits, said, have = hits.sum(), said.sum(), have.sum()
    elif average != "macro":
        raise ValueError(f"There is no average {average!r}.")
    values = (hits / np.maximum(said, 1), hits / np.maximum(have, 1), 2 * hits / np.maximum(said + have, 1))
    return tuple(float(np.mean(value)) for value in values)
    ### END SOLUTION

# %% check="prf" points=10
def check_prf():
    Y = np.array([[1, 0, 0], [1, 1, 0], [0, 1, 0], [1, 0, 0]])
    P = np.array([[1, 1, 0], [1, 0, 0], [0, 1, 0], [0, 0, 0]])
    with should_work('`prf(Y, P, "micro")` should take two arrays of 4 recordings and 3 classes.'):
        micro, macro = prf(Y, P, "micro"), prf(Y, P, "macro")
    assert len(micro) == 3 and len(macro) == 3, "It should return three numbers."
    for found, expected, name in [(micro[0], 3 / 4, "micro precision"), (micro[1], 3 / 5, "micro recall"),
                                  (micro[2], 6 / 9, "micro F1"), (macro[0], 1.5 / 3, "macro precision"),
                                  (macro[2], (0.8 + 0.5 + 0) / 3, "macro F1")]:
        assert abs(found - expected) < 1e-6, f"The {name} of the example should be {expected:.3f}, not {found:.3f}."
    assert prf(Y, np.ones_like(Y), "micro")[0] < 0.5, "Whoever says everything should not have a high precision."
    print("Good: false alarms count.")


check_prf()

# %% [markdown]
# <details><summary>Stuck? A stand-in for this cell</summary>
#
# In a cell below the check (you lose this cell only). It knows the micro average only:
#
# ```python
# def prf(Y, P, average):
#     Y, P = np.asarray(Y) > 0, np.asarray(P) > 0
#     return (Y & P).sum() / P.sum(), (Y & P).sum() / Y.sum(), 2 * (Y & P).sum() / (P.sum() + Y.sum())
# ```
#
# </details>
#
# ### Task: the threshold (6 points)
#
# A network that has learned from single labels is shy: it has never seen two ones in a row of labels. So 0.5 may be a bad
# threshold. We try some on **one** half of the test songs and report on the **other** half. (Trying on the half that one
# reports makes the result better than it is. The project did not try at all.)
#
# Write `best_threshold(predict, Y, grid)`.
#
# **Rules**
#
# * `predict(t)` returns the 0/1 predictions for the threshold `t`, an array of the shape of `Y`. `grid` is a list of
#   thresholds, at least one.
# * Return two numbers, **in this order**: the threshold of the grid with the largest **micro F1** (of `prf`), and that
#   F1. {rule=best} {rule=micro_f1}
# * If several have the same largest F1, return the **smallest** of these thresholds, also where every F1 is
#   0. {rule=smallest_of_equals}
# * The grid may be in any order, and it is not changed. {rule=any_order}
# * `predict` is only asked for thresholds of the grid. {rule=only_the_grid}

# %% answer="best_threshold"
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def best_threshold(predict, Y, grid):
    """Return the threshold of `grid` with the largest micro F1, and that F1. predict(t): the 0/1 predictions."""
    ### BEGIN SOLUTION
    scores = [(prf(Y, predict(t), "micro")[2], -t) for t in grid]
    f1, negative = max(scores)
    return -negative, f1
    ### END SOLUTION

# %% check="best_threshold" points=6
def check_best_threshold():
    scores = np.array([[0.9, 0.2], [0.4, 0.7], [0.3, 0.1], [0.8, 0.6]])
    Y = np.array([[1, 0], [1, 1], [0, 0], [1, 1]])
    with should_work("`best_threshold(predict, Y, grid)` should take a function, an array and a list."):
        found = best_threshold(lambda t: scores > t, Y, [0.7, 0.35, 0.1, 0.3])
    assert len(found) == 2, "It should return two numbers: the threshold and its F1."
    assert abs(found[1] - 1) < 1e-6, f"The best threshold of the example has the F1 1, not {found[1]:.3f}."
    assert found[0] == 0.3, f"Both 0.3 and 0.35 have the F1 1. The smaller one is asked for, not {found[0]}."
    print("Good: the smallest of the best thresholds.")


check_best_threshold()

# %% [markdown]
# <details><summary>Stuck? A stand-in for this cell</summary>
#
# In a cell below the check (you lose this cell only). It does not choose:
#
# ```python
# def best_threshold(predict, Y, grid):
#     return sorted(grid)[len(grid) // 2], prf(Y, predict(sorted(grid)[len(grid) // 2]), "micro")[2]
# ```
#
# </details>
#
# ### Two halves of the test
#
# The two halves share no song. `judge` (given) takes the logits of the test windows, chooses the threshold on the half
# `tune` and counts on the half `report`.

# %%
GRID = [round(0.02 * i, 2) for i in range(1, 46)]


def song_of(path):
    """Return the recording that a test excerpt is from: its name without the last number."""
    return Path(path).stem.rpartition("-")[0] or Path(path).stem


def halves(paths):
    """Return places of the excerpts of every second song, and of the others."""
    songs = sorted({song_of(path) for path in paths})
    first = set(songs[::2])
    return ([i for i, path in enumerate(paths) if song_of(path) in first],
            [i for i, path in enumerate(paths) if song_of(path) not in first])


def votes_of(logits, rule, threshold, places):
    """Return the votes, bool (places, classes), of the excerpts at `places`. logits: of all test windows."""
    return np.stack([np.asarray(vote(logits[test_owner == i], rule, threshold)) for i in places])


def judge(logits, rule="s1", threshold=None):
    """Return (threshold, votes on the half `report`); the threshold is chosen on the half `tune` if none is given."""
    if threshold is None:
        threshold, _ = best_threshold(lambda t: votes_of(logits, rule, t, tune), Y_test[tune].numpy(), GRID)
    return threshold, votes_of(logits, rule, threshold, report)


# %% toy="skip"
tune, report = halves(test_paths)
report_songs = [song_of(test_paths[i]) for i in report]
print(f"{len(tune)} excerpts to tune, {len(report)} of {len(set(report_songs))} songs to report")

# %% [markdown]
# ## 9. What is a point of F1 made of?
#
# ### Measure time and energy
#
# [Zeus](https://ml.energy/zeus) reads the energy counter of the GPU. You open a **window** with
# `monitor.begin_window(key)`, do the work, and close it with `measurement = monitor.end_window(key)`. Then
# `measurement.time` holds seconds and `measurement.total_energy` joules, of the GPU alone. The key must be a new one each
# time. Where no GPU can be measured, a stopwatch with the same two functions reports **0 J**.

# %% toy="skip"
from tools.energy import *

monitor, ENERGY_MEASURED = start_monitor()

# %% [markdown]
# {tools/nothing_gets_lost.md record="ablation"}

# %% toy="skip"
sweep, forget = sweeps(
    folder=lambda: results_folder(DRIVE),
    repeats=lambda: REPEATS,
    depends_on=lambda: [RELEASE, gpu_name(), ENERGY_MEASURED, SOURCE, len(train_paths), SEED, MAX_EPOCHS, PATIENCE,
                        LEARNING_RATE, BATCH_SIZE, FRACTION, SETTING.name],
    code=lambda: [cut_windows, mel_db, song_split, ConvNet.__init__, ConvNet.forward, relative_attention, train_until_settled],
)

KEPT = {}  # {name of a run: logits of validation and test windows}, of this runtime


def train_run(kind, repeat, split="song", stereo=False, zcr=False, n=None, slope=0.0):
    """Train one network. Return what a record needs of it, and keep its test logits under its name, also on disk."""
    train, val = SPLITS[split](train_paths, FRACTION, SEED + repeat)
    train_data, val_data = (Pictures(train_pictures, train_crossings, Y_train, rows, stereo, zcr) for rows in (train, val))
    every_window = Pictures(test_pictures, test_crossings, Y_test[torch.as_tensor(np.array(test_owner))],
                            np.arange(len(test_owner)), stereo, zcr)
    torch.manual_seed(SEED + repeat)
    model = new_network(kind, 1 + stereo + zcr, n, slope).to(device)
    if device.type == "cuda":  # wake the GPU up with a network that is thrown away
        logits_for(new_network(kind, 1 + stereo + zcr, n, slope).to(device), loader_of(val_data))
    key = f"{kind} {split} {stereo} {zcr} {n} {slope} {repeat} {time.time()}"
    monitor.begin_window(key)
    history = train_until_settled(model, loader_of(train_data, shuffle=True), loader_of(val_data))
    measurement = monitor.end_window(key)
    val_said = torch.sigmoid(logits_for(model, loader_of(val_data))) > 0.5
    logits = logits_for(model, loader_of(every_window)).numpy()
    name = f"{kind}-{split}-{int(stereo)}{int(zcr)}-{n or 0}-{slope}-{repeat}"
    KEPT[name] = logits
    with contextlib.suppress(OSError):
        np.save(results_folder(DRIVE) / f"logits-{name}.npy", logits)
    threshold, said = judge(logits)
    return {
        "parameters": sum(weights.numel() for weights in model.parameters()),
        "epochs": len(history["val_loss"]),
        "val_f1": prf(Y_train[val], val_said, "micro")[2],
        "threshold": threshold,
        "micro_f1": prf(Y_test[report], said, "micro")[2],
        "macro_f1": prf(Y_test[report], said, "macro")[2],
        "total_energy": measurement.total_energy,
        "train_time": measurement.time,
        "energy_measured": ENERGY_MEASURED,
        "logits": name,
    }


def logits_of(row):
    """Return the test logits of a row of a record, from this runtime or from disk."""
    name = row["logits"]
    if name not in KEPT:
        KEPT[name] = np.load(results_folder(DRIVE) / f"logits-{name}.npy")
    return KEPT[name]


# %% [markdown]
# ### Change one thing at a time
#
# An **ablation** changes one thing and leaves all others as they are. `ABLATION` lists what. Everything is the small
# convolutional network.

# %%
ABLATION = {
    "base": {},
    "row split": {"split": "row"},
    "stereo": {"stereo": True},
    "leaky": {"slope": 0.3},
    "double width": {"n": 2 * SETTING.width},
    "zero crossings": {"zcr": True},
}

# %% [markdown]
# Make the list `ablation`, **one new dict per run**, with these keys:
#
# | key | value |
# |---|---|
# | `"setting"`, `"repeat"` | the name in `ABLATION`, and `repeat` of this run |
# | all that `train_run` returns | as it is: weights, epochs, the F1 on the validation clips, the threshold, micro and macro F1 on the half `report`, energy and time |
#
# `train_run("cnn", repeat, **ABLATION[setting])` (given, above) trains and measures. On a CPU, with the rendered songs,
# the cell takes some minutes.

# %% answer="ablation_runs" toy="skip"
ablation = []

for setting, repeat in sweep("ablation", ablation, list(ABLATION)):
    # Train and measure this run, and append one new dict to `ablation`.
    ### BEGIN SOLUTION
    ablation.append({"setting": setting, "repeat": repeat, **train_run("cnn", repeat, **ABLATION[setting])})
    ### END SOLUTION

# %% [markdown]
# ### Record: ablation (4 points)
#
# Run the next cell. It prints your record as a table and once more for the grader. Before you go on, check: each setting
# of `ABLATION` with `REPEATS` repeats, in its order; F1 between 0 and 1; times greater than 0.

# %% evidence="ablation" points=4 toy="skip"
show_record("ablation", ablation)

# %% [markdown] rubric="ablation"
# **ablation, 4 points.** Rules look at the printed record. Where they cannot:
#
# - [1] One row per run, all keys spelt as given.
# - [1] All six settings, each at least twice, in the order of the text.
# - [1] F1 values from 0 to 1, epochs from 1 to 25.
# - [1] Positive times, energies not negative, each run measured on its own.
#
# Without a GPU all energies are 0.0: full points. `SIMULATED` in the name of the GPU: the joules are invented, talk to
# the student.

# %% [markdown]
# ### The same network, counted in other ways
#
# Now take *one* network, `base`, repeat 0, and change nothing but the vote and the count. `interval` (given) draws
# whole **songs** with replacement, 1000 times: two excerpts of one song are right or wrong together, so they are drawn
# together.

# %% toy="skip"
def interval(count, songs, draws=1000):
    """Return the 95 % interval of count(places) if songs are drawn anew. count: takes places in the half `report`."""
    rng = np.random.default_rng(SEED)
    names = sorted(set(songs))
    members = [[i for i, song in enumerate(songs) if song == name] for name in names]
    values = [count(np.concatenate([members[j] for j in rng.integers(0, len(names), len(names))])) for _ in range(draws)]
    return np.percentile(values, [2.5, 97.5])


def micro_f1(said, places=slice(None)):
    """Return the micro F1 of predictions on the half `report`, at `places` of it."""
    return prf(Y_report[places], said[places], "micro")[2]


def f1_interval(said):
    """Return the 95 % interval of the micro F1 of predictions on the half `report`."""
    return interval(lambda places: micro_f1(said, places), report_songs)


Y_report = Y_test[report].numpy() > 0.5
base_logits = logits_of(ablation[0])
frequent = np.argsort(-Y_test[tune].numpy().sum(axis=0))[:2]
ways = {
    "say nothing": (None, np.zeros_like(Y_report)),
    "say everything": (None, np.ones_like(Y_report)),
    "say the two most frequent": (None, np.isin(np.arange(len(CLASSES)), frequent) * np.ones_like(Y_report)),
}
for rule in ("majority", "s1", "s2"):
    ways[f"{rule}, threshold 0.5"] = judge(base_logits, rule, 0.5)
    ways[f"{rule}, tuned threshold"] = judge(base_logits, rule)
sums = np.stack([torch.sigmoid(torch.tensor(base_logits[test_owner == i])).sum(dim=0).numpy() > 0.1 for i in report])
ways["the project's S1: sum > 0.1"] = (None, sums)

print(f"{len(report)} excerpts of {len(set(report_songs))} songs, {SOURCE}. The network: {ablation[0]['logits']}")
print(f"{'':28s} threshold  micro F1 (95 % interval)   macro F1   as the project counted")
for name, (threshold, said) in ways.items():
    low, high = f1_interval(said)
    shown = "" if threshold is None else f"{threshold:.2f}"
    print(f"{name:28s} {shown:>9s}  {micro_f1(said):.3f} ({low:.3f} to {high:.3f})     "
          f"{prf(Y_report, said, 'macro')[2]:.3f}      {count_of_the_project(Y_report, said.astype(bool)):.3f}")

# %% [markdown]
# ### Plot: ablation (2 points)
#
# Draw what the six settings are worth, so that a reader sees differences *and* how sure they are.
#
# * Left panel: the micro F1 on the half `report`, one dot for each setting (the mean over its repeats) with an error
#   bar: the interval over songs of its repeat 0. Right panel: the F1 on the validation clips, one dot for each run.
# * Name the settings on one axis and the quantity on the other.
# * Leave the last line of the cell where it is, and call no `plt.show()` before it.

# %% plot="plot_ablation" points=2 toy="skip"
### BEGIN SOLUTION
fig, axes = plt.subplots(1, 2, figsize=(11, 4), layout="constrained", sharey=True)
for y, setting in enumerate(ABLATION):
    rows = [row for row in ablation if row["setting"] == setting]
    mean = np.mean([row["micro_f1"] for row in rows])
    _, said = judge(logits_of(rows[0]))
    low, high = f1_interval(said)
    axes[0].errorbar([mean], [y], xerr=[[max(0, mean - low)], [max(0, high - mean)]], fmt="o", color="C0", capsize=4)
    axes[1].plot([row["val_f1"] for row in rows], [y] * len(rows), "o", color="C1", alpha=0.7)
axes[0].set_yticks(range(len(ABLATION)), list(ABLATION))
axes[0].invert_yaxis()
axes[0].set(xlabel="micro F1 on test songs (95 % interval over songs)", ylabel="setting")
axes[1].set(xlabel="micro F1 on the validation clips of its own split", ylabel="setting")
### END SOLUTION
show_evidence("plot_ablation")

# %% [markdown] rubric="plot_ablation"
# **plot_ablation, 2 points.**
#
# - [1] Both panels with all six settings, and error bars in the left one.
# - [1] Labelled axes: settings and quantities, with what the interval is over.
#
# Typical mistakes: bars from 0 without an interval (½); validation and test exchanged.

# %% [markdown]
# What is the row split worth? The next cell compares the two splits, on the clips that each of them holds out, and on
# the test songs, which know nothing of either.

# %% toy="skip"
print(f"{len(Y_report)} test excerpts of {len(set(report_songs))} songs, {SOURCE}. Means over the repeats:")
for setting in ("base", "row split"):
    rows = [row for row in ablation if row["setting"] == setting]
    print(f"{setting:10s} F1 on its own validation clips {np.mean([row['val_f1'] for row in rows]):.3f},  on test songs"
          f" {np.mean([row['micro_f1'] for row in rows]):.3f},  epochs {[row['epochs'] for row in rows]}")


def compare(one, other):
    """Print the difference of two rows' micro F1 on the half `report`, with its interval over songs."""
    said = [judge(logits_of(row))[1] for row in (one, other)]
    low, high = interval(lambda places: micro_f1(said[0], places) - micro_f1(said[1], places), report_songs)
    names = [row.get("setting", row.get("model")) for row in (one, other)]
    print(f"{names[0]} minus {names[1]}: {100 * (micro_f1(said[0]) - micro_f1(said[1])):+.1f} points,"
          f" 95 % interval over songs {100 * low:+.1f} to {100 * high:+.1f}")


for setting in list(ABLATION)[1:]:
    compare(next(row for row in ablation if row["setting"] == setting), ablation[0])

# %% [markdown]
# ### Comment: the split (2 points)
#
# In three to six sentences: how much better does the row split look on its own validation clips, and what is that
# network worth on test songs? Which of the two validation figures would you print in a report, and why? What does the
# row split do to early stopping? Refer to your own numbers.

# %% [markdown] written="comment_split" points=2
# **Your comment on the split:**
#
# ### BEGIN SOLUTION
# (Rendered songs, CPU.) On its own validation clips the row split has a micro F1 of 0.755 (the mean of two repeats),
# the song split 0.641: eleven points less. On the test songs, which know nothing of either, the two are worth 0.521 and
# 0.510. The difference of repeat 0, +4.5 points, has an interval from −0.0 to +9.2, and the two repeats of the row split
# alone lie 8 points apart (0.563 and 0.480). So the eleven points are no music that the network understands. 198 of the
# 220 validation clips of the row split have a sister in training, with the same players, tuning, tone and room, and the
# network knows those songs by heart. I would print the song split's figure: it says something about songs that nobody
# has heard. (The test is harder still: it has several labels, and other scores.) Early stopping looks at the same clips:
# with the row split it cannot see when learning by heart begins. It went on for 24 epochs both times, of at most 25;
# with the song split it stopped after 20 and 22.
# ### END SOLUTION

# %% [markdown] rubric="comment_split"
# **comment_split, 2 points.**
#
# - [1] Own numbers: validation F1 of both splits, and test F1 of both.
# - [1] The reason: sisters of one song on both sides, so the validation clips are not new music. The song split's figure
#   is the one to print.
#
# Typical mistake: "the row split is better" because its number is larger (0 of the second point).

# %% [markdown]
# ### Comment: votes and counts (2 points)
#
# In four to eight sentences: on the *same* network, how many points of micro F1 lie between the worst and the best of
# your votes and thresholds? How does that compare with what the ablation found, and with the intervals? What would the
# project's count have said of the three baselines, and why? Why is your macro F1 not your micro F1?

# %% [markdown] written="comment_votes" points=2
# **Your comment on votes and counts:**
#
# ### BEGIN SOLUTION
# (Rendered songs, 150 excerpts of 75 songs.) All rows of the table are one network. With S1 its micro F1 is 0.195 at
# the threshold 0.5 and 0.518 at the tuned one, 0.10: 32 points. The network has learned from single labels and is shy.
# S2 has 0.544 already at 0.5, since it divides by the largest mean. (Tuned, it has 0.540: the threshold was chosen on
# other songs.) With tuned thresholds the three rules lie between 0.515 and 0.540, inside their intervals of about ± 5
# points. In the ablation no change of the network was worth more than 5.2 points (leaky, which lost them; interval −10.2
# to +0.3), and two repeats of one setting differ by up to 8 points (row split, 0.563 and 0.480). So the threshold was
# worth six times what the network's design was. The project's count gives "say everything" the value 1.000, where the
# true micro F1 is 0.295, and to its own S1 0.738 instead of 0.487: it ignores false alarms, so it is the recall. "Say
# nothing" has 0 in both, the two most frequent 0.161 and 0.157. My macro F1 (0.492) is near my micro F1, because my
# classes are nearly equally frequent; for the two most frequent it is 0.048 against 0.157, since nine classes have an F1
# of 0.
# ### END SOLUTION

# %% [markdown] rubric="comment_votes"
# **comment_votes, 2 points.**
#
# - [1] The spread by vote and threshold in points, set against the ablation's differences and the intervals, with own
#   numbers.
# - [0.5] The project's count: false alarms are ignored, so "say everything" has 1.
# - [0.5] Micro weighs labels, macro weighs classes: which classes are hard.

# %% [markdown]
# ## 10. What does a point cost?
#
# Now the three networks, all with the song split. Make the list `networks`, **one new dict per run**, as before, with
# `"model"` (one of `MODELS`) and `"repeat"`, and with all that `train_run(model, repeat)` returns.

# %% answer="network_runs" toy="skip"
networks = []

for kind, repeat in sweep("networks", networks, MODELS):
    # Train and measure this run, and append one new dict to `networks`.
    ### BEGIN SOLUTION
    networks.append({"model": kind, "repeat": repeat, **train_run(kind, repeat)})
    ### END SOLUTION

# %% [markdown]
# ### Record: networks (4 points)
#
# Run the next cell. Check first: each of the three networks with `REPEATS` repeats, in the order of `MODELS`.

# %% evidence="networks" points=4 toy="skip"
show_record("networks", networks)

# %% [markdown] rubric="networks"
# **networks, 4 points.** Rules look at the printed record. Where they cannot:
#
# - [1] One row per run, all keys spelt as given.
# - [1] All three networks, each at least twice, in the order of the text.
# - [1] F1 values from 0 to 1, epochs from 1 to 25.
# - [1] Positive times, energies not negative, each run measured on its own.

# %% [markdown]
# ### Plot: the front (2 points)
#
# Draw cost against quality: one dot for each run, the training time (s), or the energy (J) if it was measured, on a
# **logarithmic** horizontal axis, and the micro F1 on the half `report` on the vertical one. One colour and marker for each
# network, a legend, labelled axes with units. A network is **on the front** if no other one is both cheaper and better.

# %% plot="plot_front" points=2 toy="skip"
### BEGIN SOLUTION
fig, ax = plt.subplots(figsize=(7, 4.5), layout="constrained")
cost, unit = ("total_energy", "energy of training (J)") if ENERGY_MEASURED else ("train_time", "time of training (s)")
for kind, marker in zip(MODELS, "osD", strict=True):
    rows = [row for row in networks if row["model"] == kind]
    ax.plot([row[cost] for row in rows], [row["micro_f1"] for row in rows], marker, label=kind, markersize=9)
ax.set(xscale="log", xlabel=unit, ylabel="micro F1 on test songs")
ax.xaxis.set_major_formatter("{x:.0f}")
ax.xaxis.set_minor_formatter("{x:.0f}")
ax.legend()
### END SOLUTION
show_evidence("plot_front")

# %% [markdown] rubric="plot_front"
# **plot_front, 2 points.**
#
# - [1] One dot for each run of the three networks, told apart by a legend.
# - [1] A logarithmic axis of cost with its unit, and a labelled axis of F1.

# %% toy="skip"
print(f"{len(Y_report)} test excerpts of {len(set(report_songs))} songs, {SOURCE}. GPU: {gpu_name()}. Means over the repeats:")
for kind in MODELS:
    rows = [row for row in networks if row["model"] == kind]
    f1 = np.mean([row["micro_f1"] for row in rows])
    seconds, joules = (np.mean([row[key] for row in rows]) for key in ("train_time", "total_energy"))
    print(f"{kind:8s} {rows[0]['parameters']:9,d} weights, micro F1 {f1:.3f}, macro F1"
          f" {np.mean([row['macro_f1'] for row in rows]):.3f}, {seconds:.1f} s, {joules:.0f} J:"
          f" {seconds / (100 * f1):.2f} s and {joules / (100 * f1):.1f} J for a point of F1")
for kind in MODELS[1:]:
    compare(next(row for row in networks if row["model"] == kind), networks[0])

# %% [markdown]
# **What others have reached on IRMAS** (not on rendered songs):
#
# | | micro F1 | macro F1 |
# |---|---|---|
# | Han, Kim and Lee 2016, a convolutional network, windows, S2 ([arXiv 1605.09507](https://arxiv.org/abs/1605.09507)) | .602 | .503 |
# | Zhong and others 2023, trained first on single notes ([arXiv 2306.08850](https://arxiv.org/abs/2306.08850)) | .674 | |
#
# ### Comment: cost (2 points)
#
# In three to six sentences: which networks are on the front? Is a difference between them larger than its interval over
# songs, and than the spread of the repeats? What does a point of F1 cost, and where would you rather look for the next
# one: in the network, in the threshold, or in the data? If you could not measure energy, say what you expect, and
# why.

# %% [markdown] written="comment_cost" points=2
# **Your comment on the cost:**
#
# ### BEGIN SOLUTION
# (Rendered songs, one core of a CPU that had other work too, so I trust the order of the times only.) By the means the
# CNN is alone on the front: it is the cheapest and has the best micro F1, 0.510. The CNN-GRU has 0.485, and the CoAtNet,
# the dearest, 0.448. Run by run the CNN-GRU's second one is on the front too: 0.527, the best of all. Its first one has
# 0.444. The differences from the CNN (repeat 0, −7.4 and −10.0 points) have intervals over songs that leave zero out,
# −12.6 to −1.6 and −16.2 to −3.2. But such an interval only knows the chance of the songs. Train again, and the CNN-GRU
# is 2.5 points *better* than the CNN: two repeats of one network lie up to 8 points apart. So I only say that nothing
# here speaks for the larger networks on new songs, although their validation F1 is higher, 0.73 and 0.76 against 0.64.
# (Validation songs are new, but their scores are in training too. The test has others: perhaps it is the scores that they
# have learned.) The next point I would not look for in the network.
# The threshold was worth 32 points and cost no training. Then I would look in the data: training on mixtures (section
# 11) gave 0.580 (0.542 to 0.621) against 0.518 (0.465 to 0.577), as much as no network did. I measured no energy, the
# joules above come from a simulated GPU. I expect real ones in about the ratio of the times, since a GPU that is little
# loaded draws nearly the same power in all three.
# ### END SOLUTION

# %% [markdown] rubric="comment_cost"
# **comment_cost, 2 points.**
#
# - [1] The front, with own figures of cost and F1, and differences judged by interval and repeats.
# - [1] A reasoned choice of where the next point is cheapest.
#
# Energy that was not measured may be expected, and must be called so. Typical mistake: a ranking of networks from
# differences that are smaller than their interval.

# %% [markdown]
# ## 11. Further (if you like)
#
# Not graded. The networks learn from single labels and are asked for several. So let us *make* music with several
# labels: add two clips, and give the sum the labels of both. (Kratimenos and others 2019 did so,
# [arXiv 1911.12505](https://arxiv.org/abs/1911.12505).) `mixed` adds the *powers* of two pictures, which is nearly what
# the sum of two unrelated waves has, each first moved up or down by up to 6 dB.

# %% toy="skip"
def mixed(x, y, rng):
    """Return pictures (0 to 1) of sums of clips and their labels: half of a batch stays as it is. rng: of NumPy."""
    partner = torch.as_tensor(rng.permutation(len(x)))
    gain = torch.as_tensor(rng.uniform(-6, 6, size=(len(x), 1, 1, 1)), dtype=torch.float32)
    power = 10 ** (8 * (x - 1)) + 10 ** (8 * (x[partner] - 1) + gain / 10)
    loudest = power.amax(dim=(1, 2, 3), keepdim=True)
    sums = (torch.log10(power / loudest) / 8 + 1).clamp(0, 1)
    chosen = torch.as_tensor(rng.random(len(x)) < 0.5)
    return torch.where(chosen[:, None, None, None], sums, x), torch.where(chosen[:, None], torch.maximum(y, y[partner]), y)


class Mixed(Pictures):
    """Pictures that are mixed anew in every batch."""

    rng = np.random.default_rng(SEED)

    def __getitems__(self, places):
        return mixed(*super().__getitems__(places), self.rng)


train, val = song_split(train_paths, FRACTION, SEED)
parts = (train_pictures, train_crossings, Y_train)
torch.manual_seed(SEED)
mix_model = new_network("cnn").to(device)
history = train_until_settled(mix_model, loader_of(Mixed(*parts, train), shuffle=True), loader_of(Mixed(*parts, val)))
windows = Pictures(test_pictures, test_crossings, Y_test[torch.as_tensor(np.array(test_owner))], np.arange(len(test_owner)))
mix_logits = logits_for(mix_model, loader_of(windows)).numpy()
threshold, said = judge(mix_logits)
low, high = f1_interval(said)
print(f"trained on mixtures: micro F1 {micro_f1(said):.3f} ({low:.3f} to {high:.3f}) with the threshold {threshold:.2f},"
      f" {micro_f1(judge(mix_logits, 's1', 0.5)[1]):.3f} with 0.5; on single labels:"
      f" {micro_f1(judge(base_logits)[1]):.3f} and {micro_f1(judge(base_logits, 's1', 0.5)[1]):.3f}")

# %% [markdown]
# **Recordings of real players.** Do you have some, as WAV or FLAC files with a text file beside each, one label in each
# line? Put them into the folder `recordings/` beside this notebook (or let the environment variable `RECORDINGS` name it).

# %% toy="skip"
recordings_folder = Path(os.environ.get("RECORDINGS", "recordings"))
if recordings_folder.is_dir():
    real_paths = [path for path in audio_in(recordings_folder) if path.with_suffix(".txt").exists()]
    real_labels = [path.with_suffix(".txt").read_text().split() for path in real_paths]
    Y_real = torch.stack([encode_labels([name for name in names if name in CLASSES], CLASSES) for names in real_labels])
    pictures = [picture[:, 2:] / 80 + 1 for picture, _ in pictures_of(real_paths)]
    mix_model.eval()
    with torch.no_grad():
        said = np.stack([np.asarray(vote(mix_model(x.to(device)).cpu(), "s1", threshold)) for x in pictures])
    print(f"{len(real_paths)} recordings of real players: micro F1 {prf(Y_real, said, 'micro')[2]:.3f}")
    for path, names, row in zip(real_paths, real_labels, said, strict=True):
        print(f"  {path.stem}: is {' '.join(names)}, called {' '.join(decode_labels(row, CLASSES)) or 'nothing'}")
else:
    print("No folder of recordings: nothing to do.")

# %% [markdown]
# Do not be surprised. The network that was trained on mixtures of *rendered* songs has a micro F1 of 0.58 on rendered test
# songs. We tried it on 16 excerpts that were mixed from single *recorded* notes of the same instruments: 0.34. And on nine
# cuts of real performances (solo violin, strings, a trumpet, a choir): 0.25, and it heard a voice in every solo violin.
# "Say everything" has 0.32 and 0.20 there. A sampled violin sounds alike in all songs, and no split of *these* songs
# can show that there are others. A test set can only warn of differences that it has.

# %% [markdown]
# ## 12. Hand in
#
# {tools/hand_in.md}
#
# *Texts: CC BY 4.0. Code: MIT. IRMAS: Bosch and others 2012, CC BY-NC-SA 3.0.*

# %% toy="skip" cellView="form"
from tools.hand_in import *

# The names of cells, as their roles say.
GRADED_CELLS = []
PLOTS_AND_RECORDS = []
WRITTEN_TEXTS = []

MEASURED = ["repeat", "parameters", "epochs", "val_f1", "threshold", "micro_f1", "macro_f1", "total_energy", "train_time"]
RECORDS = {
    "ablation": dict(keys=["setting", *MEASURED], key="setting", settings=list(ABLATION), times=2),
    "networks": dict(keys=["model", *MEASURED], key="model", settings=["cnn", "cnn_gru", "coatnet"], times=2),
}
ASKED = {"MAX_EPOCHS": 25, "PATIENCE": 4, "REPEATS": 2, "BATCH_SIZE": 32, "LEARNING_RATE": 0.001}

with contextlib.suppress(Exception):  # this cell only helps: it never stands in your way
    say_what_is_missing(globals(), GRADED_CELLS, PLOTS_AND_RECORDS, WRITTEN_TEXTS, RECORDS, ASKED)
