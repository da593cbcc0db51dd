# %% [markdown]
# # Worked answers of `tokens_to_notes`

# %% [markdown]
# ## Right answers

# %% right="loop"
# A loop in plain Python.
def tokens_to_notes(tokens):
    notes, now = [], 0.0
    for pitch, step, duration in np.asarray(tokens, dtype=float).tolist():
        now += max(0.0, step)
        notes.append([pitch, now, now + max(0.0, duration)])
    return np.array(notes, dtype=float).reshape(-1, 3)

# %% right="clip_all"
# Clips both times at once.
def tokens_to_notes(tokens):
    made = np.array(tokens, dtype=float).reshape(-1, 3)
    made[:, 1:] = made[:, 1:].clip(min=0)
    made[:, 1] = np.cumsum(made[:, 1])
    made[:, 2] += made[:, 1]
    return made

# %% right="torch"
# Tensors inside.
def tokens_to_notes(tokens):
    t = torch.as_tensor(tokens).double().reshape(-1, 3)
    start = torch.relu(t[:, 1]).cumsum(0)
    return torch.stack([t[:, 0], start, start + torch.relu(t[:, 2])], dim=1).numpy()

# %% right="accumulate"
# itertools.accumulate.
def tokens_to_notes(tokens):
    import itertools
    rows = [tuple(map(float, row)) for row in tokens]
    starts = list(itertools.accumulate(max(s, 0) for _, s, _ in rows))
    out = np.zeros((len(rows), 3))
    for i, ((p, _, d), s) in enumerate(zip(rows, starts)):
        out[i] = p, s, s + max(d, 0)
    return out

# %% right="matrix"
# A triangular matrix adds up.
def tokens_to_notes(tokens):
    x = np.asarray(tokens, dtype=float)
    if not len(x):
        return np.empty((0, 3))
    start = np.tri(len(x)) @ np.where(x[:, 1] < 0, 0, x[:, 1])
    return np.c_[x[:, 0], start, start + np.where(x[:, 2] < 0, 0, x[:, 2])]

# %% right="single_precision"
# Stays with 32 bits, which is exact enough for a sample.
def tokens_to_notes(tokens):
    x = np.asarray(tokens, dtype=np.float32).reshape(-1, 3)
    start = np.add.accumulate(np.maximum(x[:, 1], 0))
    return np.stack((x[:, 0], start, start + np.maximum(x[:, 2], 0)), axis=-1)

# %% right="generator"
# A generator yields note after note.
def tokens_to_notes(tokens):
    def play():
        now = 0.0
        for pitch, step, duration in np.array(tokens, dtype=float).reshape(-1, 3):
            now += step if step > 0 else 0.0
            yield pitch
            yield now
            yield now + (duration if duration > 0 else 0.0)

    return np.fromiter(play(), dtype=float).reshape(-1, 3)

# %% right="triangular_product"
# One matrix product turns clipped times into starts and ends.
def tokens_to_notes(tokens):
    x = np.array([[float(v) for v in row] for row in tokens]).reshape(-1, 3)
    step, duration = (x[:, i] * (x[:, i] > 0) for i in (1, 2))
    out = np.zeros_like(x)
    out[:, 0] = x[:, 0]
    out[:, 1:] = np.tril(np.ones((len(x), len(x)))).dot(step)[:, None]
    out[:, 2] += duration
    return out

# %% right="pandas"
# A table with named columns.
def tokens_to_notes(tokens):
    import pandas as pd
    table = pd.DataFrame(np.asarray(tokens, dtype=float).reshape(-1, 3), columns=["pitch", "start", "end"])
    table["start"] = table["start"].clip(lower=0).cumsum()
    table["end"] = table["end"].clip(lower=0) + table["start"]
    return table.to_numpy()

