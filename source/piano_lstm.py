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
# # A network that plays the piano, and how to tell whether it plays well
#
# A network reads piano music note by note and learns to say which note comes next. Then it plays: it draws a note,
# hears it, draws the next. That part is quick. The long part of this notebook is the question that comes after it:
# **is it any good?** You will measure it with a number that many reports use, and find that this number calls a piece
# perfect whose notes have been shuffled. You will find the bug of a much-read tutorial with a test of three lines. And
# you will ask whether your network has learned music or learned it by heart.
#
# You will be able to
#
# * turn notes into tokens that a network can read, and back into notes that you can hear,
# * build a recurrent network with three outputs, and count its weights by hand,
# * write a loss for sequences: teacher forcing, a begin token, padding that does not count, times on a log scale,
# * draw music from a network step by step, with a temperature, and test that each step sees what training saw,
# * compare distributions with the Jensen–Shannon divergence, say what "small" means, and what it cannot see,
# * tell memory from music: how many notes in a row are copied from the training pieces,
# * listen blind, and judge by a protocol.
#
# | | section | minutes | points |
# |---|---|---|---|
# | 1 | Before you start | 10 | |
# | 2 | The pieces | 20 | |
# | 3 | Notes and tokens | 40 | 14 |
# | 4 | The network | 45 | 15 |
# | 5 | Loss and training | 45 | 14 |
# | 6 | Let it play | 50 | 15 |
# | 7 | How good is it? | 60 | 27 |
# | 8 | Memory or music? | 30 | 12 |
# | 9 | Listen | 20 | 3 |
# | 10 | Better (if you like) | 30 | |
# | 11 | Hand in | 5 | |
# | | **together** | **355** | **100** |
#
# The minutes are for reading, thinking and writing. Waiting for the computer comes on top, mostly in section 7.
# You need Python, NumPy, PyTorch, and to have trained a small network before. You need not read music.
#
# *The network follows a student project, "Boots and Cats" (CSC413, University of Toronto), and the tutorial* Generate
# music with an RNN *of TensorFlow. We learn from both, and from what went wrong in them. Text and code are new.*

# %% [markdown]
# ## 1. Before you start
#
# {tools/before_you_start.md compute_from="the arguments" energy="section 7" data="section 2"}

# %% toy="skip" cellView="form"
from tools.this_computer import *

install_zeus(section=7)
check_versions()
check_gpu(without="All sections work without one, with a smaller network. You measure time only, and wait for some minutes.")

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
import textwrap
import time
import urllib.request
import zipfile
from pathlib import Path
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
import torch
import torch.nn as nn
import torch.nn.functional as F
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
DRIVE = Path("/content/drive/MyDrive/piano_lstm")  # on Colab, if Google Drive is mounted
SHOWN = set()  # names of the plots and records that were printed, for the check in the last cell
find_file = functools.partial(find_in, DRIVE)
show_evidence = functools.partial(show_figure, release=RELEASE, shown=SHOWN)  # stands in place of plt.show()
show_record = functools.partial(show_rows, release=RELEASE, shown=SHOWN)


# %% [markdown]
# ## 2. The pieces
#
# The data are piano pieces as **MIDI**: no sound, but a list of keys, with the moments at which each goes down and up.
# Here each note is a row of three numbers: its **pitch** (the number of the key: 60 is the middle C, 69 the A of 440 Hz,
# 12 more is an octave higher), its **start** and its **end** in seconds. How hard a key is struck, and the pedal, are
# left out.
#
# The small set that your course may hand out holds 48 scores in the public domain, 66 405 notes by 21 composers, typeset
# by volunteers of the [Mutopia Project](https://www.mutopiaproject.org) and played by a computer with exact rhythm. A
# larger one holds the 294 pieces (19 composers, 708 709 notes) that Bernd Krueger typed in and shaped by hand
# ([piano-midi.de](http://www.piano-midi.de), CC BY-SA 3.0 DE). Who made which piece is in the file itself.
#
# The next cell looks for `piano_notes.npz`
#
# 1. in the folder that the environment variable `MUSIC_DATA` names, if there is one,
# 2. in the folder `data/` beside this notebook,
# 3. beside this notebook. On Colab that is where an upload lands: open the folder symbol on the left, and drag the
#    file into the list,
# 4. on your Google Drive, in the folder `piano_lstm`, if Drive is mounted. (There it outlives the runtime.)
#
# If it is nowhere, the cell fetches it from your course, if the course has put it on the web. If that fails too, it tells
# you what to upload. Run it again as often as you like.

# %% toy="data" cellView="form"
# @title Find, fetch and load the pieces
STUDENT_FILES = ""  # where the course keeps piano_notes.npz and its SHA256SUMS; "": nowhere
NOTES_FILE = "piano_notes.npz"
UNITS = 10_000  # of time, in a second

from tools.fetching import *


def load_pieces(path):
    """Return a list of pieces, each a dict with name, composer, work, licence, by and notes (n, 3), and the source."""
    try:
        with np.load(path) as file:
            table = {name: file[name] for name in file.files}
        ends = np.cumsum(table["notes"])
        rows = np.stack([table["pitch"], table["start"] / UNITS, table["end"] / UNITS], axis=1)
        words = zip(*(table[name].tolist() for name in ("piece", "composer", "work", "licence", "by")), strict=True)
        found = [dict(zip(("name", "composer", "work", "licence", "by"), row, strict=True)) for row in words]
        for piece, end, count in zip(found, ends, table["notes"], strict=True):
            piece["notes"] = rows[end - count : end]
        return found, f"{table['source']}. {table['source_licence']}"
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as problem:
        raise ValueError(f"{path} cannot be read ({problem}): was the upload finished? Delete it, get it again.") from None


if find_file(NOTES_FILE) is None and STUDENT_FILES:
    try:
        print("fetching", NOTES_FILE, "...")
        fetch_file(STUDENT_FILES, NOTES_FILE, read_checksums(STUDENT_FILES)[NOTES_FILE])
    except KeyError:
        print(f"SHA256SUMS does not name {NOTES_FILE}.")
    except Exception as problem:  # no network, no such page, damaged, disk full: each has its own kind of error
        print("The notes could not be fetched:", problem)

if find_file(NOTES_FILE) is None:
    print(f"The notes are missing. Get {NOTES_FILE} from your course, and upload it beside this notebook.")
    print("Then run this cell again.")
    print("(Whoever has the course repository makes it there with  python -m data_fetch piano_lstm --to data )")
else:
    pieces, SOURCE = load_pieces(find_file(NOTES_FILE))
    print("Source:", SOURCE)
    print(f"{len(pieces)} pieces of {len({p['composer'] for p in pieces})} composers, "
          f"{sum(len(p['notes']) for p in pieces)} notes")

# %% [markdown]
# ### Split by work
#
# The network learns from some pieces (`train`). Others tell us when to stop (`valid`), and the last ones are looked at
# at the end only (`test`). Which pieces go where? If we dealt out single *notes*, or cut-out pieces of music, every
# held-out passage would have its neighbour, or its own repeat, among the training data. So we deal out whole pieces.
# And **movements of one work stay together**: they share themes, and a typist copies from one to the next.

# %%
def split_by_work(pieces, share=0.1, seed=SEED):
    """Return {"train": pieces, "valid": pieces, "test": pieces}: about `share` of the notes in each of the last two."""
    sizes = {}
    for piece in pieces:
        sizes[piece["work"]] = sizes.get(piece["work"], 0) + len(piece["notes"])
    wanted = share * sum(sizes.values())
    works = [str(work) for work in np.random.default_rng(seed).permutation(sorted(sizes))]
    place = {}
    for name in ("valid", "test"):
        filled = 0
        for work in works:  # small works first come in: a held-out set should not be a single long work
            if work not in place and sizes[work] <= wanted / 2 and filled + sizes[work] <= 1.1 * wanted:
                place[work] = name
                filled += sizes[work]
    return {name: [p for p in pieces if place.get(p["work"], "train") == name] for name in ("train", "valid", "test")}


split = split_by_work(pieces)
for name, part in split.items():
    print(f"{name}: {len(part)} pieces, {len({p['work'] for p in part})} works, {sum(len(p['notes']) for p in part)} notes")
for one, other in [("train", "valid"), ("train", "test"), ("valid", "test")]:
    both = {p["work"] for p in split[one]} & {p["work"] for p in split[other]}
    print(f"{one} and {other}: {len(both)} works in both")

# %% [markdown]
# ### See and hear
#
# A **piano roll** is a picture of the keys over time. To hear notes we need an instrument. The next cell holds a small
# one: a few decaying overtones for each note, made with NumPy, so it works everywhere. If this computer has a
# synthesizer with sampled instruments (the packages `midirenderer` and `pretty_midi`), it plays a sampled piano
# instead. `write_midi` writes a file for any other program.

# %% cellView="form"
# @title An instrument
RATE = 16_000  # samples per second


def midi_bytes(notes):
    """Return a MIDI file (type 0, 1000 ticks per second) of notes: rows of pitch, start and end in seconds."""
    def number(value):  # of variable length: seven bits in each byte, the last one below 128
        parts = [value & 127]
        while value := value >> 7:
            parts.insert(0, 128 | value & 127)
        return bytes(parts)

    events = [(round(1000 * float(end)), 0, int(pitch)) for pitch, _, end in notes]
    events += [(round(1000 * float(start)), 80, int(pitch)) for pitch, start, _ in notes]
    body, now = b"\x00\xff\x51\x03" + (500_000).to_bytes(3, "big"), 0
    for tick, velocity, pitch in sorted(events):
        body += number(max(0, tick - now)) + bytes([0x90, min(127, max(0, pitch)), velocity])
        now = max(now, tick)
    body += b"\x00\xff\x2f\x00"
    return b"MThd\x00\x00\x00\x06\x00\x00\x00\x01\x01\xf4MTrk" + len(body).to_bytes(4, "big") + body


def write_midi(notes, path):
    """Write a MIDI file of notes."""
    Path(path).write_bytes(midi_bytes(notes))


def overtones(notes):
    """Return the sound of notes: each has eight overtones, the higher ones fade sooner."""
    sound = np.zeros(int(RATE * (max(float(end) for *_, end in notes) + 1)))
    for pitch, start, end in np.asarray(notes, dtype=float):
        frequency = 440 * 2 ** ((pitch - 69) / 12)
        t = np.arange(int(RATE * min(end - start + 0.3, 6))) / RATE
        tone = sum(np.sin(2 * np.pi * k * frequency * t) * np.exp(-t * (1 + 0.7 * k)) / k
                   for k in range(1, 9) if k * frequency < RATE / 2)
        tone = tone * np.exp(-np.maximum(0, t - (end - start)) * 15) * np.minimum(1, t * 200)
        place = int(RATE * start)
        sound[place : place + len(t)] += tone[: len(sound) - place]
    return sound


def sampled_piano(notes):
    """Return the sound of notes on a sampled piano, None where this computer has none."""
    try:
        import midirenderer
        import soundfile
        font = Path(importlib.util.find_spec("pretty_midi").origin).with_name("TimGM6mb.sf2").read_bytes()
        sound, rate = soundfile.read(io.BytesIO(midirenderer.render_wave_from(font, midi_bytes(notes))))
        return np.interp(np.arange(0, len(sound) / rate, 1 / RATE), np.arange(len(sound)) / rate, sound.mean(axis=1))
    except Exception:  # no such package, another version of it: each has its own kind of error
        return None


def play(notes, seconds=10):
    """Show a player for the first seconds of notes: rows of pitch, start and end."""
    notes = np.asarray(notes, dtype=float)
    notes = np.column_stack([notes[:, 0], notes[:, 1:] - notes[:, 1].min()])
    notes = notes[(notes[:, 1] < seconds) & (notes[:, 2] > notes[:, 1])]
    notes[:, 2] = np.minimum(notes[:, 2], seconds)
    sound = sampled_piano(notes)
    sound = (overtones(notes) if sound is None else sound)[: int(RATE * (seconds + 0.5))]
    display(Audio(data=0.6 * sound / max(1e-9, np.abs(sound).max()), rate=RATE, normalize=False))


def roll(ax, notes, title="", seconds=20):
    """Draw the piano roll of the first seconds of notes."""
    notes = np.asarray(notes, dtype=float)
    starts = notes[:, 1] - notes[:, 1].min()
    shown = starts < seconds
    ax.hlines(notes[shown, 0], starts[shown], np.minimum(notes[shown, 2] - notes[:, 1].min(), seconds), linewidth=3)
    ax.set_title(title, fontsize="small")
    ax.set_xlim(0, seconds)


# %% toy="skip"
shown = [max(split["train"], key=lambda p: len(p["notes"])), min(split["test"], key=lambda p: len(p["notes"]))]
fig, axes = plt.subplots(2, 1, figsize=(10, 5), sharex=True, layout="constrained")
for ax, piece in zip(axes, shown, strict=True):
    roll(ax, piece["notes"], f"{piece['composer']}: {piece['name']} (typeset by {piece['by']}, {piece['licence']})")
fig.supxlabel("time (s)")
fig.supylabel("pitch (MIDI number)")
plt.show()
play(shown[0]["notes"])

