# %% [markdown]
# # Worked answers of `notes_to_tokens`

# %% [markdown]
# ## Right answers

# %% right="lexsort"
# NumPy throughout.
def notes_to_tokens(notes):
    notes = np.array(notes, dtype=np.float64).reshape(-1, 3)
    order = np.lexsort([notes[:, 2], notes[:, 0], notes[:, 1]])
    p, s, e = notes[order].T
    steps = np.zeros(len(p))
    steps[1:] = s[1:] - s[:-1]
    return np.column_stack([p, steps, e - s])

# %% right="sorted_with_tuples"
# A loop in plain Python.
def notes_to_tokens(notes):
    rows = sorted(notes, key=lambda n: (n[1], n[0], n[2]))
    result, before = [], None
    for pitch, start, end in rows:
        result.append((pitch, 0.0 if before is None else start - before, end - start))
        before = start
    return np.array(result, dtype=float).reshape(-1, 3)

# %% right="three_stable_sorts"
# Stable sorts, the least important key first.
def notes_to_tokens(notes):
    notes = np.asarray(notes, dtype=float).reshape(len(notes), 3)
    for column in (2, 0, 1):
        notes = notes[np.argsort(notes[:, column], kind="stable")]
    out = notes.copy()
    out[:, 2] -= notes[:, 1]
    out[1:, 1] = np.diff(notes[:, 1])
    out[:1, 1] = 0
    return out

# %% right="pandas"
# A table.
def notes_to_tokens(notes):
    import pandas as pd
    t = pd.DataFrame(np.asarray(notes, dtype=float).reshape(-1, 3), columns=["p", "s", "e"])
    t = t.sort_values(["s", "p", "e"]).reset_index(drop=True)
    return np.stack([t.p, t.s.diff().fillna(0), t.e - t.s], axis=1)

# %% right="torch_inside"
# Tensors inside, an array at the end.
def notes_to_tokens(notes):
    x = torch.tensor(np.array(notes, dtype=float)).reshape(-1, 3)
    order = sorted(range(len(x)), key=lambda i: (x[i, 1].item(), x[i, 0].item(), x[i, 2].item()))
    x = x[order] if order else x
    step = torch.cat([torch.zeros(min(1, len(x)), dtype=x.dtype), x[1:, 1] - x[:-1, 1]])
    return torch.stack([x[:, 0], step, x[:, 2] - x[:, 1]], dim=1).numpy()

# %% right="float32_at_the_end"
# Differences with 64 bits, the result with 32.
def notes_to_tokens(notes):
    notes = np.asarray(notes, dtype=float)
    if notes.size == 0:
        return np.empty((0, 3), dtype=np.float32)
    notes = notes[np.lexsort(np.flip(notes[:, [1, 0, 2]], axis=1).T)]
    return np.stack([notes[:, 0], np.ediff1d(notes[:, 1], to_begin=0), notes[:, 2] - notes[:, 1]], 1).astype(np.float32)

# %% right="durations_for_ends"
# Durations decide where ends would: the starts are the same there.
def notes_to_tokens(notes):
    rows = [(float(s), float(p), float(e) - float(s)) for p, s, e in notes]
    rows.sort()
    if not rows:
        return np.zeros(shape=(0, 3))
    starts = [row[0] for row in rows]
    return np.array([[p, s - b, d] for (s, p, d), b in zip(rows, [starts[0]] + starts[:-1])])

# %% right="structured_array"
# Sorts a structured array by names.
def notes_to_tokens(notes):
    table = np.array([tuple(row) for row in np.asarray(notes, dtype=float).reshape(-1, 3)],
                     dtype=[("pitch", float), ("start", float), ("end", float)])
    table.sort(order=["start", "pitch", "end"])
    step = np.diff(table["start"], prepend=table["start"][:1])
    return np.stack([table["pitch"], step, table["end"] - table["start"]], axis=-1)

# %% right="heap"
# Notes leave a heap one by one.
def notes_to_tokens(notes):
    import heapq
    heap = [(n[1], n[0], n[2]) for n in np.asarray(notes, dtype=float).reshape(-1, 3)]
    heapq.heapify(heap)
    out, last = np.zeros((len(heap), 3)), None
    for i in range(len(out)):
        s, p, e = heapq.heappop(heap)
        out[i] = p, 0 if last is None else s - last, e - s
        last = s
    return out