# %% right="recursion"
# The first half, then the second half moved to where the first one's last note starts.
def tokens_to_notes(tokens):
    tokens = np.asarray(tokens, dtype=float).reshape(-1, 3)
    if len(tokens) < 2:
        start = tokens[:, 1].clip(0, None)
        return np.stack([tokens[:, 0], start, start + tokens[:, 2].clip(0, None)], axis=1)
    middle = len(tokens) // 2
    first, second = tokens_to_notes(tokens[:middle]), tokens_to_notes(tokens[middle:])
    return np.concatenate([first, second + np.array([0, first[-1, 1], first[-1, 1]])])

# %% right="clamped_clone"
# A tensor of 64 bits that is its own.
def tokens_to_notes(tokens):
    made = torch.tensor(np.array(tokens), dtype=torch.float64)
    made[:, 1:].clamp_(min=0)
    made[:, 1] = made[:, 1].cumsum(0)
    made[:, 2] += made[:, 1]
    return made.numpy()

# %% [markdown]
# ## test_there_is_one_row_for_each_token_with_its_pitch_first

# %% wrong="start_first" hint="pitches should stay" at_most=40
# The columns in another order.
def tokens_to_notes(tokens):
    p, s, d = np.asarray(tokens, dtype=float).reshape(-1, 3).T
    start = np.maximum(s, 0).cumsum()
    return np.stack([start, p, start + np.maximum(d, 0)], axis=1)

# %% wrong="sorted_by_pitch" hint="in the same order" at_most=88
# Sorts the notes.
def tokens_to_notes(tokens):
    p, s, d = np.asarray(tokens, dtype=float).reshape(-1, 3).T
    start = np.maximum(s, 0).cumsum()
    return np.stack([np.sort(p), start, start + np.maximum(d, 0)], axis=1)

# %% wrong="rows_and_columns_exchanged" hint="Rows and columns are exchanged" at_most=10
# Three rows.
def tokens_to_notes(tokens):
    p, s, d = np.asarray(tokens, dtype=float).reshape(-1, 3).T
    start = np.maximum(s, 0).cumsum()
    return np.stack([p, start, start + np.maximum(d, 0)])

# %% wrong="no_return" hint="end it with `return`" at_most=10
# Nothing comes back.
def tokens_to_notes(tokens):
    p, s, d = np.asarray(tokens, dtype=float).reshape(-1, 3).T
    start = np.maximum(s, 0).cumsum()
    notes = np.stack([p, start, start + np.maximum(d, 0)], axis=1)

# %% wrong="piano_only" hint="pitches should stay" at_most=88
# Moves all pitches by the lowest key of the piano.
def tokens_to_notes(tokens):
    p, s, d = np.asarray(tokens, dtype=float).reshape(-1, 3).T
    start = np.maximum(s, 0).cumsum()
    return np.stack([p - 21, start, start + np.maximum(d, 0)], axis=1)

# %% wrong="chords_sorted" hint="another order" at_most=92
# Sorts by start, and chords by pitch, as on the way there.
def tokens_to_notes(tokens):
    p, s, d = np.maximum(np.asarray(tokens, dtype=float).reshape(-1, 3), 0).T
    notes = np.stack([p, s.cumsum(), s.cumsum() + d], axis=1)
    return notes[np.lexsort((p, notes[:, 1]))]

# %% wrong="chords_by_end" hint="another order" at_most=92
# What ends first comes first in a chord.
def tokens_to_notes(tokens):
    p, s, d = np.maximum(np.asarray(tokens, dtype=float).reshape(-1, 3), 0).T
    rows = sorted(zip(p, s.cumsum(), s.cumsum() + d), key=lambda row: (row[1], row[2]))
    return np.array(rows).reshape(-1, 3)

# %% [markdown]
# ## test_starts_are_the_sum_of_the_steps

# %% wrong="step_for_start" hint="The steps are taken for starts" at_most=75
# Steps do not add up.
def tokens_to_notes(tokens):
    p, s, d = np.maximum(np.asarray(tokens, dtype=float).reshape(-1, 3), 0).T
    return np.stack([p, s, s + d], axis=1)