# %% [markdown]
# ## 3. Notes and tokens
#
# A network that plays needs to know *when* the next note comes, seen from the last one. So a note becomes a **token** of
# three numbers: its pitch, the **step** (seconds from the start of the note before it to its own start) and its
# **duration** (seconds). A chord is a few notes with steps of 0. Which of them comes first? A list of notes does not
# say: in a MIDI file they come in the order of the voices, or of keys that go up. For a network the same chord must
# always read in the same way, so we fix an order: from the lowest note up.
#
# ### Task: tokens (9 points)
#
# Write `notes_to_tokens(notes)`.
#
# **Rules**
#
# * `notes` is a NumPy array or a list of rows, one row per note: pitch, start, end. The notes come **in any order**. {rule=arrays_and_lists}
# * The result is a NumPy array of floats, also where all numbers of `notes` are whole, of shape `(notes, 3)`: one row per
#   note, none left out, with pitch, step, duration. {rule=three_columns}
# * The tokens are sorted by start. {rule=sorted_by_start}
# * Notes that start at the same time are sorted by pitch, the lowest first; two with the same pitch too: the shorter one
#   first. {rule=chord_order}
# * The step is the start minus the start of the note before it in this order, never of its end. {rule=step_from_start}
# * The first step is 0, whenever the piece starts. {rule=first_step_zero}
# * The duration is end minus start. {rule=duration_in_seconds}
# * Steps and durations are right to 0.0001 s, also three hours after the beginning of a recording: subtract before
#   you round to 32 bits. {rule=subtract_before_rounding}
# * A piece without notes (an array of shape `(0, 3)`) gives a result of shape `(0, 3)`. {rule=no_notes}
# * `notes` stays as it is. {rule=notes_kept}
#
# <details><summary>Hint: sort by three columns</summary>
#
# `np.lexsort((third, second, first))` returns the order of rows sorted by `first`, then `second`, then `third`: the most
# important key comes **last**. `sorted(rows, key=lambda row: (…, …, …))` does the same with tuples.
#
# </details>
#
# <details><summary>Hint: differences</summary>
#
# `np.diff(starts)` has one number fewer than `starts`; `np.diff(starts, prepend=…)` has as many.
#
# </details>
#
# <details><summary>Stuck? Go on with this (you lose points in this cell only)</summary>
#
# ```python
# def notes_to_tokens(notes):  # chords in no order, steps never negative: good enough to go on
#     notes = np.asarray(notes, dtype=float).reshape(-1, 3)
#     return np.stack([notes[:, 0], np.abs(np.diff(notes[:, 1], prepend=0)) % 1, notes[:, 2] - notes[:, 1]], axis=1)
# ```
#
# </details>

# %% answer="notes_to_tokens"
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def notes_to_tokens(notes):
    """Turn notes (pitch, start, end) in any order into tokens (pitch, step, duration): an array (notes, 3)."""
    ### BEGIN SOLUTION
    notes = np.asarray(notes, dtype=float).reshape(-1, 3)
    if len(notes) == 0:
        return np.zeros((0, 3))
    pitch, start, end = notes[np.lexsort((notes[:, 2], notes[:, 0], notes[:, 1]))].T
    return np.stack([pitch, np.diff(start, prepend=start[0]), end - start], axis=1)
    ### END SOLUTION

# %% check="notes_to_tokens" points=9
def check_notes_to_tokens():
    notes = np.array([[64, 5.0, 6.0], [60, 5.0, 5.5], [72, 6.5, 6.75], [55, 4.0, 9.0]])
    with should_work("`notes_to_tokens(notes)` should take an array of 4 notes."):
        tokens = notes_to_tokens(notes)
    assert isinstance(tokens, np.ndarray), f"It should return a NumPy array, not: {type(tokens).__name__}."
    assert tokens.shape == (4, 3), f"4 notes: the shape should be (4, 3), not {tokens.shape}."
    assert tokens[0, 0] == 55, "The note that starts first, pitch 55, should come first: sort by start."
    assert tokens[1:3, 0].tolist() == [60, 64], "The chord of 60 and 64 should be read from the lowest note up."
    assert tokens[0, 1] == 0, "The first step should be 0, although the piece starts at 4 s."
    assert tokens[3, 1] == 1.5, "From the start of the chord to the start of the last note it takes 1.5 s."
    assert tokens[:, 2].tolist() == [5, 0.5, 1, 0.25], "The durations should be end minus start of each note."
    print("Good: four notes are four tokens, in order.")


check_notes_to_tokens()

# %% [markdown]
# ### Task: and back (5 points)
#
# Write `tokens_to_notes(tokens)`, the way back. It is also used for the tokens of a network that may do odd things.
#
# **Rules**
#
# * `tokens` is a NumPy array or a PyTorch tensor of shape `(notes, 3)`: pitch, step, duration. {rule=arrays_and_tensors}
# * The result is a NumPy array of shape `(notes, 3)`, in the same order, within a chord too: pitch, start, end, the pitch
#   unchanged. {rule=pitch_start_end}
# * The first note starts at its own step, every other one its step after the start of the note before. {rule=steps_add_up}
# * A note ends its duration after it starts. It may sound on while others come. {rule=end_is_start_plus_duration}
# * A negative step or duration counts as 0. {rule=negative_is_zero}
# * No tokens give a result of shape `(0, 3)`. {rule=no_tokens}
# * `tokens` stays as it is. {rule=tokens_kept}
#
# <details><summary>Stuck? Go on with this (you lose points in this cell only)</summary>
#
# ```python
# def tokens_to_notes(tokens):  # four notes per second, whatever the tokens say
#     tokens = np.asarray(tokens, dtype=float)
#     start = np.arange(len(tokens)) / 4
#     return np.stack([tokens[:, 0], start, start + 0.25], axis=1)
# ```
#
# </details>

# %% answer="tokens_to_notes"
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def tokens_to_notes(tokens):
    """Turn tokens (pitch, step, duration) into notes (pitch, start, end): an array (notes, 3)."""
    ### BEGIN SOLUTION
    pitch, step, duration = np.asarray(tokens, dtype=float).reshape(-1, 3).T
    start = np.cumsum(np.maximum(step, 0))
    return np.stack([pitch, start, start + np.maximum(duration, 0)], axis=1)
    ### END SOLUTION

# %% check="tokens_to_notes" points=5
def check_tokens_to_notes():
    tokens = np.array([[60, 0.5, 2.0], [64, 0.0, 1.0], [67, 1.5, 0.25]])
    with should_work("`tokens_to_notes(tokens)` should take an array of 3 tokens."):
        notes = tokens_to_notes(tokens)
    assert isinstance(notes, np.ndarray), f"It should return a NumPy array, not: {type(notes).__name__}."
    assert notes.shape == (3, 3), f"3 tokens: the shape should be (3, 3), not {notes.shape}."
    assert notes[0, 1] == 0.5, "The first note should start at its own step, 0.5 s."
    assert notes[2, 1] == 2.0, "The third note should start 0.5 + 0.0 + 1.5 s after the beginning."
    assert notes[0, 2] == 2.5, "The first note starts at 0.5 s and lasts 2 s: it should end at 2.5 s."
    odd = tokens_to_notes(torch.tensor([[60.0, 1.0, 1.0], [61.0, -3.0, 1.0]]))
    assert odd[1, 1] == 1.0, "A negative step should count as 0."
    print("Good: the way back.")


check_tokens_to_notes()

# %% [markdown]
# There and back is the best test of both: tokens of notes of tokens are the same tokens. From here on `tokens` holds an
# array for each piece.

# %%
tokens = {name: [notes_to_tokens(piece["notes"]).astype(np.float32) for piece in part] for name, part in split.items()}
for part in tokens.values():
    for one in part:
        again = notes_to_tokens(tokens_to_notes(one))
        assert np.allclose(again[:, 1:].sum(axis=0), one[:, 1:].sum(axis=0), atol=0.1), "There and back is not the same."
train_tokens = np.concatenate(tokens["train"])
print(f"{len(train_tokens)} training tokens; the first three of {split['train'][0]['name']}:")
print(tokens["train"][0][:3])

# %% toy="skip"
fig, axes = plt.subplots(1, 3, figsize=(12, 3.5), layout="constrained")
for ax, column, name, bins in zip(axes, range(3), ("pitch (MIDI number)", "step (s)", "duration (s)"),
                                  (np.arange(20.5, 109), np.linspace(0, 2, 41), np.linspace(0, 4, 41)), strict=True):
    ax.hist(train_tokens[:, column], bins=bins, weights=np.full(len(train_tokens), 1 / len(train_tokens)))
    ax.set_xlabel(name)
axes[0].set_ylabel("share of the training notes")
axes[1].set_yscale("log")
axes[2].set_yscale("log")
plt.show()
zeros = (train_tokens[:, 1] == 0).mean()
print(f"steps of exactly 0: {zeros:.0%}; median step {np.median(train_tokens[:, 1]):.3f} s, 99 % below "
      f"{np.percentile(train_tokens[:, 1], 99):.2f} s, the longest {train_tokens[:, 1].max():.1f} s")
print(f"median duration {np.median(train_tokens[:, 2]):.3f} s, 99 % below {np.percentile(train_tokens[:, 2], 99):.2f} s, "
      f"the longest {train_tokens[:, 2].max():.1f} s")

# %% [markdown]
# Two things to remember. About half of the steps are exactly 0: chords. (In *played* music almost none are: of 54
# recorded performances of [GiantMIDI-Piano](https://github.com/bytedance/GiantMIDI-Piano) 7 % are, because no hand
# strikes two keys in the same tenth of a millisecond.) And times have a **long tail**: most are short, a few are a
# hundred times as long.
#
# ## 4. The network
#
# The network reads tokens one after the other. From what it has read so far it says three things about the *next*
# token:
#
# | output | what it is |
# |---|---|
# | pitch | 129 logits, for the pitches 0 to 127 and the **begin token** 128, which stands in front of every sequence |
# | step | seconds, never negative |
# | duration | seconds, never negative |
#
# ```
#  pitch ── one-hot 129 ── linear (no bias) ── embedding ─┐
#  step  ─────────────────────────────────────────────────┼── LSTM ── LSTM ── LSTM ─┬─ linear 300 ─ ReLU ─ linear 129 ── logits
#  duration ──────────────────────────────────────────────┘                         ├─ linear 1 ─ never negative ──────── step
#                                                                                   └─ linear 1 ─ never negative ──────── duration
# ```
#
# A linear layer on a one-hot vector picks one column of its matrix. So an `nn.Embedding(129, embedding)` is the same
# thing, and quicker: it looks the column up.
#
# **Count first.** An LSTM layer with `i` inputs and `h` units has four gates, each with weights for its inputs and its
# own last output, and PyTorch gives each two biases: `4·h·(i + h + 2)`. Count the weights of the network with three
# layers, 512 units and an embedding of 130 by hand, then compare. (The project whose network this is wrote 5 712 809. It
# had used 120 × 129 in place of 130 × 129, and 129 × 130 in place of 129 × 300.)
#
# ### Task: the network (15 points)
#
# Complete the class `MusicGenRNN`.
#
# **Rules**
#
# * `MusicGenRNN(num_layers=3, hidden=512, embedding=130)` works for all sizes; these are the defaults. It consists of
#   the layers of the picture and nothing else: an embedding without bias (129 to `embedding`), an LSTM of `num_layers`
#   layers of `hidden` units that reads embedding, step and duration, two linear layers with biases for the pitch with 300
#   units between them, and one linear layer with bias each for step and duration. {rule=layers_and_sizes}
# * The LSTM reads embedding, step and duration as they are, and the linear layers read what the last LSTM layer puts out
#   as it is. {rule=nothing_between}
# * `forward(tokens, state=None)` takes a float tensor of shape `(sequences, notes, 3)` and returns
#   `(logits, step, duration), state`: logits of shape `(sequences, notes, 129)`, step and duration of shape `(sequences,
#   notes)`, and the state of the LSTM. For any number of sequences and notes, also 1. {rule=shapes}
# * The logits at a note depend on the pitch, the step and the duration of this note and of those before it, never on
#   later ones. {rule=reads_what_came_before}
# * The logits are what the second linear layer puts out, a ReLU stands between the two, and nothing behind
#   them. {rule=logits_of_two_layers}
# * Step and duration come each from its own linear layer on what the last LSTM layer puts out (not from the logits), and
#   are never negative, whatever the weights; they may be larger than 1. {rule=times_not_negative}
# * `state` is what the LSTM has returned: handed in with the next tokens, it lets the network go on. So token by token, with
#   the state handed on, gives the same outputs as the whole sequence at once. {rule=step_by_step_is_the_whole}
# * With `state=None` the memory is empty. The network keeps nothing from one call to the next, and sequences of a batch
#   know nothing of each other. {rule=empty_memory}
# * Training and evaluation mode give the same outputs. {rule=same_in_both_modes}
# * All weights can learn, those of each pitch too. {rule=all_weights_learn}
#
# How you store the layers, and under which names, is up to you.
#
# <details><summary>Hint: never negative</summary>
#
# `F.softplus(x)`, log(1 + eˣ), is a smooth way: nearly 0 for very negative numbers, nearly `x` for large ones, and its
# gradient never vanishes all at once. A ReLU is allowed, but if it puts out 0 for all notes it learns nothing any more.
#
# </details>
#
# <details><summary>Hint: shapes</summary>
#
# `tokens[..., 0].long()` are the pitches, `tokens[..., 1:]` step and duration, of shape `(sequences, notes, 2)`.
# `nn.Linear(hidden, 1)` puts out `(sequences, notes, 1)`; `.squeeze(-1)` takes the last axis away (a bare `.squeeze()` takes
# away more than you want when there is one sequence).
#
# </details>
#
# <details><summary>Stuck? Go on with this (you lose points in this cell only)</summary>
#
# ```python
# class MusicGenRNN(nn.Module):  # no LSTM: it forgets each note at once
#     def __init__(self, num_layers=3, hidden=512, embedding=130):
#         super().__init__()
#         self.table, self.out = nn.Embedding(129, 129), nn.Linear(2, 2)
#     def forward(self, tokens, state=None):
#         times = F.softplus(self.out(tokens[..., 1:]))
#         return (self.table(tokens[..., 0].long()), times[..., 0], times[..., 1]), None
# ```
#
# </details>