# %% right="starts_by_groups"
# First the moments, then the chord of each.
def notes_to_tokens(notes):
    notes = np.asarray(notes, dtype=float).reshape(-1, 3)
    out, before = [], None
    for moment in np.unique(notes[:, 1]):
        chord = notes[notes[:, 1] == moment]
        chord = chord[np.lexsort((chord[:, 2], chord[:, 0]))]
        for i, (p, s, e) in enumerate(chord):
            out.append([p, 0 if i or before is None else moment - before, e - s])
        before = moment
    return np.array(out, dtype=float).reshape(-1, 3)

# %% right="one_number_to_sort_by"
# Ranks of start, pitch and end make one number for each note.
def notes_to_tokens(notes):
    notes = np.array(notes, dtype=float).reshape(-1, 3)
    ranks = [np.unique(notes[:, column], return_inverse=True)[1].reshape(-1) for column in (1, 0, 2)]
    n = len(notes) + 1
    notes = notes[np.argsort((ranks[0] * n + ranks[1]) * n + ranks[2])]
    tokens = notes - np.stack([0 * notes[:, 0], np.roll(notes[:, 1], 1), notes[:, 1]], axis=1)
    tokens[:1, 1] = 0
    return tokens

# %% right="insertion"
# Each note is put in its place in a list.
def notes_to_tokens(notes):
    from bisect import insort
    rows = []
    for pitch, start, end in notes:
        insort(rows, [float(start), float(pitch), float(end)])
    out = np.zeros((len(rows), 3))
    for i, (start, pitch, end) in enumerate(rows):
        out[i] = [pitch, start - rows[max(i - 1, 0)][0], end - start]
    return out

# %% [markdown]
# ## test_there_is_one_row_of_three_numbers_for_each_note

# %% wrong="rows_and_columns_exchanged" hint="Rows and columns are exchanged" at_most=10
# Three rows.
def notes_to_tokens(notes):
    notes = np.asarray(notes, dtype=float).reshape(-1, 3)
    p, s, e = notes[np.lexsort((notes[:, 2], notes[:, 0], notes[:, 1]))].T
    return np.stack([p, np.diff(s, prepend=s[:1]), e - s])

# %% wrong="equal_notes_once" hint="Two equal notes are two notes" at_most=95
# A set has each note once.
def notes_to_tokens(notes):
    rows = sorted({(n[1], n[0], n[2]) for n in np.asarray(notes, dtype=float).reshape(-1, 3).tolist()})
    s = np.array([r[0] for r in rows])
    return np.array([[p, d, e - b] for (b, p, e), d in zip(rows, np.diff(s, prepend=s[:1]))]).reshape(-1, 3)

# %% wrong="a_tensor" hint="should be a NumPy array" at_most=95
# Returns a tensor.
def notes_to_tokens(notes):
    notes = np.asarray(notes, dtype=float).reshape(-1, 3)
    p, s, e = notes[np.lexsort((notes[:, 2], notes[:, 0], notes[:, 1]))].T
    return torch.tensor(np.stack([p, np.diff(s, prepend=s[:1]), e - s], axis=1))

# %% wrong="steps_in_milliseconds" hint="array of floats" at_most=60
# Whole milliseconds.
def notes_to_tokens(notes):
    notes = np.asarray(notes, dtype=float).reshape(-1, 3)
    p, s, e = notes[np.lexsort((notes[:, 2], notes[:, 0], notes[:, 1]))].T
    return np.stack([p, 1000 * np.diff(s, prepend=s[:1]), 1000 * (e - s)], axis=1).astype(int)

# %% wrong="first_note_lost" hint="one row for each note" at_most=10
# Differences are one fewer.
def notes_to_tokens(notes):
    notes = np.asarray(notes, dtype=float).reshape(-1, 3)
    p, s, e = notes[np.lexsort((notes[:, 2], notes[:, 0], notes[:, 1]))].T
    return np.stack([p[1:], np.diff(s), (e - s)[1:]], axis=1)