# %% wrong="starts_at_zero" hint="The first note starts at 0" at_most=75
# Without the first step.
def tokens_to_notes(tokens):
    p, s, d = np.maximum(np.asarray(tokens, dtype=float).reshape(-1, 3), 0).T
    start = s.cumsum() - s[:1]
    return np.stack([p, start, start + d], axis=1)

# %% wrong="one_step_early" hint="one step too early" at_most=75
# Adds the step after the note.
def tokens_to_notes(tokens):
    notes, now = [], 0.0
    for p, s, d in np.maximum(np.asarray(tokens, dtype=float).reshape(-1, 3), 0):
        notes.append([p, now, now + d])
        now += s
    return np.array(notes).reshape(-1, 3)

# %% wrong="one_after_the_other" hint="its step after the start" at_most=75
# Steps count from the end of the note before.
def tokens_to_notes(tokens):
    notes, now = [], 0.0
    for p, s, d in np.maximum(np.asarray(tokens, dtype=float).reshape(-1, 3), 0):
        notes.append([p, now + s, now + s + d])
        now += s + d
    return np.array(notes).reshape(-1, 3)

# %% wrong="durations_add_up" hint="its step after the start" at_most=75
# The sum of the durations.
def tokens_to_notes(tokens):
    p, s, d = np.maximum(np.asarray(tokens, dtype=float).reshape(-1, 3), 0).T
    start = s + d.cumsum() - d
    return np.stack([p, start, start + d], axis=1)

# %% wrong="milliseconds" hint="its step after the start" at_most=60
# Thousandths of a second.
def tokens_to_notes(tokens):
    p, s, d = np.maximum(np.asarray(tokens, dtype=float).reshape(-1, 3), 0).T
    return np.stack([p, 1000 * s.cumsum(), 1000 * (s.cumsum() + d)], axis=1)

# %% wrong="stand_in" hint="its step after the start" at_most=60
# The stand-in of the text.
def tokens_to_notes(tokens):
    tokens = np.asarray(tokens, dtype=float)
    start = np.arange(len(tokens)) / 4
    return np.stack([tokens[:, 0], start, start + 0.25], axis=1)

# %% [markdown]
# ## test_a_note_lasts_its_duration

# %% wrong="duration_for_end" hint="The duration is taken for the end" at_most=82
# The duration in the third column.
def tokens_to_notes(tokens):
    p, s, d = np.maximum(np.asarray(tokens, dtype=float).reshape(-1, 3), 0).T
    return np.stack([p, s.cumsum(), d], axis=1)

# %% wrong="cut_at_the_next" hint="whether or not the next one" at_most=85
# A note ends when the next one starts.
def tokens_to_notes(tokens):
    p, s, d = np.maximum(np.asarray(tokens, dtype=float).reshape(-1, 3), 0).T
    start = s.cumsum()
    return np.stack([p, start, np.minimum(start + d, np.append(start[1:], np.inf)[: len(p)])], axis=1)

# %% wrong="ends_add_up" hint="whether or not the next one" at_most=85
# The ends are added up like the starts.
def tokens_to_notes(tokens):
    p, s, d = np.maximum(np.asarray(tokens, dtype=float).reshape(-1, 3), 0).T
    return np.stack([p, s.cumsum(), d.cumsum()], axis=1)

# %% wrong="at_least_a_tenth" hint="whether or not the next one" at_most=85
# Lengthens short notes to half a second.
def tokens_to_notes(tokens):
    p, s, d = np.maximum(np.asarray(tokens, dtype=float).reshape(-1, 3), 0).T
    start = s.cumsum()
    return np.stack([p, start, start + np.maximum(d, 0.5 * (d > 0))], axis=1)

# %% [markdown]
# ## test_a_negative_step_or_duration_counts_as_zero