# %% answer="music_gen_rnn"
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
class MusicGenRNN(nn.Module):
    """Reads tokens (pitch, step, duration), says what comes next: logits of the pitch, step and duration in seconds."""

    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        ### BEGIN SOLUTION
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.pitch = nn.Sequential(nn.Linear(hidden, 300), nn.ReLU(), nn.Linear(300, 129))
        self.step = nn.Linear(hidden, 1)
        self.duration = nn.Linear(hidden, 1)
        ### END SOLUTION

    def forward(self, tokens, state=None):
        ### BEGIN SOLUTION
        read = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        heard, state = self.lstm(read, state)
        step, duration = (F.softplus(head(heard)).squeeze(-1) for head in (self.step, self.duration))
        return (self.pitch(heard), step, duration), state
        ### END SOLUTION

# %% check="music_gen_rnn" points=15
def check_music_gen_rnn():
    with should_work("`MusicGenRNN(2, 6, 5)` should take 2 sequences of 7 tokens."):
        net = MusicGenRNN(2, 6, 5)
        assert isinstance(net, nn.Module), "`MusicGenRNN` should be a subclass of `nn.Module`."
        x = torch.cat([torch.randint(0, 128, (2, 7, 1)).float(), torch.rand(2, 7, 2)], dim=2)
        (logits, step, duration), state = net(x)
    assert logits.shape == (2, 7, 129), f"The logits should have shape (2, 7, 129), not {tuple(logits.shape)}."
    assert step.shape == duration.shape == (2, 7), f"Step and duration: shape (2, 7), not {tuple(step.shape)}."
    assert min(step.min(), duration.min()) >= 0, "Step and duration should never be negative."
    count = sum(weights.numel() for weights in net.parameters())
    expected = 129 * 5 + 24 * (5 + 2 + 6 + 2) + 24 * (6 + 6 + 2) + 2 * (6 + 1) + 300 * 6 + 300 + 129 * 300 + 129
    assert count == expected, f"With 2 layers, 6 units and an embedding of 5 there are {expected} weights, not {count}."
    first, state = net(x[:, :3])
    second, _ = net(x[:, 3:], state)
    assert torch.allclose(torch.cat([first[0], second[0]], dim=1), logits, atol=1e-5), (
        "Three tokens, then four with the state handed on, should give the same logits as seven at once.")
    print("Good:", sum(weights.numel() for weights in MusicGenRNN().parameters()), "weights with the default sizes.")


check_music_gen_rnn()

# %% [markdown]
# ## 5. Loss and training
#
# ### Teacher forcing
#
# In training we know what comes next. So the network reads the *right* notes, all at once, and is asked at each of them
# for the one after it: that is **teacher forcing**. For the first note of a sequence there is nothing to read, so a begin
# token stands in front: pitch 128, step 0, duration 0. The sequence that goes in is therefore the sequence that should
# come out, moved by one:
#
# | | 0 | 1 | 2 | 3 |
# |---|---|---|---|---|
# | goes in | **begin** | note 0 | note 1 | note 2 |
# | should come out | note 0 | note 1 | note 2 | note 3 |
#
# Sequences of a batch must be equally long. Shorter ones are filled up with zeros, the **padding**. It must not count:
# neither as notes to be predicted nor in the mean.
#
# ### Three losses in one
#
# The pitch is one of many classes: cross-entropy, −log of the probability that the network gave to the right pitch. (Its
# mean is the **NLL per note**, in nats. A network that says each of 128 pitches with equal probability has log 128 = 4.85.)
# Step and duration are numbers: squared error. But of seconds? One pause of 10 s that was predicted as 1 s would weigh
# 81, as much as 810 000 notes that are 0.01 s off. The tail would rule the loss. So we compare times on a log scale, which
# for short times is still a straight line:
#
# `log_time(t) = log(1 + 10 t)`

# %%
def log_time(seconds):
    """Seconds on a log scale that begins at 0: a tensor of the same shape."""
    return torch.log1p(10 * seconds)


for one, other in [(0.0, 0.1), (0.1, 0.2), (1.0, 2.0), (1.0, 10.0)]:
    error = (log_time(torch.tensor(one)) - log_time(torch.tensor(other))) ** 2
    print(f"{one:4.1f} s in place of {other:4.1f} s: squared error {(one - other) ** 2:6.2f} s², on the log scale {error:.2f}")

# %% [markdown]
# ### Task: the loss of a batch (12 points)
#
# Write `sequence_loss(model, tokens, lengths, weights=(1.0, 1.0))`. It returns two numbers: `loss` and `nll`.
#
# **Rules**
#
# * `tokens` is a float tensor of shape `(sequences, notes, 3)`, `lengths` a tensor of whole numbers of shape
#   `(sequences,)`: of sequence `i` the first `lengths[i]` tokens are notes, the rest is padding.
# * The model reads the begin token (128, 0, 0), then the notes of the sequence in order, and at each place should say
#   the next note: at the begin token the first note, at the first note the second. {rule=begin_token_in_front} {rule=predict_the_next_note}
# * `nll` is the mean over **all notes** of the batch of the cross-entropy between the logits and the pitch. {rule=mean_over_notes}
# * `loss` is `nll`, plus `weights[0]` times the mean over all notes of the squared difference between `log_time` of the
#   predicted and of the right step, plus `weights[1]` times the same for the duration. {rule=log_scale_of_times} {rule=weights_of_times}
# * Padding counts nowhere. What is in it, even `nan`, changes neither number. {rule=padding_counts_nowhere}
# * The longest sequence need not fill `tokens`, and a batch may hold a single sequence, or one of a single note. {rule=any_lengths}
# * The model's answers for padding need not be looked at. Call it with `state=None` or without a state; it returns
#   `(logits, step, duration), state`. Do not change its mode, and do not switch off gradients. {rule=gradients_flow}
# * Both numbers are tensors with one element, computed from what the model returned. {rule=two_scalars}
# * `tokens` stays as it is. {rule=batch_kept}
#
# <details><summary>Hint: a mask</summary>
#
# `real = torch.arange(tokens.shape[1]) < lengths[:, None]` is true where a note is (all on the same device). `logits[real]` then
# has shape (notes of the whole batch, 129). Choosing *before* you compute is safer than multiplying by 0 afterwards: 0
# times `nan` is `nan`.
#
# </details>
#
# <details><summary>Hint: moved by one</summary>
#
# `torch.cat([begin, tokens[:, :-1]], dim=1)`, with `begin` of shape `(sequences, 1, 3)`. An LSTM does not look ahead, so `nan`
# in padding behind the notes cannot reach them. But an embedding needs whole numbers: put zeros there
# (`torch.where(real[..., None], tokens, 0.0)`).
#
# </details>
#
# <details><summary>Stuck? Go on with this (you lose points in this cell only)</summary>
#
# ```python
# def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):  # first notes only, padding and all
#     (logits, step, duration), _ = model(tokens[:, :-1])
#     nll = F.cross_entropy(logits.flatten(0, 1), tokens[:, 1:, 0].long().flatten())
#     return nll + (step - tokens[:, 1:, 1]).abs().mean() + (duration - tokens[:, 1:, 2]).abs().mean(), nll
# ```
#
# </details>

# %% answer="sequence_loss"
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    """Return the loss and the NLL per note of a batch of sequences. tokens: (sequences, notes, 3), padded."""
    ### BEGIN SOLUTION
    real = torch.arange(tokens.shape[1], device=tokens.device) < lengths.to(tokens.device)[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = tokens.new_tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    errors = [
        (log_time(said[real]) - log_time(right[real])).square().mean()
        for said, right in ((step, tokens[..., 1]), (duration, tokens[..., 2]))
    ]
    return nll + weights[0] * errors[0] + weights[1] * errors[1], nll
    ### END SOLUTION

# %% check="sequence_loss" points=12
def check_sequence_loss():
    seen = []

    def always_the_same(x, state=None):  # stands in for a network: all pitches equally likely, steps 0.1 s, durations 0.3 s
        seen.append(x)
        shape = x.shape[:2]
        return (torch.zeros(*shape, 129), torch.full(shape, 0.1), torch.full(shape, 0.3)), None

    batch = torch.tensor([[[60.0, 0.0, 0.3], [64.0, 0.1, 0.3], [67.0, 0.1, 0.3]], [[50.0, 0.1, 0.3], [0, 0, 0], [0, 0, 0]]])
    with should_work("`sequence_loss(model, tokens, lengths)` should take 2 sequences of 3 and 1 notes."):
        returned = sequence_loss(always_the_same, batch, torch.tensor([3, 1]))
    assert isinstance(returned, (tuple, list)) and len(returned) == 2, "It should return two numbers: loss and nll."
    loss, nll = (float(value) for value in returned)
    assert seen[0][0, 0].tolist() == [128, 0, 0], "The model should read the begin token (128, 0, 0) first."
    assert seen[0][0, 1].tolist() == batch[0, 0].tolist(), "After the begin token the model should read the first note."
    assert abs(nll - math.log(129)) < 1e-4, f"With 129 equally likely pitches `nll` should be {math.log(129):.3f}, not {nll:.3f}."
    error = math.log(2) ** 2 / 4  # one note of four has a step of 0 s in place of 0.1 s
    assert abs(loss - nll - error) < 1e-4, f"One step of four is wrong: loss − nll should be {error:.4f}, not {loss - nll:.4f}."
    print("Good: begin token, moved by one, padding left out.")


check_sequence_loss()

# %% [markdown]
# ### Windows
#
# Pieces are long, and gradients through thousands of notes are of little use. So each piece is cut into windows of 64
# notes. The last one of a piece is shorter and padded. **No window crosses from one piece into the next.** (In TensorFlow's
# tutorial all files are put one behind the other before they are cut. Its network also learns to go from the end of one
# piece to the start of another.)

# %%
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
if device.type == "cpu":
    torch.set_num_threads(1)  # a step of a small LSTM is so little work that several threads mostly wait for each other
LARGE = device.type == "cuda"
HIDDEN, EMBEDDING = (512, 130) if LARGE else (128, 32)
BATCH_SIZE, LEARNING_RATE = (16, 0.001) if LARGE else (8, 0.003)
WINDOW = 64  # notes
MAX_EPOCHS = 16
PATIENCE = 2  # epochs without a better validation loss
CLIP = 1.0  # largest norm of the gradient


def cut(pieces, length=WINDOW):
    """Return windows of pieces (windows, length, 3), filled up with zeros, and how many notes each has (windows,)."""
    parts = [piece[i : i + length] for piece in pieces for i in range(0, len(piece), length)]
    windows = torch.zeros(len(parts), length, 3)
    for window, part in zip(windows, parts, strict=True):
        window[: len(part)] = torch.as_tensor(part)
    return windows, torch.tensor([len(part) for part in parts])


windows = {name: cut(part) for name, part in tokens.items()}
for name, (x, lengths) in windows.items():
    print(f"{name}: {len(x)} windows, {int((lengths < WINDOW).sum())} of them padded, {int(lengths.sum())} notes")


# %% [markdown]
# `learn` trains a network with your `sequence_loss`. After each epoch it looks at the validation pieces, keeps the weights if
# they are the best so far, and stops when two epochs in a row were no better. It returns what happened: the NLL of each
# *batch*, of each *epoch* in training and validation, and the epoch whose weights were kept.

# %%
def losses_on(model, part):
    """Return loss and NLL per note of a network on windows (x, lengths), without training."""
    model.eval()
    sums, count = np.zeros(2), 0
    with torch.no_grad():
        for i in range(0, len(part[0]), 128):
            x, lengths = (values[i : i + 128].to(device) for values in part)
            notes = int(lengths.sum())
            sums += notes * np.array([float(value) for value in sequence_loss(model, x, lengths)])
            count += notes
    return sums / count


def learn(model, train, valid, max_epochs=None, patience=PATIENCE, learning_rate=None):
    """Train a network with early stopping; the best weights stay in it. Return its history."""
    optimizer = optim.Adam(model.parameters(), lr=learning_rate or LEARNING_RATE)
    history = {"batch_nll": [], "train_nll": [], "valid_nll": [], "valid_loss": [], "best_epoch": 0}
    best, weights = math.inf, None
    for epoch in range(1, (max_epochs or MAX_EPOCHS) + 1):
        model.train()
        notes = []
        for chosen in torch.randperm(len(train[0])).split(BATCH_SIZE):
            x, lengths = (values[chosen].to(device) for values in train)
            optimizer.zero_grad()
            loss, nll = sequence_loss(model, x, lengths)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), CLIP)
            optimizer.step()
            history["batch_nll"].append(nll.item())
            notes.append(int(lengths.sum()))
        history["train_nll"].append(float(np.average(history["batch_nll"][-len(notes) :], weights=notes)))
        loss, nll = losses_on(model, valid)
        history["valid_nll"].append(float(nll))
        history["valid_loss"].append(float(loss))
        if loss < best:
            best, history["best_epoch"] = loss, epoch
            weights = {name: value.detach().clone() for name, value in model.state_dict().items()}
        elif epoch - history["best_epoch"] >= patience:
            break
    if weights is not None:
        model.load_state_dict(weights)
    return history