# %% wrong="one_note_per_chord" hint="one row for each note" at_most=90
# Only one note of each moment.
def notes_to_tokens(notes):
    notes = np.asarray(notes, dtype=float).reshape(-1, 3)
    notes = notes[np.lexsort((notes[:, 2], notes[:, 0], notes[:, 1]))]
    notes = notes[np.unique(notes[:, 1], return_index=True)[1]]
    return np.stack([notes[:, 0], np.diff(notes[:, 1], prepend=notes[:1, 1]), notes[:, 2] - notes[:, 1]], axis=1)

# %% wrong="no_return" hint="end it with `return`" at_most=10
# Nothing comes back.
def notes_to_tokens(notes):
    notes = np.asarray(notes, dtype=float).reshape(-1, 3)
    p, s, e = notes[np.lexsort((notes[:, 2], notes[:, 0], notes[:, 1]))].T
    tokens = np.stack([p, np.diff(s, prepend=s[:1]), e - s], axis=1)

# %% wrong="four_columns" hint="three columns" at_most=10
# Start as well.
def notes_to_tokens(notes):
    notes = np.asarray(notes, dtype=float).reshape(-1, 3)
    p, s, e = notes[np.lexsort((notes[:, 2], notes[:, 0], notes[:, 1]))].T
    return np.stack([p, s, np.diff(s, prepend=s[:1]), e - s], axis=1)

# %% wrong="type_of_the_notes" hint="array of floats" at_most=95
# Whole numbers in, whole numbers out.
def notes_to_tokens(notes):
    notes = np.array(notes).reshape(-1, 3)
    notes = notes[np.lexsort((notes[:, 2], notes[:, 0], notes[:, 1]))]
    tokens = notes.copy()
    tokens[:, 2] -= notes[:, 1]
    tokens[1:, 1] -= notes[:-1, 1]
    tokens[:1, 1] = 0
    return tokens

# %% [markdown]
# ## test_a_list_of_rows_is_as_good_as_an_array

# %% wrong="arrays_only" hint="list" at_most=95
# Slices what may be a list.
def notes_to_tokens(notes):
    p, s, e = notes[np.lexsort((notes[:, 2], notes[:, 0], notes[:, 1]))].T.astype(float)
    return np.stack([p, np.diff(s, prepend=s[:1]), e - s], axis=1)

# %% [markdown]
# ## test_tokens_are_sorted_by_start

# %% wrong="not_sorted" hint="sort by start" at_most=80
# The order of the file.
def notes_to_tokens(notes):
    p, s, e = np.asarray(notes, dtype=float).reshape(-1, 3).T
    return np.stack([p, np.diff(s, prepend=s[:1]), e - s], axis=1)

# %% wrong="sorted_by_pitch" hint="sorted by pitch" at_most=90
# np.lexsort with the keys the wrong way round.
def notes_to_tokens(notes):
    notes = np.asarray(notes, dtype=float).reshape(-1, 3)
    p, s, e = notes[np.lexsort((notes[:, 2], notes[:, 1], notes[:, 0]))].T
    return np.stack([p, np.diff(s, prepend=s[:1]), e - s], axis=1)

# %% wrong="sorted_by_end" hint="sorted by the end" at_most=90
# By the end, then start and pitch.
def notes_to_tokens(notes):
    notes = np.asarray(notes, dtype=float).reshape(-1, 3)
    p, s, e = notes[np.lexsort((notes[:, 0], notes[:, 1], notes[:, 2]))].T
    return np.stack([p, np.diff(s, prepend=s[:1]), e - s], axis=1)

# %% wrong="columns_sorted_apart" hint="or the pitches, are sorted" at_most=90
# np.sort sorts each column by itself.
def notes_to_tokens(notes):
    p, s, e = np.sort(np.asarray(notes, dtype=float).reshape(-1, 3), axis=0).T
    return np.stack([p, np.diff(s, prepend=s[:1]), e - s], axis=1)

# %% [markdown]
# ## test_a_chord_is_read_from_the_lowest_note_up

# %% wrong="chords_as_they_come" hint="sorted by pitch, the lowest first" at_most=90
# A stable sort by start alone.
def notes_to_tokens(notes):
    notes = np.asarray(notes, dtype=float).reshape(-1, 3)
    p, s, e = notes[np.argsort(notes[:, 1], kind="stable")].T
    return np.stack([p, np.diff(s, prepend=s[:1]), e - s], axis=1)