# %% wrong="negative_steps_go_back" hint="A negative step" at_most=90
# Takes negative steps as they are.
def tokens_to_notes(tokens):
    p, s, d = np.asarray(tokens, dtype=float).reshape(-1, 3).T
    return np.stack([p, s.cumsum(), s.cumsum() + np.maximum(d, 0)], axis=1)

# %% wrong="negative_durations_stay" hint="A negative duration" at_most=90
# Clips steps only.
def tokens_to_notes(tokens):
    p, s, d = np.asarray(tokens, dtype=float).reshape(-1, 3).T
    start = np.maximum(s, 0).cumsum()
    return np.stack([p, start, start + d], axis=1)

# %% wrong="absolute_values" hint="should count as 0" at_most=90
# The sign is dropped.
def tokens_to_notes(tokens):
    p, s, d = np.abs(np.asarray(tokens, dtype=float).reshape(-1, 3)).T
    return np.stack([p, s.cumsum(), s.cumsum() + d], axis=1)

# %% wrong="odd_notes_left_out" hint="should count as 0" at_most=90
# Leaves negative ones out.
def tokens_to_notes(tokens):
    t = np.asarray(tokens, dtype=float).reshape(-1, 3)
    p, s, d = t[(t[:, 1:] >= 0).all(axis=1)].T
    return np.stack([p, s.cumsum(), s.cumsum() + d], axis=1)

# %% wrong="clipped_sum" hint="should count as 0" at_most=90
# Clips the sum, not the steps.
def tokens_to_notes(tokens):
    p, s, d = np.asarray(tokens, dtype=float).reshape(-1, 3).T
    start = np.maximum(s.cumsum(), 0)
    return np.stack([p, start, start + np.maximum(d, 0)], axis=1)

# %% [markdown]
# ## test_arrays_and_tensors_both_give_an_array

# %% wrong="tensor_stays_tensor" hint="should give a NumPy array too" at_most=90
# A tensor in, a tensor out.
def tokens_to_notes(tokens):
    if torch.is_tensor(tokens):
        s, d = tokens[:, 1].clamp(min=0).cumsum(0), tokens[:, 2].clamp(min=0)
        return torch.stack([tokens[:, 0], s, s + d], dim=1)
    p, s, d = np.maximum(np.asarray(tokens, dtype=float).reshape(-1, 3), 0).T
    return np.stack([p, s.cumsum(), s.cumsum() + d], axis=1)

# %% wrong="arrays_only" hint="astype" at_most=90
# A tensor has no astype.
def tokens_to_notes(tokens):
    p, s, d = np.maximum(tokens.astype(float).reshape(-1, 3), 0).T
    return np.stack([p, s.cumsum(), s.cumsum() + d], axis=1)

# %% wrong="always_a_tensor" hint="should be a NumPy array" at_most=90
# A tensor out.
def tokens_to_notes(tokens):
    t = torch.as_tensor(tokens).double().reshape(-1, 3)
    start = torch.relu(t[:, 1]).cumsum(0)
    return torch.stack([t[:, 0], start, start + torch.relu(t[:, 2])], dim=1)

# %% [markdown]
# ## test_no_tokens_give_no_notes

# %% wrong="no_tokens_no_columns" hint="shape (0, 3)" at_most=95
# An empty list becomes an array without columns.
def tokens_to_notes(tokens):
    notes, now = [], 0.0
    for p, s, d in np.asarray(tokens, dtype=float):
        now += max(s, 0)
        notes.append([p, now, now + max(d, 0)])
    return np.array(notes)

# %% [markdown]
# ## test_the_tokens_stay_as_they_are

# %% wrong="in_place" hint="`tokens` is changed" at_most=95
# Clips in the array that came in.
def tokens_to_notes(tokens):
    t = np.asarray(tokens)
    t[:, 1:] = np.maximum(t[:, 1:], 0)
    p, s, d = np.asarray(t, dtype=float).reshape(-1, 3).T
    return np.stack([p, s.cumsum(), s.cumsum() + d], axis=1)