# %% [markdown]
# What would be easy? A network should beat two that need no training worth the name: one that knows how often each pitch
# comes, and one that knows how often each pitch follows each other.

# %% toy="skip"
def simple_nll(train, held_out, strength=5.0):
    """Return the NLL per note of two simple models: frequencies of pitches, and of pairs of pitches."""
    counts = 1 + np.bincount(np.concatenate(train)[:, 0].astype(int), minlength=128)
    single = counts / counts.sum()
    pairs = np.zeros((128, 128))
    for piece in train:
        pitch = piece[:, 0].astype(int)
        np.add.at(pairs, (pitch[:-1], pitch[1:]), 1)
    follows = (pairs + strength * single) / (pairs.sum(axis=1, keepdims=True) + strength)
    pitches = [piece[:, 0].astype(int) for piece in held_out]
    return (-np.log(single[np.concatenate(pitches)]).mean(),
            -np.log(np.concatenate([follows[p[:-1], p[1:]] for p in pitches])).mean())


SIMPLE = simple_nll(tokens["train"], tokens["valid"])
print(f"validation NLL per note: all pitches equally likely {math.log(128):.2f}, frequencies {SIMPLE[0]:.2f}, "
      f"pairs {SIMPLE[1]:.2f}")
torch.manual_seed(SEED)
model = MusicGenRNN(2, HIDDEN, EMBEDDING).to(device)
started = time.time()
history = learn(model, windows["train"], windows["valid"])
print(f"two layers: {history['valid_nll'][history['best_epoch'] - 1]:.2f} after epoch {history['best_epoch']}, "
      f"{time.time() - started:.0f} s")

# %% [markdown]
# ### Plot: training (2 points)
#
# Draw the NLL per note of this training, from `history`, in one figure with two panels: left of each **batch**
# (`"batch_nll"`) with a running mean that shows the trend, right of each **epoch**, training and validation, with the kept
# epoch and the validation NLL of "pairs" (`SIMPLE[1]`) marked. Label the axes, add legends. Leave the last line of the cell
# where it is: it shows the figure, and prints for the grader what is in it. Call no `plt.show()` before it.

# %% plot="plot_training" points=2 toy="skip"
### BEGIN SOLUTION
fig, axes = plt.subplots(1, 2, figsize=(11, 4), sharey=True, layout="constrained")
batches = np.array(history["batch_nll"])
mean = np.convolve(batches, np.ones(50) / 50, mode="valid") if len(batches) > 50 else batches
axes[0].plot(np.arange(1, len(batches) + 1), batches, linewidth=0.4, alpha=0.5, label="each batch")
axes[0].plot(np.arange(len(batches) - len(mean) + 1, len(batches) + 1), mean, label="mean of 50 batches")
axes[0].set_xlabel("batch")
axes[0].set_ylabel("NLL per note (nats)")
axes[0].legend()
epochs = np.arange(1, len(history["train_nll"]) + 1)
axes[1].plot(epochs, history["train_nll"], marker="o", label="training (running)")
axes[1].plot(epochs, history["valid_nll"], marker="s", label="validation")
axes[1].axvline(history["best_epoch"], color="gray", linestyle=":", label="kept")
axes[1].axhline(SIMPLE[1], color="black", linestyle="--", linewidth=1, label="pairs of pitches, validation")
axes[1].set_xlabel("epoch")
axes[1].legend()
### END SOLUTION
show_evidence("plot_training")

# %% [markdown] rubric="plot_training"
# **plot_training, 2 points.**
#
# - [0.75] Left: one value per batch, with a running mean.
# - [0.75] Right: training and validation per epoch, the kept epoch and the simple model marked.
# - [0.5] Labels with the unit (nats per note), legends.
#
# Typical mistake: the loss in place of the NLL (half of the first two).

# %% [markdown]
# ## 6. Let it play
#
# The network says how likely each pitch is. To play, we **draw** one by these probabilities, take step and duration as they
# come, and hand the new token to the network as the next one it reads. The state goes along: it is all that the network
# remembers. With a **prompt**, some notes of a real piece, it first listens: it reads the begin token and the prompt, and
# what it would have said meanwhile is not used, except after the last note of the prompt.
#
# The **temperature** `T` divides the logits before the softmax. At 1 the network plays as it has learned. Near 0 it always
# plays the most likely pitch. Above 1 it becomes adventurous.
#
# ### Task: sampling (13 points)
#
# Write `sample_sequence(model, length, prompt=None, temperature=1.0, generator=None)`.
#
# **Rules**
#
# * It returns a float tensor of shape `(length, 3)` on the CPU, `length` new tokens: neither the begin token nor the prompt is
#   among them. {rule=as_many_as_asked_for}
# * The model reads, in this order and each once: the begin token (128, 0, 0), the tokens of the prompt if there is one (a
#   tensor or an array of shape `(n, 3)`), then its own new tokens one after the other. {rule=begin_first} {rule=prompt_in_order}
# * What it says at the begin token and in the prompt is not used, except at the last of these: from that comes the first new
#   token. {rule=prompt_outputs_ignored}
# * Every new token is drawn from what the model says at the token before it: the pitch by the probabilities
#   `softmax(logits / temperature)` of the pitches 0 to 127, step and duration as the model says them, at any
#   temperature. {rule=drawn_by_probability} {rule=temperature_divides} {rule=times_as_said}
# * The begin token is **never** drawn, however likely the model finds it. {rule=begin_never_drawn}
# * What is handed to the model as the next token is exactly the new token, the pitch in the same units as in
#   training. {rule=own_token_fed_back}
# * The state that the model returns goes back into it in the next call; the first call has no state (`None`). {rule=state_carried}
# * Read in any portions you like: one token per call, or begin token and prompt in one. Tokens go in as a float tensor of
#   shape `(1, n, 3)`.
# * All chance comes from `generator` if there is one: the same seed of it gives the same music, and another seed other
#   music. Without it, use PyTorch's own. {rule=seeded_by_the_generator}
# * The generator goes on: a second piece drawn from it is another one. {rule=generator_goes_on}
# * The model is in evaluation mode while it plays, and no gradients are computed. {rule=no_training_while_playing}
# * The prompt stays as it is. {rule=prompt_kept}
#
# <details><summary>Hint: draw a pitch</summary>
#
# `torch.multinomial(p, 1, generator=generator)` draws the number of a place with probabilities `p`. A generator belongs to a
# device: take `logits.cpu()` first, then it works with a network on the GPU too. `next(model.parameters()).device` is where the
# tokens must go.
#
# </details>
#
# <details><summary>Stuck? Go on with this (you lose points in this cell only)</summary>
#
# ```python
# def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):  # does not listen to the model
#     pitch = torch.randint(40, 80, (length, 1), generator=generator).float()
#     return torch.cat([pitch, torch.full((length, 1), 0.2), torch.full((length, 1), 0.3)], dim=1)
# ```
#
# </details>

# %% answer="sample_sequence"
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    """Let the model play `length` notes, from scratch or after a prompt. Return tokens (length, 3), on the CPU."""
    ### BEGIN SOLUTION
    model.eval()
    device = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = torch.zeros(length, 3), None
    with torch.no_grad():
        for i in range(length):
            (logits, step, duration), state = model(read[None].to(device), state)
            probability = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=0)
            new[i, 0] = torch.multinomial(probability, 1, generator=generator)[0]
            new[i, 1], new[i, 2] = step[0, -1], duration[0, -1]
            read = new[i : i + 1]
    return new
    ### END SOLUTION

# %% check="sample_sequence" points=13
def check_sample_sequence():
    class Ladder(nn.Module):  # stands in for a network: after a pitch it wants the next one up, and counts in its state
        def __init__(self):
            super().__init__()
            self.weight = nn.Parameter(torch.zeros(1))
            self.read, self.states = [], []

        def forward(self, tokens, state=None):
            self.read += tokens[0, :, 0].tolist()
            self.states.append(state)
            logits = torch.full((1, tokens.shape[1], 129), -1e4)
            logits[0, torch.arange(tokens.shape[1]), (tokens[0, :, 0].long() + 1) % 129] = 10.0
            logits[..., 128] = 20.0
            count = (0 if state is None else state) + tokens.shape[1]
            return (logits, torch.full(tokens.shape[:2], 0.25), torch.full(tokens.shape[:2], 0.5)), count

    net = Ladder()
    with should_work("`sample_sequence(model, 4, prompt)` should play 4 notes after a prompt of 3."):
        new = sample_sequence(net, 4, torch.tensor([[60.0, 0, 1], [70.0, 1, 1], [80.0, 1, 1]]))
    assert torch.is_tensor(new), f"It should return a tensor, not: {type(new).__name__}."
    assert tuple(new.shape) == (4, 3), f"4 new tokens: the shape should be (4, 3), not {tuple(new.shape)}."
    assert 128 not in new[:, 0].tolist(), "The begin token should never be drawn, however likely it is."
    assert net.read[:4] == [128, 60, 70, 80], "The model should read the begin token, then the prompt."
    assert new[:, 0].tolist() == [81, 82, 83, 84], "After 80 this model wants 81, then 82, 83, 84."
    assert net.states[0] is None and net.states[-1] == len(net.read) - 1, "Hand the state on from call to call."
    torch.manual_seed(SEED)
    small = MusicGenRNN(1, 8, 4)
    music = [sample_sequence(small, 20, generator=torch.Generator().manual_seed(seed)) for seed in (1, 1, 2)]
    assert torch.equal(music[0], music[1]), "The same seed of the generator should give the same music."
    assert not torch.equal(music[0], music[2]), "Another seed should give other music."
    print("Good: it plays, listens to itself, and remembers.")


check_sample_sequence()

# %% toy="skip"
generator = torch.Generator().manual_seed(SEED)
prompt = tokens["test"][0][:30]
first_music = {"from scratch": sample_sequence(model, 100, generator=generator),
               "after 30 notes of a test piece": sample_sequence(model, 100, prompt, generator=generator)}
fig, axes = plt.subplots(2, 1, figsize=(10, 5), sharex=True, layout="constrained")
for ax, (name, music) in zip(axes, first_music.items(), strict=True):
    roll(ax, tokens_to_notes(music), f"two layers, temperature 1, {name}")
fig.supxlabel("time (s)")
fig.supylabel("pitch (MIDI number)")
plt.show()
play(tokens_to_notes(first_music["from scratch"]))

# %% [markdown]
# ### Find the bug
#
# TensorFlow's tutorial divides pitches by 128 before its network reads them. Many do. The next cell wraps your network in
# the same way: `Scaled` reads tokens whose pitch was divided by 128. Below it stand two samplers for such a network. One of
# them has the tutorial's bug, and nothing breaks: no error, and music comes out. Both note down in `said` the logits by which they
# drew.
#
# How do you find such a bug *without* reading every line? By a property that must hold: **step by step is the whole**. In
# training the network would read the finished music all at once. So hand it over at once, and compare: its logits at each note should
# be those by which the sampler drew that note. Write that test: `largest_gap(network, music, said)` returns the largest
# absolute difference. (Not graded by itself; the comment below is.)