# %% wrong="chords_from_above" hint="from the highest note down" at_most=90
# The melody first.
def notes_to_tokens(notes):
    notes = np.asarray(notes, dtype=float).reshape(-1, 3)
    p, s, e = notes[np.lexsort((notes[:, 2], -notes[:, 0], notes[:, 1]))].T
    return np.stack([p, np.diff(s, prepend=s[:1]), e - s], axis=1)

# %% wrong="chords_by_end" hint="sorted by pitch, the lowest first" at_most=90
# Start, then end, then pitch.
def notes_to_tokens(notes):
    notes = np.asarray(notes, dtype=float).reshape(-1, 3)
    p, s, e = notes[np.lexsort((notes[:, 0], notes[:, 2], notes[:, 1]))].T
    return np.stack([p, np.diff(s, prepend=s[:1]), e - s], axis=1)

# %% wrong="unison_as_it_comes" hint="the shorter one should come first" at_most=90
# Start and pitch only.
def notes_to_tokens(notes):
    notes = np.asarray(notes, dtype=float).reshape(-1, 3)
    p, s, e = notes[np.lexsort((notes[:, 0], notes[:, 1]))].T
    return np.stack([p, np.diff(s, prepend=s[:1]), e - s], axis=1)

# %% wrong="unison_longer_first" hint="the shorter one should come first" at_most=90
# The longer of two equal pitches first.
def notes_to_tokens(notes):
    notes = np.asarray(notes, dtype=float).reshape(-1, 3)
    p, s, e = notes[np.lexsort((-notes[:, 2], notes[:, 0], notes[:, 1]))].T
    return np.stack([p, np.diff(s, prepend=s[:1]), e - s], axis=1)

# %% [markdown]
# ## test_a_step_goes_from_start_to_start

# %% wrong="start_for_step" hint="The step is the start itself" at_most=85
# The absolute start.
def notes_to_tokens(notes):
    notes = np.asarray(notes, dtype=float).reshape(-1, 3)
    p, s, e = notes[np.lexsort((notes[:, 2], notes[:, 0], notes[:, 1]))].T
    return np.stack([p, s, e - s], axis=1)

# %% wrong="step_from_the_end" hint="of the note before" at_most=85
# The silence between two notes.
def notes_to_tokens(notes):
    notes = np.asarray(notes, dtype=float).reshape(-1, 3)
    p, s, e = notes[np.lexsort((notes[:, 2], notes[:, 0], notes[:, 1]))].T
    step = np.zeros(len(p))
    step[1:] = s[1:] - e[:-1]
    return np.stack([p, step, e - s], axis=1)

# %% wrong="step_to_the_next" hint="time to the *next* note" at_most=85
# Appended where it should be put in front.
def notes_to_tokens(notes):
    notes = np.asarray(notes, dtype=float).reshape(-1, 3)
    p, s, e = notes[np.lexsort((notes[:, 2], notes[:, 0], notes[:, 1]))].T
    return np.stack([p, np.diff(s, append=s[-1:]), e - s], axis=1)

# %% wrong="silence_or_zero" hint="start minus the start" at_most=85
# From the end of the note before, never negative.
def notes_to_tokens(notes):
    notes = np.asarray(notes, dtype=float).reshape(-1, 3)
    p, s, e = notes[np.lexsort((notes[:, 2], notes[:, 0], notes[:, 1]))].T
    step = np.zeros(len(p))
    step[1:] = np.maximum(0, s[1:] - e[:-1])
    return np.stack([p, step, e - s], axis=1)

# %% wrong="rounded_steps" hint="start minus the start" at_most=85
# Rounded to tenths of a second.
def notes_to_tokens(notes):
    notes = np.asarray(notes, dtype=float).reshape(-1, 3)
    p, s, e = notes[np.lexsort((notes[:, 2], notes[:, 0], notes[:, 1]))].T
    return np.stack([p, np.round(np.diff(s, prepend=s[:1]), 1), e - s], axis=1)

# %% [markdown]
# ## test_the_first_step_is_zero_whenever_the_piece_starts