# %%
class Scaled(nn.Module):
    """A network that reads pitches divided by 128."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, tokens, state=None):
        pitch = (128 * tokens[..., :1]).round().clamp(0, 128)
        return self.inner(torch.cat([pitch, tokens[..., 1:]], dim=-1), state)


def sampler_a(network, length, said, generator=None):
    """Play `length` notes; collect logits (129,) in `said`. Returns tokens with pitches from 0 to 127."""
    place = next(network.parameters()).device
    token, state, played = torch.tensor([1.0, 0.0, 0.0], device=place), None, []
    with torch.no_grad():
        for _ in range(length):
            (logits, step, duration), state = network(token[None, None], state)
            said.append(logits[0, -1].cpu())
            pitch = torch.multinomial(torch.softmax(said[-1][:128], dim=0), 1, generator=generator).to(place)
            played.append(torch.cat([pitch, step[0, -1:], duration[0, -1:]]).cpu())
            token = torch.cat([pitch / 128, step[0, -1:], duration[0, -1:]])
    return torch.stack(played)


def sampler_b(network, length, said, generator=None):
    """Play `length` notes; collect logits (129,) in `said`. Returns tokens with pitches from 0 to 127."""
    place = next(network.parameters()).device
    token, state, played = torch.tensor([1.0, 0.0, 0.0], device=place), None, []
    with torch.no_grad():
        for _ in range(length):
            (logits, step, duration), state = network(token[None, None], state)
            said.append(logits[0, -1].cpu())
            pitch = torch.multinomial(torch.softmax(said[-1][:128], dim=0), 1, generator=generator).to(place)
            token = torch.cat([pitch, step[0, -1:], duration[0, -1:]])
            played.append(token.cpu())
    return torch.stack(played)


# %% answer="largest_gap" toy="skip"
def largest_gap(network, music, said):
    """Return the largest difference between logits of the whole sequence and those by which it was drawn."""
    ### BEGIN SOLUTION
    scaled = torch.cat([music[:, :1] / 128, music[:, 1:]], dim=1)
    read = torch.cat([torch.tensor([[1.0, 0.0, 0.0]]), scaled[:-1]])
    with torch.no_grad():
        (logits, _, _), _ = network(read[None].to(next(network.parameters()).device))
    return (logits[0].cpu() - torch.stack(said)).abs().max().item()
    ### END SOLUTION


scaled_network = Scaled(model).eval()
for name, sampler in [("A", sampler_a), ("B", sampler_b)]:
    said = []
    music = sampler(scaled_network, 200, said, torch.Generator().manual_seed(SEED))
    jumps = np.abs(np.diff(music[:, 0].numpy()))
    print(f"sampler {name}: largest gap {largest_gap(scaled_network, music, said):.6f}, "
          f"mean jump between notes {jumps.mean():.1f} semitones, {len(set(music[:, 0].tolist()))} different pitches")
    play(tokens_to_notes(music), seconds=6)
jumps = np.abs(np.diff(np.concatenate(tokens["train"])[:, 0]))
print(f"training pieces: mean jump {jumps.mean():.1f} semitones")

# %% [markdown]
# ### Comment: the bug (2 points)
#
# In three to six sentences: which sampler is wrong, and which line of it? What does its network read in place of the note it
# has just played? How does your test show it, and why would no error message and no look at the training loss? (The tutorial's
# text recommends a temperature of 2. What would that do to the difference that one hears?)

# %% [markdown] written="find_bug" points=2
# **Your comment on the bug:**
#
# ### BEGIN SOLUTION
# Sampler B is wrong: its line `token = torch.cat([pitch, …])` hands the pitch on as a number from 0 to 127, while the
# network reads pitches divided by 128. `Scaled` multiplies by 128 again, so any pitch from 1 on becomes 128, the
# begin token: the network never hears its own notes and is told at each step that a piece begins. My test hands the
# finished music over at once, in the right scale: the largest gap between its logits and those by which the notes
# were drawn is 0.000005 for A and 14.6 for B. No error can come up, as 128 is a legal number, and the training loss
# does not know, because training never runs the sampler. One hears it a little: B jumps by 16.7 semitones from note
# to note on average, A by 12.4, the training pieces by 11.0. At a temperature of 2 both would jump wildly, and the
# difference would drown.
# ### END SOLUTION

# %% [markdown] rubric="find_bug"
# **find_bug, 2 points.**
#
# - [0.5] Sampler B, the line that builds the next token: the pitch is not divided by 128.
# - [0.5] What the network reads instead: a number that is far too large, which ends at 128, the begin token, at each step.
# - [0.5] The test: the gap is about 0 for A and large for B, own figures.
# - [0.5] Training never runs the sampler, so its loss cannot know; or: a high temperature blurs the difference.
#
# Typical mistake: "B sounds worse" as the only reason.

# %% [markdown]
# ## 7. How good is it?
#
# The NLL says how well a network predicts *human* notes. How good is *its own* music? Many reports compare distributions:
# how often does each pitch come in the network's music and in real music? As the distance they take the **Jensen–Shannon
# divergence**. For two distributions p and q with their mean m = (p + q) / 2 it is the mean of two Kullback–Leibler
# divergences,
#
# JSD(p, q) = ½ Σ pᵢ log₂(pᵢ / mᵢ) + ½ Σ qᵢ log₂(qᵢ / mᵢ), where a term with pᵢ = 0 (or qᵢ = 0) is 0.
#
# With the logarithm to base 2 it lies between 0 (the same) and 1 (nothing in common). (Lin 1991. Some libraries, such as
# `scipy.spatial.distance.jensenshannon`, return its square root, by default with another base. Look before you compare figures.)
#
# ### Task: the divergence (6 points)
#
# Write `jsd(p, q)`.
#
# **Rules**
#
# * `p` and `q` are arrays or lists of equal length. {rule=lists_too}
# * They hold counts or probabilities, numbers from 0 up that need not add up to 1.
#   Each is divided by its own sum first. {rule=normalised_by_own_sum}
# * The result is one number, the formula above: base 2, no square root. {rule=base_two} {rule=formula}
# * Bins with 0 in one of them, or in both, do no harm: no `nan`, and nothing is added to them. {rule=zero_bins}
# * Equal distributions give 0 and those without a common bin give 1, up to 0.000001. {rule=from_zero_to_one}
# * If `p` and `q` differ in length, or if one of them adds up to 0, raise a `ValueError`. {rule=bad_histograms_refused}
# * `p` and `q` stay as they are. {rule=histograms_kept}
#
# <details><summary>Hint: 0 · log 0</summary>
#
# Compute only where it counts: `p[p > 0] * np.log2(p[p > 0] / m[p > 0])`. Where p > 0, m > 0 too. `scipy.special.rel_entr(p, m)`
# does it as well, in nats.
#
# </details>
#
# <details><summary>Stuck? Go on with this (you lose points in this cell only)</summary>
#
# ```python
# def jsd(p, q):  # another distance, half the sum of absolute differences
#     return 0.5 * float(np.abs(np.asarray(p) / np.sum(p) - np.asarray(q) / np.sum(q)).sum())
# ```
#
# </details>

# %% answer="jsd"
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def jsd(p, q):
    """Return the Jensen-Shannon divergence of two histograms, to base 2."""
    ### BEGIN SOLUTION
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if p.shape != q.shape:
        raise ValueError(f"The histograms have {len(p)} and {len(q)} bins.")
    if p.sum() <= 0 or q.sum() <= 0:
        raise ValueError("A histogram is empty.")
    p, q = p / p.sum(), q / q.sum()
    m = (p + q) / 2
    return float(sum((x[x > 0] * np.log2(x[x > 0] / m[x > 0])).sum() for x in (p, q)) / 2)
    ### END SOLUTION

# %% check="jsd" points=6
def check_jsd():
    with should_work("`jsd([1, 0], [1, 1])` should compare two histograms."):
        found = float(jsd([1, 0], [1, 1]))
    assert abs(found - 0.3113) < 1e-4, f"jsd([1, 0], [1, 1]) should be 0.3113, not {found:.4f}. Base 2? No root?"
    assert abs(jsd(np.array([2, 3, 0]), np.array([4, 6, 0]))) < 1e-9, "The same distribution twice should give 0."
    assert abs(jsd(np.array([5, 0, 0]), np.array([0, 1, 1])) - 1) < 1e-9, "Nothing in common should give 1."
    try:
        jsd([0, 0], [1, 1])
    except ValueError:
        print("Good: from 0 to 1, to base 2.")
    else:
        raise AssertionError("A histogram without counts should raise a `ValueError`.")


check_jsd()

# %% [markdown]
# ### Bins
#
# A histogram of times needs bins, and two histograms can be compared only if their bins are **the same**. If each
# set draws its own, from its own smallest to its own largest value, the comparison means nothing. So the bins are fixed here, once
# and for all: 128 for the pitches, 40 for steps from 0 to 2 s, 40 for durations from 0 to 4 s, and what is longer counts in
# the last one.
#
# ### Task: three divergences (7 points)
#
# Write `feature_jsd(tokens_a, tokens_b, step_edges, duration_edges)`.
#
# **Rules**
#
# * `tokens_a` and `tokens_b` are arrays or CPU tensors of shape `(notes, 3)`, not necessarily with equally many
#   notes. {rule=arrays_or_tensors}
# * It returns a dict with the keys `"pitch"`, `"step"` and `"duration"`: the Jensen–Shannon divergence of the two sets, for each
#   of the three columns by itself. {rule=three_keys} {rule=each_column_by_itself}
# * Pitches have one bin for each of 0 to 127. {rule=one_bin_per_pitch}
# * The bins of step and duration lie between the given edges: `edges[i] <= value < edges[i + 1]`. The edges are increasing, and
#   the bins need not be equally wide. A bin counts its values, however wide it is. {rule=bins_between_edges}
# * Nothing is lost: a value below the first edge counts in the first bin, and one at or above the last edge in the last
#   bin. {rule=outside_in_the_end_bins}
# * A set without notes raises a `ValueError`. {rule=empty_set_refused}
#
# <details><summary>Hint</summary>
#
# `np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(edges) - 2)` is the bin of each value, and `np.bincount(…,
# minlength=…)` counts them. (In 32 bits 0.1 is not the 0.1 of 64 bits: let `values` be 64 bits wide.)
#
# </details>
#
# <details><summary>Stuck? Go on with this (you lose points in this cell only)</summary>
#
# ```python
# def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):  # ten bins for everything
#     a, b, edges = np.asarray(tokens_a), np.asarray(tokens_b), [np.arange(0, 121, 12), step_edges[::4], duration_edges[::4]]
#     counts = [[1 + np.histogram(x[:, i], edges[i])[0] for x in (a, b)] for i in range(3)]
#     return {name: jsd(*counts[i]) for i, name in enumerate(("pitch", "step", "duration"))}
# ```
#
# </details>

# %%
STEP_EDGES = np.linspace(0, 2, 41)  # seconds
DURATION_EDGES = np.linspace(0, 4, 41)  # seconds
N_EXTRACTS, N_NOTES = 50, 200  # how much music we compare

# %% answer="feature_jsd"
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    """Return {"pitch", "step", "duration"}: the divergence of two sets of tokens in each of the three."""
    ### BEGIN SOLUTION
    sets = [np.asarray(tokens, dtype=float) for tokens in (tokens_a, tokens_b)]
    if min(map(len, sets)) == 0:
        raise ValueError("A set has no notes.")
    edges = {"pitch": np.arange(129), "step": np.asarray(step_edges), "duration": np.asarray(duration_edges)}
    found = {}
    for column, (name, edge) in enumerate(edges.items()):
        places = [np.clip(np.searchsorted(edge, x[:, column], side="right") - 1, 0, len(edge) - 2) for x in sets]
        found[name] = jsd(*(np.bincount(place, minlength=len(edge) - 1) for place in places))
    return found
    ### END SOLUTION

# %% check="feature_jsd" points=7
def check_feature_jsd():
    a = np.array([[60, 0.1, 0.5], [60, 0.1, 0.5], [64, 9.0, 0.5], [64, 0.1, 0.5]])
    b = np.array([[60, 0.1, 3.9], [64, 1.97, 7.0]])
    with should_work("`feature_jsd(a, b, STEP_EDGES, DURATION_EDGES)` should take 4 and 2 tokens."):
        found = feature_jsd(a, b, STEP_EDGES, DURATION_EDGES)
    assert isinstance(found, dict) and set(found) >= {"pitch", "step", "duration"}, "It should return a dict with three keys."
    assert abs(found["pitch"]) < 1e-9, "Both sets are half 60, half 64: the divergence of the pitches should be 0."
    assert abs(found["duration"] - 1) < 1e-9, "No duration of one set is near one of the other: the divergence should be 1."
    expected = jsd([3, 1], [1, 1])
    assert abs(found["step"] - expected) < 1e-9, "The step of 9 s should count in the last bin, with the one of 1.97 s."
    print("Good: three divergences with shared bins.")


check_feature_jsd()

# %% [markdown]
# ### What is small?
#
# Is 0.02 small? A divergence of *finite* samples is never 0, even if both come from the same source: chance makes some
# bins too full and others too empty, and that always adds. So we need a **floor**: real music against real music, in samples of the same
# size as the network's. And a **scale**: how far apart are two composers?

# %% toy="skip"
def extracts(pieces, count=N_EXTRACTS, notes=N_NOTES, seed=SEED):
    """Return `count` extracts of `notes` tokens each, from random places of pieces; the long pieces come more often."""
    rng = np.random.default_rng(seed)
    long_enough = [piece for piece in pieces if len(piece) >= notes]
    sizes = np.array([len(piece) - notes + 1 for piece in long_enough])
    chosen = rng.choice(len(sizes), count, p=sizes / sizes.sum())
    return [long_enough[i][(start := rng.integers(sizes[i])) : start + notes] for i in chosen]


def divergences_of(a, b):
    """Return the three divergences of two sets of tokens, as text."""
    return "  ".join(f"{name} {value:.3f}" for name, value in feature_jsd(a, b, STEP_EDGES, DURATION_EDGES).items())


order = np.random.default_rng(SEED).permutation(len(tokens["train"]))
halves = [np.concatenate([tokens["train"][i] for i in part]) for part in np.array_split(order, 2)]
print("two halves of the training pieces      ", divergences_of(*halves))
print("50 extracts of 200 notes v all training", divergences_of(np.concatenate(extracts(tokens["train"])), train_tokens))
print("test pieces v training pieces          ", divergences_of(np.concatenate(tokens["test"]), train_tokens))
by_composer = {}
for piece, one in zip(split["train"], tokens["train"], strict=True):
    by_composer.setdefault(piece["composer"], []).append(one)
largest = sorted(by_composer, key=lambda name: -sum(map(len, by_composer[name])))[:2]
print(f"{largest[0]} v {largest[1]}".ljust(38), divergences_of(*(np.concatenate(by_composer[name]) for name in largest)))

# %% [markdown]
# (On the 294 pieces of piano-midi.de this cell says for pitch, step and duration: two halves .003, .004 and .003; 50 extracts of
# 200 notes against all training pieces .016, .009 and .005, and with three other seeds .006 to .012, .008 to .017 and .008 to
# .012. Bach, Haydn and Mozart against Debussy, Liszt and Granados are .117, .054 and .067 apart. So a network that reaches .017
# there cannot be told from real music *by this number*.)
#
# ### What it cannot see
#
# Take a real piece and shuffle its notes.

# %% toy="skip"
def interval_counts(tokens):
    """Return how often each interval, from -127 to 127 semitones, lies between a note and the one before it."""
    pitch = np.asarray(tokens)[:, 0].round().astype(int)
    return np.bincount(np.clip(np.diff(pitch), -127, 127) + 127, minlength=255)


def interval_jsd(parts_a, parts_b):
    """Return the divergence of the intervals within the parts (lists of tokens) of two sets."""
    return jsd(*(sum(interval_counts(part) for part in parts) for parts in (parts_a, parts_b)))


piece = max(tokens["test"], key=len)
shuffled = np.random.default_rng(SEED).permutation(piece)
print("a test piece v the same piece shuffled:", divergences_of(piece, shuffled), f" intervals {interval_jsd([piece], [shuffled]):.3f}")
INTERVAL_FLOOR = interval_jsd(extracts(tokens["train"]), tokens["train"])
print(f"intervals: floor {INTERVAL_FLOOR:.3f} (50 extracts v all training pieces), "
      f"test v training {interval_jsd(tokens['test'], tokens['train']):.3f}")
play(tokens_to_notes(shuffled), seconds=6)

# %% [markdown]
# All three are 0: the number calls it perfect. It counts notes and does not know in what order they come. The **intervals**,
# from each note to the next, do notice. And they in turn would not notice if we shuffled bars. Each such number has its
# blind spot. Know it before you trust one.
#
# ### Measure: three networks
#
# How many layers? We train networks with one, two and three LSTM layers, each with `REPEATS` seeds, let each play 50
# extracts of 200 notes, and measure all: NLL, divergences, time and energy.
#
# [Zeus](https://ml.energy/zeus) reads the energy counter of the GPU. You open a **window** with
# `monitor.begin_window(key)`, do the work, and close it with `measurement = monitor.end_window(key)`. Then `measurement.time` holds
# seconds and `measurement.total_energy` joules, of the GPU only. The key must be a new one each time. Where no GPU can be
# measured, a stopwatch with the same two functions takes its place and reports **0 J**.

# %% toy="skip"
from tools.energy import *

monitor, ENERGY_MEASURED = start_monitor()

# %% [markdown]
# {tools/nothing_gets_lost.md record="model_runs"}

# %% cellView="form"
from tools.sweeps import *

LAYERS = [1, 2, 3]
REPEATS = 2
TEMPERATURES = [0.6, 0.8, 1.0, 1.2, 1.6]

sweep, forget = sweeps(
    folder=lambda: results_folder(DRIVE),
    repeats=lambda: REPEATS,
    depends_on=lambda: [RELEASE, gpu_name(), ENERGY_MEASURED, SOURCE, len(train_tokens), SEED, MAX_EPOCHS, PATIENCE,
                        LEARNING_RATE, BATCH_SIZE, WINDOW, CLIP, HIDDEN, EMBEDDING],
    code=lambda: [notes_to_tokens, MusicGenRNN.__init__, MusicGenRNN.forward, sequence_loss, sample_sequence, jsd, feature_jsd],
)


KEPT = {}  # {(layers, repeat): network}, of this runtime


def keep(layers, repeat, model):
    """Keep a trained network, also on disk."""
    KEPT[layers, repeat] = model
    try:
        results_folder(DRIVE).mkdir(parents=True, exist_ok=True)
        torch.save(model.state_dict(), results_folder(DRIVE) / f"network-{layers}-{repeat}.pt")
    except OSError as problem:
        print(f"This network could not be written to disk: {problem}")


def kept_network(layers, repeat):
    """Return a trained network, from this runtime or from disk."""
    if (layers, repeat) not in KEPT:
        path = results_folder(DRIVE) / f"network-{layers}-{repeat}.pt"
        if not path.exists():
            raise FileNotFoundError(f"{path} is lost. Run  forget('model_runs')  and measure anew.")
        network = MusicGenRNN(layers, HIDDEN, EMBEDDING)
        network.load_state_dict(torch.load(path, weights_only=True))
        KEPT[layers, repeat] = network.to(device)
    return KEPT[layers, repeat]


def play_extracts(model, temperature=1.0, seed=SEED, count=N_EXTRACTS):
    """Let a network play `count` extracts of N_NOTES notes from scratch. Return a list of arrays (N_NOTES, 3)."""
    generator = torch.Generator().manual_seed(seed)
    return [sample_sequence(model, N_NOTES, None, temperature, generator).numpy() for _ in range(count)]


# %% [markdown]
# Make the list `model_runs`, **one new dict per run** (not graded here, but the record below is), with these keys:
#
# | key | value |
# |---|---|
# | `"layers"`, `"repeat"` | `layers` and `repeat` of this run |
# | `"parameters"` | the number of weights of the network |
# | `"epochs"` | the epochs that were trained (the length of `history["valid_nll"]`) |
# | `"valid_nll"` | the NLL per note on the validation pieces, of the kept weights |
# | `"test_nll"` | the same on the test pieces |
# | `"jsd_pitch"`, `"jsd_step"`, `"jsd_duration"` | the divergences of its 50 extracts from `train_tokens` |
# | `"train_time"`, `"total_energy"` | seconds and joules of the training: the window goes around `learn` and nothing else |
# | `"sample_time"`, `"sample_energy"` | seconds and joules of playing the 50 extracts, from a window around `play_extracts` |
# | `"minutes"` | how many minutes of music that is: the sum of all steps / 60 |

# %% answer="sweep_layers" toy="skip"
model_runs = []

for layers, repeat in sweep("model_runs", model_runs, LAYERS):
    torch.manual_seed(SEED + repeat)
    key = f"{layers} layers, repeat {repeat}, {time.time()}"

    # 1. A new network with `layers` layers, HIDDEN units and EMBEDDING, on `device`. Train it with `learn` in a window.
    ### BEGIN SOLUTION
    new_model = MusicGenRNN(layers, HIDDEN, EMBEDDING).to(device)
    monitor.begin_window(f"train {key}")
    new_history = learn(new_model, windows["train"], windows["valid"])
    training = monitor.end_window(f"train {key}")
    ### END SOLUTION

    keep(layers, repeat, new_model)

    # 2. Let it play its 50 extracts with `play_extracts(new_model, seed=SEED + repeat)`, in a window of its own.
    ### BEGIN SOLUTION
    monitor.begin_window(f"play {key}")
    played = play_extracts(new_model, seed=SEED + repeat)
    playing = monitor.end_window(f"play {key}")
    ### END SOLUTION

    # 3. Append one new dict to model_runs.
    ### BEGIN SOLUTION
    music = np.concatenate(played)
    divergence = feature_jsd(music, train_tokens, STEP_EDGES, DURATION_EDGES)
    model_runs.append({
        "layers": layers,
        "repeat": repeat,
        "parameters": sum(weights.numel() for weights in new_model.parameters()),
        "epochs": len(new_history["valid_nll"]),
        "valid_nll": new_history["valid_nll"][new_history["best_epoch"] - 1],
        "test_nll": float(losses_on(new_model, windows["test"])[1]),
        "jsd_pitch": divergence["pitch"],
        "jsd_step": divergence["step"],
        "jsd_duration": divergence["duration"],
        "train_time": training.time,
        "total_energy": training.total_energy,
        "sample_time": playing.time,
        "sample_energy": playing.total_energy,
        "minutes": float(music[:, 1].sum() / 60),
        "energy_measured": ENERGY_MEASURED,
    })
    ### END SOLUTION

per_layers = {layers: [row for row in model_runs if row["layers"] == layers] for layers in LAYERS}

# %% [markdown]
# ### Record: three networks (5 points)
#
# Run the next cell. It prints your record as a table and once more for the grader. Before you go on, check: one row per run, each
# number of layers with two repeats, in the order of `LAYERS`; divergences between 0 and 1; times greater than 0. The
# record is graded from this output.

# %% evidence="model_runs" points=5 toy="skip"
show_record("model_runs", model_runs)

# %% [markdown] rubric="model_runs"
# **model_runs, 5 points.** Rules look at the printed record. Where they cannot:
#
# - [1] One row per run, all keys spelt as given.
# - [1] One, two and three layers, each at least twice, in this order.
# - [1] Numbers of weights that fit the networks.
# - [1] NLLs that are positive and divergences from 0 to 1.
# - [1] Positive times and minutes, energies not negative, each run measured on its own.
#
# Without a GPU all energies are 0.0: full points for the structure. `SIMULATED` in the name of the GPU: the joules are
# invented, talk to the student. Typical mistakes: the same dict appended again and again; one network trained on.

# %% toy="skip"
print("GPU:", gpu_name())
for layers, rows in per_layers.items():
    means = {name: np.mean([row[name] for row in rows]) for name in rows[0]}
    print(f"{layers} layers: {means['parameters']:.0f} weights, test NLL {means['test_nll']:.3f}, "
          f"JSD {means['jsd_pitch']:.3f} {means['jsd_step']:.3f} {means['jsd_duration']:.3f}, "
          f"{means['train_time'] / means['epochs']:.1f} s and {means['total_energy'] / means['epochs']:.0f} J per epoch, "
          f"{means['sample_time'] / means['minutes']:.1f} s and {means['sample_energy'] / means['minutes']:.1f} J "
          f"per minute of music")
best_run = min(model_runs, key=lambda row: row["valid_nll"])
best_model = kept_network(best_run["layers"], best_run["repeat"])
print(f"The smallest validation NLL: {best_run['layers']} layers, repeat {best_run['repeat']}. This network plays from here on.")

# %% [markdown]
# ### Measure: temperature
#
# Let `best_model` play 50 extracts at each of `TEMPERATURES`, with `play_extracts(best_model, temperature, SEED + repeat)`. Make the list
# `temperature_runs`, one new dict per run, with the keys `"temperature"`, `"repeat"`, `"jsd_pitch"`, `"jsd_step"`,
# `"jsd_duration"` (against `train_tokens`) and `"jsd_interval"` (`interval_jsd` against `tokens["train"]`, given above), and
# `"sample_time"` and `"sample_energy"` from a window.

# %% answer="sweep_temperature" toy="skip"
temperature_runs = []

for temperature, repeat in sweep("temperature_runs", temperature_runs, TEMPERATURES):
    key = f"temperature {temperature}, repeat {repeat}, {time.time()}"
    ### BEGIN SOLUTION
    monitor.begin_window(key)
    played = play_extracts(best_model, temperature, SEED + repeat)
    playing = monitor.end_window(key)
    divergence = feature_jsd(np.concatenate(played), train_tokens, STEP_EDGES, DURATION_EDGES)
    temperature_runs.append({
        "temperature": temperature,
        "repeat": repeat,
        **{f"jsd_{name}": value for name, value in divergence.items()},
        "jsd_interval": interval_jsd(played, tokens["train"]),
        "sample_time": playing.time,
        "sample_energy": playing.total_energy,
    })
    ### END SOLUTION

# %% [markdown]
# ### Record: temperature (4 points)

# %% evidence="temperature_runs" points=4 toy="skip"
show_record("temperature_runs", temperature_runs)

# %% [markdown] rubric="temperature_runs"
# **temperature_runs, 4 points.** Rules look at the printed record. Where they cannot:
#
# - [1] One row per run, all keys spelt as given.
# - [1] The five temperatures, each at least twice, in the order of the text.
# - [1] Divergences from 0 to 1.
# - [1] Runs that differ, each measured on its own.

# %% [markdown]
# ### Plot: temperature (2 points)
#
# Draw the divergences of pitches and of intervals against the temperature: a dot for each run (or means with error bars), and two
# horizontal lines for their floors: `feature_jsd` of 50 extracts of the training pieces against `train_tokens`, and
# `INTERVAL_FLOOR`. Label the axes, add a legend.

# %% plot="plot_temperature" points=2 toy="skip"
### BEGIN SOLUTION
fig, ax = plt.subplots(figsize=(7, 4.5), layout="constrained")
floors = {"pitch": feature_jsd(np.concatenate(extracts(tokens["train"])), train_tokens, STEP_EDGES, DURATION_EDGES)["pitch"],
          "interval": INTERVAL_FLOOR}
for (name, floor), color, marker in zip(floors.items(), ("C0", "C1"), "os", strict=True):
    many = "pitches" if name == "pitch" else "intervals"
    means = [np.mean([row[f"jsd_{name}"] for row in temperature_runs if row["temperature"] == t]) for t in TEMPERATURES]
    ax.plot(TEMPERATURES, means, color=color, linewidth=1)
    ax.plot([row["temperature"] for row in temperature_runs], [row[f"jsd_{name}"] for row in temperature_runs],
            color=color, marker=marker, linestyle="", label=f"{many}, one dot per run")
    ax.axhline(floor, color=color, linestyle="--", linewidth=1, label=f"{many}: floor, real extracts")
ax.set_xlabel("temperature")
ax.set_ylabel("Jensen–Shannon divergence (base 2)")
ax.set_yscale("log")
ax.set_yticks([0.005, 0.01, 0.02, 0.05, 0.1, 0.2], ["0.005", "0.01", "0.02", "0.05", "0.1", "0.2"])
ax.minorticks_off()
ax.legend()
### END SOLUTION
show_evidence("plot_temperature")

# %% [markdown] rubric="plot_temperature"
# **plot_temperature, 2 points.**
#
# - [1] Pitches and intervals against the temperature, each run or mean and spread.
# - [0.5] The two floors.
# - [0.5] Labels and a legend.

# %% [markdown]
# ### Comment: what the number sees (3 points)
#
# In six to ten sentences, with your figures: How far from the floor are the three divergences of your best network, and which of
# them does a temperature not mend? Why not? (Step and duration are *means* of what may come: compare their histograms with the real
# ones if you like.) At which temperature are pitches and intervals nearest to real music, and how sure are you, given the spread of
# repeats? Which musical mistakes would all four numbers miss?

# %% [markdown] written="comment_jsd" points=3
# **Your comment on the divergence:**
#
# ### BEGIN SOLUTION
# (48 Mutopia scores, CPU, small networks; one best network, two repeats.) At temperature 1 the divergences of my best
# network are .041 to .073 for pitches, .18 to .19 for steps and .14 for durations, against floors of .010, .009 and
# .009: none of them is at the floor, and the steps are as far off as Schubert from Beethoven (.187). No temperature
# mends steps (.17 to .19 everywhere) and durations (.13 to .16): they are not drawn, the network says a mean, and
# between a chord (0 s) and a next beat (0.2 s) the mean is neither. In section 10, steps that are drawn from classes
# come to .12 from the true ones, as the network says them to .57. For the intervals temperature 1.0 is best, .011 in
# both repeats, near its floor of .007, and .018 at 0.8 and 1.2: a clear minimum. The pitches alone would have me take
# 1.6 (.027 and .031), the largest that I tried, where the intervals are four times as bad: more random looks better
# to a number that knows no order. The two repeats differ by up to .04 in pitches, more than neighbouring temperatures
# do, so for pitches I name no best value. All four numbers would miss a wrong harmony, a melody that never returns,
# bars of changing length, and a piece that does not know how to end.
# ### END SOLUTION

# %% [markdown] rubric="comment_jsd"
# **comment_jsd, 3 points.**
#
# - [0.75] The divergences beside their floors, with own figures.
# - [0.75] Steps and durations stay far off at every temperature: they are not drawn, the network says a mean.
# - [0.75] A temperature, with the spread of the repeats or the flatness of the minimum.
# - [0.75] At least one mistake that the numbers miss: order beyond one interval, form, harmony, metre.
#
# Typical mistakes: "0.03 is nearly 0, so it is good" without a floor (0 of the first); the smallest of five noisy numbers as a fact.

# %% [markdown]
# ## 8. Memory or music?
#
# A network that has learned its pieces by heart would have excellent divergences. So ask: how many notes in a row has it copied? Of
# a sequence of pitches we look for the **longest run** that stands, in the same order and without a gap, in one of the training
# pieces. But music repeats itself: scales and broken chords stand in a thousand pieces. So, again, we need a floor: the same for
# extracts of *human* pieces that the network has never seen.
#
# ### Task: the longest copy (7 points)
#
# Write `longest_copy(pitches, pieces)`.
#
# **Rules**
#
# * `pitches` is an array or list of whole numbers from 0 to 127, as short or long as you like, `pieces` a list of such arrays
#   or lists. {rule=lists_of_pitches}
# * It returns a whole number: how many notes the longest run of consecutive `pitches` has that also stands, consecutive and in the same
#   order, in one of the `pieces`. {rule=longest_common_run} {rule=no_gaps} {rule=same_order}
# * The run may begin anywhere, in `pitches` and in the piece, and may end with them. {rule=anywhere}
# * It lies within one piece: it does not go on from the end of a piece into the next. {rule=within_one_piece}
# * All pieces count, also those that are shorter than `pitches`, and empty ones do no harm. {rule=all_pieces}
# * Only equal pitches count: the same melody one tone higher is no copy. {rule=same_key}
# * If nothing is in common, or there are no pitches or no pieces, it is 0. {rule=nothing_in_common}
# * For 200 pitches and pieces of 16 000 notes together it takes less than 5 s. {rule=quick_enough}
# * `pitches` and `pieces` stay as they are. {rule=pieces_kept}
#
# <details><summary>Hint: runs that end here</summary>
#
# Let `run[j]` be the length of the longest common run that ends with note `i` of `pitches` and note `j` of the piece. If the two
# notes are equal, it is one more than that for the notes before both, `i − 1` and `j − 1`; else it is 0. With NumPy one line does
# it for all `j` at once: build the new array from the old one, moved by one place.
#
# </details>
#
# <details><summary>Stuck? Go on with this (you lose points in this cell only)</summary>
#
# ```python
# def longest_copy(pitches, pieces):  # looks at runs of 4, 8, 12, … notes only
#     text, texts = [" ".join(map(str, map(int, p))) for p in (pitches,)][0], [" ".join(map(str, map(int, p))) for p in pieces]
#     words = text.split()
#     return max([n for n in range(0, len(words), 4) for i in range(0, len(words) - n, 4)
#                 if any(" ".join(words[i : i + n]) in piece for piece in texts)], default=0)
# ```
#
# </details>

# %% answer="longest_copy"
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def longest_copy(pitches, pieces):
    """Return the number of notes of the longest run of pitches that stands in one of the pieces."""
    ### BEGIN SOLUTION
    longest = 0
    for piece in pieces:
        piece = np.asarray(piece)
        run = np.zeros(len(piece) + 1, dtype=int)  # run[j + 1]: of the run that ends with note j
        for pitch in pitches:
            run[1:] = np.where(piece == pitch, run[:-1] + 1, 0)
            longest = max(longest, int(run.max()))
    return longest
    ### END SOLUTION

# %% check="longest_copy" points=7
def check_longest_copy():
    pieces = [np.array([60, 62, 64, 65, 67]), np.array([72, 60, 62, 70]), np.array([67, 64])]
    with should_work("`longest_copy(pitches, pieces)` should take an array and a list of arrays."):
        found = longest_copy(np.array([50, 62, 64, 65, 60, 62]), pieces)
    assert int(found) == 3, f"62, 64, 65 stand in the first piece: 3, not {found}."
    assert int(longest_copy([65, 67, 72, 60], pieces)) == 2, "A run should not go on from one piece into the next."
    assert int(longest_copy([60, 64, 67], pieces)) == 1, "60, 64, 67 stand in a piece only with gaps: a run has none."
    assert int(longest_copy([1, 2], pieces)) == 0, "Nothing in common should give 0."
    print("Good: the longest run of copied notes.")


check_longest_copy()

# %% [markdown]
# Three kinds of music: extracts of human test pieces, what `best_model` plays, and what a network plays that was trained on a few
# pieces until it knew them by heart. (That one is the next cell: no validation, no early stopping.)

# %% toy="skip"
BY_HEART_EPOCHS = 60
few = sorted(tokens["train"], key=len)[:6]
torch.manual_seed(SEED)
by_heart = MusicGenRNN(1, HIDDEN, EMBEDDING).to(device)
heart_history = learn(by_heart, cut(few), cut(few), BY_HEART_EPOCHS, patience=BY_HEART_EPOCHS)
print(f"{sum(map(len, few))} notes of {len(few)} pieces; NLL per note on these {heart_history['valid_nll'][-1]:.3f}, "
      f"on the validation pieces {losses_on(by_heart, windows['valid'])[1]:.2f}")

training_pitches = [one[:, 0].astype(int) for one in tokens["train"]]
copied = {}
for name, music in [("human, unseen", extracts(tokens["test"], 20)), ("best network", play_extracts(best_model, count=20)),
                    ("network that knows\n6 pieces by heart", play_extracts(by_heart, count=20))]:
    copied[name] = [longest_copy(one[:, 0].astype(int), training_pitches) for one in music]
    print(f"{name!r}: longest copy of 200 notes: median {np.median(copied[name]):.0f}, from {min(copied[name])} to {max(copied[name])}")

# %% [markdown]
# ### Plot: copies (2 points)
#
# Draw the 20 numbers of each kind of music in `copied`: dots (with a little sideways jitter, so that equal ones can be told apart) and the
# median of each. Label the axes.

# %% plot="plot_copies" points=2 toy="skip"
### BEGIN SOLUTION
fig, ax = plt.subplots(figsize=(7, 4.5), layout="constrained")
jitter = np.random.default_rng(SEED)
for place, (name, numbers) in enumerate(copied.items()):
    ax.plot(place + jitter.uniform(-0.15, 0.15, len(numbers)), numbers, marker="o", linestyle="", alpha=0.6)
    ax.plot([place - 0.3, place + 0.3], 2 * [np.median(numbers)], color="black")
ax.set_xticks(range(len(copied)), list(copied))
ax.set_yscale("log")
ax.set_yticks([5, 10, 20, 50, 100, 200], [5, 10, 20, 50, 100, 200])
ax.set_ylim(3, 230)
ax.minorticks_off()
ax.set_ylabel("longest run copied from the training pieces (notes)")
ax.set_xlabel("20 extracts of 200 notes each; line: median")
### END SOLUTION
show_evidence("plot_copies")

# %% [markdown] rubric="plot_copies"
# **plot_copies, 2 points.**
#
# - [1] Three kinds, twenty numbers each, none hidden behind a bar.
# - [0.5] The medians.
# - [0.5] Labels.

# %% [markdown]
# ### Comment: memory or music (3 points)
#
# In five to eight sentences, with your figures: Does your best network copy more than people do who have never seen the training pieces?
# And the one that knows pieces by heart: what do its NLLs on both sets say, and which of the numbers of section 7 would have praised
# it? From how many notes on would you call a run a copy, and why is that not 1? Suppose that the six pieces were by a living composer:
# what would you tell her, and what would you measure before you publish such a network?

# %% [markdown] written="comment_memory" points=3
# **Your comment on memory:**
#
# ### BEGIN SOLUTION
# (Same data.) My best network copies less than people who have never seen the training pieces: its longest runs are 5
# notes in the median, 7 at most, those of human test pieces 6 and 11. So I find no sign of memory. The other network
# knows six pieces by heart: its NLL on them is 0.17, on the validation pieces 11.0, far worse than guessing (4.85),
# and its runs are 25 notes in the median and up to 55. The pitches of what it copies are those of its pieces, so
# against these the divergence of pitches would praise it, and no histogram asks who wrote the notes. I would call a
# run a copy from 12 notes on, one more than the longest that chance and common scales gave in 20 human extracts; 1 or
# 5 notes in a row stand in every piece. If the six pieces were a living composer's, her music would come out with
# another name under it. I would ask her first, name her, and share what is earned. Before publishing such a network I
# would measure the longest copies of thousands of its samples, also in other keys and with other rhythms, and filter
# what is longer than the human floor.
# ### END SOLUTION

# %% [markdown] rubric="comment_memory"
# **comment_memory, 3 points.**
#
# - [1] The best network beside the human floor, medians and largest, and a conclusion that fits.
# - [1] By heart: small NLL on its own pieces, large on others, long copies; pitch divergences would not show it.
# - [0.5] A threshold that comes from the human floor.
# - [0.5] A thought on consent or credit, and something to measure before publishing.

# %% [markdown]
# ## 9. Listen
#
# Numbers are blind in their ways; so listen. The next cell plays eight clips in a random order: four are played by `best_model`,
# four are cut from human test pieces. Both are played by the same instrument, without pedal or dynamics. Judge each **before** you
# read the solution below the clips, by the protocol of "Boots and Cats":
#
# | | | |
# |---|---|---|
# | + | repetition | does something come back, as a motif does? |
# | − | wrong notes | notes that do not belong to the harmony |
# | − | outliers | single notes far above or below all others |
# | − | mashing | heaps of neighbouring keys at once, as with the flat hand |
# | − | one key | the same key again and again |
#
# Write down for each clip: human or network, and which of the five you hear. Better still: let a friend do it too.

# %% toy="skip"
BLIND = [("human", one) for one in extracts(tokens["test"], 4, 60, SEED + 1)]
BLIND += [("network", one[:60]) for one in play_extracts(best_model, seed=SEED + 2, count=4)]
BLIND = [BLIND[i] for i in np.random.default_rng(SEED + 3).permutation(len(BLIND))]
for number, (_, clip) in enumerate(BLIND, 1):
    print("clip", number)
    play(tokens_to_notes(clip), seconds=6)

# %% answer="what_i_heard" toy="skip"
# For each clip what you think: "human" or "network".
HEARD = {1: "", 2: "", 3: "", 4: "", 5: "", 6: "", 7: "", 8: ""}
### BEGIN SOLUTION
HEARD = {n: "human" if (clip[:, 1] < 0.001).mean() > 0.2 else "network" for n, (_, clip) in enumerate(BLIND, 1)}
### END SOLUTION

right = sum(HEARD.get(number) == kind for number, (kind, _) in enumerate(BLIND, 1))
chance = sum(math.comb(8, k) for k in range(right, 9)) / 2**8
print(f"{right} of 8 right. By guessing one gets at least as many with a probability of {chance:.3f}.")
print("The clips were:", ", ".join(f"{number} {kind}" for number, (kind, _) in enumerate(BLIND, 1)))

# %% [markdown]
# ### Comment: listening (3 points)
#
# In five to eight sentences: How many did you get right, and could that be luck? Which of the five features gave the network away,
# in which clips? Was a human clip taken for the network's? What do you hear that none of the numbers of section 7 measures, and
# which number did measure what you heard?

# %% [markdown] written="comment_listening" points=3
# **Your comment on what you heard:**
#
# ### BEGIN SOLUTION
# (An example of the form: whoever made this solution judged by piano rolls and counted, and did not listen. Write
# what you *hear*.) 7 of 8 were right; guessing gets that far with a probability of .035, so I believe that the two
# can be told apart. The rule was: a clip with chords is human. In the network's clips 1, 3, 4 and 8 no step is
# exactly 0, in the human ones 10 to 65 % are: that is the divergence of the steps, seen in the music. The one mistake
# was clip 5, human, a long run of single notes, taken for the network's. Repetition: in clip 7 a figure of 20 notes
# comes back and in clip 6 one of 5, in the network's clips 2 or 3 at most, though human clips 2 and 5 have no more
# than 3 either. Wrong notes: the network uses 9 to 11 of the twelve notes of the octave within five seconds, the
# human clips 7 to 9; clips 4 and 8 belong to no key. Outliers: clip 1 begins twelve semitones below its next note,
# and clip 4 has a lonely 36. Mashing I found in none, one key neither (at most twice in a row; human clip 7 strikes
# one four times). The intervals measure a part of the wandering. No number measures that nothing comes back.
# ### END SOLUTION

# %% [markdown] rubric="comment_listening"
# **comment_listening, 3 points.**
#
# - [0.75] How many of 8 were right, and how likely that is by chance.
# - [1.25] At least three of the five features, each with the clips in which it was heard (or not heard).
# - [1] What was heard beside what was measured: one thing that a number shows, one that none does.
#
# Any result of the blind test is fine. No points for taste.

# %% [markdown]
# ## 10. Better (if you like)
#
# Not graded. Where would more help?
#
# 1. **Draw the times too.** The network says *one* step, a mean. Where half of the steps are 0 and the others 0.2 s, the mean
#    is neither. If steps and durations are classes (say, 24 bins on the log scale), they can be drawn like pitches. The next
#    cell does that for steps.
# 2. **Move the keys.** Each training window can be moved up or down by a few semitones. It costs nothing and gives the
#    network twelve times the music.
# 3. **Attention.** A transformer keeps the notes themselves in place of a memory of them. The last cell of this section
#    trains a small one.
# 4. **More pieces.** With the 294 pieces of piano-midi.de there is ten times as much to learn from, and with MAESTRO (played by people,
#    CC BY-NC-SA) almost a hundred times. (On the 294, one run each, networks of 128 units with one and two layers came to a test
#    NLL of 2.80 and 2.77, where pairs of pitches reach 3.63; divergences .037, .032, .081 and .027, .012, .084; longest copies 7
#    and 6.5 notes in the median, 20 and 15 at most, those of human test pieces 8 and 24. Each took less than three minutes of
#    one CPU core.) But large networks overfit small sets, and a better perplexity need not sound
#    better: in a listening test of 2025 other measures agreed with listeners and perplexity did not
#    ([arXiv 2511.07268](https://arxiv.org/abs/2511.07268)).

# %% answer="better" toy="skip"
TIME_EDGES = np.array([0.001, *np.geomspace(0.03, 4, 22)])  # 23 edges: 24 classes of steps


class StepClasses(nn.Module):
    """A network that reads tokens and puts out logits of the class of the next step, (sequences, notes, 24)."""

    def __init__(self, hidden, embedding):
        super().__init__()
        ### BEGIN SOLUTION
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, batch_first=True)
        self.out = nn.Linear(hidden, 24)
        ### END SOLUTION

    def forward(self, tokens):
        ### BEGIN SOLUTION
        return self.out(self.lstm(torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1))[0])
        ### END SOLUTION


# Train it for three epochs, draw the class of each step of the test windows (reading the right notes), and compare the histogram
# of classes with the true one: once drawn, once as `best_model` says the step. Call the two divergences drawn and said.
### BEGIN SOLUTION
def classes_of(seconds):
    return torch.as_tensor(np.searchsorted(TIME_EDGES, seconds.cpu().numpy(), side="right"))


def shifted(x):
    return torch.cat([x.new_tensor([128.0, 0.0, 0.0]).expand(len(x), 1, 3), x[:, :-1]], dim=1)


torch.manual_seed(SEED)
step_model = StepClasses(HIDDEN, EMBEDDING).to(device)
step_optimizer = optim.Adam(step_model.parameters(), lr=LEARNING_RATE)
for epoch in range(3):
    for chosen in torch.randperm(len(windows["train"][0])).split(BATCH_SIZE):
        x, lengths = (values[chosen] for values in windows["train"])
        real = torch.arange(x.shape[1]) < lengths[:, None]
        step_optimizer.zero_grad()
        F.cross_entropy(step_model(shifted(x).to(device)).cpu()[real], classes_of(x[..., 1])[real]).backward()
        step_optimizer.step()
x, lengths = windows["test"]
real = torch.arange(x.shape[1]) < lengths[:, None]
with torch.no_grad():
    by_class = torch.softmax(step_model(shifted(x).to(device)).cpu()[real], dim=1)
    as_said = best_model(shifted(x).to(device))[0][1].cpu()[real]
counts = [np.bincount(one.numpy().ravel(), minlength=24) for one in
          (classes_of(x[..., 1])[real], torch.multinomial(by_class, 1), classes_of(as_said))]
drawn, said = jsd(counts[0], counts[1]), jsd(counts[0], counts[2])
### END SOLUTION
print(f"divergence of the classes of steps from the true ones: drawn {drawn:.3f}, as the network says them {said:.3f}")

# %% [markdown]
# ### Attention in place of memory
#
# An LSTM squeezes all that it has read into its state. A **transformer** looks at the notes themselves, at all of them for
# each note that it says, and a **causal mask** hides those that come later. The next cell holds one with about as many
# weights as the LSTM of one layer. It reads the same tokens in the same windows, and `learn` trains it as it trains the others,
# with a third of the learning rate. What it hands on as its state is the last `WINDOW` tokens. So your `sample_sequence` can
# play it, but for each new note it reads up to `WINDOW` tokens again. (Serious ones keep what they computed for the old
# tokens.) Which of the two is better here, and what does a minute of music cost?

# %% toy="skip" cellView="form"
# @title A small transformer
class SmallTransformer(nn.Module):
    """Reads tokens and says what comes next, as `MusicGenRNN` does. Its state: the tokens so far (sequences, n, 3)."""

    def __init__(self, width, embedding, layers=2, heads=4):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.widen = nn.Linear(embedding + 2, width)
        self.places = nn.Parameter(0.02 * torch.randn(WINDOW, width))
        layer = nn.TransformerEncoderLayer(width, heads, 4 * width, dropout=0.2, batch_first=True, norm_first=True)
        self.layers = nn.TransformerEncoder(layer, layers, nn.LayerNorm(width), enable_nested_tensor=False)
        self.pitch = nn.Sequential(nn.Linear(width, 300), nn.ReLU(), nn.Linear(300, 129))
        self.times = nn.Linear(width, 2)

    def forward(self, tokens, state=None):
        seen = tokens if state is None else torch.cat([state, tokens], dim=1)
        seen = seen[:, -WINDOW:]
        x = self.widen(torch.cat([self.embedding(seen[..., 0].long()), seen[..., 1:]], dim=-1)) + self.places[: seen.shape[1]]
        later = torch.ones(seen.shape[1], seen.shape[1], dtype=torch.bool, device=x.device).triu(1)  # true: hidden
        heard = self.layers(x, mask=later)[:, -tokens.shape[1] :]
        times = F.softplus(self.times(heard))
        return (self.pitch(heard), times[..., 0], times[..., 1]), seen


def say_costs(name, weights, epochs, nll, training, playing, minutes):
    """Print what a network can do and what it costs: times in seconds, energies in joules, minutes of music."""
    print(f"{name}: {weights} weights, test NLL {nll:.3f} after {epochs} epochs, {training[0] / epochs:.1f} s and "
          f"{training[1] / epochs:.0f} J per epoch, {playing[0] / minutes:.1f} s and {playing[1] / minutes:.1f} J per minute of music")


for row in per_layers[1]:
    say_costs("LSTM, one layer", row["parameters"], row["epochs"], row["test_nll"], (row["train_time"], row["total_energy"]),
              (row["sample_time"], row["sample_energy"]), row["minutes"])
for repeat in range(REPEATS):
    torch.manual_seed(SEED + repeat)
    transformer = SmallTransformer(max(16, HIDDEN // 2), EMBEDDING).to(device)
    key = f"transformer, repeat {repeat}, {time.time()}"
    monitor.begin_window(f"train {key}")
    transformer_history = learn(transformer, windows["train"], windows["valid"], learning_rate=LEARNING_RATE / 3)
    training = monitor.end_window(f"train {key}")
    monitor.begin_window(f"play {key}")
    played = play_extracts(transformer, seed=SEED + repeat, count=10)
    playing = monitor.end_window(f"play {key}")
    say_costs("transformer", sum(w.numel() for w in transformer.parameters()), len(transformer_history["valid_nll"]),
              losses_on(transformer, windows["test"])[1], (training.time, training.total_energy),
              (playing.time, playing.total_energy), sum(one[:, 1].sum() for one in played) / 60)

# %% [markdown]
# <details><summary>What we found</summary>
#
# On the 48 scores, with the small networks and two repeats each, the LSTM came to a test NLL of 3.27 and 3.25, the transformer
# to 3.34 both times. In seconds of one CPU core, the transformer took 3.0 to 3.5 per epoch, the LSTM 1.8, and 0.9 to 1.2 per minute
# of music, the LSTM 0.7. So here the memory is better and cheaper. That says something of 52 000 notes and windows of 64, not of
# transformers. Try the 294 pieces.
#
# </details>

# %% [markdown]
# ## 11. Hand in
#
# {tools/hand_in.md}
#
# *Texts: CC BY 4.0. Code: MIT. Pieces: see their source in section 2; names and licences stand in the file of the notes.*

# %% toy="skip" cellView="form"
from tools.hand_in import *

# The names of cells, as their roles say.
GRADED_CELLS = []
PLOTS_AND_RECORDS = []
WRITTEN_TEXTS = []

DIVERGENCES = ["jsd_pitch", "jsd_step", "jsd_duration"]
RECORDS = {
    "model_runs": dict(keys=["layers", "repeat", "parameters", "epochs", "valid_nll", "test_nll", *DIVERGENCES, "train_time",
                             "total_energy", "sample_time", "sample_energy", "minutes"],
                       key="layers", settings=[1, 2, 3], times=2),
    "temperature_runs": dict(keys=["temperature", "repeat", *DIVERGENCES, "jsd_interval", "sample_time", "sample_energy"],
                             key="temperature", settings=[0.6, 0.8, 1.0, 1.2, 1.6], times=2),
}
ASKED = {"MAX_EPOCHS": 16, "PATIENCE": 2, "REPEATS": 2, "WINDOW": 64, "N_EXTRACTS": 50, "N_NOTES": 200}

with contextlib.suppress(Exception):  # this cell only helps: it never stands in your way
    say_what_is_missing(globals(), GRADED_CELLS, PLOTS_AND_RECORDS, WRITTEN_TEXTS, RECORDS, ASKED)