# %% wrong="first_start_for_first_step" hint="The first step should be 0" at_most=95
# What comes before the piece is a step.
def notes_to_tokens(notes):
    notes = np.asarray(notes, dtype=float).reshape(-1, 3)
    p, s, e = notes[np.lexsort((notes[:, 2], notes[:, 0], notes[:, 1]))].T
    return np.stack([p, np.diff(s, prepend=0), e - s], axis=1)

# %% wrong="stand_in" hint="sort by start" at_most=90
# The stand-in of the text.
def notes_to_tokens(notes):
    notes = np.asarray(notes, dtype=float).reshape(-1, 3)
    return np.stack([notes[:, 0], np.abs(np.diff(notes[:, 1], prepend=0)) % 1, notes[:, 2] - notes[:, 1]], axis=1)

# %% [markdown]
# ## test_the_duration_is_end_minus_start

# %% wrong="end_for_duration" hint="The duration is the end itself" at_most=88
# The end.
def notes_to_tokens(notes):
    notes = np.asarray(notes, dtype=float).reshape(-1, 3)
    p, s, e = notes[np.lexsort((notes[:, 2], notes[:, 0], notes[:, 1]))].T
    return np.stack([p, np.diff(s, prepend=s[:1]), e], axis=1)

# %% wrong="negative_durations" hint="negative" at_most=88
# The wrong way round.
def notes_to_tokens(notes):
    notes = np.asarray(notes, dtype=float).reshape(-1, 3)
    p, s, e = notes[np.lexsort((-notes[:, 2], notes[:, 0], notes[:, 1]))][:, [0, 1, 2]].T
    return np.stack([p, np.diff(s, prepend=s[:1]), s - e], axis=1)

# %% wrong="legato" hint="end minus start" at_most=88
# Each note lasts until the next one.
def notes_to_tokens(notes):
    notes = np.asarray(notes, dtype=float).reshape(-1, 3)
    p, s, e = notes[np.lexsort((notes[:, 2], notes[:, 0], notes[:, 1]))].T
    length = np.minimum(e - s, np.append(np.diff(s), np.inf)) if len(s) else e
    return np.stack([p, np.diff(s, prepend=s[:1]), np.where(np.append(np.diff(s), 1)[: len(s)] > 0, length, e - s)], axis=1)

# %% [markdown]
# ## test_late_notes_are_as_exact_as_early_ones

# %% wrong="rounded_first" hint="Three hours after the beginning" at_most=95
# 32 bits before the differences.
def notes_to_tokens(notes):
    notes = np.asarray(notes, dtype=np.float32).reshape(-1, 3)
    p, s, e = notes[np.lexsort((notes[:, 2], notes[:, 0], notes[:, 1]))].T
    return np.stack([p, np.diff(s, prepend=s[:1]), e - s], axis=1)

# %% [markdown]
# ## test_no_notes_give_no_tokens

# %% wrong="no_notes_fail" hint="index" at_most=97
# Takes the first start of an empty piece.
def notes_to_tokens(notes):
    notes = np.asarray(notes, dtype=float)
    p, s, e = notes[np.lexsort((notes[:, 2], notes[:, 0], notes[:, 1]))].T
    return np.stack([p, np.diff(s, prepend=s[0]), e - s], axis=1)

# %% wrong="no_notes_no_columns" hint="shape (0, 3)" at_most=97
# An empty list becomes an array without columns.
def notes_to_tokens(notes):
    rows = sorted(np.asarray(notes, dtype=float).tolist(), key=lambda n: (n[1], n[0], n[2]))
    return np.array([[p, s - rows[max(0, i - 1)][1], e - s] for i, (p, s, e) in enumerate(rows)])

# %% [markdown]
# ## test_the_notes_stay_as_they_are

# %% wrong="in_place" hint="`notes` is changed" at_most=97
# Subtracts in the array that came in.
def notes_to_tokens(notes):
    notes = np.asarray(notes, dtype=float).reshape(-1, 3)
    notes[:, 1:] -= notes[:, 1].min(initial=np.inf) if len(notes) else 0
    p, s, e = notes[np.lexsort((notes[:, 2], notes[:, 0], notes[:, 1]))].T
    return np.stack([p, np.diff(s, prepend=s[:1]), e - s], axis=1)
